//! A compact copy of what links need to know about notes.
//!
//! Every page has dozens of links to notes that are scattered over memory. [`Cards::of`] copies the few fields a link
//! needs into one place that stays in the cache. That pays off only where all pages are made.

use jiff::civil::Date;

use crate::garden::{Entry, Garden, NoteId, Place, Resolution, Target};
use crate::path::OutputPathRef;

/// What a link needs to know about its target note.
#[derive(Clone, Copy)]
pub(super) struct Card<'a> {
    pub(super) title: &'a str,
    pub(super) page: OutputPathRef<'a>,
    pub(super) created: Option<Date>,
    pub(super) is_daily: bool,
    /// Whether any links may point to headings or blocks of it.
    pub(super) may_have_callers: bool,
}

impl<'a> Card<'a> {
    /// Returns the card of this note.
    pub(super) fn of(entry: &'a Entry) -> Self {
        Card {
            title: &entry.note.title,
            page: entry.page.lend(),
            created: entry.created,
            is_daily: entry.note.is_daily(),
            may_have_callers: true,
        }
    }
}

/// The cards of all notes.
#[derive(Default)]
pub(in crate::site) struct Cards {
    /// The titles and page paths of all notes, concatenated.
    letters: String,
    /// By note number; empty for unused numbers.
    cards: Vec<Copied>,
}

/// A card whose strings are ranges of [`Cards::letters`].
#[derive(Clone, Copy, Default)]
struct Copied {
    title: u32,
    page: u32,
    end: u32,
    is_plain: bool,
    is_daily: bool,
    has_callers: bool,
    created: Option<Date>,
}

impl Cards {
    /// Copies the cards of a garden.
    pub(in crate::site) fn of(garden: &Garden) -> Self {
        let mut cards = Self { letters: String::new(), cards: vec![Copied::default(); garden.notes.slots()] };
        for (id, entry) in garden.notes.numbered() {
            let card = Card::of(entry);
            let title = cards.letters.len() as u32;
            cards.letters.push_str(card.title);
            let page = cards.letters.len() as u32;
            let (letters, is_plain) = card.page.letters();
            cards.letters.push_str(letters);
            let end = cards.letters.len() as u32;
            let (Card { created, is_daily, .. }, has_callers) = (card, false);
            cards.cards[id.0 as usize] = Copied { title, page, end, is_plain, is_daily, has_callers, created };
        }
        let into_notes = |link: &Resolution| matches!(link.place(), Place::Heading(_) | Place::Block(_));
        for link in garden.notes.iter().flat_map(|entry| &entry.links).filter(|link| into_notes(link)) {
            if let Some(Target::Note(id)) = link.target() {
                cards.cards[id.0 as usize].has_callers = true;
            }
        }
        cards
    }

    /// Returns the card of a note, if it was copied.
    pub(super) fn get(&self, id: NoteId) -> Option<Card<'_>> {
        let card = self.cards.get(id.0 as usize)?;
        let letters = |from: u32, to: u32| &self.letters[from as usize..to as usize];
        Some(Card {
            title: letters(card.title, card.page),
            page: OutputPathRef::of_letters(letters(card.page, card.end), card.is_plain),
            created: card.created,
            is_daily: card.is_daily,
            may_have_callers: card.has_callers,
        })
    }
}

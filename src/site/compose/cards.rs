//! What links to notes need, side by side.
//!
//! Every page has dozens of links to notes that lie all over memory. [`Cards::of`] copies the little that a link says
//! of its note to one place, which stays at hand. It pays off only where all pages are made.

use std::ops::Range;

use crate::garden::{Garden, NoteId};
use crate::path::OutputPath;

/// The title and the page of each note.
#[derive(Default)]
pub(in crate::site) struct Cards {
    /// All titles, one after the other.
    titles: String,
    /// By number; none for numbers that no note has.
    cards: Vec<Option<Card>>,
}

struct Card {
    title: Range<u32>,
    page: OutputPath,
}

impl Cards {
    /// The cards of a garden.
    pub(in crate::site) fn of(garden: &Garden) -> Self {
        let mut cards = Self { titles: String::new(), cards: Vec::with_capacity(garden.notes.slots()) };
        for (id, entry) in garden.notes.numbered() {
            let start = cards.titles.len() as u32;
            cards.titles.push_str(&entry.note.title);
            cards.cards.resize_with(id.0 as usize, || None);
            cards.cards.push(Some(Card { title: start..cards.titles.len() as u32, page: entry.page.clone() }));
        }
        cards
    }

    /// The title and the page of a note, if they were copied.
    pub(super) fn get(&self, id: NoteId) -> Option<(&str, &OutputPath)> {
        let card = self.cards.get(id.0 as usize)?.as_ref()?;
        Some((&self.titles[card.title.start as usize..card.title.end as usize], &card.page))
    }
}

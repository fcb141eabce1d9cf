//! Which words a page shows around a link to its note.
//!
//! [`around`] decides it for one link. [`Around`] holds it for all links of a garden: the pages of a garden ask for
//! links of notes in every part of memory, and one short list is much quicker than waiting for each of those notes.

use super::Cards;
use super::cards::Card;
use crate::garden::{Entry, Garden, NoteId, Target};
use crate::note::{LinkKind, Span};

/// The words of the block that a link is in, and the link's own.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) block: Span,
    pub(super) text: Span,
}

/// The places of all links of a garden.
#[derive(Default)]
pub(in crate::site) struct Around {
    /// Where the places of a note begin, by its number.
    starts: Vec<u32>,
    /// The places of the links of one note after the other; `None` if no words are shown.
    places: Vec<Option<Place>>,
}

impl Around {
    /// Finds the places of all links. `cards` are those of all notes.
    pub(in crate::site) fn of(garden: &Garden, cards: &Cards) -> Self {
        let mut all = Self { starts: vec![0; garden.notes.slots()], places: Vec::new() };
        for (id, entry) in garden.notes.numbered() {
            all.starts[id.0 as usize] = all.places.len() as u32;
            let card = |id| cards.get(id).unwrap_or_else(|| Card::of(garden.note(id)));
            all.places.extend((0..entry.note.links.len()).map(|link| around(entry, link, card)));
        }
        all
    }

    /// Returns the place of a link, or nothing if the places of its note are not known.
    pub(super) fn get(&self, source: NoteId, link: u32) -> Option<Option<Place>> {
        let start = self.starts.get(source.0 as usize)?;
        self.places.get((start + link) as usize).copied()
    }
}

/// Returns the words of a link and of its block. Nothing if there are no words around it: in front matter, and where the
/// link is all there is in its block and shows only its target's name, as in a list of links, or is an embed.
pub(super) fn around<'a>(source: &Entry, link: usize, card: impl Fn(NoteId) -> Card<'a>) -> Option<Place> {
    let written = &source.note.links[link];
    let block = written.block?;
    let place = Place { block, text: written.text };
    if block != written.text {
        return Some(place);
    }
    let is_called = |target| matches!(target, Target::Note(id) if card(id).title == written.display);
    let is_bare = written.kind == LinkKind::Embed
        || written.display == written.target
        || source.links[link].target().is_some_and(is_called);
    (!is_bare).then_some(place)
}

//! The garden as a graph: notes, and which of them are linked, in either direction.
//!
//! [`near()`] finds the notes around one note and [`arrange()`] lays them out for the picture beside it; both cost the
//! same however large the garden is. [`related()`] finds notes that are not linked but have much in common. [`Links`]
//! are the links of all notes, and [`lay_out()`] places every note on the map of the garden. Everything here is
//! numbers: `render` and the theme decide what they look like.

mod apart;
mod arrange;
mod homes;
mod lay_out;
mod lists;
mod near;
mod point;
mod related;
mod springs;
#[cfg(test)]
mod tests;
mod tree;

pub use arrange::{LINE, Picture, Size, WIDTH, arrange};
pub use lay_out::lay_out;
pub use near::{Near, Shape, near};
pub use related::{Related, related};

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::garden::{Garden, NoteId, Target};
use lists::Lists;

/// A position on a map or in a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// Distance to the right.
    pub x: i32,
    /// Distance down.
    pub y: i32,
}

/// Which notes are linked, by their numbers: each pair once, no note with itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// The notes linked with each note.
    both: Lists,
    /// The notes that link to each note.
    sources: Lists,
}

impl Links {
    /// Collects the links of a garden.
    pub fn of(garden: &Garden) -> Self {
        let links = garden
            .ids()
            .flat_map(|goal| garden.note(goal).backlinks.iter().map(move |backlink| (backlink.source.0, goal.0)));
        Self::new(garden.notes.slots(), links)
    }

    /// Does the same as [`Links::of`] for a later garden, in which only the links of these notes changed, and no note
    /// its number.
    pub fn again(&self, garden: &Garden, others: &BTreeSet<NoteId>) -> Self {
        let mut links = Self {
            both: Lists::with_capacity(self.notes(), self.both.items()),
            sources: Lists::with_capacity(self.notes(), self.sources.items()),
        };
        let mut next = 0;
        for id in others {
            links.take(self, next..id.0 as usize);
            links.both.push(around(garden, *id).into_iter());
            links.sources.push(sources(garden, *id));
            next = id.0 as usize + 1;
        }
        links.take(self, next..self.notes());
        links
    }

    /// Appends the links of some notes.
    fn take(&mut self, other: &Self, notes: Range<usize>) {
        self.both.take(&other.both, notes.clone());
        self.sources.take(&other.sources, notes);
    }

    /// The same links with notes renumbered: `places` has the new number of each. Their order is the same, and `notes`
    /// of them remain.
    pub fn renumbered(&self, places: &[u32], notes: usize) -> Cow<'_, Self> {
        if notes == self.notes() && places.iter().zip(0..).all(|(place, note)| *place == note) {
            return Cow::Borrowed(self);
        }
        let links = (0..self.notes()).flat_map(|goal| self.to(goal).iter().map(move |source| (*source, goal)));
        Cow::Owned(Self::new(notes, links.map(|(source, goal)| (places[source as usize], places[goal]))))
    }

    /// Collects links between notes numbered from 0 up to `notes`, from the first of each pair to the second; those
    /// with other numbers are left out.
    pub fn new(notes: usize, links: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let is_link = |(a, b): &(u32, u32)| a != b && (*a as usize) < notes && (*b as usize) < notes;
        let links: Vec<(u32, u32)> = links.into_iter().filter(is_link).collect();
        let both = links.iter().flat_map(|(source, goal)| [(*source, *goal), (*goal, *source)]);
        let to = links.iter().map(|(source, goal)| (*goal, *source));
        Self { both: Lists::new(notes, both), sources: Lists::new(notes, to) }
    }

    /// The number of slots for notes.
    pub fn notes(&self) -> usize {
        self.both.len()
    }

    /// The number of linked pairs of notes.
    pub fn pairs(&self) -> usize {
        self.both.items() / 2
    }

    /// The notes linked with a note, in the order of their numbers.
    #[inline]
    pub fn with(&self, note: usize) -> &[u32] {
        self.both.of(note)
    }

    /// The notes that link to a note, in the order of their numbers.
    #[inline]
    pub fn to(&self, note: usize) -> &[u32] {
        self.sources.of(note)
    }
}

/// The other notes that link to a note.
fn sources(garden: &Garden, id: NoteId) -> impl Iterator<Item = u32> {
    let backlinks = garden.notes.get(id).into_iter().flat_map(|entry| &entry.backlinks);
    backlinks.map(|backlink| backlink.source.0).filter(move |source| *source != id.0)
}

/// The numbers of the notes linked with a note.
fn around(garden: &Garden, id: NoteId) -> BTreeSet<u32> {
    let Some(entry) = garden.notes.get(id) else { return BTreeSet::new() };
    let goals = entry.links.iter().filter_map(|link| match link.target()? {
        Target::Note(goal) if goal != id => Some(goal.0),
        Target::Note(_) | Target::File(_) => None,
    });
    goals.chain(sources(garden, id)).collect()
}

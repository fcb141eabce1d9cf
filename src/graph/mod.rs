//! The garden as a graph: notes, and which of them are linked, whichever way the link goes.
//!
//! [`near()`] finds the notes around one note and [`arrange()`] lays them out for the picture beside it; both
//! cost what these notes cost, however large the garden is. [`related()`] finds notes that are not linked and have
//! much in common. [`Links`] are the links of all notes, and
//! [`lay_out()`] gives every note its place on the map of the garden. Everything here is numbers: what
//! they look like is decided in `render` and by the theme.

mod apart;
mod arrange;
mod homes;
mod lay_out;
mod near;
mod point;
mod related;
mod springs;
#[cfg(test)]
mod tests;
mod tree;

pub use arrange::{Picture, WIDTH, arrange};
pub use lay_out::lay_out;
pub use near::{Near, Shape, near};
pub use related::{Related, related};

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::garden::{Garden, NoteId, Target};
use crate::tally::Tally;

/// A place on a map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
}

/// Which notes are linked with which, by their numbers: each pair once, no note with itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// By note: where its neighbours begin in `ends`, and one more for the end.
    starts: Vec<u32>,
    ends: Vec<u32>,
    /// By note: how many notes link to it.
    sources: Vec<u32>,
}

impl Links {
    /// The links of a garden.
    pub fn of(garden: &Garden) -> Self {
        let links = garden
            .ids()
            .flat_map(|goal| garden.note(goal).backlinks.iter().map(move |backlink| (backlink.source.0, goal.0)));
        Self::new(garden.notes.slots(), links)
    }

    /// [`Links::of`] for a later garden. No notes but these are linked with others than they were, and none has another
    /// number.
    pub fn again(&self, garden: &Garden, others: &BTreeSet<NoteId>) -> Self {
        let mut links = Self::with_capacity(self.notes(), self.ends.len());
        let mut next = 0;
        for id in others {
            links.take(self, next..id.0 as usize);
            links.starts.push(links.ends.len() as u32);
            links.ends.extend(around(garden, *id));
            links.sources.push(sources(garden, *id).count() as u32);
            next = id.0 as usize + 1;
        }
        links.take(self, next..self.notes());
        links.starts.push(links.ends.len() as u32);
        links
    }

    fn with_capacity(notes: usize, ends: usize) -> Self {
        Self {
            starts: Vec::with_capacity(notes + 1),
            ends: Vec::with_capacity(ends),
            sources: Vec::with_capacity(notes),
        }
    }

    /// Adds the links of some notes behind those that are there.
    fn take(&mut self, other: &Self, notes: Range<usize>) {
        let (from, to) = (other.starts[notes.start], other.starts[notes.end]);
        let own = self.ends.len() as u32;
        self.starts.extend(other.starts[notes.clone()].iter().map(|start| start - from + own));
        self.sources.extend_from_slice(&other.sources[notes]);
        self.ends.extend_from_slice(&other.ends[from as usize..to as usize]);
    }

    /// The same links between notes that are numbered anew: `places` says how, by the numbers of now. They are in
    /// the same order, and `notes` of them are left.
    pub fn renumbered(&self, places: &[u32], notes: usize) -> Self {
        let pairs = (0..self.notes()).flat_map(|note| self.with(note).iter().map(move |other| (note as u32, *other)));
        let upwards = pairs.filter(|(note, other)| note < other);
        let mut links = Self::new(notes, upwards.map(|(note, other)| (places[note as usize], places[other as usize])));
        for (place, sources) in places.iter().zip(&self.sources) {
            links.sources.get_mut(*place as usize).into_iter().for_each(|own| *own = *sources);
        }
        links
    }

    /// Links between notes numbered from 0 up to `notes`, from the first of each pair to the second, each once; those of
    /// other numbers are left out.
    pub fn new(notes: usize, links: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let is_link = |(a, b): &(u32, u32)| a != b && (*a as usize) < notes && (*b as usize) < notes;
        let links: Vec<(u32, u32)> = links.into_iter().filter(is_link).collect();
        let ways = || links.iter().flat_map(|(a, b)| [(*a as usize, *b), (*b as usize, *a)]);
        // Laid out by note first, so that only short lists are sorted.
        let mut begins = vec![0_u32; notes + 1];
        ways().for_each(|(from, _)| begins[from + 1] += 1);
        for note in 0..notes {
            begins[note + 1] += begins[note];
        }
        let mut free = begins.clone();
        let mut all = vec![0_u32; links.len() * 2];
        for (from, to) in ways() {
            all[free[from] as usize] = to;
            free[from] += 1;
        }
        let mut laid_out = Self::with_capacity(notes, all.len());
        laid_out.sources.resize(notes, 0);
        links.iter().for_each(|(_, goal)| laid_out.sources[*goal as usize] += 1);
        for note in 0..notes {
            laid_out.starts.push(laid_out.ends.len() as u32);
            let own = &mut all[begins[note] as usize..begins[note + 1] as usize];
            own.sort_unstable();
            laid_out.ends.extend(own.chunk_by(|one, other| one == other).map(|same| same[0]));
        }
        laid_out.starts.push(laid_out.ends.len() as u32);
        laid_out
    }

    /// How many numbers of notes there are.
    pub fn notes(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// How many pairs of notes are linked.
    pub fn pairs(&self) -> usize {
        self.ends.len() / 2
    }

    /// The notes that a note is linked with, in the order of their numbers.
    #[inline]
    pub fn with(&self, note: usize) -> &[u32] {
        &self.ends[self.starts[note] as usize..self.starts[note + 1] as usize]
    }

    /// How many other notes link to a note.
    #[inline]
    pub fn sources(&self, note: usize) -> usize {
        self.sources[note] as usize
    }
}

thread_local! {
    /// Where notes are counted.
    static TALLY: RefCell<Tally> = RefCell::default();
}

/// Counts notes with numbers below `notes`: `count` finds the tally empty, and leaves it so.
fn tallied<T>(notes: usize, count: impl FnOnce(&mut Tally) -> T) -> T {
    TALLY.with_borrow_mut(|tally| {
        tally.make_room(notes);
        count(tally)
    })
}

/// The other notes that link to a note.
fn sources(garden: &Garden, id: NoteId) -> impl Iterator<Item = u32> {
    let backlinks = garden.notes.get(id).into_iter().flat_map(|entry| &entry.backlinks);
    backlinks.map(|backlink| backlink.source.0).filter(move |source| *source != id.0)
}

/// The numbers of the notes that a note is linked with.
fn around(garden: &Garden, id: NoteId) -> BTreeSet<u32> {
    let Some(entry) = garden.notes.get(id) else { return BTreeSet::new() };
    let goals = entry.links.iter().filter_map(|link| match link.target()? {
        Target::Note(goal) if goal != id => Some(goal.0),
        Target::Note(_) | Target::File(_) => None,
    });
    goals.chain(sources(garden, id)).collect()
}

//! Short lists of notes, one for each note, all in one vector: thousands of separate lists would be scattered over
//! memory.
//!
//! [`Lists`] is the only item.

use std::ops::Range;

/// By the number of a note, a list of the numbers of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lists {
    /// The beginning of each list among the items, and the end of the last.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Default for Lists {
    fn default() -> Self {
        Self::with_capacity(0, 0)
    }
}

impl Lists {
    /// Makes lists for notes below `notes` from pairs of a note and an item; each list is sorted, without duplicates.
    pub(super) fn new(notes: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        // First grouped by note, so that only short lists are sorted.
        let mut begins = vec![0_u32; notes + 1];
        pairs.clone().for_each(|(note, _)| begins[note as usize + 1] += 1);
        for note in 0..notes {
            begins[note + 1] += begins[note];
        }
        let mut free = begins.clone();
        let mut all = vec![0_u32; begins[notes] as usize];
        for (note, item) in pairs {
            let place = &mut free[note as usize];
            all[*place as usize] = item;
            *place += 1;
        }
        let mut lists = Self::with_capacity(notes, all.len());
        for note in 0..notes {
            let own = &mut all[begins[note] as usize..begins[note + 1] as usize];
            own.sort_unstable();
            lists.push(own.chunk_by(|one, other| one == other).map(|same| same[0]));
        }
        lists
    }

    /// No lists, with room for this many lists and items.
    pub(super) fn with_capacity(notes: usize, items: usize) -> Self {
        let mut starts = Vec::with_capacity(notes + 1);
        starts.push(0);
        Self { starts, items: Vec::with_capacity(items) }
    }

    /// Appends a list.
    pub(super) fn push(&mut self, items: impl Iterator<Item = u32>) {
        self.items.extend(items);
        self.starts.push(self.items.len() as u32);
    }

    /// Appends the lists of some notes in `other`.
    pub(super) fn take(&mut self, other: &Self, notes: Range<usize>) {
        let (from, to) = (other.starts[notes.start], other.starts[notes.end]);
        let own = self.items.len() as u32;
        self.starts.extend(other.starts[notes.start + 1..=notes.end].iter().map(|end| end - from + own));
        self.items.extend_from_slice(&other.items[from as usize..to as usize]);
    }

    /// The number of lists.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The number of items in all lists.
    pub(super) fn items(&self) -> usize {
        self.items.len()
    }

    /// The list of a note.
    #[inline]
    pub(super) fn of(&self, note: usize) -> &[u32] {
        &self.items[self.starts[note] as usize..self.starts[note + 1] as usize]
    }
}

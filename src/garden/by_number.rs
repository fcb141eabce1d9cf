//! A value for each number of a note.
//!
//! Clones of a [`ByNumber`] share their values, and changing one value costs as little in a large garden as in a small
//! one: what is known of a hundred thousand notes is kept when one of them changes.

use std::ops::Index;
use std::sync::Arc;

use rayon::prelude::*;

use super::NoteId;

/// Number of values that clones share, or copy, together.
const SHEET: usize = 256;

/// Values by the numbers of notes.
#[derive(Clone, Debug)]
pub struct ByNumber<T>(Vec<Arc<Vec<T>>>);

impl<T> Default for ByNumber<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<T> for ByNumber<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        let mut all = all.into_iter();
        let sheets = std::iter::from_fn(|| {
            let sheet: Vec<T> = all.by_ref().take(SHEET).collect();
            (!sheet.is_empty()).then(|| Arc::new(sheet))
        });
        Self(sheets.collect())
    }
}

impl<T> ByNumber<T> {
    /// The number of slots.
    pub fn slots(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * SHEET + last.len())
    }

    /// The value for a number, if it is within range.
    pub fn get(&self, id: NoteId) -> Option<&T> {
        self.0.get(id.0 as usize / SHEET)?.get(id.0 as usize % SHEET)
    }

    /// All values, in the order of the numbers.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flat_map(|sheet| sheet.iter())
    }

    /// All values with their numbers, in parallel.
    pub fn par_numbered(&self) -> impl ParallelIterator<Item = (NoteId, &T)>
    where
        T: Send + Sync,
    {
        self.0.par_iter().enumerate().flat_map_iter(|(sheet, things)| {
            things.iter().enumerate().map(move |(place, thing)| (NoteId((sheet * SHEET + place) as u32), thing))
        })
    }
}

impl<T: Clone> ByNumber<T> {
    /// Replaces the value for a number.
    pub fn set(&mut self, id: NoteId, thing: T) {
        Arc::make_mut(&mut self.0[id.0 as usize / SHEET])[id.0 as usize % SHEET] = thing;
    }
}

impl<T> Index<NoteId> for ByNumber<T> {
    type Output = T;

    fn index(&self, id: NoteId) -> &T {
        &self.0[id.0 as usize / SHEET][id.0 as usize % SHEET]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_changes_leaves_the_other_as_it_was() {
        let count = 2 * SHEET + 3;
        let before: ByNumber<usize> = (0..count).collect();
        let mut after = before.clone();
        after.set(NoteId(SHEET as u32), 7);
        assert_eq!((before.slots(), after.slots(), ByNumber::<u8>::default().slots()), (count, count, 0));
        assert_eq!(before.iter().copied().collect::<Vec<_>>(), (0..count).collect::<Vec<_>>());
        assert_eq!((after[NoteId(SHEET as u32)], after.get(NoteId(count as u32))), (7, None));
        let is_other = |id: &u32| before[NoteId(*id)] != after[NoteId(*id)];
        assert_eq!((0..count as u32).filter(is_other).collect::<Vec<_>>(), [SHEET as u32]);
        assert!(Arc::ptr_eq(&before.0[0], &after.0[0]), "what did not change is shared");
    }
}

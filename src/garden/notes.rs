//! The notes of a garden, by number.
//!
//! [`Notes`] holds them in the order of their paths, which is that of their [`NoteId`]s. Numbers may be left free: a
//! note added between two others takes a free one, so that no other note changes its number and everything known by
//! number stays valid. [`Numbers`] says which note has which number.

use std::ops::Index;
use std::sync::Arc;

use rayon::prelude::*;

use super::kept::{self, Kept};
use super::{ByNumber, Entry, Garden, NoteId};
use crate::note::Note;
use crate::path::SourcePath;

/// Numbers left free where the next note is likely to be added.
const ROOM: u32 = 64;
/// If more notes than this were added at once, there is no telling where the next one will be.
const FEW: usize = 100;

/// Published notes by number. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    slots: ByNumber<Option<Arc<Entry>>>,
    count: usize,
}

impl Notes {
    /// Collects notes with their numbers, in order.
    pub(super) fn new(slots: usize, entries: impl IntoIterator<Item = (NoteId, Arc<Entry>)>) -> Self {
        let mut all = vec![None; slots];
        entries.into_iter().for_each(|(id, entry)| all[id.0 as usize] = Some(entry));
        Self { count: all.iter().flatten().count(), slots: all.into_iter().collect() }
    }

    /// The number of notes.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are no notes.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The number of slots, free ones included; every note's number is less.
    pub fn slots(&self) -> usize {
        self.slots.slots()
    }

    /// The note with this number, if there is one.
    pub fn get(&self, id: NoteId) -> Option<&Arc<Entry>> {
        self.slots.get(id)?.as_ref()
    }

    /// All notes, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.slots.iter().flatten()
    }

    /// Does the same as [`Notes::iter`], with their numbers.
    pub fn numbered(&self) -> impl Iterator<Item = (NoteId, &Arc<Entry>)> {
        self.slots.iter().enumerate().filter_map(|(slot, entry)| Some((NoteId(slot as u32), entry.as_ref()?)))
    }

    /// Does the same as [`Notes::numbered`], in parallel.
    pub fn par_numbered(&self) -> impl ParallelIterator<Item = (NoteId, &Arc<Entry>)> {
        self.slots.par_numbered().filter_map(|(id, entry)| Some((id, entry.as_ref()?)))
    }

    /// Maps each note with `of`, by number; free numbers get the default.
    pub fn par_map<T: Default + Send>(&self, of: impl Fn(NoteId, &Arc<Entry>) -> T + Sync) -> Vec<T> {
        let of_slot =
            |(id, entry): (NoteId, &Option<Arc<Entry>>)| entry.as_ref().map_or_else(T::default, |entry| of(id, entry));
        self.slots.par_numbered().map(of_slot).collect()
    }

    /// By number: the position of each note among all notes, not counting free numbers.
    pub fn places(&self) -> Vec<u32> {
        let mut place = 0;
        let place_of = |entry: &Option<Arc<Entry>>| {
            let own = place;
            place += u32::from(entry.is_some());
            own
        };
        self.slots.iter().map(place_of).collect()
    }

    /// The number of the note at this path.
    pub fn find(&self, path: &SourcePath) -> Option<NoteId> {
        let slot = self.first_from(path);
        self.get(slot).is_some_and(|entry| entry.note.path == *path).then_some(slot)
    }

    /// The number of the first note whose path is not before this one; one past all numbers if there is none.
    fn first_from(&self, path: &SourcePath) -> NoteId {
        let next = |from: usize, to: usize| (from..to).find_map(|slot| Some((slot, self.get(NoteId(slot as u32))?)));
        let (mut low, mut high) = (0, self.slots());
        while low < high {
            // A free number counts as the next note after it.
            let middle = low + (high - low) / 2;
            match next(middle, high) {
                Some((slot, entry)) if entry.note.path < *path => low = slot + 1,
                _ => high = middle,
            }
        }
        NoteId(next(low, self.slots()).map_or(self.slots(), |(slot, _)| slot) as u32)
    }

    /// A free number for a note with this path that is not in the garden yet; `None` if there is none.
    pub(super) fn free_for(&self, path: &SourcePath) -> Option<NoteId> {
        let next = self.first_from(path).0;
        let free = (0..next).rev().take_while(|slot| self.get(NoteId(*slot)).is_none()).count() as u32;
        // Notes are often added in order, as daily notes are: all but one of the other free numbers stay after it.
        (free > 0).then(|| NoteId(next - free + u32::from(free > 1)))
    }

    pub(super) fn set(&mut self, id: NoteId, entry: Arc<Entry>) {
        self.count += usize::from(self.slots[id].is_none());
        self.slots.set(id, Some(entry));
    }

    pub(super) fn remove(&mut self, id: NoteId) {
        self.count -= usize::from(self.slots[id].is_some());
        self.slots.set(id, None);
    }
}

impl Index<NoteId> for Notes {
    type Output = Arc<Entry>;

    fn index(&self, id: NoteId) -> &Arc<Entry> {
        match &self.slots[id] {
            Some(entry) => entry,
            None => unreachable!("only notes that are there have numbers"),
        }
    }
}

/// The numbers of notes, in the order of the notes.
pub(super) struct Numbers {
    pub(super) ids: Vec<NoteId>,
    pub(super) slots: usize,
}

impl Numbers {
    /// Numbers this many notes without gaps.
    pub(super) fn dense(notes: usize) -> Self {
        Self { ids: (0..notes as u32).map(NoteId).collect(), slots: notes }
    }

    /// Numbers these notes with gaps: one number after each, and more at the end of each folder, where notes of days
    /// are added, and around the notes that are new since `before`, if those are few.
    pub(super) fn with_room(notes: &[Arc<Note>], before: Option<&Notes>) -> Self {
        let is_new = |note: &Arc<Note>| before.is_some_and(|before| before.find(&note.path).is_none());
        let new: Vec<bool> = notes.par_iter().map(is_new).collect();
        let are_few = new.iter().filter(|is_new| **is_new).count() <= FEW;
        let (mut ids, mut next) = (Vec::with_capacity(notes.len()), ROOM);
        for (place, note) in notes.iter().enumerate() {
            let has_come = are_few && new[place];
            next += if has_come { ROOM } else { 0 };
            ids.push(NoteId(next));
            let is_last = notes.get(place + 1).is_none_or(|next| next.path.folder() != note.path.folder());
            next += if has_come || is_last { ROOM } else { 2 };
        }
        Self { ids, slots: next as usize }
    }

    /// Compares these notes with those of a previous garden.
    pub(super) fn kept(&self, before: &Garden, notes: &[Arc<Note>]) -> Kept {
        let was = before.notes.numbered().map(|(id, entry)| (id, &entry.note));
        Kept::merged(was, self.ids.iter().copied().zip(notes), (before.notes.slots(), self.slots), kept::order)
    }

    /// These notes by their numbers. The values at free numbers are placeholders, never asked for.
    pub(super) fn by_number<'n>(&self, notes: &'n [Arc<Note>]) -> Vec<&'n Arc<Note>> {
        let Some(first) = notes.first() else { return Vec::new() };
        let mut by_number = vec![first; self.slots];
        self.ids.iter().zip(notes).for_each(|(id, note)| by_number[id.0 as usize] = note);
        by_number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::garden::{grow, tests};
    use crate::note::Options;

    fn read(paths: &[&str]) -> Vec<Arc<Note>> {
        tests::notes(&paths.iter().map(|path| (*path, "")).collect::<Vec<_>>(), &Options::default())
    }

    fn grown(paths: &[&str]) -> Notes {
        grow(&tests::inputs(&read(paths))).0.notes
    }

    #[test]
    fn a_note_that_comes_stands_between_its_neighbours() {
        let mut notes = grown(&["a.md", "b/1.md", "b/2.md", "c.md"]);
        for path in ["0.md", "a1.md", "b/0.md", "b/11.md", "b/3.md", "b/4.md", "b/5.md", "z.md"] {
            let path = SourcePath::new(path);
            assert_eq!(notes.find(&path), None);
            let id = notes.free_for(&path).expect("there is room");
            let entry = Entry { note: read(&[path.as_str()]).remove(0), ..copy(&notes) };
            notes.set(id, Arc::new(entry));
            assert_eq!(notes.find(&path), Some(id));
        }
        let paths: Vec<&str> = notes.iter().map(|entry| entry.note.path.as_str()).collect();
        assert!(paths.is_sorted() && notes.len() == 12 && paths.len() == 12, "{paths:?}");
        assert_eq!(notes.places().last(), Some(&12));
    }

    #[test]
    fn where_no_number_is_free_none_is_given() {
        let mut notes = grown(&["a.md", "c.md"]);
        let path = SourcePath::new("b.md");
        let id = notes.free_for(&path).expect("there is room");
        notes.set(id, Arc::new(Entry { note: read(&["b.md"]).remove(0), ..copy(&notes) }));
        assert_eq!(notes.free_for(&SourcePath::new("b1.md")), None);
        notes.remove(id);
        assert_eq!(notes.free_for(&SourcePath::new("b1.md")), Some(id));
        assert_eq!((notes.len(), notes.find(&path)), (2, None));
    }

    fn copy(notes: &Notes) -> Entry {
        let any = notes.iter().next().expect("there are some");
        Entry {
            note: any.note.clone(),
            page: any.page.clone(),
            links: Vec::new(),
            backlinks: Vec::new(),
            html_targets: Default::default(),
            canvases: Vec::new(),
            ..**any
        }
    }
}

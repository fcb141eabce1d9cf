//! Which notes a garden shares with the previous one.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{Entry, Garden, NoteId, numbered};
use crate::note::Note;

/// The notes that exist in both gardens, by path, whether or not they changed. Their relative order never changes.
pub struct Kept {
    /// By current note.
    earlier: Vec<Option<NoteId>>,
    /// By previous note.
    now: Vec<Option<NoteId>>,
    is_same: bool,
    is_numbered_alike: bool,
}

impl Kept {
    /// Compares two gardens.
    pub fn between(before: &Garden, now: &Garden) -> Self {
        let order = |before: &&Arc<Entry>, now: &&Arc<Entry>| match Arc::ptr_eq(before, now) {
            true => Ordering::Equal,
            false => order(&&before.note, &&now.note),
        };
        let slots = (before.notes.slots(), now.notes.slots());
        Self::merged(before.notes.numbered(), now.notes.numbered(), slots, order)
    }

    /// Compares notes in the order of their paths; their numbers are their positions.
    pub fn of(before: &[Arc<Note>], now: &[Arc<Note>]) -> Self {
        Self::merged(numbered(before), numbered(now), (before.len(), now.len()), order)
    }

    /// Compares numbered notes in the order of their paths. `slots` are the ranges of numbers.
    pub(super) fn merged<T>(
        before: impl Iterator<Item = (NoteId, T)>,
        now: impl Iterator<Item = (NoteId, T)>,
        slots: (usize, usize),
        order: impl Fn(&T, &T) -> Ordering,
    ) -> Self {
        let mut kept =
            Self { earlier: vec![None; slots.1], now: vec![None; slots.0], is_same: true, is_numbered_alike: true };
        let (mut before, mut now) = (before.peekable(), now.peekable());
        loop {
            let order = match (before.peek(), now.peek()) {
                (None, None) => return kept,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((_, before)), Some((_, now))) => order(before, now),
            };
            let old = if order.is_le() { before.next() } else { None };
            let new = if order.is_ge() { now.next() } else { None };
            match (old, new) {
                (Some((old, _)), Some((new, _))) => {
                    kept.earlier[new.0 as usize] = Some(old);
                    kept.now[old.0 as usize] = Some(new);
                    kept.is_numbered_alike &= old == new;
                }
                _ => kept.is_same = false,
            }
        }
    }

    /// The previous number of a current note.
    pub fn earlier(&self, now: NoteId) -> Option<NoteId> {
        self.earlier[now.0 as usize]
    }

    /// The current number of a previous note.
    pub fn now(&self, earlier: NoteId) -> Option<NoteId> {
        self.now[earlier.0 as usize]
    }

    /// Whether both have the same notes.
    pub fn is_same(&self) -> bool {
        self.is_same
    }

    /// Whether all shared notes have the same numbers in both.
    pub fn is_numbered_alike(&self) -> bool {
        self.is_numbered_alike
    }
}

/// Compares the paths of two notes, quickly if they are the same unchanged note.
pub(super) fn order(before: &&Arc<Note>, now: &&Arc<Note>) -> Ordering {
    if Arc::ptr_eq(before, now) { Ordering::Equal } else { before.path.cmp(&now.path) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;

    #[test]
    fn notes_that_stay_are_found_by_their_paths() {
        let notes = |paths: &str| -> Vec<Arc<Note>> {
            let read = |path| note(&format!("{path}.md"));
            paths.split_whitespace().map(read).collect()
        };
        let kept = Kept::of(&notes("b c e"), &notes("a c d e f"));
        let id = |number| Some(NoteId(number));
        assert_eq!(kept.earlier, [None, id(1), None, id(2), None]);
        assert_eq!(kept.now, [None, id(1), id(3)]);
        assert!(!kept.is_same() && !kept.is_numbered_alike());
        assert!(Kept::of(&notes("a b"), &notes("a b")).is_same());
        let kept = Kept::of(&notes("a b"), &notes("a b c"));
        assert!(!kept.is_same() && kept.is_numbered_alike());
    }

    fn note(path: &str) -> Arc<Note> {
        Arc::new(crate::note::read(&SourcePath::new(path), b"", &crate::note::Options::default()))
    }
}

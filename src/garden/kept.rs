//! Which notes a garden has in common with an earlier one.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::sync::Arc;

use super::{Garden, NoteId};
use crate::note::Note;

/// The notes that were in a garden before, whatever they say now, by their paths. The order of those that stay
/// never changes.
pub struct Kept {
    /// By note of now.
    earlier: Vec<Option<NoteId>>,
    /// By note of before.
    now: Vec<Option<NoteId>>,
}

impl Kept {
    /// Between two gardens.
    pub fn between(before: &Garden, now: &Garden) -> Self {
        Self::of(&before.all_notes(), &now.all_notes())
    }

    /// Between notes in the order of their paths.
    pub fn of(before: &[impl Borrow<Arc<Note>>], now: &[impl Borrow<Arc<Note>>]) -> Self {
        let mut kept = Self { earlier: vec![None; now.len()], now: vec![None; before.len()] };
        let (mut old, mut new) = (0, 0);
        while let (Some(before), Some(now)) = (before.get(old), now.get(new)) {
            let (before, now): (&Arc<Note>, &Arc<Note>) = (before.borrow(), now.borrow());
            let order = if Arc::ptr_eq(before, now) { Ordering::Equal } else { before.path.cmp(&now.path) };
            if order.is_eq() {
                kept.earlier[new] = Some(NoteId(old as u32));
                kept.now[old] = Some(NoteId(new as u32));
            }
            old += usize::from(order.is_le());
            new += usize::from(order.is_ge());
        }
        kept
    }

    /// Which note this one of now was.
    pub fn earlier(&self, now: NoteId) -> Option<NoteId> {
        self.earlier[now.0 as usize]
    }

    /// Which note this one of before is.
    pub fn now(&self, earlier: NoteId) -> Option<NoteId> {
        self.now[earlier.0 as usize]
    }

    /// Whether all notes are there still, and no others.
    pub fn is_same(&self) -> bool {
        self.earlier.len() == self.now.len() && self.now.iter().all(Option::is_some)
    }
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
        assert!(!kept.is_same() && Kept::of(&notes("a b"), &notes("a b")).is_same());
    }

    fn note(path: &str) -> Arc<Note> {
        Arc::new(crate::note::read(&SourcePath::new(path), b"", &crate::note::Options::default()))
    }
}

//! Updates names and addresses in a garden that differs from the previous one by a few notes.
//!
//! New notes are added to what is known, which costs as little in a large garden as in a small one. If a note is
//! gone, renamed or asks for a different address, its name or address may now go to another note, and all are assigned
//! anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::called::{self, AllCalled, Called};
use super::links::Names;
use super::memory::{Difference, Memory};
use super::{Addresses, Attachment, Board, Entry, FileId, Garden, Inputs, NoteId, Notes};
use crate::note::Note;
use crate::path::OutputPath;

/// Updates what links may refer to.
pub(super) fn names_again(
    inputs: &Inputs<'_>,
    notes: &Notes,
    memory: &Memory,
    difference: &Difference,
) -> (Arc<Names>, AllCalled) {
    if difference.renamed.is_empty() {
        return (memory.names.clone(), memory.called.clone());
    }
    let came = |place: &usize| {
        let note = &inputs.notes[*place];
        (notes.find(&note.path), Arc::new(Called::new(note)))
    };
    let came = difference.are_all_new.then(|| difference.came.iter().map(came).collect::<Vec<_>>());
    if let Some(names) = came.and_then(|came| memory.names.with(&came)) {
        return (Arc::new(names), memory.called.clone());
    }
    let called = Called::all(inputs.notes, Some(&memory.called));
    let ids: Vec<NoteId> = notes.numbered().map(|(id, _)| id).collect();
    let names = Names::new(inputs, &ids, &called);
    (Arc::new(names), AllCalled { notes: inputs.notes.into(), called: called.into() })
}

/// The attachments of a garden.
pub(super) type Files = Arc<BTreeMap<FileId, Attachment>>;

/// Assigns addresses to notes and files: returns the files, and the notes whose pages moved.
pub(super) fn place_again(
    inputs: &Inputs<'_>,
    (before, notes): (&Garden, &mut Notes),
    memory: &mut Memory,
    difference: &Difference,
    (used, boards): (&BTreeSet<FileId>, &[Board]),
) -> (Files, Vec<NoteId>) {
    if !difference.is_moved
        && used.iter().eq(before.files.keys())
        && let Some((addresses, pages)) = with_new(inputs, notes, memory, difference)
    {
        memory.addresses = addresses;
        return (before.files.clone(), move_pages(notes, pages));
    }
    let called = Called::all(inputs.notes, Some(&memory.called));
    let published: Vec<Arc<Note>> = notes.iter().map(|entry| entry.note.clone()).collect();
    let (addresses, pages, collisions) =
        Addresses::of_notes(inputs.reserved, &published, &called::published(inputs.notes, &called));
    memory.collisions = collisions.into();
    memory.addresses = addresses;
    let files = memory.addresses.of_files(used, boards, inputs.files);
    memory.addresses.settle();
    let ids: Vec<NoteId> = notes.numbered().map(|(id, _)| id).collect();
    (Arc::new(files), move_pages(notes, ids.into_iter().zip(pages)))
}

/// Returns the addresses with those of added notes, and their pages. `None` if others may have to move aside.
fn with_new(
    inputs: &Inputs<'_>,
    notes: &Notes,
    memory: &Memory,
    difference: &Difference,
) -> Option<(Addresses, Vec<(NoteId, OutputPath)>)> {
    let mut addresses = memory.addresses.clone();
    let came = difference.came.iter().map(|place| &inputs.notes[*place]).filter(|note| note.published);
    let pages = came.map(|note| Some((notes.find(&note.path)?, addresses.add(&Called::new(note).page)?)));
    let pages = pages.collect::<Option<_>>()?;
    Some((addresses, pages))
}

/// Sets the pages of notes, and returns those that moved.
fn move_pages(notes: &mut Notes, pages: impl IntoIterator<Item = (NoteId, OutputPath)>) -> Vec<NoteId> {
    let mut moved = Vec::new();
    for (id, page) in pages {
        let entry = &notes[id];
        if entry.page != page {
            let entry = Entry { page, ..entry.copy() };
            notes.set(id, Arc::new(entry));
            moved.push(id);
        }
    }
    moved
}

//! The names of a note, in the forms in which they are looked up.
//!
//! [`Called::all`] makes them for the notes of a garden and reuses the previous garden's for unchanged notes: names
//! depend on the note alone, and normalizing them is most of what a new note costs a large garden. `addresses` and
//! `lookup` decide who gets a contested address or name.

use std::sync::Arc;

use rayon::prelude::*;

use super::asked::{Asked, note_base, permalink_base};
use super::kept::Kept;
use crate::note::Note;
use crate::note::date::Date;
use crate::path::{SourcePath, fold, nfc};

/// The notes of a garden, published or not, and the names of each.
#[derive(Clone)]
pub(super) struct AllCalled {
    pub(super) notes: Arc<[Arc<Note>]>,
    pub(super) called: Arc<[Arc<Called>]>,
}

/// The names of a note.
pub(super) struct Called {
    /// The address that its page asks for.
    pub(super) page: Asked,
    /// Its path.
    pub(super) path: Name,
    /// The day that it is the daily note of.
    pub(super) day: Option<Date>,
    /// Its file name without the date it begins with, folded.
    pub(super) undated: Option<String>,
    /// Its aliases, folded and in NFC.
    pub(super) aliases: Vec<(String, String)>,
}

/// The path of a file in forms that can be compared.
#[derive(Clone)]
pub(super) struct Name {
    /// In NFC.
    pub(super) full: Arc<str>,
    /// How many folders it is in.
    pub(super) depth: usize,
    /// The file name, folded; for notes without `.md`.
    pub(super) last: Arc<str>,
}

impl Called {
    /// Makes the names of one note.
    pub(super) fn new(note: &Note) -> Self {
        let base = match &note.front.permalink {
            Some((permalink, _)) => permalink_base(permalink),
            None => note_base(&note.path),
        };
        let alias = |alias: &String| (fold(alias.trim()), nfc(alias.trim()).into_owned());
        Self {
            page: Asked::new(&base),
            path: Name::new(&note.path, note.path.stem()),
            day: note.day,
            undated: note.undated_name().map(|name| fold(name.trim())),
            aliases: note.aliases.iter().map(alias).collect(),
        }
    }

    /// Makes the names of all these notes, published or not.
    pub(super) fn all(notes: &[Arc<Note>], earlier: Option<&AllCalled>) -> Vec<Arc<Self>> {
        let new = |note: &Arc<Note>| Arc::new(Self::new(note));
        let Some(AllCalled { notes: before, called }) = earlier else { return notes.par_iter().map(new).collect() };
        let kept = Kept::of(before, notes);
        let taken = |(id, note): (super::NoteId, &Arc<Note>)| {
            let earlier = kept.earlier(id).map(|earlier| earlier.0 as usize);
            let same = earlier.filter(|earlier| Arc::ptr_eq(&before[*earlier], note));
            same.map_or_else(|| new(note), |earlier| called[earlier].clone())
        };
        super::numbered(notes).map(taken).collect()
    }
}

/// The names of the published notes among these.
pub(super) fn published<'c>(notes: &[Arc<Note>], called: &'c [Arc<Called>]) -> Vec<&'c Called> {
    let all = notes.iter().zip(called);
    all.filter(|(note, _)| note.published).map(|(_, called)| &**called).collect()
}

/// The names of the unpublished notes among these.
pub(super) fn withheld<'c>(notes: &[Arc<Note>], called: &'c [Arc<Called>]) -> Vec<&'c Called> {
    let all = notes.iter().zip(called);
    all.filter(|(note, _)| !note.published).map(|(_, called)| &**called).collect()
}

impl Name {
    /// Makes the name of a file whose file name for comparison is `last`.
    pub(super) fn new(path: &SourcePath, last: &str) -> Self {
        let full = nfc(path.as_str());
        Self { depth: full.matches('/').count(), full: full.as_ref().into(), last: fold(last).into() }
    }
}

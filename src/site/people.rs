//! The authors of the notes of a garden.
//!
//! [`writers`] collects them from the notes, using the names that `authors.toml` gives them. `site::plan` gives
//! their pages addresses.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::list::List;
use crate::config::{Authors, Config};
use crate::garden::{Garden, NoteId};
use crate::note::Note;
use crate::path::fold;

/// An author.
#[derive(Clone, Debug)]
pub struct Writer {
    /// Their name.
    pub name: String,
    /// Their notes, newest first.
    pub list: List,
}

/// Returns the names of the authors that a note gives, without duplicates.
pub(super) fn names<'n>(note: &'n Note, authors: &'n Authors) -> Vec<Cow<'n, str>> {
    let mut seen = BTreeSet::new();
    let named = note.front.authors.iter().flat_map(|written| authors.names(written));
    named.filter(|name| seen.insert(fold(name))).collect()
}

/// Returns every author of a note by folded name: the name, and the notes in path order. The authors of the garden
/// also have all notes that name no author.
pub(super) fn writers(garden: &Garden, config: &Config, authors: &Authors) -> BTreeMap<String, (String, Vec<NoteId>)> {
    let mut writers: BTreeMap<String, (String, Vec<NoteId>)> = BTreeMap::new();
    let mut unsigned = Vec::new();
    for (id, entry) in garden.notes.numbered() {
        let names = names(&entry.note, authors);
        if names.is_empty() {
            unsigned.push(id);
        }
        for name in names {
            writers.entry(fold(&name)).or_insert_with(|| (name.into_owned(), Vec::new())).1.push(id);
        }
    }
    for key in owners(config, authors) {
        if let Some((_, notes)) = writers.get_mut(&key) {
            notes.extend(&unsigned);
            notes.sort_unstable();
        }
    }
    writers
}

/// Returns the authors of the garden as a whole, by folded name.
pub(super) fn owners(config: &Config, authors: &Authors) -> BTreeSet<String> {
    config.authors.iter().flat_map(|written| authors.names(written)).map(|name| fold(&name)).collect()
}

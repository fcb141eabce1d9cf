//! Who wrote the notes of a garden.
//!
//! [`writers`] collects them from what the notes say, by the names that `authors.toml` gives to them. Where
//! their pages are is up to `site::plan`.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Authors, Config};
use crate::garden::{Garden, NoteId};
use crate::note::Note;
use crate::path::fold;

/// Who a note says that wrote it, each once.
pub(super) fn names<'n>(note: &'n Note, authors: &'n Authors) -> Vec<&'n str> {
    let mut seen = BTreeSet::new();
    let named = note.front.authors.iter().filter_map(|written| authors.name(written));
    named.filter(|name| seen.insert(fold(name))).collect()
}

/// Everyone whom a note names as its author, by folded name: the name, and the notes in the order of their
/// paths. Whoever is an author of the garden has the notes that name nobody, too.
pub(super) fn writers(garden: &Garden, config: &Config, authors: &Authors) -> BTreeMap<String, (String, Vec<NoteId>)> {
    let mut writers: BTreeMap<String, (String, Vec<NoteId>)> = BTreeMap::new();
    let mut unsigned = Vec::new();
    for (id, entry) in garden.notes.numbered() {
        let names = names(&entry.note, authors);
        if names.is_empty() {
            unsigned.push(id);
        }
        for name in names {
            writers.entry(fold(name)).or_insert_with(|| (name.to_owned(), Vec::new())).1.push(id);
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

/// The authors of the garden, by folded name.
pub(super) fn owners(config: &Config, authors: &Authors) -> BTreeSet<String> {
    config.authors.iter().filter_map(|written| authors.name(written)).map(fold).collect()
}

//! Folders as places of a garden: what is in them, and which note speaks for them.

use std::collections::BTreeMap;

use super::{NoteId, Notes};

/// A folder that holds published notes, in it or below.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// Its own name; empty for the root.
    pub name: String,
    /// Notes right in it, in the order of their paths.
    pub notes: Vec<NoteId>,
    /// Paths of the folders right in it.
    pub folders: Vec<String>,
    /// The note that speaks for it: `index.md` in it.
    pub index: Option<NoteId>,
    /// Number of notes in it and below.
    pub total: usize,
}

/// All folders by path, the root among them even if the garden is empty.
pub(super) fn collect(notes: &Notes) -> BTreeMap<String, Folder> {
    let mut folders: BTreeMap<String, Folder> = BTreeMap::from([(String::new(), Folder::default())]);
    let ids: Vec<NoteId> = notes.numbered().map(|(id, _)| id).collect();
    let folder_of = |id: &NoteId| notes[*id].note.path.folder();
    // Most neighbours in the order of paths are in one folder.
    for run in ids.chunk_by(|a, b| folder_of(a) == folder_of(b)) {
        let path = folder_of(&run[0]);
        for folder in ancestors(path) {
            let name = folder.rsplit('/').next().unwrap_or_default().to_owned();
            folders.entry(folder.to_owned()).or_insert_with(|| Folder { name, ..Folder::default() }).total += run.len();
        }
        if let Some(folder) = folders.get_mut(path) {
            let is_index = |id: &&NoteId| notes[**id].note.path.stem().eq_ignore_ascii_case("index");
            folder.index = folder.index.or(run.iter().find(is_index).copied());
            folder.notes.extend_from_slice(run);
        }
    }
    let paths: Vec<String> = folders.keys().filter(|path| !path.is_empty()).cloned().collect();
    for path in paths {
        let parent = path.rfind('/').map_or("", |at| &path[..at]).to_owned();
        if let Some(parent) = folders.get_mut(&parent) {
            parent.folders.push(path);
        }
    }
    folders
}

/// The folder and all above it, the root first.
pub fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    let ends = folder.match_indices('/').map(|(at, _)| at).chain((!folder.is_empty()).then_some(folder.len()));
    std::iter::once("").chain(ends.map(|end| &folder[..end]))
}

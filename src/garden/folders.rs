//! The folders of a garden: what is in them, and which note is a folder's own.

use std::collections::BTreeMap;

use super::{Entry, NoteId, Notes};

/// A folder with published notes in it or below.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// Its own name; empty for the root.
    pub name: String,
    /// The notes directly in it, in the order of their paths.
    pub notes: Vec<NoteId>,
    /// The paths of the folders directly in it.
    pub folders: Vec<String>,
    /// The folder's own note: `index.md` in it.
    pub index: Option<NoteId>,
    /// Number of notes in it and below.
    pub total: usize,
}

/// All folders by path, including the root even if the garden is empty.
pub(super) fn collect(notes: &Notes) -> BTreeMap<String, Folder> {
    let mut folders: BTreeMap<String, Folder> = BTreeMap::from([(String::new(), Folder::default())]);
    let ids: Vec<NoteId> = notes.numbered().map(|(id, _)| id).collect();
    let folder_of = |id: &NoteId| notes[*id].note.path.folder();
    // In the order of paths, most neighbours share a folder.
    for run in ids.chunk_by(|a, b| folder_of(a) == folder_of(b)) {
        let path = folder_of(&run[0]);
        for folder in ancestors(path) {
            let new = || Folder { name: name(folder), ..Folder::default() };
            folders.entry(folder.to_owned()).or_insert_with(new).total += run.len();
        }
        if let Some(folder) = folders.get_mut(path) {
            folder.index = folder.index.or(run.iter().find(|id| is_index(&notes[**id])).copied());
            folder.notes.extend_from_slice(run);
        }
    }
    let paths: Vec<String> = folders.keys().filter(|path| !path.is_empty()).cloned().collect();
    for path in paths {
        if let Some(parent) = folders.get_mut(parent(&path)) {
            parent.folders.push(path);
        }
    }
    folders
}

/// Does the same as [`collect`], from the folders of `before`; `others` are the notes that have changed since, were
/// added or are gone.
pub(super) fn collect_again<'a>(
    folders: &BTreeMap<String, Folder>,
    before: &Notes,
    notes: &Notes,
    others: impl Iterator<Item = &'a NoteId>,
) -> BTreeMap<String, Folder> {
    let mut folders = folders.clone();
    for id in others {
        match (before.get(*id), notes.get(*id)) {
            (Some(old), None) => take_out(&mut folders, *id, old, notes),
            (None, Some(new)) => put_in(&mut folders, *id, new),
            _ => {}
        }
    }
    folders
}

fn take_out(folders: &mut BTreeMap<String, Folder>, id: NoteId, entry: &Entry, left: &Notes) {
    let path = entry.note.path.folder();
    if let Some(folder) = folders.get_mut(path) {
        folder.notes.retain(|other| *other != id);
        if folder.index == Some(id) {
            let speaks = |id: &&NoteId| left.get(**id).is_some_and(|entry| is_index(entry));
            folder.index = folder.notes.iter().find(speaks).copied();
        }
    }
    for above in ancestors(path).collect::<Vec<_>>().into_iter().rev() {
        let Some(folder) = folders.get_mut(above) else { continue };
        folder.total -= 1;
        if folder.total == 0 && !above.is_empty() {
            folders.remove(above);
            folders.get_mut(parent(above)).into_iter().for_each(|parent| parent.folders.retain(|own| own != above));
        }
    }
}

fn put_in(folders: &mut BTreeMap<String, Folder>, id: NoteId, entry: &Entry) {
    let path = entry.note.path.folder();
    for above in ancestors(path) {
        if let Some(parent) = folders.get_mut(parent(above)).filter(|_| !above.is_empty()) {
            let place = parent.folders.partition_point(|other| other.as_str() < above);
            if parent.folders.get(place).is_none_or(|other| other != above) {
                parent.folders.insert(place, above.to_owned());
            }
        }
        folders.entry(above.to_owned()).or_insert_with(|| Folder { name: name(above), ..Folder::default() }).total += 1;
    }
    if let Some(folder) = folders.get_mut(path) {
        let place = folder.notes.partition_point(|other| *other < id);
        folder.notes.insert(place, id);
        if is_index(entry) {
            folder.index = Some(folder.index.map_or(id, |index| index.min(id)));
        }
    }
}

/// Whether a note is its folder's own.
fn is_index(entry: &Entry) -> bool {
    entry.note.path.stem().eq_ignore_ascii_case("index")
}

fn name(folder: &str) -> String {
    folder.rsplit('/').next().unwrap_or_default().to_owned()
}

fn parent(folder: &str) -> &str {
    folder.rfind('/').map_or("", |at| &folder[..at])
}

/// The folder and all folders above it, the root first.
pub fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    let ends = folder.match_indices('/').map(|(at, _)| at).chain((!folder.is_empty()).then_some(folder.len()));
    std::iter::once("").chain(ends.map(|end| &folder[..end]))
}

//! Plans a write: compares the files of the new site with what is on disk.
//!
//! [`Plan::new`] is the entry point. Nothing is written here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::error::OutputError;
use super::manifest::{Entry, MANIFEST, Manifest};
use super::ownership::Existing;
use super::{Content, File};
use crate::path::{OutputPath, fold};

/// What happens to a file of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It is on disk with these bytes.
    Unchanged,
    /// It is ours, but missing or with other bytes.
    Changed,
    /// The previous site did not have it.
    Added,
}

/// The steps from the previous site to the new one.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// All files of the new site, sorted by path.
    pub(super) files: Vec<(&'a File, Change)>,
    /// Files of the previous site that the new one does not have, sorted.
    pub(super) removed: Vec<OutputPath>,
    /// The manifest of the new site.
    pub(super) manifest: Manifest,
    /// Whether the previous site is identical to the new one.
    pub(super) is_done: bool,
}

impl<'a> Plan<'a> {
    /// Compares the files of the new site with the previous one, of which `existing` files are verified.
    /// Errors if two files collide, or a file to be kept is not on disk unchanged.
    pub(super) fn new(files: &'a [File], old: Option<&Manifest>, existing: &Existing) -> Result<Self, OutputError> {
        let mut sorted: Vec<&File> = files.iter().collect();
        sorted.sort_by(|one, other| one.path.cmp(&other.path));
        let mut entries = Vec::with_capacity(files.len());
        let mut planned = Vec::with_capacity(files.len());
        for file in sorted {
            let before = old.and_then(|old| old.get(file.path.as_str()));
            let change = match before {
                Some(_) if existing.digest(&file.path) == Some(file.digest) => Change::Unchanged,
                Some(_) => Change::Changed,
                None => Change::Added,
            };
            let size = match (before, &file.content) {
                (Some(entry), _) if change == Change::Unchanged => entry.size,
                (_, content) => size_of(file, content)?,
            };
            entries.push(Entry { path: file.path.clone(), digest: file.digest, size });
            planned.push((file, change));
        }
        let manifest = Manifest::new(entries);
        let is_same = planned.iter().all(|(_, change)| *change == Change::Unchanged);
        let is_done = is_same && old == Some(&manifest);
        if !is_done {
            refuse_collisions(&manifest)?;
        }
        let gone = |entry: &&Entry| manifest.get(entry.path.as_str()).is_none();
        let removed = old
            .map_or_else(Vec::new, |old| old.entries().iter().filter(gone).map(|entry| entry.path.clone()).collect());
        Ok(Self { files: planned, removed, manifest, is_done })
    }

    /// Returns the number of files with this change.
    pub(super) fn count(&self, change: Change) -> usize {
        self.files.iter().filter(|(_, one)| *one == change).count()
    }
}

/// Returns the size in bytes of a file that must be written.
fn size_of(file: &File, content: &Content) -> Result<u64, OutputError> {
    match content {
        Content::Bytes(bytes) => Ok(bytes.len() as u64),
        Content::Spooled { size, .. } => Ok(*size),
        Content::Copy(source) => match fs::symlink_metadata(source) {
            Ok(found) if found.is_file() => Ok(found.len()),
            Ok(_) => Err(OutputError::SourceChanged { source: source.clone() }),
            Err(error) => Err(OutputError::io("read", source, error)),
        },
        Content::Kept => Err(OutputError::NotKept { path: file.path.to_string() }),
    }
}

/// Errors unless every file and folder name is unique when letter case and Unicode normalization are
/// ignored, and every folder is always spelled the same.
fn refuse_collisions(manifest: &Manifest) -> Result<(), OutputError> {
    let collision =
        |first: &str, second: &str| Err(OutputError::Collision { first: first.to_owned(), second: second.to_owned() });
    let mut files: BTreeMap<String, &str> = BTreeMap::from([(fold(MANIFEST), MANIFEST)]);
    for entry in manifest.entries() {
        if let Some(first) = files.insert(entry.path.collision_key(), entry.path.as_str()) {
            return collision(first, entry.path.as_str());
        }
    }
    let mut folders: BTreeMap<String, &str> = BTreeMap::new();
    for folder in folders_of(manifest.entries().iter().map(|entry| &entry.path)) {
        let key = fold(folder);
        if let Some(file) = files.get(&key) {
            return collision(file, &format!("{folder}/"));
        }
        if let Some(first) = folders.insert(key, folder) {
            return collision(&format!("{first}/"), &format!("{folder}/"));
        }
    }
    Ok(())
}

/// Returns all folders that contain these files, parents before their subfolders.
pub(super) fn folders_of<'p>(paths: impl IntoIterator<Item = &'p OutputPath>) -> BTreeSet<&'p str> {
    let mut folders = BTreeSet::new();
    for path in paths {
        let mut folder = path.folder();
        while !folder.is_empty() && folders.insert(folder) {
            folder = folder.rfind('/').map_or("", |at| &folder[..at]);
        }
    }
    folders
}

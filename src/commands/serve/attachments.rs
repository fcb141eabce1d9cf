//! Attachments of a preview: those that were examined before are not read again until they change.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::path::SourcePath;
use crate::source::{Files, NOTE_LIMIT, Probe};

/// The attachments of a content folder. What it says about an attachment never changes; when files change on
/// disk, a new value replaces it ([`Attachments::without`]).
pub(super) struct Attachments {
    content: PathBuf,
    known: Mutex<HashMap<SourcePath, Option<Probe>>>,
}

impl Attachments {
    pub(super) fn new(content: &Path) -> Self {
        Self { content: content.to_owned(), known: Mutex::default() }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<SourcePath, Option<Probe>>> {
        // Every change to the map is a single insertion, so a panic elsewhere leaves it valid.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns those of `paths` that were examined before and have changed since.
    pub(super) fn others<'a>(&self, paths: impl Iterator<Item = &'a SourcePath>) -> Vec<&'a SourcePath> {
        let before = |path| Some((path, *self.known().get(path)?));
        let before: Vec<_> = paths.filter_map(before).collect();
        let is_other = |(path, before): &(&SourcePath, _)| self.content.as_path().probe(path) != *before;
        before.into_iter().filter(is_other).map(|(path, _)| path).collect()
    }

    /// Returns a copy that has forgotten `paths`, which are therefore examined again.
    pub(super) fn without<'a>(&self, paths: impl Iterator<Item = &'a SourcePath>) -> Self {
        let mut known = self.known().clone();
        for path in paths {
            known.remove(path);
        }
        Self { content: self.content.clone(), known: Mutex::new(known) }
    }

    /// Returns the path in the garden of a path on disk.
    pub(super) fn source(&self, place: &Path) -> Option<SourcePath> {
        let inside = place.strip_prefix(&self.content).ok()?.to_str()?;
        Some(SourcePath::new(inside.replace(std::path::MAIN_SEPARATOR, "/")))
    }
}

impl Files for Attachments {
    fn probe(&self, path: &SourcePath) -> Option<Probe> {
        if let Some(probe) = self.known().get(path) {
            return *probe;
        }
        let probe = self.content.as_path().probe(path);
        *self.known().entry(path.clone()).or_insert(probe)
    }

    fn read(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        let bytes = self.content.as_path().read(path);
        let probe = match &bytes {
            Ok(bytes) if bytes.len() <= NOTE_LIMIT => Some(Probe::of(path, bytes)),
            Ok(_) => self.content.as_path().probe(path),
            Err(_) => None,
        };
        // The bytes become part of the site now, so a later change of them has to be noticed.
        self.known().entry(path.clone()).or_insert(probe);
        bytes
    }

    fn place(&self, path: &SourcePath) -> PathBuf {
        self.content.as_path().place(path)
    }
}

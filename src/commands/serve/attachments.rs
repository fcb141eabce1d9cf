//! Attachments of a preview: those that were examined before are not read again until they change.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::path::SourcePath;
use crate::source::{Files, NOTE_LIMIT, Probe, Stamp};

/// The attachments of a content folder. What it says about an attachment never changes; when files change on
/// disk, a new value replaces it ([`Attachments::without`]).
pub(super) struct Attachments {
    content: PathBuf,
    known: Mutex<HashMap<SourcePath, Option<Probe>>>,
    /// Photos that were asked where they were taken, each as it was then and what it said.
    photos: Mutex<HashMap<SourcePath, (Option<Stamp>, bool)>>,
}

impl Attachments {
    pub(super) fn new(content: &Path) -> Self {
        Self { content: content.to_owned(), known: Mutex::default(), photos: Mutex::default() }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<SourcePath, Option<Probe>>> {
        // Every change to the map is a single insertion, so a panic elsewhere leaves it valid.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn photos(&self) -> MutexGuard<'_, HashMap<SourcePath, (Option<Stamp>, bool)>> {
        self.photos.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stamp(&self, path: &SourcePath) -> Option<Stamp> {
        fs::metadata(self.place(path)).ok().as_ref().map(Stamp::of)
    }

    /// Returns those of `paths` that were examined before and have changed since.
    pub(super) fn others<'a>(&self, paths: impl Iterator<Item = &'a SourcePath>) -> Vec<&'a SourcePath> {
        let is_other = |path: &SourcePath| {
            let known = self.known().get(path).copied();
            let photo = self.photos().get(path).copied();
            known.is_some_and(|before| self.content.as_path().probe(path) != before)
                || photo.is_some_and(|(before, _)| self.stamp(path) != before)
        };
        paths.filter(|path| is_other(path)).collect()
    }

    /// Returns a copy that has forgotten `paths`, which are therefore examined again.
    pub(super) fn without<'a>(&self, paths: impl Iterator<Item = &'a SourcePath>) -> Self {
        let (mut known, mut photos) = (self.known().clone(), self.photos().clone());
        for path in paths {
            known.remove(path);
            photos.remove(path);
        }
        Self { content: self.content.clone(), known: Mutex::new(known), photos: Mutex::new(photos) }
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

    fn says_where(&self, photo: &SourcePath) -> bool {
        if let Some((_, says)) = self.photos().get(photo) {
            return *says;
        }
        let (stamp, says) = (self.stamp(photo), self.content.as_path().says_where(photo));
        self.photos().entry(photo.clone()).or_insert((stamp, says)).1
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

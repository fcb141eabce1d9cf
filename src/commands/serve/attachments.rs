//! Attachments that were looked into before are not read again until they change.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::path::SourcePath;
use crate::source::{Files, Probe};

/// The attachments of a content folder.
pub(super) struct Attachments {
    content: PathBuf,
    known: Mutex<HashMap<SourcePath, Option<Probe>>>,
}

impl Attachments {
    pub(super) fn new(content: &Path) -> Self {
        Self { content: content.to_owned(), known: Mutex::default() }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<SourcePath, Option<Probe>>> {
        // What is in it is whole at any time.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks into a file again if it was looked into; whether it is another one now.
    pub(super) fn look(&self, path: &SourcePath) -> bool {
        let Some(before) = self.known().remove(path) else { return false };
        self.probe(path) != before
    }
}

impl Files for Attachments {
    fn probe(&self, path: &SourcePath) -> Option<Probe> {
        if let Some(probe) = self.known().get(path) {
            return *probe;
        }
        let probe = self.content.as_path().probe(path);
        self.known().insert(path.clone(), probe);
        probe
    }

    fn place(&self, path: &SourcePath) -> PathBuf {
        self.content.as_path().place(path)
    }
}

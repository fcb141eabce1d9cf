//! The contents of an output folder: what is ours, and which of our files are unchanged.
//!
//! [`inspect`] is the entry point. A folder is ours if it is absent or empty, or if its manifest is valid and names
//! every file in it. Two kinds of entries are tolerated and left alone: [`DEPLOY`] entries, added by people who
//! publish from the folder, and [`LITTER`], which systems leave in any folder that is opened. Links are never
//! followed; they count as foreign.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::disk;
use super::error::{FOREIGN_SHOWN, OutputError};
use super::lock::INSIDE;
use super::manifest::{MANIFEST, Manifest};
use crate::hash::Digest;
use crate::path::OutputPath;

/// Entries directly in the output folder that are tolerated: files and folders of version control and of
/// hosts.
pub const DEPLOY: &[&str] =
    &[".domains", ".git", ".gitattributes", ".gitignore", ".htaccess", ".nojekyll", ".well-known", "CNAME"];

/// Files that operating systems leave in any folder.
pub const LITTER: &[&str] = &[".DS_Store", "Thumbs.db", "desktop.ini"];

/// The search ends after this many foreign files.
const ENOUGH: usize = 1000;

/// The verified files on disk: those that the manifest names and that have the digest given there.
#[derive(Clone, Debug, Default)]
pub struct Existing(BTreeMap<OutputPath, Digest>);

impl Existing {
    /// Returns the digest of a file that is on disk unchanged.
    pub fn digest(&self, path: &OutputPath) -> Option<Digest> {
        self.0.get(path).copied()
    }

    #[cfg(test)]
    pub(super) fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.0.keys()
    }
}

/// Returns the manifest of the output folder (`None` if there is none and the folder is ours to fill) and
/// the files that are verified.
pub(super) fn inspect(target: &Path) -> Result<(Option<Manifest>, Existing), OutputError> {
    let manifest = read_manifest(target)?;
    refuse_foreign(target, &[manifest.as_ref().unwrap_or(&Manifest::default())])?;
    let existing = manifest.as_ref().map(|manifest| verify(target, manifest)).unwrap_or_default();
    Ok((manifest, existing))
}

/// Reads the manifest of a folder. `None` if the folder or the manifest does not exist.
pub(super) fn read_manifest(folder: &Path) -> Result<Option<Manifest>, OutputError> {
    let path = folder.join(MANIFEST);
    let damaged = |problem| OutputError::DamagedManifest { target: folder.to_owned(), problem };
    match disk::open_regular(&path).and_then(|mut file| {
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut file, &mut bytes).map(|_| bytes)
    }) {
        Ok(bytes) => Manifest::parse(&bytes).map(Some).map_err(damaged),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if fs::symlink_metadata(&path).is_ok_and(|found| found.is_file()) => {
            Err(OutputError::io("read", &path, error))
        }
        Err(_) => Err(damaged("it is not a file".to_owned())),
    }
}

/// Errors if anything in the folder is neither named by one of the manifests nor tolerated.
pub(super) fn refuse_foreign(target: &Path, manifests: &[&Manifest]) -> Result<(), OutputError> {
    let mut foreign = Vec::new();
    walk(target, true, &mut |path, is_regular| {
        if !(is_regular && manifests.iter().any(|manifest| manifest.get(path).is_some())) {
            foreign.push(path.to_owned());
        }
        foreign.len() < ENOUGH
    })?;
    if foreign.is_empty() {
        return Ok(());
    }
    foreign.sort();
    let more = foreign.len() > FOREIGN_SHOWN;
    foreign.truncate(FOREIGN_SHOWN);
    Err(OutputError::Foreign { target: target.to_owned(), files: foreign, more })
}

/// Visits everything in the folder except folders, with its path and whether it is a regular file. If `tolerant`,
/// the manifest and tolerated entries are skipped. Stops when `visit` returns false. Empty folders contain nothing
/// that could be lost and are not visited.
pub(super) fn walk(root: &Path, tolerant: bool, visit: &mut dyn FnMut(&str, bool) -> bool) -> Result<(), OutputError> {
    let mut waiting = vec![String::new()];
    while let Some(folder) = waiting.pop() {
        let on_disk = root.join(&folder);
        let unreadable = |error| OutputError::io("read", &on_disk, error);
        let entries = match fs::read_dir(&on_disk) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound && folder.is_empty() => return Ok(()),
            Err(error) => return Err(unreadable(error)),
        };
        for entry in entries {
            let entry = entry.map_err(unreadable)?;
            let kind = entry.file_type().map_err(unreadable)?;
            let (name, is_text) = match entry.file_name().into_string() {
                Ok(name) => (as_written(name), true),
                Err(name) => (name.to_string_lossy().into_owned(), false),
            };
            let at_top = folder.is_empty();
            if tolerant && is_tolerated(&name, at_top, kind.is_file()) {
                continue;
            }
            let path = if at_top { name } else { format!("{folder}/{name}") };
            if kind.is_dir() && is_text {
                waiting.push(path);
            } else if !visit(&path, kind.is_file() && is_text) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Normalizes a name: some of Apple's file systems return names in another Unicode form than was given.
fn as_written(name: String) -> String {
    use unicode_normalization::UnicodeNormalization;
    if cfg!(target_vendor = "apple") && !name.is_ascii() { name.nfc().collect() } else { name }
}

/// Whether an entry of the output folder is tolerated.
fn is_tolerated(name: &str, at_top: bool, is_file: bool) -> bool {
    (at_top && (DEPLOY.contains(&name) || name == INSIDE || (is_file && name == MANIFEST)))
        || (is_file && LITTER.contains(&name))
}

/// Reads every file that the manifest names and returns those that are unchanged.
fn verify(target: &Path, manifest: &Manifest) -> Existing {
    let whole = manifest.entries().par_iter().map_init(Vec::new, |scratch, entry| {
        let digest = disk::digest_if_size(&target.join(entry.path.as_str()), entry.size, scratch)?;
        (digest == entry.digest).then(|| (entry.path.clone(), digest))
    });
    Existing(whole.flatten_iter().collect::<Vec<_>>().into_iter().collect())
}

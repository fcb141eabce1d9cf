//! The spool: files of the new site that wait in the work folder until the whole site is made.
//!
//! A large site should not be held in memory, and most of its pages are finished long before the last one, when it
//! is still open whether the site will be written. [`Spool::write`] stores them with their final paths, so that a
//! first build can turn the spool into the site ([`Spool::become_folder`]). Whatever is left in the spool is
//! removed when it is dropped.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::hash::Digest;
use crate::path::OutputPath;

/// A folder of files that are not part of a site yet. It is created with the first file.
#[derive(Debug)]
pub(super) struct Spool {
    folder: PathBuf,
    /// Number of files in it.
    count: AtomicUsize,
}

impl Spool {
    /// Makes a spool in this folder, which must not exist.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, count: AtomicUsize::new(0) }
    }

    /// Writes a new file of the site and returns its path in the spool.
    pub(super) fn write(&self, path: &OutputPath, bytes: &[u8]) -> io::Result<PathBuf> {
        let (mut file, place) = self.create(path)?;
        file.write_all(bytes)?;
        Ok(place)
    }

    /// Writes a new file part by part and returns its path in the spool, its digest and its size in bytes.
    pub(super) fn write_parts(
        &self,
        path: &OutputPath,
        parts: &mut dyn Iterator<Item = Vec<u8>>,
    ) -> io::Result<(PathBuf, Digest, u64)> {
        let (mut file, place) = self.create(path)?;
        let mut size = 0;
        let digest = Digest::of_parts(parts, &mut |part| {
            size += part.len() as u64;
            file.write_all(part)
        })?;
        Ok((place, digest, size))
    }

    /// Turns the spool into the folder `place` if it contains exactly `files` files, and returns whether it
    /// did. Moving thousands of files one by one would be slow.
    pub(super) fn become_folder(&self, place: &Path, files: usize) -> io::Result<bool> {
        if files == 0 || self.count.load(Ordering::Relaxed) != files {
            return Ok(false);
        }
        fs::rename(&self.folder, place)?;
        self.count.store(0, Ordering::Relaxed);
        Ok(true)
    }

    fn create(&self, path: &OutputPath) -> io::Result<(File, PathBuf)> {
        let place = self.folder.join(path.as_str());
        let file = match File::create_new(&place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(place.parent().unwrap_or(&self.folder))?;
                File::create_new(&place)?
            }
            other => other?,
        };
        self.count.fetch_add(1, Ordering::Relaxed);
        Ok((file, place))
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        if *self.count.get_mut() > 0 {
            // What can't be removed now is removed by the next run.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

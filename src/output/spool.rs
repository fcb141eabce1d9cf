//! The spool: bytes of the new site that wait in the work folder until all of it is made.
//!
//! A large site does not fit in memory well, and most of its pages are known long before the last
//! one. [`Spool::write`] puts them aside, since what is to become of the site is not decided yet. They lie as
//! in the site, so that a first build can make the spool the site ([`Spool::become_folder`]). Whatever is left
//! in it when it is dropped is removed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::hash::Digest;
use crate::path::OutputPath;

/// A folder of files that belong to nobody yet. It is made when the first one comes.
#[derive(Debug)]
pub(super) struct Spool {
    folder: PathBuf,
    /// How many files are in it.
    count: AtomicUsize,
}

impl Spool {
    /// A spool in this folder, which must not exist.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, count: AtomicUsize::new(0) }
    }

    /// Writes a new file of the site and says where it is.
    pub(super) fn write(&self, path: &OutputPath, bytes: &[u8]) -> io::Result<PathBuf> {
        let (mut file, place) = self.create(path)?;
        file.write_all(bytes)?;
        Ok(place)
    }

    /// Writes a new file part by part and says where it is, its digest and its size in bytes.
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

    /// Makes the spool the folder `place` if there are `files` files in it, no more and no less, and says whether it
    /// did. To move thousands of files one by one takes long.
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

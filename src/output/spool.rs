//! The spool: bytes of the new site that wait in the work folder until all of it is made.
//!
//! A large site does not fit in memory well, and most of its pages are known long before the last
//! one. [`Spool::write`] puts them aside, under numbers instead of paths, since what is to become
//! of the site is not decided yet. Whatever is left in it when it is dropped is removed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::hash::Digest;

/// A folder of files that belong to nobody yet. It is made when the first one comes.
#[derive(Debug)]
pub(super) struct Spool {
    folder: PathBuf,
    count: AtomicUsize,
}

impl Spool {
    /// A spool in this folder, which must not exist.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, count: AtomicUsize::new(0) }
    }

    /// Writes a new file and says where it is.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<PathBuf> {
        let (mut file, place) = self.create()?;
        file.write_all(bytes)?;
        Ok(place)
    }

    /// Writes a new file part by part and says where it is, its digest and its size in bytes.
    pub(super) fn write_parts(&self, parts: &mut dyn Iterator<Item = Vec<u8>>) -> io::Result<(PathBuf, Digest, u64)> {
        let (mut file, place) = self.create()?;
        let mut size = 0;
        let digest = Digest::of_parts(parts, &mut |part| {
            size += part.len() as u64;
            file.write_all(part)
        })?;
        Ok((place, digest, size))
    }

    fn create(&self) -> io::Result<(File, PathBuf)> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let place = self.folder.join(number.to_string());
        let file = match File::create_new(&place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(&self.folder)?;
                File::create_new(&place)?
            }
            other => other?,
        };
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

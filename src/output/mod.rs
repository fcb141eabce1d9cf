//! Output: writes a finished site to disk so that nothing is ever lost or half done.
//!
//! [`open`] takes hold of the output folder: it refuses a folder that is not ours, waits for another build, repairs
//! what a killed one left, and reports what is on disk ([`Target::existing`]). [`Target::write`] makes the folder
//! match a list of files. Even if the build is killed or the disk is full, the folder holds either the previous
//! site or the new one; unchanged files keep their times, and nothing that allotment did not write is deleted. A
//! file is allotment's if the [`MANIFEST`] in the folder names it, no matter who edited it since.
//!
//! How it works: `plan` compares, `stage` prepares the new site in a work folder beside the output (`lock`), `swap`
//! exchanges the two. Where a file system can't exchange folders, a killed run can leave a mixture, which the next
//! [`open`] completes before anything else. A power failure is different from a kill: it can lose the contents of
//! new files, and the next build, which reads every file, writes those again.
//!
//! This module does not know what a page is, prints nothing, and does not choose the names of files.

mod disk;
mod error;
mod lock;
mod manifest;
mod ownership;
mod place;
mod plan;
mod spool;
mod stage;
mod swap;
#[cfg(test)]
mod tests;

pub(crate) use disk::open_regular;
pub use error::{FOREIGN_SHOWN, Forbidden, OutputError};
pub use manifest::MANIFEST;
pub use ownership::{DEPLOY, Existing, LITTER};
pub use place::{Around, real};

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::hash::Digest;
use crate::path::OutputPath;
use lock::Work;
use manifest::Manifest;
use plan::{Change, Plan};
use spool::Spool;
use stage::{Extent, Fault};

/// In the work folder: files of a site that is still being made.
const SPOOL: &str = "spool";
/// In the work folder: a site that is being staged.
const STAGING: &str = "staging";
/// In the work folder: a staged site about to be exchanged with the output, or the previous site afterwards.
const SWAPPED: &str = "swapped";
/// In the work folder: files that must be moved into the output, even by a later run.
const COMMITTED: &str = "committed";

/// A file of the site.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path in the output.
    pub path: OutputPath,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its bytes, or where they are.
    pub content: Content,
}

/// Where the bytes of a file of the site are.
#[derive(Clone, Debug)]
pub enum Content {
    /// In memory.
    Bytes(Arc<[u8]>),
    /// In the work folder, written by [`Target::put`].
    Spooled {
        /// The file.
        place: PathBuf,
        /// Size in bytes.
        size: u64,
    },
    /// In an attachment at this path. Only its bytes are copied, links are not followed, and it is an
    /// error if the bytes don't have the digest.
    Copy(PathBuf),
    /// Already in the output, as listed in [`Existing`].
    Kept,
}

impl File {
    /// Makes a file with these bytes.
    pub fn new(path: OutputPath, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { path, digest: Digest::of(&bytes), content: Content::Bytes(bytes) }
    }
}

/// What a write did, as numbers of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Files that the previous site did not have.
    pub added: usize,
    /// Files that had other bytes on disk, or were missing there.
    pub changed: usize,
    /// Files that the new site does not have.
    pub removed: usize,
    /// Files that were left untouched.
    pub unchanged: usize,
}

/// An output folder that is locked by this run until dropped.
#[derive(Debug)]
pub struct Target {
    folder: PathBuf,
    manifest: Option<Manifest>,
    existing: Existing,
    may_exchange: bool,
    spool: Spool,
    /// The first error of [`Target::put`] that makes the site impossible to write.
    failed: OnceLock<OutputError>,
    // Last, because dropping it releases the lock.
    work: Work,
}

/// Takes hold of the folder `target` as the output of a garden. Creates the folders above it. Calls `waiting` once if it has to wait for another
/// build, which it does for some seconds.
///
/// Errors if the folder must not be an output folder, contains foreign files, is busy, or can't be read or written;
/// nothing in it has been changed then.
pub fn open(target: &Path, around: &Around<'_>, waiting: &mut dyn FnMut()) -> Result<Target, OutputError> {
    let folder = place::check(target, around)?;
    if let Some(above) = folder.parent() {
        fs::create_dir_all(above).map_err(|error| OutputError::io("create", above, error))?;
    }
    let work = Work::take(&folder, waiting)?;
    swap::recover(&folder, &work)?;
    let (manifest, existing) = ownership::inspect(&folder)?;
    let may_exchange = !work.inside;
    let spool = Spool::new(work.join(SPOOL));
    Ok(Target { folder, manifest, existing, may_exchange, spool, failed: OnceLock::new(), work })
}

impl Target {
    /// Returns the output folder with all links resolved; it need not exist yet.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the files on disk that are unchanged since they were written.
    pub fn existing(&self) -> &Existing {
        &self.existing
    }

    /// Takes the bytes of a file of the site, part by part, so that they need not be held in memory until
    /// [`Target::write`] is called with all files. A file that is already on disk with these bytes is not written.
    pub fn put(&self, path: OutputPath, parts: &mut dyn Iterator<Item = Vec<u8>>) -> File {
        let first = parts.next().unwrap_or_default();
        match parts.next() {
            None => self.put_whole(path, first),
            Some(second) => self.put_parts(path, &mut [first, second].into_iter().chain(parts)),
        }
    }

    /// Spools the parts; only the last one shows whether the file is already on disk.
    fn put_parts(&self, path: OutputPath, parts: &mut dyn Iterator<Item = Vec<u8>>) -> File {
        match self.spool.write_parts(&path, parts) {
            Ok((_, digest, _)) if self.existing.digest(&path) == Some(digest) => {
                File { path, digest, content: Content::Kept }
            }
            Ok((place, digest, size)) => File { path, digest, content: Content::Spooled { place, size } },
            Err(error) => {
                // The parts already taken are lost, so this site can't be written any more.
                let _ = self.failed.set(OutputError::io("write", &self.work.join(SPOOL), error));
                File::new(path, [])
            }
        }
    }

    fn put_whole(&self, path: OutputPath, bytes: Vec<u8>) -> File {
        let digest = Digest::of(&bytes);
        if self.existing.digest(&path) == Some(digest) {
            return File { path, digest, content: Content::Kept };
        }
        let content = match self.spool.write(&path, &bytes) {
            Ok(place) => Content::Spooled { place, size: bytes.len() as u64 },
            // Whatever the cause, writing the site will run into it again and report it.
            Err(_) => Content::Bytes(bytes.into()),
        };
        File { path, digest, content }
    }

    /// Does without exchanging folders, as on a file system that can't.
    #[doc(hidden)]
    pub fn without_exchange(self) -> Self {
        Self { may_exchange: false, ..self }
    }

    /// Makes the output folder contain exactly these files, given in any order, and the manifest. Writes
    /// nothing if it already does.
    ///
    /// An error leaves the previous site intact, unless it is [`OutputError::Unfinished`]: then the new site is in place,
    /// or the next [`open`] completes it.
    pub fn write(mut self, files: &[File]) -> Result<Written, OutputError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let plan = Plan::new(files, self.manifest.as_ref(), &self.existing)?;
        if !plan.is_done {
            self.refuse_newcomers(&plan)?;
            self.publish(&plan)?;
        }
        Ok(Written {
            added: plan.count(Change::Added),
            changed: plan.count(Change::Changed),
            removed: plan.removed.len(),
            unchanged: plan.count(Change::Unchanged),
        })
    }

    /// Errors if there is something in the folder where the site has a new file: one of the [`DEPLOY`] entries, or
    /// something that appeared since [`open`].
    fn refuse_newcomers(&self, plan: &Plan) -> Result<(), OutputError> {
        if fs::symlink_metadata(&self.folder).is_err() {
            return Ok(());
        }
        let added = plan.files.iter().filter(|(_, change)| *change == Change::Added);
        let mut scratch = Vec::new();
        let mut ours = None;
        for entry in added.filter_map(|(file, _)| plan.manifest.get(file.path.as_str())) {
            let place = self.folder.join(entry.path.as_str());
            let Err(error) = swap::look(&self.folder, &place, entry, &mut scratch) else { continue };
            // On file systems that ignore letter case it may be an old file of ours.
            let keys = || plan.removed.iter().map(OutputPath::collision_key).collect::<BTreeSet<_>>();
            let ours = ours.get_or_insert_with(keys);
            if !ours.contains(&entry.path.collision_key()) {
                return Err(error);
            }
        }
        Ok(())
    }

    fn publish(&self, plan: &Plan) -> Result<(), OutputError> {
        let staged = self.stage(plan);
        let (staging, swapped) = (self.work.join(STAGING), self.work.join(SWAPPED));
        let rename = |from: &Path, to: &Path| fs::rename(from, to).map_err(|error| OutputError::io("write", to, error));
        let published = staged.and_then(|extent| {
            if fs::symlink_metadata(&self.folder).is_err() {
                return rename(&staging, &self.folder);
            }
            if extent == Extent::Whole {
                rename(&staging, &swapped)?;
                if swap::exchange(plan, &swapped, &self.folder)? {
                    return Ok(());
                }
                rename(&swapped, &staging)?;
            }
            let committed = self.work.join(COMMITTED);
            rename(&staging, &committed)?;
            swap::roll_forward(&committed, &self.folder)
        });
        if published.is_err() {
            let _ = swap::discard(&staging);
        }
        published
    }

    /// Stages the new site: as a whole if folders can be exchanged and files linked, otherwise only what changed.
    fn stage(&self, plan: &Plan) -> Result<Extent, OutputError> {
        let staging = self.work.join(STAGING);
        if self.may_exchange && disk::can_exchange(&self.work.join(disk::PROBE)) {
            match stage::stage(plan, &self.folder, &staging, Extent::Whole, &self.spool) {
                Ok(()) => return Ok(Extent::Whole),
                Err(Fault::NoLinks) => swap::discard(&staging)?,
                Err(Fault::Error(error)) => return Err(error),
            }
        }
        match stage::stage(plan, &self.folder, &staging, Extent::Difference, &self.spool) {
            Ok(()) => Ok(Extent::Difference),
            Err(Fault::Error(error)) => Err(error),
            Err(Fault::NoLinks) => Err(OutputError::io("write", &staging, std::io::ErrorKind::Unsupported.into())),
        }
    }
}

//! Output: brings a finished site to disk so that nothing is ever lost or half done.
//!
//! [`open`] takes the output folder for this run: it refuses one that is not ours, waits for
//! another build, mends what a killed one left and says what is on disk ([`Target::existing`]).
//! [`Target::write`] makes the folder equal a list of files. Whether killed at any moment or out
//! of disk, the folder holds the old site or the new one; files that have not changed keep their
//! times, and nothing that allotment did not write is deleted. A file is allotment's if the
//! [`MANIFEST`] in the folder names it, whoever may have edited it since.
//!
//! How: `plan` compares, `stage` makes the new site ready in a work folder beside the output
//! (`lock`), `swap` exchanges the two. Where a file system cannot exchange folders, a killed
//! run can leave a mixture, which the next [`open`] completes before anything else. A power cut is
//! not a kill: it can cost new files their bytes, and the next build, which reads every file, writes
//! those again.
//!
//! Nothing here knows what a page is, prints, or decides which file gets which name.

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
pub use place::Around;

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

/// In the work folder: files of a site that is not known as a whole yet.
const SPOOL: &str = "spool";
/// In the work folder: a site that is being made ready.
const STAGING: &str = "staging";
/// In the work folder: a site that is ready to be exchanged with the output, or the old one.
const SWAPPED: &str = "swapped";
/// In the work folder: files that are to be moved into the output, whatever happens.
const COMMITTED: &str = "committed";

/// A file of the site.
#[derive(Clone, Debug)]
pub struct File {
    /// Where it goes.
    pub path: OutputPath,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Where its bytes are.
    pub content: Content,
}

/// Where the bytes of a file of the site are.
#[derive(Clone, Debug)]
pub enum Content {
    /// Here.
    Bytes(Arc<[u8]>),
    /// In the work folder, where [`Target::put`] wrote them.
    Spooled {
        /// The file.
        place: PathBuf,
        /// In bytes.
        size: u64,
    },
    /// In a file, an attachment. Only the bytes are copied, links are not followed, and it is an
    /// error if they do not have the digest.
    Copy(PathBuf),
    /// On disk, as [`Existing`] says.
    Kept,
}

impl File {
    /// A file with these bytes.
    pub fn new(path: OutputPath, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { path, digest: Digest::of(&bytes), content: Content::Bytes(bytes) }
    }
}

/// What a write did: how many files of the site had which fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The site did not have them.
    pub added: usize,
    /// They had other bytes on disk, or were missing.
    pub changed: usize,
    /// The site has them no more.
    pub removed: usize,
    /// They were not touched.
    pub unchanged: usize,
}

/// An output folder that belongs to this run alone until it is dropped.
#[derive(Debug)]
pub struct Target {
    folder: PathBuf,
    manifest: Option<Manifest>,
    existing: Existing,
    may_exchange: bool,
    spool: Spool,
    /// Why a file of the site is not there.
    failed: OnceLock<OutputError>,
    // Last, because the lock goes with it.
    work: Work,
}

/// Takes the folder `target` as the output of a garden. Creates the folders above it. Calls `waiting` once if
/// another build has to be waited for, which is done for some seconds.
///
/// Errors: the folder must not be an output folder, holds foreign files, is busy, or cannot be
/// read or written; nothing in it was changed then.
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
    /// The output folder, free of links; it need not exist yet.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is on disk and as it was written.
    pub fn existing(&self) -> &Existing {
        &self.existing
    }

    /// Takes the bytes of a file of the site, in parts one after the other, so that they need not be held in
    /// memory until [`Target::write`] is called with all files. What is on disk as it is to be is not written.
    pub fn put(&self, path: OutputPath, parts: &mut dyn Iterator<Item = Vec<u8>>) -> File {
        let first = parts.next().unwrap_or_default();
        match parts.next() {
            None => self.put_whole(path, first),
            Some(second) => self.put_parts(path, &mut [first, second].into_iter().chain(parts)),
        }
    }

    /// Whether it is on disk already is known only after the last part was written.
    fn put_parts(&self, path: OutputPath, parts: &mut dyn Iterator<Item = Vec<u8>>) -> File {
        match self.spool.write_parts(&path, parts) {
            Ok((_, digest, _)) if self.existing.digest(&path) == Some(digest) => {
                File { path, digest, content: Content::Kept }
            }
            Ok((place, digest, size)) => File { path, digest, content: Content::Spooled { place, size } },
            Err(error) => {
                // Some of the parts are gone, so that this site can't be written any more.
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
            // Whatever the matter is, writing the site will meet it again, and say so.
            Err(_) => Content::Bytes(bytes.into()),
        };
        File { path, digest, content }
    }

    /// Does without exchanging folders, as on a file system that cannot do it.
    #[doc(hidden)]
    pub fn without_exchange(self) -> Self {
        Self { may_exchange: false, ..self }
    }

    /// Makes the output folder hold exactly these files, in any order, and the manifest. Writes
    /// nothing if it does already.
    ///
    /// Errors leave the old site as it was, except where folders cannot be exchanged and a file
    /// cannot be moved: then the next [`open`] goes on.
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

    /// An error if something stands in the folder where the site has a new file: one of the
    /// [`DEPLOY`] entries, or what turned up since [`open`].
    fn refuse_newcomers(&self, plan: &Plan) -> Result<(), OutputError> {
        if fs::symlink_metadata(&self.folder).is_err() {
            return Ok(());
        }
        let added = plan.files.iter().filter(|(_, change)| *change == Change::Added);
        let mut scratch = Vec::new();
        let mut ours = None;
        for entry in added.filter_map(|(file, _)| plan.manifest.get(file.path.as_str())) {
            let place = self.folder.join(entry.path.as_str());
            let Err(error) = swap::is_there_already(&self.folder, &place, entry, &mut scratch) else { continue };
            // Where letter case does not count, it may be an old file of ours.
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

    /// Makes the new site ready, as a whole where folders can be exchanged and files linked.
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

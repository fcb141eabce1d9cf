//! Stages the new site in the work folder, without touching the previous one.
//!
//! [`stage`] is the entry point. Bytes are written only to new files; an unchanged file becomes a
//! second name (a hard link) of the old file, which therefore keeps its times.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use rayon::prelude::*;

use super::disk::{self, LateErrors};
use super::error::OutputError;
use super::manifest::MANIFEST;
use super::plan::{Change, Plan, folders_of};
use super::spool::Spool;
use super::{Content, File};
use crate::hash::Digest;

/// What the staged folder shall contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// The whole site, so that it can replace the previous one.
    Whole,
    /// Only the files to be moved into the previous site. This is for less capable file systems, which are
    /// also the ones that may report errors late, so staging waits until everything is on disk.
    Difference,
}

/// Why staging failed.
#[derive(Debug)]
pub(super) enum Fault {
    /// Old files can't be linked here.
    NoLinks,
    /// Anything else.
    Error(OutputError),
}

/// Creates `staging` and fills it, the manifest last. `target` is the previous site. If none of its files are kept,
/// the spool becomes the staged folder if possible.
pub(super) fn stage(plan: &Plan, target: &Path, staging: &Path, extent: Extent, spool: &Spool) -> Result<(), Fault> {
    let failed = |folder: &Path, error| Fault::Error(OutputError::io("create", folder, error));
    let wanted = |change: Change| extent == Extent::Whole || change != Change::Unchanged;
    let (kept, mut written): (Vec<_>, Vec<_>) = plan.files.iter().partition(|(_, change)| *change == Change::Unchanged);
    let spooled = written.iter().filter(|(file, _)| is_spooled(file)).count();
    let is_begun = extent == Extent::Whole
        && kept.is_empty()
        && spool.become_folder(staging, spooled).map_err(|error| failed(staging, error))?;
    if is_begun {
        written.retain(|(file, _)| !is_spooled(file));
    } else {
        fs::create_dir(staging).map_err(|error| failed(staging, error))?;
    }
    let late = LateErrors::listen(staging, extent == Extent::Difference);
    for folder in folders_of(plan.files.iter().filter(|(_, change)| wanted(*change)).map(|(file, _)| &file.path)) {
        let folder = staging.join(folder);
        if !(is_begun && folder.is_dir()) {
            fs::create_dir(&folder).map_err(|error| failed(&folder, error))?;
        }
    }
    let places = |file: &File| (target.join(file.path.as_str()), staging.join(file.path.as_str()));
    if extent == Extent::Whole {
        // Links come first: if they fail, staging starts again, and by then spooled files might have been moved here.
        kept.par_iter().try_for_each(|(file, _)| {
            let (old, new) = places(file);
            link(&old, &new, file)
        })?;
    }
    written.par_iter().try_for_each(|(file, _)| {
        let (old, new) = places(file);
        write(file, &old, &new, extent, &late).map_err(Fault::Error)
    })?;
    write_bytes(plan.manifest.to_text().as_bytes(), &staging.join(MANIFEST), &late)
        .and_then(|()| late.of_all())
        .map_err(|error| Fault::Error(OutputError::io("write", &target.join(MANIFEST), error)))
}

fn is_spooled(file: &File) -> bool {
    matches!(file.content, Content::Spooled { .. })
}

fn link(old: &Path, new: &Path, file: &File) -> Result<(), Fault> {
    fs::hard_link(old, new).map_err(|error| match error.kind() {
        io::ErrorKind::Unsupported
        | io::ErrorKind::PermissionDenied
        | io::ErrorKind::CrossesDevices
        | io::ErrorKind::TooManyLinks => Fault::NoLinks,
        io::ErrorKind::NotFound => Fault::Error(OutputError::NotKept { path: file.path.to_string() }),
        _ => Fault::Error(OutputError::io("write", old, error)),
    })
}

/// Writes one file to `new`; errors name `path`, its final place.
fn write(file: &File, path: &Path, new: &Path, extent: Extent, late: &LateErrors) -> Result<(), OutputError> {
    match &file.content {
        Content::Spooled { place, .. } if extent == Extent::Whole => {
            fs::rename(place, new).map_err(|error| OutputError::io("write", path, error))
        }
        // Late errors are reported only for files written from now on, so the spooled file is copied.
        Content::Spooled { place, .. } => copy(file.digest, place, path, new, late),
        Content::Bytes(bytes) => write_bytes(bytes, new, late).map_err(|error| OutputError::io("write", path, error)),
        Content::Copy(source) => copy(file.digest, source, path, new, late),
        Content::Kept => Err(OutputError::NotKept { path: file.path.to_string() }),
    }
}

fn write_bytes(bytes: &[u8], new: &Path, late: &LateErrors) -> io::Result<()> {
    let mut out = fs::File::create_new(new)?;
    out.write_all(bytes)?;
    out.flush()?;
    late.of(&out)
}

/// Copies the bytes of an attachment, without its metadata, and checks that they have not changed since they
/// were read.
fn copy(digest: Digest, source: &Path, path: &Path, new: &Path, late: &LateErrors) -> Result<(), OutputError> {
    let from = disk::open_regular(source).map_err(|error| OutputError::io("read", source, error))?;
    let to = fs::File::create_new(new).map_err(|error| OutputError::io("write", path, error))?;
    let mut tee = Tee { from, to, refused: None };
    let copied = Digest::of_reader(&mut tee);
    if let Some(error) = tee.refused {
        return Err(OutputError::io("write", path, error));
    }
    let copied = copied.map_err(|error| OutputError::io("read", source, error))?;
    late.of(&tee.to).map_err(|error| OutputError::io("write", path, error))?;
    if copied == digest { Ok(()) } else { Err(OutputError::SourceChanged { source: source.to_owned() }) }
}

/// Writes everything that is read through it. Write errors are kept apart from read errors.
struct Tee {
    from: fs::File,
    to: fs::File,
    refused: Option<io::Error>,
}

impl Read for Tee {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.from.read(buffer)?;
        if let Err(error) = self.to.write_all(&buffer[..length]) {
            self.refused = Some(error);
            return Ok(0);
        }
        Ok(length)
    }
}

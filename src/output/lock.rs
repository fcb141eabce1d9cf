//! The work folder: the place where a site is staged, with the lock that keeps two builds apart.
//!
//! It is a sibling of the output, so that moves between the two are single renames: `.public.allotment`
//! for `public`. If nothing can be created beside the output, or the output is a mount point, it is
//! [`INSIDE`] the output. It exists while a build runs, or after one was killed. The system releases the
//! lock when its holder ends, in whatever way.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::disk;
use super::error::OutputError;

/// Name of a work folder inside the output.
pub(super) const INSIDE: &str = ".allotment-work";

/// Everything that a work folder may contain.
const NAMES: &[&str] = &[LOCK, super::SPOOL, super::STAGING, super::SWAPPED, super::COMMITTED, disk::PROBE];
const LOCK: &str = "allotment.lock";

/// How long to wait for another build, and how often to check.
const PATIENCE: Duration = Duration::from_millis(if cfg!(test) { 300 } else { 10_000 });
const PAUSE: Duration = Duration::from_millis(20);

/// The work folder of one output, locked by this build until dropped.
#[derive(Debug)]
pub(super) struct Work {
    folder: PathBuf,
    /// Whether it is inside the output, so that the two can't be exchanged.
    pub(super) inside: bool,
    _lock: File,
}

impl Work {
    /// Creates and locks the work folder of `target`, whose parent folder must exist. Calls
    /// `waiting` once if another build holds it.
    pub(super) fn take(target: &Path, waiting: &mut dyn FnMut()) -> Result<Self, OutputError> {
        let deadline = Instant::now() + PATIENCE;
        let mut told = false;
        loop {
            let (folder, inside) = create_folder(target)?;
            if let Some(lock) = try_take(&folder)? {
                return Ok(Self { folder, inside, _lock: lock });
            }
            if Instant::now() >= deadline {
                return Err(OutputError::Busy { target: target.to_owned() });
            }
            if !told {
                waiting();
                told = true;
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Returns the path of an entry of the work folder.
    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Drop for Work {
    /// Removes the folder, unless it still contains something that must be kept. On systems where an open file
    /// can't be told from a new one of the same name, the lock file stays.
    fn drop(&mut self) {
        if cfg!(unix) && fs::read_dir(&self.folder).is_ok_and(|entries| entries.count() == 1) {
            let _ = fs::remove_file(lock_path(&self.folder));
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

fn lock_path(folder: &Path) -> PathBuf {
    folder.join(LOCK)
}

/// Creates the work folder and returns its path and whether it is inside the output.
fn create_folder(target: &Path) -> Result<(PathBuf, bool), OutputError> {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".allotment");
    let beside = target.with_file_name(name);
    let refused = match (disk::is_mount_point(target), create_or_find(&beside)) {
        (false, Ok(())) => return Ok((beside, false)),
        (false, Err(error)) => error,
        (true, _) => io::ErrorKind::CrossesDevices.into(),
    };
    let may_lie_inside = matches!(
        refused.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::CrossesDevices
    );
    if may_lie_inside && target.is_dir() {
        let inside = target.join(INSIDE);
        return create_or_find(&inside).map(|()| (inside.clone(), true)).map_err(|error| refuse(&inside, error));
    }
    Err(refuse(&beside, refused))
}

fn refuse(folder: &Path, error: io::Error) -> OutputError {
    match error.kind() {
        io::ErrorKind::NotADirectory => OutputError::WorkFolder { folder: folder.to_owned() },
        _ => OutputError::io("create", folder, error),
    }
}

fn create_or_find(folder: &Path) -> io::Result<()> {
    loop {
        match fs::create_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            other => return other,
        }
        match fs::symlink_metadata(folder) {
            Ok(found) if found.is_dir() => return Ok(()),
            Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
            // The build that owned it has just removed it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
}

/// Tries to take the lock. `None` if another build holds it, or has just released it and removed the file.
fn try_take(folder: &Path) -> Result<Option<File>, OutputError> {
    let path = lock_path(folder);
    let lock = match disk::open_lock(&path) {
        Ok(lock) => lock,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(OutputError::io("lock", &path, error)),
    };
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(OutputError::io("lock", &path, error)),
    }
    if !disk::is_still_at(&lock, &path) {
        return Ok(None);
    }
    if let Some(stranger) = find_stranger(folder) {
        let _ = fs::remove_file(&path);
        return Err(OutputError::WorkFolder { folder: stranger });
    }
    Ok(Some(lock))
}

/// Returns an entry of the work folder that no build can have created.
fn find_stranger(folder: &Path) -> Option<PathBuf> {
    let mut entries = fs::read_dir(folder).ok()?.flatten();
    entries.find(|entry| !NAMES.iter().any(|name| entry.file_name() == *name)).map(|entry| entry.path())
}

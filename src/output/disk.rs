//! The few calls to the system that the standard library lacks or that must not follow links.
//!
//! What a system does not offer is an error of kind [`io::ErrorKind::Unsupported`] here, and the
//! callers have another way.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use crate::hash::Digest;

/// Name of the folder in which [`can_exchange`] tries the file system out.
pub(super) const PROBE: &str = "probe";

/// Opens a regular file for reading; anything else, also a link to one, is an error.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    do_not_follow(&mut options);
    if cfg!(not(unix)) && !fs::symlink_metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// Opens the lock file, creating it if need be.
pub(super) fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    do_not_follow(&mut options);
    options.open(path)
}

/// Neither follows a link nor waits for the other end of a pipe.
fn do_not_follow(options: &mut OpenOptions) {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC).bits() as i32);
    }
    #[cfg(not(unix))]
    let _ = options;
}

/// Whether the open file is the one that the path leads to now.
pub(super) fn is_still_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let id = |metadata: &fs::Metadata| (metadata.dev(), metadata.ino());
        matches!((file.metadata(), fs::symlink_metadata(path)), (Ok(one), Ok(other)) if id(&one) == id(&other))
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        path.exists()
    }
}

/// Whether the folder is on another disk than its parent. False if it is not there.
pub(super) fn is_mount_point(folder: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let device = |path: &Path| fs::symlink_metadata(path).map(|metadata| metadata.dev());
        matches!((device(folder), folder.parent().map(device)), (Ok(own), Some(Ok(parents))) if own != parents)
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        false
    }
}

/// Exchanges two folders in one step: at no moment is either path without one.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "macos", target_os = "ios"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "macos", target_os = "ios")))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the file system of this work folder can exchange folders, found out by doing it.
pub(super) fn can_exchange(probe: &Path) -> bool {
    let (one, other) = (probe.join("a"), probe.join("b"));
    let can = fs::create_dir_all(&one).is_ok() && fs::create_dir_all(&other).is_ok() && exchange(&one, &other).is_ok();
    for folder in [&one, &other, probe] {
        let _ = fs::remove_dir(folder);
    }
    can
}

/// Reads a regular file as a whole and gives its digest. `scratch` is memory to use again.
/// `None` if it is not of this size, or cannot be read.
pub(super) fn digest_if_size(path: &Path, size: u64, scratch: &mut Vec<u8>) -> Option<Digest> {
    /// Larger files are read in pieces.
    const AT_ONCE: u64 = 1 << 20;
    let mut file = open_regular(path).ok()?;
    if file.metadata().ok()?.len() != size {
        return None;
    }
    if size > AT_ONCE {
        return Digest::of_reader(file).ok();
    }
    scratch.clear();
    scratch.resize(size as usize, 0);
    file.read_exact(scratch).ok()?;
    Some(Digest::of(scratch))
}

/// Hears the errors of writing that a file system keeps to itself until later, as some on the
/// network do. There is one for a folder, made before the first file is written there.
#[derive(Debug)]
pub(super) struct LateErrors {
    wanted: bool,
    /// Only Linux has one call for all files, and counts the errors from here on.
    folder: Option<File>,
}

impl LateErrors {
    /// If not `wanted`, nothing is waited for.
    pub(super) fn listen(folder: &Path, wanted: bool) -> Self {
        let folder = if wanted && cfg!(target_os = "linux") { File::open(folder).ok() } else { None };
        Self { wanted, folder }
    }

    /// Waits for one file, where there is no call to wait for all. Windows reports at once.
    pub(super) fn of(&self, file: &File) -> io::Result<()> {
        #[cfg(all(unix, not(target_os = "linux")))]
        if self.wanted {
            rustix::fs::fsync(file)?;
        }
        let _ = (file, self.wanted);
        Ok(())
    }

    /// Waits for all files.
    pub(super) fn of_all(&self) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        if let Some(folder) = &self.folder {
            rustix::fs::syncfs(folder)?;
        }
        let _ = &self.folder;
        Ok(())
    }
}

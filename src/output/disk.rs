//! The few system calls that the standard library lacks or that must not follow links.
//!
//! Calls that a system does not offer return an error of kind [`io::ErrorKind::Unsupported`]; the
//! callers then do without them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use crate::hash::Digest;
use crate::source::do_not_follow;
pub(crate) use crate::source::open_regular;

/// Name of the folder in which [`can_exchange`] tests the file system.
pub(super) const PROBE: &str = "probe";

/// Opens the lock file, and creates it if it does not exist.
pub(super) fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    do_not_follow(&mut options);
    options.open(path)
}

/// Whether the open file is still the one at the path.
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

/// Whether two paths lead to the same folder.
pub(super) fn is_same_folder(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let id = |path: &Path| {
            fs::symlink_metadata(path).ok().filter(|found| found.is_dir()).map(|found| (found.dev(), found.ino()))
        };
        id(one).is_some_and(|found| id(other) == Some(found))
    }
    #[cfg(not(unix))]
    {
        // Both are as they are spelled on disk.
        matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other && one.is_dir())
    }
}

/// Whether the folder is on another device than its parent. False if it does not exist.
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

/// Exchanges two folders atomically: neither path is ever without a folder.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "macos", target_os = "ios"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "macos", target_os = "ios")))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the file system of this work folder can exchange folders, determined by trying.
pub(super) fn can_exchange(probe: &Path) -> bool {
    let (one, other) = (probe.join("a"), probe.join("b"));
    let can = fs::create_dir_all(&one).is_ok() && fs::create_dir_all(&other).is_ok() && exchange(&one, &other).is_ok();
    for folder in [&one, &other, probe] {
        let _ = fs::remove_dir(folder);
    }
    can
}

/// Reads a whole regular file and returns its digest; `None` if it can't be read or does not have this
/// size. `scratch` is a buffer to reuse.
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

/// Collects the write errors that a file system reports late, as some network file systems do. Made once per
/// folder, before the first file is written there.
#[derive(Debug)]
pub(super) struct LateErrors {
    wanted: bool,
    /// Only Linux can wait for all files at once, and reports errors since this folder was opened.
    folder: Option<File>,
}

impl LateErrors {
    /// Starts to listen for errors in `folder`. If not `wanted`, nothing is ever waited for.
    pub(super) fn listen(folder: &Path, wanted: bool) -> Self {
        let folder = if wanted && cfg!(target_os = "linux") { File::open(folder).ok() } else { None };
        Self { wanted, folder }
    }

    /// Waits for one file, on systems that can't wait for all at once. Windows reports errors immediately.
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

//! Tells whether a folder at a path has been replaced by another one.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// Distinguishes a folder from another one that took its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity(Mark);

/// When it was created, where that is known, and on Unix its device and inode. A new folder often gets the inode of one
/// that was removed just before.
type Mark = (Option<SystemTime>, (u64, u64));

impl Identity {
    /// Returns the identity of the folder at a path, or of the one that a symlink there leads to; `None` if
    /// there is none.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        #[cfg(unix)]
        let place = {
            use std::os::unix::fs::MetadataExt;
            (metadata.dev(), metadata.ino())
        };
        #[cfg(not(unix))]
        let place = (0, 0);
        Some(Self((metadata.created().ok(), place)))
    }
}

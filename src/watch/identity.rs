//! Tells whether a folder at a path has been replaced by another one.

use std::fs;
use std::path::Path;

/// Distinguishes a folder from another one that took its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity(Mark);

#[cfg(unix)]
type Mark = (u64, u64);
#[cfg(not(unix))]
type Mark = Option<std::time::SystemTime>;

impl Identity {
    /// Returns the identity of the folder at a path, or of the one that a symlink there leads to; `None` if
    /// there is none.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        #[cfg(unix)]
        let mark = {
            use std::os::unix::fs::MetadataExt;
            (metadata.dev(), metadata.ino())
        };
        #[cfg(not(unix))]
        let mark = metadata.created().ok();
        Some(Self(mark))
    }
}

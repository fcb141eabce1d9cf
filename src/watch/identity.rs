//! Which folder stands at a path.

use std::fs;
use std::path::Path;

/// What tells a folder from another one that stands where it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity(Mark);

#[cfg(unix)]
type Mark = (u64, u64);
#[cfg(not(unix))]
type Mark = Option<std::time::SystemTime>;

impl Identity {
    /// Of the folder at a path, or where a link there leads; `None` if there is none.
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

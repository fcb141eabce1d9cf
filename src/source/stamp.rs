//! What the file system tells about a file without opening it.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

/// The coarsest resolution of a file system's clock: FAT stores even seconds.
const GRAIN: Duration = Duration::from_secs(2);

/// Size and times of a file: if they are unchanged, its bytes almost always are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// The file's inode number, and when its metadata last changed.
    inode: (u64, i64, i64),
}

impl Stamp {
    /// Returns the stamp of a file.
    pub fn of(metadata: &Metadata) -> Self {
        Self { length: metadata.len(), modified: metadata.modified().ok(), inode: inode(metadata) }
    }

    /// Whether a change after `now` is sure to give another stamp. A file that was written just before
    /// can be written again within the same tick of the file system's clock.
    pub fn is_settled(&self, now: SystemTime) -> bool {
        self.modified.is_some_and(|modified| modified.checked_add(GRAIN).is_some_and(|settled| settled < now))
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}

//! Attachments: their digests and the sizes of images.

use std::fs;
use std::path::{Path, PathBuf};

use super::svg::{self, Picture};
use crate::hash::Digest;
use crate::path::SourcePath;

/// What pages and the output need to know about an attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Probe {
    /// Digest of its bytes.
    pub digest: Digest,
    /// Width and height in pixels, if it is an image whose header gives them.
    pub size: Option<(u32, u32)>,
    /// Length in bytes.
    pub length: u64,
    /// Active or remote content of an SVG, as a phrase for messages.
    pub acts: Option<&'static str>,
    /// Whether it is an SVG drawn in the text colour.
    pub ink: bool,
}

impl Probe {
    /// Examines the bytes of an attachment; the path determines the kind of file.
    pub fn of(path: &SourcePath, bytes: &[u8]) -> Self {
        let digest = Digest::of(bytes);
        let length = bytes.len() as u64;
        if path.extension() == "svg" {
            let Picture { size, acts, ink } = svg::look(bytes);
            return Self { digest, size, length, acts, ink };
        }
        let size = imagesize::blob_size(bytes).ok().map(|size| (size.width as u32, size.height as u32));
        Self { digest, size, length, acts: None, ink: false }
    }
}

/// Access to attachments: in a folder, or in memory for tests.
pub trait Files: Sync {
    /// Reads a file once and examines it; `None` if it can't be read any more.
    fn probe(&self, path: &SourcePath) -> Option<Probe>;

    /// Returns the bytes of a file; `None` if it can't be read any more.
    fn read(&self, path: &SourcePath) -> Option<Vec<u8>>;

    /// Returns the path of the file on disk, if it is on disk.
    fn place(&self, path: &SourcePath) -> PathBuf;
}

impl Files for &Path {
    fn probe(&self, path: &SourcePath) -> Option<Probe> {
        Some(Probe::of(path, &self.read(path)?))
    }

    fn read(&self, path: &SourcePath) -> Option<Vec<u8>> {
        fs::read(self.place(path)).ok()
    }

    fn place(&self, path: &SourcePath) -> PathBuf {
        self.join(path.as_str())
    }
}

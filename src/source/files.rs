//! Attachments: their digests and the sizes of images.

use std::fs;
use std::path::{Path, PathBuf};

use super::svg;
use crate::hash::Digest;
use crate::path::SourcePath;

/// What a page and the output need to know of an attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Probe {
    /// Digest of its bytes.
    pub digest: Digest,
    /// Width and height in pixels, if it is an image whose header says so.
    pub size: Option<(u32, u32)>,
    /// Length in bytes.
    pub length: u64,
    /// What an SVG holds that would run, or be loaded from elsewhere, in words.
    pub acts: Option<&'static str>,
    /// Whether it is an SVG in the colour of text.
    pub ink: bool,
}

impl Probe {
    /// What the bytes of an attachment say; its path tells what kind of file it is.
    pub fn of(path: &SourcePath, bytes: &[u8]) -> Self {
        let size = match path.extension().as_str() {
            "svg" => svg::size(bytes),
            _ => imagesize::blob_size(bytes).ok().map(|size| (size.width as u32, size.height as u32)),
        };
        let is_svg = path.extension() == "svg";
        let acts = if is_svg { svg::activity(bytes) } else { None };
        let ink = is_svg && svg::is_ink(bytes);
        Self { digest: Digest::of(bytes), size, length: bytes.len() as u64, acts, ink }
    }
}

/// Where the rest of the program gets attachments from: a folder, or memory in tests.
pub trait Files: Sync {
    /// Reads a file once; `None` if it can't be read any more.
    fn probe(&self, path: &SourcePath) -> Option<Probe>;

    /// The bytes of a file; `None` if it can't be read any more.
    fn read(&self, path: &SourcePath) -> Option<Vec<u8>>;

    /// Where the file is on disk, if it is on one.
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

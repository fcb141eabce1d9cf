//! Attachments: their digests and the sizes of images.

use std::fs;
use std::path::{Path, PathBuf};

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
}

impl Probe {
    /// What the bytes of an attachment say; its path tells what kind of file it is.
    pub fn of(path: &SourcePath, bytes: &[u8]) -> Self {
        let size = match path.extension().as_str() {
            "svg" => svg_size(bytes),
            _ => imagesize::blob_size(bytes).ok().map(|size| (size.width as u32, size.height as u32)),
        };
        Self { digest: Digest::of(bytes), size, length: bytes.len() as u64 }
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

/// The size that the root element of an SVG gives in pixels, or the proportions of its view box.
fn svg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned();
    let start = head.find("<svg")?;
    let tag = &head[start..start + head[start..].find('>')? + 1];
    let value = |name: &str| {
        let (_, after) = tag.split_once(&format!(" {name}="))?;
        after.strip_prefix(['"', '\''])?.split(['"', '\'']).next()
    };
    let pixels = |text: &str| {
        text.trim().trim_end_matches("px").parse::<f64>().ok().filter(|size| *size >= 1.0 && *size <= 20_000.0)
    };
    let round = |width: f64, height: f64| (width.round() as u32, height.round() as u32);
    if let (Some(width), Some(height)) = (value("width").and_then(pixels), value("height").and_then(pixels)) {
        return Some(round(width, height));
    }
    let numbers: Vec<f64> = value("viewBox")?.split([' ', ',']).filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [_, _, width, height] if (1.0..=20_000.0).contains(&width) && (1.0..=20_000.0).contains(&height) => {
            Some(round(width, height))
        }
        _ => None,
    }
}

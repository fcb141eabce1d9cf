//! Attachments: their digests, the sizes of images, and what pictures should not hold.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use super::photo;
use super::svg::{self, Picture};
use super::{open, open_regular};
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

/// Files up to this length are read at once, longer ones in pieces.
const AT_ONCE: u64 = 1 << 20;

impl Probe {
    /// Examines the bytes of an attachment; the path determines the kind of file.
    pub fn of(path: &SourcePath, bytes: &[u8]) -> Self {
        let (digest, length) = (Digest::of(bytes), bytes.len() as u64);
        if path.extension() == "svg" {
            let Picture { size, acts, ink } = svg::look(bytes);
            return Self { digest, size, length, acts, ink };
        }
        Self { digest, size: size(Cursor::new(bytes)), length, acts: None, ink: false }
    }

    /// Examines an attachment without holding more of it in memory than its pictures' sizes need.
    fn of_file(path: &SourcePath, mut file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        let is_svg = path.extension() == "svg";
        if length <= AT_ONCE || is_svg && length <= svg::SIZE_LIMIT {
            let mut bytes = Vec::with_capacity(length as usize);
            file.read_to_end(&mut bytes)?;
            return Ok(Self::of(path, &bytes));
        }
        let size = if is_svg { None } else { size(BufReader::new(&file)) };
        file.rewind()?;
        let acts = is_svg.then_some(svg::TOO_MUCH);
        Ok(Self { digest: Digest::of_reader(file)?, size, length, acts, ink: false })
    }
}

/// Returns the size that the header of an image gives.
fn size(image: impl BufRead + Seek) -> Option<(u32, u32)> {
    imagesize::reader_size(image).ok().map(|size| (size.width as u32, size.height as u32))
}

/// Access to attachments: in a folder, or in memory for tests.
pub trait Files: Sync {
    /// Reads a file once and examines it; `None` if it can't be read any more.
    fn probe(&self, path: &SourcePath) -> Option<Probe>;

    /// Whether a photo says where it was taken. Reads no more of it than that needs.
    fn says_where(&self, photo: &SourcePath) -> bool;

    /// Returns the bytes of a file; of one that is longer than [`NOTE_LIMIT`](super::NOTE_LIMIT) one byte more than
    /// that.
    ///
    /// # Errors
    ///
    /// If it can't be read any more.
    fn read(&self, path: &SourcePath) -> io::Result<Vec<u8>>;

    /// Returns the path of the file on disk, if it is on disk.
    fn place(&self, path: &SourcePath) -> PathBuf;
}

impl Files for &Path {
    fn probe(&self, path: &SourcePath) -> Option<Probe> {
        Probe::of_file(path, open_regular(&self.place(path)).ok()?).ok()
    }

    fn says_where(&self, photo: &SourcePath) -> bool {
        open_regular(&self.place(photo)).is_ok_and(|file| photo::says_where(BufReader::new(file)))
    }

    fn read(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        open::read_text(&self.place(path))
    }

    fn place(&self, path: &SourcePath) -> PathBuf {
        self.join(path.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_on_disk_is_examined_like_its_bytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut gif = b"GIF89a\x03\x00\x02\x00".to_vec();
        gif.resize(3 << 20, 7);
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='3' height='2' stroke='currentColor'/>";
        let files =
            [("a.gif", &gif[..9000]), ("long.gif", &gif), ("b.svg", svg), ("c.txt", b"text"), ("empty.png", b"")];
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).expect("written");
            let path = SourcePath::new(name);
            let probe = folder.path().probe(&path).expect("it is there");
            assert_eq!(probe, Probe::of(&path, bytes), "{name}");
            assert_eq!(probe.size, (name.ends_with("gif") || name.ends_with("svg")).then_some((3, 2)), "{name}");
        }
        assert_eq!(folder.path().probe(&SourcePath::new("none.png")), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_took_the_place_of_a_file_is_not_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("secret"), "secret").expect("written");
        std::os::unix::fs::symlink(folder.path().join("secret"), folder.path().join("a.png")).expect("a link");
        let path = SourcePath::new("a.png");
        assert_eq!((folder.path().probe(&path), folder.path().read(&path).ok()), (None, None));
    }
}

//! Paths of the files of a site, and the addresses that lead from one to another.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::name::{fold, legal};
use super::url::{STAYS, percent_encode, percent_encode_into};

/// A file of the site: its path from the output folder, with `/` between parts.
///
/// Every part is non-empty, in Unicode NFC, not `.` or `..`, free of control characters and of `<>:"\|?*`, does not end
/// in a dot or a blank, and is not a device name of Windows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath {
    /// [`STEPS`], followed by the path: most addresses of the file are slices of it.
    path: Arc<str>,
    /// The length of its folder in bytes.
    folder: u32,
    /// Whether an address spells it the same way.
    plain: bool,
}

/// Longest path in the output folder, in bytes: file systems take 4096 for a whole path.
const LIMIT: usize = 1024;

impl OutputPath {
    /// Makes a path, each part of which is made legal; what cannot be kept is dropped or replaced. Never empty, never
    /// absolute, never outside the output folder.
    pub fn new(path: &str) -> Self {
        let parts: Vec<String> =
            path.split('/').filter(|part| !part.is_empty() && *part != "." && *part != "..").map(legal).collect();
        let path = if parts.is_empty() { "file".to_owned() } else { parts.join("/") };
        // As one part it is shortened like any other.
        let path = if path.len() > LIMIT { legal(&path) } else { path };
        let folder = memchr::memrchr(b'/', path.as_bytes()).unwrap_or_default() as u32;
        let plain = path.bytes().all(|byte| STAYS[usize::from(byte)]);
        Self { path: [STEPS, &path].concat().into(), folder, plain }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.path[STEPS.len()..]
    }

    /// The folder that the file is in; empty for the root.
    pub fn folder(&self) -> &str {
        &self.as_str()[..self.folder as usize]
    }

    /// The path without `.html`: files that belong to this page get paths that begin like it.
    pub fn without_html(&self) -> &str {
        self.as_str().strip_suffix(".html").unwrap_or(self.as_str())
    }

    /// A key that two paths must not share: equal keys are the same file if letter case or Unicode form is ignored
    /// (macOS, Windows).
    pub fn collision_key(&self) -> String {
        fold(self.as_str())
    }

    /// The address of this file from the output folder, percent-encoded.
    pub fn url(&self) -> String {
        self.lend().url()
    }

    /// The address of this file as a relative reference from another one (RFC 3986, 4.2),
    /// percent-encoded. Names the file itself even if both are the same.
    pub fn url_from(&self, from: &OutputPath) -> Cow<'_, str> {
        self.lend().url_from(from)
    }

    /// The same path, borrowed.
    pub fn lend(&self) -> OutputPathRef<'_> {
        OutputPathRef { with_steps: &self.path, plain: self.plain }
    }

    /// `./`, `../` or `../../` …: the relative path from this file to the output folder.
    pub fn root(&self) -> String {
        match self.as_str().matches('/').count() {
            0 => "./".to_owned(),
            depth => "../".repeat(depth),
        }
    }
}

/// Steps up from nested folders.
const STEPS: &str = "../../../";

/// An [`OutputPath`] whose text is stored elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputPathRef<'a> {
    with_steps: &'a str,
    plain: bool,
}

impl<'a> OutputPathRef<'a> {
    /// The path as text.
    pub fn as_str(self) -> &'a str {
        &self.with_steps[STEPS.len()..]
    }

    /// The parts from which the same path can be made again [of its letters](Self::of_letters) after they are copied
    /// elsewhere: its text, and whether an address spells the path the same way.
    pub(crate) fn letters(self) -> (&'a str, bool) {
        (self.with_steps, self.plain)
    }

    /// Makes an output path from its [letters](Self::letters).
    pub(crate) fn of_letters(with_steps: &'a str, plain: bool) -> Self {
        Self { with_steps, plain }
    }

    /// See [`OutputPath::url`].
    pub fn url(self) -> String {
        percent_encode(self.as_str())
    }

    /// See [`OutputPath::url_from`].
    pub fn url_from(self, from: &OutputPath) -> Cow<'a, str> {
        let (folder, path) = (from.folder(), self.as_str());
        let shared = shared_folder(folder, path);
        // Parts of a path are never empty.
        let (up, down) = match shared {
            0 => (3 * folder.split_terminator('/').count(), path),
            _ => (3 * folder[shared..].matches('/').count(), &path[shared + 1..]),
        };
        if self.plain && up == 0 {
            return Cow::Borrowed(down);
        }
        if self.plain && shared == 0 && up <= STEPS.len() {
            return Cow::Borrowed(&self.with_steps[STEPS.len() - up..]);
        }
        let mut url = String::with_capacity(up + down.len());
        (0..up / 3).for_each(|_| url.push_str("../"));
        percent_encode_into(down, &mut url);
        Cow::Owned(url)
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Debug for OutputPath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), out)
    }
}

/// The length of the whole folders that `folder` and `path` both begin with.
fn shared_folder(folder: &str, path: &str) -> usize {
    let (folder, path) = (folder.as_bytes(), path.as_bytes());
    if path.starts_with(folder) && path.get(folder.len()) == Some(&b'/') {
        return folder.len();
    }
    let same = folder.iter().zip(path).take_while(|(one, other)| one == other).count();
    folder[..same].iter().rposition(|sign| *sign == b'/').unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_paths_are_legal_everywhere() {
        for (path, want) in [
            ("../../etc/passwd", "etc/passwd"),
            ("/a//b/./c", "a/b/c"),
            ("a:b?.png", "a-b-.png"),
            ("nul.txt", "nul_.txt"),
            ("com1", "com1_"),
            ("dir./x. ", "dir/x"),
            ("", "file"),
        ] {
            assert_eq!(OutputPath::new(path).as_str(), want, "{path}");
        }
        let [one, other] = ["a", "b"].map(|name| OutputPath::new(&format!("{}{name}.html", "p/".repeat(2200))));
        assert!(one.as_str().len() < 255 && one.as_str().ends_with(".html") && one != other, "{}", one.as_str());
    }

    #[test]
    fn addresses_are_relative() {
        let url = |from: &str, to: &str| OutputPath::new(to).url_from(&OutputPath::new(from)).into_owned();
        assert_eq!(url("index.html", "a/b.html"), "a/b.html");
        assert_eq!(url("a/b.html", "index.html"), "../index.html");
        assert_eq!(url("a/b.html", "a/c.html"), "c.html");
        assert_eq!(url("a/b.html", "a/c/d.html"), "c/d.html");
        assert_eq!(url("a/c/d.html", "a/b/d.html"), "../b/d.html");
        assert_eq!(url("ab/x.html", "abc/y.html"), "../abc/y.html");
        assert_eq!(url("a/b.html", "a/b.html"), "b.html");
        assert_eq!(url("a/b/c/d.html", "e.html"), "../../../e.html");
        assert_eq!(url("a/b/c/d/e.html", "f/g.html"), "../../../../f/g.html");
        assert_eq!(url("a/b/c/d/e.html", "a/f.html"), "../../../f.html");
        assert_eq!(url("a.html", "日記/x y.html"), "%E6%97%A5%E8%A8%98/x%20y.html");
    }
}

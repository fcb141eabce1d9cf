//! The manifest: lists the files of an output folder that are allotment's, with their digests.
//!
//! It is published with the site, so it reveals nothing that the site does not: no times, no source paths. Two
//! sites are identical to the byte if their `site` lines are equal. The format:
//!
//! ```text
//! allotment manifest 1
//! site 04d1…             digest of everything after this line
//! 9f3a…  8191  a.html    digest, size in bytes and path of a file, separated by two blanks
//! ```
//!
//! Files are sorted by the bytes of their paths, lines end in `\n`, digests are BLAKE3 as 64 hexadecimal digits.
//! [`Manifest::parse`] accepts nothing else: a path that leads out of the folder, an extra line or a flipped bit
//! makes the whole manifest invalid.

use std::fmt::Write;

use crate::hash::Digest;
use crate::path::OutputPath;

/// Name of the manifest, directly in the output folder. No file of a site may have this name.
pub const MANIFEST: &str = "allotment.manifest";

const VERSION_LINE: &str = "allotment manifest 1\n";

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) path: OutputPath,
    pub(super) digest: Digest,
    /// Size in bytes.
    pub(super) size: u64,
}

/// The files of a site, sorted by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    entries: Vec<Entry>,
}

impl Manifest {
    /// Makes the manifest of files in any order. Duplicate paths are kept here; writing a site checks for
    /// collisions.
    pub(super) fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|one, other| one.path.cmp(&other.path));
        Self { entries }
    }

    /// Returns the files, sorted by path.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the file with this path, if the site has one.
    pub(super) fn get(&self, path: &str) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()?;
        Some(&self.entries[at])
    }

    /// Returns the manifest as it is published.
    pub(super) fn to_text(&self) -> String {
        let mut lines = String::with_capacity(self.entries.len() * 128);
        for Entry { path, digest, size } in &self.entries {
            writeln!(lines, "{digest}  {size}  {path}").expect("writing to a string");
        }
        format!("{VERSION_LINE}site {}\n{lines}", Digest::of(lines.as_bytes()))
    }

    /// Parses exactly what [`Manifest::to_text`] writes; the error says what is wrong.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not text".to_owned())?;
        let Some(rest) = text.strip_prefix(VERSION_LINE) else {
            return Err(match text.strip_prefix("allotment manifest ").and_then(|rest| rest.split_once('\n')) {
                Some((version, _)) if version.len() <= 9 && version.bytes().all(|digit| digit.is_ascii_digit()) => {
                    format!("it is of version {version}, and this allotment knows version 1")
                }
                _ => "it does not begin like one".to_owned(),
            });
        };
        let (site, lines) = rest
            .split_once('\n')
            .and_then(|(line, lines)| Some((Digest::from_hex(line.strip_prefix("site ")?)?, lines)))
            .ok_or("its second line is not the digest of the site")?;
        if Digest::of(lines.as_bytes()) != site {
            return Err("its lines are not the ones that its digest was made for".to_owned());
        }
        let mut entries: Vec<Entry> = Vec::new();
        for (number, line) in lines.split_terminator('\n').enumerate() {
            let entry = parse_line(line)
                .filter(|entry| entries.last().is_none_or(|last| last.path < entry.path))
                .ok_or_else(|| format!("its line {} cannot be read", number + 3))?;
            entries.push(entry);
        }
        let manifest = Self { entries };
        if manifest.to_text() == text { Ok(manifest) } else { Err("it is not spelled as it should be".to_owned()) }
    }
}

/// Parses a line; `None` also for paths that no site can have, such as `../x` or `/x`.
fn parse_line(line: &str) -> Option<Entry> {
    let (digest, rest) = line.split_once("  ")?;
    let (size, path) = rest.split_once("  ")?;
    let legal = OutputPath::new(path);
    (legal.as_str() == path && path != MANIFEST).then_some(Entry {
        path: legal,
        digest: Digest::from_hex(digest)?,
        size: size.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str, bytes: &[u8]) -> Entry {
        Entry { path: OutputPath::new(path), digest: Digest::of(bytes), size: bytes.len() as u64 }
    }

    fn sample() -> Manifest {
        Manifest::new(vec![entry("notes/été.html", b"summer"), entry("a b.html", b"")])
    }

    /// A manifest with these lines and a valid digest.
    fn signed(lines: &str) -> String {
        format!("{VERSION_LINE}site {}\n{lines}", Digest::of(lines.as_bytes()))
    }

    #[test]
    fn it_is_sorted_text_under_one_digest() {
        let lines = format!(
            "{}  0  a b.html\n{}  6  notes/été.html\n",
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
            Digest::of(b"summer")
        );
        assert_eq!(sample().to_text(), signed(&lines));
        assert_eq!(Manifest::parse(sample().to_text().as_bytes()), Ok(sample()));
        assert_eq!(Manifest::parse(Manifest::default().to_text().as_bytes()), Ok(Manifest::default()));
    }

    #[test]
    fn no_cut_and_no_flipped_bit_goes_unseen() {
        let text = sample().to_text().into_bytes();
        for end in 0..text.len() {
            assert!(Manifest::parse(&text[..end]).is_err(), "cut at {end}");
        }
        for bit in 0..text.len() * 8 {
            let mut flipped = text.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(Manifest::parse(&flipped).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn what_no_site_can_hold_is_not_believed() {
        let digest = Digest::of(b"");
        for path in [
            "../x",
            "a/../../x",
            "/etc/passwd",
            "./a",
            "a//b",
            "a/",
            "",
            "C:x",
            "a\\b",
            "con",
            "a ",
            "nul.txt",
            MANIFEST,
            "e\u{301}.html",
            "a\rb",
        ] {
            let text = signed(&format!("{digest}  0  {path}\n"));
            assert_eq!(Manifest::parse(text.as_bytes()), Err("its line 3 cannot be read".to_owned()), "{path}");
        }
        let digest = digest.to_string();
        for (lines, problem) in [
            (format!("{digest}  0  b\n{digest}  0  a\n"), "its line 4 cannot be read"),
            (format!("{digest}  0  a\n{digest}  0  a\n"), "its line 4 cannot be read"),
            (format!("{digest}  -1  a\n"), "its line 3 cannot be read"),
            (format!("{digest}  99999999999999999999  a\n"), "its line 3 cannot be read"),
            (format!("{digest} 0 a\n"), "its line 3 cannot be read"),
            (format!("{}  0  a\n", &digest[1..]), "its line 3 cannot be read"),
            ("\n".to_owned(), "its line 3 cannot be read"),
            (format!("{digest}  007  a\n"), "it is not spelled as it should be"),
            (format!("{digest}  0  a"), "it is not spelled as it should be"),
            (format!("{}  0  a\n", digest.to_uppercase()), "it is not spelled as it should be"),
        ] {
            assert_eq!(Manifest::parse(signed(&lines).as_bytes()), Err(problem.to_owned()), "{lines}");
        }
    }

    #[test]
    fn another_kind_of_file_is_told_from_another_version() {
        for (bytes, problem) in [
            (&b"allotment manifest 2\nx\n"[..], "it is of version 2, and this allotment knows version 1"),
            (b"allotment manifest 1\r\n", "it does not begin like one"),
            (b"<!doctype html>", "it does not begin like one"),
            (b"", "it does not begin like one"),
            (b"\xff\xfe", "it is not text"),
            (b"allotment manifest 1\nsite x\n", "its second line is not the digest of the site"),
        ] {
            assert_eq!(Manifest::parse(bytes), Err(problem.to_owned()));
        }
    }
}

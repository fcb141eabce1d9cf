//! Paths: where a file is in the garden, and where it goes in the output.
//!
//! [`SourcePath`] names a file as its author knows it, [`OutputPath`] a file of the site. No other module builds or
//! splits paths as strings. An [`OutputPath`] is legal on every common file system by construction, and
//! [`OutputPath::url_from`] is the only source of internal addresses. Nothing here touches the disk;
//! `garden::addresses` decides which of two notes gets a contested address.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::hash::Digest;

/// A file of the garden: its path from the content folder, `/` between parts, spelled as on disk.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Takes a path that is relative to the content folder and has `/` between its parts.
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        Self(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the file, with its extension.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The name of the file without its extension. `.hidden` has no extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(at) if at > 0 => &name[..at],
            _ => name,
        }
    }

    /// The extension in lower case, without its dot; empty if there is none.
    pub fn extension(&self) -> String {
        self.file_name()[self.stem().len()..].trim_start_matches('.').to_lowercase()
    }

    /// The folder that the file is in; empty for the root.
    pub fn folder(&self) -> &str {
        memchr::memrchr(b'/', self.0.as_bytes()).map_or("", |at| &self.0[..at])
    }

    /// Whether the file is a note: `.md` in any letter case.
    pub fn is_note(&self) -> bool {
        self.extension() == "md"
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, out)
    }
}

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

impl OutputPath {
    /// Makes a path, each part of which is made legal; what cannot be kept is dropped or replaced. Never empty, never
    /// absolute, never outside the output folder.
    pub fn new(path: &str) -> Self {
        let parts: Vec<String> =
            path.split('/').filter(|part| !part.is_empty() && *part != "." && *part != "..").map(legal_part).collect();
        let path = if parts.is_empty() { "file".to_owned() } else { parts.join("/") };
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

/// One form for all names that some file system treats as the same, regardless of letter case and Unicode form.
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    // Upper case first, so that ß and ss, ς and σ become the same.
    name.to_uppercase().to_lowercase().nfc().collect()
}

/// Unicode's composed form, which most text is in already.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Longest part of an output path, in bytes, with room below the usual limit of 255 for a suffix
/// and an extension.
const PART_LIMIT: usize = 180;

/// The file name of a note's page without `.html`, or a folder's name: lower case, Unicode letters and digits kept,
/// blanks and other characters turned into single hyphens. `_`, `.` and `+` are kept, apostrophes dropped. Never empty.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    each_lower(name.trim(), |sign| match sign {
        '\'' | '’' | '‘' => {}
        '_' | '.' | '+' => slug.push(sign),
        _ if keeps_in_slug(sign) => slug.push(sign),
        _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
        _ => {}
    });
    let slug = nfc(slug.trim_matches(|sign| sign == '-' || sign == '.'));
    if slug.is_empty() { "note".to_owned() } else { legal_part(&slug) }
}

/// The id of a heading: lower case, punctuation dropped except `-` and `_`, each blank turned into `-`. Empty if
/// nothing is left; the caller makes ids unique.
pub fn heading_slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    each_lower(text.trim(), |sign| match sign {
        '-' | '_' => slug.push(sign),
        _ if sign.is_whitespace() => slug.push('-'),
        _ if keeps_in_slug(sign) => slug.push(sign),
        _ => {}
    });
    slug
}

/// Calls `take` with every character of a text in its composed form and in lower case.
fn each_lower(text: &str, take: impl FnMut(char)) {
    if text.is_ascii() {
        text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())).for_each(take);
    } else {
        nfc(text).chars().flat_map(char::to_lowercase).for_each(take);
    }
}

/// Letters, digits, marks and other non-ASCII symbols (emoji, say), but not punctuation.
pub(crate) fn keeps_in_slug(sign: char) -> bool {
    sign.is_alphanumeric()
        || (!sign.is_ascii()
            && !sign.is_whitespace()
            && !sign.is_control()
            && !matches!(sign,
                '\u{80}'..='\u{bf}' | '×' | '÷'
                | '\u{2000}'..='\u{200c}' | '\u{200e}'..='\u{206f}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{301f}'
                | '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}'
                | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}'
                | '\u{fff0}'..='\u{ffff}'))
}

/// Makes a part of a path legal on every common file system.
fn legal_part(part: &str) -> String {
    let clean: String = nfc(part)
        .chars()
        .map(|sign| match sign {
            '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*' | '/' => '-',
            _ if sign.is_control()
                || matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                '-'
            }
            _ => sign,
        })
        .collect();
    let mut clean = clean.trim_end_matches(['.', ' ']).trim_start().to_owned();
    if clean.len() > PART_LIMIT {
        clean = shorten(&clean);
    }
    if clean.is_empty() {
        clean.push('-');
    }
    if is_device_name(&clean) {
        let at = clean.find('.').unwrap_or(clean.len());
        clean.insert(at, '_');
    }
    clean
}

/// Replaces the middle of a long name with a digest, so that two long names stay distinct and the extension survives.
fn shorten(part: &str) -> String {
    let extension = part.rfind('.').filter(|at| *at > 0 && part.len() - at <= 12).map_or("", |at| &part[at..]);
    let end = part.floor_char_boundary(PART_LIMIT - extension.len() - 9);
    format!("{}-{}{extension}", part[..end].trim_end_matches(['.', ' ', '-']), Digest::of(part.as_bytes()).short(8))
}

/// Names that Windows reserves for devices, with any extension.
fn is_device_name(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || ((stem.starts_with("com") || stem.starts_with("lpt")) && {
            let number: Vec<char> = stem[3..].chars().collect();
            matches!(number.as_slice(), ['1'..='9'] | ['¹' | '²' | '³'])
        })
}

/// Percent-encodes a path or fragment for use in an address (RFC 3986, 2.1): letters, digits and `-._~+,=@!/` stay,
/// everything else is encoded, so the result needs no escaping in HTML or XML.
pub fn percent_encode(text: &str) -> String {
    let mut url = String::with_capacity(text.len());
    percent_encode_into(text, &mut url);
    url
}

/// By byte: whether it stays as it is in an address.
const STAYS: [bool; 256] = {
    let mut stays = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        stays[byte as usize] = byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b',' | b'=' | b'@' | b'!' | b'/');
        byte += 1;
    }
    stays
};

fn percent_encode_into(text: &str, url: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let bytes = text.as_bytes();
    let mut kept = 0;
    while let Some(length) = bytes[kept..].iter().position(|byte| !STAYS[usize::from(*byte)]) {
        let at = kept + length;
        // Between two bytes of one character there is nothing to keep, and no boundary to slice at.
        if length > 0 {
            url.push_str(&text[kept..at]);
        }
        let byte = bytes[at];
        url.extend(['%', HEX[usize::from(byte >> 4)] as char, HEX[usize::from(byte & 15)] as char]);
        kept = at + 1;
    }
    url.push_str(&text[kept..]);
}

/// Decodes `%41` and the like; malformed sequences stay as they are, and invalid UTF-8 becomes replacement characters.
pub fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |offset: usize| bytes.get(at + offset).and_then(|digit| (*digit as char).to_digit(16));
        match (bytes[at], hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_path_knows_its_parts() {
        let path = SourcePath::new("notes/Dual Sheds.MD");
        assert_eq!(
            (path.folder(), path.stem(), path.extension(), path.is_note()),
            ("notes", "Dual Sheds", "md".to_owned(), true)
        );
        assert_eq!(SourcePath::new(".hidden").stem(), ".hidden");
        assert_eq!(SourcePath::new("v1.2 notes.md").stem(), "v1.2 notes");
    }

    #[test]
    fn slugs_keep_letters_and_lose_signs() {
        for (name, want) in [
            ("Dual Sheds", "dual-sheds"),
            ("What's next", "whats-next"),
            ("R&D", "r-d"),
            ("C++", "c++"),
            ("A & B", "a-b"),
            ("Émile’s list", "émiles-list"),
            ("日記", "日記"),
            ("🌱 Seeds", "🌱-seeds"),
            ("!!!", "note"),
            ("100% cotton", "100-cotton"),
            ("v1.2 notes", "v1.2-notes"),
            (" edge ", "edge"),
            ("CON", "con_"),
            ("..", "note"),
        ] {
            assert_eq!(slug(name), want, "{name}");
        }
    }

    #[test]
    fn heading_ids_follow_the_usual_rule() {
        assert_eq!(heading_slug("What's next?"), "whats-next");
        assert_eq!(heading_slug("A & B"), "a--b");
        assert_eq!(heading_slug("snake_case and-dash"), "snake_case-and-dash");
        assert_eq!(heading_slug("!?"), "");
    }

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
        let long = OutputPath::new(&format!("{}.html", "l".repeat(300)));
        assert!(long.as_str().len() <= PART_LIMIT && long.as_str().ends_with(".html"));
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

    #[test]
    fn percent_decoding_is_lenient() {
        assert_eq!(percent_decode("a%20b%zz%"), "a b%zz%");
        assert_eq!(percent_decode(&percent_encode("é?#&")), "é?#&");
    }
}

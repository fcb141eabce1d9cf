//! The text of a file, whatever its encoding and line ends.
//!
//! [`text`] is the entry point. It never fails: what can't be decoded is replaced and reported.

use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::source;

/// Largest text of a note, in bytes. Anything longer is data; its end is left out.
const SIZE_LIMIT: usize = source::NOTE_LIMIT;

/// Decodes the text of a file. Other encodings lose letters, which is better than losing the note.
/// The bytes of nearly all files are the text already, and are not copied.
pub(super) fn text(path: &SourcePath, mut bytes: Vec<u8>, diagnostics: &mut Vec<Diagnostic>) -> String {
    let is_cut = bytes.len() > SIZE_LIMIT;
    bytes.truncate(SIZE_LIMIT);
    let length = bytes.len();
    let wide = utf16(&bytes);
    let is_wide = wide.is_some();
    let (mut text, valid) = match (wide, String::from_utf8(bytes)) {
        (Some(text), _) => (text, 0),
        (None, Ok(text)) => (text, length),
        (None, Err(error)) => {
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), error.utf8_error().valid_up_to())
        }
    };
    if let Some(ends) = old_line_ends(&text) {
        text = ends;
    }
    // A cut at the limit may split the last character.
    if valid + 3 < length || (valid < length && !is_cut) {
        diagnostics.push(
            Diagnostic::warning(Code::NotUtf8, "this file is not UTF-8")
                .at(path.as_str(), &text, valid..valid + text[valid..].chars().next().map_or(0, char::len_utf8))
                .label(if is_wide { "it is UTF-16" } else { "the first sign that could not be read" })
                .help("save the file as UTF-8; signs that could not be read are shown as \u{fffd}"),
        );
    }
    if is_cut {
        diagnostics.push(
            Diagnostic::warning(Code::TooLarge, format!("this note is longer than {} MiB", SIZE_LIMIT / 1024 / 1024))
                .in_file(path.as_str())
                .help("its end is left out; split it, or attach it as a file that is no note"),
        );
    }
    text
}

/// Decodes a file in UTF-16, with or without a byte order mark, so that its `publish` and `draft` count as in any other
/// note.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (pair, rest): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xff, 0xfe, rest @ ..] => (u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => (u16::from_be_bytes, rest),
        _ if is_wide(bytes, 1) => (u16::from_le_bytes, bytes),
        _ if is_wide(bytes, 0) => (u16::from_be_bytes, bytes),
        _ => return None,
    };
    let signs: Vec<u16> = rest.chunks_exact(2).map(|two| pair([two[0], two[1]])).collect();
    Some(String::from_utf16_lossy(&signs))
}

/// How many bytes at the start of a file tell whether it is UTF-16.
const HEAD: usize = 256;

/// Whether the bytes look like UTF-16 whose zeros stand at these places of each pair: the first four characters have
/// one, as a line `---` does, or a quarter of all.
fn is_wide(bytes: &[u8], place: usize) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    if memchr::memchr(0, head).is_none() {
        return false;
    }
    let pairs = || head.chunks_exact(2);
    let zeros = pairs().filter(|pair| pair[place] == 0).count();
    let others = pairs().filter(|pair| pair[1 - place] == 0).count();
    let begins = pairs().len() >= 4 && pairs().take(4).all(|pair| pair[place] == 0 && pair[1 - place] != 0);
    zeros > 2 * others && (begins || 4 * zeros >= pairs().len())
}

/// The text with usual line ends, if it has lone carriage returns, as from very old systems.
fn old_line_ends(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let alone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    let mut ends = memchr::memchr_iter(b'\r', bytes).filter(alone).peekable();
    ends.peek()?;
    let mut changed = bytes.to_vec();
    ends.for_each(|at| changed[at] = b'\n');
    String::from_utf8(changed).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: Vec<u8>) -> (String, usize) {
        let mut diagnostics = Vec::new();
        let text = text(&SourcePath::new("a.md"), bytes, &mut diagnostics);
        (text, diagnostics.len())
    }

    #[test]
    fn utf16_is_read_with_and_without_a_mark() {
        for want in
            ["---\ndraft: true\n---\n", "---\r\ntitle: 一二三\r\n---\r\n一一一一一", "words", "ab", "\n\na 🌱 é"]
        {
            for mark in ["", "\u{feff}"] {
                let written = format!("{mark}{want}");
                let little: Vec<u8> = written.encode_utf16().flat_map(u16::to_le_bytes).collect();
                let big: Vec<u8> = written.encode_utf16().flat_map(u16::to_be_bytes).collect();
                assert_eq!(decoded(little), (want.to_owned(), 1), "{mark:?} {want:?}");
                assert_eq!(decoded(big), (want.to_owned(), 1), "{mark:?} {want:?}");
            }
        }
    }

    #[test]
    fn zeros_in_utf8_do_not_make_it_utf16() {
        for want in ["", "a", "\0", "a\0 few zeros, \0 here and there", "\0\0\0\0\0\0\0\0", "---\ntitle: \0\n---\n"] {
            assert_eq!(decoded(want.as_bytes().to_vec()), (want.to_owned(), 0), "{want:?}");
        }
    }
}

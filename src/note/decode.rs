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

/// Decodes a file that begins with a byte order mark of UTF-16, so that its `publish` and `draft` count as in any other
/// note.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (mark, rest) = bytes.split_first_chunk::<2>()?;
    let pair: fn([u8; 2]) -> u16 = match mark {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let signs: Vec<u16> = rest.chunks_exact(2).map(|two| pair([two[0], two[1]])).collect();
    Some(String::from_utf16_lossy(&signs))
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

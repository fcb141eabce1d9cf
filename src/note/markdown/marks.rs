//! Control characters that stand for signs which the Markdown parser must not see, each for exactly one byte.
//!
//! `mask` and `money` put them into a text, and whatever reads it knows them by name. [`visible`] is the way back: the
//! text as its author knows it.

use std::borrow::Cow;

/// Stands for a `|` that belongs to a wikilink in a table.
pub(super) const BAR: char = '\u{1}';
/// Stands for each byte of a comment that is followed by text on its line: blanks could turn that text into an indented
/// block of code, or separate what was written as one word. Never shown.
pub(super) const FILLER: char = '\u{2}';

/// Stands for the bracket that ends the marker of a callout. The opening `[!` becomes `# `, so that the line is a block
/// of its own, like a title, and nothing in it affects the lines below.
pub(super) const TITLE: char = '\u{3}';

/// Stands for a dollar sign followed by a digit: it does not end a formula, as in `$5-$10`.
pub(super) const DOLLAR: char = '\u{4}';

/// A prepared text as its author knows it.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Checks the whole text at once, which is faster than exiting early.
    if text.bytes().fold(false, |found, byte| found | (BAR as u8..=DOLLAR as u8).contains(&byte)) {
        Cow::Owned(with_markers(text).replace(BAR, "|").replace(FILLER, "").replace(DOLLAR, "$"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Text as it is shown: without marks, and without control characters.
pub(super) fn clean(text: Cow<'_, str>) -> Cow<'_, str> {
    if !has_control(&text) {
        return text;
    }
    let text = with_markers(&text);
    let signs = text.chars().filter_map(|sign| match sign {
        BAR => Some('|'),
        TITLE => Some(']'),
        DOLLAR => Some('$'),
        FILLER => None,
        '\n' | '\t' | '\r' => Some(sign),
        _ if sign.is_control() => Some('\u{fffd}'),
        _ => Some(sign),
    });
    Cow::Owned(signs.collect())
}

/// Whether there is an ASCII control character that must not be shown. Checks the whole text without an early exit,
/// which lets the compiler check many bytes at once.
pub(super) fn has_control(text: &str) -> bool {
    text.bytes().fold(false, |found, byte| found | (byte < b' ' && !matches!(byte, b'\n' | b'\t' | b'\r')))
}

/// Whether this is a mark that is part of the text rather than of a block's marker.
pub(super) fn is_mark(sign: char) -> bool {
    matches!(sign, BAR | FILLER | DOLLAR)
}

/// A prepared text as its author knows it, with a blank for each byte of a comment: places in it stay the same.
pub fn in_place(text: &str) -> String {
    with_markers(text).replace(BAR, "|").replace(FILLER, " ").replace(DOLLAR, "$")
}

/// The text with the markers of callouts as written.
fn with_markers(text: &str) -> Cow<'_, str> {
    if memchr::memchr(TITLE as u8, text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(end) = memchr::memchr(TITLE as u8, line.as_bytes()) {
            if let Some(start) = line[..end].find("# ") {
                bytes[at + start..at + start + 2].copy_from_slice(b"[!");
            }
            bytes[at + end] = b']';
        }
        at += line.len();
    }
    Cow::Owned(into_text(bytes))
}

/// Text that was changed byte by byte, but only in whole characters.
pub(super) fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

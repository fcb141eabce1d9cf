//! Lines that may be a header, and their keys.

use std::ops::Range;

/// The two keys of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// `Created:`
    Created,
    /// `Tags:`
    Tags,
}

impl Key {
    fn word(self) -> &'static str {
        match self {
            Key::Created => "created",
            Key::Tags => "tags",
        }
    }
}

/// A line of the body, without its line end.
#[derive(Clone, Debug)]
pub(super) struct Line<'s> {
    source: &'s str,
    start: usize,
    end: usize,
}

/// The lines of a part of the file.
pub(super) fn lines(source: &str, body: Range<usize>) -> impl Iterator<Item = Line<'_>> + Clone {
    let mut start = body.start;
    source[body].split_inclusive('\n').map(move |line| {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        let line_start = start;
        start += line.len();
        Line { source, start: line_start, end }
    })
}

impl Line<'_> {
    /// Its place in the file.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Its text without surrounding blanks.
    pub(super) fn text<'s>(&self, source: &'s str) -> &'s str {
        source[self.range()].trim()
    }

    /// Whether it is empty or blank.
    pub(super) fn is_blank(&self) -> bool {
        self.text(self.source).is_empty()
    }

    /// Its text without an indentation of up to three blanks; empty if it is indented like code.
    fn unindented(&self) -> &str {
        let line = &self.source[self.range()];
        let text = line.trim_start_matches(' ');
        if line.len() - text.len() > 3 { "" } else { text }
    }

    /// Whether it is a level-1 heading that begins with `#`.
    pub(super) fn is_heading(&self) -> bool {
        self.unindented().strip_prefix('#').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    }

    /// Whether it is the line of `=` under a level-1 heading.
    pub(super) fn underlines_a_title(&self) -> bool {
        let text = self.unindented().trim_end();
        !text.is_empty() && text.bytes().all(|byte| byte == b'=')
    }

    /// Whether the line can begin a paragraph, and so a heading.
    pub(super) fn may_start_a_paragraph(&self) -> bool {
        let text = self.unindented();
        let starts_a_block = ["#", ">", "<", "```", "~~~", "- ", "* ", "+ ", "$$", "%%"];
        !text.is_empty() && !starts_a_block.iter().any(|start| text.starts_with(start))
    }

    /// The key that the line starts with, and the place of its value.
    pub(super) fn key(&self) -> Option<(Key, Range<usize>)> {
        let text = self.unindented();
        let start = self.end - text.len();
        [Key::Created, Key::Tags]
            .into_iter()
            .find_map(|key| Some((key, self.value(start + key_len(text, key)?, self.end))))
    }

    /// Whether the line starts with another short key (`Author: …`). It is prose, but does not end the header.
    pub(super) fn is_other_key(&self) -> bool {
        let text = self.unindented().trim_start_matches(['*', '_']);
        let Some((key, _)) = text.split_once(':') else { return false };
        let key = key.trim_end_matches(['*', '_']);
        key.len() <= 24 && key.split(' ').count() <= 2 && key.chars().all(|sign| sign.is_alphabetic() || sign == ' ')
    }

    /// Splits a value where another key starts, if one does.
    pub(super) fn split_at(&self, value: Range<usize>, key: Key) -> (Range<usize>, Option<Range<usize>>) {
        let text = &self.source[value.clone()];
        let mut start = 0;
        // A key can only begin a word.
        for word in text.split_inclusive(char::is_whitespace) {
            if let Some(len) = key_len(&text[start..], key) {
                let here = value.start + start;
                let before = self.value(value.start, here);
                return (before, Some(self.value(here + len, value.end)));
            }
            start += word.len();
        }
        (value, None)
    }

    /// A value without what surrounds it: blanks, emphasis, a bar between two keys, the `\` of a hard line break.
    fn value(&self, start: usize, end: usize) -> Range<usize> {
        let around = |sign: char| sign.is_whitespace() || matches!(sign, '*' | '|' | '·' | '\\');
        let text = self.source[start..end].trim_end_matches(around);
        let trimmed = text.trim_start_matches(around);
        start + text.len() - trimmed.len()..start + text.len()
    }
}

/// The number of bytes of this key at the start of a text: `Tags:`, `**tags:**`, `__Tags__:`, `Tags::`.
fn key_len(text: &str, key: Key) -> Option<usize> {
    let is_mark = |byte: &&u8| matches!(byte, b'*' | b'_');
    let bytes = text.as_bytes();
    let marks = bytes.iter().take_while(is_mark).count().min(3);
    let word_end = marks + key.word().len();
    if !bytes.get(marks..word_end)?.eq_ignore_ascii_case(key.word().as_bytes()) {
        return None;
    }
    let closing = |at: usize| bytes[at..].iter().take_while(is_mark).count().min(marks);
    let closed = closing(word_end);
    let colon = word_end + closed;
    let colons = bytes[colon..].iter().take_while(|byte| **byte == b':').count().min(2);
    if colons == 0 {
        return None;
    }
    let end = colon + colons;
    Some(if closed == 0 { end + closing(end) } else { end })
}

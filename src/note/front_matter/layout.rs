//! The places of the values of front matter in the file.
//!
//! The YAML library does not report them, so [`place`] looks for each text after the previous one, within the lines of
//! its key. A text that cannot be found (folded lines, escapes) gets the place of its line.

use std::ops::Range;

use super::value::{Text, Value};

/// A line that starts a top-level entry.
#[derive(Debug)]
pub(super) struct Entry {
    /// Start of the line.
    pub start: usize,
    /// End of the entry's last line.
    pub end: usize,
    /// The key, without quotes, and the start of its value; `None` if the line has no key.
    pub key: Option<(Range<usize>, usize)>,
}

/// How far after the last text the next one is looked for: comments are rarely longer, and the time stays linear.
const WINDOW: usize = 4096;

/// The most entries skipped to find the next key of a map.
const LINES_BETWEEN: usize = 256;

/// Splits front matter where top-level entries start: at lines that are not indented more than the first and do not
/// continue a list or bracket.
pub(super) fn entries(source: &str, inner: &Range<usize>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut base = None;
    let mut start = inner.start;
    for line in source[inner.clone()].split_inclusive('\n') {
        let text = line.trim_start_matches([' ', '\t']);
        let indent = line.len() - text.len();
        let text = text.trim_end();
        let goes_on =
            text.is_empty() || text == "-" || text.starts_with("- ") || text.starts_with(['#', ']', '}', ',']);
        if !goes_on && indent <= *base.get_or_insert(indent) {
            let from = start + indent;
            let key = split_key(text).map(|(key, value)| (from + key.start..from + key.end, from + value));
            entries.push(Entry { start, end: start, key });
        }
        start += line.len();
        if let Some(last) = entries.last_mut() {
            last.end = start;
        }
    }
    entries
}

/// The key that an unindented line starts with, and the start of its value.
pub(super) fn split_key(line: &str) -> Option<(Range<usize>, usize)> {
    let (key, after) = match line.bytes().next()? {
        quote @ (b'"' | b'\'') => {
            let end = quote_end(line, quote)?;
            let after = end + line[end..].len() - line[end..].trim_start_matches([' ', '\t']).len();
            (1..end - 1, line[after..].starts_with(':').then_some(after)?)
        }
        _ => {
            let colon = colons(line).next()?;
            (0..line[..colon].trim_end().len(), colon)
        }
    };
    Some((key, after + 1))
}

/// The colons of a line that end a key: those followed by a blank or the end of the line.
pub(super) fn colons(line: &str) -> impl Iterator<Item = usize> {
    line.match_indices(':')
        .map(|(at, _)| at)
        .filter(|at| matches!(line.as_bytes().get(at + 1), None | Some(b' ' | b'\t')))
}

/// The end of the quoted text that a text starts with, after its closing quote.
pub(super) fn quote_end(text: &str, quote: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if byte == b'\\' && quote == b'"' {
            at += 1;
        } else if byte == quote {
            if quote == b'\'' && bytes.get(at) == Some(&quote) {
                at += 1;
            } else {
                return Some(at);
            }
        }
    }
    None
}

/// Sets the spans of all texts of a top-level map, and returns the place of the value of each pair.
pub(super) fn place(source: &str, inner: &Range<usize>, pairs: &mut [(Text, Value)]) -> Vec<Range<usize>> {
    if source[inner.clone()].trim_start().starts_with('{') {
        return place_flow(source, inner, pairs);
    }
    let entries = entries(source, inner);
    let mut next = 0;
    let found: Vec<Option<usize>> = pairs
        .iter()
        .map(|(key, _)| {
            let ahead = entries.iter().skip(next).take(LINES_BETWEEN);
            let at = ahead
                .into_iter()
                .position(|entry| entry.key.as_ref().is_some_and(|(span, _)| source[span.clone()] == key.text))?;
            next += at + 1;
            Some(next - 1)
        })
        .collect();
    // For every pair, the entry of the next pair that was found.
    let mut following = vec![entries.len(); pairs.len()];
    for at in (1..pairs.len()).rev() {
        following[at - 1] = found[at].unwrap_or(following[at]);
    }
    let mut spans = Vec::with_capacity(pairs.len());
    let mut end = inner.start;
    for (at, (key, value)) in pairs.iter_mut().enumerate() {
        let mut search = Search { source, at: end, end };
        if let Some((entry, (key_span, start))) = found[at].and_then(|entry| Some((entry, entries[entry].key.clone()?)))
        {
            // Lines that look like keys belong to this value up to the next key that was found.
            end = entries[entry..following[at]].last().map_or(end, |last| last.end);
            key.span = key_span;
            search = Search { source, at: start, end };
        }
        let span = search.rest();
        value.visit_texts_mut(&mut |text| search.place(text));
        spans.push(span);
    }
    spans
}

/// Does the same for JSON and other maps in braces.
fn place_flow(source: &str, inner: &Range<usize>, pairs: &mut [(Text, Value)]) -> Vec<Range<usize>> {
    let mut search = Search { source, at: inner.start, end: inner.end };
    let mut spans = Vec::with_capacity(pairs.len());
    for (key, value) in pairs {
        search.place(key);
        let (mut first, mut last) = (None, search.line());
        value.visit_texts_mut(&mut |text| {
            search.place(text);
            first.get_or_insert(text.span.start);
            last = text.span.clone();
        });
        spans.push(first.unwrap_or(last.start)..last.end.max(first.unwrap_or(0)));
    }
    spans
}

/// Looks for texts one after the other.
struct Search<'s> {
    source: &'s str,
    at: usize,
    end: usize,
}

impl Search<'_> {
    fn place(&mut self, text: &mut Text) {
        match find_near(self.source, self.at..self.end, &text.text) {
            Some(span) => {
                self.at = span.end;
                text.span = span;
            }
            None => text.span = self.line(),
        }
    }

    /// The rest of the range, without surrounding blanks.
    fn rest(&self) -> Range<usize> {
        let rest = &self.source[self.at..self.end];
        let start = self.end - rest.trim_start().len();
        start..start.max(self.at + rest.trim_end().len())
    }

    /// The rest of the line on which the next text must start.
    fn line(&self) -> Range<usize> {
        let rest = self.rest();
        let line = self.source[rest.clone()].split('\n').next().unwrap_or_default().trim_end();
        rest.start..rest.start + line.len()
    }
}

/// The first occurrence of a text near the start of a range.
pub(super) fn find_near(source: &str, range: Range<usize>, text: &str) -> Option<Range<usize>> {
    let text = text.trim();
    let mut end = range.end.min(range.start + text.len() + WINDOW);
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    let window = source.get(range.start..end)?;
    // Usually the text begins at the first occurrence of its first byte.
    let first = memchr::memchr(*text.as_bytes().first()?, window.as_bytes())?;
    let at = if window.as_bytes()[first..].starts_with(text.as_bytes()) { first } else { window.find(text)? };
    Some(range.start + at..range.start + at + text.len())
}

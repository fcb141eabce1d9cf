//! Where front matter starts and ends.

use std::ops::Range;

/// What a file starts with.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// No front matter; the body starts here (after a byte order mark).
    Body(usize),
    /// Front matter between two fences.
    Block {
        /// The text between the fences.
        inner: Range<usize>,
        /// After the closing fence.
        body: usize,
        /// The line that was probably meant as closing fence, if it is not `---`.
        odd_fence: Option<Range<usize>>,
    },
    /// An opening fence and keys, but no end: everything is body.
    Unclosed {
        /// The opening fence.
        fence: Range<usize>,
        /// The lines after it that look like front matter.
        inner: Range<usize>,
    },
    /// Front matter in TOML between two lines `+++`, as in Hugo and Zola.
    Toml {
        /// The opening fence.
        fence: Range<usize>,
        /// The text between the fences.
        inner: Range<usize>,
        /// After the closing fence.
        body: usize,
    },
    /// Front matter after blank lines: everything is body.
    Late {
        /// The opening fence.
        fence: Range<usize>,
        /// The text between the fences.
        inner: Range<usize>,
    },
}

/// Finds the front matter of a file: from a line `---` at its first byte (after a byte order mark) to the next line
/// `---`.
pub(super) fn find(source: &str) -> Start {
    let bom = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let start = source[bom..].find(|sign: char| !sign.is_whitespace()).map_or(source.len(), |at| bom + at);
    let start = source[bom..start].rfind('\n').map_or(bom, |at| bom + at + 1);
    if let Some(toml) = toml(source, bom) {
        return toml;
    }
    let mut lines = lines(source, start);
    let Some(fence) = lines.next().filter(|line| &source[line.clone()] == "---") else { return Start::Body(bom) };
    let inner = behind(source, fence.end);
    let close = lines.find(|line| &source[line.clone()] == "---");
    match close {
        Some(close) if start == bom => {
            Start::Block { inner: inner..close.start, body: behind(source, close.end), odd_fence: None }
        }
        Some(close) if keys_end(source, inner).0 > inner => Start::Late { fence, inner: inner..close.start },
        None if start == bom => unclosed(source, fence, inner),
        _ => Start::Body(bom),
    }
}

/// Front matter in TOML: lines between two fences, the first meaningful one of which has a key.
fn toml(source: &str, start: usize) -> Option<Start> {
    let is_fence = |line: &Range<usize>| &source[line.clone()] == "+++";
    let mut lines = lines(source, start);
    let fence = lines.next().filter(is_fence)?;
    let inner = behind(source, fence.end);
    let close = lines.find(is_fence)?;
    let says = |line: &&str| !line.trim().is_empty() && !line.starts_with(['#', '[']);
    let first = source[inner..close.start].lines().find(says)?;
    first.contains('=').then(|| Start::Toml { fence, inner: inner..close.start, body: behind(source, close.end) })
}

/// Front matter without a closing `---`, if it has keys.
fn unclosed(source: &str, fence: Range<usize>, inner: usize) -> Start {
    let (end, next) = keys_end(source, inner);
    match next {
        _ if end == inner => Start::Body(fence.start),
        Some(next) if is_odd_fence(&source[next.clone()]) => {
            Start::Block { inner: inner..next.start, body: behind(source, next.end), odd_fence: Some(next) }
        }
        _ => Start::Unclosed { fence, inner: inner..end },
    }
}

/// The end of the lines from `start` on that look like front matter (`start` if the first one does not), and the first
/// line after them.
fn keys_end(source: &str, start: usize) -> (usize, Option<Range<usize>>) {
    let mut end = start;
    for line in lines(source, start) {
        let text = &source[line.clone()];
        let goes_on =
            end > start && (text.is_empty() || text.starts_with([' ', '\t', '#', '}', ']']) || text.starts_with("- "));
        if !goes_on && !looks_like_key(text) {
            return (end, Some(line));
        }
        end = behind(source, line.end);
    }
    (end, None)
}

/// `title: …`, or the first line of JSON.
fn looks_like_key(line: &str) -> bool {
    if line.starts_with('{') {
        return true;
    }
    let Some((key, value)) = line.split_once(':') else { return false };
    let key = key.trim_matches(['"', '\'']);
    (value.is_empty() || value.starts_with([' ', '\t']))
        && (1..=40).contains(&key.len())
        && key.split(' ').count() <= 3
        && key.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.' | ' '))
}

/// Two or more hyphens or dashes, or the document end marker of YAML.
fn is_odd_fence(line: &str) -> bool {
    line == "..." || (line.len() > 1 && line.chars().all(|sign| matches!(sign, '-' | '–' | '—')))
}

/// The lines from `start` on, without line ends and trailing blanks.
fn lines(source: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = start;
    source[start..].split_inclusive('\n').map(move |line| {
        let from = at;
        at += line.len();
        from..from + line.trim_end().len()
    })
}

/// The start of the next line.
fn behind(source: &str, end: usize) -> usize {
    source[end..].find('\n').map_or(source.len(), |at| end + at + 1)
}

//! Where front matter starts and ends.

use std::ops::Range;

use super::{publish, scan};

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
    /// An opening fence and keys, but no end: everything is body. It may stand after blank lines or blanks.
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
    /// Front matter after blank lines or blanks, or between lines that are not exactly `---`: everything is body.
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
    let Some(fence) = lines.next().filter(|line| &source[line.clone()] == "---") else {
        return odd(source, bom).unwrap_or(Start::Body(bom));
    };
    let inner = behind(source, fence.end);
    let close = lines.find(|line| &source[line.clone()] == "---");
    match close {
        Some(close) if start == bom => {
            Start::Block { inner: inner..close.start, body: behind(source, close.end), odd_fence: None }
        }
        Some(close) if keys_end(source, inner).0 > inner && is_meant(source, inner..close.start) => {
            Start::Late { fence, inner: inner..close.start }
        }
        None if start == bom => unclosed(source, fence, inner),
        None => {
            let inner = inner..keys_end(source, inner).0;
            if is_about_publishing(source, &inner) { Start::Unclosed { fence, inner } } else { Start::Body(bom) }
        }
        _ => Start::Body(bom),
    }
}

/// Front matter that says whether to publish the note, and whose first fence is not exactly `---` or is not at the start
/// of its line.
fn odd(source: &str, bom: usize) -> Option<Start> {
    let first = source[bom..].find(|sign: char| !is_unseen(sign)).map(|at| bom + at)?;
    let fence = lines(source, first).next().filter(|_| source[first..].starts_with(['-', '–', '—', '+', '{']))?;
    let text = source[fence.clone()].trim_end_matches(is_unseen);
    let named = text.strip_prefix("---").map(str::trim_start);
    let is_named =
        named.is_some_and(|name| ["yaml", "yml", "json", "toml"].iter().any(|it| name.eq_ignore_ascii_case(it)));
    let start = behind(source, fence.end);
    let inner = if text.starts_with('{') {
        json(source, first)?
    } else if is_named || text == "+++" {
        // Such a line has no other meaning, so whatever follows is front matter.
        start..fence_after(source, start).unwrap_or_else(|| paragraph_end(source, start))
    } else if is_odd_fence(text) {
        keys_between(source, start).unwrap_or_else(|| start..keys_end(source, start).0)
    } else {
        return None;
    };
    // Without these keys, it may well be text between rules.
    is_about_publishing(source, &inner).then_some(Start::Late { fence, inner })
}

/// JSON without fences, as Hugo reads it, from its first brace to the one that closes it; `{{` and `{%` begin something
/// else.
fn json(source: &str, start: usize) -> Option<Range<usize>> {
    let bytes = &source.as_bytes()[start..];
    if matches!(bytes.get(1), Some(b'{' | b'%')) {
        return None;
    }
    let (mut depth, mut quoted, mut at) = (0_usize, false, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(start..start + at);
        }
    }
    Some(start..paragraph_end(source, start))
}

fn is_about_publishing(source: &str, inner: &Range<usize>) -> bool {
    scan::is_about(&source[inner.clone()])
}

/// Whether lines with keys that are not front matter were meant as such. Below a rule, there may be a blank line or a
/// heading, and then text with a colon.
fn is_meant(source: &str, inner: Range<usize>) -> bool {
    let is_key_first = lines(source, inner.start).next().is_some_and(|line| !is_gap(&source[line]));
    is_key_first || is_about_publishing(source, &inner)
}

/// The fence and the text of a block of keys with which the body begins.
pub(super) fn second(source: &str, body: usize) -> Option<(Range<usize>, Range<usize>)> {
    let first = source[body..].find(|sign: char| !is_unseen(sign)).map(|at| body + at)?;
    let is_likely = source[first..].starts_with("---");
    let fence = lines(source, first).next().filter(|fence| is_likely && is_odd_fence(&source[fence.clone()]))?;
    let inner = keys_between(source, behind(source, fence.end))?;
    Some((fence, inner))
}

/// Lines of keys up to anything like a closing fence.
fn keys_between(source: &str, start: usize) -> Option<Range<usize>> {
    let close = fence_after(source, start)?;
    // A line of keys that is indented like a fence is not mistaken for a part of the value above it.
    (close > start && keys_end(&source[..close], start).0 == close).then_some(start..close)
}

/// The start of the next line that is anything like a closing fence.
fn fence_after(source: &str, start: usize) -> Option<usize> {
    let is_fence = |line: &Range<usize>| {
        let line = source[line.clone()].trim_matches(is_unseen);
        is_odd_fence(line) || line == "+++"
    };
    Some(lines(source, start).find(is_fence)?.start)
}

/// The end of the lines up to the next blank one.
fn paragraph_end(source: &str, start: usize) -> usize {
    lines(source, start).find(|line| line.is_empty()).map_or(source.len(), |line| line.start)
}

/// Blanks, and characters that nobody sees.
fn is_unseen(sign: char) -> bool {
    sign.is_whitespace() || publish::is_hidden(sign)
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
        _ if end == inner || !is_meant(source, inner..end) => Start::Body(fence.start),
        Some(next) if is_odd_fence(&source[next.clone()]) => {
            Start::Block { inner: inner..next.start, body: behind(source, next.end), odd_fence: Some(next) }
        }
        _ => Start::Unclosed { fence, inner: inner..end.max(paragraph_end(source, inner)) },
    }
}

/// The end of the lines from `start` on that look like front matter (`start` if no key is among them), and the first
/// line after them.
fn keys_end(source: &str, start: usize) -> (usize, Option<Range<usize>>) {
    let mut end = start;
    for line in lines(source, start) {
        let text = &source[line.clone()];
        let goes_on = end > start && (text.starts_with([' ', '\t', '}', ']']) || text.starts_with("- "));
        if looks_like_key(text.trim_start()) || goes_on || (end > start && is_gap(text)) {
            end = behind(source, line.end);
        } else if !is_gap(text) {
            return (end, Some(line));
        }
    }
    (end, None)
}

/// Whether this is a blank line or a comment.
fn is_gap(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// `title: …`, a key about publishing with whatever sign behind it, or the first line of JSON.
fn looks_like_key(line: &str) -> bool {
    if line.starts_with('{') || scan::leads(line) {
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

//! Text saved from a web page: each block is a line, and there are no blank lines.
//!
//! An article copied into a note has its paragraphs and headings as bare lines, and each bullet as a hyphen on a line
//! of its own. Read as Markdown that is one paragraph, split by phantom headings (CommonMark 4.3 takes the hyphens for
//! underlines). [`lines`] distinguishes such a text from a note and reads it line by line; within a line it is Markdown
//! as usual.

use std::ops::Range;

use super::Body;

/// The kind of a line of saved text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A heading of this level.
    Heading(u8, Range<usize>),
    /// The text of a list item.
    Item(Range<usize>),
    /// Anything else, to be read as a block of Markdown.
    Block(Range<usize>),
}

/// The fewest hyphens alone on their lines for a text to count as saved.
const BULLETS: usize = 2;
/// The fewest lines of such a text.
const LINES: usize = 4;
/// The longest heading, in bytes.
const HEADING_LIMIT: usize = 72;

/// The lines of a saved text; `None` if the body is a note as people write them.
pub(super) fn lines(body: Body<'_>) -> Option<Vec<Line>> {
    let text = body.text[body.start..].trim_end();
    let first = text.find(|sign: char| !sign.is_whitespace())?;
    let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let mut spans = Vec::new();
    let mut bullets = 0;
    let mut at = body.start + start;
    for line in text[start..].split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with("```") {
            return None;
        }
        bullets += usize::from(trimmed == "-");
        let indent = line.len() - line.trim_start().len();
        spans.push(at + indent..at + indent + trimmed.len());
        at += line.len();
    }
    (bullets >= BULLETS && spans.len() >= LINES).then(|| read(body.text, &spans))
}

fn read(text: &str, spans: &[Range<usize>]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut after_bullet = false;
    for (index, span) in spans.iter().enumerate() {
        let line = &text[span.clone()];
        let next = spans.get(index + 1).map(|span| &text[span.clone()]);
        if line == "-" {
            after_bullet = true;
            continue;
        }
        let is_item = std::mem::take(&mut after_bullet);
        if is_item {
            lines.push(Line::Item(span.clone()));
        } else if let Some(rest) = line.strip_prefix("- ") {
            lines.push(Line::Item(span.end - rest.trim_start().len()..span.end));
        } else if next.is_some() && is_heading(line) {
            let level = if matches!(lines.last(), Some(Line::Heading(2, _))) { 3 } else { 2 };
            lines.push(Line::Heading(level, span.clone()));
        } else {
            lines.push(Line::Block(span.clone()));
        }
    }
    lines
}

/// Whether this is a short line that begins like a title and does not end like a sentence.
fn is_heading(line: &str) -> bool {
    line.len() <= HEADING_LIMIT
        && line.starts_with(|sign: char| sign.is_uppercase())
        && !line.ends_with(['.', ':', ';', ',', '!', '"', '”', ']'])
        && !line.ends_with(|sign: char| sign.is_ascii_digit())
}

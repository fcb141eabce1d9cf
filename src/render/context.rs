//! Backlinks in context: the block that contains a link, with the link marked.
//!
//! [`Excerpt`] shows a block of another note so that it fits on any page: emphasis and code are kept,
//! links become plain text. Long blocks are cut around the link. [`beginning`] does the same for the
//! beginning of a block.

use pulldown_cmark_escape::escape_html_body_text;

use crate::note::{Block, Link, Note, Span, Style, StyleKind};

/// Bytes of a block that a page shows on either side of a link.
pub const REACH: usize = 160;
/// The same for plain text and for mentions, of which there are very many.
pub const SHORT_REACH: usize = 48;

/// The words around a link or mention: located, but not written yet.
///
/// Locating them touches memory that is not in the cache, writing them takes computation. Callers that need many
/// excerpts locate all of them first, so that the processor's cache misses overlap.
pub struct Excerpt<'a> {
    note: &'a Note,
    window: Window,
    mark: Span,
    /// The note's styles, starting with the first that can be in the window.
    styles: &'a [Style],
}

impl<'a> Excerpt<'a> {
    /// Locates the words around a link, up to `reach` bytes on either side. `None` for links in front matter.
    pub fn of_link(note: &'a Note, link: &Link, reach: usize) -> Option<Self> {
        Self::new(note, link.block?, link.text, reach)
    }

    /// Locates the words around words of a block, up to `reach` bytes on either side. `None` if the note has no such
    /// block.
    pub fn new(note: &'a Note, block: u32, mark: Span, reach: usize) -> Option<Self> {
        let window = window(note, block, mark, reach)?;
        Some(Self { note, mark, styles: styles_from(note, window.text.start), window })
    }

    /// Writes the excerpt as HTML, with the link or mention in a `<mark>`.
    pub fn html(&self) -> String {
        let window = &self.window;
        let mut out = String::with_capacity(window.text.range().len() + 64);
        out.push_str(if window.cut_start { "…" } else { "" });
        styled(self.note, self.styles, window.text, Some(self.mark), &mut out);
        out.push_str(if window.cut_end { "…" } else { "" });
        out
    }

    /// Writes the excerpt as plain text.
    pub fn text(&self) -> String {
        let window = &self.window;
        let words = self.note.words(window.text);
        let mut text = String::with_capacity(words.len() + 6);
        text.push_str(if window.cut_start { "…" } else { "" });
        text.extend(words.split('\n').enumerate().flat_map(|(line, words)| [if line > 0 { " " } else { "" }, words]));
        text.push_str(if window.cut_end { "…" } else { "" });
        text
    }
}

/// Writes a range of a note's words as HTML, with part of it marked. `styles` are the note's styles, starting with the
/// first that can be in this range.
fn styled(note: &Note, styles: &[Style], text: Span, mark: Option<Span>, out: &mut String) {
    let mut styles: Vec<(Span, &str, &str)> = styles_in(styles, text)
        .map(|style| (style.text.within(text), open(style.kind), close(style.kind)))
        .filter(|(span, ..)| span.start < span.end)
        .collect();
    styles.extend(mark.filter(|mark| mark.start < mark.end).map(|mark| (mark, "<mark>", "</mark>")));
    styles.sort_by_key(|(span, ..)| (span.start, std::cmp::Reverse(span.end)));
    write_styled(note, text, &styles, out);
}

/// Writes the beginning of a block as HTML, up to about `length` bytes of its words.
pub fn beginning(note: &Note, block: &Block, length: usize) -> String {
    let start = block.text.start as usize;
    let is_cut = block.text.range().len() > length;
    let end = if is_cut { previous_word(&note.plain, start + length, start) } else { block.text.end as usize };
    let text: Span = (start..end).into();
    let mut out = String::with_capacity(text.range().len() + 64);
    styled(note, styles_from(note, text.start), text, None, &mut out);
    if is_cut {
        out.push('…');
    }
    out
}

struct Window {
    text: Span,
    cut_start: bool,
    cut_end: bool,
}

/// Returns the part of a block that is shown around these words.
fn window(note: &Note, block: u32, words: Span, reach: usize) -> Option<Window> {
    let block = note.blocks.get(block as usize)?.text;
    let start = (words.start as usize).saturating_sub(reach).max(block.start as usize);
    let end = (words.end as usize + reach).min(block.end as usize);
    let (cut_start, cut_end) = (start > block.start as usize, end < block.end as usize);
    let start = if cut_start { next_word(&note.plain, start, words.start as usize) } else { start };
    let end = if cut_end { previous_word(&note.plain, end, words.end as usize) } else { end };
    Some(Window { text: (start..end.max(start)).into(), cut_start, cut_end })
}

fn next_word(text: &str, from: usize, limit: usize) -> usize {
    let from = text.ceil_char_boundary(from).min(limit);
    text[from..limit]
        .char_indices()
        .find(|(_, sign)| sign.is_whitespace())
        .map_or(from, |(at, sign)| from + at + sign.len_utf8())
}

fn previous_word(text: &str, from: usize, limit: usize) -> usize {
    let from = text.floor_char_boundary(from).max(limit);
    text[limit..from].rfind(char::is_whitespace).map_or(from, |at| limit + at)
}

/// Returns the styles of a note that end after a position. Styles are sorted by where they end.
fn styles_from(note: &Note, start: u32) -> &[Style] {
    &note.styles[note.styles.partition_point(|style| style.text.end <= start)..]
}

/// Returns the styles in a range: those of one block are neighbours.
fn styles_in(styles: &[Style], text: Span) -> impl Iterator<Item = &Style> {
    styles.iter().take_while(move |style| style.text.start < text.end || style.text.end <= text.end)
}

fn write_styled(note: &Note, window: Span, styles: &[(Span, &str, &str)], out: &mut String) {
    let mut open: Vec<(u32, &str)> = Vec::new();
    let mut at = window.start;
    let mut next = styles.iter().peekable();
    loop {
        let opens = next.peek().map(|(span, ..)| span.start);
        let closes = open.last().map(|(end, _)| *end);
        let place = opens.into_iter().chain(closes).min().unwrap_or(window.end).max(at);
        // Writing to a string can't fail.
        let _ = escape_html_body_text(&mut *out, &note.plain[at as usize..place as usize]);
        at = place;
        if closes.is_some_and(|end| end <= at) {
            out.push_str(open.pop().map_or("", |(_, tag)| tag));
        } else if let Some((span, begin, end)) = next.next_if(|(span, ..)| span.start <= at) {
            // A style can't extend beyond the one that encloses it.
            let limit = open.last().map_or(window.end, |(end, _)| *end);
            if span.start == at {
                out.push_str(begin);
                open.push((span.end.min(limit), end));
            }
        } else {
            break;
        }
    }
}

fn open(kind: StyleKind) -> &'static str {
    match kind {
        StyleKind::Emphasis => "<em>",
        StyleKind::Strong => "<strong>",
        StyleKind::Code => "<code>",
        StyleKind::Strikethrough => "<del>",
    }
}

fn close(kind: StyleKind) -> &'static str {
    match kind {
        StyleKind::Emphasis => "</em>",
        StyleKind::Strong => "</strong>",
        StyleKind::Code => "</code>",
        StyleKind::Strikethrough => "</del>",
    }
}

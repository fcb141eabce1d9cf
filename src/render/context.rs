//! Backlinks in context: the block that contains a link, with the link marked.
//!
//! [`Excerpt`] shows a block of another note so that it fits on any page: emphasis and code are kept,
//! links become plain text. Long blocks are cut around the link. [`beginning`] does the same for the
//! beginning of a block.

use pulldown_cmark_escape::escape_html_body_text;
use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete};

use super::wide::is_wide;
use crate::note::{Block, Link, Note, Span, Style, StyleKind};

/// Letters of a block that a page shows on either side of a link. Wide ones, such as ideographs, count as two.
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
    /// Locates the words around a link, up to `reach` letters on either side, for plain text. `None` for links in front
    /// matter.
    pub fn of_link(note: &'a Note, link: &Link, reach: usize) -> Option<Self> {
        Some(Self { note, mark: link.text, styles: &[], window: window(note, link.block?, link.text, reach) })
    }

    /// Locates the words around words of a block, up to `reach` letters on either side.
    pub fn new(note: &'a Note, block: Span, mark: Span, reach: usize) -> Self {
        let window = window(note, block, mark, reach);
        Self { note, mark, styles: styles_from(note, window.text.start), window }
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

/// Writes the beginning of a block as HTML, up to `length` letters of its words.
pub fn beginning(note: &Note, block: &Block, length: usize) -> String {
    let words = note.words(block.text);
    let shown = head(words, length);
    let (start, is_cut) = (block.text.start as usize, shown < words.len());
    let text: Span = (start..start + shown).into();
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
fn window(note: &Note, block: Span, words: Span, reach: usize) -> Window {
    let before = note.plain.get(block.start as usize..words.start as usize).unwrap_or_default();
    let after = note.plain.get(words.end as usize..block.end as usize).unwrap_or_default();
    let (left_out, shown) = (tail(before, reach), head(after, reach));
    let text = (words.start as usize - before.len() + left_out..words.end as usize + shown).into();
    Window { text, cut_start: left_out > 0, cut_end: shown < after.len() }
}

/// Returns where the end of a text begins that has at most `room` letters: after a blank. A text that has none far
/// enough from its end, such as one in Japanese, is cut between any two signs.
fn tail(text: &str, room: usize) -> usize {
    let from = fitting_end(text, room);
    if from == 0 {
        return 0;
    }
    let half = text.floor_char_boundary(from.midpoint(text.len()));
    let blank = text[from..half].char_indices().find(|(_, sign)| sign.is_whitespace());
    blank.map_or_else(
        || between_signs(text, from, |cursor| cursor.next_boundary(text, 0)).filter(|at| *at <= half).unwrap_or(from),
        |(at, sign)| from + at + sign.len_utf8(),
    )
}

/// Returns where the beginning of a text ends that has at most `room` letters, by the same rule.
fn head(text: &str, room: usize) -> usize {
    let end = fitting(text, room);
    if end == text.len() {
        return end;
    }
    let half = text.ceil_char_boundary(end / 2);
    text[half..end].rfind(char::is_whitespace).map_or_else(
        || between_signs(text, end, |cursor| cursor.prev_boundary(text, 0)).filter(|at| *at >= half).unwrap_or(end),
        |at| half + at,
    )
}

/// Returns this place in a text if it is between two signs (grapheme clusters), or else the place that `other` finds.
fn between_signs(
    text: &str,
    at: usize,
    other: impl Fn(&mut GraphemeCursor) -> Result<Option<usize>, GraphemeIncomplete>,
) -> Option<usize> {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    if cursor.is_boundary(text, 0) == Ok(true) { Some(at) } else { other(&mut cursor).ok().flatten() }
}

/// Returns how many bytes of a text fit into `room` letters.
fn fitting(text: &str, room: usize) -> usize {
    // No character has fewer bytes than it is wide, and in ASCII the numbers are the same.
    if text.len() <= room {
        return text.len();
    }
    if text.as_bytes()[..room].is_ascii() {
        return room;
    }
    let mut left = room;
    text.char_indices().find(|(_, sign)| is_over(*sign, &mut left)).map_or(text.len(), |(at, _)| at)
}

/// Returns where the longest end of a text begins that fits into `room` letters.
fn fitting_end(text: &str, room: usize) -> usize {
    let start = text.len().saturating_sub(room);
    if text.as_bytes()[start..].is_ascii() || start == 0 {
        return start;
    }
    let mut left = room;
    let over = text.char_indices().rev().find(|(_, sign)| is_over(*sign, &mut left));
    over.map_or(0, |(at, sign)| at + sign.len_utf8())
}

/// Takes the room of a character from what is left. Returns whether there is too little.
fn is_over(sign: char, left: &mut usize) -> bool {
    let width = width(sign);
    let is_over = width > *left;
    *left = left.saturating_sub(width);
    is_over
}

fn width(sign: char) -> usize {
    1 + usize::from(is_wide(sign))
}

/// Returns how many letters a text has; wide ones count as two.
pub fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(width).sum() }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note;
    use crate::path::SourcePath;

    fn read(text: &str) -> Note {
        note::read(&SourcePath::new("a.md"), text.as_bytes(), &note::Options::default())
    }

    /// The words around the first link of a text.
    fn around(text: &str, reach: usize) -> String {
        let note = read(text);
        Excerpt::of_link(&note, &note.links[0], reach).map(|excerpt| excerpt.text()).unwrap_or_default()
    }

    #[test]
    fn a_text_without_blanks_is_cut_where_its_room_ends() {
        let [before, after] = ["土を耕す".repeat(30), "水を撒く".repeat(30)];
        let shown = around(&format!("{before} [[堆肥]] {after}"), 41);
        // Twenty of them are as wide as forty Latin letters; the blank counts too.
        assert_eq!(shown, format!("…{} 堆肥 {}…", "土を耕す".repeat(5), "水を撒く".repeat(5)));
        // Greek takes two bytes a letter, and has blanks.
        let greek = around(&format!("{}[[κήπος]]{}", "χώμα και νερό ".repeat(9), " χώμα και νερό".repeat(9)), 48);
        assert_eq!(greek.chars().filter(|sign| *sign == 'χ').count(), 7, "{greek}");
    }

    #[test]
    fn a_cut_is_at_a_blank_unless_that_is_far_away() {
        let words = "one two three four five six seven eight nine ten ".repeat(3);
        let shown = around(&format!("{words}[[a]] {words}"), 24);
        assert_eq!(shown, "…seven eight nine ten a one two three four…");
        // A long word beside the link does not take away all the rest.
        let long = "x".repeat(60);
        assert_eq!(around(&format!("{long} [[a]] {long}"), 24), format!("…{x} a {x}…", x = "x".repeat(23)));
        // Marks stay with their letters.
        let marked = "e\u{301}".repeat(60);
        let shown = around(&format!("{marked} [[a]] {marked}"), 24);
        assert!(shown.starts_with("…e\u{301}") && shown.ends_with("\u{301}…"), "{shown}");
    }

    #[test]
    fn the_beginning_of_a_block_without_blanks_is_long_enough() {
        let note = read(&format!("Compost は{}", "土を耕す".repeat(60)));
        let begun = beginning(&note, &note.blocks[0], 100);
        assert!(begun.starts_with("Compost は土") && begun.ends_with('…'), "{begun}");
        assert_eq!(begun.chars().count(), 8 + 46 + 1, "{begun}");
        let whole = read("土を耕す");
        assert_eq!(beginning(&whole, &whole.blocks[0], 8), "土を耕す");
        assert_eq!(beginning(&whole, &whole.blocks[0], 7), "土を耕…");
    }
}

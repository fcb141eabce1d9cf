//! Block ids: `^id` at the end of a block, or alone below it (Obsidian help: *Internal links*, Link to a block in a
//! note).
//!
//! An id consists of Latin letters, digits and hyphens; anything else is text.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{Element, Event, Piece};

/// Returns the id if these pieces contain nothing else.
pub(super) fn alone<'a>(pieces: &[Piece<'a>]) -> Option<&'a str> {
    let mut shown = pieces.iter().filter(|piece| !matches!(&piece.event, Event::Text(text) if text.trim().is_empty()));
    let (Some(Piece { event: Event::Text(Cow::Borrowed(text)), .. }), None) = (shown.next(), shown.next()) else {
        return None;
    };
    text.trim().strip_prefix('^').filter(|id| is_id(id))
}

/// Moves an id from the end of the leaf that begins at `leaf` to the block at `owner`. `quote` is the outermost
/// quotation around the leaf: an id on a line of its own without `>` is below that quotation.
pub(super) fn take_trailing<'a>(text: &str, out: &mut Vec<Piece<'a>>, leaf: usize, owner: usize, quote: Option<usize>) {
    let Some(last) =
        out[leaf + 1..].iter().rposition(|piece| !matches!(&piece.event, Event::Text(text) if text.trim().is_empty()))
    else {
        return;
    };
    let last = leaf + 1 + last;
    let Event::Text(Cow::Borrowed(words)) = out[last].event else { return };
    let Some(caret) = memchr::memrchr(b'^', words.as_bytes()) else { return };
    let trimmed = words.trim_end();
    let id = &trimmed[caret + 1..];
    if !is_id(id) {
        return;
    }
    let before = &out[last - 1].event;
    let follows_break = caret == 0 && matches!(before, Event::SoftBreak | Event::HardBreak);
    // Directly after an embed or link no blank is needed: it can't be an exponent.
    let follows_link = caret == 0 && matches!(before, Event::Embed(_) | Event::End);
    let follows_inline = caret > 0 && trimmed[..caret].ends_with(char::is_whitespace);
    if follows_link {
        out.truncate(last);
    } else if follows_inline {
        let kept = trimmed[..caret].trim_end();
        out[last].event = Event::Text(Cow::Borrowed(kept));
        out.truncate(last + 1);
        if kept.is_empty() {
            out.truncate(last);
        }
    } else if follows_break {
        let line = &text[..out[last].span.start];
        let before = &line[line.rfind('\n').map_or(0, |end| end + 1)..];
        out.truncate(last - 1);
        let below = quote.filter(|_| !before.contains('>'));
        out[below.unwrap_or(owner)].id = Some(id);
        return;
    } else {
        return;
    }
    out[owner].id = Some(id);
}

/// Takes the last row of a table as the table's id if it is nothing else: a line below a table belongs to it, even
/// without bars.
pub(super) fn take_row<'a>(text: &'a str, out: &mut Vec<Piece<'a>>, table: usize) {
    let is_row = |piece: &Piece<'_>| matches!(piece.event, Event::Start(Element::TableRow));
    let Some(row) = out[table..].iter().rposition(is_row).map(|row| table + row) else { return };
    if let Some(id) = text[out[row].span.clone()].trim().strip_prefix('^').filter(|id| is_id(id)) {
        out.truncate(row);
        out[table].id = Some(id);
    }
}

/// If several blocks have the same id, only the first keeps it. Letter case does not distinguish ids.
pub(super) fn keep_first(pieces: &mut [Piece<'_>]) {
    let mut seen = HashSet::new();
    for piece in pieces {
        piece.id = piece.id.filter(|id| seen.insert(id.to_ascii_lowercase()));
    }
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

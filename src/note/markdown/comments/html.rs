//! Where a comment of HTML ends: `<!-- … -->`.

use std::ops::Range;

use super::{Literals, Slip, end_of_paragraph};

pub(super) const OPENING: &str = "<!--";
pub(super) const CLOSING: &str = "-->";

/// The signs of HTML comments in a note.
pub(super) struct Ends<'s> {
    source: &'s str,
    openings: Vec<usize>,
    closings: Vec<usize>,
    /// The closings outside blocks of code.
    outside: Vec<usize>,
}

impl<'s> Ends<'s> {
    pub(super) fn of(source: &'s str, body: usize, literal: &Literals) -> Self {
        let find = |sign| memchr::memmem::find_iter(&source.as_bytes()[body..], sign).map(|at| at + body).collect();
        let openings: Vec<usize> = find(OPENING);
        let closings: Vec<usize> = if openings.is_empty() { Vec::new() } else { find(CLOSING) };
        let outside = closings.iter().copied().filter(|at| !literal.is_in_block_of_code(*at)).collect();
        Self { source, openings, closings, outside }
    }

    /// Where the comment that opens at `at` ends, and what is wrong with it: at the next `-->`. A code block may have
    /// arrows, so a comment that begins within a line does not end in one of those below it if it can end behind, before
    /// another opens. If it never ends, what is to be hidden.
    pub(super) fn end(&self, at: usize, own_line: bool, paragraph_end: usize) -> Result<(usize, Option<Slip>), Slip> {
        let inner = at + OPENING.len();
        // Empty comments (CommonMark 6.6).
        if let Some(sign) = [">", "->"].iter().find(|sign| self.source[inner..].starts_with(**sign)) {
            return Ok((inner + sign.len(), None));
        }
        let next = first_from(&self.closings, inner).ok_or(if own_line { Slip::Rest } else { Slip::Paragraph })?;
        let outside = first_from(&self.outside, inner);
        let is_its = |outside: &usize| first_from(&self.openings, next).is_none_or(|opening| opening > *outside);
        let end = outside.filter(|outside| !own_line && next >= paragraph_end && is_its(outside)).unwrap_or(next);
        let is_in_code = outside.is_none_or(|outside| outside > end);
        Ok((end + CLOSING.len(), is_in_code.then_some(Slip::Across)))
    }

    /// The end of a comment `%%…%%` from `start` to `end`; if it holds the start of an HTML comment that goes on in its
    /// paragraph, the end of that.
    pub(super) fn around(&self, start: usize, end: usize) -> usize {
        let next = self.openings.partition_point(|opening| *opening < end);
        let Some(opening) = self.openings[..next].last().filter(|opening| **opening > start) else { return end };
        let Some(closing) = first_from(&self.closings, opening + OPENING.len()) else { return end };
        let is_next = closing >= end && self.openings.get(next).is_none_or(|next| *next > closing);
        if is_next && end_of_paragraph(&self.source[..closing], end) == closing {
            return closing + CLOSING.len();
        }
        end
    }

    pub(super) fn is_any_from(&self, at: usize) -> bool {
        self.openings.last().is_some_and(|last| *last >= at)
    }
}

/// The first of these sorted places that is not before `at`.
fn first_from(places: &[usize], at: usize) -> Option<usize> {
    places.get(places.partition_point(|place| *place < at)).copied()
}

/// Whether the dollar signs around a formula may mean money or a name, as in `10$/h` and `A$AP`: they touch a letter or
/// digit.
pub(super) fn is_doubtful(source: &str, formula: &Range<usize>) -> bool {
    source[..formula.start].ends_with(char::is_alphanumeric) || source[formula.end..].starts_with(char::is_alphanumeric)
}

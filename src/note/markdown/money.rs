//! Sums of money that look like formulas: `$5-$10`, `US$5 and US$6`.
//!
//! A dollar sign that ends a formula is not followed by a digit (as in Obsidian). The parser does not know this rule,
//! so such a sign is replaced with [`DOLLAR`] before parsing.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser};

use super::marks::{DOLLAR, into_text};
use super::options;

/// Each round finds formulas that end before a digit; what is left of the text may contain others, at most half as
/// many.
const ROUNDS: usize = 8;

/// Replaces the dollar signs after `body` that the parser would wrongly take as the end of a formula.
pub(super) fn set_apart(text: &mut Cow<'_, str>, body: usize) {
    for _ in 0..ROUNDS {
        if !is_likely(&text.as_bytes()[body..]) {
            return;
        }
        let ends = wrong_ends(text, body);
        if ends.is_empty() {
            return;
        }
        let mut bytes = std::mem::take(text).into_owned().into_bytes();
        for end in ends {
            bytes[end] = DOLLAR as u8;
        }
        *text = Cow::Owned(into_text(bytes));
    }
}

/// Whether any dollar sign is between a non-blank character and a digit.
fn is_likely(text: &[u8]) -> bool {
    memchr::memchr_iter(b'$', text).any(|at| {
        let before = at.checked_sub(1).map_or(b' ', |before| text[before]);
        !before.is_ascii_whitespace() && text.get(at + 1).is_some_and(u8::is_ascii_digit)
    })
}

/// The closing dollar signs of formulas that are followed by a digit.
fn wrong_ends(text: &str, body: usize) -> Vec<usize> {
    let digit_follows = |end: usize| text.as_bytes().get(end).is_some_and(u8::is_ascii_digit);
    Parser::new_ext(&text[body..], options())
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::InlineMath(_)))
        .map(|(_, span)| span.end + body)
        .filter(|end| digit_follows(*end))
        .map(|end| end - 1)
        .collect()
}

//! Which way text runs: the language of a part, and blocks that run the other way than their page.
//!
//! A block whose first letter is of the other direction gets `dir="auto"`, so that its lines begin on
//! their own side and its marks stand there too. Blocks inside follow the block around them. Notes
//! without such letters cost one look at their bytes.

use super::{Frame, Options, Part, Walk};
use crate::note::markdown::{Element, Event, Piece};
use crate::theme::direction;

/// The language of a part, by its note or its site.
pub(super) fn language<'a>(part: &'a Part, options: &'a Options) -> &'a str {
    part.note.front.language.as_deref().unwrap_or(&options.language)
}

/// The attributes of an element that holds a part of this language inside of one of another.
pub(super) fn attributes(language: &str, around: &str) -> String {
    // Either is letters, digits and hyphens.
    if language.eq_ignore_ascii_case(around) {
        String::new()
    } else {
        format!(" lang=\"{language}\" dir=\"{}\"", direction(language))
    }
}

/// The way that text runs around the current piece.
pub(super) struct Direction {
    /// Whether a part may hold letters of the other direction at all.
    mixed: bool,
    /// Right to left? By open element, the part itself first.
    around: Vec<bool>,
    /// Whether the block that begins now turns.
    turns: bool,
}

impl Direction {
    pub(super) fn of(part: &Part, frame: &Frame) -> Self {
        let right_to_left = direction(&frame.language) == "rtl";
        let end = part.note.text.len();
        let range = part.span.range();
        let text = part.note.text.get(range.start.min(end)..range.end.min(end)).unwrap_or_default();
        let mixed = right_to_left || (!text.is_ascii() && text.chars().any(is_right_to_left));
        Self { mixed, around: vec![right_to_left], turns: false }
    }
}

impl Walk<'_> {
    /// An element begins: finds out whether it turns.
    pub(super) fn turn(&mut self, element: &Element<'_>, index: usize) {
        let around = self.direction.around.last().copied().unwrap_or(false);
        let own = if self.direction.mixed && is_block(element) { first_strong(self.pieces, index) } else { None };
        let now = own.unwrap_or(around);
        self.direction.turns = now != around;
        self.direction.around.push(now);
    }

    /// The element ends.
    pub(super) fn turn_back(&mut self) {
        if self.direction.around.len() > 1 {
            self.direction.around.pop();
        }
    }

    /// The attribute of a block that turns.
    pub(super) fn dir(&self) -> &'static str {
        if self.direction.turns { " dir=\"auto\"" } else { "" }
    }
}

fn is_block(element: &Element<'_>) -> bool {
    matches!(
        element,
        Element::Paragraph
            | Element::Heading(_)
            | Element::BlockQuote
            | Element::Callout(_)
            | Element::CalloutTitle
            | Element::List(_)
            | Element::Item(_)
            | Element::Table(_)
            | Element::TableCell
    )
}

/// Whether the first letter of the element that begins here is one that runs right to left. Code and
/// formulas have a direction of their own.
fn first_strong(pieces: &[Piece<'_>], index: usize) -> Option<bool> {
    let mut depth = 0_usize;
    for piece in pieces.get(index..)? {
        let text = match &piece.event {
            Event::Start(_) => {
                depth += 1;
                continue;
            }
            Event::End => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return None;
                }
                continue;
            }
            Event::Text(text) => text.as_ref(),
            Event::Tag(tag) => tag,
            _ => continue,
        };
        if let Some(letter) = text.chars().find(|sign| sign.is_alphabetic()) {
            return Some(is_right_to_left(letter));
        }
    }
    None
}

/// Letters of Hebrew, Arabic, Syriac, Thaana, N'Ko, Adlam and the older scripts of that direction, by
/// their blocks.
fn is_right_to_left(sign: char) -> bool {
    matches!(sign, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

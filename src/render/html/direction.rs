//! Text direction: the language of a part, and blocks that run against the direction of their page.
//!
//! A block whose first letter has the opposite direction gets a `dir`, so that its lines and its markers start on their
//! own side. It is not `dir="auto"`, by which a browser would also count code and formulas. Blocks inside inherit from
//! the block around them. Notes without right-to-left letters cost one scan of their bytes.

use super::{Frame, Options, Part, Walk};
use crate::note::markdown::{Element, Event, Piece};
use crate::theme::direction;

/// Returns the language of a part: that of its note, or else of the site.
pub(super) fn language<'a>(part: &'a Part, options: &'a Options) -> &'a str {
    part.note.front.language.as_deref().unwrap_or(&options.language)
}

/// Returns the attributes of an element that holds a part in this language inside one in language `around`.
pub(super) fn attributes(language: &str, around: &str) -> String {
    // Both consist of letters, digits and hyphens, so they need no escaping.
    if language.eq_ignore_ascii_case(around) {
        String::new()
    } else {
        format!(" lang=\"{language}\" dir=\"{}\"", direction(language))
    }
}

/// Tracks the text direction around the current piece.
pub(super) struct Direction {
    /// Whether the part may contain letters of the other direction.
    mixed: bool,
    /// Whether text runs right to left, by open element; the part itself comes first.
    around: Vec<bool>,
    /// Whether the block that begins now changes the direction.
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
    /// Enters an element and determines whether it changes the direction.
    pub(super) fn turn(&mut self, element: &Element<'_>, index: usize) {
        let around = self.direction.around.last().copied().unwrap_or(false);
        let own = if self.direction.mixed && is_block(element) { first_strong(self.pieces, index) } else { None };
        let now = own.unwrap_or(around);
        self.direction.turns = now != around;
        self.direction.around.push(now);
    }

    /// Leaves the element.
    pub(super) fn turn_back(&mut self) {
        if self.direction.around.len() > 1 {
            self.direction.around.pop();
        }
    }

    /// Returns the `dir` attribute of a block that changes the direction.
    pub(super) fn dir(&self) -> &'static str {
        match self.direction.around.last() {
            _ if !self.direction.turns => "",
            Some(true) => " dir=\"rtl\"",
            _ => " dir=\"ltr\"",
        }
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

/// Whether the first letter of the element that begins here is right-to-left. Code and formulas are skipped: they
/// have a direction of their own.
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

/// Letters of Hebrew, Arabic, Syriac, Thaana, N'Ko, Adlam and older right-to-left scripts, by Unicode
/// block.
fn is_right_to_left(sign: char) -> bool {
    matches!(sign, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

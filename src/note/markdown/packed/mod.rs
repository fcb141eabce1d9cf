//! The [`Piece`]s of a note in few bytes, so that a note is parsed only once: its facts are collected while it is read,
//! and its page is later rendered from these bytes.
//!
//! A piece begins with a byte for its kind and the number of bytes of the text skipped since the previous piece; then
//! come its length and its contents. Nearly all words are slices of the note's own text and are stored as their
//! position there. So most pieces take one to three bytes, and all of them together less than a tenth of the text.

mod pack;
#[cfg(test)]
mod tests;
mod unpack;

use super::{Alignment, Fold, Piece, Syntax};

/// The packed pieces of a note. They are meaningful only together with the text that they were read from.
#[derive(Debug, Default)]
pub struct Packed(Box<[u8]>);

impl Packed {
    /// Packs the pieces of this text.
    pub fn new(text: &str, pieces: &[Piece<'_>]) -> Self {
        Self(pack::pack(text, pieces).into())
    }

    /// Unpacks the pieces, given the same text. With a different text they would be wrong or incomplete.
    pub fn pieces<'a>(&'a self, text: &'a str) -> Vec<Piece<'a>> {
        unpack::unpack(text, &self.0)
    }
}

/// Defines the kinds of pieces, and a list of all of them in order.
macro_rules! kinds {
    ($($kind:ident)*) => {
        /// The kind of a piece: the upper six bits of its first byte.
        #[derive(Clone, Copy)]
        enum Kind {
            $($kind),*
        }

        impl Kind {
            const ALL: &[Self] = &[$(Self::$kind),*];
        }
    };
}

kinds! {
    // The next piece has an id.
    Id
    // An element ends where its start said, or elsewhere.
    End EndElsewhere
    // Words that are at this place in the text, or different ones.
    Source Text
    Code Math DisplayMath InlineHtml Html SoftBreak HardBreak Rule FootnoteReference Tag Embed
    Paragraph Heading BlockQuote Callout CalloutTitle CodeBlock List OrderedList Item Task
    FootnoteDefinition InlineFootnote Table TableHead TableRow TableCell
    Emphasis Strong Strikethrough Highlight Link
}

impl Kind {
    /// The first byte of a piece of this kind, if fewer than [`FAR`] bytes were skipped before it.
    fn byte(self, passed: u8) -> u8 {
        (self as u8) << 2 | passed
    }

    /// Splits a first byte into the kind and the number of skipped bytes.
    fn of(byte: u8) -> Option<(Self, u8)> {
        Some((*Self::ALL.get(usize::from(byte >> 2))?, byte & FAR))
    }
}

/// This many or more bytes were skipped, or fewer than none: the distance to the piece follows its first byte.
const FAR: u8 = 3;

/// What a reference has besides its target, as bits above the two for its syntax.
const FRAGMENT: u8 = 1 << 2;
const TITLE: u8 = 1 << 3;
const TEXT: u8 = 1 << 4;

const SYNTAXES: &[Syntax] = &[Syntax::Wikilink, Syntax::Markdown, Syntax::Address];
const FOLDS: &[Option<Fold>] = &[None, Some(Fold::Open), Some(Fold::Closed)];
const ALIGNMENTS: &[Alignment] = &[Alignment::None, Alignment::Left, Alignment::Center, Alignment::Right];

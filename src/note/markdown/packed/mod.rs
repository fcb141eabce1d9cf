//! The [`Piece`]s of a note in few bytes, so that a note is parsed once: its facts are collected while it is
//! read, and its page is written from what was kept.
//!
//! A piece begins with a byte that says what it is and how many bytes of the text were passed over since the
//! piece before; its length follows, and what it holds besides. Nearly all words are a part of the note's own
//! text and are kept as their place there. So most pieces take one to three bytes, and all of them together
//! less than a tenth of the text.

mod pack;
#[cfg(test)]
mod tests;
mod unpack;

use super::{Alignment, Fold, Piece, Syntax};

/// The pieces of a note, packed. They mean something only together with the text that they were read from.
#[derive(Debug, Default)]
pub struct Packed(Box<[u8]>);

impl Packed {
    /// Packs the pieces of this text.
    pub fn new(text: &str, pieces: &[Piece<'_>]) -> Self {
        Self(pack::pack(text, pieces).into())
    }

    /// The pieces again, of the same text. Of another one they would be wrong, or fewer.
    pub fn pieces<'a>(&'a self, text: &'a str) -> Vec<Piece<'a>> {
        unpack::unpack(text, &self.0)
    }
}

/// Kinds of pieces, and all of them in their order.
macro_rules! kinds {
    ($($kind:ident)*) => {
        /// What the first byte of a piece says in its upper six bits.
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
    // The piece behind it has an id.
    Id
    // An element ends where its start said, or elsewhere.
    End EndElsewhere
    // Words that stand in their place in the text, or others.
    Source Text
    Code Math DisplayMath InlineHtml Html SoftBreak HardBreak Rule FootnoteReference Tag Embed
    Paragraph Heading BlockQuote Callout CalloutTitle CodeBlock List OrderedList Item Task
    FootnoteDefinition InlineFootnote Table TableHead TableRow TableCell
    Emphasis Strong Strikethrough Highlight Link
}

impl Kind {
    /// The first byte of a piece of this kind, before which fewer than [`FAR`] bytes were passed over.
    fn byte(self, passed: u8) -> u8 {
        (self as u8) << 2 | passed
    }

    /// What a first byte says: the kind, and how many bytes were passed over.
    fn of(byte: u8) -> Option<(Self, u8)> {
        Some((*Self::ALL.get(usize::from(byte >> 2))?, byte & FAR))
    }
}

/// So many bytes passed over, or more, or fewer than none: the way to the piece follows its first byte.
const FAR: u8 = 3;

/// What a reference has besides its target: bits above the two of its syntax.
const FRAGMENT: u8 = 1 << 2;
const TITLE: u8 = 1 << 3;
const TEXT: u8 = 1 << 4;

const SYNTAXES: &[Syntax] = &[Syntax::Wikilink, Syntax::Markdown, Syntax::Address];
const FOLDS: &[Option<Fold>] = &[None, Some(Fold::Open), Some(Fold::Closed)];
const ALIGNMENTS: &[Alignment] = &[Alignment::None, Alignment::Left, Alignment::Center, Alignment::Right];

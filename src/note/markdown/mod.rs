//! The note language: Markdown as note takers write it, as a flat list of [`Piece`]s.
//!
//! [`blank_comments`] prepares the text of a file, [`pieces`] then parses it. This is the only place that constructs
//! the Markdown parser and chooses its options. Beyond CommonMark, tables, footnotes, strikethrough, math and
//! wikilinks, which the parser supports, it reads callouts, highlights, inline tags, inline footnotes, bare addresses,
//! task markers and block ids (Obsidian help: *Basic formatting syntax*, *Obsidian Flavored Markdown*, *Callouts*,
//! *Internal links*, *Tags*).
//!
//! Nothing is resolved here and no HTML is written: a link is what its author typed.

mod bare_link;
mod block_id;
mod comments;
mod convert;
mod footnotes;
mod marks;
mod mask;
mod money;
mod packed;
mod reference;
mod references;
mod saved;
#[cfg(test)]
mod tests;
mod value;

use std::borrow::Cow;
use std::ops::Range;

pub use comments::Slip;
pub use convert::pieces;
pub use footnotes::drop_unused;
pub use marks::{in_place, visible};
pub use mask::{Blanked, blank, blank_comments};
pub use packed::Packed;
pub use reference::{ImageText, Reference, Syntax, image_text};
pub use references::{Citation, Entry, References, references};
pub use value::{ValuePiece, value_pieces};

/// One event of a note's body, in reading order.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece<'a> {
    /// The event.
    pub event: Event<'a>,
    /// The bytes of the file that it represents. A start spans its whole element.
    pub span: Range<usize>,
    /// The block id that names this block, without its caret; on starts only.
    pub id: Option<&'a str>,
}

/// The kinds of [`Piece`]s. Starts and ends are balanced, whatever the note contains.
#[derive(Clone, Debug, PartialEq)]
pub enum Event<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// The innermost open element ends.
    End,
    /// Text to be shown as is.
    Text(Cow<'a, str>),
    /// Inline code.
    Code(Cow<'a, str>),
    /// A formula in TeX.
    Math {
        /// The TeX, without its dollar signs.
        tex: Cow<'a, str>,
        /// Whether it is displayed on its own: `$$…$$`.
        display: bool,
    },
    /// Raw HTML inside a paragraph: one tag.
    InlineHtml(Cow<'a, str>),
    /// A block of raw HTML, without its comments.
    Html(Cow<'a, str>),
    /// A line break in the source that is shown as a blank.
    SoftBreak,
    /// A line break.
    HardBreak,
    /// A thematic break.
    Rule,
    /// A reference to a footnote, by its label.
    FootnoteReference(Cow<'a, str>),
    /// `#tag` in the text, as written, without the `#`.
    Tag(&'a str),
    /// `![[…]]` or `![…](…)`.
    Embed(Box<Reference<'a>>),
}

/// An element that contains other pieces.
#[derive(Clone, Debug, PartialEq)]
pub enum Element<'a> {
    /// A paragraph.
    Paragraph,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A quotation.
    BlockQuote,
    /// A callout. Its first child is a [`Element::CalloutTitle`].
    Callout(Callout<'a>),
    /// The title of a callout.
    CalloutTitle,
    /// A block of code, with the text after its opening fence.
    CodeBlock(Cow<'a, str>),
    /// A list; with its first number if it is ordered.
    List(Option<u64>),
    /// A list item; with the character in its box if it is a task.
    Item(Option<char>),
    /// A footnote's text, by its label.
    FootnoteDefinition(Cow<'a, str>),
    /// A footnote written where it is used.
    InlineFootnote,
    /// A table with the alignment of its columns.
    Table(Vec<Alignment>),
    /// The first row of a table.
    TableHead,
    /// Any other row.
    TableRow,
    /// A cell.
    TableCell,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck text.
    Strikethrough,
    /// `==text==`.
    Highlight,
    /// A link; its children are its text.
    Link(Box<Reference<'a>>),
}

/// The alignment of a table's column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// Left to the theme.
    None,
    /// To the start of the line.
    Left,
    /// Centred.
    Center,
    /// To the end of the line.
    Right,
}

/// The first line of a callout (Obsidian help: *Callouts*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callout<'a> {
    /// The identifier as written, such as `TIP`.
    pub kind: &'a str,
    /// Whether it can be folded, and if so whether it is initially open.
    pub fold: Option<Fold>,
}

/// The initial state of a foldable callout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// `+`.
    Open,
    /// `-`.
    Closed,
}

/// The part of a note that is Markdown.
#[derive(Clone, Copy, Debug)]
pub struct Body<'a> {
    /// The whole file after [`blank_comments`], so that spans are places in the file.
    pub text: &'a str,
    /// Where the body begins, after the front matter.
    pub start: usize,
}

/// The deepest nesting of elements. Deeper elements are dropped, but not their text.
pub const NESTING_LIMIT: usize = 96;

/// The capacity of a list for about this many pieces. Allocators keep memory apart for each size: with a few sizes for
/// all notes, much less of it is in use.
fn room(pieces: usize) -> usize {
    pieces.next_power_of_two()
}

/// The options of the Markdown parser. All others are off, because the app does not support them (definition lists,
/// sub- and superscript, heading attributes) or because this module reads them itself (tasks, alerts, front matter).
fn options() -> pulldown_cmark::Options {
    use pulldown_cmark::Options;
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH
        | Options::ENABLE_WIKILINKS
}

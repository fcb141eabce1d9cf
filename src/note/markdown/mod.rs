//! The note language: Markdown as note takers write it, as a flat list of [`Piece`]s.
//!
//! [`blank_comments`] prepares the text of a file once, [`pieces`] parses what it left. This is
//! the only place that constructs the Markdown parser and chooses its options. On top of
//! CommonMark, tables, footnotes, strikethrough, math and wikilinks, which the parser knows, it
//! reads callouts, highlights, inline tags, inline footnotes, bare addresses, task markers and
//! block ids (Obsidian help: *Basic formatting syntax*, *Obsidian Flavored Markdown*, *Callouts*,
//! *Internal links*, *Tags*).
//!
//! Nothing is resolved here and no HTML is written: a link is what its author typed.

mod bare_link;
mod block_id;
mod convert;
mod inline;
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

pub use convert::pieces;
pub use mask::{Blanked, blank, blank_comments, visible};
pub use packed::Packed;
pub use reference::{ImageText, Reference, Syntax, has_scheme, image_text};
pub use references::{Citation, Entry, References, references};
pub use value::{ValuePiece, value_pieces};

/// One event of a note's body, in reading order.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece<'a> {
    /// What it is.
    pub event: Event<'a>,
    /// The bytes of the file that it stands for. A start spans its whole element.
    pub span: Range<usize>,
    /// The block id that names this block, without its caret; on starts only.
    pub id: Option<&'a str>,
}

/// What a [`Piece`] is. Starts and ends are balanced, whatever the note says.
#[derive(Clone, Debug, PartialEq)]
pub enum Event<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// The innermost open element ends.
    End,
    /// Text to be shown as it is.
    Text(Cow<'a, str>),
    /// Inline code.
    Code(Cow<'a, str>),
    /// A formula in TeX; `display` stands on its own.
    Math {
        /// Without its dollar signs.
        tex: Cow<'a, str>,
        /// `$$…$$`.
        display: bool,
    },
    /// Raw HTML inside a paragraph: one tag.
    InlineHtml(Cow<'a, str>),
    /// A block of raw HTML, without its comments.
    Html(Cow<'a, str>),
    /// A line break in the source that is a blank on the page.
    SoftBreak,
    /// A line break.
    HardBreak,
    /// A thematic break.
    Rule,
    /// A mark that leads to a footnote, by its label.
    FootnoteReference(Cow<'a, str>),
    /// `#tag` in the text, as written, without its sign.
    Tag(&'a str),
    /// `![[…]]` or `![…](…)`.
    Embed(Reference<'a>),
}

/// An element that holds others.
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
    /// A block of code with the text after its fence.
    CodeBlock(Cow<'a, str>),
    /// A list; with its first number if it is ordered.
    List(Option<u64>),
    /// A list item; with the sign in its box if it is a task.
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
    Link(Reference<'a>),
}

/// How a table's column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// As the theme likes.
    None,
    /// To the start of the line.
    Left,
    /// Centred.
    Center,
    /// To the end of the line.
    Right,
}

/// What the first line of a callout says (Obsidian help: *Callouts*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callout<'a> {
    /// The identifier as written, such as `TIP`.
    pub kind: &'a str,
    /// Whether it can be folded, and if so whether it starts open.
    pub fold: Option<Fold>,
}

/// How a foldable callout begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// `+`.
    Open,
    /// `-`.
    Closed,
}

/// The part of a note that is Markdown, and how it is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Body<'a> {
    /// The whole file after [`blank_comments`], so that spans are places in the file.
    pub text: &'a str,
    /// Where the body begins, after the front matter.
    pub start: usize,
}

/// How deep elements may stand in each other. What is deeper loses its element, not its text.
pub const NESTING_LIMIT: usize = 96;

/// The options of the Markdown parser; all others stay off because the app does not know them
/// (definition lists, sub- and superscript, heading attributes) or because they are read here
/// (tasks, alerts, front matter).
fn options() -> pulldown_cmark::Options {
    use pulldown_cmark::Options;
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH
        | Options::ENABLE_WIKILINKS
}

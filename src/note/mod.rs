//! One note: from the bytes of a file to its contents as written.
//!
//! [`read()`] is the entry point: pure, and it succeeds for any file. A [`Note`] holds facts and their places in the
//! file; what its links lead to is decided by `garden`, how it looks by `render`. Comments and header lines are gone
//! from [`Note::text`], so no later stage can publish them by mistake.

pub mod canvas;
pub mod date;
mod decode;
mod facts;
mod field;
mod formula;
mod front;
pub mod front_matter;
pub mod header;
mod html_words;
pub mod markdown;
pub mod media;
mod query;
mod raw_html;
mod read;
mod report;
mod said;
pub mod sections;
pub mod tag;

use std::ops::Range;
use std::sync::OnceLock;

pub use field::Field;
pub use formula::Formula;
pub use front::Front;
pub use html_words::{is_dropped_whole, without_entities};
pub use media::is_image;
pub use raw_html::{RawTag, attributes_of, nests, tags as raw_tags};
pub use read::{Options, read, read_file};
pub use said::Said;

use crate::diagnostic::{Diagnostic, Places};
use crate::hash::Digest;
use crate::path::SourcePath;
use date::Date;
use markdown::{Packed, Piece, Syntax};
use sections::Sections;
use tag::Tag;

/// A part of a text, in bytes. Files are small enough for 32 bits; see `decode::SIZE_LIMIT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// All of any text.
    pub const ALL: Self = Self { start: 0, end: u32::MAX };

    /// As a range for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The part of it that lies in `other`; if there is none, an empty span at an end of `other`.
    pub fn within(self, other: Span) -> Self {
        Self { start: self.start.clamp(other.start, other.end), end: self.end.clamp(other.start, other.end) }
    }

    /// Whether `other` lies within.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start as u32, end: range.end as u32 }
    }
}

/// The contents of one file.
#[derive(Debug)]
pub struct Note {
    /// The file.
    pub path: SourcePath,
    /// Digest of the file's bytes.
    pub digest: Digest,
    /// The file's text with comments and header lines blanked. Every [`Span`] called *span* refers to it.
    pub text: Box<str>,
    /// The contents of the body, in reading order; see [`Note::pieces`].
    pub(crate) pieces: Packed,
    /// The lines of the text, computed on first use.
    pub(crate) lines: OnceLock<Places>,
    /// Headings and blocks by name, computed on first use.
    pub(crate) sections: OnceLock<Sections>,
    /// Where the body begins, after the front matter.
    pub body_start: usize,
    /// The title: front matter, opening heading, or the file's name without its date.
    pub title: String,
    /// Whether the opening heading is the title, so that the page needs no other heading.
    pub title_is_heading: bool,
    /// The day whose daily note this is: its file name is a date and nothing else.
    pub day: Option<Date>,
    /// When the note was begun, if the note says so.
    pub created: Said,
    /// When it was last changed, if the note says so.
    pub modified: Said,
    /// All tags, sorted, each once.
    pub tags: Vec<Tag>,
    /// Its other names.
    pub aliases: Vec<String>,
    /// Whether the note may be published.
    pub published: bool,
    /// Whether a pattern of the author leaves it out: only its name is known.
    pub left_out: bool,
    /// Whether it is published only because drafts were requested.
    pub draft: bool,
    /// What else the front matter says.
    pub front: Front,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Blocks of text in order.
    pub blocks: Vec<Block>,
    /// Blocks that have an id of their own.
    pub anchors: Vec<Anchor>,
    /// Definitions of footnotes in the file.
    pub footnotes: Vec<Span>,
    /// Links and embeds in the order of the file, front matter first. Addresses are not among them.
    pub links: Vec<Link>,
    /// Formulas in order.
    pub formulas: Vec<Formula>,
    /// Inline fields in order.
    pub fields: Vec<Field>,
    /// Which of [`Note::blocks`] contain the source of a diagram.
    pub diagrams: Vec<u32>,
    /// Relative `src` and `href` values of raw HTML without entities, each once, sorted, with a tag that contains it.
    pub html_references: Vec<(String, Span)>,
    /// The text as a reader sees it, block after block. Every [`Span`] called *text* refers to it.
    pub plain: String,
    /// Emphasis and the like, in the first block below each heading and in blocks with links; in order of their ends.
    pub styles: Vec<Style>,
    /// What is not prose in [`Note::plain`], in order of its start: code, formulas, links, tags, descriptions of
    /// pictures. Spans may be nested and may extend beyond the end of a block.
    pub quiet: Vec<Span>,
    /// Number of words; a character of a script without blanks counts as half a word.
    pub words: u32,
    /// What in the body needs more than plain HTML.
    pub features: Features,
    /// Findings about this file alone.
    pub diagnostics: Vec<Diagnostic>,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The id of its element, unique in the note.
    pub id: String,
    /// Its words in [`Note::plain`].
    pub text: Span,
    /// The heading in the file.
    pub span: Span,
}

/// The kind of block that a text is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// A heading.
    Heading,
    /// The text of a list item.
    Item,
    /// A row of a table, or a title in raw HTML.
    Row,
    /// The title of a callout.
    CalloutTitle,
    /// A block of code.
    Code,
}

/// A block of text that contains no other block.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Block {
    /// Its kind.
    pub kind: BlockKind,
    /// Whether it is in a quotation or callout.
    pub quoted: bool,
    /// Its words in [`Note::plain`].
    pub text: Span,
    /// The block in the file.
    pub span: Span,
    /// Index of the heading above it.
    pub heading: Option<u32>,
}

/// A block with an id of its own: `^id`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Anchor {
    /// The id without its caret, as written.
    pub id: String,
    /// The block in the file.
    pub span: Span,
}

/// Whether a link leads to its target or shows it in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// `[[…]]`, `[…](…)`.
    Link,
    /// `![[…]]`, `![…](…)`.
    Embed,
}

/// A link as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// Link or embed.
    pub kind: LinkKind,
    /// How its target is looked up.
    pub syntax: Syntax,
    /// The link's target without its fragment; empty for the note itself.
    pub target: String,
    /// What follows the first `#`.
    pub fragment: Option<String>,
    /// The text that is shown.
    pub display: String,
    /// The whole link in the file.
    pub span: Span,
    /// Its line, from 1.
    pub line: u32,
    /// The words of the block that contains it, in [`Note::plain`]; `None` in the front matter.
    pub block: Option<Span>,
    /// Whether no reader sees it, since it is in a property that is not shown or in a header line.
    pub hidden: bool,
    /// Its words in [`Note::plain`]; empty in the front matter.
    pub text: Span,
}

/// A span of styled words in [`Note::plain`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Style {
    /// The words.
    pub text: Span,
    /// How they look.
    pub kind: StyleKind,
}

/// Words of [`Note::plain`] that occur literally in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The words.
    pub text: Span,
    /// Where they begin in the file, in bytes.
    pub file: u32,
}

impl Place {
    fn file_end(&self) -> usize {
        self.file as usize + self.text.range().len()
    }

    /// The place of these words in the file, if this place covers all of them.
    pub fn of(&self, text: Span) -> Option<Span> {
        let shift = |at: u32| at - self.text.start + self.file;
        self.text.contains(text).then(|| Span { start: shift(text.start), end: shift(text.end) })
    }
}

/// The inline elements that are kept when a block is shown on another page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StyleKind {
    /// `<em>`.
    Emphasis,
    /// `<strong>`.
    Strong,
    /// `<code>`; formulas too, as TeX.
    Code,
    /// `<del>`.
    Strikethrough,
}

/// Things in a body that make it costlier to render.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Features {
    /// Formulas.
    pub math: bool,
    /// Blocks of code that name a language.
    pub code: bool,
    /// Raw HTML, which has to be sanitized.
    pub html: bool,
    /// Images and other media on other hosts.
    pub remote_media: bool,
}

impl Note {
    /// Gives a finding a place in this note, with the text as its author knows it.
    pub fn locate(&self, finding: Diagnostic, span: Span) -> Diagnostic {
        let places = self.lines.get_or_init(|| Places::of(&self.text));
        let mut finding = finding.at_place(self.path.as_str(), &self.text, span.range(), places);
        if let Some(location) = &mut finding.location {
            location.excerpt = markdown::in_place(&location.excerpt);
        }
        finding
    }

    /// Its headings and blocks by name.
    pub fn sections(&self) -> &Sections {
        self.sections.get_or_init(|| Sections::of(self))
    }

    /// A part of the file as [`Note::locate`] shows it.
    pub fn excerpt(&self, part: Range<usize>) -> Option<String> {
        self.text.get(part).map(markdown::in_place)
    }

    /// The contents of the body, in reading order.
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        self.pieces.pieces(&self.text)
    }

    /// The blocks that begin in this part of the file.
    pub fn blocks_in(&self, part: Span) -> &[Block] {
        let place = |at: u32| self.blocks.partition_point(|block| block.span.start < at);
        &self.blocks[place(part.start)..place(part.end)]
    }

    /// The numbers of the links that begin in this part of the file.
    pub fn links_in(&self, part: Span) -> Range<u32> {
        let place = |at: u32| self.links.partition_point(|link| link.span.start < at) as u32;
        place(part.start)..place(part.end)
    }

    /// Whether there is a block of code in this part of the file.
    pub fn has_code(&self, part: Span) -> bool {
        self.blocks_in(part).iter().any(|block| block.kind == BlockKind::Code && part.contains(block.span))
    }

    /// Whether there is a formula in this part of the file.
    pub fn has_math(&self, part: Span) -> bool {
        self.formulas.iter().any(|formula| part.contains(formula.span))
    }

    /// Whether there is a callout in this part of the file.
    pub fn has_callouts(&self, part: Span) -> bool {
        self.blocks_in(part).iter().any(|block| block.kind == BlockKind::CalloutTitle && part.contains(block.span))
    }

    /// Whether there is a diagram in this part of the file.
    pub fn has_diagram(&self, part: Span) -> bool {
        self.diagrams.iter().any(|block| part.contains(self.blocks[*block as usize].span))
    }

    /// Words of [`Note::plain`].
    pub fn words(&self, text: Span) -> &str {
        &self.plain[text.range()]
    }

    /// Where the words of [`Note::plain`] are in the file, in order. Words that are written differently there, such as
    /// with an entity, have no place.
    pub fn places(&self) -> Vec<Place> {
        facts::places(&self.text, &self.pieces())
    }

    /// The file's name without the date that it may begin with; a bare date stays.
    pub fn name(&self) -> &str {
        date::without_date(self.path.stem())
    }

    /// The file name without the date it begins with. `None` if it has no such date, or is nothing but dates.
    pub fn undated_name(&self) -> Option<&str> {
        undated(self.path.stem())
    }

    /// Whether it is a daily note.
    pub fn is_daily(&self) -> bool {
        self.day.is_some()
    }

    /// One or two sentences for lists and search engines: the author's description, or at most 200 characters of the
    /// first paragraph.
    pub fn summary(&self) -> String {
        if let Some(description) = &self.front.description {
            return description.clone();
        }
        let first = self
            .blocks
            .iter()
            .find(|block| block.kind == BlockKind::Paragraph && !block.quoted && block.text.start < block.text.end);
        first.map(|block| shorten(self.words(block.text), 200)).unwrap_or_default()
    }
}

/// A file name without the date it begins with. `None` if it has no such date, or is nothing but dates.
pub fn undated(stem: &str) -> Option<&str> {
    let (_, name) = date::from_file_name(stem)?;
    (name.len() < stem.len() && date::of_day(name).is_none()).then_some(name)
}

/// The language of a block of code: the first word after the fence, in lower case, reduced to characters that can't
/// mean anything in a class (other programs have let scripts into pages through a fence's info string).
pub fn code_language(info: &str) -> String {
    let words = info.trim_start_matches([' ', '\t', '{', '.']);
    let word = words.split([' ', ',', '{', '}', '\t', ':', '=']).next().unwrap_or_default();
    word.to_lowercase()
        .chars()
        .filter(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '#' | '-' | '_'))
        .take(40)
        .collect()
}

/// Cuts a text at a blank so that it has at most `limit` characters, and appends an ellipsis.
pub fn shorten(text: &str, limit: usize) -> String {
    let Some((cut, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let end = text[..cut].rfind(char::is_whitespace).filter(|at| *at > cut / 2).unwrap_or(cut);
    format!(
        "{}…",
        text[..end].trim_end_matches(|sign: char| sign.is_whitespace() || matches!(sign, ',' | ';' | ':' | '.'))
    )
}

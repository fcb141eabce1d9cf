//! The body of a page: turns a [`Part`] of a note into HTML.
//!
//! [`body`] is the entry point. It writes the pieces that the note was parsed into; the targets of links
//! are already resolved in the [`Part`]. Text is escaped when it is written, by this module's writer and
//! nowhere else; raw HTML goes through `sanitize`.

mod attribute;
mod block;
mod callers;
mod craft;
mod direction;
mod embed;
mod footnotes;
mod media;
mod needs;
mod properties;
mod references;
mod sanitize;
#[cfg(test)]
mod tests;
mod unpacked;

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

use crate::note::markdown::{self, Event, Piece, Reference, Syntax};
use crate::note::media::names_file;
use crate::note::{Link, Note, Span};
use direction::Direction;
use footnotes::Footnotes;
use references::Cited;
use unpacked::Notes;

pub use callers::Callers;
pub use craft::Crafts;
pub(super) use properties::properties;

/// A note or a part of one, with the targets of all its links: the input of a body.
#[derive(Clone, Debug)]
pub struct Part {
    /// The note.
    pub note: Arc<Note>,
    /// The part of its file that is shown.
    pub span: Span,
    /// The targets of those of [`Note::links`] that are shown, relative to the page; by number.
    pub links: BTreeMap<u32, Destination>,
    /// The targets of addresses in raw HTML, by the address as written.
    pub html: BTreeMap<String, String>,
    /// The callers of its headings and blocks, by id; only for a note on its own page.
    pub callers: BTreeMap<String, Callers>,
}

impl Hash for Part {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.note.path, self.note.digest, self.span, &self.links, &self.html, &self.callers).hash(state);
    }
}

/// The target of a link, relative to the page that shows it. Addresses are percent-encoded.
#[derive(Clone, Debug, Hash)]
pub enum Destination {
    /// A page or file.
    Page(String),
    /// An image, with its size in pixels if known.
    Image {
        /// Its address.
        href: String,
        /// Width and height.
        size: Option<(u32, u32)>,
        /// Whether it is drawn in the text colour.
        ink: bool,
    },
    /// An embedded part of a note.
    Embed(Box<Embed>),
    /// A note that is not embedded because of a cycle or a limit; the embed becomes a link.
    Cut(String),
    /// A target that does not exist.
    Missing,
    /// A target that must not be published.
    Withheld,
}

/// A part of a note embedded on another page.
#[derive(Clone, Debug, Hash)]
pub struct Embed {
    /// The part.
    pub part: Part,
    /// Its title.
    pub title: String,
    /// The address of its source.
    pub href: String,
}

/// Settings and words that all bodies of a site share.
#[derive(Clone, Debug, Default, Hash)]
pub struct Options {
    /// Whether a newline in a paragraph is a line break.
    pub hard_breaks: bool,
    /// Whether numbered references become links.
    pub references: bool,
    /// Whether links to notes that are not written yet look like the text around them.
    pub plain_missing: bool,
    /// Whether footnotes are shown beside the text where possible.
    pub side_notes: bool,
    /// The words of the theme.
    pub words: Words,
    /// The language of notes that declare none.
    pub language: String,
    /// Hosts whose pages raw HTML may show in an `<iframe>`.
    pub frame_hosts: Vec<String>,
    /// Front matter keys that are shown, in lower case.
    pub properties: Vec<String>,
}

/// The theme's words that are used in bodies.
#[derive(Clone, Debug, Hash)]
pub struct Words {
    /// Tooltip of a link to a note that does not exist yet.
    pub not_written: String,
    /// Tooltip of a link to a file that does not exist.
    pub file_missing: String,
    /// Label of the link beside a heading.
    pub section_link: String,
    /// Label of a scrollable table.
    pub table: String,
    /// Label of a scrollable code block.
    pub code: String,
    /// Label of a scrollable formula.
    pub formula: String,
    /// Label of the footnotes.
    pub footnotes: String,
    /// Label of the link from a footnote back to the text.
    pub back_to_text: String,
    /// Label of an empty task box.
    pub task_open: String,
    /// Label of a checked task box.
    pub task_done: String,
    /// Label of a diagram without a title.
    pub diagram: String,
    /// Summary that unfolds the source of a diagram.
    pub diagram_source: String,
    /// Text before the source of an embed.
    pub embedded_from: String,
}

impl Default for Words {
    fn default() -> Self {
        let word = str::to_owned;
        Self {
            not_written: word("not written yet"),
            file_missing: word("file not found"),
            section_link: word("Link to this section"),
            table: word("Table"),
            code: word("Code"),
            formula: word("Formula"),
            footnotes: word("Footnotes"),
            back_to_text: word("Back to the text"),
            task_open: word("open"),
            task_done: word("done"),
            diagram: word("Diagram"),
            diagram_source: word("Source of the diagram"),
            embedded_from: word("From"),
        }
    }
}

/// The inputs of a body besides its part.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Settings of the site.
    pub options: &'a Options,
    /// Addresses of tag pages relative to the page, by normalized tag.
    pub tags: &'a BTreeMap<String, String>,
    /// The absolute address of the page, for a text that is shown away from it, as in feeds: links to places in the text
    /// lead there, and the text has no ids. Otherwise empty.
    pub page: &'a str,
    /// Highlights code, typesets formulas and draws diagrams; `None` shows all of them as source.
    pub crafts: Option<Crafts<'a>>,
}

/// Returns the HTML of a note's body.
pub fn body(part: &Part, context: Context<'_>) -> String {
    let notes = Notes::of(part);
    let mut writer = Writer::new(context, &notes);
    let language = direction::language(part, context.options).to_owned();
    writer.part(part, &Frame { language, ..Frame::default() });
    writer.out
}

/// Returns the HTML of one of several texts on a page, each with its own `number`, so that ids do not
/// clash. Headings rank below those of the page.
pub fn card(part: &Part, number: usize, context: Context<'_>) -> String {
    let notes = Notes::of(part);
    let mut writer = Writer::new(context, &notes);
    writer.place = format!("c{number}:");
    let language = direction::language(part, context.options).to_owned();
    let prefix = writer.place.clone();
    writer.part(part, &Frame { prefix, shift: 2, embedded: true, language, ..Frame::default() });
    writer.out
}

/// How a part fits into its page.
#[derive(Clone, Debug, Default)]
struct Frame {
    /// Prefix of all ids, so that those of embedded notes don't clash.
    prefix: String,
    /// Added to the level of every heading.
    shift: u8,
    /// Whether this is an embed, which keeps the heading that is the title on the note's own page.
    embedded: bool,
    /// Whether it is in a cell of a table.
    in_cell: bool,
    /// The address of the note's own page, if it is shown on another page.
    page: String,
    /// The language of the text.
    language: String,
}

/// What to write when an element ends.
enum Close {
    Tag(&'static str),
    Heading {
        level: u8,
        id: String,
    },
    Code {
        tag: &'static str,
    },
    Diagram {
        id: Option<String>,
    },
    Callout(&'static str),
    Footnote,
    InlineFootnote,
    /// An item in a list of references.
    Reference(u32),
    /// A paragraph, with its `dir`.
    Paragraph(&'static str),
    Nothing,
    /// The heading that serves as the page's title, which is not repeated.
    Hidden,
}

struct Writer<'a> {
    context: Context<'a>,
    notes: &'a Notes<'a>,
    out: String,
    /// Outputs that are suspended while text which is hidden or moved is written to `out`; outermost first.
    aside: Vec<String>,
    /// How many of these belong to the enclosing parts.
    floor: usize,
    /// Whether the heading that serves as the page's title is open.
    in_title: bool,
    footnotes: Footnotes,
    /// Whether raw HTML was written.
    raw: bool,
    /// Prefix of generated ids with a counter, on pages with several texts.
    place: String,
    embeds: usize,
    diagrams: usize,
    /// Prefix of `id`, `href` and `src`, and of addresses in raw HTML that were replaced, until all raw HTML has been
    /// sanitized, to tell them from those that a note wrote itself. Empty if there is no raw HTML.
    own: String,
    /// Inside raw HTML whose content is not text, such as a script: the name of the tag that ends it.
    mute: Option<String>,
    /// The open code block: its language, and its text so far.
    code: Option<(String, String)>,
    /// Finished markup that the sanitizer must not see; placeholders refer to it by index.
    spared: Vec<String>,
}

/// The state of a walk over one part.
struct Walk<'p> {
    part: &'p Part,
    frame: &'p Frame,
    /// All pieces of the note.
    pieces: &'p [Piece<'p>],
    direction: Direction,
    close: Vec<Close>,
    /// Callers of open elements, each with the number of elements that are open around its own.
    called: Vec<(usize, &'p Callers)>,
    /// Index of the next link of the note.
    link: usize,
    /// The columns of the open table, and the index of the next cell.
    columns: Vec<markdown::Alignment>,
    cell: usize,
    in_head: bool,
    /// The note's references, if it has any.
    cited: Option<Cited>,
}

impl<'a> Writer<'a> {
    fn new(context: Context<'a>, notes: &'a Notes<'a>) -> Self {
        Self {
            context,
            notes,
            out: String::new(),
            aside: Vec::new(),
            floor: 0,
            in_title: false,
            footnotes: Footnotes::default(),
            raw: false,
            place: String::new(),
            embeds: 0,
            diagrams: 0,
            own: String::new(),
            mute: None,
            code: None,
            spared: Vec::new(),
        }
    }

    /// Writes a part; recurses into the parts embedded in it. Raw HTML is sanitized part by part, since each
    /// part has its own files; what is around it is sanitized with it, since it may close elements there.
    fn part(&mut self, part: &Part, frame: &Frame) {
        let outer = std::mem::take(&mut self.out);
        let outer_raw = std::mem::take(&mut self.raw);
        let outer_notes = std::mem::replace(&mut self.footnotes, Footnotes::new(&frame.prefix));
        let outer_floor = std::mem::replace(&mut self.floor, self.aside.len());
        let outermost = self.own.is_empty() && part.has_html();
        if outermost {
            // No note can contain the digest of its own text and of all that is embedded in it. The last sign keeps an
            // address behind the prefix from having a scheme.
            self.own = format!("data-{}_", crate::hash::fingerprint(part).short(16));
        }
        self.out.reserve(part.span.range().len() * 4 / 3);
        self.pieces(part, frame);
        self.write_footnotes();
        if self.raw {
            self.out = sanitize::clean(self.out.trim_end(), &self.own, part, &self.context);
        }
        if outermost {
            self.put_spared();
            self.out = self.out.replace(&self.own, "");
            self.own.clear();
        }
        // The outermost part, which is the longest, is not copied.
        let inner = std::mem::replace(&mut self.out, outer);
        if self.out.is_empty() {
            self.out = inner;
        } else {
            self.out.push_str(&inner);
        }
        self.raw |= outer_raw;
        self.footnotes = outer_notes;
        self.floor = outer_floor;
        self.mute = None;
    }

    fn pieces(&mut self, part: &Part, frame: &Frame) {
        let Some(note) = self.notes.get(&part.note) else { return };
        let cited = if self.context.options.references { note.cited() } else { None };
        let mut walk = Walk {
            part,
            frame,
            pieces: &note.pieces,
            direction: Direction::of(part, frame),
            close: Vec::new(),
            called: Vec::new(),
            link: 0,
            columns: Vec::new(),
            cell: 0,
            in_head: false,
            cited,
        };
        for (index, piece) in note.shown(part.span) {
            self.piece(piece, index, &mut walk);
        }
    }

    fn piece(&mut self, piece: &Piece<'_>, index: usize, walk: &mut Walk<'_>) {
        if self.is_muted(piece) {
            return;
        }
        match &piece.event {
            Event::Start(element) => self.start(element, piece, index, walk),
            Event::End => self.end(walk),
            Event::Text(text) => match &mut self.code {
                Some((_, code)) => code.push_str(text),
                None => self.cited_text(text, index, walk),
            },
            Event::Code(code) => {
                self.out.push_str("<code>");
                self.text(code);
                self.out.push_str("</code>");
            }
            Event::Math { tex, display } => self.math(tex, *display),
            Event::InlineHtml(html) => self.raw_tag(html, walk.part),
            Event::Html(html) => self.admit(html, walk.part),
            Event::SoftBreak | Event::HardBreak if self.follows_embed() => {}
            Event::SoftBreak if !self.context.options.hard_breaks && !media::parts_pictures(walk.pieces, index) => {
                self.out.push('\n');
            }
            Event::SoftBreak | Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::FootnoteReference(label) => self.footnote_mark(label, walk),
            Event::Tag(tag) => self.tag(tag),
            Event::Embed(reference) => self.embed(reference, piece, walk),
        }
    }

    fn text(&mut self, text: &str) {
        // Writing to a string can't fail.
        let _ = escape_html_body_text(&mut self.out, text);
    }

    /// Writes one inline tag of raw HTML. The text of a script is dropped with its tag.
    fn raw_tag(&mut self, html: &str, part: &Part) {
        if let Some(tag) =
            crate::note::raw_tags(html).first().filter(|tag| !tag.closing && crate::note::is_dropped_whole(&tag.name))
        {
            self.raw = true;
            self.mute = Some(tag.name.clone());
        } else {
            self.admit(html, part);
        }
    }

    /// Writes raw HTML as far as it is allowed.
    fn admit(&mut self, html: &str, part: &Part) {
        let options = self.context.options;
        let word = &options.words.file_missing;
        let missing = |alt: &str| {
            // Not a link: it may be inside one.
            let mut shown = String::from("<span");
            if !options.plain_missing {
                shown.push_str(" class=\"unresolved\" title=\"");
                let _ = escape_html(&mut shown, word);
                shown.push('"');
            }
            shown.push('>');
            shown.push_str(&alt.replace('<', "&lt;"));
            if alt.is_empty() && !options.plain_missing {
                let _ = escape_html(&mut shown, word);
            }
            shown + "</span>"
        };
        let admitted = sanitize::admit(html, part, &options.frame_hosts, missing);
        self.raw = true;
        self.out.push_str(&admitted);
    }

    /// Whether a piece is inside an inline script or style; one that is never closed ends with its
    /// paragraph.
    fn is_muted(&mut self, piece: &Piece<'_>) -> bool {
        let Some(name) = &self.mute else { return false };
        match &piece.event {
            Event::InlineHtml(html) => {
                if crate::note::raw_tags(html).first().is_some_and(|tag| tag.closing && tag.name == *name) {
                    self.mute = None;
                }
                true
            }
            Event::Start(_) | Event::End => {
                self.mute = None;
                false
            }
            _ => true,
        }
    }

    fn tag(&mut self, written: &str) {
        let known = crate::note::tag::Tag::new(written).ok().and_then(|tag| self.context.tags.get(tag.as_str()));
        match known {
            Some(href) => {
                self.out.push_str("<a class=\"tag\"");
                self.own_attribute("href", href);
                self.out.push_str(">#");
                self.text(written);
                self.out.push_str("</a>");
            }
            None => {
                self.out.push('#');
                self.text(written);
            }
        }
    }

    /// Opens a link and returns what closes it.
    fn link(&mut self, reference: &Reference<'_>, span: Span, walk: &mut Walk<'_>) -> Close {
        if reference.syntax == Syntax::Address {
            return self.address(reference);
        }
        self.link_to(walk.destination(span), reference)
    }

    /// Opens a link to a note or file.
    fn link_to(&mut self, destination: Option<&Destination>, reference: &Reference<'_>) -> Close {
        match destination {
            Some(Destination::Page(href) | Destination::Image { href, .. } | Destination::Cut(href)) => {
                self.out.push_str("<a");
                self.own_attribute("href", href);
                self.title(reference);
                self.out.push('>');
                Close::Tag("</a>")
            }
            Some(Destination::Embed(embed)) => {
                self.out.push_str("<a");
                self.own_attribute("href", &embed.href);
                self.out.push('>');
                Close::Tag("</a>")
            }
            Some(Destination::Missing) if self.context.options.plain_missing => Close::Nothing,
            Some(Destination::Missing) => {
                self.open_missing(&reference.target);
                Close::Tag("</a>")
            }
            Some(Destination::Withheld) | None => Close::Nothing,
        }
    }

    /// Opens a link whose target does not exist: visible and announced, but not clickable.
    fn open_missing(&mut self, target: &str) {
        self.out.push_str("<a class=\"unresolved\" role=\"link\" aria-disabled=\"true\"");
        let words = &self.context.options.words;
        self.attribute("title", if names_file(target) { &words.file_missing } else { &words.not_written });
        self.out.push('>');
    }

    fn title(&mut self, reference: &Reference<'_>) {
        if !reference.title.is_empty() {
            self.attribute("title", &reference.title);
        }
    }

    /// Opens a link to another site, if its scheme is known to be safe.
    fn address(&mut self, reference: &Reference<'_>) -> Close {
        if !is_safe_address(&reference.target) {
            return Close::Nothing;
        }
        self.out.push_str("<a ");
        self.out.push_str(&self.own);
        self.out.push_str("href=\"");
        let _ = escape_href(&mut self.out, &reference.target);
        self.out.push('"');
        self.title(reference);
        self.out.push_str(" rel=\"noopener\">");
        Close::Tag("</a>")
    }
}

impl<'p> Walk<'p> {
    /// Returns the link that begins here. Links are in document order.
    fn link_at(&mut self, span: Span) -> Option<(&'p Destination, &'p Link)> {
        let links = &self.part.note.links;
        let is_it = |link: &Link| link.span == span && link.block.is_some();
        let near = || links.partition_point(|link| link.span.start < span.start);
        let mut likely = std::iter::once(self.link).chain(std::iter::once_with(near));
        let index = likely.find(|index| links.get(*index).is_some_and(is_it));
        let index = index.or_else(|| links.iter().position(is_it))?;
        self.link = index + 1;
        Some((self.part.links.get(&(index as u32))?, &links[index]))
    }

    fn destination(&mut self, span: Span) -> Option<&'p Destination> {
        self.link_at(span).map(|(destination, _)| destination)
    }
}

/// Schemes that links may have. Addresses with any other are shown as text: `javascript:`, `vbscript:`, `data:`
/// and their successors run code or hide where they lead.
const SCHEMES: &[&str] = &[
    "http", "https", "mailto", "tel", "sms", "ftp", "ftps", "sftp", "ssh", "git", "irc", "ircs", "xmpp", "matrix",
    "magnet", "ipfs", "ipns", "gemini", "gopher", "geo", "news", "nostr", "urn", "doi", "obsidian", "zotero", "hyper",
    "dat", "onion", "callto", "webcal", "feed",
];

/// Whether an address may be linked, ignoring the characters that browsers would drop.
pub(crate) fn is_safe_address(address: &str) -> bool {
    let plain: String = address.chars().filter(|sign| !sign.is_control() && !sign.is_whitespace()).take(32).collect();
    plain.starts_with("//")
        || plain.split_once(':').is_some_and(|(scheme, _)| SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()))
}

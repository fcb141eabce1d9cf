//! The body of a page: from a [`Part`] of a note to HTML.
//!
//! [`body`] is the entry point. It writes the pieces that the note was parsed into; where links lead
//! was decided before and stands in the [`Part`]. Text is escaped where it lands, in this module's
//! writer and nowhere else; raw HTML goes through `sanitize`.

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

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

use crate::note::markdown::{self, Element, Event, Piece, Reference, Syntax};
use crate::note::media::names_file;
use crate::note::{Link, Note, Span};
use direction::Direction;
use footnotes::Footnotes;
use references::Cited;

pub use callers::Callers;
pub use craft::Crafts;
pub(super) use properties::properties;

/// A note, or a part of one, with everything that its links lead to: the inputs of a body.
#[derive(Clone, Debug)]
pub struct Part {
    /// The note.
    pub note: Arc<Note>,
    /// What of its file is shown.
    pub span: Span,
    /// Where each of [`Note::links`] leads, seen from the page.
    pub links: Vec<Destination>,
    /// Where the addresses in raw HTML lead, by what is written there.
    pub html: BTreeMap<String, String>,
    /// Who links to its headings and blocks, by their ids; only for a note on its own page.
    pub callers: BTreeMap<String, Callers>,
}

impl Hash for Part {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.note.path, self.note.digest, self.span, &self.links, &self.html, &self.callers).hash(state);
    }
}

/// Where a link leads, seen from the page that shows it. Addresses are relative and encoded.
#[derive(Clone, Debug, Hash)]
pub enum Destination {
    /// To a page or file.
    Page(String),
    /// To an image, with its size in pixels if it is known.
    Image {
        /// Its address.
        href: String,
        /// Width and height.
        size: Option<(u32, u32)>,
        /// Whether it is drawn in the colour of text.
        ink: bool,
    },
    /// To a part of a note that is shown in place.
    Embed(Box<Embed>),
    /// To a note that could not be shown in place any more: a cycle, or too deep.
    Cut(String),
    /// Nowhere yet.
    Missing,
    /// To something that must not be shown.
    Withheld,
}

/// A part of a note that is shown on another page.
#[derive(Clone, Debug, Hash)]
pub struct Embed {
    /// What is shown.
    pub part: Part,
    /// Its title.
    pub title: String,
    /// Where it comes from.
    pub href: String,
}

/// Choices and words that are the same for all bodies of a site.
#[derive(Clone, Debug, Default, Hash)]
pub struct Options {
    /// A newline in a paragraph is a line break.
    pub hard_breaks: bool,
    /// Numbered references become links.
    pub references: bool,
    /// A link to a note that is not written yet looks like the text around it.
    pub plain_missing: bool,
    /// Footnotes stand beside the text where they can.
    pub side_notes: bool,
    /// The words of the theme.
    pub words: Words,
    /// The language of notes that name none.
    pub language: String,
    /// Hosts that raw HTML may frame.
    pub frame_hosts: Vec<String>,
    /// The keys of the front matter that are shown, in lower case.
    pub properties: Vec<String>,
}

/// The theme's words that stand in bodies.
#[derive(Clone, Debug, Hash)]
pub struct Words {
    /// What a link to a note that does not exist yet says.
    pub not_written: String,
    /// What a link to a file that does not exist says.
    pub file_missing: String,
    /// The name of the link beside a heading.
    pub section_link: String,
    /// The name of a table that can be scrolled.
    pub table: String,
    /// The name of a block of code that can be scrolled.
    pub code: String,
    /// The name of the footnotes.
    pub footnotes: String,
    /// The name of the link from a footnote back to the text.
    pub back_to_text: String,
    /// The name of a task's box that is empty.
    pub task_open: String,
    /// The name of a task's box that is filled.
    pub task_done: String,
    /// The name of a diagram without a title.
    pub diagram: String,
    /// What unfolds the source of a diagram.
    pub diagram_source: String,
    /// What stands before the source of an embed.
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

/// Inputs of one body besides its part.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Site-wide choices.
    pub options: &'a Options,
    /// Pages of tags, by normal form, as addresses from the page.
    pub tags: &'a BTreeMap<String, String>,
    /// What colours code, typesets formulas and draws diagrams; without it all are shown as they were written.
    pub crafts: Option<Crafts<'a>>,
}

/// The HTML of a note's body.
pub fn body(part: &Part, context: Context<'_>) -> String {
    let mut writer = Writer::new(context);
    let language = direction::language(part, context.options).to_owned();
    writer.part(part, &Frame { language, ..Frame::default() });
    writer.out
}

/// The HTML of a text that stands with others on one page, each with a number of its own: ids do not
/// clash, and headings stand below those of the page.
pub fn card(part: &Part, number: usize, context: Context<'_>) -> String {
    let mut writer = Writer::new(context);
    writer.place = format!("c{number}:");
    let language = direction::language(part, context.options).to_owned();
    let prefix = writer.place.clone();
    writer.part(part, &Frame { prefix, shift: 2, embedded: true, language, ..Frame::default() });
    writer.out
}

/// How a part stands in its page.
#[derive(Clone, Debug, Default)]
struct Frame {
    /// Put before each id, so that those of embedded notes don't clash.
    prefix: String,
    /// Added to the level of each heading.
    shift: u8,
    /// Whether the heading that gave the page its title is left out.
    embedded: bool,
    /// The address of the note's own page, if it is shown on another one.
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
    /// An item of a list of references.
    Reference(u32),
    Paragraph,
    Nothing,
    /// The heading that is the page's title is not shown again.
    Hidden,
}

struct Writer<'a> {
    context: Context<'a>,
    out: String,
    /// Where text goes that is not shown or shown later, outermost first.
    aside: Vec<String>,
    /// How many of these belong to the parts around the open one.
    floor: usize,
    /// Whether the heading is open that is the page's title.
    in_title: bool,
    footnotes: Footnotes,
    /// Whether raw HTML was written.
    raw: bool,
    /// Put before each id that is counted, on pages with several texts.
    place: String,
    embeds: usize,
    diagrams: usize,
    /// Put before `id`, `href` and `src` until raw HTML has been sanitized, so that they can be
    /// told from those that the note wrote itself.
    own: String,
    /// Inside of raw HTML whose text is no text, such as a script: what ends it.
    mute: Option<String>,
    /// The open block of code: its language, and its text so far.
    code: Option<(String, String)>,
    /// Finished markup that the sanitizer must not see; a mark stands in its place.
    spared: Vec<String>,
}

/// What a walk over one part needs to know.
struct Walk<'p> {
    part: &'p Part,
    frame: &'p Frame,
    /// All pieces of the note.
    pieces: &'p [Piece<'p>],
    direction: Direction,
    close: Vec<Close>,
    /// Elements among the open ones beside which is shown who links to them: how many are open around each.
    called: Vec<(usize, &'p Callers)>,
    /// Index of the next heading of the note.
    heading: usize,
    /// Place in the list of links.
    link: usize,
    /// Columns of the open table, and the cell that comes next.
    columns: Vec<markdown::Alignment>,
    cell: usize,
    in_head: bool,
    /// The note's references, if it has any.
    cited: Option<Cited>,
}

impl<'a> Writer<'a> {
    fn new(context: Context<'a>) -> Self {
        Self {
            context,
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

    /// Writes a part; called again for the parts that are embedded in it. Raw HTML is sanitized
    /// part by part, since each has files of its own.
    fn part(&mut self, part: &Part, frame: &Frame) {
        let outer = std::mem::take(&mut self.out);
        let outer_raw = std::mem::take(&mut self.raw);
        let outer_notes = std::mem::replace(&mut self.footnotes, Footnotes::new(&frame.prefix));
        let outer_floor = std::mem::replace(&mut self.floor, self.aside.len());
        let outermost = self.own.is_empty() && part.note.features.html;
        if outermost {
            // No note can hold the digest of its own text.
            self.own = format!("data-{}-", part.note.digest.short(16));
        }
        self.out.reserve(part.span.range().len() * 4 / 3);
        self.pieces(part, frame);
        self.write_footnotes();
        if self.raw {
            self.out = sanitize::clean(self.out.trim_end(), &self.own, part, &self.context.options.frame_hosts);
        }
        if outermost {
            self.put_spared();
            self.out = self.out.replace(&self.own, "");
            self.own.clear();
        }
        let inner = std::mem::replace(&mut self.out, outer);
        self.out.push_str(&inner);
        self.raw |= outer_raw;
        self.footnotes = outer_notes;
        self.floor = outer_floor;
        self.mute = None;
    }

    fn pieces(&mut self, part: &Part, frame: &Frame) {
        let pieces = part.note.pieces();
        let cited = if self.context.options.references { Cited::of(&pieces) } else { None };
        let mut walk = Walk {
            part,
            frame,
            pieces: &pieces,
            direction: Direction::of(part, frame),
            close: Vec::new(),
            called: Vec::new(),
            heading: 0,
            link: 0,
            columns: Vec::new(),
            cell: 0,
            in_head: false,
            cited,
        };
        for (index, piece) in shown(&pieces, part.span) {
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
            Event::SoftBreak if !self.context.options.hard_breaks && !media::parts_pictures(walk.pieces, index) => {
                self.out.push('\n');
            }
            Event::SoftBreak | Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::FootnoteReference(label) => self.footnote_mark(label),
            Event::Tag(tag) => self.tag(tag),
            Event::Embed(reference) => self.embed(reference, piece, walk),
        }
    }

    fn text(&mut self, text: &str) {
        // Writing to a string can't fail.
        let _ = escape_html_body_text(&mut self.out, text);
    }

    /// ` name="value"`.
    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        let _ = escape_html(&mut self.out, value);
        self.out.push('"');
    }

    /// ` id="value"` and the like, under the name that raw HTML can't use.
    fn own_attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(&self.own);
        self.out.push_str(name);
        self.out.push_str("=\"");
        let _ = escape_html(&mut self.out, value);
        self.out.push('"');
    }

    fn id(&mut self, value: &str) {
        self.own_attribute("id", value);
    }

    /// One tag of raw HTML in a line. A script's text goes with it.
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

    /// Raw HTML, as far as it is allowed.
    fn admit(&mut self, html: &str, part: &Part) {
        let options = self.context.options;
        let word = &options.words.file_missing;
        let missing = |alt: &str| {
            // A link may stand around it, so it is none.
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

    /// Whether a piece stands inside of a script or style that was written in a line; one that is
    /// not closed ends with its paragraph.
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

    fn block_id(&mut self, piece: &Piece<'_>, frame: &Frame) {
        if let Some(id) = piece.id {
            self.id(&format!("{}^{id}", frame.prefix));
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

    /// Opens a link and says what closes it.
    fn link(&mut self, reference: &Reference<'_>, span: Span, walk: &mut Walk<'_>) -> Close {
        if reference.syntax == Syntax::Address {
            return self.address(reference);
        }
        self.link_to(walk.destination(span), reference)
    }

    /// Opens a link that leads to a note or file.
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

    /// A link that leads nowhere yet: seen, said, and not to be followed.
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

    /// A link to somewhere else, if its scheme is known to be harmless.
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
    /// The link that begins here. Links come in the order of the file.
    fn link_at(&mut self, span: Span) -> Option<(&'p Destination, &'p Link)> {
        let links = &self.part.note.links;
        let is_it = |link: &Link| link.span == span && link.block.is_some();
        let index = if links.get(self.link).is_some_and(is_it) { self.link } else { links.iter().position(is_it)? };
        self.link = index + 1;
        Some((self.part.links.get(index)?, &links[index]))
    }

    fn destination(&mut self, span: Span) -> Option<&'p Destination> {
        self.link_at(span).map(|(destination, _)| destination)
    }
}

/// The pieces of a part with their places among all, without the ends of elements that began before it.
fn shown<'a>(pieces: &'a [Piece<'a>], span: Span) -> impl Iterator<Item = (usize, &'a Piece<'a>)> {
    let range = span.range();
    let mut open: Vec<bool> = Vec::new();
    pieces.iter().enumerate().filter(move |(_, piece)| match &piece.event {
        Event::Start(element) => {
            let inside = range.start <= piece.span.start && piece.span.end <= range.end;
            // A footnote belongs to every part that may refer to it.
            let footnote = matches!(element, Element::FootnoteDefinition(_));
            let shown = inside || footnote || open.last().is_some_and(|shown| *shown);
            open.push(shown);
            shown
        }
        Event::End => open.pop().unwrap_or(false),
        _ => open.last().copied().unwrap_or(range.start <= piece.span.start && piece.span.end <= range.end),
    })
}

/// Schemes that a link may have. All others are shown as text: `javascript:`, `vbscript:`, `data:`
/// and whatever comes next run code or lie about where they lead.
const SCHEMES: &[&str] = &[
    "http", "https", "mailto", "tel", "sms", "ftp", "ftps", "sftp", "ssh", "git", "irc", "ircs", "xmpp", "matrix",
    "magnet", "ipfs", "ipns", "gemini", "gopher", "geo", "news", "nostr", "urn", "doi", "obsidian", "zotero", "hyper",
    "dat", "onion", "callto", "webcal", "feed",
];

/// Whether an address may be linked to, judged without the signs that a browser would drop.
pub(crate) fn is_safe_address(address: &str) -> bool {
    let plain: String = address.chars().filter(|sign| !sign.is_control() && !sign.is_whitespace()).take(32).collect();
    plain.starts_with("//")
        || plain.split_once(':').is_some_and(|(scheme, _)| SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()))
}

//! The settings of a garden: what `site.toml` says, and the defaults for everything else.
//!
//! [`parse`] takes the text of the file and returns a [`Config`], or everything that is wrong with the text at
//! once. The declarations in this file are the only source of every key: its name, default and documentation, for
//! the reader, for [`keys`] and for `schema/site.schema.json`. Nothing here reads a file, an environment variable
//! or a flag; commands do that and change the value. `Config` implements [`Hash`], and every part of it may affect
//! the site.

mod authors;
mod lens;
mod reader;
mod setting;
mod syntax;
mod value;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub use self::authors::{Author, Authors, parse_authors};
pub use self::lens::{Lens, Lenses, Side};
use self::reader::Reader;
pub use self::setting::{Key, Unfit};
use self::setting::{Setting, settings, words};
pub use self::value::{
    BaseUrl, Color, ContentFolder, Count, EditUrl, FeedLeast, FeedLimit, FeedMost, Host, Language, Macros,
    OutputFolder, PathPattern, PropertyName, ThemeName, WebAddress,
};
use crate::diagnostic::{self, Diagnostic, Levels};

settings! {
    /// The settings of a garden, in site.toml.
    pub struct Config {
        /// The title of the site, shown on every page. Without it, the name of the garden's folder.
        pub title: String = String::new(),
        /// The address at which the site will be published. Only feeds, the sitemap and the like need it: links are relative.
        pub base_url: Option<BaseUrl> = None,
        /// The language of the site, and of notes that declare none.
        pub language: Language = fixed(Language::new("en")),
        /// The folder of the notes; "." for the folder of site.toml itself.
        pub content: ContentFolder = fixed(ContentFolder::new("content")),
        /// Which notes are published: all except drafts, or only those with publish: true.
        pub select: Select = Select::All,
        /// Files and folders to leave out, in the syntax of .gitignore. Hidden files and those listed in .gitignore are never published.
        pub exclude: Vec<PathPattern> = Vec::new(),
        /// The folder to which the site is written.
        pub output: OutputFolder = fixed(OutputFolder::new("public")),
        /// The authors of notes that name none.
        pub authors: Vec<String> = Vec::new(),
        /// The licence of notes that name none, such as "CC-BY-SA-4.0".
        pub license: Option<String> = None,
        /// The web address where the garden's source files are available, linked at the foot of each page.
        pub source: Option<WebAddress> = None,
        /// The web address for editing a note, with {path} in place of its file's path in the content folder. Each note links to it; the key e opens it.
        pub edit: Option<EditUrl> = None,
        /// The front matter keys to show below the title of a note, in this order.
        pub properties: Vec<PropertyName> = Vec::new(),
        /// Links between notes.
        pub links: Links = Links::default(),
        /// Where the dates of a note come from.
        pub dates: Dates = Dates::default(),
        /// How Markdown is read.
        pub markdown: Markdown = Markdown::default(),
        /// Raw HTML in notes, and HTML files.
        pub html: Html = Html::default(),
        /// Formulas.
        pub math: Math = Math::default(),
        /// The look of the site.
        pub theme: Theme = Theme::default(),
        /// The search of the site.
        pub search: Search = Search::default(),
        /// Pictures of the links between notes.
        pub graph: Graph = Graph::default(),
        /// Mentions: names of notes in the text of other notes, without a link.
        pub mentions: Mentions = Mentions::default(),
        /// Related notes: those that have much in common but are not linked.
        pub related: Related = Related::default(),
        /// Feeds of new and changed notes.
        pub feeds: Feeds = Feeds::default(),
        /// What the site shows of the history of its notes. Needs git.
        pub history: History = History::default(),
        /// Two sides from which the garden looks at a subject, each defined by tags: sides = ["theory", "practice"]. A lens has its own page, and optionally a title and an about. There may be several.
        pub lens: Lenses = Lenses::default(),
        /// The level of each kind of finding: "warn", "deny" (it fails the build or check) or "allow" (it is not reported).
        pub check: Levels = Levels::new(),
    }
}

words! {
    /// Which notes are published.
    pub enum Select {
        /// All notes that are not marked as drafts.
        All = "all",
        /// Only notes with `publish: true`.
        OptIn = "opt-in",
    }
}

settings! {
    /// Links between notes.
    pub struct Links {
        /// How a link finds its note: the closest note whose path ends like the link, or only the note with exactly that path, from the content folder or from the linking note.
        pub style: LinkStyle = LinkStyle::Closest,
        /// How a link to a note that does not exist is shown: set apart, or like the text around it.
        pub unresolved: Unresolved = Unresolved::Show,
    }
}

words! {
    /// How a link finds its note.
    pub enum LinkStyle {
        /// The closest note whose path ends like the link.
        Closest = "closest",
        /// Only the note with exactly this path, from the content folder or from the linking note.
        Exact = "exact",
    }
}

words! {
    /// How a link to a note that does not exist is shown.
    pub enum Unresolved {
        /// Set apart from the text, but not as a link.
        Show = "show",
        /// Like the text around it.
        Text = "text",
    }
}

settings! {
    /// Where the dates of a note come from.
    pub struct Dates {
        /// The sources of the day on which a note was planted (created), in order; the first that has a date is used.
        pub created: Vec<Created> = vec![Created::Created, Created::Date, Created::Header, Created::Filename, Created::Git],
        /// The sources of the day on which a note was last tended (modified), in order; the first that has a date is used.
        pub updated: Vec<Updated> = vec![Updated::Modified, Updated::Updated, Updated::Git],
    }
}

words! {
    /// A source of the day on which a note was planted.
    pub enum Created {
        /// The key `created` in the front matter.
        Created = "created",
        /// The key `date` in the front matter.
        Date = "date",
        /// The header line `Created:`.
        Header = "header",
        /// The beginning of the file's name, as in `250422 Two sheds.md`.
        Filename = "filename",
        /// The first commit of the file.
        Git = "git",
    }
}

words! {
    /// A source of the day on which a note was last tended.
    pub enum Updated {
        /// The key `modified` in the front matter.
        Modified = "modified",
        /// The key `updated` in the front matter.
        Updated = "updated",
        /// The last commit of the file.
        Git = "git",
    }
}

settings! {
    /// How Markdown is read.
    pub struct Markdown {
        /// Whether a line break inside a paragraph is kept as a line break on the page.
        pub hard_breaks: bool = false,
        /// Whether numbered references, such as `[1]` in the text and in a list of sources, become links.
        pub references: bool = true,
    }
}

settings! {
    /// Raw HTML in notes.
    pub struct Html {
        /// The hosts whose pages notes may show in an iframe. For other hosts, a link is shown instead.
        pub iframes: Vec<Host> = Vec::new(),
        /// Whether to publish HTML files that notes link to. They can run scripts as part of the site.
        pub files: bool = false,
    }
}

settings! {
    /// Formulas.
    pub struct Math {
        /// Your own TeX commands, such as R = "\\mathbb{R}".
        pub macros: Macros = Macros::default(),
    }
}

settings! {
    /// The look of the site.
    pub struct Theme {
        /// The theme: "default", or the name of a folder in themes/.
        pub name: ThemeName = fixed(ThemeName::new("default")),
        /// The accent colour, such as "#2b7a4b". Without it, that of the theme.
        pub accent: Option<Color> = None,
        /// The style of letters: without or with serifs. Fonts are taken from the reader's system.
        pub font: Font = Font::Sans,
        /// Where footnotes are shown: at the end of the note, or beside the text where there is room.
        pub footnotes: Footnotes = Footnotes::End,
        /// Whether a link shows a preview of its target while the pointer rests on it.
        pub previews: bool = true,
        /// Whether a note shows the trail of notes by which its reader came. The trail is kept only in the reader's browser.
        pub trail: bool = false,
    }
}

words! {
    /// The style of letters.
    pub enum Font {
        /// Without serifs.
        Sans = "sans",
        /// With serifs.
        Serif = "serif",
    }
}

words! {
    /// Where footnotes are shown.
    pub enum Footnotes {
        /// At the end of the note.
        End = "end",
        /// Beside the text, where there is room.
        Side = "side",
    }
}

settings! {
    /// The search of the site.
    pub struct Search {
        /// Whether the site has a search.
        pub enabled: bool = true,
    }
}

settings! {
    /// Pictures of the links between notes.
    pub struct Graph {
        /// Whether each note shows a picture of the notes around it.
        pub local: bool = true,
        /// Whether there is a page with a map of all notes.
        pub global: bool = true,
    }
}

settings! {
    /// Mentions: names of notes in the text of other notes, without a link.
    pub struct Mentions {
        /// Whether each note lists the notes that mention it without linking to it.
        pub enabled: bool = true,
        /// How many of these notes are shown; the rest are only counted.
        pub limit: Count = Count(5),
        /// The fewest letters and digits that a name needs to be looked for. Chinese, Japanese and Korean characters count twice.
        pub least: Count = Count(4),
        /// Titles, file names and aliases that are not looked for, such as ordinary words.
        pub skip: Vec<String> = Vec::new(),
    }
}

settings! {
    /// Related notes: those that have much in common but are not linked.
    pub struct Related {
        /// Whether each note lists notes that share tags and links with it.
        pub enabled: bool = true,
        /// How many of these notes are shown.
        pub limit: Count = Count(5),
    }
}

settings! {
    /// Feeds of new and changed notes.
    pub struct Feeds {
        /// Whether to write Atom feeds. They need base_url.
        pub atom: bool = true,
        /// Whether to write JSON feeds. They need base_url.
        pub json: bool = true,
        /// The most notes in a feed; those modified last come first.
        pub limit: FeedLimit = FeedLimit(30),
        /// What the feed of the whole garden contains of each note.
        pub content: FeedContent = FeedContent::Full,
        /// What the feeds of tags contain of each note.
        pub tags: ListFeeds = ListFeeds::Summary,
        /// What the feeds of folders contain of each note.
        pub folders: ListFeeds = ListFeeds::Summary,
        /// What the feeds of authors contain of each note.
        pub authors: ListFeeds = ListFeeds::Summary,
        /// The fewest dated notes that a tag, folder or author needs to have feeds of its own.
        pub least: FeedLeast = FeedLeast(5),
        /// The most tags, folders and authors (of each) that have feeds of their own: those with the most notes.
        pub most: FeedMost = FeedMost(100),
    }
}

words! {
    /// What the feed of the garden contains of each note.
    pub enum FeedContent {
        /// A sentence or two.
        Summary = "summary",
        /// The full text.
        Full = "full",
    }
}

words! {
    /// What the feeds of one kind of list contain of each note.
    pub enum ListFeeds {
        /// There are no such feeds.
        None = "none",
        /// A sentence or two.
        Summary = "summary",
        /// The full text.
        Full = "full",
    }
}

settings! {
    /// What the site shows of the history of its notes. Needs git.
    pub struct History {
        /// Whether notes show how often they were changed, and a page lists recent changes.
        pub enabled: bool = false,
        /// Whose names are shown as contributors to a note. E-mail addresses are never shown.
        pub contributors: Contributors = Contributors::None,
        /// Whether the page of recent changes shows the first lines of commit messages, for commits whose changes are all published.
        pub messages: bool = false,
    }
}

words! {
    /// Whose names are shown as contributors to a note.
    pub enum Contributors {
        /// Nobody.
        None = "none",
        /// People listed in authors.toml, beside site.toml.
        Listed = "listed",
        /// Everyone, by the name that they gave to git.
        All = "all",
    }
}

/// Unwraps a default value. The tests make all defaults, so a malformed one can't go unnoticed.
fn fixed<T>(value: Result<T, Unfit>) -> T {
    value.expect("a default has the form that its type needs")
}

/// Parses the text of `site.toml`. `path` is used only in messages.
///
/// # Errors
///
/// Returns everything that is wrong with the text: syntax errors if it is not TOML, otherwise unknown keys and
/// invalid values in file order, at most a hundred. All are of [`diagnostic::Severity::Error`].
pub fn parse(text: &str, path: &str) -> Result<Config, Vec<Diagnostic>> {
    let (tree, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(syntax::problems(&errors, text, path));
    }
    let mut reader =
        Reader { path, text, known: keys().into_iter().map(|key| key.name).collect(), problems: Vec::new() };
    let root = Spanned::new(tree.span(), DeValue::Table(tree.into_inner()));
    let config = Config::read("", &root, &mut reader);
    diagnostic::sort(&mut reader.problems);
    match config {
        Some(config) if reader.problems.is_empty() => Ok(config),
        _ => Err(reader.problems),
    }
}

/// Returns every key that has a value, with its documentation, in the order of the declarations.
pub fn keys() -> Vec<Key> {
    let mut keys = Vec::new();
    Config::keys("", "", &mut keys);
    keys
}

/// Returns the span of a key's value in the text of a `site.toml`, by the key's dotted name.
pub fn value_span(text: &str, key: &str) -> Option<Range<usize>> {
    let tree = DeTable::parse(text).ok()?;
    let mut parts = key.split('.');
    let mut value = tree.get_ref().get(parts.next()?)?;
    for part in parts {
        value = value.get_ref().as_table()?.get(part)?;
    }
    Some(value.span())
}

/// Returns the line, from 1, of every key that a `site.toml` sets, by dotted name. Empty if the text can't be parsed.
pub fn lines(text: &str) -> BTreeMap<String, u32> {
    DeTable::parse(text).map(|tree| setting::lines(text, tree.get_ref())).unwrap_or_default()
}

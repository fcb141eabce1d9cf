//! The settings of a garden: what `site.toml` says, and the defaults where it says nothing.
//!
//! [`parse`] takes the text of the file and gives a [`Config`], or everything that is wrong with
//! the text at once. The declarations in this file are the only source of every key: its name,
//! default and documentation, for the reader, for [`keys`] and for `schema/site.schema.json`.
//! Nothing here reads a file, an environment variable or a flag; commands do that and change the
//! value. `Config` implements [`Hash`], and every part of it may influence the site.

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
        /// The name of the site, shown on every page. Without it, the name of the garden's folder.
        pub title: String = String::new(),
        /// The address where the site will be published. Feeds, the sitemap, pictures for sharing and the links of 404.html need it; all other links are relative.
        pub base_url: Option<BaseUrl> = None,
        /// The language of the site, and of notes that name no language.
        pub language: Language = fixed(Language::new("en")),
        /// The folder of the notes; "." is the folder of site.toml itself, which is also used if the key is not set and there is no folder content.
        pub content: ContentFolder = fixed(ContentFolder::new("content")),
        /// Which notes are published: all except drafts, or only those with publish: true.
        pub select: Select = Select::All,
        /// Files and folders to leave out, as patterns like those in .gitignore. Hidden files and what .gitignore lists are never published.
        pub exclude: Vec<PathPattern> = Vec::new(),
        /// The folder to write the site to.
        pub output: OutputFolder = fixed(OutputFolder::new("public")),
        /// The authors of notes that name no author.
        pub authors: Vec<String> = Vec::new(),
        /// The licence of notes that name no licence, such as "CC-BY-SA-4.0".
        pub license: Option<String> = None,
        /// A web address where readers can get the files of the garden. The foot of each page links to it.
        pub source: Option<WebAddress> = None,
        /// Where a note can be edited on the web: an address with {path} in it, which stands for the path of the note's file in the content folder. Each note links there, and the key e opens it.
        pub edit: Option<EditUrl> = None,
        /// The front-matter keys to show below the title of a note, in this order.
        pub properties: Vec<PropertyName> = Vec::new(),
        /// Links between notes.
        pub links: Links = Links::default(),
        /// Where the dates of a note come from.
        pub dates: Dates = Dates::default(),
        /// How Markdown is read.
        pub markdown: Markdown = Markdown::default(),
        /// HTML in notes, and HTML files.
        pub html: Html = Html::default(),
        /// Formulas.
        pub math: Math = Math::default(),
        /// The look of the site.
        pub theme: Theme = Theme::default(),
        /// The search of the site.
        pub search: Search = Search::default(),
        /// Pictures of how notes are linked.
        pub graph: Graph = Graph::default(),
        /// Notes that name another note without linking to it.
        pub mentions: Mentions = Mentions::default(),
        /// Notes that are not linked but have much in common.
        pub related: Related = Related::default(),
        /// Feeds of new and changed notes.
        pub feeds: Feeds = Feeds::default(),
        /// What the site shows of the notes' history. It needs git.
        pub history: History = History::default(),
        /// Two sides of the garden's subject, each named by tags: sides = ["theory", "practice"]. Each lens gets a page. It can have a title and an about, and there can be several.
        pub lens: Lenses = Lenses::default(),
        /// How to treat each kind of finding: "warn", "deny" (an error) or "allow" (do not report it).
        pub check: Levels = Levels::new(),
    }
}

words! {
    /// Which notes are published.
    pub enum Select {
        /// All notes except those with `draft: true` or `publish: false`.
        All = "all",
        /// Only notes with `publish: true`.
        OptIn = "opt-in",
    }
}

settings! {
    /// Links between notes.
    pub struct Links {
        /// How a link finds its note: the closest note whose path ends like the link, or only the exact path from the content folder or the note.
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
        /// Only the exact path, from the content folder or from the note.
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
        /// Where to look for the day a note was planted; the first place that has a date counts.
        pub created: Vec<Created> = vec![Created::Created, Created::Date, Created::Header, Created::Filename, Created::Git],
        /// Where to look for the day a note was last tended; the first place that has a date counts.
        pub updated: Vec<Updated> = vec![Updated::Modified, Updated::Updated, Updated::Git],
    }
}

words! {
    /// A place that can tell the day a note was planted.
    pub enum Created {
        /// `created` in the front matter.
        Created = "created",
        /// `date` in the front matter.
        Date = "date",
        /// The header line `Created:`.
        Header = "header",
        /// The beginning of the file name, as in `250422 Two sheds.md`.
        Filename = "filename",
        /// The first commit.
        Git = "git",
    }
}

words! {
    /// A place that can tell the day a note was last tended.
    pub enum Updated {
        /// `modified` in the front matter.
        Modified = "modified",
        /// `updated`, `lastmod` or `last-modified` in the front matter.
        Updated = "updated",
        /// The last commit.
        Git = "git",
    }
}

settings! {
    /// How Markdown is read.
    pub struct Markdown {
        /// Whether each line end in a paragraph becomes a line break on the page.
        pub hard_breaks: bool = false,
        /// Whether numbered references become links: `[1]` in the text, and the list of sources that it refers to.
        pub references: bool = true,
    }
}

settings! {
    /// Raw HTML in notes.
    pub struct Html {
        /// The hosts whose pages a note may show in an iframe. Pages of other hosts become a link.
        pub iframes: Vec<Host> = Vec::new(),
        /// Whether to publish HTML and XML files that notes link to. They can run scripts as part of your site.
        pub files: bool = false,
    }
}

settings! {
    /// Formulas.
    pub struct Math {
        /// TeX commands of your own, such as R = "\\mathbb{R}".
        pub macros: Macros = Macros::default(),
    }
}

settings! {
    /// The look of the site.
    pub struct Theme {
        /// The theme: "default", or the name of a folder in themes/.
        pub name: ThemeName = fixed(ThemeName::new("default")),
        /// The accent colour, such as "#2b7a4b". Without it, the colour of the theme.
        pub accent: Option<Color> = None,
        /// The kind of font: without or with serifs. It comes from the reader's system.
        pub font: Font = Font::Sans,
        /// Where footnotes go: to the end of the note, or beside the text where there is room.
        pub footnotes: Footnotes = Footnotes::End,
        /// Whether a link shows a preview of its note while the pointer rests on it or the keyboard focus is on it.
        pub previews: bool = true,
        /// Whether a note shows the notes that the reader came through. This is kept in the reader's browser only.
        pub trail: bool = false,
    }
}

words! {
    /// The kind of font.
    pub enum Font {
        /// Without serifs.
        Sans = "sans",
        /// With serifs.
        Serif = "serif",
    }
}

words! {
    /// Where footnotes go.
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
    /// Pictures of how notes are linked.
    pub struct Graph {
        /// Whether each note shows a picture of the notes around it.
        pub local: bool = true,
        /// Whether there is a page with a map of all notes.
        pub global: bool = true,
    }
}

settings! {
    /// Notes that name another note without linking to it.
    pub struct Mentions {
        /// Whether each note lists the notes that name it without linking to it.
        pub enabled: bool = true,
        /// How many of them to show; the others are counted.
        pub limit: Count = Count(5),
        /// The shortest names to look for, in letters and digits. Chinese, Japanese and Korean characters count twice.
        pub least: Count = Count(4),
        /// Titles, file names and aliases not to look for, such as ordinary words.
        pub skip: Vec<String> = Vec::new(),
    }
}

settings! {
    /// Notes that are not linked but have much in common.
    pub struct Related {
        /// Whether each note lists notes that share tags and links with it.
        pub enabled: bool = true,
        /// How many of them to show.
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
        /// How many notes a feed has, the most recently changed first.
        pub limit: FeedLimit = FeedLimit(30),
        /// How much of each note the feed of the whole garden contains.
        pub content: FeedContent = FeedContent::Full,
        /// How much of each note the feeds of tags contain.
        pub tags: ListFeeds = ListFeeds::Summary,
        /// How much of each note the feeds of folders contain.
        pub folders: ListFeeds = ListFeeds::Summary,
        /// How much of each note the feeds of authors contain.
        pub authors: ListFeeds = ListFeeds::Summary,
        /// How many dated notes a tag, folder or author needs to get feeds of its own.
        pub least: FeedLeast = FeedLeast(5),
        /// How many tags, how many folders and how many authors get feeds at most: those with the most notes.
        pub most: FeedMost = FeedMost(100),
    }
}

words! {
    /// How much of a note the feed of the garden contains.
    pub enum FeedContent {
        /// A sentence or two.
        Summary = "summary",
        /// The whole text.
        Full = "full",
    }
}

words! {
    /// How much of a note the feeds of one kind of list contain.
    pub enum ListFeeds {
        /// No such feeds.
        None = "none",
        /// A sentence or two.
        Summary = "summary",
        /// The whole text.
        Full = "full",
    }
}

settings! {
    /// What the site shows of the notes' history. It needs git.
    pub struct History {
        /// Whether notes say how often they were changed, and a page lists recent changes.
        pub enabled: bool = false,
        /// Whom to name for changes to a note. E-mail addresses are never published.
        pub contributors: Contributors = Contributors::None,
        /// Whether the page of changes shows the first line of a commit message, if all files that the commit changed are published.
        pub messages: bool = false,
    }
}

words! {
    /// Whom to name for changes to a note.
    pub enum Contributors {
        /// Nobody.
        None = "none",
        /// Those listed in authors.toml, beside site.toml.
        Listed = "listed",
        /// Everybody, by the name they use in git.
        All = "all",
    }
}

/// A default. That it has the form which its type needs is held by the tests, which make them all.
fn fixed<T>(value: Result<T, Unfit>) -> T {
    value.expect("a default has the form that its type needs")
}

/// Reads the text of `site.toml`. `path` is only for messages.
///
/// # Errors
///
/// Everything that is wrong with the text: what is no TOML; if it is TOML, unknown keys and
/// values that do not fit, in the order of the file, but not more than a hundred. All are of [`diagnostic::Severity::Error`].
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

/// Every key that has a value, with its documentation, in the order of the declarations.
pub fn keys() -> Vec<Key> {
    let mut keys = Vec::new();
    Config::keys("", "", &mut keys);
    keys
}

/// Where in the text of a `site.toml` the value of a key stands, by its dotted name.
pub fn value_span(text: &str, key: &str) -> Option<Range<usize>> {
    let tree = DeTable::parse(text).ok()?;
    let mut parts = key.split('.');
    let mut value = tree.get_ref().get(parts.next()?)?;
    for part in parts {
        value = value.get_ref().as_table()?.get(part)?;
    }
    Some(value.span())
}

/// The line, from 1, of every key that the text of a `site.toml` sets, by its dotted name. Empty if it can't be read.
pub fn lines(text: &str) -> BTreeMap<String, u32> {
    DeTable::parse(text).map(|tree| setting::lines(text, tree.get_ref())).unwrap_or_default()
}

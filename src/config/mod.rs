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
        /// Where the site will be on the web. Only feeds, the sitemap and the like need it: links are relative.
        pub base_url: Option<BaseUrl> = None,
        /// The language of notes that name none.
        pub language: Language = fixed(Language::new("en")),
        /// The folder of the notes, "." for the one of site.toml itself.
        pub content: ContentFolder = fixed(ContentFolder::new("content")),
        /// Which notes are published: all that are not marked as drafts, or only those with publish: true.
        pub select: Select = Select::All,
        /// Files and folders to leave out, written as in .gitignore. Hidden ones and what .gitignore lists are never published.
        pub exclude: Vec<PathPattern> = Vec::new(),
        /// The folder that the site is written to.
        pub output: OutputFolder = fixed(OutputFolder::new("public")),
        /// The authors of notes that name none.
        pub authors: Vec<String> = Vec::new(),
        /// The licence of notes that name none, such as "CC-BY-SA-4.0".
        pub license: Option<String> = None,
        /// Where the files of the garden can be had: an address on the web, to which the foot of each page leads.
        pub source: Option<WebAddress> = None,
        /// Where a note is edited on the web: an address with {path} in it, for the path of its file below the content folder. Each note leads there, as does the key e.
        pub edit: Option<EditUrl> = None,
        /// The front-matter keys that are shown below the title of a note, in this order.
        pub properties: Vec<PropertyName> = Vec::new(),
        /// Links between notes.
        pub links: Links = Links::default(),
        /// Where the dates of a note come from.
        pub dates: Dates = Dates::default(),
        /// The reading of Markdown.
        pub markdown: Markdown = Markdown::default(),
        /// HTML in notes, and HTML files.
        pub html: Html = Html::default(),
        /// Formulas.
        pub math: Math = Math::default(),
        /// The look of the site.
        pub theme: Theme = Theme::default(),
        /// The search of the site.
        pub search: Search = Search::default(),
        /// Drawings of how notes are linked.
        pub graph: Graph = Graph::default(),
        /// Names of notes in the text of others, without a link.
        pub mentions: Mentions = Mentions::default(),
        /// Notes that are not linked and have much in common.
        pub related: Related = Related::default(),
        /// Feeds of new and changed notes.
        pub feeds: Feeds = Feeds::default(),
        /// What the site tells of the history of its notes. It takes git.
        pub history: History = History::default(),
        /// Two sides from which the garden looks at its subject, each named by tags: sides = ["theory", "practice"]. A lens has a page, may have a title and an about, and there may be several.
        pub lens: Lenses = Lenses::default(),
        /// How much each kind of finding matters: "warn", "deny" (fail because of it) or "allow" (say nothing).
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
        /// How a link finds its note: the closest one whose path ends like this, or only the exact path from the content folder or the note.
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
        /// Where the day comes from on which a note was planted; the first place that has one counts.
        pub created: Vec<Created> = vec![Created::Created, Created::Date, Created::Header, Created::Filename, Created::Git],
        /// Where the day comes from on which a note was last tended; the first place that has one counts.
        pub updated: Vec<Updated> = vec![Updated::Modified, Updated::Updated, Updated::Git],
    }
}

words! {
    /// A place where the day may stand on which a note was planted.
    pub enum Created {
        /// `created` in the front matter.
        Created = "created",
        /// `date` in the front matter.
        Date = "date",
        /// The header line `Created:`.
        Header = "header",
        /// The first part of the file's name, as in `250422 Two sheds.md`.
        Filename = "filename",
        /// The first commit.
        Git = "git",
    }
}

words! {
    /// A place where the day may stand on which a note was last tended.
    pub enum Updated {
        /// `modified` in the front matter.
        Modified = "modified",
        /// `updated` in the front matter.
        Updated = "updated",
        /// The last commit.
        Git = "git",
    }
}

settings! {
    /// The reading of Markdown.
    pub struct Markdown {
        /// Whether the end of a line in a paragraph is a line break on the page.
        pub hard_breaks: bool = false,
        /// Whether numbered references, `[1]` in the text and in a list of sources, become links.
        pub references: bool = true,
    }
}

settings! {
    /// Raw HTML in notes.
    pub struct Html {
        /// The hosts whose pages may be shown inside a note by an iframe. From others, only a link is shown.
        pub iframes: Vec<Host> = Vec::new(),
        /// Whether HTML files that notes link to are published: they can run scripts as a part of the site.
        pub files: bool = false,
    }
}

settings! {
    /// Formulas.
    pub struct Math {
        /// Commands of your own, such as R = "\\mathbb{R}".
        pub macros: Macros = Macros::default(),
    }
}

settings! {
    /// The look of the site.
    pub struct Theme {
        /// The theme: "default", or the name of a folder in themes/.
        pub name: ThemeName = fixed(ThemeName::new("default")),
        /// The colour of what stands out, such as "#2b7a4b". Without it, the theme's own.
        pub accent: Option<Color> = None,
        /// The kind of letters: without or with serifs. They are taken from the reader's system.
        pub font: Font = Font::Sans,
        /// Where footnotes stand: at the end of the note, or beside the text where there is room.
        pub footnotes: Footnotes = Footnotes::End,
        /// Whether a link shows what it leads to while the pointer rests on it.
        pub previews: bool = true,
        /// Whether a note shows the notes that its reader came by. That stays in the reader's browser.
        pub trail: bool = false,
    }
}

words! {
    /// The kind of letters.
    pub enum Font {
        /// Without serifs.
        Sans = "sans",
        /// With serifs.
        Serif = "serif",
    }
}

words! {
    /// Where footnotes stand.
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
        /// Whether the site can be searched.
        pub enabled: bool = true,
    }
}

settings! {
    /// Drawings of how notes are linked.
    pub struct Graph {
        /// Whether each note shows the notes around it.
        pub local: bool = true,
        /// Whether there is a page with all notes.
        pub global: bool = true,
    }
}

settings! {
    /// Names of notes in the text of others, without a link.
    pub struct Mentions {
        /// Whether each note shows the notes that name it without a link to it.
        pub enabled: bool = true,
        /// How many of them are shown; the others are counted.
        pub limit: Count = Count(5),
        /// How many letters and digits a name has at least to be looked for. Signs of Chinese, Japanese and Korean count twice.
        pub least: Count = Count(4),
        /// Titles, file names and aliases that are not looked for, such as ordinary words.
        pub skip: Vec<String> = Vec::new(),
    }
}

settings! {
    /// Notes that are not linked and have much in common.
    pub struct Related {
        /// Whether each note shows notes that share tags and links with it.
        pub enabled: bool = true,
        /// How many of them are shown.
        pub limit: Count = Count(5),
    }
}

settings! {
    /// Feeds of new and changed notes.
    pub struct Feeds {
        /// Whether there are Atom feeds. They need base_url.
        pub atom: bool = true,
        /// Whether there are JSON feeds. They need base_url.
        pub json: bool = true,
        /// How many notes a feed has, the one worked on last first.
        pub limit: FeedLimit = FeedLimit(30),
        /// What the feed of the whole garden has of each note.
        pub content: FeedContent = FeedContent::Full,
        /// What the feeds of tags have of each note.
        pub tags: ListFeeds = ListFeeds::Summary,
        /// What the feeds of folders have of each note.
        pub folders: ListFeeds = ListFeeds::Summary,
        /// What the feeds of authors have of each note.
        pub authors: ListFeeds = ListFeeds::Summary,
        /// The fewest notes with a date that a tag, folder or author has to have for feeds of its own.
        pub least: FeedLeast = FeedLeast(5),
        /// How many tags, folders and authors may have feeds of their own, of each kind: those with the most notes.
        pub most: FeedMost = FeedMost(100),
    }
}

words! {
    /// What the feed of the garden has of a note.
    pub enum FeedContent {
        /// A sentence or two.
        Summary = "summary",
        /// The whole text.
        Full = "full",
    }
}

words! {
    /// What the feeds of one kind of list have of a note.
    pub enum ListFeeds {
        /// There are no such feeds.
        None = "none",
        /// A sentence or two.
        Summary = "summary",
        /// The whole text.
        Full = "full",
    }
}

settings! {
    /// What the site tells of the history of its notes. It takes git.
    pub struct History {
        /// Whether notes say how often they were changed, and a page says which were changed lately.
        pub enabled: bool = false,
        /// Who is named as having changed a note. E-mail addresses never are.
        pub contributors: Contributors = Contributors::None,
        /// Whether that page shows the first lines of commit messages, where all that a commit changed is published.
        pub messages: bool = false,
    }
}

words! {
    /// Who is named as having changed a note.
    pub enum Contributors {
        /// Nobody.
        None = "none",
        /// Who is listed in authors.toml, beside site.toml.
        Listed = "listed",
        /// Everybody, by the name that they gave to git.
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

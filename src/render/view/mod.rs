//! Views: the data that templates see of a garden, and nothing else. They are the contract between the program and
//! its themes.
//!
//! A template gets one of the `…Page` structs as `page`, the [`Site`] as `site`, the [`Frame`] as `frame`, the
//! words of the theme as `words` and the addresses of its files as `theme`. All values can be written as they are:
//!
//! - Every `href` is relative to the page, percent-encoded, and leads to a file that exists. The addresses in
//!   [`Site`] are the same on all pages and relative to the root of the site: write `{{ page.shell.root }}` in
//!   front of them.
//! - Text is plain and is escaped when it is written. [`Html`] is markup and is not escaped again.
//! - An optional value is absent or empty: `{% if page.note.tended %}` is enough.
//!
//! `site` builds the views and `render::page` fills in rendered texts; views have no logic except for building them.
//! Ids that a theme makes up contain a dot, because ids of headings never do. The one exception is `main`, which is
//! reserved.

mod canvas;
mod graph;
mod lens;
mod list;
mod note;
mod people;
mod search;
mod time;

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use jiff::civil;
use serde::{Serialize, Serializer};

use crate::theme::Words;
pub use canvas::*;
pub use graph::*;
pub use lens::*;
pub use list::*;
pub use note::*;
pub use people::*;
pub use search::*;
pub use time::*;

/// Plain text, borrowed from the garden where it can be.
pub type Text<'a> = Cow<'a, str>;

/// Markup that is safe to write as it is: sanitized, with all elements closed and all text escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Html(pub String);

impl Serialize for Html {
    /// Serializes to a string that templates don't escape; to a plain string for any other serializer.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tera::Value::safe_string(&self.0).serialize(serializer)
    }
}

/// A day in machine-readable and in written form. A site shows days everywhere, so each is written only once.
#[derive(Clone, Debug)]
pub struct Date<'a>(Cow<'a, WrittenDate>);

/// What templates see of a day.
#[derive(Clone, Debug)]
pub struct WrittenDate {
    day: civil::Date,
    /// `2024-03-02`.
    pub iso: String,
    /// The day in the garden's language, such as `2 March 2024`.
    pub text: String,
    /// Both forms, for the template engine.
    value: tera::Value,
}

impl WrittenDate {
    /// Writes a day in the words of a theme.
    pub fn new(day: civil::Date, words: &Words) -> Self {
        let (iso, text) = (day.to_string(), words.date(day));
        let value = [("iso", &iso), ("text", &text)];
        let value = value.map(|(name, text)| (name.into(), tera::Value::from(text.as_str())));
        Self { day, iso, text, value: tera::Map::from_iter(value).into() }
    }
}

impl<'a> From<&'a WrittenDate> for Date<'a> {
    fn from(written: &'a WrittenDate) -> Self {
        Self(Cow::Borrowed(written))
    }
}

impl From<WrittenDate> for Date<'_> {
    fn from(written: WrittenDate) -> Self {
        Self(Cow::Owned(written))
    }
}

impl Deref for Date<'_> {
    type Target = WrittenDate;

    fn deref(&self) -> &WrittenDate {
        &self.0
    }
}

impl PartialEq for Date<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.day == other.day
    }
}

impl Eq for Date<'_> {}

impl Hash for Date<'_> {
    /// Hashes only the day: the words of the theme are the same for all pages of a site.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (i32::from(self.day.year()) * 512 + i32::from(self.day.month()) * 32 + i32::from(self.day.day())).hash(state);
    }
}

impl Serialize for Date<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// A link: its text and its address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Link<'a> {
    /// The text of the link.
    pub title: Text<'a>,
    /// Relative address.
    pub href: Text<'a>,
}

/// A link to something that contains notes, such as a tag or a folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Counted<'a> {
    /// The text of the link.
    pub title: Text<'a>,
    /// Relative address.
    pub href: Text<'a>,
    /// Number of notes in it.
    pub count: usize,
}

/// A feed of the notes that a page lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct FeedLink {
    /// The title of the feed.
    pub title: String,
    /// The media type of the feed.
    pub media: &'static str,
    /// Relative address.
    pub href: String,
}

/// "and 12 more": how many entries are not shown, and where they are.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct More {
    /// Number of entries that are not shown.
    pub count: usize,
    /// Relative address.
    pub href: String,
}

/// `site`: what all pages have in common. Addresses are relative to the root of the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Site<'a> {
    /// The garden's title.
    pub title: Text<'a>,
    /// The garden's language, such as `en-GB`.
    pub language: Text<'a>,
    /// The text direction of that language: `ltr` or `rtl`.
    pub direction: &'static str,
    /// The first page.
    pub home: String,
    /// The page of all notes from A to Z.
    pub notes: String,
    /// The page of all tags, if there are any.
    pub tags: Option<String>,
    /// The page of all years, if any note has a date.
    pub timeline: Option<String>,
    /// The page of all days by month and day, if notes refer to any.
    pub on_this_day: Option<String>,
    /// The top-level folders by title, at most [`Rail::LIMIT`] of them; empty if there is only one.
    pub folders: Vec<Link<'a>>,
    /// The lenses of the garden.
    pub lenses: Vec<Link<'a>>,
    /// The page of notes that are linked but not written yet, if there are any.
    pub wanted: Option<String>,
    /// The search page: it lists all notes without a script and searches them with one.
    pub search: Option<String>,
    /// The page with the map of all notes.
    pub graph: Option<String>,
    /// Whether notes show the trail of notes by which their reader came.
    pub trail: bool,
    /// The number of preview files, if links have previews.
    pub previews: Option<usize>,
    /// The page of all authors, if there are several.
    pub authors: Option<String>,
    /// The page of recent changes, if the garden shows it.
    pub changes: Option<String>,
    /// The garden's Atom feed.
    pub atom: Option<String>,
    /// The garden's JSON feed.
    pub json_feed: Option<String>,
    /// The licence of the garden.
    pub license: Option<Text<'a>>,
    /// Where the garden's source files are available: an absolute address.
    pub source: Option<Text<'a>>,
    /// Name and version of the program.
    pub generator: Text<'a>,
}

/// `page.shell`: everything that surrounds the main part of a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Shell<'a> {
    /// Path from the page to the root of the site: `./`, `../` and so on.
    pub root: String,
    /// The title for tabs and search engines, without the site's title, which the template appends if it differs.
    pub title: Text<'a>,
    /// A sentence or two about the page.
    pub description: Option<Text<'a>>,
    /// The page's absolute address, if the site has a `base_url`.
    pub canonical: Option<String>,
    /// The authors of the page, or else of the garden.
    pub authors: Vec<Text<'a>>,
    /// The absolute address of a picture to show when the page is shared, if the site has a `base_url`.
    pub image: Option<String>,
    /// `article` for a note, `profile` for an author, `website` for everything else.
    pub kind: &'static str,
    /// Whether this is the page of a draft, which is not to be published yet.
    pub draft: bool,
    /// Whether pictures, audio, video or frames on this page come from other hosts. If not, the page tells the
    /// browser to refuse them.
    pub remote_media: bool,
    /// Whether the page has code blocks, which need code.css and code.js.
    pub code: bool,
    /// Whether the page has formulas, which need math.css and its font.
    pub math: bool,
    /// Whether the page has callouts, which need callouts.css.
    pub callouts: bool,
    /// Whether the page has drawn diagrams, which need diagram.css.
    pub diagram: bool,
    /// Which of the site's own pages this is: `home`, `notes`, `tags`, `timeline`, `on_this_day`, `lens`, `graph`, `search`,
    /// `words`, `authors`, `changes`, or empty for other pages.
    pub place: &'static str,
    /// Feeds of what the page lists, besides those of the whole garden.
    pub feeds: Vec<FeedLink>,
    /// The list of notes or folders beside this page.
    pub rail: Rail<'a>,
}

/// `page.shell.rail`: the list beside a page. Beside a note it has the notes of its folder, beside a folder's list the
/// folders next to it, beside the first page the top-level folders. Empty for pages that are in no folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Rail<'a> {
    /// The folder and those above it, outermost first.
    pub folders: Vec<Link<'a>>,
    /// Its notes or folders, as neighbour.html writes them: at most [`Rail::LIMIT`] of each, which is 20.
    pub notes: Html,
    /// How many notes are not shown, and the page of the folder.
    pub more: Option<More>,
    /// Whether `notes` has the top-level folders.
    pub at_top: bool,
}

impl Rail<'_> {
    /// Most entries of a kind in a rail, so that no page grows with the garden.
    pub const LIMIT: usize = 20;
}

/// A note or folder in the rail, as `page` for neighbour.html. A note is rendered once for all pages of its folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Neighbour<'a> {
    /// Its title.
    pub title: Text<'a>,
    /// Relative address.
    pub href: Text<'a>,
    /// Whether it is the current page.
    pub current: bool,
}

/// `frame`: what surrounds the main part and is shared by many pages. It is rendered once for all of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Frame {
    /// Scripts, style sheets, the icon and the garden's feeds, as frame/head.html writes them.
    pub head: Html,
    /// The bar at the top, as frame/top.html writes it.
    pub top: Html,
    /// The links to the site's own pages, as frame/menu.html writes them.
    pub menu: Html,
}

/// What a frame depends on, as `page` for frame/head.html, frame/top.html and frame/menu.html. The fields have the
/// values of the page's own shell.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct FramePage<'a> {
    /// Path from the page to the root of the site.
    pub root: &'a str,
    /// Which of the site's own pages this is.
    pub place: &'static str,
    /// The title of a lens; empty for other pages.
    pub title: &'a str,
    /// Whether the rail already has the top-level folders.
    pub at_top: bool,
    /// Whether the page has code blocks.
    pub code: bool,
    /// Whether the page has formulas.
    pub math: bool,
    /// Whether the page has callouts.
    pub callouts: bool,
    /// Whether the page has drawn diagrams.
    pub diagram: bool,
}

/// The first page of the site, for home.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct HomePage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// The garden's own first note, if it has one.
    pub note: Option<Note<'a>>,
    /// Notes that were created or modified most recently, newest first; if `tended` is not empty, only created ones.
    pub recent: Vec<Item<'a>>,
    /// Notes that were modified after the day they were created, last modified first.
    pub tended: Vec<Item<'a>>,
    /// How many further tended notes there are, and the page that lists them.
    pub more_tended: Option<More>,
    /// The top-level folders.
    pub folders: Vec<Counted<'a>>,
    /// The notes that are in no folder, if no note is the home page.
    pub notes: Vec<Item<'a>>,
    /// How many further such notes there are, and the page that lists all notes.
    pub more_notes: Option<More>,
    /// The top-level tags; only the most used ones if there are many.
    pub tags: Vec<Counted<'a>>,
    /// How many further tags there are, and the page that lists all.
    pub more_tags: Option<More>,
}

/// The page that a host shows for unknown addresses, for 404.html. It is served at any depth: `shell.root` is the
/// path of the site's `base_url`, such as `/` or `/garden/`. Without a `base_url` it is `./`, so that links and
/// style sheets work only for unknown addresses at the root of the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct NotFoundPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_a_string_for_everyone_else() {
        assert_eq!(serde_json::to_string(&Html("<b>".to_owned())).ok().as_deref(), Some("\"<b>\""));
    }
}

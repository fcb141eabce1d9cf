//! Views: everything that templates see of a garden, and nothing else. This is the contract between
//! the program and its themes.
//!
//! A template gets one of the `…Page` structs as `page`, the [`Site`] as `site`, the [`Frame`] as `frame`, the
//! words of the theme as `words` and the addresses of its files as `theme`. All values are ready to be written:
//!
//! - Every `href` is relative to the page, percent-encoded, and leads to a file that exists. The few
//!   addresses in [`Site`] are the same on all pages and start at the top of the site: write
//!   `{{ page.shell.root }}` in front of them.
//! - Text is plain and is escaped where it lands. [`Html`] is markup and is not escaped again.
//! - What is optional is absent or empty: `{% if page.note.tended %}` is enough.
//!
//! Views are built by `render::page` and hold no logic beyond their making. Ids that a theme makes
//! up contain a dot: ids of headings never do. `main` is the one exception and is reserved.

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

/// Markup that is safe to write as it is: sanitized, closed, with all text in it escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Html(pub String);

impl Serialize for Html {
    /// For templates a string that is not escaped, for anything else a string.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tera::Value::safe_string(&self.0).serialize(serializer)
    }
}

/// A day, for machines and for people. Days stand all over a site, so they are written once.
#[derive(Clone, Debug)]
pub struct Date<'a>(Cow<'a, WrittenDate>);

/// What templates know of a day.
#[derive(Clone, Debug)]
pub struct WrittenDate {
    day: civil::Date,
    /// `2024-03-02`.
    pub iso: String,
    /// What the garden's language makes of it, such as `2 March 2024`.
    pub text: String,
    /// Both, for the template engine.
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
    /// The words of the theme are the same for all pages of a site.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (i32::from(self.day.year()) * 512 + i32::from(self.day.month()) * 32 + i32::from(self.day.day())).hash(state);
    }
}

impl Serialize for Date<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// A title and where it leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Link<'a> {
    /// What it is called.
    pub title: Text<'a>,
    /// Relative address.
    pub href: Text<'a>,
}

/// A link to something that holds a number of notes: a tag, a folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Counted<'a> {
    /// What it is called.
    pub title: Text<'a>,
    /// Relative address.
    pub href: Text<'a>,
    /// Notes in it.
    pub count: usize,
}

/// A feed of what a page lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct FeedLink {
    /// What it is of.
    pub title: String,
    /// Its media type.
    pub media: &'static str,
    /// Relative address.
    pub href: String,
}

/// "and 12 more": how many are not shown, and where they are.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct More {
    /// How many.
    pub count: usize,
    /// Relative address.
    pub href: String,
}

/// `site`: what is the same on every page. Addresses start at the top of the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Site<'a> {
    /// The garden's name.
    pub title: Text<'a>,
    /// Its language, such as `en-GB`.
    pub language: Text<'a>,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The first page.
    pub home: String,
    /// All notes from A to Z.
    pub notes: String,
    /// All tags, if there are any.
    pub tags: Option<String>,
    /// All years, if any note has a date.
    pub timeline: Option<String>,
    /// The days of all years by month and day, if notes speak of any.
    pub on_this_day: Option<String>,
    /// The lenses of the garden.
    pub lenses: Vec<Link<'a>>,
    /// Notes that are linked to and not written yet, if there are any.
    pub wanted: Option<String>,
    /// The page that lists all notes without a script and searches them with one.
    pub search: Option<String>,
    /// The map of all notes.
    pub graph: Option<String>,
    /// Whether notes show the notes that their reader came by.
    pub trail: bool,
    /// How many files of previews there are, if links have previews.
    pub previews: Option<usize>,
    /// All authors, if there are several.
    pub authors: Option<String>,
    /// What changed lately, if the garden shows it.
    pub changes: Option<String>,
    /// The Atom feed.
    pub atom: Option<String>,
    /// The JSON feed.
    pub json_feed: Option<String>,
    /// The terms that the garden is published under.
    pub license: Option<Text<'a>>,
    /// Where the garden's files can be had: an absolute address.
    pub source: Option<Text<'a>>,
    /// Name and version of the program.
    pub generator: Text<'a>,
}

/// `page.shell`: what every page has around its main part.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Shell<'a> {
    /// The way to the top of the site: `./`, `../` and so on.
    pub root: String,
    /// The title for tabs and search engines; the site's name is put behind it if it differs.
    pub title: Text<'a>,
    /// A sentence or two about the page.
    pub description: Option<Text<'a>>,
    /// The page's absolute address, if the site knows its own.
    pub canonical: Option<String>,
    /// Who wrote it, or else the garden.
    pub authors: Vec<Text<'a>>,
    /// The absolute address of a picture for those who share the page, if the site knows its own.
    pub image: Option<String>,
    /// `article` for a note, `profile` for an author, `website` for the rest.
    pub kind: &'static str,
    /// Whether it is the page of a note that is not to be published yet.
    pub draft: bool,
    /// Whether pictures, sound, film or frames of this page come from elsewhere. Without this a
    /// browser is told to refuse them.
    pub remote_media: bool,
    /// Whether there are blocks of code on the page, which need code.css and code.js.
    pub code: bool,
    /// Whether there are formulas on the page, which need math.css and its font.
    pub math: bool,
    /// Whether there are callouts on the page, which need callouts.css.
    pub callouts: bool,
    /// Whether diagrams are drawn on the page, which need diagram.css.
    pub diagram: bool,
    /// Which of the site's own pages this is: `notes`, `tags`, `timeline`, `on_this_day`, `lens`, `graph`, `search`,
    /// `words`, `authors`, `changes`, or empty.
    pub place: &'static str,
    /// Feeds of what the page lists, besides those of the whole garden.
    pub feeds: Vec<FeedLink>,
    /// The notes or folders around this page.
    pub rail: Rail<'a>,
}

/// `page.shell.rail`: the folder that the page is in. Beside the list of a folder stand the folders that are in the same
/// one, beside the first page those at the top. Empty for pages that are in no folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Rail<'a> {
    /// The folder and those above it, outermost first.
    pub folders: Vec<Link<'a>>,
    /// Its notes or folders, [`Rail::LIMIT`] of each at most, as neighbour.html writes them.
    pub notes: Html,
    /// How many notes are not shown, and the page of the folder.
    pub more: Option<More>,
}

impl Rail<'_> {
    /// Notes in a rail. A page must not grow with the garden.
    pub const LIMIT: usize = 20;
}

/// A note or folder in the rail, as `page` for neighbour.html: a note is written once for all pages of its folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Neighbour<'a> {
    /// Its title.
    pub title: Text<'a>,
    /// Relative address.
    pub href: Text<'a>,
    /// Whether it is the page itself.
    pub current: bool,
}

/// `frame`: what a page has around its main part in common with many others, written once for all of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Frame {
    /// Scripts, sheets, the icon and the garden's feeds, as frame/head.html writes them.
    pub head: Html,
    /// The bar at the top, as frame/top.html writes it.
    pub top: Html,
    /// The ways to the site's own pages, as frame/menu.html writes them.
    pub menu: Html,
}

/// What a frame depends on, as `page` for frame/head.html, frame/top.html and frame/menu.html. The fields are those
/// of the page's own shell.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct FramePage<'a> {
    /// The way to the top of the site.
    pub root: &'a str,
    /// Which of the site's own pages it is.
    pub place: &'static str,
    /// The title of a lens; empty for other pages.
    pub title: &'a str,
    /// Whether there are blocks of code.
    pub code: bool,
    /// Whether there are formulas.
    pub math: bool,
    /// Whether there are callouts.
    pub callouts: bool,
    /// Whether diagrams are drawn.
    pub diagram: bool,
}

/// The first page, for home.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct HomePage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The garden's own first note, if it has one.
    pub note: Option<Note<'a>>,
    /// Notes that are new or were worked on lately, newest first; only new ones if there are any in `tended`.
    pub recent: Vec<Item<'a>>,
    /// Notes that were worked on after they were begun, lately worked on first.
    pub tended: Vec<Item<'a>>,
    /// How many of those are not shown, and the page that has them.
    pub more_tended: Option<More>,
    /// The folders at the top.
    pub folders: Vec<Counted<'a>>,
    /// The notes that are in no folder, if there is no first note that would lead to them.
    pub notes: Vec<Item<'a>>,
    /// How many of those are not shown, and the page of all notes.
    pub more_notes: Option<More>,
    /// Tags; the most used ones if there are many.
    pub tags: Vec<Counted<'a>>,
}

/// What a host shows for an address that is nothing, for 404.html. The page is served at any
/// depth: `shell.root` is the path of the site's own address, such as `/` or `/garden/`, if that is
/// known. If not it is `./`, and links and look hold only for wrong addresses at the top of the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct NotFoundPage<'a> {
    /// Around it.
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

//! Views: everything that templates see of a garden, and nothing else. This is the contract between
//! the program and its themes.
//!
//! A template gets one of the `…Page` structs as `page`, the [`Site`] as `site`, the words of the
//! theme as `words` and the addresses of its files as `theme`. All values are ready to be written:
//!
//! - Every `href` is relative to the page, percent-encoded, and leads to a file that exists. The few
//!   addresses in [`Site`] are the same on all pages and start at the top of the site: write
//!   `{{ page.shell.root }}` in front of them.
//! - Text is plain and is escaped where it lands. [`Html`] is markup and is not escaped again.
//! - What is optional is absent or empty: `{% if page.note.tended %}` is enough.
//!
//! Views are built by `render::page` and hold no logic beyond their making. Ids that a theme makes
//! up contain a dot: ids of headings never do. `main` is the one exception and is reserved.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use jiff::civil;
use serde::{Serialize, Serializer};

use crate::theme::Words;

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

/// A day, for machines and for people: `iso` is `2024-03-02`, and `text` what the garden's language
/// makes of it, such as `2 March 2024`. Days stand all over a site, so that a copy costs nothing.
#[derive(Clone, Debug)]
pub struct Date {
    day: civil::Date,
    written: tera::Value,
}

impl Date {
    /// Writes a day in the words of a theme.
    pub fn new(day: civil::Date, words: &Words) -> Self {
        let parts = [("iso", day.to_string()), ("text", words.date(day))];
        let written = parts.map(|(name, text)| (name.into(), tera::Value::from(text.as_str())));
        Self { day, written: tera::Map::from_iter(written).into() }
    }
}

impl PartialEq for Date {
    fn eq(&self, other: &Self) -> bool {
        self.day == other.day
    }
}

impl Eq for Date {}

impl Hash for Date {
    /// The words of the theme are the same for all pages of a site.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.day.hash(state);
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written.serialize(serializer)
    }
}

/// A title and where it leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Link<'a> {
    /// What it is called.
    pub title: Text<'a>,
    /// Relative address.
    pub href: String,
}

/// A link to something that holds a number of notes: a tag, a folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Counted<'a> {
    /// What it is called.
    pub title: Text<'a>,
    /// Relative address.
    pub href: String,
    /// Notes in it.
    pub count: usize,
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
    /// Notes that are linked to and not written yet, if there are any.
    pub wanted: Option<String>,
    /// The page that lists all notes without a script and searches them with one.
    pub search: Option<String>,
    /// The map of all notes.
    pub graph: Option<String>,
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
    /// `article` for a note, `website` for the rest.
    pub kind: &'static str,
    /// Whether pictures, sound, film or frames of this page come from elsewhere. Without this a
    /// browser is told to refuse them.
    pub remote_media: bool,
    /// Whether there are blocks of code on the page, which need code.css and code.js.
    pub code: bool,
    /// Whether there are formulas on the page, which need math.css and its font.
    pub math: bool,
    /// Which of the site's own pages this is: `notes`, `tags`, `timeline`, `graph`, or empty.
    pub place: &'static str,
    /// The notes around this one.
    pub rail: Rail<'a>,
}

/// `page.shell.rail`: the folder that the page is in. Empty for pages that are in none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Rail<'a> {
    /// The folder and those above it, outermost first.
    pub folders: Vec<Link<'a>>,
    /// Its notes, [`Rail::LIMIT`] at most, as neighbour.html writes them.
    pub notes: Html,
    /// How many notes are not shown, and the page of the folder.
    pub more: Option<More>,
}

impl Rail<'_> {
    /// Notes in a rail. A page must not grow with the garden.
    pub const LIMIT: usize = 40;
}

/// A note in the rail, as `page` for neighbour.html: it is written once for all pages of a folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Neighbour<'a> {
    /// Its title.
    pub title: Text<'a>,
    /// Relative address.
    pub href: String,
    /// Whether it is the page itself.
    pub current: bool,
}

/// The page of a note, for note.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct NotePage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page, without the note itself.
    pub crumbs: Vec<Link<'a>>,
    /// The note.
    pub note: Note<'a>,
    /// The folder that the note speaks for, if it does.
    pub folder: Option<Folder<'a>>,
}

/// What is in a folder, below the note that speaks for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Folder<'a> {
    /// Folders in it.
    pub folders: Vec<Counted<'a>>,
    /// Notes in it.
    pub items: Vec<Item<'a>>,
    /// The other pages of the list, if it has more than one.
    pub pages: Option<Pages>,
}

/// A note, on its own page or on the first one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Note<'a> {
    /// Its title: the page's only `<h1>`.
    pub title: Text<'a>,
    /// The id of the heading that became the title, for links to it.
    pub id: Option<Text<'a>>,
    /// The note's own language, if it differs from the garden's.
    pub language: Option<Text<'a>>,
    /// `ltr` or `rtl`; written only with [`Note::language`].
    pub direction: &'static str,
    /// When it was begun.
    pub planted: Option<Date>,
    /// When it was last worked on, if that is another day.
    pub tended: Option<Date>,
    /// Minutes to read it; 0 is not shown.
    pub minutes: usize,
    /// How far it has grown.
    pub stage: Option<Stage<'a>>,
    /// Its tags.
    pub tags: Vec<Link<'a>>,
    /// Who wrote it, if the note says so.
    pub authors: Vec<Text<'a>>,
    /// The terms it is published under, if they are not the garden's.
    pub license: Option<Text<'a>>,
    /// Front matter that has no place of its own.
    pub properties: Vec<Property<'a>>,
    /// The rendered text.
    pub body: Html,
    /// Its headings, or nothing if there are fewer than two.
    pub contents: Vec<Heading<'a>>,
    /// Who links to it.
    pub backlinks: Option<Backlinks<'a>>,
}

/// How far a note has grown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Stage<'a> {
    /// `seedling`, `budding` or `evergreen` where the theme has a sign for it, or empty.
    pub icon: &'static str,
    /// The theme's word for it, or the author's own.
    pub word: Text<'a>,
}

impl<'a> Stage<'a> {
    /// A stage by the author's word for it; the three usual ones are written in the words of the theme.
    pub fn new(word: &'a str, words: &'a Words) -> Self {
        let known =
            ["seedling", "budding", "evergreen"].into_iter().find(|icon| word.trim().eq_ignore_ascii_case(icon));
        let word = match known {
            Some("seedling") => words.text("stage_seedling"),
            Some("budding") => words.text("stage_budding"),
            Some(_) => words.text("stage_evergreen"),
            None => word.trim(),
        };
        Self { icon: known.unwrap_or_default(), word: word.into() }
    }
}

/// A key of the front matter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Property<'a> {
    /// The key.
    pub name: Text<'a>,
    /// Its value, with links in it resolved.
    pub value: Html,
}

/// A heading in the contents.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Heading<'a> {
    /// Its text, without markup.
    pub title: Text<'a>,
    /// `#` and its id.
    pub href: String,
    /// The headings below it. Themes show three levels.
    pub under: Vec<Heading<'a>>,
}

/// The notes that link to a note.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Backlinks<'a> {
    /// How many notes there are in all; not 0.
    pub count: usize,
    /// The ones shown.
    pub groups: Vec<Backlink<'a>>,
    /// How many are not, and the page that has them.
    pub more: Option<More>,
}

/// A note that links to another one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Backlink<'a> {
    /// Its title.
    pub title: Text<'a>,
    /// Relative address, with the fragment of the linking block if it has one.
    pub href: String,
    /// Its date.
    pub date: Option<Date>,
    /// The blocks that the links stand in, with each link in a `<mark>`.
    pub contexts: Vec<Html>,
}

/// The first page, for home.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct HomePage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The garden's own first note, if it has one.
    pub note: Option<Note<'a>>,
    /// Notes that are new or were worked on lately, newest first.
    pub recent: Vec<Item<'a>>,
    /// The folders at the top.
    pub folders: Vec<Counted<'a>>,
    /// Tags; the most used ones if there are many.
    pub tags: Vec<Counted<'a>>,
}

/// A list of notes, for list.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ListPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// What is listed: `folder`, `tag`, `year` or `notes`.
    pub kind: &'static str,
    /// The way down from the first page, without this one.
    pub crumbs: Vec<Link<'a>>,
    /// The heading of the page.
    pub title: Text<'a>,
    /// Notes in the list, on all of its pages together.
    pub count: usize,
    /// What a folder's own note says of it.
    pub intro: Option<Html>,
    /// Folders in this folder, tags below this tag.
    pub children: Vec<Counted<'a>>,
    /// Ways to the groups, on this and on other pages: letters or months.
    pub jumps: Vec<Link<'a>>,
    /// The notes.
    pub groups: Vec<Group<'a>>,
    /// The other pages, if the list has more than one.
    pub pages: Option<Pages>,
}

/// Notes under one heading: a letter, a month.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Group<'a> {
    /// The heading, if there is one.
    pub title: Option<Text<'a>>,
    /// Its id, with a dot in it so that it is no id of a heading in an intro.
    pub id: Option<String>,
    /// The notes.
    pub items: Vec<Item<'a>>,
}

/// A note in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Item<'a> {
    /// Its title.
    pub title: Text<'a>,
    /// Relative address.
    pub href: String,
    /// The date that the list is about.
    pub date: Option<Date>,
    /// Its tags, if the list shows them.
    pub tags: Vec<Link<'a>>,
    /// Its description, if it has one.
    pub description: Option<Text<'a>>,
}

/// The pages of a long list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Pages {
    /// Relative address of the page before.
    pub previous: Option<String>,
    /// Relative address of the page after.
    pub next: Option<String>,
    /// The pages that are offered by number.
    pub numbers: Vec<PageNumber>,
}

/// A page of a long list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct PageNumber {
    /// Its number, from 1.
    pub number: usize,
    /// Relative address.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
    /// Whether numbers are left out before it.
    pub gap: bool,
}

impl Pages {
    /// The way through a list of `last` pages seen from page `current`, both from 1, or nothing if
    /// there is only one. First and last page and two on each side are offered, so that the number
    /// of links does not grow with the list. `href` gives the address of a page.
    pub fn new(current: usize, last: usize, href: impl Fn(usize) -> String) -> Option<Self> {
        let near = current.saturating_sub(2).max(1)..=(current + 2).min(last);
        let first = (*near.start() > 1).then_some(1);
        let end = (*near.end() < last).then_some(last);
        let mut before = 0;
        let numbers = first.into_iter().chain(near).chain(end).map(|number| {
            let gap = number > before + 1;
            before = number;
            PageNumber { number, href: href(number), current: number == current, gap }
        });
        let numbers = numbers.collect();
        let previous = (current > 1).then(|| href(current - 1));
        let next = (current < last).then(|| href(current + 1));
        (last > 1).then_some(Self { previous, next, numbers })
    }
}

/// All tags, for tags.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TagsPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// Tags in all.
    pub count: usize,
    /// Tags that have none below them.
    pub alone: Vec<Counted<'a>>,
    /// Tags that have some.
    pub groups: Vec<TagGroup<'a>>,
}

/// A tag and all below it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TagGroup<'a> {
    /// The tag at the top, with the notes of all below it.
    pub tag: Counted<'a>,
    /// The tags below it at any depth, by their full names.
    pub under: Vec<Counted<'a>>,
}

/// All years, for timeline.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TimelinePage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// Years with notes, newest first.
    pub years: Vec<Year<'a>>,
    /// Notes that have no date, and where they are listed.
    pub undated: Option<More>,
}

/// A year.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Year<'a> {
    /// Its number.
    pub title: Text<'a>,
    /// The page of the year.
    pub href: String,
    /// Notes of the year.
    pub count: usize,
    /// All twelve months.
    pub months: Vec<Month<'a>>,
}

/// A month of a year.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Month<'a> {
    /// Its short name.
    pub title: Text<'a>,
    /// Its place on the page of the year, if it has notes.
    pub href: Option<String>,
    /// Notes of the month.
    pub count: usize,
    /// How many that is beside the fullest month of the garden: 0 for none, then 1 to 4.
    pub heat: u8,
}

/// Notes that are linked to and not written yet, for wanted.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct WantedPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The notes, the most wanted first.
    pub wanted: Vec<Wanted<'a>>,
    /// The other pages, if the list has more than one.
    pub pages: Option<Pages>,
}

/// A note that is not written yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Wanted<'a> {
    /// As the links write it.
    pub title: Text<'a>,
    /// Notes that link to it.
    pub count: usize,
    /// Some of them.
    pub sources: Vec<Link<'a>>,
    /// How many are not shown; 0 if all are.
    pub more: usize,
}

/// The backlinks that did not fit under a note, for backlinks.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct BacklinksPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page to the note.
    pub crumbs: Vec<Link<'a>>,
    /// The note's title.
    pub title: Text<'a>,
    /// Notes that link to it, in all.
    pub count: usize,
    /// The ones on this page.
    pub groups: Vec<Backlink<'a>>,
    /// The other pages, if there are more.
    pub pages: Option<Pages>,
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
    fn a_long_list_offers_few_pages() {
        let offered = |current, last| {
            let pages = Pages::new(current, last, |number| format!("{number}.html"))?;
            let numbers = pages.numbers.iter().map(|page| {
                format!("{}{}{}", if page.gap { "… " } else { "" }, page.number, if page.current { "!" } else { "" })
            });
            Some((pages.previous.clone(), numbers.collect::<Vec<_>>().join(" "), pages.next.clone()))
        };
        let some = |href: &str| Some(href.to_owned());
        assert_eq!(offered(1, 1), None);
        assert_eq!(offered(1, 2), Some((None, "1! 2".to_owned(), some("2.html"))));
        assert_eq!(offered(6, 20), Some((some("5.html"), "1 … 4 5 6! 7 8 … 20".to_owned(), some("7.html"))));
        assert_eq!(offered(20, 20), Some((some("19.html"), "1 … 18 19 20!".to_owned(), None)));
    }

    #[test]
    fn markup_is_a_string_for_everyone_else() {
        assert_eq!(serde_json::to_string(&Html("<b>".to_owned())).ok().as_deref(), Some("\"<b>\""));
    }
}

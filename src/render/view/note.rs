//! Views of notes and of what refers to them. They have no logic except for building them.

use serde::Serialize;

use super::{Counted, Date, Day, Html, Item, Link, More, Nearby, NoteHistory, Pages, Person, Shell, Stand, Text};
use crate::theme::Words;

/// The page of a note, for note.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct NotePage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above the note, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// The note.
    pub note: Note<'a>,
    /// The contents of the folder, if the note is the folder's own note.
    pub folder: Option<Folder<'a>>,
    /// The day that the note is named after, if it is a daily note.
    pub day: Option<Day<'a>>,
}

/// The contents of a folder, shown below the folder's own note.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Folder<'a> {
    /// Its subfolders.
    pub folders: Vec<Counted<'a>>,
    /// Its notes on this page.
    pub items: Vec<Item<'a>>,
    /// The pages of the list of notes, if it has more than one.
    pub pages: Option<Pages>,
}

/// A note, on its own page or on the first page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Note<'a> {
    /// Its title: the page's only `<h1>`.
    pub title: Text<'a>,
    /// The id of the heading that became the title, for links to it.
    pub id: Option<Text<'a>>,
    /// The note's own language, if it differs from the garden's.
    pub language: Option<Text<'a>>,
    /// The text direction of that language, `ltr` or `rtl`; use it only together with [`Note::language`].
    pub direction: &'static str,
    /// CSS classes that the note asks for, for its article; they consist of letters, digits, `-` and `_`.
    pub classes: Vec<Text<'a>>,
    /// The day it was created.
    pub planted: Option<Date<'a>>,
    /// The page of that day, unless this is that page.
    pub day: Option<String>,
    /// The day it was last modified, if that is a different day.
    pub tended: Option<Date<'a>>,
    /// Reading time in minutes; don't show 0.
    pub minutes: usize,
    /// Whether it is a draft, shown only because drafts were asked for.
    pub draft: bool,
    /// Its stage of growth.
    pub stage: Option<Stage<'a>>,
    /// Its tags.
    pub tags: Vec<Link<'a>>,
    /// Its place in each lens that shows it.
    pub stands: Vec<Stand<'a>>,
    /// Its authors, if the note names any.
    pub authors: Vec<Person<'a>>,
    /// Its history in version control, if the garden shows that and it is known.
    pub history: Option<NoteHistory<'a>>,
    /// Its licence, if it differs from the garden's.
    pub license: Option<Text<'a>>,
    /// Where it can be edited: an absolute address.
    pub edit: Option<String>,
    /// Front matter that the garden shows and that has no place of its own on the page.
    pub properties: Vec<Property<'a>>,
    /// The rendered text.
    pub body: Html,
    /// Its headings, as a table of contents; empty if there are fewer than two.
    pub contents: Vec<Heading<'a>>,
    /// The notes that link to it.
    pub backlinks: Option<Backlinks<'a>>,
    /// The notes that mention it without a link.
    pub mentions: Option<Mentions<'a>>,
    /// Notes that are related to it but not linked with it, the most closely related first.
    pub related: Vec<Related<'a>>,
    /// Canvases that show it.
    pub canvases: Vec<Link<'a>>,
    /// The notes around it, if it has links and the garden shows them.
    pub nearby: Option<Nearby<'a>>,
}

/// How far a note has grown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Stage<'a> {
    /// `seedling`, `budding` or `evergreen`, for which the theme has icons; empty for other stages.
    pub icon: &'static str,
    /// The theme's word for the stage, or the author's own.
    pub word: Text<'a>,
}

impl<'a> Stage<'a> {
    /// Returns the stage for an author's word; the three usual ones are translated to the theme's words.
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

/// A property from the front matter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Property<'a> {
    /// The key.
    pub name: Text<'a>,
    /// The value, with its links resolved.
    pub value: Html,
}

/// A heading in the table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Heading<'a> {
    /// Its text, without markup.
    pub title: Text<'a>,
    /// Link to the heading: `#` and its id.
    pub href: String,
    /// The headings below it. The contents have three levels at most.
    pub under: Vec<Heading<'a>>,
}

/// The notes that link to a note.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Backlinks<'a> {
    /// Number of notes that link to it, never 0.
    pub count: usize,
    /// The notes shown, except daily notes; of many, the first eight.
    pub groups: Vec<Backlink<'a>>,
    /// The others, if there are many.
    pub further: Vec<Backlink<'a>>,
    /// The daily notes among those shown: notes that are named after a day.
    pub daily: Vec<Backlink<'a>>,
    /// How many notes are not shown, and the page that lists them.
    pub more: Option<More>,
}

/// A note that links to or mentions another note.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Backlink<'a> {
    /// Its title.
    pub title: Text<'a>,
    /// Relative address.
    pub href: Text<'a>,
    /// Its date.
    pub date: Option<Date<'a>>,
    /// The blocks that contain the links or mentions, with each of those in a `<mark>`.
    pub contexts: Vec<Html>,
}

/// The notes that mention a note without a link.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Mentions<'a> {
    /// Number of notes that mention it, never 0.
    pub count: usize,
    /// The notes shown.
    pub groups: Vec<Backlink<'a>>,
    /// How many notes are not shown.
    pub more: usize,
}

/// A note that is related to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Related<'a> {
    /// Its title.
    pub title: Text<'a>,
    /// Relative address.
    pub href: Text<'a>,
    /// What the two have in common, in the words of the theme: `3 shared tags`, `both link to Soil`.
    pub reasons: Vec<Text<'a>>,
}

/// A page of further backlinks of a note, for backlinks.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct BacklinksPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above this one down to the note, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// The note's title.
    pub title: Text<'a>,
    /// Number of all notes that link to it.
    pub count: usize,
    /// How many of them are shown on the page of the note, and its address.
    pub first: More,
    /// The notes on this page, except daily notes.
    pub groups: Vec<Backlink<'a>>,
    /// The daily notes on this page.
    pub daily: Vec<Backlink<'a>>,
    /// The pages of further backlinks, if there is more than one.
    pub pages: Option<Pages>,
}

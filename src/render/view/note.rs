//! Views of notes and of what links to them. They hold no logic beyond their making.

use serde::Serialize;

use super::{Counted, Date, Day, Html, Item, Link, More, Nearby, NoteHistory, Pages, Person, Shell, Stand, Text};
use crate::theme::Words;

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
    /// The day that the note is named after, if it is the daily note.
    pub day: Option<Day<'a>>,
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
    /// The note's own classes, for its article: letters, digits, `-` and `_`.
    pub classes: Vec<Text<'a>>,
    /// When it was begun.
    pub planted: Option<Date<'a>>,
    /// The page of that day, if it has one and this is not it.
    pub day: Option<String>,
    /// When it was last worked on, if that is another day.
    pub tended: Option<Date<'a>>,
    /// Minutes to read it; 0 is not shown.
    pub minutes: usize,
    /// Whether it is not to be published yet, and shown because drafts were asked for.
    pub draft: bool,
    /// How far it has grown.
    pub stage: Option<Stage<'a>>,
    /// Its tags.
    pub tags: Vec<Link<'a>>,
    /// Where it stands in the lenses that show it.
    pub stands: Vec<Stand<'a>>,
    /// Who wrote it, if the note says so.
    pub authors: Vec<Person<'a>>,
    /// How often and by whom it was changed, if the garden shows that and it is known.
    pub history: Option<NoteHistory<'a>>,
    /// The terms it is published under, if they are not the garden's.
    pub license: Option<Text<'a>>,
    /// Where it can be edited: an absolute address.
    pub edit: Option<String>,
    /// Front matter that the garden shows and that has no place of its own.
    pub properties: Vec<Property<'a>>,
    /// The rendered text.
    pub body: Html,
    /// Its headings, or nothing if there are fewer than two.
    pub contents: Vec<Heading<'a>>,
    /// Who links to it.
    pub backlinks: Option<Backlinks<'a>>,
    /// Who names it without a link to it.
    pub mentions: Option<Mentions<'a>>,
    /// Notes that have much in common with it and are not linked with it, the nearest ones first.
    pub related: Vec<Related<'a>>,
    /// Canvases that show it.
    pub canvases: Vec<Link<'a>>,
    /// The notes around it, if it is linked with any and the garden wants them shown.
    pub nearby: Option<Nearby<'a>>,
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
    /// The ones shown, but for daily notes.
    pub groups: Vec<Backlink<'a>>,
    /// The daily notes among those shown: notes that are called by their day.
    pub daily: Vec<Backlink<'a>>,
    /// How many are not shown, and the page that has them.
    pub more: Option<More>,
}

/// A note that links to another one, or names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Backlink<'a> {
    /// Its title.
    pub title: Text<'a>,
    /// Relative address.
    pub href: Text<'a>,
    /// Its date.
    pub date: Option<Date<'a>>,
    /// The blocks that the links or names stand in, with each in a `<mark>`.
    pub contexts: Vec<Html>,
}

/// The notes that name a note without a link to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Mentions<'a> {
    /// How many notes there are in all; not 0.
    pub count: usize,
    /// The ones shown.
    pub groups: Vec<Backlink<'a>>,
    /// How many are not.
    pub more: usize,
}

/// A note that has much in common with another one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Related<'a> {
    /// Its title.
    pub title: Text<'a>,
    /// Relative address.
    pub href: Text<'a>,
    /// What they share, in the words of the theme: `3 shared tags`, `both link to Soil`.
    pub reasons: Vec<Text<'a>>,
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
    /// How many of them stand below the note itself, and its page.
    pub first: More,
    /// The ones on this page, but for daily notes.
    pub groups: Vec<Backlink<'a>>,
    /// The daily notes on this page.
    pub daily: Vec<Backlink<'a>>,
    /// The other pages, if there are more.
    pub pages: Option<Pages>,
}

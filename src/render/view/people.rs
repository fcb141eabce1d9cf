//! Views of people and of what they did. They hold no logic beyond their making.

use serde::Serialize;

use super::{Counted, Date, Item, Link, Pages, Shell, Text};

/// Someone who wrote or changed a note.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Person<'a> {
    /// Their name.
    pub name: Text<'a>,
    /// Their page, if they have one.
    pub href: Option<String>,
}

/// The notes of an author, for author.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct AuthorPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page, without this one.
    pub crumbs: Vec<Link<'a>>,
    /// Their name.
    pub name: Text<'a>,
    /// What authors.toml says about them, if it does.
    pub about: Option<Text<'a>>,
    /// Where else they are: whole addresses.
    pub links: Vec<Link<'a>>,
    /// Notes of theirs, on all pages together.
    pub count: usize,
    /// The ones on this page, newest first.
    pub items: Vec<Item<'a>>,
    /// The other pages, if there are more.
    pub pages: Option<Pages>,
}

/// All authors, for authors.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct AuthorsPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page, without this one.
    pub crumbs: Vec<Link<'a>>,
    /// Authors, on all pages together.
    pub count: usize,
    /// The ones on this page, with the numbers of their notes.
    pub authors: Vec<Counted<'a>>,
    /// The other pages, if there are more.
    pub pages: Option<Pages>,
}

/// What is known of the history of a note.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct NoteHistory<'a> {
    /// How often it was changed.
    pub changes: usize,
    /// The page of changes; the day of the last change on it, if it is there.
    pub href: String,
    /// Who changed it, if they may be named and are not just its authors.
    pub people: Vec<Person<'a>>,
    /// How many more did.
    pub more: usize,
}

/// What changed lately, for changes.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ChangesPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page, without this one.
    pub crumbs: Vec<Link<'a>>,
    /// Days, the newest first.
    pub days: Vec<ChangedDay<'a>>,
}

/// A day on which notes were changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ChangedDay<'a> {
    /// The day.
    pub date: Date<'a>,
    /// Its id, with a dot in it.
    pub id: String,
    /// The notes.
    pub items: Vec<ChangedNote<'a>>,
    /// How many more there were.
    pub more: usize,
    /// What was said of the changes, if the garden shows that.
    pub messages: Vec<Text<'a>>,
}

/// A note that was changed on a day.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ChangedNote<'a> {
    /// Its title.
    pub title: Text<'a>,
    /// Relative address.
    pub href: String,
    /// Whether it came on that day.
    pub is_new: bool,
    /// How often it was changed then.
    pub changes: usize,
    /// Who changed it, if they may be named.
    pub people: Vec<Person<'a>>,
}

//! Views of authors and of changes. They have no logic except for building them.

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

/// The page of an author, for author.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct AuthorPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above this one, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// The author's name.
    pub name: Text<'a>,
    /// The text about them in authors.toml, if there is one.
    pub about: Option<Text<'a>>,
    /// Their pages elsewhere: absolute addresses.
    pub links: Vec<Link<'a>>,
    /// Number of their notes, on all pages of the list.
    pub count: usize,
    /// The notes on this page, newest first.
    pub items: Vec<Item<'a>>,
    /// The pages of the list, if it has more than one.
    pub pages: Option<Pages>,
}

/// The page of all authors, for authors.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct AuthorsPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above this one, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// Number of authors, on all pages of the list.
    pub count: usize,
    /// The authors on this page, with the number of their notes.
    pub authors: Vec<Counted<'a>>,
    /// The pages of the list, if it has more than one.
    pub pages: Option<Pages>,
}

/// The history of a note in version control.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct NoteHistory<'a> {
    /// Number of changes.
    pub changes: usize,
    /// Link to the last change on the page of recent changes, or to that page if it no longer lists the change.
    pub href: String,
    /// Who changed it, if the garden names them and they are not simply its authors.
    pub people: Vec<Person<'a>>,
    /// How many further people changed it.
    pub more: usize,
}

/// The page of recent changes, for changes.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ChangesPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above this one, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// The days with changes, newest first.
    pub days: Vec<ChangedDay<'a>>,
}

/// A day on which notes were changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ChangedDay<'a> {
    /// The day.
    pub date: Date<'a>,
    /// The id of the day's heading; it contains a dot.
    pub id: String,
    /// The changed notes.
    pub items: Vec<ChangedNote<'a>>,
    /// How many further notes were changed.
    pub more: usize,
    /// The commit messages, if the garden shows them.
    pub messages: Vec<Text<'a>>,
}

/// A note that was changed on a day.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ChangedNote<'a> {
    /// Its title.
    pub title: Text<'a>,
    /// Relative address.
    pub href: String,
    /// Whether it was added on that day.
    pub is_new: bool,
    /// Number of changes on that day.
    pub changes: usize,
    /// Who changed it, if the garden names them.
    pub people: Vec<Person<'a>>,
}

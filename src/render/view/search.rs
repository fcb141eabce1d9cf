//! Views of the search and of the word lists for readers without scripts. They have no logic except for building them.

use serde::Serialize;

use super::{Counted, Group, Link, More, Pages, Shell, Text};

/// The search page, for search.html. Readers without scripts find all notes and words listed here; the script takes
/// its choices from the same lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SearchPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above this one, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// Tags that results can be limited to: the most used ones.
    pub tags: Vec<Counted<'a>>,
    /// Folders that results can be limited to: those with the most notes; the titles are their paths.
    pub folders: Vec<Counted<'a>>,
    /// Years that results can be limited to, newest first.
    pub years: Vec<Counted<'a>>,
    /// Links to the lists of words, by letter.
    pub letters: Vec<Link<'a>>,
    /// Links to the notes under each letter.
    pub jumps: Vec<Link<'a>>,
    /// The first notes from A to Z, by letter.
    pub groups: Vec<Group<'a>>,
    /// How many further notes there are, and where they are listed.
    pub more: Option<More>,
}

/// A list of words under a letter, for words.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct WordsPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above this one, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// The letter.
    pub title: Text<'a>,
    /// Number of words under the letter, on all its pages.
    pub count: usize,
    /// Links to the lists of all letters.
    pub letters: Vec<Link<'a>>,
    /// The pages of the letter, each by its first word; empty if there is only one.
    pub ranges: Vec<Link<'a>>,
    /// The words on this page.
    pub words: Vec<Word<'a>>,
    /// The pages of the letter, if it has more than one.
    pub pages: Option<Pages>,
}

/// A word with the notes that contain it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Word<'a> {
    /// The word.
    pub title: Text<'a>,
    /// The id of its element.
    pub id: String,
    /// Notes that contain it, the most relevant first.
    pub notes: Vec<Link<'a>>,
    /// How many further notes contain it; 0 if these are all. They are not listed anywhere.
    pub more: usize,
    /// Words under which some of the further notes are found.
    pub narrower: Vec<Link<'a>>,
}

//! Views of the search and of the words to look up by eye. They hold no logic beyond their making.

use serde::Serialize;

use super::{Counted, Group, Link, More, Pages, Shell, Text};

/// The search, for search.html. What is here is for readers without a script, who find all notes and words
/// listed, and for the script to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SearchPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page, without this one.
    pub crumbs: Vec<Link<'a>>,
    /// Tags that results can be limited to, the most used ones.
    pub tags: Vec<Counted<'a>>,
    /// Folders that results can be limited to; the titles are their paths.
    pub folders: Vec<Counted<'a>>,
    /// Years that results can be limited to, newest first.
    pub years: Vec<Counted<'a>>,
    /// Words by letter.
    pub letters: Vec<Link<'a>>,
    /// Ways to the notes of a letter.
    pub jumps: Vec<Link<'a>>,
    /// The first notes, by letter.
    pub groups: Vec<Group<'a>>,
    /// How many others there are, and where.
    pub more: Option<More>,
}

/// Words of a letter, for words.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct WordsPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page, without this one.
    pub crumbs: Vec<Link<'a>>,
    /// The letter.
    pub title: Text<'a>,
    /// How many words there are, on all pages of the letter.
    pub count: usize,
    /// The other letters.
    pub letters: Vec<Link<'a>>,
    /// The letter's pages, by the first word of each; empty if there is only one.
    pub ranges: Vec<Link<'a>>,
    /// The words on this page.
    pub words: Vec<Word<'a>>,
    /// The other pages of the letter.
    pub pages: Option<Pages>,
}

/// A word with the notes that have it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Word<'a> {
    /// The word.
    pub title: Text<'a>,
    /// The id of its place on the page.
    pub id: String,
    /// Notes that have it, the most telling first.
    pub notes: Vec<Link<'a>>,
    /// How many others there are; 0 if these are all. No page lists them.
    pub more: usize,
    /// Words that some of the others are found under.
    pub narrower: Vec<Link<'a>>,
}

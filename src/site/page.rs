//! The pages of a site: what each shows, and its address.
//!
//! `plan` decides which there are, and `compose` what is on them.

use crate::garden::NoteId;
use crate::note::date::Date;
use crate::note::tag::Tag;
use crate::path::OutputPath;

/// What a page shows. Trailing numbers are page numbers of a list, from 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The first page.
    Home,
    /// A note.
    Note(NoteId),
    /// The notes of a folder that has no folder note, or those that don't fit on the page of that note.
    Folder(String, usize),
    /// Notes with a tag.
    Tag(Tag, usize),
    /// Notes of a year.
    Year(i16, usize),
    /// All notes from A to Z.
    Notes(usize),
    /// All tags.
    Tags,
    /// All years.
    Timeline,
    /// A day, or what does not fit on the page of the note that is its page.
    Day(Date, usize),
    /// All days by month and day.
    OnThisDay(usize),
    /// Notes that were modified last.
    Tended,
    /// A lens, by its index in `Plan::lenses`.
    Lens(usize, usize),
    /// Notes that are not written yet.
    Wanted(usize),
    /// Backlinks that don't fit on a note's own page.
    Backlinks(NoteId, usize),
    /// A canvas, by its index in `Garden::boards`.
    Canvas(usize),
    /// Notes of an author, by folded name.
    Author(String, usize),
    /// All authors.
    Authors(usize),
    /// Recent changes.
    Changes,
    /// The search, with its fallback for readers without scripts.
    Search,
    /// Words under a letter, by the letter's index in `search`. A `Plan` does not contain these pages: it knows
    /// no text.
    Words(usize, usize),
    /// The map of all notes.
    Graph,
    /// The page that a host shows for unknown addresses.
    NotFound,
}

/// A page of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub path: OutputPath,
    /// What it shows.
    pub kind: Kind,
}

/// Returns the path of a page whose address is reserved, see `garden::Addresses`.
pub fn fixed(name: &str) -> OutputPath {
    OutputPath::new(name)
}

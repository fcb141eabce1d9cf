//! Lists of notes, and how they are cut into pages.
//!
//! [`list`] is the entry point for notes, [`paginate`] for whatever else is listed. In which order notes stand is
//! decided by `orders`, what is listed at all by `plan`.

use std::sync::Arc;

use crate::garden::{Garden, NoteId};
use crate::note::date::Date;
use crate::path::OutputPath;

/// Entries of a list per page.
pub const LIST_LIMIT: usize = 200;
/// Backlinks shown on a note's own page; the rest get pages of their own.
pub const BACKLINK_LIMIT: usize = 40;

/// Notes in the order in which they are listed, and the pages that list them.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// All of them.
    pub notes: Arc<Vec<NoteId>>,
    /// The addresses of its pages; at least one.
    pub pages: Vec<OutputPath>,
    /// Indices in `notes` at which a new letter or month begins, if the list has such headings.
    pub breaks: Vec<usize>,
}

impl List {
    /// Returns the notes on one of its pages.
    pub fn on_page(&self, number: usize) -> &[NoteId] {
        self.notes.chunks(LIST_LIMIT).nth(number).unwrap_or_default()
    }

    /// Finds the indices at which `heading` changes.
    pub(super) fn break_by<T: PartialEq>(&mut self, heading: impl Fn(NoteId) -> T) {
        let mut last = None;
        for (place, id) in self.notes.iter().enumerate() {
            let next = Some(heading(*id));
            if next != last {
                self.breaks.push(place);
            }
            last = next;
        }
    }
}

/// Returns the day that a note is listed under.
pub fn day(garden: &Garden, id: NoteId) -> Option<Date> {
    let entry = garden.note(id);
    entry.created.or(entry.modified)
}

/// Makes a list and claims addresses for all its pages but the first.
pub(super) fn list(garden: &mut Garden, notes: Arc<Vec<NoteId>>, first: OutputPath, base: &str) -> List {
    let pages = paginate(garden, notes.len(), first, base);
    List { notes, pages, breaks: Vec::new() }
}

/// Returns the addresses of all pages of a list that has so many entries; claims those after the first.
pub(super) fn paginate(garden: &mut Garden, entries: usize, first: OutputPath, base: &str) -> Vec<OutputPath> {
    let further = further_pages(garden, entries, base);
    std::iter::once(first).chain(further).collect()
}

fn further_pages(garden: &mut Garden, entries: usize, base: &str) -> Vec<OutputPath> {
    let pages = entries.div_ceil(LIST_LIMIT);
    (2..=pages).map(|number| garden.addresses.claim(&format!("{base}-page-{number}"))).collect()
}

//! Which place in a note the fragment of a link names.
//!
//! [`find`] follows the Obsidian help (*Internal links*: link to a heading, to a block): headings match regardless of
//! case and punctuation, or by their ids; `A#B` is B under A; block ids match regardless of case.

use crate::note::sections::{Sections, letters};
use crate::note::{Note, Span};
use crate::path::heading_slug;

/// A place in a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The note as a whole.
    Top,
    /// One of [`Note::headings`].
    Heading(u32),
    /// One of [`Note::anchors`].
    Block(u32),
    /// The link names a place that does not exist.
    Broken,
}

/// Finds the place that `fragment` names.
pub(super) fn find(note: &Note, fragment: &str) -> Place {
    let sections = note.sections();
    if let Some(id) = fragment.trim().strip_prefix('^') {
        return sections.block(id.trim()).map_or(Place::Broken, Place::Block);
    }
    let parts: Vec<&str> = fragment.split('#').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return Place::Top;
    }
    // A match with the heading's text takes precedence over one with its id.
    let by_text = |part: &&str| Fits([sections.with_text(&part.to_lowercase()), &[], &[]]);
    let by_name = |part: &&str| {
        let ids = [*part, &heading_slug(part)].map(|id| sections.with_id(id));
        Fits([ids[0], ids[1], sections.with_letters(&letters(part))])
    };
    let found = find_heading(sections, &parts.iter().map(by_text).collect::<Vec<_>>());
    let found = found.or_else(|| find_heading(sections, &parts.iter().map(by_name).collect::<Vec<_>>()));
    found.map_or(Place::Broken, Place::Heading)
}

/// The headings that a part of a chain fits, in lists that are in order.
struct Fits<'a>([&'a [u32]; 3]);

impl Fits<'_> {
    fn contains(&self, heading: u32) -> bool {
        self.0.iter().any(|list| list.binary_search(&heading).is_ok())
    }

    /// The first of the headings `from..to` that `is_it`.
    fn first(&self, from: u32, to: u32, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let first_of = |list: &&[u32]| {
            let later = &list[list.partition_point(|heading| *heading < from)..];
            later.iter().copied().take_while(|heading| *heading < to).find(|heading| is_it(*heading))
        };
        self.0.iter().filter_map(first_of).min()
    }

    fn last(&self) -> Option<u32> {
        self.0.iter().filter_map(|list| list.last().copied()).max()
    }
}

/// Finds the first heading that the last part of a chain fits, and which is in sections of headings that the other
/// parts fit, in their order.
fn find_heading(sections: &Sections, chain: &[Fits<'_>]) -> Option<u32> {
    let (own, above) = chain.split_last()?;
    let is_it = |heading: u32| {
        let mut around = sections.around(heading);
        above.iter().rev().all(|part| around.any(|heading| part.contains(heading)))
    };
    let Some(outermost) = above.first() else { return own.first(0, u32::MAX, is_it) };
    // Only sections that the chain may begin with are searched.
    let from = outermost.first(0, u32::MAX, |_| true)?;
    let last = outermost.last()?;
    let to = sections.around(last).filter(|heading| outermost.contains(*heading)).last().unwrap_or(last);
    own.first(from, sections.end(to), is_it)
}

/// The part of a note's file that a place stands for. A section extends to the next heading of the same or a higher
/// level (the help does not say; a heading's section is what is below it).
pub fn section(note: &Note, place: Place) -> Span {
    let whole = Span::from(note.body_start..note.text.len());
    match place {
        Place::Top | Place::Broken => whole,
        Place::Heading(index) => {
            let next = note.headings.get(note.sections().end(index) as usize);
            let start = note.headings[index as usize].span.start;
            Span { start, end: next.map_or(whole.end, |next| next.span.start) }
        }
        Place::Block(index) => note.anchors[index as usize].span,
    }
}

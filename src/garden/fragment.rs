//! Which place in a note the fragment of a link names.
//!
//! [`find`] follows the Obsidian help (*Internal links*: link to a heading, to a block): headings match regardless of
//! case and punctuation, or by their ids; `A#B` is B under A; block ids match regardless of case.

use crate::note::{Note, Span};
use crate::path::{heading_slug, keeps_in_slug};

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
    if let Some(id) = fragment.trim().strip_prefix('^') {
        let found = note.anchors.iter().position(|anchor| anchor.id.eq_ignore_ascii_case(id.trim()));
        return found.map_or(Place::Broken, |index| Place::Block(index as u32));
    }
    let parts: Vec<Part<'_>> =
        fragment.split('#').map(str::trim).filter(|part| !part.is_empty()).map(Part::new).collect();
    if parts.is_empty() {
        return Place::Top;
    }
    // A match with the heading's text takes precedence over one with its id.
    let ways: [Fits; 2] = [|part, text, _| part.spells(text), |part, text, id| part.names(text, id)];
    let whole = || Section { from: 0, to: note.headings.len(), level: 0 };
    let found = ways.iter().find_map(|fits| find_heading(note, &parts, fits, whole()));
    found.map_or(Place::Broken, |index| Place::Heading(index as u32))
}

/// The headings `from..to` that are deeper than `level`.
struct Section {
    from: usize,
    to: usize,
    level: u8,
}

type Fits = fn(&Part<'_>, &str, &str) -> bool;

/// Finds the first heading of a section that the chain of `parts` begins with.
fn find_heading(note: &Note, parts: &[Part<'_>], fits: &Fits, section: Section) -> Option<usize> {
    let (part, rest) = parts.split_first()?;
    let Section { from, to, level } = section;
    for index in from..to {
        let heading = &note.headings[index];
        if heading.level <= level || !fits(part, note.words(heading.text), &heading.id) {
            continue;
        }
        if rest.is_empty() {
            return Some(index);
        }
        let end = (index + 1..to).find(|next| note.headings[*next].level <= heading.level).unwrap_or(to);
        let below = Section { from: index + 1, to: end, level: heading.level };
        if let Some(found) = find_heading(note, rest, fits, below) {
            return Some(found);
        }
    }
    None
}

/// One heading of a chain, in all forms that are compared.
struct Part<'a> {
    written: &'a str,
    lower: String,
    letters: String,
    id: String,
}

impl<'a> Part<'a> {
    fn new(written: &'a str) -> Self {
        Self { written, lower: written.to_lowercase(), letters: letters(written), id: heading_slug(written) }
    }

    /// Whether this is the heading's text, apart from letter case.
    fn spells(&self, text: &str) -> bool {
        text.chars().flat_map(char::to_lowercase).eq(self.lower.chars())
    }

    /// Whether it refers to a heading with this text and id.
    fn names(&self, text: &str, id: &str) -> bool {
        id == self.written || id == self.id || letters(text) == self.letters
    }
}

/// The letters and digits of a heading in lower case, words separated by single spaces.
fn letters(text: &str) -> String {
    let kept: String =
        text.chars().flat_map(char::to_lowercase).filter(|sign| sign.is_whitespace() || keeps_in_slug(*sign)).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The part of a note's file that a place stands for. A section extends to the next heading of the same or a higher
/// level (the help does not say; a heading's section is what is below it).
pub fn section(note: &Note, place: Place) -> Span {
    let whole = Span::from(note.body_start..note.text.len());
    match place {
        Place::Top | Place::Broken => whole,
        Place::Heading(index) => {
            let heading = &note.headings[index as usize];
            let next = note.headings[index as usize + 1..].iter().find(|next| next.level <= heading.level);
            Span { start: heading.span.start, end: next.map_or(whole.end, |next| next.span.start) }
        }
        Place::Block(index) => note.anchors[index as usize].span,
    }
}

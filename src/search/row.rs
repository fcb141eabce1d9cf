//! Rows: the index consists of words, each with the notes that have it.
//!
//! [`Row`] is a word, [`Posting`] a note that has it. `index` makes them, `shard` and `codec` write them to files, and
//! `rank` reads them back.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

use super::LONGEST_NAME;

/// What a word in a name is worth, by the number of words of the name.
const IN_NAME: [u32; LONGEST_NAME + 1] = [0, 40, 30, 24, 20, 17, 15, 13];

/// All forms of a word, or a filter, and the notes that have it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Row {
    /// Forms in the order of UTF-16 code units, as in the reader's script; at least one.
    pub(super) forms: Vec<String>,
    /// Notes, in order of their numbers.
    pub(super) postings: Postings,
    /// The parts of those notes that have several, in order of their numbers; see `part`.
    pub(super) places: Vec<Posting>,
}

impl Row {
    /// Whether it is a word rather than a filter.
    pub(super) fn is_word(&self) -> bool {
        !matches!(self.forms[0].as_bytes().first(), Some(b'#' | b'/' | b'@'))
    }
}

/// The notes of a row. Those of all words are in one list that the rows share: most words have few notes, and a list for
/// each would take twice the memory while it is made.
#[derive(Clone, Debug, Default)]
pub(super) struct Postings {
    all: Arc<Vec<Posting>>,
    range: Range<usize>,
}

impl Postings {
    /// The postings in this range of a list.
    pub(super) fn of(all: &Arc<Vec<Posting>>, range: Range<usize>) -> Self {
        Self { all: Arc::clone(all), range }
    }
}

impl From<Vec<Posting>> for Postings {
    fn from(all: Vec<Posting>) -> Self {
        Self { range: 0..all.len(), all: Arc::new(all) }
    }
}

impl Deref for Postings {
    type Target = [Posting];

    fn deref(&self) -> &[Posting] {
        &self.all[self.range.clone()]
    }
}

impl PartialEq for Postings {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

/// How much a word says about a note. There are millions of them, so each is one number: from the lowest bit on three
/// bits for the level, three for the name, the rest for the note. They sort by note.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting(u32);

impl Posting {
    /// The highest number of a note; higher ones count as this one.
    pub(super) const MOST: u32 = u32::MAX >> 6;

    /// What a word says about a note: `name` and `level` as described below, both less than 8.
    #[inline]
    pub(super) fn new(note: u32, name: u8, level: u8) -> Self {
        Self(note.min(Self::MOST) << 6 | u32::from(name & 7) << 3 | u32::from(level & 7))
    }

    /// The same about another note.
    #[inline]
    pub(super) fn about(self, note: u32) -> Self {
        Self(note.min(Self::MOST) << 6 | self.0 & 63)
    }

    /// The number of the note.
    #[inline]
    pub(super) fn note(self) -> u32 {
        self.0 >> 6
    }

    /// Number of words in the shortest name of the note that contains the word; 0 if none does.
    #[inline]
    pub(super) fn name(self) -> u8 {
        (self.0 >> 3 & 7) as u8
    }

    /// 1 to [`super::LEVELS`].
    #[inline]
    pub(super) fn level(self) -> u8 {
        (self.0 & 7) as u8
    }

    /// How much the word says about the note, from 2 to 50.
    #[inline]
    pub(super) fn worth(self) -> u32 {
        IN_NAME.get(usize::from(self.name())).copied().unwrap_or(0) + 2 * u32::from(self.level())
    }

    /// Merges what another form of the word says about the same note. Returns true.
    pub(super) fn add(&mut self, other: Self) -> bool {
        let shortest = self.name().min(other.name());
        let name = if shortest == 0 { self.name().max(other.name()) } else { shortest };
        *self = Self::new(self.note(), name, self.level().max(other.level()));
        true
    }
}

impl fmt::Debug for Posting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Posting")
            .field("note", &self.note())
            .field("name", &self.name())
            .field("level", &self.level())
            .finish()
    }
}

/// Compares as the reader's script does, by UTF-16 code units.
pub(super) fn utf16_order(a: &str, b: &str) -> std::cmp::Ordering {
    match a.bytes().zip(b.bytes()).find(|(a, b)| a != b) {
        // In UTF-16, characters beyond the first plane sort before U+E000 to U+FFFF.
        Some((x, y)) if x.max(y) >= 0xee => a.encode_utf16().cmp(b.encode_utf16()),
        Some((x, y)) => x.cmp(&y),
        None => a.len().cmp(&b.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_ordered_as_the_script_orders_them() {
        let words =
            ["", "a", "ab", "b", "é", "日本", "日本語", "\u{e000}", "\u{ffe6}", "𠀋", "𠀋a", "𠀌", "a𠀋", "a\u{ffe6}"];
        for (a, b) in words.iter().flat_map(|a| words.iter().map(move |b| (a, b))) {
            assert_eq!(utf16_order(a, b), a.encode_utf16().cmp(b.encode_utf16()), "{a} {b}");
        }
    }
}

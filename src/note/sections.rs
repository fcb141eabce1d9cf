//! Headings and blocks by their names, for links to them: a link costs the same however many a note has.

use std::collections::HashMap;

use super::Note;
use crate::path::keeps_in_slug;

/// The headings and blocks of a note, see [`Note::sections`]. Numbers are positions in [`Note::headings`] and
/// [`Note::anchors`]; lists of them are in order.
#[derive(Debug, Default)]
pub struct Sections {
    texts: HashMap<String, Vec<u32>>,
    letters: HashMap<String, Vec<u32>>,
    ids: HashMap<String, Vec<u32>>,
    blocks: HashMap<String, u32>,
    /// By heading: the next higher one, whose section contains it.
    above: Vec<Option<u32>>,
    /// By heading: the heading that its section extends to, or the number of headings.
    ends: Vec<u32>,
}

impl Sections {
    pub(super) fn of(note: &Note) -> Self {
        let count = note.headings.len();
        let mut sections = Self { ends: vec![count as u32; count], ..Self::default() };
        let mut open: Vec<u32> = Vec::new();
        for (number, heading) in (0..).zip(&note.headings) {
            while let Some(last) = open.pop_if(|last| note.headings[*last as usize].level >= heading.level) {
                sections.ends[last as usize] = number;
            }
            sections.above.push(open.last().copied());
            open.push(number);
            let text = note.words(heading.text);
            let lower = text.chars().flat_map(char::to_lowercase).collect();
            sections.texts.entry(lower).or_default().push(number);
            sections.letters.entry(letters(text)).or_default().push(number);
            sections.ids.entry(heading.id.clone()).or_default().push(number);
        }
        for (number, anchor) in (0..).zip(&note.anchors) {
            sections.blocks.entry(anchor.id.to_ascii_lowercase()).or_insert(number);
        }
        sections
    }

    /// The headings with this text, which is in lower case.
    pub fn with_text(&self, lower: &str) -> &[u32] {
        self.texts.get(lower).map_or(&[], Vec::as_slice)
    }

    /// The headings with these letters, see [`letters`].
    pub fn with_letters(&self, letters: &str) -> &[u32] {
        self.letters.get(letters).map_or(&[], Vec::as_slice)
    }

    /// The headings with this id.
    pub fn with_id(&self, id: &str) -> &[u32] {
        self.ids.get(id).map_or(&[], Vec::as_slice)
    }

    /// The first block with this id in any letter case.
    pub fn block(&self, id: &str) -> Option<u32> {
        self.blocks.get(&id.to_ascii_lowercase()).copied()
    }

    /// The headings whose sections contain a heading, the nearest first.
    pub fn around(&self, heading: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(self.above[heading as usize], |heading| self.above[*heading as usize])
    }

    /// The heading that the section of a heading extends to: the next one of the same or a higher level. The number of
    /// headings if there is none.
    pub fn end(&self, heading: u32) -> u32 {
        self.ends[heading as usize]
    }
}

/// The letters and digits of a heading in lower case, words separated by single spaces.
pub fn letters(text: &str) -> String {
    let kept: String =
        text.chars().flat_map(char::to_lowercase).filter(|sign| sign.is_whitespace() || keeps_in_slug(*sign)).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

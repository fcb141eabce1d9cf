//! Places: which parts of long notes contain the words of a query.
//!
//! [`Places`] chooses which parts to look at for an answer from what the index says of each word: the part with the
//! most words of the query, or those that may contain its phrases.

use std::collections::BTreeMap;

use super::part::{IN_HEADING, IN_TEXT, MOST_PARTS, number};
use super::row::Posting;
use super::snippet::Wanted;

/// By number of the part: bits for the query's words in it, which also say how much each weighs.
#[derive(Debug, Default)]
pub(super) struct Places(BTreeMap<u32, u32>);

/// The bits of a query's first word; those of the nth word after it are shifted left by n. A word in the text counts
/// two bits, one in a heading three, and one that only the note's names have two without the one that phrases are looked
/// for by; from the ninth word on the highest bit is shifted out.
const OF_TEXT: u32 = 1 | 1 << 12;
const OF_HEADING: u32 = OF_TEXT | 1 << 24;
const OF_NAME: u32 = 1 << 12 | 1 << 24;

impl Places {
    /// Adds the parts that contain the query's word at position `word`.
    pub(super) fn add(&mut self, word: usize, parts: &[Posting]) {
        for part in parts {
            let bits = match part.level() {
                IN_HEADING => OF_HEADING,
                IN_TEXT => OF_TEXT,
                _ => OF_NAME,
            };
            *self.0.entry(part.note()).or_default() |= bits << word;
        }
    }

    /// The parts of a note to look at: those that may contain a phrase, or else the first one of those with the most
    /// words.
    pub(super) fn of(&self, note: u32, wanted: &Wanted) -> Vec<u32> {
        let first = number(note, 0);
        let parts: Vec<(u32, u32)> =
            self.0.range(first..first + MOST_PARTS).map(|(part, bits)| (part - first, *bits)).collect();
        let known = parts.iter().fold(0, |known, (_, bits)| known | bits);
        // A word that was not looked up, or that the index has in no part, may be in any part.
        let has = |bits: u32, form: &String| wanted.forms.get(form).is_none_or(|word| word & (bits | !known) != 0);
        let may_have = |bits: u32| wanted.phrases.iter().any(|phrase| phrase.iter().all(|form| has(bits, form)));
        let with_phrase: Vec<u32> = parts.iter().filter(|(_, bits)| may_have(*bits)).map(|(part, _)| *part).collect();
        if !with_phrase.is_empty() {
            return with_phrase;
        }
        // `max_by_key` takes the last of equals, so this goes backwards.
        let best = parts.iter().rev().max_by_key(|(_, bits)| bits.count_ones());
        vec![best.map_or(0, |(part, _)| *part)]
    }
}

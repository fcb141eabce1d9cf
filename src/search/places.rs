//! Places: in which parts of long notes the words of a query are.
//!
//! [`Places`] chooses by what the index tells of a word which parts to look at for an answer: the one with the most words
//! of the query, or those that may have its phrases.

use std::collections::BTreeMap;

use super::part::{IN_HEADING, MOST_PARTS, number};
use super::row::Posting;
use super::snippet::Wanted;

/// Where in long notes the words of a query are: by number of the part, the bit of each word, and what it weighs.
#[derive(Debug, Default)]
pub(super) struct Places(BTreeMap<u32, u32>);

/// The bits of the first word of a query. Those of others stand so much higher; a word beyond the eighth weighs the
/// same in a heading.
const OF_TEXT: u32 = 1 | 1 << 12;
const OF_HEADING: u32 = OF_TEXT | 1 << 24;

impl Places {
    /// Adds what is known of the word that stands so many words behind the first one of the query.
    pub(super) fn add(&mut self, word: usize, parts: &[Posting]) {
        for part in parts {
            let bits = if part.level == IN_HEADING { OF_HEADING } else { OF_TEXT };
            *self.0.entry(part.note).or_default() |= bits << word;
        }
    }

    /// The parts of a note to look at: the one that has the most, the first of equal ones, or those that may have a phrase.
    pub(super) fn of(&self, note: u32, wanted: &Wanted) -> Vec<u32> {
        let first = number(note, 0);
        let parts: Vec<(u32, u32)> =
            self.0.range(first..first + MOST_PARTS).map(|(part, bits)| (part - first, *bits)).collect();
        let known = parts.iter().fold(0, |known, (_, bits)| known | bits);
        // What stands in a part that the index does not tell, or was not looked up, may be anywhere.
        let has = |bits: u32, form: &String| wanted.forms.get(form).is_none_or(|word| word & (bits | !known) != 0);
        let may_have = |bits: u32| wanted.phrases.iter().any(|phrase| phrase.iter().all(|form| has(bits, form)));
        let with_phrase: Vec<u32> = parts.iter().filter(|(_, bits)| may_have(*bits)).map(|(part, _)| *part).collect();
        if !with_phrase.is_empty() {
            return with_phrase;
        }
        // Of equal ones the last is the maximum, so from behind.
        let best = parts.iter().rev().max_by_key(|(_, bits)| bits.count_ones());
        vec![best.map_or(0, |(part, _)| *part)]
    }
}

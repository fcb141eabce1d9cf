//! The first file that a search loads, with the reader's script: where all other files begin.
//!
//! [`Root`] works both ways: [`Root::data`] writes the file, [`Root::read`] reads it. Files of words and of spellings
//! are found by, and named after, the word they begin with; files of notes after the number of their first note.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::codec::{number, sign};
use super::row::utf16_order;
use crate::hash;

/// Postings stored with the word itself. Further notes, which it says less about, have a file of their own.
pub(super) const POSTINGS: usize = 2048;

/// What a search knows before it loads anything for a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Root {
    /// Number of notes.
    pub(super) notes: u32,
    /// A lower bound for the words of each file: its first word or a prefix of it that still sorts after all words of
    /// the previous file.
    pub(super) words: Vec<String>,
    /// The same for the files of spellings.
    pub(super) spellings: Vec<String>,
    /// The number of notes in each file of notes.
    pub(super) counts: Vec<u32>,
    /// Forms of words so common that a query with other words does not look them up.
    pub(super) common: Vec<String>,
    /// The most linked notes, packed as postings whose levels say how much they are linked.
    pub(super) linked: String,
    /// The newest notes with the beginning of their text, by number: shown before anything is asked for.
    pub(super) recent: BTreeMap<u32, Value>,
}

/// The same as stored in the file: lists as lines, numbers as characters.
#[derive(Serialize, Deserialize)]
struct Packed {
    notes: u32,
    /// Where files begin, under the first letter of their names.
    w: String,
    s: String,
    counts: String,
    common: String,
    linked: String,
    recent: BTreeMap<u32, Value>,
}

impl Root {
    /// The data of the file.
    pub(super) fn data(&self) -> String {
        let packed = Packed {
            notes: self.notes,
            w: self.words.join("\n"),
            s: self.spellings.join("\n"),
            counts: self.counts.iter().map(|count| sign(*count)).collect(),
            common: self.common.join("\n"),
            linked: self.linked.clone(),
            recent: self.recent.clone(),
        };
        // Strings and numbers only: JSON can represent all of it.
        serde_json::to_string(&packed).unwrap_or_default()
    }

    /// Reads the data of the file; `None` if it is damaged.
    pub(super) fn read(data: serde_json::Value) -> Option<Self> {
        let packed: Packed = serde_json::from_value(data).ok()?;
        let lines = |text: &str| text.split('\n').map(str::to_owned).collect::<Vec<_>>();
        Some(Self {
            notes: packed.notes,
            words: lines(&packed.w),
            spellings: lines(&packed.s),
            counts: packed.counts.chars().map(number).collect(),
            common: lines(&packed.common),
            linked: packed.linked,
            recent: packed.recent,
        })
    }

    /// The most notes that a word may have to be required in a query with other words, and to be loaded in full.
    pub(super) fn usual(&self) -> u32 {
        (POSTINGS as u32).max(self.notes / 32)
    }

    /// The names of the files that hold the words from `from` up to (and without) `to`.
    pub(super) fn range(kind: char, starts: &[String], from: &str, to: &str) -> Vec<String> {
        let first = starts.partition_point(|start| utf16_order(start, from).is_le()).saturating_sub(1);
        let last = starts.partition_point(|start| utf16_order(start, to).is_lt()).max(first + 1).min(starts.len());
        starts.get(first..last).unwrap_or_default().iter().map(|start| name(kind, start)).collect()
    }

    /// The index of the file that a word is in.
    pub(super) fn place(starts: &[String], word: &str) -> usize {
        starts.partition_point(|start| utf16_order(start, word).is_le()).saturating_sub(1)
    }

    /// The file that holds a note, and the note's position in it.
    pub(super) fn note(&self, note: u32) -> Option<(String, usize)> {
        let mut first = 0;
        for count in &self.counts {
            if note < first + count {
                return Some((note_name(first), (note - first) as usize));
            }
            first += count;
        }
        None
    }
}

/// The name of the file that begins with this word.
pub(super) fn name(kind: char, word: &str) -> String {
    format!("{kind}-{}", base36(hash::short(word)))
}

/// The name of the file that begins with this note.
pub(super) fn note_name(first: u32) -> String {
    format!("n-{}", base36(first))
}

/// The name of the file of a part of a long note; the first part is in the note's own file.
pub(super) fn part_name(note: u32, part: u32) -> String {
    format!("{}-{part}", note_name(note))
}

/// The shortest prefix of `word` that sorts after `before`; `None` if the words are equal.
pub(super) fn separator(before: &str, word: &str) -> Option<String> {
    let same = word.chars().zip(before.chars()).take_while(|(a, b)| a == b).count();
    let start: String = word.chars().take(same + 1).collect();
    utf16_order(before, &start).is_lt().then_some(start)
}

fn base36(mut number: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(number % 36, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

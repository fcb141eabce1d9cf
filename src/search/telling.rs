//! Words that tell notes apart, for an index that is read by eye, as at the end of a book.
//!
//! [`of`] is the entry point. Each note names the words that say the most about it; what is named is
//! listed with the notes that have it. Nothing here is part of what a query needs.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::index::{Index, Posting, Row};
use super::shard::is_word;
use super::tokenize::{each_word, is_dense_sign};
use super::{Entry, rank};

/// Words that a note names.
const NAMED: usize = 8;
/// Words in all.
const MOST_WORDS: usize = 20_000;
/// Notes that are given for a word.
const MOST_NOTES: usize = 8;
/// Signs that a word has at least, and at most; a pair of ideographs is a word too.
const LENGTH: std::ops::RangeInclusive<usize> = 3..=24;

/// A word, and where to read about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// The word as a note writes it, in small letters.
    pub word: String,
    /// Some notes that have it, the most telling first, by their places among the entries.
    pub notes: Vec<usize>,
    /// How many notes have it.
    pub count: usize,
}

/// The most telling words of all notes, in the order of the index.
pub(super) fn of(index: &Index, entries: &[Entry<'_>]) -> Vec<Telling> {
    let mut rows: Vec<(&Row, u64)> = named(index).into_iter().map(|(row, worth)| (&index.rows[row], worth)).collect();
    rows.sort_by_key(|(row, worth)| (Reverse(*worth), &row.forms[0]));
    rows.truncate(MOST_WORDS);
    rows.sort_by_key(|(row, _)| &row.forms[0]);
    let forms: HashSet<&str> = rows.iter().map(|(row, _)| shown(row)).collect();
    let written = written(&forms, entries);
    let telling = rows.into_iter().map(|(row, _)| {
        let form = shown(row);
        let mut notes: Vec<&Posting> = row.postings.iter().collect();
        notes.sort_by_key(|posting| (Reverse(rank::worth(posting)), Reverse(posting.note)));
        Telling {
            word: written.get(form).cloned().unwrap_or_else(|| form.to_owned()),
            notes: notes.iter().take(MOST_NOTES).map(|posting| posting.note as usize).collect(),
            count: row.postings.len(),
        }
    });
    telling.collect()
}

/// The rows that notes name, by their places, and how much they say about these notes together.
fn named(index: &Index) -> BTreeMap<usize, u64> {
    let mut best: Vec<Vec<(u64, Reverse<usize>)>> = vec![Vec::new(); index.notes];
    for (place, row) in index.rows.iter().enumerate().filter(|(_, row)| can_be_read(row)) {
        let rarity = rarity(row.postings.len(), index.notes);
        for posting in &row.postings {
            let words = &mut best[posting.note as usize];
            words.push((u64::from(rank::worth(posting)) * rarity, Reverse(place)));
            if words.len() > 4 * NAMED {
                keep_best(words);
            }
        }
    }
    let mut named = BTreeMap::new();
    for words in &mut best {
        keep_best(words);
        for (worth, Reverse(place)) in words {
            *named.entry(*place).or_default() += *worth;
        }
    }
    named
}

fn keep_best(words: &mut Vec<(u64, Reverse<usize>)>) {
    words.sort_unstable_by_key(|word| Reverse(*word));
    words.truncate(NAMED);
}

/// How much it says that a note has a word that `count` of all notes have.
fn rarity(count: usize, notes: usize) -> u64 {
    let (count, notes) = (count as f64, notes as f64);
    ((1.0 + (notes - count + 0.5) / (count + 0.5)).ln() * 16.0).round().max(1.0) as u64
}

/// Whether this is a word that somebody would look up: letters, and in two notes or in a name.
fn can_be_read(row: &Row) -> bool {
    let is_known = row.postings.len() > 1 || row.postings.iter().any(|posting| posting.name > 0);
    let form = shown(row);
    let signs = form.chars().count();
    let is_pair = signs == 2 && form.chars().all(is_ideograph);
    let is_spelled = LENGTH.contains(&signs) && form.chars().all(|sign| sign.is_alphabetic() && !is_dense_sign(sign));
    is_known && is_word(row) && (is_pair || is_spelled)
}

/// Other signs of scripts without blanks make no words in pairs.
fn is_ideograph(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{3ffff}')
}

/// The form of a row that is shown: the shortest is mostly the one in dictionaries.
fn shown(row: &Row) -> &str {
    row.forms.iter().min_by_key(|form| form.chars().count()).map_or("", String::as_str)
}

/// Forms that notes write with other signs, such as accents, as the first note does.
fn written(forms: &HashSet<&str>, entries: &[Entry<'_>]) -> HashMap<String, String> {
    let of_note = |entry: &Entry<'_>| {
        let mut found: Vec<(String, String)> = Vec::new();
        let texts = [entry.note.title.as_str(), entry.note.plain.as_str()];
        for text in texts.into_iter().filter(|text| !text.is_ascii()) {
            each_word(text, |word| {
                let written = &text[word.start..word.end];
                if written.is_ascii() || !forms.contains(&*word.form) {
                    return;
                }
                let written = written.to_lowercase();
                if written != *word.form {
                    found.push((word.form.into_owned(), written));
                }
            });
        }
        found
    };
    let mut all = HashMap::new();
    for (form, written) in entries.par_iter().map(of_note).collect::<Vec<_>>().into_iter().flatten() {
        all.entry(form).or_insert(written);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(forms: &[&str], notes: &[u32]) -> Row {
        let posting = |note: &u32| Posting { note: *note, name: 0, level: 5 };
        Row {
            forms: forms.iter().map(|form| (*form).to_owned()).collect(),
            postings: notes.iter().map(posting).collect(),
        }
    }

    #[test]
    fn what_is_listed_can_be_looked_up() {
        for (form, notes, want) in [
            ("compost", &[0, 1][..], true),
            ("compost", &[0], false),
            ("ph", &[0, 1], false),
            ("h2o", &[0, 1], false),
            ("堆肥", &[0, 1], true),
            ("のは", &[0, 1], false),
            ("#soil", &[0, 1], false),
            ("сад", &[0, 1], true),
            ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", &[0, 1], false),
        ] {
            assert_eq!(can_be_read(&row(&[form], notes)), want, "{form} in {notes:?}");
        }
        assert_eq!(shown(&row(&["composted", "compost", "composts"], &[0])), "compost");
    }

    #[test]
    fn a_note_names_few_words_and_rare_ones_first() {
        let mut rows: Vec<Row> = (0..40)
            .map(|number| row(&[&"abcdefghij".repeat(2)[number % 10..][..3 + number / 10]], &[0, 1, 2, 3]))
            .collect();
        rows.push(row(&["rare"], &[0, 1]));
        let index = Index { rows, notes: 10 };
        let named = named(&index);
        assert_eq!(named.len(), NAMED + 1);
        assert!(named.contains_key(&40));
    }
}

//! Spelling: what a word that is not in the garden was probably meant to be.
//!
//! [`files`] lists the words that are common enough to be corrections, by their first letters and without their notes,
//! so that searching hundreds of them costs a reader little. It lists them twice more, without their first and without
//! their second letter, for words in which that letter is missing or wrong. [`Typo::distance`] measures how far two words are apart
//! (optimal string alignment: a letter inserted, deleted or replaced, or two adjacent ones swapped), in UTF-16 code
//! units like the reader's script.

use serde_json::Value;

use super::codec;
use super::codec::{read_form, sign, write_form};
use super::file::File;
use super::root::{name, separator};
use super::row::{Row, utf16_order};
use super::tokenize::is_dense_sign;

/// A file ends after so many bytes where one of so many first letters changes.
type Cuts = [(usize, usize); 2];
const CUTS: Cuts = [(4_000, 1), (7_000, 2)];
/// The same for words without a letter. Several files of these are loaded for one word.
const CUTS_WITHOUT: Cuts = [(1_000, 2), (2_000, 3)];
/// The most words. In a large garden the rarest are left out: hardly anybody means them.
const MOST_WORDS: usize = 30_000;
/// Bounds of the length of a word, in UTF-16 code units.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=24;
/// Begins a word whose first, or second, letter is written at its end. They sort before all letters.
pub(super) const WITHOUT: [char; 2] = ['-', '.'];

/// Returns the files of all possible corrections, and the lower bound of each.
pub(super) fn files(rows: &[Row]) -> (Vec<File>, Vec<String>) {
    let mut forms: Vec<(&str, u32)> = rows.iter().filter(|row| row.is_word()).flat_map(forms).collect();
    let mut least = 0;
    while forms.len() > MOST_WORDS {
        least += 1;
        forms.retain(|(_, level)| *level >= least);
    }
    forms.sort_by(|a, b| utf16_order(a.0, b.0));
    forms.dedup_by(|next, kept| {
        kept.1 = kept.1.max(if next.0 == kept.0 { next.1 } else { 0 });
        next.0 == kept.0
    });
    let without = |place| forms.iter().map(move |(form, level)| (without(form, place), *level));
    let others: Vec<(String, u32)> = (0..WITHOUT.len()).flat_map(without).collect();
    forms.extend(others.iter().map(|(form, level)| (form.as_str(), *level)));
    forms.sort_by(|a, b| utf16_order(a.0, b.0));
    write(&forms)
}

/// Writes the files of sorted words.
fn write(forms: &[(&str, u32)]) -> (Vec<File>, Vec<String>) {
    let mut files = Vec::new();
    let mut starts = vec![String::new()];
    let (mut packed, mut before) = (String::new(), "");
    for (form, level) in forms {
        let [word, previous] = [*form, before].map(|word| word.trim_start_matches(WITHOUT));
        let same = word.chars().zip(previous.chars()).take_while(|(a, b)| a == b).count();
        let cuts = if before.starts_with(WITHOUT) { CUTS_WITHOUT } else { CUTS };
        if cuts.iter().any(|(size, letters)| packed.len() > *size && same < *letters)
            && let Some(start) = separator(before, form).filter(|_| !before.is_empty())
        {
            files.push(file(starts.last(), &packed));
            starts.push(start);
            (packed, before) = (String::new(), "");
        }
        packed.push(sign(*level));
        write_form(form, before, &mut packed);
        packed.push('\n');
        before = form;
    }
    files.push(file(starts.last(), &packed));
    (files, starts)
}

/// Moves the first (0) or second letter (1) to the end: `block` becomes `-lockb` or `.bockl`.
fn without(form: &str, place: usize) -> String {
    let letter = form.chars().nth(place);
    let others = form.chars().enumerate().filter(|(at, _)| *at != place).map(|(_, sign)| sign);
    std::iter::once(WITHOUT[place]).chain(others).chain(letter).collect()
}

/// Moves the letter back to where it belongs.
fn whole(form: String) -> String {
    let Some(place) = WITHOUT.iter().position(|mark| form.starts_with(*mark)) else { return form };
    let mut signs: Vec<char> = form.chars().skip(1).collect();
    if let Some(letter) = signs.pop() {
        signs.insert(place.min(signs.len()), letter);
    }
    signs.into_iter().collect()
}

fn file(start: Option<&String>, packed: &str) -> File {
    File::new(name('s', start.map_or("", String::as_str)), &Value::from(packed).to_string())
}

/// The forms of a word that consist of letters only, each with how common it is.
fn forms(row: &Row) -> impl Iterator<Item = (&str, u32)> {
    let level = row.postings.len().max(1).ilog2() + u32::from(row.postings.iter().any(|posting| posting.name() > 0));
    let is_word = |form: &&String| {
        LENGTH.contains(&form.encode_utf16().count())
            && form.chars().all(|sign| !is_dense_sign(sign) && !sign.is_ascii_digit() && !sign.is_ascii_punctuation())
    };
    row.forms.iter().filter(is_word).map(move |form| (form.as_str(), level))
}

/// Unpacks a file: words and how common each is.
pub(super) fn read(packed: &str) -> Vec<(String, u32)> {
    let mut words = Vec::new();
    let mut before = String::new();
    for line in packed.lines() {
        let mut signs = line.chars();
        let level = signs.next().map_or(0, codec::number);
        before = read_form(signs.as_str(), &before);
        words.push((whole(before.clone()), level));
    }
    words
}

/// A word that may be misspelt.
pub(super) struct Typo {
    units: Vec<u16>,
    /// The most mistakes that are forgiven.
    limit: usize,
}

impl Typo {
    /// Allows one mistake in 4 to 7 letters, two in more, none in fewer.
    pub(super) fn of(word: &str) -> Self {
        let units: Vec<u16> = word.encode_utf16().collect();
        let limit = match units.len() {
            ..4 => 0,
            4..8 => 1,
            _ => 2,
        };
        Self { units, limit }
    }

    /// The most mistakes that are forgiven.
    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// The distance to another word; with `is_beginning`, to the nearest of its prefixes. `None` beyond the limit.
    pub(super) fn distance(&self, other: &str, is_beginning: bool) -> Option<usize> {
        let other: Vec<u16> = other.encode_utf16().collect();
        let other = if is_beginning { &other[..other.len().min(self.units.len() + self.limit)] } else { &other };
        if other.len().abs_diff(self.units.len()) > self.limit {
            return None;
        }
        let mut older: Vec<usize> = Vec::new();
        let mut old: Vec<usize> = (0..=other.len()).collect();
        for (i, unit) in self.units.iter().enumerate() {
            let mut row = vec![i + 1];
            for (j, sign) in other.iter().enumerate() {
                let mut least = (old[j] + usize::from(unit != sign)).min(old[j + 1] + 1).min(row[j] + 1);
                if i > 0 && j > 0 && *unit == other[j - 1] && self.units[i - 1] == *sign {
                    least = least.min(older[j - 1] + 1);
                }
                row.push(least);
            }
            (older, old) = (old, row);
        }
        let found = if is_beginning { old.iter().min() } else { old.last() };
        found.copied().filter(|distance| *distance <= self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_at_the_end_gets_back() {
        assert_eq!([0, 1].map(|place| without("block", place)), ["-lockb", ".bockl"]);
        for word in ["écoute", "aérer", "𠀋𠀋"] {
            assert_eq!([0, 1].map(|place| whole(without(word, place))), [word; 2]);
        }
        assert_eq!(whole("block".to_owned()), "block");
        assert_eq!([".", "-a", ".a"].map(|damaged| whole(damaged.to_owned())), ["", "a", "a"]);
    }

    #[test]
    fn mistakes_are_counted() {
        for (word, other, want) in [
            ("compost", "compost", Some(0)),
            ("compsot", "compost", Some(1)),
            ("comost", "compost", Some(1)),
            ("commpost", "compost", Some(1)),
            ("kompots", "compost", None),
            ("databse", "database", Some(1)),
            ("kuberntes", "kubernetes", Some(1)),
            ("kubrentes", "kubernetes", Some(2)),
            ("bed", "bad", None),
        ] {
            assert_eq!(Typo::of(word).distance(other, false), want, "{word} {other}");
        }
        assert_eq!(Typo::of("kuebrne").distance("kubernetes", true), Some(1));
        assert_eq!(Typo::of("kuebrne").distance("kubernetes", false), None);
    }
}

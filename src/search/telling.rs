//! Words that tell notes apart, for an index page that people read, as at the end of a book.
//!
//! [`of`] is the entry point. Each note nominates the words that say the most about it; the best of these are listed
//! with the notes that have them. No query needs any of this.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::Entry;
use super::index::Index;
use super::row::{Posting, Row};
use super::tokenize::{each_run, is_dense_sign};
use crate::tally::{Tally, tallied};

/// The most words that a note nominates.
const NAMED: usize = 8;
/// The most words in all.
const MOST_WORDS: usize = 5_000;
/// The most notes listed for a word.
const MOST_NOTES: usize = 3;
/// The most narrower words listed for a word, which lead to the notes that are not listed.
const NARROWER: usize = 3;
/// The most notes asked for narrower words.
const ASKED: usize = 200;
/// A word is not listed if more than one in this many notes has it,
const SHARE: usize = 8;
/// unless those are at most this many.
const FEW: usize = 64;
/// How much of a note is read to find the usual form of a word, in bytes.
const READ: usize = 65_536;
/// Bounds of the length of a word in characters; a pair of ideographs is a word too.
const LENGTH: std::ops::RangeInclusive<usize> = 3..=24;

/// A word, and where to read about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// The word as a note writes it, in lower case.
    pub word: String,
    /// Some notes that have it, those it says the most about first, by their positions in the entries.
    pub notes: Vec<usize>,
    /// How many notes have it.
    pub count: usize,
    /// Other words that most of the unlisted notes nominate, by their positions in the list of words.
    pub narrower: Vec<usize>,
}

/// The most telling words of all notes, in the order of the index. `entries` are these notes.
pub(super) fn of(index: &Index, entries: &[Entry<'_>]) -> Vec<Telling> {
    let named = named(index);
    let mut worth: BTreeMap<usize, u64> = BTreeMap::new();
    named.iter().flatten().for_each(|(row, in_note)| *worth.entry(*row).or_default() += in_note);
    let mut rows: Vec<(usize, u64)> = worth.into_iter().collect();
    rows.sort_by_key(|(row, worth)| (Reverse(*worth), &index.rows[*row].forms[0]));
    rows.truncate(MOST_WORDS);
    rows.sort_by_key(|(row, _)| &index.rows[*row].forms[0]);
    let mut places: Vec<Option<u32>> = vec![None; index.rows.len()];
    rows.iter().zip(0..).for_each(|((row, _), place)| places[*row] = Some(place));
    let in_note = |words: Vec<(usize, u64)>| words.into_iter().filter_map(|(row, _)| places[row]).collect();
    let words_of: Vec<Vec<u32>> = named.into_iter().map(in_note).collect();
    let telling = rows.par_iter().enumerate().map(|(place, (row, _))| {
        let row = &index.rows[*row];
        let notes = weightiest(&row.postings);
        let others = row.postings.iter().map(|posting| posting.note()).filter(|note| !notes.contains(note));
        let narrower = tallied(rows.len(), |tally| {
            others.take(ASKED).flat_map(|note| &words_of[note as usize]).for_each(|word| tally.add(*word, 1));
            most_frequent(tally, place as u32)
        });
        Telling {
            word: shown(row).to_owned(),
            narrower,
            notes: notes.into_iter().map(|note| note as usize).collect(),
            count: row.postings.len(),
        }
    });
    let mut telling: Vec<Telling> = telling.collect();
    let rows: Vec<&Row> = rows.iter().map(|(row, _)| &index.rows[*row]).collect();
    show_usual_forms(&mut telling, &rows, entries);
    for word in &mut telling {
        if let Some(written) = index.written.get(&word.word) {
            word.word.clone_from(written);
        }
    }
    telling
}

/// Shows each word in the form that is the most frequent at the beginning of the notes listed for it: the shortest one
/// may be a rare word of another language, or no word at all. `rows` are the rows of the words.
fn show_usual_forms(telling: &mut [Telling], rows: &[&Row], entries: &[Entry<'_>]) {
    let mut asked: BTreeMap<usize, HashMap<&str, usize>> = BTreeMap::new();
    for (place, (word, row)) in telling.iter().zip(rows).enumerate() {
        let forms = || row.forms.iter().filter(|form| is_spelled(form)).map(|form| (form.as_str(), place));
        if row.forms.len() > 1 {
            word.notes.iter().for_each(|note| asked.entry(*note).or_default().extend(forms()));
        }
    }
    let counts = asked.par_iter().flat_map_iter(|(note, forms)| count(&entries[*note].note.plain, forms));
    let mut sums: BTreeMap<(usize, String), u32> = BTreeMap::new();
    for (place, form, count) in counts.collect::<Vec<_>>() {
        *sums.entry((place, form)).or_default() += count;
    }
    let mut best: BTreeMap<usize, (u32, Reverse<usize>, Reverse<String>)> = BTreeMap::new();
    for ((place, form), count) in sums {
        let found = (count, Reverse(form.chars().count()), Reverse(form));
        if best.get(&place).is_none_or(|known| *known < found) {
            best.insert(place, found);
        }
    }
    for (place, (.., Reverse(form))) in best {
        telling[place].word = form;
    }
}

/// How often each of these forms is at the beginning of a text, with the word that it is a form of.
fn count(text: &str, forms: &HashMap<&str, usize>) -> Vec<(usize, String, u32)> {
    let text = &text[..text.floor_char_boundary(READ)];
    let mut counts: BTreeMap<(usize, &str), u32> = BTreeMap::new();
    each_run(text, |run| {
        run.words(text, |word| {
            if let Some((form, place)) = forms.get_key_value(&*word.form) {
                *counts.entry((*place, form)).or_default() += 1;
            }
        });
    });
    counts.into_iter().map(|((place, form), count)| (place, form.to_owned(), count)).collect()
}

/// The few words met most often, without this one; of equals, the first.
fn most_frequent(tally: &mut Tally, besides: u32) -> Vec<usize> {
    let mut words: Vec<(Reverse<u32>, u32)> = Vec::new();
    tally.take(|word, count| words.extend((word != besides).then_some((Reverse(count), word))));
    if words.len() > NARROWER {
        words.select_nth_unstable(NARROWER);
        words.truncate(NARROWER);
    }
    words.sort_unstable();
    words.into_iter().map(|(_, word)| word as usize).collect()
}

/// The notes that a word says the most about; of equals, the newer first.
fn weightiest(postings: &[Posting]) -> Vec<u32> {
    let mut notes: Vec<Reverse<(u32, u32)>> =
        postings.iter().map(|posting| Reverse((posting.worth(), posting.note()))).collect();
    if notes.len() > MOST_NOTES {
        notes.select_nth_unstable(MOST_NOTES);
        notes.truncate(MOST_NOTES);
    }
    notes.sort_unstable();
    notes.into_iter().map(|Reverse((_, note))| note).collect()
}

/// The best words of a note: each one's worth and its row.
#[derive(Clone, Default)]
struct Best {
    words: Vec<Reverse<(u64, Reverse<usize>)>>,
    /// A word must be worth more than this to be among the best.
    least: u64,
}

impl Best {
    fn add(&mut self, worth: u64, row: usize) {
        // Of equals, the first stay.
        if worth <= self.least {
            return;
        }
        self.words.push(Reverse((worth, Reverse(row))));
        if self.words.len() == 2 * NAMED {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.words.sort_unstable();
        self.words.truncate(NAMED);
        if let Some(Reverse((worth, _))) = self.words.get(NAMED - 1) {
            self.least = *worth;
        }
    }
}

/// The rows that each note nominates, by position, and what they are worth.
fn named(index: &Index) -> Vec<Vec<(usize, u64)>> {
    let mut best: Vec<Best> = vec![Best::default(); index.notes];
    let most = (index.notes / SHARE).max(FEW);
    let tells = |row: &Row| row.postings.len() <= most && can_be_read(row);
    for (place, row) in index.rows.iter().enumerate().filter(|(_, row)| tells(row)) {
        let rarity = rarity(row.postings.len(), index.notes);
        for posting in &*row.postings {
            best[posting.note() as usize].add(u64::from(posting.worth()) * rarity, place);
        }
    }
    let words = |mut best: Best| {
        best.cut();
        best.words.into_iter().map(|Reverse((worth, Reverse(place)))| (place, worth)).collect()
    };
    best.into_iter().map(words).collect()
}

/// How much it says about a note that it has a word that `count` of all notes have.
fn rarity(count: usize, notes: usize) -> u64 {
    let (count, notes) = (count as f64, notes as f64);
    ((1.0 + (notes - count + 0.5) / (count + 0.5)).ln() * 16.0).round().max(1.0) as u64
}

/// Whether anybody would look this word up: it consists of letters, and is in two notes or in a name.
fn can_be_read(row: &Row) -> bool {
    let is_known = row.postings.len() > 1 || row.postings.iter().any(|posting| posting.name() > 0);
    let form = shown(row);
    let signs = form.chars().count();
    let is_pair = signs == 2 && form.chars().all(is_ideograph);
    is_known && row.is_word() && (is_pair || is_spelled(form))
}

/// Whether a word of a script with blanks consists of letters, and is neither short nor long.
fn is_spelled(form: &str) -> bool {
    LENGTH.contains(&form.chars().count()) && form.chars().all(|sign| sign.is_alphabetic() && !is_dense_sign(sign))
}

/// Pairs of other characters of scripts without blanks are not words.
fn is_ideograph(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{3ffff}')
}

/// The form that a row is known by: the shortest is usually the one in dictionaries.
fn shown(row: &Row) -> &str {
    row.forms.iter().min_by_key(|form| form.chars().count()).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note;
    use crate::path::SourcePath;

    fn row(forms: &[&str], notes: &[u32]) -> Row {
        let posting = |note: &u32| Posting::new(*note, 0, 5);
        Row {
            forms: forms.iter().map(|form| (*form).to_owned()).collect(),
            postings: notes.iter().map(posting).collect::<Vec<_>>().into(),
            places: Vec::new(),
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
    fn words_are_shown_in_their_usual_form() {
        let read = |text: &str| note::read(&SourcePath::new("a.md"), text.as_bytes(), &note::Options::default());
        let notes = [
            read("Calculations. A calculation, the calculation’s calcul."),
            read("calculations, Calculations"),
            read("x"),
        ];
        let entry = |note| Entry { note, url: "", day: None, backlinks: 0, language: "en" };
        let entries: Vec<Entry<'_>> = notes.iter().map(entry).collect();
        let word = |notes: &[usize]| Telling {
            word: "calcul".to_owned(),
            notes: notes.to_vec(),
            count: 9,
            narrower: Vec::new(),
        };
        let row = row(&["calcul", "calculation", "calculations"], &[0, 1]);
        for (notes, want) in [(&[0][..], "calculation"), (&[0, 1], "calculations"), (&[2], "calcul")] {
            let mut words = [word(notes)];
            show_usual_forms(&mut words, &[&row], &entries);
            assert_eq!(words[0].word, want, "{notes:?}");
        }
    }

    #[test]
    fn narrower_words_are_the_most_frequent_ones() {
        let narrower = tallied(9, |tally| {
            [8, 3, 3, 5, 1, 1, 7, 8, 3, 0].into_iter().for_each(|word| tally.add(word, 1));
            most_frequent(tally, 3)
        });
        assert_eq!(narrower, [1, 8, 0]);
    }

    #[test]
    fn a_note_names_few_words_and_rare_ones_first() {
        let mut rows: Vec<Row> = (0..40)
            .map(|number| row(&[&"abcdefghij".repeat(2)[number % 10..][..3 + number / 10]], &[0, 1, 2, 3]))
            .collect();
        rows.push(row(&["rare"], &[0, 1]));
        let index = Index { rows, notes: 10, written: Default::default() };
        let named = named(&index);
        let rows: Vec<usize> = named[0].iter().map(|(row, _)| *row).collect();
        assert_eq!((rows.len(), rows[0], named[2].len(), named[9].len()), (NAMED, 40, NAMED, 0));
    }
}

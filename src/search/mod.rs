//! Search: every word of the garden, found by a reader's script, from any place that holds the files.
//!
//! [`files`] is the entry point: it makes the files of the index from the notes. [`Searcher`] answers
//! queries from the same files, for the terminal and for tests; `themes/default/search.js` does so for
//! readers, by the same rules to the last bit. Nothing here reads or writes a file, and only published
//! notes ever get here.
//!
//! # The files
//!
//! All are scripts of one call, `allotmentSearch.shard(name, data)`, so that they load from `file://`:
//! no module, no `fetch`, no WebAssembly. A reader's script loads what a query needs and nothing else. It stands in the
//! file `root` on a site, before the call, so that it never has to ask for that:
//!
//! | file | holds | how many |
//! | --- | --- | --- |
//! | `root` | where the others begin, words that most notes have, the newest notes | one |
//! | `w-…` | words with the notes that have them | by bytes, in the order of words |
//! | `r-…` | further notes of one common word | one for each |
//! | `s-…` | the spelling of words that are common enough to be meant by a typo | by first letters |
//! | `n-…` | notes: title, address, day, folder, tags, names, text by heading | by bytes, in the order of notes |
//! | `n-…-…` | a further part of a long note: the same with the text that stands there | one for each |
//!
//! Notes are numbered by the day they were begun, so that a new note is the last and no number changes.
//! Files begin where the words say so and not after so many bytes, so that a changed note changes few of
//! them. `codec`, `record` and `root` have the details of each format.
//!
//! # The way of a word
//!
//! To the index: `tokenize` finds the words of a text and `stem` what their forms have in common. `gather` counts them
//! note by note, by `numbers` and in the parts of long notes that `part` cuts; `index` weighs the counts, which makes a
//! `row` of each word. `shard` cuts rows and notes into files (`file`): `codec` packs rows, `record` writes notes,
//! `spelling` lists what can be meant by a typo, and `root` tells where each file begins.
//!
//! To an answer: `query` understands what is asked for, `rank` looks it up, `score` says which notes are the best,
//! `places` which parts of them to look at, and `snippet` what is shown. `telling` picks words for pages that are read by
//! eye.

mod codec;
mod file;
mod gather;
mod index;
mod numbers;
mod part;
mod places;
mod query;
mod rank;
mod record;
mod root;
mod row;
mod score;
mod shard;
mod snippet;
mod spelling;
mod stem;
mod telling;
pub mod tokenize;

use rayon::prelude::*;

use crate::note::date::Date;
use crate::note::{Block, Note};

pub use file::File;
pub use query::{Query, parse};
pub use rank::{Answer, Found, Searcher};
pub use shard::NoteFile;
pub use snippet::Parts;
pub use telling::Telling;

/// A note, as the index needs it.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// What it says.
    pub note: &'a Note,
    /// The address of its page from the top of the site.
    pub url: &'a str,
    /// The day that it is found under with `before:` and `after:`.
    pub day: Option<Date>,
    /// How many notes link to it.
    pub backlinks: usize,
    /// Its language, as a BCP 47 tag.
    pub language: &'a str,
}

/// Steps in which it is told how much a word says about a note.
const LEVELS: u8 = 5;
/// Names with this many words or more are all alike.
const LONGEST_NAME: usize = 7;

/// The text below a heading, or what of it stands in a part of the note.
struct Section<'a> {
    /// The id of the heading's element; empty for the top of the page.
    id: &'a str,
    /// Its words.
    heading: &'a str,
    /// The text up to the next heading.
    blocks: Vec<&'a Block>,
}

/// What is made of the words of a garden.
#[derive(Clone, Debug, Default)]
pub struct Indexed {
    /// The files of the index without those of notes, in the order of their names.
    pub files: Vec<File>,
    /// The files of notes, in the order of the notes' numbers.
    pub notes: Vec<NoteFile>,
    /// The words that tell notes apart.
    pub telling: Vec<Telling>,
}

/// The files of the index of these notes, in the order of their names.
pub fn files(entries: &[Entry<'_>]) -> Vec<File> {
    let sorted: Vec<Entry<'_>> = order(entries).into_iter().map(|place| entries[place]).collect();
    let (mut files, notes) = shard::write(&index::Index::of(&sorted), &sorted);
    let entries_of = |file: &NoteFile| file.notes.iter().map(|note| sorted[*note]).collect::<Vec<_>>();
    files.par_extend(notes.par_iter().map(|file| file.write(&entries_of(file))));
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// The same with the words that tell these notes apart, and without writing the files of notes.
pub fn index(entries: &[Entry<'_>]) -> Indexed {
    let order = order(entries);
    let sorted: Vec<Entry<'_>> = order.iter().map(|place| entries[*place]).collect();
    let index = index::Index::of(&sorted);
    let mut telling = telling::of(&index);
    let (files, mut notes) = shard::write(&index, &sorted);
    let of_telling = telling.iter_mut().flat_map(|word| &mut word.notes);
    for note in of_telling.chain(notes.iter_mut().flat_map(|file| &mut file.notes)) {
        *note = order[*note];
    }
    Indexed { files, notes, telling }
}

/// The places of notes among the entries, in the order of their numbers.
fn order(entries: &[Entry<'_>]) -> Vec<usize> {
    let key = |place: &usize| (entries[*place].day, &entries[*place].note.path);
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|a, b| key(a).cmp(&key(b)));
    order
}

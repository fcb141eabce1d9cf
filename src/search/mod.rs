//! Full-text search: a script in the reader's browser finds every word of the garden, wherever the files are hosted.
//!
//! [`files`] is the entry point: it turns notes into the files of the index. [`Searcher`] answers queries from these
//! files, for the terminal and for tests; `themes/default/search.js` does so for readers, by exactly the same rules.
//! Nothing here reads or writes a file, and only published notes ever get here.
//!
//! # The files
//!
//! Each is a script with one call, `allotmentSearch.shard(name, data)`, so that it loads from `file://`: no module, no
//! `fetch`, no WebAssembly. The reader's script loads only what a query needs. On a site, it is in the file `root`,
//! before the call, so that `root` never has to be requested:
//!
//! | file | holds | how many |
//! | --- | --- | --- |
//! | `root` | where the others begin, words that most notes have, the newest and the most linked notes | one |
//! | `w-…` | words with the notes that have them | by bytes, in the order of words |
//! | `r-…` | further notes of one common word | one for each |
//! | `s-…` | the spelling of words that are common enough to be meant by a typo | by first letters, and by those after the first |
//! | `n-…` | notes: title, address, day, folder, tags, names, text by heading | by bytes, in the order of notes |
//! | `n-…-…` | a further part of a long note: the same with the text of that part | one for each |
//!
//! Notes are numbered by the day they were begun, so that a new note comes last and no number changes. Where files are
//! cut depends on the words themselves, not on byte counts alone, so that a changed note changes few files. `codec`,
//! `record` and `root` describe the formats.
//!
//! # From text to index to answer
//!
//! Indexing: `tokenize` finds the words of a text and `stem` the common stem of their forms. `gather` counts them note
//! by note, with `numbers`, and by the parts that `part` cuts long notes into, and weighs them (`level`); `index` merges
//! what was counted in parallel, which gives a `row` for each word. `shard` divides rows and notes into files (`file`): `codec` packs rows, `record`
//! writes notes, `spelling` lists the words a typo may stand for, and `root` says where each file begins.
//!
//! Answering: `query` parses the query, `rank` looks it up, `score` ranks the notes, `places` picks the parts of them
//! to look at, and `snippet` the text to show. `telling` picks the words for an index page that people read.

mod codec;
mod file;
mod gather;
mod index;
mod level;
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

/// A note with what the index needs of it.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The note.
    pub note: &'a Note,
    /// The address of its page from the top of the site.
    pub url: &'a str,
    /// The day that `before:` and `after:` compare.
    pub day: Option<Date>,
    /// How many notes link to it: a mild advantage in answers.
    pub backlinks: usize,
    /// Its language, as a BCP 47 tag.
    pub language: &'a str,
}

/// Number of levels of how much a word says about a note.
const LEVELS: u8 = 5;
/// Names with this many words or more are treated alike.
const LONGEST_NAME: usize = 7;

/// Returns the names that a note is found by besides its title: its aliases, and its file name if that has other words
/// than these. Readers may know a note by the name that its author links to.
fn further_names(note: &Note) -> Vec<&str> {
    let mut names: Vec<&str> = note.aliases.iter().map(|alias| &**alias).collect();
    let stem = note.path.stem();
    if stem != &*note.title && !["index", "readme"].iter().any(|name| stem.eq_ignore_ascii_case(name)) {
        let forms =
            |name: &str| tokenize::words(name).into_iter().map(|word| word.form.into_owned()).collect::<Vec<_>>();
        let own = forms(stem);
        let is_known = std::iter::once(&*note.title).chain(names.iter().copied()).any(|name| forms(name) == own);
        if !own.is_empty() && !is_known {
            names.push(stem);
        }
    }
    names
}

/// The text below a heading, or as much of it as is in a part of the note.
struct Section<'a> {
    /// The id of the heading's element; empty for the top of the page.
    id: &'a str,
    /// The text of the heading.
    heading: &'a str,
    /// The text up to the next heading.
    blocks: Vec<&'a Block>,
}

/// What the search makes of a garden.
#[derive(Clone, Debug, Default)]
pub struct Indexed {
    /// The files of the index, except those of notes, in the order of their names.
    pub files: Vec<File>,
    /// The files of notes, in the order of the notes' numbers.
    pub notes: Vec<NoteFile>,
    /// The words for the index page.
    pub telling: Vec<Telling>,
}

/// Returns the files of the index of these notes, in the order of their names.
pub fn files(entries: &[Entry<'_>]) -> Vec<File> {
    let sorted: Vec<Entry<'_>> = order(entries).into_iter().map(|place| entries[place]).collect();
    let (mut files, notes) = shard::write(index::Index::of(&sorted), &sorted);
    let entries_of = |file: &NoteFile| file.notes.iter().map(|note| sorted[*note]).collect::<Vec<_>>();
    files.par_extend(notes.par_iter().map(|file| file.write(&entries_of(file))));
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// Returns the same and the words for the index page, but leaves the files of notes unwritten.
pub fn index(entries: &[Entry<'_>]) -> Indexed {
    let order = order(entries);
    let sorted: Vec<Entry<'_>> = order.iter().map(|place| entries[*place]).collect();
    let index = index::Index::of(&sorted);
    let mut telling = telling::of(&index, &sorted);
    let (files, mut notes) = shard::write(index, &sorted);
    let of_telling = telling.iter_mut().flat_map(|word| &mut word.notes);
    for note in of_telling.chain(notes.iter_mut().flat_map(|file| &mut file.notes)) {
        *note = order[*note];
    }
    Indexed { files, notes, telling }
}

/// The positions of the notes in `entries`, in the order of their numbers.
fn order(entries: &[Entry<'_>]) -> Vec<usize> {
    let key = |place: &usize| (entries[*place].day, &entries[*place].note.path);
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|a, b| key(a).cmp(&key(b)));
    order
}

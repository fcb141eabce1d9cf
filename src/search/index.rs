//! The index of a garden: for every word, the notes that have it and how much it says about each.
//!
//! [`Index::of`] is the entry point. It reads and weighs the words of all notes in parallel (`gather`), and merges
//! forms that share a stem. `shard` writes the index to files.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::Entry;
use super::gather::{Chunk, Hit};
use super::level::Usual;
use super::numbers::Seed;
use super::part;
use super::row::{Posting, Postings, Row, utf16_order};
use super::tokenize::fold_key;
use crate::garden::ancestors;

/// Minimum number of notes per chunk. The larger the chunks, the fewer words are stemmed more than once.
const CHUNK: usize = 256;

/// An index.
pub(super) struct Index {
    /// Words, in the order of their first forms.
    pub(super) rows: Vec<Row>,
    /// Number of notes.
    pub(super) notes: usize,
    /// The lower-case spelling of forms that a note writes with other characters, such as accents, as the first such
    /// note has it.
    pub(super) written: HashMap<String, String>,
}

impl Index {
    /// Indexes notes; their place in the list is their number.
    pub(super) fn of(entries: &[Entry<'_>]) -> Self {
        // The index does not depend on how notes are split into chunks.
        let chunk = CHUNK.max(entries.len().div_ceil(rayon::current_num_threads()));
        let usual = Usual::of(entries.iter().map(|entry| entry.note.words));
        let mut chunks: Vec<Chunk<'_>> = entries.par_chunks(chunk).map(|chunk| Chunk::of(chunk, usual)).collect();
        let mut written = HashMap::new();
        for (form, sign) in chunks.iter_mut().flat_map(|chunk| chunk.written.drain(..)) {
            written.entry(form).or_insert(sign);
        }
        let mut rows: Vec<Row> = gather(chunks).into_par_iter().map(Row::with_all_forms).collect();
        rows.extend(filters(entries));
        // In two languages, one form can have two stems.
        let by_content = |a: &Row, b: &Row| a.forms.cmp(&b.forms).then_with(|| (*a.postings).cmp(&*b.postings));
        rows.par_sort_by(|a, b| utf16_order(&a.forms[0], &b.forms[0]).then_with(|| by_content(a, b)));
        Self { rows, notes: entries.len(), written }
    }
}

/// What is left of a chunk once its words are in the rows. Everything else of it is freed by then: the postings, which
/// take as much memory, are made only afterwards.
struct Counted {
    /// The row of each stem, by number of the stem.
    row_of: Vec<usize>,
    /// See [`Chunk`].
    hits: Vec<Hit>,
    counts: Vec<u32>,
    places: Vec<(u32, Posting)>,
}

/// Returns the words of all notes grouped by stem, in no particular order.
fn gather(chunks: Vec<Chunk<'_>>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    // First the number of postings of each row, then the end of its range.
    let mut ends: Vec<usize> = Vec::new();
    let mut numbers: HashMap<String, usize, Seed> = HashMap::with_hasher(Seed::new());
    let mut counted = |chunk: Chunk<'_>| {
        let Chunk { stems, forms, hits, counts, places, .. } = chunk;
        let mut row_of = vec![0; stems.len()];
        for (stem, number) in stems {
            let row = *numbers.entry(stem).or_insert(rows.len());
            if row == rows.len() {
                rows.push(Row::default());
                ends.push(0);
            }
            row_of[number as usize] = row;
        }
        forms.into_iter().for_each(|(form, number)| rows[row_of[number as usize]].forms.push(form));
        hits.iter().for_each(|hit| ends[row_of[hit.stem()]] += 1);
        Counted { row_of, hits, counts, places }
    };
    let mut chunks: Vec<Counted> = chunks.into_iter().map(&mut counted).collect();
    let joined = join(&mut rows, &mut ends, &numbers);
    drop(numbers);
    chunks.iter_mut().flat_map(|chunk| &mut chunk.row_of).for_each(|row| *row = joined[*row]);
    place(&chunks, &mut rows);
    let mut postings = fill(chunks, &mut ends);
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let mut ranges: Vec<Range<usize>> = starts.zip(&ends).map(|(start, end)| start..*end).collect();
    for row in joined.iter().enumerate().filter(|(row, kept)| row != *kept).map(|(_, kept)| *kept) {
        ranges[row].end = ranges[row].start + merge(&mut postings[ranges[row].clone()]);
    }
    let postings = Arc::new(postings);
    for (row, range) in rows.iter_mut().zip(ranges) {
        row.postings = Postings::of(&postings, range);
    }
    rows.retain(|row| !row.forms.is_empty());
    rows
}

/// Merges postings of the same note, and returns how many are left, at the beginning.
fn merge(postings: &mut [Posting]) -> usize {
    let mut kept = 0;
    for at in 1..postings.len() {
        let next = postings[at];
        if postings[kept].note() == next.note() {
            postings[kept].add(next);
        } else {
            kept += 1;
            postings[kept] = next;
        }
    }
    postings.len().min(kept + 1)
}

/// Returns the postings of all rows in one list, because writing to thousands of separate lists in turn is slower.
/// `ends` holds the size of each row on entry and the end of its range on return.
fn fill(chunks: Vec<Counted>, ends: &mut [usize]) -> Vec<Posting> {
    let mut all = 0;
    for end in ends.iter_mut() {
        (all, *end) = (all + *end, all);
    }
    let mut postings = vec![Posting::new(0, 0, 0); all];
    let mut note = 0;
    for Counted { row_of, hits, counts, .. } in chunks {
        let mut hits = hits.iter();
        for count in counts {
            for hit in hits.by_ref().take(count as usize) {
                let place = &mut ends[row_of[hit.stem()]];
                postings[*place] = hit.posting(note);
                *place += 1;
            }
            note += 1;
        }
    }
    postings
}

/// Records for each row the parts of long notes it occurs in.
fn place(chunks: &[Counted], rows: &mut [Row]) {
    let mut first = 0;
    for Counted { row_of, counts, places, .. } in chunks {
        for (stem, place) in places {
            let note = part::number(first, 0).saturating_add(place.note());
            rows[row_of[*stem as usize]].places.push(place.about(note));
        }
        first += counts.len() as u32;
    }
}

/// Joins two rows if the stem of one is a form of the other: the stem of `canvases` is the word `canvas`, whose own
/// stem is a different one. Returns, for each row, the row it was merged into.
fn join(rows: &mut [Row], sizes: &mut [usize], stems: &HashMap<String, usize, Seed>) -> Vec<usize> {
    let mut joined: Vec<usize> = (0..rows.len()).collect();
    let forms = rows.iter().enumerate().flat_map(|(row, Row { forms, .. })| forms.iter().map(move |form| (row, form)));
    for (row, form) in forms {
        let Some(other) = stems.get(form) else { continue };
        let [mut a, mut b] = [row, *other];
        while a != b {
            // The first row of a group is the one that stays.
            (a, b) = (a.min(b), a.max(b));
            b = std::mem::replace(&mut joined[b], a);
        }
    }
    for row in (0..rows.len()).rev() {
        if joined[row] == row {
            continue;
        }
        let forms = std::mem::take(&mut rows[row].forms);
        rows[joined[row]].forms.extend(forms);
        sizes[joined[row]] += std::mem::take(&mut sizes[row]);
    }
    (0..rows.len()).for_each(|row| joined[row] = joined[joined[row]]);
    joined
}

impl Row {
    /// Adds the further forms under which the word is looked up, and sorts all forms.
    fn with_all_forms(mut self) -> Self {
        // Joined stems leave one list of places after the other.
        self.places.sort_by_key(|place| place.note());
        self.places.dedup_by(|next, kept| next.note() == kept.note() && kept.add(*next));
        let bare: Vec<String> = self.forms.iter().filter_map(|form| without_article(form)).map(str::to_owned).collect();
        self.forms.extend(bare);
        let digits: Vec<String> = self.forms.iter().filter_map(|form| with_ascii_digits(form)).collect();
        self.forms.extend(digits);
        self.forms.sort_by(|a, b| utf16_order(a, b));
        self.forms.dedup();
        self
    }
}

/// An Arabic word without its article and the particles attached to it: a reader may type either.
fn without_article(form: &str) -> Option<&str> {
    if form.is_ascii() {
        return None;
    }
    let bare = ["وال", "بال", "كال", "فال", "ال", "لل"].iter().find_map(|article| form.strip_prefix(article))?;
    (bare.chars().count() > 2).then_some(bare)
}

/// The zeros of scripts with blanks that have digits of their own; the others follow each in order.
const ZEROS: [char; 15] = [
    '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}', '\u{c66}',
    '\u{ce6}', '\u{d66}', '\u{de6}', '\u{f20}', '\u{1810}',
];

/// A word with the digits of its script as a reader with another keyboard types them; `None` if it has none.
fn with_ascii_digits(form: &str) -> Option<String> {
    if form.is_ascii() {
        return None;
    }
    let ascii = |sign: char| {
        let digit =
            ZEROS.iter().find_map(|zero| (sign as u32).checked_sub(*zero as u32).filter(|digit| *digit < 10))?;
        char::from_digit(digit, 10)
    };
    let typed: String = form.chars().map(|sign| ascii(sign).unwrap_or(sign)).collect();
    (typed != form).then_some(typed)
}

/// The rows for filters of a query: `#tag` (and its parent tags), `/folder` (and its parent folders), `@20250422`.
fn filters(entries: &[Entry<'_>]) -> Vec<Row> {
    let mut rows: BTreeMap<String, Vec<Posting>> = BTreeMap::new();
    for (number, entry) in entries.iter().enumerate() {
        let tags = entry.note.tags.iter().flat_map(|tag| std::iter::once(tag.clone()).chain(tag.parents()));
        let folders = ancestors(entry.note.path.folder()).filter(|folder| !folder.is_empty());
        let keys = tags
            .map(|tag| format!("#{}", fold_key(tag.as_str())))
            .chain(folders.map(|folder| format!("/{}", fold_key(folder))))
            .chain(entry.day.map(|day| format!("@{:04}{:02}{:02}", day.year(), day.month(), day.day())));
        for key in keys {
            let postings = rows.entry(key).or_default();
            let note = number as u32;
            if postings.last().is_none_or(|last| last.note() != note) {
                postings.push(Posting::new(note, 0, 1));
            }
        }
    }
    let row = |(key, postings): (String, Vec<Posting>)| Row {
        forms: vec![key],
        postings: postings.into(),
        places: Vec::new(),
    };
    rows.into_iter().map(row).collect()
}

//! The index of a garden: for every word, the notes that have it and how much it says about each.
//!
//! [`Index::of`] is the entry point. It reads the words of all notes in parallel, gathers the forms that
//! share a stem, and weighs each note for each of them (BM25F: fields first, then how often and in how long
//! a note). How the index is written to files is the business of `shard`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::stem::Stems;
use super::tokenize::{Kind, Word, each_word, fold_key};
use super::{Entry, LEVELS, LONGEST_NAME, sections};
use crate::garden::ancestors;

/// How much a word counts in a title or another name, beside what `rank` adds for it.
const IN_NAME: u32 = 5;
/// In a tag.
const IN_TAG: u32 = 4;
/// In a heading.
const IN_HEADING: u32 = 3;
/// In the path of the folder.
const IN_FOLDER: u32 = 2;
/// In the text.
const IN_TEXT: u32 = 1;

/// How fast a word that occurs again stops adding (BM25's k1).
const SATURATION: f64 = 1.2;
/// How much the length of a note counts (BM25's b).
const LENGTH: f64 = 0.6;
/// What each doubling of the links to a note adds.
const LINKED: f64 = 0.03;

/// Notes whose words are gathered together, at least. The more there are, the fewer words are stemmed anew.
const CHUNK: usize = 256;

/// An index.
pub(super) struct Index {
    /// Words, in the order of their first forms.
    pub(super) rows: Vec<Row>,
    /// Number of notes.
    pub(super) notes: usize,
}

/// All forms of a word, or a filter, and the notes that have it.
#[derive(Debug, PartialEq)]
pub(super) struct Row {
    /// Forms in the order of UTF-16, which is that of the reader's script; at least one.
    pub(super) forms: Vec<String>,
    /// Notes, in order.
    pub(super) postings: Vec<Posting>,
}

/// How much a word says about a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    /// The note.
    pub(super) note: u32,
    /// Number of words of the shortest name of the note that the word stands in; 0 if in none.
    pub(super) name: u8,
    /// 1 to [`LEVELS`].
    pub(super) level: u8,
}

/// A word in a note, not weighed yet.
#[derive(Clone, Copy)]
struct Hit {
    note: u32,
    count: u32,
    name: u8,
}

impl Index {
    /// Indexes notes; their place in the list is their number.
    pub(super) fn of(entries: &[Entry<'_>]) -> Self {
        // How notes are gathered leaves no trace in the index.
        let chunk = CHUNK.max(entries.len().div_ceil(rayon::current_num_threads() * 2));
        let chunks: Vec<Chunk<'_>> = entries
            .par_chunks(chunk)
            .enumerate()
            .map(|(number, entries)| Chunk::of((number * chunk) as u32, entries))
            .collect();
        let lengths: Vec<u32> = chunks.iter().flat_map(|chunk| chunk.lengths.iter().copied()).collect();
        let total: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
        // A round number, so that one note does not shift the weights of all others.
        let usual = (total as f64 / lengths.len().max(1) as f64).max(1.0).log2().round().exp2();
        let factors: Vec<Factor> = lengths
            .iter()
            .zip(entries)
            .map(|(length, entry)| Factor {
                slowness: SATURATION * (1.0 - LENGTH + LENGTH * f64::from(*length) / usual),
                prior: 1.0 + LINKED * f64::from((entry.backlinks as u32 + 1).ilog2().min(8)),
            })
            .collect();
        let mut rows: Vec<Row> = gather(chunks).into_par_iter().map(|group| group.weigh(&factors)).collect();
        rows.extend(filters(entries));
        // A word can have one form and two stems, in two languages.
        let by_content = |a: &Row, b: &Row| a.forms.cmp(&b.forms).then_with(|| a.postings.cmp(&b.postings));
        rows.par_sort_by(|a, b| utf16_order(&a.forms[0], &b.forms[0]).then_with(|| by_content(a, b)));
        Self { rows, notes: entries.len() }
    }
}

/// The order of the reader's script, which compares units of UTF-16.
pub(super) fn utf16_order(a: &str, b: &str) -> std::cmp::Ordering {
    let is_same_either_way = |text: &str| text.bytes().all(|byte| byte < 0xee);
    if is_same_either_way(a) && is_same_either_way(b) { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// What a note does to the weights of its words.
struct Factor {
    /// How slowly they grow with their number.
    slowness: f64,
    /// What the links to it are worth.
    prior: f64,
}

/// The words of some notes.
struct Chunk<'a> {
    /// Words in notes, note after note, by the number of the word.
    hits: Vec<(u32, Hit)>,
    /// By the number of the word: what the note that is being read has of it, or an earlier one had.
    current: Vec<Hit>,
    /// Numbers of the words of the note that is being read.
    touched: Vec<u32>,
    /// Number of words of each note.
    lengths: Vec<u32>,
    /// Numbers by form and stem.
    known: HashMap<(String, String), u32>,
    languages: Vec<Language<'a>>,
    /// The language of the note.
    language: usize,
    note: u32,
}

/// The words of one language.
struct Language<'a> {
    name: &'a str,
    stems: Stems,
    /// Numbers by the word as it is written, if it is short, see [`packed`].
    short: HashMap<u128, u32>,
    /// Numbers of the others.
    long: HashMap<&'a str, u32>,
}

impl<'a> Chunk<'a> {
    fn of(first: u32, entries: &'a [Entry<'a>]) -> Self {
        let mut chunk = Chunk {
            hits: Vec::new(),
            current: Vec::new(),
            touched: Vec::new(),
            lengths: Vec::with_capacity(entries.len()),
            known: HashMap::new(),
            languages: Vec::new(),
            language: 0,
            note: first,
        };
        for entry in entries {
            chunk.entry(entry);
            chunk.note += 1;
        }
        chunk
    }

    fn entry(&mut self, entry: &'a Entry<'a>) {
        let known = self.languages.iter().position(|language| language.name == entry.language);
        self.language = known.unwrap_or_else(|| {
            let (name, stems) = (entry.language, Stems::of(entry.language));
            self.languages.push(Language { name, stems, short: HashMap::new(), long: HashMap::new() });
            self.languages.len() - 1
        });
        let note = entry.note;
        for name in std::iter::once(&note.title).chain(&note.aliases) {
            self.name(name);
        }
        for tag in &note.tags {
            self.text(tag.as_str(), IN_TAG);
        }
        self.text(note.path.folder(), IN_FOLDER);
        let mut length = 0;
        for section in sections(note) {
            length += self.text(section.heading, IN_HEADING);
            for block in section.blocks {
                length += self.text(note.words(block.text), IN_TEXT);
            }
        }
        self.lengths.push(length);
        let Self { hits, current, touched, .. } = self;
        hits.extend(touched.drain(..).map(|term| (term, current[term as usize])));
    }

    /// Adds a title or an alias. Its length is that of a query for it.
    fn name(&mut self, name: &'a str) {
        let mut terms = Vec::new();
        let mut length: usize = 0;
        each_word(name, |word| {
            length += usize::from(word.kind != Kind::Last);
            terms.push(self.term(name, word));
        });
        let length = length.clamp(1, LONGEST_NAME) as u8;
        for term in terms {
            let hit = self.hit(term);
            hit.count += IN_NAME;
            hit.name = if hit.name == 0 { length } else { hit.name.min(length) };
        }
    }

    /// Adds the words of a text, and tells how many there are.
    fn text(&mut self, text: &'a str, weight: u32) -> u32 {
        let mut length = 0;
        each_word(text, |word| {
            length += 1;
            let term = self.term(text, word);
            self.hit(term).count += weight;
        });
        length
    }

    /// The number of a word.
    fn term(&mut self, text: &'a str, word: Word<'a>) -> usize {
        let written = &text[word.start..word.end];
        let language = &mut self.languages[self.language];
        let is_word = word.kind == Kind::Word;
        let packed = packed(written);
        let known = match packed {
            _ if !is_word => None,
            Some(packed) => language.short.get(&packed),
            None => language.long.get(written),
        };
        if let Some(term) = known {
            return *term as usize;
        }
        let form = word.form.into_owned();
        let stem = if is_word { language.stems.stem(written, &form) } else { form.clone() };
        let next = self.current.len() as u32;
        let term = *self.known.entry((form, stem)).or_insert(next);
        if term == next {
            self.current.push(Hit { note: u32::MAX, count: 0, name: 0 });
        }
        match packed {
            _ if !is_word => None,
            Some(packed) => language.short.insert(packed, term),
            None => language.long.insert(written, term),
        };
        term as usize
    }

    fn hit(&mut self, term: usize) -> &mut Hit {
        let hit = &mut self.current[term];
        if hit.note != self.note {
            *hit = Hit { note: self.note, count: 0, name: 0 };
            self.touched.push(term as u32);
        }
        hit
    }
}

/// A short word as a number: most words are, and a number is compared where it lies.
fn packed(word: &str) -> Option<u128> {
    let mut bytes = [0; 16];
    bytes.get_mut(..word.len()).filter(|_| word.len() < 16)?.copy_from_slice(word.as_bytes());
    bytes[15] = word.len() as u8;
    Some(u128::from_le_bytes(bytes))
}

/// All forms that share a stem.
#[derive(Default)]
struct Group {
    forms: BTreeSet<String>,
    hits: Vec<Hit>,
}

/// The words of all notes by their stems, in no order.
fn gather(chunks: Vec<Chunk<'_>>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    for chunk in chunks {
        let mut group_of = vec![0; chunk.current.len()];
        for ((form, stem), term) in chunk.known {
            let next = groups.len();
            let group = *numbers.entry(stem).or_insert(next);
            if group == next {
                groups.push(Group::default());
            }
            groups[group].forms.insert(form);
            group_of[term as usize] = group;
        }
        let mut counts = vec![0; groups.len()];
        chunk.hits.iter().for_each(|(term, _)| counts[group_of[*term as usize]] += 1);
        groups.iter_mut().zip(counts).for_each(|(group, count)| group.hits.reserve(count));
        for (term, hit) in chunk.hits {
            groups[group_of[term as usize]].hits.push(hit);
        }
    }
    groups
}

impl Group {
    fn weigh(mut self, factors: &[Factor]) -> Row {
        self.hits.sort_unstable_by_key(|hit| hit.note);
        let mut postings: Vec<Posting> = Vec::with_capacity(self.hits.len());
        for hits in self.hits.chunk_by(|a, b| a.note == b.note) {
            let note = hits[0].note;
            let count: f64 = hits.iter().map(|hit| f64::from(hit.count)).sum();
            let name = hits.iter().map(|hit| hit.name).filter(|name| *name > 0).min().unwrap_or(0);
            let Factor { slowness, prior } = factors[note as usize];
            let level = (count / (count + slowness) * prior * f64::from(LEVELS)).ceil();
            postings.push(Posting { note, name, level: level.clamp(1.0, f64::from(LEVELS)) as u8 });
        }
        let bare: Vec<String> = self.forms.iter().filter_map(|form| without_article(form)).map(str::to_owned).collect();
        self.forms.extend(bare);
        let mut forms: Vec<String> = self.forms.into_iter().collect();
        forms.sort_by(|a, b| utf16_order(a, b));
        Row { forms, postings }
    }
}

/// An Arabic word without its article, and without what is glued to that: a reader may type either.
fn without_article(form: &str) -> Option<&str> {
    let bare = ["وال", "بال", "كال", "فال", "ال", "لل"].iter().find_map(|article| form.strip_prefix(article))?;
    (bare.chars().count() > 2).then_some(bare)
}

/// The rows of what a query can ask for besides words: `#tag` (and the tags above it), `/folder` (and the
/// folders above it), `@20250422`.
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
            if postings.last().is_none_or(|last| last.note != note) {
                postings.push(Posting { note, name: 0, level: 1 });
            }
        }
    }
    rows.into_iter().map(|(key, postings)| Row { forms: vec![key], postings }).collect()
}

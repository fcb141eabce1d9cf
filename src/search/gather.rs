//! The words of some notes, counted: the first and by far the longest part of making an index.
//!
//! [`Chunk::of`] is the entry point. It reads notes one after another and counts, for every note, the words
//! that share a stem. A word that was met before costs no more than finding its number again: no string is
//! made for it, it is not folded and not stemmed. What a count is worth is the business of `index`.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use super::stem::Stems;
use super::tokenize::{Kind, Run, Word, each_run};
use super::{Entry, LONGEST_NAME, sections};

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

/// The number of what is no word, though it looks like one.
const NO_STEM: u32 = u32::MAX;

/// Words that were met lately.
const LATELY: usize = 4096;

/// The words of some notes that follow each other.
pub(super) struct Chunk<'a> {
    /// What notes have of words, note after note.
    pub(super) hits: Vec<Hit>,
    /// How many hits each note has.
    pub(super) counts: Vec<u32>,
    /// Number of words of each note.
    pub(super) lengths: Vec<u32>,
    /// The numbers of stems.
    pub(super) stems: HashMap<String, u32, Seed>,
    /// Forms with the numbers of their stems; a form may be there more than once.
    pub(super) forms: Vec<(String, u32)>,
    /// Forms that notes write with other signs, and how they do, in the order of the notes.
    pub(super) written: Vec<(String, String)>,
    /// By number of the stem: what the note that is being read has of it, or an earlier one had.
    current: Vec<Current>,
    /// Numbers of the stems of the note that is being read.
    touched: Vec<u32>,
    /// Numbers of the stems of pairs of signs, which are the same in all languages.
    pairs: HashMap<String, u32, Seed>,
    languages: Vec<Language<'a>>,
    /// The language of the note.
    language: usize,
    seed: Seed,
}

/// What a note has of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// The number of its stem.
    pub(super) stem: u32,
    /// The count, and in the three lowest bits the length of the name.
    packed: u32,
}

impl Hit {
    fn new(stem: u32, Current { count, name, .. }: Current) -> Self {
        Self { stem, packed: count.min(u32::MAX >> 3) << 3 | u32::from(name) }
    }

    /// How often it has the word, more for words in titles and the like.
    pub(super) fn count(self) -> u32 {
        self.packed >> 3
    }

    /// Number of words of the shortest name of the note that the word stands in; 0 if in none.
    pub(super) fn name(self) -> u8 {
        (self.packed & 7) as u8
    }
}

/// A word in a note while that is read.
#[derive(Clone, Copy)]
struct Current {
    /// The place of the note in its chunk, plus one.
    note: u32,
    count: u32,
    name: u8,
}

/// The words of one language: numbers of stems by the words as they are written, or by their small letters
/// where that is the same. Nearly all words are short, and a number is compared where it lies.
struct Language<'a> {
    name: &'a str,
    stems: Stems,
    /// Up to eight bytes: those that were met lately, each where its hash says. Few words make up most of a text,
    /// and these few are here, close together.
    lately: Vec<(u64, u32)>,
    /// Up to eight bytes.
    short: HashMap<u64, u32, Seed>,
    /// Up to fifteen.
    middle: HashMap<u128, u32, Seed>,
    long: HashMap<&'a str, u32, Seed>,
}

/// A word as it is looked up.
enum Key<'a> {
    Short(u64),
    Middle(u128),
    Long(&'a str),
}

impl<'a> Key<'a> {
    fn of(text: &'a str, run: Run) -> Self {
        let length = run.end - run.start;
        if length > 15 {
            return Self::Long(&text[run.start..run.end]);
        }
        let bytes = text.as_bytes();
        let packed = match bytes.get(run.start..).and_then(|bytes| bytes.first_chunk::<16>()) {
            Some(chunk) => u128::from_le_bytes(*chunk) & ((1 << (8 * length)) - 1),
            None => bytes[run.start..run.end].iter().rfold(0, |packed, byte| packed << 8 | u128::from(*byte)),
        };
        // Letters and digits of ASCII: this makes letters small and changes nothing else.
        let small = if run.is_plain { 0x2020_2020_2020_2020_2020_2020_2020_2020 >> (8 * (16 - length)) } else { 0 };
        let packed = packed | small;
        if length <= 8 { Self::Short(packed as u64) } else { Self::Middle(packed) }
    }
}

impl<'a> Language<'a> {
    fn new(name: &'a str, seed: Seed) -> Self {
        let (short, middle) = (HashMap::with_hasher(seed), HashMap::with_hasher(seed));
        // No word is 0.
        let lately = vec![(0, NO_STEM); LATELY];
        Self { name, stems: Stems::of(name), lately, short, middle, long: HashMap::with_hasher(seed) }
    }

    fn stem(&mut self, key: &Key<'a>) -> Option<u32> {
        match key {
            Key::Short(word) => {
                let lately = &mut self.lately[self.short.hasher().hash_one(word) as usize % LATELY];
                if lately.0 != *word {
                    *lately = (*word, *self.short.get(word)?);
                }
                Some(lately.1)
            }
            Key::Middle(word) => self.middle.get(word).copied(),
            Key::Long(word) => self.long.get(word).copied(),
        }
    }

    fn learn(&mut self, key: Key<'a>, stem: u32) {
        match key {
            Key::Short(word) => self.short.insert(word, stem),
            Key::Middle(word) => self.middle.insert(word, stem),
            Key::Long(word) => self.long.insert(word, stem),
        };
    }
}

impl<'a> Chunk<'a> {
    /// Reads these notes.
    pub(super) fn of(entries: &'a [Entry<'a>]) -> Self {
        let seed = Seed::new();
        let mut chunk = Chunk {
            hits: Vec::new(),
            counts: Vec::with_capacity(entries.len()),
            lengths: Vec::with_capacity(entries.len()),
            stems: HashMap::with_hasher(seed),
            forms: Vec::new(),
            written: Vec::new(),
            current: Vec::new(),
            touched: Vec::new(),
            pairs: HashMap::with_hasher(seed),
            languages: Vec::new(),
            language: 0,
            seed,
        };
        for entry in entries {
            chunk.entry(entry);
        }
        chunk
    }

    fn entry(&mut self, entry: &'a Entry<'a>) {
        let known = self.languages.iter().position(|language| language.name == entry.language);
        self.language = known.unwrap_or_else(|| {
            self.languages.push(Language::new(entry.language, self.seed));
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
        self.counts.push(self.touched.len() as u32);
        let Self { hits, current, touched, .. } = self;
        hits.extend(touched.drain(..).map(|stem| Hit::new(stem, current[stem as usize])));
    }

    /// Adds a title or an alias. Its length is that of a query for it.
    fn name(&mut self, name: &'a str) {
        let mut stems = Vec::new();
        let mut length: usize = 0;
        self.words(name, |chunk, stem, kind| {
            length += usize::from(kind != Kind::Last);
            chunk.count(stem, IN_NAME);
            stems.push(stem);
        });
        let length = length.clamp(1, LONGEST_NAME) as u8;
        for stem in stems {
            let name = &mut self.current[stem as usize].name;
            *name = if *name == 0 { length } else { length.min(*name) };
        }
    }

    /// Adds the words of a text, and tells how many there are.
    fn text(&mut self, text: &'a str, weight: u32) -> u32 {
        let mut length = 0;
        self.words(text, |chunk, stem, _| {
            length += 1;
            chunk.count(stem, weight);
        });
        length
    }

    /// Calls `found` with the stem of every word of a text.
    fn words(&mut self, text: &'a str, mut found: impl FnMut(&mut Self, u32, Kind)) {
        each_run(text, |run| {
            if run.is_dense {
                return run.words(text, |word| {
                    let stem = self.pair(&word);
                    found(self, stem, word.kind);
                });
            }
            let key = Key::of(text, run);
            let stem = match self.languages[self.language].stem(&key) {
                Some(stem) => stem,
                None => self.learn(text, run, key),
            };
            if stem != NO_STEM {
                found(self, stem, Kind::Word);
            }
        });
    }

    /// The number of the stem of a word that is new in its language.
    fn learn(&mut self, text: &'a str, run: Run, key: Key<'a>) -> u32 {
        let mut found = NO_STEM;
        run.words(text, |word| {
            let written = &text[run.start..run.end];
            let form = word.form.into_owned();
            if !run.is_plain {
                let small = written.to_lowercase();
                if small != form {
                    self.written.push((form.clone(), small));
                }
            }
            let stem = self.languages[self.language].stems.stem(written, &form);
            found = self.number(stem);
            self.forms.push((form, found));
        });
        self.languages[self.language].learn(key, found);
        found
    }

    /// The number of a pair of signs, which is its own stem.
    fn pair(&mut self, word: &Word<'_>) -> u32 {
        if let Some(stem) = self.pairs.get(&*word.form) {
            return *stem;
        }
        let stem = self.number(word.form.to_string());
        self.forms.push((word.form.to_string(), stem));
        self.pairs.insert(word.form.to_string(), stem);
        stem
    }

    fn number(&mut self, stem: String) -> u32 {
        let next = self.current.len() as u32;
        let number = *self.stems.entry(stem).or_insert(next);
        if number == next {
            self.current.push(Current { note: 0, count: 0, name: 0 });
        }
        number
    }

    /// Adds a word to the note that is being read.
    fn count(&mut self, stem: u32, weight: u32) {
        let note = self.counts.len() as u32 + 1;
        let current = &mut self.current[stem as usize];
        if current.note != note {
            *current = Current { note, count: 0, name: 0 };
            self.touched.push(stem);
        }
        current.count = current.count.saturating_add(weight);
    }
}

/// A fast hash of words that nobody can choose words for, since it is another one every time. No order
/// depends on it.
#[derive(Clone, Copy)]
pub(super) struct Seed(u64, u64);

impl Seed {
    /// Another one.
    pub(super) fn new() -> Self {
        let random = RandomState::new();
        Self(random.hash_one(0), random.hash_one(1) | 1)
    }
}

impl BuildHasher for Seed {
    type Hasher = Mixed;

    #[inline]
    fn build_hasher(&self) -> Mixed {
        Mixed { state: self.0, factor: self.1 }
    }
}

/// Folds the halves of products.
pub(super) struct Mixed {
    state: u64,
    factor: u64,
}

impl Hasher for Mixed {
    #[inline]
    fn write_u64(&mut self, number: u64) {
        let product = u128::from(self.state ^ number) * u128::from(self.factor);
        self.state = product as u64 ^ (product >> 64) as u64;
    }

    #[inline]
    fn write_u128(&mut self, number: u128) {
        self.write_u64(number as u64);
        self.write_u64((number >> 64) as u64);
    }

    #[inline]
    fn write_u8(&mut self, number: u8) {
        self.write_u64(u64::from(number));
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (whole, rest) = bytes.as_chunks::<8>();
        whole.iter().for_each(|chunk| self.write_u64(u64::from_le_bytes(*chunk)));
        self.write_u64(rest.iter().fold(rest.len() as u64, |number, byte| number << 8 | u64::from(*byte)));
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.state
    }
}

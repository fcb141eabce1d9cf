//! Counts the words of some notes: the first and by far the longest step of building an index.
//!
//! [`Chunk::of`] is the entry point. It reads notes one after another and counts, for every note, the words that share
//! a stem. A word seen before only costs looking up its number: it is not folded or stemmed again, and no string is
//! allocated. `level` turns counts into weights.

use std::collections::HashMap;

use super::level::Usual;
use super::numbers::{Numbers, Seed};
use super::part::{self, each_text, parts};
use super::row::Posting;
use super::stem::Stems;
use super::tokenize::{Kind, Run, Word, each_run};
use super::{Entry, LONGEST_NAME, Section, further_names};
use crate::note::Note;

/// Weight of an occurrence in a title or alias, in addition to what `rank` adds for it.
const IN_NAME: u32 = 5;
/// In a tag.
const IN_TAG: u32 = 4;
/// In a heading.
const IN_HEADING: u32 = 3;
/// In the path of the folder.
const IN_FOLDER: u32 = 2;
/// In the text.
const IN_TEXT: u32 = 1;

/// Stands for a run that looks like a word but is not indexed.
const NO_STEM: u32 = u32::MAX;

/// The words of a run of consecutive notes.
pub(super) struct Chunk<'a> {
    /// The counted words of the notes, note after note.
    pub(super) hits: Vec<Hit>,
    /// How many hits each note has.
    pub(super) counts: Vec<u32>,
    /// Which parts of long notes each word occurs in, with the number of its stem, note after note. Notes are numbered
    /// from 0 within the chunk.
    pub(super) places: Vec<(u32, Posting)>,
    /// The numbers of stems.
    pub(super) stems: HashMap<String, u32, Seed>,
    /// Forms with the numbers of their stems; a form may occur more than once.
    pub(super) forms: Vec<(String, u32)>,
    /// Forms that notes write with other characters, and their lower-case spelling, in the order of the notes.
    pub(super) written: Vec<(String, String)>,
    /// By number of the stem: its count in the current note, or in an earlier one.
    current: Vec<Current>,
    /// Numbers of the stems in the current note, part after part.
    touched: Vec<u32>,
    /// The number of the current part among all parts of the chunk, from 1 on, and that of the first part of its note.
    part: u32,
    first_part: u32,
    /// Numbers of the stems of character pairs, which are the same in all languages.
    pairs: HashMap<String, u32, Seed>,
    languages: Vec<Language<'a>>,
    /// The words of the current text, and the stem numbers of those already known.
    runs: Vec<Run>,
    known: Vec<Option<u32>>,
    /// The language of the note.
    language: usize,
    seed: Seed,
    /// How many words notes usually have.
    usual: Usual,
}

/// A word that a note has: a posting with the number of the stem in place of the note's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit(Posting);

impl Hit {
    /// The number of its stem.
    pub(super) fn stem(self) -> usize {
        self.0.note() as usize
    }

    /// The posting of the word, given the number of the note.
    pub(super) fn posting(self, note: u32) -> Posting {
        self.0.about(note)
    }
}

/// A word of the note that is being read.
#[derive(Clone, Copy)]
struct Current {
    /// The number of the part in which it last occurred.
    part: u32,
    count: u32,
    name: u8,
}

/// The words of one language.
struct Language<'a> {
    name: &'a str,
    stems: Stems,
    /// The stem numbers of its words.
    numbers: Numbers<'a>,
}

impl<'a> Chunk<'a> {
    /// Counts the words of these notes.
    pub(super) fn of(entries: &'a [Entry<'a>], usual: Usual) -> Self {
        let seed = Seed::new();
        let mut chunk = Chunk {
            // A note has no more distinct words than words.
            hits: Vec::with_capacity(entries.iter().map(|entry| entry.note.words as usize).sum()),
            counts: Vec::with_capacity(entries.len()),
            places: Vec::new(),
            stems: HashMap::with_hasher(seed),
            forms: Vec::new(),
            written: Vec::new(),
            current: Vec::new(),
            touched: Vec::new(),
            part: 0,
            first_part: 0,
            pairs: HashMap::with_hasher(seed),
            languages: Vec::new(),
            runs: Vec::new(),
            known: Vec::new(),
            language: 0,
            seed,
            usual,
        };
        for entry in entries {
            chunk.entry(entry);
        }
        chunk
    }

    fn entry(&mut self, entry: &'a Entry<'a>) {
        let known = self.languages.iter().position(|language| language.name == entry.language);
        self.language = known.unwrap_or_else(|| {
            let (stems, numbers) = (Stems::of(entry.language), Numbers::new(self.seed));
            self.languages.push(Language { name: entry.language, stems, numbers });
            self.languages.len() - 1
        });
        let note = entry.note;
        self.part += 1;
        self.first_part = self.part;
        for name in std::iter::once(&*note.title).chain(further_names(note)) {
            self.name(name);
        }
        for tag in &note.tags {
            self.text(tag.as_str(), IN_TAG);
        }
        self.text(note.path.folder(), IN_FOLDER);
        let parts = parts(note);
        if parts.len() > 1 {
            self.parts(note, &parts);
        } else {
            self.sections(note, &parts[0], None);
        }
        self.counts.push(self.touched.len() as u32);
        let levels = self.usual.levels(note.words);
        let Self { hits, current, touched, .. } = self;
        hits.extend(touched.drain(..).map(|stem| {
            let Current { count, name, .. } = current[stem as usize];
            Hit(Posting::new(stem, name, levels.of(count)))
        }));
    }

    /// Adds the sections of a note, or of a part that follows the section `behind`. The heading of a section that goes on
    /// from the previous part is counted once.
    fn sections(&mut self, note: &'a Note, sections: &[Section<'a>], behind: Option<&Section<'_>>) {
        for section in sections {
            if behind.is_none_or(|behind| behind.id != section.id) {
                self.text(section.heading, IN_HEADING);
            }
            for block in &section.blocks {
                each_text(note, block, |text| self.text(text, IN_TEXT));
            }
        }
    }

    /// Does the same for all parts of a long note, and records which parts each word occurs in. The note's names belong
    /// to the first part, and count less in the others.
    fn parts(&mut self, note: &'a Note, parts: &[Vec<Section<'a>>]) {
        let is_named = |stem: &&u32| self.current[**stem as usize].name > 0;
        let names: Vec<u32> = self.touched.iter().filter(is_named).copied().collect();
        let mut headed = names.clone();
        let (mut behind, mut start) = (None, 0);
        for (number, sections) in (0..).zip(parts) {
            self.sections(note, sections, behind);
            for section in sections {
                self.words(section.heading, |chunk, stem, _| {
                    chunk.count(stem, 0);
                    headed.push(stem);
                });
            }
            headed.sort_unstable();
            let said = self.touched.len();
            names.iter().for_each(|stem| self.count(*stem, 0));
            let place = part::number(self.counts.len() as u32, number);
            self.places.extend(self.touched[start..].iter().zip(start..).map(|(stem, at)| {
                let level = match headed.binary_search(stem) {
                    _ if at >= said => part::IN_NAME,
                    Ok(_) => part::IN_HEADING,
                    Err(_) => part::IN_TEXT,
                };
                (*stem, Posting::new(place, 0, level))
            }));
            headed.clear();
            (behind, start) = (sections.last(), self.touched.len());
            self.part += 1;
        }
        self.touched.sort_unstable();
        self.touched.dedup();
    }

    /// Adds a title or an alias. Its length is counted as for a query with the same words.
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

    /// Adds the words of a text.
    fn text(&mut self, text: &'a str, weight: u32) {
        self.words(text, |chunk, stem, _| chunk.count(stem, weight));
    }

    /// Calls `found` with the stem of every word of a text. Looks up all words first, so that waiting for memory
    /// overlaps.
    fn words(&mut self, text: &'a str, mut found: impl FnMut(&mut Self, u32, Kind)) {
        let (mut runs, mut stems) = (std::mem::take(&mut self.runs), std::mem::take(&mut self.known));
        each_run(text, |run| runs.push(run));
        let numbers = &self.languages[self.language].numbers;
        stems.extend(runs.iter().map(|run| if run.is_dense { None } else { numbers.get(text, *run) }));
        for (run, stem) in runs.drain(..).zip(stems.drain(..)) {
            if run.is_dense {
                run.words(text, |word| {
                    let stem = self.pair(&word);
                    if stem != NO_STEM {
                        found(self, stem, word.kind);
                    }
                });
                continue;
            }
            let stem = stem.unwrap_or_else(|| self.learn(text, run));
            if stem != NO_STEM {
                found(self, stem, Kind::Word);
            }
        }
        (self.runs, self.known) = (runs, stems);
    }

    /// Returns the stem number of a word that is new in its language, or was new when its text was begun.
    fn learn(&mut self, text: &'a str, run: Run) -> u32 {
        if let Some(stem) = self.languages[self.language].numbers.get(text, run) {
            return stem;
        }
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
            if found != NO_STEM {
                self.forms.push((form, found));
            }
        });
        self.languages[self.language].numbers.insert(text, run, found);
        found
    }

    /// Returns the number of a character pair, which is its own stem.
    fn pair(&mut self, word: &Word<'_>) -> u32 {
        if let Some(stem) = self.pairs.get(&*word.form) {
            return *stem;
        }
        let stem = self.number(word.form.to_string());
        if stem != NO_STEM {
            self.forms.push((word.form.to_string(), stem));
        }
        self.pairs.insert(word.form.to_string(), stem);
        stem
    }

    /// Returns the number of a stem, or [`NO_STEM`] if there are more than a hit has room for.
    fn number(&mut self, stem: String) -> u32 {
        let next = self.current.len() as u32;
        if next > Posting::MOST {
            return self.stems.get(&stem).copied().unwrap_or(NO_STEM);
        }
        let number = *self.stems.entry(stem).or_insert(next);
        if number == next {
            self.current.push(Current { part: 0, count: 0, name: 0 });
        }
        number
    }

    /// Counts an occurrence of a word in the current note.
    #[inline]
    fn count(&mut self, stem: u32, weight: u32) {
        let current = &mut self.current[stem as usize];
        if current.part != self.part {
            if current.part < self.first_part {
                (current.count, current.name) = (0, 0);
            }
            current.part = self.part;
            self.touched.push(stem);
        }
        current.count = current.count.saturating_add(weight);
    }
}

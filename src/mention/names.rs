//! What the notes of a garden are called, as an automaton that finds these names in text.
//!
//! [`Names::new`] gathers them; [`Names::longest_at`] says which name stands at a place. A name that several notes
//! have is known, so that no part of it is taken for another name, and leads nowhere.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::automaton::OverlappingState;
use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};
use rayon::prelude::*;

use super::Options;
use super::boundary::is_dense;
use super::fold::folded;
use crate::garden::{Garden, NoteId};
use crate::note::Note;

/// Names of notes that have a place in their garden and no subject, one on a line.
const PLACES: &str = include_str!("places.txt");
/// Signs of a name that is looked for. Longer ones are sentences, and nobody writes them twice.
const LONGEST: usize = 100;

/// All names of a garden.
pub(super) struct Names {
    /// By pattern.
    owners: Vec<Owner>,
    automaton: Option<AhoCorasick>,
    /// Bytes of the longest one.
    longest: usize,
    /// What names in ASCII begin with: hashes of their first two words, or of their only one.
    words: Bits,
    /// What all names begin with: hashes of their first two signs.
    pairs: Bits,
}

/// One word of fewer signs than this may be an ordinary word as well: *path*, *make*, *trust*.
const SHORT: usize = 8;

/// Whose name it is.
#[derive(Clone, Copy)]
struct Owner {
    /// The note, if it is the only one of this name.
    goal: Option<NoteId>,
    /// Whether it is a short word that is written with a capital letter, and so is no name without one. That a
    /// file is called by small letters alone says nothing.
    is_proper: bool,
}

impl Names {
    /// The names of a garden's notes.
    pub(super) fn new(garden: &Garden, options: &Options) -> Self {
        let stopped: Vec<String> = options.skip.iter().map(|name| key(name)).collect();
        let stopped: BTreeSet<&str> = PLACES.lines().chain(stopped.iter().map(String::as_str)).collect();
        let is_good = |name: &String| is_name(name, options.least) && !stopped.contains(name.as_str());
        let of_note = |id: NoteId| -> Vec<(String, Owner)> {
            let named = of_note(&garden.note(id).note).map(|name| {
                let is_proper =
                    name.starts_with(char::is_uppercase) && name.chars().count() < SHORT && !name.contains(' ');
                (key(name), Owner { goal: Some(id), is_proper })
            });
            named.filter(|(name, _)| is_good(name)).collect()
        };
        let ids: Vec<NoteId> = garden.ids().collect();
        let mut owners: BTreeMap<String, Owner> = BTreeMap::new();
        for (name, owner) in ids.into_par_iter().flat_map_iter(of_note).collect::<Vec<_>>() {
            owners
                .entry(name)
                .and_modify(|known| {
                    known.goal = known.goal.filter(|goal| Some(*goal) == owner.goal);
                    known.is_proper |= owner.is_proper;
                })
                .or_insert(owner);
        }
        Self::of(&owners)
    }

    fn of(owners: &BTreeMap<String, Owner>) -> Self {
        let mut names = Self {
            owners: owners.values().copied().collect(),
            automaton: None,
            longest: 0,
            words: Bits::default(),
            pairs: Bits::default(),
        };
        for name in owners.keys() {
            names.longest = names.longest.max(name.len());
            if name.is_ascii() {
                let first = Word::after(name.as_bytes(), 0, name.len());
                names.words.insert(first.with(Word::after(name.as_bytes(), first.end, name.len())));
            }
            names.pairs.insert(pair(name));
        }
        if !owners.is_empty() {
            // It is asked at one place after the other, and for all names there.
            let built = AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .start_kind(StartKind::Anchored)
                .prefilter(false)
                // It is made once a build and asked seldom: what is made sooner is better. For the same reason
                // it knows small letters only.
                .kind(Some(AhoCorasickKind::NoncontiguousNFA))
                .dense_depth(3)
                .build(owners.keys());
            // More names than the automaton can number are more than a disk can hold.
            names.automaton = built.ok();
        }
        names
    }

    /// Whether a name may begin with these words, or be the first of them.
    pub(super) fn may_begin_with(&self, first: Word, second: Word) -> bool {
        self.words.has(first.with(second)) || self.words.has(first.with(Word::NONE))
    }

    /// Whether a name may stand at the beginning of a folded text.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        self.pairs.has(pair(text))
    }

    /// [`Names::longest_at`] for a text in ASCII that is not folded.
    pub(super) fn longest_at_ascii(
        &self,
        text: &[u8],
        at: usize,
        end: usize,
        fits: impl Fn(usize, bool) -> bool,
    ) -> Option<(usize, Option<NoteId>)> {
        let mut lower = [0; 4 * LONGEST];
        let text = text.get(at..end.min(at + self.longest))?;
        let lower = lower.get_mut(..text.len())?;
        lower.copy_from_slice(text);
        lower.make_ascii_lowercase();
        let (end, goal) = self.longest_at(lower, 0, |end, is_proper| fits(at + end, is_proper))?;
        Some((at + end, goal))
    }

    /// The longest name that begins at this place of a folded text and is let stand by `fits`, which gets its end
    /// and whether it needs a capital letter: that end, and the note if there is one of this name alone.
    pub(super) fn longest_at(
        &self,
        text: &[u8],
        at: usize,
        fits: impl Fn(usize, bool) -> bool,
    ) -> Option<(usize, Option<NoteId>)> {
        let automaton = self.automaton.as_ref()?;
        let input = Input::new(text).span(at..text.len().min(at + self.longest)).anchored(Anchored::Yes);
        let mut state = OverlappingState::start();
        let mut best = None;
        while automaton.try_find_overlapping(input.clone(), &mut state).is_ok()
            && let Some(found) = state.get_match()
        {
            let owner = self.owners[found.pattern().as_usize()];
            // Names that end in the same place and begin behind it are told as well.
            if found.start() == at && fits(found.end(), owner.is_proper) {
                best = Some((found.end(), owner.goal));
            }
        }
        best
    }
}

/// Everything that a note may be called by: its title, the name of its file, its aliases.
pub(super) fn of_note(note: &Note) -> impl Iterator<Item = &str> {
    let name = note.name();
    let title = Some(note.title.as_str()).filter(|title| *title != name);
    std::iter::once(name).chain(title).chain(note.aliases.iter().map(String::as_str))
}

/// The form of a name in which it is looked for.
fn key(name: &str) -> String {
    let folded = folded(name).text;
    if folded.split(' ').any(str::is_empty) || folded.contains(['\t', '\n']) {
        folded.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        folded
    }
}

/// Whether a folded name tells something: it is long enough, begins with a letter or digit, and is no number.
fn is_name(name: &str, least: usize) -> bool {
    name.chars().next().is_some_and(char::is_alphanumeric)
        && name.chars().any(char::is_alphabetic)
        && name.len() >= least
        && name.chars().nth(LONGEST).is_none()
        && name.chars().map(weight).sum::<usize>() >= least
}

/// How much a sign counts: one of Chinese, Japanese or Korean is half a word.
fn weight(sign: char) -> usize {
    match sign {
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{3ffff}' => 2,
        _ if sign.is_alphanumeric() => 1,
        _ => 0,
    }
}

/// A word of a text in ASCII: letters, digits and underscores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// A number for it in any letter case.
    hash: u64,
}

impl Word {
    /// No word.
    const NONE: Self = Self { start: 0, end: 0, hash: 0 };

    /// The first word from `at` on; at `end` if there is none.
    pub(super) fn after(text: &[u8], at: usize, end: usize) -> Self {
        let Some(gap) = text[at..end].iter().position(|byte| is_word(*byte)) else {
            return Self { start: end, end, hash: 0 };
        };
        let start = at + gap;
        let end = text[start..end].iter().position(|byte| !is_word(*byte)).map_or(end, |length| start + length);
        Self { start, end, hash: hash(text, start, end) }
    }

    /// A number for two words.
    fn with(self, next: Self) -> u64 {
        mix(self.hash ^ next.hash.rotate_left(17))
    }
}

/// Whether a byte is an ASCII letter, digit or underscore.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A number for a word in any letter case. Of long words the beginning, the end and the length count.
fn hash(text: &[u8], start: usize, end: usize) -> u64 {
    // Makes letters small, and does to all other signs the same every time.
    const SMALL: u64 = 0x2020_2020_2020_2020;
    let length = end - start;
    if length >= 8 {
        let (first, last) = (eight(text, start), eight(text, end - 8));
        return mix((first | SMALL) ^ (last | SMALL).rotate_left(23) ^ length as u64);
    }
    mix(eight(text, start) & !(u64::MAX << (8 * length)) | SMALL)
}

/// Eight bytes as a number, or as many as there are.
fn eight(text: &[u8], at: usize) -> u64 {
    match text[at..].first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => text[at..].iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
    }
}

/// A number for the first two signs of a folded text.
fn pair(text: &str) -> u64 {
    let mut signs = text.chars();
    let first = signs.next().map_or(0, u64::from);
    // The second one may be another word's if the first is a word.
    let second = signs.next().filter(|_| !text.starts_with(is_dense)).map_or(0, u64::from);
    mix(first << 21 | second)
}

fn mix(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A set of numbers that may say yes too often.
struct Bits(Vec<u64>);

/// Binary digits of a place in it.
const DIGITS: u32 = 20;

impl Default for Bits {
    fn default() -> Self {
        Self(vec![0; 1 << (DIGITS - 6)])
    }
}

impl Bits {
    fn insert(&mut self, number: u64) {
        let at = number >> (64 - DIGITS);
        self.0[(at >> 6) as usize] |= 1 << (at & 63);
    }

    fn has(&self, number: u64) -> bool {
        let at = number >> (64 - DIGITS);
        self.0[(at >> 6) as usize] & 1 << (at & 63) != 0
    }
}

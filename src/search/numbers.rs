//! Numbers for words, looked up by the bytes of the word in its text.
//!
//! [`Numbers`] is what makes indexing fast: it is asked once for every word of every note. Nearly all words have no
//! more than fifteen bytes; these are compared as one integer, in tables without strings or pointers.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use super::tokenize::Run;

/// Numbers of words by their spelling; ASCII words by their lower-case spelling.
pub(super) struct Numbers<'a> {
    /// Words of up to eight bytes.
    short: Table<u64>,
    /// Words of nine to fifteen bytes.
    middle: Table<u128>,
    long: HashMap<&'a str, u32, Seed>,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(seed: Seed) -> Self {
        Self { short: Table::new(seed), middle: Table::new(seed), long: HashMap::with_hasher(seed) }
    }

    /// The number of the word at this run of the text.
    #[inline]
    pub(super) fn get(&self, text: &str, run: Run) -> Option<u32> {
        match run.end - run.start {
            ..=8 => self.short.get(short(text, run)),
            9..=15 => self.middle.get(middle(text, run)),
            _ => self.long.get(&text[run.start..run.end]).copied(),
        }
    }

    /// Gives a word its number.
    pub(super) fn insert(&mut self, text: &'a str, run: Run, number: u32) {
        match run.end - run.start {
            ..=8 => self.short.insert(short(text, run), number),
            9..=15 => self.middle.insert(middle(text, run), number),
            _ => drop(self.long.insert(&text[run.start..run.end], number)),
        }
    }
}

/// The bytes of a word of up to eight, as an integer.
#[inline]
fn short(text: &str, run: Run) -> u64 {
    let bytes = text.as_bytes().get(run.start..).unwrap_or_default();
    let unused = 64 - 8 * (run.end - run.start);
    let packed = match bytes.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight) & (u64::MAX >> unused),
        None => packed(text, run) as u64,
    };
    // ASCII letters and digits only: this makes letters lower case and leaves digits alone.
    if run.is_plain { packed | 0x2020_2020_2020_2020 >> unused } else { packed }
}

/// The bytes of a word of up to fifteen, as an integer.
fn middle(text: &str, run: Run) -> u128 {
    let bytes = text.as_bytes().get(run.start..).unwrap_or_default();
    let unused = 128 - 8 * (run.end - run.start);
    let packed = match bytes.first_chunk() {
        Some(sixteen) => u128::from_le_bytes(*sixteen) & (u128::MAX >> unused),
        None => packed(text, run),
    };
    if run.is_plain { packed | 0x2020_2020_2020_2020_2020_2020_2020_2020 >> unused } else { packed }
}

/// The same byte by byte, for the end of a text.
fn packed(text: &str, run: Run) -> u128 {
    text[run.start..run.end].bytes().rfold(0, |packed, byte| packed << 8 | u128::from(byte))
}

/// An open-addressing hash table from non-zero integers to numbers. At least half of the slots are free; a key is in
/// the first free slot after the position of its hash.
struct Table<K> {
    slots: Vec<(K, u32)>,
    count: usize,
    seed: Seed,
}

/// Initial number of slots; always a power of two.
const SLOTS: usize = 4096;

impl<K: Copy + Default + Eq + Hash> Table<K> {
    fn new(seed: Seed) -> Self {
        Self { slots: vec![(K::default(), 0); SLOTS], count: 0, seed }
    }

    #[inline]
    fn get(&self, key: K) -> Option<u32> {
        let (known, number) = self.slots[self.place(key)];
        (known == key).then_some(number)
    }

    fn insert(&mut self, key: K, number: u32) {
        if 2 * (self.count + 1) > self.slots.len() {
            let larger = vec![(K::default(), 0); 2 * self.slots.len()];
            let old = std::mem::replace(&mut self.slots, larger);
            for slot in old.into_iter().filter(|(key, _)| *key != K::default()) {
                let place = self.place(slot.0);
                self.slots[place] = slot;
            }
        }
        let place = self.place(key);
        self.count += usize::from(self.slots[place].0 != key);
        self.slots[place] = (key, number);
    }

    /// The slot of a key, or where it would go.
    #[inline]
    fn place(&self, key: K) -> usize {
        let last = self.slots.len() - 1;
        let mut place = self.seed.hash_one(key) as usize & last;
        loop {
            let known = self.slots[place].0;
            if known == key || known == K::default() {
                return place;
            }
            place = (place + 1) & last;
        }
    }
}

/// A fast hash with a random seed, so that nobody can choose words that collide. No order depends on it.
#[derive(Clone, Copy)]
pub(super) struct Seed(u64, u64);

impl Seed {
    /// A new random seed.
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

/// Multiplies and folds the halves of the product.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tokenize::each_run;

    #[test]
    fn every_word_keeps_its_number() {
        let words: Vec<String> = (0..20_000)
            .map(|number: u32| format!("{}é{number}", "word".repeat(number as usize % 6)))
            .chain((0..20_000).map(|number| format!("{number:x}{}", "z".repeat(number as usize % 19))))
            .collect();
        let text = words.join(" ");
        let mut numbers = Numbers::new(Seed::new());
        let mut runs = Vec::new();
        each_run(&text, |run| runs.push(run));
        for (run, number) in runs.iter().zip(0..) {
            assert_eq!(numbers.get(&text, *run), None, "{}", &text[run.start..run.end]);
            numbers.insert(&text, *run, number);
        }
        for (run, number) in runs.iter().zip(0..) {
            assert_eq!(numbers.get(&text, *run), Some(number), "{}", &text[run.start..run.end]);
        }
    }

    #[test]
    fn plain_words_are_the_same_in_large_letters_and_in_the_middle_of_a_text() {
        let text = "seeds Seeds, SEEDS; composting COMPOSTING Composting";
        let mut numbers = Numbers::new(Seed::new());
        let mut runs = Vec::new();
        each_run(text, |run| runs.push(run));
        numbers.insert(text, runs[0], 1);
        numbers.insert(text, runs[3], 2);
        let found: Vec<Option<u32>> = runs.iter().map(|run| numbers.get(text, *run)).collect();
        assert_eq!(found, [1, 1, 1, 2, 2, 2].map(Some));
    }
}

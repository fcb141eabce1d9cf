//! ASCII words in a text, and approximate sets of numbers for words.
//!
//! [`Words`] steps from word to word, many bytes at a time and regardless of letter case; [`Bits`] quickly tells
//! whether a closer look is worthwhile.

use std::ops::Range;

/// A word: ASCII letters, digits and underscores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// A hash that is the same in any letter case.
    hash: u64,
}

impl Word {
    /// Stands for a missing word.
    pub(super) const NONE: Self = Self { start: 0, end: 0, hash: 0 };

    /// The word, or the rest of one, that begins at `start`; empty if there is none.
    #[inline]
    pub(super) fn at(text: &[u8], start: usize, end: usize) -> Self {
        let length = text[start..end].iter().position(|byte| !is_word(*byte));
        let end = length.map_or(end, |length| start + length);
        Self { start, end, hash: hash(text, start, end) }
    }

    /// The hash of the word.
    #[inline]
    pub(super) fn number(self) -> u64 {
        self.hash
    }

    /// A hash of two words.
    #[inline]
    pub(super) fn with(self, next: Self) -> u64 {
        mix(self.hash ^ next.hash.rotate_left(17))
    }
}

/// The words of a part of a text, in order.
pub(super) struct Words<'a> {
    text: &'a [u8],
    /// The end of the part.
    end: usize,
    /// How far the text was read.
    seen: usize,
    /// A bit for each position where a word begins or ends among the last bytes read.
    edges: u64,
    /// Whether the last byte read is in a word.
    is_inside: bool,
}

/// Number of bytes that are read at once.
const BLOCK: usize = 64;

impl<'a> Words<'a> {
    #[inline]
    pub(super) fn of(text: &'a [u8], part: Range<usize>) -> Self {
        Self { text, end: part.end, seen: part.start, edges: 0, is_inside: false }
    }

    /// The next position where a word begins or ends.
    #[inline]
    fn edge(&mut self) -> Option<usize> {
        while self.edges == 0 {
            if self.seen >= self.end {
                return None;
            }
            let signs = word_signs(self.text, self.seen, self.end);
            self.edges = signs ^ (signs << 1 | u64::from(self.is_inside));
            self.is_inside = signs >> (BLOCK - 1) != 0;
            self.seen += BLOCK;
        }
        let place = self.edges.trailing_zeros() as usize;
        self.edges &= self.edges - 1;
        Some(self.seen - BLOCK + place)
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    #[inline]
    fn next(&mut self) -> Option<Word> {
        let start = self.edge()?;
        let end = self.edge().unwrap_or(self.end);
        Some(Word { start, end, hash: hash(self.text, start, end) })
    }
}

/// A bit for each of up to 64 bytes from `at` on, before `end`, that is set if the byte belongs to a word.
fn word_signs(text: &[u8], at: usize, end: usize) -> u64 {
    let length = BLOCK.min(end - at);
    let all = (0..length).step_by(8).fold(0, |all, place| all | word_signs_of_eight(eight(text, at + place)) << place);
    if length < BLOCK { all & !(u64::MAX << length) } else { all }
}

/// Does the same for eight bytes.
#[inline]
fn word_signs_of_eight(signs: u64) -> u64 {
    // Eight answers at once, each in the highest bit of a byte. ASCII does not use that bit, so nothing carries over.
    let ascii = signs & each(0x7f);
    let from = |signs: u64, first: u8| signs + each(0x80 - first);
    let small = small(ascii);
    let is_letter = from(small, b'a') & !from(small, b'z' + 1);
    let is_digit = from(ascii, b'0') & !from(ascii, b'9' + 1);
    let is_no_underscore = from(ascii ^ each(b'_'), 1);
    let is_word = (is_letter | is_digit | !is_no_underscore) & !signs & each(0x80);
    // Moves the eight bits together into the highest byte.
    (is_word >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// Repeats a byte eight times.
#[inline]
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Whether a byte is an ASCII letter, digit or underscore.
#[inline]
pub(super) fn is_word(byte: u8) -> bool {
    const WORD: [bool; 256] = {
        let mut word = [false; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            word[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
            byte += 1;
        }
        word
    };
    WORD[byte as usize]
}

/// A hash of a word, the same in any letter case.
#[inline]
fn hash(text: &[u8], start: usize, end: usize) -> u64 {
    let (mut at, mut hash) = (start, 0);
    while end - at >= 8 {
        hash = mix(hash ^ small(eight(text, at))).rotate_left(29);
        at += 8;
    }
    match end - at {
        0 => hash,
        rest => mix(hash ^ (small(eight(text, at)) & !(u64::MAX << (8 * rest)))),
    }
}

/// Makes letters lower case; different word characters stay different.
#[inline]
fn small(signs: u64) -> u64 {
    signs | each(0x20)
}

/// Eight bytes as a number, or as many as there are. The first byte is the lowest.
#[inline]
fn eight(text: &[u8], at: usize) -> u64 {
    match text[at..].first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => text[at..].iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
    }
}

/// Scrambles a number.
#[inline]
pub(super) fn mix(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A set of numbers that may have false positives.
#[derive(Clone)]
pub(super) struct Bits(Box<[u64; 1 << (DIGITS - 6)]>);

/// Number of bits of a position in it.
const DIGITS: u32 = 20;

impl Default for Bits {
    fn default() -> Self {
        Self(Box::new([0; 1 << (DIGITS - 6)]))
    }
}

impl Bits {
    pub(super) fn insert(&mut self, number: u64) {
        let (place, bit) = Self::place(number);
        self.0[place] |= bit;
    }

    #[inline]
    pub(super) fn has(&self, number: u64) -> bool {
        let (place, bit) = Self::place(number);
        self.0[place] & bit != 0
    }

    #[inline]
    fn place(number: u64) -> (usize, u64) {
        let at = number >> (64 - DIGITS);
        ((at >> 6) as usize, 1 << (at & 63))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_digits_and_underscores() {
        for sign in (0..0x250_u32).filter_map(char::from_u32) {
            for gap in 1..70 {
                let text = format!("{sign}ab{sign}1_2{}abcdefghijklmnopq{sign}x", sign.to_string().repeat(gap));
                let is_gap = |sign: char| !sign.is_ascii_alphanumeric() && sign != '_';
                let want = text.split(is_gap).filter(|run| !run.is_empty());
                assert!(
                    Words::of(text.as_bytes(), 0..text.len()).map(|word| &text[word.start..word.end]).eq(want),
                    "{text}"
                );
            }
        }
        assert_eq!(Words::of(b"", 0..0).next(), None);
    }

    #[test]
    fn a_word_is_the_same_in_any_letter_case_and_wherever_it_stands() {
        let number = |text: &str| Word::at(text.as_bytes(), 0, text.len()).number();
        let long = "Donaudampfschifffahrtsgesellschaft_1";
        for length in 1..=long.len() {
            let word = &long[..length];
            assert_eq!(number(word), number(&word.to_uppercase()));
            let text = format!("x {word}.yz");
            assert_eq!(Words::of(text.as_bytes(), 0..text.len()).map(Word::number).nth(1), Some(number(word)));
            // Each character counts.
            for place in 0..length {
                let mut other = word.to_owned();
                other.replace_range(place..=place, "0");
                assert_ne!(number(&other), number(word), "{other} {word}");
            }
        }
    }
}

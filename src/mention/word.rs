//! Words of a text in ASCII, and sets of numbers for words.
//!
//! [`Word::after`] goes from word to word without looking at letter case; [`Bits`] says in a moment whether it is
//! worth to look closer.

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
    pub(super) const NONE: Self = Self { start: 0, end: 0, hash: 0 };

    /// The first word from `at` on; at `end` if there is none.
    pub(super) fn after(text: &[u8], at: usize, end: usize) -> Self {
        let Some(gap) = text[at..end].iter().position(|byte| is_word(*byte)) else {
            return Self { start: end, end, hash: 0 };
        };
        let start = at + gap;
        let end = text[start..end].iter().position(|byte| !is_word(*byte)).map_or(end, |length| start + length);
        Self { start, end, hash: hash(text, start, end) }
    }

    /// A number for the word.
    pub(super) fn number(self) -> u64 {
        self.hash
    }

    /// A number for two words.
    pub(super) fn with(self, next: Self) -> u64 {
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

/// A number that says nothing of the one that it is made of.
pub(super) fn mix(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A set of numbers that may say yes too often.
#[derive(Clone)]
pub(super) struct Bits(Vec<u64>);

/// Binary digits of a place in it.
const DIGITS: u32 = 20;

impl Default for Bits {
    fn default() -> Self {
        Self(vec![0; 1 << (DIGITS - 6)])
    }
}

impl Bits {
    pub(super) fn insert(&mut self, number: u64) {
        let at = number >> (64 - DIGITS);
        self.0[(at >> 6) as usize] |= 1 << (at & 63);
    }

    pub(super) fn has(&self, number: u64) -> bool {
        let at = number >> (64 - DIGITS);
        self.0[(at >> 6) as usize] & 1 << (at & 63) != 0
    }
}

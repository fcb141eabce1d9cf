//! Pseudo-random choices that are the same in every run: a seed determines everything.
//!
//! [`Random`] is xorshift64* (Vigna 2016), good enough to choose edits and to corrupt notes.

/// A generator of numbers.
pub(crate) struct Random(u64);

impl Random {
    /// Starts a generator from a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Returns a number below `limit`, which is not 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 16) as usize % limit
    }

    /// Returns one of these.
    pub(crate) fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// Returns a character: mostly ASCII, sometimes any other of Unicode.
    pub(crate) fn sign(&mut self) -> char {
        match self.below(4) {
            0 | 1 => char::from(self.below(128) as u8),
            2 => *self.one_of(&[
                'é', 'ß', 'İ', '\u{301}', '\u{202e}', '\u{feff}', '\u{0}', '\u{2028}', '日', '👩', '\u{200d}',
                '\u{a0}', 'ﬀ',
            ]),
            _ => char::from_u32(self.below(0x11_0000) as u32).unwrap_or('\u{fffd}'),
        }
    }
}

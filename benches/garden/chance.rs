//! Pseudo-random numbers, the same every time (splitmix64, by Sebastiano Vigna).

/// A sequence of numbers.
pub(super) struct Chance(u64);

impl Chance {
    /// Starts a sequence from a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Starts a separate sequence for one `purpose` of one note.
    pub(super) fn of(note: usize, purpose: u64) -> Self {
        let mut row = Self((note as u64) << 8 | purpose);
        Self(row.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number from 0 to 1, excluding 1.
    fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Returns a number below `limit`, which is not 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        (self.part() * limit as f64) as usize
    }

    /// Returns true with a probability of `share` percent.
    pub(super) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// Returns a number around `middle`, at most `reach` away, those near the middle more often.
    pub(super) fn around(&mut self, middle: usize, reach: usize) -> usize {
        middle - reach + self.below(reach + 1) + self.below(reach + 1)
    }

    /// Returns a number below `limit`: k occurs in proportion to 1 / (k + `shift`)^0.9.
    pub(super) fn power_law(&mut self, limit: usize, shift: f64) -> usize {
        const LEFT: f64 = 1.0 - 0.9;
        let (first, last) = (shift.powf(LEFT), (limit as f64 + shift).powf(LEFT));
        let place = (first + self.part() * (last - first)).powf(1.0 / LEFT) - shift;
        (place as usize).min(limit - 1)
    }
}

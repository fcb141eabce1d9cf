//! Levels: how much a word says about a note, given how often it occurs there and how long the note is.
//!
//! [`Usual::of`] is the entry point, [`Levels`] tells the level of each count. They are the frequency part of BM25 in
//! [`super::LEVELS`] steps; how rare a word is counts only when a query is answered (`score`).

use super::LEVELS;

/// How quickly repeated occurrences of a word stop adding weight (BM25's k1).
const SATURATION: f64 = 1.2;
/// How strongly the length of a note counts (BM25's b).
const LENGTH: f64 = 0.6;

/// The usual length of the notes of a garden, in words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Usual(f64);

impl Usual {
    /// The usual length of notes of these lengths.
    pub(super) fn of(lengths: impl ExactSizeIterator<Item = u32>) -> Self {
        let notes = lengths.len().max(1) as f64;
        let total: u64 = lengths.map(u64::from).sum();
        // Rounded to a power of two, so that one note does not shift the weights of all others.
        Self((total as f64 / notes).max(1.0).log2().round().exp2())
    }

    /// The levels of words in a note of this length.
    pub(super) fn levels(self, length: u32) -> Levels {
        let slowness = SATURATION * (1.0 - LENGTH + LENGTH * f64::from(length) / self.0);
        Levels { known: std::array::from_fn(|count| level(count as u32, slowness)), slowness }
    }
}

/// Counts below this have precomputed levels: most words occur once or twice in a note.
const FEW: usize = 12;

/// The levels of words in a note, by how often they occur.
#[derive(Debug)]
pub(super) struct Levels {
    known: [u8; FEW],
    /// How slowly levels grow with the count.
    slowness: f64,
}

impl Levels {
    /// The level of a word with this weighted count, from 1 to [`LEVELS`].
    pub(super) fn of(&self, count: u32) -> u8 {
        self.known.get(count as usize).copied().unwrap_or_else(|| level(count, self.slowness))
    }
}

fn level(count: u32, slowness: f64) -> u8 {
    let count = f64::from(count);
    let level = (count / (count + slowness) * f64::from(LEVELS)).ceil();
    level.clamp(1.0, f64::from(LEVELS)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_more_the_more_often_they_occur_and_the_shorter_the_note_is() {
        let usual = Usual::of([90, 110].into_iter());
        let level = |length, count| usual.levels(length).of(count);
        assert_eq!([0, 1, 2, 5, 50].map(|count| level(100, count)), [1, 3, 4, 5, 5]);
        assert_eq!([1, 100, 1000, 100_000].map(|length| level(length, 2)), [5, 4, 2, 1]);
        assert_eq!(
            level(1000, 11).max(level(1000, 12)),
            level(1000, 12),
            "the computed ones go on from the known ones"
        );
    }
}

//! Which notes may contain a name: a quick answer, with false positives only.
//!
//! A [`Vocabulary`] has a number for each word of a note's prose. For names that are not ASCII, the text after each
//! possible beginning is numbered instead, as a name may end within a word. [`pieces`] returns the numbers of a name.

use super::fold::folded;
use super::scan::{is_start, parts};
use super::word::{Words, mix};
use crate::note::Note;

/// Bits per number, of which [`SET`] are set: at most one answer in 400 is a false positive.
const BITS: usize = 16;
const SET: u64 = 4;
/// Numbers of characters after a possible beginning that are numbered, the most telling first.
const LENGTHS: [usize; 3] = [5, 2, 1];

/// The words in the prose of a note.
#[derive(Debug)]
pub(super) struct Vocabulary(Box<[u64]>);

impl Vocabulary {
    /// Collects the words of a note.
    pub(super) fn of(note: &Note) -> Self {
        let mut numbers = Vec::with_capacity(note.plain.len() / 6);
        parts(note, &mut |_, part| {
            let text = &note.plain[part.range()];
            match text.is_ascii() {
                true => words(text, &mut |number| numbers.push(number)),
                false => {
                    let text = folded(text).text;
                    words(&text, &mut |number| numbers.push(number));
                    beginnings(&text, |rest| {
                        numbers.extend(LENGTHS.iter().filter_map(|length| beginning(rest, *length)));
                    });
                }
            }
        });
        let mut vocabulary = Self(vec![0; (numbers.len() * BITS).div_ceil(64)].into());
        for number in numbers {
            let size = vocabulary.0.len();
            bits(size, number).for_each(|(place, bit)| vocabulary.0[place] |= bit);
        }
        vocabulary
    }

    /// Whether all these pieces of a name may occur.
    pub(super) fn may_have(&self, pieces: &[u64]) -> bool {
        let has = |number: &u64| bits(self.0.len(), *number).all(|(place, bit)| self.0[place] & bit != 0);
        !self.0.is_empty() && pieces.iter().all(has)
    }
}

/// The bits of a number in `size` words of 64 bits: the word and the mask of each.
fn bits(size: usize, number: u64) -> impl Iterator<Item = (usize, u64)> {
    let (first, step) = (mix(number), mix(number.rotate_left(32) ^ 1));
    (0..SET).map(move |nth| {
        let number = first.wrapping_add(step.wrapping_mul(nth));
        let bit = ((u128::from(number) * (size as u128 * 64)) >> 64) as usize;
        (bit / 64, 1 << (bit % 64))
    })
}

/// The numbers that a text with this folded name has.
pub(super) fn pieces(name: &str) -> Vec<u64> {
    let mut pieces = Vec::new();
    words(name, &mut |number| pieces.push(number));
    beginnings(name, |rest| pieces.extend(LENGTHS.iter().find_map(|length| beginning(rest, *length))));
    pieces
}

/// Numbers the ASCII words. No name begins or ends within one, see `boundary`.
fn words(text: &str, number: &mut dyn FnMut(u64)) {
    Words::of(text.as_bytes(), 0..text.len()).for_each(|word| number(word.number()));
}

/// Calls `rest` with the rest of a folded text from each position where a non-ASCII name may begin.
fn beginnings(text: &str, mut rest: impl FnMut(&str)) {
    let mut last = None;
    for (at, sign) in text.char_indices() {
        if !sign.is_ascii() && is_start(sign, last) {
            rest(&text[at..]);
        }
        last = Some(sign);
    }
}

/// A number for the first `signs` characters of a text, if there are as many.
fn beginning(text: &str, signs: usize) -> Option<u64> {
    let mut all = text.chars();
    let number = |number: u64, _| Some(mix(number ^ u64::from(all.next()?)).rotate_left(27));
    (0..signs).try_fold(signs as u64, number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;

    #[test]
    fn a_name_that_is_said_is_never_denied() {
        let said = [
            ("of Mutual Aid, then", "mutual aid"),
            ("Jackson's way", "jackson"),
            ("l'autonomie", "autonomie"),
            ("有機堆肥的方法", "堆肥"),
            ("a 堆肥x b", "堆肥"),
            ("상호부조는", "상호부조"),
            ("die STRASSE ist", "strasse"),
            ("die Straße ist", "strasse"),
            ("um café noir", "café noir"),
            ("свобода, равенство", "свобода"),
            ("see node.js 2_b", "node.js 2_b"),
            ("\u{212a}elvin é", "kelvin"),
        ];
        let mut denied = 0;
        for (text, name) in said {
            let note = crate::note::read(&SourcePath::new("a.md"), text.as_bytes(), &crate::note::Options::default());
            assert!(Vocabulary::of(&note).may_have(&pieces(name)), "{name} in {text}");
            denied += usize::from(!Vocabulary::of(&note).may_have(&pieces("brotherhood")));
        }
        // Small sets may have false positives, but rarely.
        assert!(denied + 2 > said.len(), "{denied}");
    }
}

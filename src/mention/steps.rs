//! The positions in a text at which a name may end.

use super::word::{Word, is_word, mix};

/// Steps through a text word by word and character by character; each step has a hash of the text so far and its end.
///
/// An ASCII word is one step, since no name ends within one. A blank is passed together with what follows it, since no
/// name ends with one. The case of ASCII letters is ignored.
#[derive(Clone)]
pub(super) struct Steps<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    number: u64,
    /// The first word, if it is already known.
    word: Option<Word>,
}

/// The text passed so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// A hash of it.
    pub(super) number: u64,
    /// Its end.
    pub(super) end: usize,
}

impl<'a> Steps<'a> {
    /// The steps from `at` up to `end`.
    pub(super) fn of(text: &'a str, at: usize, end: usize) -> Self {
        Self { text, at, end, number: 0, word: None }
    }

    /// Returns the same, starting with a word that was found there.
    pub(super) fn with(text: &'a str, word: Word, end: usize) -> Self {
        Self { word: Some(word), ..Self::of(text, word.start, end) }
    }

    /// The current position in the text.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn add(&mut self, length: usize, number: u64) {
        self.at += length;
        self.number = mix(self.number.rotate_left(23) ^ number);
    }
}

impl Iterator for Steps<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        if let Some(word) = self.word.take() {
            self.add(word.end - word.start, word.number());
            return Some(Step { number: self.number, end: self.at });
        }
        let bytes = self.text.as_bytes();
        while self.at < self.end && bytes[self.at] == b' ' {
            self.add(1, b' '.into());
        }
        if self.at >= self.end {
            return None;
        }
        if is_word(bytes[self.at]) {
            let word = Word::at(bytes, self.at, self.end);
            self.add(word.end - word.start, word.number());
        } else {
            let sign = self.text[self.at..].chars().next()?;
            self.add(sign.len_utf8(), sign.into());
        }
        Some(Step { number: self.number, end: self.at })
    }
}

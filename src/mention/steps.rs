//! The places of a text at which a name that begins in it may end.

use super::word::{Word, is_word, mix};

/// From a place of a text on, word by word and sign by sign: what was passed so far, as a number, and where it ends.
///
/// A word of ASCII is passed at once, since no name ends within one, and so is a blank, since none ends with it.
/// The letter case of ASCII does not count.
#[derive(Clone)]
pub(super) struct Steps<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    number: u64,
    /// The first word, if it is known.
    word: Option<Word>,
}

/// What was passed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// A number for all of it.
    pub(super) number: u64,
    /// Where it ends.
    pub(super) end: usize,
}

impl<'a> Steps<'a> {
    /// The steps from `at` up to `end`.
    pub(super) fn of(text: &'a str, at: usize, end: usize) -> Self {
        Self { text, at, end, number: 0, word: None }
    }

    /// The same from a word on that was found there.
    pub(super) fn with(text: &'a str, word: Word, end: usize) -> Self {
        Self { word: Some(word), ..Self::of(text, word.start, end) }
    }

    /// The place of the text that was come to.
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

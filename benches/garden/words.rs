//! Invented words: every number stands for one, and small numbers for short ones.

use super::chance::Chance;

/// Running text uses the words below this number.
pub(super) const COMMON: usize = 20_000;
/// From this number on, words are rare enough for titles and tags.
pub(super) const RARE: usize = 400;

const BEGINNINGS: [&str; 20] =
    ["b", "br", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "w"];
const ENDINGS: [&str; 20] = [
    "a", "e", "i", "o", "u", "ea", "ou", "an", "en", "in", "on", "ar", "er", "or", "al", "el", "as", "is", "et", "ond",
];

/// Returns the word of a number.
pub(super) fn word(number: usize) -> String {
    let mut word = String::new();
    let mut rest = number;
    loop {
        word.push_str(BEGINNINGS[rest % 20]);
        word.push_str(ENDINGS[rest / 20 % 20]);
        rest /= 400;
        if rest == 0 {
            return word;
        }
        rest -= 1;
    }
}

/// Returns several rare words, the first one capitalized.
pub(super) fn title(chance: &mut Chance, words: usize) -> String {
    let words: Vec<String> = (0..words).map(|_| word(RARE + chance.below(COMMON))).collect();
    capitalized(&words.join(" "))
}

/// Capitalizes the first letter.
pub(super) fn capitalized(word: &str) -> String {
    let mut word = word.to_owned();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

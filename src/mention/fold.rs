//! Folds texts so that letter case, Unicode form and the shapes of apostrophes, hyphens and blanks do not matter.
//!
//! [`folded`] does what `path::fold` does for names, character by character, so that every position in the result
//! corresponds to a position in the original text.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

/// A folded text, with a mapping back to the original.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Folded {
    /// The text.
    pub(super) text: String,
    /// Pairs of positions in the folded and the original text, after each character that changed its length.
    moves: Vec<(u32, u32)>,
}

impl Folded {
    /// The position in the original for one in the folded text. It may be inside a character.
    pub(super) fn original(&self, at: usize) -> usize {
        match self.moves.partition_point(|(folded, _)| *folded as usize <= at).checked_sub(1) {
            Some(index) => {
                let (folded, original) = self.moves[index];
                original as usize + (at - folded as usize)
            }
            None => at,
        }
    }

    /// Records that a part of the original became longer or shorter.
    fn add(&mut self, original_end: usize, part: usize, grown: usize) {
        if part != grown {
            self.moves.push((self.text.len() as u32, original_end as u32));
        }
    }
}

/// Folds a text.
pub(super) fn folded(text: &str) -> Folded {
    let mut folded = Folded { text: String::with_capacity(text.len()), moves: Vec::new() };
    let composes = text.chars().any(|sign| matches!(sign, '\u{300}'..='\u{36f}'));
    if composes || is_nfc_quick(text.chars()) != IsNormalized::Yes {
        for (at, cluster) in text.grapheme_indices(true) {
            let before = folded.text.len();
            let mut lower = String::new();
            cluster.nfc().for_each(|sign| fold_sign(sign, &mut lower));
            folded.text.extend(lower.nfc());
            let grown = folded.text.len() - before;
            folded.add(at + cluster.len(), cluster.len(), grown);
        }
        return folded;
    }
    for (at, sign) in text.char_indices() {
        let before = folded.text.len();
        fold_sign(sign, &mut folded.text);
        let grown = folded.text.len() - before;
        folded.add(at + sign.len_utf8(), sign.len_utf8(), grown);
    }
    folded
}

fn fold_sign(sign: char, out: &mut String) {
    match sign {
        _ if sign.is_ascii() => out.push(sign.to_ascii_lowercase()),
        '\u{2018}' | '\u{2019}' | '\u{2bc}' => out.push('\''),
        '\u{2010}' | '\u{2011}' => out.push('-'),
        '\u{a0}' | '\u{202f}' | '\u{2007}' => out.push(' '),
        // The scripts from Hebrew to Burmese, and those of East Asia, have no letter case.
        '\u{590}'..='\u{109f}' | '\u{2e80}'..='\u{a63f}' | '\u{ac00}'..='\u{d7ff}' => out.push(sign),
        _ => {
            let before = out.len();
            // Upper case first, so that ß and ss fold to the same.
            out.extend(sign.to_uppercase().flat_map(char::to_lowercase));
            if is_nfc_quick(out[before..].chars()) != IsNormalized::Yes {
                let composed: String = out[before..].nfc().collect();
                out.truncate(before);
                out.push_str(&composed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::fold;

    #[test]
    fn texts_fold_as_names_do() {
        for text in
            ["Mutual Aid", "ÉCOLE", "e\u{301}cole E\u{301}", "Straße STRASSE", "Ünïted", "相互扶助", "Ǆungla ŉ", "ЁЛКА"]
        {
            assert_eq!(folded(text).text, fold(text), "{text}");
        }
        // The final form of sigma folds to the same character.
        assert_eq!(folded("ΟΔΟΣ").text, folded("οδος").text);
        assert_eq!(folded("workers\u{2019}\u{a0}self\u{2011}help").text, "workers' self-help");
    }

    #[test]
    fn every_place_has_its_place_in_the_original() {
        for (text, word, original) in [
            ("Die Straße der Commons", "commons", "Commons"),
            ("e\u{301}t\u{e9} E\u{301}cole", "\u{e9}cole", "E\u{301}cole"),
            ("İstanbul Trust", "trust", "Trust"),
            ("a\u{a0}b “Ünïted” ﬁn x", "x", "x"),
        ] {
            let folded = folded(text);
            let at = folded.text.find(word).unwrap_or_else(|| panic!("{}", folded.text));
            let range = folded.original(at)..folded.original(at + word.len());
            assert_eq!(text.get(range), Some(original), "{text}");
        }
    }
}

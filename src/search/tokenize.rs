//! Words: where they are in a text, and the form that all their spellings are folded to.
//!
//! [`words`] is the entry point, for the index and for queries alike. A word is a run of letters, digits and marks;
//! everything else separates words. Scripts written without blanks (Chinese, Japanese, Korean, Thai, Lao, Khmer,
//! Burmese) give overlapping pairs of characters instead, so that any part of a sentence can be found without a
//! dictionary. The reader's script follows the same rules, and `tests/search/words.json` tests both. `stem` handles
//! stems.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest word that is indexed, in UTF-16 code units: anything longer is data, not a word.
const LONGEST: usize = 40;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The folded form under which it is found.
    pub form: Cow<'a, str>,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
}

impl Word<'_> {
    /// How much room it takes when shown: a character of a script without blanks counts 1.
    pub(super) fn width(&self) -> u32 {
        if self.kind == Kind::Word { 3 } else { 1 }
    }
}

/// What a word was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Characters between two blanks or the like.
    Word,
    /// Two adjacent characters of a run without blanks, or its only one.
    Pair,
    /// The last character of such a run, so that every character of the run begins a word.
    Last,
}

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    each_word(text, |word| words.push(word));
    words
}

/// Calls `found` with every word of a text, in order.
pub fn each_word<'a>(text: &'a str, mut found: impl FnMut(Word<'a>)) {
    each_run(text, |run| run.words(text, &mut found));
}

/// A run of characters that makes one word, or several in a script without blanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Where it begins in the text, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// Whether it has ASCII letters and digits only.
    pub(super) is_plain: bool,
    /// Whether it is of a script without blanks.
    pub(super) is_dense: bool,
}

/// Calls `found` with every run of a text, in order. Most of the time of indexing is spent here, so runs are not turned
/// into words: the caller may know them already.
pub(super) fn each_run(text: &str, mut found: impl FnMut(Run)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        at = plain_end(bytes, at);
        if bytes.get(at).is_none_or(u8::is_ascii) {
            if at > start {
                found(Run { start, end: at, is_plain: true, is_dense: false });
            }
            at += 1;
            continue;
        }
        let mut run = Run { start, end: at, is_plain: true, is_dense: false };
        for sign in text[at..].chars() {
            let is_first = run.end == start;
            let is_dense = !sign.is_ascii() && (is_dense_sign(sign) || (run.is_dense && is_attached(sign)));
            if !is_word_sign(sign) || (!is_first && is_dense != run.is_dense) {
                break;
            }
            run.is_dense = is_dense;
            run.is_plain &= sign.is_ascii();
            run.end += sign.len_utf8();
        }
        if run.end > start {
            found(run);
        }
        // No word character here: skip it.
        at = if run.end > start { run.end } else { at + text[at..].chars().next().map_or(1, char::len_utf8) };
    }
}

/// Where the run of ASCII letters and digits that begins here ends.
#[inline]
fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let count = plain_bytes(u64::from_le_bytes(*eight));
        at += count;
        if count < 8 {
            return at;
        }
    }
    while bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
        at += 1;
    }
    at
}

/// The number of ASCII letters and digits that these eight bytes begin with; the lowest byte is the first.
#[inline]
fn plain_bytes(eight: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHEST: u64 = 0x80 * ONES;
    // Sets the highest bit of each byte that is at least `first`; no sum carries into the next byte.
    let from = |bytes: u64, first: u8| bytes + u64::from(0x80 - first) * ONES;
    let bytes = eight & !HIGHEST;
    let small = bytes | (0x20 * ONES);
    let letters = from(small, b'a') & !from(small, b'z' + 1);
    let digits = from(bytes, b'0') & !from(bytes, b'9' + 1);
    let others = (!(letters | digits) | eight) & HIGHEST;
    others.trailing_zeros() as usize / 8
}

impl Run {
    /// Calls `found` with the words of this run of the text.
    pub(super) fn words<'a>(self, text: &'a str, mut found: impl FnMut(Word<'a>)) {
        let Self { start, end, is_plain, is_dense } = self;
        if is_dense {
            return pairs(text, start, end, &mut found);
        }
        let run = &text[start..end];
        let form = if is_plain { lower(run) } else { Cow::Owned(fold(run)) };
        if !form.is_empty() && (form.len() <= LONGEST || form.encode_utf16().count() <= LONGEST) {
            found(Word { form, start, end, kind: Kind::Word });
        }
    }
}

fn lower(run: &str) -> Cow<'_, str> {
    if run.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(run.to_ascii_lowercase())
    } else {
        Cow::Borrowed(run)
    }
}

/// Calls `found` with the pairs of a run without blanks, and with its last character.
fn pairs<'a>(text: &'a str, start: usize, end: usize, found: &mut impl FnMut(Word<'a>)) {
    let run = &text[start..end];
    let signs: Vec<char> = fold(run).chars().collect();
    let own = run.char_indices().map(|(at, sign)| (start + at, start + at + sign.len_utf8()));
    let mut places: Vec<(usize, usize)> = own.collect();
    if signs.len() != places.len() {
        // Some characters are folded to several, such as the Thai sara am, and some to none, such as a variation
        // selector: these go with the one before.
        let mut parts: Vec<((usize, usize), usize)> = Vec::new();
        for place in places {
            let count = fold(&text[place.0..place.1]).chars().count();
            match parts.last_mut() {
                Some(before) if count == 0 => before.0.1 = place.1,
                _ => parts.push((place, count)),
            }
        }
        places = parts.into_iter().flat_map(|(place, count)| vec![place; count]).collect();
    }
    // If folding changed the number of characters in any other way, their positions no longer correspond.
    if signs.len() != places.len() {
        places = vec![(start, end); signs.len()];
    }
    for first in 0..signs.len() {
        let after = (first + 2).min(signs.len());
        let (from, to) = (places[first].0, places[after - 1].1);
        let kind = if first + 1 == signs.len() && first > 0 { Kind::Last } else { Kind::Pair };
        found(Word { form: Cow::Owned(signs[first..after].iter().collect()), start: from, end: to, kind });
    }
}

/// The folded form of a run of word characters: compatibility characters unified, lower case, without accents and other
/// marks that people leave out, some letters as they are commonly typed.
pub fn fold(run: &str) -> String {
    if run.is_ascii() {
        return run.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_lowercase()).collect();
    }
    let lower = run.nfkd().collect::<String>().to_lowercase();
    let mut folded = String::with_capacity(lower.len());
    for sign in lower.chars().filter(|sign| is_word_sign(*sign) && !is_left_out(*sign)) {
        match sign {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            'ى' | 'ی' => folded.push('ي'),
            'ة' => folded.push('ه'),
            'ک' => folded.push('ك'),
            _ => folded.push(sign),
        }
    }
    folded.nfc().collect()
}

/// The key of a tag or the path of a folder: words folded, blanks and quotation marks as hyphens, since a query cannot
/// name these in quotes; other characters kept.
pub fn fold_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let end = rest.find(|sign| !is_word_sign(sign)).unwrap_or(rest.len());
        if end > 0 {
            key.push_str(&fold(&rest[..end]));
            rest = &rest[end..];
            continue;
        }
        if is_blank(sign) || is_quote(sign) {
            key.push('-');
        } else if !sign.is_control() {
            key.push(sign);
        }
        rest = &rest[sign.len_utf8()..];
    }
    key
}

/// Whether a character begins or ends a phrase.
pub(super) fn is_quote(sign: char) -> bool {
    matches!(sign, '"' | '“' | '”')
}

/// Matches what `\s` does in the reader's script.
pub(super) fn is_blank(sign: char) -> bool {
    (sign.is_whitespace() && sign != '\u{85}') || sign == '\u{feff}'
}

/// Whether a character belongs to a word: `[\p{L}\p{N}\p{M}]`, or an invisible character inside one.
fn is_word_sign(sign: char) -> bool {
    match sign {
        '\u{ad}' | '\u{200c}' | '\u{200d}' => true,
        // Letters in circles and squares are symbols, though Unicode calls them alphabetic.
        'Ⓐ'..='ⓩ' | '\u{1f130}'..='\u{1f189}' => false,
        _ => sign.is_alphanumeric() || is_combining_mark(sign),
    }
}

/// Whether a character belongs to the one before, whatever the script of that is: a mark, or an invisible character.
fn is_attached(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200c}' | '\u{200d}') || is_combining_mark(sign)
}

/// Marks that people leave out when they type: accents, Arabic and Hebrew vowel signs, variation selectors. Marks of
/// other scripts are part of their letters.
fn is_left_out(sign: char) -> bool {
    match sign {
        '\u{ad}' | '\u{640}' | '\u{6e5}' | '\u{6e6}' | '\u{200c}' | '\u{200d}' => true,
        ..='\u{6ff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
            is_combining_mark(sign)
        }
        _ => false,
    }
}

/// Whether a character is of a script written without blanks between words. Korean has blanks, but attaches so much to
/// its words that pairs find more.
pub(super) fn is_dense_sign(sign: char) -> bool {
    matches!(sign,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ffdc}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bytes_are_looked_at_as_one_by_one() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut eight = *b"aZ09zA5m";
                eight[place] = byte;
                let want = if byte.is_ascii_alphanumeric() { 8 } else { place };
                assert_eq!(plain_bytes(u64::from_le_bytes(eight)), want, "{byte} at {place}");
            }
        }
    }

    #[test]
    fn words_end_where_they_end_at_any_length() {
        for length in 1..40 {
            let word = "a".repeat(length);
            for text in [word.clone(), format!("{word} {word}"), format!("{word}, {word}é {word}")] {
                let lengths: Vec<usize> = words(&text).iter().map(|word| word.form.len()).collect();
                assert!(lengths.iter().all(|found| [length, length + 1].contains(found)), "{text}: {lengths:?}");
                assert_eq!(lengths.len(), text.split(' ').count(), "{text}");
            }
        }
    }
}

//! Where words begin and end, so that *art* is not found in *party*.
//!
//! The boundaries are those of Unicode (UAX #29), with two additions for names: an apostrophe separates *l'autonomie*
//! and *Jackson's*, and Korean particles follow a word without a blank. By these rules each Chinese or Japanese
//! character is a word of its own, except Katakana.

use unicode_segmentation::UnicodeSegmentation;

/// Number of characters on either side that can affect whether a position is a boundary.
const REACH: usize = 8;

/// Whether a name may begin here.
pub(super) fn begins(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(is_apostrophe) || is_boundary(text, at)
}

/// Whether a name may end here.
pub(super) fn ends(text: &str, at: usize) -> bool {
    let mut after = text[at..].chars();
    match after.next() {
        None => true,
        Some(next) if is_apostrophe(next) => {
            let is_word = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
            match after.next() {
                Some('s' | 'S') => !is_word(after.next()),
                sign => !is_word(sign),
            }
        }
        Some(next) if is_hangul(next) && text[..at].chars().next_back().is_some_and(is_hangul) => true,
        Some(_) => is_boundary(text, at),
    }
}

fn is_boundary(text: &str, at: usize) -> bool {
    let (before, after) = (text[..at].chars().next_back(), text[at..].chars().next());
    let (Some(before), Some(after)) = (before, after) else { return true };
    if before.is_whitespace() || after.is_whitespace() {
        return true;
    }
    if before.is_ascii() && after.is_ascii() && !may_join(before) && !may_join(after) {
        return !(is_word(before) && is_word(after));
    }
    let start = text[..at].char_indices().rev().take(REACH).last().map_or(0, |(start, _)| start);
    let end = text[at..].char_indices().nth(REACH).map_or(text.len(), |(end, _)| at + end);
    text[start..end].split_word_bound_indices().any(|(begin, _)| start + begin == at)
}

/// Characters that are part of a word between its letters.
fn may_join(sign: char) -> bool {
    matches!(sign, '\'' | '"' | '.' | ':' | ',' | ';')
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

fn is_apostrophe(sign: char) -> bool {
    matches!(sign, '\'' | '\u{2019}')
}

fn is_hangul(sign: char) -> bool {
    matches!(sign, '\u{ac00}'..='\u{d7a3}')
}

/// Whether a word may begin before or after this character without a blank.
pub(super) fn is_dense(sign: char) -> bool {
    matches!(sign, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_between_words() {
        for (text, name, want) in [
            ("mutual aid.", "mutual aid", true),
            ("(mutual aid)", "mutual aid", true),
            ("mutual aids", "mutual aid", false),
            ("immutual aid", "mutual aid", false),
            ("snake_case", "case", false),
            ("trust-based", "trust", true),
            ("node.js", "node", false),
            ("node. Js", "node", true),
            ("Jackson's", "Jackson", true),
            ("Jackson\u{2019}s,", "Jackson", true),
            ("Jackson'sx", "Jackson", false),
            ("don't", "don", false),
            ("l'autonomie", "autonomie", true),
            ("l\u{2019}autonomie", "autonomie", true),
            ("'Autonomie'", "Autonomie", true),
            ("有機堆肥的方法", "堆肥", true),
            ("コモンズの", "コモンズ", true),
            ("デジタルコモンズ", "コモンズ", false),
            ("상호부조는", "상호부조", true),
            ("비상호부조", "상호부조", false),
            ("свобода,", "свобода", true),
            ("несвобода", "свобода", false),
            ("caf\u{e9}s", "caf\u{e9}", false),
            ("cafe\u{301}", "cafe", false),
        ] {
            let at = text.find(name).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(begins(text, at) && ends(text, at + name.len()), want, "{name} in {text}");
        }
    }
}

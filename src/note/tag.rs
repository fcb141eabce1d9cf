//! Tags: the words by which notes are grouped.
//!
//! [`Tag::new`] normalizes any spelling to the form in which tags are compared and listed, [`inline_tag_end`] tells the
//! scanner of the body where a `#tag` ends. The scanner decides where a `#` may start a tag (after a blank, not in
//! code); the readers of front matter and header lines find the tags listed there.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::path::nfc;

/// A tag in its normal form: no `#`, Unicode NFC, lower case, blanks as hyphens, `/` only between two parts. It may
/// contain any other character, so it is escaped on output like all text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(Arc<str>);

/// Why a text is not a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotATag {
    /// Nothing is left but hyphens and other punctuation. Not worth telling the author.
    Empty,
    /// A tag needs at least one character that is not a digit, so that `#1` can be the first issue.
    OnlyDigits,
}

/// Most levels of a nested tag. Each is a page, and its address contains all levels above it.
const MOST_LEVELS: usize = 16;

impl Tag {
    /// Reads a tag as written in a list: with or without `#`, in any letter case, with blanks inside. A wikilink
    /// (`[[soil]]`) counts as its target. Levels after the 16th are left out.
    pub fn new(text: &str) -> Result<Self, NotATag> {
        if is_normal(text) { Ok(Self(text.into())) } else { Self::normalized(text) }
    }

    fn normalized(text: &str) -> Result<Self, NotATag> {
        let visible: String = text.chars().filter(|sign| !is_invisible(*sign)).collect();
        let mut normal = String::with_capacity(text.len());
        for part in bare(&visible).split('/').filter(|part| !part.trim().is_empty()).take(MOST_LEVELS) {
            let start = normal.len();
            for word in part.split_whitespace() {
                if normal.len() > start {
                    normal.push('-');
                }
                normal.extend(nfc(word).chars().flat_map(char::to_lowercase));
            }
            if normal.len() > start {
                normal.push('/');
            }
        }
        normal.truncate(normal.trim_end_matches('/').len());
        if let Cow::Owned(composed) = nfc(&normal) {
            normal = composed;
        }
        if !normal.chars().any(|sign| !sign.is_ascii() || sign.is_ascii_alphanumeric()) {
            return Err(NotATag::Empty);
        }
        if normal.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotATag::OnlyDigits);
        }
        Ok(Self(normal.into()))
    }

    /// The normal form as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tags above this one, nearest first: `a/b`, then `a`, for `a/b/c`.
    pub fn parents(&self) -> impl Iterator<Item = Tag> {
        self.levels().skip(1).map(|level| self.above(level.len()))
    }

    /// The text of this tag and of those above it, nearest first.
    pub fn levels(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.0).chain(self.0.rmatch_indices('/').map(|(at, _)| &self.0[..at]))
    }

    /// The tag for one of its [levels](Tag::levels), given the length of the level's text.
    pub fn above(&self, length: usize) -> Tag {
        if length == self.0.len() { self.clone() } else { Tag(self.0[..length].into()) }
    }
}

/// Tags are ordered by their texts, so that a map of them can be searched by prefix.
impl Borrow<str> for Tag {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Whether a text is obviously in normal form, as most are.
fn is_normal(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// The text without what surrounds it: `#`, blanks and slashes at the ends, the brackets of a wikilink.
fn bare(text: &str) -> &str {
    let around = |sign: char| sign.is_whitespace() || sign == '/';
    let text = text.trim_end_matches(around).trim_start_matches(|sign| around(sign) || sign == '#');
    if !(text.starts_with("[[") && text.ends_with("]]")) {
        return text;
    }
    let target = text.trim_start_matches(|sign| around(sign) || matches!(sign, '#' | '['));
    let target = target.split(['|', '#']).next().unwrap_or_default();
    target.trim_end_matches(|sign| around(sign) || sign == ']')
}

/// Characters that would make two tags differ although they look the same. Joiners stay: scripts and emoji need them.
fn is_invisible(sign: char) -> bool {
    (sign.is_control() && !sign.is_whitespace())
        || matches!(sign, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The number of bytes at the start of `text` that are a tag, if a `#` is right before it; 0 if there is none.
///
/// A tag consists of letters, digits, `_`, `-`, `/`, emoji and other symbols, at least one of which is not a digit.
/// Slashes at its end do not belong to it. [`Tag::new`] accepts these bytes.
pub fn inline_tag_end(text: &str) -> usize {
    let end = text.find(|sign| !may_stand_in_tag(sign)).unwrap_or(text.len());
    let tag = text[..end].trim_end_matches(['/', '\u{200c}', '\u{200d}']);
    if Tag::new(tag).is_ok() { tag.len() } else { 0 }
}

fn may_stand_in_tag(sign: char) -> bool {
    if sign.is_ascii() {
        return sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-' | '/');
    }
    if sign.is_alphanumeric() || matches!(sign, '\u{200c}' | '\u{200d}' | '‼' | '⁉') {
        return true;
    }
    // What is left are marks, emoji, symbols, and the punctuation of all scripts, which ends a tag.
    !(sign.is_whitespace()
        || sign.is_control()
        || matches!(sign,
            '«' | '»' | '¡' | '¿' | '\u{2000}'..='\u{206f}' | '\u{2e00}'..='\u{2e7f}' | '\u{3001}'..='\u{3003}'
            | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe6f}'
            | '\u{feff}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}'
            | '\u{ff5b}'..='\u{ff65}' | '\u{fff0}'..='\u{ffff}'))
}

/// Most findings about tags in one note: a line may contain a million numbers.
pub(super) const REPORTED: usize = 64;

/// The finding about a listed tag that is only digits. `span` is its place in `source`.
pub(super) fn only_digits(path: &str, source: &str, span: Range<usize>, text: &str) -> Diagnostic {
    let digits = bare(text);
    Diagnostic::warning(Code::InvalidTag, format!("`{digits}` is only digits, so it is not a tag"))
        .at(path, source, span)
        .help(format!("add a sign that is no digit, as in `y{digits}`"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn all_spellings_of_a_tag_become_one() {
        for (text, want) in [
            ("soil", "soil"),
            ("#Soil", "soil"),
            ("##soil", "soil"),
            (" # seed  bank ", "seed-bank"),
            ("/water/rain/", "water/rain"),
            ("water//rain / drops", "water/rain/drops"),
            ("JARDÍN", "jardín"),
            ("jardi\u{301}n", "jardín"),
            ("y1984", "y1984"),
            ("2024-05", "2024-05"),
            ("🌱", "🌱"),
            ("日本", "日本"),
            ("c++", "c++"),
            ("so\u{200b}il\u{0}", "soil"),
            ("[[Soil life|life]]", "soil-life"),
        ] {
            assert_eq!(Tag::new(text).map(|tag| tag.to_string()), Ok(want.to_owned()), "{text}");
        }
    }

    #[test]
    fn digits_and_punctuation_are_no_tags() {
        for text in ["1984", "#1", "000000", "1984/", " 7 "] {
            assert_eq!(Tag::new(text), Err(NotATag::OnlyDigits), "{text}");
        }
        for text in ["", "#", "/", "-", "--", "|", "\u{feff}", "[[]]"] {
            assert_eq!(Tag::new(text), Err(NotATag::Empty), "{text}");
        }
    }

    #[test]
    fn a_nested_tag_knows_its_parents() {
        let tag = Tag::new("a/b/c").expect("a tag");
        assert_eq!(tag.parents().map(|tag| tag.to_string()).collect::<Vec<_>>(), ["a/b", "a"]);
    }

    #[test]
    fn levels_have_an_end() {
        let deep = Tag::new(&"a/".repeat(100_000)).expect("a tag");
        assert_eq!(deep.as_str(), ["a"; MOST_LEVELS].join("/"));
        assert_eq!(inline_tag_end(&"a/".repeat(20)), 39);
    }

    #[test]
    fn an_inline_tag_ends_at_the_first_other_sign() {
        for (text, tag) in [
            ("mutual-aid, and", "mutual-aid"),
            ("snake_case.", "snake_case"),
            ("in/nested/tag!", "in/nested/tag"),
            ("données", "données"),
            ("日本。そして", "日本"),
            ("🌱 x", "🌱"),
            ("👩\u{200d}🌾.", "👩\u{200d}🌾"),
            ("2\u{fe0f}\u{20e3}", "2\u{fe0f}\u{20e3}"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("soil/ x", "soil"),
            ("soil#water", "soil"),
            ("bold**", "bold"),
            ("soil’s", "soil"),
            ("soil»", "soil"),
            ("2024-05", "2024-05"),
            ("ff394d;", "ff394d"),
            ("1 and", ""),
            ("1984", ""),
            ("1984/", ""),
            ("-", ""),
            (" alone", ""),
            ("# heading", ""),
            ("", ""),
        ] {
            assert_eq!(&text[..inline_tag_end(text)], tag, "{text}");
        }
    }

    #[test]
    fn a_tag_of_digits_is_reported_with_a_way_out() {
        let found = only_digits("a.md", "tags: [2024]", 7..11, "2024");
        let place = found.location.as_ref().map(|place| (place.line, place.column, place.end_column));
        assert_eq!(place, Some((1, 8, 12)));
        assert_eq!(found.message, "`2024` is only digits, so it is not a tag");
        assert_eq!(found.help.as_deref(), Some("add a sign that is no digit, as in `y2024`"));
    }

    proptest! {
        #[test]
        fn what_looks_normal_is(text in "[a-z0-9_-]{0,12}") {
            if is_normal(&text) {
                prop_assert_eq!(Tag::normalized(&text), Ok(Tag(text.into())));
            }
        }

        #[test]
        fn the_normal_form_is_final(text in ".{0,40}") {
            if let Ok(tag) = Tag::new(&text) {
                prop_assert_eq!(Tag::new(tag.as_str()), Ok(tag.clone()));
                prop_assert!(!tag.as_str().starts_with(['#', '/']) && !tag.as_str().ends_with('/'));
            }
        }

        #[test]
        fn an_inline_tag_is_a_tag(text in ".{0,40}") {
            let end = inline_tag_end(&text);
            prop_assert!(end == 0 || Tag::new(&text[..end]).is_ok());
        }
    }
}

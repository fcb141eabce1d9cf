//! Sorts titles by the alphabet of a language and groups them under letters.
//!
//! [`Alphabet::of`] knows which letters a language has of its own and where they sort; in all other
//! languages marks over letters are ignored. [`Alphabet::key`] and [`Alphabet::letter`] follow the same rule, so
//! titles under one letter are neighbours. A table of differences is enough for this: full collation would only add
//! second and third passes over nearly equal titles, for which a plain comparison of characters is enough here.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::path::fold;

/// Letters that a language counts as its own. `z å ä/æ` means that å and ä come after z, and that æ is a
/// variant spelling of ä. The sources are the alphabets themselves.
const LETTERS: &[(&str, &str)] = &[
    ("az", "c ç|g ğ|h ı|o ö|s ş|u ü"),
    ("bs hr sr", "c č ć|d dž đ|l lj|n nj|s š|z ž"),
    ("cs", "c č|h ch|r ř|s š|z ž"),
    ("da nb nn no", "z æ/ä ø/ö å/aa"),
    ("eo", "c ĉ|g ĝ|h ĥ|j ĵ|s ŝ|u ŭ"),
    ("es gl fil", "n ñ"),
    ("et", "s š z ž|w õ ä ö ü"),
    ("fi sv", "z å ä/æ ö/ø"),
    ("fo", "a á|d ð|i í|o ó|u ú|y ý|z æ ø"),
    ("hu", "o ö/ő|u ü/ű"),
    ("is", "a á|d ð|e é|i í|o ó|u ú|y ý|z þ æ ö"),
    ("lt", "c č|s š|z ž"),
    ("lv", "c č|g ģ|k ķ|l ļ|n ņ|s š|z ž"),
    ("pl", "a ą|c ć|e ę|l ł|n ń|o ó|s ś|z ź ż"),
    ("ro", "a ă â|i î|s ș/ş|t ț/ţ"),
    ("sk", "a ä|c č|h ch|o ô|s š|z ž"),
    ("sl", "c č|s š|z ž"),
    ("sq", "c ç|d dh|e ë|g gj|l ll|n nj|r rr|s sh|t th|x xh|z zh"),
    ("tr", "c ç|g ğ|h ı|o ö|s ş|u ü"),
    ("uk", "г ґ|е є|и і ї"),
    ("vi", "a ă â|d đ|e ê|o ô ơ|u ư"),
];

/// Letters that Unicode does not decompose, with the spelling they sort under in languages whose alphabet lacks them.
const SPELLINGS: [(char, &str); 13] = [
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('đ', "d"),
    ('ð', "d"),
    ('ł', "l"),
    ('þ', "th"),
    ('ı', "i"),
    ('ħ', "h"),
    ('ŋ', "n"),
    ('ŧ', "t"),
    ('ĳ', "ij"),
    ('ſ', "s"),
];

/// Sorts after every character that titles contain, so `base + AFTER` comes after all words in `base`.
const AFTER: char = '\u{10fffd}';

/// The collation rules of one language.
#[derive(Clone, Debug, Default)]
pub struct Alphabet {
    /// The language's own letters, longest first: spelling, sort key, letter shown as the heading.
    letters: Vec<(String, String, String)>,
    /// Whether `I` is the capital of dotless `ı` (Azerbaijani, Turkish).
    dotless: bool,
}

impl Alphabet {
    /// Returns the alphabet of a language, given its language tag.
    pub fn of(language: &str) -> Self {
        let main = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let table = LETTERS.iter().find(|(languages, _)| languages.split(' ').any(|name| name == main));
        let mut letters: Vec<(String, String, String)> = Vec::new();
        for group in table.iter().flat_map(|(_, groups)| groups.split('|')) {
            let mut members = group.split(' ');
            let base = members.next().unwrap_or_default();
            for (place, member) in members.enumerate() {
                let shown = member.split('/').next().unwrap_or_default();
                let place = char::from_u32('a' as u32 + place as u32).unwrap_or('z');
                let key = format!("{base}{AFTER}{place}");
                letters.extend(member.split('/').map(|name| (name.to_owned(), key.clone(), shown.to_owned())));
            }
        }
        letters.sort_by_key(|(name, ..)| std::cmp::Reverse(name.len()));
        Self { letters, dotless: matches!(main.as_str(), "az" | "tr") }
    }

    /// Returns the sort key of a title: titles listed under `#` come first. Letter case, leading
    /// punctuation and marks over letters are ignored. Numbers are sorted by value.
    pub fn key(&self, title: &str) -> (bool, String) {
        self.place(title).0
    }

    /// Returns [`Alphabet::key`] and [`Alphabet::letter`] in one pass.
    pub fn place(&self, title: &str) -> ((bool, String), String) {
        let key = self.spelled(title);
        let letter = self.letter_of(title, &key);
        ((letter != "#", key), letter)
    }

    /// Returns the letter that a title is listed under: `#` if it begins with a digit or an ideograph. Kana are
    /// listed under the first kana of their row.
    pub fn letter(&self, title: &str) -> String {
        self.place(title).1
    }

    fn letter_of(&self, title: &str, key: &str) -> String {
        if !self.letters.is_empty()
            && let Some((.., shown)) = self.own_or_marked(&self.lower(title))
        {
            let mut signs = shown.chars();
            return signs.next().map_or_else(String::new, |first| self.upper(first) + signs.as_str());
        }
        match key.chars().next() {
            Some(sign) if kana_row(sign).is_some() => kana_row(sign).map_or_else(String::new, String::from),
            Some(sign) if sign.is_alphabetic() && !is_ideographic(sign) => self.upper(sign),
            _ => "#".to_owned(),
        }
    }

    fn upper(&self, sign: char) -> String {
        if self.dotless && sign == 'i' { "İ".to_owned() } else { sign.to_uppercase().collect() }
    }

    fn lower(&self, title: &str) -> String {
        let title = title.trim_start_matches(|sign: char| !sign.is_alphanumeric());
        if self.dotless {
            return title.replace('I', "ı").replace('İ', "i").to_lowercase().nfc().collect();
        }
        fold(title)
    }

    /// Returns the language's own letter that a lower-case text begins with.
    fn own(&self, text: &str) -> Option<&(String, String, String)> {
        self.letters.iter().find(|(name, ..)| text.starts_with(name.as_str()))
    }

    /// Like [`Self::own`], but also ignores a mark over that letter which the language does not use.
    fn own_or_marked(&self, text: &str) -> Option<&(String, String, String)> {
        self.own(text).or_else(|| {
            let bare = text.chars().next()?.nfd().next()?;
            self.own(bare.encode_utf8(&mut [0; 4]))
        })
    }

    fn spelled(&self, title: &str) -> String {
        let title = self.lower(title);
        let mut key = String::with_capacity(title.len() + 8);
        let mut rest = title.as_str();
        while let Some(sign) = rest.chars().next() {
            if sign.is_ascii_digit() {
                rest = number(rest, &mut key);
                continue;
            }
            if let Some((name, spelled, _)) = self.own(rest) {
                key.push_str(spelled);
                rest = &rest[name.len()..];
                continue;
            }
            rest = &rest[sign.len_utf8()..];
            match SPELLINGS.iter().find(|(letter, _)| *letter == sign) {
                Some((_, spelled)) => key.push_str(spelled),
                // Separate letters in every language that uses them.
                None if sign.is_ascii_alphabetic() || matches!(sign, 'й' | 'ў') => key.push(sign),
                None => self.plain(sign, &mut key),
            }
        }
        key.truncate(key.trim_end().len());
        key
    }

    /// Spells any other character: a letter without its marks, or one blank for whatever is not a letter.
    fn plain(&self, sign: char, key: &mut String) {
        for sign in std::iter::once(sign).nfd().filter(|sign| !is_mark(*sign)) {
            match self.own(sign.encode_utf8(&mut [0; 4])) {
                Some((_, spelled, _)) => key.push_str(spelled),
                None if sign.is_alphanumeric() || is_combining_mark(sign) => key.push(plain_kana(sign)),
                None if key.ends_with(' ') => {}
                None => key.push(' '),
            }
        }
    }
}

/// Adds the number that a text begins with, so that 2 sorts before 10: the number of its digits, then the digits without
/// leading zeros. Returns the rest of the text.
fn number<'a>(text: &'a str, key: &mut String) -> &'a str {
    let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    let digits = text[..end].trim_start_matches('0');
    // The count is a sum of nines, so that it is one digit for nearly all numbers, and sorts like one for all.
    let (nines, rest) = (digits.len() / 9, digits.len() % 9);
    key.extend(std::iter::repeat_n('9', nines));
    key.extend(char::from_digit(rest as u32, 10));
    key.push_str(digits);
    &text[end..]
}

/// Whether a mark is ignored: those of Latin, Greek, Cyrillic, Hebrew and Arabic letters, and the voicing marks
/// of kana. In other scripts combining marks are vowels.
fn is_mark(sign: char) -> bool {
    is_combining_mark(sign)
        && matches!(sign, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{670}' | '\u{3099}' | '\u{309a}')
}

/// Converts katakana to hiragana, since the same word may be written in either.
fn plain_kana(sign: char) -> char {
    match sign {
        '\u{30a1}'..='\u{30f6}' => char::from_u32(sign as u32 - 0x60).unwrap_or(sign),
        _ => sign,
    }
}

/// Returns the first kana of the row that a hiragana belongs to.
fn kana_row(sign: char) -> Option<char> {
    const ROWS: [(char, char); 10] = [
        ('\u{3041}', 'あ'),
        ('\u{304b}', 'か'),
        ('\u{3055}', 'さ'),
        ('\u{305f}', 'た'),
        ('\u{306a}', 'な'),
        ('\u{306f}', 'は'),
        ('\u{307e}', 'ま'),
        ('\u{3083}', 'や'),
        ('\u{3089}', 'ら'),
        ('\u{308e}', 'わ'),
    ];
    let row = ROWS.iter().rfind(|(first, _)| *first <= sign).filter(|_| sign <= '\u{3096}')?;
    Some(row.1)
}

fn is_ideographic(sign: char) -> bool {
    matches!(sign, '\u{2e80}'..='\u{2fdf}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sorts titles by a language's alphabet and returns them with the letters they are listed under.
    fn sorted(language: &str, titles: &str) -> (String, String) {
        let alphabet = Alphabet::of(language);
        let mut titles: Vec<&str> = titles.split(' ').collect();
        titles.sort_by_cached_key(|title| (alphabet.key(title), *title));
        let mut letters: Vec<String> = titles.iter().map(|title| alphabet.letter(title)).collect();
        letters.dedup();
        (titles.join(" "), letters.join(" "))
    }

    #[test]
    fn titles_are_sorted_as_their_language_does() {
        let cases = [
            (
                "en",
                "Zinnia Über Öl Apfel Ärmel Nut Ñame 7 “a” œuvre Øst",
                "7 “a” Apfel Ärmel Ñame Nut œuvre Öl Øst Über Zinnia",
                "# A N O U Z",
            ),
            (
                "de",
                "Zahn Ärmel Arm Straße Strasse Straßer Ofen Öl",
                "Arm Ärmel Ofen Öl Strasse Straße Straßer Zahn",
                "A O S Z",
            ),
            ("sv-SE", "Östen ål Äpple zebra apa Øl Ö", "apa zebra ål Äpple Ö Øl Östen", "A Z Å Ä Ö"),
            ("da", "ål Østers æble zebra Aarhus abe", "abe zebra æble Østers ål Aarhus", "A Z Æ Ø Å"),
            ("es", "oso ñu nube Ñandú nuez ándalo", "ándalo nube nuez Ñandú ñu oso", "A N Ñ O"),
            ("pt-BR", "zebra água abelha ão ovo", "abelha água ão ovo zebra", "A O Z"),
            ("fr", "été eau Œuf ciel ça zèbre", "ça ciel eau été Œuf zèbre", "C E O Z"),
            ("cs", "chata hora cesta čaj jar", "cesta čaj hora chata jar", "C Č H Ch J"),
            ("pl", "łąka lato źródło żaba zebra", "lato łąka zebra źródło żaba", "L Ł Z Ź Ż"),
            ("tr", "ılık İzmir Iğdır ışık hava çam cam", "cam çam hava Iğdır ılık ışık İzmir", "C Ç H I İ"),
            ("ru", "йод Ёлка если игра ель", "Ёлка ель если игра йод", "Е И Й"),
            ("uk", "їжак ікра ґанок ґава гора иній", "гора ґава ґанок иній ікра їжак", "Г Ґ И І Ї"),
            ("ja", "日記 カエル かえる がん サクラ あり 9", "9 日記 あり かえる カエル がん サクラ", "# あ か さ"),
            ("ar", "باب أرض تفاح إبل", "إبل أرض باب تفاح", "ا ب ت"),
        ];
        for (language, titles, want, letters) in cases {
            assert_eq!(sorted(language, titles), (want.to_owned(), letters.to_owned()), "{language}");
        }
    }

    #[test]
    fn numbers_are_sorted_by_their_value() {
        let titles = [
            "0",
            "00",
            "1",
            "007",
            "2024-09-30",
            "2025-1-9",
            "2025-01-10",
            "261129",
            "99999999",
            "100000000",
            "999999999999999999",
            "1000000000000000000",
            "Chapter",
            "Chapter 2",
            "chapter 2b",
            "Chapter 02c",
            "Chapter 10",
            "Chapter two",
            "N4",
            "N5",
            "N40",
            "v1.9",
            "v1.10",
        ];
        for language in ["en", "sv"] {
            let alphabet = Alphabet::of(language);
            let keys: Vec<_> = titles.iter().map(|title| alphabet.key(title)).collect();
            assert!(keys.is_sorted(), "{keys:#?}");
            assert_eq!(alphabet.letter("42"), "#");
        }
    }

    #[test]
    fn titles_under_one_letter_stand_together() {
        let titles =
            "日記 beans Apple 7 “Apple” Über umbel ! 中 Zinnia Ärmel ñ nz ch cz åa aå aa i İ ı I ヴ を ん ゔ ー ź ß ﬁn";
        for (languages, _) in LETTERS.iter().chain([&("en de fr pt ar ja", "")]) {
            for language in languages.split(' ') {
                let (sorted, letters) = sorted(language, titles);
                let letters: Vec<&str> = letters.split(' ').collect();
                let each: std::collections::BTreeSet<&str> = letters.iter().copied().collect();
                assert_eq!(letters.len(), each.len(), "{language}: {sorted}: {letters:?}");
            }
        }
    }
}

//! Weekdays and months in words, and the day spelled out after a date.
//!
//! Names are read in English, in full or in their usual abbreviations, in any letter case. Reading stops at an unknown
//! word: it may be another language, or prose.

use std::ops::Range;

use super::{SpelledDay, Weekday};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("Monday", Weekday::Monday),
    ("Tuesday", Weekday::Tuesday),
    ("Wednesday", Weekday::Wednesday),
    ("Thursday", Weekday::Thursday),
    ("Friday", Weekday::Friday),
    ("Saturday", Weekday::Saturday),
    ("Sunday", Weekday::Sunday),
];

/// The English name of a month from 1 to 12; empty for other numbers.
pub(super) fn month_name(month: i8) -> &'static str {
    usize::try_from(month).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)).copied().unwrap_or_default()
}

/// The English name of a weekday.
pub(super) fn weekday_name(weekday: Weekday) -> &'static str {
    WEEKDAYS.iter().find(|(_, day)| *day == weekday).map_or("", |(name, _)| name)
}

/// The name of a weekday in the style of another: as short, in the same letter case.
pub(super) fn weekday_like(weekday: Weekday, written: &str) -> String {
    let name = weekday_name(weekday);
    let name =
        if weekday_of(written).is_some_and(|day| weekday_name(day).len() > written.len()) { &name[..3] } else { name };
    if written.chars().all(|sign| !sign.is_uppercase()) {
        name.to_lowercase()
    } else if written.chars().all(|sign| !sign.is_lowercase()) {
        name.to_uppercase()
    } else {
        name.to_owned()
    }
}

/// The weekday for a name or at least three of its first letters (`Weds` too).
fn weekday_of(word: &str) -> Option<Weekday> {
    let word = if word.eq_ignore_ascii_case("weds") { "wed" } else { word };
    WEEKDAYS.iter().find(|(name, _)| is_start(word, name, 5)).map(|(_, weekday)| *weekday)
}

/// The number of a month from its name or at least three of its first letters.
fn month_of(word: &str) -> Option<i8> {
    (1..=12).find(|month| is_start(word, month_name(*month), 4))
}

/// Whether `word` is `name`, or its first three to `most` letters.
fn is_start(word: &str, name: &str, most: usize) -> bool {
    word.eq_ignore_ascii_case(name)
        || ((3..=most).contains(&word.len())
            && name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
}

/// Reads weekday and day from the words that follow a date at `from`, skipping a time.
pub(super) fn spelled_out(text: &str, from: usize) -> (Option<(Weekday, Range<usize>)>, Option<SpelledDay>) {
    let mut words = words(text, from).skip_while(|(_, word)| is_time(word)).peekable();
    let weekday = words.peek().and_then(|(span, word)| Some((weekday_of(word)?, span.clone())));
    if weekday.is_some() {
        words.next();
    }
    let mut words = words.filter(|(_, word)| !matches!(*word, "the" | "of"));
    (weekday, spelled_day(&mut words))
}

/// `22 April`, `22nd of April 2025`, `April 22, 2025`.
fn spelled_day<'t>(words: &mut impl Iterator<Item = (Range<usize>, &'t str)>) -> Option<SpelledDay> {
    let (first_span, first) = words.next()?;
    let (second_span, second) = words.next()?;
    let (day, month) = match (day_of(first), month_of(second)) {
        (Some(day), Some(month)) => (day, month),
        _ => (day_of(second)?, month_of(first)?),
    };
    let mut span = first_span.start..second_span.end;
    let year = words.next().filter(|(_, word)| word.len() == 4).and_then(|(year_span, word)| {
        let year = word.parse().ok()?;
        span.end = year_span.end;
        Some(year)
    });
    Some(SpelledDay { day, month, year, span })
}

/// A day of the month: `22`, `22nd`.
fn day_of(word: &str) -> Option<i8> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let day = word[..digits].parse().ok().filter(|_| digits <= 2)?;
    let rest = &word[digits..];
    let ordinal = ["", "st", "nd", "rd", "th"].iter().any(|end| rest.eq_ignore_ascii_case(end));
    ordinal.then_some(day)
}

/// Whether it is a part of a time of day or an offset: `10:30`, `T10:30:00Z`, `+02:00`, `UTC`, `pm`.
fn is_time(word: &str) -> bool {
    let bytes = word.as_bytes();
    match bytes.first() {
        Some(b'+' | b'-') => bytes.len() > 1 && bytes[1].is_ascii_digit(),
        Some(b'T' | b't') if bytes.get(1).is_some_and(u8::is_ascii_digit) => true,
        Some(first) if first.is_ascii_digit() => bytes.contains(&b':'),
        _ => ["Z", "UTC", "GMT", "am", "pm"].iter().any(|known| known.eq_ignore_ascii_case(word)),
    }
}

/// The words of a text from `from` on, without surrounding punctuation.
fn words(text: &str, from: usize) -> impl Iterator<Item = (Range<usize>, &str)> {
    let between = |sign: char| sign.is_whitespace() || matches!(sign, ',' | ';' | '(' | ')');
    let around = |sign: char| matches!(sign, '.' | '*' | '_' | ':' | '–' | '—');
    let mut at = from;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find(|sign| !between(sign))?;
            at = text[start..].find(between).map_or(text.len(), |len| start + len);
            let part = &text[start..at];
            let word = part.trim_start_matches(around);
            let start = at - word.len();
            let word = word.trim_end_matches(around);
            if !word.is_empty() {
                return Some((start..start + word.len(), word));
            }
        }
    })
}

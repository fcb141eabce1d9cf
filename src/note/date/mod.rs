//! Dates as authors write them: `2025-04-22`, `20250422`, `250422`, `[[250422]] Tuesday, 22 April`.
//!
//! [`read`] reads a written date together with the weekday and day that may be spelled out after it, [`from_file_name`]
//! the date at the start of a file name, [`of_day`] a name that is nothing but a date. `DateText::contradictions` and
//! `DateError::diagnostic` say what is wrong. The callers decide which of a note's dates counts; this module does not
//! use the clock, git or file times.

mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use jiff::civil::{Date, Weekday};

use crate::diagnostic::{Code, Diagnostic};

/// A date as read. All ranges are byte offsets in the text it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateText {
    /// The day.
    pub date: Date,
    /// The date alone, without brackets, time and words.
    pub span: Range<usize>,
    /// The weekday spelled out after it, right or wrong.
    pub weekday: Option<(Weekday, Range<usize>)>,
    /// The day spelled out after it, right or wrong.
    pub day: Option<SpelledDay>,
}

/// `22 April` or `22 April 2025`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpelledDay {
    /// Day of the month as written; may be impossible.
    pub day: i8,
    /// Month, from 1.
    pub month: i8,
    /// Year, if it is written.
    pub year: Option<i16>,
    /// Its place in the text.
    pub span: Range<usize>,
}

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateError {
    /// The text, or the part of it that resembles a date.
    pub span: Range<usize>,
    /// What is wrong, such as `February 2025 has 28 days`; empty if it is no date at all.
    pub reason: String,
    /// The accepted way to write what was probably meant.
    pub correction: Option<String>,
}

/// Reads a date: `YYYY-MM-DD` with or without time and offset (which are ignored), `YYYYMMDD` with or without time, or
/// `YYMMDD` (00–69 is 20YY, 70–99 is 19YY), each also as a wikilink. A weekday and a day such as `22 April` may follow,
/// in English; other words are ignored.
pub fn read(text: &str) -> Result<DateText, DateError> {
    let start = text.len() - text.trim_start().len();
    let Some(core) = core(text, start) else { return Err(not_a_date(text)) };
    let date = core.digits.date().map_err(|reason| DateError { span: core.span.clone(), reason, correction: None })?;
    let (weekday, day) = words::spelled_out(text, core.end);
    Ok(DateText { date, span: core.span, weekday, day })
}

/// Reads the date that a file name (without extension) begins with, `YYMMDD` or `YYYY-MM-DD` followed by a blank or the
/// end, and returns it with the rest of the name: the title. A name that is only a date is its own title. An impossible
/// date is just part of a name.
pub fn from_file_name(stem: &str) -> Option<(Date, &str)> {
    let digits = Digits::leading(stem).filter(|digits| matches!(digits.len, 6 | 10))?;
    let rest = &stem[digits.len..];
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let rest = rest.trim();
    let title = rest.strip_prefix(['-', '–', '—']).filter(|rest| rest.starts_with(char::is_whitespace)).unwrap_or(rest);
    let date = digits.date().ok()?;
    Some((date, if title.trim().is_empty() { stem } else { title.trim() }))
}

/// A file name (without extension) without the date that it may begin with; a name that is only a date stays.
pub fn without_date(stem: &str) -> &str {
    from_file_name(stem).map_or(stem, |(_, title)| title).trim()
}

/// Reads a name that is nothing but a date: `2025-04-22`, `20250422` or `250422`. A file with such a name is the daily
/// note of that day, and a link to such a name means the day.
pub fn of_day(name: &str) -> Option<Date> {
    let digits = Digits::leading(name).filter(|digits| matches!(digits.len, 6 | 8 | 10) && digits.len == name.len())?;
    digits.date().ok()
}

/// A date's digits, which may still be impossible.
struct Digits {
    year: i16,
    month: i8,
    day: i8,
    /// How many bytes they take, including hyphens and the digits of a time directly after them.
    len: usize,
}

impl Digits {
    /// The digits at the start of a text, if they have one of the accepted forms.
    fn leading(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let count = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = |range: Range<usize>| text.get(range).and_then(|digits| digits.parse::<i16>().ok());
        let (year, month, day, len) = match count {
            4 if is_iso(bytes) => (number(0..4)?, number(5..7)?, number(8..10)?, 10),
            6 => {
                let year = number(0..2)?;
                (year + if year < 70 { 2000 } else { 1900 }, number(2..4)?, number(4..6)?, 6)
            }
            // Unique notes get names of twelve or fourteen digits, down to the minute or second.
            8 | 12 | 14 => (number(0..4)?, number(4..6)?, number(6..8)?, count),
            _ => return None,
        };
        Some(Self { year, month: i8::try_from(month).ok()?, day: i8::try_from(day).ok()?, len })
    }

    /// The day, or why there is none.
    fn date(&self) -> Result<Date, String> {
        let Ok(first) = Date::new(self.year, self.month, 1) else {
            return Err(format!("there is no month {}", self.month));
        };
        Date::new(self.year, self.month, self.day)
            .map_err(|_| format!("{} {} has {} days", words::month_name(self.month), self.year, first.days_in_month()))
    }
}

/// Whether the bytes start as `dddd-dd-dd` and no further digit.
fn is_iso(bytes: &[u8]) -> bool {
    bytes.len() >= 10
        && bytes[..10].iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
        && !bytes.get(10).is_some_and(u8::is_ascii_digit)
}

struct Core {
    digits: Digits,
    /// The place of the digits in the text.
    span: Range<usize>,
    /// Where words may follow.
    end: usize,
}

/// The date at `start`, bare or as a wikilink.
fn core(text: &str, start: usize) -> Option<Core> {
    if let Some(link) = text[start..].strip_prefix("[[") {
        let inner = &link[..link.find("]]")?];
        let target = inner.split(['|', '#']).next().unwrap_or_default();
        let name = &target[target.rfind('/').map_or(0, |at| at + 1)..];
        let name = name.trim_start();
        let digits = Digits::leading(name)?;
        let rest = &name[digits.len..];
        let from = start + 2 + (target.len() - name.len());
        let fits = rest.is_empty() || rest.starts_with(char::is_whitespace) || rest.eq_ignore_ascii_case(".md");
        return fits.then(|| Core { span: from..from + digits.len, digits, end: start + inner.len() + 4 });
    }
    let digits = Digits::leading(&text[start..])?;
    let end = start + digits.len;
    let rest = &text[end..];
    let mut signs = rest.chars();
    let fits = match signs.next() {
        None | Some(',' | ';' | '.' | '(' | ')') => true,
        Some('T' | 't') => signs.next().is_some_and(|sign| sign.is_ascii_digit()),
        Some(sign) => sign.is_whitespace(),
    };
    fits.then_some(Core { digits, span: start..end, end })
}

fn not_a_date(text: &str) -> DateError {
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    let loose = loose_date(trimmed);
    let len = loose.as_ref().map_or(trimmed.len(), |(len, _)| *len);
    DateError { span: start..start + len, reason: String::new(), correction: loose.map(|(_, date)| date.to_string()) }
}

/// A date in another notation that has only one meaning: `2025-4-2`, `2025/04/22`, `22.04.2025`, `22 April 2025`.
/// Returned with the length of its text.
fn loose_date(text: &str) -> Option<(usize, Date)> {
    let mut numbers: Vec<(Range<usize>, i16)> = Vec::new();
    let mut at = 0;
    for part in text.split(['-', '/', '.']).take(3) {
        let end = at + part.bytes().take_while(u8::is_ascii_digit).count();
        numbers.extend(text[at..end].parse().ok().map(|number| (at..end, number)));
        at += part.len() + 1;
    }
    if let [(first, a), (_, b), (last, c)] = numbers.as_slice() {
        let adjoin = text.get(first.end..first.end + 1);
        let date = match (first.len(), adjoin) {
            (4, _) if last.len() <= 2 => calendar_day(*a, *b, *c),
            (1 | 2, Some(".")) if last.len() == 4 => calendar_day(*c, *b, *a),
            _ => None,
        };
        return date.map(|date| (last.end, date));
    }
    let (_, day) = words::spelled_out(text, 0);
    let day = day?;
    Some((day.span.end, calendar_day(day.year?, i16::from(day.month), i16::from(day.day))?))
}

fn calendar_day(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `22 April 2025`.
pub(super) fn long_form(date: Date) -> String {
    format!("{} {} {}", date.day(), words::month_name(date.month()), date.year())
}

/// Where the text that was read is in its file.
pub(super) struct Place<'a> {
    /// The file, for findings.
    pub path: &'a str,
    /// Its whole text.
    pub source: &'a str,
    /// The text that was read.
    pub span: Range<usize>,
    /// Whether the file has exactly this text, so that its parts have places there.
    pub verbatim: bool,
}

impl Place<'_> {
    fn part(&self, range: &Range<usize>) -> Range<usize> {
        if self.verbatim { self.span.start + range.start..self.span.start + range.end } else { self.span.clone() }
    }
}

impl DateError {
    /// The finding for the author. `text` is what was read.
    pub(super) fn diagnostic(&self, text: &str, place: &Place) -> Diagnostic {
        let written = &text[self.span.clone()];
        let shown: String = written.chars().take(40).collect();
        let dots = if shown.len() < written.len() { "…" } else { "" };
        let found = Diagnostic::warning(Code::InvalidDate, format!("`{shown}{dots}` is not a date"))
            .at(place.path, place.source, place.part(&self.span))
            .label(self.reason.clone());
        match &self.correction {
            Some(date) if place.verbatim => {
                found.help(format!("write `{date}`")).fix(place.part(&self.span), date.clone())
            }
            Some(date) => found.help(format!("write `{date}`")),
            None => found.help("write a date as `2025-04-22`, `20250422` or `250422`"),
        }
    }
}

impl DateText {
    /// The findings about words that do not match the date. A fix is offered if two of the three (date, weekday,
    /// spelled-out day) agree. `text` is what was read.
    pub(super) fn contradictions(&self, text: &str, place: &Place) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let date = self.date;
        let day_fits = self.day.as_ref().is_none_or(|day| day.fits(date));
        let weekday_fits = self.weekday.as_ref().is_none_or(|(weekday, _)| *weekday == date.weekday());
        if let Some((_, span)) = self.weekday.as_ref().filter(|_| !weekday_fits) {
            let right = words::weekday_like(date.weekday(), &text[span.clone()]);
            let mut says = Diagnostic::warning(Code::WeekdayMismatch, "the weekday does not fit the date")
                .at(place.path, place.source, place.part(span))
                .label(format!("{} is a {}", long_form(date), words::weekday_name(date.weekday())))
                .help(format!("write `{right}`, or correct the date"));
            if self.day.is_some() && day_fits && place.verbatim {
                says = says.fix(place.part(span), right);
            }
            found.push(says);
        }
        if let Some(day) = self.day.as_ref().filter(|_| !day_fits) {
            let right = format!("{} {}", date.day(), words::month_name(date.month()));
            let right = if day.year.is_some() { format!("{right} {}", date.year()) } else { right };
            let mut says = Diagnostic::warning(Code::DateMismatch, "the spelled-out day does not fit the date")
                .at(place.path, place.source, place.part(&day.span))
                .label(format!("`{}` is {}", &text[self.span.clone()], long_form(date)))
                .help(format!("write `{right}`, or correct the date"));
            if self.weekday.is_some() && weekday_fits && place.verbatim {
                says = says.fix(place.part(&day.span), right);
            } else if let Some(meant) = self.meant_by_words().filter(|_| place.verbatim) {
                let core = like(&text[self.span.clone()], meant);
                says = says.help(format!("the words agree with each other: perhaps the date is `{core}`"));
                says = says.fix(place.part(&self.span), core);
            }
            found.push(says);
        }
        found
    }

    /// The day that weekday and spelled-out day agree on, if both exist and agree.
    fn meant_by_words(&self) -> Option<Date> {
        let (weekday, _) = self.weekday.as_ref()?;
        let day = self.day.as_ref()?;
        let meant = Date::new(day.year.unwrap_or(self.date.year()), day.month, day.day).ok()?;
        (meant.weekday() == *weekday && meant != self.date).then_some(meant)
    }
}

impl SpelledDay {
    fn fits(&self, date: Date) -> bool {
        self.day == date.day() && self.month == date.month() && self.year.is_none_or(|year| year == date.year())
    }
}

/// A date written in the same form as another.
fn like(written: &str, date: Date) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    match written.len() {
        6 => format!("{:02}{month:02}{day:02}", year % 100),
        8 | 12 | 14 => format!("{year:04}{month:02}{day:02}{}", &written[8..]),
        _ => date.to_string(),
    }
}

//! Parses the query of a reader.
//!
//! [`parse`] is the entry point. It never fails: what is not an operator is a word. The reader's script parses queries
//! by the same rules, and `tests/search/queries.json` tests both.

use serde::Serialize;

use super::tokenize::{Kind, fold_key, is_blank, is_dense_sign, is_quote, words};

/// The longest query, in UTF-16 code units; the rest is ignored.
const LONGEST: usize = 200;
/// The most filters before the words that do not count for this length. The search page puts its choices there.
const MOST_AHEAD: usize = 4;
/// The most words of a query; further ones are ignored.
pub(super) const MOST_TERMS: usize = 12;

/// A parsed query.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Query {
    /// Words to find, phrases included.
    pub terms: Vec<Term>,
    /// Sequences of words that must occur in this order.
    pub phrases: Vec<Vec<String>>,
    /// Words or phrases that must not occur.
    pub without: Vec<Vec<String>>,
    /// Keys of tags and folders that a note must have: `#tag`, `/folder`.
    pub filters: Vec<String>,
    /// Keys of tags and folders that a note must not have.
    pub not_filters: Vec<String>,
    /// The key of the first day or a prefix of it, such as `@2025`; empty for no limit. Of several, the latest.
    pub from: String,
    /// The same for the day after the last one. Of several, the earliest.
    pub to: String,
}

/// A word of a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Term {
    /// Its folded form.
    pub form: String,
    /// Whether longer words that begin with it match as well.
    pub prefix: bool,
    /// Whether it is in a phrase.
    pub phrase: bool,
}

/// How exactly a query is the name of a note; the later, the more exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    /// It is none.
    Otherwise,
    /// It has the words of another name.
    Alias,
    /// It has the words of the title.
    Title,
    /// It is the title, but for letter case: `C++` has the same word as `C#`.
    Literally,
}

/// What is between two blanks, or in quotes.
struct Part<'a> {
    not: bool,
    operator: &'static str,
    text: &'a str,
    quoted: bool,
    /// Whether the query ends with it.
    last: bool,
}

/// Parses a query.
pub fn parse(text: &str) -> Query {
    let mut query = Query::default();
    let mut rest = cut(text);
    while let Some(part) = next_part(&mut rest) {
        query.add(&part);
    }
    query.terms.truncate(MOST_TERMS);
    query
}

/// Returns what counts of a query: the filters that it begins with, a blank, and [`LONGEST`].
fn cut(text: &str) -> &str {
    let mut rest = text;
    let mut ahead = text;
    for _ in 0..MOST_AHEAD {
        if next_part(&mut rest).is_none_or(|part| part.operator.is_empty()) {
            break;
        }
        ahead = rest;
    }
    let start = text.len() - ahead.len();
    let most = LONGEST + usize::from(start > 0);
    let mut units = 0;
    let end = ahead.char_indices().find(|(_, sign)| {
        units += sign.len_utf16();
        units > most
    });
    &text[..end.map_or(text.len(), |(at, _)| start + at)]
}

/// The next part of a query: `(-(?!-))?(tag:|in:|before:|after:|#)?("[^"]*"?|\S+)`. Two hyphens begin an option of a
/// command, and `#` before nothing but digits a number of something, since no tag consists of digits.
fn next_part<'a>(rest: &mut &'a str) -> Option<Part<'a>> {
    let start = rest.trim_start_matches(is_blank);
    if start.is_empty() {
        return None;
    }
    let goes_on = |text: &str| text.chars().next().is_some_and(|sign| !is_blank(sign));
    let is_number =
        |text: &str| text.split(is_blank).next().is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()));
    let after_not = start.strip_prefix('-').filter(|text| goes_on(text) && !text.starts_with('-'));
    let (not, mut text) = (after_not.is_some(), after_not.unwrap_or(start));
    let mut operator = "";
    for name in ["tag:", "in:", "before:", "after:", "#"] {
        let Some(head) = text.get(..name.len()) else { continue };
        let after = &text[name.len()..];
        if head.eq_ignore_ascii_case(name) && goes_on(after) && !(name == "#" && is_number(after)) {
            operator = name;
            text = after;
            break;
        }
    }
    let quote = text.chars().next().filter(|sign| is_quote(*sign));
    let (found, after) = match quote {
        Some(quote) => {
            let inside = &text[quote.len_utf8()..];
            let end = inside.find(is_quote).unwrap_or(inside.len());
            let closed = inside[end..].chars().next().map_or(0, char::len_utf8);
            (&inside[..end], &inside[end + closed..])
        }
        None => text.split_at(text.find(is_blank).unwrap_or(text.len())),
    };
    *rest = after;
    Some(Part { not, operator, text: found, quoted: quote.is_some(), last: after.is_empty() })
}

impl Query {
    /// Which name of a note the query is. `text` is the query as typed.
    pub(super) fn named(&self, text: &str, title: &str, alias: Option<&str>) -> Named {
        if self.terms.is_empty() {
            Named::Otherwise
        } else if !self.is_name(title) {
            if alias.is_some_and(|alias| self.is_name(alias)) { Named::Alias } else { Named::Otherwise }
        } else if text.trim_matches(is_blank).to_lowercase() == title.to_lowercase() {
            Named::Literally
        } else {
            Named::Title
        }
    }

    /// Whether the words of the query are exactly this name.
    fn is_name(&self, name: &str) -> bool {
        let forms = words(name).into_iter().filter(|word| word.kind != Kind::Last).map(|word| word.form);
        forms.eq(self.terms.iter().map(|term| term.form.as_str()))
    }

    /// Whether its hits have to be checked in their texts: the index knows no order of words.
    pub(super) fn is_checked(&self) -> bool {
        !self.phrases.is_empty() || self.without.iter().any(|words| words.len() > 1)
    }

    fn add(&mut self, part: &Part<'_>) {
        match part.operator {
            "before:" | "after:" => {
                let Some(day) = day(part.text) else { return };
                // "Not before a day" means on that day or later.
                let is_to = (part.operator == "before:") != part.not;
                let bound = if is_to { &mut self.to } else { &mut self.from };
                if bound.is_empty() || (if is_to { day < *bound } else { day > *bound }) {
                    *bound = day;
                }
            }
            "" => self.add_words(part),
            operator => {
                let is_folder = operator == "in:";
                // A tag may end with a hash: `c#`.
                let name = if is_folder { part.text.trim_matches('/') } else { part.text.trim_start_matches('#') };
                let key = format!("{}{}", if is_folder { '/' } else { '#' }, fold_key(name));
                if !name.is_empty() {
                    if part.not { &mut self.not_filters } else { &mut self.filters }.push(key);
                }
            }
        }
    }

    fn add_words(&mut self, part: &Part<'_>) {
        if ["tag:", "in:", "before:", "after:"].iter().any(|name| part.text.eq_ignore_ascii_case(name)) {
            return;
        }
        let found: Vec<String> = words(part.text)
            .into_iter()
            .filter(|word| word.kind != Kind::Last)
            .map(|word| word.form.into_owned())
            .collect();
        if found.is_empty() {
            return;
        }
        if part.not {
            self.without.push(found);
            return;
        }
        let count = found.len();
        for (number, form) in found.iter().enumerate() {
            let units = form.encode_utf16().count();
            // A single character of a script without blanks is a prefix of every pair that begins with it.
            let is_sign = form.starts_with(is_dense_sign) && form.chars().count() == 1;
            let is_typed = part.last && number + 1 == count && units > 1 && !form.starts_with(is_dense_sign);
            let prefix = !part.quoted && (is_sign || is_typed);
            let term = Term { form: form.clone(), prefix, phrase: part.quoted && count > 1 };
            match self.terms.iter_mut().find(|known| known.form == *form) {
                Some(known) => {
                    known.prefix |= term.prefix;
                    known.phrase |= term.phrase;
                }
                None => self.terms.push(term),
            }
        }
        if part.quoted && count > 1 {
            self.phrases.push(found);
        }
    }
}

/// The key of a day, month or year: `2025`, `2025-04`, `2025-04-22`, `20250422`, `250422`.
fn day(text: &str) -> Option<String> {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(text) && matches!(text.len(), 4 | 6 | 8) {
        return Some(format!("@{}{text}", if text.len() == 6 { "20" } else { "" }));
    }
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| year.len() == 4 && is_digits(year))?;
    let mut key = format!("@{year}");
    for part in parts.by_ref().take(2) {
        if !matches!(part.len(), 1 | 2) || !is_digits(part) {
            return None;
        }
        key.push_str(&format!("{part:0>2}"));
    }
    parts.next().is_none().then_some(key)
}

//! The words of the theme: texts on pages that do not come from notes, in the garden's language.
//!
//! [`Words::read`] merges the files of a language with the English ones; [`Words::date`] and similar functions
//! write dates and counts. Languages without a file get English words, but their own text direction. Nothing here
//! knows a page.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic};

/// All strings of the templates and all date formats.
#[derive(Clone, Debug)]
pub struct Words {
    words: HashMap<String, String>,
    counts: HashMap<String, Count>,
    dates: Dates,
}

/// A file of words, which may cover any part of a language.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    words: BTreeMap<String, String>,
    counts: BTreeMap<String, Count>,
    dates: DatesFile,
}

/// A phrase with a number: `one` for exactly one, `other` for all other numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Count {
    one: String,
    other: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct DatesFile {
    day: Option<String>,
    month: Option<String>,
    first_day: Option<String>,
    day_of_years: Option<String>,
    months: Option<[String; 12]>,
    months_short: Option<[String; 12]>,
    weekdays: Option<[String; 7]>,
    weekdays_short: Option<[String; 7]>,
    week_starts: Option<WeekStart>,
}

/// The first day of the week in a calendar.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WeekStart {
    #[default]
    Monday,
    Saturday = 5,
    Sunday,
}

#[derive(Clone, Debug, Default)]
struct Dates {
    day: String,
    month: String,
    first_day: Option<String>,
    day_of_years: String,
    months: [String; 12],
    months_short: [String; 12],
    weekdays: [String; 7],
    weekdays_short: [String; 7],
    week_starts: WeekStart,
}

impl Words {
    /// Merges files, later ones overriding earlier ones; each comes with the path that its author knows. The first
    /// must be complete. A file that can't be parsed, or a key that the first file does not have, is an
    /// error.
    pub fn read(files: &[(String, &str)]) -> Result<Self, Vec<Diagnostic>> {
        let mut all = Self { words: HashMap::new(), counts: HashMap::new(), dates: Dates::default() };
        let mut wrong = Vec::new();
        for (nth, (path, text)) in files.iter().enumerate() {
            match toml::from_str::<File>(text) {
                Ok(file) if nth == 0 => all.lay(file),
                Ok(file) => {
                    let known = |key: &String| all.words.contains_key(key) || all.counts.contains_key(key);
                    let keys = file.words.keys().chain(file.counts.keys());
                    wrong.extend(keys.filter(|key| !known(key)).map(|key| unknown_word(path, text, key)));
                    all.lay(file);
                }
                Err(error) => {
                    let span = error.span().unwrap_or(0..0);
                    wrong.push(Diagnostic::error(Code::Template, error.message().to_lowercase()).at(path, text, span));
                }
            }
        }
        if wrong.is_empty() { Ok(all) } else { Err(wrong) }
    }

    fn lay(&mut self, file: File) {
        self.words.extend(file.words);
        self.counts.extend(file.counts);
        let DatesFile { day, month, first_day, day_of_years, months, months_short, .. } = file.dates;
        let DatesFile { weekdays, weekdays_short, week_starts, .. } = file.dates;
        let dates = &mut self.dates;
        if let Some(day) = day {
            // A language with its own day format has its own form of the first day of a month, or none.
            *dates = Dates { day, first_day: None, ..std::mem::take(dates) };
        }
        dates.first_day = first_day.or_else(|| dates.first_day.take());
        dates.month = month.unwrap_or_else(|| std::mem::take(&mut dates.month));
        dates.months = months.unwrap_or_else(|| std::mem::take(&mut dates.months));
        dates.months_short = months_short.unwrap_or_else(|| std::mem::take(&mut dates.months_short));
        dates.day_of_years = day_of_years.unwrap_or_else(|| std::mem::take(&mut dates.day_of_years));
        dates.weekdays = weekdays.unwrap_or_else(|| std::mem::take(&mut dates.weekdays));
        dates.weekdays_short = weekdays_short.unwrap_or_else(|| std::mem::take(&mut dates.weekdays_short));
        dates.week_starts = week_starts.unwrap_or(dates.week_starts);
    }

    /// Returns the word with this name, or the name itself if there is none.
    pub fn text<'a>(&'a self, name: &'a str) -> &'a str {
        self.words.get(name).map_or(name, String::as_str)
    }

    /// Returns some of the words and phrases as a JSON object, for a script.
    pub(super) fn to_json(&self, names: &[&str]) -> String {
        let words = names.iter().map(|name| ((*name).to_owned(), self.json(name)));
        serde_json::Value::Object(words.collect()).to_string()
    }

    /// Returns words and phrases as a JSON list, in this order; phrases with a number are lists of both forms.
    pub(super) fn to_json_list(&self, names: &[&str]) -> String {
        let word = |name: &&str| match self.counts.get(*name) {
            Some(Count { one, other }) => serde_json::json!([one, other]),
            None => self.json(name),
        };
        names.iter().map(word).collect::<serde_json::Value>().to_string()
    }

    fn json(&self, name: &str) -> serde_json::Value {
        match self.counts.get(name) {
            Some(Count { one, other }) => serde_json::json!({ "one": one, "other": other }),
            None => serde_json::Value::from(self.text(name)),
        }
    }

    #[cfg(test)]
    pub(super) fn has(&self, name: &str) -> bool {
        self.words.contains_key(name) || self.counts.contains_key(name)
    }

    /// Returns the phrase with this name for a number.
    pub fn counted(&self, name: &str, number: usize) -> String {
        self.counts
            .get(name)
            .map_or_else(|| name.to_owned(), |count| with_number(&count.one, &count.other, number as u64))
    }

    /// Writes a date in full, such as `2 March 2024`.
    pub fn date(&self, date: Date) -> String {
        self.fill(&self.dates.day, date)
    }

    /// Writes the month of a date with its year, such as `March 2024`.
    pub fn month(&self, date: Date) -> String {
        self.fill(&self.dates.month, date)
    }

    /// Returns the short name of the month of a date, such as `Mar`.
    pub fn month_short(&self, date: Date) -> &str {
        &self.dates.months_short[month_index(date)]
    }

    /// Writes the day of a date without its year, such as `2 March`.
    pub fn date_of_years(&self, date: Date) -> String {
        self.fill(&self.dates.day_of_years, date)
    }

    /// Returns the name of a day of the week, counted from Monday as 0.
    pub fn weekday(&self, number: usize) -> &str {
        &self.dates.weekdays[number % 7]
    }

    /// Returns the short name of a day of the week, counted from Monday as 0.
    pub fn weekday_short(&self, number: usize) -> &str {
        &self.dates.weekdays_short[number % 7]
    }

    /// Returns the first day of the week, counted from Monday as 0.
    pub fn week_starts(&self) -> usize {
        self.dates.week_starts as usize
    }

    /// Fills in the four placeholders `{…}` of a pattern; any others stay as they are.
    fn fill(&self, pattern: &str, date: Date) -> String {
        let mut text = String::with_capacity(pattern.len() + 8);
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let name = after.split_once('}').map_or("", |(name, _)| name);
            match (name, &self.dates.first_day) {
                ("day", Some(first)) if date.day() == 1 => text.push_str(first),
                ("day", _) => text.push_str(&date.day().to_string()),
                ("month", _) => text.push_str(&self.dates.months[month_index(date)]),
                ("number", _) => text.push_str(&date.month().to_string()),
                ("year", _) => text.push_str(&date.year().to_string()),
                _ => {
                    text.push('{');
                    rest = after;
                    continue;
                }
            }
            rest = &after[name.len() + 1..];
        }
        text + rest
    }

    /// Returns the words as templates see them: `words.NAME` is a string, or a pair for the filter `counted`.
    pub(super) fn to_value(&self) -> tera::Value {
        let mut map = tera::Map::new();
        for (name, word) in &self.words {
            map.insert(name.clone().into(), tera::Value::from(word.as_str()));
        }
        for (name, Count { one, other }) in &self.counts {
            let pair =
                [("one", one), ("other", other)].map(|(key, form)| (key.into(), tera::Value::from(form.as_str())));
            map.insert(name.clone().into(), tera::Map::from_iter(pair).into());
        }
        map.into()
    }
}

/// Chooses the form of a phrase for a number and inserts it.
pub(super) fn with_number(one: &str, other: &str, number: u64) -> String {
    if number == 1 { one.to_owned() } else { other.replace("{n}", &number.to_string()) }
}

fn month_index(date: Date) -> usize {
    usize::from(date.month().unsigned_abs() - 1)
}

fn unknown_word(path: &str, text: &str, key: &str) -> Diagnostic {
    let start = text.match_indices(key).map(|(at, _)| at).find(|at| *at == 0 || text[..*at].ends_with('\n'));
    let start = start.unwrap_or_default();
    Diagnostic::error(Code::UnknownKey, format!("the theme has no word called `{key}`"))
        .at(path, text, start..start + key.len())
        .help("the words there are stand in words/en.toml of the default theme")
}

/// Returns the direction of a language, `ltr` or `rtl`, from its main subtag and its script if it has one.
pub fn direction(language: &str) -> &'static str {
    const RIGHT_TO_LEFT: [&str; 14] =
        ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"];
    const SCRIPTS: [&str; 7] = ["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"];
    let tag = language.to_ascii_lowercase();
    let mut parts = tag.split(['-', '_']);
    let main = parts.next().unwrap_or_default();
    let right_to_left = match parts.next().filter(|part| part.len() == 4) {
        Some(script) => SCRIPTS.contains(&script),
        None => RIGHT_TO_LEFT.contains(&main),
    };
    if right_to_left { "rtl" } else { "ltr" }
}

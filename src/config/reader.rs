//! Walks the tree of `site.toml` and records everything that is wrong.
//!
//! The `read` functions of the settings all get the same [`Reader`]. It never stops at the first problem, so
//! that an author sees all of them at once.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, most_similar};

/// Most problems reported: with more, it is probably the wrong file.
pub(super) const MOST_PROBLEMS: usize = 100;

/// The text of `site.toml` and its problems so far.
pub(super) struct Reader<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    /// The dotted names of all existing keys.
    pub(super) known: Vec<String>,
    pub(super) problems: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// Returns the text of a span.
    pub(super) fn source(&self, span: Range<usize>) -> &'a str {
        self.text.get(span).unwrap_or_default()
    }

    /// Records a problem.
    pub(super) fn wrong(
        &mut self,
        span: Range<usize>,
        message: String,
        help: impl Into<String>,
        meant: Option<String>,
    ) {
        self.note(Code::InvalidConfig, span.clone(), message, |problem| match meant {
            Some(meant) => problem.help(help).suggestion(span, meant),
            None => problem.help(help),
        });
    }

    /// Records a problem, unless there are enough; `complete` adds its help.
    fn note(
        &mut self,
        code: Code,
        span: Range<usize>,
        message: String,
        complete: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        if self.problems.len() < MOST_PROBLEMS {
            let problem = Diagnostic::error(code, message).at(self.path, self.text, span);
            self.problems.push(complete(problem));
        }
    }

    /// Records a value of the wrong type, with this help.
    pub(super) fn wrong_type_with(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        needs: &str,
        help: &str,
        meant: Option<String>,
    ) {
        let message = format!("`{key}` needs {needs}, and this is {}", kind(value));
        self.wrong(value.span(), message, help, meant.as_deref().map(quoted));
    }

    /// Records a value of the wrong type.
    pub(super) fn wrong_type(&mut self, key: &str, value: &Spanned<DeValue<'_>>, needs: &str, meant: Option<String>) {
        let message = format!("`{key}` needs {needs}, and this is {}", kind(value));
        self.note(Code::InvalidConfig, value.span(), message, |problem| match meant {
            Some(meant) => problem.help("write it like this").suggestion(value.span(), meant),
            None if needs == "a table" => {
                problem.help(format!("write [{key}] on a line of its own, and the settings below it"))
            }
            None => problem,
        });
    }

    /// Reads a table with arbitrary keys.
    pub(super) fn any_table<'v, 't>(&mut self, key: &str, value: &'v Spanned<DeValue<'t>>) -> Option<&'v DeTable<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(key, value, "a table", None);
        }
        table
    }

    /// Reads a table with these keys and no others.
    pub(super) fn table<'v, 't>(
        &mut self,
        key: &str,
        value: &'v Spanned<DeValue<'t>>,
        known: &[&str],
    ) -> Option<&'v DeTable<'t>> {
        let table = self.any_table(key, value)?;
        for name in table.keys().filter(|name| !known.contains(&name.get_ref().as_ref())) {
            self.unknown_key(key, name.get_ref(), name.span(), known);
        }
        Some(table)
    }

    /// Records an unknown key, and suggests the most similar known one.
    fn unknown_key(&mut self, table: &str, name: &str, span: Range<usize>, known: &[&str]) {
        let key = dotted(table, &short(name));
        let similar = most_similar(name, known.iter().copied());
        let elsewhere = self.known.iter().find(|known| known.rsplit('.').next() == Some(name)).cloned();
        self.note(Code::UnknownKey, span.clone(), format!("unknown key `{key}`"), |problem| {
            if !table.is_empty() && Code::from_word(name).is_some_and(Code::is_about_setup) {
                problem.help("this can't be silenced: nothing is built until it is mended")
            } else if let Some(similar) = similar {
                problem.help(format!("did you mean `{}`?", dotted(table, similar))).suggestion(span, similar)
            } else if let Some(elsewhere) = elsewhere {
                problem.help(format!("there is a key `{elsewhere}`"))
            } else if table.is_empty() {
                problem.help("`allotment config --show` lists every key")
            } else if known.len() > LISTED {
                problem.help("`allotment explain` lists every code")
            } else {
                problem.help(format!("`{table}` has {}", listed(known.iter().copied(), "and")))
            }
        });
    }

    /// Reads a string.
    pub(super) fn text<'v>(&mut self, key: &str, value: &'v Spanned<DeValue<'_>>, needs: &str) -> Option<&'v str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            let meant = match value.get_ref() {
                DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_) => {
                    Some(format!("\"{}\"", self.source(value.span())))
                }
                _ => None,
            };
            self.wrong_type(key, value, needs, meant);
        }
        let odd = text.and_then(|text| text.chars().find(|sign| sign.is_control() && !matches!(sign, '\n' | '\t')));
        if let Some(sign) = odd {
            let message = format!("`{key}` can't have the sign U+{:04X} in it", u32::from(sign));
            self.wrong(value.span(), message, "it can't be shown; take it out", None);
        }
        text.filter(|_| odd.is_none())
    }

    /// Reads one of a few words.
    pub(super) fn word<T: Copy>(&mut self, key: &str, value: &Spanned<DeValue<'_>>, words: &[(&str, T)]) -> Option<T> {
        let all = words.iter().map(|(word, _)| *word);
        let choices: Vec<String> = all.clone().map(quoted).collect();
        let help = format!("`{key}` takes {}", listed(choices.iter().map(String::as_str), "or"));
        let Some(text) = value.get_ref().as_str() else {
            self.wrong(value.span(), format!("`{key}` needs a word in quotes"), help, None);
            return None;
        };
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let similar = most_similar(text, all).map(quoted);
            self.wrong(value.span(), format!("`{key}` can't be `{}`", short(text)), help, similar);
        }
        found.map(|(_, value)| *value)
    }

    /// Returns a checked value, or records why it does not fit.
    pub(super) fn fits<T>(&mut self, key: &str, span: Range<usize>, checked: Result<T, Unfit>) -> Option<T> {
        checked
            .map_err(|Unfit { why, help, meant }| {
                self.wrong(span, format!("`{key}` {why}"), help, meant.as_deref().map(quoted))
            })
            .ok()
    }
}

/// The type of a value in words.
fn kind(value: &Spanned<DeValue<'_>>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// Why a string does not have the required form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// What is wrong: the continuation of "`output` …".
    pub why: String,
    /// What to do about it.
    pub help: String,
    /// The text that was probably meant.
    pub meant: Option<String>,
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "it {}; {}", self.why, self.help)
    }
}

impl std::error::Error for Unfit {}

impl Unfit {
    pub(super) fn new(why: impl Into<String>, help: impl Into<String>) -> Self {
        Self { why: why.into(), help: help.into(), meant: None }
    }

    pub(super) fn meant(mut self, meant: impl Into<String>) -> Self {
        self.meant = Some(meant.into());
        self
    }
}

/// Returns `table.key`, or only the key at the root.
pub(super) fn dotted(table: &str, key: &str) -> String {
    if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") }
}

/// With more keys than this (as in `[check]`), a message does not list them.
const LISTED: usize = 12;

/// Writes a TOML string.
fn quoted(word: &str) -> String {
    toml::Value::from(word).to_string()
}

/// Joins words: `a`, `b` and `c`.
fn listed<'w>(words: impl IntoIterator<Item = &'w str>, and: &str) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// Shortens a word of the file for messages: a hostile file may contain one of a megabyte.
fn short(word: &str) -> String {
    match word.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &word[..end]),
        None => word.to_owned(),
    }
}

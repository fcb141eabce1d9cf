//! Turns errors of the template engine into diagnostics that point into the template.
//!
//! [`Sources`] knows the text of each template and its path as its author knows it; [`Sources::explain`]
//! is the entry point.

use std::collections::BTreeMap;

use tera::ErrorKind;

use crate::diagnostic::{Code, Diagnostic};

/// The templates, by their names in the engine.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources(BTreeMap<String, Source>);

#[derive(Clone, Debug)]
struct Source {
    path: String,
    text: String,
}

impl Sources {
    /// Adds a template: its name in the engine, the path that its author knows, its text.
    pub(super) fn add(&mut self, name: String, path: String, text: String) {
        self.0.insert(name, Source { path, text });
    }

    /// Iterates over the name and text of every template.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, source)| (name.as_str(), source.text.as_str()))
    }

    /// Returns one diagnostic for each error.
    pub(super) fn explain(&self, error: &tera::Error) -> Vec<Diagnostic> {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                vec![self.point(report.message(), report.filename(), report.span().range.clone())]
            }
            // Errors about missing filters, components and templates come as one text with several
            // reports: `error: MESSAGE`, then `--> NAME:LINE:COLUMN`.
            ErrorKind::Msg(text) if text.starts_with("error: ") => {
                text.split("\n\nerror: ").map(|report| self.read_report(report.trim_start_matches("error: "))).collect()
            }
            other => vec![phrase(&other.to_string())],
        }
    }

    fn read_report(&self, report: &str) -> Diagnostic {
        let mut lines = report.lines();
        let message = lines.next().unwrap_or_default();
        let place = lines.next().and_then(|line| line.trim_start().strip_prefix("--> ")).unwrap_or_default();
        let carets = lines.nth(2).map_or(1, |line| line.matches('^').count().max(1));
        let mut parts = place.rsplitn(3, ':');
        let column = parts.next().and_then(|number| number.parse().ok()).unwrap_or(1);
        let line = parts.next().and_then(|number| number.parse().ok()).unwrap_or(1);
        let name = parts.next().unwrap_or_default();
        let start = self.0.get(name).map_or(0, |source| offset(&source.text, line, column));
        self.point(message, name, start..start + carets)
    }

    fn point(&self, message: &str, name: &str, span: std::ops::Range<usize>) -> Diagnostic {
        let diagnostic = phrase(message);
        match self.0.get(name) {
            Some(source) => diagnostic.at(&source.path, &source.text, span),
            None => diagnostic,
        }
    }
}

/// Returns the byte offset of a line and a column in characters, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let rest = text.get(start..).unwrap_or_default();
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}

/// Converts a message of the engine to the style of all messages: lower case, no full stop, and the available
/// alternatives as help.
fn phrase(message: &str) -> Diagnostic {
    let (message, help) = match message.split_once(". Available ") {
        Some((message, offer)) => (message, Some(format!("available {offer}"))),
        None => (message, None),
    };
    let mut letters = message.trim_end_matches('.').chars();
    let first = letters.next().map(char::to_lowercase).into_iter().flatten();
    let diagnostic = Diagnostic::error(Code::Template, first.chain(letters).collect::<String>());
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

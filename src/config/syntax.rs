//! Translates errors of the TOML parser into words that an author of settings understands.

use std::ops::Range;

use toml::de::Error;

use super::reader::MOST_PROBLEMS;
use crate::diagnostic::{self, Code, Diagnostic};

/// Returns the syntax errors of a text, at most one per line.
pub(super) fn problems(errors: &[Error], text: &str, path: &str) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> = errors.iter().take(MOST_PROBLEMS).map(|error| one(error, text, path)).collect();
    diagnostic::sort(&mut problems);
    // Further errors on the same line are mostly consequences of the first.
    problems.dedup_by_key(|problem| problem.location.as_ref().map(|at| at.line));
    problems
}

fn one(error: &Error, text: &str, path: &str) -> Diagnostic {
    let span = error.span().unwrap_or(text.len()..text.len());
    let Mistake { message, help, meant } = Mistake::of(error.message(), text, &span);
    let help = help
        .map_or_else(|| format!("{path} is written in TOML: key = \"text in quotes\", one on a line"), str::to_owned);
    let problem = Diagnostic::error(Code::InvalidConfig, message).at(path, text, span).help(help);
    match meant {
        Some((span, with)) => problem.suggestion(span, with),
        None => problem,
    }
}

struct Mistake {
    message: String,
    help: Option<&'static str>,
    meant: Option<(Range<usize>, String)>,
}

impl Mistake {
    fn of(said: &str, text: &str, span: &Range<usize>) -> Self {
        let said = said.lines().next().unwrap_or_default().trim_end_matches(", expected nothing");
        let begins = |beginning: &str| said.starts_with(beginning);
        // The line from the mistake on.
        let rest = text[span.start..].lines().next().unwrap_or_default();
        if begins("duplicate key") {
            Self::new("this key is there already").help("a key can be there only once; take one of the two out")
        } else if begins("string values must be quoted") && !rest.trim().is_empty() {
            let bare = text[span.clone()].trim_matches(['“', '”', '„', '‘', '’', '«', '»']);
            Self::new("text needs quotes").help("write it like this").meant(span.clone(), format!("\"{bare}\""))
        } else if begins("string values must be quoted") || (begins("key with no value") && rest.trim().is_empty()) {
            Self::new("this key has no value")
        } else if begins("key with no value") {
            Self::new("between a key and its value there is `=`")
                .help("write it like this")
                .meant(span.start..span.start, "= ")
        } else if begins("invalid unquoted key") && rest.starts_with(':') {
            let colon = span.start..span.start + 1;
            Self::new("between a key and its value there is `=`").help("write it like this").meant(colon, " =")
        } else if begins("invalid boolean") {
            let small = text[span.clone()].to_lowercase();
            Self::new("`true` and `false` are written small").help("write it like this").meant(span.clone(), small)
        } else if begins("unclosed table") {
            Self::new("this bracket is not closed").help("the name of a table stands between two: [feeds]")
        } else if begins("unclosed array") {
            Self::new("this list is not closed").help("a list ends in a square bracket: [\"soil\", \"water\"]")
        } else if begins("missing comma") {
            Self::new("a comma is missing in this list").help("write it like this: [\"soil\", \"water\"]")
        } else if begins("invalid basic string") || begins("invalid literal string") {
            Self::new("this text has no closing quote")
                .help("a text ends on its line with the quote that it began with")
        } else if begins("unexpected key or value") {
            Self::new("something stands behind the value")
                .help("one key and its value on a line; a text that has a ' in it stands between \" and \"")
        } else {
            Self::new(said)
        }
    }

    fn new(message: &str) -> Self {
        Self { message: message.to_owned(), help: None, meant: None }
    }

    fn help(self, help: &'static str) -> Self {
        Self { help: Some(help), ..self }
    }

    fn meant(self, span: Range<usize>, with: impl Into<String>) -> Self {
        Self { meant: Some((span, with.into())), ..self }
    }
}

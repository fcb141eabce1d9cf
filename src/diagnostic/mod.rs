//! Diagnostics: findings about the author's files.
//!
//! A stage that meets a problem returns a [`Diagnostic`] next to its value and goes on; it never prints.
//! [`Diagnostic::warning`] creates one, [`Diagnostic::at`] gives it a place in a file. A diagnostic contains the
//! excerpt that it shows, so that no source has to be kept. At the end [`apply_levels`] decides how much each kind
//! matters; [`render`] formats findings (human, concise, JSON, GitHub), and [`explain`] has the long texts.

mod code;
pub mod explain;
mod levels;
mod place;
pub mod render;
mod similar;

pub use code::Code;
pub use levels::{Level, Levels, apply_levels};
pub use place::{Location, Places};
pub use similar::most_similar;

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// How bad it is. Only [`Severity::Error`] and, under `--strict`, warnings change the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The run cannot go on, or `[check]` denies this code.
    Error,
    /// The author should look; the page is built with what was understood.
    Warning,
    /// Worth knowing when asked: `allotment check` lists it last, and it never changes the exit status.
    Info,
}

impl Severity {
    /// The word for it, such as `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A change of a file that would fix the finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fix {
    /// Bytes of the file to replace.
    pub span: Range<usize>,
    /// The replacement.
    pub with: String,
    /// Whether no other change can be meant, so that `check --fix` may make it unasked. A guess, such as the note with
    /// the most similar name, is shown but never made.
    pub safe: bool,
}

/// One finding. It is built with [`Diagnostic::warning`] or [`Diagnostic::error`] and the methods below.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The stable name of this kind of finding.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in terms the author understands: lower case, no full stop.
    pub message: String,
    /// Its place, if it is about a place in a file.
    pub location: Option<Location>,
    /// A few words under the carets.
    pub label: String,
    /// How to fix it.
    pub help: Option<String>,
    /// A change that fixes it.
    pub fix: Option<Fix>,
    /// Findings with the same code and cause are shown once in the human format, with a count.
    pub cause: Option<String>,
}

impl Diagnostic {
    /// A finding despite which the page is built.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Warning,
            message: message.into(),
            location: None,
            label: String::new(),
            help: None,
            fix: None,
            cause: None,
        }
    }

    /// A finding that ends the run.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, ..Self::warning(code, message) }
    }

    /// A finding for information only.
    pub fn info(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Info, ..Self::warning(code, message) }
    }

    /// Sets the place to bytes of a file. `source` is the file's whole text; a span that extends beyond the end of its
    /// line is cut there, one outside the text is moved to its end.
    pub fn at(self, path: &str, source: &str, span: Range<usize>) -> Self {
        self.at_place(path, source, span, &Places::default())
    }

    /// Does the same as [`Diagnostic::at`] for a text with many findings; `places` are those of `source`.
    pub fn at_place(mut self, path: &str, source: &str, span: Range<usize>, places: &Places) -> Self {
        self.location = Some(Location::new(path, source, span, places));
        self
    }

    /// Sets the place to a file as a whole.
    pub fn in_file(mut self, path: &str) -> Self {
        self.location = Some(Location {
            path: path.to_owned(),
            line: 1,
            column: 1,
            end_column: 1,
            excerpt: String::new(),
            marked: 0..0,
            span: 0..0,
        });
        self
    }

    /// Sets the words under the carets.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Sets the advice on how to fix it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets a change that fixes it and can't be wrong: bytes of the file given to [`Diagnostic::at`], and their
    /// replacement. `check --fix` makes it.
    pub fn fix(mut self, span: Range<usize>, with: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, with: with.into(), safe: true });
        self
    }

    /// Sets a change that may be what the author meant: shown like [`Diagnostic::fix`], but never made unasked.
    pub fn suggestion(mut self, span: Range<usize>, with: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, with: with.into(), safe: false });
        self
    }

    /// Sets the cause shared with other findings, such as one missing note for all links to it.
    pub fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }
}

/// Sorts findings in the order they are shown: by file, place, code, message.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    let place = |d: &Diagnostic| d.location.as_ref().map(|l| (l.path.clone(), l.span.start, l.span.end));
    diagnostics.sort_by_cached_key(|d| (place(d), d.code, d.message.clone()));
}

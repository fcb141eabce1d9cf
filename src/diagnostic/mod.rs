//! Diagnostics: what the tool has to say about the author's files.
//!
//! A stage that meets something odd returns a [`Diagnostic`] next to its value and goes on; it
//! never prints. [`Diagnostic::warning`] starts one, [`Diagnostic::at`] points it at a place in
//! a file. A diagnostic carries the excerpt that it shows, so that no source has to be kept.
//! How much each kind matters is settled at the end by [`apply_levels`], how they look (human,
//! concise, JSON, GitHub) is the business of [`render`], and the long texts are in [`explain`].

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

/// A change of a file that would settle the matter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fix {
    /// Bytes of the file to replace.
    pub span: Range<usize>,
    /// What to put there.
    pub with: String,
    /// Whether it can only be meant this way, so that `check --fix` may make it unasked. A guess,
    /// such as the note with the most similar name, is shown but never made.
    pub safe: bool,
}

/// One finding. Build it with [`Diagnostic::warning`] or [`Diagnostic::error`] and the methods below.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The stable name of this kind of finding.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in the reader's words: lower case, no full stop.
    pub message: String,
    /// Where, if it is about a place in a file.
    pub location: Option<Location>,
    /// A few words under the carets.
    pub label: String,
    /// The way out.
    pub help: Option<String>,
    /// A change that settles it.
    pub fix: Option<Fix>,
    /// Findings of one code with the same cause are shown once by the human format, with a count.
    pub cause: Option<String>,
}

impl Diagnostic {
    /// A finding that leaves the page standing.
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

    /// A finding that is only worth knowing.
    pub fn info(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Info, ..Self::warning(code, message) }
    }

    /// Points at bytes of a file. `source` is the file's whole text; a span that goes over the
    /// end of its line is cut there, one outside the text is moved to its end.
    pub fn at(self, path: &str, source: &str, span: Range<usize>) -> Self {
        self.at_place(path, source, span, &Places::default())
    }

    /// [`Diagnostic::at`] for a text that many findings are about; `places` are those of `source`.
    pub fn at_place(mut self, path: &str, source: &str, span: Range<usize>, places: &Places) -> Self {
        self.location = Some(Location::new(path, source, span, places));
        self
    }

    /// Points at a file as a whole.
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

    /// Words under the carets.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The way out.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A change that settles it and can't be wrong: bytes of the file named by [`Diagnostic::at`],
    /// and what to put there. `check --fix` makes it.
    pub fn fix(mut self, span: Range<usize>, with: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, with: with.into(), safe: true });
        self
    }

    /// A change that may be what the author meant: shown as [`Diagnostic::fix`] is, but never made unasked.
    pub fn suggestion(mut self, span: Range<usize>, with: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, with: with.into(), safe: false });
        self
    }

    /// Groups findings that have one cause, such as all links to one missing note.
    pub fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }
}

/// Puts findings in the order in which they are shown: by file, place, code, message.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    let place = |d: &Diagnostic| d.location.as_ref().map(|l| (l.path.clone(), l.span.start, l.span.end));
    diagnostics.sort_by_cached_key(|d| (place(d), d.code, d.message.clone()));
}

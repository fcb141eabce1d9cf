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
pub mod render;
mod similar;

pub use code::Code;
pub use levels::{Level, Levels, apply_levels};
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

/// A place in one file, with the line that it stands on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Location {
    /// The file as the author knows it: from the content folder (or the garden's root for `site.toml`), `/` between parts.
    pub path: String,
    /// Line, from 1. For a whole file: 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Column of the first character after the marked text, on the same line.
    pub end_column: u32,
    /// The text of the line, or a part of it if it is very long; empty when only the file is meant.
    pub excerpt: String,
    /// The marked bytes of `excerpt`.
    pub marked: Range<usize>,
    /// Offset of the marked bytes in the whole file.
    pub span: Range<usize>,
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

/// Longest excerpt that is kept of a line, in bytes: a line of a megabyte is not an excerpt.
const EXCERPT_LIMIT: usize = 240;

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
    pub fn at(mut self, path: &str, source: &str, span: Range<usize>) -> Self {
        self.location = Some(Location::new(path, source, span));
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

impl Location {
    fn new(path: &str, source: &str, span: Range<usize>) -> Self {
        let start = floor_char_boundary(source, span.start.min(source.len()));
        let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = source[start..].find('\n').map_or(source.len(), |at| start + at);
        let line_end = line_start + source[line_start..line_end].trim_end_matches('\r').len();
        let start = start.min(line_end);
        let end = floor_char_boundary(source, span.end.clamp(start, line_end));
        let line = memchr::memchr_iter(b'\n', &source.as_bytes()[..line_start]).count() as u32 + 1;
        let column = source[line_start..start].chars().count() as u32 + 1;
        let end_column = column + source[start..end].chars().count() as u32;
        let (from, to) = excerpt_window(source, line_start..line_end, start);
        Self {
            path: path.to_owned(),
            line,
            column,
            end_column,
            excerpt: source[from..to].to_owned(),
            marked: start - from..end.min(to).max(start) - from,
            span: start..end,
        }
    }
}

/// The whole line, or of a long one the part around `at`.
fn excerpt_window(source: &str, line: Range<usize>, at: usize) -> (usize, usize) {
    if line.len() <= EXCERPT_LIMIT {
        return (line.start, line.end);
    }
    let from = floor_char_boundary(source, at.saturating_sub(EXCERPT_LIMIT / 3).max(line.start));
    let to = floor_char_boundary(source, (from + EXCERPT_LIMIT).min(line.end));
    (from, to)
}

fn floor_char_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Puts findings in the order in which they are shown: by file, place, code, message.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    let place = |d: &Diagnostic| d.location.as_ref().map(|l| (l.path.clone(), l.span.start, l.span.end));
    diagnostics.sort_by_cached_key(|d| (place(d), d.code, d.message.clone()));
}

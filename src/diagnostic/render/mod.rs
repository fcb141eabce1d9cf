//! Formats findings.
//!
//! [`human()`] is for people at a terminal, [`concise()`] for editors and `grep`, [`json()`] for programs, [`github()`]
//! for annotations of a workflow. Each takes findings in the order they are to be shown and returns text; nothing here
//! prints, and no format passes on a control character from a note.

mod concise;
mod human;
mod json;
mod visible;

#[cfg(test)]
mod tests;

pub use concise::{concise, github};
pub use human::{Look, failure, human};
pub use json::{SiteCounts, Summary, json};
pub use visible::{escape_json, is_hidden};

use super::{Diagnostic, Location, Severity};

/// A format for findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The line, carets and help.
    Human,
    /// One line per finding: `path:line:column: severity[code]: message`.
    Concise,
    /// One JSON object per line, a summary last.
    Json,
    /// Workflow annotations.
    Github,
}

/// The number of findings of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Findings that fail the run.
    pub errors: usize,
    /// Findings that fail the run only under `--strict`.
    pub warnings: usize,
    /// Findings that never fail it.
    pub infos: usize,
}

impl Tally {
    /// Counts findings.
    pub fn of(findings: &[Diagnostic]) -> Self {
        let mut tally = Self::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => tally.errors += 1,
                Severity::Warning => tally.warnings += 1,
                Severity::Info => tally.infos += 1,
            }
        }
        tally
    }
}

/// The path of a finding's file as the reader of the message can open it, see [`Folders`].
fn shown_path(finding: &Diagnostic, location: &Location, folder: &Folders) -> String {
    let folder = if finding.code.is_about_setup() { &folder.root } else { &folder.content };
    visible::visible_line(&format!("{folder}{}", location.path))
}

/// The folders of the garden, relative to the reader's folder, so that paths in messages can be opened from there. Each
/// is empty or ends in `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// The garden's root, where `site.toml` is.
    pub root: String,
    /// The content folder, where the notes are.
    pub content: String,
}

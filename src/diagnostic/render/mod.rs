//! How findings are shown.
//!
//! [`human()`] is for people at a terminal, [`concise()`] for editors and `grep`, [`json()`] for
//! programs, [`github()`] for annotations of a workflow. Each takes findings in the order in which
//! they are to appear and gives text; nothing here prints, and no format lets a control character
//! of a note through.

mod concise;
mod human;
mod json;
mod visible;

#[cfg(test)]
mod tests;

pub use concise::{concise, github};
pub use human::{Look, failure, human};
pub use json::{SiteCounts, Summary, json};

use super::{Diagnostic, Location, Severity};

/// A way to show findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The line, carets and help.
    Human,
    /// One line a finding: `path:line:column: severity[code]: message`.
    Concise,
    /// One JSON object a line, a summary last.
    Json,
    /// Workflow annotations.
    Github,
}

/// How many findings there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Findings that fail the run.
    pub errors: usize,
    /// Findings that fail the run only under `--strict`.
    pub warnings: usize,
    /// Findings that never do.
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

/// The file of a finding as the reader of the message knows it: `folder` is the content folder
/// from where the reader stands, empty or ending in `/`.
fn shown_path(finding: &Diagnostic, location: &Location, folder: &Folders) -> String {
    let folder = if finding.code.is_about_setup() { &folder.root } else { &folder.content };
    visible::visible_line(&format!("{folder}{}", location.path))
}

/// Where the files of the garden are, seen from where the reader stands, so that a path in a
/// message can be opened from there. Each is empty or ends in `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// The garden's root, where `site.toml` is.
    pub root: String,
    /// The content folder, where the notes are.
    pub content: String,
}

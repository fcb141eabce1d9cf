//! The result of a run, in words and numbers.
//!
//! [`Report`] is what the pipeline returns to `build` and `check`; the functions beside it turn it into sentences.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::session::FINDINGS_LIMIT;
use super::{Failure, GardenRoot, Session, Vacancy};
use crate::config::Config;
use crate::diagnostic::render::{Folders, SiteCounts, Summary, Tally};
use crate::diagnostic::{Diagnostic, Severity};

/// The name of the count of unpublished notes.
pub(super) const WITHHELD: &str = "notes that are not published";

/// The result of a run of the pipeline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Notes that are published.
    pub notes: usize,
    /// Links and embeds in them.
    pub links: usize,
    /// Distinct tags.
    pub tags: usize,
    /// Time it took, in seconds.
    #[serde(skip)]
    pub seconds: f64,
    /// Files of the output that were written or removed; `None` in a run that writes nothing.
    #[serde(skip)]
    pub changed: Option<usize>,
    /// The findings, levels applied, in the order of [`crate::diagnostic::sort`].
    pub findings: Vec<Diagnostic>,
    /// Why no note is the home page, if none is.
    pub home: Option<Vacancy>,
    /// Folders of published notes whose names say that they are not for publication, with a trailing slash.
    pub apart: Vec<String>,
    /// Whether the theme has no words in the garden's language.
    pub unworded: bool,
    /// More counts, for `--stats`: the name of what is counted, and the count.
    pub stats: Vec<(String, usize)>,
    /// The names of the stages and how long each took, for `--timings`.
    #[serde(skip)]
    pub timings: Vec<(String, Duration)>,
}

impl Report {
    /// Counts the findings of each severity.
    pub fn tally(&self) -> Tally {
        Tally::of(&self.findings)
    }

    /// Returns the last line of the JSON format.
    pub fn summary(&self) -> Summary {
        let Self { notes, links, tags, seconds, changed, .. } = *self;
        Summary { site: Some(SiteCounts { notes, links, tags, changed, seconds }), ..Summary::of(&self.findings) }
    }

    /// `1,063 notes · 5,210 links · 214 tags in 0.42 s`
    pub fn size(&self) -> String {
        format!(
            "{} · {} · {} in {}",
            counted(self.notes, "note", "notes"),
            counted(self.links, "link", "links"),
            counted(self.tags, "tag", "tags"),
            seconds(self.seconds),
        )
    }
}

/// Writes the findings. In a format for people they go to standard error after a build, and are the result of a
/// check; in a format for programs they are always the result. A quiet session shows only errors.
///
/// # Errors
///
/// If the stream can't be written to.
pub(super) fn write_findings(
    session: &mut Session<'_>,
    root: &GardenRoot,
    report: &Report,
    are_result: bool,
) -> Result<(), Failure> {
    show_findings(session, &report.findings, &report.summary(), &root.folders, FINDINGS_LIMIT, are_result)
}

/// Does the same as [`write_findings`] for these findings, of which people are shown at most `limit` in full.
///
/// # Errors
///
/// If the stream can't be written to.
pub(super) fn show_findings(
    session: &mut Session<'_>,
    findings: &[Diagnostic],
    summary: &Summary,
    folders: &Folders,
    limit: usize,
    are_result: bool,
) -> Result<(), Failure> {
    let mut findings = findings.to_vec();
    if session.quiet {
        findings.retain(|finding| finding.severity == Severity::Error);
    }
    if !session.is_human() || are_result {
        let text = session.findings(limit, &findings, summary, folders, session.out_screen);
        return session.result(&text);
    }
    let text = session.findings(limit, &findings, summary, folders, session.err_screen);
    session.say(&text)
}
/// Returns a hint for a garden in which no note is published, which is seldom intended.
pub(super) fn no_notes(root: &GardenRoot, report: &Report) -> Option<String> {
    let place = match root.folders.content.as_str() {
        "" => "./",
        content => content,
    };
    let withheld = report.stats.iter().find(|(name, _)| name == WITHHELD).map_or(0, |(_, count)| *count);
    (report.notes == 0).then(|| match withheld {
        0 => format!("help: there is no Markdown file in {place}; `allotment note TITLE` makes a first note\n"),
        1 => format!("help: the note in {place} is not published; --drafts shows it\n"),
        more => format!("help: none of the {} notes in {place} is published; --drafts shows them\n", thousands(more)),
    })
}

/// Returns a hint for a garden in a language that the theme has no words in.
pub(super) fn no_words(config: &Config) -> String {
    let (language, theme) = (&config.language, &config.theme.name);
    let main = language.as_str().split('-').next().unwrap_or_default().to_lowercase();
    format!(
        "help: the theme has no words in the language `{language}`, so menus and headings of the site are in English; to \
         translate them: `allotment theme eject words/en.toml`, then rename that to themes/{theme}/words/{main}.toml\n"
    )
}

/// Returns `2 errors`, `1 warning`, one item for each severity that occurs.
pub(super) fn severities(tally: Tally) -> Vec<String> {
    [(tally.errors, "error", "errors"), (tally.warnings, "warning", "warnings"), (tally.infos, "hint", "hints")]
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| counted(count, one, many))
        .collect()
}

/// `1 note`, `1,063 notes`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { many })
}

/// Formats a number with a comma between every three digits.
pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `0.42 s`, `12.3 s`, `2 min 5 s`.
pub(super) fn seconds(seconds: f64) -> String {
    match seconds {
        ..10.0 => format!("{seconds:.2} s"),
        10.0..60.0 => format!("{seconds:.1} s"),
        _ => format!("{} min {:.0} s", (seconds / 60.0).floor(), (seconds % 60.0).floor()),
    }
}

/// Formats rows of a name and a value, the values right-aligned.
pub(super) fn table(rows: &[(String, String)]) -> String {
    let width = |of: fn(&(String, String)) -> &str| rows.iter().map(|row| of(row).chars().count()).max().unwrap_or(0);
    let (names, values) = (width(|row| &row.0), width(|row| &row.1));
    rows.iter().map(|(name, value)| format!("  {name:names$}  {value:>values$}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        for (number, want) in [(0, "0"), (999, "999"), (1000, "1,000"), (1063, "1,063"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), want);
        }
        for (time, want) in
            [(0.0, "0.00 s"), (0.418, "0.42 s"), (9.994, "9.99 s"), (12.34, "12.3 s"), (125.9, "2 min 5 s")]
        {
            assert_eq!(seconds(time), want);
        }
        assert_eq!((counted(1, "note", "notes"), counted(2, "note", "notes")), ("1 note".into(), "2 notes".into()));
    }
}

//! `allotment check`: reports everything that deserves attention, without writing a site.
//!
//! [`run`] runs the pipeline of `build` and shows its findings as the result, the merely informative ones last.
//! With `--fix` it first makes the changes that can't be wrong, and then checks again.

use super::build::BuildOptions;
use super::fix::{Fixed, Place, apply};
use super::pipeline::{Mode, run_pipeline};
use super::report::{Report, counted, severities, write_findings};
use super::{Exit, Failure, GardenRoot, Session};
use crate::diagnostic::Severity;

/// Options of a check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CheckOptions {
    /// Check drafts as well.
    pub drafts: bool,
    /// Make the changes that can't be wrong.
    pub fix: bool,
    /// Only show these changes.
    pub dry_run: bool,
}

/// Checks the garden.
///
/// # Errors
///
/// If anything stops the run, such as a theme that can't be used, or if a note can't be fixed; the others are.
pub fn run(session: &mut Session<'_>, root: &GardenRoot, options: CheckOptions) -> Result<Exit, Failure> {
    run_with(session, root, options, run_pipeline)
}

/// [`run`] with a pipeline that tests can replace.
fn run_with(
    session: &mut Session<'_>,
    root: &GardenRoot,
    options: CheckOptions,
    mut pipeline: impl FnMut(&GardenRoot, &BuildOptions, Mode) -> Result<Report, Failure>,
) -> Result<Exit, Failure> {
    let build = BuildOptions { drafts: options.drafts, ..BuildOptions::default() };
    let mut report = pipeline(root, &build, Mode::Check)?;
    if options.fix {
        let fixed = apply(&root.content, &report.findings, options.dry_run);
        session.talk(&mended(&fixed, &session.prefix(&root.content), options.dry_run))?;
        if let Some(failure) = fixed.failure {
            return Err(failure);
        }
        if !options.dry_run && !fixed.places.is_empty() {
            // The fixes moved the text behind them, and may have resolved other findings too.
            report = pipeline(root, &build, Mode::Check)?;
        }
    }
    // The sort is stable: errors and warnings keep their order, and so do the informative findings after them.
    report.findings.sort_by_key(|finding| finding.severity == Severity::Info);
    write_findings(session, root, &report, true)?;
    if session.is_human() {
        let found = severities(report.tally()).join(", ");
        let found = if found.is_empty() { "nothing to mend".to_owned() } else { found };
        let gap = if report.findings.is_empty() { "" } else { "\n" };
        let sentence = format!("{gap}checked {}: {found}\n", report.size());
        session.talk(&sentence)?;
    }
    let tally = report.tally();
    Ok(if tally.errors + tally.warnings > 0 { Exit::Problems } else { Exit::Fine })
}

/// Returns the outcome of the fixes for standard error: each place, and their number. `content` stands before the paths.
fn mended(fixed: &Fixed, content: &str, dry_run: bool) -> String {
    let &Fixed { ref places, files, skipped, .. } = fixed;
    let mut lines = String::new();
    for Place { path, line, old, new } in places {
        lines.push_str(&format!(
            "{}:{line}: {} → {}\n",
            visible(&format!("{content}{path}")),
            visible(old),
            visible(new)
        ));
    }
    let (deed, nothing) = if dry_run { ("would fix", "would fix nothing") } else { ("fixed", "fixed nothing") };
    let line = &mut lines;
    line.push_str(&match places.len() {
        0 => nothing.to_owned(),
        count => format!("{deed} {} in {}", counted(count, "place", "places"), counted(files, "file", "files")),
    });
    if skipped > 0 {
        let left = counted(skipped, "change was left", "changes were left");
        line.push_str(&format!("; {left}, being too near to another, or in a file that is not as it was checked"));
    }
    lines.push('\n');
    lines
}

/// Replaces what is no plain text on a line.
fn visible(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

#[cfg(test)]
mod tests;

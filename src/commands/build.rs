//! `allotment build`: writes the site to the output folder.
//!
//! [`run`] is the command. It decides what is reported and how the command ends; the work is done in
//! `pipeline`, which `check` shares.

pub use super::options::BuildOptions;
use super::pipeline::{Mode, run_pipeline};
use super::report::{Report, counted, no_notes, no_words, seconds, severities, table, thousands, write_findings};
use super::{Exit, Failure, GardenRoot, Session, apart};
use crate::config::Select;
use crate::diagnostic::Severity;
use crate::diagnostic::render::Format;

/// Builds the site.
///
/// # Errors
///
/// If anything stops the run: a theme that can't be used, an output that can't be written.
pub fn run(session: &mut Session<'_>, root: &GardenRoot, options: &BuildOptions) -> Result<Exit, Failure> {
    run_with(session, root, options, run_pipeline)
}

/// [`run`] with a pipeline that tests can replace.
fn run_with(
    session: &mut Session<'_>,
    root: &GardenRoot,
    options: &BuildOptions,
    pipeline: impl FnOnce(&GardenRoot, &BuildOptions, Mode) -> Result<Report, Failure>,
) -> Result<Exit, Failure> {
    let mut report = pipeline(root, options, Mode::Build)?;
    // Findings that are merely informative are left to `check`.
    report.findings.retain(|finding| finding.severity != Severity::Info);
    write_findings(session, root, &report, false)?;
    if session.is_human() {
        let gap = if report.findings.is_empty() { "" } else { "\n" };
        let sentence = format!("{gap}{}\n", sentence(&report, &session.prefix(&root.output)));
        session.talk(&sentence)?;
        session.talk(&no_notes(root, &report).unwrap_or_default())?;
        session.talk(&apart::hint(&session.prefix(&root.content), &report.apart))?;
        if report.unworded {
            session.talk(&no_words(&root.config))?;
        }
        if let Some(vacancy) = &report.home {
            let advice = vacancy.advice(&session.prefix(&root.content), root.config.select == Select::OptIn);
            session.talk(&advice)?;
        }
        if options.stats {
            let rows: Vec<_> = report.stats.iter().map(|(name, count)| (name.clone(), thousands(*count))).collect();
            session.result(&table(&rows))?;
        }
        if options.timings {
            let rows: Vec<_> =
                report.timings.iter().map(|(name, time)| (name.clone(), seconds(time.as_secs_f64()))).collect();
            session.result(&table(&rows))?;
        }
    }
    let tally = report.tally();
    let is_too_strict = options.strict && tally.errors == 0 && tally.warnings > 0;
    if is_too_strict && session.format != Format::Json {
        session.say(&format!("failed: {}, and --strict allows none\n", severities(tally).join(", ")))?;
    }
    let is_problem = tally.errors > 0 || is_too_strict;
    Ok(if is_problem { Exit::Problems } else { Exit::Fine })
}

/// `built 1,063 notes · 5,210 links · 214 tags in 0.42 s → public/ (12 files changed, 2 warnings)`
fn sentence(report: &Report, output: &str) -> String {
    let output = if output.is_empty() { "./" } else { output };
    let mut notes = severities(report.tally());
    let Some(changed) = report.changed else {
        return format!("nothing was written: {} ({})", report.size(), notes.join(", ")).replace(" ()", "");
    };
    let changes = if changed == 0 {
        "nothing changed".to_owned()
    } else {
        format!("{} changed", counted(changed, "file", "files"))
    };
    notes.insert(0, changes);
    format!("built {} → {output} ({})", report.size(), notes.join(", "))
}

#[cfg(test)]
mod tests;

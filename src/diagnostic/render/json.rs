//! Findings for programs: JSON lines, described by `schema/diagnostic.schema.json`.

use serde::Serialize;

use super::Tally;
use super::visible::escape_json;
use crate::diagnostic::{Code, Diagnostic, Severity};

/// One finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct Finding<'a> {
    /// The stable name of this kind of finding; `allotment explain` tells more about it.
    code: Code,
    /// How bad it is.
    severity: Severity,
    /// The file, from the content folder (`site.toml` and templates: from the garden's root), `/` between
    /// parts; null if the finding is about no file.
    path: Option<&'a str>,
    /// Line, from 1; 1 if the whole file is meant.
    line: Option<u32>,
    /// Column in characters, from 1.
    col: Option<u32>,
    /// Column of the first character after the marked text, on the same line.
    end: Option<u32>,
    /// What is wrong.
    message: &'a str,
    /// What there is to say about the marked text.
    label: Option<&'a str>,
    /// The way out.
    help: Option<&'a str>,
    /// Changes of the file that would settle the matter.
    fixes: Vec<Change<'a>>,
}

/// A change of the file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Change<'a> {
    /// Offset of the first byte to replace.
    start: usize,
    /// Offset of the first byte to keep.
    end: usize,
    /// What to put there.
    with: &'a str,
    /// Whether `allotment check --fix` would make it.
    safe: bool,
}

/// What a run came to: the object on the last line.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Summary {
    /// How many findings fail the run.
    pub errors: usize,
    /// How many findings fail the run only under `--strict`.
    pub warnings: usize,
    /// How many findings are only worth knowing.
    pub infos: usize,
    /// What was built or checked; null if the run stopped before.
    pub site: Option<SiteCounts>,
    /// What stopped the run, if it was not a finding.
    pub failure: Option<String>,
}

/// The size of a site, and the work it took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct SiteCounts {
    /// Notes that are published.
    pub notes: usize,
    /// Links between them.
    pub links: usize,
    /// Different tags.
    pub tags: usize,
    /// Files of the output that were written or removed; null if nothing was to be written.
    pub changed: Option<usize>,
    /// Time it took, in seconds.
    pub seconds: f64,
}

impl Summary {
    /// The summary of these findings, for a run that stopped before there was a site.
    pub fn of(findings: &[Diagnostic]) -> Self {
        let Tally { errors, warnings, infos } = Tally::of(findings);
        Self { errors, warnings, infos, site: None, failure: None }
    }
}

/// The last line. It has no `code`, which tells it from a finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct LastLine<'a> {
    /// What the run came to.
    summary: &'a Summary,
}

/// One JSON object per line: the findings, then the summary.
pub fn json(findings: &[Diagnostic], summary: &Summary) -> String {
    let mut text = String::new();
    for finding in findings {
        let at = finding.location.as_ref();
        push_line(
            &mut text,
            &Finding {
                code: finding.code,
                severity: finding.severity,
                path: at.map(|at| at.path.as_str()),
                line: at.map(|at| at.line),
                col: at.map(|at| at.column),
                end: at.map(|at| at.end_column),
                message: &finding.message,
                label: Some(finding.label.as_str()).filter(|label| !label.is_empty()),
                help: finding.help.as_deref(),
                fixes: finding
                    .fix
                    .iter()
                    .map(|fix| Change { start: fix.span.start, end: fix.span.end, with: &fix.with, safe: fix.safe })
                    .collect(),
            },
        );
    }
    push_line(&mut text, &LastLine { summary });
    text
}

fn push_line(text: &mut String, object: &impl Serialize) {
    // Only maps with unusual keys and failing writers can't be written as JSON: there are none here.
    text.push_str(&escape_json(&serde_json::to_string(object).unwrap_or_default()));
    text.push('\n');
}

//! How much each kind of finding matters to the author.
//!
//! [`apply_levels`] is the one place where `[check]` of `site.toml` and `allotment: {allow: […]}` of a note change
//! findings. It reads neither file: both are passed as values.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Code, Diagnostic, Severity};

/// What an author can make of a kind of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Do not report it.
    Allow,
    /// Report it as a warning.
    Warn,
    /// Report it as an error.
    Deny,
}

impl Level {
    /// Every level with its word in `site.toml`.
    pub const WORDS: &[(&str, Level)] = &[("warn", Level::Warn), ("deny", Level::Deny), ("allow", Level::Allow)];
}

/// The levels that `[check]` sets; other codes keep their own.
pub type Levels = BTreeMap<Code, Level>;

/// Gives every finding the severity that the author wants, and drops those that are allowed.
///
/// `allowed` has, by the path of a note (as in the finding's location), the codes that the note silences. A note can't
/// silence what `[check]` denies. Findings about the set-up ([`Code::is_about_setup`]) stay as they are.
pub fn apply_levels(
    findings: Vec<Diagnostic>,
    levels: &Levels,
    allowed: &BTreeMap<String, BTreeSet<Code>>,
) -> Vec<Diagnostic> {
    let allowed_by_note = |finding: &Diagnostic| {
        let path = finding.location.as_ref().map(|location| location.path.as_str());
        path.and_then(|path| allowed.get(path)).is_some_and(|codes| codes.contains(&finding.code))
    };
    findings
        .into_iter()
        .filter_map(|finding| {
            if finding.code.is_about_setup() {
                return Some(finding);
            }
            let severity = match levels.get(&finding.code) {
                Some(Level::Deny) => Severity::Error,
                _ if allowed_by_note(&finding) => return None,
                Some(Level::Allow) => return None,
                Some(Level::Warn) => Severity::Warning,
                None if finding.code.is_advice() => Severity::Info,
                None => finding.severity,
            };
            Some(Diagnostic { severity, ..finding })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(code: Code, path: &str) -> Diagnostic {
        Diagnostic::warning(code, "something").in_file(path)
    }

    /// The severity of one finding in `a.md` under a level of `[check]` and a code that the note silences.
    fn severity(code: Code, level: Option<Level>, note_allows: Option<Code>) -> Option<Severity> {
        let levels: Levels = level.map(|level| (code, level)).into_iter().collect();
        let allowed = note_allows.map(|code| ("a.md".to_owned(), BTreeSet::from([code]))).into_iter().collect();
        apply_levels(vec![finding(code, "a.md")], &levels, &allowed).first().map(|finding| finding.severity)
    }

    #[test]
    fn site_toml_and_the_note_decide_together() {
        use Code::{BrokenLink, Orphan, UnknownKey};
        use Severity::{Error, Info, Warning};
        for (code, level, note_allows, want) in [
            (BrokenLink, None, None, Some(Warning)),
            (BrokenLink, Some(Level::Deny), None, Some(Error)),
            (BrokenLink, Some(Level::Allow), None, None),
            (BrokenLink, Some(Level::Warn), Some(BrokenLink), None),
            (BrokenLink, None, Some(BrokenLink), None),
            (BrokenLink, None, Some(Orphan), Some(Warning)),
            (BrokenLink, Some(Level::Deny), Some(BrokenLink), Some(Error)),
            (Orphan, None, None, Some(Info)),
            (Orphan, Some(Level::Warn), None, Some(Warning)),
            (Orphan, Some(Level::Deny), None, Some(Error)),
            (Orphan, None, Some(Orphan), None),
            (UnknownKey, Some(Level::Allow), Some(UnknownKey), Some(Warning)),
        ] {
            assert_eq!(severity(code, level, note_allows), want, "{code} {level:?} {note_allows:?}");
        }
    }

    #[test]
    fn a_note_speaks_only_for_itself() {
        let allowed = BTreeMap::from([("a.md".to_owned(), BTreeSet::from([Code::BrokenLink]))]);
        let left = apply_levels(
            vec![finding(Code::BrokenLink, "a.md"), finding(Code::BrokenLink, "b.md")],
            &Levels::new(),
            &allowed,
        );
        assert_eq!(left, [finding(Code::BrokenLink, "b.md")]);
    }
}

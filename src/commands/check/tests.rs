//! Tests of what a check reports and how it ends.

use std::fs;

use super::*;
use crate::commands::root::Overrides;
use crate::commands::session::recorded::{Recorded, record};
use crate::diagnostic::{Code, Diagnostic};

fn report(findings: Vec<Diagnostic>) -> Report {
    Report { notes: 2, links: 3, tags: 1, seconds: 0.01, findings, ..Report::default() }
}

/// Checks a folder; the pipeline is replaced by one that finds these lists of findings, one for each run.
fn check(folder: &std::path::Path, fix: bool, runs: &[Vec<Diagnostic>]) -> Recorded<Exit> {
    let mut runs = runs.iter();
    let checked = record(folder, |session| {
        let root = GardenRoot::find(session, None, None, &Overrides::default())?;
        run_with(session, &root, CheckOptions { drafts: false, fix, dry_run: false }, |_, _, mode| {
            assert_eq!(mode, Mode::Check);
            Ok(report(runs.next().expect("no more runs are wanted").clone()))
        })
    });
    assert_eq!(runs.count(), 0, "every run was wanted");
    checked
}

fn orphan() -> Diagnostic {
    Diagnostic::info(Code::Orphan, "no link leads to this note").in_file("a.md")
}

fn tag() -> Diagnostic {
    Diagnostic::warning(Code::InvalidTag, "a tag of digits").at("b.md", "row #12\n", 4..7).fix(4..7, "\\#12")
}

#[test]
fn a_check_without_findings_is_fine() {
    let folder = tempfile::tempdir().expect("a folder");
    let done = check(folder.path(), false, &[vec![]]);
    assert_eq!((done.outcome, done.out.as_str()), (Ok(Exit::Fine), ""));
    assert_eq!(done.err, "checked 2 notes · 3 links · 1 tag in 0.01 s: nothing to mend\n");
}

#[test]
fn findings_are_the_result_and_advice_comes_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let done = check(folder.path(), false, &[vec![orphan(), tag()]]);
    assert_eq!(done.outcome, Ok(Exit::Problems));
    assert_eq!(
        done.out,
        "\
warning[invalid-tag]: a tag of digits
 --> b.md:1:5
1 | row #12
  |     ^^^
help: allotment check --fix can do this
1 | row \\#12
  |     +

info[orphan]: no link leads to this note
 --> a.md
"
    );
    assert_eq!(done.err, "\nchecked 2 notes · 3 links · 1 tag in 0.01 s: 1 warning, 1 hint\n");
}

#[test]
fn advice_alone_is_no_problem() {
    let folder = tempfile::tempdir().expect("a folder");
    let done = check(folder.path(), false, &[vec![orphan()]]);
    assert_eq!(done.outcome, Ok(Exit::Fine));
    assert_eq!(done.err, "\nchecked 2 notes · 3 links · 1 tag in 0.01 s: 1 hint\n");
}

#[test]
fn fixes_are_made_and_looked_at_again() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("b.md"), "row #12\n").expect("a file");
    let done = check(folder.path(), true, &[vec![tag()], vec![]]);
    assert_eq!(done.outcome, Ok(Exit::Fine));
    assert_eq!(
        done.err,
        "b.md:1: #12 → \\#12\nfixed 1 place in 1 file\nchecked 2 notes · 3 links · 1 tag in 0.01 s: nothing to mend\n"
    );
    assert_eq!(fs::read_to_string(folder.path().join("b.md")).ok().as_deref(), Some("row \\#12\n"));
}

#[test]
fn a_fix_that_can_not_be_made_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let done = check(folder.path(), true, &[vec![tag()]]);
    assert_eq!(done.outcome, Ok(Exit::Problems));
    let line =
        "fixed nothing; 1 change was left, being too near to another, or in a file that is not as it was checked\n";
    assert!(done.err.starts_with(line), "{}", done.err);
}

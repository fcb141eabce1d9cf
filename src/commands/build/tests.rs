//! Tests of what a build reports and how it ends.

use std::time::Duration;

use super::*;
use crate::commands::Vacancy;
use crate::commands::root::Overrides;
use crate::commands::session::recorded::{Recorded, record};
use crate::diagnostic::{Code, Diagnostic};

fn report(findings: Vec<Diagnostic>) -> Report {
    Report {
        notes: 1063,
        links: 5210,
        tags: 214,
        seconds: 0.418,
        changed: Some(12),
        findings,
        home: None,
        apart: Vec::new(),
        unworded: false,
        stats: vec![("notes".into(), 1063), ("words".into(), 1_234_567)],
        timings: vec![("read".into(), Duration::from_millis(20)), ("render".into(), Duration::from_millis(1400))],
    }
}

fn warning() -> Diagnostic {
    Diagnostic::warning(Code::BrokenLink, "link to a note that does not exist").at("a.md", "[[b]]", 0..5)
}

fn error() -> Diagnostic {
    Diagnostic { severity: Severity::Error, ..warning() }
}

/// Runs a build from the garden's own folder, with this report in place of a pipeline.
fn build(report: Report, options: &BuildOptions, set_up: impl FnOnce(&mut Session<'_>)) -> Recorded<Exit> {
    let folder = tempfile::tempdir().expect("a folder");
    record(folder.path(), |session| {
        set_up(session);
        let root = GardenRoot::find(session, None, None, &Overrides::default())?;
        run_with(session, &root, options, |_, _, mode| {
            assert_eq!(mode, Mode::Build);
            Ok(report)
        })
    })
}

#[test]
fn success_is_one_sentence() {
    let done = build(report(Vec::new()), &BuildOptions::default(), |_| {});
    assert_eq!(done.outcome, Ok(Exit::Fine));
    assert_eq!(done.out, "");
    assert_eq!(done.err, "built 1,063 notes · 5,210 links · 214 tags in 0.42 s → public/ (12 files changed)\n");
}

#[test]
fn the_sentence_knows_singular_and_plural() {
    let one = Report { notes: 1, links: 1, tags: 1, changed: Some(1), seconds: 0.0, ..report(vec![warning()]) };
    assert_eq!(
        sentence(&one, "public/"),
        "built 1 note · 1 link · 1 tag in 0.00 s → public/ (1 file changed, 1 warning)"
    );
    let none = Report { changed: Some(0), ..report(vec![error(), warning(), warning()]) };
    assert_eq!(
        sentence(&none, "/srv/site/"),
        "built 1,063 notes · 5,210 links · 214 tags in 0.42 s → /srv/site/ (nothing changed, 1 error, 2 warnings)"
    );
    let unwritten = Report { changed: None, ..report(vec![error()]) };
    assert_eq!(
        sentence(&unwritten, "public/"),
        "nothing was written: 1,063 notes · 5,210 links · 214 tags in 0.42 s (1 error)"
    );
}

#[test]
fn findings_come_before_the_sentence_and_advice_is_left_to_check() {
    let advice = Diagnostic::info(Code::Orphan, "no link leads to this note").in_file("a.md");
    let done = build(report(vec![warning(), advice]), &BuildOptions::default(), |_| {});
    assert_eq!(done.outcome, Ok(Exit::Fine));
    assert_eq!(
        done.err,
        "\
warning[broken-link]: link to a note that does not exist
 --> a.md:1:1
1 | [[b]]
  | ^^^^^

built 1,063 notes · 5,210 links · 214 tags in 0.42 s → public/ (12 files changed, 1 warning)
"
    );
}

#[test]
fn the_exit_tells_problems_from_success() {
    let strict = BuildOptions { strict: true, ..BuildOptions::default() };
    let lenient = BuildOptions::default();
    let advice = Diagnostic::info(Code::Orphan, "alone");
    for (findings, options, want) in [
        (vec![], &lenient, Exit::Fine),
        (vec![warning()], &lenient, Exit::Fine),
        (vec![warning()], &strict, Exit::Problems),
        (vec![error()], &lenient, Exit::Problems),
        (vec![advice], &strict, Exit::Fine),
        (vec![], &strict, Exit::Fine),
    ] {
        assert_eq!(build(report(findings.clone()), options, |_| {}).outcome, Ok(want), "{findings:?}");
    }
}

#[test]
fn a_home_page_without_a_note_is_said_in_a_line() {
    let vacant = Report { home: Some(Vacancy::Unpublished("Home.md".to_owned())), ..report(Vec::new()) };
    let done = build(vacant.clone(), &BuildOptions::default(), |_| {});
    let advice = "help: the home page only lists notes, because Home.md is a draft; take `draft` or `publish` out of \
                  its front matter";
    assert_eq!((done.err.lines().last(), done.outcome), (Some(advice), Ok(Exit::Fine)));
    assert_eq!(build(vacant, &BuildOptions::default(), |session| session.quiet = true).err, "");
}

#[test]
fn a_strict_build_says_why_it_failed_even_to_those_who_want_quiet() {
    let strict = BuildOptions { strict: true, ..BuildOptions::default() };
    let done = build(report(vec![warning(), warning()]), &strict, |session| session.quiet = true);
    assert_eq!(
        (done.outcome, done.err.as_str()),
        (Ok(Exit::Problems), "failed: 2 warnings, and --strict allows none\n")
    );
    let done = build(report(vec![error(), warning()]), &strict, |session| session.quiet = true);
    assert!(!done.err.contains("failed"), "{}", done.err);
    let done = build(report(vec![warning()]), &strict, |session| session.format = Format::Json);
    assert_eq!((done.outcome, done.err.as_str()), (Ok(Exit::Problems), ""));
}

#[test]
fn many_findings_are_shown_in_part_and_counted() {
    let findings: Vec<Diagnostic> = (0..300).map(|at| warning().in_file(&format!("{at}.md"))).collect();
    let done = build(report(findings.clone()), &BuildOptions::default(), |_| {});
    assert_eq!(done.err.matches("warning[broken-link]").count(), 20, "{}", done.err);
    assert!(
        done.err.contains("\nnote: 300 findings in all: 300 broken-link\nhelp: -v shows each of them"),
        "{}",
        done.err
    );
    let done = build(report(findings.clone()), &BuildOptions::default(), |session| session.verbose = true);
    assert_eq!(done.err.matches("warning[broken-link]").count(), 300);
    for format in [Format::Concise, Format::Json, Format::Github] {
        let done = build(report(findings.clone()), &BuildOptions::default(), |session| session.format = format);
        assert_eq!(done.out.matches(".md").count(), 300, "{format:?}");
    }
}

#[test]
fn a_quiet_build_keeps_only_errors() {
    let done = build(report(vec![warning()]), &BuildOptions::default(), |session| session.quiet = true);
    assert_eq!((done.out.as_str(), done.err.as_str()), ("", ""));
    let done = build(report(vec![error(), warning()]), &BuildOptions::default(), |session| session.quiet = true);
    assert_eq!(
        done.err,
        "error[broken-link]: link to a note that does not exist\n --> a.md:1:1\n1 | [[b]]\n  | ^^^^^\n"
    );
}

#[test]
fn programs_get_findings_and_summary_as_the_result() {
    let done = build(report(vec![warning()]), &BuildOptions::default(), |session| session.format = Format::Json);
    assert_eq!(done.err, "");
    assert_eq!(
        done.out,
        r#"{"code":"broken-link","severity":"warning","path":"a.md","line":1,"col":1,"end":6,"message":"link to a note that does not exist","label":null,"help":null,"fixes":[]}
{"summary":{"errors":0,"warnings":1,"infos":0,"site":{"notes":1063,"links":5210,"tags":214,"changed":12,"seconds":0.418},"failure":null}}
"#
    );
}

#[test]
fn numbers_and_times_are_a_result_that_was_asked_for() {
    let options = BuildOptions { stats: true, timings: true, ..BuildOptions::default() };
    let done = build(report(Vec::new()), &options, |_| {});
    assert_eq!(done.out, "  notes      1,063\n  words  1,234,567\n  read    0.02 s\n  render  1.40 s\n");
}

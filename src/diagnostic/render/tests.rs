//! Tests of `render`.

use super::*;
use crate::diagnostic::Code;

const COMPOST: &str = "# Compost\n\nWhat rots.\n\n\nTurn the heap weekly, see [[Hot compsting]] and\nso on.\n";

fn broken_link() -> Diagnostic {
    let at = COMPOST.find("[[").unwrap_or_default();
    Diagnostic::warning(Code::BrokenLink, "link to a note that does not exist")
        .at("notes/compost.md", COMPOST, at..at + 17)
        .label("no note, alias or file is called `Hot compsting`")
        .help("a note with a similar name exists")
        .suggestion(at + 2..at + 15, "Hot composting")
        .cause("hot compsting")
}

fn front_matter() -> Diagnostic {
    let source = "---\ntitle: Soil: a primer\n---\n";
    Diagnostic::warning(Code::InvalidFrontmatter, "a value with \": \" in it needs quotes")
        .at("notes/soil.md", source, 15..16)
        .label("YAML reads this colon as a new key")
        .help("put quotes around it")
        .fix(11..25, "\"Soil: a primer\"")
}

fn hostile() -> Diagnostic {
    let source = "see [[\u{202e}gnp\u{1b}[31m]] \u{9b}2J";
    Diagnostic::warning(Code::BrokenLink, "no note is called `\u{202e}gnp\u{1b}[31m`")
        .at("bad\u{1b}]0;name.md", source, 4..source.find(" \u{9b}").unwrap_or_default())
        .label("\u{202e}label")
        .help("help\r\u{7}")
        .suggestion(6..9, "\u{2066}plain")
}

fn shown(findings: &[Diagnostic]) -> String {
    human(findings, &Look::default())
}

#[test]
fn a_suggestion_shows_the_mended_line() {
    assert_eq!(
        shown(&[broken_link()]),
        "\
warning[broken-link]: link to a note that does not exist
 --> notes/compost.md:6:27
6 | Turn the heap weekly, see [[Hot compsting]] and
  |                           ^^^^^^^^^^^^^^^^^ no note, alias or file is called `Hot compsting`
help: a note with a similar name exists
6 | Turn the heap weekly, see [[Hot composting]] and
  |                                     +
"
    );
}

#[test]
fn a_safe_fix_says_that_it_can_be_made() {
    assert_eq!(
        shown(&[front_matter()]),
        "\
warning[invalid-frontmatter]: a value with \": \" in it needs quotes
 --> notes/soil.md:2:12
2 | title: Soil: a primer
  |            ^ YAML reads this colon as a new key
help: put quotes around it (allotment check --fix can do this)
2 - title: Soil: a primer
2 + title: \"Soil: a primer\"
"
    );
}

#[test]
fn one_cause_is_shown_once() {
    let other = Diagnostic::warning(Code::Orphan, "no link leads to this note").in_file("alone.md");
    let findings = [broken_link(), other, broken_link(), broken_link()];
    let once = "\
warning[broken-link]: link to a note that does not exist
 --> notes/compost.md:6:27
6 | Turn the heap weekly, see [[Hot compsting]] and
  |                           ^^^^^^^^^^^^^^^^^ no note, alias or file is called `Hot compsting`
  = note: and 2 more, --format concise lists all
help: a note with a similar name exists
6 | Turn the heap weekly, see [[Hot composting]] and
  |                                     +

warning[orphan]: no link leads to this note
 --> alone.md
";
    assert_eq!(shown(&findings), once);
    let all = human(&findings, &Look { all: true, ..Look::default() });
    assert_eq!(all.matches("warning[broken-link]").count(), 3);
    assert!(!all.contains("more, --format"));
}

#[test]
fn of_many_findings_some_of_every_kind_are_shown_and_all_are_counted() {
    let finding = |code, name: &str| Diagnostic::warning(code, "odd").in_file(name);
    let mut findings: Vec<Diagnostic> = (0..30).map(|at| finding(Code::BrokenLink, &format!("a{at}.md"))).collect();
    findings.push(finding(Code::Math, "b.md").cause("x"));
    findings.push(finding(Code::Math, "c.md").cause("x"));
    findings.push(Diagnostic::error(Code::InvalidTag, "odd").in_file("d.md"));
    findings.push(Diagnostic::info(Code::Orphan, "odd").in_file("e.md"));
    assert_eq!(
        human(&findings, &Look { limit: 3, ..Look::default() }),
        "\
warning[broken-link]: odd
 --> a0.md

warning[math]: odd
 --> b.md
 = note: and 1 more, --format concise lists all

error[invalid-tag]: odd
 --> d.md

note: 34 findings in all: 30 broken-link, 2 math, 1 invalid-tag, 1 orphan
help: -v shows each of them, --format concise shows each on one line
"
    );
    for look in [Look { limit: 3, all: true, ..Look::default() }, Look { limit: 33, ..Look::default() }] {
        assert!(!human(&findings, &look).contains("in all"));
    }
}

#[test]
fn a_finding_without_a_place_is_its_message_and_help() {
    let finding = Diagnostic::error(Code::Unreadable, "the folder `content` can't be read").help("look at its owner");
    assert_eq!(shown(&[finding]), "error[unreadable]: the folder `content` can't be read\nhelp: look at its owner\n");
}

#[test]
fn a_long_line_is_cut_on_both_sides() {
    let source = format!("{}[[x]]{}", "a ".repeat(300), " b".repeat(300));
    let finding = Diagnostic::warning(Code::BrokenLink, "nothing is called `x`").at("long.md", &source, 600..605);
    let shown = human(&[finding], &Look { width: 60, ..Look::default() });
    assert_eq!(
        shown,
        "\
warning[broken-link]: nothing is called `x`
 --> long.md:1:601
1 | ...a a a a a a a a a a a [[x]] b b b b b b b b b b b ...
  |                          ^^^^^
"
    );
}

#[test]
fn wide_characters_and_tabs_keep_the_carets_in_place() {
    let source = "\t日記 [[x]]";
    let at = source.find("[[").unwrap_or_default();
    let finding = Diagnostic::info(Code::BrokenLink, "nothing is called `x`").at("a.md", source, at..at + 5);
    assert_eq!(
        shown(&[finding]),
        "\
info[broken-link]: nothing is called `x`
 --> a.md:1:5
1 |     日記 [[x]]
  |          ^^^^^
"
    );
}

#[test]
fn the_end_of_a_line_can_be_marked() {
    let finding = Diagnostic::error(Code::InvalidConfig, "a quote is missing").at("site.toml", "title = \"a\n", 10..10);
    assert_eq!(
        shown(&[finding]),
        "\
error[invalid-config]: a quote is missing
 --> site.toml:1:11
1 | title = \"a
  |           ^
"
    );
}

#[test]
fn no_control_character_gets_through_in_any_format() {
    let findings = [hostile()];
    let folders = Folders::default();
    assert_eq!(
        shown(&findings),
        "\
warning[broken-link]: no note is called `<U+202E>gnp␛[31m`
 --> bad␛]0;name.md:1:5
1 | see [[<U+202E>gnp␛[31m]] <U+009B>2J
  |     ^^^^^^^^^^^^^^^^^^^^ <U+202E>label
help: help␍␇
1 - see [[<U+202E>gnp␛[31m]] <U+009B>2J
1 + see [[<U+2066>plaingnp␛[31m]] <U+009B>2J
"
    );
    for text in [
        shown(&findings),
        concise(&findings, &folders),
        github(&findings, &folders),
        json(&findings, &Summary::of(&findings)),
    ] {
        assert!(text.chars().all(|sign| sign == '\n' || !sign.is_control()), "{text:?}");
        assert!(!text.contains(['\u{202e}', '\u{2066}']), "{text:?}");
    }
}

#[test]
fn the_concise_format_is_one_line_a_finding() {
    let folders = Folders { root: "garden/".to_owned(), content: "garden/content/".to_owned() };
    let setup = Diagnostic::error(Code::UnknownKey, "unknown key `titel`").at("site.toml", "titel = 1", 0..5);
    let nowhere = Diagnostic::error(Code::Unreadable, "no such folder");
    assert_eq!(
        concise(&[broken_link(), setup, nowhere], &folders),
        "\
garden/content/notes/compost.md:6:27: warning[broken-link]: link to a note that does not exist: no note, alias or file is called `Hot compsting`
garden/site.toml:1:1: error[unknown-key]: unknown key `titel`
error[unreadable]: no such folder
"
    );
}

#[test]
fn workflow_annotations_are_escaped() {
    let source = "100% [[x]]\n";
    let finding = Diagnostic::warning(Code::BrokenLink, "nothing is 100% `x`").at("a,b:c%.md", source, 5..10);
    let whole = Diagnostic::info(Code::Orphan, "no link leads here").in_file("a.md").help("link to it\nfrom a note");
    assert_eq!(
        github(&[finding, whole], &Folders::default()),
        "\
::warning file=a%2Cb%3Ac%25.md,line=1,col=6,endColumn=10,title=broken-link::nothing is 100%25 `x`
::notice file=a.md,line=1,col=1,title=orphan::no link leads here%0Ahelp: link to it%0Afrom a note
"
    );
}

#[test]
fn json_is_one_object_a_line_and_a_summary() {
    let findings = [front_matter(), Diagnostic::info(Code::Orphan, "alone")];
    assert_eq!(
        json(&findings, &Summary::of(&findings)),
        r#"{"code":"invalid-frontmatter","severity":"warning","path":"notes/soil.md","line":2,"col":12,"end":13,"message":"a value with \": \" in it needs quotes","label":"YAML reads this colon as a new key","help":"put quotes around it","fixes":[{"start":11,"end":25,"with":"\"Soil: a primer\"","safe":true}]}
{"code":"orphan","severity":"info","path":null,"line":null,"col":null,"end":null,"message":"alone","label":null,"help":null,"fixes":[]}
{"summary":{"errors":0,"warnings":1,"infos":1,"site":null,"failure":null}}
"#
    );
}

#[test]
fn colours_and_links_are_only_written_when_wanted() {
    let look = Look { color: true, link_base: Some("/home/me/my garden".to_owned()), ..Look::default() };
    let colored = human(&[broken_link()], &look);
    let link = "\u{1b}]8;;file:///home/me/my%20garden/notes/compost.md\u{1b}\\notes/compost.md\u{1b}]8;;\u{1b}\\";
    assert!(colored.contains(link), "{colored:?}");
    assert_eq!(anstream::adapter::strip_str(&colored).to_string(), shown(&[broken_link()]));
}

/// Every line of the JSON format.
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum Line<'a> {
    /// A finding.
    Finding(super::json::Finding<'a>),
    /// The last line.
    Summary(super::json::LastLine<'a>),
}

#[test]
fn the_schema_of_the_json_format_is_the_committed_one() {
    let schema = schemars::schema_for!(Line);
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n";
    crate::schema_test::assert_committed("schema/diagnostic.schema.json", &text);
}

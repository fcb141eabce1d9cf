//! Tests of `new`.

use std::collections::BTreeSet;

use jiff::civil::date;

use super::*;
use crate::commands::session::recorded::record;
use crate::config;

const TODAY: Date = date(2025, 4, 22);

#[test]
fn a_new_garden_says_what_to_do_next() {
    let here = tempfile::tempdir().expect("a folder");
    let folder = here.path().join("my garden");
    let made = record(here.path(), |session| run(session, &folder, TODAY));
    assert_eq!(made.outcome, Ok(Exit::Fine));
    assert_eq!(made.out, "made a garden of 6 notes in my garden\n");
    assert_eq!(
        made.err,
        "
next:
  cd 'my garden' && allotment serve --open  shows the garden in a browser, and follows what you write
  allotment note \"My note\"                  makes a note; link to it from another by [[My note]]
  allotment build                           makes the site: open public/index.html, or put it on the web
"
    );
    let read = |path: &str| fs::read_to_string(folder.join(path)).unwrap_or_default();
    let config = config::parse(&read("site.toml"), "site.toml").expect("it is fine");
    assert_eq!((config.title.as_str(), config.content.as_str()), ("My garden", "content"));
    assert!(
        read("content/journal/250422 First day on the plot.md")
            .starts_with("Created: 250422 Tuesday, 22 April\nTags: ")
    );
    assert!(read("content/index.md").starts_with("---\ncreated: 2025-04-22\n"));
    assert!(read(".gitignore").contains("/public\n"));
}

#[test]
fn a_folder_that_holds_anything_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(".hidden"), "").expect("a file");
    let made = record(folder.path(), |session| run(session, folder.path(), TODAY));
    let want = Failure::new("the folder `.` is not empty")
        .help("name a new one; for notes that are there already, call `allotment init` in their folder");
    assert_eq!(made.outcome, Err(want));
    assert_eq!(fs::read_dir(folder.path()).map(Iterator::count).ok(), Some(1));

    let file = folder.path().join(".hidden");
    let made = record(folder.path(), |session| run(session, &file, TODAY));
    assert!(made.outcome.is_err());
}

#[test]
fn an_empty_folder_is_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = record(folder.path(), |session| run(session, folder.path(), TODAY));
    assert_eq!((made.outcome, made.out.as_str()), (Ok(Exit::Fine), "made a garden of 6 notes in .\n"));
}

/// Every link in the notes, outside code, leads to one of them, every note is linked to, and no placeholder is left.
#[test]
fn the_notes_are_linked_with_each_other() {
    let notes: Vec<(String, String)> = FILES
        .iter()
        .filter(|(path, _)| path.ends_with(".md"))
        .map(|(path, text)| (filled(path, "x", TODAY), filled(text, "x", TODAY)))
        .collect();
    let names: BTreeSet<String> =
        notes.iter().filter_map(|(path, _)| Some(path.rsplit('/').next()?.strip_suffix(".md")?.to_owned())).collect();
    let mut linked = BTreeSet::new();
    for (path, text) in &notes {
        let prose: String = text.split('`').step_by(2).collect();
        for link in prose.split("[[").skip(1) {
            let inside = link.split("]]").next().unwrap_or_default();
            let name = inside.split(['#', '|']).next().unwrap_or_default();
            assert!(name.is_empty() || names.contains(name), "{path}: [[{inside}]]");
            linked.insert(name.to_owned());
        }
        assert!(!text.contains(['{', '}']), "{path}");
    }
    assert!(names.is_subset(&linked), "{names:?} {linked:?}");
    assert_eq!(notes.len(), 6);
}

/// A reader can uncomment any line that looks like a setting.
#[test]
fn the_settings_that_are_commented_out_are_right() {
    let is_setting =
        |line: &str| line.starts_with('[') || line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
    let text: String = filled(include_str!("site.toml"), "x", TODAY)
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|rest| is_setting(rest)).unwrap_or(line).to_owned() + "\n")
        .collect();
    assert_eq!(text.matches("\n# broken-link").count() + text.matches("\n# [").count(), 0);
    let config = config::parse(&text, "site.toml").expect("it is fine");
    assert_eq!(config.check.len(), 1);
}

#[test]
fn a_folder_name_becomes_a_title() {
    for (name, want) in [("my-garden", "My garden"), ("Notes", "Notes"), ("été_2025", "Été 2025"), ("-", "Garden")]
    {
        assert_eq!(title(name), want);
    }
}

#[test]
fn a_title_that_looks_like_a_placeholder_stays_as_it_is() {
    let filled = |title| filled("{ {x} title = {title}, {short}", title, TODAY);
    assert_eq!(filled("A {date} {long}"), "{ {x} title = \"A {date} {long}\", 250422");
}

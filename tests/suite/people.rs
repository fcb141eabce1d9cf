//! Authors and the history of notes: what is shown, what is not, and that nothing else is published.

use std::collections::BTreeMap;
use std::sync::Arc;

use allotment::path::SourcePath;
use allotment::source::{Commit, Deed, History, Past};
use jiff::civil::{Date, date};

use crate::garden::{Built, GardenTest};
use crate::html::text;
use crate::references::dead;

const AUTHORS: &str = "[ann]\nname = \"Ann Gardener\"\nabout = \"Keeps the <heap>.\"\naliases = [\"ann@garden.example\"]\nlinks = { Website = \"https://ann.example/?a=1&b=2\" }\n";
const SHOWN: &str = "base_url = \"https://garden.example/\"\n[feeds]\nleast = 1\n[history]\nenabled = true\ncontributors = \"all\"\nmessages = true\n";

fn path(path: &str) -> SourcePath {
    SourcePath::new(path)
}

fn past(changes: usize, contributors: &[&str]) -> Past {
    let contributors = contributors.iter().map(|name| Arc::from(*name)).collect();
    Past { planted: Some(date(2024, 3, 1)), tended: Some(date(2024, 3, 5)), changes, contributors }
}

fn commit(day: Date, who: &str, message: &str, files: &[(&str, Deed)]) -> Commit {
    let files = files.iter().map(|(name, deed)| (path(name), *deed)).collect();
    Commit { day, contributors: vec![who.into()], message: Some(message.to_owned()), files }
}

/// Returns a history of two public notes and of things that must not be published.
fn past_of_all() -> History {
    let notes = BTreeMap::from([
        (path("Heap.md"), past(3, &["Ann Gardener", "Ben"])),
        (path("Bed.md"), past(1, &["Ann Gardener"])),
        (path("zqmSecret.md"), past(9, &["zqmPerson"])),
        (path("zqmGone.md"), past(2, &["zqmPerson"])),
    ]);
    let commits = vec![
        commit(date(2024, 3, 5), "Ben", "Turn the <heap>", &[("Heap.md", Deed::Changed)]),
        commit(date(2024, 3, 5), "zqmPerson", "zqm plans", &[("zqmSecret.md", Deed::Changed)]),
        commit(
            date(2024, 3, 4),
            "Ann Gardener",
            "zqm plans and heap",
            &[("Heap.md", Deed::Changed), ("zqmSecret.md", Deed::Added)],
        ),
        commit(
            date(2024, 3, 3),
            "Ann Gardener",
            "zqm gone",
            &[("Heap.md", Deed::Changed), ("zqmGone.md", Deed::Removed)],
        ),
        commit(
            date(2024, 3, 2),
            "Ann Gardener",
            "zqm picture",
            &[("Heap.md", Deed::Changed), ("zqm.png", Deed::Added)],
        ),
        commit(
            date(2024, 3, 1),
            "Ann Gardener",
            "Begin",
            &[("Bed.md", Deed::Added), ("Heap.md", Deed::Added), ("leaf.png", Deed::Added)],
        ),
    ];
    History::new(notes, commits)
}

fn garden() -> GardenTest {
    GardenTest::new()
        .config(SHOWN)
        .authors(AUTHORS)
        .history(past_of_all())
        .note("Heap.md", "---\nauthors: [\"ann@garden.example\", Ben, BEN]\n---\n![[leaf.png]] [[zqmSecret|x]]\n")
        .note("Bed.md", "---\nauthor: annie@garden.example\n---\nFour beds.\n")
        .note("zqmSecret.md", "---\ndraft: true\nauthor: zqmPerson\n---\nx\n")
        .file("leaf.png", "PNG")
        .file("zqm.png", "PNG")
}

fn meta(built: &Built, page: &str) -> String {
    let page = built.page(page);
    page.select("ul.meta").first().map(|list| text(*list)).unwrap_or_default()
}

#[test]
fn a_note_says_how_often_and_by_whom_it_was_changed() {
    let built = garden().build();
    let said = meta(&built, "heap.html");
    for part in ["Planted 1 March 2024", "Tended 5 March 2024", "3 changes", "Ann Gardener, Ben"] {
        assert!(said.contains(part), "no {part} in {said}");
    }
    assert!(!said.contains("Tended by"), "its authors are named already: {said}");
    assert!(meta(&built, "bed.html").contains("1 change Tended by Ann Gardener"), "{}", meta(&built, "bed.html"));
    assert!(built.text("heap.html").contains("<a href=\"changes.html#day.2024-03-05\">3 changes</a>"));
    assert!(built.text("heap.html").contains("<a href=\"authors/ann-gardener.html\"><bdi>Ann Gardener</bdi></a>"));
    let quiet = garden().config("base_url = \"https://garden.example/\"\n").build();
    assert!(!meta(&quiet, "heap.html").contains("change") && !quiet.files.contains_key("changes.html"));
}

#[test]
fn the_page_of_changes_has_days_and_only_what_is_published() {
    let built = garden().build();
    let page = built.page("changes.html");
    let days: Vec<String> = page.select("section").into_iter().map(text).collect();
    assert_eq!(
        days,
        [
            "5 March 2024 Turn the <heap> Heap Ben",
            "4 March 2024 Heap Ann Gardener",
            "3 March 2024 Heap Ann Gardener",
            "2 March 2024 Heap Ann Gardener",
            "1 March 2024 Begin Bed Planted Ann Gardener Heap Planted Ann Gardener",
        ]
    );
    assert!(built.text("index.html").contains("href=\"./changes.html\""), "there is a way to it");
    let nothing = garden().history(History::default()).build();
    assert!(!nothing.files.contains_key("changes.html") && !nothing.text("index.html").contains("changes.html"));
}

#[test]
fn nothing_withheld_and_no_address_gets_out() {
    let built = garden().build();
    for (path, bytes) in &built.files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!path.contains("zqm") && !text.contains("zqm"), "{path} leaks");
        assert!(!text.contains("@garden.example") && !text.contains("annie"), "{path} has an address");
    }
    assert_eq!(dead(&built.files), Vec::<String>::new());
}

#[test]
fn an_author_has_a_page_with_what_the_garden_says_of_them() {
    let built = garden().note("Roof.md", "---\nauthor: \"[[Ben]]\"\ndate: 2024-02-01\n---\nA roof.\n").build();
    let page = built.page("authors/ann-gardener.html");
    let main = text(page.article());
    assert!(main.contains("Keeps the <heap>.") && main.contains("1 note") && main.contains("Website"), "{main}");
    assert!(
        built
            .text("authors/ann-gardener.html")
            .contains("rel=\"me noopener\" href=\"https://ann.example/?a=1&amp;b=2\"")
    );
    assert!(
        text(built.page("authors/ben.html").article()).contains("Heap")
            && text(built.page("authors/ben.html").article()).contains("Roof")
    );
    let index = text(built.page("authors.html").article());
    assert!(index.contains("2 authors") && index.contains("Ann Gardener 1 note Ben 2 notes"), "{index}");
    let alone = garden().note("Heap.md", "---\nauthor: ann\n---\n").build();
    assert!(alone.files.contains_key("authors/ann-gardener.html") && !alone.files.contains_key("authors.html"));
}

#[test]
fn notes_that_name_nobody_are_those_of_the_authors_of_the_garden() {
    let garden = GardenTest::new().config("authors = [\"Ann\", \"Cy\"]\n");
    let garden =
        garden.note("a.md", "1").note("b.md", "---\nauthor: ann\n---\n").note("c.md", "---\nauthor: Ben\n---\n");
    let built = garden.build();
    let page = text(built.page("authors/ann.html").article());
    assert!(page.contains("2 notes"), "{page}");
    assert!(!built.files.contains_key("authors/cy.html"), "no note names them");
}

#[test]
fn names_are_text_wherever_they_land() {
    let names = [
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "{{ 7*7 }}",
        "\u{202e}evil",
        "CON",
        "a\"b'c",
        "%2e%2e",
        "!!!",
    ];
    let mut garden = GardenTest::new().config(SHOWN);
    for (number, name) in names.iter().enumerate() {
        let quoted = serde_json::to_string(name).unwrap();
        garden.put(&format!("{number}.md"), format!("---\nauthor: {quoted}\ndate: 2024-03-0{}\n---\nx\n", number + 1));
    }
    let people: Vec<&str> = names.to_vec();
    let notes = BTreeMap::from([(path("0.md"), past(20, &people))]);
    let commits = names.iter().map(|name| commit(date(2024, 3, 1), name, name, &[("0.md", Deed::Changed)])).collect();
    let built = garden.history(History::new(notes, commits)).build();
    assert_eq!(dead(&built.files), Vec::<String>::new());
    for (path, page) in built.pages() {
        assert!(!page.contains("<script>alert") && !page.contains(">49<"), "{path}");
        assert_eq!(built.page(path).errors, Vec::<String>::new(), "{path}");
    }
    assert!(built.files.keys().all(|path| !path.contains("..") && !path.contains('<')), "{:?}", built.files.keys());
    assert_eq!(
        built.files.keys().filter(|path| path.starts_with("authors/") && path.ends_with(".html")).count(),
        names.len()
    );
}

#[test]
fn the_first_place_that_has_a_date_counts() {
    let days = |settings: &str, note: &str, known: bool| {
        let past = Past { planted: Some(date(2010, 1, 1)), tended: Some(date(2011, 1, 1)), ..Past::default() };
        let notes = known.then(|| (path("170101 n.md"), past)).into_iter().collect();
        let garden = GardenTest::new().config(&format!("[dates]\n{settings}\n")).note("170101 n.md", note);
        let built = garden.history(History::new(notes, Vec::new())).build();
        let note = &built.garden_json()["notes"][0];
        let year = |key: &str| note[key].as_str().map(|day| day[..4].to_owned()).unwrap_or_default();
        format!("{} {}", year("created"), year("modified"))
    };
    let note = "---\ncreated: 2020-01-01\ndate: 2024-01-01\nmodified: 2021-01-01\nupdated: 2022-01-01\n---\n\
                Created: 2023-01-01\n\nx\n";
    for (settings, known, want) in [
        ("", true, "2020 2021"),
        ("created = ['date']\nupdated = ['updated']", true, "2024 2022"),
        ("created = ['filename', 'created']\nupdated = ['git', 'modified']", true, "2017 2011"),
        ("created = ['git', 'header']\nupdated = ['git']", true, "2010 2011"),
        ("created = ['git', 'header']\nupdated = ['git']", false, "2023 "),
        ("created = ['header', 'git']\nupdated = ['git', 'updated', 'modified']", false, "2023 2022"),
        ("created = []\nupdated = []", false, " "),
    ] {
        assert_eq!(days(settings, note, known), want, "{settings}");
    }
    for (note, want) in [
        ("x", "2017 2011"),
        ("---\ndate: 2024-01-01\nlastmod: 2022-01-01\n---\n", "2024 2022"),
        ("---\ncreated: soon\n\"last-modified\": 2022-01-01\n---\nCreated: 2023-01-01\n", "2023 2022"),
    ] {
        assert_eq!(days("", note, true), want, "{note}");
    }
}

#[test]
fn what_git_calls_by_another_unicode_form_is_the_same_note() {
    let files = [("Caf\u{e9}.md", Deed::Changed), ("P\u{e9}.png", Deed::Added)];
    let commits = vec![commit(date(2024, 3, 1), "Ann", "Boil water", &files)];
    let garden =
        GardenTest::new().config(SHOWN).note("Cafe\u{301}.md", "![[Pe\u{301}.png]]").file("Pe\u{301}.png", "PNG");
    let built =
        garden.history(History::new(BTreeMap::from([(path("Caf\u{e9}.md"), past(3, &["Ann"]))]), commits)).build();
    let shown = text(built.page("changes.html").article());
    assert!(shown.contains("Boil water") && shown.contains("Caf\u{e9}"), "{shown}");
    assert_eq!(built.garden_json()["notes"][0]["created"], "2024-03-01");
}

#[test]
fn no_page_grows_with_the_history() {
    let many: Vec<String> = (0..400).map(|number| format!("n{number:03}.md")).collect();
    let mut garden = GardenTest::new().config(SHOWN);
    for name in &many {
        garden.put(name, "x");
    }
    let files: Vec<(&str, Deed)> = many.iter().map(|name| (name.as_str(), Deed::Changed)).collect();
    let commits: Vec<Commit> =
        (1..=20).rev().map(|day| commit(date(2024, 5, day), "Ann", &format!("Day {day}"), &files)).collect();
    let built = garden.history(History::new(BTreeMap::new(), commits)).build();
    let page = built.page("changes.html");
    assert_eq!((page.select("section").len(), page.select("li").len() < 300), (5, true));
    assert!(text(page.article()).contains("and 360 more"));
}

#[test]
fn a_site_with_a_history_is_the_same_built_again_and_served() {
    let garden = garden();
    let first = garden.build();
    assert_eq!(garden.rebuild(&first).kept, first.files.len());
    let mut edition = garden.edition(None);
    let mut earlier = first;
    let steps: [&dyn Fn(GardenTest) -> GardenTest; 5] = [
        &|garden| garden.note("Bed.md", "---\nauthor: Ben\n---\nFive beds.\n"),
        &|garden| garden.note("zqmSecret.md", "---\nauthor: Cy\n---\nNot any more.\n"),
        &|garden| garden.authors(""),
        &|garden| garden.history(History::default()),
        &|garden| garden.config("base_url = \"https://garden.example/\"\n"),
    ];
    let mut garden = garden;
    for (number, step) in steps.iter().enumerate() {
        garden = step(garden);
        let (again, clean) = (garden.rebuild(&earlier), garden.build());
        let differ = |path: &&String| again.files.get(*path) != clean.files.get(*path);
        assert_eq!(clean.files.keys().chain(again.files.keys()).find(differ), None, "step {number}");
        edition = garden.edition(Some(&edition));
        for (path, bytes) in &clean.files {
            assert!(edition.bytes(path).as_ref() == Some(bytes), "step {number}: {path} of an edition");
        }
        let paths: Vec<String> = edition.edition.paths().iter().map(ToString::to_string).collect();
        assert_eq!(paths, clean.files.keys().cloned().collect::<Vec<_>>(), "step {number}");
        earlier = again;
    }
}

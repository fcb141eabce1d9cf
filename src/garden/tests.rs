//! What a garden reports about its notes: the whole message of each kind of finding, and how links are resolved where
//! the conformance cases do not look.

use std::sync::{Arc, LazyLock};

use super::*;
use crate::config::Config;
use crate::diagnostic::Code;
use crate::diagnostic::render::{self, Look};
use crate::note::{self, Options};

/// Reads notes from these paths and texts, in order; other files are ignored.
pub(crate) fn notes(files: &[(&str, &str)], options: &Options) -> Vec<Arc<Note>> {
    let read = |(path, text): &(&str, &str)| Arc::new(note::read(&SourcePath::new(*path), text.as_bytes(), options));
    let mut notes: Vec<Arc<Note>> = files.iter().filter(|(path, _)| path.ends_with(".md")).map(read).collect();
    notes.sort_by(|a, b| a.path.cmp(&b.path));
    notes
}

/// Inputs with these notes and nothing else, with numbers left free for more.
pub(crate) fn inputs(notes: &[Arc<Note>]) -> Inputs<'_> {
    static NOTHING: LazyLock<(Canvases, History)> = LazyLock::new(Default::default);
    let (canvases, history) = &*NOTHING;
    Inputs {
        notes,
        files: &[],
        canvases,
        history,
        reserved: &[],
        link_style: LinkStyle::Closest,
        active_files: false,
        has_room: true,
    }
}

fn options() -> Options {
    let dates = Config::default().dates;
    Options { created: dates.created, updated: dates.updated, ..Options::default() }
}

fn grow(files: &[(&str, &str)], style: LinkStyle) -> (Garden, Vec<Diagnostic>) {
    let notes = notes(files, &options());
    let others: Vec<SourcePath> =
        files.iter().filter(|(path, _)| !path.ends_with(".md")).map(|(path, _)| SourcePath::new(*path)).collect();
    let inputs = Inputs { files: &others, link_style: style, has_room: false, ..inputs(&notes) };
    let (garden, mut diagnostics) = build(&inputs);
    diagnostics.extend(notes.iter().flat_map(|note| note.diagnostics.clone()));
    crate::diagnostic::sort(&mut diagnostics);
    (garden, diagnostics)
}

/// The messages about a garden.
fn says(files: &[(&str, &str)]) -> String {
    let (_, diagnostics) = grow(files, LinkStyle::Closest);
    render::human(&diagnostics, &Look::default())
}

/// Small gardens with something wrong in each.
const WRONG: &[&[(&str, &str)]] = &[
    &[("a.md", "See [[Hot compsting]] and\n[[Nothing like it]]."), ("Hot composting.md", "")],
    &[("a.md", "[[Gone]] [[gone]] [[Gone#x]]")],
    &[("a.md", "[[b#Sowing]] [[b#^x]]"), ("b.md", "# Spring\n\n## Frost")],
    &[("in/a.md", "[[Log]]"), ("x/Log.md", ""), ("y/Log.md", "")],
    &[("a.md", "[[Secret|words]]"), ("Secret.md", "---\ndraft: true\n---\n")],
    &[("a.md", "[[bed.html]]\n\n<a href=\"bed.html\">x</a>"), ("bed.html", "")],
    &[("a.md", "![[b]]"), ("b.md", "![[a]]")],
    &[("a.md", "---\npermalink: same\n---\n"), ("b.md", "---\npermalink: same\n---\n")],
    &[("Bean row.md", ""), ("Bean-row.md", "")],
    &[("tags.md", "")],
    &[("a.md", "Open.\n\n%%\nnever shown\n")],
    &[("a.md", "Open <!-- not shown\n\nOpen.\n\n<!--\nnot shown\n")],
    &[("a.md", "Open <!-- not shown\n\n```\nA --> B\n```\n")],
    &[("a.md", "Open %%not shown\n\nnot shown%% open.\n\n50%% of it.\n\n%% not shown\n")],
    &[("a.md", "Peas climb.\n\n[^net]: On a net.\n")],
    &[("a.md", "<a href=\"Secret.md\">x</a>"), ("Secret.md", "---\ndraft: true\n---\n")],
    &[("a.md", "<blockuqote>x\n\n<div>y\n\n</span>")],
    &[("a.md", "<div hidden>x</div>")],
    &[("a.md", "<img src=\"gone.png\">")],
    &[("a.md", "![[b.png]]"), ("b.png", "")],
    &[("a.md", "---\ncreated: 2025-02-30\n---\nx\n")],
    &[("a.md", "Created: 250422 Monday, 23 April\n\nx\n")],
    &[("a.md", "---\ntags: [2024]\n---\nx\n")],
    &[("a.md", "---\ntitle: Soil: a primer\n---\nx\n")],
    &[("a.md", "[[/bean-row#x|y]]"), ("beds/Bean-row.md", "")],
];

/// Checks the whole message of each kind of finding. `UPDATE_MESSAGES=1 cargo test messages` writes the file anew; read
/// the changes as users will read them.
#[test]
fn messages_say_what_is_wrong_where_and_what_to_do() {
    let mut all: String = WRONG.iter().map(|files| format!("{}\n", says(files))).collect();
    let latin = note::read(&SourcePath::new("a.md"), b"caf\xe9 plain", &options());
    let deep = note::read(&SourcePath::new("a.md"), format!("{}x", "> ".repeat(200)).as_bytes(), &options());
    for note in [latin, deep] {
        all.push_str(&format!("{}\n", render::human(&note.diagnostics, &Look::default())));
    }
    let place = concat!(env!("CARGO_MANIFEST_DIR"), "/src/garden/messages.txt");
    if std::env::var_os("UPDATE_MESSAGES").is_some() {
        std::fs::write(place, &all).expect("the file can be written");
    }
    assert_eq!(all, std::fs::read_to_string(place).unwrap_or_default());
}

#[test]
fn a_bracketed_target_that_only_looks_like_a_link_is_not_wanted() {
    let (garden, diagnostics) =
        grow(&[("a.md", "[[1,1],[1,0]] [x](/y) ![[gone]] [[New note]] [[new note]]")], LinkStyle::Closest);
    assert_eq!(*garden.wanted, [Wanted { name: "New note".to_owned(), by: vec![NoteId(0)] }]);
    assert_eq!(diagnostics.len(), 4);
}

#[test]
fn aliases_in_two_spellings_are_one_owner() {
    let files = [
        ("a.md", "---\naliases: [Web3]\n---\n"),
        ("z.md", "---\naliases: [Web3, web3]\n---\n"),
        ("from.md", "[[web3]]"),
    ];
    let (garden, diagnostics) = grow(&files, LinkStyle::Closest);
    assert_eq!(diagnostics, []);
    let target = garden.note(NoteId(1)).links[0].target();
    assert_eq!(target, Some(Target::Note(NoteId(2))));
}

#[test]
fn a_file_of_exactly_that_name_comes_before_a_note_about_it() {
    let files = [
        (
            "a.md",
            "[[paper.pdf]] ![[paper.pdf#page=2]] [x](paper.pdf) [[paper.pdf.md]] [[in/b.png]] [[LICENSE]] [[Paper.pdf]]",
        ),
        ("in/b.png", ""),
        ("in/b.png.md", ""),
        ("paper.pdf", ""),
        ("paper.pdf.md", "![[paper.pdf]]"),
        ("LICENSE", ""),
        ("LICENSE.md", ""),
    ];
    let (garden, diagnostics) = grow(&files, LinkStyle::Closest);
    assert_eq!(diagnostics, []);
    let goals = |path: &str| -> Vec<String> {
        let links = &garden.notes[garden.notes.find(&SourcePath::new(path)).expect("it is there")].links;
        let path = |target| match target {
            Target::Note(id) => garden.note(id).note.path.to_string(),
            Target::File(id) => garden.file(id).source.to_string(),
        };
        links.iter().filter_map(Resolution::target).map(path).collect()
    };
    let pdf = "paper.pdf";
    assert_eq!(goals("a.md"), [pdf, pdf, pdf, "paper.pdf.md", "in/b.png", "LICENSE.md", pdf]);
    assert_eq!(goals("paper.pdf.md"), [pdf]);
}

#[test]
fn blanks_around_a_name_do_not_hide_it() {
    let files = [
        ("a.md", "[[trail ]] [[trail]] [x](trail%20.md) [y](in/lead.md) [[ lead.md]] [[both]] [x](both%20.md) [[one]]"),
        ("trail .md", ""),
        ("in/ lead.md", ""),
        ("both .md", ""),
        ("both.md", ""),
        ("2026-01-01 one .md", ""),
    ];
    let (garden, diagnostics) = grow(&files, LinkStyle::Closest);
    assert!(diagnostics.iter().all(|finding| finding.code == Code::SlugCollision), "{diagnostics:?}");
    let goals = garden.notes[garden.notes.find(&SourcePath::new("a.md")).expect("it is there")].links.iter();
    let goals: Vec<String> = goals
        .map(|link| match link.target() {
            Some(Target::Note(id)) => garden.note(id).note.path.to_string(),
            other => format!("{other:?}"),
        })
        .collect();
    let (trail, lead) = ("trail .md", "in/ lead.md");
    assert_eq!(goals, [trail, trail, trail, lead, lead, "both.md", "both .md", "2026-01-01 one .md"]);
}

#[test]
fn a_note_is_found_without_the_date_of_its_file() {
    let files = [
        (
            "a.md",
            "[[First Frost]] [x](last%20frost.md) [[log/last frost.md#x|y]] [[Plan]] [[Bed]] [[2026-11-28]] [[Log]]",
        ),
        ("log/261128 2026-11-28.md", ""),
        ("log/261129 First frost.md", ""),
        ("log/2026-11-30 - Last frost.md", "# x"),
        ("log/261201 Plan.md", ""),
        ("log/261202 Bed.md", ""),
        ("x/261203 Bed.md", ""),
        ("261204 Log.md", "---\ndraft: true\n---\n"),
        ("b.md", "---\naliases: [Plan]\n---\n"),
        ("x/c.md", "[[Bed]]"),
    ];
    let (garden, diagnostics) = grow(&files, LinkStyle::Closest);
    let goals = |path: &str| -> Vec<String> {
        let links = &garden.notes[garden.notes.find(&SourcePath::new(path)).expect("it is there")].links;
        let path = |target| match target {
            Target::Note(id) => garden.note(id).note.path.to_string(),
            Target::File(_) => String::new(),
        };
        links.iter().map(|link| link.target().map_or("-".to_owned(), path)).collect()
    };
    let last = "log/2026-11-30 - Last frost.md";
    assert_eq!(goals("a.md"), ["log/261129 First frost.md", last, last, "b.md", "x/261203 Bed.md", "-", "-"]);
    assert_eq!(goals("x/c.md"), ["x/261203 Bed.md"]);
    let codes: Vec<Code> = diagnostics.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::AmbiguousLink, Code::LinkToUnpublished], "{diagnostics:#?}");
}

#[test]
fn a_path_from_the_root_is_completed_if_only_one_file_has_its_name() {
    let text = concat!(
        "[[/bean|x]] ![[/row.png]] [/worm](/worm) [x](/worm.md#y \"z\") [x](</worm>) [x][r]\n",
        "[[/soil]] [[/x/../bean]] [[/frost]] [x](/two-words) [[/bee]]\n\n[r]: /worm\n",
    );
    let files = [
        ("a.md", text),
        ("beds/bean.md", ""),
        ("beds/row.png", ""),
        ("beds/soil.md", ""),
        ("days/261129 Frost.md", ""),
        ("in this/two-words.md", ""),
        ("in/worm.md", ""),
        ("in/c.md", "---\naliases: [bee]\n---\n"),
        ("x/soil.md", ""),
    ];
    let (_, diagnostics) = grow(&files, LinkStyle::Closest);
    let of_links = diagnostics.iter().filter(|finding| finding.code == Code::BrokenLink);
    let fixed = |finding: &Diagnostic| match &finding.fix {
        Some(fix) if fix.safe => format!("{} -> {}", &text[fix.span.clone()], fix.with),
        Some(_) => "?".to_owned(),
        None => finding.help.clone().unwrap_or_default(),
    };
    let worm = "`/` means the root of the garden; the file of this name is `in/worm.md`";
    assert_eq!(
        of_links.map(fixed).collect::<Vec<_>>(),
        [
            "/bean -> /beds/bean",
            "/row.png -> /beds/row.png",
            "/worm -> /in/worm",
            "/worm.md -> /in/worm.md",
            worm,
            worm,
            "?",
            "",
            "/frost -> /days/261129 Frost",
            "/two-words -> /in%20this/two-words",
            "?",
        ]
    );
}

#[test]
fn exact_links_name_a_path() {
    let files = [("in/a.md", "[[b]] [[deep/c]] [[c]]"), ("in/b.md", ""), ("deep/c.md", "")];
    let (garden, _) = grow(&files, LinkStyle::Exact);
    let found: Vec<bool> = garden.note(NoteId(1)).links.iter().map(|link| link.target().is_some()).collect();
    assert_eq!(found, [true, true, false]);
}

#[test]
fn no_two_addresses_are_one_file_anywhere() {
    let files = [
        ("Notes/a.md", "[x](../files/A.png) [y](../Files/a.png)"),
        ("notes.md", ""),
        ("x.html/y.md", ""),
        ("x.md", ""),
        ("p.md", "---\npermalink: NOTES/A\n---\n"),
        ("files/A.png", ""),
        ("Files/a.png", ""),
    ];
    let (garden, _) = grow(&files, LinkStyle::Closest);
    let notes = garden.notes.iter().map(|entry| &entry.page);
    let pages: Vec<&OutputPath> = notes.chain(garden.files.values().map(|file| &file.page)).collect();
    let keys: std::collections::BTreeSet<String> = pages.iter().map(|page| page.collision_key()).collect();
    assert_eq!(keys.len(), garden.notes.len() + garden.files.len());
    let folders: std::collections::BTreeSet<&str> = pages.iter().map(|page| page.folder()).collect();
    let folded: std::collections::BTreeSet<String> = folders.iter().map(|folder| crate::path::fold(folder)).collect();
    assert_eq!(folders.len(), folded.len(), "{folders:?}");
}

#[test]
fn a_permalink_makes_nothing_hidden() {
    for (permalink, page) in [
        (".git/hooks/x", "git/hooks/x.html"),
        ("a/.hidden/ ..b", "a/hidden/b.html"),
        ("../.nojekyll", "nojekyll.html"),
        ("Guides/v1.2", "Guides/v1.2.html"),
        ("...", "file.html"),
    ] {
        let text = format!("---\npermalink: \"{permalink}\"\n---\nx");
        let (garden, _) = grow(&[("a.md", &text)], LinkStyle::Closest);
        assert_eq!(garden.note(NoteId(0)).page.as_str(), page, "{permalink}");
    }
}

/// The first chain of headings, each in the section of the one before, by trying all.
fn first_chain(note: &Note, names: &[&str], from: usize, to: usize) -> Option<usize> {
    let (name, rest) = names.split_first()?;
    (from..to).filter(|at| note.words(note.headings[*at].text) == *name).find_map(|at| {
        let level = note.headings[at].level;
        let end = (at + 1..to).find(|next| note.headings[*next].level <= level).unwrap_or(to);
        if rest.is_empty() { Some(at) } else { first_chain(note, rest, at + 1, end) }
    })
}

#[test]
fn a_chain_leads_to_the_same_heading_as_when_all_are_tried() {
    let headings = ["# A\n", "# B\n", "## A\n", "## B\n", "### A\n", "### B\n"];
    let chains = ["A", "B", "A#A", "A#B", "B#A", "A#A#A", "A#A#B", "A#B#A", "B#A#A", "B#A#B", "A#B#A#B"];
    for number in 0..6_usize.pow(4) {
        let text: String = (0..4).map(|place| headings[number / 6_usize.pow(place) % 6]).collect();
        let note = note::read(&SourcePath::new("n.md"), text.as_bytes(), &options());
        for chain in chains {
            let names: Vec<&str> = chain.split('#').collect();
            let expected = first_chain(&note, &names, 0, note.headings.len());
            let expected = expected.map_or(Place::Broken, |at| Place::Heading(at as u32));
            assert_eq!(fragment::find(&note, chain), expected, "{chain} in\n{text}");
        }
    }
}

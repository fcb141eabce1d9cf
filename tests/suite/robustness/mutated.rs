//! Ten thousand corrupted notes: none stops a build, each gets its page, and no page is broken.

use std::panic::{AssertUnwindSafe, catch_unwind};

use allotment::note;
use allotment::path::SourcePath;
use walkdir::WalkDir;

use crate::conformance::file_faults;
use crate::garden::{Built, GardenTest, repository};
use crate::random::Random;
use crate::references::dead;

const GARDENS: usize = 50;
const NOTES: usize = 200;
/// Longer notes are cut, so that ten thousand of them take a minute and not an hour.
const LONGEST: usize = 3000;

/// Returns the notes to corrupt: those of the starter garden, and those that show the note language.
fn seeds() -> Vec<Vec<u8>> {
    let mut files: Vec<_> = ["content", "tests/conformance/cases"]
        .iter()
        .flat_map(|folder| WalkDir::new(repository().join(folder)).sort_by_file_name())
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let mut bytes = std::fs::read(path).unwrap();
        bytes.truncate(LONGEST);
        bytes
    };
    files.iter().map(read).collect()
}

/// Pieces of syntax, inserted where they do not belong.
const PIECES: &[&str] = &[
    "[[",
    "]]",
    "![[",
    "|",
    "#",
    "^",
    "%%",
    "---\n",
    "\n\n",
    "`",
    "```\n",
    "$$",
    "$",
    "==",
    "**",
    "<div>",
    "</div>",
    "<td>",
    "<code>",
    "&nbsp;",
    "<!--",
    "-->",
    "> ",
    "> [!note]- ",
    "- [ ] ",
    "1. ",
    "| a | b |\n|---|---|\n",
    "[^1]",
    "[^1]: ",
    "^[",
    "]",
    "(",
    ")",
    "\\",
    "\t",
    "\r\n",
    "\u{feff}",
    "&lt;",
    "&#0;",
    "<a href=\"",
    "\">",
    "{{",
    "}}",
    "{%",
    "title: ",
    "tags: [",
    "draft: ",
    "    ",
    "# ",
    "<script>",
    "<svg>",
    "==x==",
    "https://example.org",
    "[x]: y\n",
    "^id\n",
    "#tag",
    "\0",
    "\u{202e}",
    "<details><summary>",
];

fn mutate(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut note = random.one_of(seeds).clone();
    for _ in 0..random.below(6) + 1 {
        let at = random.below(note.len() + 1);
        let to = (at + random.below(80)).min(note.len());
        match random.below(8) {
            0 if at < note.len() => note[at] ^= 1 << random.below(8),
            1 => drop(note.drain(at..to)),
            2 => {
                let piece = note[at..to].to_vec();
                note.splice(at..at, piece.repeat(random.below(4) + 1));
            }
            3 => {
                let other = random.one_of(seeds);
                let from = random.below(other.len() + 1);
                let until = (from + random.below(300)).min(other.len());
                note.splice(at..to, other[from..until].iter().copied());
            }
            4 => {
                let sign = random.sign().to_string();
                note.splice(at..at, sign.bytes());
            }
            5 => note.truncate(at),
            6 => {
                let piece = random.one_of(PIECES).repeat(random.below(5) + 1);
                note.splice(at..at, piece.bytes());
            }
            _ => {
                let piece = *random.one_of(PIECES);
                note.splice(at..to, piece.bytes());
            }
        }
    }
    note
}

fn build(garden: &GardenTest) -> Result<Built, String> {
    catch_unwind(AssertUnwindSafe(|| garden.build())).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words").to_owned()
    })
}

/// Returns the single notes that stop a build on their own, if any.
fn culprits(garden: &GardenTest) -> Vec<String> {
    let alone = |path: &&str| build(&GardenTest::new().note(path, garden.bytes(path))).is_err();
    garden
        .paths()
        .filter(alone)
        .map(|path| format!("{path}: {:?}", String::from_utf8_lossy(garden.bytes(path))))
        .collect()
}

fn check(seed: u64, seeds: &[Vec<u8>]) {
    let mut random = Random::new(seed);
    let mut garden = GardenTest::new().config("title = \"Broken\"\nbase_url = \"https://a.example/\"\n");
    for number in 0..NOTES {
        garden.put(&format!("n{:02}/Note {number}.md", number % 13), mutate(seeds, &mut random));
    }
    let built = build(&garden).unwrap_or_else(|panic| panic!("seed {seed}: {panic}\nalone: {:#?}", culprits(&garden)));
    let options = note::Options::default();
    let is_public = |path: &&str| note::read(&SourcePath::new(*path), garden.bytes(path), &options).published;
    let want: Vec<&str> = garden.paths().filter(is_public).collect();
    let notes = built.notes();
    assert!(notes.keys().map(String::as_str).eq(want), "seed {seed}: a note is missing");
    let missing: Vec<_> = notes.values().filter(|page| !built.files.contains_key(*page)).collect();
    assert!(missing.is_empty(), "seed {seed}: no page {missing:?}");
    let mut faults: Vec<String> = built.files.iter().flat_map(|(path, bytes)| file_faults(path, bytes)).collect();
    faults.extend(dead(&built.files));
    assert!(faults.is_empty(), "seed {seed}: {}", faults.join("\n"));
}

fn check_all(seeds_of_gardens: std::ops::Range<usize>) {
    let seeds = seeds();
    assert!(seeds.len() > 200, "only {} notes to break", seeds.len());
    for seed in seeds_of_gardens {
        check(seed as u64, &seeds);
    }
}

#[test]
fn the_first_five_thousand() {
    check_all(0..GARDENS / 2);
}

#[test]
fn the_second_five_thousand() {
    check_all(GARDENS / 2..GARDENS);
}

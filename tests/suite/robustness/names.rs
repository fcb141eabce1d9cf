//! File names: no file overwrites another whose name is the same to some file system, no name is illegal on any
//! system, and none leads outside the output.

use std::collections::BTreeMap;
use std::fs;

use allotment::diagnostic::Code;
use allotment::output::{self, Around};
use tempfile::TempDir;
use unicode_normalization::UnicodeNormalization;
use walkdir::WalkDir;

use crate::garden::{Built, GardenTest};
use crate::references::dead;

/// Fifty-nine notes whose names differ only in case or Unicode form, or that are illegal on Windows.
const NAMES: &[&str] = &[
    "Note.md",
    "note.md",
    "NOTE.md",
    "nOtE.md",
    "Note.MD",
    "note .md",
    " note.md",
    "note..md",
    "note-.md",
    "-note.md",
    "caf\u{e9}.md",
    "cafe\u{301}.md",
    "CAF\u{c9}.md",
    "Cafe\u{301}.md",
    "stra\u{df}e.md",
    "strasse.md",
    "STRASSE.md",
    "\u{fb00}.md",
    "ff.md",
    "FF.md",
    "\u{130}.md",
    "i\u{307}.md",
    "I.md",
    "i.md",
    "\u{131}.md",
    "\u{3c3}.md",
    "\u{3c2}.md",
    "\u{3a3}.md",
    "\u{212a}.md",
    "k.md",
    "\u{212b}.md",
    "\u{e5}.md",
    "CON.md",
    "con.md",
    "aux.md",
    "NUL.md",
    "com1.md",
    "LPT9.md",
    "prn.txt.md",
    "a:b.md",
    "a?b.md",
    "a*b.md",
    "a|b.md",
    "a<b>.md",
    "a\"b.md",
    "a\\b.md",
    "a\u{1}b.md",
    "a\u{202e}b.md",
    "a\u{200b}b.md",
    "!!!.md",
    "???.md",
    ".md",
    "..md",
    "tags.md",
    "index.md",
    "Index.md",
    "404.md",
    "garden.json.md",
    "\u{1f331}.md",
];

/// Whether every common file system accepts this name: implemented independently of the program.
fn is_legal(path: &str) -> bool {
    let is_legal_part = |part: &str| {
        let stem = part.split('.').next().unwrap().trim_end().to_uppercase();
        let is_device = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str())
            || (stem.chars().count() == 4
                && (stem.starts_with("COM") || stem.starts_with("LPT"))
                && stem.ends_with(|sign: char| {
                    sign.is_ascii_digit() && sign != '0' || "\u{b9}\u{b2}\u{b3}".contains(sign)
                }));
        !part.is_empty()
            && part != "."
            && part != ".."
            && !part.ends_with(['.', ' '])
            && !part.starts_with(' ')
            && part.len() <= 255
            && part.nfc().eq(part.chars())
            && !part.contains(|sign: char| sign.is_control() || "<>:\"|?*\\".contains(sign))
            && !is_device
    };
    path.split('/').all(is_legal_part)
}

/// Returns illegal names, and names that are equal if case and Unicode form are ignored.
fn faults(built: &Built) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for path in built.files.keys() {
        if !is_legal(path) {
            faults.push(format!("illegal: {path:?}"));
        }
        for key in [path.to_lowercase().nfc().collect::<String>(), path.to_uppercase().nfd().collect()] {
            if let Some(other) = seen.insert(key, path).filter(|other| other != path) {
                faults.push(format!("{path:?} is {other:?} on some file systems"));
            }
        }
    }
    faults
}

#[test]
fn of_names_that_are_nearly_equal_or_illegal_none_is_lost() {
    assert_eq!(NAMES.len(), 59);
    let mut garden = GardenTest::new().config("title = \"Names\"\nbase_url = \"https://a.example/\"\n");
    for (number, name) in NAMES.iter().enumerate() {
        garden.put(name, format!("body-{number}-end\n"));
        garden.put(&format!("sub/{name}"), format!("sub-{number}-end\n"));
    }
    let built = garden.build();
    assert_eq!(faults(&built), Vec::<String>::new());
    assert_eq!(dead(&built.files), Vec::<String>::new());
    let notes = built.notes();
    let want = NAMES.iter().filter(|name| name.to_lowercase().ends_with(".md"));
    for (number, name) in NAMES.iter().enumerate().filter(|(_, name)| notes.contains_key(**name)) {
        let words = built.words(&notes[*name]);
        assert_eq!(words, format!("body-{number}-end"), "{name:?} is at {}", notes[*name]);
    }
    // `.md` and `..md` are hidden files without a name, which a scan of a folder would never return.
    let missing: Vec<_> = want.filter(|name| !notes.contains_key(**name)).collect();
    assert!(missing.iter().all(|name| name.starts_with('.')), "{missing:?}");
    assert!(notes.len() >= 2 * (NAMES.len() - 2), "{} notes", notes.len());
    let pages: std::collections::BTreeSet<_> = notes.values().collect();
    assert_eq!(pages.len(), notes.len());
    assert!(built.findings().iter().any(|finding| finding.starts_with(Code::SlugCollision.as_str())));
}

#[test]
fn attachments_with_such_names_all_arrive() {
    let mut garden = GardenTest::new();
    let mut links = String::new();
    for (number, name) in NAMES.iter().enumerate() {
        let file = format!("files/{}.png", name.trim_end_matches(".md"));
        links.push_str(&format!("![[{file}]]\n\n![x](<{file}>)\n\n"));
        garden.put(&file, format!("PNG {number}"));
    }
    garden.put("Shows.md", links);
    let built = garden.build();
    assert_eq!(faults(&built), Vec::<String>::new());
    assert_eq!(dead(&built.files), Vec::<String>::new());
}

#[test]
fn a_folder_named_like_a_page_moves_aside_with_all_its_files() {
    let (one, other) = ("foo.html/img.png", "FOO.html/img.png");
    let built = GardenTest::new()
        .note("foo.md", format!("![[{one}]] ![[{other}]]\n"))
        .file(one, "PNG 1")
        .file(other, "PNG 2")
        .build();
    assert_eq!(faults(&built), Vec::<String>::new());
    assert_eq!(dead(&built.files), Vec::<String>::new());
    assert_eq!(built.files.keys().filter(|path| path.ends_with("img.png")).count(), 2);
}

#[test]
fn long_names_and_deep_folders_have_pages() {
    let long = "l\u{e4}nge ".repeat(40);
    let deep = "deep/".repeat(60);
    let built = GardenTest::new()
        .note(&format!("{}.md", long.trim()), "long one\n")
        .note(&format!("{} b.md", long.trim()), "long two\n")
        .note(&format!("{deep}x.md"), "deep\n")
        .build();
    assert_eq!(faults(&built), Vec::<String>::new());
    assert_eq!(built.notes().len(), 3);
    assert_eq!(dead(&built.files), Vec::<String>::new());
}

const PLACES: &[&str] = &[
    "../escaped",
    "../../escaped",
    "/etc/escaped",
    "//host/escaped",
    "C:\\escaped",
    "C:/escaped",
    "..\\escaped",
    "a/../../escaped",
    "a/..%2f..%2fescaped",
    "%2e%2e/escaped",
    "....//escaped",
    "file:///escaped",
    "https://evil.example/escaped",
    "escaped\u{0}.html",
    "~/escaped",
    ".git/escaped",
];
const KEYS: &[&str] =
    &["permalink", "slug", "url", "path", "aliases", "image", "cover", "redirect_from", "output", "Permalink"];

#[test]
fn no_property_leads_out_of_the_output() {
    let mut garden = GardenTest::new();
    for (row, place) in PLACES.iter().enumerate() {
        for (column, key) in KEYS.iter().enumerate() {
            let value = serde_json::to_string(place).unwrap();
            garden.put(&format!("n{row}-{column}.md"), format!("---\n{key}: {value}\n---\nbody-{row}-{column}\n"));
        }
    }
    let built = garden.build();
    assert_eq!(faults(&built), Vec::<String>::new());
    assert_eq!(dead(&built.files), Vec::<String>::new());
    assert_eq!(built.notes().len(), PLACES.len() * KEYS.len());
    let hidden: Vec<_> =
        built.files.keys().filter(|path| path.split('/').any(|part| part.starts_with(".git"))).collect();
    assert!(hidden.is_empty(), "{hidden:?}");

    let folder = TempDir::new().unwrap();
    let (garden, output) = (folder.path().join("a/garden"), folder.path().join("a/public"));
    fs::create_dir_all(&garden).unwrap();
    let around = Around { garden: &garden, content: &garden.join("content"), usual: &output };
    output::open(&output, &around, &mut || {}).unwrap().write(&built.to_write()).unwrap();
    let all = WalkDir::new(folder.path()).into_iter().map(|entry| entry.unwrap());
    let outside: Vec<_> = all
        .filter(|entry| entry.file_type().is_file() && !entry.path().starts_with(&output))
        .map(walkdir::DirEntry::into_path)
        .collect();
    assert!(outside.is_empty(), "{outside:?}");
}

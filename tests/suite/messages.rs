//! Complete messages to authors: the message, the place, the line, the carets and the help.
//!
//! Here are the findings that need a folder, settings or a theme; those about notes alone are in
//! `src/garden/messages.txt`. `UPDATE_MESSAGES=1 cargo test messages` rewrites the file; review the change as
//! its readers would.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use allotment::diagnostic::Code;
use tempfile::TempDir;

use crate::garden::repository;

/// Small gardens, each with a mistake: its `site.toml`, and other files.
const WRONG: &[(&str, &[(&str, &str)])] = &[
    ("content = '.'", &[("index.md", "![a](a.svg)"), ("a.svg", "<svg onload=\"x()\"><script>x()</script></svg>")]),
    ("content = '.'", &[("index.md", "![a](a.jpg)"), ("a.jpg", "<x:xmpmeta exif:GPSLatitude=\"52,31.2N\"/>")]),
    ("content = '.'", &[("index.md", "[[a.canvas]]"), ("a.canvas", "{\"nodes\": [\n  {\"id\": }\n]}")]),
    ("content = '.'", &[("index.md", "[[a.canvas]]"), ("a.canvas", "{}")]),
    (
        "content = '.'",
        &[("index.md", "[[a.canvas]]"), ("a.canvas", "{\"nodes\": [{\"id\": \"1\"}, {\"type\": \"text\"}]}")],
    ),
    ("content = '.'", &[("index.md", "The sum $\\nope{x}$ of $\\frac{1}{2}$\n\n$$\n\\begin{nope}x\\end{nope}\n$$\n")]),
    ("content = '.'\nhistory.enabled = true", &[("index.md", "")]),
    ("content = '.'", &[("index.md", ""), ("alone.md", "")]),
    ("content = '.'\n[[lens]]\nsides = ['theory', 'practise']", &[("index.md", "#theory")]),
    ("content = '.'\nexclude = ['private/', 'old/']", &[("index.md", ""), ("Private/a.md", "[[index]]")]),
    ("content = '.'", &[("index.md", "```dataview\nLIST FROM #soil\n```\n\n`= this.file.name`\n")]),
    ("content = '.'", &[("index.md", "![[Beds.base]]"), ("Beds.base", "views: []")]),
    ("content = '.'\ntitel = 'x'", &[("index.md", "")]),
    ("content = '.'\n[feeds]\nlimit = 'many'\nauthors = true", &[("index.md", "")]),
    ("content = '.'\ntheme.name = 'moss'", &[("index.md", ""), ("themes/moss/note.html", "{% blok main %}\n")]),
    ("content = '.'\ntheme.name = 'moss'", &[("index.md", ""), ("themes/moss/note.html", "<p>{{ note.titel }}</p>\n")]),
    ("content = '.'\ntheme.name = 'moss'", &[("index.md", ""), ("themes/moss/words/en.toml", "hom = \"Start\"\n")]),
];

/// Returns what `check` prints in a folder, or `build` where the finding shows only when pages are made.
fn says(folder: &Path, command: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_allotment"))
        .args([command, "--color", "never"])
        .env("XDG_CACHE_HOME", folder.join(".cache"))
        .current_dir(folder)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    // The last line contains the time that it took.
    let lines: Vec<String> = String::from_utf8(said)
        .unwrap()
        .lines()
        .filter(|line| !line.starts_with("checked ") && !line.starts_with("built "))
        .map(str::to_owned)
        .collect();
    lines.join("\n").trim_end().to_owned() + "\n"
}

fn garden(settings: &str, files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("site.toml"), settings).unwrap();
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

#[test]
fn messages_about_folders_settings_and_themes_are_whole() {
    let mut all = String::new();
    for (settings, files) in WRONG {
        let folder = garden(settings, files);
        let is_theme = files.iter().any(|(path, _)| path.starts_with("themes/"));
        all.push_str(&(says(folder.path(), if is_theme { "build" } else { "check" }) + "\n"));
    }
    let odd = garden("content = '.'", &[("index.md", ""), ("big.md", &"x\n".repeat(5 << 20))]);
    symlink("/etc/hostname", odd.path().join("host.md")).unwrap();
    fs::write(odd.path().join(OsStr::from_bytes(b"caf\xe9.md")), "").unwrap();
    all.push_str(&says(odd.path(), "check").replace(&*odd.path().to_string_lossy(), "/garden"));
    let place = repository().join("tests/suite/messages.txt");
    if std::env::var_os("UPDATE_MESSAGES").is_some() {
        fs::write(&place, &all).unwrap();
    }
    assert_eq!(all, fs::read_to_string(place).unwrap_or_default());
}

/// Diagrams are drawn only by a program with that feature; the tests of the feature cover its message.
#[test]
fn there_is_a_whole_message_for_every_kind_of_finding() {
    let of = |path: &str| fs::read_to_string(repository().join(path)).unwrap();
    let shown = of("src/garden/messages.txt") + &of("tests/suite/messages.txt");
    let is_missing = |code: &&Code| **code != Code::Diagram && !shown.contains(&format!("[{code}]: "));
    assert_eq!(Code::ALL.iter().filter(is_missing).collect::<Vec<_>>(), Vec::<&Code>::new());
}

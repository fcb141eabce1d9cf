//! The files of a theme: the built-in ones, and those of the garden that override them.
//!
//! [`BUILT_IN`] is themes/default as of the compilation; [`read`] is the only place in `theme` that reads from
//! disk. Symbolic links and hidden files are ignored.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use crate::diagnostic::{Code, Diagnostic};

/// The files of a theme by their paths in it.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Includes files of the theme that ships with the program, by their paths in themes/default.
macro_rules! built_in {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default/", $path)))),*]
    };
}

/// Every text file of themes/default, by path. A test keeps these lists and the folder in step.
pub(super) const BUILT_IN: &[(&str, &str)] = built_in![
    "404.html",
    "atom.xml",
    "author.html",
    "authors.html",
    "backlinks.html",
    "base.html",
    "callouts.css",
    "canvas.css",
    "canvas.html",
    "canvas.js",
    "changes.html",
    "code.css",
    "code.js",
    "contents.js",
    "day.html",
    "diagram.css",
    "drawer.js",
    "fonts/OFL.txt",
    "frame/head.html",
    "frame/menu.html",
    "frame/top.html",
    "graph.css",
    "graph.html",
    "graph.js",
    "home.html",
    "icon.svg",
    "keys.js",
    "lens.html",
    "list.html",
    "math.css",
    "neighbour.html",
    "note.html",
    "on-this-day.html",
    "palette.js",
    "parts.html",
    "parts/referrers.html",
    "parts/time.html",
    "people.html",
    "previews.js",
    "rare.js",
    "results.js",
    "script.js",
    "search.html",
    "search.js",
    "sidenotes.css",
    "slots/footer.html",
    "slots/head.html",
    "slots/header.html",
    "slots/note.html",
    "style.css",
    "tags.html",
    "time.css",
    "timeline.html",
    "today.js",
    "trail.js",
    "wanted.html",
    "words.html",
    "words/ar.toml",
    "words/en.toml",
    "words/es.toml",
    "words/fr.toml",
    "words/ja.toml",
    "words/pt.toml",
];

/// The scripts and style sheets among them as readers load them, by path: the build script strips what only authors
/// need.
const SQUEEZED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/squeezed.rs"));

/// Returns the text file of themes/default with this path.
pub(super) fn built_in(path: &str) -> Option<&'static str> {
    of(BUILT_IN, path)
}

/// Returns the same file as readers load it, if it is a script or a style sheet.
pub(super) fn squeezed(path: &str) -> Option<&'static str> {
    of(SQUEEZED, path)
}

fn of(files: &[(&str, &'static str)], path: &str) -> Option<&'static str> {
    files.iter().find(|(known, _)| *known == path).map(|(_, text)| *text)
}

/// The font for formulas. Its name contains its version, so that browsers may cache it indefinitely.
pub(super) const FONT: (&str, &[u8]) = (
    "fonts/stix-two-math-2.12.woff2",
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default/fonts/stix-two-math-2.12.woff2")),
);

/// Reads every file below `folder`, sorted by path, by its path from there with `/` as separator.
/// `shown` is the folder as the author knows it.
pub(super) fn read(folder: &Path, shown: &str) -> Result<Files, Vec<Diagnostic>> {
    let mut files = BTreeMap::new();
    let mut wrong = Vec::new();
    let walk = WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| !entry.file_name().to_string_lossy().starts_with('.')) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                let path = path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
                match fs::read(entry.path()) {
                    Ok(bytes) => drop(files.insert(path, bytes)),
                    Err(error) => wrong.push(unreadable(&format!("{shown}/{path}"), &error)),
                }
            }
            Ok(_) => {}
            Err(error) => wrong.push(unreadable(shown, &error)),
        }
    }
    if wrong.is_empty() { Ok(files) } else { Err(wrong) }
}

fn unreadable(path: &str, error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error(Code::Unreadable, format!("a file of the theme can't be read: {error}")).in_file(path)
}

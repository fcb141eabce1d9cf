//! The files of a theme: the built-in ones, and those of the garden that stand in for them.
//!
//! [`BUILT_IN`] is themes/default as it was when the program was built; [`read`] is the only
//! place in the theme that touches a disk. Symbolic links and hidden files are left alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use crate::diagnostic::{Code, Diagnostic};

/// A file of the theme that ships with the program, by its path inside of themes/default.
macro_rules! built_in {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default/", $path)))),*]
    };
}

/// Every file of themes/default that is text, by path. A test holds these lists and the folder together.
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

/// The scripts and sheets among them as readers load them, by path: the build script leaves out what only authors need.
const SQUEEZED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/squeezed.rs"));

/// The file of themes/default that has this path, if it is text.
pub(super) fn built_in(path: &str) -> Option<&'static str> {
    of(BUILT_IN, path)
}

/// The same as readers load it, if it is a script or a sheet.
pub(super) fn squeezed(path: &str) -> Option<&'static str> {
    of(SQUEEZED, path)
}

fn of(files: &[(&str, &'static str)], path: &str) -> Option<&'static str> {
    files.iter().find(|(known, _)| *known == path).map(|(_, text)| *text)
}

/// The font for formulas. Its version is in its name, so that browsers may keep it.
pub(super) const FONT: (&str, &[u8]) = (
    "fonts/stix-two-math-2.12.woff2",
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default/fonts/stix-two-math-2.12.woff2")),
);

/// Reads every file below `folder`, by its path from there with `/` between parts, in the order
/// of the paths. `shown` is the folder as the author knows it.
pub(super) fn read(folder: &Path, shown: &str) -> Result<BTreeMap<String, Vec<u8>>, Vec<Diagnostic>> {
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

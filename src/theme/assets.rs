//! The files of a theme that readers load: which are published, under which names, and which pages need them.
//!
//! [`collect`] is the entry point. What a file contains is not looked at, except that scripts get the words that they
//! show.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::Serialize;

use super::files::{self, Files};
use super::template::is_template;
use super::words::Words;
use crate::hash::Digest;
use crate::path::OutputPath;

/// A file of the theme that is published with the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its path in the site.
    pub path: OutputPath,
    /// Its contents.
    pub bytes: Vec<u8>,
    /// Which sites need it.
    pub need: Need,
}

/// What a site must contain to need a file of the theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing in particular: every site needs it.
    Always,
    /// A block of code.
    Code,
    /// A formula.
    Math,
    /// A callout.
    Callouts,
    /// A diagram that was drawn.
    Diagram,
    /// A canvas.
    Canvas,
    /// A search.
    Search,
    /// The map of the garden.
    Graph,
    /// A day or a lens.
    Time,
    /// A day.
    Days,
    /// Links with previews.
    Previews,
    /// The reader's trail.
    Trail,
}

/// What templates see as `theme`: addresses of its files, relative to the root of the site.
#[derive(Clone, Debug, Serialize)]
pub struct Addresses {
    /// Style sheets of every page, in order.
    styles: Vec<String>,
    /// The other files in [`NAMED`]; empty for files that do not exist.
    #[serde(flatten)]
    files: BTreeMap<&'static str, String>,
}

impl Addresses {
    /// Returns the address of the file that templates know by this name, or an empty string.
    pub fn address(&self, name: &str) -> &str {
        self.files.get(name).map_or("", String::as_str)
    }
}

/// Published together with the font, whose licence requires it.
const FONT_LICENSE: &str = "fonts/OFL.txt";

/// Files that templates ask for by name: path, name in templates, and which pages need it.
const NAMED: [(&str, &str, Need); 22] = [
    ("style.css", STYLES, Need::Always),
    (TOKENS, STYLES, Need::Always),
    ("theme.css", STYLES, Need::Always),
    ("script.js", "script", Need::Always),
    ("contents.js", "contents_script", Need::Always),
    ("icon.svg", "icon", Need::Always),
    ("code.css", "code_style", Need::Code),
    ("code.js", "code_script", Need::Code),
    ("math.css", "math_style", Need::Math),
    ("callouts.css", "callout_style", Need::Callouts),
    ("diagram.css", "diagram_style", Need::Diagram),
    ("canvas.css", "canvas_style", Need::Canvas),
    ("canvas.js", "canvas_script", Need::Canvas),
    ("results.js", "search_page", Need::Search),
    ("graph.css", "graph_style", Need::Graph),
    ("graph.js", "graph_script", Need::Graph),
    ("time.css", "time_style", Need::Time),
    ("today.js", "today_script", Need::Days),
    ("previews.js", "previews", Need::Previews),
    ("drawer.js", "drawer", Need::Always),
    (KEYS, "keys", Need::Always),
    ("trail.js", "trail", Need::Trail),
];
/// The name in templates of the style sheets of every page.
const STYLES: &str = "styles";
/// Style sheet with the colours chosen in the settings; no file of a theme may have this name.
pub(super) const TOKENS: &str = "tokens.css";
/// The file that a page loads when its reader searches: the theme's scripts followed by the root of the index, so that
/// one request gets both. Its name is stable, like those of all files of the index.
pub const SEARCH: &str = "search/root.js";
/// The file that the search loads for a word that no note contains and for filters; it has a stable name too.
pub const RARE: &str = "search/rare.js";
const RARE_SCRIPT: &str = "rare.js";
/// The script that finds notes; the next one shows the results.
const ENGINE: &str = "search.js";
const PALETTE: &str = "palette.js";
/// Style rules for footnotes beside the text, appended to the chosen colours.
const SIDE_NOTES: &str = "sidenotes.css";
/// The script for keyboard shortcuts.
const KEYS: &str = "keys.js";
/// Words that the search needs, in the order in which the palette reads them.
const SEARCH_WORDS: [&str; 11] = [
    "all_results",
    "close",
    "index_incomplete",
    "looked_for",
    "note_count",
    "nothing_found",
    "recent",
    "results",
    "search_notes",
    "searching",
    "some_words",
];
/// Words that the overview of keyboard shortcuts needs.
const KEY_WORDS: [&str; 14] = [
    "all_notes",
    "close",
    "dark_theme",
    "edit",
    "graph",
    "home",
    "next",
    "previous",
    "random_note",
    "search",
    "shortcuts",
    "single_keys",
    "tags",
    "timeline",
];

/// Returns the files to publish, and the addresses of those that templates ask for. The names of the latter
/// contain a hash of their contents, so that browsers may cache them indefinitely.
pub(super) fn collect(own: &Files, tokens: Option<&[u8]>, words: &Words) -> (Vec<Asset>, Addresses) {
    let mut assets = Vec::new();
    let mut add = |path: &str, bytes: &[u8], hashed: bool, need: Need| {
        let path = match path.rsplit_once('.').filter(|_| hashed) {
            Some((stem, extension)) => format!("theme/{stem}.{}.{extension}", Digest::of(bytes).short(8)),
            None => format!("theme/{path}"),
        };
        let path = OutputPath::new(&path);
        let url = path.url();
        assets.push(Asset { path, bytes: bytes.to_vec(), need });
        url
    };
    let mut addresses = Addresses { styles: Vec::new(), files: BTreeMap::new() };
    let keys = with_words("allotmentKeyWords", words.to_json(&KEY_WORDS), own, &[KEYS]);
    for (path, name, need) in NAMED {
        let bytes = match path {
            KEYS => Some(&keys[..]),
            TOKENS => tokens,
            _ => of_theme(own, path),
        };
        let address = bytes.map(|bytes| add(path, bytes, true, need));
        if name == STYLES {
            addresses.styles.extend(address);
        } else {
            addresses.files.insert(name, address.unwrap_or_default());
        }
    }
    addresses.files.insert("search", SEARCH.to_owned());
    let license = files::built_in(FONT_LICENSE).map(|text| (FONT_LICENSE, text.as_bytes()));
    for (path, bytes) in [files::FONT].into_iter().chain(license).filter(|(path, _)| !own.contains_key(*path)) {
        add(path, bytes, false, Need::Math);
    }
    for (path, bytes) in own {
        let is_part = [ENGINE, PALETTE, RARE_SCRIPT, SIDE_NOTES].contains(&path.as_str());
        let is_named = is_part || NAMED.iter().any(|(named, ..)| named == path);
        if !is_named && !is_template(path) && !path.starts_with("words/") {
            add(path, bytes, false, Need::Always);
        }
    }
    (assets, addresses)
}

/// Returns the scripts that search and show results, with the words that they need.
pub(super) fn search_script(own: &Files, words: &Words) -> Vec<u8> {
    with_words("allotmentWords", words.to_json_list(&SEARCH_WORDS), own, &[ENGINE, PALETTE])
}

/// Returns the script with what few queries need.
pub(super) fn rare_script(own: &Files) -> Vec<u8> {
    of_theme(own, RARE_SCRIPT).unwrap_or_default().to_vec()
}

/// Returns the style rules for footnotes beside the text.
pub(super) fn side_notes(own: &Files) -> Option<&[u8]> {
    of_theme(own, SIDE_NOTES)
}

/// Returns a file of the theme: the garden's own unless it is an unchanged copy, or else the built-in one.
fn of_theme<'a>(own: &'a Files, path: &str) -> Option<&'a [u8]> {
    let built_in = files::built_in(path);
    match own.get(path) {
        Some(bytes) if built_in.is_none_or(|text| text.as_bytes() != bytes) => Some(bytes),
        _ => files::squeezed(path).or(built_in).map(str::as_bytes),
    }
}

/// Builds a script that pages load on demand: the words that it needs, followed by files of the theme.
fn with_words(name: &str, words: impl Display, own: &Files, files: &[&str]) -> Vec<u8> {
    let mut script = format!("var {name}={words};\n").into_bytes();
    for part in files.iter().filter_map(|path| of_theme(own, path)) {
        script.extend_from_slice(part);
        script.push(b'\n');
    }
    script
}

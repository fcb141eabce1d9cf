//! The fuzz targets: what each does with its input, and what must hold for any input.
//!
//! No input may cause a panic or take long; beyond that, each target checks what its stage guarantees. An input
//! that fails becomes a test beside the code that was wrong, so nothing here is needed to keep the code right.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use allotment::config::LinkStyle;
use allotment::garden::{self, Garden};
use allotment::hash::Digest;
use allotment::math::Typesetter;
use allotment::note::{self, Note, Options, Span};
use allotment::output::{Content, File};
use allotment::path::{OutputPath, SourcePath};
use allotment::site::{self, Build, Inputs, Memo};
use allotment::source::{Files, History, Probe};
use allotment::theme::{self, Choice, Theme};
use allotment::{config, note::front_matter as head};

/// Reads one note; every span in it must be valid.
pub fn note(bytes: &[u8]) {
    let path = SourcePath::new("2024-03-02 Fuzzed note.md");
    let note = note::read(&path, bytes, &options());
    require_places(&note);
    require_same(&note, &note::read(&path, bytes, &options()));
}

/// Reads front matter; a second reading must give the same result.
pub fn front_matter(bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    let front = head::read("note.md", &source);
    assert!(source.is_char_boundary(front.body_start), "the body begins inside of a character");
    require_same(&front, &head::read("note.md", &source));
}

/// Resolves the links of a few notes; every link must have a resolution.
pub fn links(bytes: &[u8]) {
    let (notes, files) = split(bytes);
    let (garden, findings) = resolve(&notes, &files);
    for entry in garden.notes.iter() {
        require_places(&entry.note);
        assert_eq!(entry.note.links.len(), entry.links.len(), "a link without an answer");
    }
    require_distinct(garden.notes.iter().map(|entry| &entry.page).chain(garden.files.values().map(|file| &file.page)));
    require_same(&findings, &resolve(&notes, &files).1);
}

/// Builds a site of a few notes. A second build that uses the memo of the first must give the same site.
pub fn page(bytes: &[u8]) {
    let (notes, files) = split(bytes);
    let clean = build(&notes, &files, &Memo::default());
    require_distinct(clean.files.iter().map(|file| &file.path));
    for file in clean.files.iter().filter(|file| file.path.as_str().ends_with(".html")) {
        let Content::Bytes(bytes) = &file.content else { panic!("{} is no page", file.path) };
        assert!(std::str::from_utf8(bytes).is_ok(), "{} is no text", file.path);
    }
    let again = build(&notes, &files, &clean.memo);
    let digests = |build: &Build| build.files.iter().map(|file| (file.path.clone(), file.digest)).collect::<Vec<_>>();
    require_same(&digests(&clean), &digests(&again));
}

fn options() -> Options {
    let dates = config::parse("", "site.toml").expect("an empty file is a whole configuration").dates;
    Options { created: dates.created, updated: dates.updated, ..Options::default() }
}

/// Splits the input at lines like `=== folder/name.md`: each begins a file of that name. Files that are not
/// notes exist, but are empty.
fn split(bytes: &[u8]) -> (Vec<Arc<Note>>, Vec<SourcePath>) {
    let mut parts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut name = "index.md".to_owned();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(b"=== ") {
            Some(path) if parts.len() < 12 => name = source_path(path),
            _ => parts.entry(name.clone()).or_default().extend_from_slice(line),
        }
    }
    let mut notes = Vec::new();
    let mut files = Vec::new();
    for (path, bytes) in parts {
        let path = SourcePath::new(path);
        if path.is_note() {
            notes.push(Arc::new(note::read(&path, &bytes, &options())));
        } else {
            files.push(path);
        }
    }
    (notes, files)
}

/// Returns a path that could exist on disk.
fn source_path(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    let legal = name.trim_end_matches(['\n', '\r']).replace('\0', "");
    let parts: Vec<&str> = legal.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    if parts.is_empty() { "index.md".to_owned() } else { parts.join("/") }
}

fn resolve(notes: &[Arc<Note>], files: &[SourcePath]) -> (Garden, Vec<allotment::diagnostic::Diagnostic>) {
    garden::build(&garden::Inputs {
        notes,
        files,
        canvases: &BTreeMap::default(),
        history: &History::default(),
        reserved: &[],
        link_style: LinkStyle::Closest,
        active_files: false,
        has_room: false,
    })
}

fn build(notes: &[Arc<Note>], files: &[SourcePath], memo: &Memo) -> Build {
    static THEME: LazyLock<Theme> = LazyLock::new(|| {
        let choice =
            Choice { folder: None, name: "default", language: "en", accent: None, font: "sans", side_notes: false };
        theme::load(&choice).expect("the built-in theme loads")
    });
    let text = "title = \"Fuzzed\"\nbase_url = \"https://garden.example/\"\n";
    let config = config::parse(text, "site.toml").expect("the configuration is one");
    let history = History::default();
    let typesetter = Typesetter::new(&config.math.macros.0).expect("there are no macros");
    let inputs = Inputs {
        config: &config,
        theme: &THEME,
        typesetter: &typesetter,
        notes,
        files,
        attachments: &Shelf,
        history: &history,
        authors: &config::Authors::default(),
        is_live: false,
    };
    let grown = site::grow(&inputs);
    site::build(&inputs, &grown, memo, &|_, _| true, &|path, parts| File::new(path, parts.flatten().collect::<Vec<u8>>()))
        .expect("a note can't fail a build")
}

/// A set of files in which every path exists, always with the same picture.
struct Shelf;

impl Files for Shelf {
    fn probe(&self, _: &SourcePath) -> Option<Probe> {
        Some(Probe { digest: Digest::of(b""), size: Some((300, 200)), length: 0, acts: None, ink: false })
    }

    fn says_where(&self, _: &SourcePath) -> bool {
        false
    }

    fn read(&self, _: &SourcePath) -> io::Result<Vec<u8>> {
        Ok(b"{}".to_vec())
    }

    fn place(&self, path: &SourcePath) -> PathBuf {
        PathBuf::from(path.as_str())
    }
}

/// Slices the text at every span that a note contains.
fn require_places(note: &Note) {
    let in_file = |span: Span| assert!(note.text.get(span.range()).is_some(), "{span:?} is no place in the file");
    let in_plain = |span: Span| assert!(note.plain.get(span.range()).is_some(), "{span:?} is no place in the text");
    for link in &note.links {
        in_file(link.span);
        in_plain(link.text);
        let is_known = |words| note.blocks.iter().any(|block| block.text == words);
        assert!(link.block.is_none_or(is_known), "{link:?} stands in no block");
    }
    note.headings.iter().for_each(|heading| in_file(heading.span));
    note.headings.iter().for_each(|heading| in_plain(heading.text));
    note.blocks.iter().for_each(|block| in_file(block.span));
    note.blocks.iter().for_each(|block| in_plain(block.text));
    note.anchors.iter().for_each(|anchor| in_file(anchor.span));
    note.styles.iter().for_each(|style| in_plain(style.text));
    note.quiet.iter().for_each(|span| in_plain(*span));
}

fn require_same(once: &impl Debug, again: &impl Debug) {
    assert_eq!(format!("{once:?}"), format!("{again:?}"), "the same input, and another result");
}

/// Requires that no two files of a site have the same path on a file system that ignores case.
fn require_distinct<'p>(paths: impl Iterator<Item = &'p OutputPath>) {
    let mut taken = BTreeMap::new();
    for path in paths {
        let first = taken.insert(path.collision_key(), path);
        assert!(first.is_none(), "{path} and {first:?} are one file to some file systems");
    }
}

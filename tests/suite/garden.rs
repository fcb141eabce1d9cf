//! Gardens to test with: notes and files in, outputs and findings out.
//!
//! ```ignore
//! GardenTest::new().note("a.md", "[[b]]").build().warns(Code::BrokenLink, "a.md:1:1");
//! ```
//!
//! A garden lies in memory, or on disk where the disk is what is tested ([`build_folder`]). Either
//! way it takes the way of every build: [`stages`].

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use allotment::config::{self, Config, Select};
use allotment::diagnostic::{Code, Diagnostic};
use allotment::hash::Digest;
use allotment::note::{self, Note};
use allotment::output::{Content, File};
use allotment::path::{OutputPath, SourcePath};
use allotment::site::{self, Memo, Stats};
use allotment::source::{self, Files, History, Probe, Selection, SourceFile};
use allotment::theme::{self, Theme};
use rayon::prelude::*;
use serde_json::Value;

use crate::html::{Page, text};

/// A garden in memory.
#[derive(Clone, Default)]
pub(crate) struct GardenTest {
    files: BTreeMap<String, Vec<u8>>,
    config: String,
    history: History,
}

/// A built site.
pub(crate) struct Built {
    /// All files by path.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// Findings, in order.
    pub(crate) findings: Vec<Diagnostic>,
    /// Numbers.
    pub(crate) stats: Stats,
    memo: Memo,
}

impl GardenTest {
    /// An empty garden.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// All that a build would find in a folder.
    pub(crate) fn from_folder(content: &Path) -> Self {
        let scan = source::scan(&Selection { content, exclude: &[], skip: &[] });
        let mut garden = Self::new();
        for note in scan.notes {
            garden.files.insert(note.path.to_string(), note.bytes);
        }
        for file in scan.files {
            garden.files.insert(file.to_string(), std::fs::read(content.join(file.as_str())).unwrap());
        }
        garden
    }

    /// The starter garden of this repository.
    pub(crate) fn starter() -> Self {
        Self::from_folder(&repository().join("content"))
    }

    /// Adds or replaces a note.
    pub(crate) fn note(mut self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.put(path, text);
        self
    }

    /// Adds or replaces an attachment.
    pub(crate) fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.note(path, bytes)
    }

    /// What `site.toml` says.
    pub(crate) fn config(mut self, toml: &str) -> Self {
        toml.clone_into(&mut self.config);
        self
    }

    /// Adds or replaces a file in place.
    pub(crate) fn put(&mut self, path: &str, bytes: impl AsRef<[u8]>) {
        self.files.insert(path.to_owned(), bytes.as_ref().to_vec());
    }

    /// Takes a file away and gives its bytes.
    pub(crate) fn take(&mut self, path: &str) -> Option<Vec<u8>> {
        self.files.remove(path)
    }

    /// Paths of all files, in order.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The bytes of a file.
    pub(crate) fn bytes(&self, path: &str) -> &[u8] {
        &self.files[path]
    }

    /// Builds it from nothing.
    pub(crate) fn build(&self) -> Built {
        self.build_after(None)
    }

    /// Builds it with the memory and the output of an earlier build.
    pub(crate) fn rebuild(&self, earlier: &Built) -> Built {
        self.build_after(Some(earlier))
    }

    fn build_after(&self, earlier: Option<&Built>) -> Built {
        let paths = || self.files.iter().map(|(path, bytes)| (SourcePath::new(path.as_str()), bytes));
        let sources: Vec<SourceFile> =
            paths().filter(|(path, _)| path.is_note()).map(|(path, bytes)| SourceFile { path, bytes: bytes.clone() }).collect();
        let files: Vec<SourcePath> = paths().map(|(path, _)| path).filter(|path| !path.is_note()).collect();
        let attachments = Attachments { files: &InMemory(&self.files), read: &|place| self.bytes(place.to_str().unwrap()).to_vec() };
        stages(&settings(&self.config), &sources, &files, attachments, &self.history, earlier)
    }
}

/// A configuration with a title, so that no folder has to lend one.
fn settings(toml: &str) -> Config {
    let mut config = config::parse(toml, "site.toml").expect("the settings of a test are right");
    if config.title.is_empty() {
        "Garden".clone_into(&mut config.title);
    }
    config
}

/// Builds a garden that lies on disk.
pub(crate) fn build_folder(content: &Path, toml: &str) -> Built {
    let config = settings(toml);
    let exclude: Vec<String> = config.exclude.iter().map(|pattern| pattern.as_str().to_owned()).collect();
    let scan = source::scan(&Selection { content, exclude: &exclude, skip: &[] });
    let attachments = Attachments { files: &content, read: &|place| std::fs::read(place).unwrap() };
    let mut built = stages(&config, &scan.notes, &scan.files, attachments, &source::history(content), None);
    built.findings.extend(scan.diagnostics);
    allotment::diagnostic::sort(&mut built.findings);
    built
}

/// The way of every build, from files to outputs.
fn stages(
    config: &Config,
    sources: &[SourceFile],
    files: &[SourcePath],
    attachments: Attachments<'_>,
    history: &History,
    earlier: Option<&Built>,
) -> Built {
    let options = note::Options {
        opt_in: config.select == Select::OptIn,
        created: config.dates.created.clone(),
        updated: config.dates.updated.clone(),
    };
    let notes: Vec<Arc<Note>> =
        sources.par_iter().map(|file| Arc::new(note::read(&file.path, &file.bytes, &options))).collect();
    let theme = look(config);
    let inputs = site::Inputs { config, theme: &theme, notes: &notes, files, attachments: attachments.files, history };
    let memo = earlier.map(|earlier| earlier.memo.clone()).unwrap_or_default();
    let known: BTreeMap<&str, Digest> =
        earlier.iter().flat_map(|earlier| &earlier.files).map(|(path, bytes)| (path.as_str(), Digest::of(bytes))).collect();
    let build = site::build(&inputs, &memo, &|path, digest| known.get(path.as_str()) == Some(&digest))
        .expect("the theme renders");
    let outputs = build.files.into_iter().map(|file| {
        let path = file.path.as_str().to_owned();
        let bytes = match file.content {
            Content::Bytes(bytes) => bytes.to_vec(),
            Content::Copy(place) => (attachments.read)(&place),
            Content::Kept => earlier.expect("only an earlier file is kept").files[&path].clone(),
        };
        assert_eq!(Digest::of(&bytes), file.digest, "{path} has other bytes than its digest says");
        (path, bytes)
    });
    let outputs: Vec<_> = outputs.collect();
    let count = outputs.len();
    let files: BTreeMap<_, _> = outputs.into_iter().collect();
    assert_eq!(files.len(), count, "two outputs share a path");
    Built { files, findings: build.diagnostics, stats: build.stats, memo: build.memo }
}

/// Attachments, and how to read what [`Files::place`] names.
#[derive(Clone, Copy)]
struct Attachments<'a> {
    files: &'a dyn Files,
    read: &'a dyn Fn(&Path) -> Vec<u8>,
}

struct InMemory<'a>(&'a BTreeMap<String, Vec<u8>>);

impl Files for InMemory<'_> {
    fn probe(&self, path: &SourcePath) -> Option<Probe> {
        let bytes = self.0.get(path.as_str())?;
        let size = imagesize::blob_size(bytes).ok().map(|size| (size.width as u32, size.height as u32));
        Some(Probe { digest: Digest::of(bytes), size, length: bytes.len() as u64 })
    }

    fn place(&self, path: &SourcePath) -> PathBuf {
        PathBuf::from(path.as_str())
    }
}

/// The theme that the settings ask for, compiled once.
fn look(config: &Config) -> Arc<Theme> {
    static THEMES: LazyLock<Mutex<HashMap<(String, String, String), Arc<Theme>>>> = LazyLock::new(Mutex::default);
    let accent = config.theme.accent.as_ref().map(|accent| accent.as_str().to_owned());
    let font = match config.theme.font {
        config::Font::Sans => "sans",
        config::Font::Serif => "serif",
    };
    let key = (config.language.as_str().to_owned(), accent.clone().unwrap_or_default(), font.to_owned());
    let choice = theme::Choice {
        folder: None,
        name: "default",
        language: config.language.as_str(),
        accent: accent.as_deref(),
        font,
    };
    let mut themes = THEMES.lock().unwrap();
    Arc::clone(themes.entry(key).or_insert_with(|| Arc::new(theme::load(&choice).expect("the theme loads"))))
}

impl Built {
    /// A page.
    pub(crate) fn page(&self, path: &str) -> Page {
        Page::parse(self.text(path))
    }

    /// A text file of the site.
    pub(crate) fn text(&self, path: &str) -> &str {
        let bytes = self.files.get(path);
        let bytes = bytes.unwrap_or_else(|| panic!("there is no {path} among {:?}", self.files.keys()));
        std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The words of a note's body as a reader sees them.
    pub(crate) fn words(&self, path: &str) -> String {
        text(self.page(path).article())
    }

    /// The HTML of a note's body.
    pub(crate) fn main(&self, path: &str) -> String {
        self.page(path).article().inner_html()
    }

    /// Paths and texts of all pages.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.keys().filter(|path| path.ends_with(".html")).map(|path| (path.as_str(), self.text(path)))
    }

    /// The garden as data.
    pub(crate) fn garden_json(&self) -> Value {
        serde_json::from_str(self.text("garden.json")).expect("garden.json is JSON")
    }

    /// Paths of all notes that were published, with the paths of their pages.
    pub(crate) fn notes(&self) -> BTreeMap<String, String> {
        let garden = self.garden_json();
        let notes = garden["notes"].as_array().unwrap().iter();
        let page = |note: &Value| allotment::path::percent_decode(note["url"].as_str().unwrap());
        notes.map(|note| (note["path"].as_str().unwrap().to_owned(), page(note))).collect()
    }

    /// The files as they are handed to the output.
    pub(crate) fn to_write(&self) -> Vec<File> {
        self.files.iter().map(|(path, bytes)| File::new(OutputPath::new(path), bytes.clone())).collect()
    }

    /// Findings as `code path:line:column`.
    pub(crate) fn findings(&self) -> Vec<String> {
        let place = |finding: &Diagnostic| {
            finding.location.as_ref().map(|at| format!(" {}:{}:{}", at.path, at.line, at.column)).unwrap_or_default()
        };
        self.findings.iter().map(|finding| format!("{}{}", finding.code, place(finding))).collect()
    }

    /// Holds that there is a finding of this kind at `path:line:column`.
    #[track_caller]
    pub(crate) fn warns(&self, code: Code, place: &str) -> &Self {
        let want = format!("{code} {place}");
        assert!(self.findings().contains(&want), "no {want} among {:#?}", self.findings());
        self
    }

    /// Holds that there is no finding of this kind.
    #[track_caller]
    pub(crate) fn is_silent(&self, code: Code) -> &Self {
        let found: BTreeSet<_> = self.findings().into_iter().filter(|line| line.starts_with(code.as_str())).collect();
        assert!(found.is_empty(), "{found:#?}");
        self
    }
}

/// The folder of this repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

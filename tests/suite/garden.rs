//! Gardens for tests: notes and files go in, outputs and findings come out.
//!
//! ```ignore
//! GardenTest::new().note("a.md", "[[b]]").build().warns(Code::BrokenLink, "a.md:1:1");
//! ```
//!
//! A garden is kept in memory; where the disk is part of what is tested, [`build_folder`] runs the program on a folder.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, LazyLock, Mutex};

use allotment::config::{self, Authors, Config, Select};
use allotment::diagnostic::{Code, Diagnostic};
use allotment::hash::Digest;
use allotment::highlight::Highlighter;
use allotment::math::Typesetter;
use allotment::note::{self, Note};
use allotment::output::{Content, File};
use allotment::path::{OutputPath, SourcePath};
use allotment::site::{self, Edition, Found, Memo, Stock};
use allotment::source::{self, Files, History, Probe, Selection, SourceFile};
use allotment::theme::{self, Theme};
use rayon::prelude::*;
use serde_json::Value;
use walkdir::WalkDir;

use crate::html::{Page, text};

/// A garden in memory.
#[derive(Clone, Default)]
pub(crate) struct GardenTest {
    files: BTreeMap<String, Vec<u8>>,
    config: String,
    history: History,
    authors: String,
}

/// A built site.
pub(crate) struct Built {
    /// All files by path.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// Findings, in order.
    pub(crate) findings: Vec<Finding>,
    /// How many files were kept from the previous build.
    pub(crate) kept: usize,
    memo: Memo,
}

/// A finding of a build, as tests see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) code: String,
    pub(crate) path: Option<String>,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl Finding {
    fn of(finding: &Diagnostic) -> Self {
        let at = finding.location.as_ref();
        Self {
            code: finding.code.to_string(),
            path: at.map(|at| at.path.clone()),
            line: at.map_or(0, |at| at.line),
            column: at.map_or(0, |at| at.column),
        }
    }

    /// Parses a line of `--format json`; the last one is not a finding.
    fn from_json(line: &Value) -> Option<Self> {
        let number = |key: &str| line[key].as_u64().unwrap_or_default() as u32;
        Some(Self {
            code: line["code"].as_str()?.to_owned(),
            path: line["path"].as_str().map(str::to_owned),
            line: number("line"),
            column: number("col"),
        })
    }
}

impl GardenTest {
    /// An empty garden.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Returns a garden of everything that a build would find in a folder.
    pub(crate) fn from_folder(content: &Path) -> Self {
        let scan = source::scan(&Selection { content, exclude: &[], skip: &[] });
        let mut garden = Self::new();
        for note in scan.notes.into_iter().filter(|note| !note.is_left_out) {
            garden.files.insert(note.path.to_string(), note.bytes);
        }
        for file in scan.files {
            garden.files.insert(file.to_string(), fs::read(content.join(file.as_str())).unwrap());
        }
        garden
    }

    /// Returns the starter garden of this repository.
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

    /// Sets the text of `site.toml`.
    pub(crate) fn config(mut self, toml: &str) -> Self {
        toml.clone_into(&mut self.config);
        self
    }

    /// Sets the history that version control reports.
    pub(crate) fn history(mut self, history: History) -> Self {
        self.history = history;
        self
    }

    /// Sets the text of `authors.toml`.
    pub(crate) fn authors(mut self, toml: &str) -> Self {
        toml.clone_into(&mut self.authors);
        self
    }

    /// Adds or replaces a file in place.
    pub(crate) fn put(&mut self, path: &str, bytes: impl AsRef<[u8]>) {
        self.files.insert(path.to_owned(), bytes.as_ref().to_vec());
    }

    /// Removes a file and returns its bytes.
    pub(crate) fn take(&mut self, path: &str) -> Option<Vec<u8>> {
        self.files.remove(path)
    }

    /// Returns the paths of all files, sorted.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Returns the bytes of a file.
    pub(crate) fn bytes(&self, path: &str) -> &[u8] {
        &self.files[path]
    }

    /// Builds the site from scratch.
    pub(crate) fn build(&self) -> Built {
        self.build_after(None)
    }

    /// Builds the site with the memo and the output of an earlier build.
    pub(crate) fn rebuild(&self, earlier: &Built) -> Built {
        self.build_after(Some(earlier))
    }

    fn build_after(&self, earlier: Option<&Built>) -> Built {
        let paths = || self.files.iter().map(|(path, bytes)| (SourcePath::new(path.as_str()), bytes));
        let sources: Vec<SourceFile> = paths()
            .filter(|(path, _)| path.is_note())
            .map(|(path, bytes)| SourceFile::new(path, bytes.clone()))
            .collect();
        let files: Vec<SourcePath> = paths().map(|(path, _)| path).filter(|path| !path.is_note()).collect();
        let (config, authors) = (settings(&self.config), people(&self.authors));
        let known = (&self.history, &authors);
        stages(&config, known, &sources, &files, &InMemory(&self.files), earlier)
    }
}

/// A garden's site as an edition, whose files are made on demand.
pub(crate) struct Edited {
    /// The edition.
    pub(crate) edition: Edition,
    files: Arc<Owned>,
}

/// The files of a garden in memory.
struct Owned(BTreeMap<String, Vec<u8>>);

impl Files for Owned {
    fn probe(&self, path: &SourcePath) -> Option<Probe> {
        InMemory(&self.0).probe(path)
    }

    fn says_where(&self, photo: &SourcePath) -> bool {
        InMemory(&self.0).says_where(photo)
    }

    fn read(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        InMemory(&self.0).read(path)
    }

    fn place(&self, path: &SourcePath) -> PathBuf {
        InMemory(&self.0).place(path)
    }
}

impl GardenTest {
    /// Makes an edition of the site, optionally from the previous one.
    pub(crate) fn edition(&self, before: Option<&Edited>) -> Edited {
        let stock = before.map(|before| before.edition.stock());
        let config = settings(&self.config);
        let config = stock.map(|stock| stock.config.clone()).filter(|old| **old == config).unwrap_or(Arc::new(config));
        let same_typesetter = stock.filter(|stock| stock.config.math == config.math);
        let typesetter = same_typesetter.map_or_else(
            || Arc::new(Typesetter::new(&config.math.macros.0).expect("the macros can be read")),
            |stock| stock.typesetter.clone(),
        );
        let old: HashMap<&SourcePath, &Arc<Note>> =
            stock.into_iter().flat_map(|stock| &stock.notes).map(|note| (&note.path, note)).collect();
        let is_set_up_alike = stock.is_some_and(|stock| Arc::ptr_eq(&stock.config, &config));
        let (notes, files): (Vec<SourcePath>, Vec<SourcePath>) =
            self.files.keys().map(|path| SourcePath::new(path.as_str())).partition(SourcePath::is_note);
        let note = |path: SourcePath| {
            let bytes = &self.files[path.as_str()];
            let same = old.get(&path).filter(|old| is_set_up_alike && old.digest == Digest::of(bytes));
            same.map_or_else(|| Arc::new(note::read(&path, bytes, &note_options(&config))), |old| Arc::clone(old))
        };
        let owned = Arc::new(Owned(self.files.clone()));
        let stock = Stock {
            theme: look(&config),
            typesetter,
            highlighter: stock.map_or_else(|| Arc::new(Highlighter::new()), |stock| stock.highlighter.clone()),
            notes: notes.into_iter().map(note).collect(),
            files,
            attachments: owned.clone(),
            history: same(stock.map(|stock| &stock.history), self.history.clone()),
            authors: same(stock.map(|stock| &stock.authors), people(&self.authors)),
            config,
        };
        Edited { edition: Edition::new(stock, before.map(|before| &before.edition)), files: owned }
    }
}

/// Returns the old value if it is equal to the new one.
fn same<T: PartialEq>(old: Option<&Arc<T>>, new: T) -> Arc<T> {
    old.filter(|old| ***old == new).cloned().unwrap_or_else(|| Arc::new(new))
}

impl Edited {
    /// Returns the bytes of one of its files.
    pub(crate) fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        match self.edition.find(&OutputPath::new(path)).expect("the theme renders")? {
            Found::Made(bytes) => Some(bytes),
            Found::Attachment(place) => Some(self.files.0[place.to_str().unwrap()].clone()),
        }
    }

    /// Returns all findings.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut findings = self.edition.grown().diagnostics();
        allotment::diagnostic::sort(&mut findings);
        findings.iter().map(Finding::of).collect()
    }
}

/// Parses a configuration; sets a title if it has none, as there is no folder to derive one from.
fn settings(toml: &str) -> Config {
    let mut config = config::parse(toml, "site.toml").expect("the settings of a test are right");
    if config.title.is_empty() {
        "Garden".clone_into(&mut config.title);
    }
    config
}

fn people(toml: &str) -> Authors {
    config::parse_authors(toml, "authors.toml").expect("the people of a test are right")
}

/// Builds a garden on disk with the program itself: from the notes in `folder/content`, to `folder/public`.
pub(crate) fn build_folder(folder: &Path, toml: &str) -> Built {
    build_folder_in(folder, toml, folder, &[])
}

/// Like [`build_folder`], but called from the folder `here`, with these environment variables.
pub(crate) fn build_folder_in(folder: &Path, toml: &str, here: &Path, environment: &[(&str, &str)]) -> Built {
    fs::write(folder.join("site.toml"), toml).unwrap();
    let memory = folder.join("memory");
    let output = Command::new(env!("CARGO_BIN_EXE_allotment"))
        .args(["build", "--format", "json", "--root"])
        .arg(folder)
        .current_dir(here)
        .env_clear()
        .envs(["PATH", "SYSTEMROOT"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
        // The program's cache is kept in the garden's folder.
        .envs(["XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"].map(|name| (name, &memory)))
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let lines = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut files = read_back(&folder.join("public"));
    files.remove(allotment::output::MANIFEST).expect("the output has a manifest");
    Built {
        files,
        findings: lines.filter_map(|line| Finding::from_json(&line)).collect(),
        kept: 0,
        memo: Memo::default(),
    }
}

/// Reads all files below a folder, by path.
pub(crate) fn read_back(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
    files.map(|entry| (name(entry.path()), fs::read(entry.path()).unwrap())).collect()
}

/// Runs the stages of the command `build` between reading and writing the disk.
fn stages(
    config: &Config,
    (history, authors): (&History, &Authors),
    sources: &[SourceFile],
    files: &[SourcePath],
    attachments: &InMemory<'_>,
    earlier: Option<&Built>,
) -> Built {
    let options = note_options(config);
    let notes: Vec<Arc<Note>> =
        sources.to_vec().into_par_iter().map(|file| Arc::new(note::read_file(file, &options))).collect();
    let theme = look(config);
    let typesetter = Typesetter::new(&config.math.macros.0).expect("the macros can be read");
    let inputs = site::Inputs {
        config,
        theme: &theme,
        typesetter: &typesetter,
        notes: &notes,
        files,
        attachments,
        history,
        authors,
        is_live: false,
    };
    let grown = site::grow(&inputs);
    let memo = earlier.map(|earlier| earlier.memo.clone()).unwrap_or_default();
    let earlier = |path: &str| earlier.and_then(|earlier| earlier.files.get(path));
    let at_hand = |path: &OutputPath, digest| earlier(path.as_str()).is_some_and(|bytes| Digest::of(bytes) == digest);
    let build = site::build(&inputs, &grown, &memo, &at_hand, &|path, parts| {
        File::new(path, parts.flatten().collect::<Vec<u8>>())
    })
    .expect("the theme renders");
    let kept = build.files.iter().filter(|file| matches!(file.content, Content::Kept)).count();
    let mut outputs = BTreeMap::new();
    for file in build.files {
        let path = file.path.as_str().to_owned();
        let bytes = match file.content {
            Content::Bytes(bytes) => bytes.to_vec(),
            Content::Spooled { .. } => unreachable!("nothing is written to a disk here"),
            Content::Copy(place) => attachments.0[place.to_str().unwrap()].clone(),
            Content::Kept => earlier(&path).expect("only what was at hand is kept").clone(),
        };
        assert_eq!(Digest::of(&bytes), file.digest, "{path} has other bytes than its digest says");
        assert!(outputs.insert(path, bytes).is_none(), "{} is there twice", file.path);
    }
    let mut findings = grown.diagnostics();
    allotment::diagnostic::sort(&mut findings);
    Built { files: outputs, findings: findings.iter().map(Finding::of).collect(), kept, memo: build.memo }
}

fn note_options(config: &Config) -> note::Options {
    note::Options {
        opt_in: config.select == Select::OptIn,
        drafts: false,
        created: config.dates.created.clone(),
        updated: config.dates.updated.clone(),
        properties: config.properties.clone(),
    }
}

struct InMemory<'a>(&'a BTreeMap<String, Vec<u8>>);

impl Files for InMemory<'_> {
    fn probe(&self, path: &SourcePath) -> Option<Probe> {
        self.0.get(path.as_str()).map(|bytes| Probe::of(path, bytes))
    }

    fn says_where(&self, photo: &SourcePath) -> bool {
        self.0.get(photo.as_str()).is_some_and(|bytes| source::says_where(Cursor::new(bytes)))
    }

    fn read(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        self.0.get(path.as_str()).cloned().ok_or(io::ErrorKind::NotFound.into())
    }

    fn place(&self, path: &SourcePath) -> PathBuf {
        PathBuf::from(path.as_str())
    }
}

/// Compiled themes, by language, accent colour, font and place of footnotes.
type Themes = HashMap<[String; 4], Arc<Theme>>;

/// Returns the theme that the settings ask for; each is compiled once.
pub(crate) fn look(config: &Config) -> Arc<Theme> {
    static THEMES: LazyLock<Mutex<Themes>> = LazyLock::new(Mutex::default);
    let accent = config.theme.accent.as_ref().map(|accent| accent.as_str().to_owned());
    let font = match config.theme.font {
        config::Font::Sans => "sans",
        config::Font::Serif => "serif",
    };
    let side_notes = config.theme.footnotes == config::Footnotes::Side;
    let key = [
        config.language.as_str().to_owned(),
        accent.clone().unwrap_or_default(),
        font.to_owned(),
        side_notes.to_string(),
    ];
    let choice = theme::Choice {
        folder: None,
        name: "default",
        language: config.language.as_str(),
        accent: accent.as_deref(),
        font,
        side_notes,
    };
    let mut themes = THEMES.lock().unwrap();
    Arc::clone(themes.entry(key).or_insert_with(|| Arc::new(theme::load(&choice).expect("the theme loads"))))
}

impl Built {
    /// Parses a page.
    pub(crate) fn page(&self, path: &str) -> Page {
        Page::parse(self.text(path))
    }

    /// Returns a text file of the site.
    pub(crate) fn text(&self, path: &str) -> &str {
        let bytes = self.files.get(path);
        let bytes = bytes.unwrap_or_else(|| panic!("there is no {path} among {:?}", self.files.keys()));
        std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Returns the text of a note's body as a reader sees it.
    pub(crate) fn words(&self, path: &str) -> String {
        text(self.page(path).article())
    }

    /// Returns the HTML of a note's body.
    pub(crate) fn main(&self, path: &str) -> String {
        self.page(path).article().inner_html()
    }

    /// Returns paths and texts of all pages.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.keys().filter(|path| path.ends_with(".html")).map(|path| (path.as_str(), self.text(path)))
    }

    /// Parses `garden.json`.
    pub(crate) fn garden_json(&self) -> Value {
        serde_json::from_str(self.text("garden.json")).expect("garden.json is JSON")
    }

    /// Returns the paths of all published notes, with the paths of their pages.
    pub(crate) fn notes(&self) -> BTreeMap<String, String> {
        let garden = self.garden_json();
        let notes = garden["notes"].as_array().unwrap().iter();
        let page = |note: &Value| allotment::path::percent_decode(note["url"].as_str().unwrap());
        notes.map(|note| (note["path"].as_str().unwrap().to_owned(), page(note))).collect()
    }

    /// Returns the files as they are handed to the output.
    pub(crate) fn to_write(&self) -> Vec<File> {
        self.files.iter().map(|(path, bytes)| File::new(OutputPath::new(path), bytes.clone())).collect()
    }

    /// Returns the findings as `code path:line:column`.
    pub(crate) fn findings(&self) -> Vec<String> {
        let line = |finding: &Finding| match &finding.path {
            Some(path) => format!("{} {path}:{}:{}", finding.code, finding.line, finding.column),
            None => finding.code.clone(),
        };
        self.findings.iter().map(line).collect()
    }
}

impl Built {
    /// Requires a finding of this kind at `path:line:column`.
    #[track_caller]
    pub(crate) fn warns(&self, code: Code, place: &str) -> &Self {
        let want = format!("{code} {place}");
        assert!(self.findings().contains(&want), "no {want} among {:#?}", self.findings());
        self
    }

    /// Requires that there is no finding of this kind.
    #[track_caller]
    pub(crate) fn is_silent(&self, code: Code) -> &Self {
        let found: Vec<_> = self.findings().into_iter().filter(|line| line.starts_with(code.as_str())).collect();
        assert!(found.is_empty(), "{found:#?}");
        self
    }
}

/// The folder of this repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

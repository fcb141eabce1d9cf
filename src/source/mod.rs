//! The garden's folder on disk: which files there are, and what is in them.
//!
//! [`scan`] is the only reader of content. It follows no symbolic links, skips what is hidden,
//! ignored or another tool's, and reports what it can't read. It keeps the bytes of notes, and of
//! other files only where they are; what they mean is not its business.

mod files;
mod history;
mod rules;

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

pub use files::{Files, Probe};
pub use history::{History, history};

use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use rules::Rules;

/// A note's file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Where it is in the garden.
    pub path: SourcePath,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What [`scan`] found.
#[derive(Debug, Default)]
pub struct Scan {
    /// Notes, in the order of their paths.
    pub notes: Vec<SourceFile>,
    /// All other files, in the order of their paths.
    pub files: Vec<SourcePath>,
    /// What could not be read, and links that were not followed.
    pub diagnostics: Vec<Diagnostic>,
}

/// What to look at.
#[derive(Clone, Debug)]
pub struct Selection<'a> {
    /// The folder of the notes.
    pub content: &'a Path,
    /// Patterns to leave out, written as in `.gitignore`, from the content folder.
    pub exclude: &'a [String],
    /// Folders that are no content although they lie in it: the output, themes.
    pub skip: &'a [PathBuf],
}

/// Walks the content folder and reads all notes in it.
pub fn scan(selection: &Selection<'_>) -> Scan {
    let mut scan = Scan::default();
    let mut notes = Vec::new();
    let mut rules = Rules::new(selection);
    let walk = WalkDir::new(selection.content).follow_links(false).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| rules.enter(entry)) {
        match entry {
            Ok(entry) => sort_in(&entry, selection.content, &mut notes, &mut scan),
            Err(error) => scan.diagnostics.push(unreadable_entry(&error, selection.content)),
        }
    }
    read_all(notes, &mut scan);
    scan.notes.sort_by(|a, b| a.path.cmp(&b.path));
    scan.files.sort();
    scan
}

fn sort_in(entry: &DirEntry, content: &Path, notes: &mut Vec<(SourcePath, PathBuf)>, scan: &mut Scan) {
    let kind = entry.file_type();
    if kind.is_dir() || entry.depth() == 0 {
        return;
    }
    let Some(path) = source_path(entry.path(), content) else {
        scan.diagnostics.push(
            Diagnostic::warning(Code::Unreadable, "the name of this file is no text")
                .in_file(&entry.path().to_string_lossy())
                .help("rename it; it is left out"),
        );
        return;
    };
    if kind.is_symlink() {
        scan.diagnostics.push(
            Diagnostic::warning(Code::SymlinkSkipped, "this symbolic link is not followed")
                .in_file(path.as_str())
                .help("copy the file into the garden if it should be published"),
        );
    } else if !kind.is_file() {
        // Sockets, pipes and devices are nobody's notes.
    } else if path.is_note() {
        notes.push((path, entry.path().to_owned()));
    } else {
        scan.files.push(path);
    }
}

fn read_all(notes: Vec<(SourcePath, PathBuf)>, scan: &mut Scan) {
    let read: Vec<Result<SourceFile, Box<Diagnostic>>> = notes
        .into_par_iter()
        .map(|(path, place)| match fs::read(&place) {
            Ok(bytes) => Ok(SourceFile { path, bytes }),
            Err(error) => Err(Box::new(
                Diagnostic::warning(Code::Unreadable, "this note can't be read")
                    .in_file(path.as_str())
                    .label(error.to_string())
                    .help(format!("it is left out: {error}")),
            )),
        })
        .collect();
    for note in read {
        match note {
            Ok(note) => scan.notes.push(note),
            Err(finding) => scan.diagnostics.push(*finding),
        }
    }
}

/// The path from the content folder, `/` between parts; `None` if it is no Unicode.
fn source_path(path: &Path, content: &Path) -> Option<SourcePath> {
    let relative = path.strip_prefix(content).ok()?;
    let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
    Some(SourcePath::new(parts?.join("/")))
}

fn unreadable_entry(error: &walkdir::Error, content: &Path) -> Diagnostic {
    let path = error.path().and_then(|path| source_path(path, content));
    let path = path.map_or_else(|| ".".to_owned(), |path| path.to_string());
    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Diagnostic::warning(Code::Unreadable, "this folder can't be read")
        .in_file(&path)
        .help(format!("it is left out: {why}"))
}

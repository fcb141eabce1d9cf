//! The garden's folder on disk: which files there are, and what is in them.
//!
//! [`scan`] reads it once, [`Inventory`] again and again; nothing else reads content. They follow no
//! symbolic links, skip what is hidden, ignored or another tool's, and report what they can't read.
//! They keep the bytes of notes, and of other files only where they are; what they mean is not their
//! business.

mod files;
mod history;
mod inventory;
mod rules;
mod stamp;
mod svg;
mod walk;

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use files::{Files, Probe};
pub use history::{Chronicle, Commit, Deed, Gap, History, Inquiry, Past, history, repository};
pub use inventory::{Changes, Inventory, Look};
use rayon::prelude::*;
pub use stamp::Stamp;

use crate::diagnostic::{Code, Diagnostic};
use crate::hash::Digest;
use crate::path::SourcePath;
pub use rules::Rules;
use walk::{Found, walk};

/// A note's file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Where it is in the garden.
    pub path: SourcePath,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Digest of its bytes.
    pub digest: Digest,
}

impl SourceFile {
    /// A file of this path with these bytes.
    pub fn new(path: SourcePath, bytes: Vec<u8>) -> Self {
        Self { digest: Digest::of(&bytes), path, bytes }
    }
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
    walk(selection.content, selection.content, &mut Rules::new(selection), &mut |place, found| match found {
        Found::Note(path) => notes.push((path, place)),
        Found::File(path) => scan.files.push(path),
        Found::Odd(finding) => scan.diagnostics.push(*finding),
    });
    let read: Vec<_> = notes.into_par_iter().map(|(path, place)| read(path, &place)).collect();
    for note in read {
        match note {
            Ok(note) => scan.notes.push(note),
            Err(finding) => scan.diagnostics.push(*finding),
        }
    }
    scan.notes.sort_by(|a, b| a.path.cmp(&b.path));
    scan.files.sort();
    scan
}

/// Walks the content folder and gives the paths of all notes in it, in order, without reading them.
pub fn notes(selection: &Selection<'_>) -> Vec<SourcePath> {
    let mut notes = Vec::new();
    walk(selection.content, selection.content, &mut Rules::new(selection), &mut |_, found| {
        if let Found::Note(path) = found {
            notes.push(path);
        }
    });
    notes.sort();
    notes
}

/// Whether a file or folder of this name is never content: hidden, a backup, another tool's.
pub fn is_passed_over(name: &OsStr) -> bool {
    rules::is_tool_file(name)
}

fn read(path: SourcePath, place: &Path) -> Result<SourceFile, Box<Diagnostic>> {
    match fs::read(place) {
        Ok(bytes) => Ok(SourceFile::new(path, bytes)),
        Err(error) => Err(Box::new(unreadable_note(&path, &error))),
    }
}

fn unreadable_note(path: &SourcePath, error: &io::Error) -> Diagnostic {
    Diagnostic::warning(Code::Unreadable, "this note can't be read")
        .in_file(path.as_str())
        .label(error.to_string())
        .help(format!("it is left out: {error}"))
}

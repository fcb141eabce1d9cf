//! The garden's folder on disk: which files it has, and what they contain.
//!
//! [`scan`] reads it once, [`Inventory`] again and again; nothing else reads content. Neither follows symbolic
//! links; both skip what is hidden, ignored or belongs to other tools, and report what they can't read.
//! They keep the bytes of notes, but only the paths of other files; what the files mean is not their
//! concern.

mod files;
mod history;
mod inventory;
mod open;
mod photo;
mod rules;
mod stamp;
mod svg;
mod unmatched;
mod walk;

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

pub use files::{Files, Probe};
pub use history::{Chronicle, Commit, Deed, Gap, History, Inquiry, Past, history, repository};
pub use inventory::{Changes, Inventory, Look};
pub use open::NOTE_LIMIT;
pub(crate) use open::{do_not_follow, open_regular};
pub(crate) use photo::is_photo;
pub use photo::says_where;
use rayon::prelude::*;
pub use stamp::Stamp;

use crate::diagnostic::{Code, Diagnostic};
use crate::hash::{Digest, fingerprint};
use crate::path::SourcePath;
pub use rules::{Rules, SITE_TOML, Standing};
use walk::{Found, walk};

/// The file of a note.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its path in the garden.
    pub path: SourcePath,
    /// Its contents.
    pub bytes: Vec<u8>,
    /// Digest of its bytes.
    pub digest: Digest,
    /// Whether a pattern leaves it out. Its bytes are not read then; links to it must not show its name.
    pub is_left_out: bool,
}

impl SourceFile {
    /// Makes a file with this path and these bytes.
    pub fn new(path: SourcePath, bytes: Vec<u8>) -> Self {
        Self { digest: Digest::of(&bytes), path, bytes, is_left_out: false }
    }

    /// Makes a file that is left out.
    pub fn left_out(path: SourcePath) -> Self {
        // The digest of no bytes, so that the file is another one once it is content.
        Self { digest: fingerprint(&"left out"), path, bytes: Vec::new(), is_left_out: true }
    }
}

/// The result of [`scan`].
#[derive(Debug, Default)]
pub struct Scan {
    /// Notes, sorted by path; with them those that are left out.
    pub notes: Vec<SourceFile>,
    /// All other files, sorted by path.
    pub files: Vec<SourcePath>,
    /// Findings about what could not be read and links that were not followed.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings about patterns of `exclude` that match nothing.
    pub unmatched: Vec<Diagnostic>,
}

/// What belongs to the content.
#[derive(Clone, Debug)]
pub struct Selection<'a> {
    /// The folder of the notes.
    pub content: &'a Path,
    /// Patterns of files to leave out, as in `.gitignore`, relative to the content folder.
    pub exclude: &'a [String],
    /// Folders inside the content folder that are not content: the output, themes.
    pub skip: &'a [PathBuf],
}

/// Walks the content folder and reads all its notes.
pub fn scan(selection: &Selection<'_>) -> Scan {
    let mut scan = Scan::default();
    let mut notes = Vec::new();
    let mut rules = Rules::new(selection);
    walk(selection.content, (selection.content, Standing::Content), &mut rules, &mut |place, found| match found {
        Found::Note(path) => notes.push((path, place)),
        Found::LeftOut(path) => scan.notes.push(SourceFile::left_out(path)),
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
    scan.unmatched = unmatched::findings(selection, &mut rules);
    scan
}

/// Walks the content folder and returns the paths of its notes and of its other files, each sorted, without reading
/// them.
pub fn paths(selection: &Selection<'_>) -> (Vec<SourcePath>, Vec<SourcePath>) {
    let (mut notes, mut files) = (Vec::new(), Vec::new());
    let from = (selection.content, Standing::Content);
    walk(selection.content, from, &mut Rules::new(selection), &mut |_, found| match found {
        Found::Note(path) => notes.push(path),
        Found::File(path) => files.push(path),
        Found::LeftOut(_) | Found::Odd(_) => {}
    });
    notes.sort();
    files.sort();
    (notes, files)
}

/// Whether a file or folder with this name is never content: hidden, a backup, or another tool's.
pub fn is_passed_over(name: &OsStr) -> bool {
    rules::is_tool_file(name)
}

fn read(path: SourcePath, place: &Path) -> Result<SourceFile, Box<Diagnostic>> {
    match open::read_text(place) {
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

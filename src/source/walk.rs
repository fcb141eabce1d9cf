//! Walks a folder and sorts its files into notes and others.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::rules::{Rules, Standing};
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;

/// An entry that a walk found.
#[derive(Debug)]
pub(super) enum Found {
    /// A note's file.
    Note(SourcePath),
    /// A note's file that a pattern leaves out: only its name may be used.
    LeftOut(SourcePath),
    /// Another file.
    File(SourcePath),
    /// Something that is left out, with the reason.
    Odd(Box<Diagnostic>),
}

/// Calls `see` with all content at and below `from`, and with notes that are left out. `folder` is what the folder that
/// contains `from` is.
pub(super) fn walk(
    content: &Path,
    (from, folder): (&Path, Standing),
    rules: &mut Rules,
    see: &mut dyn FnMut(PathBuf, Found),
) {
    let walk = WalkDir::new(from).follow_links(false).follow_root_links(from == content).sort_by_file_name();
    let mut entries = walk.into_iter();
    // The topmost folder that is left out: all that is in it follows before anything else.
    let mut left_out: Option<PathBuf> = None;
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let at = error.path().unwrap_or(from).to_owned();
                if !left_out.as_ref().is_some_and(|folder| at.starts_with(folder)) {
                    see(at, Found::Odd(Box::new(unreadable_folder(&error, content))));
                }
                continue;
            }
        };
        let is_dir = entry.file_type().is_dir();
        let is_inside = left_out.as_ref().is_some_and(|folder| entry.path().starts_with(folder));
        let standing = rules.enter(entry.path(), is_dir, if is_inside { Standing::LeftOut } else { folder });
        match standing {
            Standing::Foreign if is_dir => entries.skip_current_dir(),
            Standing::Foreign => {}
            Standing::LeftOut if is_dir && !is_inside => left_out = Some(entry.into_path()),
            Standing::LeftOut if is_dir => {}
            Standing::LeftOut => {
                let path = source_path(entry.path(), content);
                if let Some(path) = path.filter(|path| entry.file_type().is_file() && path.is_note()) {
                    see(entry.into_path(), Found::LeftOut(path));
                }
            }
            Standing::Content => {
                if let Some(found) = found(&entry, content) {
                    see(entry.into_path(), found);
                }
            }
        }
    }
}

fn found(entry: &DirEntry, content: &Path) -> Option<Found> {
    let kind = entry.file_type();
    if kind.is_dir() || entry.path() == content {
        return None;
    }
    let Some(path) = source_path(entry.path(), content) else {
        return Some(Found::Odd(Box::new(
            Diagnostic::warning(Code::Unreadable, "the name of this file is no text")
                .in_file(&entry.path().to_string_lossy())
                .help("rename it; it is left out"),
        )));
    };
    if kind.is_symlink() {
        return Some(Found::Odd(Box::new(
            Diagnostic::warning(Code::SymlinkSkipped, "this symbolic link is not followed")
                .in_file(path.as_str())
                .help("copy the file into the garden if it should be published"),
        )));
    }
    // Sockets, pipes and devices are never notes.
    kind.is_file().then(|| if path.is_note() { Found::Note(path) } else { Found::File(path) })
}

/// Returns the path relative to the content folder, with `/` as separator; `None` if it is not Unicode.
pub(super) fn source_path(path: &Path, content: &Path) -> Option<SourcePath> {
    let relative = path.strip_prefix(content).ok()?;
    let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
    Some(SourcePath::new(parts?.join("/")))
}

fn unreadable_folder(error: &walkdir::Error, content: &Path) -> Diagnostic {
    let path = error.path().and_then(|path| source_path(path, content));
    let path = path.map_or_else(|| ".".to_owned(), |path| path.to_string());
    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Diagnostic::warning(Code::Unreadable, "this folder can't be read")
        .in_file(&path)
        .help(format!("it is left out: {why}"))
}

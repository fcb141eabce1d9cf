//! The rules for which files and folders are content.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::Selection;

/// Name of the files that list what version control ignores.
pub(super) const GITIGNORE: &str = ".gitignore";

/// Decides entry by entry. A folder must be entered before its contents.
#[derive(Clone)]
pub struct Rules {
    content: PathBuf,
    skip: Vec<PathBuf>,
    exclude: Gitignore,
    /// The `.gitignore` files of the folders above the content, the nearest last.
    above: Vec<Gitignore>,
    /// The `.gitignore` files of the folders that were entered.
    inside: BTreeMap<PathBuf, Gitignore>,
}

impl Rules {
    pub(super) fn new(selection: &Selection<'_>) -> Self {
        let mut builder = GitignoreBuilder::new(selection.content);
        for pattern in selection.exclude {
            // The patterns were checked when the settings were read.
            let _ = builder.add_line(None, pattern);
        }
        Self {
            content: selection.content.to_owned(),
            skip: selection.skip.to_vec(),
            exclude: builder.build().unwrap_or_else(|_| Gitignore::empty()),
            above: above(selection.content),
            inside: BTreeMap::new(),
        }
    }

    /// Whether this entry is content, given that the folder that contains it is.
    pub(super) fn enter(&mut self, path: &Path, is_dir: bool) -> bool {
        if path != self.content && self.leave_out(path, is_dir) {
            return false;
        }
        if is_dir {
            let file = path.join(GITIGNORE);
            if file.is_file() {
                self.inside.insert(path.to_owned(), Gitignore::new(file).0);
            } else if !self.inside.is_empty() {
                self.inside.remove(path);
            }
        }
        true
    }

    /// Whether something in the content folder is not content, given that the folder that contains it is. Takes into
    /// account the `.gitignore` files of folders that were entered.
    pub fn leave_out(&self, path: &Path, is_dir: bool) -> bool {
        if path.file_name().is_none_or(is_tool_file)
            || self.skip.iter().any(|skip| skip == path)
            || self.exclude.matched(path, is_dir).is_ignore()
        {
            return true;
        }
        let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.content));
        let inside = folders.filter_map(|folder| self.inside.get(folder)).take(self.inside.len());
        let decision = inside
            .chain(self.above.iter().rev())
            .map(|rules| rules.matched(path, is_dir))
            .find(|found| !found.is_none());
        decision.is_some_and(|found| found.is_ignore())
    }
}

/// Reads the `.gitignore` files of the folders above the content, up to the root of its repository.
fn above(content: &Path) -> Vec<Gitignore> {
    let Ok(content) = content.canonicalize() else { return Vec::new() };
    if content.join(".git").exists() {
        return Vec::new();
    }
    let mut rules = Vec::new();
    for folder in content.ancestors().skip(1) {
        let file = folder.join(GITIGNORE);
        if file.is_file() {
            rules.push(Gitignore::new(file).0);
        }
        if folder.join(".git").exists() {
            rules.reverse();
            return rules;
        }
    }
    Vec::new()
}

/// Whether this is a file of a tool or editor: hidden, a backup, or a copy that a sync left after a conflict.
pub(super) fn is_tool_file(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || name.contains(".sync-conflict-")
        || name.split_once('(').is_some_and(|(_, rest)| rest.contains("conflicted copy"))
        || name == "node_modules"
        || [".tmp", ".bak", ".swp", ".swo", ".orig", ".crdownload", ".part"].iter().any(|ending| name.ends_with(ending))
        || name == "Thumbs.db"
        || name == "desktop.ini"
}

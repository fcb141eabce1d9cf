//! Which files and folders are content.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use walkdir::DirEntry;

use super::Selection;

/// Decides entry by entry, in the order of the walk.
pub(super) struct Rules<'a> {
    skip: &'a [PathBuf],
    exclude: Gitignore,
    /// The `.gitignore` files of the folders around the current entry, with their depths.
    ignored: Vec<(usize, Gitignore)>,
}

impl<'a> Rules<'a> {
    pub(super) fn new(selection: &Selection<'a>) -> Self {
        let mut builder = GitignoreBuilder::new(selection.content);
        for pattern in selection.exclude {
            // Patterns were checked when the settings were read.
            let _ = builder.add_line(None, pattern);
        }
        let exclude = builder.build().unwrap_or_else(|_| Gitignore::empty());
        Self { skip: selection.skip, exclude, ignored: above(selection.content) }
    }

    /// Whether the walk should look at this entry.
    pub(super) fn enter(&mut self, entry: &DirEntry) -> bool {
        let is_dir = entry.file_type().is_dir();
        if entry.depth() > 0
            && (is_tool_file(entry.file_name()) || self.is_left_out(entry.path(), is_dir, entry.depth()))
        {
            return false;
        }
        if is_dir {
            self.ignored.retain(|(depth, _)| *depth < entry.depth() + 1);
            let file = entry.path().join(".gitignore");
            if file.is_file() {
                self.ignored.push((entry.depth() + 1, Gitignore::new(file).0));
            }
        }
        true
    }

    fn is_left_out(&mut self, path: &Path, is_dir: bool, depth: usize) -> bool {
        self.ignored.retain(|(of, _)| *of <= depth);
        if self.skip.iter().any(|skip| skip == path) || self.exclude.matched(path, is_dir).is_ignore() {
            return true;
        }
        let decision =
            self.ignored.iter().rev().map(|(_, rules)| rules.matched(path, is_dir)).find(|found| !found.is_none());
        decision.is_some_and(|found| found.is_ignore())
    }
}

/// The `.gitignore` files of the folders above the content, up to the root of its repository.
fn above(content: &Path) -> Vec<(usize, Gitignore)> {
    let Ok(content) = content.canonicalize() else { return Vec::new() };
    if content.join(".git").exists() {
        return Vec::new();
    }
    let mut rules = Vec::new();
    for folder in content.ancestors().skip(1) {
        let file = folder.join(".gitignore");
        if file.is_file() {
            rules.push((0, Gitignore::new(file).0));
        }
        if folder.join(".git").exists() {
            rules.reverse();
            return rules;
        }
    }
    Vec::new()
}

/// Files of tools and editors: hidden ones, backups, copies that a sync left after a conflict.
fn is_tool_file(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || name.contains(".sync-conflict-")
        || name.contains("(conflicted copy")
        || name == "node_modules"
        || [".tmp", ".bak", ".swp", ".swo", ".orig", ".crdownload", ".part"].iter().any(|ending| name.ends_with(ending))
        || name == "Thumbs.db"
        || name == "desktop.ini"
}

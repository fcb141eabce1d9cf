//! The rules for which files and folders are content.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ignore::Match;
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
    above: Above,
    /// The `.gitignore` files of the folders that were entered.
    inside: BTreeMap<PathBuf, Gitignore>,
}

/// The `.gitignore` files of the folders above the content.
#[derive(Clone, Default)]
struct Above {
    /// The content folder without symbolic links on the way to it: paths in these files begin at folders of that way.
    content: PathBuf,
    /// The nearest first.
    files: Vec<Gitignore>,
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
            above: Above::of(selection.content),
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
        let mut inside = folders.filter_map(|folder| self.inside.get(folder)).take(self.inside.len());
        let decided = |rules: &Gitignore, path: &Path| match rules.matched(path, is_dir) {
            Match::None => None,
            found => Some(found.is_ignore()),
        };
        let decision = inside.find_map(|rules| decided(rules, path)).or_else(|| {
            let real = self.above.content.join(path.strip_prefix(&self.content).unwrap_or(path));
            self.above.files.iter().find_map(|rules| decided(rules, &real))
        });
        decision.unwrap_or_default()
    }
}

impl Above {
    /// Reads these files up to the root of the repository that contains the content.
    fn of(content: &Path) -> Self {
        let Ok(content) = content.canonicalize() else { return Self::default() };
        if content.join(".git").exists() {
            return Self::default();
        }
        let mut files = Vec::new();
        for folder in content.ancestors().skip(1) {
            let file = folder.join(GITIGNORE);
            if file.is_file() {
                files.push(Gitignore::new(file).0);
            }
            if folder.join(".git").exists() {
                return Self { content, files };
            }
        }
        Self::default()
    }
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

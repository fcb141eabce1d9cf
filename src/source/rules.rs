//! The rules for which files and folders are content.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder, Glob};

use super::Selection;
use crate::path::nfc;

/// Name of the files that list what version control ignores.
pub(super) const GITIGNORE: &str = ".gitignore";

/// Name of the file with the settings, which is in the folder of the garden.
pub const SITE_TOML: &str = "site.toml";

/// What a file or folder in the content folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is content.
    Content,
    /// A pattern of the author leaves it out. Of its notes only the names are known.
    LeftOut,
    /// It belongs to a tool, or is the output or a theme.
    Foreign,
}

/// Decides entry by entry. A folder must be entered before its contents.
#[derive(Clone)]
pub struct Rules {
    content: PathBuf,
    skip: Vec<PathBuf>,
    exclude: Patterns,
    /// Patterns of `exclude` that match something, each with the last entry it was seen to match, and whether that is
    /// a folder.
    used: BTreeMap<String, (PathBuf, bool)>,
    above: Above,
    /// The `.gitignore` files of the folders that were entered.
    inside: BTreeMap<PathBuf, Patterns>,
}

/// Patterns as in `.gitignore`. They match names in whatever Unicode form patterns and names are written.
#[derive(Clone)]
pub(super) struct Patterns(Gitignore);

/// The `.gitignore` files of the folders above the content.
#[derive(Clone, Default)]
struct Above {
    /// The content folder without symbolic links on the way to it: paths in these files begin at folders of that way.
    content: PathBuf,
    /// Each with its folder, the nearest first.
    files: Vec<(PathBuf, Patterns)>,
}

impl Patterns {
    pub(super) fn new<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Self {
        // Paths are given relative to the folder of the patterns, so there is nothing to strip from them.
        let mut builder = GitignoreBuilder::new(".");
        for pattern in patterns {
            // Those of the settings were checked when these were read; of a file, what can't be read matches nothing.
            let _ = builder.add_line(None, &nfc(pattern));
        }
        Self(builder.build().unwrap_or_else(|_| Gitignore::empty()))
    }

    fn of_file(file: &Path) -> Self {
        let bytes = fs::read(file).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        Self::new(text.trim_start_matches('\u{feff}').lines())
    }

    /// The pattern in any letter case.
    pub(super) fn in_any_case(pattern: &str) -> Self {
        let mut builder = GitignoreBuilder::new(".");
        // Can't fail: it only fails for what the builder was given before.
        let _ = builder.case_insensitive(true);
        let _ = builder.add_line(None, &nfc(pattern));
        Self(builder.build().unwrap_or_else(|_| Gitignore::empty()))
    }

    /// Matches a path relative to the folder of the patterns.
    pub(super) fn matched(&self, path: &Path, is_dir: bool) -> Match<&Glob> {
        match path.to_str().map(nfc) {
            Some(Cow::Owned(path)) => self.0.matched(path, is_dir),
            _ => self.0.matched(path, is_dir),
        }
    }

    /// Whether these patterns leave out a path relative to their folder; `None` if they do not say.
    fn decided(&self, path: &Path, is_dir: bool) -> Option<bool> {
        match self.matched(path, is_dir) {
            Match::None => None,
            found => Some(found.is_ignore()),
        }
    }
}

impl Rules {
    pub(super) fn new(selection: &Selection<'_>) -> Self {
        Self {
            content: selection.content.to_owned(),
            skip: selection.skip.to_vec(),
            exclude: Patterns::new(selection.exclude.iter().map(String::as_str)),
            used: BTreeMap::new(),
            above: Above::of(selection.content),
            inside: BTreeMap::new(),
        }
    }

    /// Returns what this entry is, given what the folder that contains it is.
    pub(super) fn enter(&mut self, path: &Path, is_dir: bool, folder: Standing) -> Standing {
        if path == self.content {
            self.read_gitignore(path);
            return Standing::Content;
        }
        let (standing, pattern) = self.judge(path, is_dir, folder);
        if let Some(pattern) = pattern.map(str::to_owned) {
            self.used.insert(pattern, (path.to_owned(), is_dir));
        }
        if is_dir && standing == Standing::Content {
            self.read_gitignore(path);
        }
        standing
    }

    /// Whether a pattern of `exclude` is known to match something.
    pub(super) fn has_used(&self, pattern: &str) -> bool {
        self.used.contains_key(nfc(pattern).trim_end())
    }

    /// Returns how many patterns of `exclude` are known to match something.
    pub(super) fn uses(&self) -> usize {
        self.used.len()
    }

    /// Records that a pattern of `exclude` matches this entry.
    pub(super) fn note_use(&mut self, pattern: &str, path: &Path, is_dir: bool) {
        self.used.insert(nfc(pattern).trim_end().to_owned(), (path.to_owned(), is_dir));
    }

    /// Forgets what patterns of `exclude` matched that is no longer there. Returns whether there was any.
    pub(super) fn forget_gone(&mut self) -> bool {
        let before = self.used.len();
        let is_there =
            |path: &Path, was_dir: bool| fs::symlink_metadata(path).is_ok_and(|found| found.is_dir() == was_dir);
        self.used.retain(|_, (path, is_dir)| is_there(path, *is_dir));
        self.used.len() < before
    }

    fn read_gitignore(&mut self, folder: &Path) {
        let file = folder.join(GITIGNORE);
        if file.is_file() {
            self.inside.insert(folder.to_owned(), Patterns::of_file(&file));
        } else if !self.inside.is_empty() {
            self.inside.remove(folder);
        }
    }

    /// Returns what something in the content folder is. Takes into account the `.gitignore` files of folders that were
    /// entered.
    pub fn of(&self, path: &Path, is_dir: bool) -> Standing {
        let Ok(inside) = path.strip_prefix(&self.content) else { return Standing::Foreign };
        let (mut place, mut standing) = (self.content.clone(), Standing::Content);
        let mut parts = inside.components().peekable();
        while let Some(part) = parts.next() {
            place.push(part);
            (standing, _) = self.judge(&place, is_dir || parts.peek().is_some(), standing);
        }
        standing
    }

    /// Returns what an entry is, given what the folder that contains it is, and the pattern of `exclude` that says so.
    fn judge(&self, path: &Path, is_dir: bool, folder: Standing) -> (Standing, Option<&str>) {
        if folder == Standing::Foreign
            || path.file_name().is_none_or(is_tool_file)
            || self.skip.iter().any(|skip| skip == path)
        {
            return (Standing::Foreign, None);
        }
        if folder == Standing::LeftOut {
            return (Standing::LeftOut, None);
        }
        match self.excluding(path, is_dir) {
            Some(pattern) => (Standing::LeftOut, Some(pattern)),
            None if self.is_ignored(path, is_dir) => (Standing::LeftOut, None),
            None => (Standing::Content, None),
        }
    }

    /// The pattern of `exclude` that leaves this out.
    fn excluding(&self, path: &Path, is_dir: bool) -> Option<&str> {
        match self.exclude.matched(path.strip_prefix(&self.content).unwrap_or(path), is_dir) {
            Match::Ignore(pattern) => Some(pattern.original()),
            _ => None,
        }
    }

    fn is_ignored(&self, path: &Path, is_dir: bool) -> bool {
        let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.content));
        let known = folders.filter_map(|folder| Some((folder, self.inside.get(folder)?)));
        let mut inside = known.take(self.inside.len());
        let decided =
            |folder: &Path, rules: &Patterns, path: &Path| rules.decided(path.strip_prefix(folder).ok()?, is_dir);
        let decision = inside.find_map(|(folder, rules)| decided(folder, rules, path)).or_else(|| {
            let real = self.above.content.join(path.strip_prefix(&self.content).unwrap_or(path));
            self.above.files.iter().find_map(|(folder, rules)| decided(folder, rules, &real))
        });
        decision.unwrap_or_default()
    }
}

impl Above {
    /// Reads these files up to the root of the repository that contains the content, and without one up to the garden's
    /// folder: a copy of a garden leaves out what the garden does.
    fn of(content: &Path) -> Self {
        let Ok(content) = content.canonicalize() else { return Self::default() };
        let is_garden = |folder: &Path| folder.join(SITE_TOML).is_file();
        let is_repository = content.join(".git").exists();
        let mut files = Vec::new();
        let mut of_garden = is_garden(&content).then_some(0);
        for folder in content.ancestors().skip(1) {
            let file = folder.join(GITIGNORE);
            if file.is_file() {
                files.push((folder.to_owned(), Patterns::of_file(&file)));
            }
            if !is_repository && folder.join(".git").exists() {
                return Self { content, files };
            }
            if of_garden.is_none() && is_garden(folder) {
                of_garden = Some(files.len());
            }
        }
        files.truncate(of_garden.unwrap_or(0));
        Self { content, files }
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

//! The inventory of the content folder, kept up to date by looking again.
//!
//! After an [`Inventory::look`] that covers all changes, the inventory equals what [`super::scan`] would find.
//! Looking at certain paths costs only what is there; looking everywhere costs a walk, and reads the notes whose
//! stamps changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use super::open::read_text;
use super::rules::{GITIGNORE, Rules, Standing};
use super::walk::{Found, source_path, walk};
use super::{Selection, SourceFile, Stamp, unmatched, unreadable_note};
use crate::diagnostic::Diagnostic;
use crate::hash::Digest;
use crate::path::SourcePath;

/// Whether a path can lead to a file that is spelled in another letter case on disk; if so, only a walk shows how
/// the file is spelled.
const NAMES_MAY_FOLD: bool = cfg!(any(windows, target_os = "macos"));

/// Where to look for changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// In the whole folder.
    Everywhere,
    /// At these absolute paths and everything below them. Notes named here are read even if their
    /// stamps are unchanged.
    At(BTreeSet<PathBuf>),
}

/// The changes that a look found.
#[derive(Debug, Default)]
pub struct Changes {
    /// Notes that are new or have other bytes, and `None` for those that are gone.
    pub notes: BTreeMap<SourcePath, Option<SourceFile>>,
    /// Other files that are new or gone, or may have changed.
    pub files: BTreeSet<SourcePath>,
    /// Whether the findings about the folder or the patterns changed.
    pub findings: bool,
    /// Whether files came or went.
    names: bool,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty() && self.files.is_empty() && !self.findings
    }
}

/// What is known about a content folder. It starts empty.
pub struct Inventory {
    content: PathBuf,
    exclude: Vec<String>,
    skip: Vec<PathBuf>,
    rules: Rules,
    notes: BTreeMap<SourcePath, Known>,
    files: BTreeMap<SourcePath, Option<Stamp>>,
    odd: BTreeMap<PathBuf, Diagnostic>,
    unmatched: Vec<Diagnostic>,
}

/// What is known about a note's file.
#[derive(Clone, Copy)]
struct Known {
    digest: Digest,
    /// `None` if an unchanged stamp would not prove that the file is unchanged.
    stamp: Option<Stamp>,
}

/// The result of reading a note that was found.
enum Reading {
    Same(Known),
    Read(SourceFile, Known),
    Odd(PathBuf, Box<Diagnostic>),
    /// It was removed since it was found.
    Gone,
}

impl Inventory {
    /// Makes the inventory of a folder that was not looked at yet.
    pub fn new(selection: &Selection<'_>) -> Self {
        Self {
            content: selection.content.to_owned(),
            exclude: selection.exclude.to_vec(),
            skip: selection.skip.to_vec(),
            rules: Rules::new(selection),
            notes: BTreeMap::new(),
            files: BTreeMap::new(),
            odd: BTreeMap::new(),
            unmatched: Vec::new(),
        }
    }

    /// Iterates over the files that are not notes, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = &SourcePath> {
        self.files.keys()
    }

    /// Whether this file exists and is not a note.
    pub fn has_file(&self, path: &SourcePath) -> bool {
        self.files.contains_key(path)
    }

    /// Iterates over findings about what could not be read and links that are not followed.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.odd.values()
    }

    /// Iterates over findings about patterns of `exclude` that match nothing.
    pub fn unmatched(&self) -> impl Iterator<Item = &Diagnostic> {
        self.unmatched.iter()
    }

    /// Returns the rules for what is content, as of the last look.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Looks for changes. `now` is the current time: the stamps of files written just before it are not relied upon.
    pub fn look(&mut self, look: &Look, now: SystemTime) -> Changes {
        let mut changes = Changes::default();
        let uses = self.rules.uses();
        match look {
            Look::At(paths) if !paths.iter().any(|path| changes_rules(path)) => {
                self.rules.enter(&self.content, true, Standing::Content);
                let places = if NAMES_MAY_FOLD { &folders(paths) } else { paths };
                let mut done: Option<&PathBuf> = None;
                // A folder precedes what is in it.
                for path in places {
                    if done.is_none_or(|done| !path.starts_with(done)) {
                        self.look_at(path, paths, now, &mut changes);
                        done = Some(path);
                    }
                }
            }
            _ => {
                self.rules = Rules::new(&self.selection());
                let named = match look {
                    Look::Everywhere => &BTreeSet::new(),
                    Look::At(paths) => paths,
                };
                self.visit((&self.content.clone(), Standing::Content), named, now, &mut changes);
            }
        }
        let has_lost = self.rules.forget_gone();
        if has_lost || self.rules.uses() != uses || changes.names || matches!(look, Look::Everywhere) {
            self.match_patterns(&mut changes);
        }
        changes
    }

    fn selection(&self) -> Selection<'_> {
        Selection { content: &self.content, exclude: &self.exclude, skip: &self.skip }
    }

    /// Looks again which patterns match nothing.
    fn match_patterns(&mut self, changes: &mut Changes) {
        let selection = Selection { content: &self.content, exclude: &self.exclude, skip: &self.skip };
        let unmatched = unmatched::findings(&selection, &mut self.rules);
        changes.findings |= unmatched != self.unmatched;
        self.unmatched = unmatched;
    }

    /// Looks at a path, or at the file that is in place of one of its folders.
    fn look_at(&mut self, path: &Path, named: &BTreeSet<PathBuf>, now: SystemTime, changes: &mut Changes) {
        let Ok(inside) = path.strip_prefix(&self.content) else {
            if self.content.starts_with(path) {
                self.visit((&self.content.clone(), Standing::Content), named, now, changes);
            }
            return;
        };
        let (mut place, mut folder) = (self.content.clone(), Standing::Content);
        let mut parts = inside.components().peekable();
        while let Some(part) = parts.next() {
            place.push(part);
            let Ok(metadata) = fs::symlink_metadata(&place) else { return self.forget(&place, changes) };
            if parts.peek().is_none() || !metadata.is_dir() {
                break;
            }
            folder = self.rules.enter(&place, true, folder);
            if folder == Standing::Foreign {
                return self.forget(&place, changes);
            }
        }
        self.visit((&place, folder), named, now, changes);
    }

    /// Updates what is known about a place and everything below it. `folder` is what the folder that contains it is.
    fn visit(
        &mut self,
        (place, folder): (&Path, Standing),
        named: &BTreeSet<PathBuf>,
        now: SystemTime,
        changes: &mut Changes,
    ) {
        let (mut notes, mut files, mut odd) = (Vec::new(), Vec::new(), BTreeMap::new());
        walk(&self.content, (place, folder), &mut self.rules, &mut |place, found| match found {
            Found::Note(path) => notes.push((path, Some(place))),
            Found::LeftOut(path) => notes.push((path, None)),
            Found::File(path) => files.push((path, place)),
            Found::Odd(finding) => drop(odd.insert(place, *finding)),
        });
        let mut known = self.take(place);
        let read: Vec<_> = notes
            .into_par_iter()
            .map(|(path, place)| {
                let known = known.notes.get(&path);
                let reading = match place {
                    Some(place) => read(&path, &place, known, named.contains(&place), now),
                    None => left_out(&path, known),
                };
                (path, reading)
            })
            .collect();
        for (path, reading) in read {
            let (entry, file) = match reading {
                Reading::Gone => continue,
                Reading::Odd(place, finding) => {
                    odd.insert(place, *finding);
                    continue;
                }
                Reading::Same(entry) => (entry, None),
                Reading::Read(file, entry) => (entry, Some(file)),
            };
            changes.names |= known.notes.remove(&path).is_none();
            if let Some(file) = file {
                changes.notes.insert(path.clone(), Some(file));
            }
            self.notes.insert(path, entry);
        }
        for (path, place) in files {
            let stamp = stamp(&place, now);
            let old = known.files.remove(&path);
            changes.names |= old.is_none();
            if old.is_none_or(|old| old.is_none() || old != stamp) || named.contains(&place) {
                changes.files.insert(path.clone());
            }
            self.files.insert(path, stamp);
        }
        changes.findings |= odd != known.odd;
        self.odd.extend(odd);
        known.odd.clear();
        known.lose(changes);
    }

    /// Removes a place that no longer exists.
    fn forget(&mut self, place: &Path, changes: &mut Changes) {
        self.take(place).lose(changes);
    }

    /// Takes out what is known about a place and everything below it.
    fn take(&mut self, place: &Path) -> Part {
        if place == self.content {
            return Part {
                notes: mem::take(&mut self.notes),
                files: mem::take(&mut self.files),
                odd: mem::take(&mut self.odd),
            };
        }
        let odd = self.odd.range(place.to_owned()..).map(|(at, _)| at).take_while(|at| at.starts_with(place));
        let odd: Vec<_> = odd.cloned().collect();
        let odd = odd.into_iter().filter_map(|at| self.odd.remove_entry(&at)).collect();
        let Some(path) = source_path(place, &self.content) else { return Part { odd, ..Part::default() } };
        Part { notes: take_below(&mut self.notes, &path), files: take_below(&mut self.files, &path), odd }
    }
}

/// What is known about a part of the folder.
#[derive(Default)]
struct Part {
    notes: BTreeMap<SourcePath, Known>,
    files: BTreeMap<SourcePath, Option<Stamp>>,
    odd: BTreeMap<PathBuf, Diagnostic>,
}

impl Part {
    /// Records all of it as gone.
    fn lose(self, changes: &mut Changes) {
        changes.names |= !self.notes.is_empty() || !self.files.is_empty();
        changes.notes.extend(self.notes.into_keys().map(|path| (path, None)));
        changes.files.extend(self.files.into_keys());
        changes.findings |= !self.odd.is_empty();
    }
}

fn take_below<T>(known: &mut BTreeMap<SourcePath, T>, path: &SourcePath) -> BTreeMap<SourcePath, T> {
    // `0` is the character after `/`.
    let below = SourcePath::new(format!("{path}/"))..SourcePath::new(format!("{path}0"));
    let mut paths: Vec<SourcePath> = known.range(below).map(|(path, _)| path.clone()).collect();
    paths.push(path.clone());
    paths.into_iter().filter_map(|path| known.remove_entry(&path)).collect()
}

/// Returns the folders that contain these paths.
fn folders(paths: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    paths.iter().map(|path| path.parent().unwrap_or(path).to_owned()).collect()
}

/// Whether a change at this path can turn content into something else, or the reverse.
fn changes_rules(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == GITIGNORE || name == ".git")
}

fn read(path: &SourcePath, place: &Path, known: Option<&Known>, is_named: bool, now: SystemTime) -> Reading {
    // Taken before reading: a later change gives another stamp, or the stamp is not relied upon.
    let stamp = stamp(place, now);
    if let Some(known) = known.filter(|known| !is_named && known.stamp.is_some() && known.stamp == stamp) {
        return Reading::Same(*known);
    }
    match read_text(place) {
        Ok(bytes) => {
            let file = SourceFile::new(path.clone(), bytes);
            let entry = Known { digest: file.digest, stamp };
            if known.is_some_and(|known| known.digest == entry.digest) {
                return Reading::Same(entry);
            }
            Reading::Read(file, entry)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Reading::Gone,
        Err(error) => Reading::Odd(place.to_owned(), Box::new(unreadable_note(path, &error))),
    }
}

fn left_out(path: &SourcePath, known: Option<&Known>) -> Reading {
    let file = SourceFile::left_out(path.clone());
    match known.filter(|known| known.digest == file.digest) {
        Some(known) => Reading::Same(*known),
        None => {
            let entry = Known { digest: file.digest, stamp: None };
            Reading::Read(file, entry)
        }
    }
}

/// Returns the stamp of a file, if any later change is sure to change it.
fn stamp(place: &Path, now: SystemTime) -> Option<Stamp> {
    let stamp = fs::symlink_metadata(place).ok().as_ref().map(Stamp::of);
    stamp.filter(|stamp| stamp.is_settled(now))
}

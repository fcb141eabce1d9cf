//! Which file a link's target names.
//!
//! [`Lookup::wikilink`] and [`Lookup::markdown`] follow the order of the rules, first hit wins:
//! relative and rooted paths; the exact path from the root; any file whose path ends with the
//! target; aliases. Letter case and Unicode form are ignored unless an exactly equal name exists
//! (Obsidian help: *Internal links*; where the help is silent, the rules are this project's own and
//! stand in its documentation).

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::LinkStyle;
use crate::note::Note;
use crate::path::{SourcePath, fold, nfc};

/// A file that a link may mean: its number in the list that the lookup was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Candidate {
    Note(u32),
    File(u32),
}

/// A hit: the file that is meant, and all that fit if it was a tie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) best: Candidate,
    pub(super) tie: Vec<Candidate>,
}

/// Names under which a file is known.
struct Name {
    candidate: Candidate,
    /// The path in NFC; for notes without `.md`, which a link may leave out.
    path: String,
    /// The same with its extension, for notes.
    full: Option<String>,
    folder: String,
    parts: usize,
}

/// An index over files by name, path and alias.
pub(super) struct Lookup {
    style: LinkStyle,
    names: Vec<Name>,
    /// By the last part of the path, folded: with and without `.md` for notes.
    by_last: HashMap<String, Vec<u32>>,
    /// By alias, folded: the alias as written and its owner's place in `names`.
    by_alias: HashMap<String, Vec<(String, u32)>>,
}

impl Lookup {
    /// Indexes notes and other files.
    pub(super) fn new(notes: &[Arc<Note>], files: &[SourcePath], style: LinkStyle) -> Self {
        let mut lookup = Self { style, names: Vec::new(), by_last: HashMap::new(), by_alias: HashMap::new() };
        for (index, note) in notes.iter().enumerate() {
            lookup.add_note(index as u32, note);
        }
        for (index, file) in files.iter().enumerate() {
            let number =
                lookup.add_name(Candidate::File(index as u32), nfc(file.as_str()).into_owned(), None, file.folder());
            let last = fold(file.file_name());
            lookup.by_last.entry(last).or_default().push(number);
        }
        lookup
    }

    fn add_note(&mut self, index: u32, note: &Note) {
        let full = nfc(note.path.as_str()).into_owned();
        let path = full[..full.len() - ".md".len()].to_owned();
        let number = self.add_name(Candidate::Note(index), path, Some(full), note.path.folder());
        self.by_last.entry(fold(note.path.stem())).or_default().push(number);
        self.by_last.entry(fold(note.path.file_name())).or_default().push(number);
        for alias in &note.aliases {
            let owners = self.by_alias.entry(fold(alias.trim())).or_default();
            owners.push((nfc(alias.trim()).into_owned(), number));
        }
    }

    fn add_name(&mut self, candidate: Candidate, path: String, full: Option<String>, folder: &str) -> u32 {
        let parts = path.matches('/').count();
        self.names.push(Name { candidate, path, full, folder: nfc(folder).into_owned(), parts });
        self.names.len() as u32 - 1
    }

    /// What a wikilink's target means in a note of this folder.
    pub(super) fn wikilink(&self, target: &str, folder: &str) -> Option<Hit> {
        let target = nfc(target);
        if target.starts_with("./") || target.starts_with("../") {
            return self.at_path(&within(folder, &target)?, folder);
        }
        if let Some(rooted) = target.strip_prefix('/') {
            return self.at_path(&within("", rooted)?, folder);
        }
        let target = target.trim_end_matches('/');
        if target.is_empty() || target.split('/').any(|part| part == "..") {
            return None;
        }
        match self.style {
            LinkStyle::Closest => self.anywhere(target, folder).or_else(|| self.alias(target, folder)),
            LinkStyle::Exact => self.at_path(&within(folder, target)?, folder).or_else(|| self.at_path(target, folder)),
        }
    }

    /// What a Markdown destination means in a note of this folder: first relative to the note,
    /// then like a wikilink.
    pub(super) fn markdown(&self, target: &str, folder: &str) -> Option<Hit> {
        if !target.starts_with('/')
            && let Some(path) = within(folder, &nfc(target))
            && let Some(hit) = self.at_path(&path, folder).or_else(|| self.folder_note(&path, folder))
        {
            return Some(hit);
        }
        if target == "/" {
            return self.folder_note("", folder);
        }
        self.wikilink(target, folder).or_else(|| {
            let path = within("", target.trim_start_matches('/'))?;
            if target.ends_with('/') { self.folder_note(&path, folder) } else { None }
        })
    }

    /// A folder's own note, for links that end at a folder.
    fn folder_note(&self, path: &str, folder: &str) -> Option<Hit> {
        let path = path.trim_matches('/');
        self.at_path(&if path.is_empty() { "index".to_owned() } else { format!("{path}/index") }, folder)
    }

    /// The file at exactly this path from the root, with or without `.md`.
    fn at_path(&self, path: &str, folder: &str) -> Option<Hit> {
        let path = path.trim_end_matches('/');
        let found = self.ending_with(path);
        let whole = |exact: bool| {
            found.iter().copied().filter(move |name| {
                let name = &self.names[*name as usize];
                [Some(&name.path), name.full.as_ref()].into_iter().flatten().any(|own| same(own, path, exact))
            })
        };
        self.choose(whole(true).collect(), folder).or_else(|| self.choose(whole(false).collect(), folder))
    }

    /// Any file whose path ends with the target: exactly equal ones first, the root's before others.
    fn anywhere(&self, target: &str, folder: &str) -> Option<Hit> {
        let found = self.ending_with(target);
        for exact in [true, false] {
            let matching: Vec<u32> =
                found.iter().copied().filter(|name| self.names[*name as usize].ends_with(target, exact)).collect();
            let at_root = matching.iter().copied().find(|name| self.names[*name as usize].is(target, exact));
            if let Some(name) = at_root {
                return Some(Hit { best: self.names[name as usize].candidate, tie: Vec::new() });
            }
            if let Some(hit) = self.choose(matching, folder) {
                return Some(hit);
            }
        }
        None
    }

    /// All files whose last part is the target's last part in any letter case.
    fn ending_with(&self, target: &str) -> &[u32] {
        let last = target.rsplit('/').next().unwrap_or_default();
        self.by_last.get(&fold(last)).map_or(&[], Vec::as_slice)
    }

    fn alias(&self, target: &str, folder: &str) -> Option<Hit> {
        let owners = self.by_alias.get(&fold(target))?;
        let of = |exact: bool| {
            // A note may have one alias in several spellings.
            let mut found: Vec<u32> =
                owners.iter().filter(|(alias, _)| !exact || alias == target).map(|(_, owner)| *owner).collect();
            found.dedup();
            found
        };
        self.choose(of(true), folder).or_else(|| self.choose(of(false), folder))
    }

    /// Settles a tie: files in or below the note's own folder, then fewest parts, shortest path,
    /// first in order. In the root there is no own folder: all is below it.
    fn choose(&self, mut names: Vec<u32>, folder: &str) -> Option<Hit> {
        let folder = nfc(folder);
        let near: Vec<u32> =
            names.iter().copied().filter(|name| self.names[*name as usize].is_below(&folder)).collect();
        let own = !near.is_empty();
        if own {
            names = near;
        }
        names.sort_by_key(|name| {
            let name = &self.names[*name as usize];
            (name.parts, name.path.chars().count(), name.full.as_ref().unwrap_or(&name.path))
        });
        let best = self.names[*names.first()? as usize].candidate;
        let tie = if own || names.len() == 1 {
            Vec::new()
        } else {
            names.iter().map(|name| self.names[*name as usize].candidate).collect()
        };
        Some(Hit { best, tie })
    }
}

impl Name {
    fn is(&self, target: &str, exact: bool) -> bool {
        same(&self.path, target, exact) || self.full.as_ref().is_some_and(|full| same(full, target, exact))
    }

    fn ends_with(&self, target: &str, exact: bool) -> bool {
        ends_with_parts(&self.path, target, exact)
            || self.full.as_ref().is_some_and(|full| ends_with_parts(full, target, exact))
    }

    fn is_below(&self, folder: &str) -> bool {
        !folder.is_empty()
            && (self.folder == folder || self.folder.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    }
}

fn same(path: &str, target: &str, exact: bool) -> bool {
    if exact { path == target } else { fold(path) == fold(target) }
}

/// Whether the last parts of a path are the target's.
fn ends_with_parts(path: &str, target: &str, exact: bool) -> bool {
    let parts = target.matches('/').count() + 1;
    let start = path.rmatch_indices('/').nth(parts - 1).map_or(0, |(at, _)| at + 1);
    same(&path[start..], target, exact)
}

/// A relative path from the root; `None` if it leaves the garden.
fn within(folder: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

//! Which file the target of a link names.
//!
//! [`Lookup::wikilink`] and [`Lookup::markdown`] try the rules in this order, and the first hit wins: relative and
//! rooted paths; the exact path from the root; any file whose path ends with the target; aliases; names of notes without
//! the date they begin with. Letter case and Unicode form are ignored unless a name matches exactly (Obsidian help:
//! *Internal links*; where the help is silent, the rules are this project's own and described in its documentation).

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use rayon::prelude::*;

use super::NoteId;
use super::called::{self, Called};
use crate::config::LinkStyle;
use crate::note;
use crate::path::{SourcePath, fold, nfc};

/// A file that a link may refer to: its number in the list that the lookup was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Candidate {
    Note(u32),
    File(u32),
}

/// A hit: the chosen file, and all that fit if it was a tie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) best: Candidate,
    pub(super) tie: Vec<Candidate>,
}

/// The names of a file.
#[derive(Clone)]
struct Name {
    candidate: Candidate,
    path: called::Name,
}

/// Positions in an index; most keys have one.
#[derive(Clone)]
enum Numbers {
    One(u32),
    Many(Vec<u32>),
}

/// Files by name, path and alias.
pub(super) struct Lookup {
    style: LinkStyle,
    /// The files known when the lookup was made, and the notes added since.
    early: Arc<Index>,
    late: Index,
}

#[derive(Clone, Default)]
struct Index {
    names: Vec<Name>,
    /// By file name, folded; for notes without `.md`.
    by_last: HashMap<Arc<str>, Numbers>,
    /// By alias, folded: the alias as written and its owner's position in `names`.
    by_alias: HashMap<String, Vec<(String, u32)>>,
    /// By the file name of a note without its date, folded.
    by_undated: HashMap<String, Numbers>,
}

impl Lookup {
    /// Indexes notes and other files.
    pub(super) fn new(notes: &[(NoteId, &Called)], files: &[SourcePath], style: LinkStyle) -> Self {
        let count = notes.len() + files.len();
        let mut early = Index {
            names: Vec::with_capacity(count),
            by_last: HashMap::with_capacity(count),
            by_alias: HashMap::new(),
            by_undated: HashMap::new(),
        };
        notes.iter().for_each(|(id, called)| early.add_note(*id, called));
        let of_files: Vec<_> = files.par_iter().map(|file| called::Name::new(file, file.file_name())).collect();
        for (number, path) in of_files.into_iter().enumerate() {
            early.add(Name { candidate: Candidate::File(number as u32), path });
        }
        Self { style, early: Arc::new(early), late: Index::default() }
    }

    /// Returns the same with these notes added.
    pub(super) fn with(&self, notes: &[(NoteId, &Called)]) -> Self {
        let mut late = self.late.clone();
        notes.iter().for_each(|(id, called)| late.add_note(*id, called));
        Self { style: self.style, early: self.early.clone(), late }
    }

    /// How many notes were added since the full index.
    pub(super) fn late(&self) -> usize {
        self.late.names.len()
    }

    /// The file at a position; late ones are numbered after the early ones.
    fn name(&self, place: u32) -> &Name {
        let early = self.early.names.len();
        self.early.names.get(place as usize).unwrap_or_else(|| &self.late.names[place as usize - early])
    }

    /// Merges positions in both indexes into the order of their files.
    fn merged(&self, early: impl Iterator<Item = u32>, late: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut places: Vec<u32> = early.collect();
        let known = places.len();
        places.extend(late.map(|place| place + self.early.names.len() as u32));
        if places.len() > known {
            places.sort_by_key(|place| self.name(*place).candidate);
        }
        places
    }

    /// Finds what a wikilink's target refers to in a note of this folder.
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
            LinkStyle::Closest => self
                .anywhere(target, folder)
                .or_else(|| self.alias(target, folder))
                .or_else(|| self.undated(target, folder)),
            LinkStyle::Exact => self.at_path(&within(folder, target)?, folder).or_else(|| self.at_path(target, folder)),
        }
    }

    /// Finds what a Markdown destination refers to in a note of this folder: first relative to the note, then like a
    /// wikilink.
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

    /// A folder's own note, for links that end in a folder.
    fn folder_note(&self, path: &str, folder: &str) -> Option<Hit> {
        let path = path.trim_matches('/');
        self.at_path(&if path.is_empty() { "index".to_owned() } else { format!("{path}/index") }, folder)
    }

    /// The file at exactly this path from the root, with or without `.md`.
    fn at_path(&self, path: &str, folder: &str) -> Option<Hit> {
        let path = path.trim_end_matches('/');
        let found = self.ending_with(path);
        let whole = |exact: bool| found.iter().copied().filter(move |name| self.name(*name).is(path, exact));
        let of = |exact: bool| self.files_first(whole(exact).collect());
        self.choose(of(true), folder).or_else(|| self.choose(of(false), folder))
    }

    /// Leaves only those that are no notes, if there are any: of `paper.pdf` and `paper.pdf.md`, the name means the first.
    /// A file without an extension is no more meant than a note.
    fn files_first(&self, mut names: Vec<u32>) -> Vec<u32> {
        let has_extension =
            |path: &str| path.rsplit('/').next().is_some_and(|name| name.trim_start_matches('.').contains('.'));
        let is_file = |name: &u32| !self.name(*name).is_note() && has_extension(self.name(*name).path());
        if names.len() > 1 && names.iter().any(is_file) {
            names.retain(is_file);
        }
        names
    }

    /// Any file whose path ends with the target: exact matches first, one at the root before others.
    fn anywhere(&self, target: &str, folder: &str) -> Option<Hit> {
        let found = self.ending_with(target);
        if let ([only], false) = (&found[..], target.contains('/')) {
            // Nearly all links: a name that only one file has.
            return Some(Hit { best: self.name(*only).candidate, tie: Vec::new() });
        }
        for exact in [true, false] {
            let matching: Vec<u32> =
                found.iter().copied().filter(|name| self.name(*name).ends_with(target, exact)).collect();
            let matching = self.files_first(matching);
            let at_root = matching.iter().copied().find(|name| self.name(*name).is(target, exact));
            if let Some(name) = at_root {
                return Some(Hit { best: self.name(name).candidate, tie: Vec::new() });
            }
            if let Some(hit) = self.choose(matching, folder) {
                return Some(hit);
            }
        }
        None
    }

    /// All files whose name equals the target's last part in any letter case, in order.
    fn ending_with(&self, target: &str) -> Vec<u32> {
        let last = fold(target.rsplit('/').next().unwrap_or_default());
        let called = |name: &str| self.merged(self.early.called(name), self.late.called(name));
        let mut found = called(&last);
        // A link may name a note with its extension, and a note may be called `a.md.md`.
        if let Some(stem) = last.strip_suffix(".md") {
            found.extend(called(stem).into_iter().filter(|name| self.name(*name).is_note()));
        }
        found
    }

    fn alias(&self, target: &str, folder: &str) -> Option<Hit> {
        let folded = fold(target);
        let of = |exact: bool| {
            let owners = |index: &'_ Index| -> Vec<u32> {
                let all = index.by_alias.get(&folded).map_or(&[][..], Vec::as_slice).iter();
                all.filter(|(alias, _)| !exact || alias == target).map(|(_, owner)| *owner).collect()
            };
            let mut found = self.merged(owners(&self.early).into_iter(), owners(&self.late).into_iter());
            // A note may have one alias in several spellings.
            found.dedup();
            found
        };
        self.choose(of(true), folder).or_else(|| self.choose(of(false), folder))
    }

    /// Any note whose path ends with the target once the date is taken from its file name.
    fn undated(&self, target: &str, folder: &str) -> Option<Hit> {
        let last = fold(target.rsplit('/').next().unwrap_or_default());
        let called = |name: &str| self.merged(self.early.undated(name), self.late.undated(name));
        let mut found = called(&last);
        found.extend(last.strip_suffix(".md").map(called).unwrap_or_default());
        let of = |exact: bool| found.iter().copied().filter(move |name| self.name(*name).is_undated(target, exact));
        self.choose(of(true).collect(), folder).or_else(|| self.choose(of(false).collect(), folder))
    }

    /// The file that a path from the root would name if it began in some folder, if there is only one.
    pub(super) fn unrooted(&self, target: &str) -> Option<Candidate> {
        let target = nfc(target.strip_prefix('/')?);
        let target = target.trim_end_matches('/');
        if target.is_empty() || target.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return None;
        }
        let hit = self.anywhere(target, "").or_else(|| self.undated(target, ""))?;
        hit.tie.is_empty().then_some(hit.best)
    }

    /// Settles a tie: files in or below the note's own folder first, then fewest parts, shortest path, first in order.
    /// In the root no folder is preferred, as everything is below it.
    fn choose(&self, mut names: Vec<u32>, folder: &str) -> Option<Hit> {
        if let [only] = names[..] {
            return Some(Hit { best: self.name(only).candidate, tie: Vec::new() });
        }
        let folder = nfc(folder);
        let near: Vec<u32> = names.iter().copied().filter(|name| self.name(*name).is_below(&folder)).collect();
        let own = !near.is_empty();
        if own {
            names = near;
        }
        names.sort_by_key(|name| {
            let name = &self.name(*name);
            (name.path.depth, name.path().chars().count(), &name.path.full)
        });
        let best = self.name(*names.first()?).candidate;
        let tie = if own || names.len() == 1 {
            Vec::new()
        } else {
            names.iter().map(|name| self.name(*name).candidate).collect()
        };
        Some(Hit { best, tie })
    }
}

impl Index {
    fn add_note(&mut self, id: NoteId, called: &Called) {
        for (folded, alias) in &called.aliases {
            self.by_alias.entry(folded.clone()).or_default().push((alias.clone(), self.names.len() as u32));
        }
        if let Some(name) = &called.undated {
            add(&mut self.by_undated, name.clone(), self.names.len() as u32);
        }
        self.add(Name { candidate: Candidate::Note(id.0), path: called.path.clone() });
    }

    fn add(&mut self, name: Name) {
        let place = self.names.len() as u32;
        add(&mut self.by_last, name.path.last.clone(), place);
        // A link is trimmed, so it can't say the blanks around a name.
        let trimmed = name.path.last.trim();
        if trimmed.len() < name.path.last.len() {
            add(&mut self.by_last, trimmed.into(), place);
        }
        self.names.push(name);
    }

    /// The positions of all with this folded file name.
    fn called(&self, last: &str) -> impl Iterator<Item = u32> {
        self.by_last.get(last).map_or(&[][..], Numbers::as_slice).iter().copied()
    }

    /// The positions of all notes with this folded file name behind a date.
    fn undated(&self, name: &str) -> impl Iterator<Item = u32> {
        self.by_undated.get(name).map_or(&[][..], Numbers::as_slice).iter().copied()
    }
}

fn add<K: Eq + Hash>(index: &mut HashMap<K, Numbers>, key: K, place: u32) {
    index.entry(key).and_modify(|places| places.push(place)).or_insert(Numbers::One(place));
}

impl Numbers {
    fn push(&mut self, number: u32) {
        match self {
            Numbers::One(first) => *self = Numbers::Many(vec![*first, number]),
            Numbers::Many(all) => all.push(number),
        }
    }

    fn as_slice(&self) -> &[u32] {
        match self {
            Numbers::One(number) => std::slice::from_ref(number),
            Numbers::Many(all) => all,
        }
    }
}

impl Name {
    fn is_note(&self) -> bool {
        matches!(self.candidate, Candidate::Note(_))
    }

    /// The path; for notes without `.md`, which a link may leave out.
    fn path(&self) -> &str {
        let full = &*self.path.full;
        if self.is_note() { &full[..full.len() - ".md".len()] } else { full }
    }

    fn is(&self, target: &str, exact: bool) -> bool {
        self.fits(exact, |path| same(path, target, exact))
    }

    fn ends_with(&self, target: &str, exact: bool) -> bool {
        self.fits(exact, |path| ends_with_parts(path, target, exact))
    }

    /// Whether one of the forms of the path fits. Without the blanks around its file name it is not exact.
    fn fits(&self, exact: bool, is_it: impl Fn(&str) -> bool) -> bool {
        if is_it(self.path()) || (self.is_note() && is_it(&self.path.full)) {
            return true;
        }
        let (folders, name) = self.path().split_at(self.path().rfind('/').map_or(0, |at| at + 1));
        if exact || name.trim() == name {
            return false;
        }
        let trimmed = format!("{folders}{}", name.trim());
        is_it(&trimmed) || (self.is_note() && is_it(&format!("{trimmed}.md")))
    }

    /// Whether the path of a note ends with the target once the date is taken from its file name.
    fn is_undated(&self, target: &str, exact: bool) -> bool {
        let path = self.path();
        let (folders, stem) = path.split_at(path.rfind('/').map_or(0, |at| at + 1));
        let undated = note::undated(stem).map(|name| format!("{folders}{}", name.trim()));
        undated.is_some_and(|path| {
            ends_with_parts(&path, target, exact) || ends_with_parts(&format!("{path}.md"), target, exact)
        })
    }

    fn is_below(&self, folder: &str) -> bool {
        !folder.is_empty() && self.path.full.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }
}

fn same(path: &str, target: &str, exact: bool) -> bool {
    if exact { path == target } else { fold(path) == fold(target) }
}

/// Whether a path ends with the parts of the target.
fn ends_with_parts(path: &str, target: &str, exact: bool) -> bool {
    let parts = target.matches('/').count() + 1;
    let start = path.rmatch_indices('/').nth(parts - 1).map_or(0, |(at, _)| at + 1);
    same(&path[start..], target, exact)
}

/// Resolves a relative path from the root; `None` if it leaves the garden.
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

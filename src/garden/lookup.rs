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
use super::namesakes::{Answers, Candidate, Choice, Ends, Hit};
use crate::config::LinkStyle;
use crate::note;
use crate::path::{SourcePath, fold, nfc};

/// How a target is compared with the names of files.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Rule {
    /// It is the whole path.
    Whole,
    /// The path ends with it.
    End,
    /// It is an alias.
    Alias,
    /// The path ends with it once the date is taken from the file name.
    Undated,
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
    /// What targets stand for that share their last part with several files.
    choices: Answers<(Rule, String), Option<Arc<Choice>>>,
    /// The paths of these files, by their file names.
    ends: Answers<(Rule, String), Arc<Ends>>,
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
        Self::of(style, Arc::new(early), Index::default())
    }

    /// Returns the same with these notes added.
    pub(super) fn with(&self, notes: &[(NoteId, &Called)]) -> Self {
        let mut late = self.late.clone();
        notes.iter().for_each(|(id, called)| late.add_note(*id, called));
        Self::of(self.style, self.early.clone(), late)
    }

    fn of(style: LinkStyle, early: Arc<Index>, late: Index) -> Self {
        Self { style, early, late, choices: Answers::default(), ends: Answers::default() }
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
                .choose(Rule::End, target, folder)
                .or_else(|| self.choose(Rule::Alias, target, folder))
                .or_else(|| self.choose(Rule::Undated, target, folder)),
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
        self.choose(Rule::Whole, path.trim_end_matches('/'), folder)
    }

    /// The file that a path from the root would name if it began in some folder, if there is only one.
    pub(super) fn unrooted(&self, target: &str) -> Option<Candidate> {
        let target = nfc(target.strip_prefix('/')?);
        let target = target.trim_end_matches('/');
        if target.is_empty() || target.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return None;
        }
        let hit = self.choose(Rule::End, target, "").or_else(|| self.choose(Rule::Undated, target, ""))?;
        hit.tie.is_none().then_some(hit.best)
    }

    /// Finds what a target means in a note of this folder. Of several files that fit, those in or below the note's own
    /// folder come first, then those with the fewest parts, the shortest path, the first in order.
    fn choose(&self, rule: Rule, target: &str, folder: &str) -> Option<Hit> {
        let last = if rule == Rule::Alias { target } else { target.rsplit('/').next().unwrap_or_default() };
        let last = fold(last);
        // A link may name a note with its extension, and a note may be called `a.md.md`.
        let stem = last.strip_suffix(".md").filter(|_| rule != Rule::Alias);
        match self.count(rule, &last) + stem.map_or(0, |stem| self.count(rule, stem)) {
            0 => None,
            1 => Some(self.choice(rule, target, &last)?.of_folder(folder)),
            _ => {
                let find = || self.choice(rule, target, &last).map(Arc::new);
                Some(self.choices.get((rule, target.to_owned()), find)?.of_folder(folder))
            }
        }
    }

    fn choice(&self, rule: Rule, target: &str, last: &str) -> Option<Choice> {
        let mut names: Vec<&Name> = self.fitting(rule, target, last).iter().map(|place| self.name(*place)).collect();
        names.sort_by_cached_key(|name| (name.path.depth, name.path().chars().count(), &name.path.full));
        Choice::between(&names.iter().map(|name| (name.candidate, &*name.path.full)).collect::<Vec<_>>())
    }

    /// All files that a target fits equally well, in order: those whose name it spells exactly, or else those whose
    /// name differs in letter case.
    fn fitting(&self, rule: Rule, target: &str, last: &str) -> Vec<u32> {
        if rule == Rule::Alias {
            let exact = self.owners(last, |alias| alias == target);
            return if exact.is_empty() { self.owners(last, |_| true) } else { exact };
        }
        let found = self.ending_with(rule, target, last);
        if found.len() == 1 && rule == Rule::End && !target.contains('/') {
            // Nearly all links: a name that only one file has.
            return found;
        }
        for exact in [true, false] {
            let fits = |place: &u32| match rule {
                Rule::Whole => self.name(*place).is(target, exact),
                Rule::Undated => self.name(*place).is_undated(target, exact),
                Rule::End | Rule::Alias => self.name(*place).ends_with(target, exact),
            };
            let matching = self.files_first(found.iter().copied().filter(fits).collect());
            // One at the root comes before others.
            let is_root = |place: &&u32| rule == Rule::End && self.name(**place).is(target, exact);
            if let Some(root) = matching.iter().find(is_root) {
                return vec![*root];
            }
            if !matching.is_empty() {
                return matching;
            }
        }
        Vec::new()
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

    /// The files with an alias of this folded form, in order.
    fn owners(&self, folded: &str, is_it: impl Fn(&str) -> bool) -> Vec<u32> {
        let of = |index: &Index| -> Vec<u32> {
            let all = index.by_alias.get(folded).map_or(&[][..], Vec::as_slice).iter();
            all.filter(|(alias, _)| is_it(alias)).map(|(_, owner)| *owner).collect()
        };
        let mut found = self.merged(of(&self.early).into_iter(), of(&self.late).into_iter());
        // A note may have one alias in several spellings.
        found.dedup();
        found
    }

    /// The files whose path ends with the parts of a target in any letter case, in order; then the notes that it names
    /// with their extension. If only one has its file name, the other parts are not compared.
    fn ending_with(&self, rule: Rule, target: &str, last: &str) -> Vec<u32> {
        let mut found = self.called(rule, last, target);
        if let Some(stem) = last.strip_suffix(".md") {
            let notes = self.called(rule, stem, &target[..target.len() - ".md".len()]);
            found.extend(notes.into_iter().filter(|place| self.name(*place).is_note()));
        }
        found
    }

    fn called(&self, rule: Rule, last: &str, target: &str) -> Vec<u32> {
        let all =
            || self.merged(self.early.called(rule, last).iter().copied(), self.late.called(rule, last).iter().copied());
        if self.count(rule, last) < 2 {
            return all();
        }
        // Paths are the same for the other rules.
        let sorted = if rule == Rule::Undated { Rule::Undated } else { Rule::End };
        let ends = self.ends.get((sorted, last.to_owned()), || {
            let path = |place: u32| match rule {
                Rule::Undated => self.name(place).undated().unwrap_or_default(),
                _ if last.trim() == last => self.name(place).trimmed(),
                _ => self.name(place).path().to_owned(),
            };
            Arc::new(Ends::new(all().into_iter().map(|place| (path(place), place))))
        });
        let mut found = ends.with(target);
        found.sort_by_key(|place| self.name(*place).candidate);
        found
    }

    /// How many files a rule would compare with a target of this last part.
    fn count(&self, rule: Rule, last: &str) -> usize {
        let of = |index: &Index| match rule {
            Rule::Alias => index.by_alias.get(last).map_or(0, Vec::len),
            _ => index.called(rule, last).len(),
        };
        of(&self.early) + of(&self.late)
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

    /// The positions of all with this folded file name, or behind a date.
    fn called(&self, rule: Rule, last: &str) -> &[u32] {
        let numbers = if rule == Rule::Undated { self.by_undated.get(last) } else { self.by_last.get(last) };
        numbers.map_or(&[], Numbers::as_slice)
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

    /// The path without the blanks around its file name.
    fn trimmed(&self) -> String {
        let (folders, name) = self.path().split_at(self.path().rfind('/').map_or(0, |at| at + 1));
        format!("{folders}{}", name.trim())
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
        let trimmed = self.trimmed();
        !exact && trimmed != self.path() && (is_it(&trimmed) || (self.is_note() && is_it(&format!("{trimmed}.md"))))
    }

    /// The path of a note once the date is taken from its file name.
    fn undated(&self) -> Option<String> {
        let path = self.path();
        let (folders, stem) = path.split_at(path.rfind('/').map_or(0, |at| at + 1));
        note::undated(stem).map(|name| format!("{folders}{}", name.trim()))
    }

    /// Whether the path of a note ends with the target once the date is taken from its file name.
    fn is_undated(&self, target: &str, exact: bool) -> bool {
        self.undated().is_some_and(|path| {
            ends_with_parts(&path, target, exact) || ends_with_parts(&format!("{path}.md"), target, exact)
        })
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

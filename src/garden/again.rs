//! Links that lead where they led, in a garden in which a few notes came, went or are called otherwise.
//!
//! [`resolve`] gives what [`Resolver::resolve`] would give, and looks up only links that may mean something else
//! than before: those in other notes, those that say a name that came or went, and those that lead to a place in a
//! note that is another now.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::daily::day_of;
use super::kept::Kept;
use super::links::{Found, Resolver};
use super::memory::{ByNote, Memory};
use super::similar;
use super::{Entry, Garden, Inputs, NoteId, Resolution, Target, numbered};
use crate::note::markdown::visible;
use crate::note::{Link, Note};
use crate::path::{fold, nfc, percent_decode};

/// With more names than these it is as well to look up everything.
const MOST: usize = 50;

/// What became of the links of all published notes, and the findings about those that were not looked up again.
pub(super) fn resolve(
    resolver: &Resolver<'_>,
    published: &[Arc<Note>],
    inputs: &Inputs<'_>,
    (before, memory): (&Garden, &Memory),
) -> (Vec<Found>, ByNote) {
    let all: Vec<u32> = (0..published.len() as u32).collect();
    let Some(renamed) = Renamed::since(memory, inputs) else { return (resolver.resolve(&all), ByNote::new()) };
    let since = Since { before, kept: Kept::of(&before.all_notes(), published), published, renamed };
    let mut found: Vec<Option<Found>> = all.par_iter().map(|id| since.taken(NoteId(*id))).collect();
    let open: Vec<u32> = all.into_iter().filter(|id| found[*id as usize].is_none()).collect();
    for (id, again) in open.iter().zip(resolver.resolve(&open)) {
        found[*id as usize] = Some(again);
    }
    let number =
        |earlier: u32| since.kept.now(NoteId(earlier)).map(|id| id.0).filter(|id| open.binary_search(id).is_err());
    let findings = memory.of_links.iter().filter_map(|(id, findings)| Some((number(*id)?, findings.clone()))).collect();
    (found.into_iter().flatten().collect(), findings)
}

/// Names that mean something else than before, or may.
struct Renamed {
    /// Folded names of files without `.md`, and aliases.
    names: BTreeSet<String>,
    /// Whether a note of a day is among them.
    is_day: bool,
    /// What is like them.
    forms: BTreeSet<u64>,
}

impl Renamed {
    /// The names of all notes, published or not, that are there no more, are new, or are called otherwise. `None`
    /// if links may mean something else for other reasons as well.
    fn since(memory: &Memory, inputs: &Inputs<'_>) -> Option<Self> {
        if !memory.has_same_files(inputs) {
            return None;
        }
        let mut renamed = Self { names: BTreeSet::new(), is_day: false, forms: BTreeSet::new() };
        let kept = Kept::of(&memory.notes, inputs.notes);
        let is_alike = |before: NoteId, now: NoteId| {
            let (before, now) = (&memory.notes[before.0 as usize], &inputs.notes[now.0 as usize]);
            Arc::ptr_eq(before, now) || (before.aliases == now.aliases && before.published == now.published)
        };
        for (id, note) in numbered(&memory.notes) {
            if !kept.now(id).is_some_and(|now| is_alike(id, now)) {
                renamed.add(note)?;
            }
        }
        for (id, note) in numbered(inputs.notes) {
            if !kept.earlier(id).is_some_and(|before| is_alike(before, id)) {
                renamed.add(note)?;
            }
        }
        Some(renamed)
    }

    fn add(&mut self, note: &Note) -> Option<()> {
        for name in std::iter::once(note.path.stem()).chain(note.aliases.iter().map(String::as_str)) {
            self.names.insert(fold(name.trim()));
            self.forms.extend(similar::forms_of(name));
        }
        self.names.insert(fold(note.path.stem()));
        self.is_day |= note.is_daily();
        // A link to a folder means the note that speaks for it.
        (self.names.len() <= MOST && !self.names.contains("index")).then_some(())
    }

    /// Whether a link may mean one of these names.
    fn has(&self, target: &str) -> bool {
        // Nearly all can't, as they end in other letters; `.md` and `/` need not be part of a name.
        let end = target.bytes().next_back().unwrap_or_default().to_ascii_lowercase();
        let ends_so = |name: &String| name.bytes().next_back() == Some(end);
        if end.is_ascii_alphanumeric() && end != b'd' && !self.names.iter().any(ends_so) {
            return false;
        }
        let target = target.trim_end_matches('/');
        let last = target.rsplit('/').next().unwrap_or_default();
        if matches!(last, "." | "..") {
            return true;
        }
        if !target.is_ascii() {
            let folded = [fold(&nfc(target)), fold(&nfc(last))];
            let is_there = |name: &String| {
                self.names.contains(name) || name.strip_suffix(".md").is_some_and(|stem| self.names.contains(stem))
            };
            return folded.iter().any(is_there);
        }
        let stem = last.len().checked_sub(".md".len()).filter(|at| last[*at..].eq_ignore_ascii_case(".md"));
        let forms = [target, last, stem.map_or(last, |at| &last[..at])];
        self.names.iter().any(|name| forms.iter().any(|form| form.eq_ignore_ascii_case(name)))
    }
}

/// What is different from an earlier garden.
struct Since<'a> {
    before: &'a Garden,
    kept: Kept,
    published: &'a [Arc<Note>],
    renamed: Renamed,
}

impl Since<'_> {
    /// What became of the links of a note, if that is what became of them before.
    fn taken(&self, id: NoteId) -> Option<Found> {
        let note = &self.published[id.0 as usize];
        let entry = self.before.note(self.kept.earlier(id)?);
        if !Arc::ptr_eq(&entry.note, note) || note.links.iter().zip(&entry.links).any(|it| self.is_open(it)) {
            return None;
        }
        let image = note.front.image.as_deref();
        let mut references = note.html_references.iter().map(|(reference, _)| reference.as_str()).chain(image);
        let says = |reference: &str| {
            self.renamed.has(percent_decode(reference.split(['#', '?']).next().unwrap_or_default()).trim())
        };
        (!references.any(says)).then(|| self.renumbered(entry)).flatten()
    }

    /// Whether a link may lead elsewhere now.
    fn is_open(&self, (link, resolution): (&Link, &Resolution)) -> bool {
        let is_other_place = || match resolution.target() {
            Some(Target::Note(goal)) if link.fragment.is_some() => !self.is_same(goal),
            _ => false,
        };
        let is_like = || {
            *resolution == Resolution::Missing
                && similar::forms_of(&visible(&link.target)).any(|form| self.renamed.forms.contains(&form))
        };
        self.renamed.has(&link.target) || self.renamed.is_day && day_of(link).is_some() || is_other_place() || is_like()
    }

    /// Whether a note says what it said.
    fn is_same(&self, earlier: NoteId) -> bool {
        let now = self.kept.now(earlier).map(|now| &self.published[now.0 as usize]);
        now.is_some_and(|now| Arc::ptr_eq(now, &self.before.note(earlier).note))
    }

    fn renumbered(&self, entry: &Entry) -> Option<Found> {
        let target = |target: Target| match target {
            Target::Note(id) => self.kept.now(id).map(Target::Note),
            Target::File(_) => Some(target),
        };
        let link = |link: &Resolution| {
            Some(match link {
                Resolution::Found { target: goal, place } => {
                    Resolution::Found { target: target(*goal)?, place: *place }
                }
                Resolution::Ambiguous { target: goal, place, candidates } => Resolution::Ambiguous {
                    target: target(*goal)?,
                    place: *place,
                    candidates: candidates.iter().map(|goal| target(*goal)).collect::<Option<_>>()?,
                },
                Resolution::Day(_) | Resolution::Missing | Resolution::Withheld => link.clone(),
            })
        };
        Some(Found {
            links: entry.links.iter().map(link).collect::<Option<_>>()?,
            html: entry
                .html_targets
                .iter()
                .map(|(as_written, goal)| Some((as_written.clone(), target(*goal)?)))
                .collect::<Option<_>>()?,
            image: entry.image,
            ..Found::default()
        })
    }
}

//! Reuses the resolutions of the previous garden in one in which notes have different numbers.
//!
//! [`resolve`] returns what [`Resolver::resolve`] would return, but looks up the links of a note only if one of them
//! may have changed: if the note changed, if it links to a name that came or went, or if it links to a place in a note
//! that changed.

use std::sync::Arc;

use rayon::prelude::*;

use super::kept::Kept;
use super::links::{Found, Resolver};
use super::memory::{ByNote, Memory};
use super::notes::Numbers;
use super::renamed::Renamed;
use super::{Entry, Garden, Inputs, NoteId, Resolution, Target};
use crate::note::{Link, Note};

/// Returns how the links of all published notes resolve, and the findings about the notes that were not looked up
/// again.
pub(super) fn resolve<'a>(
    resolver: &Resolver<'a>,
    (published, numbers): (&'a [Arc<Note>], &Numbers),
    inputs: &Inputs<'_>,
    (before, memory): (&'a Garden, &Memory),
) -> (Vec<Found>, ByNote) {
    let renamed = memory.has_same_files(inputs).then(|| memory.difference(inputs)).flatten();
    let Some(renamed) = renamed.map(|difference| difference.renamed) else {
        return (resolver.resolve(resolver.ids), ByNote::new());
    };
    let since = Since { before, kept: numbers.kept(before, published), note: resolver.note, renamed };
    let mut found: Vec<Option<Found>> = resolver.ids.par_iter().map(|id| since.taken(*id)).collect();
    let is_open = |(id, found): (&NoteId, &Option<Found>)| found.is_none().then_some(*id);
    let open: Vec<NoteId> = resolver.ids.iter().zip(&found).filter_map(is_open).collect();
    let mut again = resolver.resolve(&open).into_iter();
    found.iter_mut().filter(|found| found.is_none()).for_each(|found| *found = again.next());
    let number = |earlier: NoteId| since.kept.now(earlier).filter(|id| open.binary_search(id).is_err());
    let findings = memory.of_links.iter().filter_map(|(id, findings)| Some((number(*id)?, findings.clone()))).collect();
    (found.into_iter().flatten().collect(), findings)
}

/// The previous garden, and what changed since.
struct Since<'a> {
    before: &'a Garden,
    kept: Kept,
    note: &'a (dyn Fn(NoteId) -> &'a Arc<Note> + Sync),
    renamed: Renamed,
}

impl Since<'_> {
    /// The previous resolutions of a note's links, if they still hold.
    fn taken(&self, id: NoteId) -> Option<Found> {
        let note = (self.note)(id);
        let entry = self.before.note(self.kept.earlier(id)?);
        let mut links = note.links.iter().zip(&entry.links);
        let is_open = !Arc::ptr_eq(&entry.note, note)
            || links.any(|(link, resolution)| self.is_other_place(link, resolution))
            || self.renamed.concerns(entry);
        (!is_open).then(|| self.renumbered(entry)).flatten()
    }

    /// Whether a link leads to a place in a note that has changed.
    fn is_other_place(&self, link: &Link, resolution: &Resolution) -> bool {
        match resolution.target() {
            Some(Target::Note(goal)) if link.fragment.is_some() => {
                let now = self.kept.now(goal).map(|now| (self.note)(now));
                !now.is_some_and(|now| Arc::ptr_eq(now, &self.before.note(goal).note))
            }
            _ => false,
        }
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
                // All links that have the choice between the same notes share a list of them.
                Resolution::Ambiguous { .. } => return None,
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

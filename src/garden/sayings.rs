//! Which notes may use a name in a link, so that not all have to be checked when one comes or goes.
//!
//! A [`Sayings`] holds a few hashes for each link of a garden, computed once while nobody waits. Of notes that changed
//! since, it only knows that they did. Its answers may include too many notes but never too few; callers check the
//! notes.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::daily::day_of;
use super::similar;
use super::{Entry, NoteId, Notes, Resolution};
use crate::note::markdown::visible;
use crate::path::{fold, nfc, percent_decode};

/// With more changed notes than this, the hashes are computed anew.
const MOST: usize = 1_000;

/// A hash of something that a link may say.
type Saying = u32;

/// Stand for any day, and for a link that may mean any name.
const DAY: Saying = 0;
const ANYTHING: Saying = 1;

/// What the links of a garden say.
#[derive(Clone, Default)]
pub(super) struct Sayings {
    /// What is said and by which note, sorted.
    said: Arc<OnceLock<Vec<(Saying, NoteId)>>>,
    /// Notes that changed since.
    since: BTreeSet<NoteId>,
}

impl Sayings {
    /// Computes the hashes for these notes, the current ones of the garden.
    pub(super) fn prepare(&self, notes: &Notes) {
        self.said.get_or_init(|| {
            let of_note = |(id, entry): (NoteId, &Arc<Entry>)| of_entry(entry).into_iter().map(move |said| (said, id));
            let mut said: Vec<(Saying, NoteId)> = notes.par_numbered().flat_map_iter(of_note).collect();
            said.par_sort_unstable();
            said.dedup();
            said
        });
    }

    /// Returns what is still known after these notes changed, if no note changed its number.
    pub(super) fn after(&self, others: impl IntoIterator<Item = NoteId>) -> Self {
        if self.said.get().is_none() || self.since.len() > MOST {
            return Self::default();
        }
        let mut after = self.clone();
        after.since.extend(others);
        after
    }

    /// Returns the notes that may say one of these things, possibly with others; `None` if it is not known.
    pub(super) fn who_may_say(&self, things: &BTreeSet<Saying>) -> Option<BTreeSet<NoteId>> {
        let said = self.said.get()?;
        let who = |thing: Saying| {
            let first = said.partition_point(|(other, _)| *other < thing);
            said[first..].iter().take_while(move |(other, _)| *other == thing).map(|(_, id)| *id)
        };
        Some(things.iter().copied().flat_map(who).chain(self.since.iter().copied()).collect())
    }
}

/// The hashes for folded names and for hashes of similar spellings; `is_day` if a day is among the names.
pub(super) fn of_names(names: &BTreeSet<String>, forms: &BTreeSet<u64>, is_day: bool) -> BTreeSet<Saying> {
    let names = names.iter().map(|name| of_name(name));
    names.chain(forms.iter().copied().map(of_form)).chain([ANYTHING]).chain(is_day.then_some(DAY)).collect()
}

fn of_entry(entry: &Entry) -> Vec<Saying> {
    let note = &entry.note;
    let mut said = Vec::with_capacity(note.links.len() * 2);
    for (link, resolution) in note.links.iter().zip(&entry.links) {
        of_target(&link.target, &mut said);
        said.extend(day_of(link).map(|_| DAY));
        if *resolution == Resolution::Missing {
            said.extend(similar::forms_of(&visible(&link.target)).map(of_form));
        }
    }
    let references = note.html_references.iter().map(|(reference, _)| reference.as_str());
    for reference in references.chain(note.front.image.as_deref()) {
        of_target(percent_decode(reference.split(['#', '?']).next().unwrap_or_default()).trim(), &mut said);
    }
    said
}

/// The hashes of all names that a target may mean, see `renamed`.
fn of_target(target: &str, said: &mut Vec<Saying>) {
    let target = target.trim_end_matches('/');
    let last = target.rsplit('/').next().unwrap_or_default();
    if matches!(last, "." | "..") {
        said.push(ANYTHING);
    }
    for part in std::iter::once(last).chain((last != target).then_some(target)) {
        let folded = fold(&nfc(part));
        said.push(of_name(&folded));
        said.extend(folded.strip_suffix(".md").map(of_name));
    }
}

fn of_name(folded: &str) -> Saying {
    let mut hasher = DefaultHasher::new();
    folded.hash(&mut hasher);
    of_form(hasher.finish())
}

fn of_form(form: u64) -> Saying {
    (form ^ (form >> 32)) as u32
}

//! Daily notes: which note is that of a day, and which links mean a day.
//!
//! A note whose name is nothing but a date is the note of that day, however the date is written: `[[250422]]` finds
//! `2025-04-22.md`. A link to a day that has no note still means the day, and leads to its page.

use std::collections::{BTreeMap, BTreeSet};

use super::NoteId;
use super::called::Called;
use crate::note::date::{Date, of_day};
use crate::note::markdown::Syntax;
use crate::note::{Link, LinkKind};

/// The daily notes of a garden.
#[derive(Clone)]
pub(super) struct Daily {
    /// The numbers of the published ones; of two for one day, the first in the order of paths.
    public: BTreeMap<Date, u32>,
    /// The days of the unpublished ones.
    withheld: BTreeSet<Date>,
}

impl Daily {
    pub(super) fn new(published: &[(NoteId, &Called)], withheld: &[&Called]) -> Self {
        let mut public = BTreeMap::new();
        for (id, note) in published {
            if let Some(day) = note.day {
                public.entry(day).or_insert(id.0);
            }
        }
        Self { public, withheld: withheld.iter().filter_map(|note| note.day).collect() }
    }

    /// Returns the same with these notes added.
    pub(super) fn with(&self, published: &[(NoteId, &Called)], withheld: &[(NoteId, &Called)]) -> Self {
        let mut daily = self.clone();
        for (id, note) in published {
            let first = note.day.map(|day| daily.public.entry(day).or_insert(id.0));
            first.into_iter().for_each(|first| *first = id.0.min(*first));
        }
        daily.withheld.extend(withheld.iter().filter_map(|(_, note)| note.day));
        daily
    }

    /// The published note of a day.
    pub(super) fn note(&self, day: Date) -> Option<u32> {
        self.public.get(&day).copied()
    }

    /// Whether an unpublished note of this day exists.
    pub(super) fn is_withheld(&self, day: Date) -> bool {
        self.withheld.contains(&day)
    }
}

/// The day that a link names, if it is a wikilink whose target, apart from its folders, is nothing but a date.
pub(super) fn day_of(link: &Link) -> Option<Date> {
    let name = link.target.rsplit('/').next().unwrap_or_default().trim();
    let name = name.strip_suffix(".md").unwrap_or(name);
    if link.syntax == Syntax::Wikilink { of_day(name) } else { None }
}

/// Whether a link to a day without a note can lead to the page of the day: it is neither an embed nor a link to a place
/// in a note.
pub(super) fn is_enough(link: &Link) -> bool {
    link.kind == LinkKind::Link && link.fragment.is_none()
}

//! Notes that have to do with a note without being linked with it: they have tags or goals in common.
//!
//! [`related`] looks at the note's own tags and links, and at no more than a bounded number of notes behind each,
//! so that what it costs does not grow with the garden. What few notes share says more than what many do.

use std::cmp::Reverse;

use crate::garden::{Garden, NoteId, Target};

/// A tag or goal that more notes have tells nothing about two of them.
const COMMON: usize = 128;
/// Tags and goals of a note that are looked at.
const LIMIT: usize = 256;
/// What a thing counts that only two notes share; one that a hundred share counts a seventh.
const WEIGHT: u32 = 10_000;
/// Two things that many share, or one that few share.
const ENOUGH: u32 = WEIGHT * 2 / 10;

/// A note, and what it has in common with another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The note.
    pub note: NoteId,
    /// How many tags both have.
    pub tags: usize,
    /// The notes that both link to, the one with fewest links to it first.
    pub goals: Vec<NoteId>,
}

/// Something that another note shares, and how much it counts.
type Find = (NoteId, u32, Shared);

/// What two notes share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shared {
    Tag,
    Goal(NoteId),
}

/// At most `limit` notes, the ones with most in common first.
pub fn related(garden: &Garden, id: NoteId, limit: usize) -> Vec<Related> {
    let entry = garden.note(id);
    let mut goals: Vec<NoteId> = goals(garden, id).collect();
    goals.sort_unstable();
    goals.dedup();
    let mut found: Vec<Find> = Vec::new();
    for tag in entry.note.tags.iter().take(LIMIT) {
        let notes = garden.tags.get(tag).map_or(&[][..], Vec::as_slice);
        if (2..=COMMON).contains(&notes.len()) {
            let weight = weight(notes.len());
            found.extend(notes.iter().map(|other| (*other, weight, Shared::Tag)));
        }
    }
    for goal in goals.iter().take(LIMIT) {
        let sources = &garden.note(*goal).backlinks;
        if (2..=COMMON).contains(&sources.len()) {
            let weight = weight(sources.len());
            found.extend(sources.iter().map(|backlink| (backlink.source, weight, Shared::Goal(*goal))));
        }
    }
    let is_linked = |other: NoteId| {
        goals.binary_search(&other).is_ok()
            || entry.backlinks.binary_search_by_key(&other, |backlink| backlink.source).is_ok()
    };
    found.sort_unstable_by_key(|(other, ..)| *other);
    let groups = found.chunk_by(|one, other| one.0 == other.0);
    let scored = groups.map(|group| (group.iter().map(|(_, weight, _)| weight).sum::<u32>(), group));
    let mut best: Vec<(u32, &[Find])> = scored.filter(|(score, _)| *score >= ENOUGH).collect();
    best.sort_unstable_by_key(|(score, group)| (Reverse(*score), group[0].0));
    let best = best.into_iter().filter(|(_, group)| group[0].0 != id && !is_linked(group[0].0));
    best.take(limit).map(|(_, group)| of_group(garden, group)).collect()
}

fn of_group(garden: &Garden, group: &[Find]) -> Related {
    let goals = group.iter().filter_map(|(.., shared)| match shared {
        Shared::Goal(goal) => Some(*goal),
        Shared::Tag => None,
    });
    let mut goals: Vec<NoteId> = goals.collect();
    goals.sort_unstable_by_key(|goal| (garden.note(*goal).backlinks.len(), *goal));
    Related { note: group[0].0, tags: group.len() - goals.len(), goals }
}

/// The other notes that a note links to.
fn goals(garden: &Garden, id: NoteId) -> impl Iterator<Item = NoteId> {
    garden.note(id).links.iter().filter_map(move |link| match link.target() {
        Some(Target::Note(goal)) if goal != id => Some(goal),
        _ => None,
    })
}

/// How much a thing says that so many notes share. Whole numbers are the same on every machine.
fn weight(notes: usize) -> u32 {
    let others = notes.saturating_sub(1).max(1) as u32;
    WEIGHT * 100 / (10_000 * others).isqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_few_share_counts_more() {
        assert_eq!([2, 5, 17, 101].map(weight), [WEIGHT, WEIGHT / 2, WEIGHT / 4, WEIGHT / 10]);
    }
}

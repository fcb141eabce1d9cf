//! Notes that are related without being linked: they share tags or link targets.
//!
//! [`related`] looks at the note's own tags and links, and at a bounded number of notes behind each, so that its cost
//! does not grow with the garden. What few notes share counts more than what many do.

use std::cmp::Reverse;

use super::Links;
use crate::garden::{Garden, NoteId, Target};
use crate::tally::tallied;

/// A tag or target that more notes have says nothing about two of them.
const COMMON: usize = 128;
/// The most tags, and the most targets, of a note that are considered.
const LIMIT: usize = 256;
/// The weight of a thing that only two notes share; one shared by fifty counts a seventh.
const WEIGHT: u32 = 10_000;
/// The least total weight: that of two things that many notes share, or one that few share.
const ENOUGH: u32 = WEIGHT * 2 / 10;

/// A note, and what it has in common with another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The note.
    pub note: NoteId,
    /// How many tags they share.
    pub tags: usize,
    /// The notes that both link to, those with the fewest links to them first.
    pub goals: Vec<NoteId>,
}

/// Something that several notes share.
struct Shared<'a> {
    /// The note that all of them link to, unless it is a tag.
    goal: Option<NoteId>,
    by: By<'a>,
    /// Its weight.
    weight: u32,
}

/// The notes that share it, sorted.
#[derive(Clone, Copy)]
enum By<'a> {
    Tagged(&'a [NoteId]),
    Linking(&'a [u32]),
}

/// Returns at most `limit` notes, those with the most in common first. `links` are those of the garden.
pub fn related(garden: &Garden, links: &Links, id: NoteId, limit: usize) -> Vec<Related> {
    let mut goals: Vec<NoteId> = goals(garden, id).collect();
    goals.sort_unstable();
    goals.dedup();
    let shared = shared(garden, links, id, &goals);
    let linked = links.with(id.0 as usize);
    let mut best: Vec<(Reverse<u32>, NoteId)> = Vec::new();
    tallied(garden.notes.slots(), |tally| {
        shared.iter().for_each(|shared| shared.by.each(|other| tally.add(other.0, shared.weight)));
        tally.take(|other, score| best.extend((score >= ENOUGH).then_some((Reverse(score), NoteId(other)))));
    });
    best.retain(|(_, other)| *other != id && linked.binary_search(&other.0).is_err());
    if best.len() > limit {
        best.select_nth_unstable(limit);
        best.truncate(limit);
    }
    best.sort_unstable();
    best.into_iter().map(|(_, other)| in_common(links, other, &shared)).collect()
}

/// What a note shares with few enough others to be meaningful. `goals` are the notes that it links to, sorted.
fn shared<'a>(garden: &'a Garden, links: &'a Links, id: NoteId, goals: &[NoteId]) -> Vec<Shared<'a>> {
    let tags = garden.note(id).note.tags.iter().take(LIMIT);
    let tagged = tags.filter_map(|tag| Some((None, By::Tagged(garden.tags.get(tag)?))));
    let linking = goals.iter().take(LIMIT).map(|goal| (Some(*goal), By::Linking(links.to(goal.0 as usize))));
    let few = tagged.chain(linking).filter(|(_, by)| (2..=COMMON).contains(&by.count()));
    few.map(|(goal, by)| Shared { goal, by, weight: weight(by.count()) }).collect()
}

/// Which of the shared things another note has.
fn in_common(links: &Links, other: NoteId, shared: &[Shared<'_>]) -> Related {
    let (mut tags, mut goals) = (0, Vec::new());
    for shared in shared.iter().filter(|shared| shared.by.has(other)) {
        match shared.goal {
            Some(goal) => goals.push(goal),
            None => tags += 1,
        }
    }
    goals.sort_unstable_by_key(|goal| (links.to(goal.0 as usize).len(), *goal));
    Related { note: other, tags, goals }
}

impl By<'_> {
    fn count(self) -> usize {
        match self {
            Self::Tagged(notes) => notes.len(),
            Self::Linking(sources) => sources.len(),
        }
    }

    fn each(self, mut each: impl FnMut(NoteId)) {
        match self {
            Self::Tagged(notes) => notes.iter().for_each(|note| each(*note)),
            Self::Linking(sources) => sources.iter().for_each(|source| each(NoteId(*source))),
        }
    }

    fn has(self, note: NoteId) -> bool {
        match self {
            Self::Tagged(notes) => notes.binary_search(&note).is_ok(),
            Self::Linking(sources) => sources.binary_search(&note.0).is_ok(),
        }
    }
}

/// The other notes that a note links to.
fn goals(garden: &Garden, id: NoteId) -> impl Iterator<Item = NoteId> {
    garden.note(id).links.iter().filter_map(move |link| match link.target() {
        Some(Target::Note(goal)) if goal != id => Some(goal),
        _ => None,
    })
}

/// The weight of a thing that this many notes share. Integers are the same on every machine.
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

//! The notes around a note: those that it is linked with, and those that these are linked with.
//!
//! [`near`] looks at the links of the note and of a few notes around it, and at nothing else.

use std::cmp::Reverse;

use crate::garden::{Garden, NoteId, Target};

/// Notes one step away that are shown. The picture is small, and is on every page.
const LIMIT: usize = 16;
/// Notes up to which those two steps away are shown as well: more of them would only hide the others.
const CALM: usize = 12;
/// A note with more links leads everywhere: what is behind it is not near.
const HUB: usize = 64;

/// Notes one step away that are named in the picture.
const NAMED: usize = 12;

/// A note and the notes around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The notes: itself, those one step away, those two steps away, each in the order of paths.
    pub notes: Vec<NoteId>,
    /// How they hang together.
    pub shape: Shape,
}

/// How a note and the notes around it hang together. They are numbered: 0 is the note itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shape {
    /// How many there are.
    pub count: usize,
    /// How many of them are one step away: those from 1 on.
    pub first: usize,
    /// The ones one step away that most links lead to, in order: they are worth a name.
    pub named: Vec<u8>,
    /// Which of them are linked, each pair once with the lower number first, in order.
    pub links: Vec<(u8, u8)>,
}

/// The notes around a note, or nothing if it is linked with none. Of many, those that most
/// links lead to are shown, and of those two steps away the ones that are reached in most ways.
pub fn near(garden: &Garden, centre: NoteId) -> Option<Near> {
    let mut first: Vec<NoteId> = around(garden, centre).collect();
    first.sort_unstable();
    first.dedup();
    if first.is_empty() {
        return None;
    }
    let weight = |id: &NoteId| Reverse(garden.note(*id).backlinks.len());
    first.sort_by_key(|id| (weight(id), *id));
    first.truncate(LIMIT);
    let second = second(garden, centre, &first);
    let foremost: Vec<NoteId> = first.iter().take(NAMED).copied().collect();
    first.sort_unstable();
    let named = (1..).zip(&first).filter(|(_, id)| foremost.contains(id)).map(|(number, _)| number).collect();
    let steps = first.len();
    let notes: Vec<NoteId> = std::iter::once(centre).chain(first).chain(second).collect();
    let shape = Shape { count: notes.len(), first: steps, named, links: links(garden, &notes) };
    Some(Near { notes, shape })
}

/// The notes that a note is linked with, in any order, some of them more than once.
fn around(garden: &Garden, id: NoteId) -> impl Iterator<Item = NoteId> {
    let entry = garden.note(id);
    let out = entry.links.iter().filter_map(|link| match link.target() {
        Some(Target::Note(goal)) => Some(goal),
        _ => None,
    });
    out.chain(entry.backlinks.iter().map(|backlink| backlink.source)).filter(move |other| *other != id)
}

/// Whether a note has so many links that it would take long to look at all of them.
fn is_hub(garden: &Garden, id: NoteId) -> bool {
    garden.note(id).links.len() + garden.note(id).backlinks.len() > HUB
}

/// The notes two steps away that there is room for.
fn second(garden: &Garden, centre: NoteId, first: &[NoteId]) -> Vec<NoteId> {
    let room = CALM.saturating_sub(first.len());
    if room == 0 {
        return Vec::new();
    }
    let mut behind: Vec<NoteId> = Vec::new();
    for id in first.iter().filter(|id| !is_hub(garden, **id)) {
        let mut own: Vec<NoteId> =
            around(garden, *id).filter(|other| *other != centre && !first.contains(other)).collect();
        // However many links there are, it is one way.
        own.sort_unstable();
        own.dedup();
        behind.extend(own);
    }
    behind.sort_unstable();
    let ways = behind.chunk_by(|a, b| a == b).map(|same| (same[0], same.len()));
    let mut second: Vec<(NoteId, usize)> = ways.collect();
    second.sort_by_key(|(id, ways)| (Reverse(*ways), Reverse(garden.note(*id).backlinks.len()), *id));
    second.truncate(room);
    let mut second: Vec<NoteId> = second.into_iter().map(|(id, _)| id).collect();
    second.sort_unstable();
    second
}

/// Which of these notes are linked. A note with very many links is asked by the others only, and two of
/// them by looking one up among the backlinks of the other, so that they cost no more than others.
fn links(garden: &Garden, notes: &[NoteId]) -> Vec<(u8, u8)> {
    let mut numbers: Vec<(NoteId, u8)> = notes.iter().copied().zip(0..).collect();
    numbers.sort_unstable();
    let number = |id: NoteId| numbers.binary_search_by_key(&id, |(id, _)| *id).ok().map(|at| numbers[at].1);
    let leads = |from: NoteId, to: NoteId| {
        garden.note(to).backlinks.binary_search_by_key(&from, |backlink| backlink.source).is_ok()
    };
    let (hubs, others): (Vec<_>, Vec<_>) = notes.iter().copied().zip(0u8..).partition(|(id, _)| is_hub(garden, *id));
    let mut links: Vec<(u8, u8)> = Vec::new();
    for (id, own) in &others {
        links.extend(around(garden, *id).filter_map(number).map(|other| (other.min(*own), other.max(*own))));
    }
    for (at, (one, own)) in hubs.iter().enumerate() {
        let linked = hubs[at + 1..].iter().filter(|(other, _)| leads(*one, *other) || leads(*other, *one));
        links.extend(linked.map(|(_, other)| (*own, *other)));
    }
    links.sort_unstable();
    links.dedup();
    links
}

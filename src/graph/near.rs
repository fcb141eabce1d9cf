//! The notes around a note: those that it is linked with, and those that these are linked with.
//!
//! [`near`] looks at the links of the note and of a few notes around it, and at nothing else.

use std::cmp::Reverse;

use super::Links;
use crate::garden::{Garden, NoteId};

/// Notes that are shown around a note: more of them would only hide each other, and the picture is on every page.
const LIMIT: usize = 10;
/// A note that is linked with more leads everywhere: what is behind it is not near.
const HUB: usize = 64;

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
    /// Which of them are linked, each pair once with the lower number first, in order.
    pub links: Vec<(u8, u8)>,
}

/// The notes around a note, or nothing if it is linked with none. `links` are those of the garden. Of many notes, those
/// that most links lead to are shown, and of those two steps away the ones that are reached in most ways.
pub fn near(garden: &Garden, links: &Links, centre: NoteId) -> Option<Near> {
    let around = links.with(centre.0 as usize);
    if around.is_empty() {
        return None;
    }
    let weight = |note: u32| Reverse(garden.note(NoteId(note)).backlinks.len());
    let mut first = around.to_vec();
    first.sort_by_cached_key(|note| (weight(*note), *note));
    first.truncate(LIMIT);
    let mut second = second(links, centre.0, &first);
    second.sort_by_cached_key(|(note, ways)| (Reverse(*ways), weight(*note), *note));
    second.truncate(LIMIT - first.len());
    second.sort_unstable();
    first.sort_unstable();
    let steps = first.len();
    let notes: Vec<u32> =
        std::iter::once(centre.0).chain(first).chain(second.into_iter().map(|(note, _)| note)).collect();
    let shape = Shape { count: notes.len(), first: steps, links: among(links, &notes) };
    Some(Near { notes: notes.into_iter().map(NoteId).collect(), shape })
}

/// Whether a note has so many links that it would take long to look at all of them.
fn is_hub(links: &Links, note: u32) -> bool {
    links.with(note as usize).len() > HUB
}

/// The notes two steps away, if there is room for any, and in how many ways each is reached.
fn second(links: &Links, centre: u32, first: &[u32]) -> Vec<(u32, usize)> {
    if first.len() == LIMIT {
        return Vec::new();
    }
    let leading = first.iter().filter(|note| !is_hub(links, **note));
    let behind = leading.flat_map(|note| links.with(*note as usize));
    let mut behind: Vec<u32> = behind.copied().filter(|other| *other != centre && !first.contains(other)).collect();
    behind.sort_unstable();
    behind.chunk_by(|one, other| one == other).map(|same| (same[0], same.len())).collect()
}

/// Which of these notes are linked. A note with very many links is asked by the others only, and two of them by
/// looking one up among the neighbours of the other, so that they cost no more than others.
fn among(links: &Links, notes: &[u32]) -> Vec<(u8, u8)> {
    let mut numbers: Vec<(u32, u8)> = notes.iter().copied().zip(0..).collect();
    numbers.sort_unstable();
    let number = |note: &u32| numbers.binary_search_by_key(note, |(note, _)| *note).ok().map(|at| numbers[at].1);
    let (hubs, others): (Vec<_>, Vec<_>) = notes.iter().copied().zip(0u8..).partition(|(note, _)| is_hub(links, *note));
    let mut found: Vec<(u8, u8)> = Vec::new();
    for (note, own) in &others {
        let neighbours = links.with(*note as usize).iter().filter_map(number);
        found.extend(neighbours.map(|other| (other.min(*own), other.max(*own))));
    }
    for (at, (one, own)) in hubs.iter().enumerate() {
        let neighbours = links.with(*one as usize);
        let linked = hubs[at + 1..].iter().filter(|(other, _)| neighbours.binary_search(other).is_ok());
        found.extend(linked.map(|(_, other)| (*own, *other)));
    }
    found.sort_unstable();
    found.dedup();
    found
}

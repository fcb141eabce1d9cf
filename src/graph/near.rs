//! The notes around a note: those linked with it, and those linked with these.
//!
//! [`near`] looks only at the links of the note and of a few notes around it.

use std::cmp::Reverse;

use super::Links;
use crate::garden::NoteId;
use crate::tally::tallied;

/// The most notes shown around a note: more would only hide each other, and the picture is on every page.
const LIMIT: usize = 10;
/// With so many notes one step away, none two steps away are shown.
const ENOUGH: usize = 4;
/// The most notes shown if some of them are two steps away.
const FILLED: usize = 6;
/// A note linked with more than this leads everywhere: the notes behind it are not near.
const HUB: usize = 64;

/// A note and the notes around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The notes: itself, those one step away, those two steps away, each in the order of paths.
    pub notes: Vec<NoteId>,
    /// How they are connected.
    pub shape: Shape,
}

/// How a note and the notes around it are connected. They are numbered: 0 is the note itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shape {
    /// The number of notes.
    pub count: usize,
    /// The number of notes one step away: those from 1 on.
    pub first: usize,
    /// Which of them are linked, each pair once with the lower number first, in order.
    pub links: Vec<(u8, u8)>,
}

/// Returns the notes around a note, or `None` if it is linked with none. `links` are those of the garden. If there are
/// many, those with the most links to them are shown, and of those two steps away the ones reached in the most ways.
pub fn near(links: &Links, centre: NoteId) -> Option<Near> {
    let around = links.with(centre.0 as usize);
    if around.is_empty() {
        return None;
    }
    let mut first = best(around.iter().map(|note| (0, *note)), links, LIMIT);
    let mut second = second(links, centre.0, &first);
    second.sort_unstable();
    first.sort_unstable();
    let steps = first.len();
    let notes: Vec<u32> = std::iter::once(centre.0).chain(first).chain(second).collect();
    let shape = Shape { count: notes.len(), first: steps, links: among(links, &notes) };
    Some(Near { notes: notes.into_iter().map(NoteId).collect(), shape })
}

/// Whether a note has so many links that looking at all of them would take long.
fn is_hub(links: &Links, note: u32) -> bool {
    links.with(note as usize).len() > HUB
}

/// At most `count` of these notes: those reached in the most ways; of equals, those that the most notes link to.
fn best(notes: impl Iterator<Item = (u32, u32)>, links: &Links, count: usize) -> Vec<u32> {
    let mut notes: Vec<_> =
        notes.map(|(ways, note)| (Reverse(ways), Reverse(links.to(note as usize).len()), note)).collect();
    if notes.len() > count {
        notes.select_nth_unstable(count);
        notes.truncate(count);
    }
    notes.into_iter().map(|(.., note)| note).collect()
}

/// The notes two steps away to show, in no particular order: some if there are few one step away.
fn second(links: &Links, centre: u32, first: &[u32]) -> Vec<u32> {
    if first.len() >= ENOUGH {
        return Vec::new();
    }
    tallied(links.notes(), |tally| {
        let leading = first.iter().filter(|note| !is_hub(links, **note));
        leading.flat_map(|note| links.with(*note as usize)).for_each(|note| tally.add(*note, 1));
        let mut behind = Vec::new();
        tally.take(|note, ways| behind.push((ways, note)));
        let behind = behind.into_iter().filter(|(_, note)| *note != centre && !first.contains(note));
        best(behind, links, FILLED - first.len())
    })
}

/// Finds which of these notes are linked. A hub is looked at only from the other notes, and a pair of hubs by a lookup
/// among the neighbours of one, so that hubs cost no more than others.
fn among(links: &Links, notes: &[u32]) -> Vec<(u8, u8)> {
    let (hubs, others): (Vec<_>, Vec<_>) = notes.iter().copied().zip(0u8..).partition(|(note, _)| is_hub(links, *note));
    let mut found: Vec<(u8, u8)> = Vec::new();
    tallied(links.notes(), |numbers| {
        notes.iter().zip(1..).for_each(|(note, number)| numbers.add(*note, number));
        for (note, own) in &others {
            let neighbours = links.with(*note as usize).iter().map(|other| numbers.sum(*other));
            let known = neighbours.filter(|number| *number > 0).map(|number| (number - 1) as u8);
            found.extend(known.map(|other| (other.min(*own), other.max(*own))));
        }
        numbers.take(|_, _| {});
    });
    for (at, (one, own)) in hubs.iter().enumerate() {
        let neighbours = links.with(*one as usize);
        let linked = hubs[at + 1..].iter().filter(|(other, _)| neighbours.binary_search(other).is_ok());
        found.extend(linked.map(|(_, other)| (*own, *other)));
    }
    found.sort_unstable();
    found.dedup();
    found
}

//! The notes around a note: those that it is linked with, and those that these are linked with.
//!
//! [`near`] looks at the links of the note and of a few notes around it, and at nothing else.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::garden::{Garden, NoteId, Target};

/// Notes around a note that are shown.
const LIMIT: usize = 24;
/// Notes up to which those two steps away are shown as well: more of them would only hide the others.
const CALM: usize = 18;
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

/// The notes two steps away that there is room for.
fn second(garden: &Garden, centre: NoteId, first: &[NoteId]) -> Vec<NoteId> {
    let mut ways: BTreeMap<NoteId, usize> = BTreeMap::new();
    let is_hub = |id: &NoteId| garden.note(*id).links.len() + garden.note(*id).backlinks.len() > HUB;
    for id in first.iter().filter(|id| !is_hub(id)) {
        let mut behind: Vec<NoteId> = around(garden, *id).collect();
        behind.sort_unstable();
        behind.dedup();
        for other in behind.into_iter().filter(|other| *other != centre && !first.contains(other)) {
            *ways.entry(other).or_default() += 1;
        }
    }
    let mut second: Vec<(NoteId, usize)> = ways.into_iter().collect();
    second.sort_by_key(|(id, ways)| (Reverse(*ways), Reverse(garden.note(*id).backlinks.len()), *id));
    second.truncate(CALM.saturating_sub(first.len()));
    let mut second: Vec<NoteId> = second.into_iter().map(|(id, _)| id).collect();
    second.sort_unstable();
    second
}

/// Which of these notes are linked. Backlinks are looked up, so that a note with very many of them
/// costs no more than others.
fn links(garden: &Garden, notes: &[NoteId]) -> Vec<(u8, u8)> {
    let leads = |from: NoteId, to: NoteId| {
        garden.note(to).backlinks.binary_search_by_key(&from, |backlink| backlink.source).is_ok()
    };
    let mut links = Vec::new();
    for (a, one) in notes.iter().enumerate() {
        for (b, other) in notes.iter().enumerate().skip(a + 1) {
            if leads(*one, *other) || leads(*other, *one) {
                links.push((a as u8, b as u8));
            }
        }
    }
    links
}

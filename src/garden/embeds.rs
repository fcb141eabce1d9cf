//! Embeds that would show themselves.
//!
//! What an embed shows may itself contain embeds. [`find_cycles`] reports each embed that leads back to the text it is
//! in. `render` cuts the cycle on the page.

use std::collections::BTreeMap;

use super::{Entry, NoteId, Notes, Place, Target, section};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::LinkKind;

/// A part of a note that some embed shows: a node of the graph.
type Shown = (NoteId, Place);

/// For each note with embeds: the number of each embed's link, and what it shows.
type Embeds = BTreeMap<NoteId, Vec<(u32, Shown)>>;

/// Reports every embed that is part of a cycle.
pub(super) fn find_cycles(notes: &Notes) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let all = notes.numbered().map(|(id, entry)| (id, embeds_of(entry)));
    let embeds: Embeds = all.filter(|(_, embeds)| !embeds.is_empty()).collect();
    let numbers: BTreeMap<Shown, usize> = {
        let mut shown: Vec<Shown> = embeds.values().flatten().map(|(_, shown)| *shown).collect();
        shown.sort_unstable();
        shown.dedup();
        shown.into_iter().enumerate().map(|(number, shown)| (shown, number)).collect()
    };
    let inner: Vec<Vec<usize>> = numbers.keys().map(|shown| inside(notes, &embeds, &numbers, *shown)).collect();
    let component = components(&inner);
    let mut members: BTreeMap<usize, Vec<Shown>> = BTreeMap::new();
    for (shown, number) in &numbers {
        members.entry(component[*number]).or_default().push(*shown);
    }
    for (source, links) in &embeds {
        let note = &notes[*source].note;
        for (link, shown) in links {
            let span = note.links[*link as usize].span;
            let stands_in = |member: &Shown| member.0 == *source && section(note, member.1).contains(span);
            if members[&component[numbers[shown]]].iter().any(stands_in) {
                let finding = Diagnostic::warning(Code::EmbedCycle, "this embed shows itself")
                    .label("it is open already where it would be shown again")
                    .help("it ends in a plain link; write a link without `!` to end the cycle");
                diagnostics.push(note.locate(finding, span));
            }
        }
    }
    diagnostics
}

/// The embeds of notes within a note, in the order of the file.
fn embeds_of(entry: &Entry) -> Vec<(u32, Shown)> {
    let links = entry.note.links.iter().zip(&entry.links).enumerate();
    links
        .filter(|(_, (link, _))| link.kind == LinkKind::Embed)
        .filter_map(|(index, (_, resolution))| match resolution.target()? {
            Target::Note(goal) => Some((index as u32, (goal, resolution.place()))),
            Target::File(_) => None,
        })
        .collect()
}

/// Returns what the embeds within a shown part show; sorted, each once.
fn inside(notes: &Notes, embeds: &Embeds, numbers: &BTreeMap<Shown, usize>, shown: Shown) -> Vec<usize> {
    let note = &notes[shown.0].note;
    let part = section(note, shown.1);
    let links = embeds.get(&shown.0).map_or(&[][..], Vec::as_slice);
    let position = |link: u32| note.links[link as usize].span;
    let start = links.partition_point(|(link, _)| position(*link).start < part.start);
    let mut inner: Vec<usize> = links[start..]
        .iter()
        .take_while(|(link, _)| position(*link).end <= part.end)
        .map(|(_, shown)| numbers[shown])
        .collect();
    inner.sort_unstable();
    inner.dedup();
    inner
}

/// Returns the number of the strongly connected component of each node: Tarjan's algorithm with an explicit stack,
/// since chains of embeds may be long. A node that can't reach itself shares its number with no other.
fn components(next: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let (mut order, mut low) = (vec![UNSEEN; next.len()], vec![0; next.len()]);
    let (mut component, mut stack) = (vec![UNSEEN; next.len()], Vec::new());
    let mut count = 0;
    for root in 0..next.len() {
        let mut calls = if order[root] == UNSEEN { vec![(root, 0)] } else { Vec::new() };
        while let Some((node, step)) = calls.pop() {
            if step == 0 {
                (order[node], low[node]) = (count, count);
                count += 1;
                stack.push(node);
            } else {
                let child = next[node][step - 1];
                if component[child] == UNSEEN {
                    low[node] = low[node].min(low[child]);
                }
            }
            if let Some(child) = next[node].get(step) {
                calls.push((node, step + 1));
                if order[*child] == UNSEEN {
                    calls.push((*child, 0));
                }
            } else if low[node] == order[node] {
                let start = stack.iter().rposition(|member| *member == node).unwrap_or(0);
                stack.drain(start..).for_each(|member| component[member] = node);
            }
        }
    }
    component
}

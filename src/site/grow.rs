//! The garden, the plan of its pages, and what there is to say about both.
//!
//! [`grow`] makes them from nothing but the inputs, [`regrow`] from an earlier state of the garden as
//! well, with the same result. Both are pure; pages are made elsewhere.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::plan::Plan;
use super::{Inputs, formulas};
use crate::diagnostic::{Code, Diagnostic};
use crate::garden::{self, Garden, Memory, NoteId, Resolution};
use crate::graph::{Links, Place, lay_out};
use crate::note::Note;
use crate::path::OutputPath;

/// A garden and the plan of its pages.
pub struct Grown {
    pub(super) garden: Garden,
    pub(super) plan: Arc<Plan>,
    memory: Memory,
    /// Findings about single notes, by their places in order.
    of_notes: BTreeMap<usize, Arc<[Diagnostic]>>,
    /// Where each note is on the map, once that was asked for.
    places: OnceLock<Vec<Place>>,
}

/// Numbers about a garden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Published notes.
    pub notes: usize,
    /// Links and embeds in them.
    pub links: usize,
    /// Those that lead to nothing.
    pub missing: usize,
    /// Tags, without the parents of nested ones.
    pub tags: usize,
    /// Published files that are no notes.
    pub files: usize,
    /// Words in notes.
    pub words: usize,
    /// Pages of the site.
    pub pages: usize,
}

/// Resolves the garden and plans its pages.
pub fn grow(inputs: &Inputs<'_>) -> Grown {
    let reserved = reserved(inputs);
    let (mut garden, memory) = garden::grow(&of_garden(inputs, &reserved));
    let found = inputs.notes.par_iter().enumerate().filter_map(|(place, note)| Some((place, of_note(note, inputs)?)));
    let of_notes = found.collect::<Vec<_>>().into_iter().collect();
    let plan = Arc::new(Plan::new(&mut garden, inputs.config.graph.global));
    Grown { garden, plan, memory, of_notes, places: OnceLock::new() }
}

/// [`grow`] where `before` was grown from the same settings, theme and days from version control. What
/// did not change is taken from it.
pub fn regrow(inputs: &Inputs<'_>, before: &Grown) -> Grown {
    let reserved = reserved(inputs);
    let again = garden::regrow(&of_garden(inputs, &reserved), &before.garden, &before.memory);
    let Some(garden::Regrown { mut garden, memory, changed, touched }) = again else { return grow(inputs) };
    let mut of_notes = before.of_notes.clone();
    for place in changed {
        match of_note(&inputs.notes[place], inputs) {
            Some(findings) => of_notes.insert(place, findings),
            None => of_notes.remove(&place),
        };
    }
    let fits = before.plan.fits(&before.garden, &garden, &touched);
    let plan = if fits { before.plan.clone() } else { Arc::new(Plan::new(&mut garden, inputs.config.graph.global)) };
    Grown { garden, plan, memory, of_notes, places: OnceLock::new() }
}

/// Addresses that belong to the theme and to what it shows.
fn reserved(inputs: &Inputs<'_>) -> Vec<OutputPath> {
    let own = inputs.config.graph.global.then(super::graph_data::path);
    inputs.theme.assets().iter().map(|asset| asset.path.clone()).chain(own).collect()
}

fn of_garden<'a>(inputs: &Inputs<'a>, reserved: &'a [OutputPath]) -> garden::Inputs<'a> {
    garden::Inputs {
        notes: inputs.notes,
        files: inputs.files,
        history: inputs.history,
        reserved,
        link_style: inputs.config.links.style,
    }
}

/// What there is to say about a note by itself.
fn of_note(note: &Note, inputs: &Inputs<'_>) -> Option<Arc<[Diagnostic]>> {
    let mut findings = note.diagnostics.clone();
    if note.published {
        findings.extend(formulas::findings(note, inputs.typesetter));
    }
    (!findings.is_empty()).then(|| findings.into())
}

impl Grown {
    /// Findings about notes and the garden, in no order.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all = self.memory.findings();
        all.extend(self.of_notes.values().flat_map(|findings| findings.iter().cloned()));
        all
    }

    /// Where each note is on the map of the garden.
    pub(super) fn places(&self) -> &[Place] {
        self.places.get_or_init(|| {
            let paths: Vec<&str> = self.garden.notes.iter().map(|entry| entry.note.path.as_str()).collect();
            lay_out(&paths, &Links::of(&self.garden))
        })
    }
}

/// Counts what a garden holds.
pub fn stats(grown: &Grown) -> Stats {
    let garden = &grown.garden;
    let tags: HashSet<_> = garden.notes.iter().flat_map(|entry| &entry.note.tags).collect();
    Stats {
        notes: garden.notes.len(),
        links: garden.notes.iter().map(|entry| entry.links.len()).sum(),
        missing: garden
            .notes
            .iter()
            .flat_map(|entry| &entry.links)
            .filter(|link| **link == Resolution::Missing)
            .count(),
        tags: tags.len(),
        files: garden.files.len(),
        words: garden.notes.iter().map(|entry| entry.note.words as usize).sum(),
        pages: grown.plan.pages.len(),
    }
}

/// Notes that no other note leads to. The first page and notes that speak for a folder are found
/// without a link.
pub fn orphans(grown: &Grown) -> Vec<Diagnostic> {
    let garden = &grown.garden;
    let speaks = |id: NoteId| garden.folders.values().any(|folder| folder.index == Some(id));
    let alone = garden.ids().filter(|id| garden.note(*id).backlinks.is_empty() && !speaks(*id));
    let finding = |id: NoteId| {
        Diagnostic::info(Code::Orphan, "no note links to this one")
            .in_file(garden.note(id).note.path.as_str())
            .help("link to it from a note that speaks of the same things")
    };
    alone.map(finding).collect()
}

//! The garden, the plan of its pages, and what there is to say about both.
//!
//! [`grow`] makes them from nothing but the inputs, [`regrow`] from an earlier state of the garden as
//! well, with the same result. Both are pure; pages are made elsewhere.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::plan::{Kind, Plan};
use super::{Inputs, diagrams, formulas};
use crate::diagnostic::{Code, Diagnostic};
use crate::diagram::Plotter;
use crate::garden::{self, Canvases, Garden, Memory, NoteId, Resolution};
use crate::graph::{Links, Place, lay_out};
use crate::note::{Note, canvas};
use crate::path::{OutputPath, SourcePath};

/// A garden and the plan of its pages.
pub struct Grown {
    pub(super) garden: Garden,
    pub(super) plan: Arc<Plan>,
    pub(super) plotter: Arc<Plotter>,
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
    grow_with(inputs, &canvases(inputs), Arc::default())
}

fn grow_with(inputs: &Inputs<'_>, canvases: &Canvases, plotter: Arc<Plotter>) -> Grown {
    let reserved = reserved(inputs);
    let (mut garden, memory) = garden::grow(&of_garden(inputs, canvases, &reserved));
    let find = |(place, note): (usize, &Arc<Note>)| Some((place, of_note(note, inputs, &plotter)?));
    let found = inputs.notes.par_iter().enumerate().filter_map(find);
    let of_notes = found.collect::<Vec<_>>().into_iter().collect();
    let plan = Arc::new(Plan::new(&mut garden, inputs.config));
    Grown { garden, plan, plotter, memory, of_notes, places: OnceLock::new() }
}

/// [`grow`] where `before` was grown from the same settings, theme and days from version control. What
/// did not change is taken from it.
pub fn regrow(inputs: &Inputs<'_>, before: &Grown) -> Grown {
    let reserved = reserved(inputs);
    let canvases = canvases(inputs);
    let plotter = before.plotter.clone();
    let again = garden::regrow(&of_garden(inputs, &canvases, &reserved), &before.garden, &before.memory);
    let Some(garden::Regrown { mut garden, memory, changed, touched }) = again else {
        return grow_with(inputs, &canvases, plotter);
    };
    let mut of_notes = before.of_notes.clone();
    for place in changed {
        match of_note(&inputs.notes[place], inputs, &plotter) {
            Some(findings) => of_notes.insert(place, findings),
            None => of_notes.remove(&place),
        };
    }
    let fits = before.plan.fits(&before.garden, &garden, &touched);
    let plan = if fits { before.plan.clone() } else { Arc::new(Plan::new(&mut garden, inputs.config)) };
    Grown { garden, plan, plotter, memory, of_notes, places: OnceLock::new() }
}

/// Reads all canvases; which of them are published turns out later.
fn canvases(inputs: &Inputs<'_>) -> Canvases {
    let files = inputs.files.par_iter().filter(|path| canvas::is_canvas(path));
    let read = files.filter_map(|path| {
        let bytes = inputs.attachments.read(path)?;
        Some((path.clone(), canvas::read(path, &bytes).map(Arc::new)))
    });
    read.collect()
}

/// Addresses that belong to the theme and to what it shows.
fn reserved(inputs: &Inputs<'_>) -> Vec<OutputPath> {
    let own = inputs.config.graph.global.then(super::graph_data::path);
    inputs.theme.assets().iter().map(|asset| asset.path.clone()).chain(own).collect()
}

fn of_garden<'a>(inputs: &Inputs<'a>, canvases: &'a Canvases, reserved: &'a [OutputPath]) -> garden::Inputs<'a> {
    garden::Inputs {
        notes: inputs.notes,
        files: inputs.files,
        canvases,
        history: inputs.history,
        reserved,
        link_style: inputs.config.links.style,
    }
}

/// What there is to say about a note by itself.
fn of_note(note: &Note, inputs: &Inputs<'_>, plotter: &Plotter) -> Option<Arc<[Diagnostic]>> {
    let mut findings = note.diagnostics.clone();
    if note.published {
        findings.extend(formulas::findings(note, inputs.typesetter));
        findings.extend(diagrams::findings(note, plotter));
    }
    (!findings.is_empty()).then(|| findings.into())
}

impl Grown {
    /// Findings about notes and the garden, in no order.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all = self.memory.findings();
        all.extend(self.plan.lenses.findings.iter().cloned());
        all.extend(self.of_notes.values().flat_map(|findings| findings.iter().cloned()));
        all
    }

    /// The findings about one note, by its path and its place among all notes.
    pub fn findings_about(&self, path: &SourcePath, place: usize) -> Vec<Diagnostic> {
        let number = self.garden.notes.binary_search_by(|entry| entry.note.path.cmp(path)).ok();
        let mut found = self.memory.findings_about(number.map(|number| number as u32), path);
        found.extend(self.of_notes.get(&place).into_iter().flat_map(|findings| findings.iter().cloned()));
        found
    }

    /// The note that a page shows, if it shows one.
    pub fn note_on(&self, page: &OutputPath) -> Option<&Arc<Note>> {
        let planned = self.plan.pages.binary_search_by(|planned| planned.path.cmp(page)).ok()?;
        let id = match self.plan.pages[planned].kind {
            Kind::Note(id) => id,
            Kind::Home => self.plan.home_note?,
            _ => return None,
        };
        Some(&self.garden.note(id).note)
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
    let is_linked = |id: NoteId| !garden.note(id).backlinks.is_empty() || !garden.note(id).canvases.is_empty();
    let alone = garden.ids().filter(|id| !is_linked(*id) && !speaks(*id));
    let finding = |id: NoteId| {
        Diagnostic::info(Code::Orphan, "no note links to this one")
            .in_file(garden.note(id).note.path.as_str())
            .help("link to it from a note that speaks of the same things")
    };
    alone.map(finding).collect()
}

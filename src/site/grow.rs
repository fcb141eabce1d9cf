//! Grows the garden, plans its pages and collects findings about both.
//!
//! [`grow`] starts from the inputs alone, [`regrow`] also from the previous state of the garden, with the same
//! result. Both are pure; pages are made elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::compose::Probes;
use super::orders::Earlier;
use super::page::Kind;
use super::plan::Plan;
use super::{Inputs, diagrams, formulas};
use crate::config::{Config, Created, Updated};
use crate::diagnostic::{Code, Diagnostic};
use crate::diagram::Plotter;
use crate::garden::{self, Canvases, FileId, Garden, Kept, Memory, NoteId, Resolution};
use crate::graph::{Links, Place, lay_out};
use crate::mention::Mentions;
use crate::note::{Note, canvas};
use crate::path::{OutputPath, SourcePath};
use crate::source::{Files, is_photo};

/// A garden and the plan of its pages.
pub struct Grown {
    pub(super) garden: Garden,
    pub(super) plan: Arc<Plan>,
    pub(super) plotter: Arc<Plotter>,
    /// What was read of the attachments so far.
    pub(super) probes: Probes,
    memory: Memory,
    /// Findings about attachments, about the history, and about diagrams that this program does not draw.
    of_rest: Vec<Diagnostic>,
    /// Findings about single notes, by the notes' positions among all notes.
    of_notes: OfNotes,
    /// The links between notes, computed on first request.
    links: OnceLock<Arc<Links>>,
    /// Each note's position on the map, in note order, computed on first request.
    places: OnceLock<Vec<Place>>,
    /// Unlinked mentions, computed on first request.
    mentions: OnceLock<Mentions>,
}

type OfNotes = BTreeMap<usize, Arc<[Diagnostic]>>;

/// Numbers about a garden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Published notes.
    pub notes: usize,
    /// Links and embeds in them.
    pub links: usize,
    /// Links and embeds whose target does not exist.
    pub missing: usize,
    /// Tags, including the parents of nested tags, which have pages too.
    pub tags: usize,
    /// Published files other than notes.
    pub files: usize,
    /// Words in notes.
    pub words: usize,
    /// Pages of the site.
    pub pages: usize,
}

/// Resolves the garden and plans its pages.
pub fn grow(inputs: &Inputs<'_>) -> Grown {
    let (canvases, reserved) = (canvases(inputs.files, inputs.attachments), reserved(inputs));
    let (garden, memory) = garden::grow(&of_garden(inputs, &canvases, &reserved));
    let plotter = Arc::<Plotter>::default();
    let find = |(place, note): (usize, &Arc<Note>)| Some((place, of_note(note, inputs, &plotter)?));
    let found = inputs.notes.par_iter().enumerate().filter_map(find);
    let of_notes = found.collect::<Vec<_>>().into_iter().collect();
    planned(inputs, garden, memory, of_notes, plotter, None)
}

/// What a new plan can reuse from a previous garden.
struct Since<'a> {
    /// The previous garden, grown with the same settings.
    before: &'a Grown,
    /// The notes that changed since, if no other note changed its number.
    others: Option<&'a BTreeSet<NoteId>>,
    /// The links between notes, if they are unchanged.
    links: Option<Arc<Links>>,
}

/// Plans the pages of a garden and completes it.
fn planned(
    inputs: &Inputs<'_>,
    mut garden: Garden,
    memory: Memory,
    of_notes: OfNotes,
    plotter: Arc<Plotter>,
    since: Option<Since<'_>>,
) -> Grown {
    let earlier = since.as_ref().map(|Since { before, others, .. }| {
        (&*before.plan, Earlier { garden: &before.garden, orders: &before.plan.orders, others: *others })
    });
    let since_others = since.as_ref().and_then(|since| since.others);
    // Planning only claims addresses in the garden; mentions and links don't read those, so both run in parallel.
    let unplanned = since.is_some().then(|| garden.clone());
    let kept = || match (&since, &unplanned) {
        (Some(Since { before, links, .. }), Some(garden)) => (
            before.mentions_again(inputs, garden, since_others),
            before.links_again(garden, links.clone(), since_others),
        ),
        _ => (OnceLock::new(), OnceLock::new()),
    };
    let (plan, (mentions, links)) = rayon::join(|| Arc::new(Plan::new(&mut garden, inputs, earlier)), kept);
    let probes = Probes::new(&garden);
    let of_rest = of_rest(&garden, inputs, &probes);
    let places = OnceLock::new();
    Grown { garden, plan, plotter, probes, memory, of_rest, of_notes, links, places, mentions }
}

/// Returns the findings that are about no single note.
fn of_rest(garden: &Garden, inputs: &Inputs<'_>, probes: &Probes) -> Vec<Diagnostic> {
    let mut found = of_files(garden, inputs, probes);
    found.extend(of_history(inputs, garden));
    found.extend(diagrams::undrawn(garden));
    found
}

/// Returns the finding about the history if the site shows the history, or a note lacks a date that should come
/// from it.
fn of_history(inputs: &Inputs<'_>, garden: &Garden) -> Option<Diagnostic> {
    let is_shown = inputs.config.history.enabled;
    let finding = inputs.history.finding(is_shown)?;
    let asks_when_planted = inputs.config.dates.created.contains(&Created::Git);
    let asks_when_tended = inputs.config.dates.updated.contains(&Updated::Git);
    let lacks = |entry: &Arc<garden::Entry>| {
        let (note, past) = (&entry.note, inputs.history.of(&entry.note.path));
        asks_when_planted && note.created.is_open() && past.is_none_or(|past| past.planted.is_none())
            || asks_when_tended && note.modified.is_open() && past.is_none_or(|past| past.tended.is_none())
    };
    (is_shown || garden.notes.iter().any(lacks)).then_some(finding)
}

/// Like [`grow`], where `before` was grown from the same settings, theme and history. Reuses whatever did not
/// change.
pub fn regrow(inputs: &Inputs<'_>, before: &Grown) -> Grown {
    let reserved = reserved(inputs);
    let canvases = canvases(inputs.files, inputs.attachments);
    let plotter = before.plotter.clone();
    let again = garden::regrow(&of_garden(inputs, &canvases, &reserved), &before.garden, &before.memory);
    let of_notes = before.of_notes_again(inputs);
    let Some(garden::Regrown { garden, memory, touched, is_linked_alike }) = again else {
        let inputs_of_garden = of_garden(inputs, &canvases, &reserved);
        let (garden, memory) = garden::grow_after(&inputs_of_garden, &before.garden, &before.memory);
        return planned(inputs, garden, memory, of_notes, plotter, Some(Since { before, others: None, links: None }));
    };
    let links = before.links.get().filter(|_| is_linked_alike).cloned();
    if !before.plan.fits(&before.garden, &garden, &touched) {
        return planned(
            inputs,
            garden,
            memory,
            of_notes,
            plotter,
            Some(Since { before, others: Some(&touched), links }),
        );
    }
    let mentions = before.mentions_again(inputs, &garden, Some(&touched));
    let links = before.links_again(&garden, links, Some(&touched));
    let plan = before.plan.clone();
    let probes = Probes::new(&garden);
    let of_rest = of_rest(&garden, inputs, &probes);
    let places = OnceLock::new();
    Grown { garden, plan, plotter, probes, memory, of_rest, of_notes, links, places, mentions }
}

/// Reads all canvases; which of them are published is decided later.
fn canvases(files: &[SourcePath], attachments: &dyn Files) -> Canvases {
    let read = |path: &SourcePath| match attachments.read(path) {
        Ok(bytes) => canvas::read(path, &bytes).map(Arc::new),
        Err(error) => Err(Box::new(canvas::unread(path, &error))),
    };
    let canvases = files.par_iter().filter(|path| canvas::is_canvas(path));
    canvases.map(|path| (path.clone(), read(path))).collect()
}

/// Returns the addresses that the theme's files and the map's data take.
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
        active_files: inputs.config.html.files,
        has_room: inputs.is_live,
    }
}

/// Returns the findings about a note by itself.
fn of_note(note: &Note, inputs: &Inputs<'_>, plotter: &Plotter) -> Option<Arc<[Diagnostic]>> {
    let mut findings = note.diagnostics.clone();
    if note.published {
        findings.extend(formulas::findings(note, inputs.typesetter));
        findings.extend(diagrams::findings(note, plotter));
    }
    (!findings.is_empty()).then(|| findings.into())
}

/// Returns the findings about attachments.
fn of_files(garden: &Garden, inputs: &Inputs<'_>, probes: &Probes) -> Vec<Diagnostic> {
    let found = |(id, path): (FileId, &SourcePath)| {
        let finding = if is_photo(path) {
            let help =
                "whoever loads the file can read it; remove it in your photo app, or with `exiftool \"-gps*=\" FILE`";
            let is_told = inputs.attachments.says_where(path);
            is_told.then(|| Diagnostic::warning(Code::PhotoLocation, "this photo says where it was taken").help(help))
        } else {
            let help = "pages show it as a picture in which nothing runs, but whoever opens the file runs it; save it as plain SVG";
            let acts = probes.of(id, inputs, garden)?.acts;
            acts.map(|acts| Diagnostic::warning(Code::ActiveSvg, format!("this picture holds {acts}")).help(help))
        };
        Some(finding?.in_file(path.as_str()))
    };
    let files = garden.files.iter().map(|(id, file)| (*id, &file.source));
    let pictures = files.filter(|(_, path)| path.extension() == "svg" || is_photo(path));
    pictures.collect::<Vec<(FileId, &SourcePath)>>().into_par_iter().filter_map(found).collect()
}

impl Grown {
    /// Returns the findings about single notes of the next garden. Those of unchanged notes are reused, as they
    /// depend on nothing else.
    fn of_notes_again(&self, inputs: &Inputs<'_>) -> OfNotes {
        let before = self.memory.notes();
        let kept = Kept::of(before, inputs.notes);
        let find = |place: usize| {
            let note = &inputs.notes[place];
            let earlier = kept.earlier(NoteId(place as u32)).map(|earlier| earlier.0 as usize);
            match earlier.filter(|earlier| Arc::ptr_eq(&before[*earlier], note)) {
                Some(earlier) => self.of_notes.get(&earlier).cloned(),
                None => of_note(note, inputs, &self.plotter),
            }
        };
        let all = (0..inputs.notes.len()).into_par_iter();
        all.filter_map(|place| Some((place, find(place)?))).collect::<Vec<_>>().into_iter().collect()
    }

    /// Returns the mentions of the next garden if this one's were computed: they will be needed again, and the
    /// unchanged ones can be reused now.
    fn mentions_again(
        &self,
        inputs: &Inputs<'_>,
        garden: &Garden,
        others: Option<&BTreeSet<NoteId>>,
    ) -> OnceLock<Mentions> {
        let earlier = self.mentions.get().filter(|_| inputs.config.mentions.enabled);
        let options = super::mention_options(inputs.config);
        earlier.map_or_else(OnceLock::new, |earlier| earlier.again(&self.garden, garden, others, &options).into())
    }

    /// Returns the links between notes of the next garden, if this one's were computed. `known` are the links if they
    /// are unchanged; `others` are the changed notes, if no note changed its number.
    fn links_again(
        &self,
        garden: &Garden,
        known: Option<Arc<Links>>,
        others: Option<&BTreeSet<NoteId>>,
    ) -> OnceLock<Arc<Links>> {
        let anew = |links: &Arc<Links>| match others {
            Some(others) if links.notes() == garden.notes.slots() => links.again(garden, others),
            _ => Links::of(garden),
        };
        known.or_else(|| Some(Arc::new(anew(self.links.get()?)))).map_or_else(OnceLock::new, OnceLock::from)
    }

    /// Returns all findings about notes and the garden, unsorted.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all = self.memory.findings();
        all.extend(self.plan.lenses.findings.iter().cloned());
        all.extend(self.of_notes.values().flat_map(|findings| findings.iter().cloned()));
        all.extend(self.of_rest.iter().cloned());
        all
    }

    /// Returns the findings about one note, given its path and its position among all notes.
    pub fn findings_about(&self, path: &SourcePath, place: usize) -> Vec<Diagnostic> {
        let mut found = self.memory.findings_about(self.garden.notes.find(path), path);
        found.extend(self.of_notes.get(&place).into_iter().flat_map(|findings| findings.iter().cloned()));
        found
    }

    /// Returns the note that a page shows, if it shows one.
    pub fn note_on(&self, page: &OutputPath) -> Option<&Arc<Note>> {
        let planned = self.plan.pages.binary_search_by(|planned| planned.path.cmp(page)).ok()?;
        let id = match self.plan.pages[planned].kind {
            Kind::Note(id) => id,
            Kind::Home => self.plan.home_note?,
            _ => return None,
        };
        Some(&self.garden.note(id).note)
    }

    /// Returns the published note that a wikilink in a note of this folder resolves to, unless it is ambiguous.
    pub(super) fn note_called(&self, target: &str, folder: &str) -> Option<NoteId> {
        self.memory.note_called(target, folder)
    }

    /// Returns the path of the published note that a wikilink with this name at the top of the garden leads to.
    pub fn path_called(&self, name: &str) -> Option<&SourcePath> {
        Some(&self.garden.note(self.note_called(name, "")?).note.path)
    }

    /// Returns the unlinked mentions. The first call must not come from several threads of one pool: they would
    /// wait for each other.
    pub(super) fn mentions(&self, config: &Config) -> &Mentions {
        let found = || match config.mentions.enabled {
            true => Mentions::of(&self.garden, &super::mention_options(config)),
            false => Mentions::default(),
        };
        self.mentions.get_or_init(found)
    }

    /// Computes ahead what makes [`regrow`] faster; nothing else needs it.
    pub(super) fn prepare(&self, config: &Config) {
        self.mentions(config).prepare(&self.garden);
        self.memory.prepare(&self.garden);
    }

    /// Returns the links between notes.
    pub(super) fn links(&self) -> &Links {
        self.links.get_or_init(|| Arc::new(Links::of(&self.garden)))
    }

    /// Returns each note's position on the map of the garden, in note order.
    pub(super) fn places(&self) -> &[Place] {
        self.places.get_or_init(|| {
            let paths: Vec<&str> = self.garden.notes.iter().map(|entry| entry.note.path.as_str()).collect();
            let places = self.garden.notes.places();
            lay_out(&paths, &self.links().renumbered(&places, paths.len()))
        })
    }
}

/// Counts the contents of a garden.
pub fn stats(grown: &Grown) -> Stats {
    let garden = &grown.garden;
    Stats {
        notes: garden.notes.len(),
        links: garden.notes.iter().map(|entry| entry.links.len()).sum(),
        missing: garden
            .notes
            .iter()
            .flat_map(|entry| &entry.links)
            .filter(|link| **link == Resolution::Missing)
            .count(),
        tags: garden.tags.len(),
        files: garden.files.len(),
        words: garden.notes.iter().map(|entry| entry.note.words as usize).sum(),
        pages: grown.plan.pages.len(),
    }
}

/// Returns findings about notes that no other note links to. The first page and folder notes are exempt: they are
/// found without a link.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canvas_whose_bytes_cant_be_read_is_no_ordinary_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = [SourcePath::new("a.txt"), SourcePath::new("gone.canvas")];
        let canvases = canvases(&paths, &folder.path());
        let found = canvases[&paths[1]].as_ref().expect_err("it is not there");
        assert_eq!((canvases.len(), found.code, &*found.message), (1, Code::Unreadable, "this canvas can't be read"));
    }
}

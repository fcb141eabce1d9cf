//! Canvases: what their cards lead to, and which of them are published.
//!
//! A canvas is published if a published note, or a canvas that is published, leads to it, as any
//! file is. Cards of notes that are not published, or that do not exist, are not there: a path on
//! a card is no text that its author meant to be read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::links::{Resolver, target};
use super::{FileId, NoteId, Place, Resolution, Target, fragment};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::canvas::{Canvas, CardKind, in_card};
use crate::path::SourcePath;

/// What the canvases of a garden say, by path; or why they say nothing.
pub type Canvases = BTreeMap<SourcePath, Result<Arc<Canvas>, Box<Diagnostic>>>;

/// A canvas that is published.
#[derive(Debug)]
pub struct Board {
    /// The file among the garden's attachments, whose address is that of the page.
    pub file: FileId,
    /// What it says.
    pub canvas: Arc<Canvas>,
    /// What is on each of its cards, in the same order.
    pub contents: Vec<Content>,
}

/// What became of a card.
#[derive(Debug)]
pub enum Content {
    /// A text with what its links and the addresses in its raw HTML lead to.
    Text {
        /// By link.
        links: Vec<Resolution>,
        /// By the address as written.
        html: BTreeMap<String, Target>,
    },
    /// A note or a file.
    File {
        /// Which.
        target: Target,
        /// The place in the note.
        place: Place,
    },
    /// An address or a group: nothing in the garden.
    Outside,
    /// Something that must not be shown.
    Hidden,
}

impl Content {
    /// Visits every target.
    pub(super) fn visit(&mut self, visit: &mut dyn FnMut(&mut Target)) {
        match self {
            Content::Text { links, html } => {
                links.iter_mut().for_each(|link| link.visit(visit));
                html.values_mut().for_each(visit);
            }
            Content::File { target, .. } => visit(target),
            Content::Outside | Content::Hidden => {}
        }
    }

    fn targets(&self) -> Vec<Target> {
        match self {
            Content::Text { links, html } => {
                links.iter().filter_map(Resolution::target).chain(html.values().copied()).collect()
            }
            Content::File { target, .. } => vec![*target],
            Content::Outside | Content::Hidden => Vec::new(),
        }
    }
}

/// Resolves all canvases that are among the used files, and those that these lead to in turn. The
/// numbers of files are places in the resolver's list still.
pub(super) fn resolve(
    resolver: &Resolver<'_>,
    used: BTreeSet<u32>,
    canvases: &Canvases,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Board> {
    if canvases.is_empty() {
        return Vec::new();
    }
    let mut boards = BTreeMap::new();
    let mut seen = used.clone();
    let mut waiting: Vec<u32> = used.into_iter().collect();
    while let Some(file) = waiting.pop() {
        match canvases.get(&resolver.files[file as usize]) {
            Some(Ok(canvas)) => {
                let board = board(resolver, FileId(file), canvas, diagnostics);
                let files = board.contents.iter().flat_map(Content::targets);
                waiting.extend(files.filter_map(|target| match target {
                    Target::File(file) => seen.insert(file.0).then_some(file.0),
                    Target::Note(_) => None,
                }));
                boards.insert(file, board);
            }
            Some(Err(finding)) => diagnostics.push((**finding).clone()),
            None => {}
        }
    }
    boards.into_values().collect()
}

fn board(resolver: &Resolver<'_>, file: FileId, canvas: &Arc<Canvas>, diagnostics: &mut Vec<Diagnostic>) -> Board {
    let mut found: Vec<Diagnostic> = canvas.diagnostics.clone();
    let content = |kind: &CardKind| match kind {
        CardKind::Text(note) if note.published => {
            let links = resolver.links_of(note, None);
            found.extend(links.diagnostics.into_iter().map(|finding| in_card(finding, &canvas.path)));
            Content::Text { links: links.links, html: links.html }
        }
        CardKind::Text(_) => Content::Hidden,
        CardKind::File { path, fragment } => card(resolver, canvas, path, fragment.as_deref(), &mut found),
        CardKind::Link(_) | CardKind::Group(_) => Content::Outside,
    };
    let contents = canvas.cards.iter().map(|card| &card.kind).map(content).collect();
    diagnostics.extend(found);
    Board { file, canvas: canvas.clone(), contents }
}

/// What a card of a file shows.
fn card(
    resolver: &Resolver<'_>,
    canvas: &Canvas,
    path: &str,
    fragment: Option<&str>,
    found: &mut Vec<Diagnostic>,
) -> Content {
    let folder = canvas.path.folder();
    let Some(hit) = resolver.public.wikilink(path, folder) else {
        let finding = if resolver.withheld.wikilink(path, folder).is_some() {
            Diagnostic::warning(Code::LinkToUnpublished, format!("a card shows `{path}`, which is not published"))
                .help("the card is left out; publish that note, or take the card away")
        } else {
            Diagnostic::warning(Code::BrokenLink, format!("a card shows `{path}`, which does not exist"))
                .help("the card is left out")
        };
        found.push(finding.in_file(canvas.path.as_str()).cause(path));
        return Content::Hidden;
    };
    let target = target(hit.best);
    let place = match (target, fragment) {
        (Target::Note(id), Some(fragment)) => fragment::find(&resolver.notes[id.0 as usize], fragment),
        _ => Place::Top,
    };
    if place == Place::Broken {
        let fragment = fragment.unwrap_or_default();
        let message = format!("a card shows a place `{fragment}` that `{path}` does not have");
        let finding = Diagnostic::warning(Code::BrokenFragment, message).in_file(canvas.path.as_str());
        found.push(finding.help("the card shows the note as a whole"));
    }
    Content::File { target, place }
}

/// By note: the canvases that lead to it.
pub(super) fn showing(notes: usize, boards: &[Board]) -> Vec<Vec<FileId>> {
    let mut showing: HashMap<NoteId, Vec<FileId>> = HashMap::new();
    for board in boards {
        for target in board.contents.iter().flat_map(Content::targets) {
            if let Target::Note(id) = target {
                let files = showing.entry(id).or_default();
                if files.last() != Some(&board.file) {
                    files.push(board.file);
                }
            }
        }
    }
    (0..notes as u32).map(|id| showing.remove(&NoteId(id)).unwrap_or_default()).collect()
}

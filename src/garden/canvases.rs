//! Canvases: what their cards link to, and which canvases are published.
//!
//! Like any file, a canvas is published if a published note, or another published canvas, links to it. Cards of notes
//! that are unpublished or do not exist are left out: the path on a card is not text that its author meant for readers.
//! For the same reason a canvas that can't be read is not published, not even as a file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::links::Resolver;
use super::{Entry, FileId, NoteId, Notes, Place, Resolution, Target, fragment};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::canvas::{Canvas, CardKind, in_card};
use crate::path::SourcePath;

/// The contents of a garden's canvases, by path, or why one can't be read.
pub type Canvases = BTreeMap<SourcePath, Result<Arc<Canvas>, Box<Diagnostic>>>;

/// A canvas that is published.
#[derive(Debug)]
pub struct Board {
    /// Its file among the garden's attachments; the file's address is that of the page.
    pub file: FileId,
    /// Its contents as read.
    pub canvas: Arc<Canvas>,
    /// What is on each of its cards, in the same order.
    pub contents: Vec<Content>,
}

/// What a card shows.
#[derive(Debug)]
pub enum Content {
    /// A text, with the targets of its links and of the addresses in its raw HTML.
    Text {
        /// By link.
        links: Vec<Resolution>,
        /// By the address as written.
        html: BTreeMap<String, Target>,
    },
    /// A note or a file.
    File {
        /// The note or file.
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

/// The canvases that are published.
pub(super) struct Resolved {
    /// In the order of their paths.
    pub(super) boards: Vec<Board>,
    /// Published files: those that notes refer to, and those that these canvases do.
    pub(super) used: BTreeSet<FileId>,
    /// Findings about them.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Resolves all canvases among the files that notes use, and in turn those that these canvases link to.
pub(super) fn resolve(resolver: &Resolver<'_>, used: &BTreeSet<FileId>, canvases: &Canvases) -> Resolved {
    let unreadable = canvases.values().filter_map(|canvas| canvas.as_ref().err());
    let diagnostics = unreadable.map(|finding| (**finding).clone()).collect();
    let mut resolved = Resolved { boards: Vec::new(), used: used.clone(), diagnostics };
    if canvases.is_empty() {
        return resolved;
    }
    let mut waiting: Vec<FileId> = used.iter().copied().collect();
    while let Some(file) = waiting.pop() {
        let Some(Ok(canvas)) = canvases.get(&resolver.files[file.0 as usize]) else { continue };
        let board = board(resolver, file, canvas, &mut resolved.diagnostics);
        for target in board.contents.iter().flat_map(Content::targets) {
            if let Target::File(file) = target
                && resolved.used.insert(file)
            {
                waiting.push(file);
            }
        }
        resolved.boards.push(board);
    }
    resolved.boards.sort_by_key(|board| board.file);
    resolved
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

/// What the card of a file shows.
fn card(
    resolver: &Resolver<'_>,
    canvas: &Canvas,
    path: &str,
    fragment: Option<&str>,
    found: &mut Vec<Diagnostic>,
) -> Content {
    let folder = canvas.path.folder();
    let hit = resolver.names.public.wikilink(path, folder);
    let refusal = hit.as_ref().and_then(|hit| resolver.refusal(hit.best.target()));
    let Some(hit) = hit.filter(|_| refusal.is_none()) else {
        let withheld =
            || Diagnostic::warning(Code::LinkToUnpublished, format!("a card shows `{path}`, which is not published"));
        let finding = if let Some(refusal) = refusal {
            withheld().help(refusal.help)
        } else if resolver.names.withheld.wikilink(path, folder).is_some() {
            withheld().help("the card is left out; publish that note, or take the card away")
        } else {
            Diagnostic::warning(Code::BrokenLink, format!("a card shows `{path}`, which does not exist"))
                .help("the card is left out")
        };
        found.push(finding.in_file(canvas.path.as_str()).cause(path));
        return Content::Hidden;
    };
    let target = hit.best.target();
    let place = match (target, fragment) {
        (Target::Note(id), Some(fragment)) => fragment::find((resolver.note)(id), fragment),
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

/// By note: the canvases that link to it.
fn showing(boards: &[Board]) -> BTreeMap<NoteId, Vec<FileId>> {
    let mut showing: BTreeMap<NoteId, Vec<FileId>> = BTreeMap::new();
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
    showing
}

/// Updates the canvases of notes, and returns the notes for which they changed. Only notes that `boards` show or that
/// `before` showed can be affected.
pub(super) fn mark(notes: &mut Notes, boards: &[Board], before: &[Board]) -> Vec<NoteId> {
    let showing = showing(boards);
    let shown = self::showing(before).into_keys().chain(showing.keys().copied()).collect::<BTreeSet<_>>();
    let mut marked = Vec::new();
    for id in shown {
        let canvases = showing.get(&id).map_or(&[][..], Vec::as_slice);
        if let Some(entry) = notes.get(id).filter(|entry| entry.canvases != canvases) {
            let entry = Arc::new(entry.on(canvases.to_vec()));
            notes.set(id, entry);
            marked.push(id);
        }
    }
    marked
}

impl Entry {
    /// The same note, shown on these canvases.
    fn on(&self, canvases: Vec<FileId>) -> Self {
        Self { canvases, ..self.copy() }
    }
}

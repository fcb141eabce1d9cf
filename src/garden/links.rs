//! Resolves every link of every note, and turns links round into backlinks.
//!
//! [`resolve`] looks at each note on its own, in parallel; the findings come back in the order of
//! the notes. Published notes are looked up first; a target that only unpublished notes fit is
//! [`Resolution::Withheld`].

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::canvases::{self, Board};
use super::lookup::{Candidate, Hit, Lookup};
use super::similar::Similar;
use super::{Backlink, FileId, Inputs, NoteId, Place, Resolution, Target, fragment};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::markdown::{Syntax, has_scheme, visible};
use crate::note::{Link, LinkKind, Note};
use crate::path::{SourcePath, percent_decode};

/// What became of all links.
#[derive(Default)]
pub(super) struct Resolved {
    /// By note, then by link.
    pub(super) links: Vec<Vec<Resolution>>,
    /// Files that are linked to, in order; [`FileId`]s count in it.
    pub(super) files: Vec<SourcePath>,
    /// By note: what its raw HTML refers to.
    pub(super) html_targets: Vec<BTreeMap<String, Target>>,
    /// By note: its own image.
    pub(super) images: Vec<Option<FileId>>,
    /// Canvases that are linked to.
    pub(super) boards: Vec<Board>,
}

/// Everything that a link may mean.
pub(super) struct Resolver<'a> {
    pub(super) notes: &'a [Arc<Note>],
    pub(super) files: &'a [SourcePath],
    pub(super) public: Lookup,
    pub(super) withheld: Lookup,
    similar: OnceLock<Similar>,
}

/// One note's links before files have their final numbers.
pub(super) struct Found {
    pub(super) links: Vec<Resolution>,
    pub(super) html: BTreeMap<String, Target>,
    image: Option<FileId>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Resolves the links of all published notes.
pub(super) fn resolve(published: &[Arc<Note>], inputs: &Inputs<'_>, diagnostics: &mut Vec<Diagnostic>) -> Resolved {
    let withheld: Vec<Arc<Note>> = inputs.notes.iter().filter(|note| !note.published).cloned().collect();
    let resolver = Resolver {
        notes: published,
        files: inputs.files,
        public: Lookup::new(published, inputs.files, inputs.link_style),
        withheld: Lookup::new(&withheld, &[], inputs.link_style),
        similar: OnceLock::new(),
    };
    let found: Vec<Found> = (0..published.len() as u32).into_par_iter().map(|id| resolver.note(NoteId(id))).collect();
    let mut resolved = Resolved::default();
    for note in found {
        resolved.links.push(note.links);
        resolved.html_targets.push(note.html);
        resolved.images.push(note.image);
        diagnostics.extend(note.diagnostics);
    }
    let used = used_files(&mut resolved);
    resolved.boards = canvases::resolve(&resolver, used, inputs.canvases, diagnostics);
    keep_used_files(&mut resolved, inputs.files);
    resolved
}

/// Numbers the files that published notes refer to, and forgets all others.
fn keep_used_files(resolved: &mut Resolved, files: &[SourcePath]) {
    let used = used_files(resolved);
    let numbers: HashMap<u32, u32> = used.iter().enumerate().map(|(new, old)| (*old, new as u32)).collect();
    for_each_file(resolved, &mut |file| file.0 = numbers[&file.0]);
    resolved.files = used.into_iter().map(|file| files[file as usize].clone()).collect();
}

fn used_files(resolved: &mut Resolved) -> BTreeSet<u32> {
    let mut used = BTreeSet::new();
    for_each_file(resolved, &mut |file| {
        used.insert(file.0);
    });
    used
}

fn for_each_file(resolved: &mut Resolved, visit: &mut impl FnMut(&mut FileId)) {
    let on_cards = |board: &mut Board| {
        visit(&mut board.file);
        board.contents.iter_mut().for_each(|content| content.visit(&mut |target| visit_target(target, visit)));
    };
    resolved.boards.iter_mut().for_each(on_cards);
    resolved
        .links
        .iter_mut()
        .flatten()
        .for_each(|resolution| resolution.visit(&mut |target| visit_target(target, visit)));
    resolved.html_targets.iter_mut().flat_map(BTreeMap::values_mut).for_each(|target| visit_target(target, visit));
    resolved.images.iter_mut().flatten().for_each(visit);
}

fn visit_target(target: &mut Target, visit: &mut impl FnMut(&mut FileId)) {
    if let Target::File(file) = target {
        visit(file);
    }
}

impl Resolution {
    /// Visits every target. Files that lost a tie are not published, and forgotten.
    pub(super) fn visit(&mut self, visit: &mut dyn FnMut(&mut Target)) {
        match self {
            Resolution::Found { target, .. } => visit(target),
            Resolution::Ambiguous { target, candidates, .. } => {
                candidates.retain(|candidate| candidate == target || matches!(candidate, Target::Note(_)));
                candidates.iter_mut().for_each(&mut *visit);
                visit(target);
            }
            Resolution::Missing | Resolution::Withheld => {}
        }
    }
}

impl Resolver<'_> {
    fn note(&self, id: NoteId) -> Found {
        self.links_of(&self.notes[id.0 as usize], Some(id))
    }

    /// The links of a note, or of a text that is none of the garden's notes.
    pub(super) fn links_of(&self, note: &Note, id: Option<NoteId>) -> Found {
        let mut diagnostics = Vec::new();
        let links = note.links.iter().map(|link| self.link(id, note, link, &mut diagnostics)).collect();
        let mut html = BTreeMap::new();
        for (reference, span) in &note.html_references {
            match self.reference(note, reference) {
                Some(target) => {
                    html.insert(reference.clone(), target);
                }
                None => diagnostics.push(
                    note.locate(Diagnostic::warning(Code::BrokenLink, "address of a file that does not exist"), *span)
                        .label(format!("no note or file is called `{reference}`"))
                        .help("an address in HTML is a path from the folder of the note, or from the root with `/` before it")
                        .cause(reference.as_str()),
                ),
            }
        }
        let image = note.front.image.as_deref().and_then(|image| {
            match self.reference(note, image.trim_matches(['[', ']', '!']))? {
                Target::File(file) => Some(file),
                Target::Note(_) => None,
            }
        });
        Found { links, html, image, diagnostics }
    }

    /// What a relative address in raw HTML or a property means.
    fn reference(&self, note: &Note, reference: &str) -> Option<Target> {
        if has_scheme(reference) || reference.starts_with("//") {
            return None;
        }
        let path = reference.split(['#', '?']).next().unwrap_or_default();
        let hit = self.public.markdown(percent_decode(path).trim(), note.path.folder())?;
        Some(target(hit.best))
    }

    fn link(&self, id: Option<NoteId>, note: &Note, link: &Link, diagnostics: &mut Vec<Diagnostic>) -> Resolution {
        let folder = note.path.folder();
        let look_up = |lookup: &Lookup| match link.syntax {
            _ if link.target.is_empty() => None,
            Syntax::Markdown => lookup.markdown(&link.target, folder),
            Syntax::Wikilink | Syntax::Address => lookup.wikilink(&link.target, folder),
        };
        let hit = if link.target.is_empty() {
            // A place on a card is none that a link could lead to.
            let Some(id) = id else { return Resolution::Withheld };
            Hit { best: Candidate::Note(id.0), tie: Vec::new() }
        } else if let Some(hit) = look_up(&self.public) {
            hit
        } else if look_up(&self.withheld).is_some() {
            diagnostics.push(withheld(note, link));
            return Resolution::Withheld;
        } else {
            diagnostics.push(self.broken(note, link));
            return Resolution::Missing;
        };
        if let Candidate::File(file) = hit.best
            && link.kind == LinkKind::Embed
            && self.files[file as usize].extension() == "base"
        {
            diagnostics.push(base(note, link));
        }
        let place = self.place(note, link, hit.best, diagnostics);
        if hit.tie.is_empty() {
            return Resolution::Found { target: target(hit.best), place };
        }
        diagnostics.push(self.ambiguous(note, link, &hit));
        Resolution::Ambiguous { target: target(hit.best), place, candidates: hit.tie.into_iter().map(target).collect() }
    }

    fn place(&self, note: &Note, link: &Link, best: Candidate, diagnostics: &mut Vec<Diagnostic>) -> Place {
        let (Candidate::Note(id), Some(fragment)) = (best, &link.fragment) else { return Place::Top };
        let goal = &self.notes[id as usize];
        let place = fragment::find(goal, fragment);
        if place == Place::Broken {
            diagnostics.push(broken_fragment(note, link, goal, fragment));
        }
        place
    }

    fn path(&self, candidate: Candidate) -> &SourcePath {
        match candidate {
            Candidate::Note(id) => &self.notes[id as usize].path,
            Candidate::File(id) => &self.files[id as usize],
        }
    }

    fn broken(&self, note: &Note, link: &Link) -> Diagnostic {
        let target = visible(&link.target);
        let what = match link.kind {
            LinkKind::Link => "link to a note that does not exist",
            LinkKind::Embed => "embed of a note or file that does not exist",
        };
        let finding = at_link(Diagnostic::warning(Code::BrokenLink, what), note, link)
            .label(format!("no note, alias or file is called `{target}`"))
            .cause(target.as_ref());
        if target.trim_matches(['\'', '"']).contains("://") {
            return finding.help("write the address without quotes");
        }
        let similar = self.similar.get_or_init(|| Similar::new(self.notes));
        match similar.to(&target) {
            Some(name) => {
                let finding = finding.help("a note with a similar name exists");
                match target_span(note, link) {
                    Some(span) if link.syntax == Syntax::Wikilink => finding.suggestion(span, name),
                    _ => finding.help(format!("a note with a similar name exists: `{name}`")),
                }
            }
            None => finding,
        }
    }

    fn ambiguous(&self, note: &Note, link: &Link, hit: &Hit) -> Diagnostic {
        let mut paths: Vec<String> = hit.tie.iter().map(|candidate| format!("`{}`", self.path(*candidate))).collect();
        let more = paths.len().saturating_sub(4);
        paths.truncate(4);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        at_link(
            Diagnostic::warning(Code::AmbiguousLink, format!("several notes fit `{}`", visible(&link.target))),
            note,
            link,
        )
        .label(format!("`{}` was taken", self.path(hit.best)))
        .help(format!("write the path of the one that is meant: {}{more}", paths.join(", ")))
        .cause(link.target.as_str())
    }
}

pub(super) fn target(candidate: Candidate) -> Target {
    match candidate {
        Candidate::Note(id) => Target::Note(NoteId(id)),
        Candidate::File(id) => Target::File(FileId(id)),
    }
}

fn at_link(finding: Diagnostic, note: &Note, link: &Link) -> Diagnostic {
    note.locate(finding, link.span)
}

fn withheld(note: &Note, link: &Link) -> Diagnostic {
    at_link(Diagnostic::warning(Code::LinkToUnpublished, "link to a note that is not published"), note, link)
        .label("shown as plain text")
        .help("publish that note, or take the link away if its words should not be seen")
        .cause(link.target.as_str())
}

fn base(note: &Note, link: &Link) -> Diagnostic {
    at_link(Diagnostic::info(Code::UnsupportedBlock, "a base is shown as a link to its file"), note, link)
        .help("it is an instruction for the editor; write down what it would show, or link to a tag's page")
        .cause("instruction")
}

fn broken_fragment(note: &Note, link: &Link, goal: &Note, fragment: &str) -> Diagnostic {
    let what = if fragment.starts_with('^') { "block" } else { "heading" };
    let label = match fragment.strip_prefix('^') {
        Some(id) => format!("no block there has the id `{id}`"),
        None => format!("no heading there is called `{fragment}`"),
    };
    let finding = at_link(
        Diagnostic::warning(Code::BrokenFragment, format!("link to a {what} that `{}` does not have", goal.path)),
        note,
        link,
    )
    .label(label)
    .cause(format!("{}#{fragment}", goal.path));
    let headings: Vec<String> =
        goal.headings.iter().take(6).map(|heading| format!("`{}`", goal.words(heading.text))).collect();
    match (what, headings.is_empty()) {
        ("heading", false) => {
            finding.help(format!("the link leads to the note; its headings are {}", headings.join(", ")))
        }
        _ => finding.help("the link leads to the note as a whole"),
    }
}

/// Where the target stands inside of a link.
fn target_span(note: &Note, link: &Link) -> Option<std::ops::Range<usize>> {
    let link_text = note.text.get(link.span.range())?;
    let at = link.span.start as usize + link_text.find(link.target.as_str())?;
    Some(at..at + link.target.len())
}

/// Who links to each note, in the order of paths.
pub(super) fn backlinks(notes: usize, links: &[Vec<Resolution>]) -> Vec<Vec<Backlink>> {
    let mut backlinks: Vec<Vec<Backlink>> = vec![Vec::new(); notes];
    for (source, links) in links.iter().enumerate() {
        let source = NoteId(source as u32);
        for (index, resolution) in links.iter().enumerate() {
            let Some(Target::Note(goal)) = resolution.target() else { continue };
            if goal == source {
                continue;
            }
            let of_goal = &mut backlinks[goal.0 as usize];
            match of_goal.last_mut() {
                Some(last) if last.source == source => last.links.push(index as u32),
                _ => of_goal.push(Backlink { source, links: vec![index as u32] }),
            }
        }
    }
    backlinks
}

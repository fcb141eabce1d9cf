//! Resolves every link of every note, and inverts links into backlinks.
//!
//! [`Resolver::resolve`] handles each note on its own, in parallel. Published notes are looked up first; a target that
//! only unpublished notes match is [`Resolution::Withheld`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::called::{self, Called};
use super::daily::{Daily, day_of, is_enough};
use super::lookup::Lookup;
use super::namesakes::{Candidate, Hit, Tie};
use super::notes::Numbers;
use super::similar::Similar;
use super::{Backlink, Canvases, FileId, Inputs, NoteId, Place, Resolution, Target, fragment};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::markdown::{Syntax, visible};
use crate::note::media::{is_active, names_file};
use crate::note::{Link, LinkKind, Note};
use crate::path::{SourcePath, leads_elsewhere, percent_decode, percent_encode};

/// With more names than this added since the last full index, all are indexed anew.
const MOST_LATE: usize = 1_000;

/// Everything that a link may refer to. Depends on the names of notes, not on what is in them.
pub(super) struct Names {
    pub(super) public: Lookup,
    pub(super) withheld: Lookup,
    daily: Daily,
    /// Whether files that run scripts are published.
    active: bool,
    /// Canvases that can't be read, which are not published.
    unreadable: BTreeSet<FileId>,
    similar: OnceLock<Similar>,
}

/// Why a file must not be published.
pub(super) struct Refusal {
    /// What a link to it is.
    what: &'static str,
    /// What its author can do.
    pub(super) help: &'static str,
}

/// It would run as a part of the site.
const ACTIVE: Refusal = Refusal {
    what: "link to an HTML file, which is not published",
    help: "such a file can run scripts as a part of your site; if you trust it, set `html.files = true` in site.toml",
};

/// Whatever it contains would be published unseen.
const UNREADABLE: Refusal = Refusal {
    what: "link to a canvas that can't be read, which is not published",
    help: "mend the canvas; another finding says from where on it can't be read",
};

impl Names {
    /// Indexes the names of all files of a garden.
    /// `ids` are the numbers of the published notes, `called` are the names of all notes.
    pub(super) fn new(inputs: &Inputs<'_>, ids: &[NoteId], called: &[Arc<Called>]) -> Self {
        let (published, withheld) = (called::published(inputs.notes, called), called::withheld(inputs.notes, called));
        let published: Vec<(NoteId, &Called)> = ids.iter().copied().zip(published).collect();
        // No link ever leads to these, so their numbers do not matter.
        let unnumbered: Vec<(NoteId, &Called)> = (0..).map(NoteId).zip(withheld.iter().copied()).collect();
        Self {
            public: Lookup::new(&published, inputs.files, inputs.link_style),
            withheld: Lookup::new(&unnumbered, &[], inputs.link_style),
            daily: Daily::new(&published, &withheld),
            active: inputs.active_files,
            unreadable: unreadable(inputs.canvases, inputs.files),
            similar: OnceLock::new(),
        }
    }

    /// Returns the same with these notes added: each one's number if it is published, and its names. Returns `None` if
    /// so many were added that it is time to index all names anew.
    pub(super) fn with(&self, came: &[(Option<NoteId>, Arc<Called>)]) -> Option<Self> {
        let published: Vec<(NoteId, &Called)> =
            came.iter().filter_map(|(id, called)| Some(((*id)?, &**called))).collect();
        let others = came.iter().filter(|(id, _)| id.is_none());
        let withheld: Vec<(NoteId, &Called)> = others.map(|(_, called)| (NoteId(u32::MAX), &**called)).collect();
        let is_much = self.public.late() + self.withheld.late() + came.len() > MOST_LATE;
        (!is_much).then(|| Self {
            public: self.public.with(&published),
            withheld: self.withheld.with(&withheld),
            daily: self.daily.with(&published, &withheld),
            active: self.active,
            unreadable: self.unreadable.clone(),
            similar: OnceLock::new(),
        })
    }
}

/// The canvases among these files that can't be read.
fn unreadable(canvases: &Canvases, files: &[SourcePath]) -> BTreeSet<FileId> {
    let paths: BTreeSet<&SourcePath> =
        canvases.iter().filter(|(_, canvas)| canvas.is_err()).map(|(path, _)| path).collect();
    if paths.is_empty() {
        return BTreeSet::new();
    }
    (0..).map(FileId).zip(files).filter(|(_, path)| paths.contains(path)).map(|(file, _)| file).collect()
}

/// How a note's links resolve.
#[derive(Default)]
pub(super) struct Found {
    /// By link.
    pub(super) links: Vec<Resolution>,
    /// The targets of addresses in its raw HTML.
    pub(super) html: BTreeMap<String, Target>,
    /// The note's own image.
    pub(super) image: Option<FileId>,
    /// Findings about the links.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Links to nothing: the position of the finding in `diagnostics`, and the number of the link.
    pub(super) misses: Vec<(usize, usize)>,
}

impl Found {
    /// The files that the note refers to.
    pub(super) fn files(&self) -> impl Iterator<Item = FileId> {
        files(&self.links, &self.html, self.image)
    }
}

/// The files that a note refers to with its links, in its raw HTML, and as its image.
pub(super) fn files(
    links: &[Resolution],
    html: &BTreeMap<String, Target>,
    image: Option<FileId>,
) -> impl Iterator<Item = FileId> {
    let targets = links.iter().filter_map(Resolution::target).chain(html.values().copied());
    let files = targets.filter_map(|target| match target {
        Target::File(file) => Some(file),
        Target::Note(_) => None,
    });
    files.chain(image)
}

/// Resolves the links of notes.
pub(super) struct Resolver<'a> {
    /// All names.
    pub(super) names: &'a Names,
    /// Returns the published note with a number.
    pub(super) note: &'a (dyn Fn(NoteId) -> &'a Arc<Note> + Sync),
    /// The numbers of all published notes.
    pub(super) ids: &'a [NoteId],
    /// All files, published or not.
    pub(super) files: &'a [SourcePath],
}

impl<'a> Resolver<'a> {
    /// Resolves the links of these notes.
    pub(super) fn resolve(&self, ids: &[NoteId]) -> Vec<Found> {
        let mut found: Vec<Found> = ids.par_iter().map(|id| self.resolve_note(*id)).collect();
        if found.iter().any(|found| !found.misses.is_empty()) {
            let similar = self.names.similar.get_or_init(|| {
                let all: Vec<Arc<Note>> = self.ids.iter().map(|id| (self.note)(*id).clone()).collect();
                Similar::new(&all)
            });
            ids.par_iter().zip(&mut found).for_each(|(id, found)| {
                let note = (self.note)(*id);
                for (finding, link) in std::mem::take(&mut found.misses) {
                    let finding = &mut found.diagnostics[finding];
                    let link = &note.links[link];
                    *finding = match self.names.public.unrooted(&link.target) {
                        Some(meant) => with_path(finding.clone(), note, link, self.path(meant)),
                        None => with_similar(finding.clone(), note, link, similar),
                    };
                }
            });
        }
        found
    }

    fn resolve_note(&self, id: NoteId) -> Found {
        self.links_of((self.note)(id), Some(id))
    }

    /// Resolves the links of a note, or of a text that is not one of the garden's notes.
    pub(super) fn links_of(&self, note: &Note, id: Option<NoteId>) -> Found {
        let mut found = Found { links: Vec::with_capacity(note.links.len()), ..Found::default() };
        let image = note.front.image.as_deref();
        found.image = image.and_then(|image| match self.reference(&self.names.public, note, image)? {
            Target::File(file) if self.refusal(Target::File(file)).is_none() => Some(file),
            Target::File(_) | Target::Note(_) => None,
        });
        for (number, link) in note.links.iter().enumerate() {
            let resolution = self.link(id, note, link, &mut found.diagnostics);
            if resolution == Resolution::Missing {
                found.misses.push((found.diagnostics.len() - 1, number));
            }
            // A file is not published for a link that no reader sees.
            let is_unseen =
                |target: Target| link.hidden && matches!(target, Target::File(file) if found.image != Some(file));
            let is_kept = !resolution.target().is_some_and(is_unseen);
            found.links.push(if is_kept { resolution } else { Resolution::Withheld });
        }
        for (reference, span) in &note.html_references {
            let left_out = |what: &str, help: &str| {
                let finding = note.locate(Diagnostic::warning(Code::LinkToUnpublished, what), *span);
                finding.label("the address is left out").help(help).cause(reference.as_str())
            };
            match self.reference(&self.names.public, note, reference) {
                Some(target) => match self.refusal(target) {
                    Some(refusal) => found.diagnostics.push(left_out(refusal.what, refusal.help)),
                    None => drop(found.html.insert(reference.clone(), target)),
                },
                None if self.reference(&self.names.withheld, note, reference).is_some() => {
                    found.diagnostics.push(left_out(UNPUBLISHED, PUBLISH));
                }
                None => found.diagnostics.push(
                    note.locate(Diagnostic::warning(Code::BrokenLink, "address of a file that does not exist"), *span)
                        .label(format!("no note or file is called `{reference}`"))
                        .help("an address in HTML is a path from the folder of the note, or from the root with `/` before it")
                        .cause(reference.as_str()),
                ),
            }
        }
        found
    }

    /// Resolves a relative address in raw HTML or a property.
    fn reference(&self, names: &Lookup, note: &Note, reference: &str) -> Option<Target> {
        if leads_elsewhere(reference) {
            return None;
        }
        let path = reference.split(['#', '?']).next().unwrap_or_default();
        let hit = names.markdown(percent_decode(path).trim(), note.path.folder())?;
        Some(hit.best.target())
    }

    /// Why a target must not be published, if it is such a file.
    pub(super) fn refusal(&self, target: Target) -> Option<&'static Refusal> {
        let Target::File(file) = target else { return None };
        if self.names.unreadable.contains(&file) {
            return Some(&UNREADABLE);
        }
        (!self.names.active && is_active(self.files[file.0 as usize].as_str())).then_some(&ACTIVE)
    }

    fn link(&self, id: Option<NoteId>, note: &Note, link: &Link, diagnostics: &mut Vec<Diagnostic>) -> Resolution {
        let folder = note.path.folder();
        let look_up = |lookup: &Lookup| match link.syntax {
            _ if link.target.is_empty() => None,
            Syntax::Markdown => lookup.markdown(&link.target, folder),
            Syntax::Wikilink | Syntax::Address => lookup.wikilink(&link.target, folder),
        };
        let day = day_of(link);
        let hit = if link.target.is_empty() {
            // On a card, a place in the text itself can't be linked to.
            let Some(id) = id else { return Resolution::Withheld };
            Hit { best: Candidate::Note(id.0), tie: None }
        } else if let Some(hit) = look_up(&self.names.public) {
            hit
        } else if let Some(note) = day.and_then(|day| self.names.daily.note(day)) {
            Hit { best: Candidate::Note(note), tie: None }
        } else if look_up(&self.names.withheld).is_some() || day.is_some_and(|day| self.names.daily.is_withheld(day)) {
            diagnostics.push(withheld(note, link, UNPUBLISHED, PUBLISH));
            return Resolution::Withheld;
        } else if let Some(day) = day.filter(|_| is_enough(link)) {
            return Resolution::Day(day);
        } else {
            diagnostics.push(broken(note, link));
            return Resolution::Missing;
        };
        if let Some(refusal) = self.refusal(hit.best.target()) {
            diagnostics.push(withheld(note, link, refusal.what, refusal.help));
            return Resolution::Withheld;
        }
        if let Candidate::File(file) = hit.best
            && link.kind == LinkKind::Embed
            && self.files[file as usize].extension() == "base"
        {
            diagnostics.push(base(note, link));
        }
        let place = self.place(note, link, hit.best, diagnostics);
        let target = hit.best.target();
        let Some(tie) = hit.tie else { return Resolution::Found { target, place } };
        diagnostics.push(self.ambiguous(note, link, &tie));
        Resolution::Ambiguous { target, place, candidates: tie.candidates.clone() }
    }

    fn place(&self, note: &Note, link: &Link, best: Candidate, diagnostics: &mut Vec<Diagnostic>) -> Place {
        let (Candidate::Note(id), Some(fragment)) = (best, &link.fragment) else { return Place::Top };
        let goal = (self.note)(NoteId(id));
        let place = fragment::find(goal, fragment);
        if place == Place::Broken {
            diagnostics.push(broken_fragment(note, link, goal, fragment));
        }
        place
    }

    fn path(&self, candidate: Candidate) -> &SourcePath {
        match candidate {
            Candidate::Note(id) => &(self.note)(NoteId(id)).path,
            Candidate::File(id) => &self.files[id as usize],
        }
    }

    fn ambiguous(&self, note: &Note, link: &Link, tie: &Tie) -> Diagnostic {
        let paths = tie.fits.iter().take(4).map(|candidate| format!("`{}`", self.path(*candidate)));
        let paths: Vec<String> = paths.collect();
        let more = tie.fits.len() - paths.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        at_link(
            Diagnostic::warning(Code::AmbiguousLink, format!("several notes fit `{}`", visible(&link.target))),
            note,
            link,
        )
        .label(format!("{} was taken", paths[0]))
        .help(format!("write the path of the one that is meant: {}{more}", paths.join(", ")))
        .cause(link.target.as_str())
    }
}

fn at_link(finding: Diagnostic, note: &Note, link: &Link) -> Diagnostic {
    note.locate(finding, link.span)
}

fn broken(note: &Note, link: &Link) -> Diagnostic {
    let target = visible(&link.target);
    let is_file = names_file(&target);
    let what = match (link.kind, is_file) {
        (LinkKind::Link, false) => "link to a note that does not exist",
        (LinkKind::Link, true) => "link to a file that does not exist",
        (LinkKind::Embed, false) => "embed of a note or file that does not exist",
        (LinkKind::Embed, true) => "embed of a file that does not exist",
    };
    let names = if is_file { "file" } else { "note, alias or file" };
    at_link(Diagnostic::warning(Code::BrokenLink, what), note, link)
        .label(format!("no {names} is called `{target}`"))
        .cause(target.as_ref())
}

/// Adds where the file of this name is to a finding about a link to the root, as other programs write addresses.
fn with_path(finding: Diagnostic, note: &Note, link: &Link, path: &SourcePath) -> Diagnostic {
    let finding = finding.help(format!("`/` means the root of the garden; the file of this name is `{path}`"));
    let stem = path.as_str().strip_suffix(".md").filter(|_| !link.target.ends_with(".md"));
    let written = format!("/{}", stem.unwrap_or(path.as_str()));
    let span = target_span(note, link).filter(|_| !written.contains(['[', ']', '|', '#', '^', '`', '%', '\\']));
    match span {
        Some(span) if link.syntax == Syntax::Wikilink => finding.fix(span, written),
        Some(span) => finding.fix(span, percent_encode(&written)),
        None => finding,
    }
}

/// Adds what the author of a link to nothing may have meant.
fn with_similar(finding: Diagnostic, note: &Note, link: &Link, similar: &Similar) -> Diagnostic {
    let target = visible(&link.target);
    if target.trim_matches(['\'', '"']).contains("://") {
        return finding.help("write the address without quotes");
    }
    // The link asks for a file, not for a note.
    if names_file(&target) {
        return finding;
    }
    let Some(name) = similar.to(&target) else { return finding };
    match target_span(note, link) {
        Some(span) if link.syntax == Syntax::Wikilink => {
            finding.help("a note with a similar name exists").suggestion(span, name)
        }
        _ => finding.help(format!("a note with a similar name exists: `{name}`")),
    }
}

const UNPUBLISHED: &str = "link to a note that is not published";
const PUBLISH: &str = "publish that note, or take the link away if its words should not be seen";

fn withheld(note: &Note, link: &Link, what: &str, help: &str) -> Diagnostic {
    at_link(Diagnostic::warning(Code::LinkToUnpublished, what), note, link)
        .label("shown as plain text")
        .help(help)
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

/// The range of the target inside a link.
fn target_span(note: &Note, link: &Link) -> Option<std::ops::Range<usize>> {
    let link_text = note.text.get(link.span.range())?;
    let at = match link.syntax {
        Syntax::Wikilink => link_text.find(link.target.as_str())?,
        // The words that are shown may be the same.
        Syntax::Markdown | Syntax::Address => {
            let at = link_text.rfind("](")? + "](".len();
            link_text[at..].starts_with(link.target.as_str()).then_some(at)?
        }
    };
    let at = link.span.start as usize + at;
    Some(at..at + link.target.len())
}

/// Collects the backlinks of each note, in the order of paths, by note number. `found` are the links of each note.
pub(super) fn backlinks(numbers: &Numbers, found: &[Found]) -> Vec<Vec<Backlink>> {
    let mut counts = vec![0; numbers.slots];
    let all = || numbers.ids.iter().zip(found).map(|(source, found)| (*source, found.links.as_slice()));
    all().for_each(|(source, links)| leads(source, links).for_each(|(goal, _)| counts[goal.0 as usize] += 1));
    let mut backlinks: Vec<Vec<Backlink>> = counts.into_iter().map(Vec::with_capacity).collect();
    for (source, links) in all() {
        for (goal, index) in leads(source, links) {
            let of_goal = &mut backlinks[goal.0 as usize];
            match of_goal.last_mut() {
                Some(last) if last.source == source => last.links.push(index),
                _ => of_goal.push(Backlink { source, links: vec![index] }),
            }
        }
    }
    backlinks
}

/// The other notes that a note's links lead to, with the numbers of the links.
pub(super) fn leads(source: NoteId, links: &[Resolution]) -> impl Iterator<Item = (NoteId, u32)> {
    links.iter().enumerate().filter_map(move |(index, resolution)| match resolution.target() {
        Some(Target::Note(goal)) if goal != source => Some((goal, index as u32)),
        _ => None,
    })
}

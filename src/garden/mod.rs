//! The garden: all notes together, with every link resolved.
//!
//! [`build`] is the entry point: a pure function, run anew for every build because it is cheap. It takes notes as
//! written and returns a [`Garden`] that contains only what is published, so that no later stage can leak the rest. It
//! writes no HTML and does not touch the disk.

mod addresses;
mod again;
mod asked;
mod by_number;
mod called;
mod canvases;
mod daily;
mod embeds;
mod folders;
mod fragment;
mod kept;
mod links;
mod lookup;
mod memory;
mod namesakes;
mod notes;
mod place;
mod regrow;
#[cfg(test)]
mod regrow_test;
mod renamed;
mod sayings;
mod similar;
#[cfg(test)]
pub(crate) mod tests;
mod wanted;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

pub use addresses::Addresses;
pub use asked::folder_base;
pub use by_number::ByNumber;
pub use canvases::{Board, Canvases, Content};
pub use folders::{Folder, ancestors};
pub use fragment::{Place, section};
pub use kept::Kept;
pub use memory::Memory;
pub use notes::Notes;
pub use regrow::{Regrown, regrow};
pub use wanted::Wanted;

use called::Called;
use links::{Found, Names, Resolver};
use notes::Numbers;

use crate::config::LinkStyle;
use crate::diagnostic::Diagnostic;
use crate::note::date::Date;
use crate::note::tag::Tag;
use crate::note::{Link, Note};
use crate::path::{OutputPath, SourcePath};
use crate::source::History;

/// A note of a [`Garden`]: its number in [`Garden::notes`]. Numbers are in the order of paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteId(pub u32);

/// A file of a [`Garden`]: its position in [`Inputs::files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// What a link refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A note.
    Note(NoteId),
    /// An attachment.
    File(FileId),
}

/// How a link was resolved (see [`Link`] for the link as written).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Resolution {
    /// It leads to a target.
    Found {
        /// The note or file.
        target: Target,
        /// The place in the note.
        place: Place,
    },
    /// Several fit equally well; the first by the rules' order was taken.
    Ambiguous {
        /// The one that was taken.
        target: Target,
        /// The place in the note.
        place: Place,
        /// All that fit, including the one that was taken.
        candidates: Arc<[Target]>,
    },
    /// No note has this name, but it is a day, which has a page even without a note.
    Day(Date),
    /// Nothing fits.
    Missing,
    /// The target is not published; nothing about it may be shown.
    Withheld,
}

impl Resolution {
    /// The note or file that the link leads to, if it leads to one.
    pub fn target(&self) -> Option<Target> {
        match self {
            Resolution::Found { target, .. } | Resolution::Ambiguous { target, .. } => Some(*target),
            Resolution::Day(_) | Resolution::Missing | Resolution::Withheld => None,
        }
    }

    /// The day that the link leads to, if it leads to a day that has no note.
    pub fn day(&self) -> Option<Date> {
        match self {
            Resolution::Day(day) => Some(*day),
            _ => None,
        }
    }

    /// The place in the target that the link names.
    pub fn place(&self) -> Place {
        match self {
            Resolution::Found { place, .. } | Resolution::Ambiguous { place, .. } => *place,
            Resolution::Day(_) | Resolution::Missing | Resolution::Withheld => Place::Top,
        }
    }
}

/// A published note with everything that the rest of the garden adds to it.
#[derive(Debug)]
pub struct Entry {
    /// The note as read from its file.
    pub note: Arc<Note>,
    /// The address of its page.
    pub page: OutputPath,
    /// The day it was begun, from the note or its history.
    pub created: Option<Date>,
    /// The day it was last changed, from the note or its history.
    pub modified: Option<Date>,
    /// How each of the note's links was resolved, in the same order.
    pub links: Vec<Resolution>,
    /// The links to this note, by source in the order of paths.
    pub backlinks: Vec<Backlink>,
    /// Files and notes that the note's raw HTML refers to, by the value as written.
    pub html_targets: BTreeMap<String, Target>,
    /// The image that represents the note where it is shared.
    pub image: Option<FileId>,
    /// Canvases that show the note or link to it, in the order of their paths.
    pub canvases: Vec<FileId>,
}

impl Entry {
    /// A copy, from which changed entries are made.
    fn copy(&self) -> Self {
        Self {
            note: self.note.clone(),
            page: self.page.clone(),
            links: self.links.clone(),
            backlinks: self.backlinks.clone(),
            html_targets: self.html_targets.clone(),
            canvases: self.canvases.clone(),
            ..*self
        }
    }
}

/// All links of one note to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Backlink {
    /// The note that links.
    pub source: NoteId,
    /// Its links, as positions in [`Note::links`].
    pub links: Vec<u32>,
}

/// A published file that is not a note.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attachment {
    /// Its path in the garden.
    pub source: SourcePath,
    /// Its address in the output, or that of its page.
    pub page: OutputPath,
}

/// Everything that is published, and how it is connected. Clones share their contents.
#[derive(Clone, Debug)]
pub struct Garden {
    /// Published notes, in the order of their paths.
    pub notes: Notes,
    /// Attachments that published notes refer to, in the order of their paths.
    pub files: Arc<BTreeMap<FileId, Attachment>>,
    /// The attachments that are canvases, in the order of their paths. They have pages.
    pub boards: Arc<Vec<Board>>,
    /// Each tag and each parent of a nested tag, with the notes under it in the order of their paths.
    pub tags: Arc<BTreeMap<Tag, Vec<NoteId>>>,
    /// Each folder that holds notes, by path; the root is the empty path.
    pub folders: Arc<BTreeMap<String, Folder>>,
    /// Notes that are linked to but not written yet, the most wanted first.
    pub wanted: Arc<Vec<Wanted>>,
    /// Addresses that are taken; pages that are not those of notes get theirs from here.
    pub addresses: Addresses,
}

impl Garden {
    /// The note with this id.
    pub fn note(&self, id: NoteId) -> &Entry {
        &self.notes[id]
    }

    /// The file with this id.
    pub fn file(&self, id: FileId) -> &Attachment {
        &self.files[&id]
    }

    /// The address of a target's page or file.
    pub fn page(&self, target: Target) -> &OutputPath {
        match target {
            Target::Note(id) => &self.note(id).page,
            Target::File(id) => &self.file(id).page,
        }
    }

    /// Ids of all notes, in order.
    pub fn ids(&self) -> impl Iterator<Item = NoteId> {
        self.notes.numbered().map(|(id, _)| id)
    }

    /// The days that cards of canvases link to, in order; a day may occur several times.
    pub fn days_on_boards(&self) -> impl Iterator<Item = Date> {
        let texts = self.boards.iter().flat_map(|board| &board.contents).filter_map(|content| match content {
            Content::Text { links, .. } => Some(links),
            _ => None,
        });
        texts.flatten().filter_map(Resolution::day)
    }

    /// The links of a note, each with its resolution.
    pub fn links(&self, id: NoteId) -> impl Iterator<Item = (&Link, &Resolution)> {
        let entry = self.note(id);
        entry.note.links.iter().zip(&entry.links)
    }
}

/// What a garden is built from.
pub struct Inputs<'a> {
    /// All notes, published or not, in the order of their paths.
    pub notes: &'a [Arc<Note>],
    /// All other files, in the order of their paths.
    pub files: &'a [SourcePath],
    /// The contents of the canvases among the files.
    pub canvases: &'a Canvases,
    /// What version control knows; empty without it.
    pub history: &'a History,
    /// Addresses reserved for the theme.
    pub reserved: &'a [OutputPath],
    /// How links find their notes.
    pub link_style: LinkStyle,
    /// Whether to publish files that run scripts when opened.
    pub active_files: bool,
    /// Whether to leave numbers free for notes that are added when the garden is grown again.
    pub has_room: bool,
}

/// Resolves all links. Findings about single files are not repeated here.
pub fn build(inputs: &Inputs<'_>) -> (Garden, Vec<Diagnostic>) {
    let (garden, memory) = grow(inputs);
    (garden, memory.findings())
}

/// Does the same as [`build`], and returns what [`regrow()`] needs.
pub fn grow(inputs: &Inputs<'_>) -> (Garden, Memory) {
    grow_from(inputs, None)
}

/// Does the same as [`grow`], but takes the resolutions that can't have changed from the previous garden.
pub fn grow_after(inputs: &Inputs<'_>, before: &Garden, memory: &Memory) -> (Garden, Memory) {
    grow_from(inputs, Some((before, memory)))
}

fn grow_from(inputs: &Inputs<'_>, earlier: Option<(&Garden, &Memory)>) -> (Garden, Memory) {
    let published: Vec<Arc<Note>> = inputs.notes.iter().filter(|note| note.published).cloned().collect();
    let numbers = match inputs.has_room {
        true => Numbers::with_room(&published, earlier.map(|(before, _)| &before.notes)),
        false => Numbers::dense(published.len()),
    };
    let called = Called::all(inputs.notes, earlier.map(|(_, memory)| &memory.called));
    // Independent steps run in parallel.
    let (names, (mut addresses, pages, collisions)) = rayon::join(
        || Names::new(inputs, &numbers.ids, &called),
        || Addresses::of_notes(inputs.reserved, &published, &called::published(inputs.notes, &called)),
    );
    let by_number = numbers.by_number(&published);
    let note = |id: NoteId| by_number[id.0 as usize];
    let resolver = Resolver { names: &names, note: &note, ids: &numbers.ids, files: inputs.files };
    let (mut found, known) = match earlier {
        Some(earlier) => again::resolve(&resolver, (&published, &numbers), inputs, earlier),
        None => (resolver.resolve(&numbers.ids), memory::ByNote::new()),
    };
    let used = || -> BTreeSet<FileId> { found.iter().flat_map(Found::files).collect() };
    let (mut backlinks, used) = rayon::join(|| links::backlinks(&numbers, &found), used);
    let canvases::Resolved { boards, used: all, diagnostics: of_canvases } =
        canvases::resolve(&resolver, &used, inputs.canvases);
    let files = addresses.of_files(&all, &boards, inputs.files);
    addresses.settle();
    let findings = found.iter_mut().map(|found| std::mem::take(&mut found.diagnostics));
    let mut of_links = memory::by_note(numbers.ids.iter().copied().zip(findings));
    of_links.extend(known);
    let backlinks: Vec<_> = numbers.ids.iter().map(|id| std::mem::take(&mut backlinks[id.0 as usize])).collect();
    let entries = published.par_iter().zip(pages).zip(found).zip(backlinks);
    let entries: Vec<Arc<Entry>> = entries
        .map(|(((note, page), found), backlinks)| Arc::new(entry(note.clone(), page, found, backlinks, inputs)))
        .collect();
    let mut notes = Notes::new(numbers.slots, numbers.ids.iter().copied().zip(entries));
    canvases::mark(&mut notes, &boards, &[]);
    let (tags, (folders, wanted, cycles)) = rayon::join(
        || tags(&notes),
        || (folders::collect(&notes), wanted::collect(&notes), embeds::find_cycles(&notes)),
    );
    let memory =
        Memory::new(inputs, (called, names), addresses.clone(), of_links, collisions, cycles, (used, of_canvases));
    let garden = Garden {
        tags: Arc::new(tags),
        folders: Arc::new(folders),
        wanted: Arc::new(wanted),
        notes,
        files: Arc::new(files),
        boards: Arc::new(boards),
        addresses,
    };
    (garden, memory)
}

fn entry(note: Arc<Note>, page: OutputPath, found: Found, backlinks: Vec<Backlink>, inputs: &Inputs<'_>) -> Entry {
    let (created, modified) = days(&note, inputs.history);
    Entry {
        created,
        modified,
        note,
        page,
        links: found.links,
        backlinks,
        html_targets: found.html,
        image: found.image,
        canvases: Vec::new(),
    }
}

/// The days on which a note was begun and last changed.
fn days(note: &Note, history: &History) -> (Option<Date>, Option<Date>) {
    let past = history.of(&note.path);
    (note.created.with(past.and_then(|past| past.planted)), note.modified.with(past.and_then(|past| past.tended)))
}

fn numbered(notes: &[Arc<Note>]) -> impl Iterator<Item = (NoteId, &Arc<Note>)> {
    notes.iter().enumerate().map(|(place, note)| (NoteId(place as u32), note))
}

/// Collects each tag and each parent of a nested tag (Obsidian help: *Nested tags*).
fn tags(notes: &Notes) -> BTreeMap<Tag, Vec<NoteId>> {
    // There are many tags but few distinct names, so they are sorted only at the end.
    let mut tags: HashMap<&str, (&Tag, Vec<NoteId>)> = HashMap::new();
    for (id, entry) in notes.numbered() {
        for tag in &entry.note.tags {
            for level in tag.levels() {
                let (_, under) = tags.entry(level).or_insert_with(|| (tag, Vec::new()));
                if under.last() != Some(&id) {
                    under.push(id);
                }
            }
        }
    }
    tags.into_iter().map(|(level, (tag, notes))| (tag.above(level.len()), notes)).collect()
}

//! The garden: all notes together, with every link resolved.
//!
//! [`build`] is the entry point: pure, redone for every build because it is cheap. It takes notes
//! as written and returns a [`Garden`] in which only what is published exists, so that whoever
//! reads it can't leak the rest. It writes no HTML and touches no disk.

mod addresses;
mod canvases;
mod embeds;
mod folders;
mod fragment;
mod links;
mod lookup;
mod similar;
#[cfg(test)]
mod tests;
mod wanted;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use addresses::Addresses;
pub use addresses::folder_base;
pub use canvases::{Board, Canvases, Content};
pub use folders::{Folder, ancestors};
pub use fragment::{Place, section};
pub use wanted::Wanted;

use crate::config::LinkStyle;
use crate::diagnostic::Diagnostic;
use crate::note::date::Date;
use crate::note::tag::Tag;
use crate::note::{Link, Note};
use crate::path::{OutputPath, SourcePath};
use crate::source::History;

/// A note of a [`Garden`]; its place in [`Garden::notes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteId(pub u32);

/// A file of a [`Garden`]; its place in [`Garden::files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A note.
    Note(NoteId),
    /// An attachment.
    File(FileId),
}

/// What became of a link (compare [`Link`], which is the link as written).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Resolution {
    /// It leads here.
    Found {
        /// The note or file.
        target: Target,
        /// The place in the note.
        place: Place,
    },
    /// Several fit equally; the first in the order of the rules was taken.
    Ambiguous {
        /// The one that was taken.
        target: Target,
        /// The place in the note.
        place: Place,
        /// All that fit, the one that was taken included.
        candidates: Vec<Target>,
    },
    /// Nothing fits.
    Missing,
    /// The target is not published; nothing about it may be shown.
    Withheld,
}

impl Resolution {
    /// Where the link leads, if it leads anywhere.
    pub fn target(&self) -> Option<Target> {
        match self {
            Resolution::Found { target, .. } | Resolution::Ambiguous { target, .. } => Some(*target),
            Resolution::Missing | Resolution::Withheld => None,
        }
    }

    /// The place in the target that the link names.
    pub fn place(&self) -> Place {
        match self {
            Resolution::Found { place, .. } | Resolution::Ambiguous { place, .. } => *place,
            Resolution::Missing | Resolution::Withheld => Place::Top,
        }
    }
}

/// A published note with everything that the rest of the garden adds to it.
#[derive(Debug)]
pub struct Entry {
    /// What the file says.
    pub note: Arc<Note>,
    /// Where its page is.
    pub page: OutputPath,
    /// When it was begun, from the note or its history.
    pub created: Option<Date>,
    /// When it was last changed, from the note or its history.
    pub modified: Option<Date>,
    /// What became of each of the note's links, in the same order.
    pub links: Vec<Resolution>,
    /// Which links lead here, by source in the order of paths.
    pub backlinks: Vec<Backlink>,
    /// Files and notes that the note's raw HTML refers to, by the value as written.
    pub html_targets: BTreeMap<String, Target>,
    /// The image that stands for the note where it is shared.
    pub image: Option<FileId>,
    /// Canvases that show the note or link to it, in the order of their paths.
    pub canvases: Vec<FileId>,
}

/// All links of one note to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Backlink {
    /// The note that links.
    pub source: NoteId,
    /// Its links, as places in [`Note::links`].
    pub links: Vec<u32>,
}

/// A published file that is no note.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attachment {
    /// Where it is in the garden.
    pub source: SourcePath,
    /// Where it goes.
    pub page: OutputPath,
}

/// All that is published, and how it hangs together.
#[derive(Debug)]
pub struct Garden {
    /// Notes, in the order of their paths.
    pub notes: Vec<Entry>,
    /// Attachments that published notes refer to, in the order of their paths.
    pub files: Vec<Attachment>,
    /// Those of the attachments that are canvases, in the order of their paths. They have pages.
    pub boards: Vec<Board>,
    /// Each tag and each parent of a nested tag, with the notes under it in the order of their paths.
    pub tags: BTreeMap<Tag, Vec<NoteId>>,
    /// Each folder that holds notes, by path; the root is the empty path.
    pub folders: BTreeMap<String, Folder>,
    /// Notes that are linked to and not written yet, most wanted first.
    pub wanted: Vec<Wanted>,
    /// Addresses that are taken; pages that no note stands for choose theirs here.
    pub addresses: Addresses,
}

impl Garden {
    /// The note with this id.
    pub fn note(&self, id: NoteId) -> &Entry {
        &self.notes[id.0 as usize]
    }

    /// The file with this id.
    pub fn file(&self, id: FileId) -> &Attachment {
        &self.files[id.0 as usize]
    }

    /// Where a target's page or file is.
    pub fn page(&self, target: Target) -> &OutputPath {
        match target {
            Target::Note(id) => &self.note(id).page,
            Target::File(id) => &self.file(id).page,
        }
    }

    /// Ids of all notes, in order.
    pub fn ids(&self) -> impl Iterator<Item = NoteId> + use<> {
        (0..self.notes.len() as u32).map(NoteId)
    }

    /// The links of a note with what became of them.
    pub fn links(&self, id: NoteId) -> impl Iterator<Item = (&Link, &Resolution)> {
        let entry = self.note(id);
        entry.note.links.iter().zip(&entry.links)
    }
}

/// What a garden is made of.
pub struct Inputs<'a> {
    /// All notes, published or not, in the order of their paths.
    pub notes: &'a [Arc<Note>],
    /// All other files, in the order of their paths.
    pub files: &'a [SourcePath],
    /// What the canvases among the files say.
    pub canvases: &'a Canvases,
    /// Days from version control; empty if there is none.
    pub history: &'a History,
    /// Addresses that belong to the theme.
    pub reserved: &'a [OutputPath],
    /// How a link finds its note.
    pub link_style: LinkStyle,
}

/// Resolves everything. Findings about single files are not repeated here.
pub fn build(inputs: &Inputs<'_>) -> (Garden, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let published: Vec<Arc<Note>> = inputs.notes.iter().filter(|note| note.published).cloned().collect();
    let resolved = links::resolve(&published, inputs, &mut diagnostics);
    let mut addresses = Addresses::default();
    addresses.reserve(inputs.reserved);
    let pages = addresses.of_notes(&published, &mut diagnostics);
    let files = addresses.of_files(&resolved.files, &resolved.boards);
    let on_canvases = canvases::showing(published.len(), &resolved.boards);
    let backlinks = links::backlinks(published.len(), &resolved.links);
    let notes: Vec<Entry> = published
        .into_iter()
        .zip(pages)
        .zip(resolved.links)
        .zip(backlinks)
        .zip(resolved.html_targets.into_iter().zip(resolved.images).zip(on_canvases))
        .map(|((((note, page), links), backlinks), ((html_targets, image), canvases))| {
            let history = inputs.history.get(&note.path);
            Entry {
                created: note.created.or(history.map(|days| days.0)),
                modified: note.modified.or(history.map(|days| days.1)),
                note,
                page,
                links,
                backlinks,
                html_targets,
                image,
                canvases,
            }
        })
        .collect();
    embeds::find_cycles(&notes, &mut diagnostics);
    let garden = Garden {
        tags: tags(&notes),
        folders: folders::collect(&notes),
        wanted: wanted::collect(&notes),
        notes,
        files,
        boards: resolved.boards,
        addresses,
    };
    (garden, diagnostics)
}

/// Each tag and each parent of a nested tag (Obsidian help: *Nested tags*).
fn tags(notes: &[Entry]) -> BTreeMap<Tag, Vec<NoteId>> {
    let mut tags: BTreeMap<Tag, Vec<NoteId>> = BTreeMap::new();
    for (index, entry) in notes.iter().enumerate() {
        let id = NoteId(index as u32);
        for tag in &entry.note.tags {
            for tag in std::iter::once(tag.clone()).chain(tag.parents()) {
                let under = tags.entry(tag).or_default();
                if under.last() != Some(&id) {
                    under.push(id);
                }
            }
        }
    }
    tags
}

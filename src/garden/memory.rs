//! What growing a garden leaves for growing it again.
//!
//! [`Memory`] holds what a garden was grown from and what was found on the way. All of it could be computed again; it
//! only serves [`super::regrow()`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::called::{AllCalled, Called};
use super::kept::Kept;
use super::links::Names;
use super::namesakes::Candidate;
use super::renamed::Renamed;
use super::sayings::Sayings;
use super::{Addresses, Canvases, FileId, Garden, Inputs, NoteId, numbered};
use crate::config::LinkStyle;
use crate::diagnostic::Diagnostic;
use crate::note::canvas::Canvas;
use crate::note::{Note, Span};
use crate::path::{OutputPath, SourcePath};

/// Findings by note number, for those notes that have any.
pub(super) type ByNote = BTreeMap<NoteId, Arc<[Diagnostic]>>;

/// What a garden was grown from, and its findings.
#[derive(Clone)]
pub struct Memory {
    pub(super) notes: Arc<[Arc<Note>]>,
    /// The notes as of the last time all names were made, published or not, and their names.
    pub(super) called: AllCalled,
    pub(super) names: Arc<Names>,
    /// The addresses before pages that are not those of notes took theirs.
    pub(super) addresses: Addresses,
    pub(super) of_links: ByNote,
    pub(super) cycles: Arc<[Diagnostic]>,
    /// Files that notes refer to, without those that only canvases do.
    pub(super) used: Arc<BTreeSet<FileId>>,
    pub(super) of_canvases: Arc<[Diagnostic]>,
    pub(super) canvases: Canvases,
    pub(super) collisions: Arc<[Diagnostic]>,
    pub(super) files: Arc<[SourcePath]>,
    pub(super) reserved: Arc<[OutputPath]>,
    pub(super) link_style: LinkStyle,
    pub(super) sayings: Sayings,
}

impl Memory {
    pub(super) fn new(
        inputs: &Inputs<'_>,
        (called, names): (Vec<Arc<Called>>, Names),
        addresses: Addresses,
        of_links: ByNote,
        collisions: Vec<Diagnostic>,
        cycles: Vec<Diagnostic>,
        (used, of_canvases): (BTreeSet<FileId>, Vec<Diagnostic>),
    ) -> Self {
        let notes: Arc<[Arc<Note>]> = inputs.notes.into();
        Self {
            called: AllCalled { notes: notes.clone(), called: called.into() },
            notes,
            names: Arc::new(names),
            addresses,
            of_links,
            cycles: cycles.into(),
            used: Arc::new(used),
            of_canvases: of_canvases.into(),
            canvases: inputs.canvases.clone(),
            collisions: collisions.into(),
            files: inputs.files.into(),
            reserved: inputs.reserved.into(),
            link_style: inputs.link_style,
            sayings: Sayings::default(),
        }
    }

    /// Prepares for [`super::regrow()`] of the garden that this is the memory of.
    pub fn prepare(&self, garden: &Garden) {
        self.sayings.prepare(&garden.notes);
    }

    /// The published note that a wikilink in a note of this folder leads to, if it leads to exactly one.
    pub fn note_called(&self, target: &str, folder: &str) -> Option<NoteId> {
        let hit = self.names.public.wikilink(target, folder).filter(|hit| hit.tie.is_none())?;
        match hit.best {
            Candidate::Note(id) => Some(NoteId(id)),
            Candidate::File(_) => None,
        }
    }

    /// All findings, in no particular order.
    pub fn findings(&self) -> Vec<Diagnostic> {
        let of_links = self.of_links.values().flat_map(|findings| findings.iter());
        let others = self.collisions.iter().chain(self.cycles.iter()).chain(self.of_canvases.iter());
        of_links.chain(others).cloned().collect()
    }

    /// The findings about one note's links, address and embeds, by its number if it is published, and its path.
    pub fn findings_about(&self, number: Option<NoteId>, path: &SourcePath) -> Vec<Diagnostic> {
        let is_about =
            |finding: &&Diagnostic| finding.location.as_ref().is_some_and(|at| at.path.as_str() == path.as_str());
        let of_links = number.and_then(|number| self.of_links.get(&number));
        let others = self.collisions.iter().chain(self.cycles.iter()).filter(is_about);
        of_links.into_iter().flat_map(|findings| findings.iter()).chain(others).cloned().collect()
    }

    /// Whether links to files resolve as before.
    pub(super) fn has_same_files(&self, inputs: &Inputs<'_>) -> bool {
        fn unreadable(canvases: &Canvases) -> impl Iterator<Item = &SourcePath> {
            canvases.iter().filter(|(_, canvas)| canvas.is_err()).map(|(path, _)| path)
        }
        self.link_style == inputs.link_style
            && *self.files == *inputs.files
            && unreadable(&self.canvases).eq(unreadable(inputs.canvases))
    }

    /// All notes the garden was grown from, published or not.
    pub fn notes(&self) -> &[Arc<Note>] {
        &self.notes
    }

    /// Compares the notes with these inputs. `None` if links may have changed beyond those to a limited number of
    /// names.
    pub(super) fn difference(&self, inputs: &Inputs<'_>) -> Option<Difference> {
        let mut difference = Difference { are_all_new: true, ..Difference::default() };
        let kept = Kept::of(&self.notes, inputs.notes);
        for (id, note) in numbered(inputs.notes) {
            let before = kept.earlier(id).map(|earlier| &self.notes[earlier.0 as usize]);
            if before.is_some_and(|before| Arc::ptr_eq(before, note)) {
                continue;
            }
            difference.changed.push(id.0 as usize);
            match before {
                Some(before) => {
                    let is_public_alike = before.published == note.published;
                    difference.is_moved |= !is_public_alike || permalink(before) != permalink(note);
                    if !is_public_alike || before.aliases != note.aliases {
                        [before, note].into_iter().try_for_each(|note| difference.renamed.add(note))?;
                        difference.are_all_new = false;
                    }
                }
                None => {
                    difference.renamed.add(note)?;
                    difference.came.push(id.0 as usize);
                }
            }
        }
        for (id, note) in numbered(&self.notes).filter(|(id, _)| kept.now(*id).is_none()) {
            difference.gone.push(id.0 as usize);
            difference.renamed.add(note)?;
            (difference.is_moved, difference.are_all_new) = (true, false);
        }
        Some(difference)
    }

    /// Whether nothing but notes can have changed.
    pub(super) fn has_same_surroundings(&self, inputs: &Inputs<'_>) -> bool {
        self.has_same_files(inputs)
            && *self.reserved == *inputs.reserved
            && has_same_canvases(&self.canvases, inputs.canvases)
    }
}

/// What changed since a garden was grown.
#[derive(Default)]
pub(super) struct Difference {
    /// Current positions of notes that changed or were added.
    pub(super) changed: Vec<usize>,
    /// Previous positions of notes that are gone.
    pub(super) gone: Vec<usize>,
    /// Names of notes, published or not, that came or went.
    pub(super) renamed: Renamed,
    /// Current positions of notes that were added.
    pub(super) came: Vec<usize>,
    /// Whether all these names belong to added notes.
    pub(super) are_all_new: bool,
    /// Whether a note that was there before asks for a different address, or for none any more.
    pub(super) is_moved: bool,
}

fn has_same_canvases(before: &Canvases, now: &Canvases) -> bool {
    let is_same =
        |before: &Result<Arc<Canvas>, Box<Diagnostic>>, now: &Result<Arc<Canvas>, Box<Diagnostic>>| match (before, now)
        {
            (Ok(before), Ok(now)) => before.digest == now.digest,
            (before, now) => before.as_ref().err() == now.as_ref().err() && before.is_err(),
        };
    before.len() == now.len()
        && before.iter().zip(now).all(|(before, now)| before.0 == now.0 && is_same(before.1, now.1))
}

/// A note's permalink with all of its front matter: findings point to the place of the permalink.
fn permalink(note: &Note) -> Option<(&(String, Span), &str)> {
    Some((note.front.permalink.as_ref()?, note.text.get(..note.body_start)?))
}

/// Collects findings by note, without the notes that have none.
pub(super) fn by_note(findings: impl Iterator<Item = (NoteId, Vec<Diagnostic>)>) -> ByNote {
    let all = findings.filter(|(_, findings)| !findings.is_empty());
    all.map(|(id, findings)| (id, findings.into())).collect()
}

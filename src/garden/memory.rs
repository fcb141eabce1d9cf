//! What growing a garden once tells for growing it again.
//!
//! [`Memory`] holds what a garden was grown from and what was found on the way. It says nothing that
//! could not be found again, and is only good for [`super::regrow()`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::called::Called;
use super::links::Names;
use super::lookup::Candidate;
use super::{Addresses, Canvases, FileId, Inputs, NoteId};
use crate::config::LinkStyle;
use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::note::canvas::Canvas;
use crate::path::{OutputPath, SourcePath};

/// Findings of those notes that have any, by the numbers of the notes.
pub(super) type ByNote = BTreeMap<u32, Arc<[Diagnostic]>>;

/// What a garden was grown from, and its findings.
pub struct Memory {
    pub(super) notes: Vec<Arc<Note>>,
    /// By note, published or not.
    pub(super) called: Arc<[Arc<Called>]>,
    pub(super) names: Arc<Names>,
    /// Before pages that no note stands for took theirs.
    pub(super) addresses: Addresses,
    pub(super) of_links: ByNote,
    pub(super) cycles: Arc<[Diagnostic]>,
    /// Files that notes refer to, without those that only canvases do.
    pub(super) used: Arc<BTreeSet<FileId>>,
    pub(super) of_canvases: Arc<[Diagnostic]>,
    canvases: Canvases,
    collisions: Arc<[Diagnostic]>,
    files: Arc<[SourcePath]>,
    reserved: Arc<[OutputPath]>,
    link_style: LinkStyle,
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
        Self {
            notes: inputs.notes.to_vec(),
            called: called.into(),
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
        }
    }

    /// The memory of a garden of the same names.
    pub(super) fn with(
        &self,
        notes: Vec<Arc<Note>>,
        of_links: ByNote,
        cycles: Arc<[Diagnostic]>,
        of_canvases: Arc<[Diagnostic]>,
    ) -> Self {
        Self {
            notes,
            of_links,
            cycles,
            of_canvases,
            used: self.used.clone(),
            canvases: self.canvases.clone(),
            called: self.called.clone(),
            names: self.names.clone(),
            addresses: self.addresses.clone(),
            collisions: self.collisions.clone(),
            files: self.files.clone(),
            reserved: self.reserved.clone(),
            link_style: self.link_style,
        }
    }

    /// The published note that a wikilink in a note of this folder leads to, if it leads to one and to no other.
    pub fn note_called(&self, target: &str, folder: &str) -> Option<NoteId> {
        let hit = self.names.public.wikilink(target, folder).filter(|hit| hit.tie.is_empty())?;
        match hit.best {
            Candidate::Note(id) => Some(NoteId(id)),
            Candidate::File(_) => None,
        }
    }

    /// All findings, in no order.
    pub fn findings(&self) -> Vec<Diagnostic> {
        let of_links = self.of_links.values().flat_map(|findings| findings.iter());
        let others = self.collisions.iter().chain(self.cycles.iter()).chain(self.of_canvases.iter());
        of_links.chain(others).cloned().collect()
    }

    /// The findings about the links of one note, by its number if it is published, and its path.
    pub fn findings_about(&self, number: Option<u32>, path: &SourcePath) -> Vec<Diagnostic> {
        let is_about =
            |finding: &&Diagnostic| finding.location.as_ref().is_some_and(|at| at.path.as_str() == path.as_str());
        let of_links = number.and_then(|number| self.of_links.get(&number));
        let others = self.collisions.iter().chain(self.cycles.iter()).filter(is_about);
        of_links.into_iter().flat_map(|findings| findings.iter()).chain(others).cloned().collect()
    }

    /// Whether links to files mean what they meant.
    pub(super) fn has_same_files(&self, inputs: &Inputs<'_>) -> bool {
        self.link_style == inputs.link_style && *self.files == *inputs.files
    }

    /// All notes that it was grown from, published or not.
    pub fn notes(&self) -> &[Arc<Note>] {
        &self.notes
    }

    /// The places in order of those notes that are others now. `None` if notes or files came, went or
    /// are called otherwise.
    pub(super) fn changed(&self, inputs: &Inputs<'_>) -> Option<Vec<usize>> {
        let same = self.has_same_files(inputs)
            && *self.reserved == *inputs.reserved
            && self.notes.len() == inputs.notes.len()
            && has_same_canvases(&self.canvases, inputs.canvases);
        if !same {
            return None;
        }
        let mut changed = Vec::new();
        for (place, (before, now)) in self.notes.iter().zip(inputs.notes).enumerate() {
            if Arc::ptr_eq(before, now) {
                continue;
            }
            if !has_same_names(before, now) {
                return None;
            }
            changed.push(place);
        }
        Some(changed)
    }
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

fn has_same_names(before: &Note, now: &Note) -> bool {
    // All that stands around a permalink as well: what is found about it says where it stands.
    let permalink = |note: &Note| {
        let front = note.front.permalink.as_ref()?;
        Some((front.clone(), note.text.get(..note.body_start)?.to_owned()))
    };
    before.path == now.path
        && before.published == now.published
        && before.aliases == now.aliases
        && permalink(before) == permalink(now)
}

/// Findings by the order in which they come, without the notes that have none.
pub(super) fn by_note(findings: impl Iterator<Item = Vec<Diagnostic>>) -> ByNote {
    let all = findings.enumerate().filter(|(_, findings)| !findings.is_empty());
    all.map(|(number, findings)| (number as u32, findings.into())).collect()
}

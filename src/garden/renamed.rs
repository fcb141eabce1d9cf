//! Names that came, went or are another note's, and which links may say one of them.
//!
//! [`Renamed`] is filled by whoever compares two gardens. A link that says none of its names leads where it led.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::daily::day_of;
use super::sayings::{self, Sayings};
use super::similar;
use super::{Entry, NoteId, Notes, Resolution};
use crate::note::markdown::visible;
use crate::note::{Link, Note};
use crate::path::{fold, nfc, percent_decode};

/// With more names than these it is as well to look up everything.
const MOST: usize = 50;

/// Names that mean something else than before, or may.
#[derive(Default)]
pub(super) struct Renamed {
    /// Folded names of files without `.md`, and aliases.
    names: BTreeSet<String>,
    /// Whether a note of a day is among them.
    is_day: bool,
    /// What is like them.
    forms: BTreeSet<u64>,
}

impl Renamed {
    /// Whether all names mean what they meant.
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Adds what a note is or was called. `None` if that are too many names, or links may mean something else for
    /// other reasons as well.
    pub(super) fn add(&mut self, note: &Note) -> Option<()> {
        for name in std::iter::once(note.path.stem()).chain(note.aliases.iter().map(String::as_str)) {
            self.names.insert(fold(name.trim()));
            self.forms.extend(similar::forms_of(name));
        }
        self.names.insert(fold(note.path.stem()));
        self.is_day |= note.is_daily();
        // A link to a folder means the note that speaks for it.
        (self.names.len() <= MOST && !self.names.contains("index")).then_some(())
    }

    /// Whether a link may mean one of these names.
    fn has(&self, target: &str) -> bool {
        // Nearly all can't, as they end in other letters; `.md` and `/` need not be part of a name.
        let end = target.bytes().next_back().unwrap_or_default().to_ascii_lowercase();
        let ends_so = |name: &String| name.bytes().next_back() == Some(end);
        if end.is_ascii_alphanumeric() && end != b'd' && !self.names.iter().any(ends_so) {
            return false;
        }
        let target = target.trim_end_matches('/');
        let last = target.rsplit('/').next().unwrap_or_default();
        if matches!(last, "." | "..") {
            return true;
        }
        if !target.is_ascii() {
            let folded = [fold(&nfc(target)), fold(&nfc(last))];
            let is_there = |name: &String| {
                self.names.contains(name) || name.strip_suffix(".md").is_some_and(|stem| self.names.contains(stem))
            };
            return folded.iter().any(is_there);
        }
        let stem = last.len().checked_sub(".md".len()).filter(|at| last[*at..].eq_ignore_ascii_case(".md"));
        let forms = [target, last, stem.map_or(last, |at| &last[..at])];
        self.names.iter().any(|name| forms.iter().any(|form| form.eq_ignore_ascii_case(name)))
    }

    /// Those of these notes that have a link that may lead elsewhere now. `sayings` are those of the notes, but for some
    /// that are looked at anyway.
    pub(super) fn concerned(&self, notes: &Notes, sayings: &Sayings) -> Vec<NoteId> {
        match sayings.who_may_say(&sayings::of_names(&self.names, &self.forms, self.is_day)) {
            Some(may_say) => {
                let is_concerned = |id: &NoteId| notes.get(*id).is_some_and(|entry| self.concerns(entry));
                may_say.into_iter().filter(is_concerned).collect()
            }
            None => notes.par_numbered().filter(|(_, entry)| self.concerns(entry)).map(|(id, _)| id).collect(),
        }
    }

    /// Whether a link or another reference of a note may lead elsewhere now.
    pub(super) fn concerns(&self, entry: &Entry) -> bool {
        let note = &entry.note;
        let image = note.front.image.as_deref();
        let mut references = note.html_references.iter().map(|(reference, _)| reference.as_str()).chain(image);
        let says =
            |reference: &str| self.has(percent_decode(reference.split(['#', '?']).next().unwrap_or_default()).trim());
        let mut links = note.links.iter().zip(&entry.links);
        links.any(|(link, resolution)| self.is_meant(link, resolution)) || references.any(says)
    }

    fn is_meant(&self, link: &Link, resolution: &Resolution) -> bool {
        let is_like = || {
            *resolution == Resolution::Missing
                && similar::forms_of(&visible(&link.target)).any(|form| self.forms.contains(&form))
        };
        self.has(&link.target) || self.is_day && day_of(link).is_some() || is_like()
    }
}

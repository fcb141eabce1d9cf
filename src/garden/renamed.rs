//! Names that came, went or moved to another note, and which links may use one of them.
//!
//! Whoever compares two gardens fills a [`Renamed`]. A link that uses none of its names leads where it did before.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::daily::day_of;
use super::sayings::{self, Sayings};
use super::similar;
use super::{Entry, NoteId, Notes, Resolution};
use crate::note::markdown::visible;
use crate::note::{Link, Note};
use crate::path::{fold, nfc, percent_decode};

/// With more names than this, looking up everything again is just as well.
const MOST: usize = 50;

/// Names whose meaning changed or may have changed.
#[derive(Default)]
pub(super) struct Renamed {
    /// Folded file names without `.md`, the same without a date at their beginning, and folded aliases.
    names: BTreeSet<String>,
    /// Whether a daily note is among them.
    is_day: bool,
    /// Hashes of similar spellings.
    forms: BTreeSet<u64>,
}

impl Renamed {
    /// Whether no name changed its meaning.
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Adds the current or former names of a note. `None` if there are too many names, or if other links are affected
    /// as well.
    pub(super) fn add(&mut self, note: &Note) -> Option<()> {
        let of_file = std::iter::once(note.path.stem()).chain(note.undated_name());
        for name in of_file.chain(note.aliases.iter().map(String::as_str)) {
            self.names.insert(fold(name.trim()));
            self.forms.extend(similar::forms_of(name));
        }
        self.names.insert(fold(note.path.stem()));
        self.is_day |= note.is_daily();
        // A link to a folder means the folder's own note.
        (self.names.len() <= MOST && !self.names.contains("index")).then_some(())
    }

    /// Whether a link may refer to one of these names.
    fn has(&self, target: &str) -> bool {
        // Nearly no link can, as its last letter differs; `.md` and `/` at its end may not belong to the name.
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

    /// The notes with a link that may lead elsewhere now. `sayings` are those of the notes, except some that are
    /// checked anyway.
    pub(super) fn concerned(&self, notes: &Notes, sayings: &Sayings) -> Vec<NoteId> {
        match sayings.who_may_say(&sayings::of_names(&self.names, &self.forms, self.is_day)) {
            Some(may_say) => {
                let is_concerned = |id: &NoteId| notes.get(*id).is_some_and(|entry| self.concerns(entry));
                may_say.into_iter().filter(is_concerned).collect()
            }
            None => notes.par_numbered().filter(|(_, entry)| self.concerns(entry)).map(|(id, _)| id).collect(),
        }
    }

    /// Whether a link or other reference of a note may lead elsewhere now.
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

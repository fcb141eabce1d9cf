//! Recent changes, day by day, as far as they are public.
//!
//! [`recent`] is the entry point. Version control knows all files; this module lets through only notes of the
//! [`Garden`], and only messages of commits that touch nothing but published files.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::garden::{Garden, NoteId};
use crate::path::{SourcePath, nfc};
use crate::source::{Commit, Deed, History};

/// Most notes shown in total.
const SHOWN: usize = 200;
/// Most notes shown for one day.
const SHOWN_OF_DAY: usize = 40;
/// Most commit messages shown for one day.
const MESSAGES_OF_DAY: usize = 20;

/// A day on which published notes were changed.
pub(super) struct Day<'a> {
    /// The date.
    pub(super) day: Date,
    /// The notes, in the order of their paths.
    pub(super) notes: Vec<Changed<'a>>,
    /// How many further notes changed.
    pub(super) more: usize,
    /// Commit messages without duplicates, newest first.
    pub(super) messages: Vec<&'a str>,
}

/// A note that was changed on a day.
pub(super) struct Changed<'a> {
    /// The note.
    pub(super) note: NoteId,
    /// Whether the note was added on that day.
    pub(super) is_new: bool,
    /// How many commits changed it.
    pub(super) changes: usize,
    /// The people who made these commits, most recent first.
    pub(super) contributors: Vec<&'a Arc<str>>,
}

/// Returns the most recent days with changes, newest first.
pub(super) fn recent<'a>(history: &'a History, garden: &Garden) -> Vec<Day<'a>> {
    // Paths from version control are in composed Unicode, those of the garden spelled as on disk.
    let files: BTreeSet<Cow<'_, str>> = garden.files.values().map(|file| nfc(file.source.as_str())).collect();
    let decomposed = garden.notes.numbered().filter_map(|(id, entry)| match nfc(entry.note.path.as_str()) {
        Cow::Owned(path) => Some((path, id)),
        Cow::Borrowed(_) => None,
    });
    let decomposed: BTreeMap<String, NoteId> = decomposed.collect();
    let note = |path: &SourcePath| garden.notes.find(path).or_else(|| decomposed.get(path.as_str()).copied());
    let is_public = |path: &SourcePath| note(path).is_some() || files.contains(path.as_str());
    let is_open = |commit: &Commit| commit.files.iter().all(|(path, _)| is_public(path));
    let mut days = Vec::new();
    let mut shown = 0;
    for commits in history.commits.chunk_by(|one, next| one.day == next.day) {
        let mut notes: BTreeMap<NoteId, Changed<'a>> = BTreeMap::new();
        let mut messages: Vec<&str> = Vec::new();
        for commit in commits {
            for (path, deed) in commit.files.iter().filter(|(_, deed)| *deed != Deed::Removed) {
                let Some(id) = note(path) else { continue };
                let new = || Changed { note: id, is_new: false, changes: 0, contributors: Vec::new() };
                let changed = notes.entry(id).or_insert_with(new);
                changed.is_new |= *deed == Deed::Added;
                changed.changes += 1;
                for name in &commit.contributors {
                    if !changed.contributors.contains(&name) {
                        changed.contributors.push(name);
                    }
                }
            }
            let message = commit.message.as_deref().filter(|_| is_open(commit));
            messages.extend(message.filter(|message| messages.len() < MESSAGES_OF_DAY && !messages.contains(message)));
        }
        if notes.is_empty() {
            continue;
        }
        let more = notes.len().saturating_sub(SHOWN_OF_DAY);
        let notes: Vec<_> = notes.into_values().take(SHOWN_OF_DAY).collect();
        shown += notes.len();
        days.push(Day { day: commits[0].day, notes, more, messages });
        if shown >= SHOWN {
            break;
        }
    }
    days
}

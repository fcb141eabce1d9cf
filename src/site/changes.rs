//! What changed lately, day by day, as far as it is published.
//!
//! [`recent`] is the entry point. Version control knows of all files; only notes of the [`Garden`] come
//! through here, and of messages only those that speak of nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::garden::{Garden, NoteId};
use crate::path::SourcePath;
use crate::source::{Commit, Deed, History};

/// Notes that are shown of all days together.
const SHOWN: usize = 200;
/// Notes that are shown of one day.
const SHOWN_OF_DAY: usize = 40;
/// Messages that are shown of one day.
const MESSAGES_OF_DAY: usize = 20;

/// A day on which published notes were changed.
pub(super) struct Day<'a> {
    /// Which one.
    pub(super) day: Date,
    /// The notes, in the order of their paths.
    pub(super) notes: Vec<Changed<'a>>,
    /// How many more there were.
    pub(super) more: usize,
    /// What the commits say, each message once, the newest first.
    pub(super) messages: Vec<&'a str>,
}

/// A note that was changed on a day.
pub(super) struct Changed<'a> {
    /// The note.
    pub(super) note: NoteId,
    /// Whether it came on that day.
    pub(super) is_new: bool,
    /// How many commits changed it.
    pub(super) changes: usize,
    /// Who made these commits, the last one first.
    pub(super) contributors: Vec<&'a Arc<str>>,
}

/// The last days with changes, the newest first.
pub(super) fn recent<'a>(history: &'a History, garden: &Garden) -> Vec<Day<'a>> {
    let files: BTreeSet<&SourcePath> = garden.files.values().map(|file| &file.source).collect();
    let note = |path: &SourcePath| garden.notes.find(path);
    let is_open = |commit: &Commit| commit.files.iter().all(|(path, _)| note(path).is_some() || files.contains(path));
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

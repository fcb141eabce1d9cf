//! Links where there are only names.
//!
//! [`suggest`] says how a note would be written with the first mention of each note as a link, and [`apply`]
//! writes it so. A change is only offered if the note, read again, says the same words and has the new links and
//! nothing else that is new.

use std::collections::BTreeSet;

use super::{Mention, Mentions};
use crate::garden::{Garden, NoteId};
use crate::note::{self, BlockKind, Note, Place, Span};

/// A mention that becomes a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The note that is named.
    pub goal: NoteId,
    /// The name in the file.
    pub span: Span,
    /// What stands there then.
    pub link: String,
}

/// What a target means in a link of a note, if it means one note and no other.
pub type LeadsTo<'a> = dyn Fn(&str) -> Option<NoteId> + 'a;

/// The changes of a note, in the order of its text. `source` is its file as it is, `leads_to` looks up links of
/// this note, `options` are those that it was read with.
pub fn suggest(
    mentions: &Mentions,
    garden: &Garden,
    id: NoteId,
    source: &str,
    leads_to: &LeadsTo<'_>,
    options: &note::Options,
) -> Vec<Change> {
    let note = &garden.note(id).note;
    let all = mentions.all_in(garden, id);
    if all.is_empty() || source.len() != note.text.len() {
        return Vec::new();
    }
    let places = note.places();
    let mut changed = BTreeSet::new();
    let mut changes: Vec<Change> = Vec::new();
    for mention in &all {
        if !changed.contains(&mention.goal)
            && let Some(change) = change(garden, note, *mention, source, &places, leads_to)
        {
            changed.insert(mention.goal);
            changes.push(change);
        }
    }
    changes.sort_by_key(|change| change.span);
    sound(&changes, &|changes| holds(note, source, changes, options))
}

/// A text with these changes, which are in order and do not overlap.
pub fn apply(source: &str, changes: &[Change]) -> String {
    let mut text = String::with_capacity(source.len() + changes.len() * 16);
    let mut at = 0;
    for change in changes {
        text.push_str(&source[at..change.span.start as usize]);
        text.push_str(&change.link);
        at = change.span.end as usize;
    }
    text + &source[at..]
}

fn change(
    garden: &Garden,
    note: &Note,
    mention: Mention,
    source: &str,
    places: &[Place],
    leads_to: &LeadsTo<'_>,
) -> Option<Change> {
    let kind = note.blocks[mention.block as usize].kind;
    if kind == BlockKind::Heading {
        return None;
    }
    let place = places.partition_point(|place| place.text.start <= mention.text.start).checked_sub(1)?;
    let span = places[place].of(mention.text)?;
    let written = source.get(span.range()).filter(|written| is_plain(written))?;
    let target = target(&garden.note(mention.goal).note, |target| leads_to(target) == Some(mention.goal))?;
    let bar = if kind == BlockKind::Row { "\\|" } else { "|" };
    let link = if target == written { format!("[[{target}]]") } else { format!("[[{target}{bar}{written}]]") };
    Some(Change { goal: mention.goal, span, link })
}

/// What a link to a note has in front of its bar: the name of its file, which every program knows, or as much of
/// its path as it takes.
fn target(goal: &Note, leads_there: impl Fn(&str) -> bool) -> Option<&str> {
    let path = goal.path.as_str();
    let whole = path.get(..path.len() - ".md".len())?;
    [goal.path.stem(), whole, path].into_iter().find(|target| {
        is_plain(target) && !target.contains(['#', '^']) && target.trim() == *target && leads_there(target)
    })
}

/// Whether a text can stand in a link.
fn is_plain(text: &str) -> bool {
    !text.contains(['[', ']', '|', '\n', '\r', '`', '%'])
}

/// As many of the changes as hold together.
fn sound(changes: &[Change], hold: &dyn Fn(&[Change]) -> bool) -> Vec<Change> {
    if changes.is_empty() || hold(changes) {
        return changes.to_vec();
    }
    if changes.len() == 1 {
        return Vec::new();
    }
    let (first, second) = changes.split_at(changes.len() / 2);
    let first = sound(first, hold);
    let both = [first.clone(), sound(second, hold)].concat();
    if hold(&both) { both } else { first }
}

/// Whether the note says the same with these changes, and links to more.
fn holds(note: &Note, source: &str, changes: &[Change], options: &note::Options) -> bool {
    let changed = note::read(&note.path, apply(source, changes).as_bytes(), options);
    changed.plain == note.plain
        && changed.links.len() == note.links.len() + changes.len()
        && changed.blocks.len() == note.blocks.len()
        && changed.tags == note.tags
        && changed.title == note.title
}

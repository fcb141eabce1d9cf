//! Suggests links where there are only names.
//!
//! [`suggest`] returns the changes that turn the first mention of each note into a link, and [`apply`] makes them. A
//! change is only offered if the changed note, read again, has the same words and the new links, and nothing else is
//! new.

use std::collections::BTreeSet;

use super::{Mention, Mentions};
use crate::garden::{Garden, NoteId};
use crate::note::{self, BlockKind, Note, Place, Span};

/// A mention that becomes a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The note that is named.
    pub goal: NoteId,
    /// The place of the name in the file.
    pub span: Span,
    /// The link that replaces it.
    pub link: String,
}

/// Which note a link target in a note refers to, if it refers to exactly one.
pub type LeadsTo<'a> = dyn Fn(&str) -> Option<NoteId> + 'a;

/// Returns the changes of a note, in the order of its text. `source` is the text of its file, `leads_to` resolves links
/// in this note, `options` are those that it was read with.
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

/// Applies these changes, which are sorted and do not overlap, to a text.
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

/// The target of a link to a note: its file name, which every program supports, or as much of its path as is needed.
fn target(goal: &Note, leads_there: impl Fn(&str) -> bool) -> Option<&str> {
    let path = goal.path.as_str();
    let whole = path.get(..path.len() - ".md".len())?;
    [goal.path.stem(), whole, path].into_iter().find(|target| {
        is_plain(target) && !target.contains(['#', '^']) && target.trim() == *target && leads_there(target)
    })
}

/// Whether a text can be part of a link.
fn is_plain(text: &str) -> bool {
    !text.contains(['[', ']', '|', '\n', '\r', '`', '%'])
}

/// Returns as many of the changes as are sound together.
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

/// Whether the note says the same with these changes, and has only more links.
fn holds(note: &Note, source: &str, changes: &[Change], options: &note::Options) -> bool {
    let changed = note::read(&note.path, apply(source, changes).as_bytes(), options);
    changed.plain == note.plain
        && changed.links.len() == note.links.len() + changes.len()
        && changed.blocks.len() == note.blocks.len()
        && changed.tags == note.tags
        && changed.title == note.title
}

//! A garden that differs from an earlier one by the insides of a few notes.
//!
//! [`regrow`] gives what [`super::build`] would give for the same notes, and looks only at what can be
//! another than before: the links of the notes that changed, those that lead to places in them, and
//! who is led to. Where a name changed anything may have, and it leaves the matter to [`super::grow`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::links::{Found, Resolver, leads};
use super::memory::Memory;
use super::{Backlink, Entry, Garden, Inputs, NoteId, Resolution, Target, canvases, embeds, tags, wanted};
use crate::note::{LinkKind, Note};

/// A garden that was grown again.
pub struct Regrown {
    /// The garden.
    pub garden: Garden,
    /// What to grow the next one from.
    pub memory: Memory,
    /// The notes whose entries are others than before.
    pub touched: BTreeSet<NoteId>,
    /// Whether the same notes are linked with each other as before.
    pub is_linked_alike: bool,
}

/// Grows a garden from an earlier one and its memory; days from version control are the same. `None`
/// if more changed than the insides of notes.
pub fn regrow(inputs: &Inputs<'_>, before: &Garden, memory: &Memory) -> Option<Regrown> {
    let changed = memory.changed(inputs)?;
    let mut notes = before.notes.clone();
    let mut touched = BTreeSet::new();
    for place in &changed {
        let note = &inputs.notes[*place];
        let number = before.notes.binary_search_by(|entry| entry.note.path.cmp(&note.path));
        if let (true, Ok(number)) = (note.published, number) {
            touched.insert(NoteId(number as u32));
            notes[number] = Arc::new(with_note(&notes[number], note, inputs));
        }
    }
    let again: Vec<u32> = to_resolve(before, &notes, &touched).into_iter().map(|id| id.0).collect();
    let found = {
        let note = |id: u32| &notes[id as usize].note;
        let resolver = Resolver { names: &memory.names, note: &note, count: notes.len(), files: inputs.files };
        resolver.resolve(&again)
    };
    let again: BTreeMap<NoteId, Found> = again.into_iter().map(NoteId).zip(found).collect();
    if again.iter().any(|(id, found)| files_of(&before.notes[id.0 as usize]) != found.files().collect::<Vec<_>>()) {
        // Other attachments are published now, and all addresses are given in one order.
        return None;
    }
    let shows_others = touched.iter().any(|id| has_to_do_with_embeds(before, &notes, *id));
    let has_tags = touched.iter().all(|id| before.note(*id).note.tags == notes[id.0 as usize].note.tags);
    let is_missing = |links: &[Resolution]| links.contains(&Resolution::Missing);
    let asks = again.iter().any(|(id, found)| is_missing(&before.note(*id).links) || is_missing(&found.links));
    let mut of_links = memory.of_links.clone();
    let led_to = replace_backlinks(before, &mut notes, &again);
    let is_linked_alike = led_to.iter().all(|id| has_same_sources(before.note(*id), &notes[id.0 as usize]));
    touched.extend(led_to);
    for (id, mut found) in again {
        of_links.remove(&id.0);
        if !found.diagnostics.is_empty() {
            of_links.insert(id.0, std::mem::take(&mut found.diagnostics).into());
        }
        let entry = &notes[id.0 as usize];
        if entry.links != found.links || entry.html_targets != found.html || entry.image != found.image {
            touched.insert(id);
            notes[id.0 as usize] = Arc::new(with_links(entry, found));
        }
    }
    let canvases::Resolved { boards, used, diagnostics } = {
        let note = |id: u32| &notes[id as usize].note;
        let resolver = Resolver { names: &memory.names, note: &note, count: notes.len(), files: inputs.files };
        canvases::resolve(&resolver, &memory.used, inputs.canvases)
    };
    if !used.iter().eq(before.files.keys()) {
        return None;
    }
    let (notes, marked) = canvases::mark(notes, &canvases::showing(&boards));
    touched.extend(marked);
    let cycles = if shows_others { embeds::find_cycles(&notes).into() } else { memory.cycles.clone() };
    let memory = memory.with(inputs.notes.to_vec(), of_links, cycles, diagnostics.into());
    let garden = Garden {
        tags: if has_tags { before.tags.clone() } else { Arc::new(tags(&notes)) },
        folders: before.folders.clone(),
        wanted: if asks { Arc::new(wanted::collect(&notes)) } else { before.wanted.clone() },
        notes,
        files: before.files.clone(),
        boards: Arc::new(boards),
        addresses: memory.addresses.clone(),
    };
    Some(Regrown { garden, memory, touched, is_linked_alike })
}

/// Whether the same notes link to a note as before, by whichever of their links.
fn has_same_sources(before: &Entry, now: &Entry) -> bool {
    let sources = |entry: &Entry| entry.backlinks.iter().map(|backlink| backlink.source).collect::<Vec<_>>();
    sources(before) == sources(now)
}

fn with_note(entry: &Entry, note: &Arc<Note>, inputs: &Inputs<'_>) -> Entry {
    let past = inputs.history.of(&note.path);
    Entry {
        note: note.clone(),
        page: entry.page.clone(),
        created: note.created.or(past.and_then(|past| past.planted)),
        modified: note.modified.or(past.and_then(|past| past.tended)),
        links: entry.links.clone(),
        backlinks: entry.backlinks.clone(),
        html_targets: entry.html_targets.clone(),
        image: entry.image,
        canvases: entry.canvases.clone(),
    }
}

fn with_links(entry: &Entry, found: Found) -> Entry {
    Entry {
        note: entry.note.clone(),
        page: entry.page.clone(),
        created: entry.created,
        modified: entry.modified,
        links: found.links,
        backlinks: entry.backlinks.clone(),
        html_targets: found.html,
        image: found.image,
        canvases: entry.canvases.clone(),
    }
}

/// The notes whose links have to be resolved again: those that changed, and those that link to a
/// changed one if places in it are others.
fn to_resolve(before: &Garden, notes: &[Arc<Entry>], changed: &BTreeSet<NoteId>) -> BTreeSet<NoteId> {
    let mut again = changed.clone();
    for id in changed {
        let old = before.note(*id);
        if !has_same_places(&old.note, &notes[id.0 as usize].note) {
            again.extend(old.backlinks.iter().map(|backlink| backlink.source));
        }
    }
    again
}

/// Whether links to headings and blocks lead to the same ones, and are told the same where they don't.
fn has_same_places(before: &Note, now: &Note) -> bool {
    let headings = |note: &Note| -> Vec<(u8, String, String)> {
        let all = note.headings.iter();
        all.map(|heading| (heading.level, heading.id.clone(), note.words(heading.text).to_owned())).collect()
    };
    let anchors = |note: &Note| -> Vec<String> { note.anchors.iter().map(|anchor| anchor.id.clone()).collect() };
    headings(before) == headings(now) && anchors(before) == anchors(now)
}

fn files_of(entry: &Entry) -> Vec<super::FileId> {
    let targets = entry.links.iter().filter_map(Resolution::target).chain(entry.html_targets.values().copied());
    let files = targets.filter_map(|target| match target {
        Target::File(file) => Some(file),
        Target::Note(_) => None,
    });
    files.chain(entry.image).collect()
}

/// Whether a note shows others or is shown in others.
fn has_to_do_with_embeds(before: &Garden, notes: &[Arc<Entry>], id: NoteId) -> bool {
    let old = before.note(id);
    let embeds = |note: &Note| note.links.iter().any(|link| link.kind == LinkKind::Embed);
    let is_embed = |backlink: &Backlink| {
        let source = &before.note(backlink.source).note;
        backlink.links.iter().any(|link| source.links[*link as usize].kind == LinkKind::Embed)
    };
    embeds(&old.note) || embeds(&notes[id.0 as usize].note) || old.backlinks.iter().any(is_embed)
}

/// Brings the backlinks of all notes up to date that were or are led to; says which ones changed.
fn replace_backlinks(before: &Garden, notes: &mut [Arc<Entry>], again: &BTreeMap<NoteId, Found>) -> Vec<NoteId> {
    let mut goals: BTreeMap<NoteId, Vec<Backlink>> = BTreeMap::new();
    for (source, found) in again {
        for (goal, _) in leads(*source, &before.note(*source).links) {
            goals.entry(goal).or_default();
        }
        for (goal, link) in leads(*source, &found.links) {
            let of_goal = goals.entry(goal).or_default();
            match of_goal.last_mut() {
                Some(last) if last.source == *source => last.links.push(link),
                _ => of_goal.push(Backlink { source: *source, links: vec![link] }),
            }
        }
    }
    let mut changed = Vec::new();
    for (goal, mut backlinks) in goals {
        let entry = &notes[goal.0 as usize];
        backlinks.extend(entry.backlinks.iter().filter(|old| !again.contains_key(&old.source)).cloned());
        backlinks.sort_by_key(|backlink| backlink.source);
        if entry.backlinks != backlinks {
            let html_targets = entry.html_targets.clone();
            notes[goal.0 as usize] = Arc::new(Entry {
                note: entry.note.clone(),
                page: entry.page.clone(),
                links: entry.links.clone(),
                backlinks,
                html_targets,
                canvases: entry.canvases.clone(),
                ..**entry
            });
            changed.push(goal);
        }
    }
    changed
}

//! Grows a garden that differs from the previous one by a few notes.
//!
//! [`regrow`] returns what [`super::build`] would return for the same notes, but looks only at what can have changed:
//! the links of changed notes, links to their names or to places in them, and the backlinks of the notes these lead to.
//! No other note changes its number. If too much changed, or no number is free for an added note, the caller has to use
//! [`super::grow`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::links::{Found, Names, Resolver, files, leads};
use super::memory::{Difference, Memory};
use super::renamed::Renamed;
use super::sayings::Sayings;
use super::{
    Backlink, Board, Entry, FileId, Folder, Garden, Inputs, NoteId, Notes, Resolution, Wanted, canvases, embeds,
    folders, place, wanted,
};
use crate::note::tag::Tag;
use crate::note::{LinkKind, Note};
use crate::path::OutputPath;

/// A garden grown from the previous one.
pub struct Regrown {
    /// The garden.
    pub garden: Garden,
    /// What the next one is grown from.
    pub memory: Memory,
    /// Notes whose entry changed, was added or is gone.
    pub touched: BTreeSet<NoteId>,
    /// Whether the same notes are linked to each other as before.
    pub is_linked_alike: bool,
}

/// The notes that changed.
struct Others {
    /// Those that changed or were added.
    now: BTreeSet<NoteId>,
    /// Those that are gone or no longer published.
    gone: BTreeSet<NoteId>,
    /// Whether some were added.
    has_new: bool,
}

type Folders = Arc<BTreeMap<String, Folder>>;
type Tags = Arc<BTreeMap<Tag, Vec<NoteId>>>;

/// Grows a garden from the previous one and its memory; the dates from version control must be unchanged. Returns
/// `None` if too much changed.
pub fn regrow(inputs: &Inputs<'_>, before: &Garden, memory: &Memory) -> Option<Regrown> {
    let difference = memory.has_same_surroundings(inputs).then(|| memory.difference(inputs))??;
    let mut notes = before.notes.clone();
    let others = put_in(&mut notes, inputs, memory, &difference)?;
    let (names, called) = place::names_again(inputs, &notes, memory, &difference);
    let open = to_resolve(before, &notes, &others, &difference.renamed, &memory.sayings);
    let found = with_resolver(inputs, &names, &notes, |resolver| resolver.resolve(&open));
    let again: BTreeMap<NoteId, Found> = open.into_iter().zip(found).collect();
    let alike = Alike::of(before, &notes, &again, &others);
    let mut memory = Memory { notes: inputs.notes.into(), names, called, ..memory.clone() };
    let (mut touched, is_linked_alike) = link_again(before, &mut notes, &mut memory, again, &others);
    let (boards, used) = draw_again(inputs, &notes, &mut memory, &alike);
    touched.extend(canvases::mark(&mut notes, &boards, &before.boards));
    let (files, moved) = place::place_again(inputs, (before, &mut notes), &mut memory, &difference, (&used, &boards));
    touched.extend(moved);
    if !alike.embeds {
        memory.cycles = embeds::find_cycles(&notes).into();
    }
    let (folders, tags, wanted) = list_again(before, &notes, &others, &alike);
    let garden =
        Garden { tags, folders, wanted, notes, files, boards: Arc::new(boards), addresses: memory.addresses.clone() };
    Some(Regrown { garden, memory, touched, is_linked_alike })
}

/// Updates links and backlinks. Returns the notes whose entry changed, and whether the same notes are linked to each
/// other as before.
fn link_again(
    before: &Garden,
    notes: &mut Notes,
    memory: &mut Memory,
    again: BTreeMap<NoteId, Found>,
    others: &Others,
) -> (BTreeSet<NoteId>, bool) {
    let led_to = replace_backlinks(before, notes, &again, &others.gone);
    let has_same_sources = |id: &NoteId| before.notes.get(*id).is_some_and(|old| has_same_sources(old, &notes[*id]));
    let is_alone = |id: &NoteId| before.note(*id).backlinks.is_empty();
    let is_linked_alike = others.gone.iter().all(is_alone) && led_to.iter().all(has_same_sources);
    others.gone.iter().for_each(|id| drop(memory.of_links.remove(id)));
    let mut touched = &others.now | &others.gone;
    touched.extend(led_to);
    touched.extend(replace_links(notes, memory, again));
    memory.sayings = memory.sayings.after(touched.iter().copied());
    (touched, is_linked_alike)
}

/// Returns the canvases, and the files that are published for them and for notes.
fn draw_again(
    inputs: &Inputs<'_>,
    notes: &Notes,
    memory: &mut Memory,
    alike: &Alike,
) -> (Vec<Board>, BTreeSet<FileId>) {
    if !alike.uses {
        memory.used = Arc::new(notes.iter().flat_map(|entry| files_of(entry)).collect());
    }
    let resolved = with_resolver(inputs, &memory.names, notes, |resolver| {
        canvases::resolve(resolver, &memory.used, inputs.canvases)
    });
    let canvases::Resolved { boards, used, diagnostics } = resolved;
    memory.of_canvases = diagnostics.into();
    (boards, used)
}

/// Updates the folders, the tags and the wanted notes.
fn list_again(before: &Garden, notes: &Notes, others: &Others, alike: &Alike) -> (Folders, Tags, Arc<Vec<Wanted>>) {
    let folders = || match alike.is_there {
        true => before.folders.clone(),
        false => {
            let come_and_gone = others.now.union(&others.gone);
            Arc::new(folders::collect_again(&before.folders, &before.notes, notes, come_and_gone))
        }
    };
    let wanted = || if alike.asks { before.wanted.clone() } else { Arc::new(wanted::collect(notes)) };
    let (folders, (tags, wanted)) =
        rayon::join(folders, || (tags_again(before, notes, others.now.union(&others.gone)), wanted()));
    (folders, tags, wanted)
}

/// What is known to be unchanged before the new links are put in place.
struct Alike {
    /// Which notes exist.
    is_there: bool,
    /// Which files they use.
    uses: bool,
    /// Which notes embed which.
    embeds: bool,
    /// Which links ask for notes that are not written.
    asks: bool,
}

impl Alike {
    fn of(before: &Garden, notes: &Notes, again: &BTreeMap<NoteId, Found>, others: &Others) -> Self {
        let old = |id: &NoteId| before.notes.get(*id);
        let files = |id: &NoteId| old(id).into_iter().flat_map(|old| files_of(old));
        let uses = |(id, found): (&NoteId, &Found)| found.files().eq(files(id));
        let is_missing = |links: &[Resolution]| links.contains(&Resolution::Missing);
        let asked = |id: &NoteId| old(id).is_some_and(|entry| is_missing(&entry.links));
        let mut all = again.keys().chain(&others.gone);
        Self {
            is_there: others.gone.is_empty() && !others.has_new,
            uses: again.iter().all(uses) && others.gone.iter().all(|id| files(id).next().is_none()),
            embeds: !all.clone().any(|id| has_to_do_with_embeds(before, notes, *id)),
            asks: !all.any(asked) && !again.values().any(|found| is_missing(&found.links)),
        }
    }
}

/// Calls `work` with a resolver for the links of these notes.
fn with_resolver<T>(inputs: &Inputs<'_>, names: &Names, notes: &Notes, work: impl FnOnce(&Resolver<'_>) -> T) -> T {
    let ids: Vec<NoteId> = notes.numbered().map(|(id, _)| id).collect();
    let note = |id: NoteId| &notes[id].note;
    work(&Resolver { names, note: &note, ids: &ids, files: inputs.files })
}

/// Updates the links of notes, and the memory's findings about them. Returns the notes whose links changed.
fn replace_links(notes: &mut Notes, memory: &mut Memory, again: BTreeMap<NoteId, Found>) -> Vec<NoteId> {
    let mut changed = Vec::new();
    for (id, mut found) in again {
        memory.of_links.remove(&id);
        if !found.diagnostics.is_empty() {
            memory.of_links.insert(id, std::mem::take(&mut found.diagnostics).into());
        }
        let entry = &notes[id];
        if entry.links != found.links || entry.html_targets != found.html || entry.image != found.image {
            changed.push(id);
            notes.set(id, Arc::new(with_links(entry, found)));
        }
    }
    changed
}

/// Puts the changed notes into `notes`, with their previous links and backlinks. `None` if no number is free for an
/// added note.
fn put_in(notes: &mut Notes, inputs: &Inputs<'_>, memory: &Memory, difference: &Difference) -> Option<Others> {
    let mut others = Others { now: BTreeSet::new(), gone: BTreeSet::new(), has_new: false };
    for place in &difference.changed {
        let note = &inputs.notes[*place];
        let known = notes.find(&note.path);
        if !note.published {
            others.gone.extend(known);
            continue;
        }
        let (id, entry) = match known {
            Some(id) => (id, with_note(&notes[id], note, inputs)),
            None => {
                others.has_new = true;
                // Its page is assigned once all names are known.
                let page = OutputPath::new("index.html");
                (notes.free_for(&note.path)?, super::entry(note.clone(), page, Found::default(), Vec::new(), inputs))
            }
        };
        others.now.insert(id);
        notes.set(id, Arc::new(entry));
    }
    let gone = difference.gone.iter().filter_map(|place| notes.find(&memory.notes[*place].path));
    others.gone.extend(gone.collect::<Vec<_>>());
    others.gone.iter().for_each(|id| notes.remove(*id));
    Some(others)
}

/// Whether the same notes link to a note as before, regardless of which of their links do.
fn has_same_sources(before: &Entry, now: &Entry) -> bool {
    let sources = |entry: &Entry| entry.backlinks.iter().map(|backlink| backlink.source).collect::<Vec<_>>();
    sources(before) == sources(now)
}

fn with_note(entry: &Entry, note: &Arc<Note>, inputs: &Inputs<'_>) -> Entry {
    let (created, modified) = super::days(note, inputs.history);
    Entry { note: note.clone(), created, modified, ..entry.copy() }
}

fn with_links(entry: &Entry, found: Found) -> Entry {
    Entry { links: found.links, html_targets: found.html, image: found.image, ..entry.copy() }
}

/// Returns the notes whose links have to be resolved again, in order: those that changed or were added, those that link
/// to a note that is gone or whose headings or blocks changed, and those that link to a name whose meaning may have
/// changed.
fn to_resolve(before: &Garden, notes: &Notes, others: &Others, renamed: &Renamed, sayings: &Sayings) -> Vec<NoteId> {
    let mut again = others.now.clone();
    for id in &others.now {
        if let Some(old) = before.notes.get(*id).filter(|old| !has_same_places(&old.note, &notes[*id].note)) {
            again.extend(old.backlinks.iter().map(|backlink| backlink.source));
        }
    }
    let to_gone = others.gone.iter().flat_map(|id| &before.note(*id).backlinks).map(|backlink| backlink.source);
    again.extend(to_gone);
    again.retain(|id| notes.get(*id).is_some());
    if !renamed.is_empty() {
        again.extend(renamed.concerned(notes, sayings));
    }
    again.into_iter().collect()
}

/// Whether links to headings and blocks find the same ones, and get the same findings where they find none.
fn has_same_places(before: &Note, now: &Note) -> bool {
    let headings = |note: &Note| -> Vec<(u8, String, String)> {
        let all = note.headings.iter();
        all.map(|heading| (heading.level, heading.id.clone(), note.words(heading.text).to_owned())).collect()
    };
    let anchors = |note: &Note| -> Vec<String> { note.anchors.iter().map(|anchor| anchor.id.clone()).collect() };
    headings(before) == headings(now) && anchors(before) == anchors(now)
}

fn files_of(entry: &Entry) -> impl Iterator<Item = FileId> {
    files(&entry.links, &entry.html_targets, entry.image)
}

/// Whether a note embeds others or is embedded.
fn has_to_do_with_embeds(before: &Garden, notes: &Notes, id: NoteId) -> bool {
    let embeds = |note: &Note| note.links.iter().any(|link| link.kind == LinkKind::Embed);
    let is_embed = |backlink: &Backlink| {
        let source = &before.note(backlink.source).note;
        backlink.links.iter().any(|link| source.links[*link as usize].kind == LinkKind::Embed)
    };
    let (old, new) = (before.notes.get(id), notes.get(id));
    let is_shown = |old: &Arc<Entry>| embeds(&old.note) || old.backlinks.iter().any(is_embed);
    new.is_some_and(|new| embeds(&new.note)) || old.is_some_and(is_shown)
}

/// Updates the backlinks of all notes that are or were linked to, and returns the notes for which they changed. `again`
/// are the notes whose links were resolved again.
fn replace_backlinks(
    before: &Garden,
    notes: &mut Notes,
    again: &BTreeMap<NoteId, Found>,
    gone: &BTreeSet<NoteId>,
) -> Vec<NoteId> {
    let mut goals: BTreeMap<NoteId, Vec<Backlink>> = BTreeMap::new();
    for source in again.keys().chain(gone) {
        let links = before.notes.get(*source).map_or(&[][..], |entry| &entry.links);
        goals.extend(leads(*source, links).map(|(goal, _)| (goal, Vec::new())));
    }
    for (source, found) in again {
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
        let Some(entry) = notes.get(goal) else { continue };
        let is_other = |source: &NoteId| again.contains_key(source) || gone.contains(source);
        backlinks.extend(entry.backlinks.iter().filter(|old| !is_other(&old.source)).cloned());
        backlinks.sort_by_key(|backlink| backlink.source);
        if entry.backlinks != backlinks {
            let entry = Entry { backlinks, ..entry.copy() };
            notes.set(goal, Arc::new(entry));
            changed.push(goal);
        }
    }
    changed
}

/// Updates the tags for changed notes.
fn tags_again<'a>(before: &Garden, notes: &Notes, others: impl Iterator<Item = &'a NoteId>) -> Tags {
    let own = |notes: &Notes, id: NoteId| notes.get(id).map_or_else(BTreeSet::new, |entry| levels(&entry.note));
    let mut tags = before.tags.clone();
    for id in others {
        let (old, new) = (own(&before.notes, *id), own(notes, *id));
        if old == new {
            continue;
        }
        let tags = Arc::make_mut(&mut tags);
        for tag in old.difference(&new) {
            let under = tags.entry(tag.clone()).or_default();
            under.retain(|other| other != id);
            if under.is_empty() {
                tags.remove(tag);
            }
        }
        for tag in new.difference(&old) {
            let under = tags.entry(tag.clone()).or_default();
            let place = under.partition_point(|other| other < id);
            under.insert(place, *id);
        }
    }
    tags
}

/// The tags of a note and their parents.
fn levels(note: &Note) -> BTreeSet<Tag> {
    note.tags.iter().flat_map(|tag| tag.levels().map(|level| tag.above(level.len()))).collect()
}

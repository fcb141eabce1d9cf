//! The orders in which the notes of a garden are listed: by title, by day, and within folders, tags, years and
//! authors.
//!
//! [`Orders::new`] sorts all notes. [`Orders::again`] takes the orders of the previous garden and moves only the notes
//! that changed. `plan` splits the lists into pages and gives those their addresses.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::alphabet::Alphabet;
use super::days::{self, Day, spoken_of};
use super::list::{BACKLINK_LIMIT, day};
use super::{Inputs, people};
use crate::garden::{ByNumber, Entry, Garden, Kept, NoteId};
use crate::note::date::Date;
use crate::note::tag::Tag;

/// With more changed notes than this, sorting all notes is as fast.
const MOST: usize = 50;

/// Notes in some order. Cloning is cheap.
pub(super) type Listed = Arc<Vec<NoteId>>;

/// The key by which a title is sorted, and the letter that it is listed under.
pub(super) type Sorted = ((bool, String), String);

/// Sort key for newest first: notes without a day come last, notes of the same day are in path order.
type Place = (Reverse<Option<Date>>, NoteId);

/// The orders of a garden's notes.
#[derive(Clone, Debug, Default)]
pub(super) struct Orders {
    /// By note: the sort key and letter of its title.
    titles: ByNumber<Arc<Sorted>>,
    /// All notes by title.
    pub(super) by_title: Listed,
    /// All notes by the day that they are listed under, newest first.
    pub(super) newest: Listed,
    /// Notes that have a date, last modified first.
    pub(super) recent: Listed,
    /// Those of them that were modified after the day they were created.
    pub(super) tended: Listed,
    /// Notes of each folder by title.
    pub(super) folders: BTreeMap<String, Listed>,
    /// Notes of each tag, newest first.
    pub(super) tags: BTreeMap<Tag, Listed>,
    /// Notes of each year, newest first.
    pub(super) years: BTreeMap<i16, Listed>,
    /// Notes of each author, newest first, with the author's name, by folded name.
    pub(super) writers: BTreeMap<String, (String, Listed)>,
    /// The days that notes refer to, without their pages.
    pub(super) days: BTreeMap<Date, Day>,
    /// The note shown on the first page.
    pub(super) home: Option<NoteId>,
    /// Notes with more backlinks than their own page shows.
    pub(super) crowded: BTreeSet<NoteId>,
}

/// The orders of the previous garden.
#[derive(Clone, Copy)]
pub(super) struct Earlier<'a> {
    /// The garden.
    pub(super) garden: &'a Garden,
    /// Its orders.
    pub(super) orders: &'a Orders,
    /// The notes that changed, came or went since then, if all other notes kept their numbers.
    pub(super) others: Option<&'a BTreeSet<NoteId>>,
}

impl Orders {
    /// Returns the orders of a garden. `earlier`, from a garden with the same settings, saves time.
    pub(super) fn of(garden: &Garden, inputs: &Inputs<'_>, alphabet: &Alphabet, earlier: Option<Earlier<'_>>) -> Self {
        if let Some(Earlier { garden: before, orders, others: Some(others) }) = earlier {
            let is_other = |id: &&NoteId| !is_listed_alike(before, garden, **id);
            let others: Vec<NoteId> = others.iter().filter(is_other).copied().collect();
            if others.len() <= MOST {
                return orders.again(before, garden, inputs, alphabet, &others);
            }
        }
        Self::new(garden, inputs, titles(garden, alphabet, earlier))
    }

    fn new(garden: &Garden, inputs: &Inputs<'_>, titles: ByNumber<Arc<Sorted>>) -> Self {
        let by_title = by_title(garden, &titles);
        let ((newest, recent), (days, folders)) = rayon::join(
            || (newest(garden), recent(garden)),
            || (days::gather(garden, &by_title), folders(garden, &by_title)),
        );
        let newest_first = in_order(garden, &newest);
        let tags: Vec<_> =
            garden.tags.par_iter().map(|(tag, notes)| (tag.clone(), newest_first(notes.clone()))).collect();
        let writers = people::writers(garden, inputs.config, inputs.authors).into_iter();
        let mut years: BTreeMap<i16, Vec<NoteId>> = BTreeMap::new();
        for id in &newest {
            if let Some(day) = day(garden, *id) {
                years.entry(day.year()).or_default().push(*id);
            }
        }
        Self {
            tended: Arc::new(recent.iter().copied().filter(|id| is_tended(garden.note(*id))).collect()),
            folders,
            tags: tags.into_iter().collect(),
            years: years.into_iter().map(|(year, notes)| (year, Arc::new(notes))).collect(),
            writers: writers.map(|(key, (name, notes))| (key, (name, newest_first(notes)))).collect(),
            days,
            home: garden.ids().find(|id| is_home(garden.note(*id))),
            crowded: garden.ids().filter(|id| overflow(garden.note(*id)) > 0).collect(),
            titles,
            by_title: Arc::new(by_title),
            newest: Arc::new(newest),
            recent: Arc::new(recent),
        }
    }

    /// Returns the orders of the next garden, in which only the notes `others` are listed differently.
    fn again(
        &self,
        before: &Garden,
        garden: &Garden,
        inputs: &Inputs<'_>,
        alphabet: &Alphabet,
        others: &[NoteId],
    ) -> Self {
        let mut orders = self.clone();
        for id in others {
            if let Some(entry) = before.notes.get(*id) {
                orders.take_out(before, *id, entry);
            }
        }
        for id in others {
            if let Some(entry) = garden.notes.get(*id) {
                orders.titles.set(*id, Arc::new(alphabet.place(&entry.note.title)));
            }
        }
        for id in others {
            if let Some(entry) = garden.notes.get(*id) {
                orders.put_in(garden, *id, entry);
            }
        }
        orders.tags.retain(|_, notes| !notes.is_empty());
        orders.years.retain(|_, notes| !notes.is_empty());
        orders.folders.retain(|folder, _| garden.folders.contains_key(folder));
        for folder in garden.folders.keys().filter(|folder| !self.folders.contains_key(*folder)) {
            orders.folders.entry(folder.clone()).or_default();
        }
        orders.writers = self.writers_again(before, garden, inputs, &orders, others);
        let titles = &orders.titles;
        days::gather_again(&mut orders.days, before, garden, others, |id| (&titles[id].0, id));
        orders
    }

    fn take_out(&mut self, before: &Garden, id: NoteId, entry: &Entry) {
        for list in [&mut self.by_title, &mut self.newest, &mut self.recent, &mut self.tended] {
            remove(list, id);
        }
        self.folders.get_mut(entry.note.path.folder()).into_iter().for_each(|list| remove(list, id));
        for tag in levels(entry) {
            self.tags.get_mut(&tag).into_iter().for_each(|list| remove(list, id));
        }
        let year = day(before, id).and_then(|day| self.years.get_mut(&day.year()));
        year.into_iter().for_each(|list| remove(list, id));
        self.home.take_if(|home| *home == id);
        self.crowded.remove(&id);
    }

    fn put_in(&mut self, garden: &Garden, id: NoteId, entry: &Entry) {
        let titles = &self.titles;
        let title = |id: NoteId| (&titles[id].0, id);
        let (new, last) = (|id| new_place(garden, id), |id| last_place(garden, id));
        insert(&mut self.by_title, id, title);
        insert(self.folders.entry(entry.note.path.folder().to_owned()).or_default(), id, title);
        insert(&mut self.newest, id, new);
        if last(id).0.0.is_some() {
            insert(&mut self.recent, id, last);
        }
        if is_tended(entry) {
            insert(&mut self.tended, id, last);
        }
        levels(entry).into_iter().for_each(|tag| insert(self.tags.entry(tag).or_default(), id, new));
        if let Some(day) = day(garden, id) {
            insert(self.years.entry(day.year()).or_default(), id, new);
        }
        if is_home(entry) {
            self.home = Some(id);
        }
        if overflow(entry) > 0 {
            self.crowded.insert(id);
        }
    }

    /// Returns the authors of the next garden, whose other orders are in `now`.
    fn writers_again(
        &self,
        before: &Garden,
        garden: &Garden,
        inputs: &Inputs<'_>,
        now: &Orders,
        others: &[NoteId],
    ) -> BTreeMap<String, (String, Listed)> {
        let signed = |garden: &Garden, id: &NoteId| {
            garden.notes.get(*id).is_some_and(|entry| !people::names(&entry.note, inputs.authors).is_empty())
        };
        // No changed note names an author, and unsigned notes belong to nobody: no author's list changed.
        let is_alone = self.writers.is_empty() || people::owners(inputs.config, inputs.authors).is_empty();
        if is_alone && !others.iter().any(|id| signed(before, id) || signed(garden, id)) {
            return self.writers.clone();
        }
        let newest_first = in_order(garden, &now.newest);
        let writers = people::writers(garden, inputs.config, inputs.authors).into_iter();
        writers.map(|(key, (name, notes))| (key, (name, newest_first(notes)))).collect()
    }

    /// Returns the letter that a note is listed under.
    pub(super) fn letter(&self, id: NoteId) -> &str {
        &self.titles[id].1
    }
}

/// Whether a note has the same place in all orders, and is on the same pages, as before.
pub(super) fn is_listed_alike(before: &Garden, after: &Garden, id: NoteId) -> bool {
    let (Some(old), Some(new)) = (before.notes.get(id), after.notes.get(id)) else { return false };
    Arc::ptr_eq(old, new)
        || old.note.title == new.note.title
            && old.page == new.page
            && old.created == new.created
            && old.modified == new.modified
            && old.note.tags == new.note.tags
            && old.note.day == new.note.day
            && old.note.front.authors == new.note.front.authors
            && overflow(old) == overflow(new)
            && spoken_of(before, id).eq(spoken_of(after, id))
}

/// Returns how many backlinks of a note do not fit on its own page.
pub(super) fn overflow(entry: &Entry) -> usize {
    entry.backlinks.len().saturating_sub(BACKLINK_LIMIT)
}

fn is_tended(entry: &Entry) -> bool {
    entry.modified > entry.created
}

fn is_home(entry: &Entry) -> bool {
    entry.page.as_str() == "index.html"
}

/// Returns the tags of a note and all their parents.
fn levels(entry: &Entry) -> BTreeSet<Tag> {
    entry.note.tags.iter().flat_map(|tag| tag.levels().map(|level| tag.above(level.len()))).collect()
}

fn remove(list: &mut Listed, id: NoteId) {
    if let Some(place) = list.iter().position(|other| *other == id) {
        Arc::make_mut(list).remove(place);
    }
}

/// Inserts a note into a list that is sorted by this key.
fn insert<K: Ord>(list: &mut Listed, id: NoteId, key: impl Fn(NoteId) -> K) {
    let own = key(id);
    let place = list.partition_point(|other| key(*other) < own);
    Arc::make_mut(list).insert(place, id);
}

/// Returns a function that puts notes in the order that they have among all notes.
fn in_order(garden: &Garden, all: &[NoteId]) -> impl Fn(Vec<NoteId>) -> Listed + Sync + use<> {
    let mut rank = vec![0; garden.notes.slots()];
    all.iter().zip(0_u32..).for_each(|(id, place)| rank[id.0 as usize] = place);
    move |mut notes| {
        notes.sort_unstable_by_key(|id| rank[id.0 as usize]);
        Arc::new(notes)
    }
}

/// Returns the sort keys of all titles.
fn titles(garden: &Garden, alphabet: &Alphabet, earlier: Option<Earlier<'_>>) -> ByNumber<Arc<Sorted>> {
    let sorted = |entry: &Arc<Entry>| Arc::new(alphabet.place(&entry.note.title));
    let Some(Earlier { garden: before, orders, .. }) = earlier else {
        return garden.notes.par_map(|_, entry| sorted(entry)).into_iter().collect();
    };
    let kept = Kept::between(before, garden);
    let titles = garden.notes.par_map(|id, entry| {
        let same = kept.earlier(id).filter(|earlier| before.note(*earlier).note.title == entry.note.title);
        same.map_or_else(|| sorted(entry), |earlier| orders.titles[earlier].clone())
    });
    titles.into_iter().collect()
}

fn new_place(garden: &Garden, id: NoteId) -> Place {
    (Reverse(day(garden, id)), id)
}

fn last_place(garden: &Garden, id: NoteId) -> Place {
    (Reverse(garden.note(id).modified.max(garden.note(id).created)), id)
}

fn newest(garden: &Garden) -> Vec<NoteId> {
    sorted(garden.ids().map(|id| new_place(garden, id)).collect())
}

fn recent(garden: &Garden) -> Vec<NoteId> {
    sorted(garden.ids().map(|id| last_place(garden, id)).filter(|(day, _)| day.0.is_some()).collect())
}

fn sorted(mut notes: Vec<Place>) -> Vec<NoteId> {
    notes.par_sort_unstable();
    notes.into_iter().map(|(_, id)| id).collect()
}

/// Returns all folders that contain notes, directly or in subfolders, each with its direct notes by title.
fn folders(garden: &Garden, by_title: &[NoteId]) -> BTreeMap<String, Listed> {
    let mut notes: BTreeMap<&str, Vec<NoteId>> =
        garden.folders.keys().map(|folder| (folder.as_str(), Vec::new())).collect();
    for id in by_title {
        if let Some(list) = notes.get_mut(garden.note(*id).note.path.folder()) {
            list.push(*id);
        }
    }
    notes.into_iter().map(|(folder, notes)| (folder.to_owned(), Arc::new(notes))).collect()
}

/// Returns all notes sorted by title.
fn by_title(garden: &Garden, titles: &ByNumber<Arc<Sorted>>) -> Vec<NoteId> {
    // Comparing the first eight bytes decides most cases without a look at the whole titles.
    let begins = |key: &str| {
        let mut first = [0; 8];
        key.bytes().zip(&mut first).for_each(|(byte, first)| *first = byte);
        u64::from_be_bytes(first)
    };
    let keyed = |id: NoteId| {
        let title = &titles[id].0;
        (title.0, begins(&title.1), id)
    };
    let mut notes: Vec<(bool, u64, NoteId)> = garden.ids().map(keyed).collect();
    notes.par_sort_unstable_by(|a, b| {
        let whole = |note: &(bool, u64, NoteId)| (&titles[note.2].0, note.2);
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| whole(a).cmp(&whole(b)))
    });
    notes.into_iter().map(|(.., id)| id).collect()
}

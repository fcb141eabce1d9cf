//! Days: which ones notes speak of, and the one page that stands for each.
//!
//! [`gather`], or [`gather_again`] where only a few notes are others, and then [`Days::new`] are the entry points. A day is there if a note was planted on it, links to it or is
//! named after it. It has a page of its own, unless a note is its page: the daily note, or the
//! only note of a day that nobody else speaks of. No two pages stand for one day.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use super::plan::{LIST_LIMIT, day, paginate};
use crate::garden::{Backlink, Garden, NoteId};
use crate::note::date::Date;
use crate::path::OutputPath;

/// A day that notes speak of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// The note that is named after it.
    pub daily: Option<NoteId>,
    /// All notes that are named after it, in the order of their paths.
    named: Vec<NoteId>,
    /// The notes that are listed under it without the daily note, in the order of their titles.
    pub planted: Vec<NoteId>,
    /// The links to it, by source in the order of paths. Who links to a daily note is among its backlinks instead.
    pub speaking: Vec<Backlink>,
    /// Whether something that is no note links to it.
    asked: bool,
    /// Notes that are listed under it, the daily note included.
    pub count: usize,
    /// The pages of its list. The first is the page of the day, which may be that of a note.
    pub pages: Vec<OutputPath>,
}

impl Day {
    /// The note whose page is the page of the day, if it has none of its own.
    pub fn note(&self) -> Option<NoteId> {
        match &self.planted[..] {
            [only] if self.daily.is_none() && self.speaking.is_empty() && !self.asked => Some(*only),
            _ => self.daily,
        }
    }

    /// The page of the day.
    pub fn page(&self) -> &OutputPath {
        &self.pages[0]
    }

    fn add_speaking(&mut self, source: NoteId, link: u32) {
        match self.speaking.last_mut() {
            Some(last) if last.source == source => last.links.push(link),
            _ => self.speaking.push(Backlink { source, links: vec![link] }),
        }
    }

    /// Tells the daily note from the others that are listed under it.
    fn tell_daily(&mut self) {
        self.count = self.planted.len();
        self.daily = self.named.first().copied();
        self.planted.retain(|id| Some(*id) != self.daily);
    }

    /// Whether nothing speaks of it.
    fn is_silent(&self) -> bool {
        self.named.is_empty() && self.planted.is_empty() && self.speaking.is_empty() && !self.asked
    }

    /// What of it is on one of the pages of its list.
    pub fn on_page(&self, number: usize) -> (&[NoteId], &[Backlink]) {
        let planted = part(self.planted.len(), 0, number);
        let speaking = part(self.speaking.len(), self.planted.len(), number);
        (&self.planted[planted], &self.speaking[speaking])
    }
}

/// The part of `count` entries that is on a page, if the list has so many `before` them.
fn part(count: usize, before: usize, number: usize) -> Range<usize> {
    let place = |at: usize| at.saturating_sub(before).min(count);
    place(number * LIST_LIMIT)..place((number + 1) * LIST_LIMIT)
}

/// All days that the notes of a garden speak of.
#[derive(Clone, Debug, Default)]
pub struct Days {
    all: BTreeMap<Date, Day>,
    /// All of them by month and day, the years of each backwards.
    pub by_date: Vec<Date>,
    /// The days of each month and day, as places in `by_date`.
    places: BTreeMap<(i8, i8), Range<usize>>,
    /// The pages that list them by month and day.
    pub pages: Vec<OutputPath>,
}

impl Days {
    /// Takes addresses for the pages of the days of a garden, which are [`gathered`](gather).
    pub(super) fn new(garden: &mut Garden, all: BTreeMap<Date, Day>) -> Self {
        let mut days = Self { all, ..Self::default() };
        if days.all.is_empty() {
            return days;
        }
        for (date, day) in &mut days.all {
            let base = format!("days/{date}");
            let first = match day.note() {
                Some(note) => garden.note(note).page.clone(),
                None => garden.addresses.claim(&base),
            };
            day.pages = paginate(garden, day.planted.len() + day.speaking.len(), first, &base);
        }
        days.by_date = days.all.keys().copied().collect();
        days.by_date.sort_unstable_by_key(|day| (day.month(), day.day(), -day.year()));
        for (place, day) in days.by_date.iter().enumerate() {
            days.places.entry((day.month(), day.day())).or_insert(place..place).end = place + 1;
        }
        let first = garden.addresses.claim("on-this-day");
        days.pages = paginate(garden, days.by_date.len(), first, "on-this-day");
        days
    }

    /// A day, if notes speak of it.
    pub fn get(&self, date: Date) -> Option<&Day> {
        self.all.get(&date)
    }

    /// All days in order.
    pub fn iter(&self) -> impl Iterator<Item = (Date, &Day)> {
        self.all.iter().map(|(date, day)| (*date, day))
    }

    /// The days of a year, in order.
    pub fn of_year(&self, year: i16) -> impl Iterator<Item = (Date, &Day)> {
        let bound = |month, day| Date::new(year, month, day).unwrap_or(Date::ZERO);
        self.all.range(bound(1, 1)..=bound(12, 31)).map(|(date, day)| (*date, day))
    }

    /// The day before and the day after that notes speak of.
    pub fn around(&self, date: Date) -> [Option<(Date, &Day)>; 2] {
        let [before, after] = [self.all.range(..date).next_back(), self.all.range(date..).find(|day| *day.0 != date)];
        [before, after].map(|day| day.map(|(date, day)| (*date, day)))
    }

    /// The days of this month and day in any year, the latest first, and the place of the first in `by_date`.
    pub fn on_date(&self, (month, day): (i8, i8)) -> (&[Date], usize) {
        let range = self.places.get(&(month, day)).cloned().unwrap_or_default();
        (&self.by_date[range.clone()], range.start)
    }
}

/// The days that notes speak of, without their pages. The notes are all there are, by title.
pub(super) fn gather(garden: &Garden, by_title: &[NoteId]) -> BTreeMap<Date, Day> {
    let mut days: BTreeMap<Date, Day> = BTreeMap::new();
    for (id, entry) in garden.notes.numbered() {
        if let Some(date) = entry.note.day {
            days.entry(date).or_default().named.push(id);
        }
    }
    for id in by_title {
        if let Some(date) = day(garden, *id) {
            days.entry(date).or_default().planted.push(*id);
        }
    }
    let speaking = garden.notes.par_numbered().map(|(id, _)| (id, spoken_of(garden, id).collect::<Vec<_>>()));
    for (id, spoken) in speaking.filter(|(_, spoken)| !spoken.is_empty()).collect::<Vec<_>>() {
        spoken.into_iter().for_each(|(index, date)| days.entry(date).or_default().add_speaking(id, index));
    }
    ask(&mut days, garden);
    days.values_mut().for_each(Day::tell_daily);
    days
}

/// Brings days of an earlier garden up to date, where no notes but these are others. `title` is the key by which
/// notes are sorted.
pub(super) fn gather_again<K: Ord>(
    days: &mut BTreeMap<Date, Day>,
    before: &Garden,
    garden: &Garden,
    others: &[NoteId],
    title: impl Fn(NoteId) -> K,
) {
    let concerned = [before, garden].map(|garden| others.iter().flat_map(|id| days_of(garden, *id)).collect());
    let [mut concerned, now]: [BTreeSet<Date>; 2] = concerned;
    concerned.extend(now);
    let day_before = |id: NoteId| day(before, id);
    for date in &concerned {
        let day = days.entry(*date).or_default();
        let is_other = |id: &NoteId| others.contains(id);
        // The daily note is one of many once more.
        day.planted.extend(day.daily.filter(|daily| day_before(*daily) == Some(*date)));
        day.planted.retain(|id| !is_other(id));
        day.named.retain(|id| !is_other(id));
        day.speaking.retain(|backlink| !is_other(&backlink.source));
    }
    for (id, entry) in others.iter().filter_map(|id| Some((*id, garden.notes.get(*id)?))) {
        if let Some(date) = entry.note.day {
            days.entry(date).or_default().named.push(id);
        }
        if let Some(date) = day(garden, id) {
            days.entry(date).or_default().planted.push(id);
        }
        spoken_of(garden, id).for_each(|(index, date)| days.entry(date).or_default().add_speaking(id, index));
    }
    for date in &concerned {
        let day = days.entry(*date).or_default();
        day.named.sort_unstable();
        day.planted.sort_by_key(|id| title(*id));
        day.speaking.sort_by_key(|backlink| backlink.source);
        day.tell_daily();
    }
    ask(days, garden);
    days.retain(|_, day| !day.is_silent());
}

/// Marks the days that something links to that is no note.
fn ask(days: &mut BTreeMap<Date, Day>, garden: &Garden) {
    days.values_mut().for_each(|day| day.asked = false);
    for date in garden.days_on_boards() {
        days.entry(date).or_default().asked = true;
    }
}

/// All days that a note has to do with, if it is there.
fn days_of(garden: &Garden, id: NoteId) -> Vec<Date> {
    let Some(entry) = garden.notes.get(id) else { return Vec::new() };
    entry.note.day.into_iter().chain(day(garden, id)).chain(spoken_of(garden, id).map(|(_, date)| date)).collect()
}

/// The days that a note links to, with the places of the links. That a note names its own day in its front
/// matter says no more than that it is of this day.
pub(super) fn spoken_of(garden: &Garden, id: NoteId) -> impl Iterator<Item = (u32, Date)> {
    let own = day(garden, id);
    let links = garden.links(id).enumerate();
    links.filter_map(move |(index, (link, resolution))| {
        let date = resolution.day()?;
        (link.block.is_some() || own != Some(date)).then_some((index as u32, date))
    })
}

//! Days: the dates that notes refer to, and the one page of each.
//!
//! [`gather`] (or [`gather_again`] where only a few notes changed) followed by [`Days::new`] are the entry points. A
//! day exists if a note was created on it, links to it or is named after it. It has a page of its own unless a note
//! takes that role: the daily note, or the only note of a day that nothing else refers to. No day ever has two pages.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use super::list::{LIST_LIMIT, day, paginate};
use crate::garden::{Backlink, Garden, NoteId};
use crate::note::date::Date;
use crate::path::OutputPath;

/// A day that notes refer to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// The daily note: the first note named after the day.
    pub daily: Option<NoteId>,
    /// All notes named after the day, in the order of their paths.
    named: Vec<NoteId>,
    /// Notes listed under the day, by title, without the daily note.
    pub planted: Vec<NoteId>,
    /// Links to the day by source, in path order. Links to a daily note are among its backlinks instead.
    pub speaking: Vec<Backlink>,
    /// Whether something other than a note links to it: a canvas.
    asked: bool,
    /// Number of notes listed under it, including the daily note.
    pub count: usize,
    /// The pages of its list. The first is the day's page, which may be a note's.
    pub pages: Vec<OutputPath>,
}

impl Day {
    /// Returns the note whose page serves as the page of the day, if the day has no page of its own.
    pub fn note(&self) -> Option<NoteId> {
        match &self.planted[..] {
            [only] if self.daily.is_none() && self.speaking.is_empty() && !self.asked => Some(*only),
            _ => self.daily,
        }
    }

    /// Returns the page of the day.
    pub fn page(&self) -> &OutputPath {
        &self.pages[0]
    }

    fn add_speaking(&mut self, source: NoteId, link: u32) {
        match self.speaking.last_mut() {
            Some(last) if last.source == source => last.links.push(link),
            _ => self.speaking.push(Backlink { source, links: vec![link] }),
        }
    }

    /// Separates the daily note from the other notes listed under the day.
    fn tell_daily(&mut self) {
        self.count = self.planted.len();
        self.daily = self.named.first().copied();
        self.planted.retain(|id| Some(*id) != self.daily);
    }

    /// Whether nothing refers to the day.
    fn is_silent(&self) -> bool {
        self.named.is_empty() && self.planted.is_empty() && self.speaking.is_empty() && !self.asked
    }

    /// Returns the notes and backlinks that appear on one page of its list.
    pub fn on_page(&self, number: usize) -> (&[NoteId], &[Backlink]) {
        let planted = part(self.planted.len(), 0, number);
        let speaking = part(self.speaking.len(), self.planted.len(), number);
        (&self.planted[planted], &self.speaking[speaking])
    }
}

/// Returns the range of `count` entries that falls on a page, if the list has `before` other entries in front of them.
fn part(count: usize, before: usize, number: usize) -> Range<usize> {
    let place = |at: usize| at.saturating_sub(before).min(count);
    place(number * LIST_LIMIT)..place((number + 1) * LIST_LIMIT)
}

/// All days that the notes of a garden refer to.
#[derive(Clone, Debug, Default)]
pub struct Days {
    all: BTreeMap<Date, Day>,
    /// All days by month and day, and within those by year, latest first.
    pub by_date: Vec<Date>,
    /// The range in `by_date` of each month and day.
    places: BTreeMap<(i8, i8), Range<usize>>,
    /// The pages that list all days by month and day.
    pub pages: Vec<OutputPath>,
}

impl Days {
    /// Claims addresses for the pages of a garden's [`gathered`](gather) days.
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

    /// Returns a day, if notes refer to it.
    pub fn get(&self, date: Date) -> Option<&Day> {
        self.all.get(&date)
    }

    /// Iterates over all days in chronological order.
    pub fn iter(&self) -> impl Iterator<Item = (Date, &Day)> {
        self.all.iter().map(|(date, day)| (*date, day))
    }

    /// Iterates over the days of a year in chronological order.
    pub fn of_year(&self, year: i16) -> impl Iterator<Item = (Date, &Day)> {
        let bound = |month, day| Date::new(year, month, day).unwrap_or(Date::ZERO);
        self.all.range(bound(1, 1)..=bound(12, 31)).map(|(date, day)| (*date, day))
    }

    /// Returns the previous and the next day that notes refer to.
    pub fn around(&self, date: Date) -> [Option<(Date, &Day)>; 2] {
        let [before, after] = [self.all.range(..date).next_back(), self.all.range(date..).find(|day| *day.0 != date)];
        [before, after].map(|day| day.map(|(date, day)| (*date, day)))
    }

    /// Returns the days with this month and day in any year, latest first, and the index of the first in `by_date`.
    pub fn on_date(&self, (month, day): (i8, i8)) -> (&[Date], usize) {
        let range = self.places.get(&(month, day)).cloned().unwrap_or_default();
        (&self.by_date[range.clone()], range.start)
    }
}

/// Collects the days that notes refer to, without their pages. `by_title` has all notes, sorted by title.
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

/// Updates the days of the previous garden, given that only the notes `others` changed, came or went. `title` is the
/// key by which notes are sorted.
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
        // Puts the daily note back among the listed notes; `tell_daily` decides anew.
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

/// Marks the days that something other than a note (a canvas) links to.
fn ask(days: &mut BTreeMap<Date, Day>, garden: &Garden) {
    days.values_mut().for_each(|day| day.asked = false);
    for date in garden.days_on_boards() {
        days.entry(date).or_default().asked = true;
    }
}

/// Returns all days that a note belongs or refers to; none if the note does not exist.
fn days_of(garden: &Garden, id: NoteId) -> Vec<Date> {
    let Some(entry) = garden.notes.get(id) else { return Vec::new() };
    entry.note.day.into_iter().chain(day(garden, id)).chain(spoken_of(garden, id).map(|(_, date)| date)).collect()
}

/// Returns the days that a note links to, with the indices of the links. A link in the front matter to the note's
/// own day is left out: it only repeats the note's date.
pub(super) fn spoken_of(garden: &Garden, id: NoteId) -> impl Iterator<Item = (u32, Date)> {
    let own = day(garden, id);
    let links = garden.links(id).enumerate();
    links.filter_map(move |(index, (link, resolution))| {
        let date = resolution.day()?;
        (link.block.is_some() || own != Some(date)).then_some((index as u32, date))
    })
}

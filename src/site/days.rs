//! Days: which ones notes speak of, and the one page that stands for each.
//!
//! [`gather`] and then [`Days::new`] are the entry points. A day is there if a note was planted on it, links to it or is
//! named after it. It has a page of its own, unless a note is its page: the daily note, or the
//! only note of a day that nobody else speaks of. No two pages stand for one day.

use std::collections::BTreeMap;
use std::ops::Range;

use super::plan::{LIST_LIMIT, day, paginate};
use crate::garden::{Backlink, Garden, NoteId};
use crate::note::date::Date;
use crate::path::OutputPath;

/// A day that notes speak of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// The note that is named after it.
    pub daily: Option<NoteId>,
    /// The other notes that are listed under it, in the order of their titles.
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
    for id in garden.ids() {
        if let Some(date) = garden.note(id).note.day {
            days.entry(date).or_default().daily.get_or_insert(id);
        }
    }
    for id in by_title {
        if let Some(date) = day(garden, *id) {
            let day = days.entry(date).or_default();
            day.count += 1;
            if day.daily != Some(*id) {
                day.planted.push(*id);
            }
        }
    }
    for id in garden.ids() {
        for (index, date) in spoken_of(garden, id) {
            let speaking = &mut days.entry(date).or_default().speaking;
            match speaking.last_mut() {
                Some(last) if last.source == id => last.links.push(index),
                _ => speaking.push(Backlink { source: id, links: vec![index] }),
            }
        }
    }
    for date in garden.days_on_boards() {
        days.entry(date).or_default().asked = true;
    }
    days
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

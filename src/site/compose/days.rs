//! Calendars, the pages of days, and the overview of all days by month and day.

use std::borrow::Cow;

use jiff::civil::Date;

use super::Composer;
use crate::garden::NoteId;
use crate::path::{OutputPath, percent_encode};
use crate::render::page::{Context, Page};
use crate::render::view::{
    self, Calendar, CalendarDay, CalendarMonth, DayPage, Group, Item, Link, ListPage, MonthOfYears, OnThisDayPage,
};
use crate::site::days::Day;
use crate::site::plan::{LIST_LIMIT, List, day};

/// Most other years shown on the page of a day.
const YEARS_LIMIT: usize = 12;
/// A leap year, which has every date that any year has.
const LEAP_YEAR: i16 = 2024;

impl<'a> Composer<'a> {
    /// Returns the months of a year that have days. Each month links to its place in the list of the year.
    pub(super) fn calendar(&self, year: i16, path: &OutputPath) -> Calendar<'a> {
        let words = self.words();
        let starts = words.week_starts();
        let mut months: Vec<(i8, Vec<(Date, &Day)>)> = Vec::new();
        for (date, day) in self.plan.days.of_year(year) {
            match months.last_mut() {
                Some((month, days)) if *month == date.month() => days.push((date, day)),
                _ => months.push((date.month(), vec![(date, day)])),
            }
        }
        let month = |(number, days): (i8, Vec<(Date, &Day)>)| {
            let first = days[0].0.first_of_month();
            let before = (i64::from(first.weekday().to_monday_zero_offset()) - starts as i64).rem_euclid(7) as usize;
            let mut cells = vec![CalendarDay::default(); before];
            cells.extend((1..=first.days_in_month()).map(|number| CalendarDay { number, ..CalendarDay::default() }));
            for (date, day) in &days {
                cells[before + date.day() as usize - 1] = self.cell(*date, day, path);
            }
            cells.resize(cells.len().next_multiple_of(7), CalendarDay::default());
            CalendarMonth {
                title: Cow::Owned(words.month(first)),
                href: self.plan.years.get(&year).and_then(|list| self.month_href(list, number, path)),
                count: days.iter().map(|(_, day)| day.count).sum(),
                weeks: cells.chunks(7).map(<[CalendarDay]>::to_vec).collect(),
            }
        };
        let weekday = |column: usize| Cow::Borrowed(words.weekday_short((starts + column) % 7));
        Calendar { weekdays: (0..7).map(weekday).collect(), months: months.into_iter().map(month).collect() }
    }

    fn cell(&self, date: Date, day: &Day, path: &OutputPath) -> CalendarDay {
        let written = self.words().date(date);
        CalendarDay {
            number: date.day(),
            href: Some(day.page().url_from(path).into_owned()),
            label: match day.count {
                0 => written,
                count => format!("{written}: {}", self.words().counted("note_count", count)),
            },
            heat: heat(day.count),
        }
    }

    /// Returns the address at which a month begins in the list of its year.
    pub(super) fn month_href(&self, list: &List, month: i8, path: &OutputPath) -> Option<String> {
        let is_month = |place: &&usize| day(self.garden, list.notes[**place]).is_some_and(|day| day.month() == month);
        let page = list.pages.get(list.breaks.iter().find(is_month)? / LIST_LIMIT)?;
        let page = if page == path { Cow::Borrowed("") } else { page.url_from(path) };
        Some(format!("{page}#month.{month}"))
    }

    pub(super) fn day_page(&self, date: Date, number: usize, path: &OutputPath) -> Page<'a> {
        let Some(day) = self.plan.days.get(date) else { return self.not_found_page(path) };
        let (_, speaking) = day.on_page(number);
        let (speaking, contexts): (Vec<view::Backlink<'a>>, Vec<Vec<Context<'a>>>) =
            speaking.iter().map(|backlink| self.backlink_group(backlink, path)).unzip();
        let written = self.date(date);
        let title = self.words().date(date);
        let mut crumbs = self.overview_crumbs("timeline", "timeline.html", path);
        if let Some(year) = self.plan.years.get(&date.year()).and_then(|list| list.pages.first()) {
            crumbs.push(Link { title: Cow::Owned(date.year().to_string()), href: year.url_from(path) });
        } else if self.plan.years.is_empty() {
            // Notes refer to days, but no note has a date: there is no timeline.
            crumbs.pop();
        }
        let page = DayPage {
            shell: self.shell(path, Cow::Owned(title), "day"),
            crumbs,
            date: written,
            weekday: Cow::Borrowed(self.words().weekday(date.weekday().to_monday_zero_offset() as usize)),
            day: view::Day { speaking, ..self.day(date, day, number, path) },
        };
        Page::Day(page, contexts)
    }

    /// Returns the day that a daily note's page shows.
    pub(super) fn day_of(&self, id: NoteId, path: &OutputPath) -> Option<view::Day<'a>> {
        let date = self.garden.note(id).note.day?;
        let day = self.plan.days.get(date).filter(|day| day.daily == Some(id))?;
        Some(self.day(date, day, 0, path))
    }

    /// Returns the address of the page of a note's creation day, unless that is the note's own page.
    pub(super) fn day_href(&self, id: NoteId, path: &OutputPath) -> Option<String> {
        let day = self.plan.days.get(self.garden.note(id).created?)?;
        (day.note() != Some(id)).then(|| day.page().url_from(path).into_owned())
    }

    /// Returns the view of a day, without the notes that link to it.
    fn day(&self, date: Date, day: &Day, number: usize, path: &OutputPath) -> view::Day<'a> {
        let [previous, next] = self.plan.days.around(date).map(|near| {
            let (date, day) = near?;
            Some(Link { title: Cow::Owned(self.words().date(date)), href: day.page().url_from(path) })
        });
        let (dates, place) = self.plan.days.on_date((date.month(), date.day()));
        let others = dates.iter().filter(|other| **other != date).take(YEARS_LIMIT);
        view::Day {
            previous,
            next,
            planted: day.on_page(number).0.iter().map(|id| Item { date: None, ..self.item(path, *id) }).collect(),
            speaking: Vec::new(),
            years: others.filter_map(|other| self.day_item(*other, path)).collect(),
            date_href: self.date_href(place, date, path),
            pages: super::lists::pages(number, &day.pages, path),
        }
    }

    /// Returns a day as a list item: its first note, and how many more it has.
    fn day_item(&self, date: Date, path: &OutputPath) -> Option<Item<'a>> {
        let day = self.plan.days.get(date)?;
        let first = day.daily.or(day.planted.first().copied());
        let first = first.map(|id| &self.garden.note(id).note.title);
        let title = match (first, day.count) {
            (Some(first), ..2) => Cow::Borrowed(first.as_str()),
            (Some(first), count) => Cow::Owned(format!("{first}, {}", self.words().counted("more", count - 1))),
            (None, _) => Cow::Owned(self.words().date(date)),
        };
        Some(Item { title, href: day.page().url_from(path), date: Some(self.date(date)), description: None })
    }

    /// Returns where a date is listed with its years, given the index of its first day there.
    fn date_href(&self, place: usize, date: Date, path: &OutputPath) -> String {
        let page = self.plan.days.pages.get(place / LIST_LIMIT).filter(|page| *page != path);
        let page = page.map(|page| page.url_from(path)).unwrap_or_default();
        format!("{page}#{}", percent_encode(&date_id(date)))
    }

    pub(super) fn on_this_day_page(&self, number: usize, path: &OutputPath) -> Page<'a> {
        let days = &self.plan.days;
        let mut groups: Vec<Group<'a>> = Vec::new();
        for date in days.by_date.chunks(LIST_LIMIT).nth(number).unwrap_or_default() {
            let Some(item) = self.day_item(*date, path) else { continue };
            let id = Some(date_id(*date));
            match groups.last_mut() {
                Some(group) if group.id == id => group.items.push(item),
                _ => groups.push(Group {
                    title: Some(Cow::Owned(self.words().date_of_years(*date))),
                    id,
                    items: vec![item],
                }),
            }
        }
        let months = if number == 0 { self.months_of_years(path) } else { Vec::new() };
        Page::OnThisDay(OnThisDayPage {
            shell: self.shell(path, Cow::Borrowed(self.words().text("on_this_day")), "on_this_day"),
            crumbs: self.overview_crumbs("timeline", "timeline.html", path),
            months,
            groups,
            pages: super::lists::pages(number, &days.pages, path),
        })
    }

    /// Returns the twelve months with every date they can have.
    fn months_of_years(&self, path: &OutputPath) -> Vec<MonthOfYears<'a>> {
        let first = |month| Date::new(LEAP_YEAR, month, 1).ok();
        let month = |first: Date| {
            let days = (0..first.days_in_month()).filter_map(|number| first.with().day(number + 1).build().ok());
            MonthOfYears {
                title: Cow::Borrowed(self.words().month_short(first)),
                days: days.map(|date| self.cell_of_years(date, path)).collect(),
            }
        };
        (1..=12).filter_map(first).map(month).collect()
    }

    fn cell_of_years(&self, date: Date, path: &OutputPath) -> CalendarDay {
        let (dates, place) = self.plan.days.on_date((date.month(), date.day()));
        let cell = CalendarDay { number: date.day(), ..CalendarDay::default() };
        if dates.is_empty() {
            return cell;
        }
        let count = dates.iter().filter_map(|date| self.plan.days.get(*date)).map(|day| day.count).sum();
        let label = format!("{}: {}", self.words().date_of_years(date), self.words().counted("note_count", count));
        CalendarDay { href: Some(self.date_href(place, date, path)), label, heat: heat(count), ..cell }
    }

    /// Returns the page of notes modified last.
    pub(super) fn tended_page(&self, path: &OutputPath) -> Page<'a> {
        let title = self.words().text("recently_tended");
        let items: Vec<Item<'a>> = self.plan.tended.iter().map(|id| self.recent_item(path, *id)).collect();
        Page::List(ListPage {
            shell: self.shell(path, Cow::Borrowed(title), "tended"),
            kind: "tended",
            crumbs: self.crumbs(path, ""),
            title: Cow::Borrowed(title),
            count: items.len(),
            children: Vec::new(),
            calendar: None,
            jumps: Vec::new(),
            groups: vec![Group { title: None, id: None, items }],
            pages: None,
        })
    }
}

/// Returns the shade of a day. It is absolute: the same number of notes looks the same in every garden.
fn heat(count: usize) -> u8 {
    match count {
        0..=2 => count as u8,
        3 | 4 => 3,
        _ => 4,
    }
}

fn date_id(date: Date) -> String {
    format!("day.{:02}-{:02}", date.month(), date.day())
}

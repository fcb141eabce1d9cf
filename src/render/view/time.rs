//! Views of time: calendars, days, and the days of all years side by side. They hold no logic beyond their making.

use serde::Serialize;

use super::{Backlink, Date, Item, Link, Pages, Shell, Text};

/// The months of a year that notes speak of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Calendar<'a> {
    /// The days of the week, shortly, in the order of the columns.
    pub weekdays: Vec<Text<'a>>,
    /// The months, first to last.
    pub months: Vec<CalendarMonth<'a>>,
}

/// A month of a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct CalendarMonth<'a> {
    /// Its name and year.
    pub title: Text<'a>,
    /// Where its notes are listed, if there are any.
    pub href: Option<String>,
    /// Notes of the month.
    pub count: usize,
    /// Its weeks, seven days each.
    pub weeks: Vec<Vec<CalendarDay>>,
}

/// A day of a calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CalendarDay {
    /// Its number; 0 for a place before the first or after the last day of a month.
    pub number: i8,
    /// Its page, if notes speak of it.
    pub href: Option<String>,
    /// The whole date and what there is, if notes speak of it.
    pub label: String,
    /// How much there is: 0 for nothing, then 1 to 4.
    pub heat: u8,
}

/// A day, on its own page or on that of its daily note.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Day<'a> {
    /// The day before it that notes speak of.
    pub previous: Option<Link<'a>>,
    /// The day after it.
    pub next: Option<Link<'a>>,
    /// The notes of the day, without the daily note.
    pub planted: Vec<Item<'a>>,
    /// The notes that link to it.
    pub speaking: Vec<Backlink<'a>>,
    /// The same day in other years, the latest first.
    pub years: Vec<Item<'a>>,
    /// Where this date stands among all days of the year.
    pub date_href: String,
    /// The other pages of the day, if it has more than one.
    pub pages: Option<Pages>,
}

/// The page of a day, for day.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct DayPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page, without this one.
    pub crumbs: Vec<Link<'a>>,
    /// The day.
    pub date: Date<'a>,
    /// The day of the week.
    pub weekday: Text<'a>,
    /// What there is.
    pub day: Day<'a>,
}

/// The days of all years by month and day, for on-this-day.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct OnThisDayPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page, without this one.
    pub crumbs: Vec<Link<'a>>,
    /// The twelve months, on the first page.
    pub months: Vec<MonthOfYears<'a>>,
    /// The days under their dates.
    pub groups: Vec<super::Group<'a>>,
    /// The other pages, if the list has more than one.
    pub pages: Option<Pages>,
}

/// A month of any year.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct MonthOfYears<'a> {
    /// Its short name.
    pub title: Text<'a>,
    /// All its days.
    pub days: Vec<CalendarDay>,
}

//! Views of time: calendars, days, and all days by month and day. They have no logic except for building them.

use serde::Serialize;

use super::{Backlink, Date, Item, Link, Pages, Shell, Text};

/// A year as a calendar of the months that have notes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Calendar<'a> {
    /// Short names of the days of the week, in the order of the columns.
    pub weekdays: Vec<Text<'a>>,
    /// The months, in order.
    pub months: Vec<CalendarMonth<'a>>,
}

/// A month of a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct CalendarMonth<'a> {
    /// Its name and year.
    pub title: Text<'a>,
    /// Link to the list of its notes, if it has any.
    pub href: Option<String>,
    /// Number of notes in the month.
    pub count: usize,
    /// Its weeks, seven days each.
    pub weeks: Vec<Vec<CalendarDay>>,
}

/// A day in a calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CalendarDay {
    /// The day of the month; 0 for an empty cell before the first or after the last day.
    pub number: i8,
    /// The page of the day, if notes refer to it.
    pub href: Option<String>,
    /// The full date and the number of notes, if notes refer to the day.
    pub label: String,
    /// How many notes there are, in steps: 0 for none, then 1 to 4.
    pub heat: u8,
}

/// A day, on its own page or on that of its daily note.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Day<'a> {
    /// The previous day that notes refer to.
    pub previous: Option<Link<'a>>,
    /// The next day that notes refer to.
    pub next: Option<Link<'a>>,
    /// The notes of the day, without the daily note.
    pub planted: Vec<Item<'a>>,
    /// The notes that link to the day.
    pub speaking: Vec<Backlink<'a>>,
    /// The same date in other years, latest year first.
    pub years: Vec<Item<'a>>,
    /// Link to this date on the page of all days by month and day.
    pub date_href: String,
    /// The pages of the day, if it has more than one.
    pub pages: Option<Pages>,
}

/// The page of a day, for day.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct DayPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above this one, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// The day.
    pub date: Date<'a>,
    /// The day of the week.
    pub weekday: Text<'a>,
    /// The notes and links of the day.
    pub day: Day<'a>,
}

/// The page of all days by month and day, for on-this-day.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct OnThisDayPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above this one, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// The twelve months; only on page 1 of the list.
    pub months: Vec<MonthOfYears<'a>>,
    /// The days on this page, grouped by date.
    pub groups: Vec<super::Group<'a>>,
    /// The pages of the list, if it has more than one.
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

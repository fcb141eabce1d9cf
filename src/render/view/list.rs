//! Views of lists: folders, tags, years, wanted notes. They hold no logic beyond their making.

use serde::Serialize;

use super::{Calendar, Counted, Date, Html, Link, More, Shell, Text};

/// A list of notes, for list.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ListPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// What is listed: `folder`, `tag`, `year`, `notes` or `tended`.
    pub kind: &'static str,
    /// The way down from the first page, without this one.
    pub crumbs: Vec<Link<'a>>,
    /// The heading of the page.
    pub title: Text<'a>,
    /// Notes in the list, on all of its pages together.
    pub count: usize,
    /// What a folder's own note says of it.
    pub intro: Option<Html>,
    /// Folders in this folder, tags below this tag.
    pub children: Vec<Counted<'a>>,
    /// The days of a year, on its first page.
    pub calendar: Option<Calendar<'a>>,
    /// Ways to the groups, on this and on other pages: letters or months.
    pub jumps: Vec<Link<'a>>,
    /// The notes.
    pub groups: Vec<Group<'a>>,
    /// The other pages, if the list has more than one.
    pub pages: Option<Pages>,
}

/// Notes under one heading: a letter, a month.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Group<'a> {
    /// The heading, if there is one.
    pub title: Option<Text<'a>>,
    /// Its id, with a dot in it so that it is no id of a heading in an intro.
    pub id: Option<String>,
    /// The notes.
    pub items: Vec<Item<'a>>,
}

/// A note in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Item<'a> {
    /// Its title.
    pub title: Text<'a>,
    /// Relative address.
    pub href: Text<'a>,
    /// The date that the list is about.
    pub date: Option<Date<'a>>,
    /// Its tags, if the list shows them.
    pub tags: Vec<Link<'a>>,
    /// Its description, if it has one.
    pub description: Option<Text<'a>>,
}

/// The pages of a long list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Pages {
    /// Relative address of the page before.
    pub previous: Option<String>,
    /// Relative address of the page after.
    pub next: Option<String>,
    /// The pages that are offered by number.
    pub numbers: Vec<PageNumber>,
}

/// A page of a long list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct PageNumber {
    /// Its number, from 1.
    pub number: usize,
    /// Relative address.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
    /// Whether numbers are left out before it.
    pub gap: bool,
}

impl Pages {
    /// The way through a list of `last` pages seen from page `current`, both from 1, or nothing if
    /// there is only one. First and last page and two on each side are offered, so that the number
    /// of links does not grow with the list. `href` gives the address of a page.
    pub fn new(current: usize, last: usize, href: impl Fn(usize) -> String) -> Option<Self> {
        let near = current.saturating_sub(2).max(1)..=(current + 2).min(last);
        let first = (*near.start() > 1).then_some(1);
        let end = (*near.end() < last).then_some(last);
        let mut before = 0;
        let numbers = first.into_iter().chain(near).chain(end).map(|number| {
            let gap = number > before + 1;
            before = number;
            PageNumber { number, href: href(number), current: number == current, gap }
        });
        let numbers = numbers.collect();
        let previous = (current > 1).then(|| href(current - 1));
        let next = (current < last).then(|| href(current + 1));
        (last > 1).then_some(Self { previous, next, numbers })
    }
}

/// All tags, for tags.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TagsPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page, without this one.
    pub crumbs: Vec<Link<'a>>,
    /// Tags in all.
    pub count: usize,
    /// Ways to the letters, if there are any.
    pub jumps: Vec<Link<'a>>,
    /// Tags that have none below them, if they are few.
    pub alone: Vec<Counted<'a>>,
    /// The same by their first letters, if they are many.
    pub letters: Vec<TagLetter<'a>>,
    /// Tags that have some.
    pub groups: Vec<TagGroup<'a>>,
}

/// Tags that begin with the same letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TagLetter<'a> {
    /// The letter.
    pub title: Text<'a>,
    /// Its id.
    pub id: String,
    /// The tags.
    pub tags: Vec<Counted<'a>>,
}

/// A tag and all below it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TagGroup<'a> {
    /// The tag at the top, with the notes of all below it.
    pub tag: Counted<'a>,
    /// The tags below it at any depth, by their full names.
    pub under: Vec<Counted<'a>>,
}

/// All years, for timeline.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TimelinePage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page, without this one.
    pub crumbs: Vec<Link<'a>>,
    /// Years with notes, newest first.
    pub years: Vec<Year<'a>>,
    /// Notes that have no date, and where they are listed.
    pub undated: Option<More>,
}

/// A year.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Year<'a> {
    /// Its number.
    pub title: Text<'a>,
    /// The page of the year.
    pub href: String,
    /// Notes of the year.
    pub count: usize,
    /// All twelve months; none if there is a calendar.
    pub months: Vec<Month<'a>>,
    /// The days, for the latest year.
    pub calendar: Option<Calendar<'a>>,
}

/// A month of a year.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Month<'a> {
    /// Its short name.
    pub title: Text<'a>,
    /// Its place on the page of the year, if it has notes.
    pub href: Option<String>,
    /// Notes of the month.
    pub count: usize,
    /// How many that is beside the fullest month of the garden: 0 for none, then 1 to 4.
    pub heat: u8,
}

/// Notes that are linked to and not written yet, for wanted.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct WantedPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page, without this one.
    pub crumbs: Vec<Link<'a>>,
    /// The notes, the most wanted first.
    pub wanted: Vec<Wanted<'a>>,
    /// The other pages, if the list has more than one.
    pub pages: Option<Pages>,
}

/// A note that is not written yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Wanted<'a> {
    /// As the links write it.
    pub title: Text<'a>,
    /// Notes that link to it.
    pub count: usize,
    /// Some of them.
    pub sources: Vec<Link<'a>>,
    /// How many are not shown; 0 if all are.
    pub more: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_offers_few_pages() {
        let offered = |current, last| {
            let pages = Pages::new(current, last, |number| format!("{number}.html"))?;
            let numbers = pages.numbers.iter().map(|page| {
                format!("{}{}{}", if page.gap { "… " } else { "" }, page.number, if page.current { "!" } else { "" })
            });
            Some((pages.previous.clone(), numbers.collect::<Vec<_>>().join(" "), pages.next.clone()))
        };
        let some = |href: &str| Some(href.to_owned());
        assert_eq!(offered(1, 1), None);
        assert_eq!(offered(1, 2), Some((None, "1! 2".to_owned(), some("2.html"))));
        assert_eq!(offered(6, 20), Some((some("5.html"), "1 … 4 5 6! 7 8 … 20".to_owned(), some("7.html"))));
        assert_eq!(offered(20, 20), Some((some("19.html"), "1 … 18 19 20!".to_owned(), None)));
    }
}

//! Views of lists: folders, tags, years, wanted notes. They have no logic except for building them.

use serde::Serialize;

use super::{Calendar, Counted, Date, Link, More, Shell, Text};

/// A page that lists notes, for list.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ListPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// What is listed: `folder`, `tag`, `year`, `notes` or `tended`.
    pub kind: &'static str,
    /// Breadcrumbs: the pages above this one, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// The heading of the page.
    pub title: Text<'a>,
    /// Number of notes in the list, on all its pages.
    pub count: usize,
    /// The subfolders of a folder, or the tags nested under a tag; only on page 1 of the list.
    pub children: Vec<Counted<'a>>,
    /// The days of a year; only on page 1 of the year's list.
    pub calendar: Option<Calendar<'a>>,
    /// Links to the groups (letters or months), on this page and on the others.
    pub jumps: Vec<Link<'a>>,
    /// The notes on this page, in groups.
    pub groups: Vec<Group<'a>>,
    /// The pages of the list, if it has more than one.
    pub pages: Option<Pages>,
}

/// Notes under one heading, such as a letter or a month.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Group<'a> {
    /// The heading, if there is one.
    pub title: Option<Text<'a>>,
    /// The heading's id. It contains a dot, as all ids that a theme makes up.
    pub id: Option<String>,
    /// The notes.
    pub items: Vec<Item<'a>>,
}

/// A note or day in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Item<'a> {
    /// Its title.
    pub title: Text<'a>,
    /// Relative address.
    pub href: Text<'a>,
    /// The date by which it is listed.
    pub date: Option<Date<'a>>,
    /// Its description, if it has one.
    pub description: Option<Text<'a>>,
}

/// Navigation between the pages of a long list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Pages {
    /// Relative address of the previous page.
    pub previous: Option<String>,
    /// Relative address of the next page.
    pub next: Option<String>,
    /// The pages to link by number: the first, the last, and those near this page.
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
    /// Whether numbers are skipped before this one.
    pub gap: bool,
}

impl Pages {
    /// Returns the navigation of a list with `last` pages on page `current`, both from 1; `None` if there
    /// is only one page. It links the first and the last page and two on either side, so that the number
    /// of links does not grow with the list. `href` returns the address of a page.
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

/// The page of all tags, for tags.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TagsPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above this one, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// Number of tags.
    pub count: usize,
    /// Links to the letters, if tags are listed by letter.
    pub jumps: Vec<Link<'a>>,
    /// Tags without nested tags, if there are few of them.
    pub alone: Vec<Counted<'a>>,
    /// The same tags by first letter, if there are many of them.
    pub letters: Vec<TagLetter<'a>>,
    /// Tags with nested tags.
    pub groups: Vec<TagGroup<'a>>,
}

/// Tags that begin with the same letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TagLetter<'a> {
    /// The letter.
    pub title: Text<'a>,
    /// The id of its heading.
    pub id: String,
    /// The tags.
    pub tags: Vec<Counted<'a>>,
}

/// A tag with all tags nested under it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TagGroup<'a> {
    /// The top-level tag; its count includes the notes of all tags under it.
    pub tag: Counted<'a>,
    /// The tags under it at any depth, by their full names.
    pub under: Vec<Counted<'a>>,
}

/// The page of all years, for timeline.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TimelinePage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above this one, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// Years that have notes, newest first.
    pub years: Vec<Year<'a>>,
    /// How many notes have no date, and the page where they are listed.
    pub undated: Option<More>,
}

/// A year on the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Year<'a> {
    /// The year as text.
    pub title: Text<'a>,
    /// Relative address of the page of the year.
    pub href: String,
    /// Number of notes in the year.
    pub count: usize,
    /// All twelve months; empty if there is a calendar.
    pub months: Vec<Month<'a>>,
    /// The days of the year; only for the latest year.
    pub calendar: Option<Calendar<'a>>,
}

/// A month on the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Month<'a> {
    /// Its short name.
    pub title: Text<'a>,
    /// Link to the month on the page of its year, if it has notes.
    pub href: Option<String>,
    /// Number of notes in the month.
    pub count: usize,
    /// How full it is beside the garden's fullest month, on a logarithmic scale: 0 for no notes, then 1 to 4.
    pub heat: u8,
}

/// The page of notes that are linked but not written yet, for wanted.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct WantedPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above this one, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// The wanted notes on this page, most wanted first.
    pub wanted: Vec<Wanted<'a>>,
    /// The pages of the list, if it has more than one.
    pub pages: Option<Pages>,
}

/// A note that is not written yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Wanted<'a> {
    /// Its name, as the links write it.
    pub title: Text<'a>,
    /// Number of notes that link to it.
    pub count: usize,
    /// Some of the notes that link to it.
    pub sources: Vec<Link<'a>>,
    /// How many further notes link to it; 0 if all are in `sources`.
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

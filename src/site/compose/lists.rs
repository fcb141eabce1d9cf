//! Lists of notes: folders, tags, years, all notes.

use std::borrow::Cow;
use std::ops::Bound;

use super::{Composer, feed_links};
use crate::diagnostic::Diagnostic;
use crate::garden::NoteId;
use crate::note::tag::Tag;
use crate::path::OutputPath;
use crate::render::page::Page;
use crate::render::view::{Counted, FeedLink, Group, Link, ListPage, Pages};
use crate::site::feeds::Of;
use crate::site::plan::{LIST_LIMIT, List, day};

impl<'a> Composer<'a> {
    pub(super) fn folder_page(
        &self,
        folder: &'a str,
        number: usize,
        path: &OutputPath,
    ) -> Result<Page<'a>, Vec<Diagnostic>> {
        let Some(list) = self.plan.folders.get(folder) else { return Ok(self.not_found_page(path)) };
        let mut crumbs = self.crumbs(path, folder);
        crumbs.pop();
        let children = if number == 0 { self.folder_links(folder, path) } else { Vec::new() };
        let title = self.folder_title(folder);
        let mut page = self.list(title, "folder", list, number, path);
        page.shell.feeds = self.folder_feeds(folder, path);
        page.shell.rail = self.folder_rail(folder, path)?;
        Ok(Page::List(ListPage { crumbs, children, ..page }))
    }

    pub(super) fn tag_page(&self, tag: &'a Tag, number: usize, path: &OutputPath) -> Page<'a> {
        let Some(list) = self.plan.tags.get(tag) else { return self.not_found_page(path) };
        let mut crumbs = self.overview_crumbs("tags", "tags.html", path);
        crumbs.extend(tag.parents().collect::<Vec<_>>().into_iter().rev().filter_map(|parent| {
            let (parent, list) = self.plan.tags.get_key_value(&parent)?;
            Some(Link { title: Cow::Borrowed(parent.as_str()), href: list.pages.first()?.url_from(path) })
        }));
        let below = format!("{}/", tag.as_str());
        let rest = |other: &'a Tag| other.as_str().strip_prefix(&below);
        let from = self.plan.tags.range::<str, _>((Bound::Excluded(below.as_str()), Bound::Unbounded));
        let children = from
            .take_while(|(other, _)| number == 0 && rest(other).is_some())
            .filter(|(other, _)| rest(other).is_some_and(|rest| !rest.contains('/')));
        let mut children: Vec<Counted<'a>> =
            children.filter_map(|(tag, list)| self.counted_tag(tag.as_str(), list, path)).collect();
        self.sort(&mut children);
        let title = Cow::Owned(format!("#{}", tag.as_str()));
        let mut page = self.list(title, "tag", list, number, path);
        page.shell.feeds = feed_links(self.plan.feeds.of(&Of::Tag(tag.clone())), &page.title, path);
        Page::List(ListPage { crumbs, children, ..page })
    }

    /// Returns links to the feeds of a folder.
    pub(super) fn folder_feeds(&self, folder: &str, path: &OutputPath) -> Vec<FeedLink> {
        feed_links(self.plan.feeds.of(&Of::Folder(folder.to_owned())), &self.folder_title(folder), path)
    }

    pub(super) fn year_page(&self, year: i16, number: usize, path: &OutputPath) -> Page<'a> {
        let Some(list) = self.plan.years.get(&year) else { return self.not_found_page(path) };
        let crumbs = self.overview_crumbs("timeline", "timeline.html", path);
        let month = |id: NoteId| day(self.garden, id).map(|day| day.month());
        let mut page = self.list(Cow::Owned(year.to_string()), "year", list, number, path);
        page.groups = self.groups(list.on_page(number), path, |id| {
            day(self.garden, id).map(|day| (format!("month.{}", day.month()), self.words().month(day)))
        });
        page.jumps = jumps(list, path, |id| {
            let day = day(self.garden, id)?;
            month(id).map(|month| (format!("month.{month}"), self.words().month_short(day).to_owned()))
        });
        page.shell.place = "timeline";
        if number == 0 {
            // The months of the calendar lead to the same places.
            page.calendar = Some(self.calendar(year, path));
            page.jumps.clear();
        }
        Page::List(ListPage { crumbs, ..page })
    }

    pub(super) fn notes_page(&self, number: usize, path: &OutputPath) -> Page<'a> {
        Page::List(self.notes_list(number, path))
    }

    /// Returns the list of all notes from A to Z for any page.
    pub(super) fn notes_list(&self, number: usize, path: &OutputPath) -> ListPage<'a> {
        let list = &self.plan.notes;
        let of = |id: NoteId| {
            let letter = self.plan.alphabet.letter(&self.garden.note(id).note.title);
            Some((format!("letter.{letter}"), letter))
        };
        let mut page = self.list(Cow::Borrowed(self.words().text("all_notes")), "notes", list, number, path);
        page.groups = self.groups(list.on_page(number), path, of);
        page.jumps = jumps(list, path, of);
        page.shell.place = "notes";
        page.crumbs = self.crumbs(path, "");
        page
    }

    fn list(
        &self,
        title: Cow<'a, str>,
        kind: &'static str,
        list: &'a List,
        number: usize,
        path: &OutputPath,
    ) -> ListPage<'a> {
        let items = list.on_page(number).iter().map(|id| self.item(path, *id)).collect();
        ListPage {
            shell: self.shell(path, title.clone(), ""),
            kind,
            crumbs: Vec::new(),
            title,
            count: list.notes.len(),
            children: Vec::new(),
            calendar: None,
            jumps: Vec::new(),
            groups: vec![Group { title: None, id: None, items }],
            pages: pages(number, &list.pages, path),
        }
    }

    /// Groups notes under headings; neighbours with the same heading share it.
    fn groups(
        &self,
        notes: &[NoteId],
        path: &OutputPath,
        of: impl Fn(NoteId) -> Option<(String, String)>,
    ) -> Vec<Group<'a>> {
        let mut groups: Vec<Group<'a>> = Vec::new();
        for id in notes {
            let (key, title) = of(*id).map_or((None, None), |(key, title)| (Some(key), Some(Cow::Owned(title))));
            let item = self.item(path, *id);
            match groups.last_mut() {
                Some(group) if group.id == key => group.items.push(item),
                _ => groups.push(Group { title, id: key, items: vec![item] }),
            }
        }
        groups
    }

    /// Returns the direct subfolders of a folder by title, with the number of notes in each and below.
    pub(super) fn folder_links(&self, folder: &str, path: &OutputPath) -> Vec<Counted<'a>> {
        let link = |child: &&'a str| {
            let page = self.plan.folder_page(self.garden, child)?;
            let count = self.garden.folders.get(*child)?.total;
            Some(Counted { title: self.folder_title(child), href: page.url_from(path), count })
        };
        self.subfolders(folder).sorted.iter().filter_map(link).collect()
    }

    /// Sorts entries by title in the order of the site's language.
    pub(super) fn sort(&self, links: &mut [Counted<'a>]) {
        links.sort_by_cached_key(|link| self.plan.alphabet.key(&link.title));
    }

    pub(super) fn counted_tag(&self, name: &'a str, list: &'a List, path: &OutputPath) -> Option<Counted<'a>> {
        Some(Counted { title: Cow::Borrowed(name), href: list.pages.first()?.url_from(path), count: list.notes.len() })
    }

    pub(super) fn overview_crumbs(&self, word: &'static str, page: &str, path: &OutputPath) -> Vec<Link<'a>> {
        let mut crumbs = self.crumbs(path, "");
        let href = OutputPath::new(page).url_from(path).into_owned().into();
        crumbs.push(Link { title: Cow::Borrowed(self.words().text(word)), href });
        crumbs
    }
}

/// Returns the navigation between the pages of a list.
pub(super) fn pages(number: usize, pages: &[OutputPath], path: &OutputPath) -> Option<Pages> {
    Pages::new(number + 1, pages.len(), |page| pages[page - 1].url_from(path).into_owned())
}

/// Returns links to the first note of each group, whichever page it is on; none if there is only one group.
fn jumps<'v>(list: &List, path: &OutputPath, of: impl Fn(NoteId) -> Option<(String, String)>) -> Vec<Link<'v>> {
    let jump = |place: &usize| {
        let (key, title) = of(list.notes[*place])?;
        let page = list.pages.get(place / LIST_LIMIT).filter(|page| *page != path).map(|page| page.url_from(path));
        let href = format!("{}#{}", page.unwrap_or_default(), crate::path::percent_encode(&key));
        Some(Link { title: Cow::Owned(title), href: href.into() })
    };
    let jumps: Vec<Link<'v>> = list.breaks.iter().filter_map(jump).collect();
    if jumps.len() < 2 { Vec::new() } else { jumps }
}

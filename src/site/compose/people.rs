//! Authors, and the history of notes from version control.

use std::borrow::Cow;

use super::lists::pages;
use super::{Composer, feed_links};
use crate::garden::NoteId;
use crate::note::Note;
use crate::path::{OutputPath, fold};
use crate::render::page::Page;
use crate::render::view::{
    AuthorPage, AuthorsPage, ChangedDay, ChangedNote, ChangesPage, Counted, Link, NoteHistory, Person,
};
use crate::site::feeds::Of;
use crate::site::plan::{LIST_LIMIT, fixed};
use crate::site::{changes, people};

/// Most contributors named for a note, on its page and on the page of changes.
const PEOPLE_LIMIT: usize = 8;

impl<'a> Composer<'a> {
    /// Returns a person under their published name, with a link to their page if they have one.
    fn person(&self, name: impl Into<Cow<'a, str>>, path: &OutputPath) -> Person<'a> {
        let name = name.into();
        let page = self.plan.authors.get(&fold(&name)).and_then(|writer| writer.list.pages.first());
        Person { name, href: page.map(|page| page.url_from(path).into_owned()) }
    }

    /// Returns the authors that a note names.
    pub(super) fn authors(&self, note: &'a Note, path: &OutputPath) -> Vec<Person<'a>> {
        people::names(note, self.inputs.authors).into_iter().map(|name| self.person(name, path)).collect()
    }

    /// Returns the authors of the garden, for notes that name none.
    pub(super) fn garden_authors(&self) -> Vec<Cow<'a, str>> {
        self.inputs.config.authors.iter().flat_map(|written| self.inputs.authors.names(written)).collect()
    }

    /// Returns the history of a note, if the garden shows it and it is known.
    pub(super) fn note_history(&self, id: NoteId, path: &OutputPath) -> Option<NoteHistory<'a>> {
        let note = &self.garden.note(id).note;
        let past = self.inputs.history.of(&note.path).filter(|past| past.changes > 0)?;
        let last = self.plan.changes.as_ref()?.get(&id).map(|day| format!("#{}", day_id(*day)));
        let mut names: Vec<&str> = past.contributors.iter().map(AsRef::as_ref).collect();
        let authors = people::names(note, self.inputs.authors);
        if names.len() == authors.len() && names.iter().all(|name| authors.iter().any(|author| author == name)) {
            names.clear();
        }
        let more = names.len().saturating_sub(PEOPLE_LIMIT);
        Some(NoteHistory {
            changes: past.changes,
            href: format!("{}{}", fixed("changes.html").url_from(path), last.unwrap_or_default()),
            people: names.into_iter().take(PEOPLE_LIMIT).map(|name| self.person(name, path)).collect(),
            more,
        })
    }

    pub(super) fn changes_page(&self, path: &OutputPath) -> Page<'a> {
        let days = changes::recent(self.inputs.history, self.garden).into_iter().map(|day| ChangedDay {
            date: self.date(day.day),
            id: day_id(day.day),
            items: day.notes.iter().map(|changed| self.changed(changed, path)).collect(),
            more: day.more,
            messages: day.messages.into_iter().map(Cow::Borrowed).collect(),
        });
        Page::Changes(ChangesPage {
            shell: self.shell(path, Cow::Borrowed(self.words().text("changes")), "changes"),
            crumbs: self.crumbs(path, ""),
            days: days.collect(),
        })
    }

    fn changed(&self, changed: &changes::Changed<'a>, path: &OutputPath) -> ChangedNote<'a> {
        let Link { title, href } = self.link(path, changed.note);
        let names = changed.contributors.iter().take(PEOPLE_LIMIT);
        let people = names.map(|name| self.person(&***name, path)).collect();
        ChangedNote { title, href: href.into_owned(), is_new: changed.is_new, changes: changed.changes, people }
    }

    pub(super) fn author_page(&self, key: &'a str, number: usize, path: &OutputPath) -> Page<'a> {
        let Some(writer) = self.plan.authors.get(key) else { return self.not_found_page(path) };
        let name = writer.name.as_str();
        let listed = self.inputs.authors.find(name);
        let mut crumbs = self.crumbs(path, "");
        crumbs.extend(
            self.plan
                .author_index
                .first()
                .map(|index| Link { title: Cow::Borrowed(self.words().text("authors")), href: index.url_from(path) }),
        );
        let link =
            |(title, href): &'a (String, String)| Link { title: Cow::Borrowed(title), href: Cow::Borrowed(href) };
        let mut shell = self.shell(path, Cow::Borrowed(name), "authors");
        shell.kind = "profile";
        shell.description = listed.and_then(|author| author.about.as_deref()).map(Cow::Borrowed);
        shell.authors = vec![Cow::Borrowed(name)];
        shell.feeds = feed_links(self.plan.feeds.of(&Of::Author(key.to_owned())), name, path);
        Page::Author(AuthorPage {
            shell,
            crumbs,
            name: Cow::Borrowed(name),
            about: listed.and_then(|author| author.about.as_deref()).map(Cow::Borrowed),
            links: listed.map(|author| author.links.iter().map(link).collect()).unwrap_or_default(),
            count: writer.list.notes.len(),
            items: writer.list.on_page(number).iter().map(|id| self.item(path, *id)).collect(),
            pages: pages(number, &writer.list.pages, path),
        })
    }

    pub(super) fn authors_page(&self, number: usize, path: &OutputPath) -> Page<'a> {
        let mut all: Vec<_> = self.plan.authors.values().collect();
        all.sort_by_cached_key(|writer| self.plan.alphabet.key(&writer.name));
        let shown = all.chunks(LIST_LIMIT).nth(number).unwrap_or_default();
        let authors = shown.iter().filter_map(|writer| {
            let href = writer.list.pages.first()?.url_from(path);
            Some(Counted { title: Cow::Borrowed(&writer.name), href, count: writer.list.notes.len() })
        });
        Page::Authors(AuthorsPage {
            shell: self.shell(path, Cow::Borrowed(self.words().text("authors")), "authors"),
            crumbs: self.crumbs(path, ""),
            count: all.len(),
            authors: authors.collect(),
            pages: pages(number, &self.plan.author_index, path),
        })
    }
}

/// Returns the id of a day on the page of changes.
fn day_id(day: jiff::civil::Date) -> String {
    format!("day.{day}")
}

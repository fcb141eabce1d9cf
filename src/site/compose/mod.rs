//! Turns the plan into the inputs of each page.
//!
//! [`Composer::page`] is the entry point: it looks up in the garden what one page shows and returns it as views,
//! with every address relative to that page. It renders nothing.

mod around;
mod body;
mod canvas;
mod cards;
mod days;
mod home;
mod lens;
mod lists;
mod note;
mod overview;
mod people;
mod probes;
mod rail;
mod referrers;
mod search;

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil;

use super::Inputs;
use super::feeds::{Of, Pair};
use super::plan::{Kind, Page as PlannedPage, Plan};
use super::previews::Previews;
use super::search::Search;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::garden::{Entry, Folder, Garden, NoteId, ancestors};
use crate::graph::Links;
use crate::mention::Mentions;
use crate::note::shorten;
use crate::path::OutputPath;
use crate::render::page::Page;
use crate::render::view;
use crate::render::view::{FeedLink, Item, Link, Rail, Shell, Site};
use crate::theme::Shared;

pub(super) use around::Around;
pub(super) use body::View;
use cards::Card;
pub(super) use cards::Cards;
pub(super) use probes::Probes;
pub(super) use rail::Rails;

/// Characters of a description that lists show; some authors write whole abstracts.
const DESCRIPTION_LIMIT: usize = 280;

/// Composes the inputs of pages.
#[derive(Clone, Copy)]
pub(super) struct Composer<'a> {
    pub(super) inputs: &'a Inputs<'a>,
    pub(super) garden: &'a Garden,
    pub(super) plan: &'a Plan,
    pub(super) probes: &'a Probes,
    pub(super) days: &'a Days,
    pub(super) cards: &'a Cards,
    pub(super) around: &'a Around,
    pub(super) rails: &'a Rails<'a>,
    pub(super) shared: &'a Shared,
    pub(super) search: &'a Search,
    pub(super) mentions: &'a Mentions,
    pub(super) links: &'a Links,
}

/// All dates of a garden, written out.
#[derive(Default)]
pub(super) struct Days {
    /// By year, a slot for each possible month and day.
    years: BTreeMap<i16, Vec<Option<view::WrittenDate>>>,
}

impl Days {
    /// Writes out all dates of a garden.
    pub(super) fn of(inputs: &Inputs<'_>, garden: &Garden) -> Self {
        let mut days = Self::default();
        for day in garden.notes.iter().flat_map(|entry| entry.created.into_iter().chain(entry.modified)) {
            let year = days.years.entry(day.year()).or_insert_with(|| vec![None; 12 * 31]);
            year[Self::place(day)].get_or_insert_with(|| view::WrittenDate::new(day, inputs.theme.words()));
        }
        days
    }

    fn get(&self, day: civil::Date) -> Option<&view::WrittenDate> {
        self.years.get(&day.year())?[Self::place(day)].as_ref()
    }

    fn place(day: civil::Date) -> usize {
        (day.month() as usize - 1) * 31 + day.day() as usize - 1
    }
}

impl<'a> Composer<'a> {
    /// Returns the inputs of one page. Errors point to a place in the theme.
    pub(super) fn page(&self, page: &'a PlannedPage) -> Result<Page<'a>, Vec<Diagnostic>> {
        let path = &page.path;
        Ok(match &page.kind {
            Kind::Home => self.home_page(path)?,
            Kind::Note(id) => self.note_page(*id, path)?,
            Kind::Folder(folder, number) => self.folder_page(folder, *number, path)?,
            Kind::Tag(tag, number) => self.tag_page(tag, *number, path),
            Kind::Year(year, number) => self.year_page(*year, *number, path),
            Kind::Notes(number) => self.notes_page(*number, path),
            Kind::Tags => self.tags_page(path),
            Kind::Timeline => self.timeline_page(path),
            Kind::Day(date, number) => self.day_page(*date, *number, path),
            Kind::OnThisDay(number) => self.on_this_day_page(*number, path),
            Kind::Tended => self.tended_page(path),
            Kind::Lens(index, number) => self.lens_page(*index, *number, path),
            Kind::Wanted(number) => self.wanted_page(*number, path),
            Kind::Backlinks(id, number) => self.backlinks_page(*id, *number, path),
            Kind::Canvas(index) => self.canvas_page(*index, path),
            Kind::Author(key, number) => self.author_page(key, *number, path),
            Kind::Authors(number) => self.authors_page(*number, path),
            Kind::Changes => self.changes_page(path),
            Kind::Search => self.search_page(path),
            Kind::Words(letter, number) => self.words_page(*letter, *number, path),
            Kind::Graph => self.graph_page(path),
            Kind::NotFound => self.not_found_page(path),
        })
    }

    /// Returns a date as templates see it.
    fn date(&self, day: civil::Date) -> view::Date<'a> {
        let known = self.days.get(day).map(view::Date::from);
        known.unwrap_or_else(|| view::WrittenDate::new(day, self.words()).into())
    }

    fn words(&self) -> &'a crate::theme::Words {
        self.inputs.theme.words()
    }

    fn shell(&self, path: &OutputPath, title: Cow<'a, str>, place: &'static str) -> Shell<'a> {
        let base = self.inputs.config.base_url.as_ref();
        Shell {
            root: path.root(),
            title,
            description: None,
            canonical: base.map(|base| absolute(base.as_str(), path)),
            authors: self.garden_authors(),
            image: None,
            kind: "website",
            draft: false,
            remote_media: false,
            code: false,
            math: false,
            callouts: false,
            diagram: false,
            place,
            feeds: Vec::new(),
            rail: Rail::default(),
        }
    }

    fn link(&self, from: &OutputPath, id: NoteId) -> Link<'a> {
        let card = self.card(id);
        Link { title: Cow::Borrowed(card.title), href: card.page.url_from(from) }
    }

    /// Returns what links need to know about a note.
    fn card(&self, id: NoteId) -> Card<'a> {
        self.cards.get(id).unwrap_or_else(|| Card::of(self.garden.note(id)))
    }

    /// Returns links to a folder and all folders above it, from the first page down.
    fn crumbs(&self, from: &OutputPath, folder: &'a str) -> Vec<Link<'a>> {
        ancestors(folder)
            .filter_map(|folder| {
                let page = self.plan.folder_page(self.garden, folder)?;
                Some(Link { title: self.folder_title(folder), href: page.url_from(from) })
            })
            .collect()
    }

    /// Whether a note is the folder note of this folder.
    fn speaks_for(&self, folder: &str, id: NoteId) -> bool {
        self.garden.folders.get(folder).is_some_and(|folder| folder.index == Some(id))
    }

    /// Returns the title of a folder: that of its folder note, or its name.
    pub(super) fn folder_title(&self, path: &str) -> Cow<'a, str> {
        let Some(folder) = self.garden.folders.get(path) else { return Cow::Borrowed("") };
        if path.is_empty() {
            return Cow::Borrowed(self.words().text("home"));
        }
        own_title(self.garden, folder)
    }

    /// Returns a note as a list item.
    fn item(&self, from: &OutputPath, id: NoteId) -> Item<'a> {
        let entry = self.garden.note(id);
        let Link { title, href } = self.link(from, id);
        Item {
            title,
            href,
            date: super::plan::day(self.garden, id).map(|day| self.date(day)),
            description: entry.note.front.description.as_deref().map(in_short),
        }
    }

    fn tag_links(&self, from: &OutputPath, entry: &'a Entry) -> Vec<Link<'a>> {
        let tags = entry.note.tags.iter();
        tags.filter_map(|tag| {
            let page = self.plan.tags.get(tag)?.pages.first()?;
            Some(Link { title: Cow::Borrowed(tag.as_str()), href: page.url_from(from) })
        })
        .collect()
    }
}

/// Returns the title of a folder below the top.
fn own_title<'a>(garden: &'a Garden, folder: &'a Folder) -> Cow<'a, str> {
    match folder.index.map(|index| garden.note(index)) {
        Some(entry) if !entry.note.title.eq_ignore_ascii_case("index") => Cow::Borrowed(&entry.note.title),
        _ => Cow::Borrowed(&folder.name),
    }
}

/// Returns links to the top-level folders, relative to the root of the site.
fn top_folders<'a>(garden: &'a Garden, plan: &Plan) -> Vec<Link<'a>> {
    let link = |path: &'a String| {
        let title = own_title(garden, garden.folders.get(path)?);
        Some(Link { title, href: plan.folder_page(garden, path)?.url().into() })
    };
    let mut links: Vec<Link<'a>> =
        garden.folders.get("").iter().flat_map(|top| &top.folders).filter_map(link).collect();
    links.sort_by_cached_key(|link| plan.alphabet.key(&link.title));
    links.truncate(if links.len() > 1 { Rail::LIMIT } else { 0 });
    links
}

/// Shortens a description to what lists have room for.
fn in_short(description: &str) -> Cow<'_, str> {
    match description.len() > DESCRIPTION_LIMIT {
        true => Cow::Owned(shorten(description, DESCRIPTION_LIMIT)),
        false => Cow::Borrowed(description),
    }
}

/// Returns the absolute address of a page.
pub(super) fn absolute(base: &str, path: &OutputPath) -> String {
    let url = path.url();
    format!("{base}{}", if url == "index.html" { "" } else { &url })
}

/// Returns links to the feeds of something with this title.
fn feed_links(pair: Option<&Pair>, title: &str, from: &OutputPath) -> Vec<FeedLink> {
    let Some(pair) = pair else { return Vec::new() };
    let formats = [(&pair.atom, "application/atom+xml"), (&pair.json, "application/feed+json")];
    let link = |(path, media): (&Option<OutputPath>, &'static str)| {
        Some(FeedLink { title: title.to_owned(), media, href: path.as_ref()?.url_from(from).into_owned() })
    };
    formats.into_iter().filter_map(link).collect()
}

/// Returns what all pages share.
pub(super) fn site<'a>(config: &'a Config, garden: &'a Garden, plan: &Plan) -> Site<'a> {
    let garden_feeds = plan.feeds.of(&Of::Garden);
    let page = |name: &str| name.to_owned();
    Site {
        title: Cow::Borrowed(&config.title),
        language: Cow::Borrowed(config.language.as_str()),
        direction: crate::theme::direction(config.language.as_str()),
        home: plan.home.as_ref().map(OutputPath::url).unwrap_or_default(),
        notes: page("notes.html"),
        tags: (!plan.tags.is_empty()).then(|| page("tags.html")),
        timeline: (!plan.years.is_empty()).then(|| page("timeline.html")),
        on_this_day: plan.days.pages.first().map(OutputPath::url),
        folders: top_folders(garden, plan),
        lenses: lens::links(config, plan),
        wanted: (!garden.wanted.is_empty()).then(|| page("wanted.html")),
        search: config.search.enabled.then(|| page("search.html")),
        graph: plan.graph.then(|| page("graph.html")),
        trail: config.theme.trail,
        previews: Previews::new(config, garden).map(|previews| previews.files),
        authors: plan.author_index.first().map(OutputPath::url),
        changes: plan.changes.as_ref().map(|_| page("changes.html")),
        atom: garden_feeds.and_then(|pair| pair.atom.as_ref()).map(OutputPath::url),
        json_feed: garden_feeds.and_then(|pair| pair.json.as_ref()).map(OutputPath::url),
        license: config.license.as_deref().map(Cow::Borrowed),
        source: config.source.as_ref().map(|source| Cow::Borrowed(source.as_str())),
        generator: Cow::Borrowed(concat!("allotment ", env!("CARGO_PKG_VERSION"))),
    }
}

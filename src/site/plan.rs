//! Plans which pages a site has and the address of each.
//!
//! `Plan::new` is the entry point. It splits lists into pages (`list`), so that no page grows with the garden; `orders`
//! decides the order of notes. It reads no text of notes, and all addresses come from `garden::Addresses`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::alphabet::Alphabet;
use super::days::Days;
use super::feeds::{self, Feeds};
use super::lenses::Lenses;
pub use super::list::{BACKLINK_LIMIT, LIST_LIMIT, List, day};
use super::list::{list, paginate};
use super::orders::{Earlier, Orders, is_listed_alike, overflow};
pub use super::page::{Kind, Page, fixed};
use super::people::Writer;
use super::{Inputs, changes};
use crate::config::Config;
use crate::garden::{Garden, NoteId};
use crate::note::date::Date;
use crate::note::tag::Tag;
use crate::path::OutputPath;

/// All pages, and everything that pages need to know of each other.
#[derive(Debug, Default)]
pub struct Plan {
    /// All pages, sorted by address.
    pub pages: Vec<Page>,
    /// The address of the first page.
    pub home: Option<OutputPath>,
    /// The note that the first page shows.
    pub home_note: Option<NoteId>,
    /// Notes of each folder by title, by the folder's path.
    pub folders: BTreeMap<String, List>,
    /// Notes of each tag, newest first.
    pub tags: BTreeMap<Tag, List>,
    /// Notes of each year, newest first.
    pub years: BTreeMap<i16, List>,
    /// The days that notes refer to.
    pub days: Days,
    /// The lenses of the garden.
    pub lenses: Lenses,
    /// Notes that were modified after the day they were created, last modified first.
    pub tended: Vec<NoteId>,
    /// The page of `tended`, if any note is in it.
    pub tended_page: Option<OutputPath>,
    /// The newest notes that have a day, at most [`LIST_LIMIT`].
    pub newest: Vec<NoteId>,
    /// All notes by title.
    pub notes: List,
    /// The pages that list notes which are linked but not written yet.
    pub wanted: Vec<OutputPath>,
    /// The pages of further backlinks of a note.
    pub backlinks: BTreeMap<NoteId, Vec<OutputPath>>,
    /// Notes that have a date, last modified first.
    pub recent: Arc<Vec<NoteId>>,
    /// By note: its index in its folder's list.
    pub place: Vec<usize>,
    /// How titles are sorted.
    pub alphabet: Alphabet,
    /// The orders in which notes are listed.
    pub(super) orders: Orders,
    /// Whether the site has a map of all notes.
    pub graph: bool,
    /// The authors of notes, by folded name.
    pub authors: BTreeMap<String, Writer>,
    /// The pages that list all authors; none if there is only one author.
    pub author_index: Vec<OutputPath>,
    /// The last day of each note on the page of recent changes, if there is such a page.
    pub changes: Option<BTreeMap<NoteId, Date>>,
    /// The feeds of the site.
    pub feeds: Feeds,
}

impl Plan {
    /// Plans all pages of a garden and claims addresses for those that are not a note's own. `earlier` is the plan
    /// of another garden with the same settings; it saves time.
    pub(super) fn new(garden: &mut Garden, inputs: &Inputs<'_>, earlier: Option<(&Plan, Earlier<'_>)>) -> Self {
        let config = inputs.config;
        let alphabet = Alphabet::of(config.language.as_str());
        let orders = Orders::of(garden, inputs, &alphabet, earlier.map(|(_, earlier)| earlier));
        let mut plan = Plan { alphabet, home_note: orders.home, recent: orders.recent.clone(), ..Plan::default() };
        plan.graph = config.graph.global && !garden.notes.is_empty();
        plan.plan_home(garden);
        plan.plan_folders(garden, &orders);
        plan.plan_tags(garden, &orders);
        plan.plan_years(garden, &orders);
        plan.days = Days::new(garden, orders.days.clone());
        plan.lenses = Lenses::new(garden, &config.lens.0, &orders.newest);
        plan.plan_tended(garden, &orders);
        plan.notes = list(garden, orders.by_title.clone(), fixed("notes.html"), "notes");
        plan.notes.break_by(|id: NoteId| orders.letter(id));
        if !garden.wanted.is_empty() {
            plan.wanted = paginate(garden, garden.wanted.len(), fixed("wanted.html"), "wanted");
        }
        plan.plan_backlinks(garden, &orders);
        plan.plan_authors(garden, &orders);
        plan.plan_changes(garden, inputs);
        plan.orders = orders;
        plan.collect_pages(garden, config);
        let lists =
            feeds::Lists { recent: &plan.recent, folders: &plan.folders, tags: &plan.tags, authors: &plan.authors };
        plan.feeds = Feeds::plan(garden, &lists, config);
        plan
    }

    /// Whether this plan, made for `before`, is valid for `after` too, given that they differ only in the `touched`
    /// notes and in which wanted notes there are. A plan depends on addresses, titles, dates and tags, and on the
    /// lengths of lists.
    pub fn fits(&self, before: &Garden, after: &Garden, touched: &BTreeSet<NoteId>) -> bool {
        Arc::ptr_eq(&before.tags, &after.tags)
            && Arc::ptr_eq(&before.folders, &after.folders)
            && (Arc::ptr_eq(&before.files, &after.files) || before.files == after.files)
            && before.wanted.len() == after.wanted.len()
            && before.days_on_boards().eq(after.days_on_boards())
            && touched.iter().all(|id| is_listed_alike(before, after, *id))
    }

    /// Returns the page of a folder: that of its folder note, or its list.
    pub fn folder_page<'p>(&'p self, garden: &'p Garden, folder: &str) -> Option<&'p OutputPath> {
        if folder.is_empty() {
            return self.home.as_ref();
        }
        match garden.folders.get(folder)?.index {
            Some(index) => Some(&garden.note(index).page),
            None => self.folders.get(folder)?.pages.first(),
        }
    }

    fn plan_home(&mut self, garden: &mut Garden) {
        self.home = Some(match self.home_note {
            Some(id) => garden.note(id).page.clone(),
            None => garden.addresses.claim("index"),
        });
    }

    fn plan_folders(&mut self, garden: &mut Garden, orders: &Orders) {
        self.place = vec![0; garden.notes.slots()];
        for (folder, notes) in &orders.folders {
            notes.iter().enumerate().for_each(|(place, id)| self.place[id.0 as usize] = place);
            let index = garden.folders.get(folder).and_then(|folder| folder.index);
            let base = crate::garden::folder_base(folder);
            let further = format!("{base}/notes");
            let pages = match index {
                // The folder note's page itself lists the first notes.
                Some(index) => {
                    let own = garden.note(index).page.clone();
                    paginate(garden, notes.len(), own, &further)
                }
                None if folder.is_empty() => Vec::new(),
                None => {
                    let first = garden.addresses.claim(&format!("{base}/index"));
                    paginate(garden, notes.len(), first, &further)
                }
            };
            self.folders.insert(folder.clone(), List { notes: notes.clone(), pages, breaks: Vec::new() });
        }
    }

    fn plan_tags(&mut self, garden: &mut Garden, orders: &Orders) {
        for (tag, notes) in &orders.tags {
            let base = format!("tags/{}", tag.as_str().split('/').map(crate::path::slug).collect::<Vec<_>>().join("/"));
            let first = garden.addresses.claim(&base);
            self.tags.insert(tag.clone(), list(garden, notes.clone(), first, &base));
        }
    }

    fn plan_years(&mut self, garden: &mut Garden, orders: &Orders) {
        for (year, notes) in &orders.years {
            let base = format!("timeline/{year}");
            let first = garden.addresses.claim(&base);
            let mut list = list(garden, notes.clone(), first, &base);
            list.break_by(|id| day(garden, id).map(Date::month));
            self.years.insert(*year, list);
        }
    }

    fn plan_tended(&mut self, garden: &mut Garden, orders: &Orders) {
        self.tended = orders.tended.iter().copied().take(LIST_LIMIT).collect();
        let has_day = |id: &NoteId| day(garden, *id).is_some();
        self.newest = orders.newest.iter().copied().take_while(has_day).take(LIST_LIMIT).collect();
        self.tended_page = (!self.tended.is_empty()).then(|| garden.addresses.claim("tended"));
    }

    fn plan_backlinks(&mut self, garden: &mut Garden, orders: &Orders) {
        for id in &orders.crowded {
            let base = format!("{}-backlinks", garden.note(*id).page.without_html());
            let first = garden.addresses.claim(&base);
            let more = overflow(garden.note(*id));
            self.backlinks.insert(*id, paginate(garden, more, first, &base));
        }
    }

    fn plan_authors(&mut self, garden: &mut Garden, orders: &Orders) {
        for (key, (name, notes)) in &orders.writers {
            let base = format!("authors/{}", crate::path::slug(name));
            let first = garden.addresses.claim(&base);
            let writer = Writer { name: name.clone(), list: list(garden, notes.clone(), first, &base) };
            self.authors.insert(key.clone(), writer);
        }
        if self.authors.len() > 1 {
            let first = garden.addresses.claim("authors");
            self.author_index = paginate(garden, self.authors.len(), first, "authors");
        }
    }

    fn plan_changes(&mut self, garden: &Garden, inputs: &Inputs<'_>) {
        if !inputs.config.history.enabled {
            return;
        }
        let mut last = BTreeMap::new();
        for day in changes::recent(inputs.history, garden) {
            for changed in day.notes {
                last.entry(changed.note).or_insert(day.day);
            }
        }
        self.changes = (!last.is_empty()).then_some(last);
    }

    fn collect_pages(&mut self, garden: &Garden, config: &Config) {
        let mut pages = Vec::new();
        let mut add = |path: &OutputPath, kind: Kind| pages.push(Page { path: path.clone(), kind });
        for id in garden.ids().filter(|id| Some(*id) != self.home_note) {
            add(&garden.note(id).page, Kind::Note(id));
        }
        if let Some(home) = &self.home {
            add(home, Kind::Home);
        }
        for (folder, list) in &self.folders {
            // The first page is that of the folder note.
            let own = usize::from(garden.folders[folder].index.is_some());
            list.pages
                .iter()
                .enumerate()
                .skip(own)
                .for_each(|(number, path)| add(path, Kind::Folder(folder.clone(), number)));
        }
        for (tag, list) in &self.tags {
            list.pages.iter().enumerate().for_each(|(number, path)| add(path, Kind::Tag(tag.clone(), number)));
        }
        for (year, list) in &self.years {
            list.pages.iter().enumerate().for_each(|(number, path)| add(path, Kind::Year(*year, number)));
        }
        self.notes.pages.iter().enumerate().for_each(|(number, path)| add(path, Kind::Notes(number)));
        self.wanted.iter().enumerate().for_each(|(number, path)| add(path, Kind::Wanted(number)));
        for (id, paths) in &self.backlinks {
            paths.iter().enumerate().for_each(|(number, path)| add(path, Kind::Backlinks(*id, number)));
        }
        for (index, board) in garden.boards.iter().enumerate() {
            add(&garden.file(board.file).page, Kind::Canvas(index));
        }
        if !self.tags.is_empty() {
            add(&fixed("tags.html"), Kind::Tags);
        }
        if !self.years.is_empty() {
            add(&fixed("timeline.html"), Kind::Timeline);
        }
        for (date, day) in self.days.iter() {
            // The first page is that of the note.
            let own = usize::from(day.note().is_some());
            day.pages.iter().enumerate().skip(own).for_each(|(number, path)| add(path, Kind::Day(date, number)));
        }
        self.days.pages.iter().enumerate().for_each(|(number, path)| add(path, Kind::OnThisDay(number)));
        for (index, lens) in self.lenses.all.iter().enumerate() {
            lens.pages.iter().enumerate().for_each(|(number, path)| add(path, Kind::Lens(index, number)));
        }
        if let Some(path) = &self.tended_page {
            add(path, Kind::Tended);
        }
        if self.graph {
            add(&fixed("graph.html"), Kind::Graph);
        }
        for (key, writer) in &self.authors {
            let pages = writer.list.pages.iter().enumerate();
            pages.for_each(|(number, path)| add(path, Kind::Author(key.clone(), number)));
        }
        self.author_index.iter().enumerate().for_each(|(number, path)| add(path, Kind::Authors(number)));
        if self.changes.is_some() {
            add(&fixed("changes.html"), Kind::Changes);
        }
        if config.search.enabled {
            add(&fixed("search.html"), Kind::Search);
        }
        add(&fixed("404.html"), Kind::NotFound);
        pages.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        self.pages = pages;
    }
}

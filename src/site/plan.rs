//! Which pages a site has, and where each of them is.
//!
//! [`Plan::new`] is the entry point. It says what is shown in which order and how lists are cut into
//! pages, so that no page grows with the garden. It looks at no text and makes no address that
//! `garden::Addresses` did not give.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::alphabet::Alphabet;
use super::days::{self, Days, spoken_of};
use super::feeds::Feeds;
use super::lenses::Lenses;
use super::{Inputs, changes, people};
use crate::config::Config;
use crate::garden::{Entry, Garden, Kept, NoteId};
use crate::note::date::Date;
use crate::note::tag::Tag;
use crate::path::OutputPath;

/// Entries of a list that stand on one page.
pub const LIST_LIMIT: usize = 200;
/// Notes that link to a note and are shown below it; the others have pages of their own.
pub const BACKLINK_LIMIT: usize = 40;

/// What a page shows. Numbers count the pages of a list, from 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The first page.
    Home,
    /// A note.
    Note(NoteId),
    /// The notes of a folder that no note speaks for, or that do not fit below that note.
    Folder(String, usize),
    /// Notes with a tag.
    Tag(Tag, usize),
    /// Notes of a year.
    Year(i16, usize),
    /// All notes from A to Z.
    Notes(usize),
    /// All tags.
    Tags,
    /// All years.
    Timeline,
    /// A day, or what does not fit below the note that is its page.
    Day(Date, usize),
    /// All days by month and day.
    OnThisDay(usize),
    /// Notes that were worked on last.
    Tended,
    /// A lens, by its place among [`Plan::lenses`].
    Lens(usize, usize),
    /// Notes that are not written yet.
    Wanted(usize),
    /// Links to a note that did not fit below it.
    Backlinks(NoteId, usize),
    /// A canvas, by its place in [`Garden::boards`].
    Canvas(usize),
    /// Notes of an author, by folded name.
    Author(String, usize),
    /// All authors.
    Authors(usize),
    /// What changed lately.
    Changes,
    /// The search, or what stands in for it without a script.
    Search,
    /// Words of a letter, by its place among those that `search` has. These are not in a [`Plan`], which knows
    /// no text.
    Words(usize, usize),
    /// The map of all notes.
    Graph,
    /// What a host shows for an unknown address.
    NotFound,
}

/// A page of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where it is.
    pub path: OutputPath,
    /// What it shows.
    pub kind: Kind,
}

/// Notes of a list in the order in which they are shown, and the pages that they are on.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// All of them.
    pub notes: Vec<NoteId>,
    /// Addresses of the pages; at least one.
    pub pages: Vec<OutputPath>,
    /// Where another letter or month begins: places in `notes`, if it is shown under such headings.
    pub breaks: Vec<usize>,
}

impl List {
    /// The notes on one of its pages.
    pub fn on_page(&self, number: usize) -> &[NoteId] {
        self.notes.chunks(LIST_LIMIT).nth(number).unwrap_or_default()
    }

    /// Finds where another `heading` begins.
    fn break_by<T: PartialEq>(&mut self, heading: impl Fn(NoteId) -> T) {
        let mut last = None;
        for (place, id) in self.notes.iter().enumerate() {
            let next = Some(heading(*id));
            if next != last {
                self.breaks.push(place);
            }
            last = next;
        }
    }
}

/// All pages, and all that pages need to know of each other.
#[derive(Debug, Default)]
pub struct Plan {
    /// All pages in the order of their addresses.
    pub pages: Vec<Page>,
    /// Where the first page is.
    pub home: Option<OutputPath>,
    /// The note that the first page shows.
    pub home_note: Option<NoteId>,
    /// Notes of each folder by title, by the folder's path.
    pub folders: BTreeMap<String, List>,
    /// Notes of each tag, newest first.
    pub tags: BTreeMap<Tag, List>,
    /// Notes of each year, newest first.
    pub years: BTreeMap<i16, List>,
    /// The days that notes speak of.
    pub days: Days,
    /// The lenses of the garden.
    pub lenses: Lenses,
    /// Notes that were worked on after the day they were begun, lately worked on first.
    pub tended: Vec<NoteId>,
    /// The page of those, if there are any.
    pub tended_page: Option<OutputPath>,
    /// Notes that have a day, newest first: the first [`LIST_LIMIT`].
    pub newest: Vec<NoteId>,
    /// All notes by title.
    pub notes: List,
    /// Pages of notes that are not written yet.
    pub wanted: Vec<OutputPath>,
    /// Further pages of links to a note.
    pub backlinks: BTreeMap<NoteId, Vec<OutputPath>>,
    /// Notes that have a date, the one worked on last first.
    pub recent: Vec<NoteId>,
    /// By note: its place in its folder's list.
    pub place: Vec<usize>,
    /// How titles are sorted.
    pub alphabet: Alphabet,
    /// By note: where its title is sorted.
    titles: Vec<Arc<Sorted>>,
    /// Whether there is a map of all notes.
    pub graph: bool,
    /// Who wrote notes, by folded name.
    pub authors: BTreeMap<String, Writer>,
    /// Pages of all authors; none if there is only one.
    pub author_index: Vec<OutputPath>,
    /// If there is a page of what changed lately: the last day of each note on it.
    pub changes: Option<BTreeMap<NoteId, Date>>,
    /// Which feeds there are.
    pub feeds: Feeds,
}

/// An author.
#[derive(Clone, Debug)]
pub struct Writer {
    /// Their name.
    pub name: String,
    /// Their notes, newest first.
    pub list: List,
}

/// The key by which a title is sorted, and the letter that it is listed under.
type Sorted = ((bool, String), String);

/// The day that a note is listed under.
pub fn day(garden: &Garden, id: NoteId) -> Option<Date> {
    let entry = garden.note(id);
    entry.created.or(entry.modified)
}

impl Plan {
    /// Plans all pages of a garden made of these inputs; takes addresses for those that no note stands for.
    /// `earlier` is another garden of the same settings with its plan, which makes it take less time.
    pub fn new(garden: &mut Garden, inputs: &Inputs<'_>, earlier: Option<(&Garden, &Plan)>) -> Self {
        let config = inputs.config;
        let alphabet = Alphabet::of(config.language.as_str());
        let titles = titles(garden, &alphabet, earlier);
        let mut plan = Plan { place: vec![0; garden.notes.slots()], alphabet, ..Plan::default() };
        plan.graph = config.graph.global && !garden.notes.is_empty();
        let by_title = by_title(garden, &titles);
        let (newest, (recent, days)) =
            rayon::join(|| Newest::new(garden), || (recent(garden), days::gather(garden, &by_title)));
        plan.plan_home(garden);
        plan.plan_folders(garden, &by_title);
        plan.plan_tags(garden, &newest);
        plan.plan_years(garden, &newest);
        plan.days = Days::new(garden, days);
        plan.lenses = Lenses::new(garden, &config.lens.0, &newest.notes);
        plan.recent = recent;
        plan.plan_tended(garden, &newest);
        plan.notes = list(garden, by_title, fixed("notes.html"), "notes");
        plan.notes.break_by(|id: NoteId| &titles[id.0 as usize].1);
        plan.titles = titles;
        if !garden.wanted.is_empty() {
            plan.wanted = paginate(garden, garden.wanted.len(), fixed("wanted.html"), "wanted");
        }
        plan.plan_backlinks(garden);
        plan.plan_authors(garden, inputs, &newest);
        plan.plan_changes(garden, inputs);
        plan.collect_pages(garden, config);
        plan.feeds = Feeds::plan(garden, &plan, config);
        plan
    }

    /// Whether this plan is that of another garden too, which differs from its own only in these notes
    /// and in who is wanted. A plan looks at addresses, titles, dates, tags and at how much there is of what.
    pub fn fits(&self, before: &Garden, after: &Garden, touched: &BTreeSet<NoteId>) -> bool {
        let overflow = |garden: &Garden, id| garden.note(id).backlinks.len().saturating_sub(BACKLINK_LIMIT);
        let is_same = |id: &NoteId| {
            let (old, new) = (before.note(*id), after.note(*id));
            old.note.title == new.note.title
                && old.page == new.page
                && old.created == new.created
                && old.modified == new.modified
                && old.note.front.authors == new.note.front.authors
                && overflow(before, *id) == overflow(after, *id)
                && spoken_of(before, *id).eq(spoken_of(after, *id))
        };
        Arc::ptr_eq(&before.tags, &after.tags)
            && Arc::ptr_eq(&before.folders, &after.folders)
            && (Arc::ptr_eq(&before.files, &after.files) || before.files == after.files)
            && before.wanted.len() == after.wanted.len()
            && before.days_on_boards().eq(after.days_on_boards())
            && touched.iter().all(is_same)
    }

    /// The page of a folder: that of the note that speaks for it, or its list.
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
        self.home_note = garden.ids().find(|id| garden.note(*id).page.as_str() == "index.html");
        self.home = Some(match self.home_note {
            Some(id) => garden.note(id).page.clone(),
            None => garden.addresses.claim("index"),
        });
    }

    fn plan_folders(&mut self, garden: &mut Garden, by_title: &[NoteId]) {
        let mut notes: BTreeMap<String, Vec<NoteId>> =
            garden.folders.keys().map(|folder| (folder.clone(), Vec::new())).collect();
        for id in by_title {
            if let Some(list) = notes.get_mut(garden.note(*id).note.path.folder()) {
                self.place[id.0 as usize] = list.len();
                list.push(*id);
            }
        }
        for (folder, notes) in notes {
            let index = garden.folders.get(&folder).and_then(|folder| folder.index);
            let pages = match index {
                // A folder's own note shows the first ones itself.
                Some(index) => std::iter::once(garden.note(index).page.clone())
                    .chain(further_pages(
                        garden,
                        notes.len(),
                        &format!("{}/notes", crate::garden::folder_base(&folder)),
                    ))
                    .collect(),
                None if folder.is_empty() => Vec::new(),
                None => {
                    let base = crate::garden::folder_base(&folder);
                    let first = garden.addresses.claim(&format!("{base}/index"));
                    paginate(garden, notes.len(), first, &format!("{base}/notes"))
                }
            };
            self.folders.insert(folder, List { notes, pages, breaks: Vec::new() });
        }
    }

    fn plan_tags(&mut self, garden: &mut Garden, newest: &Newest) {
        let sorted = |(tag, notes): (&Tag, &Vec<NoteId>)| {
            let mut notes = notes.clone();
            notes.sort_unstable_by_key(|id| newest.rank[id.0 as usize]);
            (tag.clone(), notes)
        };
        for (tag, notes) in garden.tags.par_iter().map(sorted).collect::<Vec<_>>() {
            let base = format!("tags/{}", tag.as_str().split('/').map(crate::path::slug).collect::<Vec<_>>().join("/"));
            let first = garden.addresses.claim(&base);
            let list = list(garden, notes, first, &base);
            self.tags.insert(tag, list);
        }
    }

    fn plan_years(&mut self, garden: &mut Garden, newest: &Newest) {
        let mut years: BTreeMap<i16, Vec<NoteId>> = BTreeMap::new();
        for id in &newest.notes {
            if let Some(day) = day(garden, *id) {
                years.entry(day.year()).or_default().push(*id);
            }
        }
        for (year, notes) in years {
            let base = format!("timeline/{year}");
            let first = garden.addresses.claim(&base);
            let mut list = list(garden, notes, first, &base);
            list.break_by(|id| day(garden, id).map(Date::month));
            self.years.insert(year, list);
        }
    }

    fn plan_tended(&mut self, garden: &mut Garden, newest: &Newest) {
        let is_tended = |id: &NoteId| garden.note(*id).modified > garden.note(*id).created;
        self.tended = self.recent.iter().copied().filter(|id| is_tended(id)).take(LIST_LIMIT).collect();
        let has_day = |id: &NoteId| day(garden, *id).is_some();
        self.newest = newest.notes.iter().copied().filter(|id| has_day(id)).take(LIST_LIMIT).collect();
        self.tended_page = (!self.tended.is_empty()).then(|| garden.addresses.claim("tended"));
    }

    fn plan_backlinks(&mut self, garden: &mut Garden) {
        let further = |id: NoteId| (id, garden.note(id).backlinks.len().saturating_sub(BACKLINK_LIMIT));
        let long: Vec<_> = garden.ids().map(further).filter(|(_, more)| *more > 0).collect();
        for (id, more) in long {
            let page = garden.note(id).page.as_str();
            let base = format!("{}-backlinks", page.strip_suffix(".html").unwrap_or(page));
            let first = garden.addresses.claim(&base);
            self.backlinks.insert(id, paginate(garden, more, first, &base));
        }
    }

    fn plan_authors(&mut self, garden: &mut Garden, inputs: &Inputs<'_>, newest: &Newest) {
        for (key, (name, mut notes)) in people::writers(garden, inputs.config, inputs.authors) {
            let base = format!("authors/{}", crate::path::slug(&name));
            let first = garden.addresses.claim(&base);
            notes.sort_unstable_by_key(|id| newest.rank[id.0 as usize]);
            self.authors.insert(key, Writer { name, list: list(garden, notes, first, &base) });
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
            // A folder's own note is its first page.
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
            // The page of a note is its first page already.
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

/// A page that has its address for good, see `garden::Addresses`.
pub fn fixed(name: &str) -> OutputPath {
    OutputPath::new(name)
}

fn list(garden: &mut Garden, notes: Vec<NoteId>, first: OutputPath, base: &str) -> List {
    let pages = paginate(garden, notes.len(), first, base);
    List { notes, pages, breaks: Vec::new() }
}

/// Addresses for all pages of a list.
pub(super) fn paginate(garden: &mut Garden, entries: usize, first: OutputPath, base: &str) -> Vec<OutputPath> {
    let further = further_pages(garden, entries, base);
    std::iter::once(first).chain(further).collect()
}

fn further_pages(garden: &mut Garden, entries: usize, base: &str) -> Vec<OutputPath> {
    let pages = entries.div_ceil(LIST_LIMIT);
    (2..=pages).map(|number| garden.addresses.claim(&format!("{base}-page-{number}"))).collect()
}

/// Where the titles of all notes are sorted.
fn titles(garden: &Garden, alphabet: &Alphabet, earlier: Option<(&Garden, &Plan)>) -> Vec<Arc<Sorted>> {
    let sorted = |entry: &Arc<Entry>| Arc::new(alphabet.place(&entry.note.title));
    let Some((before, plan)) = earlier else { return garden.notes.par_map(|_, entry| sorted(entry)) };
    let kept = Kept::between(before, garden);
    garden.notes.par_map(|id, entry| {
        let same = kept.earlier(id).filter(|earlier| before.note(*earlier).note.title == entry.note.title);
        same.map_or_else(|| sorted(entry), |earlier| plan.titles[earlier.0 as usize].clone())
    })
}

/// All notes by the day that they are listed under, newest first.
struct Newest {
    notes: Vec<NoteId>,
    /// By note: its place among them.
    rank: Vec<u32>,
}

impl Newest {
    fn new(garden: &Garden) -> Self {
        let notes = latest_first(garden.ids().map(|id| (day(garden, id), id)).collect());
        let mut rank = vec![0; garden.notes.slots()];
        for (place, id) in notes.iter().enumerate() {
            rank[id.0 as usize] = place as u32;
        }
        Self { notes, rank }
    }
}

fn recent(garden: &Garden) -> Vec<NoteId> {
    let last = |id: &NoteId| garden.note(*id).modified.max(garden.note(*id).created);
    latest_first(garden.ids().map(|id| (last(&id), id)).filter(|(day, _)| day.is_some()).collect())
}

/// Notes by their days, those that have none behind the others, and in the order of their paths where days are equal.
fn latest_first(mut notes: Vec<(Option<Date>, NoteId)>) -> Vec<NoteId> {
    notes.par_sort_unstable_by_key(|(day, id)| (std::cmp::Reverse(*day), *id));
    notes.into_iter().map(|(_, id)| id).collect()
}

/// All notes in the order of their titles.
fn by_title(garden: &Garden, titles: &[Arc<Sorted>]) -> Vec<NoteId> {
    // The first signs tell most titles apart, and are at hand without a look at the titles themselves.
    let begins = |key: &str| {
        let mut first = [0; 8];
        key.bytes().zip(&mut first).for_each(|(byte, first)| *first = byte);
        u64::from_be_bytes(first)
    };
    let keyed = |id: NoteId| {
        let title = &titles[id.0 as usize].0;
        (title.0, begins(&title.1), id)
    };
    let mut notes: Vec<(bool, u64, NoteId)> = garden.ids().map(keyed).collect();
    notes.par_sort_unstable_by(|a, b| {
        let whole = |note: &(bool, u64, NoteId)| (&titles[note.2.0 as usize].0, note.2);
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| whole(a).cmp(&whole(b)))
    });
    notes.into_iter().map(|(.., id)| id).collect()
}

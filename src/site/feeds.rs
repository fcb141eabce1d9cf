//! Which feeds a site has and where: of the garden and its folders, tags and authors, if it has a `base_url`.
//!
//! `Feeds::plan` is the entry point. `syndication` makes the feeds.

use std::collections::BTreeMap;

use super::list::List;
use super::page::fixed;
use super::people::Writer;
use crate::config::{Config, ListFeeds};
use crate::garden::{Garden, NoteId, ancestors, folder_base};
use crate::note::tag::Tag;
use crate::path::OutputPath;

/// The subject of a feed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Of {
    /// The whole garden.
    Garden,
    /// A folder with its subfolders, by path.
    Folder(String),
    /// A tag with the tags nested under it.
    Tag(Tag),
    /// An author, by folded name.
    Author(String),
}

/// The addresses of the feeds of one subject: at least one is present.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// The Atom feed.
    pub atom: Option<OutputPath>,
    /// The JSON feed.
    pub json: Option<OutputPath>,
}

impl Pair {
    /// Returns both addresses, as far as they are present.
    pub(super) fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.atom.iter().chain(&self.json)
    }
}

/// All feeds of a site.
#[derive(Debug, Default)]
pub struct Feeds {
    of: BTreeMap<Of, Pair>,
    at: BTreeMap<OutputPath, Of>,
    /// By note: its position when sorted by last modification, `u32::MAX` if it has no date.
    rank: Vec<u32>,
}

/// The lists that may get feeds.
pub(super) struct Lists<'p> {
    /// Notes that have a date, last modified first.
    pub(super) recent: &'p [NoteId],
    /// Notes of each folder.
    pub(super) folders: &'p BTreeMap<String, List>,
    /// Notes of each tag.
    pub(super) tags: &'p BTreeMap<Tag, List>,
    /// The authors of notes, by folded name.
    pub(super) authors: &'p BTreeMap<String, Writer>,
}

impl Feeds {
    /// Plans the feeds of a garden whose lists are planned, and claims their addresses. None without a `base_url`.
    pub(super) fn plan(garden: &mut Garden, lists: &Lists<'_>, config: &Config) -> Self {
        let mut feeds = Self::default();
        if config.base_url.is_none() || !(config.feeds.atom || config.feeds.json) {
            return feeds;
        }
        feeds.rank = vec![u32::MAX; garden.notes.slots()];
        for (place, id) in lists.recent.iter().enumerate() {
            feeds.rank[id.0 as usize] = place as u32;
        }
        let pair = Pair {
            atom: config.feeds.atom.then(|| fixed("atom.xml")),
            json: config.feeds.json.then(|| fixed("feed.json")),
        };
        feeds.add(Of::Garden, pair);
        for (of, base) in feeds.wanted(garden, lists, config) {
            let mut claim = |name: &str| garden.addresses.claim_file(&format!("{base}/{name}"));
            let atom = config.feeds.atom.then(|| claim("atom.xml"));
            let json = config.feeds.json.then(|| claim("feed.json"));
            feeds.add(of, Pair { atom, json });
        }
        feeds
    }

    /// Returns the lists that get feeds, each with the folder its feeds go to.
    fn wanted(&self, garden: &Garden, lists: &Lists<'_>, config: &Config) -> Vec<(Of, String)> {
        let settings = &config.feeds;
        let dated = |notes: &[NoteId]| notes.iter().filter(|id| self.rank(**id).is_some()).count();
        let beside = |page: &OutputPath| page.without_html().to_owned();
        let mut wanted = Vec::new();
        if settings.folders != ListFeeds::None {
            let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
            for (folder, list) in lists.folders {
                let count = dated(&list.notes);
                ancestors(folder).for_each(|above| *folders.entry(above).or_default() += count);
            }
            folders.retain(|folder, _| !folder.is_empty() && garden.folders.contains_key(*folder));
            let largest = largest(folders, config).into_iter();
            wanted.extend(largest.map(|folder| (Of::Folder(folder.to_owned()), folder_base(folder))));
        }
        if settings.tags != ListFeeds::None {
            let tags = lists.tags.iter().map(|(tag, list)| ((tag, list), dated(&list.notes)));
            let with_base = |(tag, list): (&Tag, &List)| Some((Of::Tag(tag.clone()), beside(list.pages.first()?)));
            wanted.extend(largest(tags, config).into_iter().filter_map(with_base));
        }
        if settings.authors != ListFeeds::None {
            let authors = lists.authors.iter().map(|(key, it)| ((key, &it.list), dated(&it.list.notes)));
            let with_base =
                |(key, list): (&String, &List)| Some((Of::Author(key.clone()), beside(list.pages.first()?)));
            wanted.extend(largest(authors, config).into_iter().filter_map(with_base));
        }
        wanted
    }

    fn add(&mut self, of: Of, pair: Pair) {
        self.at.extend(pair.paths().map(|path| (path.clone(), of.clone())));
        self.of.insert(of, pair);
    }

    /// Returns the addresses of the feeds of a subject, if it has any.
    pub fn of(&self, of: &Of) -> Option<&Pair> {
        self.of.get(of)
    }

    /// Returns all subjects that have feeds, with the addresses of these.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Of, &Pair)> {
        self.of.iter()
    }

    /// Returns the subject of the feed at a path.
    pub(super) fn at(&self, path: &OutputPath) -> Option<&Of> {
        self.at.get(path)
    }

    /// Returns a note's position when sorted by last modification; `None` if it has no date.
    pub(super) fn rank(&self, id: NoteId) -> Option<u32> {
        Some(self.rank[id.0 as usize]).filter(|rank| *rank != u32::MAX)
    }

    /// Returns the paths of all feeds.
    pub fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.at.keys()
    }
}

/// Returns the lists that are long enough for a feed, at most as many as the settings allow, the longest preferred;
/// the order of the input is kept.
fn largest<T>(lists: impl IntoIterator<Item = (T, usize)>, config: &Config) -> Vec<T> {
    let (least, most) = (config.feeds.least.0 as usize, config.feeds.most.0 as usize);
    let enough = lists.into_iter().filter(|(_, count)| *count >= least);
    let mut lists: Vec<(usize, (T, usize))> = enough.enumerate().collect();
    lists.sort_unstable_by_key(|(place, (_, count))| (std::cmp::Reverse(*count), *place));
    lists.truncate(most);
    lists.sort_unstable_by_key(|(place, _)| *place);
    lists.into_iter().map(|(_, (list, _))| list).collect()
}

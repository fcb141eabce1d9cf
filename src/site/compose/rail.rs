//! The rail: the list beside a page. Beside a note it shows the neighbours in its folder, beside a folder's list the
//! sibling folders, and beside the first page the top-level folders.
//!
//! All pages of a folder show nearly the same rail. Where all pages are made, [`Rails::new`] therefore has the theme
//! render each note of it twice, as a neighbour and as the current page, and [`Composer::rail`] joins the pieces.
//! Nothing else on a page is rendered before the page itself. Subfolders are only sorted ahead, once for all of them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rayon::prelude::*;

use super::Composer;
use crate::diagnostic::Diagnostic;
use crate::garden::NoteId;
use crate::path::OutputPath;
use crate::render::frame;
use crate::render::view::{Html, Link, More, Neighbour, Rail};

/// The rendered notes of all folders.
#[derive(Default)]
pub(in crate::site) struct Rails<'a> {
    folders: BTreeMap<&'a str, Folder>,
    /// Rails of notes whose pages are in another folder than those of their neighbours, because a `permalink`
    /// gives them an address of their own.
    elsewhere: BTreeMap<NoteId, String>,
    /// The subfolders of all folders that have any.
    subfolders: BTreeMap<&'a str, Subfolders<'a>>,
}

/// The folders directly in a folder that have a page.
#[derive(Clone, Default)]
pub(super) struct Subfolders<'a> {
    /// Their paths, by title in the order of the site's language.
    pub(super) sorted: Vec<&'a str>,
    /// By page: the index in `sorted` of the folder that it belongs to.
    places: HashMap<&'a OutputPath, usize>,
}

/// The rendered notes of a folder, in the order of its list.
struct Folder {
    /// All of them as neighbours, concatenated.
    neighbours: String,
    /// The end of each in `neighbours`.
    ends: Vec<usize>,
    /// Each as the current page.
    current: Vec<String>,
}

impl<'a> Rails<'a> {
    /// Renders the notes of all folders. Errors point to a place in the theme.
    pub(in crate::site) fn new(composer: &Composer<'a>) -> Result<Self, Vec<Diagnostic>> {
        let mut rails = Self::default();
        for (folder, list) in &composer.plan.folders {
            let page = |id: &NoteId| &composer.garden.note(*id).page;
            let is_usual = |id: &&NoteId| composer.garden.note(**id).note.front.permalink.is_none();
            let Some(from) = list.notes.iter().find(is_usual).or(list.notes.first()).map(page) else { continue };
            let write = |id: &NoteId, current| composer.neighbour(*id, from, current);
            let neighbours = list.notes.par_iter().map(|id| write(id, false)).collect::<Result<Vec<_>, _>>()?;
            let current = list.notes.par_iter().map(|id| write(id, true)).collect::<Result<Vec<_>, _>>()?;
            let ends = neighbours.iter().scan(0, |end, neighbour| {
                *end += neighbour.len();
                Some(*end)
            });
            rails.folders.insert(folder, Folder { ends: ends.collect(), neighbours: neighbours.concat(), current });
            for (here, id) in list.notes.iter().enumerate().filter(|(_, id)| page(id).folder() != from.folder()) {
                let shown = &list.notes[window(here, list.notes.len())];
                let written = shown.iter().map(|other| composer.neighbour(*other, page(id), other == id));
                rails.elsewhere.insert(*id, written.collect::<Result<_, _>>()?);
            }
        }
        let parents = composer.garden.folders.iter().filter(|(_, folder)| !folder.folders.is_empty());
        rails.subfolders = parents.map(|(path, _)| (path.as_str(), composer.sort_subfolders(path))).collect();
        Ok(rails)
    }

    /// Returns the rendered notes around the one at index `here` of a folder's list, if there are any.
    fn around(&self, id: NoteId, folder: &str, here: usize) -> Option<String> {
        if let Some(written) = self.elsewhere.get(&id) {
            return Some(written.clone());
        }
        let Folder { neighbours, ends, current } = self.folders.get(folder)?;
        let shown = window(here, ends.len());
        let end = |place: usize| place.checked_sub(1).map_or(0, |before| ends[before]);
        let around =
            [&neighbours[end(shown.start)..end(here)], &current[here], &neighbours[end(here + 1)..end(shown.end)]];
        Some(around.concat())
    }
}

/// Returns the range of a list of `count` notes that is shown around index `here`.
fn window(here: usize, count: usize) -> Range<usize> {
    let start = here.saturating_sub(Rail::LIMIT / 2).min(count.saturating_sub(Rail::LIMIT));
    start..(start + Rail::LIMIT).min(count)
}

impl<'a> Composer<'a> {
    /// Renders a note in a rail, as seen from a page; empty for the folder note and the home page, which are already
    /// shown above the others.
    fn neighbour(&self, id: NoteId, from: &OutputPath, current: bool) -> Result<String, Vec<Diagnostic>> {
        let folder = self.garden.note(id).note.path.folder();
        if self.speaks_for(folder, id) || folder.is_empty() && self.plan.home_note == Some(id) {
            return Ok(String::new());
        }
        let Link { title, href } = self.link(from, id);
        frame::neighbour(self.inputs.theme, self.shared, &Neighbour { title, href, current })
    }

    /// Returns the rail of a note: its neighbours in the folder's list. The folder note of a folder without other
    /// notes gets the rail of that folder among its siblings.
    pub(super) fn rail(&self, id: NoteId, path: &OutputPath) -> Result<Rail<'a>, Vec<Diagnostic>> {
        let folder = self.garden.note(id).note.path.folder();
        let Some(list) = self.plan.folders.get(folder) else { return Ok(Rail::default()) };
        if list.notes.len() == 1 && !folder.is_empty() && self.speaks_for(folder, id) {
            return self.folder_rail(folder, path);
        }
        let here = self.plan.place[id.0 as usize];
        let shown = window(here, list.notes.len());
        let notes = match self.rails.around(id, folder, here) {
            Some(notes) => notes,
            None => {
                let shown = list.notes[shown.clone()].iter();
                shown.map(|other| self.neighbour(*other, path, *other == id)).collect::<Result<_, _>>()?
            }
        };
        let more = list.notes.len() - shown.len();
        let page =
            if folder.is_empty() { self.plan.notes.pages.first() } else { self.plan.folder_page(self.garden, folder) };
        Ok(Rail {
            folders: self.crumbs(path, folder).into_iter().skip(usize::from(!folder.is_empty())).collect(),
            notes: Html(notes),
            more: page.filter(|_| more > 0).map(|page| More { count: more, href: page.url_from(path).into_owned() }),
            at_top: false,
        })
    }

    /// Returns the rail of the first page: the top-level folders, and the notes outside all folders.
    pub(super) fn home_rail(&self, path: &OutputPath) -> Result<Rail<'a>, Vec<Diagnostic>> {
        let is_at_the_top = |id: &NoteId| self.garden.note(*id).note.path.folder().is_empty();
        let own = self.plan.home_note.filter(is_at_the_top);
        let own = own.map_or_else(|| Ok(Rail::default()), |id| self.rail(id, path))?;
        let folders = self.folders("", "", path)?;
        Ok(Rail { folders: self.crumbs(path, ""), notes: Html(folders + &own.notes.0), at_top: true, ..own })
    }

    /// Returns the rail of a folder's list: the folder among its siblings.
    pub(super) fn folder_rail(&self, folder: &'a str, path: &OutputPath) -> Result<Rail<'a>, Vec<Diagnostic>> {
        let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
        let folders = self.crumbs(path, above).into_iter().skip(usize::from(!above.is_empty()));
        let notes = Html(self.folders(above, folder, path)?);
        Ok(Rail { folders: folders.collect(), notes, more: None, at_top: above.is_empty() })
    }

    /// Renders the subfolders of a folder, as many as fit around the one that the page belongs to.
    fn folders(&self, above: &str, here: &str, path: &OutputPath) -> Result<String, Vec<Diagnostic>> {
        let Subfolders { sorted, places } = &*self.subfolders(above);
        let here = self.plan.folder_page(self.garden, here).and_then(|page| places.get(page)).copied();
        let shown = window(here.unwrap_or_default(), sorted.len());
        let neighbour = |place: usize| {
            let page = self.plan.folder_page(self.garden, sorted[place]);
            let href = page.map(|page| page.url_from(path)).unwrap_or_default();
            let (title, current) = (self.folder_title(sorted[place]), here == Some(place));
            frame::neighbour(self.inputs.theme, self.shared, &Neighbour { title, href, current })
        };
        shown.map(neighbour).collect()
    }

    /// Returns the subfolders of a folder, sorted ahead if all pages are made.
    pub(super) fn subfolders(&self, above: &str) -> Cow<'a, Subfolders<'a>> {
        let known = self.rails.subfolders.get(above).map(Cow::Borrowed);
        known.unwrap_or_else(|| Cow::Owned(self.sort_subfolders(above)))
    }

    fn sort_subfolders(&self, above: &str) -> Subfolders<'a> {
        let page = |folder: &str| self.plan.folder_page(self.garden, folder);
        let folders = self.garden.folders.get(above).map_or(&[][..], |folder| folder.folders.as_slice());
        let mut sorted: Vec<&str> =
            folders.iter().map(String::as_str).filter(|folder| page(folder).is_some()).collect();
        sorted.sort_by_cached_key(|folder| self.plan.alphabet.key(&self.folder_title(folder)));
        let places = sorted.iter().enumerate().filter_map(|(place, folder)| Some((page(folder)?, place))).collect();
        Subfolders { sorted, places }
    }
}

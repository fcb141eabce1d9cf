//! The first page.

use std::borrow::Cow;

use super::{Composer, View};
use crate::diagnostic::Diagnostic;
use crate::garden::NoteId;
use crate::path::OutputPath;
use crate::render::page::Page;
use crate::render::view::{self, Counted, HomePage, Item, More};
use crate::site::plan::LIST_LIMIT;

/// Recent notes shown.
const RECENT_LIMIT: usize = 12;
/// New notes and tended notes shown, if there are both.
const SHORT_LIMIT: usize = 6;
/// Most folders and most tags shown.
const WAYS_LIMIT: usize = 48;

impl<'a> Composer<'a> {
    pub(super) fn home_page(&self, path: &OutputPath) -> Result<Page<'a>, Vec<Diagnostic>> {
        let own = self.plan.home_note;
        let is_other = |id: &&NoteId| Some(**id) != own;
        let tended: Vec<NoteId> = self.plan.tended.iter().filter(is_other).take(SHORT_LIMIT).copied().collect();
        let more = self.plan.tended.iter().filter(is_other).count() - tended.len();
        // With tended notes there are two separate lists, new and tended; without, one list of recent notes.
        let recent: Vec<NoteId> = match tended.is_empty() {
            true => self.plan.recent.iter().filter(is_other).take(RECENT_LIMIT).copied().collect(),
            false => self.plan.newest.iter().filter(is_other).take(SHORT_LIMIT).copied().collect(),
        };
        let (note, contexts) = own.map_or_else(
            || (None, Vec::new()),
            |id| {
                let (note, contexts) = self.note(id, path);
                // The first page would be related to everything.
                (Some(view::Note { related: Vec::new(), ..note }), contexts)
            },
        );
        let body = own.map(|id| {
            let mut body = self.body(id, View::From(path));
            body.part.callers = self.callers(id, path);
            body
        });
        let mut shell = match (own, &body) {
            (Some(id), Some(body)) => self.note_shell(id, path, body),
            _ => self.shell(path, Cow::Borrowed(&self.inputs.config.title), ""),
        };
        shell.kind = "website";
        shell.place = "home";
        shell.rail = self.home_rail(path)?;
        let tags = self.common_tags(path);
        let more_tags = self.plan.tags.len() - tags.len();
        let (notes, more_notes) = self.loose_notes(path);
        let page = HomePage {
            shell,
            note,
            recent: recent
                .into_iter()
                .map(|id| if tended.is_empty() { self.recent_item(path, id) } else { self.item(path, id) })
                .collect(),
            more_tended: self
                .plan
                .tended_page
                .as_ref()
                .filter(|_| more > 0)
                .map(|page| More { count: more, href: page.url_from(path).into_owned() }),
            tended: tended.into_iter().map(|id| self.recent_item(path, id)).collect(),
            folders: self.folder_links("", path).into_iter().take(WAYS_LIMIT).collect(),
            notes,
            more_notes,
            tags,
            more_tags: (more_tags > 0)
                .then(|| More { count: more_tags, href: OutputPath::new("tags.html").url_from(path).into_owned() }),
        };
        Ok(Page::Home(page, body, contexts))
    }

    /// Returns the notes that are in no folder and how many of them are not listed, if no note is the home page: no page
    /// of a folder lists them.
    fn loose_notes(&self, path: &OutputPath) -> (Vec<Item<'a>>, Option<More>) {
        let list = self.plan.folders.get("").filter(|_| self.plan.home_note.is_none());
        let loose = list.map_or(&[][..], |list| &list.notes);
        let more = loose.len().saturating_sub(LIST_LIMIT);
        let all = self.plan.notes.pages.first().filter(|_| more > 0);
        let items = loose.iter().take(LIST_LIMIT).map(|id| self.item(path, *id)).collect();
        (items, all.map(|page| More { count: more, href: page.url_from(path).into_owned() }))
    }

    /// Returns a note as a list item, dated with the later of its two days.
    pub(super) fn recent_item(&self, path: &OutputPath, id: NoteId) -> Item<'a> {
        let entry = self.garden.note(id);
        let last = entry.modified.max(entry.created);
        Item { date: last.map(|day| self.date(day)), ..self.item(path, id) }
    }

    /// Returns the top-level tags with the most notes, sorted by name.
    fn common_tags(&self, path: &OutputPath) -> Vec<Counted<'a>> {
        let mut tags: Vec<_> = self.plan.tags.iter().filter(|(tag, _)| !tag.as_str().contains('/')).collect();
        tags.sort_by(|a, b| b.1.notes.len().cmp(&a.1.notes.len()).then_with(|| a.0.cmp(b.0)));
        tags.truncate(WAYS_LIMIT);
        let tags = tags.into_iter().filter_map(|(tag, list)| self.counted_tag(tag.as_str(), list, path));
        let mut tags: Vec<Counted<'a>> = tags.collect();
        self.sort(&mut tags);
        tags
    }
}

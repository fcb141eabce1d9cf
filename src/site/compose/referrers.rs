//! What refers to a note: links to it, to its headings and blocks, mentions of its name, and related notes.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::around::{Place, around};
use super::{Card, Composer};
use crate::garden::{self, Backlink, NoteId};
use crate::graph;
use crate::mention::Mentioned;
use crate::path::OutputPath;
use crate::render::html::Callers;
use crate::render::page::{Context, Page, Spoken};
use crate::render::view::{self, Backlinks, Link, More};
use crate::site::plan::{BACKLINK_LIMIT, LIST_LIMIT};

/// The number of backlinks shown unfolded if there are more than [`FOLD_FROM`], so that what follows can be reached.
const UNFOLDED: usize = 8;
const FOLD_FROM: usize = 10;
/// Most blocks of one note shown as contexts of its links.
const CONTEXT_LIMIT: usize = 3;
/// Most notes shown beside a heading or block as linking to it.
const CALLER_LIMIT: usize = 12;

/// Groups of backlinks, with the contexts of each.
type Groups<'a> = (Vec<view::Backlink<'a>>, Vec<Vec<Context<'a>>>);

impl<'a> Composer<'a> {
    pub(super) fn backlinks(&self, id: NoteId, path: &OutputPath) -> (Option<Backlinks<'a>>, Vec<Vec<Context<'a>>>) {
        let all = self.in_order(id);
        if all.is_empty() {
            return (None, Vec::new());
        }
        let shown = &all[..all.len().min(BACKLINK_LIMIT)];
        let ((mut groups, mut contexts), (daily, of_daily)) = self.backlink_groups(shown, path);
        contexts.extend(of_daily);
        let further = if groups.len() > FOLD_FROM { groups.split_off(UNFOLDED) } else { Vec::new() };
        let more = self.plan.backlinks.get(&id).and_then(|pages| pages.first());
        let more = more.map(|page| More { count: all.len() - shown.len(), href: page.url_from(path).into_owned() });
        (Some(Backlinks { count: all.len(), groups, further, daily, more }), contexts)
    }

    /// Returns the links to a note by source, newest first, those without a date by title after them, daily notes last.
    fn in_order(&self, id: NoteId) -> Vec<&'a Backlink> {
        let is_daily = |backlink: &&Backlink| self.card(backlink.source).is_daily;
        let all = self.garden.note(id).backlinks.iter();
        let (mut daily, mut others): (Vec<_>, Vec<_>) = all.partition(is_daily);
        daily.sort_by_key(|backlink| Reverse(self.card(backlink.source).created));
        others.sort_by_cached_key(|backlink| {
            let card = self.card(backlink.source);
            let title = card.created.is_none().then(|| self.plan.alphabet.key(card.title));
            (Reverse(card.created), title)
        });
        others.extend(daily);
        others
    }

    /// Returns the groups of notes with names of their own, and those of daily notes, which follow them.
    fn backlink_groups(&self, backlinks: &[&Backlink], path: &OutputPath) -> (Groups<'a>, Groups<'a>) {
        let is_named = |backlink: &&Backlink| !self.card(backlink.source).is_daily;
        let (named, daily) = backlinks.split_at(backlinks.partition_point(is_named));
        let groups = |of: &[&Backlink]| of.iter().map(|backlink| self.backlink_group(backlink, path)).unzip();
        (groups(named), groups(daily))
    }

    pub(super) fn backlink_group(
        &self,
        backlink: &Backlink,
        path: &OutputPath,
    ) -> (view::Backlink<'a>, Vec<Context<'a>>) {
        let note = &self.garden.note(backlink.source).note;
        let mut contexts: Vec<Context<'a>> = Vec::new();
        for link in &backlink.links {
            let Some(Place { block, text }) = self.around(backlink.source, *link) else { continue };
            let is_known = contexts.iter().any(|known| known.block == block);
            if !is_known && contexts.len() < CONTEXT_LIMIT {
                contexts.push(Context { note, block, text, spoken: Spoken::Link });
            }
        }
        (self.group(backlink.source, path), contexts)
    }

    /// Returns the words of a link and of its block, if there are words around it to show as context.
    fn around(&self, source: NoteId, link: u32) -> Option<Place> {
        let found = || around(self.garden.note(source), link as usize, |id| self.card(id));
        self.around.get(source, link).unwrap_or_else(found)
    }

    /// Returns the group of a referring note, without its contexts.
    fn group(&self, source: NoteId, path: &OutputPath) -> view::Backlink<'a> {
        let Card { title, page, created, .. } = self.card(source);
        let date = created.map(|day| self.date(day));
        view::Backlink { title: Cow::Borrowed(title), href: page.url_from(path), date, contexts: Vec::new() }
    }

    pub(super) fn backlinks_page(&self, id: NoteId, number: usize, path: &OutputPath) -> Page<'a> {
        let entry = self.garden.note(id);
        let all = self.in_order(id);
        let first = BACKLINK_LIMIT.min(all.len());
        let further = &all[first..];
        let shown = further.chunks(LIST_LIMIT).nth(number).unwrap_or_default();
        let ((groups, mut contexts), (daily, of_daily)) = self.backlink_groups(shown, path);
        contexts.extend(of_daily);
        let folder = entry.note.path.folder();
        let mut crumbs = self.crumbs(path, folder);
        if !self.speaks_for(folder, id) {
            crumbs.push(self.link(path, id));
        }
        let title = Cow::Borrowed(entry.note.title.as_str());
        let pages = self.plan.backlinks.get(&id).map_or(&[][..], Vec::as_slice);
        let page = view::BacklinksPage {
            shell: self.shell(path, title.clone(), ""),
            crumbs,
            title,
            count: all.len(),
            first: More { count: first, href: entry.page.url_from(path).into_owned() },
            groups,
            daily,
            pages: super::lists::pages(number, pages, path),
        };
        Page::Backlinks(page, contexts)
    }

    /// Returns the notes that link to headings and blocks of a note, by the ids of these.
    pub(super) fn callers(&self, id: NoteId, path: &OutputPath) -> BTreeMap<String, Callers> {
        let entry = self.garden.note(id);
        if !self.card(id).may_have_callers {
            return BTreeMap::new();
        }
        let mut of: BTreeMap<String, Vec<NoteId>> = BTreeMap::new();
        for backlink in &entry.backlinks {
            let links = &self.garden.note(backlink.source).links;
            for place in backlink.links.iter().map(|link| links[*link as usize].place()) {
                let id = match place {
                    garden::Place::Top | garden::Place::Broken => continue,
                    garden::Place::Heading(index) => entry.note.headings[index as usize].id.clone(),
                    garden::Place::Block(index) => format!("^{}", entry.note.anchors[index as usize].id),
                };
                let sources = of.entry(id).or_default();
                if sources.last() != Some(&backlink.source) {
                    sources.push(backlink.source);
                }
            }
        }
        let callers = |sources: Vec<NoteId>| Callers {
            label: self.words().counted("link_here", sources.len()),
            notes: sources
                .iter()
                .take(CALLER_LIMIT)
                .map(|source| self.card(*source))
                .map(|source| (source.title.to_owned(), source.page.url_from(path).into_owned()))
                .collect(),
            more: match sources.len().saturating_sub(CALLER_LIMIT) {
                0 => String::new(),
                more => self.words().counted("more", more),
            },
        };
        of.into_iter().map(|(id, sources)| (id, callers(sources))).collect()
    }

    /// Returns the notes that mention a note without a link.
    pub(super) fn mentions(
        &self,
        id: NoteId,
        path: &OutputPath,
    ) -> (Option<view::Mentions<'a>>, Vec<Vec<Context<'a>>>) {
        let all = self.mentions.to(self.garden, id);
        let shown = &all[..all.len().min(self.inputs.config.mentions.limit.0 as usize)];
        let group = |mentioned: &Mentioned| {
            let note = &self.garden.note(mentioned.source).note;
            let (block, text) = (note.blocks[mentioned.mention.block as usize].text, mentioned.mention.text);
            (self.group(mentioned.source, path), vec![Context { note, block, text, spoken: Spoken::Name }])
        };
        let (groups, contexts) = shown.iter().map(group).unzip();
        let mentions = view::Mentions { count: all.len(), groups, more: all.len() - shown.len() };
        ((!all.is_empty()).then_some(mentions), contexts)
    }

    /// Returns the notes related to a note, with the reasons.
    pub(super) fn related(&self, id: NoteId, path: &OutputPath) -> Vec<view::Related<'a>> {
        let settings = &self.inputs.config.related;
        if !settings.enabled {
            return Vec::new();
        }
        let related = graph::related(self.garden, self.links, id, settings.limit.0 as usize);
        related.into_iter().map(|related| self.related_view(&related, path)).collect()
    }

    fn related_view(&self, related: &graph::Related, path: &OutputPath) -> view::Related<'a> {
        let Link { title, href } = self.link(path, related.note);
        let mut reasons = Vec::new();
        if related.tags > 0 {
            reasons.push(Cow::Owned(self.words().counted("shared_tags", related.tags)));
        }
        if let Some(goal) = related.goals.first() {
            let both = self.words().text("both_link_to").replace("{title}", self.card(*goal).title);
            reasons.push(Cow::Owned(match related.goals.len() - 1 {
                0 => both,
                more => format!("{both} {}", self.words().counted("more", more)),
            }));
        }
        view::Related { title, href, reasons }
    }
}

//! The text of a note, with the targets of all its links.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Composer;
use crate::garden::{Entry, NoteId, Place, Resolution, Target, section};
use crate::note::{LinkKind, Note, Span, is_image};
use crate::path::{OutputPath, OutputPathRef, percent_encode};
use crate::render::html::{Destination, Embed, Part};
use crate::render::page::Body;

/// Most levels of nested embeds.
const DEPTH_LIMIT: usize = 5;
/// Most bytes of other notes' text that a page embeds.
const EMBED_LIMIT: usize = 512 * 1024;

/// What an embed takes of this besides its text: it has a frame and a link to its source.
const EMBED_SIZE: usize = 64;

/// How addresses are written: relative to a page, or absolute.
#[derive(Clone, Copy)]
pub(in crate::site) enum View<'a> {
    /// Relative to this page.
    From(&'a OutputPath),
    /// Preceded by the address of the site, for feeds.
    Absolute(&'a str),
}

impl View<'_> {
    pub(super) fn href(self, page: &OutputPath) -> String {
        self.href_of(page.lend())
    }

    fn href_of(self, page: OutputPathRef<'_>) -> String {
        match self {
            View::From(from) => page.url_from(from).into_owned(),
            View::Absolute(base) => format!("{base}{}", page.url()),
        }
    }
}

/// A note that encloses an embed, and the span of the embed in it.
struct Open {
    note: Option<NoteId>,
    at: Span,
}

/// A text with the targets of its links: a note, or a text card of a canvas.
#[derive(Clone, Copy)]
struct Source<'a> {
    note: &'a Arc<Note>,
    links: &'a [Resolution],
    html: &'a BTreeMap<String, Target>,
    id: Option<NoteId>,
}

impl<'a> Source<'a> {
    fn note(entry: &'a Entry, id: NoteId) -> Self {
        Self { note: &entry.note, links: &entry.links, html: &entry.html_targets, id: Some(id) }
    }
}

/// State of the embeds on one page: the notes that are open and the bytes left.
struct Budget<'a> {
    view: View<'a>,
    page: &'a OutputPath,
    open: Vec<Open>,
    left: usize,
}

impl<'a> Composer<'a> {
    /// Returns the text of a note for its own page or a feed.
    pub(in crate::site) fn body(&self, id: NoteId, view: View<'_>) -> Body {
        let entry = self.garden.note(id);
        let mut budget = Budget { view, page: &entry.page, open: Vec::new(), left: EMBED_LIMIT };
        self.with_tags(self.part(Source::note(entry, id), None, &mut budget), view)
    }

    /// Returns the text of a card for the page of its canvas.
    pub(super) fn card_body(
        &self,
        note: &'a Arc<Note>,
        links: &'a [Resolution],
        html: &'a BTreeMap<String, Target>,
        page: &OutputPath,
    ) -> Body {
        let view = View::From(page);
        let mut budget = Budget { view, page, open: Vec::new(), left: EMBED_LIMIT };
        let source = Source { note, links, html, id: None };
        self.with_tags(self.part(source, None, &mut budget), view)
    }

    /// Returns a text with the addresses of the pages of its tags, including tags in embeds.
    fn with_tags(&self, part: Part, view: View<'_>) -> Body {
        let mut tags = BTreeMap::new();
        self.add_tags(&part, view, &mut tags);
        Body { part, tags }
    }

    fn add_tags(&self, part: &Part, view: View<'_>, pages: &mut BTreeMap<String, String>) {
        for tag in &part.note.tags {
            if !pages.contains_key(tag.as_str())
                && let Some(page) = self.plan.tags.get(tag).and_then(|list| list.pages.first())
            {
                pages.insert(tag.as_str().to_owned(), view.href(page));
            }
        }
        part.embedded().for_each(|embedded| self.add_tags(embedded, view, pages));
    }

    /// Returns the part of a note that is shown, or all of it.
    fn part(&self, source: Source<'_>, shown: Option<Span>, budget: &mut Budget<'_>) -> Part {
        let span = shown.unwrap_or_else(|| section(source.note, Place::Top));
        let numbers: BTreeSet<u32> = match shown {
            // Links in the front matter are shown beside the note.
            None => (0..source.note.links.len() as u32).collect(),
            // A footnote belongs to every part, since any may refer to it.
            Some(_) => std::iter::once(&span)
                .chain(&source.note.footnotes)
                .flat_map(|span| source.note.links_in(*span))
                .collect(),
        };
        let links =
            numbers.into_iter().map(|link| (link, self.destination(source, link as usize, span, budget))).collect();
        let html =
            source.html.iter().map(|(written, target)| (written.clone(), budget.view.href(self.garden.page(*target))));
        Part { note: source.note.clone(), span, links, html: html.collect(), callers: BTreeMap::new() }
    }

    fn destination(&self, source: Source<'_>, index: usize, shown: Span, budget: &mut Budget<'_>) -> Destination {
        let (link, resolution) = (&source.note.links[index], &source.links[index]);
        let Some(target) = resolution.target() else {
            return match resolution {
                Resolution::Day(day) => self
                    .plan
                    .days
                    .get(*day)
                    .map_or(Destination::Missing, |day| Destination::Page(budget.view.href(day.page()))),
                Resolution::Missing => Destination::Missing,
                _ => Destination::Withheld,
            };
        };
        match target {
            Target::File(file) => {
                let attachment = self.garden.file(file);
                let href = budget.view.href(&attachment.page);
                let probe = self.probes.of(file, self.inputs, self.garden);
                let (size, ink) = probe.map_or((None, false), |probe| (probe.size, probe.ink));
                if is_image(attachment.source.as_str()) && link.kind == LinkKind::Embed {
                    return Destination::Image { href, size, ink };
                }
                let fragment = link.fragment.as_deref().filter(|_| link.kind == LinkKind::Link);
                Destination::Page(
                    fragment.map_or(href.clone(), |fragment| format!("{href}#{}", percent_encode(fragment))),
                )
            }
            Target::Note(goal) => {
                let href = self.href_to(goal, resolution.place(), budget.view, budget.page);
                if link.kind == LinkKind::Link || !shown.contains(link.span) {
                    return Destination::Page(href);
                }
                self.embed(source, link.span, (goal, resolution.place()), href, budget)
            }
        }
    }

    /// Returns the address of a place in a note.
    pub(super) fn href_to(&self, goal: NoteId, place: Place, view: View<'_>, from: &OutputPath) -> String {
        let (own, note) = (self.card(goal).page, || &self.garden.note(goal).note);
        // On the note's own page a place is just a fragment; in an embed it is a place on that other page.
        let is_here = matches!(view, View::From(_)) && own == from.lend();
        let page =
            if is_here && place != Place::Top && place != Place::Broken { String::new() } else { view.href_of(own) };
        match place {
            Place::Top | Place::Broken => page,
            Place::Heading(index) => format!("{page}#{}", percent_encode(&note().headings[index as usize].id)),
            Place::Block(index) => {
                format!("{page}#{}", percent_encode(&format!("^{}", note().anchors[index as usize].id)))
            }
        }
    }

    /// Embeds a part of a note, unless it is already open or exceeds a limit; then the embed becomes a link.
    fn embed(
        &self,
        source: Source<'_>,
        at: Span,
        (goal, place): (NoteId, Place),
        href: String,
        budget: &mut Budget<'_>,
    ) -> Destination {
        let entry = self.garden.note(goal);
        let span = section(&entry.note, place);
        budget.open.push(Open { note: source.id, at });
        let is_open = budget.open.iter().any(|open| open.note == Some(goal) && span.contains(open.at));
        let size = span.range().len() + EMBED_SIZE;
        let destination = if is_open || budget.open.len() > DEPTH_LIMIT || size > budget.left {
            Destination::Cut(href)
        } else {
            budget.left -= size;
            let part = self.part(Source::note(entry, goal), Some(span), budget);
            let title = match place {
                Place::Heading(index) => {
                    format!("{} > {}", entry.note.title, entry.note.words(entry.note.headings[index as usize].text))
                }
                _ => entry.note.title.clone(),
            };
            Destination::Embed(Box::new(Embed { part, title, href }))
        };
        budget.open.pop();
        destination
    }
}

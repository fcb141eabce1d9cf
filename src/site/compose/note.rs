//! The page of a note.

use std::borrow::Cow;

use super::{Composer, View};
use crate::diagnostic::Diagnostic;
use crate::diagram;
use crate::garden::{Entry, FileId, NoteId};
use crate::graph;
use crate::note::Note;
use crate::path::{OutputPath, percent_encode};
use crate::render::page::{Body, Context, Page};
use crate::render::view::{self, Heading, Link, NotePage, Shell, Stage};
use crate::site::people;

/// Reading speed in words per minute.
const WORDS_A_MINUTE: usize = 220;

impl<'a> Composer<'a> {
    pub(super) fn note_page(&self, id: NoteId, path: &OutputPath) -> Result<Page<'a>, Vec<Diagnostic>> {
        let entry = self.garden.note(id);
        let (note, contexts) = self.note(id, path);
        let folder = entry.note.path.folder();
        let mut crumbs = self.crumbs(path, folder);
        let speaks = self.speaks_for(folder, id);
        if speaks {
            // A folder note is what the last crumb links to.
            crumbs.pop();
        }
        let mut body = self.body(id, View::From(path));
        body.part.callers = self.callers(id, path);
        let feeds = if speaks { self.folder_feeds(folder, path) } else { Vec::new() };
        let shell = Shell { rail: self.rail(id, path)?, feeds, ..self.note_shell(id, path, &body) };
        let page = NotePage { shell, crumbs, note, folder: self.folder_of(id, path), day: self.day_of(id, path) };
        Ok(Page::Note(page, body, contexts))
    }

    /// Returns the contents of the folder that a note is the folder note of.
    fn folder_of(&self, id: NoteId, path: &OutputPath) -> Option<view::Folder<'a>> {
        let folder = self.garden.note(id).note.path.folder();
        self.speaks_for(folder, id).then_some(())?;
        let list = self.plan.folders.get(folder)?;
        let shown = view::Folder {
            folders: self.folder_links(folder, path),
            items: list.on_page(0).iter().filter(|note| **note != id).map(|note| self.item(path, *note)).collect(),
            pages: super::lists::pages(0, &list.pages, path),
        };
        (!shown.folders.is_empty() || !shown.items.is_empty()).then_some(shown)
    }

    pub(super) fn note_shell(&self, id: NoteId, path: &OutputPath, body: &Body) -> Shell<'a> {
        let entry = self.garden.note(id);
        let summary = entry.note.summary();
        let shell = self.shell(path, Cow::Borrowed(&entry.note.title), "");
        let authors = people::names(&entry.note, self.inputs.authors);
        Shell {
            description: (!summary.is_empty()).then_some(Cow::Owned(summary)),
            authors: if authors.is_empty() { shell.authors } else { authors },
            image: self.image(entry),
            kind: "article",
            draft: entry.note.draft,
            remote_media: body.part.has_remote_media(),
            code: body.part.has_code(),
            math: body.part.has_math(),
            callouts: body.part.has_callouts(),
            diagram: diagram::AVAILABLE && body.part.has_diagram(),
            ..shell
        }
    }

    /// Returns the picture that represents a note when it is shared, as an absolute address: a published file, or
    /// one on another host.
    fn image(&self, entry: &Entry) -> Option<String> {
        let base = self.inputs.config.base_url.as_ref()?;
        match entry.image {
            Some(file) => Some(format!("{}{}", base.as_str(), self.garden.file(file).page.url())),
            None => entry.note.front.image.clone().filter(|image| image.starts_with("https://")),
        }
    }

    /// Returns a note as templates see it, without its texts and properties, and the contexts of the links to it.
    pub(super) fn note(&self, id: NoteId, path: &OutputPath) -> (view::Note<'a>, Vec<Vec<Context<'a>>>) {
        let entry = self.garden.note(id);
        let note = &entry.note;
        let config = self.inputs.config;
        let (backlinks, mut contexts) = self.backlinks(id, path);
        let (mentions, of_mentions) = self.mentions(id, path);
        contexts.extend(of_mentions);
        let language =
            note.front.language.as_deref().filter(|language| !language.eq_ignore_ascii_case(config.language.as_str()));
        let note = view::Note {
            title: Cow::Borrowed(note.title.as_str()),
            id: note
                .headings
                .first()
                .filter(|_| note.title_is_heading)
                .map(|heading| Cow::Borrowed(heading.id.as_str())),
            language: language.map(Cow::Borrowed),
            direction: crate::theme::direction(language.unwrap_or(config.language.as_str())),
            planted: entry.created.map(|day| self.date(day)),
            day: self.day_href(id, path),
            tended: entry.modified.filter(|day| Some(*day) != entry.created).map(|day| self.date(day)),
            minutes: (note.words as usize).div_ceil(WORDS_A_MINUTE),
            stage: self.stage(note),
            draft: note.draft,
            tags: self.tag_links(path, entry),
            stands: self.stands(id, path),
            classes: note.front.css_classes.iter().map(|class| Cow::Borrowed(class.as_str())).collect(),
            authors: self.authors(note, path),
            history: self.note_history(id, path),
            license: note
                .front
                .license
                .as_deref()
                .filter(|license| config.license.as_deref() != Some(license))
                .map(Cow::Borrowed),
            edit: config.edit.as_ref().map(|edit| edit.of(note.path.as_str())),
            properties: Vec::new(),
            body: view::Html::default(),
            contents: contents(entry),
            backlinks,
            mentions,
            related: self.related(id, path),
            canvases: entry.canvases.iter().map(|file| self.canvas_link(path, *file)).collect(),
            nearby: self.nearby(id, path),
        };
        (note, contexts)
    }

    /// Returns how far a note has grown. A value that is not one of the known stages counts only if the garden
    /// shows that property.
    fn stage(&self, note: &'a Note) -> Option<Stage<'a>> {
        let stage = Stage::new(note.front.stage.as_deref()?, self.words());
        let asked = || self.inputs.config.properties.iter().any(|key| matches!(key.as_str(), "status" | "stage"));
        (!stage.icon.is_empty() || asked()).then_some(stage)
    }

    /// Returns a link to a canvas that the note is on.
    fn canvas_link(&self, path: &OutputPath, file: FileId) -> Link<'a> {
        let canvas = self.garden.file(file);
        Link { title: Cow::Borrowed(canvas.source.stem()), href: canvas.page.url_from(path) }
    }

    /// Returns the neighbours of a note in the graph. They are found here and drawn when the page is rendered.
    fn nearby(&self, id: NoteId, path: &OutputPath) -> Option<view::Nearby<'a>> {
        let is_wanted = self.inputs.config.graph.local;
        let near = is_wanted.then(|| graph::near(self.links, id)).flatten()?;
        let notes = near.notes.iter().skip(1).map(|other| self.link(path, *other)).collect();
        let (picture, list) = (view::Html::default(), view::Html::default());
        Some(view::Nearby { picture, list, width: graph::WIDTH, height: 0, notes, shape: near.shape })
    }
}

/// Returns the headings of a note's top three levels, nested; empty if there are fewer than two.
fn contents(entry: &Entry) -> Vec<Heading<'_>> {
    let note = &entry.note;
    let headings = note.headings.iter().skip(usize::from(note.title_is_heading));
    let top = headings.clone().map(|heading| heading.level).min().unwrap_or(1);
    let mut contents: Vec<Heading<'_>> = Vec::new();
    let mut count = 0;
    for heading in headings.filter(|heading| heading.level < top + 3 && heading.text.start < heading.text.end) {
        count += 1;
        let mut under = &mut contents;
        for _ in top..heading.level {
            if under.is_empty() {
                break;
            }
            let last = under.len() - 1;
            under = &mut under[last].under;
        }
        let href = format!("#{}", percent_encode(&heading.id));
        under.push(Heading { title: Cow::Borrowed(note.words(heading.text)), href, under: Vec::new() });
    }
    if count < 2 { Vec::new() } else { contents }
}

//! `garden.json`: the garden as data, published with the site, for other gardens and other tools.
//!
//! [`write()`] is the entry point. The format is documented for users; it holds nothing that a page
//! does not show, and all addresses in it are relative to the file.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::garden::{Entry, Garden, Resolution, Target};
use crate::note::markdown::visible;
use crate::note::{Link, LinkKind};
use crate::render::context;

#[derive(Serialize)]
struct Document<'a> {
    version: u8,
    notes: Notes<'a>,
    tags: BTreeMap<&'a str, Vec<&'a str>>,
}

/// All notes, each made when its turn comes: together they are as large as the file.
struct Notes<'a>(&'a Garden);

impl Serialize for Notes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.notes.iter().map(|entry| note(self.0, entry)))
    }
}

#[derive(Serialize)]
struct Note<'a> {
    path: &'a str,
    url: String,
    title: &'a str,
    created: Option<String>,
    modified: Option<String>,
    tags: Vec<&'a str>,
    aliases: &'a [String],
    links: Vec<NoteLink<'a>>,
    backlinks: Vec<Backlink<'a>>,
}

#[derive(Serialize)]
struct NoteLink<'a> {
    raw: Cow<'a, str>,
    target: Option<&'a str>,
    fragment: Option<&'a str>,
    kind: &'static str,
    display: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Backlink<'a> {
    source: &'a str,
    context: String,
}

/// The garden as JSON.
pub(super) fn write(garden: &Garden) -> Vec<u8> {
    let tags = garden
        .tags
        .iter()
        .map(|(tag, notes)| (tag.as_str(), notes.iter().map(|id| garden.note(*id).note.path.as_str()).collect()));
    let document = Document { version: 1, notes: Notes(garden), tags: tags.collect() };
    // Strings and numbers in structs: there is nothing in them that JSON could not say.
    serde_json::to_vec(&document).unwrap_or_default()
}

fn note<'a>(garden: &'a Garden, entry: &'a Entry) -> Note<'a> {
    let note = &entry.note;
    let links = note.links.iter().zip(&entry.links).filter(|(_, resolution)| **resolution != Resolution::Withheld);
    Note {
        path: note.path.as_str(),
        url: entry.page.url(),
        title: &note.title,
        created: entry.created.map(|date| date.to_string()),
        modified: entry.modified.map(|date| date.to_string()),
        tags: note.tags.iter().map(|tag| tag.as_str()).collect(),
        aliases: &note.aliases,
        links: links.map(|(link, resolution)| note_link(garden, entry, link, resolution)).collect(),
        backlinks: entry
            .backlinks
            .iter()
            .filter_map(|backlink| {
                let source = &garden.note(backlink.source).note;
                let link = &source.links[*backlink.links.first()? as usize];
                Some(Backlink { source: source.path.as_str(), context: context::text(source, link) })
            })
            .collect(),
    }
}

fn note_link<'a>(garden: &'a Garden, entry: &'a Entry, link: &'a Link, resolution: &Resolution) -> NoteLink<'a> {
    let target = resolution.target().map(|target| match target {
        Target::Note(id) => garden.note(id).note.path.as_str(),
        Target::File(id) => garden.file(id).source.as_str(),
    });
    NoteLink {
        raw: visible(&entry.note.text[link.span.range()]),
        target,
        fragment: link.fragment.as_deref(),
        kind: match link.kind {
            LinkKind::Link => "link",
            LinkKind::Embed => "embed",
        },
        display: &link.display,
        line: link.line,
    }
}

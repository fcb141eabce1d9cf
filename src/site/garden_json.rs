//! `garden.json`: the garden as data, published with the site, for other gardens and other tools.
//!
//! [`write()`] is the entry point. The file holds nothing that a page does not show; all addresses in it
//! are relative to it, so that it serves any host and any folder. In version 1 it is
//!
//! ```json
//! { "version": 1,
//!   "notes": [ {
//!     "path": "notes/Dual Sheds.md", "url": "notes/dual-sheds.html", "title": "Dual Sheds",
//!     "created": "2025-04-22", "modified": null,
//!     "tags": ["mutual-aid"], "aliases": ["Two sheds"],
//!     "fields": { "rating": ["5"], "seen by": ["Ann", "Ben"] },
//!     "links": [ { "raw": "[[Aid#Now|aid]]", "target": "notes/Aid.md", "fragment": "Now",
//!                  "kind": "link", "display": "aid", "line": 12 } ],
//!     "backlinks": [ { "source": "index.md", "context": "Start with the dual sheds." } ] } ],
//!   "tags": { "mutual-aid": ["notes/Dual Sheds.md"] } }
//! ```
//!
//! `fields` are the inline fields of a note's published text, `key:: value` on a line of its own or in
//! brackets: each key as it is written, with its values as plain text in the order of the text. A note
//! without any has no `fields`. A `target` that is `null` does not exist; a link to a day that no note is named
//! after has that day as `day`. Whoever reads the file should
//! expect keys that are not listed here.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use crate::garden::{self, Entry, Garden, NoteId, Resolution, Target};
use crate::note::markdown::visible;
use crate::note::{self, Link, LinkKind};
use crate::render::context::{Excerpt, SHORT_REACH};

#[derive(Serialize)]
struct Note<'a> {
    path: &'a str,
    url: String,
    title: &'a str,
    created: Option<String>,
    modified: Option<String>,
    tags: Vec<&'a str>,
    aliases: &'a [String],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<&'a str, Vec<&'a str>>,
    links: Vec<NoteLink<'a>>,
    backlinks: Vec<Backlink<'a>>,
}

#[derive(Serialize)]
struct NoteLink<'a> {
    raw: Cow<'a, str>,
    target: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
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

/// Notes that are written at a time.
const BATCH: usize = 512;
/// Notes that are written one after the other.
const RUN: usize = 16;
/// Bytes that most notes take at most.
const USUAL: usize = 4 * 1024;

/// The garden as JSON, in parts: `version`, then `notes` in the order of their paths, then `tags`. Notes are
/// written a few at a time: all together they can be larger than everything else that a build holds.
pub(super) fn write(garden: &Garden) -> impl Iterator<Item = Vec<u8>> {
    let entries: Vec<&Arc<Entry>> = garden.notes.iter().collect();
    let named = Named::of(garden);
    let batches = (0..entries.len()).step_by(BATCH).map(move |start| {
        let batch = &entries[start..entries.len().min(start + BATCH)];
        let runs: Vec<Vec<u8>> = batch.par_chunks(RUN).map(|run| named.write(run)).collect();
        let mut part = runs.concat();
        if start == 0 {
            // Each note has a comma before it, the very first one too.
            part.remove(0);
        }
        part
    });
    let begin = std::iter::once(b"{\"version\":1,\"notes\":[".to_vec());
    begin.chain(batches).chain(std::iter::once_with(|| [b"],\"tags\":", &json(&tags(garden))[..], b"}"].concat()))
}

/// A garden with the paths of its notes at hand: every link names one.
struct Named<'a> {
    garden: &'a Garden,
    /// By number; empty for numbers that no note has.
    paths: Vec<&'a str>,
}

/// The paths of the notes with each tag.
fn tags(garden: &Garden) -> BTreeMap<&str, Vec<&str>> {
    let paths = |notes: &[NoteId]| notes.iter().map(|id| garden.note(*id).note.path.as_str()).collect();
    garden.tags.iter().map(|(tag, notes)| (tag.as_str(), paths(notes))).collect()
}

fn json(value: &impl Serialize) -> Vec<u8> {
    // Strings and numbers in structs: there is nothing in them that JSON could not say.
    serde_json::to_vec(value).unwrap_or_default()
}

impl<'a> Named<'a> {
    fn of(garden: &'a Garden) -> Self {
        let mut paths = vec![""; garden.notes.slots()];
        for (id, entry) in garden.notes.numbered() {
            paths[id.0 as usize] = entry.note.path.as_str();
        }
        Self { garden, paths }
    }

    fn path(&self, id: NoteId) -> &'a str {
        self.paths[id.0 as usize]
    }

    /// Notes, each with a comma before it.
    fn write(&self, entries: &[&'a Arc<Entry>]) -> Vec<u8> {
        let mut out = Vec::with_capacity(entries.len() * USUAL);
        for entry in entries {
            out.push(b',');
            // Strings and numbers in structs: there is nothing in them that JSON could not say.
            let _ = serde_json::to_writer(&mut out, &self.note(entry));
        }
        out
    }

    fn note(&self, entry: &'a Entry) -> Note<'a> {
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
            fields: fields(note),
            links: links.map(|(link, resolution)| self.link(entry, link, resolution)).collect(),
            backlinks: self.backlinks(entry),
        }
    }

    fn backlinks(&self, entry: &Entry) -> Vec<Backlink<'a>> {
        let context = |backlink: &garden::Backlink| {
            let source = &self.garden.note(backlink.source).note;
            let link = &source.links[*backlink.links.first()? as usize];
            Some((self.path(backlink.source), link, Excerpt::of_link(source, link, SHORT_REACH)))
        };
        let contexts: Vec<_> = entry.backlinks.iter().filter_map(context).collect();
        let written = |(source, link, excerpt): (&'a str, &Link, Option<Excerpt<'_>>)| Backlink {
            source,
            context: excerpt.map_or_else(|| link.display.clone(), |excerpt| excerpt.text()),
        };
        contexts.into_iter().map(written).collect()
    }

    fn link(&self, entry: &'a Entry, link: &'a Link, resolution: &Resolution) -> NoteLink<'a> {
        let target = resolution.target().map(|target| match target {
            Target::Note(id) => self.path(id),
            Target::File(id) => self.garden.file(id).source.as_str(),
        });
        NoteLink {
            raw: raw(entry, link),
            target,
            day: resolution.day().map(|day| day.to_string()),
            fragment: link.fragment.as_deref(),
            kind: match link.kind {
                LinkKind::Link => "link",
                LinkKind::Embed => "embed",
            },
            display: &link.display,
            line: link.line,
        }
    }
}

fn fields(note: &note::Note) -> BTreeMap<&str, Vec<&str>> {
    let mut fields: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for field in &note.fields {
        fields.entry(&field.key).or_default().push(&field.value);
    }
    fields
}

/// A link as written; one of a header line, which is not kept, as it may have been written.
fn raw<'a>(entry: &'a Entry, link: &Link) -> Cow<'a, str> {
    let written = visible(&entry.note.text[link.span.range()]);
    if !written.trim().is_empty() {
        return written;
    }
    let fragment = link.fragment.iter().map(|fragment| format!("#{fragment}")).collect::<String>();
    let target = format!("{}{fragment}", link.target);
    let display = Some(&link.display).filter(|display| **display != target).map(|display| format!("|{display}"));
    Cow::Owned(format!("[[{target}{}]]", display.unwrap_or_default()))
}

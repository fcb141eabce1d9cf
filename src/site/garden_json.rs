//! `garden.json`: the garden as data, published with the site, for other gardens and other tools.
//!
//! [`write()`] is the entry point. The file contains nothing that pages do not show. All addresses in it
//! are relative to the file itself, so it works on any host and in any folder. Version 1:
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
//! brackets: each key as written, with its values as plain text in document order. A note without inline fields has
//! no `fields`. A link that no reader sees, in a property that is not shown or in a header line, has no `display`, its
//! `raw` says only where it leads, and its `context` is empty. A `target` of `null` does not exist; a link to a day that
//! no note is named after has that day as `day`. Readers of the file should ignore keys that are not listed here.

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
    #[serde(skip_serializing_if = "Option::is_none")]
    display: Option<&'a str>,
    line: u32,
}

#[derive(Serialize)]
struct Backlink<'a> {
    source: &'a str,
    context: String,
}

/// Notes per part of the output.
const BATCH: usize = 512;
/// Notes that one task serializes in sequence.
const RUN: usize = 16;
/// Initial buffer capacity per note in bytes; most notes need less.
const USUAL: usize = 4 * 1024;

/// Writes the garden as JSON, in parts: `version`, then `notes` in path order, then `tags`. Notes are
/// written in batches because all of them together can be larger than everything else a build holds in memory.
pub(super) fn write(garden: &Garden) -> impl Iterator<Item = Vec<u8>> {
    let entries: Vec<&Arc<Entry>> = garden.notes.iter().collect();
    let named = Named::of(garden);
    let batches = (0..entries.len()).step_by(BATCH).map(move |start| {
        let batch = &entries[start..entries.len().min(start + BATCH)];
        let runs: Vec<Vec<u8>> = batch.par_chunks(RUN).map(|run| named.write(run)).collect();
        let mut part = runs.concat();
        if start == 0 {
            // Every note is preceded by a comma; the very first one must not be.
            part.remove(0);
        }
        part
    });
    let begin = std::iter::once(b"{\"version\":1,\"notes\":[".to_vec());
    begin.chain(batches).chain(std::iter::once_with(|| [b"],\"tags\":", &json(&tags(garden))[..], b"}"].concat()))
}

/// A garden with a table of its notes' paths, since every link names one.
struct Named<'a> {
    garden: &'a Garden,
    /// Paths by note number; empty for unused numbers.
    paths: Vec<&'a str>,
}

/// Returns the paths of the notes with each tag.
fn tags(garden: &Garden) -> BTreeMap<&str, Vec<&str>> {
    let paths = |notes: &[NoteId]| notes.iter().map(|id| garden.note(*id).note.path.as_str()).collect();
    garden.tags.iter().map(|(tag, notes)| (tag.as_str(), paths(notes))).collect()
}

fn json(value: &impl Serialize) -> Vec<u8> {
    // Can't fail: the structs hold only strings and numbers.
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

    /// Serializes notes, each preceded by a comma.
    fn write(&self, entries: &[&'a Arc<Entry>]) -> Vec<u8> {
        let mut out = Vec::with_capacity(entries.len() * USUAL);
        for entry in entries {
            out.push(b',');
            // Can't fail: the structs hold only strings and numbers.
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
            let mut links = backlink.links.iter().map(|place| &source.links[*place as usize]);
            let first = links.next()?;
            let link = if first.hidden { links.find(|link| !link.hidden).unwrap_or(first) } else { first };
            Some((self.path(backlink.source), link, Excerpt::of_link(source, link, SHORT_REACH)))
        };
        let contexts: Vec<_> = entry.backlinks.iter().filter_map(context).collect();
        let written = |(source, link, excerpt): (&'a str, &Link, Option<Excerpt<'_>>)| Backlink {
            source,
            context: match excerpt {
                Some(excerpt) => excerpt.text(),
                None if link.hidden => String::new(),
                None => link.display.clone(),
            },
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
            display: (!link.hidden).then_some(&*link.display),
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

/// Returns a link as written; of a link that no reader sees only where it leads, as a wikilink.
fn raw<'a>(entry: &'a Entry, link: &Link) -> Cow<'a, str> {
    if !link.hidden {
        return visible(&entry.note.text[link.span.range()]);
    }
    let fragment = link.fragment.iter().map(|fragment| format!("#{fragment}")).collect::<String>();
    Cow::Owned(format!("[[{}{fragment}]]", link.target))
}

//! `previews/<number>.js`: the previews that previews.js shows of linked notes.
//!
//! [`Previews::new`] is the entry point. The [`hash::short`] of a note's address determines its file, so that
//! pages need no index, and a changed note changes one file. Each file is a script, so that pages opened
//! from disk can load it too, and calls `allotmentPreviews.shard(number, notes)`. `notes` maps each address,
//! relative to the root of the site, to
//!
//! - the title,
//! - the creation day, written out, or an empty string,
//! - the beginning of the note as paragraphs of HTML without links,
//! - the beginnings of those headings and blocks in it that links point to, by id,
//! - its language, if that differs from the garden's.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use super::Inputs;
use crate::config::Config;
use crate::garden::{Entry, Garden, NoteId, Place, Target, section};
use crate::hash;
use crate::note::{Block, BlockKind, Note};
use crate::path::OutputPath;
use crate::render::context;
use crate::script::harmless;

/// Approximate number of notes per file.
const NOTES: usize = 48;
/// Letters of text shown. Wide ones, such as ideographs, count as two.
const LENGTH: usize = 320;
/// With fewer letters than this left, no further block is begun.
const LEAST: usize = 100;

/// The division of a garden's previews into files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Previews {
    /// The number of files: a power of two, so that it seldom changes.
    pub(super) files: usize,
}

#[derive(Serialize)]
struct Preview<'a>(&'a str, String, Vec<String>, BTreeMap<String, Vec<String>>, Option<&'a str>);

impl Previews {
    /// Returns the previews of a garden, unless the settings turn them off or it has no notes.
    pub(super) fn new(config: &Config, garden: &Garden) -> Option<Self> {
        let files = garden.notes.len().div_ceil(NOTES).next_power_of_two();
        (config.theme.previews && !garden.notes.is_empty()).then_some(Self { files })
    }

    /// Returns the paths of the files.
    pub(super) fn paths(self) -> impl Iterator<Item = OutputPath> {
        (0..self.files).map(path)
    }

    /// Writes the files.
    pub(super) fn write(self, inputs: &Inputs<'_>, garden: &Garden) -> Vec<(OutputPath, Vec<u8>)> {
        let places = places(garden);
        let mut files: Vec<Vec<NoteId>> = vec![Vec::new(); self.files];
        for id in garden.ids() {
            files[hash::short(garden.note(id).page.as_str()) as usize % self.files].push(id);
        }
        let written = files.par_iter().enumerate().map(|(number, notes)| {
            let preview = |id: &NoteId| {
                let entry = garden.note(*id);
                (entry.page.as_str(), preview(entry, places.get(id), inputs))
            };
            let notes: BTreeMap<&str, Preview<'_>> = notes.iter().map(preview).collect();
            let notes = harmless(&serde_json::to_string(&notes).unwrap_or_default());
            (path(number), format!("allotmentPreviews.shard({number},{notes})\n").into_bytes())
        });
        written.collect()
    }
}

fn path(number: usize) -> OutputPath {
    OutputPath::new(&format!("previews/{number}.js"))
}

/// Returns the headings and blocks of notes that links point to.
fn places(garden: &Garden) -> BTreeMap<NoteId, BTreeSet<Place>> {
    let mut places: BTreeMap<NoteId, BTreeSet<Place>> = BTreeMap::new();
    for resolution in garden.notes.iter().flat_map(|entry| &entry.links) {
        if let (Some(Target::Note(id)), place @ (Place::Heading(_) | Place::Block(_))) =
            (resolution.target(), resolution.place())
        {
            places.entry(id).or_default().insert(place);
        }
    }
    places
}

fn preview<'a>(entry: &'a Entry, places: Option<&BTreeSet<Place>>, inputs: &Inputs<'a>) -> Preview<'a> {
    let note = &entry.note;
    let own = note.front.language.as_deref();
    let language = own.filter(|language| !language.eq_ignore_ascii_case(inputs.config.language.as_str()));
    let shown = |place: &Place| (id(note, *place), beginning(note, *place));
    Preview(
        &note.title,
        entry.created.map(|day| inputs.theme.words().date(day)).unwrap_or_default(),
        beginning(note, Place::Top),
        places.into_iter().flatten().map(shown).collect(),
        language,
    )
}

/// Returns the id of a place's element on the page of its note.
fn id(note: &Note, place: Place) -> String {
    match place {
        Place::Top | Place::Broken => String::new(),
        Place::Heading(number) => note.headings[number as usize].id.clone(),
        Place::Block(number) => format!("^{}", note.anchors[number as usize].id),
    }
}

/// Returns the beginning of a part of a note as paragraphs: its heading, its first paragraph (or first block of
/// another kind), and the following blocks with their headings as long as there is room.
fn beginning(note: &Note, place: Place) -> Vec<String> {
    let part = section(note, place);
    let is_shown = |block: &&Block| block.kind != BlockKind::Heading && block.text.start < block.text.end;
    let blocks = || note.blocks_in(part).iter().filter(is_shown);
    let is_paragraph = |block: &Block| block.kind == BlockKind::Paragraph && !block.quoted;
    let first = if place == Place::Top { blocks().position(is_paragraph).unwrap_or_default() } else { 0 };
    let mut out: Vec<String> = heading(note, place).into_iter().collect();
    let mut room = LENGTH;
    let mut above = blocks().nth(first).and_then(|block| block.heading);
    for (number, block) in blocks().skip(first).enumerate() {
        if number > 0 && (block.kind == BlockKind::Code || room <= LEAST) {
            break;
        }
        if block.heading != above {
            above = block.heading;
            let heading = above.and_then(|number| heading(note, Place::Heading(number)));
            room = room.saturating_sub(heading.as_ref().map_or(0, String::len));
            out.extend(heading);
        }
        let mark = if block.kind == BlockKind::Item { "• " } else { "" };
        out.push(format!("{mark}{}", context::beginning(note, block, room)));
        room = room.saturating_sub(context::length(note.words(block.text)));
    }
    out
}

/// Returns the heading of a place, if the place is one.
fn heading(note: &Note, place: Place) -> Option<String> {
    let Place::Heading(number) = place else { return None };
    let own = &note.headings[number as usize];
    let block = Block { kind: BlockKind::Heading, quoted: false, text: own.text, span: own.span, heading: None };
    Some(format!("<strong>{}</strong>", context::beginning(note, &block, LENGTH)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note;
    use crate::path::SourcePath;

    fn read(text: &str) -> Note {
        note::read(&SourcePath::new("Compost.md"), text.as_bytes(), &note::Options::default())
    }

    #[test]
    fn a_short_beginning_goes_on_with_what_follows() {
        let text =
            "Rot is good.\n\nIt takes a year.\n\n## Heat\n\n- It steams.\n- It sinks.\n\n```\ncode\n```\n\n## Worms\n";
        let note = read(text);
        let heat = ["<strong>Heat</strong>", "• It steams.", "• It sinks."];
        assert_eq!(beginning(&note, Place::Top), [&["Rot is good.", "It takes a year."][..], &heat].concat());
        assert_eq!(beginning(&note, Place::Heading(0)), heat);
        assert_eq!(beginning(&note, Place::Heading(1)), ["<strong>Worms</strong>"]);
    }

    #[test]
    fn a_long_beginning_is_cut_and_leaves_no_room() {
        let long = "Rot is good. ".repeat(30);
        let note = read(&format!("{long}\n\nIt takes a year.\n"));
        let begun = beginning(&note, Place::Top);
        assert!(begun.len() == 1 && begun[0].ends_with('…') && begun[0].len() <= LENGTH + 3, "{begun:?}");
    }

    #[test]
    fn an_address_has_the_number_that_the_script_finds() {
        // tests/browser/previews.test.js has the same numbers.
        let numbers = ["index.html", "notes/dual-power.html", "日本/堆肥.html"].map(hash::short);
        assert_eq!(numbers, [4_024_653_090, 378_149_436, 482_021_799]);
    }
}

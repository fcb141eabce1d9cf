//! Parts: the text of a long note in pieces, so that a reader loads only those that contain the words.
//!
//! [`parts`] cuts a note, both for the index and for the files of notes. A short note is one part, and the index says
//! no more about it. For a long note the index also records which parts a word occurs in, by the numbers of parts
//! ([`number`]), and whether it is in a heading or a name there; those of names count in all parts. `places` uses this
//! to choose what to look at for an answer.

use super::Section;
use crate::note::media::names_file;
use crate::note::{Block, BlockKind, Link, LinkKind, Note, Span};

/// Notes with more bytes of text are cut. Shorter ones share a file with others or have one of about this size.
const LONG: usize = 9_800;
/// Bytes of text after which a part ends: at the next heading, and before the block that would exceed the limit.
const SIZE: (usize, usize) = (4_800, 8_000);
/// The most parts of a note.
pub(super) const MOST_PARTS: u32 = 32;

/// The level of a word in a part that has it in a heading or, if it is the first one, in a name of the note.
pub(super) const IN_HEADING: u8 = 3;
/// The same of a word in the text.
pub(super) const IN_TEXT: u8 = 2;
/// The same of a word of the note's names that the part itself does not have: it counts there too, so that the other
/// words of a query decide which part is looked at.
pub(super) const IN_NAME: u8 = 1;

/// The number of a part among the parts of all notes. The first part of each note is its part 0.
pub(super) fn number(note: u32, part: u32) -> u32 {
    note.saturating_mul(MOST_PARTS).saturating_add(part)
}

/// Returns the sections of a note by part; there is at least one part. A section that is cut repeats its heading in
/// each.
pub(super) fn parts(note: &Note) -> Vec<Vec<Section<'_>>> {
    let sections = sections(note);
    let size = note.plain.len();
    if size <= LONG {
        return vec![sections];
    }
    // Each part has more than half of `most` bytes, or exceeds `most` with the next one, so there are never too many.
    let most = SIZE.1.max(size.div_ceil(MOST_PARTS as usize / 2 - 1));
    let mut cut = Cut { parts: vec![Vec::new()], size: 0, least: most * SIZE.0 / SIZE.1, most };
    sections.into_iter().for_each(|section| cut.add(section));
    cut.parts
}

/// Returns the sections of a note, the first of which has no heading. A heading that repeats the title counts as the
/// top of the page.
fn sections(note: &Note) -> Vec<Section<'_>> {
    let mut sections = vec![Section { id: "", heading: "", blocks: Vec::new() }];
    let is_title = |heading: usize| heading == 0 && note.title_is_heading;
    let of_headings = note.headings.iter().enumerate().filter(|(number, _)| !is_title(*number));
    sections.extend(of_headings.map(|(_, heading)| Section {
        id: &heading.id,
        heading: note.words(heading.text),
        blocks: Vec::new(),
    }));
    for block in note.blocks.iter().filter(|block| block.kind != BlockKind::Heading) {
        let number = block.heading.map_or(0, |heading| heading as usize + 1 - usize::from(note.title_is_heading));
        if let Some(section) = sections.get_mut(number) {
            section.blocks.push(block);
        }
    }
    sections
}

/// Calls `found` with the text of a block in pieces: without the targets of embedded notes, which readers do not see.
pub(super) fn each_text<'a>(note: &'a Note, block: &Block, mut found: impl FnMut(&'a str)) {
    let mut rest = block.text;
    let first = note.links.partition_point(|link| link.text.start < rest.start);
    for link in note.links[first..].iter().take_while(|link| link.text.end <= block.text.end) {
        if shows_its_target(link) && link.text.start >= rest.start {
            found(note.words(Span { end: link.text.start, ..rest }).trim_end());
            rest.start = link.text.end;
        }
    }
    found(note.words(rest));
}

/// Whether a link is an embed of a note that has no words of its own.
fn shows_its_target(Link { kind, target, fragment, display, text, .. }: &Link) -> bool {
    let is_embed = *kind == LinkKind::Embed && text.start < text.end && !names_file(target);
    let after = display.strip_prefix(target.as_str());
    is_embed && after.is_some_and(|after| after.is_empty() || after.strip_prefix('#') == fragment.as_deref())
}

/// The parts of a note that is being cut.
struct Cut<'a> {
    parts: Vec<Vec<Section<'a>>>,
    /// Bytes in the last part.
    size: usize,
    least: usize,
    most: usize,
}

impl<'a> Cut<'a> {
    fn add(&mut self, section: Section<'a>) {
        let Section { id, heading, blocks } = section;
        if self.size > self.least {
            self.next();
        }
        self.size += heading.len();
        let mut here: Vec<&Block> = Vec::new();
        for block in blocks {
            let size = block.text.range().len();
            if self.size > 0 && self.size + size > self.most {
                // A heading stays with the text below it.
                if !here.is_empty() {
                    self.push(Section { id, heading, blocks: std::mem::take(&mut here) });
                }
                self.next();
            }
            self.size += size;
            here.push(block);
        }
        self.push(Section { id, heading, blocks: here });
    }

    fn push(&mut self, section: Section<'a>) {
        if let Some(part) = self.parts.last_mut() {
            part.push(section);
        }
    }

    fn next(&mut self) {
        let is_empty = self.parts.last().is_some_and(Vec::is_empty);
        if !is_empty && self.parts.len() < MOST_PARTS as usize {
            self.parts.push(Vec::new());
            self.size = 0;
        }
    }
}

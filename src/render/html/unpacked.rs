//! The pieces of the notes on a page. Each note is unpacked once, however many parts of it are shown, and a part is
//! found without going through the whole note.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::references::Cited;
use super::{Destination, Part};
use crate::note::markdown::{Element, Event, Piece};
use crate::note::{Note, Span};

/// All notes of which a part or its embeds show something, by where they are in memory.
#[derive(Default)]
pub(super) struct Notes<'p>(HashMap<*const Note, Unpacked<'p>>);

impl<'p> Notes<'p> {
    pub(super) fn of(part: &'p Part) -> Self {
        let mut notes = Self::default();
        notes.add(part);
        notes
    }

    fn add(&mut self, part: &'p Part) {
        self.0.entry(Arc::as_ptr(&part.note)).or_insert_with(|| Unpacked::new(&part.note));
        for destination in part.links.values() {
            if let Destination::Embed(embed) = destination {
                self.add(&embed.part);
            }
        }
    }

    pub(super) fn get(&self, note: &Arc<Note>) -> Option<&Unpacked<'p>> {
        self.0.get(&Arc::as_ptr(note))
    }
}

/// The pieces of a note.
pub(super) struct Unpacked<'p> {
    pub(super) pieces: Vec<Piece<'p>>,
    /// The part of the file that all of them are in.
    whole: Span,
    places: OnceCell<Places>,
    cited: OnceCell<Option<Cited>>,
}

/// Where the pieces are, to find those of a part.
struct Places {
    /// By piece: how many elements are open before it.
    depths: Vec<u32>,
    /// By piece: the last place where it or one before it begins, and the first where it or one after it does.
    begins: Vec<(u32, u32)>,
    /// The definitions of footnotes.
    footnotes: Vec<Range<usize>>,
}

impl<'p> Unpacked<'p> {
    fn new(note: &'p Note) -> Self {
        let whole = Span { start: note.body_start as u32, end: note.text.len() as u32 };
        Self { pieces: note.pieces(), whole, places: OnceCell::new(), cited: OnceCell::new() }
    }

    /// The references of the note, if it has any.
    pub(super) fn cited(&self) -> Option<Cited> {
        self.cited.get_or_init(|| Cited::of(&self.pieces)).clone()
    }

    /// Returns the pieces inside a part with their indices, without the ends of elements that began before it.
    pub(super) fn shown(&self, span: Span) -> impl Iterator<Item = (usize, &Piece<'p>)> {
        let all = 0..self.pieces.len();
        let runs = if span.contains(self.whole) { vec![all] } else { self.runs(span) };
        runs.into_iter().flat_map(move |run| self.shown_of(run, span.range()))
    }

    fn shown_of(&self, run: Range<usize>, range: Range<usize>) -> impl Iterator<Item = (usize, &Piece<'p>)> {
        let depth = if run.start == 0 { None } else { self.places().depths.get(run.start) };
        // None of the elements that are open there is inside.
        let mut open = vec![false; depth.map_or(0, |depth| *depth as usize)];
        run.clone().zip(&self.pieces[run]).filter(move |(_, piece)| match &piece.event {
            Event::Start(element) => {
                let inside = range.start <= piece.span.start && piece.span.end <= range.end;
                // A footnote definition belongs to every part that is not itself in it, since any may refer to it.
                let holds = piece.span.start <= range.start && range.end <= piece.span.end;
                let footnote = matches!(element, Element::FootnoteDefinition(_)) && !holds;
                let shown = inside || footnote || open.last().is_some_and(|shown| *shown);
                open.push(shown);
                shown
            }
            Event::End => open.pop().unwrap_or(false),
            _ => open.last().copied().unwrap_or(range.start <= piece.span.start && piece.span.end <= range.end),
        })
    }

    /// Returns runs of pieces that contain everything inside a part: one around the part, and the definitions of
    /// footnotes before and after it.
    fn runs(&self, span: Span) -> Vec<Range<usize>> {
        let Places { begins, footnotes, .. } = self.places();
        let mut run = begins.partition_point(|(last, _)| *last < span.start)..0;
        run.end = begins.partition_point(|(_, first)| *first <= span.end).max(run.start);
        for footnote in footnotes {
            if footnote.start < run.end && run.start < footnote.end {
                run = run.start.min(footnote.start)..run.end.max(footnote.end);
            }
        }
        // The ends of the last elements.
        run.end += self.pieces[run.end..].iter().take_while(|piece| piece.event == Event::End).count();
        let before = footnotes.iter().filter(|footnote| footnote.end <= run.start);
        let after = footnotes.iter().filter(|footnote| footnote.start >= run.end);
        before.chain([&run]).chain(after).cloned().collect()
    }

    fn places(&self) -> &Places {
        self.places.get_or_init(|| {
            let mut depths = Vec::with_capacity(self.pieces.len());
            let mut footnotes: Vec<Range<usize>> = Vec::new();
            let mut open: Vec<bool> = Vec::new();
            for (index, piece) in self.pieces.iter().enumerate() {
                depths.push(open.len() as u32);
                match &piece.event {
                    Event::Start(element) => {
                        let is_footnote = matches!(element, Element::FootnoteDefinition(_)) && !open.contains(&true);
                        if is_footnote {
                            footnotes.push(index..self.pieces.len());
                        }
                        open.push(is_footnote);
                    }
                    Event::End if open.pop() == Some(true) => {
                        footnotes.last_mut().into_iter().for_each(|footnote| footnote.end = index + 1);
                    }
                    _ => {}
                }
            }
            Places { depths, begins: begins(&self.pieces), footnotes }
        })
    }
}

fn begins(pieces: &[Piece<'_>]) -> Vec<(u32, u32)> {
    let begin = |piece: &Piece<'_>| (piece.event != Event::End).then_some(piece.span.start as u32);
    let (mut last, mut first) = (0, u32::MAX);
    let mut begins: Vec<(u32, u32)> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        last = last.max(begin(piece).unwrap_or_default());
        begins.push((last, first));
    }
    for (piece, (_, place)) in pieces.iter().zip(&mut begins).rev() {
        first = first.min(begin(piece).unwrap_or(u32::MAX));
        *place = first;
    }
    begins
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::path::SourcePath;

    #[test]
    fn a_part_is_the_same_as_when_all_pieces_are_looked_at() {
        let text = "# T\n\nwords[^1] and ^[inline *words*] [[l]]\n\n- a ^a\n  - b [[b]]\n\n    c\n- d\n\n> [!note] title\n> q\n\
            > > deep\n\n[^1]: foot [[x]]\n\n    more\n\n## S\n\n| a | b |\n|-|-|\n| c | [[d]] |\n\n<b>raw</b> $x$ `c`\n\n\
            ```\ncode\n```\n\n[^2]: last\n\n1. one\n2. two ^t\n";
        let note = crate::note::read(&SourcePath::new("a.md"), text.as_bytes(), &crate::note::Options::default());
        let unpacked = Unpacked::new(&note);
        let numbers = |shown: &mut dyn Iterator<Item = (usize, &Piece<'_>)>| -> Vec<usize> {
            shown.map(|(number, _)| number).collect()
        };
        let ends = unpacked.pieces.iter().flat_map(|piece| [piece.span.start, piece.span.end]);
        let ends: BTreeSet<usize> = ends.chain([0, text.len() - 1, text.len()]).collect();
        for start in &ends {
            for end in ends.range(start..) {
                let all = 0..unpacked.pieces.len();
                let expected = numbers(&mut unpacked.shown_of(all, *start..*end));
                assert_eq!(numbers(&mut unpacked.shown((*start..*end).into())), expected, "{:?}", &text[*start..*end]);
            }
        }
    }
}

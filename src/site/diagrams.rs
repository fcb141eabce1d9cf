//! Checks that the diagrams of a garden can be drawn.
//!
//! [`findings`] checks every diagram of a note. It is separate from rendering for the same reason as in `formulas`.

use crate::diagnostic::{Code, Diagnostic};
use crate::diagram::{self, Plotter};
use crate::garden::Garden;
use crate::note::{Block, Note, Span};

/// Returns findings about the diagrams of a note; none if the program was built without diagrams.
pub(super) fn findings(note: &Note, plotter: &Plotter) -> Vec<Diagnostic> {
    note.diagrams.iter().filter_map(|block| finding(note, *block, plotter)).collect()
}

/// Says that this program draws no diagrams, at the first of a garden that has any.
pub(super) fn undrawn(garden: &Garden) -> Option<Diagnostic> {
    if diagram::AVAILABLE {
        return None;
    }
    let with = garden.notes.iter().map(|entry| &entry.note).filter(|note| !note.diagrams.is_empty());
    let with: Vec<_> = with.collect();
    let first = with.first()?;
    let count: usize = with.iter().map(|note| note.diagrams.len()).sum();
    let message = match count {
        1 => "readers see the source of this diagram: this program draws none".to_owned(),
        _ => format!("readers see the source of this diagram and {} more: this program draws none", count - 1),
    };
    let help = "install allotment with the feature mermaid: cargo install --path . --features mermaid";
    let block = &first.blocks[first.diagrams[0] as usize];
    Some(first.locate(Diagnostic::info(Code::Diagram, message).help(help), fence(first, block)))
}

/// The first line of a block.
fn fence(note: &Note, block: &Block) -> Span {
    let lines = &note.text[block.span.range()];
    Span { start: block.span.start, end: block.span.start + lines.lines().next().unwrap_or_default().len() as u32 }
}

fn finding(note: &Note, block: u32, plotter: &Plotter) -> Option<Diagnostic> {
    let block = &note.blocks[block as usize];
    let drawn = plotter.draw(note.words(block.text))?;
    let error = drawn.as_ref().as_ref().err()?;
    let finding = Diagnostic::warning(Code::Diagram, "this diagram can't be drawn")
        .label(error.message.as_str())
        .help("readers see its source; https://mermaid.js.org tells how diagrams are written");
    Some(note.locate(finding, fence(note, block)))
}

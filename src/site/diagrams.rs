//! Checks that the diagrams of a garden can be drawn.
//!
//! [`findings`] checks every diagram of a note. It is separate from rendering for the same reason as in `formulas`.

use crate::diagnostic::{Code, Diagnostic};
use crate::diagram::Plotter;
use crate::note::{Note, Span};

/// Returns findings about the diagrams of a note; none if the program was built without diagrams.
pub(super) fn findings(note: &Note, plotter: &Plotter) -> Vec<Diagnostic> {
    note.diagrams.iter().filter_map(|block| finding(note, *block, plotter)).collect()
}

fn finding(note: &Note, block: u32, plotter: &Plotter) -> Option<Diagnostic> {
    let block = &note.blocks[block as usize];
    let drawn = plotter.draw(note.words(block.text))?;
    let error = drawn.as_ref().as_ref().err()?;
    let fence = &note.text[block.span.range()];
    let end = block.span.start + fence.lines().next().unwrap_or_default().len() as u32;
    let finding = Diagnostic::warning(Code::Diagram, "this diagram can't be drawn")
        .label(error.message.as_str())
        .help("readers see its source; https://mermaid.js.org tells how diagrams are written");
    Some(note.locate(finding, Span { start: block.span.start, end }))
}

//! Whether the formulas of a garden can be typeset.
//!
//! [`findings`] looks at every formula of every published note. It does so apart from rendering,
//! since pages that are at hand are not rendered again and their findings must not be lost.

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic};
use crate::garden::Garden;
use crate::math::Typesetter;
use crate::note::{Formula, Note};

/// Formulas of one note that are reported; a note of another dialect has hundreds.
const LIMIT: usize = 100;

/// What is wrong with the formulas of the garden.
pub(super) fn findings(garden: &Garden, typesetter: &Typesetter) -> Vec<Diagnostic> {
    let notes = garden.notes.par_iter().map(|entry| &*entry.note).filter(|note| !note.formulas.is_empty());
    notes.flat_map_iter(|note| note.formulas.iter().filter_map(|formula| finding(note, formula, typesetter)).take(LIMIT)).collect()
}

fn finding(note: &Note, formula: &Formula, typesetter: &Typesetter) -> Option<Diagnostic> {
    let error = typesetter.render(&formula.tex, formula.display).err()?;
    let place = formula.place(&note.text, error.span);
    Some(note.locate(Diagnostic::warning(Code::Math, error.message).help(error.help), place))
}

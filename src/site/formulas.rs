//! Checks that the formulas of a note can be typeset.
//!
//! [`findings`] checks every formula. It is separate from rendering because pages that are at hand are not rendered
//! again, and their findings must not be lost.

use crate::diagnostic::{Code, Diagnostic};
use crate::math::Typesetter;
use crate::note::{Formula, Note};

/// Most formulas reported per note: a note written in another TeX dialect can have hundreds of faulty ones.
const LIMIT: usize = 100;

/// Returns findings about the formulas of a note.
pub(super) fn findings(note: &Note, typesetter: &Typesetter) -> Vec<Diagnostic> {
    note.formulas.iter().filter_map(|formula| finding(note, formula, typesetter)).take(LIMIT).collect()
}

fn finding(note: &Note, formula: &Formula, typesetter: &Typesetter) -> Option<Diagnostic> {
    let error = typesetter.render(&formula.tex, formula.display).err()?;
    let place = formula.place(&note.text, error.span);
    Some(note.locate(Diagnostic::warning(Code::Math, error.message).help(error.help), place))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::config::Config;
    use crate::path::SourcePath;

    #[test]
    fn a_formula_is_reported_at_its_very_place() {
        let text = "# N\n\n%%hidden%% fine $x$\n\n> [!note] t\n> so $$a\n> c \\nope b$$\n";
        let dates = Config::default().dates;
        let options = crate::note::Options { created: dates.created, updated: dates.updated, ..Default::default() };
        let note = crate::note::read(&SourcePath::new("N.md"), text.as_bytes(), &options);
        assert_eq!(note.formulas.len(), 2);
        let typesetter = Typesetter::new(&BTreeMap::new()).expect("no macros");
        let findings: Vec<Diagnostic> =
            note.formulas.iter().filter_map(|formula| finding(&note, formula, &typesetter)).collect();
        let at = text.find("\\nope").map(|start| start..start + 5).expect("it is there");
        let want = Diagnostic::warning(Code::Math, "`\\nope` is no command that can be typeset").at("N.md", text, at).help(
            "define it in site.toml under [math.macros], or write it another way; readers see the source of the formula until then",
        );
        assert_eq!(findings, [want]);
        assert_eq!(findings[0].location.as_ref().map(|at| (at.line, at.column)), Some((7, 5)));
    }
}

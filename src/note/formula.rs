//! Formulas, and the places of their parts in the file.

use std::ops::Range;

use super::Span;

/// A formula as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Formula {
    /// TeX without its dollar signs, and without the marks of a quotation around it.
    pub tex: String,
    /// Whether it is displayed on its own: `$$…$$`.
    pub display: bool,
    /// The formula in the file, with its dollar signs.
    pub span: Span,
}

impl Formula {
    /// The place in the file of a part of the TeX. `text` is that of the note.
    pub fn place(&self, text: &str, part: Range<usize>) -> Span {
        let signs = if self.display { 2 } else { 1 };
        let whole = self.span.range();
        let inner = (whole.start + signs).min(whole.end)
            ..whole.end.saturating_sub(signs).max(whole.start + signs).min(whole.end);
        let Some(written) = text.get(inner.clone()) else { return self.span };
        let place =
            |at: usize| inner.start + if written.len() == self.tex.len() { at } else { self.offset(written, at) };
        (place(part.start)..place(part.end)).into()
    }

    /// Each line of the TeX is the end of a line as written: the marks of a quotation, which are left out, precede it.
    fn offset(&self, written: &str, at: usize) -> usize {
        let before = self.tex.get(..at).unwrap_or(&self.tex);
        let line = before.matches('\n').count();
        let rest = self.tex[before.len()..].split('\n').next().unwrap_or_default().trim_end_matches('\r').len();
        let end_of = |text: &str| text.trim_end_matches('\r').len();
        let mut start = 0;
        for (index, written_line) in written.split('\n').enumerate() {
            if index == line {
                return start + end_of(written_line).saturating_sub(rest);
            }
            start += written_line.len() + 1;
        }
        written.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, tex: &str, display: bool, part: &str) -> Option<String> {
        let start = text.find('$')?;
        let end = text.rfind('$')? + 1;
        let formula = Formula { tex: tex.to_owned(), display, span: (start..end).into() };
        let at = tex.find(part)?;
        text.get(formula.place(text, at..at + part.len()).range()).map(str::to_owned)
    }

    #[test]
    fn parts_are_found_where_they_were_written() {
        for (text, tex, display, part) in [
            ("a $x+\\y$ b", "x+\\y", false, "\\y"),
            ("$$x\n\\y é z$$", "x\n\\y é z", true, "\\y"),
            ("> a $$x\n> b \\y\n> > z$$", "x\nb \\y\n> z", true, "\\y"),
            ("> $$x\r\n> b \\y\r\n> z$$", "x\r\nb \\y\r\nz", true, "\\y"),
            ("  $$\n  x\n  \\y z\n  $$", "\nx\n\\y z\n", true, "z"),
        ] {
            assert_eq!(shown(text, tex, display, part).as_deref(), Some(part), "{text:?}");
        }
    }

    #[test]
    fn a_place_that_is_nowhere_still_lies_in_the_file() {
        let formula = Formula { tex: "x".to_owned(), display: true, span: (0..3).into() };
        assert_eq!(formula.place("$$x", 7..9).range(), 2..2);
        assert_eq!(formula.place("", 0..1), formula.span);
    }
}

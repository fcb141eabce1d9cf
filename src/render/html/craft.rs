//! Code, formulas and diagrams: inserts the output of the modules that render them.
//!
//! Their output needs no sanitizing, and MathML and SVG would not survive it. In a note with raw HTML it is
//! therefore spared: kept apart until the note is sanitized, with a placeholder that no note can write.

use super::{Close, Frame, Writer};
use crate::diagram::{self, Plotter};
use crate::highlight::Highlighter;
use crate::math::Typesetter;
use crate::note::code_language;
use crate::note::markdown::Piece;

/// The renderers of code, formulas and diagrams.
#[derive(Clone, Copy, Debug)]
pub struct Crafts<'a> {
    /// For blocks of code.
    pub highlighter: &'a Highlighter,
    /// For formulas.
    pub typesetter: &'a Typesetter,
    /// For diagrams.
    pub plotter: &'a Plotter,
}

/// The attribute of placeholders for spared markup; its value is an index.
pub(super) const SPARED: &str = "spared";

impl Writer<'_> {
    /// Writes a formula. One that can't be typeset is shown as its source.
    pub(super) fn math(&mut self, tex: &str, display: bool) {
        if display {
            self.out.push_str("<span class=\"math-display\" tabindex=\"0\" role=\"group\"");
            self.attribute("aria-label", &self.context.options.words.formula);
            self.out.push('>');
        } else {
            self.out.push_str("<span class=\"math-inline\">");
        }
        match self.context.crafts.map(|crafts| crafts.typesetter.render(tex, display)) {
            Some(Ok(mathml)) => self.spare(mathml),
            Some(Err(_)) => {
                self.out.push_str("<code class=\"math\">");
                self.text(tex);
                self.out.push_str("</code>");
            }
            None => self.text(tex),
        }
        self.out.push_str("</span>");
    }

    /// Opens a code block; its text is collected until the block ends.
    pub(super) fn code_block(&mut self, info: &str, piece: &Piece<'_>, frame: &Frame) -> Close {
        let language = code_language(info);
        let id = piece.id.map(|id| format!("{}^{id}", frame.prefix));
        if language == diagram::LANGUAGE {
            // What to open depends on whether the diagram can be drawn, which is known at its end.
            self.code = Some((language, String::new()));
            return Close::Diagram { id };
        }
        // Feeds have no style sheet, so the frame would be useless there.
        let tag = if self.context.crafts.is_none() {
            "</code></pre>\n"
        } else {
            self.out.push_str("<div class=\"code\"");
            if !language.is_empty() {
                self.attribute("data-language", &language);
            }
            self.out.push_str(">\n");
            "</code></pre>\n</div>\n"
        };
        self.open_code(&language, "", id.as_deref());
        self.code = Some((language, String::new()));
        Close::Code { tag }
    }

    /// Writes `<pre><code>` with attributes for language, class and id.
    fn open_code(&mut self, language: &str, class: &str, id: Option<&str>) {
        self.out.push_str("<pre");
        if let Some(id) = id {
            self.id(id);
        }
        if !class.is_empty() {
            self.attribute("class", class);
        }
        self.out.push_str(" tabindex=\"0\" role=\"group\"");
        let word = self.context.options.words.code.clone();
        self.attribute("aria-label", &if language.is_empty() { word } else { format!("{word}: {language}") });
        self.out.push_str("><code");
        if !language.is_empty() {
            self.attribute("class", &format!("language-{language}"));
        }
        self.out.push('>');
    }

    /// Writes the text of a code block.
    pub(super) fn end_code(&mut self) {
        let Some((language, code)) = self.code.take() else { return };
        match self.context.crafts.and_then(|crafts| crafts.highlighter.highlight(&language, &code)) {
            Some(html) => self.spare(html.to_string()),
            None => self.text(&code),
        }
    }

    /// Writes a diagram with its source folded below it, or only its source if it can't be drawn.
    pub(super) fn end_diagram(&mut self, id: Option<&str>) {
        let Some((language, code)) = self.code.take() else { return };
        let drawn = self.context.crafts.and_then(|crafts| crafts.plotter.draw(&code));
        let Some(Ok(drawing)) = drawn.as_deref() else {
            self.open_code(&language, diagram::LANGUAGE, id);
            self.text(&code);
            return self.out.push_str("</code></pre>\n");
        };
        let words = &self.context.options.words;
        self.diagrams += 1;
        // Ids of headings never contain a dot.
        let svg = drawing.svg(&format!("{}d{}.", self.place, self.diagrams), &words.diagram);
        self.out.push_str("<figure class=\"mermaid\"");
        if let Some(id) = id {
            self.id(id);
        }
        self.out.push_str(">\n<div class=\"drawing\" tabindex=\"0\" role=\"group\"");
        self.attribute("aria-label", &words.diagram);
        self.out.push('>');
        self.spare(svg);
        self.out.push_str("</div>\n<details><summary>");
        self.text(&words.diagram_source);
        self.out.push_str("</summary>\n<div class=\"code\">\n");
        self.open_code(&language, "", None);
        self.text(&code);
        self.out.push_str("</code></pre>\n</div>\n</details>\n</figure>\n");
    }

    /// Writes finished markup: at once, or after sanitizing if the note has raw HTML.
    pub(super) fn spare(&mut self, markup: String) {
        if self.own.is_empty() {
            self.out.push_str(&markup);
        } else {
            let number = self.spared.len().to_string();
            self.out.push_str("<span");
            self.own_attribute(SPARED, &number);
            self.out.push_str("></span>");
            self.spared.push(markup);
        }
    }

    /// Replaces the placeholders with the spared markup.
    pub(super) fn put_spared(&mut self) {
        if self.spared.is_empty() {
            return;
        }
        let mark = format!("<span {}{SPARED}=\"", self.own);
        let mut out = String::with_capacity(self.out.len() * 2);
        let mut rest = self.out.as_str();
        while let Some((before, after)) = rest.split_once(&mark) {
            let (number, after) = after.split_once("\"></span>").unwrap_or((after, ""));
            out.push_str(before);
            out.push_str(
                number.parse().ok().and_then(|number: usize| self.spared.get(number)).map_or("", String::as_str),
            );
            rest = after;
        }
        out.push_str(rest);
        self.out = out;
        self.spared.clear();
    }
}

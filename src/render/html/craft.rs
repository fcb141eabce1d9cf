//! Code, formulas and diagrams: what other modules make of them, in its place.
//!
//! What they write needs no sanitizing, and MathML and SVG would not survive it. In a note with raw HTML it is
//! therefore kept apart until that is done, and a mark that no note can write holds its place.

use super::{Close, Frame, Writer};
use crate::diagram::{self, Plotter};
use crate::highlight::Highlighter;
use crate::math::Typesetter;
use crate::note::code_language;
use crate::note::markdown::Piece;

/// What colours code and typesets formulas on pages.
#[derive(Clone, Copy, Debug)]
pub struct Crafts<'a> {
    /// For blocks of code.
    pub highlighter: &'a Highlighter,
    /// For formulas.
    pub typesetter: &'a Typesetter,
    /// For diagrams.
    pub plotter: &'a Plotter,
}

/// The attribute that marks the place of spared markup; its value is a number.
pub(super) const SPARED: &str = "spared";

impl Writer<'_> {
    /// A formula. One that can't be typeset is shown as its source.
    pub(super) fn math(&mut self, tex: &str, display: bool) {
        self.out.push_str(if display { "<span class=\"math-display\">" } else { "<span class=\"math-inline\">" });
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

    /// Opens a block of code; its text is kept until it ends.
    pub(super) fn code_block(&mut self, info: &str, piece: &Piece<'_>, frame: &Frame) -> Close {
        let language = code_language(info);
        let id = piece.id.map(|id| format!("{}^{id}", frame.prefix));
        if language == diagram::LANGUAGE {
            // How it begins depends on whether it can be drawn.
            self.code = Some((language, String::new()));
            return Close::Diagram { id };
        }
        // A page without style sheets has no use for the frame.
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

    /// `<pre><code>`, with the class for what it is.
    fn open_code(&mut self, language: &str, class: &str, id: Option<&str>) {
        self.out.push_str("<pre");
        if let Some(id) = id {
            self.id(id);
        }
        if !class.is_empty() {
            self.attribute("class", class);
        }
        self.out.push_str(" tabindex=\"0\" role=\"region\"");
        let word = self.context.options.words.code.clone();
        self.attribute("aria-label", &if language.is_empty() { word } else { format!("{word}: {language}") });
        self.out.push_str("><code");
        if !language.is_empty() {
            self.attribute("class", &format!("language-{language}"));
        }
        self.out.push('>');
    }

    /// Writes the text of a block of code.
    pub(super) fn end_code(&mut self) {
        let Some((language, code)) = self.code.take() else { return };
        match self.context.crafts.and_then(|crafts| crafts.highlighter.highlight(&language, &code)) {
            Some(html) => self.spare(html.to_string()),
            None => self.text(&code),
        }
    }

    /// Writes a diagram with its source folded under it, or its source alone if it can't be drawn.
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
        // No heading's id holds a dot.
        let svg = drawing.svg(&format!("{}d{}.", self.place, self.diagrams), &words.diagram);
        self.out.push_str("<figure class=\"mermaid\"");
        if let Some(id) = id {
            self.id(id);
        }
        self.out.push_str(">\n<div class=\"drawing\" tabindex=\"0\" role=\"region\"");
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

    /// Writes finished markup, at once or when the sanitizer is done.
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

    /// Puts what was spared into its places.
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

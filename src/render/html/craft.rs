//! Code and formulas: what other modules make of them, in its place.
//!
//! What they write needs no sanitizing, and MathML would not survive it. In a note with raw HTML it is
//! therefore kept apart until that is done, and a mark that no note can write holds its place.

use super::{Close, Frame, Writer};
use crate::highlight::Highlighter;
use crate::math::Typesetter;
use crate::note::markdown::Piece;

/// What colours code and typesets formulas on pages.
#[derive(Clone, Copy, Debug)]
pub struct Crafts<'a> {
    /// For blocks of code.
    pub highlighter: &'a Highlighter,
    /// For formulas.
    pub typesetter: &'a Typesetter,
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
        let language = language(info);
        // A diagram is no code, and a page without style sheets has no use for the frame.
        let tag = if language == "mermaid" || self.context.crafts.is_none() {
            "</code></pre>\n"
        } else {
            self.out.push_str("<div class=\"code\"");
            if !language.is_empty() {
                self.attribute("data-language", &language);
            }
            self.out.push_str(">\n");
            "</code></pre>\n</div>\n"
        };
        self.out.push_str("<pre");
        self.block_id(piece, frame);
        if language == "mermaid" {
            self.out.push_str(" class=\"mermaid\"");
        }
        self.out.push_str(" tabindex=\"0\" role=\"region\"");
        let word = self.context.options.words.code.clone();
        self.attribute("aria-label", &if language.is_empty() { word } else { format!("{word}: {language}") });
        self.out.push_str("><code");
        if !language.is_empty() {
            self.attribute("class", &format!("language-{language}"));
        }
        self.out.push('>');
        self.code = Some((language, String::new()));
        Close::Code { tag }
    }

    /// Writes the text of a block of code.
    pub(super) fn end_code(&mut self) {
        let Some((language, code)) = self.code.take() else { return };
        match self.context.crafts.and_then(|crafts| crafts.highlighter.highlight(&language, &code)) {
            Some(html) => self.spare(html.to_string()),
            None => self.text(&code),
        }
    }

    /// Writes finished markup, at once or when the sanitizer is done.
    fn spare(&mut self, markup: String) {
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

/// The language of a block of code: the first word after the fence, reduced to signs that can't
/// mean anything in a class (a fence's words have carried scripts into pages elsewhere).
fn language(info: &str) -> String {
    let word = info.trim().split([' ', ',', '{', '\t']).next().unwrap_or_default();
    word.to_lowercase()
        .chars()
        .filter(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '#' | '-' | '_'))
        .take(40)
        .collect()
}

//! Walks over code and writes what its grammar says of it as HTML.

use pulldown_cmark_escape::escape_html_body_text;
use syntect::parsing::{BasicScopeStackOp, ParseState, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::class::{Class, Paint, Palette};

/// The code as escaped HTML; `None` if its grammar fails.
pub(super) fn paint(grammars: &SyntaxSet, grammar: &SyntaxReference, code: &str) -> Option<String> {
    let palette = Palette::get();
    let mut state = ParseState::new(grammar);
    let mut scopes = ScopeStack::new();
    // How each open scope classifies the code in it.
    let mut paints = Vec::new();
    let mut painter = Painter { out: String::with_capacity(code.len() * 2), open: None, blank: String::new() };
    for line in LinesWithEndings::from(code) {
        let mut at = 0;
        for (place, change) in state.parse_line(line, grammars).ok()? {
            painter.text(line.get(at..place)?, class(&paints));
            at = place;
            // If a grammar restores a scope that was never cleared, only colours are wrong.
            let _ = scopes.apply_with_hook(&change, |change, _| match change {
                BasicScopeStackOp::Push(scope) => paints.push(inside(paints.last(), palette.of(scope))),
                BasicScopeStackOp::Pop => drop(paints.pop()),
            });
        }
        painter.text(line.get(at..)?, class(&paints));
    }
    Some(painter.end())
}

/// How a scope inside another classifies its code.
fn inside(outer: Option<&Paint>, own: Option<Paint>) -> Paint {
    match (outer, own) {
        (Some(outer @ Paint::Whole(_)), _) | (Some(outer), None) => *outer,
        (_, own) => own.unwrap_or(Paint::Plain),
    }
}

fn class(paints: &[Paint]) -> Option<Class> {
    match paints.last() {
        Some(Paint::Class(class) | Paint::Whole(class)) => Some(*class),
        Some(Paint::Plain) | None => None,
    }
}

/// Writes spans of code, joining adjacent ones of the same class.
struct Painter {
    out: String,
    open: Option<Class>,
    /// Blanks to write before the next span.
    blank: String,
}

impl Painter {
    fn text(&mut self, text: &str, class: Option<Class>) {
        if text.trim_start().is_empty() {
            self.blank.push_str(text);
            return;
        }
        if class == self.open {
            self.out.push_str(&self.blank);
        } else {
            self.close();
            self.out.push_str(&self.blank);
            if let Some(class) = class {
                self.out.push_str("<span class=\"");
                self.out.push_str(class.letter());
                self.out.push_str("\">");
            }
            self.open = class;
        }
        self.blank.clear();
        let line = text.trim_end_matches('\n');
        // Writing to a string can't fail.
        let _ = escape_html_body_text(&mut self.out, line);
        self.blank.push_str(&text[line.len()..]);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.out.push_str("</span>");
        }
    }

    fn end(mut self) -> String {
        self.close();
        self.out.push_str(&self.blank);
        self.out
    }
}

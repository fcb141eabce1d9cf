//! Labels that the library writes as HTML, converted to text.
//!
//! HTML inside SVG is not wanted on pages: without the library's styles a browser places it differently, and it is one
//! more way in for markup. [`Label::write`] centres the lines in the box.

use super::xml::escape;

/// Height of a line in pixels, as the library assumes.
const LINE: f64 = 24.0;

/// The box of a label, and its lines so far.
#[derive(Debug, Default)]
pub(super) struct Label {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    lines: Vec<String>,
}

impl Label {
    /// A label in this box.
    pub(super) fn new<'a>(attributes: impl Iterator<Item = (&'a str, String)>) -> Self {
        let mut label = Self { lines: vec![String::new()], ..Self::default() };
        for (name, value) in attributes {
            let number = value.parse::<f64>().ok().filter(|number| number.is_finite() && number.abs() < 1e5);
            let Some(number) = number else { continue };
            match name {
                "x" => label.x = number,
                "y" => label.y = number,
                "width" => label.width = number,
                "height" => label.height = number,
                _ => {}
            }
        }
        label
    }

    /// Handles an element that begins or ends inside it: starts a new line if the element breaks lines.
    pub(super) fn element(&mut self, name: &str) {
        if matches!(name, "br" | "p" | "div") && self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    /// Adds text.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(line) = self.lines.last_mut() {
            let text = if line.is_empty() { text.trim_start() } else { text };
            line.push_str(text);
        }
    }

    /// Writes its lines as `<text>`.
    pub(super) fn write(mut self, out: &mut String) {
        self.lines.retain(|line| !line.trim().is_empty());
        let height = LINE.min(self.height / self.lines.len().max(1) as f64).max(12.0);
        let top = self.y + (self.height - height * self.lines.len() as f64) / 2.0;
        for (index, line) in self.lines.iter().enumerate() {
            let (x, y) = (self.x + self.width / 2.0, top + height * (index as f64 + 0.5));
            out.push_str(&format!(
                "<text x=\"{x}\" y=\"{y}\" dy=\".35em\" text-anchor=\"middle\" fill=\"var(--d-ink)\">"
            ));
            escape(line.trim(), out);
            out.push_str("</text>");
        }
    }
}

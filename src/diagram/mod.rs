//! Diagrams: from the text of a `mermaid` block to SVG, at build time.
//!
//! [`Plotter::draw`] is the entry point. A [`Drawing`] contains no styles, scripts, links or images: its colours are
//! those of the theme, from diagram.css, or pairs of a light and a dark one. Without the feature `mermaid` nothing is
//! drawn and the source is shown. The output of the drawing library is not trusted: `svg` rewrites what it knows of it
//! and drops the rest.

#[cfg(feature = "mermaid")]
mod colour;
#[cfg(feature = "mermaid")]
mod engine;
#[cfg(feature = "mermaid")]
mod label;
#[cfg(feature = "mermaid")]
mod source;
#[cfg(feature = "mermaid")]
mod style;
#[cfg(feature = "mermaid")]
mod svg;
#[cfg(all(test, feature = "mermaid"))]
mod tests;
#[cfg(feature = "mermaid")]
mod xml;

use std::sync::{Arc, Mutex};

use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use crate::hash::Digest;
use crate::recent::Recent;

/// Whether this program draws diagrams. The pages of notes depend on it.
pub const AVAILABLE: bool = cfg!(feature = "mermaid");

/// The word after the fence of a block that is a diagram.
pub const LANGUAGE: &str = "mermaid";

/// Longest source that is drawn, in bytes. The time to lay out a diagram grows faster than its size, and nobody reads a
/// longer one.
pub const SIZE_LIMIT: usize = 16 * 1024;

/// How many bytes of diagrams are remembered before the oldest are forgotten.
const MEMORY: usize = 64 * 1024 * 1024;

/// Draws diagrams, each text once. It can be shared between threads.
#[derive(Debug)]
pub struct Plotter {
    done: Mutex<Recent<Drawn>>,
}

impl Default for Plotter {
    fn default() -> Self {
        Self { done: Mutex::new(Recent::new(MEMORY)) }
    }
}

/// A diagram, or why there is none.
pub type Drawn = Arc<Result<Drawing, DiagramError>>;

/// Why a diagram can't be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiagramError {
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
}

/// A diagram that is ready for a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// The title given by its author.
    title: Option<String>,
    /// The description given by its author.
    description: Option<String>,
    /// Its width in pixels.
    width: u32,
    /// `x y width height`.
    view_box: String,
    /// Its elements, with [`OWN`] before each id.
    body: String,
}

/// Placeholder in a [`Drawing`] for a prefix that makes its ids unique on the page. It can't occur in its text.
#[cfg_attr(not(feature = "mermaid"), allow(dead_code, reason = "nothing is drawn"))]
const OWN: char = '\u{1}';

impl Plotter {
    /// A plotter that has not drawn anything yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Draws a diagram. `None` if this program can't draw any: then the source is shown.
    pub fn draw(&self, source: &str) -> Option<Drawn> {
        if !AVAILABLE {
            return None;
        }
        let source = source.trim();
        let key = Digest::of(source.as_bytes());
        let size = |drawn: &Drawn| 256 + drawn.as_ref().as_ref().map_or(0, |drawing| drawing.body.len());
        if let Some(done) = self.done.lock().ok().and_then(|mut done| done.get(&key, size)) {
            return Some(done);
        }
        let drawn = Arc::new(draw(source));
        if let Ok(mut done) = self.done.lock() {
            done.put(key, drawn.clone(), size(&drawn));
        }
        Some(drawn)
    }
}

#[cfg(feature = "mermaid")]
use engine::draw;

#[cfg(not(feature = "mermaid"))]
fn draw(_: &str) -> Result<Drawing, DiagramError> {
    Err(DiagramError { message: "this program draws no diagrams".to_owned() })
}

impl Drawing {
    /// The `<svg>` element. `ids` makes its ids unique on the page; `name` is read out if the author gave it no title.
    pub fn svg(&self, ids: &str, name: &str) -> String {
        let mut out = String::with_capacity(self.body.len() + 256);
        out.push_str(&format!(
            "<svg role=\"img\" width=\"{}\" viewBox=\"{}\" aria-label=\"",
            self.width, self.view_box
        ));
        // Writing to a string can't fail.
        let _ = escape_html(&mut out, self.title.as_deref().unwrap_or(name));
        out.push_str("\"><title>");
        let _ = escape_html_body_text(&mut out, self.title.as_deref().unwrap_or(name));
        out.push_str("</title>");
        if let Some(description) = &self.description {
            out.push_str("<desc>");
            let _ = escape_html_body_text(&mut out, description);
            out.push_str("</desc>");
        }
        for (index, part) in self.body.split(OWN).enumerate() {
            if index > 0 {
                out.push_str(ids);
            }
            out.push_str(part);
        }
        out.push_str("</svg>");
        out
    }
}

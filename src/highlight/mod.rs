//! Code in colour: turns a code block into HTML with classes, at build time.
//!
//! [`Highlighter::highlight`] is the entry point. It writes `<span class="…">` with the few classes of [`Class`] and no
//! styles; the colours are in the theme's code.css. It does not decide which blocks are shown, or what is around them.
//! The grammars are loaded when the first block names a language; a site without such blocks pays nothing.

mod class;
mod language;
mod paint;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, OnceLock};

use syntect::parsing::SyntaxSet;

use crate::hash::fingerprint;
use crate::recent::Recent;

pub use class::Class;

/// Longest code that is highlighted, in bytes. Such grammars read 0.05 to 1 megabytes per second, so anything longer (a
/// log, a data dump) would delay the build by more than readers gain.
pub const SIZE_LIMIT: usize = 64 * 1024;

/// Longest line of code that is highlighted, in bytes. A grammar may read the rest of a line again at each of its
/// words, so that the time for a line can be quadratic: some grammars take two seconds for a line of two thousand
/// bytes. Longer lines are generated; no one reads them.
pub const LINE_LIMIT: usize = 512;

/// How many bytes of highlighted code are remembered before the oldest is forgotten.
const MEMORY: usize = 64 * 1024 * 1024;

/// Highlights code, each text once. It can be shared between threads, which do not wait for each other.
#[derive(Debug)]
pub struct Highlighter {
    done: Mutex<Recent<Html>>,
}

/// Highlighted code, if its grammar could read it.
type Html = Option<Arc<str>>;

impl Default for Highlighter {
    fn default() -> Self {
        Self { done: Mutex::new(Recent::new(MEMORY)) }
    }
}

impl Highlighter {
    /// A highlighter that has not done anything yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the code as escaped HTML, with its parts in classes. `language` is the word after the fence, in lower
    /// case. `None` if the language is unknown, or if the code is longer than [`SIZE_LIMIT`] or [`LINE_LIMIT`] allow:
    /// then it is shown as is.
    pub fn highlight(&self, language: &str, code: &str) -> Option<Arc<str>> {
        let fits = code.len() <= SIZE_LIMIT && code.split('\n').all(|line| line.len() <= LINE_LIMIT);
        if !fits || !language::may_be_known(language) {
            return None;
        }
        let grammars = grammars();
        let grammar = language::find(grammars, language)?;
        let key = fingerprint(&(grammar.name.as_str(), code));
        // Of a small entry, most is the memory that it takes besides its text.
        let size = |html: &Html| 64 + html.as_ref().map_or(0, |html| html.len());
        if let Some(done) = self.done.lock().ok().and_then(|mut done| done.get(&key, size)) {
            return done;
        }
        // Two threads may highlight the same code at once, which costs less than waiting.
        let html: Html = paint::paint(grammars, grammar, code).map(Arc::from);
        if let Ok(mut done) = self.done.lock() {
            done.put(key, html.clone(), size(&html));
        }
        html
    }
}

/// All grammars. They belong to the process rather than a build: each pattern is compiled on first use, and a preview
/// would otherwise repeat that at each change.
fn grammars() -> &'static SyntaxSet {
    static GRAMMARS: OnceLock<SyntaxSet> = OnceLock::new();
    GRAMMARS.get_or_init(two_face::syntax::extra_newlines)
}

//! Code in colour: from the text of a code block to HTML with classes, at build.
//!
//! [`Highlighter::highlight`] is the entry point. It writes `<span class="…">` with the few classes of
//! [`Class`] and no styles; the colours are the theme's, in its code.css. It decides neither which
//! blocks are shown nor what stands around them. Grammars are loaded when the first block names a
//! language; a site without such blocks pays nothing.

mod class;
mod language;
mod paint;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use syntect::parsing::SyntaxSet;

use crate::hash::{Digest, fingerprint};

pub use class::Class;

/// Longest code that is highlighted, in bytes. Grammars of this kind read from a twentieth of a
/// megabyte to one in a second, so that what is longer (a log, a dump of data) would hold up the
/// build by more than a reader gains.
pub const SIZE_LIMIT: usize = 64 * 1024;

/// Longest line of code that is highlighted, in bytes. A grammar may look at the rest of a line
/// again at each of its words, so that the time for a line can grow with its square: some grammars
/// take two seconds for one of two thousand bytes. Longer lines are generated; no one reads them.
pub const LINE_LIMIT: usize = 512;

/// Highlights code, each text once. It can be shared between threads, which do not wait for each other.
#[derive(Debug, Default)]
pub struct Highlighter {
    done: Mutex<BTreeMap<Digest, Option<Arc<str>>>>,
}

impl Highlighter {
    /// One that has not done anything yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The code as HTML, escaped, with its parts in classes. `language` is the word behind the
    /// fence, in lower case. `None` if the language is not known or the code is longer than
    /// [`SIZE_LIMIT`] or [`LINE_LIMIT`] allow: then it is shown as it is.
    pub fn highlight(&self, language: &str, code: &str) -> Option<Arc<str>> {
        let fits = code.len() <= SIZE_LIMIT && code.split('\n').all(|line| line.len() <= LINE_LIMIT);
        if !fits || !language::may_be_known(language) {
            return None;
        }
        let grammars = grammars();
        let grammar = language::find(grammars, language)?;
        let key = fingerprint(&(grammar.name.as_str(), code));
        if let Some(done) = self.done.lock().ok().and_then(|done| done.get(&key).cloned()) {
            return done;
        }
        // Two threads may do the same code at once, which costs less than one that waits.
        let html: Option<Arc<str>> = paint::paint(grammars, grammar, code).map(Arc::from);
        if let Ok(mut done) = self.done.lock() {
            done.insert(key, html.clone());
        }
        html
    }
}

/// All grammars. They belong to the process and not to a build: their patterns are compiled as they
/// are first used, each by itself, and a preview would do that again at each change.
fn grammars() -> &'static SyntaxSet {
    static GRAMMARS: OnceLock<SyntaxSet> = OnceLock::new();
    GRAMMARS.get_or_init(two_face::syntax::extra_newlines)
}

//! Queries in a note: code that the app or one of its plugins would answer, and that is shown as written.
//!
//! [`Query::block`] and [`Query::inline`] tell whether code is one. None is answered.

/// Languages of code blocks that are queries, which the app or one of its plugins would answer (Obsidian help: *Embed
/// search results*, *Bases*; Dataview; Tasks).
const LANGUAGES: &[&str] = &["base", "dataview", "dataviewjs", "query", "tasks"];

/// A query, which is shown as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Query {
    /// A block of this language.
    Block(&'static str),
    /// An inline query of Dataview: `= this.file.name`.
    Inline,
}

impl Query {
    /// Returns the query that a block of code in this language is.
    pub(super) fn block(language: &str) -> Option<Self> {
        LANGUAGES.iter().find(|known| **known == language).map(|known| Self::Block(known))
    }

    /// Returns the query that inline code is.
    pub(super) fn inline(code: &str) -> Option<Self> {
        is_inline(code).then_some(Self::Inline)
    }
}

/// Whether inline code is a query of Dataview.
fn is_inline(code: &str) -> bool {
    let query = code.strip_prefix("$=").or_else(|| code.strip_prefix('='));
    query.is_some_and(|query| {
        let words = query.trim_start();
        let begins = words.starts_with(|sign: char| sign.is_alphabetic() || sign == '[');
        begins
            && (words.len() < query.len()
                || words.starts_with("this.")
                || words.starts_with("[[")
                || code.starts_with('$'))
    })
}

//! What to do about a home page that shows no note.
//!
//! [`Vacancy::of`] finds out whether a garden's home page is without a note, and why; [`Vacancy::advice`] is the line
//! about it for the author.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::note::Note;
use crate::path::OutputPath;
use crate::site::Grown;

/// The names of notes at the top of a garden, in lower case, that are probably meant for the home page.
const FIRST_NOTES: &[&str] = &["home", "readme", "start", "start here", "welcome"];

/// Why no note is the home page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Vacancy {
    /// The note at this path would be, but is not published.
    Unpublished(String),
    /// None is called index, but the one at this path may be meant.
    Unnamed(String),
    /// There is none that could be.
    Nobody,
}

impl Vacancy {
    /// Returns why no note is the home page of this garden, which was grown from these notes; `None` if one is, or if
    /// there are no notes at all.
    pub(super) fn of(grown: &Grown, notes: &[Arc<Note>]) -> Option<Self> {
        let notes: Vec<&Arc<Note>> = notes.iter().filter(|note| !note.left_out).collect();
        let is_published = notes.iter().any(|note| note.published);
        if !is_published || grown.note_on(&OutputPath::new("index.html")).is_some() {
            return None;
        }
        let path = |note: &&Arc<Note>| note.path.to_string();
        if let Some(note) = notes.iter().find(|note| !note.published && is_home(note)) {
            return Some(Self::Unpublished(path(note)));
        }
        let is_first = |note: &&&Arc<Note>| FIRST_NOTES.contains(&note.path.stem().to_lowercase().as_str());
        let at_top = notes.iter().filter(|note| note.path.folder().is_empty());
        Some(at_top.clone().find(is_first).map_or(Self::Nobody, |note| Self::Unnamed(path(note))))
    }

    /// Returns the line that says what to do. `content` stands before the paths of notes; `opt_in` says whether only
    /// notes with `publish: true` are published.
    pub(super) fn advice(&self, content: &str, opt_in: bool) -> String {
        let lists = "the home page only lists notes";
        match self {
            Self::Unpublished(path) if opt_in => format!(
                "help: {lists}, because {content}{path} is not published; write `publish: true` in its front matter\n"
            ),
            Self::Unpublished(path) => format!(
                "help: {lists}, because {content}{path} is a draft; take `draft` or `publish` out of its front matter\n"
            ),
            Self::Unnamed(path) => {
                format!("help: {lists}; to show {content}{path} there, write `permalink: /` in its front matter\n")
            }
            Self::Nobody => format!("help: {lists}; to write it yourself, make a note {content}index.md\n"),
        }
    }
}

/// Whether this note is the home page if it is published.
fn is_home(note: &Note) -> bool {
    match &note.front.permalink {
        Some((permalink, _)) => ["", "index", "index.html"].contains(&permalink.trim().trim_matches('/')),
        None => note.path.folder().is_empty() && note.path.stem().eq_ignore_ascii_case("index"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_names_the_file_and_the_key() {
        let home = |kind: fn(String) -> Vacancy| kind("Home.md".to_owned());
        for (vacancy, opt_in, want) in [
            (home(Vacancy::Unpublished), true, "because notes/Home.md is not published; write `publish: true`"),
            (home(Vacancy::Unpublished), false, "because notes/Home.md is a draft; take `draft` or `publish` out"),
            (home(Vacancy::Unnamed), true, "; to show notes/Home.md there, write `permalink: /` in"),
            (Vacancy::Nobody, false, "; to write it yourself, make a note notes/index.md\n"),
        ] {
            let advice = vacancy.advice("notes/", opt_in);
            assert!(advice.starts_with("help: the home page only lists notes") && advice.contains(want), "{advice}");
        }
    }
}

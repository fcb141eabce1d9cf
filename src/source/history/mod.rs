//! The history of the notes, from version control.
//!
//! [`history`] asks `git` once for all files, and only what the [`Inquiry`] is about; [`Chronicle`] asks again
//! when the repository has moved on. Whatever goes wrong is a [`Gap`] and no error: dates in notes come
//! first anyway. Names are looked up here, so that no e-mail address goes any further.

mod ask;
mod log;
mod repository;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use crate::config::{Authors, Config, Contributors, Created, Updated};
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
pub use repository::repository;
use repository::{State, state};

/// What is asked of version control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// Whether notes were planted on the day of their first commit, if nothing else says when.
    pub planted: bool,
    /// Whether notes were tended last on the day of their last commit, if nothing else says when.
    pub tended: bool,
    /// Whether to tell which notes were changed when.
    pub changes: bool,
    /// Whose names to tell.
    pub contributors: Contributors,
    /// Whether to tell what the commits say.
    pub messages: bool,
    /// Who is called how.
    pub authors: Arc<Authors>,
}

impl Inquiry {
    /// What these settings need to know.
    pub fn new(config: &Config, authors: &Arc<Authors>) -> Self {
        let changes = config.history.enabled;
        Self {
            planted: config.dates.created.contains(&Created::Git),
            tended: config.dates.updated.contains(&Updated::Git),
            changes,
            contributors: if changes { config.history.contributors } else { Contributors::None },
            messages: changes && config.history.messages,
            authors: Arc::clone(authors),
        }
    }

    /// Whether there is nothing to ask.
    pub fn is_idle(&self) -> bool {
        !self.planted && !self.tended && !self.changes
    }
}

/// What version control knows of the notes of a garden, as far as it was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    notes: BTreeMap<SourcePath, Past>,
    /// Commits that changed notes, the newest first: as many as a page of changes can be made of.
    pub commits: Vec<Commit>,
    /// Why it is not whole.
    pub gap: Option<Gap>,
}

/// The history of a note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Past {
    /// When it was planted: the day of its first commit, if that was asked and is known.
    pub planted: Option<Date>,
    /// When it was tended last: the day of its last commit, if that was asked and is known.
    pub tended: Option<Date>,
    /// How many commits changed it; 0 if that was not asked or is not known.
    pub changes: usize,
    /// Who made these commits, by how many they made, and their names then. Only who may be named.
    pub contributors: Vec<Arc<str>>,
}

/// A commit that changed files of the garden.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Commit {
    /// Its day.
    pub day: Date,
    /// Who made it, if they may be named.
    pub contributors: Vec<Arc<str>>,
    /// The first line of its message, if messages were asked for.
    pub message: Option<String>,
    /// The files that it changed, by the names that they have now, in the order of the names; only notes, if no
    /// messages were asked for.
    pub files: Vec<(SourcePath, Deed)>,
}

/// What a commit did with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// It came.
    Added,
    /// It was changed or moved.
    Changed,
    /// It went.
    Removed,
}

/// Why a history is not whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Gap {
    /// The garden is in no repository.
    NoRepository,
    /// There is no `git`.
    NoProgram,
    /// There are no commits yet.
    NoCommits,
    /// The clone has only the last commits.
    Shallow,
    /// `git` did not answer in time, or said more than fits.
    Endless,
    /// The repository belongs to somebody else, and `git` does not trust it.
    Distrusted,
    /// What `git` said of another trouble.
    Refused(String),
}

impl History {
    /// A history of these notes. For tests, and for those who keep their notes elsewhere.
    pub fn new(notes: BTreeMap<SourcePath, Past>, commits: Vec<Commit>) -> Self {
        Self { notes, commits, gap: None }
    }

    /// There is none, because of this.
    fn without(gap: Gap) -> Self {
        Self { gap: Some(gap), ..Self::default() }
    }

    /// What is known of a note.
    pub fn of(&self, note: &SourcePath) -> Option<&Past> {
        self.notes.get(note)
    }

    /// What to tell the author of a gap. `is_shown` says whether the site shows the history; without, dates
    /// are all that it is good for.
    pub fn finding(&self, is_shown: bool) -> Option<Diagnostic> {
        let (message, help) = match self.gap.as_ref()? {
            Gap::NoRepository | Gap::NoCommits if !is_shown => return None,
            Gap::NoRepository => (
                "there is no history: the garden is in no git repository".to_owned(),
                "make one with `git init`, or take `history.enabled` out of site.toml",
            ),
            Gap::NoCommits => {
                ("there is no history yet: the repository has no commits".to_owned(), "commit your notes")
            }
            Gap::NoProgram => (
                "the history of the notes can't be read: there is no program `git`".to_owned(),
                "install it where the site is built",
            ),
            Gap::Shallow => (
                "the history of the notes is cut off: this clone has only the last commits".to_owned(),
                "get the rest with `git fetch --unshallow`; on a build server, ask for all commits (`fetch-depth: 0`)",
            ),
            Gap::Endless => (
                "the history of the notes can't be read: git does not come to an end".to_owned(),
                "see how long `git log -- .` takes in the folder of the notes",
            ),
            Gap::Distrusted => (
                "the history of the notes can't be read: the repository belongs to another user".to_owned(),
                "if you trust it, say so: `git config --global --add safe.directory FOLDER`",
            ),
            Gap::Refused(why) => (
                format!("the history of the notes can't be read: git says “{why}”"),
                "see what `git log -- .` says in the folder of the notes",
            ),
        };
        Some(Diagnostic::warning(Code::MissingHistory, message).help(help))
    }
}

/// The history of the files below `content`, as far as it is asked for.
pub fn history(content: &Path, inquiry: &Inquiry) -> History {
    if inquiry.is_idle() {
        return History::default();
    }
    let Some(folder) = repository(content) else { return History::without(Gap::NoRepository) };
    match ask::log(content, inquiry) {
        Ok(bytes) => log::read(&bytes, inquiry, &repository::boundary(&folder)),
        Err(gap) => History::without(gap),
    }
}

/// A history that is asked for again only when the repository has moved on, or something else is asked.
pub struct Chronicle {
    content: PathBuf,
    inquiry: Inquiry,
    state: Option<State>,
    history: Arc<History>,
}

impl Chronicle {
    /// Of the files below `content`; asks for their history.
    pub fn new(content: &Path, inquiry: Inquiry) -> Self {
        // The state first: what happens in between is seen by the next look.
        let state = repository(content).map(|folder| state(&folder));
        let history = Arc::new(history(content, &inquiry));
        Self { content: content.to_owned(), inquiry, state, history }
    }

    /// The history as of the last look.
    pub fn history(&self) -> &Arc<History> {
        &self.history
    }

    /// Asks again if there may be something new, and tells whether there was.
    pub fn look(&mut self, inquiry: Inquiry) -> bool {
        let state = repository(&self.content).map(|folder| state(&folder));
        if state == self.state && inquiry == self.inquiry {
            return false;
        }
        (self.state, self.inquiry) = (state, inquiry);
        let history = history(&self.content, &self.inquiry);
        let is_new = history != *self.history;
        if is_new {
            self.history = Arc::new(history);
        }
        is_new
    }
}

//! The history of the notes, from version control.
//!
//! [`history`] asks `git` about all files at once, and only for what the [`Inquiry`] needs; [`Chronicle`] asks again
//! when the repository has changed. Any failure is a [`Gap`] rather than an error: dates in notes take
//! precedence anyway. Names are resolved here, so that no e-mail address leaves this module.

mod ask;
mod log;
mod repository;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use crate::config::{Authors, Config, Contributors, Created, Updated};
use crate::diagnostic::{Code, Diagnostic};
use crate::path::{SourcePath, nfc};
pub use repository::repository;
use repository::{State, state};

/// What to ask version control for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// Whether to ask for the first commit of notes, as the fallback for their creation date.
    pub planted: bool,
    /// Whether to ask for the last commit of notes, as the fallback for their modification date.
    pub tended: bool,
    /// Whether to ask which notes changed when.
    pub changes: bool,
    /// Whose names to include.
    pub contributors: Contributors,
    /// Whether to include commit messages.
    pub messages: bool,
    /// The names that authors are published under.
    pub authors: Arc<Authors>,
}

impl Inquiry {
    /// Returns what these settings need to know.
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

    /// Whether nothing needs to be asked.
    pub fn is_idle(&self) -> bool {
        !self.planted && !self.tended && !self.changes
    }
}

/// The history of the notes of a garden, as far as it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    /// By path in composed Unicode: version control may spell a path in another form than the disk.
    notes: BTreeMap<SourcePath, Past>,
    /// Commits that changed notes, newest first: as many as the page of recent changes can use.
    pub commits: Vec<Commit>,
    /// Why it is incomplete.
    pub gap: Option<Gap>,
}

/// The history of a note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Past {
    /// Its creation date: the day of its first commit, if asked for and known.
    pub planted: Option<Date>,
    /// Its modification date: the day of its last commit, if asked for and known.
    pub tended: Option<Date>,
    /// Number of commits that changed it; 0 if not asked for or not known.
    pub changes: usize,
    /// The people who made these commits, those with the most commits first, then by name; only those who may
    /// be named.
    pub contributors: Vec<Arc<str>>,
}

/// A commit that changed files of the garden.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Commit {
    /// Its day.
    pub day: Date,
    /// The people who made it, if they may be named.
    pub contributors: Vec<Arc<str>>,
    /// The first line of its message, if messages were asked for and it changed no file outside of the garden.
    pub message: Option<String>,
    /// The files of the garden that it changed, by their current names in composed Unicode, sorted; only notes, unless
    /// messages were asked for.
    pub files: Vec<(SourcePath, Deed)>,
}

/// What a commit did to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// It added the file.
    Added,
    /// It changed or moved the file.
    Changed,
    /// It removed the file.
    Removed,
}

/// Why a history is incomplete.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Gap {
    /// The garden is in no repository.
    NoRepository,
    /// `git` is not installed.
    NoProgram,
    /// There are no commits yet.
    NoCommits,
    /// The clone is shallow: it has only the most recent commits.
    Shallow,
    /// `git` did not answer in time, or wrote too much.
    Endless,
    /// The repository belongs to another user, and `git` does not trust it.
    Distrusted,
    /// Another error, as `git` reported it.
    Refused(String),
}

impl History {
    /// Makes a history of these notes, for tests and for callers that store notes elsewhere.
    pub fn new(notes: BTreeMap<SourcePath, Past>, commits: Vec<Commit>) -> Self {
        let notes = notes.into_iter().map(|(path, past)| (SourcePath::new(&*nfc(path.as_str())), past)).collect();
        Self { notes, commits, gap: None }
    }

    /// Makes an empty history with this reason.
    fn without(gap: Gap) -> Self {
        Self { gap: Some(gap), ..Self::default() }
    }

    /// Returns what is known about a note.
    pub fn of(&self, note: &SourcePath) -> Option<&Past> {
        match nfc(note.as_str()) {
            Cow::Borrowed(_) => self.notes.get(note),
            Cow::Owned(composed) => self.notes.get(&SourcePath::new(composed)),
        }
    }

    /// Returns the finding about a gap for the garden's author. `is_shown` says whether the site shows the history;
    /// if not, it serves only as a source of dates.
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

/// Returns the history of the files below `content`, as far as it is asked for.
pub fn history(content: &Path, inquiry: &Inquiry) -> History {
    if inquiry.is_idle() {
        return History::default();
    }
    let Some(folder) = repository(content) else { return History::without(Gap::NoRepository) };
    match ask::log(content, inquiry) {
        Ok(log) => log::read(&log, inquiry, &repository::boundary(&folder)),
        Err(gap) => History::without(gap),
    }
}

/// A history that is refreshed only when the repository or the inquiry has changed.
pub struct Chronicle {
    content: PathBuf,
    inquiry: Inquiry,
    state: Option<State>,
    history: Arc<History>,
}

impl Chronicle {
    /// Asks for the history of the files below `content`.
    pub fn new(content: &Path, inquiry: Inquiry) -> Self {
        // The state first: a change in between is then noticed by the next look.
        let state = repository(content).map(|folder| state(&folder));
        let history = Arc::new(history(content, &inquiry));
        Self { content: content.to_owned(), inquiry, state, history }
    }

    /// Returns the history as of the last look.
    pub fn history(&self) -> &Arc<History> {
        &self.history
    }

    /// Asks again if there may be something new, and returns whether there was.
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

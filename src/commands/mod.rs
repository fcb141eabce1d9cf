//! The commands: one file each, from options to an outcome.
//!
//! A command gets a [`Session`] (where to write, how to look, from where it was called) and its
//! options as values, and gives an [`Exit`] or a [`Failure`]. Commands read and write files, look at the clock and
//! write to the session's streams; they never print to the process's own, and never end it: that is for `main`. Arguments are
//! read in `cli`.

pub mod build;
mod cache;
pub mod check;
pub mod completions;
pub mod config;
pub mod explain;
pub mod fix;
pub mod init;
pub mod man;
pub mod new;
pub mod note;
mod options;
mod pipeline;
pub mod report;
pub mod root;
pub mod search;
pub mod serve;
pub mod session;
pub mod status;
pub mod suggest;
pub mod survey;
pub mod theme;

pub use root::GardenRoot;
pub use session::{Screen, Session};

use std::fmt;
use std::io;
use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::Folders;

/// What a command that could do its work came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is well: status 0.
    Fine,
    /// The garden has problems that the author asked to hear about: status 1.
    Problems,
    /// Someone has seen enough and pressed Ctrl-C: status 130.
    Interrupted,
}

/// Why a command could not do its work: status 2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong: lower case, no full stop. Empty if the findings say it all.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
    /// What is wrong with `site.toml` or a template.
    pub findings: Vec<Diagnostic>,
    /// Where the files of the findings are.
    pub folders: Folders,
}

impl Failure {
    /// A failure that is no finding in a file.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// Adds the way out.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What the system says about a file or folder; `deed` is what can't be done, such as "read".
    pub fn io(deed: &str, path: &Path, error: &io::Error) -> Self {
        let why = match error.kind() {
            io::ErrorKind::NotFound => "it does not exist".to_owned(),
            io::ErrorKind::PermissionDenied => "the system does not permit it".to_owned(),
            io::ErrorKind::AlreadyExists => "it is already there".to_owned(),
            io::ErrorKind::StorageFull => "the disk is full".to_owned(),
            io::ErrorKind::NotADirectory => "it is not in a folder".to_owned(),
            io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
            _ => error.to_string().to_lowercase(),
        };
        Self::new(format!("can't {deed} `{}`: {why}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

//! The commands, one file each: from options to an outcome.
//!
//! A command receives a [`Session`] (output streams, the look of the terminal, the folder it was called from)
//! and its options as values, and returns an [`Exit`] or a [`Failure`]. Commands read and write files, look at
//! the clock and write to the session's streams; they never print to the process's own streams and never end
//! the process: that is for `main`. Arguments are parsed in `cli`.

mod apart;
pub mod build;
mod cache;
pub mod check;
pub mod completions;
pub mod config;
pub mod explain;
mod fill;
pub mod fix;
mod home;
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

pub use home::Vacancy;
pub use root::GardenRoot;
pub use session::{Screen, Session};

use std::fmt;
use std::io;
use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::Folders;

/// The outcome of a command that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is well: status 0.
    Fine,
    /// The garden has problems that the author asked to be told about: status 1.
    Problems,
    /// The user pressed Ctrl-C: status 130.
    Interrupted,
}

/// Why a command could not do its work: status 2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong: lower case, no full stop. Empty if the findings say it all.
    pub message: String,
    /// What the user can do about it.
    pub help: Option<String>,
    /// What is wrong with `site.toml` or a template.
    pub findings: Vec<Diagnostic>,
    /// The folders that the findings' paths are relative to.
    pub folders: Folders,
}

impl Failure {
    /// Creates a failure that is not tied to a place in a file.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// Adds what the user can do about it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Creates a failure from an I/O error on a file or folder; `deed` is the verb of what failed, such as "read".
    pub fn io(deed: &str, path: &Path, error: &io::Error) -> Self {
        let why = match error.kind() {
            io::ErrorKind::NotFound => "it does not exist".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
            io::ErrorKind::AlreadyExists => "it is already there".to_owned(),
            io::ErrorKind::StorageFull => "the disk is full".to_owned(),
            io::ErrorKind::NotADirectory => "it is not in a folder".to_owned(),
            io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
            _ => error.to_string().to_lowercase(),
        };
        let help = match error.kind() {
            io::ErrorKind::PermissionDenied if matches!(deed, "read" | "look into") => {
                Some("check who owns it and who may read there")
            }
            io::ErrorKind::PermissionDenied => Some("check who owns it and who may write there"),
            io::ErrorKind::ReadOnlyFilesystem => Some("choose a folder on a disk that can be written"),
            io::ErrorKind::StorageFull => Some("make room on the disk, then try again"),
            io::ErrorKind::NotFound => Some("check that its folder exists, and that files can be made there"),
            io::ErrorKind::NotADirectory => Some("a part of the path is a file: choose another folder"),
            io::ErrorKind::InvalidData => Some("save the file as UTF-8"),
            io::ErrorKind::AlreadyExists => Some("move it away, then try again"),
            _ => Some("see that the file, its folder and the disk are as they should be, then try again"),
        };
        let failure = Self::new(format!("can't {deed} `{}`: {why}", path.display()));
        Self { help: help.map(str::to_owned), ..failure }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

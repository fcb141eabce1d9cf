//! Why a site could not be written, phrased so that its author knows what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why an output folder was refused or could not be written. The previous site is intact, except after
/// [`OutputError::Unfinished`].
#[derive(Debug)]
pub enum OutputError {
    /// The folder must not be an output folder, whatever it contains.
    Forbidden {
        /// The folder, with all links resolved.
        target: PathBuf,
        /// Why it is forbidden.
        reason: Forbidden,
    },
    /// The folder contains things that allotment did not write.
    Foreign {
        /// The output folder.
        target: PathBuf,
        /// Up to [`FOREIGN_SHOWN`] of them, relative to the output folder, sorted.
        files: Vec<String>,
        /// Whether there are others.
        more: bool,
    },
    /// The manifest is invalid, so nothing shows which files in the folder are allotment's.
    DamagedManifest {
        /// The output folder.
        target: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Another build is writing to the output.
    Busy {
        /// The output folder.
        target: PathBuf,
    },
    /// Two files of the site would be the same file on a file system that ignores letter case or Unicode
    /// normalization, or one of them would have to be a folder.
    Collision {
        /// One of the two paths.
        first: String,
        /// The other one.
        second: String,
    },
    /// An attachment changed after the garden was read.
    SourceChanged {
        /// The attachment.
        source: PathBuf,
    },
    /// A file that was to be kept is no longer in the output, or was changed there.
    NotKept {
        /// Its path in the output.
        path: String,
    },
    /// While a site was being written, something that allotment did not write appeared where one of its
    /// files belongs. It is preserved, and the site is in place.
    Stranded {
        /// Its new location.
        kept: PathBuf,
    },
    /// The work folder beside the output contains something that is not allotment's.
    WorkFolder {
        /// That folder.
        folder: PathBuf,
    },
    /// The last steps failed after the new site had begun to replace the previous one.
    Unfinished {
        /// Whether the new site is in place, and only what it replaced is not cleared away. Otherwise the folder holds a
        /// part of each site, and the next [`super::open`] completes the new one.
        is_whole: bool,
        /// What failed.
        error: Box<OutputError>,
    },
    /// The disk is full, or a quota is used up.
    Full {
        /// What was being written.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Any other error of the system.
    Io {
        /// The action that failed: `write`, `read`, …
        action: &'static str,
        /// The path it was applied to.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

/// Why a folder must not become an output folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forbidden {
    /// The root of the file system.
    Root,
    /// The home folder, or a folder that contains it.
    Home,
    /// The content folder or the garden's root.
    Garden,
    /// A folder that contains the garden or its content.
    AboveGarden,
    /// A folder among the notes, other than the output folder of the settings.
    InsideContent,
    /// A symbolic link.
    Link,
    /// Not a folder.
    NotAFolder,
    /// A path that leads through a file or can't be followed.
    NoPath,
}

/// How many foreign files an error names.
pub const FOREIGN_SHOWN: usize = 5;

impl OutputError {
    /// Returns what is wrong: lower case, no full stop.
    pub fn message(&self) -> String {
        match self {
            Self::Forbidden { target, reason } => {
                let what = match reason {
                    Forbidden::Root => "is the root of the file system",
                    Forbidden::Home => "is the home folder, or one above it",
                    Forbidden::Garden => "is the garden itself",
                    Forbidden::AboveGarden => "holds the garden",
                    Forbidden::InsideContent => "lies among the notes",
                    Forbidden::Link => "is a symbolic link",
                    Forbidden::NotAFolder => "is not a folder",
                    Forbidden::NoPath => "leads through something that is not a folder",
                };
                format!("the output folder `{}` {what}", target.display())
            }
            Self::Foreign { target, files, more } => {
                let names = files.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>().join(", ");
                let others = if *more { " and others" } else { "" };
                format!("the output folder `{}` holds what allotment did not write: {names}{others}", target.display())
            }
            Self::DamagedManifest { target, problem } => {
                format!("the manifest of the output folder `{}` cannot be used: {problem}", target.display())
            }
            Self::Busy { target } => format!("another build is writing to `{}`", target.display()),
            Self::Collision { first, second } => {
                format!("`{first}` and `{second}` cannot both be files of one site")
            }
            Self::SourceChanged { source } => format!("`{}` changed while the site was built", source.display()),
            Self::NotKept { path } => format!("`{path}` changed in the output folder while the site was built"),
            Self::Stranded { kept } => {
                format!(
                    "something that allotment did not write stood where a page belongs; it is now `{}`",
                    kept.display()
                )
            }
            Self::WorkFolder { folder } => {
                format!("`{}` is needed for work in progress, and something else is there", folder.display())
            }
            Self::Unfinished { is_whole: true, error } => {
                format!("the new site is in place, but not all is done: {}", error.message())
            }
            Self::Unfinished { is_whole: false, error } => {
                format!("the output folder holds a part of the old site and a part of the new one: {}", error.message())
            }
            Self::Full { path, source } => format!("cannot write `{}`: {}", path.display(), reason(source)),
            Self::Io { action, path, source } => format!("cannot {action} `{}`: {}", path.display(), reason(source)),
        }
    }

    /// Returns what the author can do.
    pub fn help(&self) -> String {
        match self {
            Self::Forbidden { .. } => {
                "choose a folder of its own with `--output` or `output` in site.toml, such as `public`".to_owned()
            }
            Self::Foreign { .. } => "they were not touched; choose another folder, or move them away".to_owned(),
            Self::DamagedManifest { .. } => {
                "nothing was changed; choose another folder, or delete this one if all of it can be built again"
                    .to_owned()
            }
            Self::Busy { .. } => "wait until it has finished, or choose another folder".to_owned(),
            Self::Collision { .. } => "rename one of the two, or one of their folders".to_owned(),
            Self::SourceChanged { .. } | Self::NotKept { .. } => "the old site is untouched; build again".to_owned(),
            Self::Stranded { .. } => "move it to where it belongs, then build again".to_owned(),
            Self::WorkFolder { .. } => "move it away, then build again".to_owned(),
            Self::Unfinished { error, .. } => match &**error {
                Self::Full { .. } => "make room, then build again".to_owned(),
                error => error.help(),
            },
            Self::Full { .. } => "the old site is untouched; make room, then build again".to_owned(),
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied => {
                    "check who owns it and who may write there, or choose another folder".to_owned()
                }
                io::ErrorKind::ReadOnlyFilesystem => "choose a folder on a disk that can be written".to_owned(),
                io::ErrorKind::NotFound => {
                    "check that its folder exists and that files can be made there, or choose another folder".to_owned()
                }
                io::ErrorKind::Unsupported => "choose a folder on a local disk".to_owned(),
                _ => "see that the folder and its disk are as they should be, then build again".to_owned(),
            },
        }
    }

    /// Wraps an error that came after the new site was in place.
    pub(super) fn after_exchange(self) -> Self {
        Self::Unfinished { is_whole: true, error: Box::new(self) }
    }

    /// Wraps an error that came while the files of the new site were replacing those of the previous one. What was
    /// refused before anything was changed stays as it is.
    pub(super) fn midway(self) -> Self {
        match self {
            Self::Full { .. } | Self::Io { .. } => Self::Unfinished { is_whole: false, error: Box::new(self) },
            _ => self,
        }
    }

    /// Wraps the system's error from doing `action` to `path`.
    pub(super) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::Full { path, source }
            }
            _ => Self::Io { action, path, source },
        }
    }
}

/// Returns the system's message without its error number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::QuotaExceeded => "the disk quota is used up".to_owned(),
        io::ErrorKind::FileTooLarge => "the file is larger than is allowed here".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        io::ErrorKind::NotFound => "it is not there".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}; {}", self.message(), self.help())
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Full { source, .. } | Self::Io { source, .. } => Some(source),
            Self::Unfinished { error, .. } => Some(&**error),
            _ => None,
        }
    }
}

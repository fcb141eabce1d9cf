//! What can keep a site from being written, said so that its author knows the way out.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why an output folder was refused or could not be written. The old site stands in every case.
#[derive(Debug)]
pub enum OutputError {
    /// The folder must not be an output folder, whatever it holds.
    Forbidden {
        /// The folder, as it really lies on disk.
        target: PathBuf,
        /// What it is.
        reason: Forbidden,
    },
    /// The folder holds things that allotment did not write.
    Foreign {
        /// The output folder.
        target: PathBuf,
        /// Up to [`FOREIGN_SHOWN`] of them, from the output folder, sorted.
        files: Vec<String>,
        /// Whether there are others.
        more: bool,
    },
    /// The manifest cannot be believed, so nothing in the folder can be known to be allotment's.
    DamagedManifest {
        /// The output folder.
        target: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Another build holds the output.
    Busy {
        /// The output folder.
        target: PathBuf,
    },
    /// Two files of the site would be one file where letter case or Unicode form does not count,
    /// or one of them would have to be a folder.
    Collision {
        /// One of the two paths.
        first: String,
        /// The other one.
        second: String,
    },
    /// An attachment does not have the bytes any more that it had when the garden was read.
    SourceChanged {
        /// The attachment.
        source: PathBuf,
    },
    /// A file that was to be kept is not in the output as it was.
    NotKept {
        /// Its path in the output.
        path: String,
    },
    /// Something that allotment did not write turned up while it was writing, where its own
    /// file belongs. It is kept.
    Stranded {
        /// Where it is now.
        kept: PathBuf,
    },
    /// The folder for work in progress beside the output is not allotment's.
    WorkFolder {
        /// That folder.
        folder: PathBuf,
    },
    /// The disk, or a limit on it, has no room.
    Full {
        /// What was being written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system refused something else.
    Io {
        /// What was being done: `write`, `read`, …
        action: &'static str,
        /// To what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What a folder is that must not become an output folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forbidden {
    /// The root of the file system.
    Root,
    /// The home folder, or one that it lies in.
    Home,
    /// The content folder or the garden's root.
    Garden,
    /// A folder that the garden or its content lies in.
    AboveGarden,
    /// A folder among the notes, other than the one beside them that the settings name.
    InsideContent,
    /// A symbolic link.
    Link,
    /// Something else than a folder.
    NotAFolder,
    /// A path through a file, or one that cannot be followed.
    NoPath,
}

/// How many foreign files an error names.
pub const FOREIGN_SHOWN: usize = 5;

impl OutputError {
    /// What is wrong: lower case, no full stop.
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
            Self::Full { path, source } => format!("cannot write `{}`: {}", path.display(), reason(source)),
            Self::Io { action, path, source } => format!("cannot {action} `{}`: {}", path.display(), reason(source)),
        }
    }

    /// The way out.
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

    /// Wraps what the system said while `action` was done to `path`.
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

/// The system's words, without its numbers.
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
            _ => None,
        }
    }
}

//! Paths: where a file is in the garden, and where it goes in the output.
//!
//! [`SourcePath`] names a file as its author knows it, [`OutputPath`] a file of the site. No other module builds or
//! splits paths as strings. An [`OutputPath`] is legal on every common file system by construction, and
//! [`OutputPath::url_from`] is the only source of internal addresses. Nothing here touches the disk;
//! `garden::addresses` decides which of two notes gets a contested address.

mod name;
mod output;
mod slug;
mod url;

pub use name::fold;
pub(crate) use name::{nfc, no_device};
pub use output::{OutputPath, OutputPathRef};
pub(crate) use slug::keeps_in_slug;
pub use slug::{heading_slug, slug};
pub use url::{has_scheme, leads_elsewhere, percent_decode, percent_encode};

use std::fmt;
use std::sync::Arc;

/// A file of the garden: its path from the content folder, `/` between parts, spelled as on disk.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Takes a path that is relative to the content folder and has `/` between its parts.
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        Self(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the file, with its extension.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The name of the file without its extension. `.hidden` has no extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(at) if at > 0 => &name[..at],
            _ => name,
        }
    }

    /// The extension in lower case, without its dot; empty if there is none.
    pub fn extension(&self) -> String {
        self.file_name()[self.stem().len()..].trim_start_matches('.').to_lowercase()
    }

    /// The folder that the file is in; empty for the root.
    pub fn folder(&self) -> &str {
        memchr::memrchr(b'/', self.0.as_bytes()).map_or("", |at| &self.0[..at])
    }

    /// Whether the file is a note: `.md` in any letter case.
    pub fn is_note(&self) -> bool {
        self.extension() == "md"
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_path_knows_its_parts() {
        let path = SourcePath::new("notes/Dual Sheds.MD");
        assert_eq!(
            (path.folder(), path.stem(), path.extension(), path.is_note()),
            ("notes", "Dual Sheds", "md".to_owned(), true)
        );
        assert_eq!(SourcePath::new(".hidden").stem(), ".hidden");
        assert_eq!(SourcePath::new("v1.2 notes.md").stem(), "v1.2 notes");
    }
}

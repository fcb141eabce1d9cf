//! Which address a page asks for, before it is known whether others ask for the same.
//!
//! [`note_base`] and [`permalink_base`] are for notes, [`folder_base`] for pages of folders; a base is an address
//! without its extension.

use std::sync::Arc;

use crate::path::{OutputPath, SourcePath, slug};

/// The extension of every page.
pub(super) const EXTENSION: &str = ".html";

/// An address that a page asks for.
pub(super) struct Asked {
    pub(super) path: OutputPath,
    /// The key that no two addresses may share.
    pub(super) key: Arc<str>,
}

impl Asked {
    pub(super) fn new(base: &str) -> Self {
        let path = OutputPath::new(&format!("{base}{EXTENSION}"));
        Self { key: path.collision_key().into(), path }
    }
}

/// Turns `Notes/Dual Sheds.md` into `notes/dual-sheds`.
pub(super) fn note_base(path: &SourcePath) -> String {
    join(&folder_base(path.folder()), &slug(path.stem()))
}

/// The folder of the output for a folder of the garden.
pub fn folder_base(folder: &str) -> String {
    folder.split('/').filter(|part| !part.is_empty()).map(slug).collect::<Vec<_>>().join("/")
}

pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// Turns `/Guides/Start/` and `guides/start.html` into `Guides/Start` and `guides/start`, and `/` into `index`: a
/// permalink keeps its letters (Obsidian help: *Permalinks*); each part is made a legal name.
pub(super) fn permalink_base(permalink: &str) -> String {
    let path = permalink.trim().trim_matches('/');
    let path = path.strip_suffix(".html").or_else(|| path.strip_suffix(".md")).unwrap_or(path);
    if path.is_empty() {
        return "index".to_owned();
    }
    // A name that begins with a dot is hidden from readers, and the contents of `.git` are not the site's to write.
    let parts: Vec<&str> = path.split('/').map(|part| part.trim_start().trim_start_matches('.')).collect();
    OutputPath::new(&parts.join("/")).as_str().to_owned()
}

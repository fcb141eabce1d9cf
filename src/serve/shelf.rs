//! What the server serves: names, bytes and findings.
//!
//! Whoever makes the site implements [`Shelf`]. The server never joins a requested path to a folder; it asks
//! the shelf, and a name that the shelf does not know is not found.

use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::hash::Digest;

/// One state of the site. It never changes; when the garden does, [`crate::serve::Running::swap`] replaces the
/// whole shelf, so that no reader sees a mix of both states.
///
/// Calls come from many threads at once and may take long: each request has its own thread. A panic is answered
/// with status 500.
pub trait Shelf: Send + Sync {
    /// Returns the file with exactly this path, decoded and relative to the output folder: `notes/a.html`,
    /// never with a leading `/`. An implementation must look the path up among known names and never on disk:
    /// it can be anything that a client sent, such as `../secret`.
    ///
    /// # Errors
    ///
    /// The mistakes in a template, if the page exists but can't be rendered. Readers who have the page open
    /// keep it and see the findings above it.
    fn find(&self, path: &str) -> Result<Option<Found>, Vec<Diagnostic>>;

    /// Returns the findings about the note that the page at this path shows, for the panel in the corner of the
    /// page. Empty if the page shows no note, or there is no such page.
    fn findings(&self, path: &str) -> Vec<Diagnostic>;

    /// Returns why the shelf holds an older state than the files on disk: `site.toml` or the theme can't be
    /// read, and this is the last good state. Shown above every page; empty if all is well.
    fn broken(&self) -> Vec<Diagnostic>;

    /// Returns the path of the site's own address: `/garden/` for `https://me.example/garden/`, `/` if it has none.
    /// The preview serves the site at `/`, and also at this path, since the links of `404.html` begin with it.
    fn base(&self) -> &str;
}

/// A file on the shelf.
#[derive(Clone, Debug)]
pub struct Found {
    /// The digest of its bytes. A client that has a file with the same digest need not load it again.
    pub digest: Digest,
    /// Its bytes.
    pub body: Body,
}

/// Where the bytes of a file are.
#[derive(Clone, Debug)]
pub enum Body {
    /// In memory.
    Bytes(Arc<[u8]>),
    /// In a file on disk, which is an attachment. Symlinks are not followed. If its length has changed since
    /// the digest was taken, it is served as it is, but browsers are not told that they may keep it.
    File {
        /// The file.
        path: PathBuf,
        /// In bytes, when the digest was taken.
        length: u64,
    },
}

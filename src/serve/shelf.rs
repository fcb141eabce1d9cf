//! What there is to serve, as the server sees it: names, bytes and findings.
//!
//! [`Shelf`] is implemented by whoever makes the site. The server never joins a path that it was
//! asked for to a folder; it asks the shelf, and what has no name there is not found.

use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::hash::Digest;

/// One state of the site. It never changes; when the garden does, [`crate::serve::Running::swap`]
/// puts another one in its place as a whole, so no reader sees half of each.
///
/// Calls come from many threads at once and may take their time: each request has its own thread.
/// A panic is answered with status 500.
pub trait Shelf: Send + Sync {
    /// The file with exactly this path, decoded and relative to the output folder: `notes/a.html`,
    /// never with a `/` in front. Must look the path up among names that are known, and never ask a disk for it:
    /// it can be anything that somebody typed, such as `../secret`.
    ///
    /// # Errors
    ///
    /// What is wrong with a template if the page is there but can't be rendered. Readers who have the
    /// page open keep it and see the findings above it.
    fn find(&self, path: &str) -> Result<Option<Found>, Vec<Diagnostic>>;

    /// The findings about the note that the page at this path shows, for the panel in its corner.
    /// Empty if the page shows none, or there is no such page.
    fn findings(&self, path: &str) -> Vec<Diagnostic>;

    /// Why what is on the shelf is not what the files on disk say: `site.toml` or the theme can't be
    /// read, and this is the last good state. Shown above every page; empty if all is well.
    fn broken(&self) -> Vec<Diagnostic>;

    /// The path of the site's own address if it has one: `/garden/` for `https://me.example/garden/`. The preview lies at
    /// `/`, and answers there too, since the links of `404.html` begin with it.
    fn base(&self) -> &str {
        "/"
    }
}

/// A file that is on the shelf.
#[derive(Clone, Debug)]
pub struct Found {
    /// The digest of its bytes. The same digest means that nobody has to load it again.
    pub digest: Digest,
    /// Its bytes.
    pub body: Body,
}

/// Where the bytes of a file are.
#[derive(Clone, Debug)]
pub enum Body {
    /// Here.
    Bytes(Arc<[u8]>),
    /// In a file, an attachment. Links are not followed. Should its length have changed meanwhile, it is
    /// served as it is, but no browser is told that it may keep it.
    File {
        /// The file.
        path: PathBuf,
        /// In bytes, when the digest was taken.
        length: u64,
    },
}

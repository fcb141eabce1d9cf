//! Finds the file on the shelf that a path means.
//!
//! [`look_up`] is the entry point. The path is decoded once and looked up among the names on the shelf, by the rules of
//! a plain host for static files: `index.html` for a folder, `note.html` for `note`. No path reaches a disk.

use super::shelf::{Found, Shelf};
use crate::diagnostic::Diagnostic;
use crate::path::percent_decode;

/// What a path leads to.
pub(super) enum Place {
    /// A file, with its name on the shelf.
    File(String, Found),
    /// A folder whose path was requested without its trailing `/`.
    Folder(String),
    /// A page that can't be rendered.
    Faulty(Vec<Diagnostic>),
    /// Nothing.
    Missing,
}

/// Finds what the path of a request means.
pub(super) fn look_up(shelf: &dyn Shelf, path: &str) -> Place {
    // Browsers encode more of a path than its author may have done in the settings.
    let (path, base) = (percent_decode(path), percent_decode(shelf.base()));
    let below = path.strip_prefix(&*base).filter(|_| base.len() > 1);
    match (by_name(shelf, path.strip_prefix('/').unwrap_or(&path)), below) {
        (Place::Missing, Some(below)) => by_name(shelf, below),
        (place, _) => place,
    }
}

fn by_name(shelf: &dyn Shelf, path: &str) -> Place {
    let file = |name: String| match shelf.find(&name) {
        Ok(Some(found)) => Place::File(name, found),
        Ok(None) => Place::Missing,
        Err(findings) => Place::Faulty(findings),
    };
    // A path that a file system would resolve to another place names nothing here.
    if path.starts_with('/') || path.contains(['\\', '\0']) {
        return Place::Missing;
    }
    if path.is_empty() || path.ends_with('/') {
        return file(format!("{path}index.html"));
    }
    for name in [path.to_owned(), format!("{path}.html")] {
        match file(name) {
            Place::Missing => {}
            place => return place,
        }
    }
    match file(format!("{path}/index.html")) {
        Place::Missing => Place::Missing,
        _ => Place::Folder(path.to_owned()),
    }
}

//! Decides which folders may become an output folder at all, whatever they contain.
//!
//! [`check`] is the entry point. Paths are compared component by component, with links resolved.
//! [`super::ownership`] deals with the contents of the folder.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::error::{Forbidden, OutputError};
use crate::source::is_passed_over;

/// The garden around an output folder.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The garden's root.
    pub garden: &'a Path,
    /// The folder of its notes, which may be the same.
    pub content: &'a Path,
    /// The output folder that the garden's settings name: it is not content.
    pub usual: &'a Path,
}

/// Returns the folder that `target` names, without links, `.` and `..`; it need not exist.
pub(super) fn check(target: &Path, around: &Around<'_>) -> Result<PathBuf, OutputError> {
    let real = resolve(target)?;
    let forbidden = |reason| Err(OutputError::Forbidden { target: real.clone(), reason });
    if real.parent().is_none() {
        return forbidden(Forbidden::Root);
    }
    match fs::symlink_metadata(&real) {
        Ok(found) if found.is_symlink() => return forbidden(Forbidden::Link),
        Ok(found) if !found.is_dir() => return forbidden(Forbidden::NotAFolder),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return forbidden(Forbidden::NoPath),
        _ => {}
    }
    let (garden, content) = (resolve_through(around.garden)?, resolve_through(around.content)?);
    if real == garden || real == content {
        return forbidden(Forbidden::Garden);
    }
    if garden.starts_with(&real) || content.starts_with(&real) {
        return forbidden(Forbidden::AboveGarden);
    }
    // What is hidden and the usual folder are never content; any other would be for a command that is not told of it.
    let is_hidden = |inside: &Path| inside.iter().any(is_passed_over);
    let is_apart =
        || Ok::<_, OutputError>(real.strip_prefix(&content).is_ok_and(is_hidden) || resolve(around.usual)? == real);
    if real.starts_with(&content) && !(content == garden && is_apart()?) {
        return forbidden(Forbidden::InsideContent);
    }
    // An empty variable would make the current directory, and so every relative path, the home folder.
    let home = std::env::home_dir().filter(|home| home.is_absolute());
    if let Some(home) = home.map(|home| fs::canonicalize(&home).unwrap_or(home))
        && home.starts_with(&real)
    {
        return forbidden(Forbidden::Home);
    }
    Ok(real)
}

/// Returns the path that a folder really has: without `.`, `..` and links on the way to it, and if it exists, in its own
/// letter case. A link itself is not followed. `None` if the path can't be followed.
pub fn real(folder: &Path) -> Option<PathBuf> {
    let real = resolve(folder).ok()?;
    match fs::symlink_metadata(&real) {
        Ok(found) if !found.is_symlink() => fs::canonicalize(&real).ok(),
        _ => Some(real),
    }
}

/// Resolves the links on the way to `path`, except in its last component, because the caller must see
/// whether that is a link. A component that does not exist can't be one.
fn resolve(path: &Path) -> Result<PathBuf, OutputError> {
    let path = absolute(path)?;
    let mut real = PathBuf::new();
    let mut parts = path.components().peekable();
    while let Some(part) = parts.next() {
        match part {
            Component::Prefix(_) | Component::RootDir => real.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                real.pop();
            }
            Component::Normal(name) => {
                real.push(name);
                if parts.peek().is_some() {
                    real = canonical_or_absent(real, &path)?;
                }
            }
        }
    }
    let name = real.file_name().map(ToOwned::to_owned);
    match (real.parent(), name) {
        // On Windows this gives every result the same kind of prefix.
        (Some(parent), Some(name)) => Ok(canonical_or_absent(parent.to_owned(), &path)?.join(name)),
        _ => Ok(real),
    }
}

fn resolve_through(path: &Path) -> Result<PathBuf, OutputError> {
    canonical_or_absent(absolute(path)?, path)
}

fn absolute(path: &Path) -> Result<PathBuf, OutputError> {
    std::path::absolute(path).map_err(|error| OutputError::io("find", path, error))
}

fn canonical_or_absent(path: PathBuf, whole: &Path) -> Result<PathBuf, OutputError> {
    match fs::canonicalize(&path) {
        Ok(real) => Ok(real),
        Err(error) if error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(&path).is_err() => Ok(path),
        // A dangling link, a cycle of links, or a file where a folder should be.
        Err(error) if error.kind() != io::ErrorKind::PermissionDenied => {
            Err(OutputError::Forbidden { target: whole.to_owned(), reason: Forbidden::NoPath })
        }
        Err(error) => Err(OutputError::io("read", &path, error)),
    }
}

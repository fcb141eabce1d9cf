//! Finds a repository and its current state without running `git`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::Stamp;

/// Stamps of files that change with a repository: `HEAD`, its log, the current branch, and the shallow boundary.
pub(super) type State = [Option<Stamp>; 4];

/// Returns the folder in which version control keeps its data about the files below `content`.
pub fn repository(content: &Path) -> Option<PathBuf> {
    // The folder may be reached through a link, or by a path with `..`.
    let content = fs::canonicalize(content).ok()?;
    let folder = content.ancestors().find(|folder| folder.join(".git").exists())?;
    let marker = folder.join(".git");
    if marker.is_dir() {
        return Some(marker);
    }
    // In a submodule or a linked working tree, `.git` is a file that says where the folder is.
    let text = fs::read_to_string(marker).ok()?;
    Some(folder.join(text.strip_prefix("gitdir:")?.trim()))
}

/// Returns the folder that all working trees of a repository share.
fn common(folder: &Path) -> PathBuf {
    match fs::read_to_string(folder.join("commondir")) {
        Ok(text) => folder.join(text.trim()),
        Err(_) => folder.to_owned(),
    }
}

/// Returns the commits whose parents a shallow clone lacks; none if the clone is complete.
pub(super) fn boundary(folder: &Path) -> BTreeSet<Vec<u8>> {
    let text = fs::read(common(folder).join("shallow")).unwrap_or_default();
    text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
}

/// Returns a state that changes with every commit, and with `git fetch --unshallow`.
pub(super) fn state(folder: &Path) -> State {
    let stamp = |path: PathBuf| fs::metadata(path).ok().as_ref().map(Stamp::of);
    let head = fs::read_to_string(folder.join("HEAD")).unwrap_or_default();
    let common = common(folder);
    let branch = head.strip_prefix("ref: ").map(|branch| common.join(branch.trim()));
    [
        stamp(folder.join("HEAD")),
        stamp(folder.join("logs").join("HEAD")),
        branch.and_then(stamp),
        stamp(common.join("shallow")),
    ]
}

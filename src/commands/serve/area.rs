//! Where a preview watches for changes: what in the folders of a garden can change its site.
//!
//! [`of`] is the entry point. What to do about a change is not decided here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::commands::GardenRoot;
use crate::commands::root::AUTHORS_TOML;
use crate::source::{self, Rules, Standing};
use crate::watch::{Area, PassOver};

/// Returns the folders of a garden to watch for changes. `rules` say what is content.
pub(super) fn of(root: &GardenRoot, rules: Rules) -> Area {
    let (content, themes) = (root.content.clone(), root.folder.join("themes"));
    let state = source::repository(&content).map(|folder| [folder.join("logs"), folder]);
    let state: Vec<PathBuf> = state.into_iter().flatten().collect();
    let mut flat = vec![root.folder.clone()];
    flat.extend(root.site_toml.as_deref().and_then(Path::parent).map(Path::to_owned));
    flat.extend_from_slice(&state);
    flat.sort();
    flat.dedup();
    let deep = vec![content.clone(), themes.clone()];
    Area { deep, flat, pass_over: pass_over(content, themes, state, rules) }
}

/// Returns a function that tells which paths need not be watched: in the content folder what is not content, in
/// the folders of version control all but `HEAD`, elsewhere what is hidden.
fn pass_over(content: PathBuf, themes: PathBuf, state: Vec<PathBuf>, rules: Rules) -> Arc<PassOver> {
    Arc::new(move |path: &Path, is_dir: bool| {
        if state.iter().any(|folder| path.parent() == Some(folder)) {
            path.file_name().is_none_or(|name| name != "HEAD")
        } else if path.starts_with(&content) && !path.starts_with(&themes) {
            path != content && !is_rule(path) && !is_named_authors(path) && is_of_no_concern(&rules, path, is_dir)
        } else {
            path.file_name().is_some_and(source::is_passed_over) && !is_rule(path)
        }
    })
}

/// Whether nothing at a path in the content folder matters to the site.
fn is_of_no_concern(rules: &Rules, path: &Path, is_dir: bool) -> bool {
    match rules.of(path, is_dir) {
        Standing::Content => false,
        // The names of notes that are left out are known. What is not there any more may have been a folder of them.
        Standing::LeftOut => {
            !is_dir && path.is_file() && path.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("md"))
        }
        Standing::Foreign => true,
    }
}

/// Whether this is the file that lists the people: it is never content, but it is read.
fn is_named_authors(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == AUTHORS_TOML)
}

/// Whether a file decides what is content.
pub(super) fn is_rule(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == ".gitignore")
}

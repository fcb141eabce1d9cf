//! Folders whose names say that their notes are not for publication, such as `private` and `templates`.
//!
//! `init` leaves them out. Where nobody has said what is left out, [`folders`] finds them and [`hint`] tells of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::GardenRoot;
use crate::config::Select;
use crate::note::Note;

/// Names of folders, in lower case, that by convention hold notes not meant for publication.
const SET_APART: &[&str] = &["_templates", "drafts", "private", "template", "templates", "unpublished"];

/// Returns the folders of published notes whose names say that they are not for publication, unless the settings say
/// what is published.
pub(super) fn folders<'n>(root: &GardenRoot, notes: impl IntoIterator<Item = &'n Arc<Note>>) -> Vec<String> {
    if root.config.select == Select::OptIn || root.origins.contains_key("exclude") {
        return Vec::new();
    }
    let published = notes.into_iter().filter(|note| note.published);
    let top = published.filter_map(|note| note.path.as_str().split_once('/'));
    let folders: BTreeSet<&str> = top.map(|(folder, _)| folder).filter(|folder| is_set_apart(folder)).collect();
    folders.into_iter().map(|folder| format!("{folder}/")).collect()
}

/// Returns a hint for a garden with published notes in these folders, whose names say that they are not for publication.
pub(super) fn hint(content: &str, folders: &[String]) -> String {
    let Some((last, others)) = folders.split_last() else { return String::new() };
    let names =
        |folders: &[String]| folders.iter().map(|folder| format!("{content}{folder}")).collect::<Vec<_>>().join(", ");
    let (names, are, they) = match others {
        [] => (format!("{content}{last}"), "is", "it"),
        others => (format!("{} and {content}{last}", names(others)), "are", "they"),
    };
    let patterns: Vec<String> = folders.iter().map(|folder| pattern(folder)).collect();
    let line = format!("exclude = {}", toml::Value::from(patterns));
    format!(
        "help: {names} {are} published; if {they} should not be, write into site.toml: {line}; if {they} should, exclude = []\n"
    )
}

/// Whether the name of a folder says that its notes are not for publication.
pub(super) fn is_set_apart(folder: &str) -> bool {
    SET_APART.contains(&folder.to_lowercase().as_str())
}

/// Returns the pattern of `exclude` that matches only this file or folder of the content folder.
pub(super) fn pattern(path: &str) -> String {
    path.chars().fold("/".to_owned(), |mut pattern, sign| {
        if matches!(sign, '*' | '?' | '[' | ']' | '{' | '}' | '\\' | '!' | '#') {
            pattern.push('\\');
        }
        pattern.push(sign);
        pattern
    })
}

//! `allotment suggest`: mentions as links, for the author to take or leave.
//!
//! [`run`] writes a diff that `git apply` and `patch -p1` take, or with `--format json` one object a link. It
//! changes no file.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::pipeline::{in_garden, reading};
use super::report::counted;
use super::root::absolute;
use super::{Exit, Failure, GardenRoot, Session};
use crate::diagnostic::render::Format;
use crate::mention::patch;
use crate::path::{SourcePath, nfc};
use crate::site::{self, SuggestedLink, Suggestion};

/// Suggests links for these notes and folders, or for all notes.
///
/// # Errors
///
/// If what was asked for is not in the garden, and what ends a run, such as a theme that can't be used.
pub fn run(session: &mut Session<'_>, root: &GardenRoot, asked: &[PathBuf]) -> Result<Exit, Failure> {
    let asked = asked.iter().map(|path| inside(session, root, path)).collect::<Result<Vec<_>, _>>()?;
    let chosen = |path: &SourcePath| asked.is_empty() || asked.iter().any(|asked| is_in(path.as_str(), asked));
    let suggestions =
        in_garden(root, |inputs, grown| site::suggestions(inputs, grown, &reading(root, false), &chosen))?;
    let (folder, prefix) = base(session, root);
    let paths: Vec<String> = suggestions.iter().map(|suggestion| format!("{prefix}{}", suggestion.path)).collect();
    if session.format == Format::Json {
        let lines = suggestions.iter().zip(&paths).flat_map(|(suggestion, path)| json(suggestion, path));
        session.result(&lines.collect::<String>())?;
        return Ok(Exit::Fine);
    }
    let patches = suggestions.iter().zip(&paths).map(|(suggestion, path)| {
        let Suggestion { before, after, .. } = suggestion;
        patch(path, before, after)
    });
    session.result(&patches.collect::<String>())?;
    session.talk(&sum(&suggestions, &session.shown(&folder)))?;
    Ok(Exit::Fine)
}

/// The folder that paths in the diff begin at, and the way from there to the notes: the session's folder if it
/// holds the notes, or else the garden's.
fn base(session: &Session<'_>, root: &GardenRoot) -> (PathBuf, String) {
    let folder = if root.content.starts_with(&session.folder) { &session.folder } else { &root.folder };
    let way = root.content.strip_prefix(folder).unwrap_or(Path::new(""));
    let way = way.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    (folder.clone(), if way.is_empty() { way } else { way + "/" })
}

/// The path of what was asked for from the folder of the notes; empty for that folder itself.
fn inside(session: &Session<'_>, root: &GardenRoot, asked: &Path) -> Result<String, Failure> {
    let places = [absolute(&session.folder, asked), root.content.join(asked)];
    // Ways up, and links to folders, are settled by the disk.
    let content = fs::canonicalize(&root.content).unwrap_or_else(|_| root.content.clone());
    let found = places.iter().filter_map(|place| fs::canonicalize(place).ok()).find_map(|place| {
        let inside = place.strip_prefix(&content).ok()?;
        Some(inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
    });
    found.ok_or_else(|| {
        let shown = session.shown(&root.content);
        Failure::new(format!("there is no note or folder `{}` in the garden", asked.display()))
            .help(format!("name files or folders in `{shown}`, or nothing for all notes"))
    })
}

fn is_in(path: &str, asked: &str) -> bool {
    let (path, asked) = (nfc(path), nfc(asked));
    asked.is_empty() || path.strip_prefix(&*asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A link for programs.
#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    line: usize,
    col: usize,
    text: &'a str,
    link: &'a str,
    note: &'a str,
    title: &'a str,
}

/// One object a link, each on a line.
fn json<'a>(suggestion: &'a Suggestion, path: &'a str) -> impl Iterator<Item = String> + 'a {
    suggestion.links.iter().map(move |suggested| {
        let SuggestedLink { line, column, text, link, goal, title } = suggested;
        let line = Line { path, line: *line, col: *column, text, link, note: goal.as_str(), title };
        // Strings and numbers: there is nothing in them that JSON could not say.
        serde_json::to_string(&line).unwrap_or_default() + "\n"
    })
}

/// What there is to say about the suggestions.
fn sum(suggestions: &[Suggestion], folder: &str) -> String {
    let links = suggestions.iter().map(|suggestion| suggestion.links.len()).sum();
    if links == 0 {
        return "no note names another one without a link to it\n".to_owned();
    }
    let place = if folder == "." { String::new() } else { format!(" in {folder}") };
    format!(
        "{} in {}; to make them{place}: `allotment suggest | git apply`, or `| patch -p1`\n",
        counted(links, "link", "links"),
        counted(suggestions.len(), "note", "notes")
    )
}

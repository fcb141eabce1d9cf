//! `allotment suggest`: offers unlinked mentions as links that the author can accept or reject.
//!
//! [`run`] writes a diff that `git apply` and `patch -p1` accept, or with `--format json` one object for each
//! link. It changes no file.

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
use crate::site::{self, Grown, SuggestedLink, Suggestion};

/// Suggests links for these notes and folders, or for all notes.
///
/// # Errors
///
/// If a path asked for is not in the garden, or if anything stops the run, such as a theme that can't be used.
pub fn run(session: &mut Session<'_>, root: &GardenRoot, asked: &[PathBuf]) -> Result<Exit, Failure> {
    let suggestions = in_garden(root, |inputs, grown| {
        let asked = asked.iter().map(|path| inside(session, root, grown, path)).collect::<Result<Vec<_>, _>>()?;
        let chosen = |path: &SourcePath| asked.is_empty() || asked.iter().any(|asked| is_in(path.as_str(), asked));
        Ok::<_, Failure>(site::suggestions(inputs, grown, &reading(root, false), &chosen))
    })??;
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

/// Returns a path whose `..` and links the file system has resolved, or the path itself if there is nothing at it.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Returns the folder that the paths in the diff are relative to, and the path from there to the notes. The
/// folder is the session's if the notes are below it, and otherwise the garden's.
fn base(session: &Session<'_>, root: &GardenRoot) -> (PathBuf, String) {
    let content = real(&root.content);
    let folder = if content.starts_with(real(&session.folder)) { &session.folder } else { &root.folder };
    let way = content.strip_prefix(real(folder)).unwrap_or(Path::new(""));
    let way = way.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    (folder.clone(), if way.is_empty() { way } else { way + "/" })
}

/// Returns the path of what was asked for, relative to the content folder; empty for the content folder itself. It may
/// be a path, or the name of a note as a link would give it.
fn inside(session: &Session<'_>, root: &GardenRoot, grown: &Grown, asked: &Path) -> Result<String, Failure> {
    let places = [absolute(&session.folder, asked), root.content.join(asked)];
    let content = real(&root.content);
    let found = places.iter().filter_map(|place| fs::canonicalize(place).ok()).find_map(|place| {
        let inside = place.strip_prefix(&content).ok()?;
        Some(inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
    });
    let named = || Some(grown.path_called(asked.to_str()?)?.to_string());
    found.or_else(named).ok_or_else(|| {
        let shown = session.shown(&root.content);
        Failure::new(format!("there is no note or folder `{}` in the garden", asked.display())).help(format!(
            "give the name of a note, or files or folders in `{shown}`; without any, all notes are looked at"
        ))
    })
}

fn is_in(path: &str, asked: &str) -> bool {
    let (path, asked) = (nfc(path), nfc(asked));
    asked.is_empty() || path.strip_prefix(&*asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The JSON form of a link.
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

/// Returns one JSON object for each link, each on a line.
fn json<'a>(suggestion: &'a Suggestion, path: &'a str) -> impl Iterator<Item = String> + 'a {
    suggestion.links.iter().map(move |suggested| {
        let SuggestedLink { line, column, text, link, goal, title } = suggested;
        let line = Line { path, line: *line, col: *column, text, link, note: goal.as_str(), title };
        // It holds only strings and numbers, which always serialize.
        serde_json::to_string(&line).unwrap_or_default() + "\n"
    })
}

/// Summarizes the suggestions.
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

//! `allotment theme`: the files of a theme, copies of built-in ones to change, and what was changed.
//!
//! [`list`], [`eject`] and [`diff`] are the entry points. The first line of a copy gives the version of the program
//! and the digest of the text that was copied, so that a later version can tell that the copy is outdated.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use similar::TextDiff;

use super::{Exit, Failure, GardenRoot, Session};
use crate::diagnostic::most_similar;
use crate::diagnostic::render::Format;
use crate::hash::Digest;
use crate::theme::{built_in, own_files};

/// The words before the version and digest in the first line of a copy.
const ORIGIN: &str = "copied from allotment";

/// A file of the theme in use.
struct Row {
    path: String,
    /// Whether the program has this file; `own`: whether the garden has it.
    built_in: bool,
    own: bool,
    /// Whether the program's file has changed since it was copied.
    outdated: bool,
}

/// Lists the available themes, and where each file of the current one comes from.
///
/// # Errors
///
/// If the theme can't be read, or the result can't be written.
pub fn list(session: &mut Session<'_>, root: &GardenRoot) -> Result<Exit, Failure> {
    let rows = rows(root)?;
    let name = root.config.theme.name.as_str();
    let text = if session.format == Format::Json {
        let lines = rows.iter().map(|row| {
            let value =
                json!({"theme": name, "path": row.path, "built_in": row.built_in, "own": row.own, "outdated": row.outdated});
            format!("{value}\n")
        });
        lines.collect()
    } else {
        as_text(root, name, &rows)
    };
    session.result(&text)?;
    Ok(Exit::Fine)
}

fn as_text(root: &GardenRoot, name: &str, rows: &[Row]) -> String {
    let mut text = String::from("themes\n");
    let mut names = BTreeSet::from(["default".to_owned()]);
    let folders = fs::read_dir(root.folder.join("themes")).into_iter().flatten().flatten();
    names.extend(folders.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().to_string_lossy().into()));
    for other in names.iter().filter(|name| !name.starts_with('.')) {
        let _ = writeln!(text, "{} {other}", if other == name { "*" } else { " " });
    }
    let _ = writeln!(text, "files of {name}");
    let widest = rows.iter().map(|row| row.path.len()).max().unwrap_or_default();
    for Row { path, built_in, own, outdated } in rows {
        let whence = match (own, built_in) {
            (true, true) if *outdated => "yours; the built-in one is newer, see `allotment theme diff`",
            (true, true) => "yours, instead of the built-in one",
            (true, false) => "yours",
            _ => "built in",
        };
        let _ = writeln!(text, "  {path:widest$}  {whence}");
    }
    text
}

fn rows(root: &GardenRoot) -> Result<Vec<Row>, Failure> {
    let own = own(root)?;
    let mut paths: BTreeSet<&str> = built_in().map(|(path, _)| path).collect();
    paths.extend(own.iter().map(|(path, _)| path.as_str()));
    let row = |path: &str| {
        let theirs = own.iter().find(|(own, _)| own == path).map(|(_, bytes)| bytes);
        let ours = built_in().find(|(built_in, _)| *built_in == path).map(|(_, text)| text);
        let outdated = theirs.zip(ours).is_some_and(|(theirs, ours)| is_outdated(theirs, ours));
        Row { path: path.to_owned(), built_in: ours.is_some(), own: theirs.is_some(), outdated }
    };
    Ok(paths.into_iter().map(row).collect())
}

/// Copies built-in files to the garden's theme, to be changed there. A file that exists already is left as it is.
///
/// # Errors
///
/// If there is no such file, or a copy can't be written.
pub fn eject(session: &mut Session<'_>, root: &GardenRoot, files: &[String]) -> Result<Exit, Failure> {
    let folder = folder(root);
    let mut copies: Vec<(PathBuf, String)> = Vec::new();
    for file in files {
        let (path, text) = find(file)?;
        let place = folder.join(path);
        if place.exists() {
            let shown = session.prefix(&folder) + path;
            return Err(Failure::new(format!("`{shown}` is there already")).help(format!(
                "`allotment theme diff {path}` shows what is different in it; move it away for a new copy"
            )));
        }
        copies.push((place, with_origin(path, text)));
    }
    for (place, text) in copies {
        let parent = place.parent().unwrap_or(&folder);
        fs::create_dir_all(parent).map_err(|error| Failure::io("make", parent, &error))?;
        fs::write(&place, text).map_err(|error| Failure::io("write", &place, &error))?;
        session.result(&format!("{}\n", session.shown(&place)))?;
    }
    Ok(Exit::Fine)
}

/// Shows how the garden's files differ from the built-in ones that they replace, as a unified diff.
///
/// # Errors
///
/// If the theme can't be read, there is no such file, or the result can't be written.
pub fn diff(session: &mut Session<'_>, root: &GardenRoot, files: &[String]) -> Result<Exit, Failure> {
    let own = own(root)?;
    let wanted = files.iter().map(|file| find(file).map(|(path, _)| path)).collect::<Result<Vec<_>, _>>()?;
    let mut is_same = true;
    for (path, theirs) in &own {
        let ours = built_in().find(|(built_in, _)| built_in == path);
        let Some((_, ours)) = ours.filter(|(path, _)| wanted.is_empty() || wanted.contains(path)) else { continue };
        if is_outdated(theirs, ours) {
            session.talk(&format!("{path}: the built-in file was changed since this copy was made\n"))?;
        }
        let theirs = String::from_utf8_lossy(theirs);
        let own_path = format!("themes/{}/{path}", root.config.theme.name.as_str());
        let differences = TextDiff::from_lines(ours, without_origin(&theirs));
        let difference = differences.unified_diff().header(&format!("built-in/{path}"), &own_path).to_string();
        is_same &= difference.is_empty();
        session.result(&difference)?;
    }
    if is_same {
        session.talk("no file is different from the built-in one\n")?;
    }
    Ok(Exit::Fine)
}

/// Returns a built-in file by its path, or by its file name if only one has that.
fn find(file: &str) -> Result<(&'static str, &'static str), Failure> {
    let file = file.trim_start_matches("./").trim_start_matches("themes/default/");
    let is_called = |path: &str| path.rsplit('/').next() == Some(file);
    let by_name = || {
        let mut named = built_in().filter(|(path, _)| is_called(path));
        named.next().filter(|_| named.next().is_none())
    };
    built_in().find(|(path, _)| *path == file).or_else(by_name).ok_or_else(|| {
        let failure = Failure::new(format!("the default theme has no file `{file}`"));
        match most_similar(file, built_in().map(|(path, _)| path)) {
            Some(similar) => failure.help(format!("did you mean `{similar}`?")),
            None => failure.help("`allotment theme list` shows all files"),
        }
    })
}

fn folder(root: &GardenRoot) -> PathBuf {
    root.folder.join("themes").join(root.config.theme.name.as_str())
}

fn own(root: &GardenRoot) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let folder = folder(root);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let shown = format!("themes/{}", root.config.theme.name.as_str());
    let files = own_files(&folder, &shown).map_err(|findings| super::pipeline::setup_failure(root, findings))?;
    Ok(files.into_iter().collect())
}

/// Returns the text of a copy: a first line that says what it was copied from, then the text itself.
fn with_origin(path: &str, text: &str) -> String {
    let (open, close) = match Path::new(path).extension().and_then(|extension| extension.to_str()) {
        Some("html" | "xml") => ("{#- ", " -#}"),
        Some("css") => ("/* ", " */"),
        Some("js") => ("// ", ""),
        Some("toml") => ("# ", ""),
        // A picture or a licence is copied unchanged.
        _ => return text.to_owned(),
    };
    let version = env!("CARGO_PKG_VERSION");
    format!("{open}{ORIGIN} {version}, {}{close}\n{text}", Digest::of(text.as_bytes()).short(12))
}

/// Splits a text into the line that says what it was copied from, and the rest.
fn split_origin(text: &str) -> (Option<&str>, &str) {
    match text.split_once('\n') {
        Some((line, rest)) if line.contains(ORIGIN) => (Some(line), rest),
        _ => (None, text),
    }
}

fn without_origin(text: &str) -> &str {
    split_origin(text).1
}

/// Whether a file was copied from an earlier state of a built-in one.
fn is_outdated(own: &[u8], built_in: &str) -> bool {
    let own = String::from_utf8_lossy(own);
    let digest = Digest::of(built_in.as_bytes()).short(12);
    split_origin(&own).0.is_some_and(|line| !line.contains(&digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_knows_what_it_was_made_from() {
        for (path, text) in built_in() {
            let copy = with_origin(path, text);
            assert_eq!(without_origin(&copy), text, "{path}");
            assert!(!is_outdated(copy.as_bytes(), text), "{path}");
            let is_marked = copy != text;
            assert_eq!(is_outdated(copy.as_bytes(), &format!("{text} ")), is_marked, "{path}");
        }
    }
}

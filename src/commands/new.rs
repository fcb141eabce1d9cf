//! `allotment new`: a starter garden of six linked notes that teach by example.
//!
//! [`run`] writes it to a new or empty folder. The texts of the notes lie in the folder `new` beside this file.

use std::borrow::Cow;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use jiff::civil::Date;

use super::fill::fill;
use super::root::folder_name;
use super::{Exit, Failure, Session};

/// The files of a new garden: their paths and their texts. [`filled`] replaces the placeholders `{…}`.
const FILES: &[(&str, &str)] = &[
    ("site.toml", include_str!("new/site.toml")),
    (".gitignore", GITIGNORE),
    ("content/index.md", include_str!("new/index.md")),
    ("content/Compost.md", include_str!("new/Compost.md")),
    ("content/Four beds.md", include_str!("new/Four beds.md")),
    ("content/Rain barrel.md", include_str!("new/Rain barrel.md")),
    ("content/Shed key.md", include_str!("new/Shed key.md")),
    ("content/journal/{short} First day on the plot.md", include_str!("new/First day on the plot.md")),
];

/// What git leaves out of a garden.
pub(super) const GITIGNORE: &str = include_str!("new/gitignore");

/// Makes a garden in `folder`, with notes dated `today`.
///
/// # Errors
///
/// If the folder is not empty, or can't be written to. Files written before the error stay.
pub fn run(session: &mut Session<'_>, folder: &Path, today: Date) -> Result<Exit, Failure> {
    require_empty(session, folder)?;
    fs::create_dir_all(folder).map_err(|error| Failure::io("make", folder, &error))?;
    let title = title(&folder_name(folder));
    for (path, text) in FILES {
        let file = folder.join(filled(path, &title, today));
        let parent = file.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| Failure::io("make", parent, &error))?;
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&file)
            .and_then(|mut new| new.write_all(filled(text, &title, today).as_bytes()))
            .map_err(|error| Failure::io("write", &file, &error))?;
    }
    let place = session.shown(folder);
    let notes = FILES.iter().filter(|(path, _)| path.ends_with(".md")).count();
    session.result(&format!("made a garden of {notes} notes in {place}\n"))?;
    session.talk(&next_things(&place))?;
    Ok(Exit::Fine)
}

fn require_empty(session: &Session<'_>, folder: &Path) -> Result<(), Failure> {
    if !folder.exists() && fs::symlink_metadata(folder).is_err() {
        return Ok(());
    }
    let mut entries = fs::read_dir(folder).map_err(|error| Failure::io("look into", folder, &error))?;
    if entries.next().is_none() {
        return Ok(());
    }
    Err(Failure::new(format!("the folder `{}` is not empty", session.shown(folder)))
        .help("name a new one; for notes that are there already, call `allotment init` in their folder"))
}

/// Turns the name of a folder into a title: `my-garden` becomes `My garden`.
fn title(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let words = words.trim();
    let mut signs = words.chars();
    match signs.next() {
        Some(first) => first.to_uppercase().chain(signs).collect(),
        None => "Garden".to_owned(),
    }
}

/// Fills title and date into a text of the new garden.
fn filled(text: &str, title: &str, today: Date) -> String {
    fill(text, |name| {
        Some(Cow::Owned(match name {
            "title" => toml::Value::from(title).to_string(),
            "date" => today.strftime("%Y-%m-%d").to_string(),
            "short" => today.strftime("%y%m%d").to_string(),
            "long" => today.strftime("%A, %-d %B").to_string(),
            _ => return None,
        }))
    })
}

fn next_things(place: &str) -> String {
    let go = if place == "." { String::new() } else { format!("cd {} && ", shell_word(place)) };
    let things = [
        (format!("{go}allotment serve --open"), "shows the garden in a browser, and follows what you write"),
        ("allotment note \"My note\"".to_owned(), "makes a note; link to it from another by [[My note]]"),
        ("allotment build".to_owned(), "makes the site: open public/index.html, or put it on the web"),
    ];
    let width = things.iter().map(|(thing, _)| thing.chars().count()).max().unwrap_or(0);
    things.iter().fold("\nnext:\n".to_owned(), |text, (thing, what)| format!("{text}  {thing:width$}  {what}\n"))
}

/// Quotes a path as a single word for a shell, if it needs quotes.
fn shell_word(path: &str) -> String {
    let is_plain = |sign: char| sign.is_alphanumeric() || "/._-+".contains(sign);
    if path.chars().all(is_plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests;

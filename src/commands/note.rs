//! `allotment note`: creates a note dated today, named the way the garden names its notes.
//!
//! [`run`] creates the file, writes its path to standard output and opens it if asked to. An existing note is
//! never overwritten. The name and folder of the file follow the garden's notes; its text comes from a
//! template: `templates/note.md` beside `site.toml`, or `templates/daily.md` for the daily note. See
//! [`template`] for what can be filled in.

mod editor;
mod place;
pub mod template;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use jiff::civil::{Date, DateTime};

use super::{Exit, Failure, GardenRoot, Session, pipeline};
use crate::path::SourcePath;
use crate::source;
use place::{Habit, file_title};

/// How many bytes of a note are read to find its date, which stands at its top.
const HEAD_LIMIT: u64 = 16 * 1024;

/// The folder of the templates, beside `site.toml`.
const TEMPLATES: &str = "templates";

/// Which note to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A note with this title.
    Titled(String),
    /// The daily note, whether it exists or not.
    Daily,
}

/// Creates the note asked for, with `now` as its date and time, and opens it if `open` is set.
///
/// # Errors
///
/// If the note exists already, the title yields no file name, or something can't be read, written or opened.
pub fn run(
    session: &mut Session<'_>,
    root: &GardenRoot,
    wish: &Wish,
    now: DateTime,
    open: bool,
) -> Result<Exit, Failure> {
    let exclude = pipeline::exclude(root);
    let skip = pipeline::skip(root);
    let (notes, _) = source::paths(&source::Selection { content: &root.content, exclude: &exclude, skip: &skip });
    let today = now.date();
    let file = match wish {
        Wish::Titled(title) => {
            let habit = Habit::of_titled(&notes, today, |path| date_in(root, path));
            make(session, root, title, &habit, now)?
        }
        Wish::Daily => match place::of_day(&notes, today) {
            Some(path) => root.content.join(path.as_str()),
            None => make_daily(session, root, &Habit::of_days(&notes, today), now)?,
        },
    };
    session.result(&format!("{}\n", session.shown(&file)))?;
    if open {
        editor::open(&file, &|name| std::env::var(name).ok())?;
    }
    Ok(Exit::Fine)
}

/// Returns the day on which a note says that it was begun.
fn date_in(root: &GardenRoot, path: &SourcePath) -> Option<Date> {
    let mut head = Vec::new();
    File::open(root.content.join(path.as_str())).ok()?.take(HEAD_LIMIT).read_to_end(&mut head).ok()?;
    crate::note::read(path, &head, &pipeline::reading(root, true)).created.with(None)
}

/// Creates a note with a title.
fn make(
    session: &Session<'_>,
    root: &GardenRoot,
    title: &str,
    habit: &Habit,
    now: DateTime,
) -> Result<PathBuf, Failure> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = file_title(&title)?;
    let text = match template_text(root, &["note.md"])? {
        Some(text) => text,
        // The file name had to be changed, so the title is written down in the note.
        None if name != title => format!("# {{{{title}}}}\n\n{}", template::BUILT_IN),
        None => template::BUILT_IN.to_owned(),
    };
    let file = habit.file(&root.content, now.date(), &name);
    write_new(session, &file, &template::fill(&text, &title, now))?;
    Ok(file)
}

/// Creates the daily note.
fn make_daily(session: &Session<'_>, root: &GardenRoot, habit: &Habit, now: DateTime) -> Result<PathBuf, Failure> {
    let text = template_text(root, &["daily.md", "note.md"])?;
    let file = habit.file(&root.content, now.date(), "");
    let title = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    write_new(session, &file, &template::fill(text.as_deref().unwrap_or(template::BUILT_IN), &title, now))?;
    Ok(file)
}

/// Returns the text of the first of these templates that the garden has.
fn template_text(root: &GardenRoot, names: &[&str]) -> Result<Option<String>, Failure> {
    for name in names {
        let file = root.folder.join(TEMPLATES).join(name);
        match fs::read_to_string(&file) {
            Ok(text) => return Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::io("read", &file, &error)),
        }
    }
    Ok(None)
}

fn write_new(session: &Session<'_>, file: &Path, text: &str) -> Result<(), Failure> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).map_err(|error| Failure::io("make", folder, &error))?;
    let made = OpenOptions::new().write(true).create_new(true).open(file);
    match made.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Failure::new(format!("there is a note `{}` already", session.shown(file)))
                .help("give this one another title; nothing was written"))
        }
        Err(error) => Err(Failure::io("write", file, &error)),
    }
}

#[cfg(test)]
mod tests;

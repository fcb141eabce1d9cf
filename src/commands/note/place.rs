//! Where a new note goes and how its file is named: the same way as the newest notes of its kind in the garden.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rayon::prelude::*;

use super::Failure;
use crate::note::date;
use crate::path::{SourcePath, no_device};
use crate::source::is_passed_over;

/// How many of the newest notes are considered; the most frequent habit among them wins.
const NEWEST: usize = 10;
/// Longest file name without its date and extension, in bytes; systems allow 255 for the whole name.
const LONGEST: usize = 200;

/// How file names are dated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `250422`
    Short,
    /// `2025-04-22`
    Iso,
    /// Not at all: the date stands in the note.
    Without,
}

/// How a garden names its notes, and where it keeps them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Habit {
    style: Style,
    /// Relative to the content folder; empty for that folder itself.
    folder: String,
}

impl Habit {
    /// Returns how a daily note is named: the most frequent habit of the newest notes named by a date alone, or, if there
    /// are none, of the newest notes with a date in their names. Without dated notes: `250422`, in the content folder.
    pub(super) fn of_days(notes: &[SourcePath], today: Date) -> Self {
        let dated = notes.iter().filter_map(|path| Some((date::from_file_name(path.stem())?.0, path)));
        let mut dated: Vec<(Date, &SourcePath)> = dated.filter(|(date, _)| *date <= today).collect();
        if dated.iter().any(|(_, path)| is_day(path)) {
            dated.retain(|(_, path)| is_day(path));
        }
        Self::most_frequent(dated).unwrap_or(Self { style: Style::Short, folder: String::new() })
    }

    /// Returns how a note with a title is named: the most frequent habit of the newest notes that are not daily notes.
    /// `written` returns the date that stands in a note. Without such notes: a date in the style of the daily notes, in
    /// the content folder.
    pub(super) fn of_titled(
        notes: &[SourcePath],
        today: Date,
        written: impl Fn(&SourcePath) -> Option<Date> + Sync,
    ) -> Self {
        let day = |path: &SourcePath| match date::from_file_name(path.stem()) {
            Some((date, _)) => Some(date),
            None => written(path),
        };
        let titled = notes.par_iter().filter(|path| !is_day(path));
        let dated: Vec<(Date, &SourcePath)> = titled.filter_map(|path| Some((day(path)?, path))).collect();
        let dated = dated.into_iter().filter(|(date, _)| *date <= today).collect();
        Self::most_frequent(dated).unwrap_or_else(|| Self { folder: String::new(), ..Self::of_days(notes, today) })
    }

    fn most_frequent(mut dated: Vec<(Date, &SourcePath)>) -> Option<Self> {
        dated.sort_by(|a, b| b.cmp(a));
        dated.truncate(NEWEST);
        let habits: Vec<Self> = dated.iter().map(|(_, path)| Self::shown_by(path)).collect();
        let count = |habit: &Self| habits.iter().filter(|other| *other == habit).count();
        // If several are equally frequent, the newest.
        habits.iter().rev().max_by_key(|habit| count(habit)).cloned()
    }

    fn shown_by(path: &SourcePath) -> Self {
        let style = match path.stem().as_bytes().get(4) {
            _ if date::from_file_name(path.stem()).is_none() => Style::Without,
            Some(sign) if sign.is_ascii_digit() => Style::Short,
            _ => Style::Iso,
        };
        Self { style, folder: path.folder().to_owned() }
    }

    /// Returns the file of a note of this day; an empty title stands for the daily note.
    pub(super) fn file(&self, content: &Path, day: Date, title: &str) -> PathBuf {
        let day = match self.style {
            Style::Short => day.strftime("%y%m%d").to_string(),
            Style::Iso => day.strftime("%Y-%m-%d").to_string(),
            Style::Without => String::new(),
        };
        let gap = if title.is_empty() || day.is_empty() { "" } else { " " };
        content.join(&self.folder).join(format!("{day}{gap}{title}.md"))
    }
}

/// Whether a note is named by a date alone.
fn is_day(path: &SourcePath) -> bool {
    date::from_file_name(path.stem()).is_some_and(|(_, title)| title == path.stem())
}

/// Returns the daily note of a day, if there is one.
pub(super) fn of_day(notes: &[SourcePath], day: Date) -> Option<&SourcePath> {
    let is_of_day = |path: &&SourcePath| date::from_file_name(path.stem()).is_some_and(|(date, _)| date == day);
    notes.iter().filter(|path| is_day(path)).find(is_of_day)
}

/// Returns a title as the name of a file: without characters that can't be in one, or in a link to it, and such that the
/// file is a note for this program and no device for Windows.
pub(super) fn file_title(title: &str) -> Result<String, Failure> {
    let replaced: String = title
        .chars()
        .map(|sign| match sign {
            '/' | '\\' | '|' => '-',
            ':' | '*' | '?' | '"' | '<' | '>' | '#' | '^' | '[' | ']' => ' ',
            _ if sign.is_control() => ' ',
            _ => sign,
        })
        .collect();
    let name = replaced.split_whitespace().collect::<Vec<_>>().join(" ");
    // A dot at the beginning would hide the file.
    let name = name.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    if name.is_empty() {
        return Err(Failure::new("a note needs a title").help("`allotment note \"Two sheds\"`; --daily needs none"));
    }
    if name.len() > LONGEST {
        return Err(Failure::new("this title is too long for the name of a file")
            .help("give the note a shorter one; the rest can stand in the note"));
    }
    if is_passed_over(OsStr::new(&format!("{name}.md"))) {
        return Err(Failure::new(format!(
            "a file called `{name}.md` is left out of the garden, as sync programs name copies so"
        ))
        .help("give the note another title"));
    }
    Ok(no_device(name.to_owned()))
}

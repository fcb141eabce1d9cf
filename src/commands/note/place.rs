//! Where a new note goes and how its file is named: the same way as the newest notes of the garden.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::Failure;
use crate::note::date;
use crate::path::SourcePath;

/// How many of the newest notes are considered; the most frequent habit among them wins.
const NEWEST: usize = 10;
/// Longest file name without its date and extension, in bytes; systems allow 255 for the whole name.
const LONGEST: usize = 200;

/// How dates are written in file names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `250422`
    Short,
    /// `2025-04-22`
    Iso,
}

/// How a garden names its dated notes, and where it keeps them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Habit {
    style: Style,
    /// Relative to the content folder; empty for that folder itself.
    folder: String,
}

impl Habit {
    /// Returns the most frequent habit of the newest dated notes; for a daily note only notes named by a date
    /// alone are considered, if there are any. Without dated notes: `250422`, in the content folder.
    pub(super) fn of(notes: &[SourcePath], is_daily: bool, today: Date) -> Self {
        let mut dated: Vec<(Date, &SourcePath)> = notes
            .iter()
            .filter_map(|path| Some((date::from_file_name(path.stem())?.0, path)))
            .filter(|(date, _)| *date <= today)
            .collect();
        if is_daily && dated.iter().any(|(_, path)| is_day(path)) {
            dated.retain(|(_, path)| is_day(path));
        }
        dated.sort_by(|a, b| b.cmp(a));
        dated.truncate(NEWEST);
        let habits: Vec<Self> = dated.iter().map(|(_, path)| Self::shown_by(path)).collect();
        let count = |habit: &Self| habits.iter().filter(|other| *other == habit).count();
        // If several are equally frequent, the newest.
        let usual = habits.iter().rev().max_by_key(|habit| count(habit));
        usual.cloned().unwrap_or(Self { style: Style::Short, folder: String::new() })
    }

    fn shown_by(path: &SourcePath) -> Self {
        let is_short = path.stem().as_bytes().get(4).is_some_and(u8::is_ascii_digit);
        Self { style: if is_short { Style::Short } else { Style::Iso }, folder: path.folder().to_owned() }
    }

    /// Returns the file of a note of this day; an empty title stands for the daily note.
    pub(super) fn file(&self, content: &Path, day: Date, title: &str) -> PathBuf {
        let day = match self.style {
            Style::Short => day.strftime("%y%m%d"),
            Style::Iso => day.strftime("%Y-%m-%d"),
        };
        let gap = if title.is_empty() { "" } else { " " };
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

/// Returns a title without characters that can't be in a file name, or in a link to it.
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
    let name = name.trim_end_matches('.').trim_end();
    if name.is_empty() {
        return Err(Failure::new("a note needs a title").help("`allotment note \"Two sheds\"`; --daily needs none"));
    }
    if name.len() > LONGEST {
        return Err(Failure::new("this title is too long for the name of a file")
            .help("give the note a shorter one; the rest can stand in the note"));
    }
    Ok(name.to_owned())
}

//! Days from version control: when a file was first and last committed.
//!
//! [`history`] asks `git` once for all files. Without a repository, without the program, or where
//! anything goes wrong there is no history, which is no error: dates in notes come first anyway.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Stamp;
use crate::path::SourcePath;

/// First and last day of each file that version control knows.
pub type History = BTreeMap<SourcePath, (Date, Date)>;

/// First and last commit of each file below `content`, as days of the author's time in UTC.
pub fn history(content: &Path) -> History {
    if !content.ancestors().any(|folder| folder.join(".git").exists()) {
        return History::new();
    }
    let output = Command::new("git")
        .arg("-C")
        .arg(content)
        .args([
            "-c",
            "log.showSignature=false",
            "-c",
            "core.fsmonitor=false",
            "log",
            "-z",
            "--no-renames",
            "--name-only",
            "--relative",
        ])
        .args(["--no-ext-diff", "--format=%x01%at", "--", "."])
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    output.ok().filter(|output| output.status.success()).map(|output| read(&output.stdout)).unwrap_or_default()
}

/// A history that is asked for again only when the repository has moved on.
pub struct Chronicle {
    content: PathBuf,
    state: Option<State>,
    history: Arc<History>,
}

/// Where a repository stands: its `HEAD`, what was done with it, and the branch that it names.
type State = [Option<Stamp>; 3];

impl Chronicle {
    /// Of the files below `content`; asks for their history.
    pub fn new(content: &Path) -> Self {
        // The state first: what happens in between is seen by the next look.
        let state = repository(content).map(|folder| state(&folder));
        Self { content: content.to_owned(), state, history: Arc::new(history(content)) }
    }

    /// The history as of the last look.
    pub fn history(&self) -> &Arc<History> {
        &self.history
    }

    /// Asks again if there may be something new, and tells whether there was.
    pub fn look(&mut self) -> bool {
        let state = repository(&self.content).map(|folder| state(&folder));
        if state == self.state {
            return false;
        }
        self.state = state;
        let history = history(&self.content);
        let is_new = history != *self.history;
        if is_new {
            self.history = Arc::new(history);
        }
        is_new
    }
}

/// The folder in which version control keeps its state of the files below `content`.
pub fn repository(content: &Path) -> Option<PathBuf> {
    let folder = content.ancestors().find(|folder| folder.join(".git").exists())?;
    let marker = folder.join(".git");
    if marker.is_dir() {
        return Some(marker);
    }
    // A further working tree of a repository has a file here that says where its folder is.
    let text = fs::read_to_string(marker).ok()?;
    Some(folder.join(text.strip_prefix("gitdir:")?.trim()))
}

fn state(folder: &Path) -> State {
    let stamp = |path: PathBuf| fs::metadata(path).ok().as_ref().map(Stamp::of);
    let head = fs::read_to_string(folder.join("HEAD")).unwrap_or_default();
    let branch = head.strip_prefix("ref: ").map(|branch| folder.join(branch.trim()));
    [stamp(folder.join("HEAD")), stamp(folder.join("logs").join("HEAD")), branch.and_then(stamp)]
}

/// `\x01seconds`, then the files of that commit, all ended by NUL; the newest commit first.
fn read(log: &[u8]) -> History {
    let mut history = History::new();
    let mut day = None;
    for field in log.split(|byte| *byte == 0) {
        let field = String::from_utf8_lossy(field);
        let field = field.trim_start_matches('\n');
        if let Some(seconds) = field.strip_prefix('\u{1}') {
            day = seconds.trim().parse().ok().and_then(day_of);
        } else if let (false, Some(day)) = (field.is_empty(), day) {
            let days = history.entry(SourcePath::new(field)).or_insert((day, day));
            days.0 = days.0.min(day);
            days.1 = days.1.max(day);
        }
    }
    history
}

fn day_of(seconds: i64) -> Option<Date> {
    Timestamp::from_second(seconds).ok().map(|moment| moment.to_zoned(TimeZone::UTC).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_commit_count() {
        let log = "\u{1}1683367200\0\na.md\0b c.md\0\u{1}1646388000\0\na.md\0";
        let history = read(log.as_bytes());
        let days = |path: &str| history[&SourcePath::new(path)];
        assert_eq!(days("a.md").0.to_string(), "2022-03-04");
        assert_eq!(days("a.md").1.to_string(), "2023-05-06");
        assert_eq!(days("b c.md").0.to_string(), "2023-05-06");
    }
}

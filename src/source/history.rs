//! Days from version control: when a file was first and last committed.
//!
//! [`history`] asks `git` once for all files. Without a repository, without the program, or where
//! anything goes wrong there is no history, which is no error: dates in notes come first anyway.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

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

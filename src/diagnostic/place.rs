//! The place of a finding in a file: line, column, and the line to show.
//!
//! [`Location`] is the place. [`Places`] makes it cheap to find many places in one text, without counting its lines
//! from the top for each.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A place in one file, with its line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Location {
    /// The file as the author knows it: from the content folder (or the garden's root for `site.toml`), with `/`
    /// between parts.
    pub path: String,
    /// Line, from 1. For a whole file: 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Column of the first character after the marked text, on the same line.
    pub end_column: u32,
    /// The text of the line, or a part of it if it is very long; empty if the finding is about the whole file.
    pub excerpt: String,
    /// The marked bytes of `excerpt`.
    pub marked: Range<usize>,
    /// Offset of the marked bytes in the whole file.
    pub span: Range<usize>,
}

/// Longest excerpt of a line, in bytes: a line of a megabyte is not an excerpt.
const EXCERPT_LIMIT: usize = 240;

/// Number of bytes from one [`Mark`] to the next.
const STEP: usize = 4096;

/// Lines and columns at regular intervals in a text. The default only knows the beginning, which is enough for one
/// finding.
#[derive(Clone, Debug, Default)]
pub struct Places(Vec<Mark>);

/// A position in a text whose line and column are known.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    at: usize,
    /// Number of lines before it.
    lines: u32,
    line_start: usize,
    /// Number of characters before it on its line.
    characters: u32,
}

impl Places {
    /// Computes the marks of a text.
    pub fn of(text: &str) -> Self {
        let mut mark = Mark::default();
        let steps = (STEP..text.len()).step_by(STEP).map(|at| {
            mark = mark.forward(text, text.floor_char_boundary(at));
            mark
        });
        Self(steps.collect())
    }

    /// The last mark at or before `at`.
    fn before(&self, at: usize) -> Mark {
        let after = self.0.partition_point(|mark| mark.at <= at);
        after.checked_sub(1).map(|last| self.0[last]).unwrap_or_default()
    }
}

impl Mark {
    fn forward(self, text: &str, to: usize) -> Self {
        let way = &text[self.at..to];
        let lines = self.lines + memchr::memchr_iter(b'\n', way.as_bytes()).count() as u32;
        match way.rfind('\n') {
            Some(last) => {
                let line_start = self.at + last + 1;
                Self { at: to, lines, line_start, characters: text[line_start..to].chars().count() as u32 }
            }
            None => Self { at: to, lines, characters: self.characters + way.chars().count() as u32, ..self },
        }
    }
}

impl Location {
    pub(super) fn new(path: &str, source: &str, span: Range<usize>, places: &Places) -> Self {
        let start = source.floor_char_boundary(span.start);
        let mark = places.before(start).forward(source, start);
        let line_start = mark.line_start;
        let line_end = line_end(source, start, span.end);
        let line_end = line_start + source[line_start..line_end].trim_end_matches('\r').len();
        // A position within a line end `\r\n` counts as the one before it.
        let column = mark.characters + 1 - start.saturating_sub(line_end) as u32;
        let start = start.min(line_end);
        let end = source.floor_char_boundary(span.end.clamp(start, line_end));
        let (from, to) = excerpt_window(source, line_start..line_end, start);
        Self {
            path: path.to_owned(),
            line: mark.lines + 1,
            column,
            end_column: column + source[start..end].chars().count() as u32,
            excerpt: source[from..to].to_owned(),
            marked: start - from..end.min(to).max(start) - from,
            span: start..end,
        }
    }
}

/// The end of the line that `start` is on; for a very long line, some position after all that is shown of it.
fn line_end(source: &str, start: usize, marked_end: usize) -> usize {
    let enough = marked_end.max(start + EXCERPT_LIMIT + 4).min(source.len());
    let enough = source.floor_char_boundary(enough);
    memchr::memchr(b'\n', &source.as_bytes()[start..enough]).map_or(enough, |at| start + at)
}

/// The whole line, or the part of a long one around `at`.
fn excerpt_window(source: &str, line: Range<usize>, at: usize) -> (usize, usize) {
    if line.len() <= EXCERPT_LIMIT {
        return (line.start, line.end);
    }
    let from = source.floor_char_boundary(at.saturating_sub(EXCERPT_LIMIT / 3).max(line.start));
    let to = source.floor_char_boundary((from + EXCERPT_LIMIT).min(line.end));
    (from, to)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Line and column, counted from the top.
    fn counted(text: &str, at: usize) -> (u32, u32) {
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |last| last + 1);
        (before.matches('\n').count() as u32 + 1, before[line_start..].chars().count() as u32 + 1)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn places_are_those_that_counting_finds(
            lines in proptest::collection::vec("[aé日]{0,1500}", 1..8),
            part in 0.0..1.0,
        ) {
            let text = lines.join("\n");
            let at = text.floor_char_boundary((text.len() as f64 * part) as usize);
            let found = Location::new("a.md", &text, at..at + 5, &Places::of(&text));
            prop_assert_eq!((found.line, found.column), counted(&text, at));
            prop_assert_eq!(found, Location::new("a.md", &text, at..at + 5, &Places::default()));
        }
    }

    #[test]
    fn the_end_of_a_line_in_the_manner_of_windows_is_one_place() {
        let text = "one\r\ntwo\r\n";
        for (at, want) in [(2, (1, 3)), (3, (1, 4)), (4, (1, 4)), (5, (2, 1)), (8, (2, 4)), (9, (2, 4)), (10, (3, 1))] {
            let found = Location::new("a.md", text, at..at + 1, &Places::default());
            assert_eq!((found.line, found.column), want, "{at}");
        }
    }
}

//! Environments by the names that the typesetter has for them.
//!
//! Equations are not numbered in notes, as in the app, so numbered environments become their starred forms; some others
//! are replaced by a similar one. A formula of several lines without an environment gets one.

use std::ops::Range;

use super::limit::tokens;

/// Names as written, and what they become.
const NAMES: &[(&str, &str)] = &[
    ("align", "align*"),
    ("eqnarray", "align*"),
    ("equation", "equation*"),
    ("gather", "gather*"),
    ("multline", "gathered"),
    ("multline*", "gathered"),
    ("smallmatrix", "matrix"),
    ("split", "aligned"),
];

/// A formula with its environments renamed, and a mapping of positions back to the formula as written.
pub(super) struct Renamed<'a> {
    written: &'a str,
    text: Option<String>,
    /// For each change: its bytes in the new text and in the old.
    changes: Vec<(Range<usize>, Range<usize>)>,
}

impl<'a> Renamed<'a> {
    pub(super) fn new(written: &'a str, display: bool) -> Self {
        let changes = names(written).filter_map(|(start, name)| {
            let (_, new) = NAMES.iter().find(|(old, _)| *old == name)?;
            Some((start..start + name.len(), *new))
        });
        let mut changes: Vec<(Range<usize>, &str)> = changes.collect();
        if display && has_lines(written) {
            changes.insert(0, (0..0, "\\begin{gathered}"));
            changes.push((written.len()..written.len(), "\\end{gathered}"));
        }
        let mut renamed = Self { written, text: None, changes: Vec::with_capacity(changes.len()) };
        let mut done = 0;
        for (old, new) in &changes {
            let text = renamed.text.get_or_insert_default();
            text.push_str(&written[done..old.start]);
            renamed.changes.push((text.len()..text.len() + new.len(), old.clone()));
            text.push_str(new);
            done = old.end;
        }
        if let Some(text) = &mut renamed.text {
            text.push_str(&written[done..]);
        }
        renamed
    }

    /// The formula for the typesetter.
    pub(super) fn text(&self) -> &str {
        self.text.as_deref().unwrap_or(self.written)
    }

    /// The position in the formula as written for one in [`Renamed::text`].
    pub(super) fn written(&self, place: usize) -> usize {
        match self.changes.iter().rev().find(|(new, _)| new.start <= place) {
            Some((new, old)) if place < new.end => old.start + (place - new.start).min(old.len()),
            Some((new, old)) => old.end + (place - new.end),
            None => place,
        }
    }
}

/// Whether any line ends outside all groups and environments.
fn has_lines(tex: &str) -> bool {
    let mut depth = 0usize;
    tex.contains("\\\\")
        && tokens(tex).any(|token| {
            match token.text {
                "{" | "\\begin" | "\\left" => depth += 1,
                "}" | "\\end" | "\\right" => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && token.text == "\\\\"
        })
}

/// The names of environments that begin or end, with their positions.
fn names(tex: &str) -> impl Iterator<Item = (usize, &str)> {
    let opens = |word: &'static str| tex.match_indices(word).map(move |(at, _)| at + word.len());
    let mut starts: Vec<usize> = opens("\\begin{").chain(opens("\\end{")).collect();
    starts.sort_unstable();
    starts.into_iter().filter_map(move |start| {
        let length = tex[start..].bytes().take(16).position(|byte| byte == b'}')?;
        Some((start, tex.get(start..start + length)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_again() {
        let tex = "q\\begin{align}x\\end{align}y\\begin{split}z";
        let renamed = Renamed::new(tex, true);
        assert_eq!(renamed.text(), "q\\begin{align*}x\\end{align*}y\\begin{aligned}z");
        for sign in ["q", "x", "y", "z"] {
            let new = renamed.text().rfind(sign).expect("a sign");
            assert_eq!(Some(renamed.written(new)), tex.rfind(sign), "{sign}");
        }
        assert_eq!(renamed.written(renamed.text().len()), tex.len());
        for same in ["\\begin{cases}a\\\\b\\end{cases}", "\\begin{é", "{a\\\\b}", ""] {
            assert_eq!(Renamed::new(same, true).text(), same);
        }
    }

    #[test]
    fn lines_without_an_environment_get_one() {
        let tex = "a\\\\b";
        let renamed = Renamed::new(tex, true);
        assert_eq!(renamed.text(), "\\begin{gathered}a\\\\b\\end{gathered}");
        assert_eq!(renamed.written(renamed.text().find("a\\").expect("a sign")), 0);
        assert_eq!(renamed.written(renamed.text().len()), tex.len());
        assert_eq!(Renamed::new(tex, false).text(), tex);
    }
}

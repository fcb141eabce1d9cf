//! Environments by the names that the typesetter has for them.
//!
//! Numbers of equations are off in notes, as they are in the app, so that the environments that would
//! count mean their starred forms; some others are near enough to one that there is.

/// Names as written, and what they become.
const NAMES: &[(&str, &str)] = &[
    ("align", "align*"),
    ("alignedat", "aligned"),
    ("eqnarray", "align*"),
    ("equation", "equation*"),
    ("gather", "gather*"),
    ("multline*", "multline"),
    ("smallmatrix", "matrix"),
    ("split", "aligned"),
];

/// A formula with its environments renamed, which knows its places in the formula as written.
pub(super) struct Renamed<'a> {
    written: &'a str,
    text: Option<String>,
    /// For each name that was changed: its bytes in the new text and in the old one.
    names: Vec<(std::ops::Range<usize>, std::ops::Range<usize>)>,
}

impl<'a> Renamed<'a> {
    pub(super) fn new(written: &'a str) -> Self {
        let mut renamed = Self { written, text: None, names: Vec::new() };
        let mut done = 0;
        for (start, name) in names(written) {
            let Some((_, new)) = NAMES.iter().find(|(old, _)| *old == name) else { continue };
            let text = renamed.text.get_or_insert_default();
            text.push_str(&written[done..start]);
            renamed.names.push((text.len()..text.len() + new.len(), start..start + name.len()));
            text.push_str(new);
            done = start + name.len();
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

    /// The place in the formula as written for one in [`Renamed::text`].
    pub(super) fn written(&self, place: usize) -> usize {
        match self.names.iter().rev().find(|(new, _)| new.start <= place) {
            Some((new, old)) if place < new.end => old.start + (place - new.start).min(old.len()),
            Some((new, old)) => old.end + (place - new.end),
            None => place,
        }
    }
}

/// The names of environments that begin or end, with their places.
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
        let tex = "a\\begin{align}x\\end{align}y\\begin{split}z";
        let renamed = Renamed::new(tex);
        assert_eq!(renamed.text(), "a\\begin{align*}x\\end{align*}y\\begin{aligned}z");
        for sign in ["a", "x", "y", "z"] {
            let new = renamed.text().rfind(sign).expect("a sign");
            assert_eq!(Some(renamed.written(new)), tex.rfind(sign), "{sign}");
        }
        assert_eq!(renamed.written(renamed.text().len()), tex.len());
        assert_eq!(Renamed::new("\\begin{cases}").text(), "\\begin{cases}");
        assert_eq!(Renamed::new("\\begin{é").text(), "\\begin{é");
    }
}

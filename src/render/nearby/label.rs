//! Titles as labels in the picture: measured without a font, broken into two lines, cut, and told apart.
//!
//! [`label`] and [`own_label`] are the entry points. Where a label stands is decided by the picture.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use crate::graph::Size;
use crate::render::wide::is_wide;

/// Widest line of a label, in units of the picture.
const WORDS: f32 = 114.0;
/// A wider title is broken into two lines.
const SHORT: f32 = 88.0;
/// Widest label of the note itself, which has no neighbours in its row. Bold text is wider.
const OWN_WORDS: f32 = 236.0;
const BOLD: f32 = 1.15;

/// A title as it is drawn.
pub(super) struct Label<'a> {
    /// Its lines; the second may be empty. A space at the end of the first is part of the title.
    pub(super) lines: [Cow<'a, str>; 2],
    /// The width of the longer one.
    pub(super) width: f32,
    pub(super) is_cut: bool,
}

impl<'a> Label<'a> {
    fn whole(title: &'a str, width: f32) -> Self {
        Self { lines: [Cow::Borrowed(title), Cow::Borrowed("")], width, is_cut: false }
    }

    /// Returns the room that it takes.
    pub(super) fn size(&self) -> Size {
        Size { width: self.width, lines: if self.lines[1].is_empty() { 1 } else { 2 } }
    }
}

/// Returns the label of the note itself, which is bold and has one line.
pub(super) fn own_label(title: &str) -> Label<'_> {
    let signs = signs(title);
    let whole = width_of(&signs) * BOLD;
    if whole <= OWN_WORDS {
        return Label::whole(title, whole);
    }
    Label {
        lines: [Cow::Owned(cut(title, &signs, OWN_WORDS / BOLD)), Cow::Borrowed("")],
        width: OWN_WORDS,
        is_cut: true,
    }
}

/// Returns the label of a title: it has two lines if the title is long, and is cut if they do not suffice.
pub(super) fn label(title: &str) -> Label<'_> {
    let signs = signs(title);
    let whole = width_of(&signs);
    if whole <= SHORT {
        return Label::whole(title, whole);
    }
    let breaks = breaks(title, &signs, whole);
    let longer = |nth: &usize| breaks[*nth].1.max(breaks[*nth].2);
    let even = (0..breaks.len()).min_by(|one, other| longer(one).total_cmp(&longer(other)));
    if let Some(even) = even.filter(|even| longer(even) <= WORDS) {
        let (first, second) = title.split_at(breaks[even].0);
        return Label { lines: [Cow::Borrowed(first), Cow::Borrowed(second)], width: longer(&even), is_cut: false };
    }
    if whole <= WORDS {
        return Label::whole(title, whole);
    }
    match breaks.iter().rfind(|(_, first, _)| *first <= WORDS) {
        Some((at, ..)) => {
            let (first, second) = title.split_at(*at);
            let second = cut(second, &self::signs(second), WORDS);
            Label { lines: [Cow::Borrowed(first), Cow::Owned(second)], width: WORDS, is_cut: true }
        }
        None => {
            let first = cut(title, &signs, WORDS);
            Label { lines: [Cow::Owned(first), Cow::Borrowed("")], width: WORDS, is_cut: true }
        }
    }
}

/// Returns where a title may be broken into two lines, with the widths of both.
fn breaks(title: &str, signs: &[(usize, f32)], whole: f32) -> Vec<(usize, f32, f32)> {
    let mut before = 0.0;
    let mut breaks = Vec::new();
    let mut start = 0;
    for two in signs.windows(2) {
        let ((end, width), (next, next_width)) = (two[0], two[1]);
        let sign = &title[start..end];
        start = end;
        before += width;
        let is_between = width >= WIDE && next_width >= WIDE && !"、。，．！？・」』）】ー".contains(&title[end..next]);
        if sign == " " {
            breaks.push((end, before - width, whole - before));
        } else if is_between || matches!(sign, "-" | "/" | "–" | "—") {
            breaks.push((end, before, whole - before));
        }
    }
    breaks
}

/// Returns the beginning of a title that is wider than this, with dots.
fn cut(title: &str, signs: &[(usize, f32)], limit: f32) -> String {
    let mut room = limit - width('…');
    let fitting = signs.iter().take_while(|(_, width)| {
        room -= width;
        room >= 0.0
    });
    let end = fitting.last().map_or(0, |(end, _)| *end);
    [title[..end].trim_end(), "…"].concat()
}

/// Gives titles that were cut to the same label labels that show how they end. The first label, of the note itself,
/// has more room and is left alone.
pub(super) fn tell_apart(labels: &mut [Label<'_>], titles: &[&str]) {
    let is_like = |labels: &[Label<'_>], note: usize, other: usize| {
        note != other && labels[note].lines == labels[other].lines && titles[note] != titles[other]
    };
    let alike: Vec<usize> = (1..labels.len())
        .filter(|note| labels[*note].is_cut && (1..labels.len()).any(|other| is_like(labels, *note, other)))
        .collect();
    for note in alike {
        let [first, second] = &mut labels[note].lines;
        if second.is_empty() {
            *first = Cow::Owned(both_ends(titles[note], WORDS));
        } else {
            *second = Cow::Owned(both_ends(&titles[note][first.len()..], WORDS));
        }
    }
}

/// Cuts a title in the middle: shows a little of its beginning, and its end.
fn both_ends(title: &str, limit: f32) -> String {
    let signs = signs(title);
    let room = limit - width('…');
    let fitting = |widths: &mut dyn Iterator<Item = f32>, mut room: f32| {
        let fits = |width: &f32| {
            room -= width;
            room >= 0.0
        };
        widths.take_while(fits).count()
    };
    let head = fitting(&mut signs.iter().map(|(_, width)| *width), room / 4.0);
    let tail = fitting(&mut signs.iter().rev().map(|(_, width)| *width), room * 3.0 / 4.0);
    let end = |count: usize| count.checked_sub(1).map_or(0, |last| signs[last].0);
    format!("{}…{}", title[..end(head)].trim_end(), title[end(signs.len() - tail)..].trim_start())
}

fn width_of(signs: &[(usize, f32)]) -> f32 {
    signs.iter().map(|(_, width)| width).sum()
}

/// Returns the end and the width of each grapheme of a title.
fn signs(title: &str) -> Vec<(usize, f32)> {
    if title.is_ascii() {
        // Nearly all titles are ASCII, and finding grapheme boundaries is slow.
        return title.bytes().zip(1..).map(|(byte, end)| (end, ASCII[usize::from(byte)])).collect();
    }
    let sign = |(at, sign): (usize, &str)| (at + sign.len(), sign.chars().next().map_or(0.0, width));
    title.grapheme_indices(true).map(sign).collect()
}

/// Returns the approximate width of a grapheme that begins with this character, in system fonts at label size.
fn width(sign: char) -> f32 {
    match sign {
        '\0'..='\x7f' => ASCII[sign as usize],
        '…' | '—' => 10.0,
        sign if is_wide(sign) => WIDE,
        sign if sign.is_uppercase() => 8.2,
        _ => ORDINARY,
    }
}

/// Width of most characters.
const ORDINARY: f32 = 7.1;
/// Width of those that fill a square.
const WIDE: f32 = 12.5;

/// Widths of the ASCII characters.
static ASCII: [f32; 128] = {
    let mut widths = [ORDINARY; 128];
    let mut byte = 0;
    while byte < widths.len() {
        match byte as u8 {
            b'i' | b'j' | b'l' | b't' | b'f' | b'r' => widths[byte] = 4.1,
            b' ' | b'.' | b',' | b':' | b';' | b'\'' | b'!' | b'|' | b'(' | b')' => widths[byte] = 4.0,
            b'm' | b'w' | b'M' | b'W' => widths[byte] = 10.6,
            b'A'..=b'Z' => widths[byte] = 8.2,
            _ => {}
        }
        byte += 1;
    }
    widths
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_titles_are_broken_and_cut() {
        for (title, want) in [
            ("Compost", ["Compost", ""]),
            ("Corporate platforms", ["Corporate ", "platforms"]),
            ("Counter-power and institutions", ["Counter-power ", "and institutions"]),
            ("Counter-power, counter-institutions and why", ["Counter-power, ", "counter-institutio…"]),
            ("Donaudampfschifffahrtsgesellschaft", ["Donaudampfschif…", ""]),
            ("堆肥の作り方と土の手入れ", ["堆肥の作り方", "と土の手入れ"]),
            ("堆肥の作り方と土の手入れについて学ぶ会", ["堆肥の作り方と土の", "手入れについて学…"]),
            ("", ["", ""]),
        ] {
            let label = label(title);
            assert_eq!(label.lines, want);
            assert!(label.width <= WORDS && label.is_cut == (want.concat() != title));
        }
    }

    #[test]
    fn the_middle_is_cut_out() {
        assert_eq!(both_ends("堆肥の作り方と土の手入れについて", WORDS), "堆肥…入れについて");
    }
}

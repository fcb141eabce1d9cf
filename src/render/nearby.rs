//! The picture of the notes around a note, as SVG, and the list of the same notes.
//!
//! [`draw`] writes both from the shape and the notes in the view: every page has them, and a template would take
//! several times as long. Lines are drawn first and lie below; lines between other notes come before those of the
//! note itself. Every other note is a link with its title. A title that is too long is cut and given in full in
//! `<title>`.

use std::borrow::Cow;

use pulldown_cmark_escape::{escape_html, escape_html_body_text};
use unicode_segmentation::UnicodeSegmentation;

use super::view::{Html, Nearby};
use crate::graph::{Place, Shape, WIDTH, arrange};

/// Widest label of a note, in units of the picture.
const WORDS: f32 = 120.0;
/// Widest label of the note itself, which has no neighbours in its row. Bold text is wider.
const OWN_WORDS: f32 = 236.0;
const BOLD: f32 = 1.15;
/// Height of a label.
const HIGH: i32 = 12;
/// Least space between labels side by side: fonts differ, and widths are estimates.
const BESIDE: f32 = 4.0;
/// Distance from the centre of a note to the baseline of its label.
const LINE: i32 = 15;

/// Draws the notes around the note with this title.
pub(super) fn draw(title: &str, nearby: &mut Nearby<'_>) {
    let shape = &nearby.shape;
    let titles: Vec<&str> = std::iter::once(title).chain(nearby.notes.iter().map(|note| &*note.title)).collect();
    let mut labels: Vec<(Cow<'_, str>, f32)> =
        std::iter::once(own_label(title)).chain(titles[1..].iter().map(|title| label(title, WORDS))).collect();
    tell_apart(&mut labels, &titles);
    // Notes two steps away show their labels only on request.
    let words: Vec<f32> =
        labels.iter().enumerate().map(|(note, (_, width))| if note <= shape.first { *width } else { 0.0 }).collect();
    let picture = arrange(shape, &words);
    let readable = readable(&picture.places, &words);
    let mut out = String::with_capacity(128 * labels.len());
    for links in lines(shape).into_iter().filter(|links| !links.is_empty()) {
        out.push_str("<path d=\"");
        for (a, b) in links {
            if let (Some(a), Some(b)) = (picture.places.get(a as usize), picture.places.get(b as usize)) {
                write_place(&mut out, "M", " ", *a);
                write_place(&mut out, "L", " ", *b);
            }
        }
        out.push_str("\"/>");
    }
    for (note, (full, (label, width))) in titles.iter().zip(&labels).enumerate().rev() {
        let Some(place) = picture.places.get(note) else { continue };
        let class = if readable[note] { "" } else { " class=\"far\"" };
        match note.checked_sub(1).and_then(|other| nearby.notes.get(other)) {
            Some(other) => {
                out.extend(["<a", class, " href=\""]);
                let _ = escape_html(&mut out, &other.href);
                out.push_str("\">");
                if *full != *label {
                    out.push_str("<title>");
                    let _ = escape_html_body_text(&mut out, full);
                    out.push_str("</title>");
                }
            }
            None => out.push_str("<g>"),
        }
        // Labels that are shown only on hover must not leave the picture either.
        let x = inside(place.x, *width);
        let size = if note == 0 {
            "7"
        } else if note <= shape.first {
            "5"
        } else {
            "3"
        };
        // Letters are outlined in the background colour, which would cut into a circle drawn below.
        let line = if note == 0 { LINE + 2 } else { LINE };
        write_place(&mut out, "<text x=\"", "\" y=\"", Place { x, y: place.y + line });
        out.push_str("\">");
        let _ = escape_html_body_text(&mut out, label);
        write_place(&mut out, "</text><circle cx=\"", "\" cy=\"", *place);
        out.extend(["\" r=\"", size, "\"/>", if note == 0 { "</g>" } else { "</a>" }]);
    }
    nearby.list = Html(list(nearby));
    nearby.height = picture.height;
    nearby.picture = Html(out);
}

/// Writes a point, with a text before each coordinate.
fn write_place(out: &mut String, before_x: &str, before_y: &str, place: Place) {
    out.push_str(before_x);
    write_number(out, place.x);
    out.push_str(before_y);
    write_number(out, place.y);
}

/// Writes an integer: a page has about a hundred, and the standard formatting is slow.
fn write_number(out: &mut String, number: i32) {
    if number < 0 {
        out.push('-');
    }
    let number = number.unsigned_abs();
    let mut place = 1;
    while number / place >= 10 {
        place *= 10;
    }
    while place > 0 {
        out.push(char::from(b'0' + (number / place % 10) as u8));
        place /= 10;
    }
}

/// Returns the links between other notes, and those of the note itself. If the notes one step away have so many links
/// with each other that the lines would be indistinguishable, only links to notes two steps away are kept.
fn lines(shape: &Shape) -> [Vec<(u8, u8)>; 2] {
    let (own, mut others): (Vec<(u8, u8)>, Vec<_>) = shape.links.iter().partition(|(a, _)| *a == 0);
    if others.len() > shape.count {
        others.retain(|(_, b)| usize::from(*b) > shape.first);
    }
    [others, own]
}

/// Returns the centre of a label of this width that is below a note at `x` and inside the picture.
fn inside(x: i32, width: f32) -> i32 {
    let half = (width / 2.0) as i32 + 2;
    x.clamp(half.min(WIDTH / 2), (WIDTH - half).max(WIDTH / 2))
}

/// Returns which notes show their labels: where labels would overlap for lack of room, only the first does.
fn readable(places: &[Place], words: &[f32]) -> Vec<bool> {
    let mut shown: Vec<bool> = words.iter().map(|width| *width > 0.0).collect();
    let boxes: Vec<(i32, i32, f32)> =
        places.iter().zip(words).map(|(place, width)| (inside(place.x, *width), place.y, *width)).collect();
    for (note, (x, y, width)) in boxes.iter().enumerate() {
        let lies_on = |(other, (ox, oy, owidth)): (usize, &(i32, i32, f32))| {
            shown[other] && (y - oy).abs() < HIGH && ((x - ox).abs() as f32) < (width + owidth) / 2.0 + BESIDE
        };
        if boxes[..note].iter().enumerate().any(lies_on) {
            shown[note] = false;
        }
    }
    shown
}

/// Writes the notes as list items.
fn list(nearby: &Nearby<'_>) -> String {
    let mut out = String::with_capacity(96 * nearby.notes.len());
    for note in &nearby.notes {
        out.push_str("<li><a href=\"");
        // Writing to a string can't fail.
        let _ = escape_html(&mut out, &note.href);
        out.push_str("\"><bdi>");
        let _ = escape_html_body_text(&mut out, &note.title);
        out.push_str("</bdi></a></li>\n");
    }
    out
}

/// Returns the label of the note itself, which is bold.
fn own_label(title: &str) -> (Cow<'_, str>, f32) {
    let (label, width) = label(title, OWN_WORDS / BOLD);
    (label, width * BOLD)
}

/// Returns a title cut to a width, and its actual width.
fn label(title: &str, limit: f32) -> (Cow<'_, str>, f32) {
    if title.is_ascii() {
        // Nearly all titles are ASCII, and finding grapheme boundaries is slow.
        let signs = || title.bytes().zip(1..).map(|(byte, end)| (end, ASCII[usize::from(byte)]));
        return fitting(title, signs, limit);
    }
    let signs = signs(title);
    fitting(title, || signs.iter().copied(), limit)
}

/// Returns the same for a title with these graphemes.
fn fitting<I: Iterator<Item = (usize, f32)>>(title: &str, signs: impl Fn() -> I, limit: f32) -> (Cow<'_, str>, f32) {
    let whole: f32 = signs().map(|(_, width)| width).sum();
    if whole <= limit {
        return (Cow::Borrowed(title), whole);
    }
    let mut room = limit - width('…');
    let fitting = signs().take_while(|(_, width)| {
        room -= width;
        room >= 0.0
    });
    let end = fitting.last().map_or(0, |(end, _)| end);
    (Cow::Owned([title[..end].trim_end(), "…"].concat()), limit)
}

/// Gives titles that were cut to the same label labels that show how they end. The first label, of the note itself,
/// has more room and is left alone.
fn tell_apart(labels: &mut [(Cow<'_, str>, f32)], titles: &[&str]) {
    let is_cut = |labels: &[(Cow<'_, str>, f32)], note: usize| labels[note].0 != titles[note];
    let is_like = |labels: &[(Cow<'_, str>, f32)], note: usize, other: usize| {
        note != other && labels[note].0 == labels[other].0 && titles[note] != titles[other]
    };
    let alike: Vec<usize> = (1..labels.len())
        .filter(|note| is_cut(labels, *note) && (1..labels.len()).any(|other| is_like(labels, *note, other)))
        .collect();
    for note in alike {
        labels[note].0 = Cow::Owned(both_ends(titles[note], WORDS));
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

/// Returns the end and the width of each grapheme of a title.
fn signs(title: &str) -> Vec<(usize, f32)> {
    let sign = |(at, sign): (usize, &str)| (at + sign.len(), sign.chars().next().map_or(0.0, width));
    title.grapheme_indices(true).map(sign).collect()
}

/// Returns the approximate width of a grapheme that begins with this character, in system fonts at label size.
fn width(sign: char) -> f32 {
    match sign {
        '\0'..='\x7f' => ASCII[sign as usize],
        '…' | '—' => 10.0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{ffef}' | '\u{1f000}'.. => 12.5,
        sign if sign.is_uppercase() => 8.0,
        _ => ORDINARY,
    }
}

/// Width of most characters.
const ORDINARY: f32 = 6.6;

/// Widths of the ASCII characters.
static ASCII: [f32; 128] = {
    let mut widths = [ORDINARY; 128];
    let mut byte = 0;
    while byte < widths.len() {
        match byte as u8 {
            b'i' | b'j' | b'l' | b't' | b'f' | b'r' => widths[byte] = 4.0,
            b' ' | b'.' | b',' | b':' | b';' | b'\'' | b'!' | b'|' | b'(' | b')' => widths[byte] = 4.0,
            b'm' | b'w' | b'M' | b'W' => widths[byte] = 10.0,
            b'A'..=b'Z' => widths[byte] = 8.0,
            _ => {}
        }
        byte += 1;
    }
    widths
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::view::Link;

    fn drawn(title: &str, notes: &[(&str, &str)], shape: Shape) -> String {
        let nearby = view(title, notes, shape);
        assert_eq!(nearby.list.0.matches("<li>").count(), notes.len());
        nearby.picture.0
    }

    fn view(title: &str, notes: &[(&str, &str)], shape: Shape) -> Nearby<'static> {
        let link =
            |(title, href): &(&str, &str)| Link { title: (*title).to_owned().into(), href: (*href).to_owned().into() };
        let notes = notes.iter().map(link).collect();
        let mut nearby =
            Nearby { picture: Html::default(), list: Html::default(), width: WIDTH, height: 0, notes, shape };
        draw(title, &mut nearby);
        assert!((96..=288).contains(&nearby.height), "{}", nearby.height);
        nearby
    }

    #[test]
    fn numbers_are_written_as_ever() {
        for number in [0, 1, 9, 10, 99, 100, 256, 1_000_000, i32::MAX, -1, -10, i32::MIN] {
            let mut out = String::new();
            write_number(&mut out, number);
            assert_eq!(out, number.to_string());
        }
    }

    #[test]
    fn the_list_has_the_same_notes() {
        let shape = Shape { count: 2, first: 1, links: vec![(0, 1)] };
        let list = view("Soil", &[("Worms & <co>", "w.html?a=\"&b")], shape).list.0;
        assert_eq!(list, "<li><a href=\"w.html?a=&quot;&amp;b\"><bdi>Worms &amp; &lt;co&gt;</bdi></a></li>\n");
    }

    #[test]
    fn a_picture_holds_lines_and_links() {
        let shape = Shape { count: 2, first: 1, links: vec![(0, 1)] };
        let svg = drawn("Soil", &[("Worms & <co>", "w.html?a=\"&b")], shape);
        assert!(svg.starts_with("<path d=\"M128 ") && svg.matches("<path").count() == 1, "{svg}");
        let link = "<a href=\"w.html?a=&quot;&amp;b\"><text x=";
        assert!(svg.contains(link) && svg.contains(">Worms &amp; &lt;co&gt;</text><circle "), "{svg}");
        assert!(svg.contains("<g><text x=\"128\"") && svg.ends_with("r=\"7\"/></g>"), "{svg}");
    }

    #[test]
    fn long_titles_are_cut_and_whole_for_who_asks() {
        for (title, want) in [
            ("Compost", "Compost"),
            ("Counter-power and counter-institutions", "Counter-power and…"),
            ("堆肥の作り方と土の手入れについて", "堆肥の作り方と土…"),
            ("", ""),
        ] {
            let (label, width) = label(title, WORDS);
            assert_eq!(label, want);
            assert!(width <= WORDS);
        }
        let shape = Shape { count: 2, first: 1, links: vec![(0, 1)] };
        let svg = drawn("Soil", &[("Counter-power and counter-institutions", "c.html")], shape);
        assert!(svg.contains("<title>Counter-power and counter-institutions</title>"), "{svg}");
    }

    #[test]
    fn titles_that_begin_alike_show_how_they_end() {
        let shape = Shape { count: 4, first: 3, links: vec![(0, 1), (0, 2), (0, 3)] };
        let titles = ["Introduction to the old commons", "Introduction to the new commons", "Introduction to soil"];
        let notes = titles.map(|title| (title, "a.html"));
        let svg = drawn("Soil", &notes, shape);
        for label in ["Intr…old commons", "Intr…new commons", "Introduction to soil"] {
            assert!(svg.contains(&format!(">{label}</text>")), "{label}: {svg}");
        }
        assert_eq!(both_ends("堆肥の作り方と土の手入れについて", WORDS), "堆肥…入れについて");
    }

    #[test]
    fn a_title_is_cut_also_if_the_dots_are_as_long_as_what_they_stand_for() {
        let shape = Shape { count: 3, first: 2, links: vec![(0, 1), (0, 2)] };
        let notes = ["Notes of a dry week 1", "Notes of a dry week 2"].map(|title| (title, "a.html"));
        let svg = drawn("Rain", &notes, shape);
        for end in ["week 1</text>", "week 2</text>"] {
            assert!(svg.contains(end), "{end}: {svg}");
        }
    }

    #[test]
    fn the_name_of_the_note_itself_is_whole() {
        let shape = Shape { count: 2, first: 1, links: vec![(0, 1)] };
        let svg = drawn("Centuries of practice, retold", &[("Trust", "t.html")], shape);
        assert!(svg.contains(">Centuries of practice, retold</text>"), "{svg}");
    }

    #[test]
    fn lines_that_could_not_be_told_apart_are_left_out() {
        let pairs = |to: u8| (0..to).flat_map(move |a| (a + 1..to).map(move |b| (a, b)));
        let calm = Shape { count: 4, first: 3, links: pairs(4).collect() };
        assert_eq!(lines(&calm), [vec![(1, 2), (1, 3), (2, 3)], vec![(0, 1), (0, 2), (0, 3)]]);
        let mut links: Vec<(u8, u8)> = pairs(7).chain([(3, 7)]).collect();
        links.sort_unstable();
        assert_eq!(lines(&Shape { count: 8, first: 6, links })[0], [(3, 7)]);
    }

    #[test]
    fn words_that_would_lie_on_others_wait_until_they_are_asked_for() {
        let place = |x, y| Place { x, y };
        let places = [place(128, 100), place(60, 50), place(90, 55), place(200, 55), place(90, 90)];
        assert_eq!(readable(&places, &[60.0, 80.0, 80.0, 80.0, 0.0]), [true, true, false, true, false]);
        // Labels at the edge are further inside than their notes.
        assert_eq!(readable(&[place(128, 9), place(4, 60), place(80, 60)], &[9.0, 90.0, 40.0]), [true, true, false]);
    }

    #[test]
    fn any_number_of_notes_has_room() {
        for count in 2..=25_u8 {
            let title = "A note with a long title".to_owned();
            let notes: Vec<(&str, &str)> = vec![(&title, "a.html"); count as usize - 1];
            for first in 1..count {
                let links: Vec<(u8, u8)> =
                    (1..count).map(|note| if note <= first { (0, note) } else { (1, note) }).collect();
                let shape = Shape { count: count.into(), first: first.into(), links };
                let svg = drawn("Soil", &notes, shape);
                assert_eq!(svg.matches("<circle").count(), count as usize);
                assert!(!svg.contains("\"-"), "a place is outside: {svg}");
            }
        }
    }
}

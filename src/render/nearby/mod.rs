//! The picture of the notes around a note, as SVG, and the list of the same notes.
//!
//! [`draw`] writes both from the shape and the notes in the view: every page has them, and a template would take
//! several times as long. Lines are drawn first and lie below; lines between other notes come before those of the
//! note itself. Every other note is a link with its title, on two lines if it is long. A title that is still too long
//! is cut and given in full in `<title>`. A note whose title finds no place is only in the list.

mod label;

use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use label::{Label, label, own_label, tell_apart};

use super::view::{Html, Nearby};
use crate::graph::{LINE, Place, Shape, Size, WIDTH, arrange};

/// Least space between labels side by side. The picture is arranged with a little more.
const BESIDE: f32 = 8.0;
/// Distance from the centre of a note to the baseline of its label.
const BASE: i32 = 15;
/// What a dot takes up around its centre.
const DOT: f32 = 6.0;

/// Draws the notes around the note with this title.
pub(super) fn draw(title: &str, nearby: &mut Nearby<'_>) {
    let shape = &nearby.shape;
    let titles: Vec<&str> = std::iter::once(title).chain(nearby.notes.iter().map(|note| &*note.title)).collect();
    let mut labels: Vec<Label<'_>> =
        std::iter::once(own_label(title)).chain(titles[1..].iter().map(|title| label(title))).collect();
    tell_apart(&mut labels, &titles);
    let sizes: Vec<Size> = labels.iter().map(Label::size).collect();
    let picture = arrange(shape, &sizes);
    let shown = shown(shape, &picture.places, &sizes);
    let is_shown = |note: u8| shown.get(usize::from(note)) == Some(&true);
    let mut out = String::with_capacity(128 * labels.len());
    for mut links in lines(shape) {
        links.retain(|(a, b)| is_shown(*a) && is_shown(*b));
        if links.is_empty() {
            continue;
        }
        out.push_str("<path d=\"");
        for (a, b) in links {
            write_place(&mut out, "M", " ", picture.places[usize::from(a)]);
            write_place(&mut out, "L", " ", picture.places[usize::from(b)]);
        }
        out.push_str("\"/>");
    }
    for (note, (full, label)) in titles.iter().zip(&labels).enumerate().rev() {
        if !shown[note] {
            continue;
        }
        let place = picture.places[note];
        match note.checked_sub(1).and_then(|other| nearby.notes.get(other)) {
            Some(other) => {
                out.push_str("<a href=\"");
                let _ = escape_html(&mut out, &other.href);
                out.push_str("\">");
                if label.is_cut {
                    out.push_str("<title>");
                    let _ = escape_html_body_text(&mut out, full);
                    out.push_str("</title>");
                }
            }
            None => out.push_str("<g>"),
        }
        let x = inside(place.x, label.width);
        let size = if note == 0 {
            "7"
        } else if note <= shape.first {
            "5"
        } else {
            "3"
        };
        // Letters are outlined in the background colour, which would cut into a circle drawn below.
        let base = if note == 0 { BASE + 2 } else { BASE };
        write_place(&mut out, "<text x=\"", "\" y=\"", Place { x, y: place.y + base });
        out.push_str("\">");
        let _ = escape_html_body_text(&mut out, &label.lines[0]);
        if !label.lines[1].is_empty() {
            write_place(&mut out, "<tspan x=\"", "\" dy=\"", Place { x, y: LINE });
            out.push_str("\">");
            let _ = escape_html_body_text(&mut out, &label.lines[1]);
            out.push_str("</tspan>");
        }
        write_place(&mut out, "</text><circle cx=\"", "\" cy=\"", place);
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

/// A rectangle: left, top, right and bottom.
type Area = [f32; 4];

/// Returns which notes are drawn: where dots or labels would lie on each other for lack of room, only the first is;
/// and a note two steps away is not without one that leads to it.
fn shown(shape: &Shape, places: &[Place], sizes: &[Size]) -> Vec<bool> {
    let areas: Vec<[Area; 2]> = places.iter().zip(sizes).map(|(place, size)| areas(*place, *size)).collect();
    let lie_on = |[label, dot]: &[Area; 2], [other_label, other_dot]: &[Area; 2]| {
        overlap(label, other_label, BESIDE)
            || overlap(label, other_dot, 0.0)
            || overlap(dot, other_label, 0.0)
            || overlap(dot, other_dot, 0.0)
    };
    let mut shown = vec![false; sizes.len()];
    for (note, own) in areas.iter().enumerate() {
        let is_free = !(0..note).any(|other| shown[other] && lie_on(own, &areas[other]));
        let leads =
            |(a, b): &(u8, u8)| usize::from(*b) == note && usize::from(*a) <= shape.first && shown[usize::from(*a)];
        shown[note] = is_free && (note <= shape.first || shape.links.iter().any(leads));
    }
    shown
}

/// Returns what the label and the dot of a note take up.
fn areas(place: Place, size: Size) -> [Area; 2] {
    let (x, y) = (inside(place.x, size.width) as f32, place.y as f32);
    let (dot_x, half) = (place.x as f32, size.width / 2.0);
    let high = LINE as f32 * f32::from(size.lines) - 1.0;
    [[x - half, y + 5.0, x + half, y + 5.0 + high], [dot_x - DOT, y - DOT, dot_x + DOT, y + DOT]]
}

/// Whether two areas overlap, or lie side by side with less space than this.
fn overlap(one: &Area, other: &Area, beside: f32) -> bool {
    one[0] < other[2] + beside && other[0] < one[2] + beside && one[1] < other[3] && other[1] < one[3]
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
        assert!((64..=288).contains(&nearby.height), "{}", nearby.height);
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
        let long = "Counter-power, counter-institutions and why";
        let svg = drawn(
            "Soil",
            &[(long, "c.html"), ("Corporate platforms", "p.html")],
            Shape { count: 3, first: 2, links: vec![(0, 1), (0, 2)] },
        );
        assert!(svg.contains(&format!("<title>{long}</title>")) && svg.matches("<title>").count() == 1, "{svg}");
        assert!(svg.contains(">Corporate <tspan x=") && svg.contains(" dy=\"13\">platforms</tspan></text>"), "{svg}");
    }

    #[test]
    fn titles_that_begin_alike_show_how_they_end() {
        let shape = Shape { count: 4, first: 3, links: vec![(0, 1), (0, 2), (0, 3)] };
        let old = "Introduction to the whole history of the old commons";
        let titles = [old, "Introduction to the whole history of the new commons", "Introduction to soil"];
        let notes = titles.map(|title| (title, "a.html"));
        let svg = drawn("Soil", &notes, shape);
        for label in ["who…ld commons</tspan>", "who…w commons</tspan>", "soil</tspan>"] {
            assert!(svg.contains(label), "{label}: {svg}");
        }
    }

    #[test]
    fn a_title_is_cut_also_if_the_dots_are_as_long_as_what_they_stand_for() {
        let shape = Shape { count: 3, first: 2, links: vec![(0, 1), (0, 2)] };
        let notes = ["Notes_of_a_dry_week_1", "Notes_of_a_dry_week_2"].map(|title| (title, "a.html"));
        let svg = drawn("Rain", &notes, shape);
        for end in ["week_1</text>", "week_2</text>"] {
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
    fn what_would_lie_on_others_is_left_out() {
        let place = |x, y| Place { x, y };
        let drawn = |first: usize, links: &[(u8, u8)], places: &[Place], widths: &[f32]| {
            let sizes: Vec<Size> = widths.iter().map(|width| Size { width: *width, lines: 1 }).collect();
            shown(&Shape { count: places.len(), first, links: links.to_vec() }, places, &sizes)
        };
        let places = [place(128, 100), place(60, 50), place(90, 55), place(200, 55), place(90, 90)];
        assert_eq!(drawn(4, &[], &places, &[60.0, 80.0, 80.0, 80.0, 0.0]), [true, true, false, true, true]);
        // Labels at the edge are further inside than their notes.
        let edge = [place(128, 9), place(4, 60), place(80, 60)];
        assert_eq!(drawn(2, &[], &edge, &[9.0, 90.0, 40.0]), [true, true, false]);
        // A label does not cover a dot.
        assert_eq!(
            drawn(2, &[], &[place(128, 9), place(60, 50), place(70, 62)], &[9.0, 60.0, 9.0]),
            [true, true, false]
        );
        // Nothing leads to the last note, as the one before it is left out.
        let chain = [place(128, 100), place(128, 104), place(20, 20)];
        assert_eq!(drawn(1, &[(0, 1), (1, 2)], &chain, &[60.0, 80.0, 20.0]), [true, false, false]);
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
                let dots = svg.matches("<circle").count();
                assert!(dots == svg.matches("<text").count() && dots <= count as usize, "{svg}");
                let least = if first + 1 == count { count.min(7) } else { 2 };
                assert!(dots >= usize::from(least), "{dots} of {count}: {svg}");
                assert!(!svg.contains("\"-"), "a place is outside: {svg}");
            }
        }
    }
}

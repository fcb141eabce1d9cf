//! The drawing of a canvas as SVG: cards as boxes with their first words, and arrows between them.
//!
//! [`Plane::svg`] is the entry point. The picture is for the eye only: all it shows is also in the list of
//! cards on the same page, as text and in reading order. It contains no ids and no styles; canvas.css sets
//! the colours.

use std::fmt::Write;

use pulldown_cmark_escape::{escape_href, escape_html_body_text};

use super::wide::is_wide;
use crate::note::canvas::{Area, Colour, Edge, Side};
use crate::note::shorten;

/// The contents of a drawing.
#[derive(Clone, Debug, Default, Hash)]
pub struct Plane {
    /// Boxes by card; `None` for cards that are not shown or have no area.
    pub shapes: Vec<Option<Shape>>,
    /// Arrows between cards.
    pub edges: Vec<Edge>,
}

/// A card or a group.
#[derive(Clone, Debug, Hash)]
pub struct Shape {
    /// Its position and size.
    pub area: Area,
    /// Its colour.
    pub colour: Option<Colour>,
    /// Whether it is a group.
    pub group: bool,
    /// Its title.
    pub title: String,
    /// Its beginning.
    pub text: String,
    /// The address it links to.
    pub href: Option<String>,
}

/// Space around everything, in pixels of the canvas format.
const MARGIN: i32 = 48;
/// Scale of the drawing on the page, in percent: the app's type is larger than a page needs.
const SCALE: i64 = 70;
/// Widest drawing, in pixels on the page.
const WIDEST: i64 = 12_000;
/// Space between the edge of a card and its text.
const PADDING: i32 = 14;
/// Line height.
const LINE: i32 = 24;
/// Width of an average letter in tenths of a pixel, regular and bold; an ideograph is twice as wide.
const LETTER: i64 = 105;
const BOLD: i64 = 112;

impl Plane {
    /// Returns the `<svg>`; empty if there is nothing to draw.
    pub fn svg(&self) -> String {
        let areas = || self.shapes.iter().flatten().map(|shape| shape.area);
        let (Some(left), Some(top)) = (areas().map(|area| area.x).min(), areas().map(|area| area.y).min()) else {
            return String::new();
        };
        let right = areas().map(|area| area.x + area.width).max().unwrap_or(left);
        let bottom = areas().map(|area| area.y + area.height).max().unwrap_or(top);
        let (width, height) = (right - left + 2 * MARGIN, bottom - top + 2 * MARGIN);
        let shown = (i64::from(width) * SCALE / 100).clamp(1, WIDEST);
        let mut out = String::new();
        // Writing to a string can't fail, here and below.
        let _ = write!(
            out,
            "<svg width=\"{shown}\" viewBox=\"{} {} {width} {height}\" aria-hidden=\"true\">",
            left - MARGIN,
            top - MARGIN
        );
        let shapes = || self.shapes.iter().flatten();
        shapes().filter(|shape| shape.group).for_each(|shape| shape.draw(&mut out));
        for edge in &self.edges {
            let area = |card: u32| Some(self.shapes.get(card as usize)?.as_ref()?.area);
            if let (Some(from), Some(to)) = (area(edge.from.card), area(edge.to.card)) {
                draw_edge(edge, from, to, &mut out);
            }
        }
        shapes().filter(|shape| !shape.group).for_each(|shape| shape.draw(&mut out));
        out.push_str("</svg>");
        out
    }
}

impl Shape {
    fn draw(&self, out: &mut String) {
        let Area { x, y, width, height } = self.area;
        let _ = write!(out, "<g class=\"{}{}\"", if self.group { "zone" } else { "box" }, class(self.colour));
        colour_attribute(self.colour, out);
        out.push('>');
        if let Some(href) = &self.href {
            // The list of cards has the same link for keyboard users.
            out.push_str("<a tabindex=\"-1\" href=\"");
            let _ = escape_href(&mut *out, href);
            out.push_str("\">");
        }
        let _ = write!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>");
        if self.group {
            words(x + 4, y - 12, "name", &self.title, out);
        } else {
            self.write_words(out);
        }
        out.push_str(if self.href.is_some() { "</a></g>" } else { "</g>" });
    }

    /// Writes title and text, as much as fits.
    fn write_words(&self, out: &mut String) {
        let Area { x, y, width, height } = self.area;
        let room = ((height - 8) / LINE).clamp(1, 60) as usize;
        let space = i64::from((width - 2 * PADDING).max(0)) * 10;
        let mut lines = Vec::new();
        let is_named = wrap(&self.title, space / BOLD, room, &mut lines);
        let titles = lines.len();
        let is_whole = is_named && self.text.lines().all(|paragraph| wrap(paragraph, space / LETTER, room, &mut lines));
        // A whole title without any of the text says enough.
        let is_begun = !is_named || lines.len() > titles;
        if let Some(last) = lines.last_mut().filter(|last| !is_whole && is_begun && !last.ends_with('…')) {
            last.push('…');
        }
        for (index, line) in lines.iter().enumerate() {
            let class = if index < titles { "name" } else { "" };
            words(x + PADDING, y + LINE + LINE * index as i32, class, line, out);
        }
    }
}

fn words(x: i32, y: i32, class: &str, text: &str, out: &mut String) {
    if text.is_empty() {
        return;
    }
    let _ = write!(out, "<text x=\"{x}\" y=\"{y}\"");
    if !class.is_empty() {
        let _ = write!(out, " class=\"{class}\"");
    }
    out.push('>');
    let _ = escape_html_body_text(&mut *out, text);
    out.push_str("</text>");
}

/// Breaks a text into lines of at most this many letters, and adds those to `lines` until there are `room` of them.
/// Returns whether nothing is left out.
fn wrap(text: &str, letters: i64, room: usize, lines: &mut Vec<String>) -> bool {
    if letters < 2 {
        return text.trim().is_empty();
    }
    let (mut line, mut used) = (String::new(), 0);
    for word in text.split_whitespace() {
        let length = measure(word);
        if used > 0 && used + 1 + length > letters {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if lines.len() >= room {
            return false;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        // A word longer than a line is broken at the line's end.
        for sign in word.chars() {
            let wide = measure_sign(sign);
            if used + wide > letters && used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
                if lines.len() >= room {
                    return false;
                }
            }
            line.push(sign);
            used += wide;
        }
    }
    if used > 0 {
        lines.push(line);
    }
    true
}

fn measure(word: &str) -> i64 {
    word.chars().map(measure_sign).sum()
}

fn measure_sign(sign: char) -> i64 {
    1 + i64::from(is_wide(sign))
}

/// Returns ` c1` to ` c6` for a preset colour, otherwise an empty string.
fn class(colour: Option<Colour>) -> String {
    match colour {
        Some(Colour::Preset(number)) => format!(" c{number}"),
        _ => String::new(),
    }
}

fn colour_attribute(colour: Option<Colour>, out: &mut String) {
    if let Some(Colour::Rgb(red, green, blue)) = colour {
        let _ = write!(out, " color=\"#{red:02x}{green:02x}{blue:02x}\"");
    }
}

/// A point on the edge of a card, and the direction that points away from the card there.
type Anchor = ((f64, f64), (f64, f64));

fn anchor(area: Area, side: Side) -> Anchor {
    let (x, y) = (f64::from(area.x), f64::from(area.y));
    let (width, height) = (f64::from(area.width), f64::from(area.height));
    match side {
        Side::Top => ((x + width / 2.0, y), (0.0, -1.0)),
        Side::Right => ((x + width, y + height / 2.0), (1.0, 0.0)),
        Side::Bottom => ((x + width / 2.0, y + height), (0.0, 1.0)),
        Side::Left => ((x, y + height / 2.0), (-1.0, 0.0)),
    }
}

/// Returns the sides of two cards that face each other.
fn facing(from: Area, to: Area) -> (Side, Side) {
    let middle = |area: Area| (area.x + area.width / 2, area.y + area.height / 2);
    let ((ax, ay), (bx, by)) = (middle(from), middle(to));
    let (dx, dy) = (bx - ax, by - ay);
    match (dx.abs() > dy.abs(), dx >= 0, dy >= 0) {
        (true, true, _) => (Side::Right, Side::Left),
        (true, false, _) => (Side::Left, Side::Right),
        (false, _, true) => (Side::Bottom, Side::Top),
        (false, _, false) => (Side::Top, Side::Bottom),
    }
}

fn draw_edge(edge: &Edge, from: Area, to: Area, out: &mut String) {
    let (near, far) = facing(from, to);
    let (start, out_of) = anchor(from, edge.from.side.unwrap_or(near));
    let (end, into) = anchor(to, edge.to.side.unwrap_or(far));
    let distance = (end.0 - start.0).hypot(end.1 - start.1);
    let pull = (distance / 2.0).clamp(30.0, 260.0);
    let along = |point: (f64, f64), way: (f64, f64), by: f64| (point.0 + way.0 * by, point.1 + way.1 * by);
    let (first, second) = (along(start, out_of, pull), along(end, into, pull));
    let _ = write!(out, "<g class=\"edge{}\"", class(edge.colour));
    colour_attribute(edge.colour, out);
    let _ = write!(
        out,
        "><path d=\"M{:.0} {:.0}C{:.0} {:.0} {:.0} {:.0} {:.0} {:.0}\"/>",
        start.0, start.1, first.0, first.1, second.0, second.1, end.0, end.1
    );
    for (shown, tip, way) in [(edge.from.arrow, start, out_of), (edge.to.arrow, end, into)] {
        if shown {
            let base = along(tip, way, 16.0);
            let (a, b) = (along(base, (way.1, way.0), 7.0), along(base, (way.1, way.0), -7.0));
            let _ = write!(
                out,
                "<polygon points=\"{:.0},{:.0} {:.0},{:.0} {:.0},{:.0}\"/>",
                tip.0, tip.1, a.0, a.1, b.0, b.1
            );
        }
    }
    if let Some(label) = &edge.label {
        draw_label(&shorten(label, 60), [start, first, second, end], out);
    }
    out.push_str("</g>");
}

/// Writes a label at the middle of an edge, or above it if the edge is so short that the label would hide it.
fn draw_label(label: &str, [start, first, second, end]: [(f64, f64); 4], out: &mut String) {
    let middle = |a: f64, b: f64, c: f64, d: f64| ((a + 3.0 * b + 3.0 * c + d) / 8.0).round() as i32;
    let (x, y) = (middle(start.0, first.0, second.0, end.0), middle(start.1, first.1, second.1, end.1));
    let needed = (label.chars().count() as i64 * LETTER / 10 + i64::from(2 * LINE)) as f64;
    let (across, down) = ((end.0 - start.0).abs(), (end.1 - start.1).abs());
    let hides = across > down && across < needed;
    words(x, if hides { y - LINE } else { y }, "label", label, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::canvas::End;

    fn shape(x: i32, y: i32, title: &str, text: &str) -> Option<Shape> {
        let area = Area { x, y, width: 250, height: 60 };
        Some(Shape { area, colour: None, group: false, title: title.to_owned(), text: text.to_owned(), href: None })
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert_eq!(Plane::default().svg(), "");
        assert_eq!(Plane { shapes: vec![None], edges: Vec::new() }.svg(), "");
    }

    #[test]
    fn words_and_addresses_are_escaped() {
        let mut hostile = shape(0, 0, "</text><script>", "a & \"b\"");
        if let Some(shape) = &mut hostile {
            shape.href = Some("\"><script>".to_owned());
            shape.colour = Some(Colour::Rgb(255, 0, 16));
        }
        let end = |card, arrow| End { card, side: None, arrow };
        let edge = Edge { from: end(0, false), to: end(1, true), colour: None, label: Some("<b>".to_owned()) };
        let plane = Plane { shapes: vec![hostile, shape(400, 0, "", "")], edges: vec![edge] };
        let svg = plane.svg();
        let document = roxmltree::Document::parse(&svg).expect("it is XML");
        let names: Vec<&str> =
            document.descendants().filter(roxmltree::Node::is_element).map(|node| node.tag_name().name()).collect();
        assert_eq!(
            names,
            ["svg", "g", "path", "polygon", "text", "g", "a", "rect", "text", "text", "g", "rect"],
            "{svg}"
        );
        assert!(svg.contains("color=\"#ff0010\"") && !svg.contains("<script"), "{svg}");
        assert!(svg.starts_with("<svg width=\"522\" viewBox=\"-48 -48 746 156\" aria-hidden=\"true\">"), "{svg}");
    }

    #[test]
    fn words_that_would_hide_a_short_line_stand_above_it() {
        let end = |card, arrow| End { card, side: None, arrow };
        let edge =
            |label: &str| Edge { from: end(0, false), to: end(1, true), colour: None, label: Some(label.to_owned()) };
        let height = |label: &str| {
            let plane = Plane { shapes: vec![shape(0, 0, "", ""), shape(370, 0, "", "")], edges: vec![edge(label)] };
            let svg = plane.svg();
            let document = roxmltree::Document::parse(&svg).expect("it is XML");
            let words = document.descendants().find(|node| node.attribute("class") == Some("label"));
            words.and_then(|words| words.attribute("y")).map(str::to_owned)
        };
        assert_eq!(height("needs").as_deref(), Some("30"));
        assert_eq!(height("begins with").as_deref(), Some("6"));
    }

    #[test]
    fn lines_end_where_the_card_does() {
        let lines = |text: &str, letters, room| {
            let mut lines = Vec::new();
            let is_whole = wrap(text, letters, room, &mut lines);
            lines.join("|") + if is_whole { "" } else { "…" }
        };
        assert_eq!(lines("one two three", 7, 9), "one two|three");
        assert_eq!(lines("one two three four", 7, 2), "one two|three…");
        assert_eq!(lines("unendlich", 4, 2), "unen|dlic…");
        assert_eq!(lines("unendlich", 4, 3), "unen|dlic|h");
        assert_eq!(lines("庭の本", 4, 9), "庭の|本");
        assert_eq!(lines("庭の本と土", 4, 2), "庭の|本と…");
        assert_eq!(lines("x", 1, 9), "…");
        assert_eq!(lines("x", 9, 0), "…");
        assert_eq!(lines("", 9, 0), "");
    }

    #[test]
    fn an_ellipsis_marks_what_a_card_leaves_out() {
        let drawn = |title: &str, text: &str, height| {
            let mut card = shape(0, 0, title, text);
            card.iter_mut().for_each(|card| card.area.height = height);
            let svg = Plane { shapes: vec![card], edges: Vec::new() }.svg();
            let document = roxmltree::Document::parse(&svg).expect("it is XML");
            let lines = document.descendants().filter(|node| node.tag_name().name() == "text");
            lines.filter_map(|line| line.text()).collect::<Vec<_>>().join("|")
        };
        assert_eq!(drawn("Heap", "one\ntwo", 80), "Heap|one|two");
        assert_eq!(drawn("Heap", "one\ntwo\nthree", 80), "Heap|one|two…");
        assert_eq!(drawn("Heap", "one\n\n", 60), "Heap|one");
        assert_eq!(drawn("Heap", "one", 30), "Heap");
        assert_eq!(drawn("", &"土".repeat(30), 60), ["土".repeat(10), "土".repeat(10) + "…"].join("|"));
    }

    #[test]
    fn arrows_leave_and_enter_by_the_sides_that_face_each_other() {
        let at = |x, y| Area { x, y, width: 10, height: 10 };
        assert_eq!(facing(at(0, 0), at(100, 20)), (Side::Right, Side::Left));
        assert_eq!(facing(at(0, 0), at(-100, 20)), (Side::Left, Side::Right));
        assert_eq!(facing(at(0, 0), at(20, 100)), (Side::Bottom, Side::Top));
        assert_eq!(facing(at(0, 0), at(0, -100)), (Side::Top, Side::Bottom));
    }
}

//! Rewrites the library's SVG.
//!
//! [`drawing`] is the entry point. Unknown elements and attributes do not reach a page; known ones are checked and
//! escaped, since the text in them is untrusted. Styles become attributes, and only ids that something refers to are
//! kept.

use std::collections::BTreeSet;

use super::label::Label;
use super::style::{Declaration, Node, Sheet, declarations, property};
use super::xml::{Token, attributes, escape, tokens, unescape};
use super::{Drawing, OWN, colour};

/// The id that the library gives a diagram; ids and selectors begin with it.
pub(super) const ROOT: &str = "d";

/// Elements that are written.
pub(super) const ELEMENTS: &[&str] = &[
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "marker",
    "defs",
    "linearGradient",
    "stop",
];

/// Attributes of positions and sizes. Their values contain letters, digits and a few other characters.
const GEOMETRY: &[&str] = &[
    "d",
    "points",
    "transform",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "width",
    "height",
    "dx",
    "dy",
    "viewBox",
    "refX",
    "refY",
    "markerWidth",
    "markerHeight",
    "markerUnits",
    "orient",
    "offset",
];

/// Styles that the library's sheets only give to labels that are HTML.
const OWN_STYLE: &str = "svg.statediagram .node .label text,svg.erDiagram .node .label text{text-anchor:middle}";

/// Largest width or height that is shown, in pixels.
const LARGEST: f64 = 50_000.0;
/// Text is drawn a little smaller than it was measured, since readers' fonts are wider than the font it was measured
/// with.
const FONT_SCALE: f64 = 15.0 / 16.0;

/// Reads the library's SVG. `None` if it has no size.
pub(super) fn drawing(svg: &str, title: Option<String>, description: Option<String>) -> Option<Drawing> {
    let css = svg.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).map_or("", |(css, _)| css);
    let mut writer = Writer {
        sheet: Sheet::read(&format!("{OWN_STYLE}{}", unescape(css))),
        used: references(svg),
        way: Vec::new(),
        written: Vec::new(),
        size: None,
        label: None,
        switches: 0,
        out: String::with_capacity(svg.len() / 2),
    };
    let mut skipped = 0usize;
    for token in tokens(svg) {
        if skipped > 0 {
            skipped = match token {
                Token::Open { empty: false, .. } => skipped + 1,
                Token::Close(_) => skipped - 1,
                _ => skipped,
            };
        } else if !writer.token(&token) {
            skipped = 1;
        }
    }
    writer.close_all();
    let (view_box, width) = writer.size?;
    Some(Drawing { title, description, width, view_box, body: writer.out })
}

/// The ids that something refers to.
fn references(svg: &str) -> BTreeSet<&str> {
    svg.match_indices("url(#").filter_map(|(at, sign)| svg[at + sign.len()..].split([')', '"']).next()).collect()
}

struct Writer<'a> {
    sheet: Sheet,
    used: BTreeSet<&'a str>,
    way: Vec<Node>,
    /// By open element: the name that was written for it, or `None`.
    written: Vec<Option<&'static str>>,
    size: Option<(String, u32)>,
    label: Option<(usize, Label)>,
    switches: usize,
    out: String,
}

impl Writer<'_> {
    /// Writes a piece; returns `false` if the element that begins has to be skipped with everything in it.
    fn token(&mut self, token: &Token<'_>) -> bool {
        match token {
            Token::Text(text) => self.text(text),
            Token::Close(name) => self.close(name),
            Token::Open { name, attributes, empty } => return self.open(name, attributes, *empty),
        }
        true
    }

    fn text(&mut self, text: &str) {
        let text = unescape(text);
        if let Some((_, label)) = &mut self.label {
            label.text(&text);
        } else if self.way.last().is_some_and(|node| matches!(node.name.as_str(), "text" | "tspan")) {
            let plain = ["<br/>", "<br>", "<br />"].iter().fold(text.into_owned(), |text, tag| text.replace(tag, " "));
            escape(&plain, &mut self.out);
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((depth, label)) = &mut self.label {
            if self.way.len() > *depth {
                label.element(name);
                self.way.pop();
                self.written.pop();
                return;
            }
            if let Some((_, label)) = self.label.take() {
                label.write(&mut self.out);
            }
        }
        if self.way.pop().is_some_and(|node| node.name == "switch") {
            self.switches = self.switches.saturating_sub(1);
        }
        if let Some(name) = self.written.pop().flatten() {
            self.end_element(name);
        }
    }

    /// Ends an element; an empty group is removed instead.
    fn end_element(&mut self, name: &str) {
        if matches!(name, "g" | "defs" | "text" | "tspan")
            && let Some(start) = self.out.rfind('<')
            && self.out.ends_with('>')
            && self.out[start + 1..].starts_with(name)
            && self.out[start + 1 + name.len()..].starts_with([' ', '>'])
        {
            self.out.truncate(start);
            return;
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn close_all(&mut self) {
        if let Some((depth, label)) = self.label.take() {
            label.write(&mut self.out);
            self.written.truncate(depth);
        }
        while let Some(written) = self.written.pop() {
            if let Some(name) = written {
                self.end_element(name);
            }
        }
    }

    fn open(&mut self, name: &str, text: &str, empty: bool) -> bool {
        if let Some((_, label)) = &mut self.label {
            label.element(name);
            if !empty {
                self.push(node(name, text), None);
            }
            return true;
        }
        let own = node(name, text);
        // A line that marks today would be different tomorrow.
        let is_today = own.classes.iter().any(|class| class == "today");
        let element = ELEMENTS.iter().copied().find(|known| *known == name);
        match (element, name) {
            _ if is_today => return empty,
            (_, "svg") if self.way.is_empty() => self.root(own, text),
            (_, "switch") if !empty => {
                self.switches += 1;
                self.push(own, None);
            }
            // A switch contains the same words again as text, in the colour of the background.
            (_, "text") if self.switches > 0 => return empty,
            (_, "foreignObject") if !empty => {
                let values = attributes(text).map(|(name, value)| (name, value.into_owned()));
                let label = Label::new(values);
                self.push(own, None);
                self.label = Some((self.way.len(), label));
            }
            (Some("marker" | "linearGradient"), _) if !self.used.contains(own.id.as_str()) => return empty,
            (Some(element), _) => self.element(element, own, text, empty),
            (None, _) => return empty,
        }
        true
    }

    fn push(&mut self, node: Node, written: Option<&'static str>) {
        self.way.push(node);
        self.written.push(written);
    }

    /// Handles the root: its size, and what applies to everything in it.
    fn root(&mut self, own: Node, text: &str) {
        let view_box = attributes(text).find(|(name, _)| *name == "viewBox").map(|(_, value)| value);
        self.size = view_box.and_then(|value| size(&value));
        self.way.push(own);
        let values = self.sheet.values(&self.way, Vec::new(), Vec::new());
        self.out.push_str("<g");
        for (property, value) in values {
            self.property(property, &value);
        }
        self.out.push('>');
        self.written.push(Some("g"));
    }

    fn element(&mut self, element: &'static str, own: Node, text: &str, empty: bool) {
        if empty && matches!(element, "g" | "defs" | "text" | "tspan") {
            return;
        }
        let id = Some(own.id.clone()).filter(|id| self.used.contains(id.as_str()));
        self.way.push(own);
        self.out.push('<');
        self.out.push_str(element);
        if let Some(id) = id {
            self.attribute("id", &format!("{OWN}{}", plain_id(&id)));
        }
        let mut presentation = Vec::new();
        let mut style = Vec::new();
        for (name, value) in attributes(text) {
            if name == "style" {
                style = declarations(&value);
            } else if let Some(property) = property(name) {
                presentation.push(Declaration { property, value: value.into_owned(), important: false });
            } else if let Some(name) = GEOMETRY.iter().find(|known| **known == name) {
                self.geometry(name, &value);
            }
        }
        for (property, value) in self.sheet.values(&self.way, presentation, style) {
            self.property(property, &value);
        }
        self.out.push_str(if empty { "/>" } else { ">" });
        if empty {
            self.way.pop();
        } else {
            self.written.push(Some(element));
        }
    }

    /// Writes ` name="value"` with a value that contains nothing to escape.
    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.out.push_str(value);
        self.out.push('"');
    }

    fn geometry(&mut self, name: &str, value: &str) {
        let fits = value.chars().all(|sign| {
            sign.is_ascii_alphanumeric()
                || matches!(sign, '.' | ',' | '+' | '-' | '(' | ')' | '%')
                || sign.is_ascii_whitespace()
        });
        if fits && !value.contains("NaN") && !value.contains("inf") && !value.is_empty() {
            let value = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            self.attribute(name, &value);
        }
    }

    fn property(&mut self, name: &str, value: &str) {
        let value = match name {
            "fill" | "stroke" | "stop-color" => colour::paint(value),
            "marker-start" | "marker-mid" | "marker-end" => {
                let id = value.strip_prefix("url(#").and_then(|value| value.strip_suffix(')'));
                id.map(|id| format!("url(#{OWN}{})", plain_id(id)))
            }
            "display" => (value == "none").then(|| value.to_owned()),
            "font-size" => font_size(value),
            _ => Some(value.to_owned()).filter(|value| is_plain(value)),
        };
        if let Some(value) = value {
            self.attribute(name, &value);
        }
    }
}

/// An element with what selectors refer to.
fn node(name: &str, text: &str) -> Node {
    let mut node = Node { name: name.to_owned(), ..Node::default() };
    for (attribute, value) in attributes(text) {
        match attribute {
            "id" => node.id = value.into_owned(),
            "class" => node.classes = value.split_ascii_whitespace().map(str::to_owned).collect(),
            _ => {}
        }
    }
    node
}

/// The view box and the width, if they are those of something visible.
fn size(view_box: &str) -> Option<(String, u32)> {
    let numbers: Vec<f64> = view_box.split_ascii_whitespace().filter_map(|number| number.parse().ok()).collect();
    let [x, y, width, height] = numbers[..] else { return None };
    let fits = x.abs() < LARGEST && y.abs() < LARGEST;
    if !fits || !(1.0..LARGEST).contains(&width) || !(1.0..LARGEST).contains(&height) {
        return None;
    }
    let round = |number: f64| (number * 100.0).round() / 100.0;
    let view_box = format!("{} {} {} {}", round(x), round(y), round(width), round(height));
    Some((view_box, width.ceil() as u32))
}

/// An id without the library's prefix, of harmless characters only.
fn plain_id(id: &str) -> String {
    let id = id.strip_prefix(ROOT).map_or(id, |rest| rest.trim_start_matches(['_', '-']));
    id.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '-' }).take(80).collect()
}

fn is_plain(value: &str) -> bool {
    (1..=60).contains(&value.len())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b',' | b'-' | b'+' | b'%' | b' '))
}

/// A font size in pixels; that of the whole diagram is in diagram.css.
fn font_size(value: &str) -> Option<String> {
    let number = value.trim().trim_end_matches("px").parse::<f64>().ok();
    let number = number.filter(|number| (4.0..=200.0).contains(number) && *number != 16.0)?;
    Some(format!("{}", (number * FONT_SCALE * 10.0).round() / 10.0))
}

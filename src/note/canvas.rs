//! Canvases: cards and arrows on a plane, from files in the format JSON Canvas 1.0 (jsoncanvas.org).
//!
//! [`read`] is the entry point: pure, and at worst a file gives a finding. The text of a card is a note of its own,
//! read like any other. `garden` resolves what cards link to, `render` draws them.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use serde_json::Value;

use super::{Note, Options};
use crate::diagnostic::{Code, Diagnostic};
use crate::hash::Digest;
use crate::path::SourcePath;
use crate::source::NOTE_LIMIT;

/// The most cards, and the most arrows, that are read.
const CARD_LIMIT: usize = 10_000;
/// Bounds of a card's position and size, in the format's pixels.
const PLANE: f64 = 1_000_000.0;

/// The contents of one canvas.
#[derive(Debug)]
pub struct Canvas {
    /// The file.
    pub path: SourcePath,
    /// Digest of its bytes.
    pub digest: Digest,
    /// Its cards, in the order of the file: later ones lie above earlier ones.
    pub cards: Vec<Card>,
    /// Its arrows.
    pub edges: Vec<Edge>,
    /// Findings about this file alone.
    pub diagnostics: Vec<Diagnostic>,
}

impl Canvas {
    /// The published texts on it.
    pub fn texts(&self) -> impl Iterator<Item = &Arc<Note>> {
        self.cards.iter().filter_map(|card| match &card.kind {
            CardKind::Text(note) if note.published => Some(note),
            _ => None,
        })
    }
}

/// A card of a canvas.
#[derive(Debug)]
pub struct Card {
    /// Its kind.
    pub kind: CardKind,
    /// Its position and size; `None` if the file's values can't be drawn.
    pub area: Option<Area>,
    /// Its colour.
    pub colour: Option<Colour>,
}

/// The kinds of cards.
#[derive(Debug)]
pub enum CardKind {
    /// Markdown.
    Text(Arc<Note>),
    /// A file of the garden, by its path.
    File {
        /// The path as written.
        path: String,
        /// The heading or block in it, without the `#` before it.
        fragment: Option<String>,
    },
    /// An external address.
    Link(String),
    /// A group of the cards within it, with its name.
    Group(Option<String>),
}

/// A rectangle in the format's pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Area {
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width, at least 1.
    pub width: i32,
    /// Height, at least 1.
    pub height: i32,
}

impl Area {
    /// Whether the centre of `other` lies within this area, and `other` is not larger.
    pub fn holds(self, other: Area) -> bool {
        let (x, y) = (other.x + other.width / 2, other.y + other.height / 2);
        (self.x..=self.x + self.width).contains(&x)
            && (self.y..=self.y + self.height).contains(&y)
            && other.width <= self.width
            && other.height <= self.height
    }
}

/// The colour of a card or an arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Colour {
    /// One of six colours that the theme defines: red, orange, yellow, green, cyan, purple.
    Preset(u8),
    /// Red, green and blue.
    Rgb(u8, u8, u8),
}

/// An arrow between two cards.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edge {
    /// Where it begins.
    pub from: End,
    /// Where it ends.
    pub to: End,
    /// Its colour.
    pub colour: Option<Colour>,
    /// Its text.
    pub label: Option<String>,
}

/// An end of an arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct End {
    /// The card, as a position in [`Canvas::cards`].
    pub card: u32,
    /// The side of the card, if the file names one.
    pub side: Option<Side>,
    /// Whether this end has an arrowhead.
    pub arrow: bool,
}

/// A side of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Upper edge.
    Top,
    /// Right edge.
    Right,
    /// Lower edge.
    Bottom,
    /// Left edge.
    Left,
}

/// Whether a file is a canvas, by its name.
pub fn is_canvas(path: &SourcePath) -> bool {
    path.extension() == "canvas"
}

/// Reads a canvas.
///
/// # Errors
///
/// Why it is not a canvas. It should then be treated like any other file.
pub fn read(path: &SourcePath, bytes: &[u8]) -> Result<Canvas, Box<Diagnostic>> {
    if bytes.len() > NOTE_LIMIT {
        let limit = NOTE_LIMIT / 1024 / 1024;
        return Err(Box::new(broken(path, &format!("this canvas is longer than {limit} MiB"))));
    }
    // The app creates a new canvas as an empty file.
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let json: Value = if text.trim().is_empty() {
        Value::Object(serde_json::Map::new())
    } else {
        serde_json::from_str(text).map_err(|error| Box::new(unreadable(path, text, &error)))?
    };
    let list = |key: &str| match json.get(key) {
        None | Some(Value::Null) => Some([].as_slice()),
        Some(value) => value.as_array().map(Vec::as_slice),
    };
    let (Value::Object(_), Some(nodes), Some(edges)) = (&json, list("nodes"), list("edges")) else {
        return Err(Box::new(broken(path, "this file is JSON and no canvas")));
    };
    let mut reader = Reader { path, ids: HashMap::new(), cards: Vec::new(), odd: 0, diagnostics: Vec::new() };
    for node in nodes.iter().take(CARD_LIMIT) {
        reader.node(node);
    }
    let arrows: Vec<Edge> = edges.iter().take(CARD_LIMIT).filter_map(|edge| reader.edge(edge)).collect();
    let left_out = nodes.len().saturating_sub(CARD_LIMIT) + edges.len().saturating_sub(CARD_LIMIT);
    if left_out > 0 {
        let message = format!("this canvas has more than {CARD_LIMIT} cards or arrows; {left_out} are left out");
        reader.diagnostics.push(Diagnostic::warning(Code::InvalidCanvas, message).in_file(path.as_str()));
    }
    if reader.odd > 0 {
        let message = format!("{} of this canvas can't be understood and are left out", parts(reader.odd));
        let finding = Diagnostic::warning(Code::InvalidCanvas, message).in_file(path.as_str());
        reader.diagnostics.push(finding.help("a card has an id, a type, a place and a size, see jsoncanvas.org"));
    }
    Ok(Canvas {
        path: path.clone(),
        digest: Digest::of(bytes),
        cards: reader.cards,
        edges: arrows,
        diagnostics: reader.diagnostics,
    })
}

fn parts(count: usize) -> String {
    if count == 1 { "1 card or arrow".to_owned() } else { format!("{count} cards or arrows") }
}

const HELP: &str = "it is not published as long as it can't be read; links to it are shown as plain text";

fn broken(path: &SourcePath, message: &str) -> Diagnostic {
    Diagnostic::warning(Code::InvalidCanvas, message).in_file(path.as_str()).help(HELP)
}

/// Returns the finding about a canvas whose bytes can't be read.
pub fn unread(path: &SourcePath, error: &io::Error) -> Diagnostic {
    let finding = Diagnostic::warning(Code::Unreadable, "this canvas can't be read").in_file(path.as_str());
    finding.label(error.to_string()).help(HELP)
}

fn unreadable(path: &SourcePath, text: &str, error: &serde_json::Error) -> Diagnostic {
    let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = (start + error.column().saturating_sub(1)).min(text.len());
    let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
    broken(path, "this canvas can't be read")
        .at(path.as_str(), text, at..end)
        .label("the JSON can't be understood from here on")
}

struct Reader<'a> {
    path: &'a SourcePath,
    /// Positions of cards by their ids.
    ids: HashMap<String, u32>,
    cards: Vec<Card>,
    /// Number of invalid nodes and edges.
    odd: usize,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn node(&mut self, node: &Value) {
        let Some(kind) = self.kind(node) else {
            self.odd += 1;
            return;
        };
        if let Some(id) = node.get("id").and_then(Value::as_str) {
            self.ids.entry(id.to_owned()).or_insert(self.cards.len() as u32);
        }
        self.cards.push(Card { kind, area: area(node), colour: node.get("color").and_then(colour) });
    }

    fn kind(&mut self, node: &Value) -> Option<CardKind> {
        let text = |key: &str| node.get(key).and_then(Value::as_str);
        match text("type")? {
            "text" => Some(CardKind::Text(self.text(text("text").unwrap_or_default()))),
            "file" => {
                let fragment = text("subpath").map(|subpath| subpath.trim_start_matches('#').to_owned());
                let fragment = fragment.filter(|fragment| !fragment.is_empty());
                Some(CardKind::File { path: text("file")?.to_owned(), fragment })
            }
            "link" => Some(CardKind::Link(text("url")?.trim().to_owned())),
            "group" => Some(CardKind::Group(text("label").map(str::to_owned).filter(|label| !label.trim().is_empty()))),
            _ => None,
        }
    }

    /// The text of a card as a note. Findings about it are about the whole file, as no editor could show a place in the
    /// text.
    fn text(&mut self, text: &str) -> Arc<Note> {
        // A card is published with its canvas, unless its own text says otherwise.
        let options =
            Options { opt_in: false, drafts: false, created: Vec::new(), updated: Vec::new(), properties: Vec::new() };
        let mut note = super::read(self.path, text.as_bytes(), &options);
        self.diagnostics.extend(note.diagnostics.drain(..).map(|finding| in_card(finding, self.path)));
        Arc::new(note)
    }

    fn edge(&mut self, edge: &Value) -> Option<Edge> {
        let text = |key: &str| edge.get(key).and_then(Value::as_str);
        let card = |key: &str| text(key).and_then(|id| self.ids.get(id)).copied();
        let (Some(from), Some(to)) = (card("fromNode"), card("toNode")) else {
            self.odd += 1;
            return None;
        };
        let end = |card, side: &str, arrow: &str, usual| End {
            card,
            side: text(side).and_then(read_side),
            arrow: text(arrow).unwrap_or(usual) == "arrow",
        };
        Some(Edge {
            from: end(from, "fromSide", "fromEnd", "none"),
            to: end(to, "toSide", "toEnd", "arrow"),
            colour: edge.get("color").and_then(colour),
            label: text("label").map(|label| label.trim().to_owned()).filter(|label| !label.is_empty()),
        })
    }
}

/// Turns a finding about the text of a card into one about the whole canvas.
pub fn in_card(mut finding: Diagnostic, path: &SourcePath) -> Diagnostic {
    finding.fix = None;
    if !finding.label.is_empty() {
        finding.message = format!("{}: {}", finding.message, finding.label);
        finding.label.clear();
    }
    finding.in_file(path.as_str())
}

fn area(node: &Value) -> Option<Area> {
    let number = |key: &str| node.get(key).and_then(Value::as_f64).filter(|number| number.abs() <= PLANE);
    let (x, y, width, height) = (number("x")?, number("y")?, number("width")?, number("height")?);
    if width < 1.0 || height < 1.0 {
        return None;
    }
    let round = |number: f64| number.round() as i32;
    Some(Area { x: round(x), y: round(y), width: round(width), height: round(height) })
}

fn read_side(word: &str) -> Option<Side> {
    match word {
        "top" => Some(Side::Top),
        "right" => Some(Side::Right),
        "bottom" => Some(Side::Bottom),
        "left" => Some(Side::Left),
        _ => None,
    }
}

/// `"1"` to `"6"`, or `#rrggbb`.
fn colour(value: &Value) -> Option<Colour> {
    let word = value.as_str()?;
    if let Some(digits) = word.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii()) {
        let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        return Some(Colour::Rgb(byte(0)?, byte(2)?, byte(4)?));
    }
    word.parse().ok().filter(|number| (1..=6).contains(number)).map(Colour::Preset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canvas(json: &str) -> Result<Canvas, Box<Diagnostic>> {
        read(&SourcePath::new("Board.canvas"), json.as_bytes())
    }

    #[test]
    fn cards_and_arrows_are_read() {
        let board = canvas(
            r##"{"nodes":[
                {"id":"a","type":"text","text":"**Soil** %%hidden%%","x":-10,"y":0.4,"width":250,"height":60,"color":"4"},
                {"id":"b","type":"file","file":"Beds/Bean.md","subpath":"#Sowing","x":0,"y":0,"width":1,"height":1,"color":"#FF8800"},
                {"id":"c","type":"link","url":" https://seeds.example ","x":0,"y":0,"width":0,"height":9},
                {"id":"d","type":"group","label":"Spring","x":1e300,"y":0,"width":9,"height":9}],
              "edges":[{"id":"e","fromNode":"a","fromSide":"right","toNode":"b","toSide":"left","label":" needs ","color":"9"},
                {"fromNode":"b","toNode":"c","fromEnd":"arrow","toEnd":"none"}]}"##,
        )
        .expect("it is a canvas");
        let kinds: Vec<String> = board
            .cards
            .iter()
            .map(|card| match &card.kind {
                CardKind::Text(note) => format!("text {:?}", note.plain.trim()),
                CardKind::File { path, fragment } => format!("file {path} {fragment:?}"),
                CardKind::Link(url) => format!("link {url}"),
                CardKind::Group(label) => format!("group {label:?}"),
            })
            .collect();
        assert_eq!(
            kinds,
            [
                "text \"Soil\"",
                "file Beds/Bean.md Some(\"Sowing\")",
                "link https://seeds.example",
                "group Some(\"Spring\")"
            ]
        );
        let areas: Vec<Option<Area>> = board.cards.iter().map(|card| card.area).collect();
        assert_eq!(areas[0], Some(Area { x: -10, y: 0, width: 250, height: 60 }));
        assert!(areas[1].is_some() && areas[2].is_none() && areas[3].is_none());
        let colours: Vec<Option<Colour>> = board.cards.iter().map(|card| card.colour).collect();
        assert_eq!(colours, [Some(Colour::Preset(4)), Some(Colour::Rgb(255, 136, 0)), None, None]);
        let end = |card, side, arrow| End { card, side, arrow };
        let edge = |from, to, label: Option<&str>| Edge { from, to, colour: None, label: label.map(str::to_owned) };
        assert_eq!(
            board.edges,
            [
                edge(end(0, Some(Side::Right), false), end(1, Some(Side::Left), true), Some("needs")),
                edge(end(1, None, true), end(2, None, false), None),
            ]
        );
        assert_eq!(board.diagnostics, []);
    }

    #[test]
    fn a_file_that_is_no_canvas_says_where() {
        let help = "it is not published as long as it can't be read; links to it are shown as plain text";
        let text = "{\"nodes\": [\n  {\"id\": 1,,}]}";
        let at = text.find(",}").expect("it is there");
        let want = Diagnostic::warning(Code::InvalidCanvas, "this canvas can't be read")
            .at("Board.canvas", text, at..at + 1)
            .label("the JSON can't be understood from here on")
            .help(help);
        assert_eq!(canvas(text).err(), Some(Box::new(want)));
        for text in ["[]", "\"x\"", "{\"nodes\": 3}", "{\"edges\": {}}"] {
            let want = Diagnostic::warning(Code::InvalidCanvas, "this file is JSON and no canvas")
                .in_file("Board.canvas")
                .help(help);
            assert_eq!(canvas(text).err(), Some(Box::new(want)), "{text}");
        }
        for text in ["", " \n", "{}", "\u{feff}{\"nodes\": null, \"edges\": []}"] {
            assert!(canvas(text).is_ok_and(|board| board.cards.is_empty()), "{text}");
        }
    }

    #[test]
    fn odd_cards_are_left_out_and_counted() {
        let board = canvas(
            r#"{"nodes":[3,{},{"type":"text"},{"type":"file"},{"type":"moon"}],"edges":[{"fromNode":"x","toNode":"y"}]}"#,
        )
        .expect("it is a canvas");
        assert_eq!((board.cards.len(), board.edges.len()), (1, 0));
        let want = Diagnostic::warning(
            Code::InvalidCanvas,
            "5 cards or arrows of this canvas can't be understood and are left out",
        )
        .in_file("Board.canvas")
        .help("a card has an id, a type, a place and a size, see jsoncanvas.org");
        assert_eq!(board.diagnostics, [want]);
    }

    #[test]
    fn hostile_files_end_soon() {
        let card = r#"{"id":"a","type":"text","text":"x","x":1,"y":1,"width":9,"height":9},"#;
        let many = format!("{{\"nodes\":[{}{{}}]}}", card.repeat(CARD_LIMIT + 5));
        assert!(canvas(&many).is_ok_and(|board| board.cards.len() == CARD_LIMIT && board.diagnostics.len() == 1));
        let deep = format!("{{\"nodes\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(canvas(&deep).is_err());
        for number in ["1e999", "NaN", "-Infinity", "1e-400", "99999999999999999999999"] {
            let text = format!("{{\"nodes\":[{{\"type\":\"text\",\"x\":{number},\"y\":0,\"width\":1,\"height\":1}}]}}");
            assert!(canvas(&text).map_or(true, |board| board.cards[0].area.is_none_or(|area| area.x == 0)), "{number}");
        }
    }

    #[test]
    fn a_group_holds_what_lies_in_its_middle() {
        let group = Area { x: 0, y: 0, width: 100, height: 100 };
        let at = |x, y, width| Area { x, y, width, height: 10 };
        assert!(group.holds(at(90, 90, 15)) && group.holds(group));
        assert!(!group.holds(at(101, 0, 10)) && !group.holds(at(-90, 0, 200)));
    }
}

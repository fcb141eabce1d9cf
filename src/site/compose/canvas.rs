//! The page of a canvas.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::{Composer, View};
use crate::diagram;
use crate::garden::{Board, Content, Target};
use crate::note::canvas::{Area, Card, CardKind, Colour};
use crate::note::{is_image, shorten};
use crate::path::OutputPath;
use crate::render::canvas::{Plane, Shape};
use crate::render::html::is_safe_address;
use crate::render::page::{Body, Page};
use crate::render::view::{self, CanvasPage, CardGroup, Html, Lead, Shell};

/// Most groups that the list of cards is divided into.
const GROUP_LIMIT: usize = 300;
/// Longest text, in characters, that names the target of an arrow.
const TITLE_LIMIT: usize = 60;
/// Longest text, in characters, that is drawn on a card.
const TEXT_LIMIT: usize = 600;

/// What a card says.
#[derive(Default)]
struct Face<'a> {
    kind: &'static str,
    title: Option<Cow<'a, str>>,
    text: Option<Cow<'a, str>>,
    href: Option<String>,
    size: Option<(u32, u32)>,
}

impl<'a> Composer<'a> {
    pub(super) fn canvas_page(&self, index: usize, path: &OutputPath) -> Page<'a> {
        let board = &self.garden.boards[index];
        let faces: Vec<Option<Face<'a>>> = (0..board.contents.len()).map(|card| self.face(board, card, path)).collect();
        let mut leads = leads(board, &faces);
        let mut groups = Vec::new();
        let mut bodies = Vec::new();
        for (title, cards) in reading_order(board) {
            let mut shown = Vec::new();
            for card in cards {
                let Some(face) = &faces[card] else { continue };
                bodies.extend(self.text_of(board, card, path).map(|body| (groups.len(), shown.len(), card, body)));
                shown.push(view_of(board, card, face, std::mem::take(&mut leads[card])));
            }
            if !shown.is_empty() {
                groups.push(CardGroup { title: title.map(Cow::Borrowed), cards: shown });
            }
        }
        let folder = board.canvas.path.folder();
        let shell = Shell {
            remote_media: bodies.iter().any(|(.., body)| body.part.has_remote_media()),
            code: bodies.iter().any(|(.., body)| body.part.has_code()),
            math: bodies.iter().any(|(.., body)| body.part.has_math()),
            callouts: bodies.iter().any(|(.., body)| body.part.has_callouts()),
            diagram: diagram::AVAILABLE && bodies.iter().any(|(.., body)| body.part.has_diagram()),
            ..self.shell(path, Cow::Borrowed(board.canvas.path.stem()), "")
        };
        let title = Cow::Borrowed(board.canvas.path.stem());
        let crumbs = self.crumbs(path, if self.garden.folders.contains_key(folder) { folder } else { "" });
        let page = CanvasPage { shell, crumbs, title, drawing: Html::default(), groups };
        Page::Canvas(page, plane(board, &faces), bodies)
    }

    /// Returns what a card shows; `None` for groups and for cards that must not be published.
    fn face(&self, board: &'a Board, card: usize, path: &OutputPath) -> Option<Face<'a>> {
        match (&board.canvas.cards[card].kind, &board.contents[card]) {
            (CardKind::Text(note), Content::Text { .. }) => Some(Face {
                kind: "text",
                text: Some(Cow::Borrowed(note.plain.trim())),
                href: Some(format!("#{}", id(card))),
                ..Face::default()
            }),
            (CardKind::Link(address), _) => Some(Face {
                kind: "link",
                title: Some(Cow::Borrowed(address.as_str())),
                href: Some(address.clone()).filter(|address| is_safe_address(address)),
                ..Face::default()
            }),
            (_, Content::File { target: Target::Note(goal), place }) => {
                let entry = self.garden.note(*goal);
                let summary = entry.note.summary();
                Some(Face {
                    kind: "note",
                    title: Some(Cow::Borrowed(&entry.note.title)),
                    text: Some(Cow::Owned(summary)).filter(|text: &Cow<'_, str>| !text.is_empty()),
                    href: Some(self.href_to(*goal, *place, View::From(path), path)),
                    size: None,
                })
            }
            (_, Content::File { target: Target::File(file), .. }) => {
                let attachment = self.garden.file(*file);
                let image = is_image(attachment.source.as_str());
                let probe = self.probes.of(*file, self.inputs, self.garden);
                Some(Face {
                    kind: if image { "image" } else { "file" },
                    title: Some(Cow::Borrowed(attachment.source.stem())),
                    text: None,
                    href: Some(attachment.page.url_from(path).into_owned()),
                    size: probe.and_then(|probe| probe.size).filter(|_| image),
                })
            }
            _ => None,
        }
    }

    /// Returns the body of a text card.
    fn text_of(&self, board: &'a Board, card: usize, path: &OutputPath) -> Option<Body> {
        match (&board.canvas.cards[card].kind, &board.contents[card]) {
            (CardKind::Text(note), Content::Text { links, html }) => Some(self.card_body(note, links, html, path)),
            _ => None,
        }
    }
}

/// Ids made up by a theme contain a dot, so they can't clash with those of headings.
fn id(card: usize) -> String {
    format!("card.{card}")
}

/// Returns, by card, the cards that arrows lead to from there.
fn leads(board: &Board, faces: &[Option<Face<'_>>]) -> Vec<Vec<Lead>> {
    let name = |face: &Face<'_>| {
        let words = face.title.as_ref().or(face.text.as_ref()).map_or("", |words| words.as_ref());
        let words: Vec<&str> = words.split_whitespace().take(TITLE_LIMIT).collect();
        if words.is_empty() { "…".to_owned() } else { shorten(&words.join(" "), TITLE_LIMIT) }
    };
    let names: Vec<Option<String>> = faces.iter().map(|face| face.as_ref().map(name)).collect();
    let mut leads: Vec<Vec<Lead>> = faces.iter().map(|_| Vec::new()).collect();
    for edge in &board.canvas.edges {
        let goal = edge.to.card as usize;
        if let (Some(from), Some(Some(title))) = (leads.get_mut(edge.from.card as usize), names.get(goal)) {
            from.push(Lead { title: title.clone(), href: format!("#{}", id(goal)), label: edge.label.clone() });
        }
    }
    leads
}

fn view_of<'a>(board: &Board, card: usize, face: &Face<'a>, leads: Vec<Lead>) -> view::Card<'a> {
    let colour = match board.canvas.cards[card].colour {
        Some(Colour::Preset(number)) => format!("c{number}"),
        _ => String::new(),
    };
    view::Card {
        id: id(card),
        kind: face.kind,
        colour,
        title: face.title.clone(),
        href: face.href.clone().filter(|_| face.kind != "text"),
        summary: face.text.clone().filter(|_| face.kind != "text"),
        size: face.size,
        body: Html::default(),
        leads,
    }
}

/// Returns the shapes and edges of the drawing.
fn plane(board: &Board, faces: &[Option<Face<'_>>]) -> Plane {
    let shape = |(index, card): (usize, &Card)| {
        let area = card.area?;
        if let CardKind::Group(title) = &card.kind {
            let title = title.clone().unwrap_or_default();
            return Some(Shape { area, colour: card.colour, group: true, title, text: String::new(), href: None });
        }
        let face = faces[index].as_ref()?;
        let cut = |text: &Option<Cow<'_, str>>| text.as_ref().map_or(String::new(), |text| shorten(text, TEXT_LIMIT));
        let (title, text) = (cut(&face.title), cut(&face.text));
        Some(Shape { area, colour: card.colour, group: false, title, text, href: face.href.clone() })
    };
    Plane { shapes: board.canvas.cards.iter().enumerate().map(shape).collect(), edges: board.canvas.edges.clone() }
}

/// Returns the cards in reading order: first those outside any group, then group by group, each from top
/// to bottom and left to right. A card belongs to the smallest group around it.
fn reading_order(board: &Board) -> Vec<(Option<&str>, Vec<usize>)> {
    let cards = &board.canvas.cards;
    let place = |area: Option<Area>| area.map_or((1, 0, 0), |area| (0, area.y, area.x));
    let mut groups: Vec<(Area, Option<&str>)> = cards
        .iter()
        .filter_map(|card| match &card.kind {
            CardKind::Group(title) => Some((card.area?, title.as_deref())),
            _ => None,
        })
        .collect();
    groups.truncate(GROUP_LIMIT);
    groups.sort_by_key(|(area, _)| (area.y, area.x));
    let mut order: Vec<(Option<&str>, Vec<usize>)> = vec![(None, Vec::new())];
    order.extend(groups.iter().map(|(_, title)| (*title, Vec::new())));
    let mut sorted: Vec<usize> = (0..cards.len()).collect();
    sorted.sort_by_key(|card| place(cards[*card].area));
    for card in sorted.into_iter().filter(|card| !matches!(cards[*card].kind, CardKind::Group(_))) {
        let around =
            groups.iter().enumerate().filter(|(_, (group, _))| cards[card].area.is_some_and(|area| group.holds(area)));
        let smallest = around.max_by_key(|(_, (group, _))| Reverse(i64::from(group.width) * i64::from(group.height)));
        order[smallest.map_or(0, |(index, _)| index + 1)].1.push(card);
    }
    order
}

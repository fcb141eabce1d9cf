//! Views of canvases. They have no logic except for building them.

use serde::Serialize;

use super::{Html, Link, Shell, Text};

/// The page of a canvas, for canvas.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct CanvasPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above this one, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// The file's name, without extension.
    pub title: Text<'a>,
    /// A drawing of the canvas as SVG, decorative only. Empty if nothing can be drawn.
    pub drawing: Html,
    /// All cards, in reading order.
    pub groups: Vec<CardGroup<'a>>,
}

/// The cards of one group, or those outside any group.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct CardGroup<'a> {
    /// The group's label, if it has one.
    pub title: Option<Text<'a>>,
    /// The cards.
    pub cards: Vec<Card<'a>>,
}

/// A card of a canvas.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Card<'a> {
    /// The id of its element.
    pub id: String,
    /// The kind of card: `text`, `note`, `image`, `file` or `link`.
    pub kind: &'static str,
    /// One of the theme's six colours, `c1` to `c6`, or empty.
    pub colour: String,
    /// The card's title; none for text cards.
    pub title: Option<Text<'a>>,
    /// The address it links to: absolute for `link`, relative for the other kinds.
    pub href: Option<String>,
    /// The beginning of the note.
    pub summary: Option<Text<'a>>,
    /// Width and height of the image in pixels, if known.
    pub size: Option<(u32, u32)>,
    /// The rendered text of a text card.
    pub body: Html,
    /// The cards that arrows point to from this one.
    pub leads: Vec<Lead>,
}

/// An arrow from one card to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Lead {
    /// The title or first words of the other card.
    pub title: String,
    /// Link to the other card: `#` and its id.
    pub href: String,
    /// The label of the arrow.
    pub label: Option<String>,
}

//! Views of canvases. They hold no logic beyond their making.

use serde::Serialize;

use super::{Html, Link, Shell, Text};

/// A canvas, for canvas.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct CanvasPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page.
    pub crumbs: Vec<Link<'a>>,
    /// The file's name.
    pub title: Text<'a>,
    /// The cards as they lie: an SVG for the eye alone. Empty if nothing can be drawn.
    pub drawing: Html,
    /// The cards in the order in which they are read.
    pub groups: Vec<CardGroup<'a>>,
}

/// The cards of a group, or those that are in none.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct CardGroup<'a> {
    /// The group's name, if it has one.
    pub title: Option<Text<'a>>,
    /// The cards.
    pub cards: Vec<Card<'a>>,
}

/// A card.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Card<'a> {
    /// The id of its element.
    pub id: String,
    /// `text`, `note`, `image`, `file` or `link`.
    pub kind: &'static str,
    /// `c1` to `c6` for the colours that the theme chooses, or empty.
    pub colour: String,
    /// What it is called; nothing for texts.
    pub title: Option<Text<'a>>,
    /// Where it leads: a relative address, or an absolute one for `link`.
    pub href: Option<String>,
    /// What the note begins with.
    pub summary: Option<Text<'a>>,
    /// Width and height of the image, if they are known.
    pub size: Option<(u32, u32)>,
    /// The rendered text.
    pub body: Html,
    /// The cards that arrows lead to from here.
    pub leads: Vec<Lead>,
}

/// An arrow to another card.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Lead {
    /// The other card's title or first words.
    pub title: String,
    /// `#` and its id.
    pub href: String,
    /// What the arrow says.
    pub label: Option<String>,
}

//! Views of the graph of links: around a note, and of the whole garden.

use serde::Serialize;

use super::{Counted, Html, Link, More, Shell};
use crate::graph::Shape;

/// The notes around a note, up to two links away.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Nearby<'a> {
    /// The content of the `<svg>` element: lines between the notes, and each note whose title finds a place as a link.
    pub picture: Html,
    /// Width of the picture, for its `viewBox`.
    pub width: i32,
    /// Height of the picture.
    pub height: i32,
    /// All of these notes as `<li>` elements, directly linked notes first.
    pub list: Html,
    /// These notes, in the order of the list.
    #[serde(skip)]
    pub notes: Vec<Link<'a>>,
    /// How they are linked; the picture is drawn from this when the page is rendered.
    #[serde(skip)]
    pub shape: Shape,
}

/// The map of the garden, for graph.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct GraphPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above this one, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// Number of notes on the map.
    pub notes: usize,
    /// Number of pairs of notes that are linked.
    pub links: usize,
    /// Relative address of the map's data, for graph.js.
    pub data: String,
    /// The notes with the most links, most first.
    pub most: Vec<Counted<'a>>,
    /// How many notes are not among them, and the page that lists all notes.
    pub more: Option<More>,
}

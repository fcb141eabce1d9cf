//! Views of how notes are linked: around a note, and in the whole garden.

use serde::Serialize;

use super::{Counted, Html, Link, More, Shell};
use crate::graph::Shape;

/// The notes around a note, up to two steps away.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Nearby<'a> {
    /// What stands in the `<svg>`: the lines between the notes, and each of them as a link.
    pub picture: Html,
    /// Width of the picture, for its `viewBox`.
    pub width: i32,
    /// Its height.
    pub height: i32,
    /// The same notes as items of a list, those one step away first.
    pub list: Html,
    /// All notes in the picture but the note itself, in the order of the list.
    #[serde(skip)]
    pub notes: Vec<Link<'a>>,
    /// How they are linked. The picture is made of it when the page is.
    #[serde(skip)]
    pub shape: Shape,
}

/// The map of the garden, for graph.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct GraphPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page, without this one.
    pub crumbs: Vec<Link<'a>>,
    /// Notes on the map.
    pub notes: usize,
    /// Pairs of them that are linked.
    pub links: usize,
    /// Relative address of the map's data, which graph.js draws.
    pub data: String,
    /// The notes that are linked with most others, the most linked first.
    pub most: Vec<Counted<'a>>,
    /// How many notes are not among them, and the page of all.
    pub more: Option<More>,
}

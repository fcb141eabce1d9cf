//! Views of lenses: the two sides of a subject. They hold no logic beyond their making.

use serde::Serialize;

use super::{Item, Link, Pages, Shell, Text};

/// A lens, for lens.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LensPage<'a> {
    /// Around it.
    pub shell: Shell<'a>,
    /// The way down from the first page, without this one.
    pub crumbs: Vec<Link<'a>>,
    /// The heading of the page.
    pub title: Text<'a>,
    /// A sentence about the lens, if the garden has one.
    pub about: Text<'a>,
    /// Notes that it shows.
    pub count: usize,
    /// The first side, both, and the second side.
    pub sides: Vec<LensSide<'a>>,
    /// The years, the latest first, on the first page.
    pub years: Vec<LensRow<'a>>,
    /// Years that are not shown.
    pub earlier: usize,
    /// The tags that most of the notes have, but for those of the sides, on the first page.
    pub tags: Vec<LensRow<'a>>,
    /// The other pages, if a side needs more than one.
    pub pages: Option<Pages>,
}

/// The notes of a side, or of both.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LensSide<'a> {
    /// `first`, `both` or `second`.
    pub place: &'static str,
    /// What the side is called.
    pub title: Text<'a>,
    /// The pages of its tags.
    pub tags: Vec<Link<'a>>,
    /// How many notes stand there, on all pages of the lens.
    pub count: usize,
    /// Those on this page, newest first.
    pub items: Vec<Item<'a>>,
}

/// A year or a tag of a lens: how many of its notes stand where.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LensRow<'a> {
    /// Its name.
    pub title: Text<'a>,
    /// Its page.
    pub href: Option<String>,
    /// The first side, both, and the second side.
    pub bars: Vec<LensBar>,
}

/// A number in a row of a lens. Bars lie in a field of a hundred units; the first side's begins at the middle,
/// that of both lies around its own, the second side's begins at the start.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LensBar {
    /// How many notes.
    pub count: usize,
    /// Where the bar begins.
    pub start: usize,
    /// How wide it is.
    pub width: usize,
}

/// Where a note stands in a lens.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Stand<'a> {
    /// The lens.
    pub lens: Link<'a>,
    /// `first`, `both` or `second`.
    pub place: &'static str,
    /// What the side is called; both names for both.
    pub title: Text<'a>,
}

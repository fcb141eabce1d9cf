//! Views of lenses: the two sides of a subject. They have no logic except for building them.

use serde::Serialize;

use super::{Item, Link, Pages, Shell, Text};

/// The page of a lens, for lens.html.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LensPage<'a> {
    /// Everything around the main part.
    pub shell: Shell<'a>,
    /// Breadcrumbs: the pages above this one, first page first.
    pub crumbs: Vec<Link<'a>>,
    /// The title of the lens.
    pub title: Text<'a>,
    /// A sentence about the lens; empty if the garden has none.
    pub about: Text<'a>,
    /// Number of notes that the lens shows.
    pub count: usize,
    /// Three groups: the first side, both sides, the second side.
    pub sides: Vec<LensSide<'a>>,
    /// Notes per year, latest year first; only on page 1 of the lens.
    pub years: Vec<LensRow<'a>>,
    /// How many years are left out.
    pub earlier: usize,
    /// Notes per tag for the most frequent tags, except those that define the sides; only on page 1 of the lens.
    pub tags: Vec<LensRow<'a>>,
    /// The pages of the lens, if it has more than one.
    pub pages: Option<Pages>,
}

/// The notes on one side of a lens, or on both.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LensSide<'a> {
    /// `first`, `both` or `second`.
    pub place: &'static str,
    /// The title of the side, or the theme's phrase for both sides.
    pub title: Text<'a>,
    /// The tags that define the side, with their pages; empty for `both`.
    pub tags: Vec<Link<'a>>,
    /// Number of notes in this group, on all pages of the lens.
    pub count: usize,
    /// The notes of this group on this page, newest first.
    pub items: Vec<Item<'a>>,
}

/// A year or a tag in a lens: how its notes divide between the sides.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LensRow<'a> {
    /// The year or tag.
    pub title: Text<'a>,
    /// Its page, if it has one.
    pub href: Option<String>,
    /// Three bars: the first side, both sides, the second side.
    pub bars: Vec<LensBar>,
}

/// A bar in a row of a lens. Each bar has a field 100 units wide: the first side's bar ends at the right edge of its
/// field, the bar of both is centred, the second side's bar begins at the left edge.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LensBar {
    /// Number of notes.
    pub count: usize,
    /// Where the bar begins, in units from the left edge of its field.
    pub start: usize,
    /// Width of the bar in units.
    pub width: usize,
}

/// The place of a note in a lens.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Stand<'a> {
    /// The lens.
    pub lens: Link<'a>,
    /// `first`, `both` or `second`.
    pub place: &'static str,
    /// The title of the side, or the theme's phrase for both sides.
    pub title: Text<'a>,
}

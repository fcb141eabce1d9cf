//! Views of lenses: the two sides of a subject. They hold no logic beyond their making.

use serde::Serialize;

use super::{Counted, Item, Link, Pages, Shell, Text};

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
    pub years: Vec<LensYear>,
    /// Years that are not shown.
    pub earlier: usize,
    /// Tags that stand on one side only, on the first page.
    pub topics: Vec<LensTopics<'a>>,
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

/// A year of a lens: how many notes were planted on each side. Bars are in hundredths of the fullest year.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LensYear {
    /// Its number.
    pub title: String,
    /// Its page.
    pub href: Option<String>,
    /// Notes of the first side, of both, of the second side.
    pub counts: [usize; 3],
    /// How wide the bar of each is.
    pub bars: [usize; 3],
}

/// Tags whose notes all stand on one side.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LensTopics<'a> {
    /// The side, as in [`LensSide`].
    pub place: &'static str,
    /// What it is called.
    pub title: Text<'a>,
    /// The tags, those with most notes first.
    pub tags: Vec<Counted<'a>>,
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

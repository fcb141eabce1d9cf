//! Lenses: assign notes of a garden to one of two sides, or to both.
//!
//! [`Lenses::new`] is the entry point. A note is on a side if it has one of that side's tags or a tag nested
//! under one.

use crate::config;
use crate::diagnostic::{Code, Diagnostic};
use crate::garden::{Garden, NoteId};
use crate::note::tag::Tag;
use crate::path::{OutputPath, slug};

/// Notes per group of a lens on one page.
const LENS_LIMIT: usize = 60;

/// The group of a lens that a note belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stand {
    /// Only the first side.
    First,
    /// Both sides.
    Both,
    /// Only the second side.
    Second,
}

impl Stand {
    /// All groups, in the order in which a page shows them.
    pub const ALL: [Self; 3] = [Self::First, Self::Both, Self::Second];
}

/// A lens of a garden.
#[derive(Clone, Debug)]
pub struct Lens {
    /// Its index in the settings.
    pub setting: usize,
    /// The tags of both sides.
    pub tags: [Vec<Tag>; 2],
    /// The notes of each group, newest first.
    pub notes: [Vec<NoteId>; 3],
    /// By note: its group.
    stands: Vec<Option<Stand>>,
    /// Its pages; at least one.
    pub pages: Vec<OutputPath>,
}

impl Lens {
    /// Returns the group of a note, if the lens shows it.
    pub fn stand(&self, id: NoteId) -> Option<Stand> {
        self.stands[id.0 as usize]
    }

    /// Returns the notes of a group that are on one of the pages.
    pub fn on_page(&self, stand: Stand, number: usize) -> &[NoteId] {
        self.notes[stand as usize].chunks(LENS_LIMIT).nth(number).unwrap_or_default()
    }
}

/// The lenses that show at least one note, and findings about all lenses.
#[derive(Clone, Debug, Default)]
pub struct Lenses {
    /// In the order of the settings.
    pub all: Vec<Lens>,
    /// Findings about tags that no note has.
    pub findings: Vec<Diagnostic>,
}

impl Lenses {
    /// Applies the lenses of the settings to a garden. `newest` are all notes, newest first.
    pub fn new(garden: &mut Garden, lenses: &[config::Lens], newest: &[NoteId]) -> Self {
        let mut seen = Self::default();
        for (setting, lens) in lenses.iter().enumerate() {
            let sides = [&lens.sides[0], &lens.sides[1]];
            let tags = sides.map(|side| side.tags.iter().filter_map(|tag| Tag::new(tag).ok()).collect::<Vec<Tag>>());
            seen.findings.extend(sides.iter().flat_map(|side| unknown(garden, side, &lens.title)));
            let stands = stands(garden, &tags);
            let of = |stand: Stand| -> Vec<NoteId> {
                newest.iter().copied().filter(|id| stands[id.0 as usize] == Some(stand)).collect()
            };
            let notes = Stand::ALL.map(of);
            let most = notes.iter().map(Vec::len).max().unwrap_or_default();
            if most == 0 {
                continue;
            }
            let base = format!("lenses/{}", slug(&lens.title));
            let mut pages = vec![garden.addresses.claim(&base)];
            let further = 2..=most.div_ceil(LENS_LIMIT);
            pages.extend(further.map(|number| garden.addresses.claim(&format!("{base}-page-{number}"))));
            seen.all.push(Lens { setting, tags, notes, stands, pages });
        }
        seen
    }
}

fn stands(garden: &Garden, tags: &[Vec<Tag>; 2]) -> Vec<Option<Stand>> {
    let mut stands = vec![None; garden.notes.slots()];
    let side = |side: usize| tags[side].iter().filter_map(|tag| garden.tags.get(tag)).flatten();
    for id in side(0) {
        stands[id.0 as usize] = Some(Stand::First);
    }
    for id in side(1) {
        let stand = &mut stands[id.0 as usize];
        *stand = match stand {
            Some(Stand::First | Stand::Both) => Some(Stand::Both),
            _ => Some(Stand::Second),
        };
    }
    stands
}

fn unknown<'a>(garden: &'a Garden, side: &'a config::Side, lens: &'a str) -> impl Iterator<Item = Diagnostic> + 'a {
    let is_unknown = |tag: &&String| Tag::new(tag).ok().is_none_or(|tag| !garden.tags.contains_key(&tag));
    side.tags.iter().filter(is_unknown).map(move |tag| {
        let message = format!("no note has the tag `{tag}`, which is a side of the lens `{lens}`");
        Diagnostic::warning(Code::UnknownTag, message)
            .help("write `sides` in site.toml with tags of your notes, or tag the notes that belong there")
            .cause(tag.as_str())
    })
}

//! Names, and which of them is at a position of a text.
//!
//! [`Patterns`] is a trie of all names, word by word, stored as a hash table: the hash of each prefix (see [`Steps`])
//! leads to its entry. So a position costs one or two lookups if no name begins there, and one per word otherwise,
//! however many names there are. The set of names never changes; their owners may.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::steps::Steps;
use crate::garden::NoteId;

/// The owner of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    /// The note, if no other has this name.
    pub(super) goal: Option<NoteId>,
    /// Whether it is a short word written with a capital letter, which does not count as the name without one. A file
    /// name in lower case does not change that.
    pub(super) is_proper: bool,
}

/// Names, their owners, and how to find them.
#[derive(Clone, Default)]
pub(super) struct Patterns {
    names: Arc<[Arc<str>]>,
    /// By name; `None` if no note has the name any more.
    owners: Vec<Option<Owner>>,
    beginnings: Arc<Beginnings>,
}

impl Patterns {
    pub(super) fn new(owners: BTreeMap<Arc<str>, Owner>) -> Self {
        let beginnings = Arc::new(Beginnings::of(owners.keys()));
        let (names, owners): (Vec<_>, Vec<_>) = owners.into_iter().map(|(name, owner)| (name, Some(owner))).unzip();
        Self { names: names.into(), owners, beginnings }
    }

    /// All names that have an owner.
    pub(super) fn living(&self) -> impl Iterator<Item = (&Arc<str>, Owner)> {
        self.names.iter().zip(&self.owners).filter_map(|(name, owner)| Some((name, (*owner)?)))
    }

    /// The owner of this name, if the name is known.
    pub(super) fn owner(&self, name: &str) -> Option<Owner> {
        self.owners[self.place(name)?]
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.names.binary_search_by(|known| (**known).cmp(name)).ok()
    }

    /// Sets the owner of a name. Returns whether the name is known.
    pub(super) fn set(&mut self, name: &str, owner: Option<Owner>) -> bool {
        let place = self.place(name);
        if let Some(place) = place {
            self.owners[place] = owner;
        }
        place.is_some()
    }

    /// Changes the numbers of the notes.
    pub(super) fn renumber(&mut self, number: impl Fn(NoteId) -> Option<NoteId>) {
        for owner in self.owners.iter_mut().flatten() {
            owner.goal = owner.goal.and_then(&number);
        }
    }

    /// Finds the longest name that begins where these steps begin, ends with one of them, and is accepted by `fits`,
    /// which is given its end and whether it needs a capital letter. Returns that end, and the name's owner. The text
    /// is folded except for the case of ASCII letters. A name that ends within an ASCII word is not found.
    pub(super) fn longest_at(
        &self,
        text: &str,
        steps: Steps<'_>,
        fits: &impl Fn(usize, bool) -> bool,
    ) -> Option<(usize, Option<NoteId>)> {
        let mut best = None;
        if self.names.is_empty() {
            return best;
        }
        let at = steps.at();
        for step in steps {
            let mut is_beginning = false;
            for name in self.beginnings.at(step.number) {
                is_beginning = true;
                let Some(name) = name else { continue };
                if self.names[name].as_bytes().eq_ignore_ascii_case(&text.as_bytes()[at..step.end])
                    && let Some(owner) = self.owners[name]
                    && fits(step.end, owner.is_proper)
                {
                    best = Some((step.end, owner.goal));
                }
            }
            if !is_beginning {
                break;
            }
        }
        best
    }
}

/// The prefixes of names: by the hash of a prefix, the name if the prefix is a whole one.
///
/// Entries are placed by their hashes, in the next free slot if several meet. Prefixes with equal hashes are harmless,
/// as names are compared before they count.
#[derive(Default)]
struct Beginnings {
    /// The slots: a power of two, at least half of which are free.
    places: Box<[Beginning]>,
}

/// A slot of the table, small enough that eight of them fit in a cache line.
#[derive(Clone, Copy)]
struct Beginning {
    /// Bits of the hash that do not determine the slot.
    mark: u32,
    /// The number of the name, or one of the two constants below.
    name: u32,
}

/// The slot is free.
const FREE: u32 = u32::MAX;
/// The prefix is not a whole name.
const PART: u32 = u32::MAX - 1;

impl Beginnings {
    fn of<'a>(names: impl Iterator<Item = &'a Arc<str>> + Clone) -> Self {
        let steps = |name: &'a Arc<str>| Steps::of(name, 0, name.len());
        let most: usize = names.clone().map(|name| steps(name).count()).sum();
        let free = Beginning { mark: 0, name: FREE };
        let mut beginnings = Self { places: vec![free; (2 * most).next_power_of_two()].into() };
        for (number, name) in (0..PART).zip(names) {
            for step in steps(name) {
                if step.end == name.len() {
                    beginnings.add(step.number, number);
                } else if beginnings.at(step.number).next().is_none() {
                    beginnings.add(step.number, PART);
                }
            }
        }
        beginnings
    }

    fn add(&mut self, number: u64, name: u32) {
        let mut place = self.first(number);
        while self.places[place].name != FREE {
            place = (place + 1) & (self.places.len() - 1);
        }
        self.places[place] = Beginning { mark: mark(number), name };
    }

    /// The entries for a hash: the numbers of whole names, and `None` for prefixes of longer ones.
    fn at(&self, number: u64) -> impl Iterator<Item = Option<usize>> {
        let (last, mark) = (self.places.len().wrapping_sub(1), mark(number));
        let mut place = self.first(number);
        let known = std::iter::from_fn(move || {
            let known = self.places.get(place).filter(|known| known.name != FREE)?;
            place = (place + 1) & last;
            Some(known)
        });
        known.filter(move |known| known.mark == mark).map(|known| (known.name != PART).then_some(known.name as usize))
    }

    /// The slot where the search for a hash begins.
    fn first(&self, number: u64) -> usize {
        ((u128::from(number) * self.places.len() as u128) >> 64) as usize
    }
}

fn mark(number: u64) -> u32 {
    (number >> 8) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(names: &[&str]) -> Patterns {
        let owner = |note: usize| Owner { goal: Some(NoteId(note as u32)), is_proper: false };
        Patterns::new(names.iter().enumerate().map(|(note, name)| (Arc::from(*name), owner(note))).collect())
    }

    /// The longest of these names at a position, found by trying each.
    fn longest(names: &[&str], text: &str, at: usize) -> Option<(usize, Option<NoteId>)> {
        let is_here = |name: &&str| text[at..].to_ascii_lowercase().starts_with(*name);
        let is_inside = |end: usize| {
            let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
            is_word(text.as_bytes().get(end - 1)) && is_word(text.as_bytes().get(end))
        };
        let ends = names.iter().zip(0..).filter(|(name, _)| is_here(name)).map(|(name, note)| (at + name.len(), note));
        ends.filter(|(end, _)| !is_inside(*end)).max().map(|(end, note)| (end, Some(NoteId(note))))
    }

    #[test]
    fn the_longest_name_at_each_place_is_found() {
        let names = [
            "a",
            "a b",
            "a b c",
            "ab",
            "c",
            "c++",
            "c++ b",
            "c+",
            "a-b",
            "a, b",
            "b's",
            "b",
            "caf\u{e9}",
            "caf",
            "\u{5806}",
            "\u{5806}\u{80a5}",
            "\u{5806} a",
            "a\u{5806}",
            "abcdefghijklmnopqrst",
            "abcdefgh ijklmnop",
            "b_a",
            "1a",
        ];
        let parts = [
            "a", "B", "c", "+", "-", " ", " ", ",", "'", "s", "\u{5806}", "\u{80a5}", "\u{e9}", "caf", "_", "1",
            "abcdefgh",
        ];
        let patterns = patterns(&names);
        let (mut draw, mut found) = (1_u64, 0);
        for _ in 0..2_000 {
            let mut text = String::new();
            for _ in 0..24 {
                draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(parts[(draw >> 33) as usize % parts.len()]);
            }
            for (at, _) in text.char_indices() {
                let name = patterns.longest_at(&text, Steps::of(&text, at, text.len()), &|_, _| true);
                assert_eq!(name, longest(&names, &text, at), "{text:?} from {at}");
                found += usize::from(name.is_some());
            }
        }
        assert!(found > 5_000, "{found}");
    }

    #[test]
    fn no_names_are_found_nowhere() {
        let none = Patterns::new(BTreeMap::new());
        assert_eq!(none.longest_at("a b", Steps::of("a b", 0, 3), &|_, _| true), None);
        assert_eq!(Patterns::default().longest_at("a b", Steps::of("a b", 0, 3), &|_, _| true), None);
    }
}

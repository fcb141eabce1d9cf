//! Names, and which of them stands at a place of a text.
//!
//! [`Patterns`] is a tree of all beginnings of names, word by word, as a table of numbers: a number for each beginning
//! (see [`Steps`]) leads to its place. So a place of a text costs a look or two where no name begins, and one for each
//! word where one does, however many names there are. The names never change; whose they are may.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::steps::Steps;
use crate::garden::NoteId;

/// Whose name it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    /// The note, if it is the only one of this name.
    pub(super) goal: Option<NoteId>,
    /// Whether it is a short word that is written with a capital letter, and so is no name without one. That a
    /// file is called by small letters alone says nothing.
    pub(super) is_proper: bool,
}

/// Names, whose they are, and how to find them.
#[derive(Clone, Default)]
pub(super) struct Patterns {
    names: Arc<[Arc<str>]>,
    /// By name; none if nobody has the name any more.
    owners: Vec<Option<Owner>>,
    beginnings: Arc<Beginnings>,
}

impl Patterns {
    pub(super) fn new(owners: BTreeMap<Arc<str>, Owner>) -> Self {
        let beginnings = Arc::new(Beginnings::of(owners.keys()));
        let (names, owners): (Vec<_>, Vec<_>) = owners.into_iter().map(|(name, owner)| (name, Some(owner))).unzip();
        Self { names: names.into(), owners, beginnings }
    }

    /// All names that somebody has.
    pub(super) fn living(&self) -> impl Iterator<Item = (&Arc<str>, Owner)> {
        self.names.iter().zip(&self.owners).filter_map(|(name, owner)| Some((name, (*owner)?)))
    }

    /// Whose this name is, if it is known.
    pub(super) fn owner(&self, name: &str) -> Option<Owner> {
        self.owners[self.place(name)?]
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.names.binary_search_by(|known| (**known).cmp(name)).ok()
    }

    /// Says whose a name is; whether it is known.
    pub(super) fn set(&mut self, name: &str, owner: Option<Owner>) -> bool {
        let place = self.place(name);
        if let Some(place) = place {
            self.owners[place] = owner;
        }
        place.is_some()
    }

    /// Gives the notes other numbers.
    pub(super) fn renumber(&mut self, number: impl Fn(NoteId) -> Option<NoteId>) {
        for owner in self.owners.iter_mut().flatten() {
            owner.goal = owner.goal.and_then(&number);
        }
    }

    /// The longest name that begins where these steps through a text do, ends with one of them, and is let stand by `fits`,
    /// which gets its end and whether it needs a capital letter: that end, and whose name it is. The text is folded but
    /// for the case of letters in ASCII. A name that ends within a word of ASCII is not found.
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

/// How names begin: by the number of a beginning, the name that it is, if it is a whole one.
///
/// Numbers lead to places, and to the next free ones where several meet. Beginnings whose numbers are not told apart are
/// harmless, as names are compared before they count.
#[derive(Default)]
struct Beginnings {
    /// As many as a power of two, of which half or more are free.
    places: Box<[Beginning]>,
}

/// A place of the table, small enough that eight of them are loaded at once.
#[derive(Clone, Copy)]
struct Beginning {
    /// Digits of the number that do not say where it is.
    mark: u32,
    /// The number of the name, or one of the two that follow.
    name: u32,
}

/// Nothing begins so.
const FREE: u32 = u32::MAX;
/// Only longer names begin so.
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

    /// What begins so: whole names, and nothing for those that go on.
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

    /// Where to look for a number first.
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

    /// The longest name of these at a place, looked for one by one.
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

//! Names as an automaton that finds them in text.
//!
//! The names of [`Patterns`] never change; whose they are may.

use std::collections::BTreeMap;
use std::sync::Arc;

use aho_corasick::automaton::OverlappingState;
use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};

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

/// Names in their order, whose they are, and how to find them.
#[derive(Clone, Default)]
pub(super) struct Patterns {
    names: Arc<[Arc<str>]>,
    /// By name; none if nobody has the name any more.
    owners: Vec<Option<Owner>>,
    automaton: Option<AhoCorasick>,
    /// Bytes of the longest name.
    pub(super) longest: usize,
}

impl Patterns {
    pub(super) fn new(owners: BTreeMap<Arc<str>, Owner>) -> Self {
        if owners.is_empty() {
            return Self::default();
        }
        // It is asked at one place after the other, and for all names there.
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .start_kind(StartKind::Anchored)
            .prefilter(false)
            // It is made once a build and asked seldom: what is made sooner is better. For the same reason
            // it knows small letters only.
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .dense_depth(3)
            .build(owners.keys().map(|name| name.as_bytes()));
        Self {
            longest: owners.keys().map(|name| name.len()).max().unwrap_or_default(),
            owners: owners.values().copied().map(Some).collect(),
            names: owners.into_keys().collect(),
            // More names than the automaton can number are more than a disk can hold.
            automaton: automaton.ok(),
        }
    }

    /// All names that somebody has.
    pub(super) fn living(&self) -> impl Iterator<Item = (&Arc<str>, Owner)> {
        self.names.iter().zip(&self.owners).filter_map(|(name, owner)| Some((name, (*owner)?)))
    }

    /// Whose name this is, if it is known.
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

    /// The longest name that begins at this place of a folded text and is let stand by `fits`, which gets its end
    /// and whether it needs a capital letter: that end, and whose name it is.
    pub(super) fn longest_at(
        &self,
        text: &[u8],
        at: usize,
        fits: &impl Fn(usize, bool) -> bool,
    ) -> Option<(usize, Option<NoteId>)> {
        let automaton = self.automaton.as_ref()?;
        let input = Input::new(text).span(at..text.len().min(at + self.longest)).anchored(Anchored::Yes);
        let mut state = OverlappingState::start();
        let mut best = None;
        while automaton.try_find_overlapping(input.clone(), &mut state).is_ok()
            && let Some(found) = state.get_match()
        {
            // Names that end in the same place and begin behind it are told as well.
            if found.start() == at
                && let Some(owner) = self.owners[found.pattern().as_usize()]
                && fits(found.end(), owner.is_proper)
            {
                best = Some((found.end(), owner.goal));
            }
        }
        best
    }
}

//! Mentions: notes that are named in the text of others without a link.
//!
//! [`Mentions::of`] reads the prose of a whole garden once, [`Mentions::again`] only what changed since. A note is
//! found by its title, the name of its file without a date, and its aliases, in any letter case; not in links,
//! code, formulas, tags and embeds. A name that several notes have is not offered: a link to it would be a guess,
//! and each of these notes would show a mention that is most likely another's. [`suggest()`] makes links of
//! mentions, as changes of a file, and [`patch()`] writes these as a diff. Only what is published is looked at.

mod boundary;
mod fold;
mod names;
mod patch;
mod scan;
mod suggest;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use rayon::prelude::*;

pub use patch::patch;
pub use scan::Mention;
pub use suggest::{Change, LeadsTo, apply, suggest};

use names::Names;

use crate::garden::{Garden, NoteId};
use crate::note::{BlockKind, Note};

/// Which names are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Signs that a name has at least; those of Chinese, Japanese and Korean count twice.
    pub least: usize,
    /// Names that are not looked for.
    pub skip: Vec<String>,
}

/// A note that names another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mentioned {
    /// The note that says the name.
    pub source: NoteId,
    /// Where it does so first; in its text rather than in a heading.
    pub mention: Mention,
}

/// What a note says, name by name: the first mention of each note, in the order of these notes.
type Said = Arc<[Mention]>;

/// The mentions of a garden.
#[derive(Default)]
pub struct Mentions {
    names: Option<Arc<Names>>,
    /// By note.
    said: Vec<Said>,
    /// By note that is named: those that name it and do not link to it, in the order of their paths, those of
    /// single days last.
    of: Vec<Vec<Mentioned>>,
}

impl Mentions {
    /// Finds all mentions in a garden.
    pub fn of(garden: &Garden, options: &Options) -> Self {
        let names = Names::new(garden, options);
        let said = garden.notes.par_iter().enumerate().map(|(place, entry)| {
            let id = NoteId(place as u32);
            first_of_each(&entry.note, scan::scan(&names, id, &entry.note))
        });
        let said = said.collect();
        Self::turned(garden, Arc::new(names), said)
    }

    /// [`Mentions::of`] for a garden that has the notes of an earlier one, some of which say other things, with the
    /// same options.
    pub fn again(&self, before: &Garden, garden: &Garden, options: &Options) -> Self {
        let Some(names) = self.names.clone().filter(|_| has_same_names(before, garden)) else {
            return Self::of(garden, options);
        };
        let pairs = before.notes.par_iter().zip(&garden.notes).zip(&self.said).enumerate();
        let said = pairs.map(|(place, ((before, now), said))| {
            if Arc::ptr_eq(&before.note, &now.note) {
                return said.clone();
            }
            first_of_each(&now.note, scan::scan(&names, NoteId(place as u32), &now.note))
        });
        let said = said.collect();
        Self::turned(garden, names, said)
    }

    fn turned(garden: &Garden, names: Arc<Names>, said: Vec<Said>) -> Self {
        let mut of: Vec<Vec<Mentioned>> = vec![Vec::new(); garden.notes.len()];
        for is_daily in [false, true] {
            for (source, said) in garden.ids().zip(&said) {
                if said.is_empty() || garden.note(source).note.is_daily() != is_daily {
                    continue;
                }
                for mention in said.iter().filter(|mention| !links_to(garden, source, mention.goal)) {
                    of[mention.goal.0 as usize].push(Mentioned { source, mention: *mention });
                }
            }
        }
        Self { names: Some(names), said, of }
    }

    /// The notes that name this one without a link to it.
    pub fn to(&self, id: NoteId) -> &[Mentioned] {
        self.of.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// All mentions in a note of notes that it does not link to, in the order of its text.
    fn all_in(&self, garden: &Garden, id: NoteId) -> Vec<Mention> {
        let Some(names) = &self.names else { return Vec::new() };
        let mut all = scan::scan(names, id, &garden.note(id).note);
        all.retain(|mention| !links_to(garden, id, mention.goal));
        all
    }
}

fn links_to(garden: &Garden, source: NoteId, goal: NoteId) -> bool {
    garden.note(goal).backlinks.binary_search_by_key(&source, |backlink| backlink.source).is_ok()
}

fn first_of_each(note: &Note, mut all: Vec<Mention>) -> Said {
    let is_heading = |mention: &Mention| note.blocks[mention.block as usize].kind == BlockKind::Heading;
    all.sort_by_key(|mention| (mention.goal, is_heading(mention), mention.text.start));
    all.dedup_by_key(|mention| mention.goal);
    all.into()
}

/// Whether all notes are called what they were called before.
fn has_same_names(before: &Garden, now: &Garden) -> bool {
    before.notes.len() == now.notes.len()
        && before.notes.iter().zip(&now.notes).all(|(before, now)| {
            Arc::ptr_eq(&before.note, &now.note)
                || (before.note.path == now.note.path
                    && before.note.title == now.note.title
                    && before.note.aliases == now.note.aliases)
        })
}

//! Mentions: notes named in the text of others without a link.
//!
//! [`Mentions::of`] reads the prose of a whole garden, [`Mentions::again`] only what changed since. A note is found by
//! its title, its file name without a date, and its aliases, in any letter case; not in links, code, formulas, tags and
//! embeds. A name that several notes share is not offered: a link to it would be a guess, and each of these notes would
//! show a mention that most likely means another. [`suggest()`] turns mentions into links, as changes of a file, and
//! [`patch()`] writes these as a diff. Only published notes are considered.

mod boundary;
mod fold;
mod names;
mod patch;
mod patterns;
mod scan;
mod steps;
mod suggest;
#[cfg(test)]
mod tests;
mod vocabulary;
mod word;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

pub use patch::patch;
pub use scan::Mention;
pub use suggest::{Change, LeadsTo, apply, suggest};

use names::Names;
use vocabulary::{Vocabulary, pieces};

use crate::garden::{ByNumber, Entry, Garden, Kept, NoteId};
use crate::note::{BlockKind, Note};

/// Which names are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The fewest characters of a name; those of Chinese, Japanese and Korean count twice.
    pub least: usize,
    /// Names to ignore.
    pub skip: Vec<String>,
}

/// A note that names another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mentioned {
    /// The note that contains the name.
    pub source: NoteId,
    /// The first mention; one in text comes before one in a heading.
    pub mention: Mention,
}

/// The names that a note mentions.
#[derive(Clone, Default)]
struct Said {
    /// The first mention of each note, sorted by the notes mentioned.
    first: Arc<[Mention]>,
    /// Tells which names it may contain; computed on first use.
    vocabulary: OnceLock<Arc<Vocabulary>>,
}

/// The mentions of a garden.
#[derive(Default)]
pub struct Mentions {
    names: Option<Arc<Names>>,
    /// By note number, like everything here.
    said: ByNumber<Said>,
    /// By note: the notes that name it, in the order of paths, daily notes last.
    of: ByNumber<Arc<[Mentioned]>>,
}

impl Said {
    fn new(names: &Names, id: NoteId, note: &Note) -> Self {
        Self { first: first_of_each(note, scan::scan(names, id, note)), vocabulary: OnceLock::new() }
    }

    fn vocabulary(&self, note: &Note) -> &Arc<Vocabulary> {
        self.vocabulary.get_or_init(|| Arc::new(Vocabulary::of(note)))
    }

    /// Returns the same for changed note numbers.
    fn renumbered(&self, kept: &Kept) -> Self {
        let renumber = |mention: &Mention| Some(Mention { goal: kept.now(mention.goal)?, ..*mention });
        Self { first: self.first.iter().filter_map(renumber).collect(), vocabulary: self.vocabulary.clone() }
    }
}

impl Mentions {
    /// Finds all mentions in a garden.
    pub fn of(garden: &Garden, options: &Options) -> Self {
        let names = Arc::new(Names::new(garden, options));
        let said = garden.notes.par_map(|id, entry| Said::new(&names, id, &entry.note));
        Self::turned(garden, names, said)
    }

    /// Does the same as [`Mentions::of`] for a later garden, with the same options. Reads only the notes that changed,
    /// and those that may contain a name whose meaning changed. `others` are the notes that changed, were added or are
    /// gone, or `None` if note numbers changed.
    pub fn again(
        &self,
        before: &Garden,
        garden: &Garden,
        others: Option<&BTreeSet<NoteId>>,
        options: &Options,
    ) -> Self {
        match (&self.names, others) {
            (Some(names), Some(others)) => self.again_but(names, before, garden, others, options),
            (Some(names), None) => self.again_renumbered(names, before, garden, options),
            (None, _) => Self::of(garden, options),
        }
    }

    fn again_renumbered(&self, names: &Arc<Names>, before: &Garden, garden: &Garden, options: &Options) -> Self {
        let kept = Kept::between(before, garden);
        let (names, changed) = names.again(before, garden, &kept, options);
        let changed: Vec<Vec<u64>> = changed.iter().map(|name| pieces(name)).collect();
        let said = garden.notes.par_map(|id, entry| {
            let note = &entry.note;
            let is_same = |earlier: &NoteId| Arc::ptr_eq(&before.note(*earlier).note, note);
            let Some(earlier) = kept.earlier(id).filter(is_same) else { return Said::new(&names, id, note) };
            let said = &self.said[earlier];
            if changed.iter().any(|pieces| said.vocabulary(note).may_have(pieces)) {
                return Said { vocabulary: said.vocabulary.clone(), ..Said::new(&names, id, note) };
            }
            said.renumbered(&kept)
        });
        Self::turned(garden, names, said)
    }

    /// Does the same as [`Mentions::again`] if only the notes in `others` changed.
    fn again_but(
        &self,
        names: &Arc<Names>,
        before: &Garden,
        garden: &Garden,
        others: &BTreeSet<NoteId>,
        options: &Options,
    ) -> Self {
        let (names, changed) = names.again_but(before, garden, others, options);
        let changed: Vec<Vec<u64>> = changed.iter().map(|name| pieces(name)).collect();
        let is_other = |id: NoteId, note: &Arc<Note>| {
            others.contains(&id) && before.notes.get(id).is_none_or(|old| !Arc::ptr_eq(&old.note, note))
        };
        let read = |(id, entry): (NoteId, &Arc<Entry>)| {
            let note = &entry.note;
            if is_other(id, note) {
                return Some((id, Said::new(&names, id, note)));
            }
            let said = &self.said[id];
            let may_have = changed.iter().any(|pieces| said.vocabulary(note).may_have(pieces));
            may_have.then(|| (id, Said { vocabulary: said.vocabulary.clone(), ..Said::new(&names, id, note) }))
        };
        let there = |id: &NoteId| Some((*id, garden.notes.get(*id)?));
        let mut again: Vec<(NoteId, Said)> = match changed.is_empty() {
            true => others.iter().filter_map(there).filter_map(read).collect(),
            false => garden.notes.par_numbered().filter_map(read).collect(),
        };
        again.extend(others.iter().filter(|id| there(id).is_none()).map(|id| (*id, Said::default())));
        again.sort_by_key(|(id, _)| *id);
        let mut said = self.said.clone();
        let mut sources = Vec::new();
        for (id, now) in again {
            if self.said[id].first != now.first {
                sources.push(id);
            }
            said.set(id, now);
        }
        self.turned_again(garden, names, said, &sources)
    }

    /// Prepares for [`Mentions::again`], whose first call would otherwise take longer.
    pub fn prepare(&self, garden: &Garden) {
        garden.notes.par_numbered().for_each(|(id, entry)| {
            self.said[id].vocabulary(&entry.note);
        });
    }

    /// Groups the mentions in all notes by the notes that they name.
    fn turned(garden: &Garden, names: Arc<Names>, said: Vec<Said>) -> Self {
        let mut of: Vec<Vec<Mentioned>> = vec![Vec::new(); said.len()];
        let saying = garden.ids().map(|id| (id, &said[id.0 as usize])).filter(|(_, said)| !said.first.is_empty());
        let (daily, named): (Vec<_>, Vec<_>) = saying.partition(|(source, _)| garden.note(*source).note.is_daily());
        for (source, said) in named.into_iter().chain(daily) {
            for mention in said.first.iter() {
                of[mention.goal.0 as usize].push(Mentioned { source, mention: *mention });
            }
        }
        let said = said.into_iter().collect();
        Self { names: Some(names), said, of: of.into_iter().map(Arc::from).collect() }
    }

    /// Does the same as [`Mentions::turned`] if only these notes, which are sorted, mention different names, and all
    /// remaining notes kept their numbers.
    fn turned_again(&self, garden: &Garden, names: Arc<Names>, said: ByNumber<Said>, sources: &[NoteId]) -> Self {
        let goals = |said: &Said| said.first.iter().map(|mention| mention.goal).collect::<Vec<_>>();
        let named = sources.iter().flat_map(|source| [&self.said[*source], &said[*source]]).flat_map(goals);
        let mut of = self.of.clone();
        for goal in named.collect::<BTreeSet<NoteId>>() {
            let is_kept = |mentioned: &&Mentioned| sources.binary_search(&mentioned.source).is_err();
            let mut all: Vec<Mentioned> = of[goal].iter().filter(is_kept).copied().collect();
            for source in sources {
                let mention = said[*source].first.iter().find(|mention| mention.goal == goal);
                all.extend(mention.map(|mention| Mentioned { source: *source, mention: *mention }));
            }
            all.sort_by_key(|mentioned| (garden.note(mentioned.source).note.is_daily(), mentioned.source));
            of.set(goal, all.into());
        }
        Self { names: Some(names), said, of }
    }

    /// The notes that name this one without a link to it.
    pub fn to(&self, garden: &Garden, id: NoteId) -> Vec<Mentioned> {
        let all = self.of.get(id).into_iter().flat_map(|all| all.iter().copied());
        all.filter(|mentioned| !links_to(garden, mentioned.source, id)).collect()
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

fn first_of_each(note: &Note, mut all: Vec<Mention>) -> Arc<[Mention]> {
    let is_heading = |mention: &Mention| note.blocks[mention.block as usize].kind == BlockKind::Heading;
    all.sort_by_key(|mention| (mention.goal, is_heading(mention), mention.text.start));
    all.dedup_by_key(|mention| mention.goal);
    all.into()
}

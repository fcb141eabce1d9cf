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
mod patterns;
mod scan;
mod suggest;
#[cfg(test)]
mod tests;
mod vocabulary;
mod word;

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

pub use patch::patch;
pub use scan::Mention;
pub use suggest::{Change, LeadsTo, apply, suggest};

use names::Names;
use vocabulary::{Vocabulary, pieces};

use crate::garden::{Garden, Kept, NoteId};
use crate::note::{BlockKind, Note, Span};

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

/// What a note says.
#[derive(Clone)]
struct Said {
    /// Name by name: the first mention of each note, in the order of these notes.
    first: Arc<[Mention]>,
    /// Which names it may hold, once that was asked.
    vocabulary: OnceLock<Arc<Vocabulary>>,
}

/// The mentions of a garden.
#[derive(Default)]
pub struct Mentions {
    names: Option<Arc<Names>>,
    /// By note.
    said: Vec<Said>,
    /// Who names whom: first by the note that is named, then in the order of paths, those of single days last.
    of: Arc<[Mentioned]>,
    /// By note that is named: where in `of` those that name it begin.
    starts: Arc<[u32]>,
}

impl Said {
    fn new(names: &Names, id: NoteId, note: &Note) -> Self {
        Self { first: first_of_each(note, scan::scan(names, id, note)), vocabulary: OnceLock::new() }
    }

    fn vocabulary(&self, note: &Note) -> &Arc<Vocabulary> {
        self.vocabulary.get_or_init(|| Arc::new(Vocabulary::of(note)))
    }

    /// The same, where notes have other numbers.
    fn renumbered(&self, kept: &Kept) -> Self {
        let renumber = |mention: &Mention| Some(Mention { goal: kept.now(mention.goal)?, ..*mention });
        Self { first: self.first.iter().filter_map(renumber).collect(), vocabulary: self.vocabulary.clone() }
    }
}

impl Mentions {
    /// Finds all mentions in a garden.
    pub fn of(garden: &Garden, options: &Options) -> Self {
        let names = Arc::new(Names::new(garden, options));
        let notes = garden.notes.par_iter().enumerate();
        let said = notes.map(|(place, entry)| Said::new(&names, NoteId(place as u32), &entry.note));
        let said = said.collect();
        Self::turned(garden, names, said)
    }

    /// [`Mentions::of`] for a later garden, with the same options. Read are the notes that changed, and those that may
    /// hold a name that does not mean what it meant.
    pub fn again(&self, before: &Garden, garden: &Garden, options: &Options) -> Self {
        let Some(names) = &self.names else { return Self::of(garden, options) };
        let kept = Kept::between(before, garden);
        let (names, changed) = names.again(before, garden, &kept, options);
        let changed: Vec<Vec<u64>> = changed.iter().map(|name| pieces(name)).collect();
        let (notes, is_numbered_alike) = (garden.notes.par_iter().enumerate(), kept.is_same());
        let said = notes.map(|(place, entry)| {
            let (id, note) = (NoteId(place as u32), &entry.note);
            let is_same = |earlier: &NoteId| Arc::ptr_eq(&before.note(*earlier).note, note);
            let Some(earlier) = kept.earlier(id).filter(is_same) else { return Said::new(&names, id, note) };
            let said = &self.said[earlier.0 as usize];
            if changed.iter().any(|pieces| said.vocabulary(note).may_have(pieces)) {
                return Said { vocabulary: said.vocabulary.clone(), ..Said::new(&names, id, note) };
            }
            if is_numbered_alike { said.clone() } else { said.renumbered(&kept) }
        });
        let said: Vec<Said> = said.collect();
        if is_numbered_alike && said.iter().zip(&self.said).all(|(now, earlier)| now.first == earlier.first) {
            return Self { names: Some(names), said, of: self.of.clone(), starts: self.starts.clone() };
        }
        Self::turned(garden, names, said)
    }

    /// Gets ready for [`Mentions::again`], which takes longer the first time otherwise.
    pub fn prepare(&self, garden: &Garden) {
        self.said.par_iter().zip(&garden.notes).for_each(|(said, entry)| {
            said.vocabulary(&entry.note);
        });
    }

    /// Sorts what all notes say by the notes that they name.
    fn turned(garden: &Garden, names: Arc<Names>, said: Vec<Said>) -> Self {
        let mut ends: Vec<u32> = vec![0; garden.notes.len() + 1];
        let all = said.iter().flat_map(|said| said.first.iter());
        all.for_each(|mention| ends[mention.goal.0 as usize + 1] += 1);
        for goal in 1..ends.len() {
            ends[goal] += ends[goal - 1];
        }
        let starts = ends.clone();
        let any = Mention { goal: NoteId(0), block: 0, text: Span::default() };
        let mut of =
            vec![Mentioned { source: NoteId(0), mention: any }; starts.last().map_or(0, |count| *count as usize)];
        let saying = garden.ids().zip(&said).filter(|(_, said)| !said.first.is_empty());
        let (daily, named): (Vec<_>, Vec<_>) = saying.partition(|(source, _)| garden.note(*source).note.is_daily());
        for (source, said) in named.into_iter().chain(daily) {
            for mention in said.first.iter() {
                let end = &mut ends[mention.goal.0 as usize];
                of[*end as usize] = Mentioned { source, mention: *mention };
                *end += 1;
            }
        }
        Self { names: Some(names), said, of: of.into(), starts: starts.into() }
    }

    /// The notes that name this one without a link to it.
    pub fn to(&self, garden: &Garden, id: NoteId) -> Vec<Mentioned> {
        let Some([start, end]) = self.starts.get(id.0 as usize..id.0 as usize + 2) else { return Vec::new() };
        let all = self.of[*start as usize..*end as usize].iter().copied();
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

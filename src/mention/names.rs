//! The names of a garden's notes, and which name is at a position of a text.
//!
//! [`Names::new`] collects them; [`Names::again`] updates them after a few notes changed; [`Names::longest_at`] finds
//! the name at a position. A name that several notes share is known too, so that no part of it is taken for another
//! name, but it leads nowhere.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Options;
use super::boundary::is_dense;
use super::fold::folded;
use super::patterns::{Owner, Patterns};
use super::steps::Steps;
use super::word::{Bits, Word, Words, mix};
use crate::garden::{ByNumber, Garden, Kept, NoteId};
use crate::note::Note;

/// Names of notes that describe a place in the garden rather than a subject, one per line.
const PLACES: &str = include_str!("places.txt");
/// The most characters of a name. Longer ones are sentences, which nobody writes twice.
const LONGEST: usize = 100;
/// A single word of fewer characters may also be an ordinary word: *path*, *make*, *trust*.
const SHORT: usize = 8;
/// With more names than this added later, a new table of all is made.
const MOST_LATE: usize = 1_000;

/// All names of a garden.
pub(super) struct Names {
    /// By note number.
    of_notes: ByNumber<OfNote>,
    /// The names when all were collected, and those added since: making a table of all takes long.
    early: Patterns,
    late: Patterns,
    /// The beginnings of ASCII names: their first word alone, and their first two words or only word.
    words: Bits,
    /// The beginnings of all names: their first two characters.
    pairs: Bits,
}

/// The names of a note, in the form they are searched for.
type OfNote = Arc<[Name]>;

/// A name of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    text: Arc<str>,
    is_proper: bool,
}

impl Names {
    /// Collects the names of a garden's notes.
    pub(super) fn new(garden: &Garden, options: &Options) -> Self {
        let choice = Choice::new(options);
        Self::gathered(garden.notes.par_map(|_, entry| choice.of(&entry.note)).into_iter().collect())
    }

    fn gathered(of_notes: ByNumber<OfNote>) -> Self {
        let mut names = Self {
            early: Patterns::new(owners(&of_notes, |_| true)),
            late: Patterns::default(),
            words: Bits::default(),
            pairs: Bits::default(),
            of_notes,
        };
        for (name, _) in names.early.living() {
            note_beginning(name, &mut names.words, &mut names.pairs);
        }
        names
    }

    /// Returns the names of the notes of a later garden, and the old and new names whose owner changed. The options are
    /// the same.
    pub(super) fn again(
        self: &Arc<Self>,
        before: &Garden,
        now: &Garden,
        kept: &Kept,
        options: &Options,
    ) -> (Arc<Self>, Changed) {
        if kept.is_same() && kept.is_numbered_alike() && now.ids().all(|id| is_called_alike(before, id, now, id)) {
            return (self.clone(), Vec::new());
        }
        let choice = Choice::new(options);
        let of_notes = now.notes.par_map(|id, entry| {
            let earlier = kept.earlier(id).filter(|earlier| is_called_alike(before, *earlier, now, id));
            earlier.map_or_else(|| choice.of(&entry.note), |earlier| self.of_notes[earlier].clone())
        });
        let of_notes: ByNumber<OfNote> = of_notes.into_iter().collect();
        let others = |id: &NoteId| kept.earlier(*id).is_none_or(|earlier| !is_called_alike(before, earlier, now, *id));
        let new = now.ids().filter(others).flat_map(|id| of_notes[id].iter());
        let is_gone = |id: &NoteId| kept.now(*id).is_none_or(|later| !is_called_alike(before, *id, now, later));
        let old = before.ids().filter(is_gone).flat_map(|id| self.of_notes[id].iter());
        let asked: BTreeSet<&Arc<str>> = old.chain(new).map(|name| &name.text).collect();
        let mut owners = owners(&of_notes, |name| asked.contains(&name));
        let is_changed = |name: &&Arc<str>| {
            let earlier = self.owner(name).map(|owner| (owner.goal.map(|goal| kept.now(goal)), owner.is_proper));
            earlier != owners.get(&***name).map(|owner| (owner.goal.map(Some), owner.is_proper))
        };
        let changed: Vec<Arc<str>> = asked.iter().copied().filter(is_changed).cloned().collect();
        let mut names = self.with(of_notes);
        if !kept.is_numbered_alike() {
            names.early.renumber(|id| kept.now(id));
            names.late.renumber(|id| kept.now(id));
        }
        names.set(&changed, &mut owners);
        (Arc::new(names), changed)
    }

    /// Returns the same with different names of notes, which the patterns do not know yet.
    fn with(&self, of_notes: ByNumber<OfNote>) -> Self {
        Self {
            early: self.early.clone(),
            late: self.late.clone(),
            words: self.words.clone(),
            pairs: self.pairs.clone(),
            of_notes,
        }
    }

    /// Does the same as [`Names::again`] for a garden in which only the notes in `others` may have changed their names,
    /// and no note its number.
    pub(super) fn again_but(
        self: &Arc<Self>,
        before: &Garden,
        now: &Garden,
        others: &BTreeSet<NoteId>,
        options: &Options,
    ) -> (Arc<Self>, Changed) {
        let is_there = |garden: &Garden, id: &NoteId| garden.notes.get(*id).is_some();
        let is_called_alike = |id: &NoteId| match (is_there(before, id), is_there(now, id)) {
            (true, true) => is_called_alike(before, *id, now, *id),
            (old, new) => old == new,
        };
        let others: Vec<NoteId> = others.iter().filter(|id| !is_called_alike(id)).copied().collect();
        if others.is_empty() {
            return (self.clone(), Vec::new());
        }
        let choice = Choice::new(options);
        let mut of_notes = self.of_notes.clone();
        for id in &others {
            of_notes.set(*id, now.notes.get(*id).map_or_else(OfNote::default, |entry| choice.of(&entry.note)));
        }
        let names_of = |of_notes: &ByNumber<OfNote>| -> BTreeSet<Arc<str>> {
            others.iter().flat_map(|id| of_notes[*id].iter().map(|name| name.text.clone())).collect()
        };
        let (old, new) = (names_of(&self.of_notes), names_of(&of_notes));
        let mut owners = self.owners_without(&old, &new).map_or_else(
            || owners(&of_notes, |name| old.contains(name) || new.contains(name)),
            |mut owners| {
                others.iter().for_each(|id| add_owner(&mut owners, *id, &of_notes[*id], |_| true));
                owners
            },
        );
        let is_changed = |name: &&Arc<str>| self.owner(name) != owners.get(&***name).copied();
        let changed: Vec<Arc<str>> = old.union(&new).filter(is_changed).cloned().collect();
        let mut names = self.with(of_notes);
        names.set(&changed, &mut owners);
        (Arc::new(names), changed)
    }

    /// The owners of the names in `new`, without the notes whose names are `old`. `None` if several notes shared one of
    /// these: which ones is not known.
    fn owners_without(&self, old: &BTreeSet<Arc<str>>, new: &BTreeSet<Arc<str>>) -> Option<BTreeMap<Arc<str>, Owner>> {
        let is_of_one = |name: &Arc<str>| self.owner(name).is_some_and(|owner| owner.goal.is_some());
        let others = || new.difference(old).filter_map(|name| Some((name.clone(), self.owner(name)?))).collect();
        old.iter().all(is_of_one).then(others)
    }

    /// Updates the owners of these names.
    fn set(&mut self, changed: &[Arc<str>], owners: &mut BTreeMap<Arc<str>, Owner>) {
        let mut late = BTreeMap::new();
        for name in changed {
            let owner = owners.remove(name);
            if !self.early.set(name, owner) && !self.late.set(name, owner) {
                late.extend(owner.map(|owner| (name.clone(), owner)));
            }
        }
        if late.is_empty() {
            return;
        }
        late.keys().for_each(|name| note_beginning(name, &mut self.words, &mut self.pairs));
        late.extend(self.late.living().map(|(name, owner)| (name.clone(), owner)));
        if late.len() > MOST_LATE {
            *self = Self::gathered(std::mem::take(&mut self.of_notes));
        } else {
            self.late = Patterns::new(late);
        }
    }

    fn owner(&self, name: &str) -> Option<Owner> {
        self.early.owner(name).or_else(|| self.late.owner(name))
    }

    /// Whether a name may begin with these two words, or be the first of them.
    #[inline]
    pub(super) fn may_begin_with(&self, first: Word, second: Word) -> bool {
        self.words.has(first.number()) && (self.words.has(first.with(second)) || self.words.has(first.with(Word::NONE)))
    }

    /// Whether a name may be at the beginning of a folded text.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        self.pairs.has(pair(text))
    }

    /// Finds the longest name that begins where these steps begin, ends with one of them, and is accepted by `fits`,
    /// which is given its end and whether it needs a capital letter. Returns that end, and the note if only one has
    /// this name. The text is folded or ASCII.
    pub(super) fn longest_at(
        &self,
        text: &str,
        steps: Steps<'_>,
        fits: impl Fn(usize, bool) -> bool,
    ) -> Option<(usize, Option<NoteId>)> {
        let early = self.early.longest_at(text, steps.clone(), &fits);
        let late = self.late.longest_at(text, steps, &fits);
        // No name is in both tables.
        if early.map(|(end, _)| end) < late.map(|(end, _)| end) { late } else { early }
    }
}

/// Names that came, went or moved to another note.
pub(super) type Changed = Vec<Arc<str>>;

/// Decides which names are searched for.
struct Choice<'a> {
    options: &'a Options,
    stopped: BTreeSet<String>,
}

impl<'a> Choice<'a> {
    fn new(options: &'a Options) -> Self {
        let stopped = PLACES.lines().map(str::to_owned).chain(options.skip.iter().map(|name| key(name)));
        Self { options, stopped: stopped.collect() }
    }

    /// The names of a note.
    fn of(&self, note: &Note) -> OfNote {
        let named = of_note(note).map(|name| {
            let is_proper = name.starts_with(char::is_uppercase) && name.chars().count() < SHORT && !name.contains(' ');
            (key(name), is_proper)
        });
        let is_good = |name: &str| is_name(name, self.options.least) && !self.stopped.contains(name);
        named.filter(|(name, _)| is_good(name)).map(|(name, is_proper)| Name { text: name.into(), is_proper }).collect()
    }
}

/// The owners of the names that are `wanted`, sorted by name.
fn owners(of_notes: &ByNumber<OfNote>, wanted: impl Fn(&Arc<str>) -> bool) -> BTreeMap<Arc<str>, Owner> {
    let mut owners: BTreeMap<Arc<str>, Owner> = BTreeMap::new();
    for (place, names) in of_notes.iter().enumerate() {
        add_owner(&mut owners, NoteId(place as u32), names, &wanted);
    }
    owners
}

/// Adds the names of a note that are `wanted`.
fn add_owner(owners: &mut BTreeMap<Arc<str>, Owner>, id: NoteId, names: &[Name], wanted: impl Fn(&Arc<str>) -> bool) {
    for Name { text, is_proper } in names.iter().filter(|name| wanted(&name.text)) {
        let owner = owners.entry(text.clone()).or_insert(Owner { goal: Some(id), is_proper: false });
        owner.goal = owner.goal.filter(|known| *known == id);
        owner.is_proper |= is_proper;
    }
}

/// Whether a note of a previous garden has the same names now.
fn is_called_alike(before: &Garden, earlier: NoteId, now: &Garden, id: NoteId) -> bool {
    let (before, now) = (&before.note(earlier).note, &now.note(id).note);
    Arc::ptr_eq(before, now) || (before.path == now.path && before.title == now.title && before.aliases == now.aliases)
}

/// Records how a name begins.
fn note_beginning(name: &str, words: &mut Bits, pairs: &mut Bits) {
    if name.is_ascii() {
        let mut own = Words::of(name.as_bytes(), 0..name.len());
        let mut next = || own.next().unwrap_or(Word::NONE);
        let (first, second) = (next(), next());
        words.insert(first.number());
        words.insert(first.with(second));
    }
    pairs.insert(pair(name));
}

/// All names of a note: its file name, its title, its aliases.
pub(super) fn of_note(note: &Note) -> impl Iterator<Item = &str> {
    let name = note.name();
    let title = Some(note.title.as_str()).filter(|title| *title != name);
    std::iter::once(name).chain(title).chain(note.aliases.iter().map(String::as_str))
}

/// The form in which a name is searched for.
fn key(name: &str) -> String {
    let folded = folded(name).text;
    if folded.split(' ').any(str::is_empty) || folded.contains(['\t', '\n']) {
        folded.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        folded
    }
}

/// Whether a folded name is meaningful: long enough, beginning with a letter or digit, and not a number.
fn is_name(name: &str, least: usize) -> bool {
    name.chars().next().is_some_and(char::is_alphanumeric)
        && name.chars().any(char::is_alphabetic)
        && name.len() >= least
        && name.chars().nth(LONGEST).is_none()
        && name.chars().map(weight).sum::<usize>() >= least
}

/// How much a character counts: a Chinese, Japanese or Korean one is half a word.
fn weight(sign: char) -> usize {
    match sign {
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{3ffff}' => 2,
        _ if sign.is_alphanumeric() => 1,
        _ => 0,
    }
}

/// A hash of the first two characters of a folded text.
fn pair(text: &str) -> u64 {
    let mut signs = text.chars();
    let first = signs.next().map_or(0, u64::from);
    // If the first character is a word, the second may belong to a different word.
    let second = signs.next().filter(|_| !text.starts_with(is_dense)).map_or(0, u64::from);
    mix(first << 21 | second)
}

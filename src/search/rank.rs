//! Answers queries: which notes a query finds, and in which order.
//!
//! [`Searcher::answer`] is the entry point. It reads the same files as the reader's script and takes the same steps, in
//! whole numbers so that both arrive at the same order; a change of one has to be made in the other:
//!
//! 1. The words of the query become rows of the index: those with the form; for the last word, also those with longer
//!    forms; and if there are none, those that it may be a misspelling of, or else those that begin like it (`expand`).
//! 2. For every word a note gets the rarity of the word times how much it says about the note. A word in a name counts
//!    most, the more the fewer words the name has, and the points grow with the share of a name that the query covers,
//!    unless the only words in names are common ones that do not make up the whole query. The points of a note whose
//!    name is the query are doubled, and those of a note that many link to grow by up to a sixth (`score`).
//! 3. Notes that lack a word or fail a filter, or that have an excluded word, drop out. Words that a third of all notes
//!    have (in a large garden, a thirty-second) and words of one or two letters are optional beside others; of such
//!    words only the notes that they say the most about count, so that no long lists are loaded. If no note has all
//!    words, those that have the most stay.
//! 4. In a long note, the part with the most words of the query is looked at (`places`). Notes in which no word can be
//!    shown, or that lack a phrase, drop out (`snippet`). Notes whose title or other name is literally the query come
//!    before those whose names only share its stems.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde::Serialize;
use serde_json::Value;

use super::codec::{Content, Line, Packed, read_postings};
use super::file::File;
use super::part;
use super::places::Places;
use super::query::{MOST_TERMS, Query, parse};
use super::record::Record;
use super::root::{Root, name, part_name};
use super::row::Posting;
use super::score::{self, Tells, Token, rarity};
use super::snippet::{Parts, Shown, Wanted};
use super::spelling::{self, Typo};
use super::tokenize::{self, is_dense_sign};

/// The share of a row with exactly this word; rows of longer words and corrections have less.
const EXACT: u64 = 16;
/// The same of a single letter beside other words: mostly the beginning of a word that is still being typed.
const LETTER: u64 = 4;
/// The most files of words that are searched for a prefix.
const PREFIX_FILES: usize = 2;
/// The most rows that a prefix stands for.
const PREFIX_ROWS: usize = 24;
/// The most words that a misspelt word, or one that is found in other forms only, stands for.
const MEANT: usize = 3;
/// The most notes looked at for one answer, and for one with a phrase, which many notes may turn out not to contain.
const MOST_LOOKS: usize = 60;
const MOST_CHECKED: usize = 300;
/// The most last letters in which other forms of a word may differ, of either.
const MOST_CUT: usize = 3;

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What was found, best first, up to the limit.
    pub found: Vec<Found>,
    /// How many notes match in all, as far as is known.
    pub total: usize,
    /// Whether there may be more: notes that were not checked for a phrase, or not loaded for a common word.
    pub more: bool,
    /// Whether no note has all words of the query.
    pub fewer: bool,
    /// Words that are in no note, with the words that were looked up instead.
    pub corrected: Vec<Correction>,
}

/// A misspelt word and its probable corrections.
type Correction = (String, Vec<String>);

/// A note that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The address of its page from the top of the site.
    pub url: String,
    /// Its title.
    pub title: Parts,
    /// The alias that was found, if any.
    pub alias: Option<Parts>,
    /// The id and the text of the heading above the words; `None` for the top of the page.
    pub heading: Option<(String, Parts)>,
    /// The text around what was found.
    pub snippet: Parts,
    /// Its folder.
    pub folder: String,
    /// Its day, as `2025-04-22`; empty if it has none.
    pub day: String,
    /// Its tags.
    pub tags: Vec<String>,
}

/// Answers queries from the files of an index.
pub struct Searcher<'a> {
    files: BTreeMap<&'a str, &'a File>,
    root: Root,
    /// The most linked notes, and how much they are linked.
    linked: BTreeMap<u32, u8>,
    words: RefCell<BTreeMap<String, Rc<Vec<Line>>>>,
    used: RefCell<BTreeSet<String>>,
}

/// The words of a query as they are in the index.
#[derive(Default)]
struct LookedUp {
    tokens: Vec<Token>,
    /// How many words were not looked up because they are common and there are others.
    skipped: u64,
    /// What to look for in notes.
    wanted: Wanted,
    places: Places,
    corrected: Vec<Correction>,
}

impl<'a> Searcher<'a> {
    /// Creates a searcher on these files. Missing or damaged files count as empty.
    pub fn new(files: &'a [File]) -> Self {
        let files: BTreeMap<&str, &File> = files.iter().map(|file| (file.name.as_str(), file)).collect();
        let root = files.get("root").and_then(|file| Root::read(file.data()?)).unwrap_or_default();
        let linked =
            read_postings(&root.linked, root.notes).into_iter().map(|note| (note.note(), note.level())).collect();
        Self { files, root, linked, words: RefCell::default(), used: RefCell::default() }
    }

    /// The names of the files used since the last call: what a reader has to load.
    pub fn used(&self) -> BTreeSet<String> {
        self.used.take()
    }

    /// Answers a query with the best `limit` notes.
    pub fn answer(&self, text: &str, limit: usize) -> Answer {
        let is_blank = text.chars().all(tokenize::is_blank);
        let query = parse(text);
        let filtered = self.filtered(&query);
        let is_limited = filtered.is_some() || !query.without.is_empty();
        let LookedUp { tokens, skipped, wanted, places, corrected } = self.look_up(&query, is_limited);
        let mut answer = Answer { corrected, ..Answer::default() };
        let single = query.without.iter().filter(|words| words.len() == 1);
        let without: BTreeSet<u32> = single.flat_map(|words| self.notes_of(&words[0])).collect();
        let ranked = if tokens.is_empty() {
            // Filters alone find notes from the newest on, and an empty query finds all.
            let all = (is_limited || is_blank).then(|| (0..self.root.notes).collect());
            let notes = filtered.or(all).unwrap_or_default();
            notes.into_iter().rev().filter(|note| !without.contains(note)).collect()
        } else {
            let is_in = |note: &u32| filtered.as_ref().is_none_or(|notes| notes.contains(note));
            let passes = |note: &u32| is_in(note) && !without.contains(note);
            let best = score::best(&tokens, skipped, &self.linked, passes);
            (answer.fewer, answer.more) = (best.are_fewer, best.is_part);
            best.notes
        };
        self.show(ranked, limit, text, (&query, &wanted, &places), &mut answer);
        answer.fewer &= answer.total > 0;
        answer
    }

    /// Looks up the words of a query. If there are filters or exclusions, all notes that have the words are needed.
    fn look_up(&self, query: &Query, is_limited: bool) -> LookedUp {
        let mut found = LookedUp::default();
        found.wanted.phrases.clone_from(&query.phrases);
        found.wanted.without = query.without.iter().filter(|words| words.len() > 1).cloned().collect();
        let is_common = |form: &String| self.root.common.contains(form);
        let others = query.terms.iter().any(|term| term.phrase || !is_common(&term.form));
        for (number, term) in query.terms.iter().enumerate() {
            if others && !term.phrase && is_common(&term.form) {
                // All of these count as one word where the words to show are chosen.
                found.wanted.forms.insert(term.form.clone(), 1 << MOST_TERMS);
                found.skipped += 1;
                continue;
            }
            let mut rows = self.expand(&term.form, term.prefix, &mut found.corrected);
            if query.terms.len() > 1 && !term.phrase && units(&term.form) == 1 && is_short(&term.form) {
                rows.iter_mut().for_each(|(_, share)| *share = LETTER);
            }
            for form in rows.iter().flat_map(|(line, _)| &line.forms) {
                *found.wanted.forms.entry(form.clone()).or_default() |= 1 << number;
            }
            rows.iter().for_each(|(line, _)| found.places.add(number, &self.places(line)));
            let whole = match query.terms.len() {
                _ if is_limited || term.phrase => u32::MAX,
                0 | 1 => 0,
                _ => self.root.usual(),
            };
            let mut token = self.token(&rows, whole);
            if term.phrase {
                token.tells = Tells::Well;
            } else if is_short(&term.form) {
                token.tells = Tells::Hardly;
            }
            found.tokens.push(token);
        }
        found
    }

    /// Adds the best of these notes to the answer, up to the limit. A note in which nothing can be shown is no hit.
    fn show(
        &self,
        ranked: Vec<u32>,
        limit: usize,
        text: &str,
        (query, wanted, places): (&Query, &Wanted, &Places),
        answer: &mut Answer,
    ) {
        let candidates = ranked.len();
        let most = if query.is_checked() { MOST_CHECKED } else { MOST_LOOKS };
        // How exactly the query is the name of each hit so far.
        let mut names = Vec::new();
        let mut misses = 0;
        for note in ranked.into_iter().take(most.max(limit)) {
            if answer.found.len() == limit {
                break;
            }
            let record = self.record(note, places, wanted);
            match record.and_then(|record| Some((Shown::of(&record, wanted)?, record))) {
                Some((Shown { title, alias, heading, snippet }, Record { url, folder, day, tags, .. })) => {
                    let other = alias.as_ref().map(|alias| alias.concat());
                    let named = query.named(text, &title.concat(), other.as_deref());
                    let place = names.iter().filter(|before| **before >= named).count();
                    names.push(named);
                    answer.found.insert(place, Found { url, title, alias, heading, snippet, folder, day, tags });
                }
                None => misses += 1,
            }
        }
        if query.is_checked() {
            answer.total = answer.found.len();
            answer.more = answer.total + misses < candidates;
        } else {
            answer.total = candidates - misses;
        }
    }

    /// The notes that have all tags, folders and days asked for; `None` if there are no filters.
    fn filtered(&self, query: &Query) -> Option<BTreeSet<u32>> {
        let mut notes: Option<BTreeSet<u32>> = None;
        let mut keep = |found: BTreeSet<u32>| {
            notes = Some(match notes.take() {
                Some(notes) => notes.intersection(&found).copied().collect(),
                None => found,
            });
        };
        for key in &query.filters {
            keep(self.notes_of(key));
        }
        if !query.from.is_empty() || !query.to.is_empty() {
            let from = if query.from.is_empty() { "@" } else { &query.from };
            let to = if query.to.is_empty() { "@a" } else { &query.to };
            let days = Root::range('w', &self.root.words, from, to).into_iter().flat_map(|name| {
                let lines = self.lines(&name);
                let is_day = |line: &&Line| *line.forms[0] >= *from && *line.forms[0] < *to;
                lines.iter().filter(is_day).flat_map(|line| self.postings(line, true)).collect::<Vec<_>>()
            });
            keep(days.map(Posting::note).collect());
        }
        if !query.not_filters.is_empty() {
            let mut all = notes.unwrap_or_else(|| (0..self.root.notes).collect());
            for key in &query.not_filters {
                all = all.difference(&self.notes_of(key)).copied().collect();
            }
            return Some(all);
        }
        notes
    }

    /// All notes with a word or a key.
    fn notes_of(&self, form: &str) -> BTreeSet<u32> {
        self.find(form).iter().flat_map(|line| self.postings(line, true)).map(Posting::note).collect()
    }

    /// What the rows of a word say about notes: all notes of rows with at most `whole` notes, and the best notes of
    /// others.
    fn token(&self, rows: &[(Line, u64)], whole: u32) -> Token {
        let mut notes: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        let (mut total, mut is_part) = (0, false);
        for (line, share) in rows {
            let is_whole =
                !matches!(line.content, Content::Postings(Packed { total: Some(total), .. }) if total > whole);
            is_part |= !is_whole;
            let postings = self.postings(line, is_whole);
            total += match line.content {
                Content::Postings(Packed { total: Some(total), .. }) => u64::from(total),
                _ => postings.len() as u64,
            };
            for posting in postings {
                let found = (share * u64::from(posting.worth()), u64::from(posting.name()));
                // Of equal worths, the one in the longer name counts.
                let known = notes.entry(posting.note()).or_default();
                *known = found.max(*known);
            }
        }
        let all = u64::from(self.root.notes);
        let total = total.min(all);
        Token {
            rarity: rarity(total, all),
            notes,
            tells: if total * 3 <= all && total <= self.root.usual().into() { Tells::Well } else { Tells::Little },
            is_part,
        }
    }

    /// The rows that a word stands for, each with its share. Adds to `corrected` if the word had to be corrected.
    fn expand(&self, form: &str, prefix: bool, corrected: &mut Vec<Correction>) -> Vec<(Line, u64)> {
        let mut rows: Vec<(Line, u64)> = self.find(form).into_iter().map(|line| (line, EXACT)).collect();
        if prefix {
            self.add_longer(form, &mut rows);
        }
        if rows.is_empty() {
            let meant = self.meant(form, prefix);
            for (word, distance) in &meant {
                let share = if *distance == 1 { 10 } else { 7 };
                rows.extend(self.find(word).into_iter().map(|line| (line, share)));
            }
            if !meant.is_empty() {
                corrected.push((form.to_owned(), meant.into_iter().map(|(word, _)| word).collect()));
            }
        }
        let mut known = BTreeSet::new();
        rows.retain(|(line, _)| known.insert(line.forms.clone()));
        rows
    }

    /// Adds the rows of words with this prefix, the most common ones.
    fn add_longer(&self, form: &str, rows: &mut Vec<(Line, u64)>) {
        let mut longer = Vec::new();
        let end = format!("{form}\u{ffff}");
        for file in Root::range('w', &self.root.words, form, &end).into_iter().take(PREFIX_FILES) {
            for line in self.lines(&file).iter() {
                let shortest =
                    line.forms.iter().filter(|longer| longer.starts_with(form)).map(|form| units(form)).min();
                let Some(shortest) = shortest else { continue };
                let share = 5 + 9 * units(form) / shortest;
                match &line.content {
                    Content::See(home) => longer.extend(self.find(home).into_iter().map(|line| (line, share))),
                    Content::Postings(..) => longer.push((line.clone(), share)),
                }
            }
        }
        longer.sort_by_key(|(line, _)| std::cmp::Reverse(line.spread()));
        rows.extend(longer.into_iter().take(PREFIX_ROWS));
    }

    /// The probable corrections of a word, with their number of mistakes. If there are none, words with the same
    /// beginning: other forms of the word, of which the garden has none with this stem.
    fn meant(&self, form: &str, prefix: bool) -> Vec<(String, usize)> {
        let typo = Typo::of(form);
        if typo.limit() == 0 {
            return Vec::new();
        }
        for (files, most) in self.spellings(form) {
            let meant = self.near(&files, &typo, prefix);
            if meant.first().is_some_and(|(_, distance)| *distance <= most) {
                return meant;
            }
        }
        self.akin(form)
    }

    /// The files of words that may be meant by a word, each with the number of mistakes at which no more files are
    /// looked at: those with its first two letters; then those for a first letter that is wrong, missing, one too many,
    /// or swapped with the second; then also those for a second letter.
    fn spellings(&self, form: &str) -> [(Vec<String>, usize); 3] {
        let one = |begin: String| {
            let end = format!("{begin}\u{ffff}");
            Root::range('s', &self.root.spellings, &begin, &end).into_iter().next()
        };
        let mut signs = form.chars();
        let [a, b, c, d, e] = std::array::from_fn(|_| signs.next().unwrap_or_default());
        let same = one(format!("{a}{b}")).into_iter().collect();
        let without = |place: usize, begins: [[char; 3]; 4]| -> Vec<String> {
            begins.iter().filter_map(|[x, y, z]| one(format!("{}{x}{y}{z}", spelling::WITHOUT[place]))).collect()
        };
        let first = without(0, [[b, c, d], [a, b, c], [c, d, e], [a, c, d]]);
        let second = without(1, [[a, c, d], [a, b, c], [a, d, e], [a, b, d]]);
        let both = [first.clone(), second].concat();
        [(same, 2), (first, 1), (both, 2)]
    }

    /// The words in these files that are nearest to a word.
    fn near(&self, files: &[String], typo: &Typo, prefix: bool) -> Vec<(String, usize)> {
        let mut words: Vec<(String, u32)> = files
            .iter()
            .filter_map(|name| self.data(name))
            .flat_map(|data| data.as_str().map(spelling::read).unwrap_or_default())
            .collect();
        words.sort();
        words.dedup();
        for is_beginning in [false, true] {
            let mut near: Vec<(usize, std::cmp::Reverse<u32>, &String)> = words
                .iter()
                .filter_map(|(word, level)| Some((typo.distance(word, is_beginning)?, std::cmp::Reverse(*level), word)))
                .collect();
            near.sort();
            if let Some((least, ..)) = near.first().cloned() {
                let best = near.into_iter().filter(|(distance, ..)| *distance == least).take(MEANT);
                return best.map(|(distance, _, word)| (word.clone(), distance)).collect();
            }
            if !prefix {
                break;
            }
        }
        Vec::new()
    }

    /// The most common words that differ from a word in a few last letters only, and share at least four.
    fn akin(&self, form: &str) -> Vec<(String, usize)> {
        let signs: Vec<char> = form.chars().collect();
        for cut in 1..=MOST_CUT {
            let begin: String = signs[..signs.len().saturating_sub(cut)].iter().collect();
            if units(&begin) < 4 {
                break;
            }
            let files = Root::range('w', &self.root.words, &begin, &format!("{begin}\u{ffff}"));
            let lines = files.into_iter().take(PREFIX_FILES).flat_map(|file| self.lines(&file).to_vec());
            let of_line = |line: Line| {
                let most = units(&begin) + MOST_CUT as u64;
                let is_akin = |other: &&String| other.starts_with(&begin) && units(other) <= most;
                let word = line.forms.iter().find(is_akin)?.clone();
                Some((line.spread(), word))
            };
            let mut found: Vec<(usize, String)> = lines.filter_map(of_line).collect();
            found.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
            if !found.is_empty() {
                return found.into_iter().take(MEANT).map(|(_, word)| (word, 2)).collect();
            }
        }
        Vec::new()
    }

    /// The rows with this form.
    fn find(&self, form: &str) -> Vec<Line> {
        let file = self.root.words.get(Root::place(&self.root.words, form)).map(|start| name('w', start));
        let lines = file.map(|file| self.lines(&file)).unwrap_or_default();
        let mut found = Vec::new();
        for line in lines.iter().filter(|line| line.forms.iter().any(|known| known == form)) {
            match &line.content {
                Content::Postings(..) => found.push(line.clone()),
                Content::See(home) if home != form => {
                    let rows = self.find(home);
                    found.extend(rows.into_iter().filter(|line| line.forms.iter().any(|known| known == form)));
                }
                Content::See(_) => {}
            }
        }
        found
    }

    fn data(&self, name: &str) -> Option<Value> {
        let file = self.files.get(name)?;
        self.used.borrow_mut().insert(name.to_owned());
        file.data()
    }

    fn lines(&self, name: &str) -> Rc<Vec<Line>> {
        self.used.borrow_mut().insert(name.to_owned());
        if let Some(lines) = self.words.borrow().get(name) {
            return Rc::clone(lines);
        }
        let lines = Rc::new(self.data(name).and_then(|data| data.as_str().map(Line::read_all)).unwrap_or_default());
        self.words.borrow_mut().insert(name.to_owned(), Rc::clone(&lines));
        lines
    }

    /// The notes of a row; with `whole`, also those in the row's own file.
    fn postings(&self, line: &Line, whole: bool) -> Vec<Posting> {
        let Content::Postings(packed) = &line.content else { return Vec::new() };
        let mut postings = read_postings(&packed.notes, self.root.notes);
        if whole && packed.total.is_some() {
            let rest = self.data(&name('r', &line.forms[0]));
            if let Some(packed) = rest.as_ref().and_then(|data| data.as_str()) {
                postings.extend(read_postings(packed, self.root.notes));
            }
        }
        postings
    }

    /// The parts of long notes that contain the word of a row.
    fn places(&self, line: &Line) -> Vec<Posting> {
        let Content::Postings(packed) = &line.content else { return Vec::new() };
        read_postings(&packed.places, part::number(self.root.notes, 0))
    }

    /// What to look at in a note; `None` if its files are damaged.
    fn record(&self, note: u32, places: &Places, wanted: &Wanted) -> Option<Record> {
        let parts = if wanted.without.is_empty() {
            places.of(note, wanted)
        } else {
            // Excluded phrases are looked for in all parts.
            self.part(note, 0)?.parts
        };
        let mut records = parts.into_iter().map(|part| self.part(note, part));
        let first = records.next()??;
        records.try_fold(first, |mut all, record| {
            all.sections.extend(record?.sections);
            Some(all)
        })
    }

    /// A part of a note, as stored in its file.
    fn part(&self, note: u32, part: u32) -> Option<Record> {
        let (name, place) = match part {
            0 => self.root.note(note)?,
            _ => (part_name(note, part), 0),
        };
        Record::read(self.data(&name)?.get(place)?)
    }
}

/// Whether it has one or two letters: usually a word that says nothing on its own.
fn is_short(form: &str) -> bool {
    units(form) < 3 && !form.chars().any(|sign| is_dense_sign(sign) || sign.is_ascii_digit())
}

fn units(form: &str) -> u64 {
    form.encode_utf16().count() as u64
}

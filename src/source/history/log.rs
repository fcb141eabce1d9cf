//! Parses the answer of `git`.
//!
//! [`read`] is the entry point. The answer is a list of fields terminated by NUL, see `ask::format`: an empty
//! field, six fields for a commit, and for each file a letter, its path, and after a rename its new path. The
//! first letter has a line break before it. A path can be anything but empty.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::ask::Log;
use super::{Commit, Deed, Gap, History, Inquiry, Past};
use crate::config::{Authors, Contributors};
use crate::path::{SourcePath, nfc};

/// Most files in commits that are kept for the page of recent changes.
const RECENT: usize = 20_000;
/// Longest name of a contributor and longest message, in characters.
const LONGEST: usize = 120;

/// A commit as it is in the answer.
#[derive(Default)]
struct Raw<'a> {
    id: &'a [u8],
    seconds: &'a [u8],
    name: &'a [u8],
    address: &'a [u8],
    subject: &'a [u8],
    others: &'a [u8],
    files: Vec<Touched<'a>>,
}

/// What a commit did to a file: a letter, its path, and after a rename its new path.
type Touched<'a> = (u8, &'a [u8], Option<&'a [u8]>);

/// What is known about a note while commits are read, newest first.
#[derive(Default)]
struct Known {
    first: Option<Date>,
    last: Option<Date>,
    /// The day on which it was added, if that commit was seen.
    born: Option<Date>,
    changes: usize,
    contributors: BTreeMap<Arc<str>, usize>,
}

/// Parses the answer. The commits of `boundary` are the oldest ones in a shallow clone; they are skipped, because they
/// seem to add all files.
pub(super) fn read(log: &Log, inquiry: &Inquiry, boundary: &BTreeSet<Vec<u8>>) -> History {
    let mut people = People { inquiry, known: HashMap::new() };
    let mut names = Names::default();
    let mut notes: BTreeMap<SourcePath, Known> = BTreeMap::new();
    let mut commits = Vec::new();
    let mut kept = 0;
    let commits_of_log = Commits { fields: log.bytes.split(|byte| *byte == 0) };
    for raw in commits_of_log {
        let Some(day) = day_of(raw.seconds).filter(|_| !boundary.contains(raw.id)) else { continue };
        let by = people.of(&raw);
        let (files, is_all) = inside(&raw.files, &log.prefix);
        let files = names.of(&files);
        for (path, deed) in files.iter().filter(|(path, deed)| *deed != Deed::Removed && path.is_note()) {
            notes.entry(path.clone()).or_default().add(day, *deed, &by, inquiry.changes);
        }
        let files: Vec<_> = files.into_iter().filter(|(path, _)| inquiry.messages || path.is_note()).collect();
        if inquiry.changes && kept < RECENT && !files.is_empty() {
            kept += files.len();
            let message =
                (inquiry.messages && is_all).then(|| tidy(&without_addresses(&String::from_utf8_lossy(raw.subject))));
            commits.push(Commit { day, contributors: by, message: message.filter(|it| !it.is_empty()), files });
        }
    }
    let is_whole = boundary.is_empty();
    let notes = notes.into_iter().map(|(path, known)| (path, known.past(inquiry, is_whole))).collect();
    // `git` sorts commits by another date than the author date, which is the one shown.
    commits.sort_by_key(|commit| std::cmp::Reverse(commit.day));
    History { notes, commits, gap: (!is_whole).then_some(Gap::Shallow) }
}

impl Known {
    fn add(&mut self, day: Date, deed: Deed, by: &[Arc<str>], counts: bool) {
        self.first = Some(self.first.map_or(day, |first| first.min(day)));
        self.last = self.last.max(Some(day));
        if deed == Deed::Added {
            self.born = Some(day);
        }
        if counts {
            self.changes += 1;
            by.iter().for_each(|name| *self.contributors.entry(Arc::clone(name)).or_default() += 1);
        }
    }

    /// Of a truncated history, returns only what holds for the full history too.
    fn past(self, inquiry: &Inquiry, is_whole: bool) -> Past {
        let mut contributors: Vec<(Arc<str>, usize)> =
            if is_whole { self.contributors.into_iter().collect() } else { Vec::new() };
        contributors.sort_by_key(|(_, commits)| std::cmp::Reverse(*commits));
        Past {
            planted: if is_whole { self.first } else { self.born }.filter(|_| inquiry.planted),
            tended: self.last.filter(|_| inquiry.tended),
            changes: if is_whole { self.changes } else { 0 },
            contributors: contributors.into_iter().map(|(name, _)| name).collect(),
        }
    }
}

/// Iterates over the commits of an answer.
struct Commits<F> {
    fields: F,
}

impl<'a, F: Iterator<Item = &'a [u8]>> Iterator for Commits<F> {
    type Item = Raw<'a>;

    fn next(&mut self) -> Option<Raw<'a>> {
        let id = self.fields.by_ref().find(|field| !field.is_empty())?;
        let mut field = || self.fields.next().unwrap_or_default();
        let mut raw = Raw {
            id,
            seconds: field(),
            name: field(),
            address: field(),
            subject: field(),
            others: field(),
            files: Vec::new(),
        };
        // The empty field after the last file is the first field of the next commit.
        while let Some(letter) = self.fields.next().filter(|field| !field.is_empty()) {
            let letter = letter.iter().copied().find(|byte| *byte != b'\n').unwrap_or_default();
            let path = self.fields.next()?;
            let new = if matches!(letter, b'R' | b'C') { Some(self.fields.next()?) } else { None };
            raw.files.push((letter, path, new));
        }
        Some(raw)
    }
}

/// Returns those of the files that are below the folder with this prefix, by their paths in it, and whether these are
/// all. A file that was moved into the folder was added to it.
fn inside<'a>(files: &[Touched<'a>], prefix: &[u8]) -> (Vec<Touched<'a>>, bool) {
    let mut found = Vec::with_capacity(files.len());
    let mut is_all = true;
    for (letter, path, new) in files {
        let (path, moved) = (path.strip_prefix(prefix), new.map(|new| new.strip_prefix(prefix)));
        is_all &= path.is_some() && moved != Some(None);
        found.extend(match (path, moved) {
            (Some(path), None) => Some((*letter, path, None)),
            (Some(path), Some(Some(new))) => Some((*letter, path, Some(new))),
            (None, Some(Some(new))) => Some((b'A', new, None)),
            (Some(path), Some(None)) if *letter == b'R' => Some((b'D', path, None)),
            _ => None,
        });
    }
    (found, is_all)
}

/// Maps the paths of files in older commits to their current paths, so that a moved file keeps its history.
#[derive(Default)]
struct Names<'a> {
    now: HashMap<&'a [u8], SourcePath>,
}

impl<'a> Names<'a> {
    fn of(&mut self, files: &[Touched<'a>]) -> Vec<(SourcePath, Deed)> {
        let named = |path: &[u8]| SourcePath::new(&*nfc(&String::from_utf8_lossy(path)));
        let mut moved = Vec::new();
        let mut found: Vec<(SourcePath, Deed)> = Vec::with_capacity(files.len());
        for (letter, path, new) in files {
            let current = |path: &[u8]| self.now.get(path).cloned().unwrap_or_else(|| named(path));
            found.push(match (letter, new) {
                (b'R', Some(new)) => {
                    let now = current(new);
                    moved.push((*path, now.clone()));
                    (now, Deed::Changed)
                }
                (b'A', _) => (current(path), Deed::Added),
                (b'D', _) => (current(path), Deed::Removed),
                (_, new) => (current(new.unwrap_or(path)), Deed::Changed),
            });
        }
        // Two files may have swapped names: all paths are looked up before any rename is recorded.
        self.now.extend(moved);
        found.sort();
        // One file can have two names in one commit.
        found.dedup_by(|next, last| next.0 == last.0);
        found
    }
}

/// The names that may be published, looked up once for each name and address.
struct People<'a> {
    inquiry: &'a Inquiry,
    known: HashMap<(String, String), Option<Arc<str>>>,
}

impl People<'_> {
    /// Returns the people who made a commit, without duplicates.
    fn of(&mut self, raw: &Raw<'_>) -> Vec<Arc<str>> {
        if self.inquiry.contributors == Contributors::None {
            return Vec::new();
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut all = vec![(text(raw.name), text(raw.address))];
        let others = text(raw.others);
        all.extend(others.split('\u{1f}').filter_map(|other| {
            let (name, address) = other.trim().strip_suffix('>')?.rsplit_once('<')?;
            Some((name.to_owned(), address.to_owned()))
        }));
        let mut by: Vec<Arc<str>> = Vec::new();
        for who in all {
            let inquiry = self.inquiry;
            let name = self.known.entry(who).or_insert_with_key(|(name, address)| {
                named(&inquiry.authors, inquiry.contributors, name, address).map(Arc::from)
            });
            by.extend(name.iter().filter(|name| !by.contains(name)).cloned().collect::<Vec<_>>());
        }
        by
    }
}

/// Returns the name to publish for a person with this name and address in git.
fn named(authors: &Authors, contributors: Contributors, name: &str, address: &str) -> Option<String> {
    let name = tidy(name);
    if let Some(person) = authors.find(address).or_else(|| authors.find(&name)) {
        return Some(person.name.clone());
    }
    // Some people gave git their address as their name.
    let is_shown = contributors == Contributors::All && !name.contains('@');
    authors.names(&name).into_iter().next().filter(|_| is_shown).map(Cow::into_owned)
}

/// Returns a message without the e-mail addresses in it.
fn without_addresses(message: &str) -> String {
    let is_address = |word: &&str| word.trim_matches(|sign: char| !sign.is_alphanumeric()).contains('@');
    message.split_whitespace().filter(|word| !is_address(word)).collect::<Vec<_>>().join(" ")
}

/// Returns a text as one trimmed line without control characters, shortened to [`LONGEST`].
fn tidy(text: &str) -> String {
    let visible: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    let mut line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(LONGEST) {
        line.truncate(end);
        line.push('…');
    }
    line
}

/// Returns the day of a commit: its author date in UTC.
fn day_of(seconds: &[u8]) -> Option<Date> {
    let seconds = std::str::from_utf8(seconds).ok()?.trim().parse().ok()?;
    Timestamp::from_second(seconds).ok().map(|moment| moment.to_zoned(TimeZone::UTC).date())
}

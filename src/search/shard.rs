//! The files of the index: where one ends and the next begins.
//!
//! [`write()`] is the entry point. `codec` packs the contents of files, `root` names them. Within bounds of size, the
//! cuts depend on a hash of the words themselves, so that what is added in one place moves no cuts far from it.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde_json::Value;

use super::codec::{Content, Line, sign, write_postings};
use super::file::File;
use super::index::Index;
use super::part::parts;
use super::root::{POSTINGS, Root, name, note_name, part_name, separator};
use super::row::{Posting, Row, utf16_order};
use super::{Entry, LEVELS, record, spelling};
use crate::hash;

/// Bytes after which a file of words may end, and after which it must. A query loads one file per word.
const WORDS: (usize, usize) = (2_100, 3_500);
/// Bytes after which a file of notes may end, and after which it must. An answer loads one file per note that it shows,
/// but every file costs build time: two or three notes share one.
const NOTES: (usize, usize) = (4_500, 7_500);
/// The most notes in one file: their number is packed as one character.
const MOST_NOTES: usize = 90;
/// Notes shown before anything is asked for.
const RECENT: usize = 8;
/// The fewest backlinks that give a note an advantage, and the most notes that have one.
const LEAST_LINKS: usize = 8;
const MOST_LINKED: usize = 400;

/// A file of notes that is not written yet. These files are most of an index, so no two of them need be in memory at a
/// time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteFile {
    /// Its name in the folder of the index, without `.js`.
    pub name: String,
    /// The positions of its notes in the entries.
    pub notes: Vec<usize>,
    /// Which part it holds, if its only note has several.
    part: usize,
}

impl NoteFile {
    /// Writes the file. `entries` are those of its notes, in the same order.
    pub fn write(&self, entries: &[Entry<'_>]) -> File {
        let size = entries.iter().map(|entry| entry.note.plain.len() + 400).sum();
        File::with(self.name.clone(), size, |text| record::write(entries, self.part, text))
    }
}

/// Returns all files but those of notes, in the order of their names, and those of notes. The index is freed while its
/// words are packed.
pub(super) fn write(index: Index, entries: &[Entry<'_>]) -> (Vec<File>, Vec<NoteFile>) {
    let mut root = Root { notes: index.notes as u32, ..Root::default() };
    let is_common = |row: &&Row| row.postings.len() > POSTINGS.max(index.notes / 4) && row.is_word();
    let common: BTreeSet<&String> = index.rows.iter().filter(is_common).flat_map(|row| &row.forms).collect();
    root.common = common.into_iter().cloned().collect();
    write_postings(&linked(entries), &mut root.linked);
    let (mut files, starts) = spelling::files(&index.rows);
    root.spellings = starts;
    let (of_words, starts) = words(index.rows);
    root.words = starts;
    files.extend(of_words);
    let notes = notes(entries);
    let newest = entries.iter().enumerate().rev().take(RECENT);
    root.recent = newest.filter_map(|(note, entry)| Some((note as u32, record::opening(entry)?))).collect();
    root.counts = notes.iter().filter(|file| file.part == 0).map(|file| file.notes.len() as u32).collect();
    files.push(File::new("root".to_owned(), &root.data()));
    files.sort_by(|a, b| a.name.cmp(&b.name));
    (files, notes)
}

/// The most linked notes, in order; the level counts doublings of the number of backlinks.
fn linked(entries: &[Entry<'_>]) -> Vec<Posting> {
    let level = |backlinks: usize| backlinks.checked_div(LEAST_LINKS).filter(|times| *times > 0).map(usize::ilog2);
    let levels = entries.iter().enumerate().filter_map(|(note, entry)| Some((level(entry.backlinks)?, note as u32)));
    let mut most: Vec<(u32, u32)> = levels.collect();
    most.sort_by_key(|(level, note)| (std::cmp::Reverse(*level), *note));
    most.truncate(MOST_LINKED);
    most.sort_by_key(|(_, note)| *note);
    let posting = |(level, note): (u32, u32)| Posting::new(note, 0, (level + 1).min(u32::from(LEVELS)) as u8);
    most.into_iter().map(posting).collect()
}

/// The files of all words, and the lower bound of each.
fn words(rows: Vec<Row>) -> (Vec<File>, Vec<String>) {
    let lines: Vec<(Line, Vec<Posting>)> = rows.into_par_iter().map(|row| Line::of(row, POSTINGS)).collect();
    let mut files = Vec::new();
    let mut shards: Vec<Vec<Line>> = vec![Vec::new()];
    let mut starts = vec![String::new()];
    let mut names = BTreeSet::from([name('w', "")]);
    let mut size = 0;
    let mut before: Option<String> = None;
    for (line, rest) in lines {
        let key = &line.forms[0];
        if !rest.is_empty() {
            files.push(further(key, &rest));
        }
        let may_cut = size > WORDS.1 || (size > WORDS.0 && hash::short(key).is_multiple_of(8));
        if let Some(start) = before.filter(|_| may_cut).and_then(|before| separator(&before, key))
            && names.insert(name('w', &start))
        {
            starts.push(start);
            shards.push(Vec::new());
            size = 0;
        }
        size += line.size();
        before = Some(key.clone());
        if let Some(shard) = shards.last_mut() {
            shard.push(line);
        }
    }
    point(&mut shards, &starts);
    let write =
        |(lines, start): (Vec<Line>, &String)| File::new(name('w', start), &Value::from(pack(&lines)).to_string());
    files.par_extend(shards.into_par_iter().zip(&starts).map(write));
    (files, starts)
}

/// The file of further notes of a word. It begins with a mark of its own, so that it can be appended to the others.
fn further(key: &str, rest: &[Posting]) -> File {
    let rest: Vec<Posting> = rest.iter().map(|posting| Posting::new(posting.note(), 0, 1)).collect();
    let mut packed = String::from(sign(0));
    write_postings(&rest, &mut packed);
    File::new(name('r', key), &Value::String(packed).to_string())
}

/// Adds references for forms that belong in a different file from their row.
fn point(shards: &mut [Vec<Line>], starts: &[String]) {
    let mut pointers = Vec::new();
    for (number, shard) in shards.iter().enumerate() {
        for line in shard {
            let away = line.forms[1..].iter().map(|form| (Root::place(starts, form), form));
            pointers.extend(away.filter(|(place, _)| *place != number).map(|(place, form)| {
                (place, Line { forms: vec![form.clone()], content: Content::See(line.forms[0].clone()) })
            }));
        }
    }
    for (place, line) in pointers {
        shards[place].push(line);
    }
    for shard in shards {
        shard.sort_by(|a, b| utf16_order(&a.forms[0], &b.forms[0]));
    }
}

fn pack(lines: &[Line]) -> String {
    let mut packed = String::new();
    let mut before = "";
    for line in lines {
        line.write(before, &mut packed);
        before = &line.forms[0];
    }
    packed
}

/// The files of all notes.
fn notes(entries: &[Entry<'_>]) -> Vec<NoteFile> {
    let mut files = Vec::new();
    let (mut size, mut first) = (0, 0);
    let (least, most) = NOTES;
    for (number, entry) in entries.iter().enumerate() {
        size += entry.note.plain.len();
        let may_cut = size > least && hash::short(entry.note.path.as_str()).is_multiple_of(3);
        // A long note should be alone in its file.
        let next = entries.get(number + 1).map_or(0, |entry| entry.note.plain.len());
        let end = number + 1;
        if may_cut || size + next > most || end - first == MOST_NOTES || end == entries.len() {
            files.push(NoteFile { name: note_name(first as u32), notes: (first..end).collect(), part: 0 });
            if end - first == 1 {
                let part =
                    |part| NoteFile { name: part_name(first as u32, part), notes: vec![first], part: part as usize };
                files.extend((1..parts(entry.note).len() as u32).map(part));
            }
            (size, first) = (0, end);
        }
    }
    files
}

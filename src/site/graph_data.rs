//! `graph/data.js`: the data that graph.js draws, as a script so that pages opened from disk can load it too.
//!
//! [`Data::of`] collects the facts and their fingerprint, which tells whether a previous file is still valid. Only
//! if it is not, [`Data::write`] adds the positions of the notes, the slowest part. The file contains nothing that
//! pages do not show. It sets a global variable to the fields of `Facts`, and in `x` and `y` the positions of the notes, in
//! whole numbers.

use std::collections::BTreeMap;

use serde::Serialize;

use super::list::day;
use super::page;
use crate::garden::Garden;
use crate::graph::{Links, Place};
use crate::hash::{Digest, fingerprint};
use crate::path::OutputPath;
use crate::script::harmless;

/// The global variable that the script sets.
const NAME: &str = "allotmentGraph";

/// The facts, one entry per note in path order. Folders, tags and notes are referred to by number.
#[derive(Serialize)]
struct Facts<'a> {
    /// By note, in the order of paths.
    titles: Vec<&'a str>,
    /// Addresses relative to the root of the site.
    urls: Vec<String>,
    /// The paths of all folders; the next field has the number of each note's folder.
    folders: Vec<&'a str>,
    folder: Vec<usize>,
    /// All tags; the next field has the numbers of each note's tags.
    tags: Vec<&'a str>,
    tag: Vec<Vec<u32>>,
    /// 0 for notes without a date.
    years: Vec<i16>,
    /// For each note the linked notes with higher numbers, delta-encoded.
    links: Vec<Vec<u32>>,
}

/// The file without the positions of the notes.
pub(super) struct Data {
    facts: Vec<u8>,
    /// Fingerprint of all inputs of the file.
    pub(super) from: Digest,
}

/// Returns the path of the file.
pub(super) fn path() -> OutputPath {
    page::fixed("graph/data.js")
}

impl Data {
    /// Collects the facts about a garden.
    pub(super) fn of(garden: &Garden, links: &Links) -> Self {
        let folders: Vec<&str> = garden.folders.keys().map(String::as_str).collect();
        let numbers: BTreeMap<&str, usize> = folders.iter().copied().zip(0..).collect();
        let (notes, places) = (&garden.notes, garden.notes.places());
        let mut tag: Vec<Vec<u32>> = vec![Vec::new(); notes.len()];
        for (number, under) in (0..).zip(garden.tags.values()) {
            under.iter().for_each(|id| tag[places[id.0 as usize] as usize].push(number));
        }
        let links = links.renumbered(&places, notes.len());
        let facts = Facts {
            titles: notes.iter().map(|entry| entry.note.title.as_str()).collect(),
            urls: notes.iter().map(|entry| entry.page.url()).collect(),
            folder: notes.iter().filter_map(|entry| numbers.get(entry.note.path.folder()).copied()).collect(),
            folders,
            tags: garden.tags.keys().map(|tag| tag.as_str()).collect(),
            tag,
            years: garden.ids().map(|id| day(garden, id).map_or(0, |day| day.year())).collect(),
            links: (0..notes.len()).map(|note| steps(note, links.with(note))).collect(),
        };
        let facts = harmless(&serde_json::to_string(&facts).unwrap_or_default()).into_bytes();
        let paths: Vec<&str> = notes.iter().map(|entry| entry.note.path.as_str()).collect();
        let from = fingerprint(&(&facts, paths, env!("CARGO_PKG_VERSION")));
        Self { facts, from }
    }

    /// Writes the whole file, with the notes at these positions.
    pub(super) fn write(&self, places: &[Place]) -> Vec<u8> {
        let column = |of: fn(&Place) -> i32| {
            let numbers: Vec<String> = places.iter().map(|place| of(place).to_string()).collect();
            numbers.join(",")
        };
        // Inserts the coordinates before the closing brace of the facts.
        let facts = self.facts.strip_suffix(b"}").unwrap_or(&self.facts);
        let begin = format!("var {NAME}=");
        let places = format!(",\"x\":[{}],\"y\":[{}]}};\n", column(|place| place.x), column(|place| place.y));
        [begin.as_bytes(), facts, places.as_bytes()].concat()
    }
}

/// Returns the linked notes with higher numbers than `note`, each as the difference from the previous one.
fn steps(note: usize, with: &[u32]) -> Vec<u32> {
    let mut last = note as u32;
    let above = with.iter().filter(|other| **other > note as u32);
    above.map(|other| other - std::mem::replace(&mut last, *other)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_steps_upwards() {
        assert_eq!(steps(4, &[0, 3, 5, 9]), [1, 4]);
        assert!(steps(0, &[]).is_empty());
    }
}

//! `graph/data.js`: what graph.js draws, as a script that a page can load from a disk as well.
//!
//! [`Data::of`] collects the facts, which also tell whether an earlier file is still right; only where it
//! is not, [`Data::write`] adds the places of the notes, which take longest. There is nothing in it that a
//! page does not show. The file is documented in graph.js.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Grown, plan};
use crate::garden::Garden;
use crate::graph::Links;
use crate::hash::{Digest, fingerprint};
use crate::path::OutputPath;
use crate::script::harmless;

/// The variable that the script sets.
const NAME: &str = "allotmentGraph";

/// The facts, note by note in the order of their paths. Numbers stand for folders, tags and notes.
#[derive(Serialize)]
struct Facts<'a> {
    titles: Vec<&'a str>,
    /// Addresses from the top of the site.
    urls: Vec<String>,
    folders: Vec<&'a str>,
    folder: Vec<usize>,
    tags: Vec<&'a str>,
    tag: Vec<Vec<u32>>,
    /// 0 where there is none.
    years: Vec<i16>,
    /// The linked notes of higher numbers, each as its distance from the one before it.
    links: Vec<Vec<u32>>,
}

/// The file without the places of the notes.
pub(super) struct Data {
    facts: Vec<u8>,
    /// Stands for everything that the file is made of.
    pub(super) from: Digest,
}

/// Where the file is.
pub(super) fn path() -> OutputPath {
    plan::fixed("graph/data.js")
}

impl Data {
    /// What there is to know of a garden.
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
            years: garden.ids().map(|id| plan::day(garden, id).map_or(0, |day| day.year())).collect(),
            links: (0..notes.len()).map(|note| steps(note, links.with(note))).collect(),
        };
        let facts = harmless(&serde_json::to_string(&facts).unwrap_or_default()).into_bytes();
        let paths: Vec<&str> = notes.iter().map(|entry| entry.note.path.as_str()).collect();
        let from = fingerprint(&(&facts, paths, env!("CARGO_PKG_VERSION")));
        Self { facts, from }
    }

    /// The whole file.
    pub(super) fn write(&self, grown: &Grown) -> Vec<u8> {
        let column = |of: fn(&crate::graph::Place) -> i32| {
            let numbers: Vec<String> = grown.places().iter().map(|place| of(place).to_string()).collect();
            numbers.join(",")
        };
        // Facts are an object: what is added stands before its end.
        let facts = self.facts.strip_suffix(b"}").unwrap_or(&self.facts);
        let begin = format!("var {NAME}=");
        let places = format!(",\"x\":[{}],\"y\":[{}]}};\n", column(|place| place.x), column(|place| place.y));
        [begin.as_bytes(), facts, places.as_bytes()].concat()
    }
}

/// The numbers above the note's own, each as a distance from the one before.
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

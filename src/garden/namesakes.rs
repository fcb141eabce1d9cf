//! Files that share a name: which of them a link means. However many there are, and however many links use the name,
//! all of them are gone through only once for each way in which their name is written.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex};

use super::{FileId, NoteId, Target};
use crate::path::{fold, nfc};

/// A file that a link may refer to: its number in the list that the lookup was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Candidate {
    Note(u32),
    File(u32),
}

impl Candidate {
    pub(super) fn target(self) -> Target {
        match self {
            Candidate::Note(id) => Target::Note(NoteId(id)),
            Candidate::File(id) => Target::File(FileId(id)),
        }
    }
}

/// A hit: the chosen file, and all that fit if it was a tie.
#[derive(Clone)]
pub(super) struct Hit {
    pub(super) best: Candidate,
    pub(super) tie: Option<Arc<Tie>>,
}

/// Files that fit equally well. All links that have the choice share it.
pub(super) struct Tie {
    /// All of them, the one that is taken first.
    pub(super) fits: Vec<Candidate>,
    /// The same without files that were not taken: they are not published.
    pub(super) candidates: Arc<[Target]>,
}

/// What a name stands for.
pub(super) struct Choice {
    hit: Hit,
    /// By folder: the best of the files in it and below it, which links from there prefer.
    near: HashMap<String, Candidate>,
}

impl Choice {
    /// Makes the choice between these files, given with their paths in NFC and the best first. `None` if there are none.
    /// In the root no folder is preferred, as everything is below it.
    pub(super) fn between(files: &[(Candidate, &str)]) -> Option<Self> {
        let best = files.first()?.0;
        let mut near = HashMap::new();
        if files.len() == 1 {
            return Some(Self { hit: Hit { best, tie: None }, near });
        }
        for (candidate, path) in files {
            for (end, _) in path.match_indices('/') {
                // The best came first.
                near.entry(path[..end].to_owned()).or_insert(*candidate);
            }
        }
        let fits: Vec<Candidate> = files.iter().map(|(candidate, _)| *candidate).collect();
        let is_public = |candidate: &Candidate| *candidate == best || matches!(candidate, Candidate::Note(_));
        let candidates = fits.iter().copied().filter(is_public).map(Candidate::target).collect();
        Some(Self { hit: Hit { best, tie: Some(Arc::new(Tie { fits, candidates })) }, near })
    }

    /// What a link in a note of this folder means.
    pub(super) fn of_folder(&self, folder: &str) -> Hit {
        match self.near.get(&*nfc(folder)) {
            Some(best) => Hit { best: *best, tie: None },
            None => self.hit.clone(),
        }
    }
}

/// The paths of files that share a name, sorted from their ends, so that all that end alike are neighbours.
pub(super) struct Ends(Vec<(String, u32)>);

impl Ends {
    /// Sorts paths, which are given with the positions of their files.
    pub(super) fn new(paths: impl Iterator<Item = (String, u32)>) -> Self {
        let mut ends: Vec<(String, u32)> = paths.map(|(path, place)| (from_the_end(&path), place)).collect();
        ends.sort();
        Self(ends)
    }

    /// The positions of all whose path ends with the parts of this one in any letter case.
    pub(super) fn with(&self, path: &str) -> Vec<u32> {
        let end = from_the_end(path);
        let later = &self.0[self.0.partition_point(|(other, _)| *other < end)..];
        later.iter().take_while(|(other, _)| other.starts_with(&end)).map(|(_, place)| *place).collect()
    }
}

/// Turns `a/b/c` into `c/b/a/`, folded.
fn from_the_end(path: &str) -> String {
    fold(path).rsplit('/').flat_map(|part| [part, "/"]).collect()
}

/// Answers that are kept, by question.
pub(super) struct Answers<Q, A>(Mutex<HashMap<Q, A>>);

impl<Q, A> Default for Answers<Q, A> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<Q: Eq + Hash, A: Clone> Answers<Q, A> {
    /// Returns the known answer, or finds one. Threads that ask at the same time may find the same answer twice.
    pub(super) fn get(&self, question: Q, find: impl FnOnce() -> A) -> A {
        let known = self.0.lock().ok().and_then(|known| known.get(&question).cloned());
        known.unwrap_or_else(|| {
            let found = find();
            if let Ok(mut known) = self.0.lock() {
                known.insert(question, found.clone());
            }
            found
        })
    }
}

//! Which note an author may have meant: names that are one slip of the pen away.
//!
//! Two names that differ by one sign more, less or other share a form with one sign left out.
//! [`Similar`] holds these forms of all names, so that a question costs as little in a garden of
//! a hundred thousand notes as in one of ten.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::note::Note;
use crate::path::fold;

/// Names longer than this are not looked at.
const LENGTH_LIMIT: usize = 64;

/// All names of a garden by the forms of them that lack one sign.
pub(super) struct Similar {
    names: Vec<String>,
    forms: HashMap<u64, u32>,
}

impl Similar {
    /// Indexes file names and aliases. Of two names with one form the first in order is kept.
    pub(super) fn new(notes: &[Arc<Note>]) -> Self {
        let mut similar = Self { names: Vec::new(), forms: HashMap::new() };
        for note in notes {
            for name in std::iter::once(note.path.stem()).chain(note.aliases.iter().map(String::as_str)) {
                let number = similar.names.len() as u32;
                for form in forms(&plain(name)) {
                    similar.forms.entry(form).or_insert(number);
                }
                similar.names.push(name.to_owned());
            }
        }
        similar
    }

    /// A name that is nearly `target`, which is no name itself.
    pub(super) fn to(&self, target: &str) -> Option<&str> {
        let folded = plain(target);
        if folded.chars().count() < 4 {
            return None;
        }
        let found = forms(&folded)
            .into_iter()
            .filter_map(|form| self.forms.get(&form))
            .map(|number| self.names[*number as usize].as_str());
        let near = |name: &&str| strsim::osa_distance(&plain(name), &folded) <= 2;
        found.filter(near).min_by_key(|name| (strsim::osa_distance(&plain(name), &folded), *name))
    }
}

/// A name in which letter case and the sign between words do not count.
fn plain(name: &str) -> String {
    fold(name).replace(['-', '_'], " ")
}

/// Hashes of a name and of each form of it that lacks one sign.
fn forms(name: &str) -> Vec<u64> {
    if name.len() > LENGTH_LIMIT {
        return Vec::new();
    }
    let hash = |before: &str, after: &str| {
        let mut hasher = DefaultHasher::new();
        before.bytes().chain(after.bytes()).for_each(|byte| byte.hash(&mut hasher));
        hasher.finish()
    };
    let without = name.char_indices().map(|(at, sign)| hash(&name[..at], &name[at + sign.len_utf8()..]));
    std::iter::once(hash(name, "")).chain(without).collect()
}

//! Which note an author may have meant: names that are one typo away.
//!
//! Two names that differ by one inserted, deleted or replaced character share a form with one character left out.
//! [`Similar`] holds these forms of all names, so that a lookup costs as little in a garden of a hundred thousand notes
//! as in one of ten.

use std::sync::Arc;

use rayon::prelude::*;

use crate::note::Note;
use crate::path::fold;

/// The longest name that is considered, in bytes.
const LENGTH_LIMIT: usize = 64;

/// All names of a garden by their forms with one character left out.
pub(super) struct Similar {
    notes: Vec<Arc<Note>>,
    /// Hashes of forms, with the number of the note and the position of the name among its names, sorted.
    forms: Vec<(u64, u32, u32)>,
}

impl Similar {
    /// Indexes file names and aliases. If two names share a form, the first in order is found.
    pub(super) fn new(notes: &[Arc<Note>]) -> Self {
        let of_note = |(number, note): (usize, &Arc<Note>)| {
            let of_name = |(place, name)| forms(&plain(name)).into_iter().map(move |form| (form, place));
            let forms: Vec<(u64, usize)> = names(note).enumerate().flat_map(of_name).collect();
            forms.into_iter().map(move |(form, place)| (form, number as u32, place as u32))
        };
        let mut forms: Vec<(u64, u32, u32)> = notes.par_iter().enumerate().flat_map_iter(of_note).collect();
        forms.par_sort_unstable();
        Self { notes: notes.to_vec(), forms }
    }

    /// Returns a name close to `target`, which is not a name itself.
    pub(super) fn to(&self, target: &str) -> Option<&str> {
        let folded = plain(target);
        if folded.chars().count() < 4 {
            return None;
        }
        let found = forms(&folded).into_iter().filter_map(|form| {
            let first = self.forms.partition_point(|(other, ..)| *other < form);
            let (_, note, place) = self.forms.get(first).filter(|(other, ..)| *other == form)?;
            names(&self.notes[*note as usize]).nth(*place as usize)
        });
        let near = |name: &&str| strsim::osa_distance(&plain(name), &folded) <= 2;
        found.filter(near).min_by_key(|name| (strsim::osa_distance(&plain(name), &folded), *name))
    }
}

/// The names of a note: its file name, that name without a date, then its aliases.
fn names(note: &Note) -> impl Iterator<Item = &str> {
    std::iter::once(note.path.stem()).chain(note.undated_name()).chain(note.aliases.iter().map(String::as_str))
}

/// Hashes of the forms of a name: two names that share none are not similar.
pub(super) fn forms_of(name: &str) -> impl Iterator<Item = u64> + use<> {
    forms(&plain(name)).into_iter()
}

/// A name without regard to letter case and the separators between words.
fn plain(name: &str) -> String {
    fold(name).replace(['-', '_'], " ")
}

/// Hashes of a name and of each of its forms with one character left out. The hash is a polynomial, so that the hash of
/// a form follows from those of the text before and after the character. Collisions do no harm: [`Similar::to`]
/// compares the names themselves.
fn forms(name: &str) -> Vec<u64> {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    if name.len() > LENGTH_LIMIT {
        return Vec::new();
    }
    let add = |hash: u64, byte: u8| hash.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1);
    let mut before = Vec::with_capacity(name.len() + 1);
    before.push(0);
    before.extend(name.bytes().scan(0, |hash, byte| {
        *hash = add(*hash, byte);
        Some(*hash)
    }));
    let whole = before[name.len()];
    let (mut behind, mut weight) = (0_u64, 1_u64);
    let mut forms = vec![whole];
    for (at, sign) in name.char_indices().rev() {
        forms.push(before[at].wrapping_mul(weight).wrapping_add(behind));
        for byte in name.as_bytes()[at..at + sign.len_utf8()].iter().rev() {
            behind = behind.wrapping_add((u64::from(*byte) + 1).wrapping_mul(weight));
            weight = weight.wrapping_mul(BASE);
        }
    }
    forms
}

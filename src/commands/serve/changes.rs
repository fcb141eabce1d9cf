//! Which findings are new since they were asked for last, and how many are gone.
//!
//! [`Known::next`] is the entry point. A finding is the same as before if only the lines around it changed.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::{Folders, Tally};
use crate::hash::{Digest, fingerprint};

/// How the findings changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Errors and warnings that were not there before, in the order in which they are shown.
    pub new: Vec<Diagnostic>,
    /// How many that were there before are gone.
    pub gone: usize,
    /// Counts all that are there now, by severity.
    pub tally: Tally,
    /// The folders that the findings' paths are relative to.
    pub folders: Folders,
}

/// How many findings of each [`identity`] there were when they were asked for last.
#[derive(Default)]
pub(super) struct Known(HashMap<Digest, usize>);

impl Known {
    /// Remembers all findings that there are now, and returns what changed. Their paths are relative to `folders`.
    pub(super) fn next(&mut self, all: Vec<Diagnostic>, folders: &Folders) -> Changes {
        let tally = Tally::of(&all);
        let mut before = std::mem::take(&mut self.0);
        let is_new = |finding: &Diagnostic| {
            let key = identity(finding);
            *self.0.entry(key).or_default() += 1;
            match before.get_mut(&key).filter(|count| **count > 0) {
                Some(count) => {
                    *count -= 1;
                    false
                }
                None => true,
            }
        };
        let new = all.into_iter().filter(is_new).collect();
        Changes { new, gone: before.values().sum(), tally, folders: folders.clone() }
    }
}

/// Identifies a finding when the lines around it change: everything but the line and the bytes that it is at.
fn identity(finding: &Diagnostic) -> Digest {
    let Diagnostic { code, severity, message, location, label, .. } = finding;
    let place = location.as_ref().map(|at| (&at.path, at.excerpt.get(at.marked.clone())));
    fingerprint(&(code, severity, message, label, place))
}

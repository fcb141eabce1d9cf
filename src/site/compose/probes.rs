//! What pages need to know about attachments.
//!
//! [`Probes::of`] reads a file on first request and remembers the result, for the findings about it as well as for the
//! pages that show it; [`Probes::all`] reads all files at once, for callers that need all of them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::garden::{FileId, Garden};
use crate::site::Inputs;
use crate::source::Probe;

/// Probes of the published attachments, read on demand.
#[derive(Debug)]
pub(in crate::site) struct Probes(BTreeMap<FileId, OnceLock<Option<Probe>>>);

impl Probes {
    /// Starts with no file read.
    pub(in crate::site) fn new(garden: &Garden) -> Self {
        Self(garden.files.keys().map(|id| (*id, OnceLock::new())).collect())
    }

    /// Returns the probe of a file; `None` if it can't be read.
    pub(in crate::site) fn of(&self, id: FileId, inputs: &Inputs<'_>, garden: &Garden) -> Option<Probe> {
        *self.0.get(&id)?.get_or_init(|| inputs.attachments.probe(&garden.file(id).source))
    }

    /// Returns the probes of all files, in path order.
    pub(in crate::site) fn all(&self, inputs: &Inputs<'_>, garden: &Garden) -> Vec<(FileId, Option<Probe>)> {
        self.0.par_iter().map(|(id, _)| (*id, self.of(*id, inputs, garden))).collect()
    }
}

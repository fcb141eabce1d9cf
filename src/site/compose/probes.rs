//! What pages have to know of attachments.
//!
//! [`Probes::of`] reads a file when it is asked for and remembers what it saw; [`Probes::all`] reads
//! all files at once, for whoever needs all of them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::Composer;
use crate::garden::{FileId, Garden};
use crate::site::Inputs;
use crate::source::Probe;

/// What is known of the published attachments.
#[derive(Debug)]
pub(in crate::site) struct Probes(BTreeMap<FileId, OnceLock<Option<Probe>>>);

impl Probes {
    /// Nothing is known yet.
    pub(in crate::site) fn new(garden: &Garden) -> Self {
        Self(garden.files.keys().map(|id| (*id, OnceLock::new())).collect())
    }

    /// What a file says of itself; `None` if it can't be read.
    pub(in crate::site) fn of(&self, id: FileId, composer: &Composer<'_>) -> Option<Probe> {
        self.read(id, composer.inputs, composer.garden)
    }

    /// What all files say of themselves, in the order of their paths.
    pub(in crate::site) fn all(&self, inputs: &Inputs<'_>, garden: &Garden) -> Vec<(FileId, Option<Probe>)> {
        self.0.par_iter().map(|(id, _)| (*id, self.read(*id, inputs, garden))).collect()
    }

    fn read(&self, id: FileId, inputs: &Inputs<'_>, garden: &Garden) -> Option<Probe> {
        *self.0.get(&id)?.get_or_init(|| inputs.attachments.probe(&garden.file(id).source))
    }
}

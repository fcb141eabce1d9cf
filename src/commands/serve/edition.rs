//! An edition of the site: all its files in memory, and what there is to say about its pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::commands::{Failure, pipeline};
use crate::diagnostic::render::Tally;
use crate::diagnostic::{Code, Diagnostic};
use crate::output::{Content, File};
use crate::path::SourcePath;
use crate::serve::{Body, Found, Shelf};
use crate::site::{self, Inputs, Memo, Stats};

/// A finished site, and why it is not the one on disk if it is not.
#[derive(Clone, Default)]
pub(super) struct Edition {
    pages: Arc<Pages>,
    /// The size of the garden.
    pub(super) stats: Stats,
    broken: Vec<Diagnostic>,
}

#[derive(Default)]
struct Pages {
    files: BTreeMap<String, Found>,
    /// The notes that pages show, by the path of the page.
    notes: BTreeMap<String, SourcePath>,
    /// Findings by the path of the note.
    findings: BTreeMap<String, Vec<Diagnostic>>,
    memo: Memo,
}

impl Edition {
    /// The edition after this one, and how many of its pages are different, new or gone.
    ///
    /// # Errors
    ///
    /// What is wrong with a template.
    pub(super) fn next(
        &self,
        inputs: &Inputs<'_>,
        mut scanned: Vec<Diagnostic>,
    ) -> Result<(Self, usize), Vec<Diagnostic>> {
        let grown = site::grow(inputs);
        let earlier = &self.pages.files;
        let at_hand = |path: &crate::path::OutputPath, digest| {
            earlier.get(path.as_str()).is_some_and(|found| found.digest == digest)
        };
        let build = site::build(inputs, &grown, &self.pages.memo, &at_hand, &|path, bytes| File::new(path, bytes))?;
        let files: BTreeMap<String, Found> =
            build.files.into_iter().filter_map(|file| Some((file.path.to_string(), self.found(file)?))).collect();
        let mut findings: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        scanned.extend(grown.diagnostics.iter().cloned());
        for finding in pipeline::settled(scanned, inputs.config, inputs.notes) {
            let path = finding.location.as_ref().map(|at| at.path.clone()).unwrap_or_default();
            findings.entry(path).or_default().push(finding);
        }
        let notes = site::note_pages(&grown).map(|(page, note)| (page.to_string(), note.clone())).collect();
        let pages = different_pages(earlier, &files);
        let stats = site::stats(&grown);
        let made = Pages { files, notes, findings, memo: build.memo };
        Ok((Self { pages: Arc::new(made), stats, broken: Vec::new() }, pages))
    }

    fn found(&self, file: File) -> Option<Found> {
        let body = match file.content {
            Content::Bytes(bytes) => Body::Bytes(bytes),
            Content::Copy(path) => {
                let length = std::fs::metadata(&path).map_or(0, |metadata| metadata.len());
                Body::File { path, length }
            }
            Content::Kept => return self.pages.files.get(file.path.as_str()).cloned(),
            // Nothing is written to a disk here.
            Content::Spooled { .. } => return None,
        };
        Some(Found { digest: file.digest, body })
    }

    /// The same edition, and why it is not of what is on disk.
    pub(super) fn broken(&self, fault: Option<&Failure>) -> Self {
        let broken = fault.map(findings_of).unwrap_or_default();
        Self { pages: Arc::clone(&self.pages), stats: self.stats, broken }
    }

    /// The paths of all files, in order.
    pub(super) fn paths(&self) -> Vec<String> {
        self.pages.files.keys().cloned().collect()
    }

    /// How many findings there are.
    pub(super) fn tally(&self) -> Tally {
        let all: Vec<Diagnostic> = self.pages.findings.values().flatten().cloned().collect();
        Tally::of(&all)
    }

    /// How many findings there are about these.
    pub(super) fn tally_of<'a>(&self, paths: impl IntoIterator<Item = &'a SourcePath>) -> Tally {
        let about = |path: &SourcePath| self.pages.findings.get(path.as_str());
        let all: Vec<Diagnostic> = paths.into_iter().filter_map(about).flatten().cloned().collect();
        Tally::of(&all)
    }
}

impl Shelf for Edition {
    fn find(&self, path: &str) -> Result<Option<Found>, Vec<Diagnostic>> {
        Ok(self.pages.files.get(path).cloned())
    }

    fn findings(&self, path: &str) -> Vec<Diagnostic> {
        let note = self.pages.notes.get(path);
        note.and_then(|note| self.pages.findings.get(note.as_str())).cloned().unwrap_or_default()
    }

    fn broken(&self) -> Vec<Diagnostic> {
        self.broken.clone()
    }
}

/// What a failure says, as findings.
fn findings_of(failure: &Failure) -> Vec<Diagnostic> {
    if failure.message.is_empty() {
        return failure.findings.clone();
    }
    let finding = Diagnostic::error(Code::InvalidConfig, failure.message.clone());
    vec![match &failure.help {
        Some(help) => finding.help(help.clone()),
        None => finding,
    }]
}

fn different_pages(earlier: &BTreeMap<String, Found>, files: &BTreeMap<String, Found>) -> usize {
    let is_page = |path: &String| path.ends_with(".html");
    let digest = |files: &BTreeMap<String, Found>, path: &String| files.get(path).map(|found| found.digest);
    let new = files.keys().filter(|path| is_page(path) && digest(earlier, path) != digest(files, path)).count();
    new + earlier.keys().filter(|path| is_page(path) && !files.contains_key(*path)).count()
}

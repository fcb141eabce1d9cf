//! The contents of the shelf: an edition, and if it is older than the files on disk, the reason.

use std::path::PathBuf;
use std::sync::Arc;

use super::attachments::Attachments;
use crate::commands::{Failure, Vacancy, pipeline};
use crate::config::BaseUrl;
use crate::diagnostic::{Code, Diagnostic};
use crate::hash::Digest;
use crate::path::{OutputPath, SourcePath};
use crate::serve::{Body, Found, Shelf};
use crate::site::{self, Edition, Stats, Stock};
use crate::source::Files;

/// A state of the site, for the server.
#[derive(Clone)]
pub(super) struct Site {
    edition: Arc<Edition>,
    attachments: Arc<Attachments>,
    broken: Vec<Diagnostic>,
}

impl Site {
    /// Makes the site of this stock, faster if it can start from the site `before`. `is_tried` says to render
    /// each template once, for the case that the set-up is new.
    ///
    /// # Errors
    ///
    /// The mistakes in a template.
    pub(super) fn new(
        stock: Stock,
        attachments: Arc<Attachments>,
        before: Option<&Self>,
        is_tried: bool,
    ) -> Result<Self, Vec<Diagnostic>> {
        let edition = Edition::new(stock, before.map(|before| &*before.edition));
        if is_tried {
            edition.try_templates()?;
        }
        Ok(Self { edition: Arc::new(edition), attachments, broken: Vec::new() })
    }

    /// Returns the same site, with the reason why it is older than the files on disk, if it is.
    pub(super) fn broken(&self, fault: Option<&Failure>) -> Self {
        Self { broken: fault.map(findings_of).unwrap_or_default(), ..self.clone() }
    }

    /// The paths of all files, sorted.
    pub(super) fn paths(&self) -> Vec<String> {
        self.edition.paths().iter().map(ToString::to_string).collect()
    }

    pub(super) fn prepare(&self) {
        self.edition.prepare();
    }

    pub(super) fn stats(&self) -> Stats {
        site::stats(self.edition.grown())
    }

    pub(super) fn pages(&self) -> usize {
        self.edition.pages()
    }

    /// Returns why no note is the home page, if none is.
    pub(super) fn vacancy(&self) -> Option<Vacancy> {
        Vacancy::of(self.edition.grown(), &self.edition.stock().notes)
    }

    /// Returns all findings; those about the folder are passed in.
    pub(super) fn all_findings(&self, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let stock = self.edition.stock();
        findings.extend(self.edition.grown().diagnostics());
        pipeline::settled(findings, &stock.config, &stock.notes)
    }

    /// Returns the findings about a note.
    fn findings_about(&self, path: &SourcePath) -> Vec<Diagnostic> {
        let stock = self.edition.stock();
        let Ok(place) = stock.notes.binary_search_by(|note| note.path.cmp(path)) else { return Vec::new() };
        let findings = self.edition.grown().findings_about(path, place);
        pipeline::settled(findings, &stock.config, &stock.notes[place..=place])
    }

    fn attachment(&self, path: PathBuf) -> Option<Found> {
        let probe = self.attachments.probe(&self.attachments.source(&path)?)?;
        Some(Found { digest: probe.digest, body: Body::File { path, length: probe.length } })
    }
}

impl Shelf for Site {
    fn find(&self, path: &str) -> Result<Option<Found>, Vec<Diagnostic>> {
        let asked = OutputPath::new(path);
        // Making the path legal may have changed it, and nobody asked for the changed one.
        if asked.as_str() != path {
            return Ok(None);
        }
        Ok(self.edition.find(&asked)?.and_then(|found| match found {
            site::Found::Made(bytes) => Some(Found { digest: Digest::of(&bytes), body: Body::Bytes(bytes.into()) }),
            site::Found::Attachment(place) => self.attachment(place),
        }))
    }

    fn findings(&self, path: &str) -> Vec<Diagnostic> {
        let note = self.edition.grown().note_on(&OutputPath::new(path));
        note.map(|note| self.findings_about(&note.path)).unwrap_or_default()
    }

    fn broken(&self) -> Vec<Diagnostic> {
        self.broken.clone()
    }

    fn base(&self) -> &str {
        self.edition.stock().config.base_url.as_ref().map_or("/", BaseUrl::path)
    }
}

/// Returns a failure as findings.
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

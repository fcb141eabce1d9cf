//! A garden that is being written: what is on disk, read as far as it changed.
//!
//! [`Live::look`] takes a hint where something may be different, reads what is, and makes the next
//! edition of the site. Whatever the hints were, what is on the shelf then is what a build would
//! write. If the set-up can't be read, or a template can't be filled, the last good state stays,
//! and says so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use rayon::prelude::*;

use super::attachments::Attachments;
use super::edition::Edition;
use super::setup::{Differences, Find, Setup};
use crate::commands::root::SITE_TOML;
use crate::commands::{Failure, pipeline};
use crate::diagnostic::render::Tally;
use crate::hash::Digest;
use crate::note::{self, Note};
use crate::path::SourcePath;
use crate::serve::Shelf;
use crate::site::{self, Inputs};
use crate::source::{self, Chronicle, History, Inventory, Look, Selection, SourceFile};
use crate::watch::{Area, Hint};

/// A garden as of the last look.
pub struct Live {
    find: Box<Find>,
    drafts: bool,
    setup: Setup,
    inventory: Inventory,
    notes: BTreeMap<SourcePath, Arc<Note>>,
    files: Vec<SourcePath>,
    attachments: Attachments,
    chronicle: Option<Chronicle>,
    edition: Arc<Edition>,
    /// Why the set-up is not the one on disk.
    fault: Option<Failure>,
    /// Why the edition is not of what was read last.
    flaw: Option<Failure>,
}

/// What a look came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// What was different, as its author knows it: paths of notes and files, `site.toml`, `theme`, `history`.
    pub changed: BTreeSet<String>,
    /// Pages that are different, new or gone.
    pub pages: usize,
    /// What there is to say about the notes that changed.
    pub tally: Tally,
    /// Why what is on the shelf is not what is on disk.
    pub fault: Option<Failure>,
    /// Whether that is so since the last look.
    pub is_new_fault: bool,
    /// How long it took.
    pub time: Duration,
    /// Whether other folders are to be watched now.
    pub watch: bool,
}

impl Live {
    /// Reads the whole garden and makes the first edition.
    ///
    /// # Errors
    ///
    /// If its set-up can't be read, or a template can't be filled: there is no good state yet.
    pub fn new(find: Box<Find>, drafts: bool) -> Result<Self, Failure> {
        let setup = Setup::load(&*find)?;
        let mut live = Self {
            find,
            drafts,
            inventory: inventory(&setup),
            notes: BTreeMap::new(),
            files: Vec::new(),
            attachments: Attachments::new(&setup.root.content),
            chronicle: None,
            edition: Arc::default(),
            fault: None,
            flaw: None,
            setup,
        };
        live.find_again(&Look::Everywhere, BTreeMap::new());
        live.remember();
        live.publish();
        match live.flaw {
            Some(flaw) => Err(flaw),
            None => Ok(live),
        }
    }

    /// The site as of the last look.
    pub fn shelf(&self) -> Arc<dyn Shelf> {
        Arc::clone(&self.edition) as Arc<dyn Shelf>
    }

    /// The paths of all files of the site, in order.
    pub fn paths(&self) -> Vec<String> {
        self.edition.paths()
    }

    /// The size of the garden.
    pub fn stats(&self) -> site::Stats {
        self.edition.stats
    }

    /// How much there is to say about the notes.
    pub fn tally(&self) -> Tally {
        self.edition.tally()
    }

    /// The folder of the notes.
    pub fn content(&self) -> &Path {
        &self.setup.root.content
    }

    /// What is to be watched, so that hints come.
    pub fn area(&self) -> Area {
        let root = &self.setup.root;
        let themes = root.folder.join("themes");
        let mut flat = vec![root.folder.clone()];
        flat.extend(root.site_toml.as_deref().and_then(Path::parent).map(Path::to_owned));
        let repository = source::repository(&root.content);
        let logs = repository.as_ref().map(|folder| folder.join("logs"));
        flat.extend(repository.iter().chain(&logs).cloned());
        flat.sort();
        flat.dedup();
        let (content, rules) = (root.content.clone(), self.inventory.rules().clone());
        let apart = themes.clone();
        let pass_over = move |path: &Path, is_dir: bool| {
            let is_in =
                |folder: &Option<PathBuf>| folder.as_deref().is_some_and(|folder| path.parent() == Some(folder));
            if is_in(&repository) || is_in(&logs) {
                return path.file_name().is_none_or(|name| name != "HEAD");
            }
            if path.starts_with(&content) && !path.starts_with(&apart) {
                return path != content && !is_rule(path) && rules.leave_out(path, is_dir);
            }
            path.file_name().is_some_and(source::is_passed_over) && !is_rule(path)
        };
        Area { deep: vec![root.content.clone(), themes], flat, pass_over: Arc::new(pass_over) }
    }

    /// Looks where something may be different. `None` if nothing is.
    pub fn look(&mut self, hint: &Hint) -> Option<Step> {
        let begun = Instant::now();
        let earlier = self.fault().cloned();
        let mut changed = BTreeSet::new();
        let (differences, earlier_notes) = self.set_up(hint);
        changed.extend(differences.settings.then(|| SITE_TOML.to_owned()));
        changed.extend(differences.theme.then(|| "theme".to_owned()));
        let look = match hint {
            Hint::Paths(paths) if !differences.selection => Look::At(paths.clone()),
            _ => Look::Everywhere,
        };
        // Without its folder there is no garden; what is known of it is better than nothing.
        let (names, is_other) =
            if self.content().is_dir() { self.find_again(&look, earlier_notes) } else { Default::default() };
        changed.extend(names.iter().map(ToString::to_string));
        if self.remember() {
            changed.insert("history".to_owned());
        }
        let is_new = is_other || differences.selection || !changed.is_empty();
        let pages = if is_new { self.publish() } else { 0 };
        if changed.is_empty() && pages == 0 && self.fault() == earlier.as_ref() {
            return None;
        }
        let watch = differences.selection || is_named(hint, is_rule);
        self.edition = Arc::new(self.edition.broken(self.fault()));
        let tally = self.edition.tally_of(&names);
        let fault = self.fault().cloned();
        let is_new_fault = fault.is_some() && fault != earlier;
        Some(Step { changed, pages, tally, fault, is_new_fault, time: begun.elapsed(), watch })
    }

    fn fault(&self) -> Option<&Failure> {
        self.fault.as_ref().or(self.flaw.as_ref())
    }

    /// Reads the set-up again if it may be different.
    /// Gives the notes as they were read until now where all have to be found again.
    fn set_up(&mut self, hint: &Hint) -> (Differences, BTreeMap<SourcePath, Arc<Note>>) {
        let root = &self.setup.root;
        let (content, themes, site_toml) = (&root.content, root.folder.join("themes"), root.folder.join(SITE_TOML));
        let is_of_setup = |path: &Path| {
            path.starts_with(&themes)
                || content.starts_with(path)
                || path == site_toml
                || root.site_toml.as_deref() == Some(path)
        };
        if self.fault.is_none() && !hint_has(hint, is_of_setup) {
            return Default::default();
        }
        let setup = match Setup::load(&*self.find) {
            Ok(setup) => setup,
            Err(failure) => {
                self.fault = Some(failure);
                return Default::default();
            }
        };
        self.fault = None;
        let mut differences = setup.differences(&self.setup);
        // Notes that are read in another way have to be found again.
        let is_read_alike = setup.reading(self.drafts) == self.setup.reading(self.drafts);
        differences.selection |= !is_read_alike;
        let mut earlier = BTreeMap::new();
        if differences.selection {
            self.inventory = inventory(&setup);
            self.attachments = Attachments::new(&setup.root.content);
            self.chronicle = None;
            self.files.clear();
            let notes = std::mem::take(&mut self.notes);
            if is_read_alike {
                earlier = notes;
            }
        }
        self.setup = setup;
        (differences, earlier)
    }

    /// Looks at the folder: which notes and files are different now, and whether anything else is.
    /// Of `earlier`, notes are taken that were read already.
    fn find_again(&mut self, look: &Look, earlier: BTreeMap<SourcePath, Arc<Note>>) -> (BTreeSet<SourcePath>, bool) {
        let changes = self.inventory.look(look, SystemTime::now());
        let mut different = BTreeSet::new();
        let mut come_or_gone = false;
        for path in changes.files {
            let was = self.files.binary_search(&path).is_ok();
            let is = self.inventory.has_file(&path);
            come_or_gone |= was != is;
            if self.attachments.look(&path) || was != is {
                different.insert(path);
            }
        }
        if come_or_gone {
            self.files = self.inventory.files().cloned().collect();
        }
        self.read(changes.notes, earlier, &mut different);
        (different, changes.findings)
    }

    /// Reads the notes that changed.
    fn read(
        &mut self,
        found: BTreeMap<SourcePath, Option<SourceFile>>,
        mut earlier: BTreeMap<SourcePath, Arc<Note>>,
        different: &mut BTreeSet<SourcePath>,
    ) {
        let options = self.setup.reading(self.drafts);
        let found: Vec<_> = found
            .into_iter()
            .map(|(path, file)| {
                let known = earlier.remove(&path);
                (path, file, known)
            })
            .collect();
        let read: Vec<_> = found
            .into_par_iter()
            .map(|(path, file, known)| {
                let Some(SourceFile { bytes, .. }) = file else { return (path, None, true) };
                match known.filter(|note| note.digest == Digest::of(&bytes)) {
                    Some(note) => (path, Some(note), false),
                    None => {
                        let note = note::read(&path, &bytes, &options);
                        (path, Some(Arc::new(note)), true)
                    }
                }
            })
            .collect();
        for (path, note, is_different) in read {
            match note {
                Some(note) => drop(self.notes.insert(path.clone(), note)),
                None => drop(self.notes.remove(&path)),
            }
            if is_different {
                different.insert(path);
            }
        }
    }

    /// Asks version control again if dates come from it; whether there is something new.
    fn remember(&mut self) -> bool {
        if !pipeline::uses_history(&self.setup.root) {
            return self.chronicle.take().is_some();
        }
        match &mut self.chronicle {
            Some(chronicle) => chronicle.look(),
            None => {
                self.chronicle = Some(Chronicle::new(&self.setup.root.content));
                true
            }
        }
    }

    /// Makes the next edition of what was read, if the templates can be filled; the number of pages
    /// that are different.
    fn publish(&mut self) -> usize {
        let notes: Vec<Arc<Note>> = self.notes.values().cloned().collect();
        let none = History::new();
        let inputs = Inputs {
            config: self.setup.config(),
            theme: &self.setup.theme,
            typesetter: &self.setup.typesetter,
            notes: &notes,
            files: &self.files,
            attachments: &self.attachments,
            history: self.chronicle.as_ref().map_or(&none, Chronicle::history),
        };
        match self.edition.next(&inputs, self.inventory.diagnostics().cloned().collect()) {
            Ok((edition, pages)) => {
                self.edition = Arc::new(edition);
                self.flaw = None;
                pages
            }
            Err(findings) => {
                self.flaw = Some(pipeline::setup_failure(&self.setup.root, findings));
                0
            }
        }
    }
}

fn inventory(setup: &Setup) -> Inventory {
    let root = &setup.root;
    let (exclude, skip) = (pipeline::exclude(root), pipeline::skip(root));
    Inventory::new(&Selection { content: &root.content, exclude: &exclude, skip: &skip })
}

fn hint_has(hint: &Hint, is_wanted: impl Fn(&Path) -> bool) -> bool {
    match hint {
        Hint::Everything => true,
        Hint::Paths(paths) => paths.iter().any(|path| is_wanted(path)),
    }
}

/// Whether a hint names such a path.
fn is_named(hint: &Hint, is_wanted: impl Fn(&Path) -> bool) -> bool {
    *hint != Hint::Everything && hint_has(hint, is_wanted)
}

/// Whether a file says what is content.
fn is_rule(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == ".gitignore")
}

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
use super::setup::{Differences, Find, Setup};
use super::site::Site;
use crate::commands::root::{AUTHORS_TOML, SITE_TOML};
use crate::commands::{Failure, pipeline};
use crate::diagnostic::render::Tally;
use crate::highlight::Highlighter;
use crate::note::{self, Note};
use crate::path::SourcePath;
use crate::serve::Shelf;
use crate::site::{Stats, Stock};
use crate::source::{self, Chronicle, Files, History, Inventory, Look, Rules, Selection, SourceFile};
use crate::watch::{Area, Hint, PassOver};

/// A garden as of the last look.
pub struct Live {
    find: Box<Find>,
    drafts: bool,
    setup: Setup,
    inventory: Inventory,
    notes: BTreeMap<SourcePath, Arc<Note>>,
    files: Vec<SourcePath>,
    attachments: Arc<Attachments>,
    chronicle: Option<Chronicle>,
    /// The history of gardens that do not ask for one.
    no_history: Arc<History>,
    highlighter: Arc<Highlighter>,
    site: Arc<Site>,
    /// Why the set-up is not the one on disk.
    fault: Option<Failure>,
    /// Why the site is not of what was read last.
    flaw: Option<Failure>,
}

/// What a look came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// What was different, as its author knows it: paths of notes and files, `site.toml`, `theme`, `history`.
    pub changed: BTreeSet<String>,
    /// Pages that the site has now.
    pub pages: usize,
    /// Why what is on the shelf is not what is on disk.
    pub fault: Option<Failure>,
    /// Whether that is so since this look.
    pub is_new_fault: bool,
    /// Whether it was so until this look.
    pub is_mended: bool,
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
        let attachments = Arc::new(Attachments::new(&setup.root.content));
        let (highlighter, no_history) = (Arc::new(Highlighter::new()), Arc::new(History::default()));
        // An empty site, so that there is one to begin with.
        let stock = Stock {
            config: Arc::clone(&setup.config),
            theme: Arc::clone(&setup.theme),
            typesetter: Arc::clone(&setup.typesetter),
            highlighter: Arc::clone(&highlighter),
            notes: Vec::new(),
            files: Vec::new(),
            attachments: Arc::clone(&attachments) as Arc<dyn Files + Send>,
            history: Arc::clone(&no_history),
            authors: Arc::clone(&setup.authors),
        };
        let site = Site::new(stock, Arc::clone(&attachments), None, true)
            .map_err(|findings| pipeline::setup_failure(&setup.root, findings))?;
        let mut live = Self {
            find,
            drafts,
            inventory: inventory(&setup),
            notes: BTreeMap::new(),
            files: Vec::new(),
            attachments,
            chronicle: None,
            no_history,
            highlighter,
            site: Arc::new(site),
            fault: None,
            flaw: None,
            setup,
        };
        live.find_again(&Look::Everywhere, BTreeMap::new());
        live.remember();
        live.publish(true);
        match live.flaw {
            Some(flaw) => Err(flaw),
            None => Ok(live),
        }
    }

    /// The site as of the last look.
    pub fn shelf(&self) -> Arc<dyn Shelf> {
        Arc::clone(&self.site) as Arc<dyn Shelf>
    }

    /// The paths of all files of the site, in order.
    pub fn paths(&self) -> Vec<String> {
        self.site.paths()
    }

    /// The size of the garden.
    pub fn stats(&self) -> Stats {
        self.site.stats()
    }

    /// How much there is to say about the notes.
    pub fn tally(&self) -> Tally {
        self.site.tally(self.inventory.diagnostics().cloned().collect())
    }

    /// How much there is to say about the notes that changed.
    pub fn tally_of(&self, step: &Step) -> Tally {
        let about = |path: &String| self.site.findings_about(&SourcePath::new(path.as_str()));
        Tally::of(&step.changed.iter().flat_map(about).collect::<Vec<_>>())
    }

    /// The folder of the notes.
    pub fn content(&self) -> &Path {
        &self.setup.root.content
    }

    /// What is to be watched, so that hints come.
    pub fn area(&self) -> Area {
        let root = &self.setup.root;
        let (content, themes) = (root.content.clone(), root.folder.join("themes"));
        let state = source::repository(&content).map(|folder| [folder.join("logs"), folder]);
        let state: Vec<PathBuf> = state.into_iter().flatten().collect();
        let mut flat = vec![root.folder.clone()];
        flat.extend(root.site_toml.as_deref().and_then(Path::parent).map(Path::to_owned));
        flat.extend_from_slice(&state);
        flat.sort();
        flat.dedup();
        let deep = vec![content.clone(), themes.clone()];
        Area { deep, flat, pass_over: pass_over(content, themes, state, self.inventory.rules().clone()) }
    }

    /// Makes the next look take less time, while nobody waits for one.
    pub fn prepare(&self) {
        self.site.prepare();
    }

    /// Looks where something may be different. `None` if nothing is.
    pub fn look(&mut self, hint: &Hint) -> Option<Step> {
        let begun = Instant::now();
        let earlier = self.fault().cloned();
        let mut changed = BTreeSet::new();
        let was_unreadable = self.fault.is_some();
        let (differences, earlier_notes) = self.set_up(hint);
        changed.extend(differences.settings.then(|| SITE_TOML.to_owned()));
        changed.extend(differences.theme.then(|| "theme".to_owned()));
        let look = match hint {
            // While the set-up could not be read, the folder may have been another one.
            Hint::Paths(paths) if !differences.selection && !was_unreadable => Look::At(paths.clone()),
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
        if is_new {
            self.publish(differences.settings || differences.theme || self.flaw.is_some());
        } else if self.fault() == earlier.as_ref() {
            return None;
        }
        self.site = Arc::new(self.site.broken(self.fault()));
        let fault = self.fault().cloned();
        Some(Step {
            changed,
            pages: self.site.pages(),
            is_new_fault: fault.is_some() && fault != earlier,
            is_mended: fault.is_none() && earlier.is_some(),
            fault,
            time: begun.elapsed(),
            watch: differences.selection || is_named(hint, is_rule),
        })
    }

    fn fault(&self) -> Option<&Failure> {
        self.fault.as_ref().or(self.flaw.as_ref())
    }

    /// Reads the set-up again if it may be different.
    /// Gives the notes as they were read until now where all have to be found again.
    fn set_up(&mut self, hint: &Hint) -> (Differences, BTreeMap<SourcePath, Arc<Note>>) {
        let root = &self.setup.root;
        let (content, themes, site_toml) = (&root.content, root.folder.join("themes"), root.folder.join(SITE_TOML));
        let authors_toml = root.authors_toml();
        let is_of_setup = |path: &Path| {
            path.starts_with(&themes)
                || content.starts_with(path)
                || path == site_toml
                || path == authors_toml
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
        let setup = setup.sharing(&self.setup);
        let mut differences = setup.differences(&self.setup);
        // Notes that are read in another way have to be found again.
        let is_read_alike = setup.reading(self.drafts) == self.setup.reading(self.drafts);
        differences.selection |= !is_read_alike;
        let mut earlier = BTreeMap::new();
        if differences.selection {
            self.inventory = inventory(&setup);
            self.attachments = Arc::new(Attachments::new(&setup.root.content));
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
        let others = self.attachments.others(changes.files.iter()).into_iter();
        let mut different: BTreeSet<SourcePath> = others.cloned().collect();
        let was = |path: &&SourcePath| self.files.binary_search(path).is_ok();
        let come_or_gone = changes.files.iter().filter(|path| was(path) != self.inventory.has_file(path));
        let come_or_gone: Vec<SourcePath> = come_or_gone.cloned().collect();
        if !come_or_gone.is_empty() {
            self.files = self.inventory.files().cloned().collect();
            different.extend(come_or_gone);
        }
        if !different.is_empty() {
            self.attachments = Arc::new(self.attachments.without(different.iter()));
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
                let Some(file) = file else { return (path, None, true) };
                match known.filter(|note| note.digest == file.digest) {
                    Some(note) => (path, Some(note), false),
                    None => (path, Some(Arc::new(note::read_file(&file, &options))), true),
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

    /// Asks version control again if the repository moved on, or something else is asked; whether there is
    /// something new.
    fn remember(&mut self) -> bool {
        let inquiry = pipeline::inquiry(&self.setup.root);
        if inquiry.is_idle() {
            return self.chronicle.take().is_some();
        }
        match &mut self.chronicle {
            Some(chronicle) => chronicle.look(inquiry),
            None => {
                self.chronicle = Some(Chronicle::new(&self.setup.root.content, inquiry));
                true
            }
        }
    }

    /// Makes a site of what was read, if the templates can be filled.
    fn publish(&mut self, is_tried: bool) {
        let stock = Stock {
            config: Arc::clone(&self.setup.config),
            theme: Arc::clone(&self.setup.theme),
            typesetter: Arc::clone(&self.setup.typesetter),
            highlighter: Arc::clone(&self.highlighter),
            notes: self.notes.values().cloned().collect(),
            files: self.files.clone(),
            attachments: Arc::clone(&self.attachments) as Arc<dyn Files + Send>,
            history: Arc::clone(self.chronicle.as_ref().map_or(&self.no_history, Chronicle::history)),
            authors: Arc::clone(&self.setup.authors),
        };
        match Site::new(stock, Arc::clone(&self.attachments), Some(&self.site), is_tried) {
            Ok(site) => {
                self.site = Arc::new(site);
                self.flaw = None;
            }
            Err(findings) => self.flaw = Some(pipeline::setup_failure(&self.setup.root, findings)),
        }
    }
}

/// What need not be watched: in the content folder what is no content, of version control all but where
/// it stands, elsewhere what is hidden.
fn pass_over(content: PathBuf, themes: PathBuf, state: Vec<PathBuf>, rules: Rules) -> Arc<PassOver> {
    Arc::new(move |path: &Path, is_dir: bool| {
        if state.iter().any(|folder| path.parent() == Some(folder)) {
            path.file_name().is_none_or(|name| name != "HEAD")
        } else if path.starts_with(&content) && !path.starts_with(&themes) {
            path != content && !is_rule(path) && !is_named_authors(path) && rules.leave_out(path, is_dir)
        } else {
            path.file_name().is_some_and(source::is_passed_over) && !is_rule(path)
        }
    })
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

/// Whether it is the file of the people, which is no content wherever it is, and is read.
fn is_named_authors(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == AUTHORS_TOML)
}

/// Whether a file says what is content.
fn is_rule(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == ".gitignore")
}

//! A garden that is being edited: keeps what was read from disk, and rereads only what changed.
//!
//! [`Live::look`] takes a hint where something may have changed, reads what did, and makes the next edition of
//! the site. Whatever the hints were, the shelf then holds what a build would write. If the set-up can't be
//! read, or a template can't be rendered, the shelf keeps the last good state and says why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use rayon::prelude::*;

use super::area::{self, is_rule};
use super::attachments::Attachments;
use super::changes::{Changes, Known};
use super::setup::{Differences, Find, Setup};
use super::site::Site;
use crate::commands::report::no_words;
use crate::commands::root::SITE_TOML;
use crate::commands::{Failure, Vacancy, apart, pipeline};
use crate::config::{Config, Select};
use crate::diagnostic::Severity;
use crate::highlight::Highlighter;
use crate::note::{self, Note};
use crate::path::SourcePath;
use crate::serve::Shelf;
use crate::site::{Stats, Stock};
use crate::source::{Chronicle, Files, History, Inventory, Look, Selection, SourceFile};
use crate::watch::{Area, Hint};

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
    /// The history used by gardens that don't ask for one.
    no_history: Arc<History>,
    highlighter: Arc<Highlighter>,
    site: Arc<Site>,
    /// Why the set-up in use is older than the one on disk.
    fault: Option<Failure>,
    /// Why the site is older than what was read last.
    flaw: Option<Failure>,
    /// The findings when they were asked for last.
    known: Known,
}

/// The outcome of a look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// What changed, by the names its author knows: paths of notes and files, `site.toml`, `theme`, `history`.
    pub changed: BTreeSet<String>,
    /// Number of pages of the site.
    pub pages: usize,
    /// Why the shelf holds an older state than the one on disk.
    pub fault: Option<Failure>,
    /// Whether this look brought the fault.
    pub is_new_fault: bool,
    /// Whether this look ended a fault.
    pub is_mended: bool,
    /// How long it took.
    pub time: Duration,
    /// Whether the watch has to start anew, as the set of folders to be watched may have changed.
    pub watch: bool,
}

impl Live {
    /// Reads the whole garden and makes the first edition.
    ///
    /// # Errors
    ///
    /// If the set-up can't be read, or a template can't be rendered: there is no good state yet to fall back on.
    pub fn new(find: Box<Find>, drafts: bool) -> Result<Self, Failure> {
        let setup = Setup::load(&*find)?;
        let attachments = Arc::new(Attachments::new(&setup.root.content));
        let (highlighter, no_history) = (Arc::new(Highlighter::new()), Arc::new(History::default()));
        // An empty site to begin with, which the first look replaces.
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
            known: Known::default(),
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

    /// The paths of all files of the site, sorted.
    pub fn paths(&self) -> Vec<String> {
        self.site.paths()
    }

    /// Counts the notes, links, tags and pages of the garden.
    pub fn stats(&self) -> Stats {
        self.site.stats()
    }

    /// Returns what there is to say about the garden now, compared with the last call.
    pub fn findings(&mut self) -> Changes {
        let of_folder = self.inventory.diagnostics().chain(self.inventory.unmatched());
        let mut all = self.site.all_findings(of_folder.cloned().collect());
        all.retain(|finding| finding.severity != Severity::Info);
        self.known.next(all, &self.setup.root.folders)
    }

    /// Returns why no note is the home page, if none is, and whether notes have to say that they are published.
    pub fn vacancy(&self) -> Option<(Vacancy, bool)> {
        Some((self.site.vacancy()?, self.setup.config.select == Select::OptIn))
    }

    /// Returns what to say about folders whose names say that they are not for publication; empty if there are none.
    pub fn apart(&self) -> String {
        let root = &self.setup.root;
        apart::hint(&root.folders.content, &apart::folders(root, self.notes.values()))
    }

    /// Returns what to say about a language that the theme has no words in; empty if it has.
    pub fn unworded(&self) -> String {
        if self.setup.theme.is_worded() { String::new() } else { no_words(&self.setup.config) }
    }

    /// The content folder.
    pub fn content(&self) -> &Path {
        &self.setup.root.content
    }

    /// Returns the folders to watch for changes.
    pub fn area(&self) -> Area {
        area::of(&self.setup.root, self.inventory.rules().clone())
    }

    /// Does work in advance that makes the next look faster, while nobody is waiting for one.
    pub fn prepare(&self) {
        self.site.prepare();
    }

    /// Looks where something may have changed. Returns `None` if nothing did.
    pub fn look(&mut self, hint: &Hint) -> Option<Step> {
        let begun = Instant::now();
        let earlier = self.fault().cloned();
        let mut changed = BTreeSet::new();
        let was_unreadable = self.fault.is_some();
        let (differences, earlier_notes) = self.set_up(hint);
        changed.extend(differences.settings.then(|| SITE_TOML.to_owned()));
        changed.extend(differences.theme.then(|| "theme".to_owned()));
        let look = match hint {
            // While the set-up could not be read, hints may have been about another content folder.
            Hint::Paths(paths) if !differences.selection && !was_unreadable => Look::At(paths.clone()),
            _ => Look::Everywhere,
        };
        // If the content folder is gone, keep what is known: that is better than an empty site.
        let (names, is_other) =
            if self.content().is_dir() { self.find_again(&look, earlier_notes) } else { Default::default() };
        changed.extend(names.iter().map(ToString::to_string));
        if self.remember() {
            changed.insert("history".to_owned());
        }
        // Other rules may bring files that are there only later, and the watch has to know them.
        let watch = differences.selection || is_named(hint, is_rule);
        let is_new = is_other || differences.selection || !changed.is_empty();
        if is_new {
            self.publish(differences.settings || differences.theme || self.flaw.is_some());
        } else if self.fault() == earlier.as_ref() && !watch {
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
            watch,
        })
    }

    fn fault(&self) -> Option<&Failure> {
        self.fault.as_ref().or(self.flaw.as_ref())
    }

    /// Reads the set-up again if it may have changed. If all notes have to be found again because of that, also
    /// returns the notes as parsed so far, as long as they would be parsed in the same way.
    fn set_up(&mut self, hint: &Hint) -> (Differences, BTreeMap<SourcePath, Arc<Note>>) {
        let root = &self.setup.root;
        let (content, themes, site_toml) = (&root.content, root.folder.join("themes"), root.folder.join(SITE_TOML));
        let authors_toml = root.authors_toml();
        // A new folder `content` may become the content folder.
        let usual_content = root.folder.join(Config::default().content.as_str());
        let is_of_setup = |path: &Path| {
            path.starts_with(&themes)
                || *content == root.folder && path.starts_with(&usual_content)
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
        // A folder that is gone is not a wish for another: it may be back in a moment.
        let is_chosen = setup.root.origins.contains_key("content") || setup.root.content != setup.root.folder;
        if !is_chosen && self.content() == usual_content {
            let failure = Failure::new(format!("there is no content folder `{}`", Config::default().content));
            let help = "put it back, or name the folder of the notes in site.toml: content = \".\"";
            self.fault = Some(failure.help(help));
            return Default::default();
        }
        self.fault = None;
        let setup = setup.sharing(&self.setup);
        let mut differences = setup.differences(&self.setup);
        // Notes that are parsed with other options have to be found again.
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

    /// Looks at the folder and returns which notes and files changed, and whether findings about the folder
    /// did. A note in `earlier` whose bytes are unchanged is not parsed again.
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

    /// Parses the notes that changed, and adds the paths of those that are new, changed or gone to `different`.
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
                    None => (path, Some(Arc::new(note::read_file(file, &options))), true),
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

    /// Asks version control again if the repository moved on or the questions changed; returns whether the
    /// history may have changed.
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

    /// Makes a site of what was read, unless a template can't be rendered. `is_tried`: whether to try each template.
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

/// Whether a hint names a path of this kind.
fn is_named(hint: &Hint, is_wanted: impl Fn(&Path) -> bool) -> bool {
    *hint != Hint::Everything && hint_has(hint, is_wanted)
}

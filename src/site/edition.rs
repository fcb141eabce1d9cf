//! One state of the site whose files are made on demand.
//!
//! [`Edition::new`] grows the garden, from the previous edition where possible, and renders nothing.
//! [`Edition::find`] makes the file at a path: byte for byte the one that [`super::build`] would make. An edition
//! is immutable; a change of the garden makes a new edition.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::compose::{self, Around, Cards, Composer, Days, Rails};
use super::previews::Previews;
use super::search::Search;
use super::{Grown, Inputs, garden_json, graph_data, page};
use crate::config::{Authors, Config};
use crate::diagnostic::Diagnostic;
use crate::garden::FileId;
use crate::hash::Digest;
use crate::highlight::Highlighter;
use crate::math::Typesetter;
use crate::note::Note;
use crate::path::{OutputPath, SourcePath};
use crate::render::frame::Frames;
use crate::render::html::Options;
use crate::render::page::Setting;
use crate::source::{Files, History};
use crate::theme::{Shared, Theme};

/// Everything that an edition is made of, see [`Inputs`]. Unchanged parts are shared with the previous edition.
#[derive(Clone)]
pub struct Stock {
    /// The settings.
    pub config: Arc<Config>,
    /// The theme.
    pub theme: Arc<Theme>,
    /// Typesets formulas.
    pub typesetter: Arc<Typesetter>,
    /// Highlights code.
    pub highlighter: Arc<Highlighter>,
    /// All notes, published or not, in the order of their paths.
    pub notes: Vec<Arc<Note>>,
    /// All other files, in the order of their paths.
    pub files: Vec<SourcePath>,
    /// Gives access to these files. What it returns for a file must not change while the edition lives.
    pub attachments: Arc<dyn Files + Send>,
    /// The history of the notes from version control.
    pub history: Arc<History>,
    /// The authors that the garden knows.
    pub authors: Arc<Authors>,
}

impl Stock {
    fn inputs(&self) -> Inputs<'_> {
        Inputs {
            config: &self.config,
            theme: &self.theme,
            typesetter: &self.typesetter,
            notes: &self.notes,
            files: &self.files,
            attachments: &*self.attachments,
            history: &self.history,
            authors: &self.authors,
            is_live: true,
        }
    }

    /// Whether the two differ in notes and files at most.
    fn is_set_up_like(&self, other: &Stock) -> bool {
        Arc::ptr_eq(&self.config, &other.config)
            && Arc::ptr_eq(&self.theme, &other.theme)
            && Arc::ptr_eq(&self.typesetter, &other.typesetter)
            && Arc::ptr_eq(&self.history, &other.history)
            && Arc::ptr_eq(&self.authors, &other.authors)
    }
}

/// One immutable state of the site.
pub struct Edition {
    stock: Stock,
    grown: Grown,
    shared: Shared,
    frames: Frames,
    options: Options,
    files: OnceLock<HashMap<OutputPath, FileId>>,
    /// The theme files that pages of this garden need.
    assets: OnceLock<HashMap<OutputPath, Vec<u8>>>,
    /// `garden.json`. Like the fields below it is made from the whole garden, on first request.
    data: OnceLock<Vec<u8>>,
    map: OnceLock<Vec<u8>>,
    previews: OnceLock<BTreeMap<OutputPath, Vec<u8>>>,
    sitemap: OnceLock<BTreeMap<OutputPath, Vec<u8>>>,
    search: Search,
}

/// A file of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Bytes made from the notes.
    Made(Vec<u8>),
    /// A file of the garden, at this place on disk.
    Attachment(PathBuf),
}

impl Edition {
    /// Makes the edition of this stock. `before` may be any edition; it saves time where it was set up alike.
    pub fn new(stock: Stock, before: Option<&Edition>) -> Self {
        let inputs = stock.inputs();
        let grown = match before.filter(|before| before.stock.is_set_up_like(&stock)) {
            Some(before) => super::regrow(&inputs, &before.grown),
            None => super::grow(&inputs),
        };
        let shared = Shared::new(&compose::site(&stock.config, &grown.garden, &grown.plan));
        Self {
            options: super::options(&inputs),
            frames: Frames::default(),
            shared,
            grown,
            stock,
            files: OnceLock::new(),
            assets: OnceLock::new(),
            data: OnceLock::new(),
            map: OnceLock::new(),
            previews: OnceLock::new(),
            sitemap: OnceLock::new(),
            search: Search::default(),
        }
    }

    /// Returns what the edition is made of.
    pub fn stock(&self) -> &Stock {
        &self.stock
    }

    /// Returns the garden and the plan of its pages.
    pub fn grown(&self) -> &Grown {
        &self.grown
    }

    /// Returns the file at a path, if the site has one there.
    ///
    /// # Errors
    ///
    /// Returns the faults of the theme.
    pub fn find(&self, path: &OutputPath) -> Result<Option<Found>, Vec<Diagnostic>> {
        let (garden, plan) = (&self.grown.garden, &*self.grown.plan);
        let inputs = self.stock.inputs();
        if let Ok(place) = plan.pages.binary_search_by(|page| page.path.cmp(path)) {
            return self.page(&plan.pages[place]);
        }
        // Everything else of the search is in this folder.
        if path.folder() == "search" {
            let made = self.search.of(&inputs, garden);
            if let Some(page) = made.pages.iter().find(|page| page.path == *path) {
                return self.page(page);
            }
            let note_file = || made.note_file(inputs.config, garden, path);
            if let Some(bytes) = made.files.get(path).cloned().or_else(note_file) {
                return Ok(Some(Found::Made(bytes)));
            }
        }
        // Finding out which are needed means looking at all notes, so it is done once: every page asks for some.
        let assets = self.assets.get_or_init(|| super::assets(&inputs, plan, garden).collect());
        if let Some(bytes) = assets.get(path) {
            return Ok(Some(Found::Made(bytes.clone())));
        }
        if *path == page::fixed("garden.json") {
            return Ok(Some(Found::Made(
                self.data.get_or_init(|| garden_json::write(garden).flatten().collect()).clone(),
            )));
        }
        if plan.graph && *path == graph_data::path() {
            let map =
                self.map.get_or_init(|| graph_data::Data::of(garden, self.grown.links()).write(self.grown.places()));
            return Ok(Some(Found::Made(map.clone())));
        }
        if path.folder() == "previews"
            && let Some(bytes) = self.previews(&inputs).get(path)
        {
            return Ok(Some(Found::Made(bytes.clone())));
        }
        let files = self.files.get_or_init(|| garden.files.iter().map(|(id, file)| (file.page.clone(), *id)).collect());
        if let Some(id) = files.get(path) {
            return Ok(Some(Found::Attachment(inputs.attachments.place(&garden.file(*id).source))));
        }
        if let Some(bytes) = self.sitemap().get(path) {
            return Ok(Some(Found::Made(bytes.clone())));
        }
        Ok(self.with_composer(|composer| composer.feed(path))?.map(Found::Made))
    }

    fn previews(&self, inputs: &Inputs<'_>) -> &BTreeMap<OutputPath, Vec<u8>> {
        let garden = &self.grown.garden;
        let written = || Previews::new(inputs.config, garden).map(|previews| previews.write(inputs, garden));
        self.previews.get_or_init(|| written().into_iter().flatten().collect())
    }

    /// Computes ahead what will make the next edition faster; this edition does not need it.
    pub fn prepare(&self) {
        self.grown.prepare(&self.stock.config);
    }

    /// Returns the number of pages.
    pub fn pages(&self) -> usize {
        self.grown.plan.pages.len()
    }

    /// Returns the paths of all files, sorted; without attachments that can't be read.
    pub fn paths(&self) -> Vec<OutputPath> {
        let (garden, inputs) = (&self.grown.garden, self.stock.inputs());
        let mut paths: Vec<OutputPath> = self.grown.plan.pages.iter().map(|page| page.path.clone()).collect();
        paths.extend(super::assets(&inputs, &self.grown.plan, garden).map(|(path, _)| path));
        let search = self.search.of(&inputs, garden);
        paths.extend(search.pages.iter().map(|page| page.path.clone()));
        paths.extend(search.files.keys().chain(search.notes.keys()).cloned());
        paths.push(page::fixed("garden.json"));
        paths.extend(self.grown.plan.graph.then(graph_data::path));
        paths.extend(Previews::new(inputs.config, garden).into_iter().flat_map(Previews::paths));
        let probes = self.grown.probes.all(&inputs, garden);
        let files = probes.into_iter().filter(|(_, probe)| probe.is_some());
        paths.extend(files.map(|(id, _)| garden.file(id).page.clone()));
        paths.extend(self.sitemap().keys().chain(self.grown.plan.feeds.paths()).cloned());
        paths.sort();
        paths
    }

    /// Renders one page of each kind, to check that the templates work.
    ///
    /// # Errors
    ///
    /// Returns the faults of the theme.
    pub fn try_templates(&self) -> Result<(), Vec<Diagnostic>> {
        let mut seen = Vec::new();
        for page in &self.grown.plan.pages {
            let kind = std::mem::discriminant(&page.kind);
            if !seen.contains(&kind) {
                seen.push(kind);
                self.find(&page.path)?;
            }
        }
        self.find(&page::fixed("atom.xml")).map(|_| ())
    }

    fn sitemap(&self) -> &BTreeMap<OutputPath, Vec<u8>> {
        self.sitemap.get_or_init(|| self.with_composer(|composer| composer.sitemap().into_iter().collect()))
    }

    fn page(&self, page: &page::Page) -> Result<Option<Found>, Vec<Diagnostic>> {
        self.with_composer(|composer| {
            let page = composer.page(page)?;
            page.render(&self.setting()).map(|bytes| Some(Found::Made(bytes)))
        })
    }

    fn with_composer<T>(&self, work: impl FnOnce(&Composer<'_>) -> T) -> T {
        // Preparing what many pages share pays off only where all pages are made.
        let (days, cards, around, rails) = (Days::default(), Cards::default(), Around::default(), Rails::default());
        let composer = Composer {
            inputs: &self.stock.inputs(),
            garden: &self.grown.garden,
            plan: &self.grown.plan,
            probes: &self.grown.probes,
            days: &days,
            cards: &cards,
            around: &around,
            rails: &rails,
            shared: &self.shared,
            search: &self.search,
            mentions: self.grown.mentions(&self.stock.config),
            links: self.grown.links(),
        };
        work(&composer)
    }

    fn setting(&self) -> Setting<'_> {
        Setting {
            theme: &self.stock.theme,
            site: &self.shared,
            direct: None,
            frames: &self.frames,
            options: &self.options,
            highlighter: &self.stock.highlighter,
            typesetter: &self.stock.typesetter,
            plotter: &self.grown.plotter,
            // Only builds compare pages by fingerprint.
            digest: Digest::of(&[]),
        }
    }
}

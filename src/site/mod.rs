//! A whole site: from notes to outputs, as one pure function.
//!
//! [`grow()`] resolves the garden and plans its pages. [`build`] makes all pages and skips those that an earlier
//! build made from the same inputs; an [`Edition`] makes each on demand. Attachments are read through [`Files`],
//! and nothing is written.

mod alphabet;
mod changes;
mod compose;
mod days;
mod diagrams;
mod edition;
pub mod feeds;
mod formulas;
mod garden_json;
mod graph_data;
mod grow;
mod lenses;
mod list;
mod orders;
mod page;
mod people;
pub mod plan;
mod previews;
mod search;
mod suggest;
mod syndication;

use std::collections::{BTreeMap, BTreeSet};
use std::iter;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{Authors, Config, Footnotes, Unresolved};
use crate::diagnostic::Diagnostic;
use crate::diagram::{self, Plotter};
use crate::garden::{FileId, Garden};
use crate::hash::{Digest, fingerprint};
use crate::highlight::Highlighter;
use crate::math::Typesetter;
use crate::mention;
use crate::note::{Note, Span};
use crate::output::{Content, File};
use crate::path::{OutputPath, SourcePath};
use crate::render::frame::Frames;
use crate::render::html::{Options, Words};
use crate::render::page::Setting;
use crate::render::view::Site;
use crate::source::{Files, History, Probe};
use crate::theme::{Need, Shared, Theme};
use compose::{Composer, Rails};
pub use edition::{Edition, Found, Stock};
pub use grow::{Grown, Stats, grow, orphans, regrow, stats};
use previews::Previews;
use search::Search;
pub use suggest::{SuggestedLink, Suggestion, suggestions};

/// Identifies the program in fingerprints: another version may make other pages of the same notes.
const PROGRAM: (&str, bool) = (env!("CARGO_PKG_VERSION"), diagram::AVAILABLE);

/// Everything that a site is made of.
pub struct Inputs<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The theme.
    pub theme: &'a Theme,
    /// Typesets formulas, with the garden's own commands.
    pub typesetter: &'a Typesetter,
    /// All notes, published or not, in the order of their paths.
    pub notes: &'a [Arc<Note>],
    /// All other files, in the order of their paths.
    pub files: &'a [SourcePath],
    /// Gives access to these files.
    pub attachments: &'a dyn Files,
    /// The history of the notes from version control.
    pub history: &'a History,
    /// The authors that the garden knows.
    pub authors: &'a Authors,
    /// Whether the garden will be grown again and again with a few changed notes each time.
    pub is_live: bool,
}

/// What an earlier build made, and from which inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memo {
    /// Fingerprint of all inputs of the site; as long as it is unchanged, so is the site.
    pub from: Option<Digest>,
    /// The outputs, by path. A page with an unchanged fingerprint is not rendered again.
    pub made: BTreeMap<OutputPath, Made>,
}

/// An output of an earlier build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// Fingerprint of the inputs.
    pub from: Digest,
    /// Digest of the bytes.
    pub digest: Digest,
}

/// A finished site.
pub struct Build {
    /// All files, in the order of their paths.
    pub files: Vec<File>,
    /// What lets the next build skip unchanged outputs.
    pub memo: Memo,
    /// The garden's files that the site refers to, with the digests of their contents; `None` for one that can't be
    /// read.
    pub attachments: Vec<(SourcePath, Option<Digest>)>,
}

/// Makes all files of the site. `at_hand` tells whether an earlier output is still in its place with the digest
/// that the memo has for it; `keep` takes the bytes of all other outputs. Errors are faults of the theme; notes
/// can't fail a build.
pub fn build(
    inputs: &Inputs<'_>,
    grown: &Grown,
    memo: &Memo,
    at_hand: &AtHand<'_>,
    keep: &Keep<'_>,
) -> Result<Build, Vec<Diagnostic>> {
    let Grown { garden, plan, plotter, probes, .. } = grown;
    let seen = probes.all(inputs, garden);
    let from = Some(fingerprint_all(inputs, garden, &seen));
    let source = |(id, probe): &(FileId, Option<Probe>)| (garden.file(*id).source.clone(), probe.map(|it| it.digest));
    let attachments = seen.iter().map(source).collect();
    if memo.from == from && memo.made.iter().all(|(path, made)| at_hand(path, made.digest)) {
        let kept = |(path, made): (&OutputPath, &Made)| File {
            path: path.clone(),
            digest: made.digest,
            content: Content::Kept,
        };
        return Ok(Build { files: memo.made.iter().map(kept).collect(), memo: memo.clone(), attachments });
    }
    let (days, cards) = (compose::Days::of(inputs, garden), compose::Cards::of(garden));
    let around = compose::Around::of(garden, &cards);
    let site = compose::site(inputs.config, garden, plan);
    let shared = Shared::new(&site);
    let rails = Rails::default();
    let search = Search::default();
    let searched = search.of(inputs, garden);
    let composer = Composer {
        inputs,
        garden,
        plan,
        probes,
        days: &days,
        cards: &cards,
        around: &around,
        rails: &rails,
        shared: &shared,
        search: &search,
        mentions: grown.mentions(inputs.config),
        links: grown.links(),
    };
    let mut made = pages(&composer, &site, plotter, memo, at_hand, keep)?;
    // These are made on every build.
    let mut others = composer.sitemap();
    others.extend(Previews::new(inputs.config, garden).into_iter().flat_map(|previews| previews.write(inputs, garden)));
    others.extend(assets(inputs, plan, garden));
    let index = searched.files.iter().map(|(path, bytes)| (path.clone(), bytes.clone()));
    let plain = |(path, bytes): (OutputPath, Vec<u8>)| by_itself(keep(path, &mut iter::once(bytes)));
    made.push(by_itself(keep(page::fixed("garden.json"), &mut garden_json::write(garden))));
    made.extend(others.into_iter().chain(index).map(plain));
    let note_file = |path: &OutputPath| Some((path.clone(), searched.note_file(inputs.config, garden, path)?));
    made.par_extend(searched.notes.par_iter().filter_map(|(path, _)| note_file(path)).map(plain));
    let of_feeds = fingerprint(&(inputs.theme.digest(), &site, inputs.config, PROGRAM));
    made.extend(syndication::make(&composer, of_feeds, memo, at_hand, keep)?);
    made.extend(map(grown, memo, at_hand, keep));
    made.extend(copies(inputs, garden, &seen));
    made.sort_by(|a, b| a.0.path.cmp(&b.0.path));
    let memo = made.iter().map(|(file, from)| (file.path.clone(), Made { from: *from, digest: file.digest }));
    let memo = Memo { from, made: memo.collect() };
    Ok(Build { files: made.into_iter().map(|(file, _)| file).collect(), memo, attachments })
}

/// Finds unlinked mentions, if pages show them. [`build`] does this itself; this function exists so that it can be
/// timed separately.
pub fn find_mentions(inputs: &Inputs<'_>, grown: &Grown) {
    grown.mentions(inputs.config);
}

/// Returns the settings that say which names count as mentions.
fn mention_options(config: &Config) -> mention::Options {
    mention::Options { least: config.mentions.least.0 as usize, skip: config.mentions.skip.clone() }
}

/// Lays out the map of the garden, if a build with this memo will write it. [`build`] does this itself; this
/// function exists so that it can be timed separately.
pub fn draw_map(grown: &Grown, memo: &Memo, at_hand: &AtHand<'_>) {
    let data = || graph_data::Data::of(&grown.garden, grown.links());
    if grown.plan.graph && earlier_map(data().from, memo, at_hand).is_none() {
        grown.places();
    }
}

/// Makes the data of the map of the garden, if the garden has one.
fn map(grown: &Grown, memo: &Memo, at_hand: &AtHand<'_>, keep: &Keep<'_>) -> Option<Output> {
    let data = grown.plan.graph.then(|| graph_data::Data::of(&grown.garden, grown.links()))?;
    let file = earlier_map(data.from, memo, at_hand)
        .unwrap_or_else(|| keep(graph_data::path(), &mut iter::once(data.write(grown.places()))));
    Some((file, data.from))
}

fn earlier_map(from: Digest, memo: &Memo, at_hand: &AtHand<'_>) -> Option<File> {
    let path = graph_data::path();
    let made = memo.made.get(&path).filter(|made| made.from == from && at_hand(&path, made.digest))?;
    Some(File { path, digest: made.digest, content: Content::Kept })
}

/// Fingerprints all inputs of the site. A note is determined by its path, its bytes and the settings, except whether
/// drafts were asked for.
fn fingerprint_all(inputs: &Inputs<'_>, garden: &Garden, probes: &[(FileId, Option<Probe>)]) -> Digest {
    let notes: Vec<_> = inputs.notes.iter().map(|note| (&note.path, note.digest, note.published, note.draft)).collect();
    fingerprint(&(
        PROGRAM,
        inputs.theme.digest(),
        inputs.config,
        notes,
        inputs.files,
        inputs.history,
        inputs.authors,
        probes,
        // A canvas may have changed between being read and being examined as a file.
        garden.boards.iter().map(|board| board.canvas.digest).collect::<Vec<_>>(),
    ))
}

/// Tells whether an earlier output is still in its place with this digest.
pub type AtHand<'a> = dyn Fn(&OutputPath, Digest) -> bool + Sync + 'a;

/// Takes the bytes of an output, part by part: [`File::new`], or something that does not hold them in memory.
pub type Keep<'a> = dyn Fn(OutputPath, &mut dyn Iterator<Item = Vec<u8>>) -> File + Sync + 'a;

type Output = (File, Digest);

/// Wraps an output that is made on every build: its bytes are its only input.
fn by_itself(file: File) -> Output {
    let digest = file.digest;
    (file, digest)
}

/// Renders all pages in parallel, except those that are at hand.
fn pages(
    composer: &Composer<'_>,
    site: &Site<'_>,
    plotter: &Plotter,
    memo: &Memo,
    at_hand: &AtHand<'_>,
    keep: &Keep<'_>,
) -> Result<Vec<Output>, Vec<Diagnostic>> {
    let inputs = composer.inputs;
    let options = options(inputs);
    let highlighter = Highlighter::new();
    let setting = Setting {
        theme: inputs.theme,
        site: composer.shared,
        direct: Some(site),
        frames: &Frames::default(),
        options: &options,
        highlighter: &highlighter,
        typesetter: inputs.typesetter,
        plotter,
        digest: fingerprint(&(inputs.theme.digest(), site, &options, inputs.config, PROGRAM)),
    };
    let composer = Composer { rails: &Rails::new(composer)?, ..*composer };
    let words = &composer.search.of(inputs, composer.garden).pages;
    let planned: Vec<&page::Page> = composer.plan.pages.iter().chain(words).collect();
    planned
        .into_par_iter()
        .map(|planned| {
            let page = composer.page(planned)?;
            let from = page.fingerprint(&setting);
            let path = planned.path.clone();
            if let Some(made) = memo.made.get(&path).filter(|made| made.from == from && at_hand(&path, made.digest)) {
                return Ok((File { path, digest: made.digest, content: Content::Kept }, from));
            }
            Ok((keep(path, &mut iter::once(page.render(&setting)?)), from))
        })
        .collect()
}

/// Returns the theme files that pages of this garden need.
fn assets<'a>(
    inputs: &Inputs<'a>,
    plan: &plan::Plan,
    garden: &Garden,
) -> impl Iterator<Item = (OutputPath, Vec<u8>)> + use<'a> {
    let any = |has: &dyn Fn(&Note) -> bool| {
        garden.notes.iter().any(|entry| has(&entry.note))
            || garden.boards.iter().flat_map(|board| board.canvas.texts()).any(|note| has(note))
    };
    let code = any(&|note| note.has_code(Span::ALL));
    let math = any(&|note| note.has_math(Span::ALL));
    let callouts = any(&|note| note.has_callouts(Span::ALL));
    let diagram = diagram::AVAILABLE && any(&|note| note.has_diagram(Span::ALL));
    let canvas = !garden.boards.is_empty();
    let search = inputs.config.search.enabled;
    let graph = plan.graph;
    let days = !plan.days.pages.is_empty();
    let time = days || !plan.lenses.all.is_empty();
    let previews = Previews::new(inputs.config, garden).is_some();
    let trail = inputs.config.theme.trail;
    let needed = move |need: Need| match need {
        Need::Always => true,
        Need::Code => code,
        Need::Math => math,
        Need::Callouts => callouts,
        Need::Diagram => diagram,
        Need::Canvas => canvas,
        Need::Search => search,
        Need::Graph => graph,
        Need::Time => time,
        Need::Days => days,
        Need::Previews => previews,
        Need::Trail => trail,
    };
    let assets = inputs.theme.assets().iter().filter(move |asset| needed(asset.need));
    assets.map(|asset| (asset.path.clone(), asset.bytes.clone()))
}

/// Returns the attachments that published notes refer to.
fn copies(inputs: &Inputs<'_>, garden: &Garden, probes: &[(FileId, Option<Probe>)]) -> Vec<Output> {
    // A canvas is shown as a page; its file is not published, since it names notes that may be unpublished.
    let boards: BTreeSet<FileId> = garden.boards.iter().map(|board| board.file).collect();
    let found = probes.iter().filter(|(id, _)| !boards.contains(id)).filter_map(|(id, probe)| {
        let (file, digest) = (garden.file(*id), (*probe)?.digest);
        let content = Content::Copy(inputs.attachments.place(&file.source));
        Some((File { path: file.page.clone(), digest, content }, digest))
    });
    found.collect()
}

fn options(inputs: &Inputs<'_>) -> Options {
    let word = |name: &str| inputs.theme.words().text(name).to_owned();
    Options {
        hard_breaks: inputs.config.markdown.hard_breaks,
        references: inputs.config.markdown.references,
        plain_missing: inputs.config.links.unresolved == Unresolved::Text,
        side_notes: inputs.config.theme.footnotes == Footnotes::Side,
        frame_hosts: inputs.config.html.iframes.iter().map(|host| host.as_str().to_owned()).collect(),
        language: inputs.config.language.as_str().to_owned(),
        properties: inputs.config.properties.iter().map(|key| key.as_str().to_owned()).collect(),
        words: Words {
            not_written: word("not_written"),
            file_missing: word("file_missing"),
            section_link: word("section_link"),
            table: word("table"),
            code: word("code"),
            formula: word("formula"),
            footnotes: word("footnotes"),
            back_to_text: word("back_to_text"),
            task_open: word("task_open"),
            task_done: word("task_done"),
            diagram: word("diagram"),
            diagram_source: word("diagram_source"),
            embedded_from: word("embedded_from"),
        },
    }
}

/// Returns the files of the garden's search index, even if search is disabled, and the notes' paths by
/// the addresses of their pages.
pub fn search_index(inputs: &Inputs<'_>, grown: &Grown) -> (Vec<crate::search::File>, BTreeMap<String, SourcePath>) {
    let notes = grown.garden.notes.iter();
    let paths = notes.map(|entry| (entry.page.url(), entry.note.path.clone())).collect();
    (search::files(inputs.config, &grown.garden), paths)
}

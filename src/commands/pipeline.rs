//! The whole way from the garden's folder to the site, for `build` and `check`.
//!
//! [`run_pipeline`] is the only function of the commands that runs the stages; it times them and
//! turns what ends a run into a [`Failure`]. What is said about the outcome is decided by the
//! commands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::build::BuildOptions;
use super::cache::Cache;
use super::report::Report;
use super::{Failure, GardenRoot};
use crate::config::{Created, Font, Select, Updated};
use crate::diagnostic::render::Folders;
use crate::diagnostic::{Code, Diagnostic, apply_levels};
use crate::math::Typesetter;
use crate::note::{self, Note};
use crate::output::{self, OutputError, Target};
use crate::site::{self, Grown, Inputs, Memo};
use crate::source::{self, History, Scan, Selection, SourceFile};
use crate::theme::{self, Choice, Theme};

/// Whether the site is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// It is written to the output folder.
    Build,
    /// The notes are looked at, and no page is made.
    Check,
}

/// Runs all stages. The root carries the settings with the options' output and address applied.
///
/// # Errors
///
/// What ends a run: a theme that can't be used, an output that can't be written.
pub(super) fn run_pipeline(root: &GardenRoot, options: &BuildOptions, mode: Mode) -> Result<Report, Failure> {
    let mut clock = Clock::start();
    let theme = load_theme(root)?;
    let typesetter =
        Typesetter::new(&root.config.math.macros.0).map_err(|finding| setup_failure(root, vec![*finding]))?;
    clock.stage("theme");
    let mut scan = scan(root);
    clock.stage("scan");
    let notes = read_notes(std::mem::take(&mut scan.notes), root, options);
    clock.stage("notes");
    let history = if uses_history(root) { source::history(&root.content) } else { History::new() };
    clock.stage("history");
    let content = root.content.as_path();
    let inputs = Inputs {
        config: &root.config,
        theme: &theme,
        typesetter: &typesetter,
        notes: &notes,
        files: &scan.files,
        attachments: &content,
        history: &history,
    };
    let grown = site::grow(&inputs);
    clock.stage("garden");
    let mut report = report_of(root, &notes, &scan, &grown, mode);
    if mode == Mode::Build {
        report.changed = Some(write(root, options, &inputs, &grown, &mut clock)?);
    }
    (report.seconds, report.timings) = clock.end();
    Ok(report)
}

fn load_theme(root: &GardenRoot) -> Result<Theme, Failure> {
    let folder = root.folder.join("themes");
    let choice = Choice {
        folder: folder.is_dir().then_some(folder.as_path()),
        name: root.config.theme.name.as_str(),
        language: root.config.language.as_str(),
        accent: root.config.theme.accent.as_ref().map(|accent| accent.as_str()),
        font: match root.config.theme.font {
            Font::Sans => "sans",
            Font::Serif => "serif",
        },
    };
    theme::load(&choice).map_err(|findings| setup_failure(root, findings))
}

/// Findings about the garden's set-up name files from its root.
fn setup_failure(root: &GardenRoot, findings: Vec<Diagnostic>) -> Failure {
    let folders =
        Folders { root: format!("{}/", root.folder.display()), content: format!("{}/", root.content.display()) };
    Failure { findings, folders, ..Failure::default() }
}

fn scan(root: &GardenRoot) -> Scan {
    let exclude: Vec<String> = root.config.exclude.iter().map(|pattern| pattern.as_str().to_owned()).collect();
    let skip: Vec<PathBuf> = vec![root.output.clone(), root.folder.join("themes")];
    source::scan(&Selection { content: &root.content, exclude: &exclude, skip: &skip })
}

/// Reads all notes. Their bytes go as they are read: what is needed of them is in the notes.
fn read_notes(files: Vec<SourceFile>, root: &GardenRoot, options: &BuildOptions) -> Vec<Arc<Note>> {
    let options = note::Options {
        opt_in: root.config.select == Select::OptIn,
        drafts: options.drafts,
        created: root.config.dates.created.clone(),
        updated: root.config.dates.updated.clone(),
    };
    files.into_par_iter().map(|file| Arc::new(note::read(&file.path, &file.bytes, &options))).collect()
}

fn uses_history(root: &GardenRoot) -> bool {
    root.config.dates.created.contains(&Created::Git) || root.config.dates.updated.contains(&Updated::Git)
}

/// What there is to say about the notes, levels applied.
fn report_of(root: &GardenRoot, notes: &[Arc<Note>], scan: &Scan, grown: &Grown, mode: Mode) -> Report {
    let mut findings: Vec<Diagnostic> = scan.diagnostics.iter().cloned().chain(grown.diagnostics()).collect();
    if mode == Mode::Check {
        findings.extend(site::orphans(grown));
    }
    crate::diagnostic::sort(&mut findings);
    let stats = site::stats(grown);
    let count = |name: &str, count: usize| (name.to_owned(), count);
    Report {
        notes: stats.notes,
        links: stats.links,
        tags: stats.tags,
        findings: apply_levels(findings, &root.config.check, &allowed(notes)),
        stats: vec![
            count("notes", stats.notes),
            count("notes that are not published", notes.len() - stats.notes),
            count("attachments", stats.files),
            count("links and embeds", stats.links),
            count("links to notes not written yet", stats.missing),
            count("tags", stats.tags),
            count("words", stats.words),
            count("pages", stats.pages),
        ],
        ..Report::default()
    }
}

/// The findings that notes allow themselves.
fn allowed(notes: &[Arc<Note>]) -> BTreeMap<String, BTreeSet<Code>> {
    let allowing = notes.iter().filter(|note| !note.front.allow.is_empty());
    let codes = |note: &Arc<Note>| {
        let is_named = |code: &&Code| note.front.allow.iter().any(|name| name.eq_ignore_ascii_case(code.as_str()));
        Code::ALL.iter().filter(is_named).copied().collect()
    };
    allowing.map(|note| (note.path.to_string(), codes(note))).collect()
}

/// Makes the pages and brings the output to their state; the number of files that changed.
fn write(
    root: &GardenRoot,
    options: &BuildOptions,
    inputs: &Inputs<'_>,
    grown: &Grown,
    clock: &mut Clock,
) -> Result<usize, Failure> {
    let target =
        output::open(&root.output, &root.folder, &root.content, &mut || {}).map_err(|error| output_failure(&error))?;
    clock.stage("output");
    let cache = Cache::of(target.folder());
    let memo = if options.clean { Memo::default() } else { cache.read() };
    site::draw_map(grown, &memo, &|path: &_, digest| target.existing().digest(path) == Some(digest));
    clock.stage("graph");
    let build = make(root, inputs, grown, &memo, &target)?;
    clock.stage("pages");
    let written = target.write(&build.files).map_err(|error| output_failure(&error))?;
    if memo != build.memo {
        cache.write(&build.memo);
    }
    clock.stage("write");
    Ok(written.added + written.changed + written.removed)
}

fn make(
    root: &GardenRoot,
    inputs: &Inputs<'_>,
    grown: &Grown,
    memo: &Memo,
    target: &Target,
) -> Result<site::Build, Failure> {
    let at_hand = |path: &_, digest| target.existing().digest(path) == Some(digest);
    site::build(inputs, grown, memo, &at_hand, &|path, bytes| target.put(path, bytes))
        .map_err(|findings| setup_failure(root, findings))
}

fn output_failure(error: &OutputError) -> Failure {
    let failure = Failure::new(error.message());
    match error.help() {
        help if help.is_empty() => failure,
        help => failure.help(help),
    }
}

/// Times the stages of a run.
struct Clock {
    begun: Instant,
    stage: Instant,
    stages: Vec<(String, Duration)>,
}

impl Clock {
    fn start() -> Self {
        let now = Instant::now();
        Self { begun: now, stage: now, stages: Vec::new() }
    }

    /// The stage of this name ends, and the next one begins.
    fn stage(&mut self, name: &str) {
        let now = Instant::now();
        self.stages.push((name.to_owned(), now - self.stage));
        self.stage = now;
    }

    fn end(self) -> (f64, Vec<(String, Duration)>) {
        (self.begun.elapsed().as_secs_f64(), self.stages)
    }
}

//! The whole way from the garden's folder to the site, for `build`, `check` and others.
//!
//! [`run_pipeline`] runs and times all stages and turns whatever stops a run into a [`Failure`]; [`in_garden`]
//! runs them as far as the grown garden. What is reported to the user is decided by the commands.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::cache::{Cache, Remembered, Run};
use super::options::BuildOptions;
use super::report::{Report, WITHHELD};
use super::{Failure, GardenRoot, Vacancy, apart};
use crate::config::{Config, Font, Footnotes, Select};
use crate::diagnostic::{Code, Diagnostic, apply_levels};
use crate::hash::{Digest, fingerprint};
use crate::math::Typesetter;
use crate::note::{self, Note, canvas};
use crate::output::{self, Around, Content, File, OutputError, Target};
use crate::path::SourcePath;
use crate::site::{self, Grown, Inputs};
use crate::source::{self, Files, History, Inquiry, Scan, Selection};
use crate::theme::{self, Choice, Theme};

/// Whether the site is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Writes it to the output folder.
    Build,
    /// Only examines the notes, and renders no page.
    Check,
}

/// Runs all stages. `root` has settings to which the output folder and address of the options have been applied.
///
/// # Errors
///
/// If anything stops the run: a theme that can't be used, an output that can't be written.
pub(super) fn run_pipeline(root: &GardenRoot, options: &BuildOptions, mode: Mode) -> Result<Report, Failure> {
    let mut clock = Clock::start();
    let mut material = Material::gather(root, &mut clock)?;
    require_garden(root, &material.scan)?;
    let mut site = match mode {
        Mode::Build => Some(Site::open(root, options, material.fingerprint(root, options))?),
        Mode::Check => None,
    };
    clock.stage("output");
    if let Some(site) = site.take_if(|site| site.is_unchanged(root)) {
        let mut report = site.keep()?;
        clock.stage("write");
        (report.seconds, report.timings) = clock.end();
        return Ok(report);
    }
    let notes = material.read_notes(&reading(root, options.drafts));
    clock.stage("notes");
    let content = root.content.as_path();
    let inputs = material.inputs(root, &notes, &content);
    let grown = site::grow(&inputs);
    clock.stage("garden");
    let mut report = report_of(root, &notes, &material.scan, &grown, mode);
    report.unworded = !material.theme.is_worded();
    if let Some(site) = site.take() {
        report.changed = Some(site.write(root, &inputs, &grown, &report, &mut clock)?);
    }
    (report.seconds, report.timings) = clock.end();
    // The program is about to end, and freeing all of this piece by piece would take longer than some stages do.
    mem::forget((grown, notes));
    Ok(report)
}

/// Refuses to build or check a site of a folder that nothing says is a garden: no note, no `site.toml`, no flag that
/// names it.
fn require_garden(root: &GardenRoot, scan: &Scan) -> Result<(), Failure> {
    if root.is_named || root.site_toml.is_some() || scan.notes.iter().any(|note| !note.is_left_out) {
        return Ok(());
    }
    let message = format!("there is no note in `{}`, and no site.toml that makes it a garden", root.folder.display());
    Err(Failure::new(message).help(
        "call allotment in the folder of your notes, or name that with --root; `allotment new` makes a garden with a \
         first few notes",
    ))
}

/// Reads and grows the garden without drafts, and passes it to `work`.
///
/// # Errors
///
/// If anything stops the run: a theme that can't be used.
pub(super) fn in_garden<T>(root: &GardenRoot, work: impl FnOnce(&Inputs<'_>, &Grown) -> T) -> Result<T, Failure> {
    let mut material = Material::gather(root, &mut Clock::start())?;
    let notes = material.read_notes(&reading(root, false));
    let content = root.content.as_path();
    let inputs = material.inputs(root, &notes, &content);
    Ok(work(&inputs, &site::grow(&inputs)))
}

/// The contents of a garden's folder, before its notes are parsed.
struct Material {
    theme: Theme,
    typesetter: Typesetter,
    scan: Scan,
    history: History,
}

impl Material {
    fn gather(root: &GardenRoot, clock: &mut Clock) -> Result<Self, Failure> {
        let (theme, typesetter) = (load_theme(root)?, typesetter(root)?);
        clock.stage("theme");
        let scan = source::scan(&Selection { content: &root.content, exclude: &exclude(root), skip: &skip(root) });
        clock.stage("scan");
        let history = source::history(&root.content, &inquiry(root));
        clock.stage("history");
        Ok(Self { theme, typesetter, scan, history })
    }

    /// Returns a digest of all inputs of a run except the bytes of attachments: which of those matter is known
    /// only after all links are resolved. Canvases always do: what they say decides which links lead to them.
    fn fingerprint(&self, root: &GardenRoot, options: &BuildOptions) -> Digest {
        let Scan { notes, files, diagnostics, unmatched } = &self.scan;
        let notes: Vec<(&SourcePath, Digest)> = notes.iter().map(|note| (&note.path, note.digest)).collect();
        let (theme, config, authors) = (self.theme.digest(), &root.config, &root.authors);
        let findings = (diagnostics, unmatched);
        // Who writes the default down has decided what is published.
        let says_what = root.origins.contains_key("exclude");
        let content = root.content.as_path();
        let digest = |path: &SourcePath| content.read(path).ok().map(|bytes| Digest::of(&bytes));
        let canvases = files.par_iter().filter(|path| canvas::is_canvas(path));
        let canvases: Vec<Option<Digest>> = canvases.map(digest).collect();
        fingerprint(&(
            theme,
            config,
            options.drafts,
            says_what,
            notes,
            files,
            canvases,
            findings,
            &self.history,
            authors,
        ))
    }

    /// Reads all notes, and can do so only once: their bytes are freed as they are parsed, as the notes hold
    /// what is needed.
    fn read_notes(&mut self, options: &note::Options) -> Vec<Arc<Note>> {
        let files = mem::take(&mut self.scan.notes);
        files.into_par_iter().map(|file| Arc::new(note::read_file(file, options))).collect()
    }

    fn inputs<'a>(&'a self, root: &'a GardenRoot, notes: &'a [Arc<Note>], content: &'a &Path) -> Inputs<'a> {
        Inputs {
            config: &root.config,
            theme: &self.theme,
            typesetter: &self.typesetter,
            notes,
            files: &self.scan.files,
            attachments: content,
            history: &self.history,
            authors: &root.authors,
            is_live: false,
        }
    }
}

/// Creates the typesetter for formulas, with the garden's own macros.
pub(super) fn typesetter(root: &GardenRoot) -> Result<Typesetter, Failure> {
    Typesetter::new(&root.config.math.macros.0).map_err(|finding| setup_failure(root, vec![*finding]))
}

/// Loads the theme that the settings ask for.
pub(super) fn load_theme(root: &GardenRoot) -> Result<Theme, Failure> {
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
        side_notes: root.config.theme.footnotes == Footnotes::Side,
    };
    theme::load(&choice).map_err(|findings| match findings.as_slice() {
        // A missing theme is a mistake in the settings.
        [alone] if alone.code == Code::InvalidConfig && alone.location.is_none() => {
            root.setting_failure("theme.name", alone.message.clone(), alone.help.as_deref().unwrap_or_default())
        }
        _ => setup_failure(root, findings),
    })
}

/// Creates a failure from findings about the garden's set-up, whose paths are relative to its root.
pub(super) fn setup_failure(root: &GardenRoot, findings: Vec<Diagnostic>) -> Failure {
    Failure { findings, folders: root.folders.clone(), ..Failure::default() }
}

/// Returns the patterns that the settings exclude from the content.
pub(super) fn exclude(root: &GardenRoot) -> Vec<String> {
    root.config.exclude.iter().map(|pattern| pattern.as_str().to_owned()).collect()
}

/// Returns folders and files that are not content even if they lie in the content folder.
pub(super) fn skip(root: &GardenRoot) -> Vec<PathBuf> {
    // The file of the people may hold their e-mail addresses.
    let written = [root.output.clone(), root.usual_output(), root.folder.join("themes"), root.authors_toml()];
    // A walk meets them under the names that they really have, whatever way the settings take there.
    let content = root.content.canonicalize().unwrap_or_else(|_| root.content.clone());
    let met = |path: &PathBuf| Some(root.content.join(output::real(path)?.strip_prefix(&content).ok()?));
    let met: Vec<PathBuf> = written.iter().filter_map(met).collect();
    written.into_iter().chain(met).collect()
}

/// Returns the options with which the notes of a garden are read.
pub(super) fn reading(root: &GardenRoot, drafts: bool) -> note::Options {
    note::Options {
        opt_in: root.config.select == Select::OptIn,
        drafts,
        created: root.config.dates.created.clone(),
        updated: root.config.dates.updated.clone(),
        properties: root.config.properties.clone(),
    }
}

/// Returns what this garden asks of version control.
pub(super) fn inquiry(root: &GardenRoot) -> Inquiry {
    Inquiry::new(&root.config, &root.authors)
}

/// Returns the report about the grown garden, with the levels of `check` applied to its findings.
fn report_of(root: &GardenRoot, notes: &[Arc<Note>], scan: &Scan, grown: &Grown, mode: Mode) -> Report {
    let of_folder = scan.diagnostics.iter().chain(&scan.unmatched).cloned();
    let mut findings: Vec<Diagnostic> = of_folder.chain(grown.diagnostics()).collect();
    if mode == Mode::Check {
        findings.extend(site::orphans(grown));
    }
    let stats = site::stats(grown);
    let count = |name: &str, count: usize| (name.to_owned(), count);
    Report {
        notes: stats.notes,
        links: stats.links,
        tags: stats.tags,
        findings: settled(findings, &root.config, notes),
        home: Vacancy::of(grown, notes),
        apart: apart::folders(root, notes),
        stats: vec![
            count("notes", stats.notes),
            count(WITHHELD, notes.iter().filter(|note| !note.published && !note.left_out).count()),
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

/// Sorts findings and applies the levels of `check`.
pub(super) fn settled(mut findings: Vec<Diagnostic>, config: &Config, notes: &[Arc<Note>]) -> Vec<Diagnostic> {
    crate::diagnostic::sort(&mut findings);
    apply_levels(findings, &config.check, &allowed(notes))
}

/// Returns, by path of a note, the codes of findings that the note's front matter allows.
fn allowed(notes: &[Arc<Note>]) -> BTreeMap<String, BTreeSet<Code>> {
    let allowing = notes.iter().filter(|note| !note.front.allow.is_empty());
    let codes = |note: &Arc<Note>| {
        let is_named = |code: &&Code| note.front.allow.iter().any(|name| name.eq_ignore_ascii_case(code.as_str()));
        Code::ALL.iter().filter(is_named).copied().collect()
    };
    allowing.map(|note| (note.path.to_string(), codes(note))).collect()
}

/// The output of a run, and the cache that belongs to it.
struct Site {
    target: Target,
    cache: Cache,
    remembered: Remembered,
    given: Digest,
}

impl Site {
    fn open(root: &GardenRoot, options: &BuildOptions, given: Digest) -> Result<Self, Failure> {
        let around = Around { garden: &root.folder, content: &root.content, usual: &root.usual_output() };
        let target = output::open(&root.output, &around, &mut || {}).map_err(|error| match &error {
            OutputError::Forbidden { .. } | OutputError::Foreign { .. } => {
                root.setting_failure("output", error.message(), &error.help())
            }
            _ => output_failure(&error),
        })?;
        let cache = Cache::of(target.folder());
        let remembered = if options.clean { Remembered::default() } else { cache.read() };
        Ok(Self { target, cache, remembered, given })
    }

    /// Whether this run would have the same result as the one that made this output.
    fn is_unchanged(&self, root: &GardenRoot) -> bool {
        let existing = self.target.existing();
        let content = root.content.as_path();
        let is_same =
            |(path, digest): &(SourcePath, Option<Digest>)| content.probe(path).map(|probe| probe.digest) == *digest;
        let run = self.remembered.run.as_ref().filter(|run| run.given == self.given);
        run.is_some_and(|run| {
            self.remembered.memo.made.iter().all(|(path, made)| existing.digest(path) == Some(made.digest))
                && run.attachments.par_iter().all(is_same)
        })
    }

    /// Leaves the output as it is, except that files that no longer belong to it are removed.
    fn keep(self) -> Result<Report, Failure> {
        let Remembered { memo, run } = self.remembered;
        let kept = memo.made.into_iter().map(|(path, made)| File { path, digest: made.digest, content: Content::Kept });
        let written = self.target.write(&kept.collect::<Vec<_>>()).map_err(|error| output_failure(&error))?;
        let report = run.map(|run| run.report).unwrap_or_default();
        Ok(Report { changed: Some(written.added + written.changed + written.removed), ..report })
    }

    /// Renders the pages and updates the output; returns the number of files that changed.
    fn write(
        self,
        root: &GardenRoot,
        inputs: &Inputs<'_>,
        grown: &Grown,
        report: &Report,
        clock: &mut Clock,
    ) -> Result<usize, Failure> {
        let Self { target, cache, remembered, given } = self;
        let at_hand = |path: &_, digest| target.existing().digest(path) == Some(digest);
        site::find_mentions(inputs, grown);
        clock.stage("mentions");
        site::draw_map(grown, &remembered.memo, &at_hand);
        clock.stage("graph");
        let build = site::build(inputs, grown, &remembered.memo, &at_hand, &|path, parts| target.put(path, parts))
            .map_err(|findings| setup_failure(root, findings))?;
        clock.stage("pages");
        let written = target.write(&build.files).map_err(|error| output_failure(&error))?;
        let run = Run { given, attachments: build.attachments, report: report.clone() };
        let now = Remembered { memo: build.memo, run: Some(run) };
        if remembered != now {
            cache.write(&now);
        }
        clock.stage("write");
        Ok(written.added + written.changed + written.removed)
    }
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

    /// Ends the current stage under this name, and begins the next one.
    fn stage(&mut self, name: &str) {
        let now = Instant::now();
        self.stages.push((name.to_owned(), now - self.stage));
        self.stage = now;
    }

    fn end(self) -> (f64, Vec<(String, Duration)>) {
        (self.begun.elapsed().as_secs_f64(), self.stages)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]

    use super::*;
    use crate::commands::root::Overrides;
    use crate::commands::session::recorded::record;

    /// Returns the notes of a garden in which `public/old.md` was written by an earlier build.
    fn notes(folder: &Path, output: &str) -> Vec<String> {
        for (path, text) in [
            ("site.toml", format!("content = '.'\noutput = '{output}'\n")),
            ("notes/deep/a.md", String::new()),
            ("public/old.md", String::new()),
        ] {
            std::fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
            std::fs::write(folder.join(path), text).unwrap();
        }
        let mut found = Vec::new();
        let done = record(folder, |session| {
            let root = GardenRoot::find(session, None, None, &Overrides::default())?;
            let selection = Selection { content: &root.content, exclude: &[], skip: &skip(&root) };
            found = source::paths(&selection).0.iter().map(ToString::to_string).collect();
            Ok(())
        });
        assert_eq!(done.outcome, Ok(()));
        found
    }

    #[test]
    fn the_output_is_no_content_whatever_way_the_settings_take_there() {
        for output in ["public", "./public/", "notes/../public", "notes/deep/../../public"] {
            let folder = tempfile::tempdir().unwrap();
            assert_eq!(notes(folder.path(), output), ["notes/deep/a.md"], "{output}");
        }
        let folder = tempfile::tempdir().unwrap();
        let absolute = folder.path().join("notes/../public");
        assert_eq!(notes(folder.path(), &absolute.to_string_lossy().replace('\\', "/")), ["notes/deep/a.md"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_on_the_way_to_the_output_is_followed_and_one_in_its_place_is_not() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(".", folder.path().join("way")).unwrap();
        assert_eq!(notes(folder.path(), "way/public"), ["notes/deep/a.md"]);
        std::os::unix::fs::symlink("notes", folder.path().join("site")).unwrap();
        assert_eq!(notes(folder.path(), "site"), ["notes/deep/a.md", "public/old.md"]);
    }
}

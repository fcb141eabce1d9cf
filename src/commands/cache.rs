//! What a build remembers for the next one: which inputs each page was made from.
//!
//! [`Cache::of`] locates the cache of an output folder. The cache lies in the user's cache folder: not in the
//! output, which is published, nor in the vault. It may be lost or damaged at any time, and then pages are
//! rendered again. No page is ever taken from it; it only says which pages on disk are up to date, and what was
//! found about the notes they were made from.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::report::Report;
use crate::hash::Digest;
use crate::path::{OutputPath, SourcePath};
use crate::site::{Made, Memo};

/// What a build leaves for the next one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Remembered {
    /// Fingerprints of the pages.
    pub(super) memo: Memo,
    /// The run as a whole.
    pub(super) run: Option<Run>,
}

/// A run of the pipeline. Another run with the same inputs and the same attachments has the same result.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Run {
    /// Fingerprint of all inputs except the bytes of attachments that are no canvases.
    pub(super) given: Digest,
    /// The attachments that the site refers to; without a digest those that could not be read.
    pub(super) attachments: Vec<(SourcePath, Option<Digest>)>,
    /// Its result.
    pub(super) report: Report,
}

/// The cache of one output folder.
pub(super) struct Cache {
    /// `None` if the system has no cache folder.
    file: Option<PathBuf>,
    /// Identifies the program. The first line of the file must contain it, as another program may render pages
    /// differently.
    program: String,
}

impl Cache {
    /// Locates the cache of the output at `folder`.
    pub(super) fn of(folder: &Path) -> Self {
        let name = Digest::of(folder.as_os_str().as_encoded_bytes()).short(24);
        Self { file: caches().map(|caches| caches.join("allotment").join(name)), program: program() }
    }

    /// Reads what the last build left; empty if it is missing or can't be trusted.
    pub(super) fn read(&self) -> Remembered {
        let text = self.file.as_ref().and_then(|file| fs::read_to_string(file).ok());
        text.and_then(|text| self.parse(&text)).unwrap_or_default()
    }

    fn parse(&self, text: &str) -> Option<Remembered> {
        let (head, entries) = text.split_once('\n')?;
        if head != self.head(entries) {
            return None;
        }
        let (run, memo) = entries.split_once('\n')?;
        let (from, outputs) = memo.split_once('\n')?;
        let made: Option<_> = outputs
            .lines()
            .map(|line| {
                let (from, rest) = line.split_once(' ')?;
                let (digest, path) = rest.split_once(' ')?;
                let made = Made { from: Digest::from_hex(from)?, digest: Digest::from_hex(digest)? };
                Some((OutputPath::new(path), made))
            })
            .collect();
        Some(Remembered { memo: Memo { from: Digest::from_hex(from), made: made? }, run: Run::read(run) })
    }

    /// Writes the cache. A failure to write is ignored: it only costs the next build time.
    pub(super) fn write(&self, Remembered { memo, run }: &Remembered) {
        let Some(file) = &self.file else { return };
        let mut entries = run.as_ref().and_then(Run::line).unwrap_or_default() + "\n";
        entries += &(memo.from.map_or("-".to_owned(), |from| from.to_string()) + "\n");
        for (path, made) in &memo.made {
            entries.extend([&made.from.to_string(), " ", &made.digest.to_string(), " ", path.as_str(), "\n"]);
        }
        let text = format!("{}\n{entries}", self.head(&entries));
        let new = file.with_extension(format!("{}.new", std::process::id()));
        let written = file
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&new, text))
            .and_then(|()| fs::rename(&new, file));
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
    }

    /// Returns the first line: format version, program, and a digest of the rest.
    fn head(&self, entries: &str) -> String {
        format!("allotment-memo 4 {} {}", self.program, Digest::of(entries.as_bytes()))
    }
}

impl Run {
    /// Returns the run as one line of JSON, or `None` if it can't be serialized.
    fn line(&self) -> Option<String> {
        let text = |digest: Option<Digest>| digest.map(|digest| digest.to_string());
        let attachments: Vec<(&str, Option<String>)> =
            self.attachments.iter().map(|(path, digest)| (path.as_str(), text(*digest))).collect();
        serde_json::to_string(&(self.given.to_string(), attachments, &self.report)).ok()
    }

    fn read(line: &str) -> Option<Self> {
        type Attachments = Vec<(String, Option<String>)>;
        let (given, attachments, report): (String, Attachments, Report) = serde_json::from_str(line).ok()?;
        let digest = |text: Option<String>| match text {
            Some(text) => Digest::from_hex(&text).map(Some),
            None => Some(None),
        };
        let attachments: Option<_> =
            attachments.into_iter().map(|(path, text)| Some((SourcePath::new(path), digest(text)?))).collect();
        Some(Self { given: Digest::from_hex(&given)?, attachments: attachments?, report })
    }
}

/// Returns the user's cache folder, by the conventions of the system.
fn caches() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    folder("ALLOTMENT_CACHE_DIR")
        .or_else(|| folder("XDG_CACHE_HOME"))
        .or_else(|| folder("LOCALAPPDATA"))
        .or_else(|| {
            folder("HOME").map(|home| home.join(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }))
        })
        .filter(|folder| folder.is_absolute())
}

/// Returns the version of this program and a mark of this very build of it: during development, templates and
/// code change while the version stays.
fn program() -> String {
    let build = std::env::current_exe().and_then(fs::metadata).ok().map(|file| {
        let changed = file.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        format!("{}-{}", file.len(), changed.map_or(0, |time| time.as_nanos()))
    });
    format!("{}-{}", env!("CARGO_PKG_VERSION"), build.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostic};

    fn remembered() -> Remembered {
        let finding = Diagnostic::warning(Code::BrokenLink, "a\nb").at("a.md", "x [[y]]", 2..7).suggestion(4..5, "z");
        let report = Report {
            notes: 2,
            findings: vec![finding.help("h").cause("c")],
            stats: vec![("words".to_owned(), 3)],
            ..Report::default()
        };
        let attachments =
            vec![(SourcePath::new("a b.png"), Some(Digest::of(b"p"))), (SourcePath::new("gone.png"), None)];
        Remembered { memo: memo(), run: Some(Run { given: Digest::of(b"g"), attachments, report }) }
    }

    fn memo() -> Memo {
        let made = Made { from: Digest::of(b"a"), digest: Digest::of(b"b") };
        let made = [(OutputPath::new("a b/c.html"), made), (OutputPath::new("index.html"), made)];
        Memo { from: Some(Digest::of(b"all")), made: made.into() }
    }

    #[test]
    fn a_memory_survives_being_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache { file: Some(folder.path().join("allotment/x")), program: "p".to_owned() };
        cache.write(&remembered());
        assert_eq!(cache.read(), remembered());
        assert_eq!(Cache { program: "q".to_owned(), ..cache }.read(), Remembered::default());
    }

    #[test]
    fn a_damaged_memory_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("x");
        let cache = Cache { file: Some(file.clone()), program: "p".to_owned() };
        cache.write(&remembered());
        let whole = fs::read(&file).expect("written");
        for at in (0..whole.len()).step_by(7) {
            fs::write(&file, &whole[..at]).expect("written");
            assert_eq!(cache.read(), Remembered::default(), "cut at {at}");
            let mut flipped = whole.clone();
            flipped[at] ^= 4;
            fs::write(&file, flipped).expect("written");
            assert_eq!(cache.read(), Remembered::default(), "flipped at {at}");
        }
    }
}

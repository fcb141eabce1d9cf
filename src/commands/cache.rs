//! What a build remembers for the next one: which inputs each page was made from.
//!
//! [`Cache::of`] finds the memory of an output folder. It lies in the user's cache folder, not in
//! the output, which is published, nor in the vault. It can be lost or damaged at any time: then
//! pages are rendered again. No page is taken from it; it only says which ones on disk are right.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::hash::Digest;
use crate::path::OutputPath;
use crate::site::{Made, Memo};

/// The memory of one output folder.
pub(super) struct Cache {
    /// `None` where there is no place for it.
    file: Option<PathBuf>,
    /// What has to stand in its first line: another program may fill pages in another way.
    program: String,
}

impl Cache {
    /// The memory of the output at `folder`.
    pub(super) fn of(folder: &Path) -> Self {
        let name = Digest::of(folder.as_os_str().as_encoded_bytes()).short(24);
        Self { file: caches().map(|caches| caches.join("allotment").join(name)), program: program() }
    }

    /// What was remembered; nothing if it can't be trusted.
    pub(super) fn read(&self) -> Memo {
        let text = self.file.as_ref().and_then(|file| fs::read_to_string(file).ok());
        text.and_then(|text| self.parse(&text)).unwrap_or_default()
    }

    fn parse(&self, text: &str) -> Option<Memo> {
        let (head, entries) = text.split_once('\n')?;
        if head != self.head(entries) {
            return None;
        }
        let (from, outputs) = entries.split_once('\n')?;
        let made: Option<_> = outputs
            .lines()
            .map(|line| {
                let (from, rest) = line.split_once(' ')?;
                let (digest, path) = rest.split_once(' ')?;
                let made = Made { from: Digest::from_hex(from)?, digest: Digest::from_hex(digest)? };
                Some((OutputPath::new(path), made))
            })
            .collect();
        Some(Memo { from: Digest::from_hex(from), made: made? })
    }

    /// Remembers this. A memory that can't be written is none, which only costs time.
    pub(super) fn write(&self, memo: &Memo) {
        let Some(file) = &self.file else { return };
        let mut entries = memo.from.map_or("-".to_owned(), |from| from.to_string()) + "\n";
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

    /// The first line: format, program, and a digest of the rest.
    fn head(&self, entries: &str) -> String {
        format!("allotment-memo 2 {} {}", self.program, Digest::of(entries.as_bytes()))
    }
}

/// The user's folder for caches, by the customs of the system.
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

/// The version of this program, and which build of it: templates and code may change without
/// their version while it is worked on.
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

    fn memo() -> Memo {
        let made = Made { from: Digest::of(b"a"), digest: Digest::of(b"b") };
        let made = [(OutputPath::new("a b/c.html"), made), (OutputPath::new("index.html"), made)];
        Memo { from: Some(Digest::of(b"all")), made: made.into() }
    }

    #[test]
    fn a_memory_survives_being_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache { file: Some(folder.path().join("allotment/x")), program: "p".to_owned() };
        cache.write(&memo());
        assert_eq!(cache.read(), memo());
        assert_eq!(Cache { program: "q".to_owned(), ..cache }.read(), Memo::default());
    }

    #[test]
    fn a_damaged_memory_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("x");
        let cache = Cache { file: Some(file.clone()), program: "p".to_owned() };
        cache.write(&memo());
        let whole = fs::read(&file).expect("written");
        for at in (0..whole.len()).step_by(7) {
            fs::write(&file, &whole[..at]).expect("written");
            assert_eq!(cache.read(), Memo::default(), "cut at {at}");
            let mut flipped = whole.clone();
            flipped[at] ^= 4;
            fs::write(&file, flipped).expect("written");
            assert_eq!(cache.read(), Memo::default(), "flipped at {at}");
        }
    }
}

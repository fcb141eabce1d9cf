//! Collects events that come close together into one hint.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use notify::event::{CreateKind, EventKind, ModifyKind, RemoveKind};

use super::{Hint, Trouble};

/// How long it must be quiet before a hint is sent. An atomic save is over in a few milliseconds.
pub(super) const QUIET: Duration = Duration::from_millis(50);
/// How long a hint is delayed at most, if events keep coming.
pub(super) const CAP: Duration = Duration::from_millis(500);
/// Above this number of paths it is cheaper to look at everything.
const MOST_PATHS: usize = 5_000;

/// The events since the last hint.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    /// Paths, and whether each may be a folder, or may have been one.
    paths: BTreeMap<PathBuf, bool>,
    everything: bool,
    /// When the first and the last event came.
    span: Option<(Instant, Instant)>,
}

impl Gathering {
    /// Returns when the hint is due; `None` if there is nothing to report.
    pub(super) fn due(&self) -> Option<Instant> {
        self.span.map(|(first, last)| (last + QUIET).min(first + CAP))
    }

    /// Adds an event or an error from the system.
    ///
    /// # Errors
    ///
    /// If the system says that it can't watch all folders.
    pub(super) fn add(
        &mut self,
        event: notify::Result<notify::Event>,
        now: Instant,
        holds: &dyn Fn(&Path) -> bool,
    ) -> Result<(), Trouble> {
        let (paths, may_be_folder) = match event {
            Ok(event) if event.need_rescan() => (Vec::new(), true),
            // Notes are read all the time, also by us.
            Ok(event) if event.kind.is_access() => return Ok(()),
            Ok(event) => (event.paths, may_be_folder(event.kind)),
            Err(error) => match Trouble::of(&error) {
                Trouble::Other(_) => (error.paths, true),
                limit => return Err(limit),
            },
        };
        if paths.is_empty() {
            self.everything = true;
            self.touch(now);
        }
        for path in paths.into_iter().filter(|path| holds(path)) {
            self.touch(now);
            *self.paths.entry(path).or_default() |= may_be_folder;
        }
        if self.paths.len() > MOST_PATHS {
            self.everything = true;
            self.paths.clear();
        }
        Ok(())
    }

    /// Adds a folder whose change was not reported.
    pub(super) fn add_folder(&mut self, path: &Path, now: Instant) {
        self.touch(now);
        self.paths.insert(path.to_owned(), true);
    }

    fn touch(&mut self, now: Instant) {
        self.span = Some((self.span.map_or(now, |(first, _)| first), now));
    }

    /// Returns the hint, and the paths at which folders may have appeared or disappeared.
    pub(super) fn finish(self) -> (Hint, Vec<PathBuf>) {
        if self.everything {
            return (Hint::Everything, Vec::new());
        }
        let folders = self.paths.iter().filter(|(_, may_be_folder)| **may_be_folder).map(|(path, _)| path.clone());
        (Hint::Paths(self.paths.keys().cloned().collect()), folders.collect())
    }
}

/// Returns the event with real paths of folders replaced by those under which they were requested.
pub(super) fn named(
    event: notify::Result<notify::Event>,
    aliases: &[(PathBuf, PathBuf)],
) -> notify::Result<notify::Event> {
    let mut event = event?;
    for path in &mut event.paths {
        let inside = |(real, asked): &(PathBuf, PathBuf)| Some(asked.join(path.strip_prefix(real).ok()?));
        if let Some(asked) = aliases.iter().find_map(inside) {
            // Joining an empty path leaves a trailing slash.
            *path = asked.components().collect();
        }
    }
    Ok(event)
}

/// Whether an event can mean that a folder appeared, disappeared, or can be read now.
fn may_be_folder(kind: EventKind) -> bool {
    !matches!(
        kind,
        EventKind::Create(CreateKind::File)
            | EventKind::Remove(RemoveKind::File)
            | EventKind::Modify(ModifyKind::Data(_))
    )
}

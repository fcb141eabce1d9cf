//! Events of a moment, as one hint.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use notify::event::{CreateKind, EventKind, ModifyKind, RemoveKind};

use super::{Hint, Trouble};

/// How long nothing must happen before what happened is told. An atomic save is over in a few milliseconds.
pub(super) const QUIET: Duration = Duration::from_millis(50);
/// How long it is kept back at most, if something happens all the time.
pub(super) const CAP: Duration = Duration::from_millis(500);
/// With more paths than this it is cheaper to look at everything.
const MOST_PATHS: usize = 5_000;

/// What happened since the last hint.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    /// Paths, and whether there may be a folder, or may have been one.
    paths: BTreeMap<PathBuf, bool>,
    everything: bool,
    /// When the first and the last event came.
    span: Option<(Instant, Instant)>,
}

impl Gathering {
    /// When it is time to tell, unless there is nothing to.
    pub(super) fn due(&self) -> Option<Instant> {
        self.span.map(|(first, last)| (last + QUIET).min(first + CAP))
    }

    /// Adds what the system says.
    ///
    /// # Errors
    ///
    /// If it says that it can't watch all folders.
    pub(super) fn add(
        &mut self,
        event: notify::Result<notify::Event>,
        now: Instant,
        holds: &dyn Fn(&Path) -> bool,
    ) -> Result<(), Trouble> {
        let (paths, may_be_folder) = match event {
            Ok(event) if event.need_rescan() => (Vec::new(), true),
            // Notes are read all the time, by us among others.
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

    /// Adds a folder of which nothing was said.
    pub(super) fn add_folder(&mut self, path: &Path, now: Instant) {
        self.touch(now);
        self.paths.insert(path.to_owned(), true);
    }

    fn touch(&mut self, now: Instant) {
        self.span = Some((self.span.map_or(now, |(first, _)| first), now));
    }

    /// The hint, and the paths at which folders may have come or gone.
    pub(super) fn finish(self) -> (Hint, Vec<PathBuf>) {
        if self.everything {
            return (Hint::Everything, Vec::new());
        }
        let folders = self.paths.iter().filter(|(_, may_be_folder)| **may_be_folder).map(|(path, _)| path.clone());
        (Hint::Paths(self.paths.keys().cloned().collect()), folders.collect())
    }
}

/// The event with the names of folders that they were asked for by.
pub(super) fn named(
    event: notify::Result<notify::Event>,
    aliases: &[(PathBuf, PathBuf)],
) -> notify::Result<notify::Event> {
    let mut event = event?;
    for path in &mut event.paths {
        let inside = |(real, asked): &(PathBuf, PathBuf)| Some(asked.join(path.strip_prefix(real).ok()?));
        if let Some(asked) = aliases.iter().find_map(inside) {
            // Joining nothing leaves a slash at the end.
            *path = asked.components().collect();
        }
    }
    Ok(event)
}

/// Whether an event can mean that a folder came or went.
fn may_be_folder(kind: EventKind) -> bool {
    !matches!(
        kind,
        EventKind::Create(CreateKind::File)
            | EventKind::Remove(RemoveKind::File)
            | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_))
    )
}

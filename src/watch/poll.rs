//! Finds changes by walking: files whose stamp differs from the previous one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant, SystemTime};

use super::{Area, Hint, Message, Sight};
use crate::source::Stamp;

/// Walks again and again, until it is told to stop.
pub(super) fn run(area: &Area, pause: Duration, received: &Receiver<Message>, tell: &mut dyn FnMut(Sight)) {
    let mut known = Stamps::take(area);
    tell(Sight::Changed(Hint::Everything));
    let mut next = Instant::now() + pause;
    loop {
        match received.recv_timeout(next.saturating_duration_since(Instant::now())) {
            Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            // From a watcher that was given up.
            Ok(Message::Event(_)) => continue,
            Err(RecvTimeoutError::Timeout) => {}
        }
        let now = Stamps::take(area);
        let paths = now.differences(&known);
        known = now;
        if !paths.is_empty() {
            tell(Sight::Changed(Hint::Paths(paths)));
        }
        // Counted from the end of the walk, so that a slow drive is not walked without a pause.
        next = Instant::now() + pause;
    }
}

/// The stamps of all files of an area, each with whether any later change is certain to alter the stamp.
#[derive(Debug, Default)]
pub(super) struct Stamps(BTreeMap<PathBuf, (Stamp, bool)>);

impl Stamps {
    /// Takes the stamps as they are now.
    pub(super) fn take(area: &Area) -> Self {
        let mut stamps = Self::default();
        let now = SystemTime::now();
        for root in &area.flat {
            stamps.add_folder(root, now, &mut |path| drop(path), area);
        }
        for root in &area.deep {
            let mut waiting = vec![root.clone()];
            while let Some(folder) = waiting.pop() {
                stamps.add_folder(&folder, now, &mut |path| waiting.push(path), area);
            }
        }
        stamps
    }

    fn add_folder(&mut self, folder: &Path, now: SystemTime, enter: &mut dyn FnMut(PathBuf), area: &Area) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            if (area.pass_over)(&path, entry.file_type().is_ok_and(|kind| kind.is_dir())) {
                continue;
            }
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => enter(path),
                Ok(metadata) => {
                    let stamp = Stamp::of(&metadata);
                    self.0.insert(path, (stamp, stamp.is_settled(now)));
                }
                // The file disappeared after it was listed.
                Err(_) => {}
            }
        }
    }

    /// Returns the paths at which something may differ from the earlier stamps.
    pub(super) fn differences(&self, earlier: &Self) -> BTreeSet<PathBuf> {
        let is_same = |path: &PathBuf, (stamp, _): &(Stamp, bool)| {
            earlier.0.get(path).is_some_and(|(known, is_settled)| *is_settled && known == stamp)
        };
        let here = self.0.iter().filter(|(path, stamp)| !is_same(path, stamp)).map(|(path, _)| path.clone());
        let gone = earlier.0.keys().filter(|path| !self.0.contains_key(*path)).cloned();
        here.chain(gone).collect()
    }
}

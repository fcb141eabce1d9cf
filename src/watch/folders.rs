//! Keeps track of the folders that the system watches for us.
//!
//! Where the system watches one folder at a time (inotify), every folder is requested separately: folders that
//! are left out cost nothing, one that was moved is not reported under its old name, and a new one is watched
//! before anybody looks into it. Elsewhere the system watches everything below a folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use notify::{ErrorKind, RecursiveMode, Watcher};

use super::{Area, Trouble};

/// Whether folders are requested one by one.
const ONE_BY_ONE: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// The watched folders.
pub(super) struct Folders {
    watcher: Box<dyn Watcher>,
    watched: BTreeSet<PathBuf>,
}

impl Folders {
    pub(super) fn new(watcher: Box<dyn Watcher>) -> Self {
        Self { watcher, watched: BTreeSet::new() }
    }

    /// Watches what is now at a path and belongs to the area, in place of what was watched there before.
    ///
    /// # Errors
    ///
    /// If the system refuses to watch more folders.
    pub(super) fn follow(&mut self, place: &Path, area: &Area) -> Result<(), Trouble> {
        // This comes first: the system knows a folder that was moved by its old name, and unwatching that after
        // watching the new one would end both.
        self.leave(place);
        for deep in &area.deep {
            if deep.starts_with(place) {
                self.enter(deep, area)?;
            } else if place.starts_with(deep) && (ONE_BY_ONE || !self.watched.contains(deep)) {
                self.enter(if ONE_BY_ONE { place } else { deep }, area)?;
            }
        }
        for flat in area.flat.iter().filter(|flat| flat.starts_with(place)) {
            if flat.is_dir() && !self.watched.contains(flat) {
                self.watch(flat, RecursiveMode::NonRecursive)?;
            }
        }
        Ok(())
    }

    fn leave(&mut self, place: &Path) {
        let below = self.watched.range(place.to_owned()..).take_while(|folder| folder.starts_with(place));
        for folder in below.cloned().collect::<Vec<_>>() {
            self.watched.remove(&folder);
            // The system may have noticed before us that the folder is gone.
            let _ = self.watcher.unwatch(&folder);
        }
    }

    fn enter(&mut self, top: &Path, area: &Area) -> Result<(), Trouble> {
        let is_root = area.deep.iter().any(|deep| deep == top);
        // Symlinks inside the garden are not followed, but the root itself may be one.
        let is_folder = if is_root { top.is_dir() } else { is_real_folder(top) };
        if !is_folder || (!is_root && (!area.holds(top) || (area.pass_over)(top, true))) {
            return Ok(());
        }
        if !ONE_BY_ONE {
            return self.watch(top, RecursiveMode::Recursive);
        }
        let mut waiting = vec![top.to_owned()];
        while let Some(folder) = waiting.pop() {
            // Watched before it is listed, so that no new folder can be missed in between.
            self.watch(&folder, RecursiveMode::NonRecursive)?;
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            let entries = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
            waiting.extend(entries.map(|entry| entry.path()).filter(|path| !(area.pass_over)(path, true)));
        }
        Ok(())
    }

    fn watch(&mut self, folder: &Path, mode: RecursiveMode) -> Result<(), Trouble> {
        match self.watcher.watch(folder, mode) {
            Ok(()) => drop(self.watched.insert(folder.to_owned())),
            // It is gone already, or we may not read it: then nothing in it can be read either.
            Err(error) if is_local(&error) => {}
            Err(error) => return Err(Trouble::of(&error)),
        }
        Ok(())
    }
}

fn is_real_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// Whether an error is about this folder alone.
fn is_local(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => true,
        ErrorKind::Io(error) => matches!(
            error.kind(),
            std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::NotADirectory
        ),
        _ => false,
    }
}

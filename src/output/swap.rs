//! Replaces the previous site with a staged one, and repairs what a killed run left.
//!
//! The usual way ([`exchange`]): the staged folder and the output are exchanged atomically; the old folder, now out
//! of sight, is updated to the new site as well, and exchanged back. So the path leads to a complete site at every
//! moment, and in the end to the same folder as before: a server or shell whose working directory it is does not
//! end up in a deleted folder, and what people keep there (`.git`) never moves. Only a kill between the two
//! exchanges leaves that in the work folder, until the next [`recover`] moves it back.
//!
//! Where folders can't be exchanged ([`roll_forward`]): the folder of staged files gets the name that
//! marks the decision as final, and its files are moved over one by one. If that is interrupted, the next
//! [`recover`] continues.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::error::OutputError;
use super::lock::Work;
use super::manifest::{Entry, MANIFEST};
use super::ownership::{DEPLOY, read_manifest, refuse_foreign, walk};
use super::plan::{Change, Plan, folders_of};
use super::{COMMITTED, SPOOL, STAGING, SWAPPED, disk};
use crate::path::{OutputPath, fold};

/// Completes or undoes what a killed run left in the work folder of `target`.
pub(super) fn recover(target: &Path, work: &Work) -> Result<(), OutputError> {
    // These were never visible: everything in them is ours.
    discard(&work.join(SPOOL))?;
    discard(&work.join(STAGING))?;
    discard(&work.join(disk::PROBE))?;
    // Either the old site or a copy of the new one; it may contain things that are not ours.
    salvage(&work.join(SWAPPED), target)?;
    roll_forward(&work.join(COMMITTED), target)
}

/// Removes a folder of ours with all its contents.
pub(super) fn discard(folder: &Path) -> Result<(), OutputError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(OutputError::io("remove", folder, error)),
        _ => Ok(()),
    }
}

/// Exchanges the staged site `swapped` with the output. Returns `false`, with nothing changed, if that is not
/// possible here.
pub(super) fn exchange(plan: &Plan, swapped: &Path, target: &Path) -> Result<bool, OutputError> {
    // So that the staged folder is not more widely readable in the few milliseconds in which it is the output.
    if let Ok(found) = fs::metadata(target) {
        let _ = fs::set_permissions(swapped, found.permissions());
    }
    if disk::exchange(swapped, target).is_err() {
        return Ok(false);
    }
    // The new site is in place. If updating the old folder fails, the new folder stays.
    let written = plan.files.iter().filter(|(_, change)| *change != Change::Unchanged);
    let written = written.filter_map(|(file, _)| plan.manifest.get(file.path.as_str())).collect();
    let link = |path: &str, old: &Path| match fs::remove_file(old) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::hard_link(target.join(path), old),
    };
    let followed = update(swapped, &Update { removed: &plan.removed, written }, &link).is_ok();
    if followed && disk::exchange(swapped, target).is_ok() {
        let all: Vec<_> = plan.manifest.entries().iter().map(|entry| entry.path.clone()).collect();
        remove_files(swapped, &all).map_err(OutputError::after_exchange)?;
    }
    salvage(swapped, target).map_err(OutputError::after_exchange)?;
    Ok(true)
}

/// Moves the files of `committed`, a staged difference, into the output, and makes the output match the
/// manifest that came with them. Can be interrupted and repeated.
pub(super) fn roll_forward(committed: &Path, target: &Path) -> Result<(), OutputError> {
    let new = match read_manifest(committed) {
        // Everything is moved, or the disk lost the manifest; then the next build notices what is missing.
        Ok(None) | Err(OutputError::DamagedManifest { .. }) => return discard(committed),
        Ok(Some(_)) if !target.is_dir() => return discard(committed),
        Ok(Some(new)) => new,
        Err(error) => return Err(error),
    };
    let old = read_manifest(target)?.unwrap_or_default();
    refuse_foreign(target, &[&old, &new])?;
    let mut written = Vec::new();
    walk(committed, false, &mut |path, _| {
        written.extend(new.get(path));
        true
    })?;
    let gone = old.entries().iter().map(|entry| &entry.path).filter(|path| new.get(path.as_str()).is_none());
    let removed: Vec<OutputPath> = gone.cloned().collect();
    let rename = |path: &str, old: &Path| fs::rename(committed.join(path), old);
    update(target, &Update { removed: &removed, written }, &rename).map_err(OutputError::midway)?;
    discard(committed).map_err(OutputError::after_exchange)
}

/// The changes to make in a folder that holds the previous site.
struct Update<'a> {
    removed: &'a [OutputPath],
    written: Vec<&'a Entry>,
}

/// Updates a folder from the previous site to the new one, file by file, the manifest last. `put` places
/// a file of the new site, given its path and its place on disk, and replaces the old file if there is one.
fn update(
    tree: &Path,
    update: &Update,
    put: &(dyn Fn(&str, &Path) -> io::Result<()> + Sync),
) -> Result<(), OutputError> {
    refuse_detours(tree, update)?;
    let old = read_manifest(tree)?.unwrap_or_default();
    remove_files(tree, update.removed)?;
    let wanted = folders_of(update.written.iter().map(|entry| &entry.path));
    let spelled_before = other_spellings(&folders_of(update.removed), &wanted);
    for name in wanted {
        let folder = tree.join(name);
        match fs::create_dir(&folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if let Some(before) = spelled_before.get(name) {
                    respell(&tree.join(before), &folder)?;
                }
            }
            Err(error) => return Err(OutputError::io("create", &folder, error)),
        }
    }
    let mut wanted = Vec::with_capacity(update.written.len());
    let mut scratch = Vec::new();
    for entry in &update.written {
        let place = tree.join(entry.path.as_str());
        let found = match old.get(entry.path.as_str()) {
            Some(_) => Found::Nothing,
            None => look(tree, &place, entry, &mut scratch)?,
        };
        if found == Found::Folder {
            // If it is not empty, it stays and makes the next step fail.
            let _ = fs::remove_dir(&place);
        }
        if found != Found::Ours {
            wanted.push((entry.path.as_str(), place));
        }
    }
    wanted
        .par_iter()
        .try_for_each(|(path, place)| put(path, place).map_err(|error| OutputError::io("write", place, error)))?;
    put(MANIFEST, &tree.join(MANIFEST)).map_err(|error| OutputError::io("write", &tree.join(MANIFEST), error))
}

/// Returns, for each new folder that the previous site spelled differently, how it spelled it. Where letter case or the
/// Unicode form does not count, both are the same folder.
fn other_spellings<'p>(before: &BTreeSet<&'p str>, now: &BTreeSet<&'p str>) -> BTreeMap<&'p str, &'p str> {
    let by_key: BTreeMap<String, &str> = before.difference(now).map(|folder| (fold(folder), *folder)).collect();
    now.difference(before).filter_map(|folder| Some((*folder, *by_key.get(&fold(folder))?))).collect()
}

/// Gives a folder its new spelling, if the old and the new one lead to the same folder. It was not removed because it
/// holds what is not ours, such as `.DS_Store`; with its old name, the files in it would be foreign to the next build.
fn respell(old: &Path, new: &Path) -> Result<(), OutputError> {
    if !disk::is_same_folder(old, new) {
        return Ok(());
    }
    fs::rename(old, new).map_err(|error| OutputError::io("rename", old, error))
}

/// Removes these files, and folders that become empty.
fn remove_files(tree: &Path, removed: &[OutputPath]) -> Result<(), OutputError> {
    removed.par_iter().try_for_each(|path| {
        let gone = tree.join(path.as_str());
        match fs::remove_file(&gone) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(OutputError::io("remove", &gone, error)),
            _ => Ok(()),
        }
    })?;
    for folder in folders_of(removed).into_iter().rev() {
        // Fails if anything is left in it.
        let _ = fs::remove_dir(tree.join(folder));
    }
    Ok(())
}

/// What stands in the place of a file that the previous site did not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// The file itself, with the right bytes.
    Ours,
    Folder,
}

/// Returns what stands in the place of a file that the previous site did not have. A file with other bytes is not ours:
/// an error.
pub(super) fn look(tree: &Path, place: &Path, entry: &Entry, scratch: &mut Vec<u8>) -> Result<Found, OutputError> {
    match fs::symlink_metadata(place) {
        Err(_) => Ok(Found::Nothing),
        Ok(found) if found.is_dir() => Ok(Found::Folder),
        Ok(_) if disk::digest_if_size(place, entry.size, scratch) == Some(entry.digest) => Ok(Found::Ours),
        Ok(_) => Err(foreign(tree, entry.path.as_str())),
    }
}

fn foreign(tree: &Path, path: &str) -> OutputError {
    OutputError::Foreign { target: tree.to_owned(), files: vec![path.to_owned()], more: false }
}

/// Errors if a folder that must be entered has been replaced by a link or a foreign file.
fn refuse_detours(tree: &Path, update: &Update) -> Result<(), OutputError> {
    let removed: BTreeSet<&str> = update.removed.iter().map(OutputPath::as_str).collect();
    for folder in folders_of(update.removed.iter().chain(update.written.iter().map(|entry| &entry.path))) {
        match fs::symlink_metadata(tree.join(folder)) {
            Ok(found) if found.is_dir() || (found.is_file() && removed.contains(folder)) => {}
            Ok(_) => return Err(foreign(tree, folder)),
            Err(_) => {}
        }
    }
    Ok(())
}

/// Empties and removes a folder that was the output: our files are removed, everything else is moved to the same
/// place in `target`, where its owner expects it.
fn salvage(swapped: &Path, target: &Path) -> Result<(), OutputError> {
    if fs::symlink_metadata(swapped).is_err() {
        return Ok(());
    }
    let manifest_of = |folder: &Path| read_manifest(folder).ok().flatten().unwrap_or_default();
    let (own, new) = (manifest_of(swapped), manifest_of(target));
    let mut scratch = Vec::new();
    let mut is_ours = |path: &str| {
        let place = swapped.join(path);
        own.get(path).is_some()
            || new
                .get(path)
                .is_some_and(|entry| disk::digest_if_size(&place, entry.size, &mut scratch) == Some(entry.digest))
    };
    for name in DEPLOY.iter().filter(|name| fs::symlink_metadata(swapped.join(name)).is_ok()) {
        if !is_ours(name) {
            move_back(swapped, target, name)?;
        }
    }
    let mut found = Vec::new();
    walk(swapped, false, &mut |path, is_regular| {
        if path != MANIFEST {
            found.push((path.to_owned(), is_regular));
        }
        true
    })?;
    for (path, is_regular) in found {
        if is_regular && is_ours(&path) {
            let place = swapped.join(&path);
            fs::remove_file(&place).map_err(|error| OutputError::io("remove", &place, error))?;
        } else {
            move_back(swapped, target, &path)?;
        }
    }
    // Last, because it says which files are ours.
    let _ = fs::remove_file(swapped.join(MANIFEST));
    remove_empty_folders(swapped);
    match fs::symlink_metadata(swapped) {
        Ok(_) => Err(OutputError::Stranded { kept: swapped.to_owned() }),
        Err(_) => Ok(()),
    }
}

/// Moves an entry that is not ours from the former output folder to the current one.
fn move_back(swapped: &Path, target: &Path, path: &str) -> Result<(), OutputError> {
    let (from, to) = (swapped.join(path), target.join(path));
    let stranded = |_| OutputError::Stranded { kept: from.clone() };
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(stranded)?;
    }
    if fs::symlink_metadata(&to).is_ok() {
        return Err(OutputError::Stranded { kept: from });
    }
    fs::rename(&from, &to).map_err(stranded)
}

fn remove_empty_folders(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_empty_folders(&entry.path());
        }
    }
    let _ = fs::remove_dir(folder);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_only_changed_its_spelling_is_known_by_its_old_one() {
        let before = BTreeSet::from(["Guides", "Guides/Start", "a", "\u{e9}te\u{301}", "gone"]);
        let now = BTreeSet::from(["guides", "guides/start", "a", "\u{e9}t\u{e9}", "new"]);
        let want = BTreeMap::from([
            ("guides", "Guides"),
            ("guides/start", "Guides/Start"),
            ("\u{e9}t\u{e9}", "\u{e9}te\u{301}"),
        ]);
        assert_eq!(other_spellings(&before, &now), want);
    }

    #[test]
    fn only_a_folder_that_both_paths_lead_to_is_renamed() {
        let root = tempfile::tempdir().expect("a folder");
        let at = |name: &str| root.path().join(name);
        for name in ["one", "other"] {
            fs::create_dir(at(name)).expect("a folder");
            fs::write(at(name).join(".DS_Store"), name).expect("a file");
        }
        fs::write(at("file"), "").expect("a file");
        assert!(disk::is_same_folder(&at("one"), &at("other/../one")));
        for (old, new) in [("one", "other"), ("gone", "other"), ("file", "file")] {
            assert!(!disk::is_same_folder(&at(old), &at(new)), "{old} {new}");
            respell(&at(old), &at(new)).expect("nothing is done");
        }
        for name in ["one", "other"] {
            assert_eq!(fs::read_to_string(at(name).join(".DS_Store")).ok().as_deref(), Some(name));
        }
    }
}

//! An inventory that looks only at the paths that were touched finds what a scan of everything finds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use allotment::source::{self, Inventory, Look, Selection};

use crate::random::Random;

const NAMES: [&str; 11] =
    ["a.md", "b.md", "Ü ber.md", "c.png", "d.md~", ".hidden.md", "old.md", "skip.md", "e.MD", "4913", "f.md.tmp"];
const FOLDERS: [&str; 8] = ["", "one", "one/two", "one.5", "one0", "public", ".obsidian", "one/two/drafts"];

/// A folder on disk that is edited step by step, and what is known of it.
struct Edited {
    folder: tempfile::TempDir,
    random: Random,
    inventory: Inventory,
    notes: BTreeMap<String, (Vec<u8>, bool)>,
    dirty: BTreeSet<PathBuf>,
}

fn skip(content: &Path) -> Vec<PathBuf> {
    vec![content.join("public")]
}

fn exclude() -> Vec<String> {
    vec!["drafts/".to_owned(), "old.md".to_owned()]
}

impl Edited {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let content = folder.path().join("garden");
        fs::create_dir(&content).unwrap();
        let inventory = Inventory::new(&Selection { content: &content, exclude: &exclude(), skip: &skip(&content) });
        let dirty = BTreeSet::new();
        Self { folder, random: Random::new(seed), inventory, notes: BTreeMap::new(), dirty }
    }

    fn content(&self) -> PathBuf {
        self.folder.path().join("garden")
    }

    fn place(&mut self) -> PathBuf {
        self.content().join(self.random.one_of(&FOLDERS)).join(self.random.one_of(&NAMES))
    }

    /// Returns a random file or folder that exists now.
    fn something(&mut self) -> Option<PathBuf> {
        let there: Vec<PathBuf> = walkdir::WalkDir::new(self.content())
            .min_depth(1)
            .into_iter()
            .map(|entry| entry.unwrap().into_path())
            .collect();
        (!there.is_empty()).then(|| self.random.one_of(&there).clone())
    }

    fn write(&mut self) {
        let place = self.place();
        let text = format!("text {}", self.random.below(3));
        self.put(&place, &text);
    }

    /// Creates the folders above a path, unless something is in the way or a symlink leads elsewhere.
    fn make_way(&self, place: &Path) -> bool {
        let content = self.content();
        let mut folders = place.ancestors().skip(1).take_while(|folder| *folder != content);
        folders.all(|folder| !folder.is_symlink()) && fs::create_dir_all(place.parent().unwrap()).is_ok()
    }

    fn put(&mut self, place: &Path, text: &str) {
        if self.make_way(place) && !place.is_symlink() && !place.is_dir() && fs::write(place, text).is_ok() {
            // Here no event reports the new folders above, so this path has to do.
            self.dirty.insert(place.to_owned());
        }
    }

    fn remove(&mut self) {
        let Some(place) = self.something() else { return };
        let is_folder = fs::symlink_metadata(&place).unwrap().is_dir();
        if is_folder { fs::remove_dir_all(&place) } else { fs::remove_file(&place) }.unwrap();
        self.dirty.insert(place);
    }

    fn rename(&mut self) {
        let Some(from) = self.something() else { return };
        let to = self.place();
        if self.make_way(&to) && fs::rename(&from, &to).is_ok() {
            self.dirty.extend([from, to]);
        }
    }

    fn ignore(&mut self) {
        let folder = self.content().join(self.random.one_of(&["", "one", "one/two"]));
        let text = *self.random.one_of(&["", "a.md\n", "two/\n", "!old.md\n*.png\n", "/b.md\n!a.md\n"]);
        self.put(&folder.join(".gitignore"), text);
    }

    #[cfg(unix)]
    fn link(&mut self) {
        let (place, target) = (self.place(), self.place());
        if self.make_way(&place) && std::os::unix::fs::symlink(target, &place).is_ok() {
            self.dirty.insert(place);
        }
    }

    #[cfg(not(unix))]
    fn link(&mut self) {}

    fn step(&mut self) {
        match self.random.below(16) {
            0..8 => self.write(),
            8..10 => self.remove(),
            10..13 => self.rename(),
            13 => self.ignore(),
            14 => self.link(),
            _ => {}
        }
    }

    fn look(&mut self) {
        let dirty = std::mem::take(&mut self.dirty);
        let look = if self.random.below(8) == 0 { Look::Everywhere } else { Look::At(dirty) };
        for (path, file) in self.inventory.look(&look, SystemTime::now()).notes {
            match file {
                Some(file) => self.notes.insert(path.to_string(), (file.bytes, file.is_left_out)),
                None => self.notes.remove(path.as_str()),
            };
        }
    }

    fn assert_known(&self, seed: u64, step: usize) {
        let content = self.content();
        let scan = source::scan(&Selection { content: &content, exclude: &exclude(), skip: &skip(&content) });
        let notes: BTreeMap<String, (Vec<u8>, bool)> =
            scan.notes.into_iter().map(|note| (note.path.to_string(), (note.bytes, note.is_left_out))).collect();
        assert_eq!(self.notes, notes, "seed {seed}, step {step}");
        let files: Vec<_> = self.inventory.files().cloned().collect();
        assert_eq!(files, scan.files, "seed {seed}, step {step}");
        let sorted = |mut findings: Vec<_>| {
            allotment::diagnostic::sort(&mut findings);
            findings
        };
        let known = sorted(self.inventory.diagnostics().cloned().collect());
        assert_eq!(known, sorted(scan.diagnostics), "seed {seed}, step {step}");
    }
}

#[test]
fn looking_where_something_was_done_is_enough() {
    for seed in 1..=6 {
        let mut edited = Edited::new(seed);
        for step in 0..120 {
            for _ in 0..edited.random.below(4) {
                edited.step();
            }
            edited.look();
            edited.assert_known(seed, step);
        }
    }
}

#[test]
fn a_note_with_the_same_bytes_is_no_change() {
    let mut edited = Edited::new(1);
    let place = edited.content().join("a.md");
    edited.put(&place, "one");
    edited.look();
    // Repeated, so that all looks below are at single paths.
    for (text, changed) in [("one", 0), ("two", 1), ("two", 0)] {
        fs::write(&place, text).unwrap();
        let changes = edited.inventory.look(&Look::At(BTreeSet::from([place.clone()])), SystemTime::now());
        assert_eq!((changes.notes.len(), changes.is_empty()), (changed, changed == 0), "{text}");
    }
    assert!(edited.inventory.look(&Look::Everywhere, SystemTime::now()).is_empty());
}

#[test]
fn an_edit_that_leaves_size_and_time_alone_is_seen_where_the_file_is_named() {
    let mut edited = Edited::new(1);
    let place = edited.content().join("a.md");
    fs::write(&place, "one").unwrap();
    let time = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let set = |place: &Path| fs::File::options().write(true).open(place).unwrap().set_modified(time).unwrap();
    set(&place);
    edited.inventory.look(&Look::Everywhere, SystemTime::now());
    fs::write(&place, "two").unwrap();
    set(&place);
    assert_eq!(edited.inventory.look(&Look::At(BTreeSet::from([place])), SystemTime::now()).notes.len(), 1);
}

#[test]
fn a_pattern_is_unmatched_as_soon_as_what_it_left_out_is_called_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("privat")).unwrap();
    for file in ["privat/a.md", "plan.png", "b.md"] {
        fs::write(at(file), "text").unwrap();
    }
    let exclude = ["privat/".to_owned(), "plan.png".to_owned()];
    let mut inventory = Inventory::new(&Selection { content: folder.path(), exclude: &exclude, skip: &[] });
    inventory.look(&Look::Everywhere, SystemTime::now());
    assert_eq!(inventory.unmatched().count(), 0);
    for (old, new, open) in [
        ("privat", "private", 1),
        ("plan.png", "plans.png", 2),
        ("private", "privat", 1),
        ("plans.png", "plan.png", 0),
        ("b.md", "privates.md", 0),
    ] {
        fs::rename(at(old), at(new)).unwrap();
        let changes = inventory.look(&Look::At(BTreeSet::from([at(old), at(new)])), SystemTime::now());
        assert_eq!((inventory.unmatched().count(), changes.findings), (open, old != "b.md"), "{old} {new}");
    }
}

//! Whatever is written while a garden is served, the preview serves what a build would write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use allotment::commands::serve::Live;
use allotment::commands::{Failure, GardenRoot, Screen, Session};
use allotment::diagnostic::render::Format;
use allotment::serve::Body;
use allotment::watch::Hint;
use tempfile::TempDir;

use super::{difference, drawn};
use crate::garden::build_folder;
use crate::random::Random;

const SETTINGS: [[&str; 3]; 7] = [
    ["title = \"Garden\"\n", "title = \"Plot\"\n", "title = \"Bed & <board>\"\n"],
    ["", "base_url = \"https://a.example/\"\n", "base_url = \"https://b.example/x/\"\n"],
    ["", "language = \"fr\"\n", "language = \"ar\"\n"],
    ["", "select = \"opt-in\"\n", "license = \"CC0\"\n"],
    ["", "exclude = [\"private/\"]\n", "exclude = [\"*north\", \"/shed/F*\"]\n"],
    ["", "[markdown]\nhard_breaks = true\n", "[theme]\nname = \"own\"\n"],
    ["", "[math.macros]\nR = \"\\\\mathbb{R}\"\n", "[check]\nbroken-link = \"allow\"\n"],
];

/// A garden on disk that is edited step by step while it is served.
struct Served {
    folder: TempDir,
    random: Random,
    live: Live,
    settings: [usize; SETTINGS.len()],
    dirty: BTreeSet<PathBuf>,
}

/// Reads the garden in a folder, as the command does.
fn live(folder: &Path) -> Result<Live, Failure> {
    let here = folder.to_owned();
    let find = move || {
        let session = Session {
            out: &mut Vec::new(),
            err: &mut Vec::new(),
            out_screen: Screen::default(),
            err_screen: Screen::default(),
            format: Format::Human,
            quiet: true,
            verbose: false,
            folder: here.clone(),
        };
        GardenRoot::find(&session, Some(&here), None, &Default::default())
    };
    Live::new(Box::new(find), false)
}

/// Returns all served files, by path.
fn served(live: &Live) -> BTreeMap<String, Vec<u8>> {
    let shelf = live.shelf();
    let bytes = |path: &str| match shelf.find(path).expect("it renders").expect("it is there").body {
        Body::Bytes(bytes) => bytes.to_vec(),
        Body::File { path, length } => {
            let bytes = fs::read(path).unwrap();
            assert_eq!(bytes.len() as u64, length);
            bytes
        }
    };
    live.paths().into_iter().map(|path| (path.clone(), bytes(&path))).collect()
}

/// Returns all findings about the notes, by the path of their page.
fn findings(live: &Live) -> Vec<(String, String)> {
    let shelf = live.shelf();
    let said =
        |path: String| shelf.findings(&path).into_iter().map(move |finding| (path.clone(), format!("{finding:?}")));
    live.paths().into_iter().flat_map(said).collect()
}

impl Served {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        let live = live(folder.path()).unwrap();
        let mut served =
            Self { folder, random: Random::new(seed), live, settings: [0; SETTINGS.len()], dirty: BTreeSet::new() };
        served.configure();
        for _ in 0..9 {
            served.create();
        }
        served
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn content(&self) -> PathBuf {
        self.path("content")
    }

    /// Returns files and folders in the content folder.
    fn entries(&self, of: impl Fn(&fs::FileType) -> bool) -> Vec<PathBuf> {
        let entries = walkdir::WalkDir::new(self.content()).min_depth(1).sort_by_file_name();
        let entries = entries.into_iter().map(Result::unwrap).filter(|entry| of(&entry.file_type()));
        entries.map(walkdir::DirEntry::into_path).collect()
    }

    fn notes(&self) -> Vec<PathBuf> {
        let mut files = self.entries(fs::FileType::is_file);
        files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
        files
    }

    fn a_note(&mut self) -> Option<PathBuf> {
        let notes = self.notes();
        (!notes.is_empty()).then(|| self.random.one_of(&notes).clone())
    }

    fn new_path(&mut self) -> PathBuf {
        self.content().join(drawn::path(&mut self.random))
    }

    fn put(&mut self, path: &Path, text: impl AsRef<[u8]>) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self.dirty.insert(path.to_owned());
    }

    fn create(&mut self) {
        let (path, text) = (self.new_path(), drawn::note(&mut self.random));
        self.put(&path, text);
    }

    fn edit(&mut self) {
        let Some(path) = self.a_note() else { return self.create() };
        let link = drawn::link(&mut self.random);
        let text = format!("{}\nadded {link}\n", fs::read_to_string(&path).unwrap());
        self.put(&path, text);
    }

    /// Changes tags, aliases or dates, but not the body.
    fn describe(&mut self) {
        let Some(path) = self.a_note() else { return self.create() };
        let text = fs::read_to_string(&path).unwrap();
        let body =
            text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(&*text, |(_, body)| body);
        let text = format!("{}{body}", drawn::front(&mut self.random));
        self.put(&path, text);
    }

    fn rename(&mut self) {
        let Some(path) = self.a_note() else { return self.create() };
        let new = self.new_path();
        fs::create_dir_all(new.parent().unwrap()).unwrap();
        fs::rename(&path, &new).unwrap();
        self.dirty.extend([path, new]);
    }

    fn delete(&mut self) {
        let Some(path) = self.a_note().filter(|_| self.notes().len() > 4) else { return self.create() };
        fs::remove_file(&path).unwrap();
        self.dirty.insert(path);
    }

    fn move_folder(&mut self) {
        let folders = self.entries(fs::FileType::is_dir);
        if folders.is_empty() {
            return;
        }
        let from = self.random.one_of(&folders).clone();
        let to = self.content().join(self.random.one_of(&drawn::FOLDERS[1..]).trim_end_matches('/'));
        if to.starts_with(&from) || from.starts_with(&to) {
            return;
        }
        if to.exists() {
            fs::remove_dir_all(&to).unwrap();
        }
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(&from, &to).unwrap();
        self.dirty.extend([from, to]);
    }

    fn attach(&mut self) {
        let name = *self.random.one_of(&["plan.png", "plan.svg", "beds/plan.png"]);
        let width = self.random.below(3) + 1;
        let path = self.content().join(name);
        if self.random.below(4) == 0 && path.exists() {
            fs::remove_file(&path).unwrap();
            self.dirty.insert(path);
        } else {
            self.put(&path, format!("<svg width='{width}' height='9'></svg>"));
        }
    }

    fn ignore(&mut self) {
        let path = self.content().join(self.random.one_of(&["", "beds/"])).join(".gitignore");
        let text = *self.random.one_of(&["", "", "", "Fig*\n", "north/\n!apple.md\n"]);
        self.put(&path, text);
    }

    fn configure(&mut self) {
        let key = self.random.below(SETTINGS.len());
        self.settings[key] = (self.settings[key] + 1) % 3;
        let text: String = SETTINGS.iter().zip(self.settings).map(|(values, chosen)| values[chosen]).collect();
        self.put(&self.path("site.toml"), text);
        if !self.path("themes/own").exists() {
            fs::create_dir_all(self.path("themes/own")).unwrap();
            self.dirty.insert(self.path("themes"));
        }
    }

    fn paint(&mut self) {
        let number = self.random.below(3);
        match self.random.below(3) {
            0 => self.put(&self.path("themes/own/theme.css"), format!("b {{ order: {number} }}")),
            1 => self.put(&self.path("themes/own/words/en.toml"), format!("[words]\nnotes = \"Notes {number}\"")),
            _ => self.put(&self.path("themes/own/404.html"), format!("<p>{{{{ words.home }}}} {number}</p>")),
        }
    }

    /// Breaks the set-up; the step that mends it restores it completely.
    fn damage(&mut self) {
        let (path, text) = *self.random.one_of(&[
            ("site.toml", "title = \n"),
            ("site.toml", "titel = \"x\"\n"),
            ("themes/own/404.html", "{{ nonsense"),
            ("themes/own/404.html", "{{ page.nonsense }}"),
        ]);
        self.put(&self.path(path), text);
    }

    fn mend(&mut self) {
        self.configure();
        self.put(&self.path("themes/own/404.html"), "<p>mended</p>");
    }

    fn step(&mut self) {
        match self.random.below(32) {
            0..5 => self.create(),
            5..11 => self.edit(),
            11..15 => self.describe(),
            15..19 => self.rename(),
            19..21 => self.delete(),
            21..23 => self.move_folder(),
            23..25 => self.attach(),
            25 => self.ignore(),
            26..28 => self.configure(),
            28..30 => self.paint(),
            30 => self.damage(),
            _ => {}
        }
    }

    fn look(&mut self) {
        let dirty = std::mem::take(&mut self.dirty);
        let hint = match self.random.below(12) {
            0 => Hint::Everything,
            // More paths than changed.
            1 => Hint::Paths(dirty.iter().map(|path| path.parent().unwrap().to_owned()).chain(dirty.clone()).collect()),
            _ => Hint::Paths(dirty),
        };
        self.live.look(&hint);
        // The preview does this while nobody is waiting, which is not always the case.
        if self.random.below(4) > 0 {
            self.live.prepare();
        }
    }

    /// Requires that what is served is what is on disk; returns `false` if the set-up is broken.
    fn hold(&self, when: &str) -> bool {
        let broken = self.live.shelf().broken();
        match live(self.folder.path()) {
            Ok(clean) => {
                assert!(broken.is_empty(), "{when}: {broken:?}");
                if let Some(difference) = difference(&served(&self.live), &served(&clean)) {
                    panic!("{when}: {difference}");
                }
                let (known, found) = (findings(&self.live), findings(&clean));
                let other = known.iter().zip(&found).find(|(known, found)| known != found);
                assert!(other.is_none() && known.len() == found.len(), "{when}: {other:#?}");
                true
            }
            Err(failure) => {
                assert!(!broken.is_empty(), "{when}: {failure}");
                assert!(!self.live.paths().is_empty(), "{when}");
                false
            }
        }
    }
}

fn hold(seed: u64, steps: usize) {
    let mut garden = Served::new(seed);
    for step in 0..steps {
        garden.step();
        garden.look();
        if !garden.hold(&format!("seed {seed}, step {step}")) && garden.random.below(3) == 0 {
            garden.mend();
        }
    }
    garden.mend();
    garden.look();
    assert!(garden.hold("in the end"));
    // The program builds the same from scratch.
    let toml = fs::read_to_string(garden.path("site.toml")).unwrap();
    let built = build_folder(garden.folder.path(), &toml);
    if let Some(difference) = difference(&served(&garden.live), &built.files) {
        panic!("seed {seed}: {difference}");
    }
}

#[test]
fn a_first_garden_of_five_hundred_edits() {
    hold(1, 500);
}

#[test]
fn a_second_garden_of_five_hundred_edits() {
    hold(2, 500);
}

#[test]
fn a_third_garden_of_five_hundred_edits() {
    hold(3, 500);
}

#[test]
fn a_fourth_garden_of_five_hundred_edits() {
    hold(4, 500);
}

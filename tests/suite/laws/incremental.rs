//! Whatever is edited, an incremental build writes the same bytes as a clean build.

use std::collections::BTreeSet;

use super::{difference, drawn};
use crate::garden::GardenTest;
use crate::random::Random;

/// A garden that is edited step by step.
struct Edited {
    garden: GardenTest,
    random: Random,
    settings: [usize; 7],
    said: Vec<String>,
}

impl Edited {
    fn new(seed: u64) -> Self {
        let mut edited =
            Self { garden: GardenTest::new(), random: Random::new(seed), settings: [0; 7], said: Vec::new() };
        for _ in 0..9 {
            edited.create();
        }
        edited.garden.put("beds/plan.png", *b"\x89PNG one");
        edited.draw();
        edited
    }

    fn note_paths(&self) -> Vec<String> {
        self.garden.paths().filter(|path| path.ends_with(".md")).map(str::to_owned).collect()
    }

    fn a_note(&mut self) -> Option<String> {
        let paths = self.note_paths();
        (!paths.is_empty()).then(|| self.random.one_of(&paths).clone())
    }

    fn create(&mut self) -> String {
        let (path, text) = (drawn::path(&mut self.random), drawn::note(&mut self.random));
        self.garden.put(&path, &text);
        format!("write {path}: {text:?}")
    }

    fn edit(&mut self) -> String {
        let Some(path) = self.a_note() else { return self.create() };
        let mut text = String::from_utf8(self.garden.bytes(&path).to_vec()).unwrap();
        let link = drawn::link(&mut self.random);
        text.push_str(&format!("\nadded {link}\n"));
        self.garden.put(&path, &text);
        format!("add {link} to {path}")
    }

    fn rename(&mut self) -> String {
        let Some(path) = self.a_note() else { return self.create() };
        let new = drawn::path(&mut self.random);
        let bytes = self.garden.take(&path).unwrap();
        self.garden.put(&new, bytes);
        format!("rename {path} to {new}")
    }

    fn delete(&mut self) -> String {
        let Some(path) = self.a_note().filter(|_| self.note_paths().len() > 4) else { return self.create() };
        self.garden.take(&path);
        format!("delete {path}")
    }

    fn move_folder(&mut self) -> String {
        let (from, to) = (*self.random.one_of(&drawn::FOLDERS[1..]), *self.random.one_of(&drawn::FOLDERS));
        for path in self.garden.paths().map(str::to_owned).collect::<Vec<_>>() {
            if let Some(rest) = path.strip_prefix(from) {
                let bytes = self.garden.take(&path).unwrap();
                self.garden.put(&format!("{to}{rest}"), bytes);
            }
        }
        format!("move {from} to {to}")
    }

    fn attachment(&mut self) -> String {
        let size = self.random.below(3);
        self.garden.put("beds/plan.png", vec![b'p'; size]);
        format!("an image of {size} bytes")
    }

    fn draw(&mut self) -> String {
        let (link, name) = (drawn::link(&mut self.random), *self.random.one_of(&drawn::NAMES));
        let area = |x: usize| format!(r#""x":{x},"y":0,"width":250,"height":60"#);
        let size = self.random.below(3) * 300;
        let canvas = format!(
            r##"{{"nodes":[{{"id":"a","type":"text","text":"see {link}",{}}},{{"id":"b","type":"file","file":"{name}.md","subpath":"#Part",{}}}],
            "edges":[{{"fromNode":"a","toNode":"b"}}]}}"##,
            area(0),
            area(size)
        );
        let canvas = if self.random.below(5) == 0 { "{".to_owned() } else { canvas };
        self.garden.put("Map.canvas", &canvas);
        format!("draw {canvas}")
    }

    fn configure(&mut self) -> String {
        let key = self.random.below(self.settings.len());
        self.settings[key] += 1;
        let pick = |key: usize, values: [&'static str; 3]| values[self.settings[key] % 3];
        let mut config = format!("title = \"{}\"\n", pick(0, ["Garden", "Plot", "Bed & <board>"]));
        config.push_str(pick(1, ["", "base_url = \"https://a.example/\"\n", "base_url = \"https://b.example/x/\"\n"]));
        config.push_str(&format!("language = \"{}\"\n", pick(2, ["en", "de", "ar"])));
        config.push_str(pick(3, ["", "select = \"opt-in\"\n", "license = \"CC0\"\n"]));
        config.push_str(pick(
            6,
            ["", "lens = [{ sides = ['front', 'tag'] }]\n", "lens = [{ sides = ['tag/nested', 'x'] }]\n"],
        ));
        config.push_str(pick(5, ["", "[feeds]\nleast = 1\n", "[feeds]\nleast = 2\ntags = \"full\"\n"]));
        config.push_str(pick(4, ["", "[markdown]\nhard_breaks = true\n", "[theme]\nfont = \"serif\"\n"]));
        self.garden = std::mem::take(&mut self.garden).config(&config);
        format!("settings {config:?}")
    }

    fn step(&mut self) {
        let said = match self.random.below(21) {
            0..5 => self.create(),
            5..10 => self.edit(),
            10..13 => self.rename(),
            13..15 => self.delete(),
            15 => self.move_folder(),
            16 => self.attachment(),
            17 | 18 => self.configure(),
            19 => self.draw(),
            _ => "nothing".to_owned(),
        };
        self.said.push(said);
    }
}

fn hold(seed: u64, steps: usize) {
    let mut edited = Edited::new(seed);
    let mut earlier = edited.garden.build();
    let mut edition = edited.garden.edition(None);
    let mut kept = 0;
    for _ in 0..steps {
        edited.step();
        let incremental = edited.garden.rebuild(&earlier);
        let clean = edited.garden.build();
        if let Some(difference) = difference(&incremental.files, &clean.files) {
            let last = edited.said.len().saturating_sub(6);
            panic!("seed {seed}, after {:#?}\n{difference}", &edited.said[last..]);
        }
        assert_eq!(incremental.findings(), clean.findings(), "seed {seed}, after {:#?}", edited.said.last());
        edition = edited.garden.edition(Some(&edition));
        for (path, bytes) in &clean.files {
            assert!(
                edition.bytes(path).as_ref() == Some(bytes),
                "seed {seed}: {path} of an edition, after {:#?}",
                edited.said
            );
        }
        assert_eq!(edition.findings(), clean.findings, "seed {seed}: findings after {:#?}", edited.said.last());
        assert!(earlier.files.keys().all(|path| clean.files.contains_key(path) || edition.bytes(path).is_none()));
        kept += incremental.kept;
        earlier = incremental;
    }
    assert!(kept > steps, "almost nothing was taken from earlier builds: {kept} pages in {steps} steps");
}

#[test]
fn a_first_script_of_edits() {
    hold(1, 160);
}

#[test]
fn a_second_script_of_edits() {
    hold(2, 160);
}

#[test]
fn nothing_is_rendered_where_nothing_changed() {
    let garden = GardenTest::starter();
    let first = garden.build();
    let second = garden.rebuild(&first);
    assert_eq!(difference(&second.files, &first.files), None);
    assert_eq!(second.kept, first.files.len());
}

/// Besides the note's own page, only pages that show one of its links in context may be rendered again.
#[test]
fn a_word_in_one_note_renders_its_page_and_those_that_it_links_to() {
    let garden = GardenTest::starter();
    let first = garden.build();
    let path = "principles/Autonomy.md";
    let text = format!("{}\nOne more word.\n", String::from_utf8_lossy(garden.bytes(path)));
    let second = garden.clone().note(path, text).rebuild(&first);
    let rendered = first.pages().count() - second.kept;
    let notes = first.garden_json();
    let note = notes["notes"].as_array().unwrap().iter().find(|note| note["path"] == path).unwrap();
    let linked: BTreeSet<_> =
        note["links"].as_array().unwrap().iter().filter_map(|link| link["target"].as_str()).collect();
    assert!((1..=linked.len() + 1).contains(&rendered), "{rendered} pages, and it links to {linked:?}");
    assert!(linked.len() * 4 < first.pages().count(), "this shows little: {linked:?}");
}

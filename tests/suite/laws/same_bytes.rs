//! The same garden gives the same bytes, wherever, whenever and with however many threads.

use std::collections::BTreeMap;
use std::fs;

use allotment::hash::Digest;
use tempfile::TempDir;

use crate::garden::{Built, GardenTest, build_folder, build_folder_in, repository};

const SETTINGS: &str = "title = \"Same\"\nbase_url = \"https://garden.example/\"\n";

/// Lays out the starter garden in a folder, its files written in the order of the given numbers.
fn laid(order: impl Fn(usize) -> usize) -> TempDir {
    let folder = TempDir::new().unwrap();
    let garden = GardenTest::starter();
    let mut paths: Vec<(usize, &str)> = garden.paths().enumerate().map(|(at, path)| (order(at), path)).collect();
    paths.sort_unstable();
    for (_, path) in paths {
        let place = folder.path().join("content").join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, garden.bytes(path)).unwrap();
    }
    folder
}

fn digests(built: &Built) -> BTreeMap<String, String> {
    built.files.iter().map(|(path, bytes)| (path.clone(), Digest::of(bytes).to_string())).collect()
}

#[track_caller]
fn assert_same(one: &Built, other: &Built) {
    assert_eq!(digests(one), digests(other));
    assert_eq!(one.findings(), other.findings());
}

#[test]
fn in_another_folder_with_files_made_in_another_order() {
    let one = laid(|at| at);
    let other = laid(|at| at.wrapping_mul(7919) % 101);
    let memory = GardenTest::starter().config(SETTINGS).build();
    assert!(memory.notes().len() > 40 && memory.files.len() > 80, "{:?}", memory.files.keys());
    let built = build_folder(one.path(), SETTINGS);
    assert_same(&built, &build_folder(other.path(), SETTINGS));
    // The tests in memory build the same site as the command.
    assert_eq!(digests(&memory), digests(&built));
}

/// A regression test: the search once ordered equal forms of words with different stems by a hash map.
#[test]
fn in_several_languages() {
    let garden = GardenTest::new();
    let garden =
        garden.note("a.md", "Beds, planters, gates.").note("b.md", "---\nlang: pt\n---\nBeds, planters, gates.");
    let built = garden.build();
    for _ in 0..8 {
        assert_same(&garden.build(), &built);
    }
}

#[test]
fn by_one_thread_and_by_many() {
    let garden = GardenTest::starter().config(SETTINGS);
    let by = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| garden.build());
    let one = by(1);
    for threads in [2, 7] {
        assert_same(&one, &by(threads));
    }
}

#[test]
fn in_another_time_zone_language_and_folder_to_stand_in() {
    let (folder, elsewhere) = (laid(|at| at), TempDir::new().unwrap());
    let here = build_folder(folder.path(), SETTINGS);
    for (zone, language) in [("Pacific/Kiritimati", "tr_TR.UTF-8"), ("America/Adak", "C")] {
        let folder = laid(|at| at);
        let environment = [("TZ", zone), ("LC_ALL", language), ("LANG", language), ("SOURCE_DATE_EPOCH", "1")];
        assert_same(&here, &build_folder_in(folder.path(), SETTINGS, elsewhere.path(), &environment));
    }
}

/// Returns settings and notes that use every part of the templates, with characters that have to be escaped.
fn everything() -> GardenTest {
    let settings = r#"
        title = "A & \"B\" <i>"
        base_url = "https://garden.example/"
        license = "CC0 & more"
        source = "https://garden.example/?a&b"
        edit = "https://garden.example/{path}"
        properties = ["stage", "source"]
        [theme]
        trail = true
    "#;
    let odd = "---\nauthor: A. \"N\" <b>\nlicense: '<x>'\nstage: budding\ncssclasses: [wide]\nlang: ar\n---\n\
               #one/two\n\n## H <1>\n\n### H & 2\n\n[[2024-03-02]] [[b]] [[b#^x]]\n";
    let pictures = "---\nimage: https://example.org/a.png\n---\nText ^x\n\n![](https://example.org/b.png)\n\n[[no]]\n";
    let garden = GardenTest::new()
        .config(settings)
        .note("a/A & B <i> it's.md", odd)
        .note("a/index.md", "---\ndescription: d & \"d\"\n---\nSpeaks.\n")
        .note("2024-03-02.md", "Day. [[b]] [[A & B <i> it's]]\n")
        .note("2023-03-02 x.md", "#one [[2024-03-02]] [[2024-03-05]] b is named here\n")
        .note("b.md", pictures);
    (0..130).fold(garden, |garden, number| {
        let text = format!("#one/{} [[b]] and [[A & B <i> it's#H <1>]] on the way\n", number % 3);
        garden.note(&format!("many/{number}.md"), text)
    })
}

/// A build writes most pages with compiled templates, a preview all of them with the template engine.
#[test]
fn by_templates_as_code_and_by_the_engine() {
    let docs = GardenTest::from_folder(&repository().join("docs"));
    for garden in [everything(), GardenTest::starter().config(SETTINGS), docs] {
        let (built, edited) = (garden.build(), garden.edition(None));
        for (path, bytes) in &built.files {
            let other = edited.bytes(path).unwrap_or_default();
            assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&other), "{path}");
        }
    }
}

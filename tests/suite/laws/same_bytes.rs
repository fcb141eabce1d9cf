//! The same garden gives the same bytes, wherever, whenever and by however many threads.

use std::collections::BTreeMap;
use std::fs;

use allotment::hash::Digest;
use tempfile::TempDir;

use crate::garden::{Built, GardenTest, build_folder, build_folder_in};

const SETTINGS: &str = "title = \"Same\"\nbase_url = \"https://garden.example/\"\n";

/// The starter garden in a folder, its files written in the order that the numbers say.
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
    // What the tests in memory build is what the command builds.
    assert_eq!(digests(&memory), digests(&built));
}

/// The search once put words of equal form and other stems in the order of a hash map.
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

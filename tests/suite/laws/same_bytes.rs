//! The same garden gives the same bytes, wherever, whenever and by however many threads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use allotment::hash::Digest;
use tempfile::TempDir;

use crate::garden::{Built, GardenTest, build_folder};

const SETTINGS: &str = "title = \"Same\"\nbase_url = \"https://garden.example/\"\n";
/// Tells a child process which garden to build; see [`builder`].
const GARDEN: &str = "ALLOTMENT_SUITE_GARDEN";

/// The starter garden in a folder, its files written in the order that the numbers say.
fn laid(order: impl Fn(usize) -> usize) -> TempDir {
    let folder = TempDir::new().unwrap();
    let garden = GardenTest::starter();
    let mut paths: Vec<(usize, &str)> = garden.paths().enumerate().map(|(at, path)| (order(at), path)).collect();
    paths.sort_unstable();
    for (_, path) in paths {
        let place = folder.path().join(path);
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
    assert!(memory.stats.notes > 40 && memory.files.len() > 80, "{:?}", memory.stats);
    assert_same(&build_folder(one.path(), SETTINGS), &build_folder(other.path(), SETTINGS));
    assert_eq!(memory.findings(), build_folder(one.path(), SETTINGS).findings());
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

/// Not a test of its own: prints the digests of a garden if [`another_process`] asked for it.
#[test]
fn builder() {
    let Some(folder) = std::env::var_os(GARDEN) else { return };
    for (path, digest) in digests(&build_folder(Path::new(&folder), SETTINGS)) {
        eprintln!("output {digest} {path}");
    }
}

#[test]
fn in_another_process_time_zone_language_and_folder_to_stand_in() {
    let folder = laid(|at| at);
    let elsewhere = TempDir::new().unwrap();
    let here: Vec<String> = digests(&build_folder(folder.path(), SETTINGS))
        .into_iter()
        .map(|(path, digest)| format!("output {digest} {path}"))
        .collect();
    for (zone, language) in [("Pacific/Kiritimati", "tr_TR.UTF-8"), ("America/Adak", "C")] {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["laws::same_bytes::builder", "--exact", "--nocapture", "--test-threads=1"])
            .env(GARDEN, folder.path())
            .env("TZ", zone)
            .env("LC_ALL", language)
            .env("LANG", language)
            .env("SOURCE_DATE_EPOCH", "1")
            .current_dir(elsewhere.path())
            .output()
            .unwrap();
        let said = String::from_utf8(child.stderr).unwrap();
        let there: Vec<&str> = said.lines().filter(|line| line.starts_with("output ")).collect();
        assert_eq!(here, there, "under TZ={zone} LANG={language}");
    }
}

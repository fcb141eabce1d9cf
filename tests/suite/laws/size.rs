//! A page depends only on what it shows: it does not grow with the garden.

use crate::garden::{Built, GardenTest};

/// Builds a garden of this many notes in folders of ten, each linking to its neighbours in the folder.
fn garden(notes: usize) -> Built {
    let mut garden = GardenTest::new();
    for number in 0..notes {
        let (folder, place) = (number / 10, number % 10);
        let link = |to: usize| format!("[[Note {folder:03}-{}]]", to % 10);
        let text = format!(
            "---\ncreated: 2024-05-{:02}\ntags: [tag-{folder:03}]\n---\nWords about {} and {}.\n\n## Part\n\nMore words.\n",
            place + 1,
            link(place + 1),
            link(place + 3)
        );
        garden.put(&format!("folder {folder:03}/Note {folder:03}-{place}.md"), text);
    }
    garden.build()
}

#[test]
fn a_note_has_the_same_size_among_two_hundred_and_two_thousand_notes() {
    let (small, large) = (garden(200), garden(2000));
    for path in ["folder-005/note-005-3.html", "folder-000/note-000-0.html", "404.html", "tags/tag-005.html"] {
        let (a, b) = (small.text(path).len(), large.text(path).len());
        assert!(a.abs_diff(b) <= 8, "{path}: {a} bytes among 200 notes, {b} among 2000");
    }
    // No page that lists the garden may contain all of it.
    for (path, source) in large.pages() {
        assert!(source.len() < 150_000, "{path} has {} bytes", source.len());
    }
}

//! Inline fields: text on the page, data in `garden.json`.

use serde_json::json;

use crate::garden::GardenTest;

#[test]
fn fields_are_read_from_what_is_published() {
    let note = "---\nfront:: no\n---\n# A heading:: no\n\nrating:: 5\nStage:: **budding** see [[Bean|beans]]\nplain words\n\n\
        - **due**:: 2024-03-02\n- [x] dig [by:: Ann] (with:: Ben)\n- seen by:: Ann\n- seen by:: Ben `x`\n\n\
        > quoted:: yes\n\n%%hidden:: a%%\n\n<!-- also:: b -->\n\n`code:: c` and `std::x`\n\n```\nblock:: d\n```\n\n\
        | cell [row:: 1] | a:: b |\n|---|---|\n| x | y |\n\nstd::vector is not:: one, and std:: what\n";
    let built = GardenTest::new().note("index.md", note).note("Bean.md", "none").build();
    let garden = built.garden_json();
    let of = |path: &str| garden["notes"].as_array().unwrap().iter().find(|note| note["path"] == path).unwrap().clone();
    assert_eq!(
        of("index.md")["fields"],
        json!({
            "rating": ["5"],
            "Stage": ["budding see beans"],
            "due": ["2024-03-02"],
            "by": ["Ann"],
            "with": ["Ben"],
            "seen by": ["Ann", "Ben x"],
            "quoted": ["yes"],
            "row": ["1"],
        })
    );
    assert!(of("Bean.md").get("fields").is_none());
    let words = built.words("index.html");
    for part in ["rating:: 5", "Stage:: budding see beans", "due:: 2024-03-02", "dig [by:: Ann] (with:: Ben)"] {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    assert!(!built.text("garden.json").contains("hidden"));
}

#[test]
fn fields_of_a_note_that_is_not_published_are_nowhere() {
    let built =
        GardenTest::new().note("index.md", "x").note("b.md", "---\ndraft: true\n---\nzqkey:: zqvalue\n").build();
    assert!(built.files.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("zq")));
}

//! How notes are linked, as a reader sees it: the notes around a note, and the graph of the garden.

use serde_json::Value;

use crate::garden::{Built, GardenTest};
use crate::html::text;

/// Returns the data that graph/data.js provides to graph.js.
fn data(built: &Built) -> Value {
    let script = built.text("graph/data.js");
    let json = script.strip_prefix("var allotmentGraph=").and_then(|rest| rest.strip_suffix(";\n"));
    serde_json::from_str(json.expect("the script sets one variable")).expect("its value is JSON")
}

/// Returns the titles in a note's list of nearby notes.
fn nearby(built: &Built, page: &str) -> Vec<String> {
    texts(built, page, ".nearby li a")
}

fn texts(built: &Built, page: &str, selector: &str) -> Vec<String> {
    built.page(page).select(selector).into_iter().map(text).collect()
}

fn garden() -> GardenTest {
    GardenTest::new()
        .note("Soil.md", "---\ncreated: 2024-03-02\ntags: [earth/dark]\n---\n[[Worms]] and [[Compost]], [[Soil]].\n")
        .note("Worms.md", "[[Compost]]\n")
        .note("beds/Compost.md", "---\ntags: [earth]\n---\n[[Leaves]]\n")
        .note("beds/deep/Leaves.md", "[[Rain]]\n")
        .note("Rain.md", "Far from Soil.\n")
        .note("Alone.md", "[[Nowhere]] and [[Secret]]\n")
        .note("Secret.md", "---\ndraft: true\n---\n[[Soil]]\n")
}

#[test]
fn a_note_shows_the_notes_around_it() {
    let built = garden().build();
    assert_eq!(nearby(&built, "soil.html"), ["Worms", "Compost", "Leaves"]);
    assert_eq!(nearby(&built, "rain.html"), ["Leaves", "Compost"]);
    let page = built.text("soil.html");
    for part in [
        "role=\"group\" aria-label=\"Nearby\"",
        "<a href=\"beds/compost.html\"><text ",
        "<a href=\"beds/deep/leaves.html\"><text ",
        ">Soil</text><circle ",
    ] {
        assert_eq!(page.matches(part).count(), 1, "{part} in {page}");
    }
    // Unpublished notes are left out, and without nearby notes there is no picture.
    assert!(!built.text("alone.html").contains("nearby"));
}

#[test]
fn no_note_shows_more_than_ten_others() {
    let mut garden = GardenTest::new();
    for number in 0..200 {
        garden.put(&format!("Leaf {number:03}.md"), format!("[[Hub]] [[Leaf {:03}]]", (number + 1) % 200));
    }
    let built = garden.note("Hub.md", "All leads here.").build();
    assert_eq!(nearby(&built, "hub.html").len(), 10);
    // Where there are enough direct links, nothing else is shown, and every dot has its name.
    let picture = built.page("hub.html").select(".nearby svg a").len();
    assert!((6..=10).contains(&picture), "{picture}");
    assert!(!built.text("hub.html").contains("r=\"3\""));
    // Notes reached through one that everything links to do not count as near.
    let around = nearby(&built, "leaf-100.html");
    assert_eq!(around, ["Hub", "Leaf 099", "Leaf 101", "Leaf 098", "Leaf 102"]);
}

#[test]
fn the_map_holds_what_is_published_and_nothing_else() {
    let built = garden().build();
    let data = data(&built);
    assert_eq!(data["titles"], serde_json::json!(["Alone", "Rain", "Soil", "Worms", "Compost", "Leaves"]));
    assert_eq!(data["urls"][4], "beds/compost.html");
    assert_eq!(data["folders"], serde_json::json!(["", "beds", "beds/deep"]));
    assert_eq!(data["folder"], serde_json::json!([0, 0, 0, 0, 1, 2]));
    assert_eq!(data["tags"], serde_json::json!(["earth", "earth/dark"]));
    assert_eq!(data["tag"], serde_json::json!([[], [], [0, 1], [], [0], []]));
    assert_eq!(data["years"], serde_json::json!([0, 0, 2024, 0, 0, 0]));
    assert_eq!(data["links"], serde_json::json!([[], [4], [1, 1], [1], [1], []]));
    for column in ["x", "y"] {
        assert_eq!(data[column].as_array().map(Vec::len), Some(6));
    }
    let page = built.text("graph.html");
    assert!(
        page.contains("6 notes · 5 links") && page.contains("<script src=\"graph/data.js\" defer></script>"),
        "{page}"
    );
    assert_eq!(texts(&built, "graph.html", ".most a"), ["Compost", "Soil", "Worms", "Leaves", "Rain"]);
    assert!(page.contains(">and 1 more</a>"), "{page}");
    assert!(built.text("soil.html").contains("<a href=\"./graph.html\">Graph</a>"));
}

#[test]
fn the_map_is_hostile_to_no_reader() {
    let built = GardenTest::new().note("a.md", "---\ntitle: </script><b>\n---\n\n[[b]]\n").note("b.md", "x").build();
    // The data is a separate file: only the end of a line or a string could do harm, and both are escaped.
    assert!(data(&built)["titles"][0].as_str().is_some_and(|title| title.starts_with("</script>")));
    assert!(!built.text("graph.html").contains("</script><b>"));
}

#[test]
fn a_garden_can_do_without_either() {
    let built = garden().config("[graph]\nlocal = false\nglobal = false\n").build();
    assert!(!built.text("soil.html").contains("nearby"));
    assert!(!built.files.keys().any(|path| path.contains("graph")), "{:?}", built.files.keys());
    let built = GardenTest::new().build();
    assert!(!built.files.contains_key("graph.html") && !built.files.contains_key("graph/data.js"));
}

#[test]
fn notes_and_files_make_way_for_the_map() {
    let built = garden().note("graph.md", "A note of this name.").note("Graph/data.md", "[[Soil]]").build();
    assert!(built.text("graph.html").contains("data-graph"));
    assert!(data(&built)["titles"].as_array().is_some_and(|titles| titles.len() == 8));
}

#[test]
fn a_word_more_leaves_the_map_as_it_is_and_a_link_more_draws_it_anew() {
    let garden = garden();
    let first = garden.build();
    let wet = "Far from Soil, and wet.\n";
    let word = garden.clone().note("Rain.md", wet).rebuild(&first);
    assert_eq!(word.text("graph/data.js"), first.text("graph/data.js"));
    let linked = garden.note("Rain.md", format!("{wet}[[Soil]]"));
    let (after, anew) = (linked.rebuild(&word), linked.build());
    assert_ne!(after.text("graph/data.js"), first.text("graph/data.js"));
    assert_eq!(after.text("graph/data.js"), anew.text("graph/data.js"));
    assert_eq!(after.text("soil.html"), anew.text("soil.html"));
}

//! Diagrams in `mermaid` blocks, in a program that can draw them and in one that can't.

use allotment::diagnostic::Code;
use allotment::diagram;

use crate::garden::GardenTest;
use crate::html::live_markup;

const DIAGRAM: &str = "```mermaid\ngraph TD\n  Rain -->|fills| Barrel\n```\n";

#[test]
fn a_diagram_is_drawn_where_it_can_be_and_its_source_stays_readable() {
    let built = GardenTest::new().note("index.md", format!("{DIAGRAM}\n{DIAGRAM}\n<b>raw</b>\n")).build();
    let page = built.page("index.html");
    assert_eq!(page.select("code.language-mermaid").len(), 2);
    assert_eq!(page.select(".mermaid").len(), 2);
    let drawn = if diagram::AVAILABLE { 2 } else { 0 };
    assert_eq!(page.select("article svg").len(), drawn);
    assert_eq!(page.select("article svg[role=img]").len(), drawn);
    let mut ids = page.ids();
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "two drawings share an id");
    let sheets = built.files.keys().filter(|path| path.starts_with("theme/diagram.")).count();
    assert_eq!(sheets, usize::from(diagram::AVAILABLE));
    assert_eq!(live_markup(&page), Vec::<String>::new());
    let bare = GardenTest::new().note("index.md", "words").build();
    assert!(!bare.files.keys().any(|path| path.starts_with("theme/diagram.")));
    assert!(!bare.text("index.html").contains("diagram"));
}

#[test]
fn a_diagram_that_cant_be_drawn_is_one_finding_and_its_source_is_shown() {
    let note = "# N\n\nwords\n\n> ```mermaid\n> graph TD\n>   A -->\n> ```\n";
    let built = GardenTest::new().note("index.md", note).build();
    let page = built.page("index.html");
    assert_eq!(page.select("pre.mermaid code").len(), 1);
    assert!(built.text("index.html").contains("A --&gt;"));
    // A program that draws none says so in the same place.
    built.warns(Code::Diagram, "index.md:5:3");
}

#[test]
fn a_diagram_that_is_embedded_is_drawn_with_ids_of_its_own() {
    let built = GardenTest::new()
        .note("index.md", format!("![[Water]]\n\n{DIAGRAM}"))
        .note("Water.md", DIAGRAM)
        .config("base_url = \"https://garden.example/\"")
        .build();
    let page = built.page("index.html");
    let drawn = if diagram::AVAILABLE { 2 } else { 0 };
    assert_eq!(page.select("article svg").len(), drawn);
    assert_eq!(page.ids().iter().filter(|id| id.starts_with("d1.")).count() > 0, diagram::AVAILABLE);
    assert_eq!(page.ids().iter().filter(|id| id.starts_with("d2.")).count() > 0, diagram::AVAILABLE);
    let feed = built.text("atom.xml");
    assert!(!feed.contains("&lt;svg"), "a feed has no style sheet");
}

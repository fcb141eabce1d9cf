//! Canvases: pages of cards that notes link to.

use allotment::diagnostic::Code;

use crate::garden::GardenTest;
use crate::html::live_markup;
use crate::robustness::timed;

const BOARD: &str = r##"{"nodes":[
    {"id":"g","type":"group","label":"Spring beds","x":-20,"y":-20,"width":700,"height":300,"color":"4"},
    {"id":"t","type":"text","text":"# Soil\n\nRead [[Compost|the heap]] and [[Gone]]. %%zqhush%%\n\n- [ ] dig","x":0,"y":0,"width":250,"height":160},
    {"id":"n","type":"file","file":"Beds/Bean.md","subpath":"#Sowing","x":400,"y":0,"width":250,"height":160,"color":"#FF8800"},
    {"id":"i","type":"file","file":"plan.svg","x":0,"y":400,"width":250,"height":160},
    {"id":"l","type":"link","url":"https://seeds.example/?a=1&b=2","x":400,"y":400,"width":250,"height":160},
    {"id":"j","type":"link","url":"javascript:alert(1)","x":400,"y":600,"width":250,"height":160},
    {"id":"s","type":"file","file":"Secret.md","x":800,"y":0,"width":250,"height":160},
    {"id":"m","type":"file","file":"Missing place.md","x":800,"y":0,"width":250,"height":160}],
  "edges":[
    {"id":"1","fromNode":"t","toNode":"n","label":"feeds"},
    {"id":"2","fromNode":"t","toNode":"s","label":"whispers"},
    {"id":"3","fromNode":"n","fromSide":"bottom","toNode":"l","toSide":"top"}]}"##;

fn garden() -> GardenTest {
    GardenTest::new()
        .note("index.md", "Look at [[Board.canvas|the board]].\n\n![[Board.canvas]]\n")
        .note("Beds/Bean.md", "# Bean\n\nClimbs.\n\n## Sowing\n\nIn May.\n")
        .note("Compost.md", "Warm.\n")
        .note("Secret.md", "---\npublish: false\n---\n# Hushed\n\nsecret words\n")
        .file("plan.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\"/>")
        .file("Board.canvas", BOARD)
}

#[test]
fn a_canvas_that_a_note_leads_to_is_a_page_of_cards() {
    let built = garden().build();
    let page = built.page("board.canvas.html");
    let cards = page.select("article .card");
    assert_eq!(cards.len(), 5);
    let words = built.words("board.canvas.html");
    for part in
        ["Soil", "the heap", "dig", "Bean", "Climbs.", "Leads to Bean (feeds)", "https://seeds.example/?a=1&b=2"]
    {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    let links: Vec<&str> = page.select("article a[href]").iter().filter_map(|link| link.value().attr("href")).collect();
    for href in ["compost.html", "beds/bean.html#sowing", "plan.svg", "https://seeds.example/?a=1&b=2", "#card.2"] {
        assert!(links.contains(&href), "{href} is not among {links:?}");
    }
    assert!(links.iter().all(|href| !href.starts_with("javascript")));
    assert_eq!(page.select("article img[src=plan.svg][width=40][height=30]").len(), 1);
    assert_eq!(page.select("h2").len(), 3, "the group, and the cards outside of it");
    assert_eq!(page.select("h3").len(), 2, "the cards of the group stand under its name");
    assert_eq!(live_markup(&page), Vec::<String>::new());
    let drawn = page.select(".plane svg");
    assert_eq!(drawn.len(), 1);
    assert_eq!(page.select(".plane rect").len(), 6, "five cards and a group");
    assert_eq!(page.select(".plane .edge").len(), 2);
    assert!(built.main("index.html").contains("<a href=\"board.canvas.html\">the board</a>"));
    assert!(built.main("index.html").contains("<a class=\"file\" href=\"board.canvas.html\">"));
    assert!(!built.files.contains_key("Board.canvas"), "the file itself names notes that are not published");
}

#[test]
fn cards_of_what_is_not_published_are_not_there() {
    let built = garden().build();
    for (path, bytes) in &built.files {
        let text = String::from_utf8_lossy(bytes);
        for secret in ["Secret", "secret", "Hushed", "whispers", "zqhush", "Missing place"] {
            assert!(!text.contains(secret) && !path.contains(secret), "{secret} is in {path}");
        }
    }
    built.warns(Code::LinkToUnpublished, "Board.canvas:1:1").warns(Code::BrokenLink, "Board.canvas:1:1");
}

#[test]
fn a_canvas_is_published_only_if_something_published_leads_to_it() {
    let far = r#"{"nodes":[{"id":"c","type":"file","file":"Board.canvas","x":0,"y":0,"width":9,"height":9}]}"#;
    let built = garden().note("index.md", "nothing").build();
    assert!(!built.files.keys().any(|path| path.contains("board")), "{:?}", built.files.keys());
    assert!(!built.files.contains_key("plan.svg"));
    built.is_silent(Code::LinkToUnpublished);
    let built = garden().note("index.md", "---\ndraft: true\n---\n[[Board.canvas]]").build();
    assert!(!built.files.keys().any(|path| path.contains("board")));
    let built = garden().note("index.md", "[[Far.canvas]]").file("Far.canvas", far).build();
    assert!(built.files.contains_key("board.canvas.html") && built.files.contains_key("far.canvas.html"));
    assert!(built.main("far.canvas.html").contains("href=\"board.canvas.html\""));
}

#[test]
fn a_note_says_which_canvases_show_it_and_the_data_does_not() {
    let built = garden().build();
    for page in ["compost.html", "beds/bean.html"] {
        assert!(built.text(page).contains("board.canvas.html"), "{page}");
    }
    let notes = built.garden_json();
    for note in notes["notes"].as_array().unwrap() {
        assert_eq!(note["backlinks"].as_array().unwrap().len(), 0, "a canvas is no note: {note}");
    }
}

#[test]
fn a_canvas_that_cant_be_read_is_not_published() {
    let conflict = "{\"nodes\":[\n<<<<<<< HEAD\n{\"type\":\"text\",\"text\":\"%%kept in a cellar%%\"}";
    let other = r#"{"nodes":[{"id":"1","type":"file","file":"Board.canvas","x":0,"y":0,"width":9,"height":9}]}"#;
    let mut garden = GardenTest::new()
        .note(
            "index.md",
            "[[Board.canvas]] [b](Board.canvas) ![[Board.canvas]] <a href=\"Board.canvas\">c</a> [[Other.canvas]]",
        )
        .note("image.md", "---\nimage: Board.canvas\n---\n")
        .file("Board.canvas", conflict)
        .file("Other.canvas", other);
    let built = garden.build();
    let is_board = |path: &str| path.to_lowercase().starts_with("board");
    assert!(!built.files.keys().any(|path| is_board(path.as_str())), "{:?}", built.files.keys());
    assert!(!built.main("index.html").contains("href=\"Board"), "{}", built.main("index.html"));
    assert!(!built.pages().any(|(_, page)| page.contains("cellar")));
    built.warns(Code::InvalidCanvas, "Board.canvas:2:1").warns(Code::LinkToUnpublished, "index.md:1:1");
    built.warns(Code::LinkToUnpublished, "index.md:1:54").warns(Code::LinkToUnpublished, "Other.canvas:1:1");
    // Once it is mended, its page is there again, and gone when it is broken again.
    garden.put("Board.canvas", "{}");
    let mended = garden.rebuild(&built);
    assert_eq!(mended.notes(), garden.build().notes());
    assert!(mended.main("index.html").contains("href=\"board.canvas.html\""), "{}", mended.main("index.html"));
    garden.put("Board.canvas", conflict);
    assert_eq!(garden.rebuild(&mended).main("index.html"), built.main("index.html"));
}

#[test]
fn texts_on_cards_do_not_share_ids() {
    let text = "# Same\\n\\nA[^1] ![[Compost]]\\n\\n[^1]: note";
    let card =
        |id: u32| format!(r#"{{"id":"{id}","type":"text","text":"{text}","x":0,"y":{id},"width":9,"height":9}}"#);
    let board = format!("{{\"nodes\":[{},{}]}}", card(1), card(2));
    let built =
        garden().note("Compost.md", "# Heap\n\n## Same\n\nB[^1]\n\n[^1]: x").file("Board.canvas", board).build();
    let page = built.page("board.canvas.html");
    let mut ids = page.ids();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{ids:?}");
    assert!(all > 8, "{ids:?}");
}

#[test]
fn a_canvas_without_measure_is_built_in_time() {
    let number = |index: usize| ["0", "1e6", "-1e6", "1e308", "-0.5", "null", "\"x\""][index % 7];
    let nodes: Vec<String> = (0..12_000)
        .map(|index| {
            let kind =
                [r#""text","text":"a <b> [[Compost]]""#, r#""group","label":"<i>""#, r#""link","url":"x""#][index % 3];
            format!(
                r#"{{"id":"{}","type":{kind},"x":{},"y":{},"width":{},"height":{index}}}"#,
                index % 5000,
                number(index),
                number(index / 7),
                number(index / 3),
            )
        })
        .collect();
    let edges: Vec<String> =
        (0..12_000).map(|index| format!(r#"{{"fromNode":"{}","toNode":"{}"}}"#, index % 3, index % 4999)).collect();
    let board = format!("{{\"nodes\":[{}],\"edges\":[{}]}}", nodes.join(","), edges.join(","));
    let garden = garden().file("Board.canvas", board);
    let mut built = None;
    let took = timed(|| built = Some(garden.build()));
    assert!(took.as_secs() < 20, "{took:?}");
    let built = built.unwrap();
    assert_eq!(live_markup(&built.page("board.canvas.html")), Vec::<String>::new());
}

#[test]
fn pictures_of_other_hosts_are_shown_also_in_notes_on_cards() {
    let allows = |built: &crate::garden::Built, page: &str| built.text(page).contains("img-src 'self' data: https:");
    let board = |text: &str| {
        let text = format!(
            "{{\"nodes\":[{{\"id\":\"t\",\"type\":\"text\",\"text\":\"{text}\",\"x\":0,\"y\":0,\"width\":9,\"height\":9}}]}}"
        );
        GardenTest::new()
            .note("index.md", "[[Board.canvas]]\n")
            .note("Leaf.md", "![a](https://far.example/leaf.png)\n")
            .note("Twig.md", "![[Leaf]]\n")
            .note("Plain.md", "[[Leaf]]\n")
            .file("Board.canvas", text)
            .build()
    };
    let built = board("![[Twig]]");
    assert!(allows(&built, "board.canvas.html") && allows(&built, "twig.html") && allows(&built, "leaf.html"));
    assert!(!allows(&built, "plain.html"));
    assert!(!allows(&board("[[Twig]]"), "board.canvas.html"));
}

#[test]
fn words_on_a_canvas_keep_their_direction() {
    let built = GardenTest::new()
        .note("index.md", "[[Board.canvas]]\n")
        .note("A.md", "واحد (1)\n")
        .file(
            "Board.canvas",
            r#"{"nodes":[{"id":"a","type":"file","file":"A.md","x":0,"y":0,"width":9,"height":9},
                {"id":"b","type":"text","text":"b","x":90,"y":0,"width":9,"height":9}],
               "edges":[{"id":"1","fromNode":"a","toNode":"b","label":"اثنان"}]}"#,
        )
        .build();
    let page = built.text("board.canvas.html");
    assert!(page.contains("<p dir=\"auto\">واحد (1)</p>"), "{page}");
    assert!(page.contains(" (<bdi>اثنان</bdi>)</p>"), "{page}");
}

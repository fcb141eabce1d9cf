//! Pages that list notes, as a reader and a search engine see them.

use crate::garden::{Built, GardenTest};
use crate::html::text;

fn texts(built: &Built, page: &str, selector: &str) -> Vec<String> {
    built.page(page).select(selector).into_iter().map(text).collect()
}

fn garden() -> Built {
    GardenTest::new()
        .config("[[lens]]\ntitle = \"Ground\"\nsides = [\"soil\", \"water\"]\n")
        .note("beds/Heap.md", "---\ncreated: 2024-03-02\n---\n#soil/clay #soil/sand #path [[Missing]]\n")
        .build()
}

#[test]
fn tags_below_another_do_not_say_its_name_again() {
    let built = garden();
    for page in ["tags.html", "tags/soil.html"] {
        let below = texts(&built, page, ".tags .tag bdi");
        assert!(below.ends_with(&["clay".to_owned(), "sand".to_owned()]), "{page}: {below:?}");
    }
    assert_eq!(texts(&built, "beds/heap.html", ".title .tag"), ["path", "soil/clay", "soil/sand"]);
}

#[test]
fn a_tag_is_shortened_at_its_beginning_only() {
    let built = GardenTest::new().note("a.md", "#work/homework/maths #work/work/x\n").build();
    let below = texts(&built, "tags.html", ".tags .tag bdi");
    assert_eq!(below, ["homework", "homework/maths", "work", "work/x"]);
    assert_eq!(texts(&built, "tags/work.html", "header .tag bdi"), ["homework", "work"]);
    assert_eq!(texts(&built, "tags/work/work.html", "header .tag bdi"), ["x"]);
}

#[test]
fn the_first_page_leads_to_the_tags_that_it_does_not_show() {
    let tags: String = (0..60).map(|number| format!(" #tag-{number}")).collect();
    let many = GardenTest::new().note("a.md", format!("Some.{tags}\n")).build();
    assert_eq!(texts(&many, "index.html", "main .tag").len(), 48);
    assert_eq!(texts(&many, "index.html", "main .more a"), ["and 12 more"]);
    let few = GardenTest::new().note("a.md", "Some. #one #two\n").build();
    assert_eq!(texts(&few, "index.html", "main .tag").len(), 2);
    assert_eq!(texts(&few, "index.html", "main .more"), [""; 0]);
}

#[test]
fn every_page_describes_itself() {
    let built = garden();
    let pages: Vec<&String> = built.files.keys().filter(|path| path.ends_with(".html")).collect();
    assert!(pages.len() > 10, "{pages:?}");
    for path in pages {
        let page = built.page(path);
        let described = page.select("meta[name=description]");
        let words = described.first().and_then(|meta| meta.value().attr("content")).unwrap_or_default();
        assert!(!words.trim().is_empty(), "{path}");
    }
}

#[test]
fn a_side_of_a_lens_without_notes_says_so() {
    let built = garden();
    assert_eq!(texts(&built, "lenses/ground.html", ".lens .first .lead"), ["Only this side so far"]);
    assert_eq!(texts(&built, "lenses/ground.html", ".lens .second .lead"), ["none yet"]);
}

#[test]
fn a_note_that_speaks_for_its_folder_stands_once_in_the_rail() {
    let built = GardenTest::new()
        .note("beds/index.md", "---\ntitle: All beds\n---\nThree of them.\n")
        .note("beds/Heap.md", "Warm.\n")
        .note("beds/Shed.md", "---\npermalink: shed\n---\nCold.\n")
        .build();
    for page in ["beds/index.html", "beds/heap.html", "shed.html"] {
        assert_eq!(texts(&built, page, "nav.rail .folder a"), ["All beds"], "{page}");
        let rail = texts(&built, page, "nav.rail a");
        assert_eq!(rail.iter().filter(|name| name.as_str() == "All beds").count(), 1, "{page}: {rail:?}");
        assert_eq!(rail[1..3], ["Heap", "Shed"], "{page}");
    }
    assert_eq!(texts(&built, "beds/heap.html", "nav.rail [aria-current]"), ["Heap"]);
}

#[test]
fn the_page_of_further_backlinks_leads_to_the_first_ones() {
    let garden = (0..43).fold(GardenTest::new().note("Heap.md", "Rots.\n"), |garden, number| {
        garden.note(&format!("beds/{number}.md"), "By the [[Heap]].\n")
    });
    let built = garden.build();
    assert_eq!(texts(&built, "heap.html", ".back .more"), ["and 3 more"]);
    let lead = "43 notes link here · The first 40 are below the note";
    assert_eq!(texts(&built, "heap-backlinks.html", ".title .lead"), [lead]);
    let main = built.main("heap-backlinks.html");
    assert!(main.contains(" · <a href=\"heap.html\">The first 40"), "{main}");
    assert_eq!(main.matches("class=\"context\"").count(), 3, "{main}");
}

#[test]
fn the_way_to_further_backlinks_names_a_folder_and_its_note_once() {
    let garden = (0..43).fold(GardenTest::new().note("beds/index.md", "# All beds\n"), |garden, number| {
        garden.note(&format!("{number}.md"), "By the [[beds/index|beds]].\n")
    });
    assert_eq!(texts(&garden.build(), "beds/index-backlinks.html", ".crumbs a"), ["Home", "All beds"]);
}

#[test]
fn every_page_of_the_site_leads_back_to_the_first_one() {
    let built = garden();
    for (page, above, here) in [
        ("tags.html", &["Home"][..], "Tags"),
        ("timeline.html", &["Home"], "Timeline"),
        ("graph.html", &["Home"], "Graph"),
        ("notes.html", &["Home"], "All notes"),
        ("wanted.html", &["Home"], "Wanted notes"),
        ("search.html", &["Home"], "Search"),
        ("search/words.h.html", &["Home", "Search"], "Words: H"),
    ] {
        assert_eq!(texts(&built, page, ".crumbs a"), above, "{page}");
        assert_eq!(texts(&built, page, ".crumbs [aria-current]"), [here], "{page}");
    }
}

#[test]
fn many_tags_stand_under_their_letters() {
    let tags = |count: usize| {
        let names: Vec<String> =
            (0..count).map(|number| format!("{}{number}", ["ash", "Beech", "élan"][number % 3])).collect();
        GardenTest::new().note("a.md", format!("---\ntags: [{}, tree/oak]\n---\n", names.join(", "))).build()
    };
    let (few, many) = (tags(60), tags(61));
    assert!(texts(&few, "tags.html", ".jumps a").is_empty());
    assert_eq!(texts(&few, "tags.html", ".group h2 a"), ["tree"]);
    assert_eq!(texts(&many, "tags.html", ".jumps a"), ["A", "B", "E"]);
    let main = many.main("tags.html");
    assert!(
        main.contains("<a class=\"tag\" href=\"#letter.E\">") && main.contains("<h2 id=\"letter.E\">E</h2>"),
        "{main}"
    );
    assert_eq!(texts(&many, "tags.html", ".tags .tag bdi").len(), 62);
}

#[test]
fn folders_stand_beside_the_first_page_and_beside_each_other() {
    let built = GardenTest::new()
        .note("index.md", "# Garden\n")
        .note("Loose.md", "In no folder.\n")
        .note("beds/Heap.md", "Warm.\n")
        .note("beds/east/Kale.md", "Green.\n")
        .note("beds/west/Leek.md", "White.\n")
        .note("water/Barrel.md", "Full.\n")
        .build();
    let rail = |page: &str| texts(&built, page, "nav.rail li bdi");
    assert_eq!(rail("index.html"), ["beds", "water", "Loose"]);
    assert_eq!(rail("beds/index.html"), ["beds", "water"]);
    assert_eq!(rail("beds/west/index.html")[..2], ["east", "west"]);
    let above = |page: &str| texts(&built, page, "nav.rail .folder a");
    assert_eq!(above("index.html"), ["Home"]);
    assert_eq!(above("beds/index.html"), ["Home"]);
    assert_eq!(above("beds/west/index.html"), ["beds"]);
    let current = |page: &str| texts(&built, page, "nav.rail [aria-current=page]");
    assert_eq!(current("index.html"), ["Home"]);
    assert_eq!(current("beds/west/index.html"), ["west"]);
    // Where the list shows something else, the top-level folders stand below it.
    let ways = |page: &str| texts(&built, page, "nav.rail details a");
    for page in ["beds/heap.html", "beds/west/index.html", "loose.html", "notes.html"] {
        assert_eq!(ways(page), ["beds", "water"], "{page}");
    }
    for page in ["index.html", "beds/index.html", "water/index.html"] {
        assert_eq!(ways(page), Vec::<String>::new(), "{page}");
    }
    assert_eq!(above("notes.html"), ["Home"]);
}

#[test]
fn a_folder_with_no_other_note_is_shown_among_those_beside_it() {
    let built = GardenTest::new()
        .note("beds/index.md", "# All beds\n")
        .note("beds/east/Kale.md", "Green.\n")
        .note("water/Barrel.md", "Full.\n")
        .build();
    assert_eq!(texts(&built, "beds/index.html", "nav.rail li bdi"), ["All beds", "water"]);
    assert_eq!(texts(&built, "beds/index.html", "nav.rail [aria-current=page]"), ["All beds"]);
}

#[test]
fn what_is_in_a_folder_stands_before_what_speaks_of_it() {
    let built = GardenTest::new()
        .note("beds/index.md", "# All beds\n")
        .note("beds/Heap.md", "One of the [[beds/index|beds]].\n")
        .build();
    assert_eq!(texts(&built, "beds/index.html", "main h2"), ["In this folder", "1 note links here"]);
}

#[test]
fn what_is_new_stands_before_what_speaks_of_the_first_page() {
    let built = GardenTest::new()
        .note("index.md", "# Garden\n")
        .note("beds/Heap.md", "---\ncreated: 2024-03-02\n---\nPart of the [[index|garden]].\n")
        .build();
    assert_eq!(texts(&built, "index.html", "main h2"), ["Recent notes", "Folders", "1 note links here"]);
}

#[test]
fn backlinks_begin_with_the_newest_and_fold_what_is_more() {
    let mut garden = GardenTest::new().note("Heap.md", "Warm.\n");
    for (name, day) in [("Worm", "2024-03-02"), ("Spade", "2025-01-01"), ("Straw", "2023-07-07")] {
        garden = garden.note(&format!("{name}.md"), format!("---\ncreated: {day}\n---\nTo the [[Heap]].\n"));
    }
    let garden = garden.note("z/Ant.md", "To the [[Heap]].\n").note("a/Bee.md", "To the [[Heap]].\n");
    let built = garden.build();
    assert_eq!(texts(&built, "heap.html", ".back a"), ["Spade", "Worm", "Straw", "Ant", "Bee"]);
    assert_eq!(texts(&built, "heap.html", ".back summary"), Vec::<String>::new());

    let mut garden = garden;
    for at in 0..7 {
        garden = garden.note(&format!("rows/Row {at}.md"), "To the [[Heap]].\n");
    }
    let built = garden.build();
    assert_eq!(texts(&built, "heap.html", ".back a").len(), 12);
    assert_eq!(texts(&built, "heap.html", ".back summary"), ["and 4 more"]);
    assert_eq!(texts(&built, "heap.html", ".back .further a").len(), 4);
}

#[test]
fn as_many_tags_are_counted_as_are_listed() {
    let edited = GardenTest::new().note("Heap.md", "#soil/clay #soil/sand #path\n").edition(None);
    let stats = allotment::site::stats(edited.edition.grown());
    assert_eq!(texts(&garden(), "tags.html", ".lead"), ["4 tags"]);
    assert_eq!(stats.tags, 4);
}

#[test]
fn a_long_description_is_cut_in_lists() {
    let long = "All that there is to say. ".repeat(40);
    let short = "All that there is to say.";
    let built = GardenTest::new()
        .note("beds/Long.md", format!("---\ndescription: {long}\n---\nText.\n"))
        .note("beds/Short.md", format!("---\ndescription: {short}\n---\nText.\n"))
        .build();
    let shown = texts(&built, "beds/index.html", ".items p");
    assert!(shown[0].ends_with('…') && shown[0].len() < 290, "{shown:?}");
    assert_eq!(shown[1], short);
}

#[test]
fn a_link_that_is_all_of_its_block_is_no_context_where_there_are_others() {
    let built = GardenTest::new()
        .note("Heap.md", "Warm.\n")
        .note("Shed.md", "- [[Heap]]\n\n![[Heap]]\n\nThe [[Heap]] is warm.\n")
        .note("Path.md", "- [[Heap]]\n- [[Heap|that pile]]\n")
        .build();
    assert_eq!(texts(&built, "heap.html", ".back .context mark"), ["that pile", "Heap"]);
}

#[test]
fn a_home_page_without_a_note_lists_the_notes_in_no_folder() {
    let garden = GardenTest::new().note("B c.md", "One.\n").note("A note.md", "Two.\n").note("Sub/z.md", "Three.\n");
    let built = garden.clone().build();
    assert_eq!(texts(&built, "index.html", "main .items a"), ["A note", "B c"]);
    assert_eq!(texts(&built, "index.html", "main h2"), ["Folders", "Notes"]);
    // A note of one's own says itself what there is.
    let built = garden.note("index.md", "Welcome.\n").build();
    assert_eq!(texts(&built, "index.html", "main .items a"), [""; 0]);
    let many = (0..203).fold(GardenTest::new(), |garden, number| garden.note(&format!("n{number}.md"), "Many.\n"));
    let built = many.build();
    assert_eq!(texts(&built, "index.html", "main .items li").len(), 200);
    assert_eq!(texts(&built, "index.html", "main .more"), ["and 3 more"]);
}

#[test]
fn tags_in_embeds_lead_to_their_pages() {
    let built = GardenTest::new()
        .note("index.md", "![[Soil]]\n\n[[Board.canvas]]\n")
        .note("Soil.md", "About #soil.\n\n![[Clay]]\n")
        .note("Clay.md", "Wet #clay.\n")
        .file(
            "Board.canvas",
            r#"{"nodes":[{"id":"t","type":"text","text":"![[Soil]]","x":0,"y":0,"width":9,"height":9}]}"#,
        )
        .build();
    for page in ["index.html", "soil.html", "board.canvas.html"] {
        for tag in ["soil", "clay"] {
            let link = format!("<a class=\"tag\" href=\"tags/{tag}.html\">#{tag}</a>");
            assert!(built.main(page).contains(&link), "{link} on {page}: {}", built.main(page));
        }
    }
}

//! What readers see of the search before any script runs, and that they see nothing of it if it is disabled.

use allotment::diagnostic::Code;

use crate::garden::GardenTest;

/// Returns notes each of which shares rare words with one other note, and one word with all.
fn garden(notes: usize) -> GardenTest {
    let name = |number: usize| {
        let letters = "abcdefghijklmnopqrstuvwxyz".as_bytes();
        let sign = |place: usize| char::from(letters[place % letters.len()]);
        format!("{}{}{}ling", sign(number), sign(number / 26), sign(number / 7))
    };
    (0..notes).fold(GardenTest::new(), |garden, number| {
        let text = format!("Each has compost, {} and {}.\n", name(number), name(number + 1));
        garden.note(&format!("n{number}.md"), text)
    })
}

#[test]
fn words_are_looked_up_by_their_first_letters() {
    let site = GardenTest::new()
        .note("Heap.md", "The thermophile warms the heap.\n")
        .note("Bed.md", "A thermophile in a bed, in the café.\n")
        .note("Tea.md", "Tea in the café.\n")
        .build();
    assert!(site.text("search.html").contains("href=\"search/words.t.html\""));
    let words = site.text("search/words.t.html");
    for part in ["<bdi>thermophile</bdi>", "href=\"../heap.html\"", "href=\"../bed.html\""] {
        assert!(words.contains(part), "{part} in {words}");
    }
    assert!(site.text("search/words.c.html").contains("<bdi>café</bdi>"), "as it is written");
}

#[test]
fn a_page_of_words_leads_nowhere_that_needs_a_script() {
    let notes = ["Ash", "Beech", "Cedar", "Dogwood", "Elm"];
    let site = notes.iter().fold(GardenTest::new(), |garden, name| garden.note(&format!("{name}.md"), "A samara."));
    let words = site.build().text("search/words.s.html").to_owned();
    assert!(words.contains("<li>and 2 more; see under:</li>"), "{words}");
    assert!(!words.contains("search.html?q="), "{words}");
}

#[test]
fn a_word_of_many_notes_leads_to_words_of_the_others() {
    let site = (0..12).fold(GardenTest::new(), |garden, number| {
        let other = ["A heap", "A bin", "A bed"][number % 3];
        garden.note(&format!("{}.md", "abcdefghijkl".split_at(number).1), format!("{other} of samara.\n"))
    });
    let site = site.build();
    let words = site.text("search/words.s.html");
    assert!(words.contains("<li>and 9 more; see under:</li>"), "{words}");
    for (word, page) in [("heap", "words.h.html"), ("bin", "words.b.html"), ("bed", "words.b.html")] {
        assert!(words.contains(&format!("<a href=\"{page}#word.{word}\"><bdi>{word}</bdi>")), "{word} in {words}");
        assert!(site.text(&format!("search/{page}")).contains(&format!("<li id=\"word.{word}\">")), "{word}");
    }
}

#[test]
fn no_page_of_words_grows_with_the_garden() {
    let largest = |notes| {
        let site = garden(notes).build();
        let sizes: Vec<usize> =
            site.pages().filter(|(path, _)| path.starts_with("search")).map(|(_, html)| html.len()).collect();
        (sizes.len(), sizes.into_iter().max().unwrap_or_default())
    };
    let (few, many) = (largest(60), largest(3000));
    assert!(many.0 > few.0, "there are more pages: {few:?} {many:?}");
    assert!(many.1 < 100_000, "and none is large: {many:?}");
}

#[test]
fn what_results_can_be_limited_to_is_in_order_and_what_has_most_notes() {
    let tags = GardenTest::new().note("a.md", "#zaun #Ärmel #baum #ärmel/Öse\n").build();
    let options = |page: &str, name: &str| {
        let (_, list) = page.split_once(&format!("<select name=\"{name}\">")).unwrap_or_default();
        let (list, _) = list.split_once("</select>").unwrap_or_default();
        let values = list.split("<option value=\"").skip(2).filter_map(|option| option.split('"').next());
        values.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(options(tags.text("search.html"), "tag"), ["ärmel", "ärmel/öse", "baum", "zaun"]);
    let folders = (0..130).fold(GardenTest::new(), |garden, number| garden.note(&format!("f{number}/a.md"), "A.\n"));
    let folders = folders.note("Zaun/a.md", "A.\n").note("Zaun/b.md", "B.\n").note("Ähre/Öl/b.md", "B.\n");
    let offered = options(folders.note("Ähre/c.md", "C.\n").build().text("search.html"), "in");
    assert_eq!(offered.len(), 100);
    assert_eq!((offered[0].as_str(), offered[99].as_str()), ("Ähre", "Zaun"));
    let place = |folder: &str| offered.iter().position(|other| other == folder);
    assert!(place("f2") < place("f10") && place("f2").is_some(), "{offered:?}");
}

#[test]
fn every_note_is_listed_or_led_to() {
    let site = garden(250).build();
    let page = site.text("search.html");
    assert!(page.contains("<a href=\"n0.html\">"));
    assert!(page.contains("<a href=\"notes-page-2.html\">and 50 more</a>"), "{page}");
}

#[test]
fn a_garden_without_a_search_has_nothing_of_one() {
    let with = garden(3).build();
    assert!(with.files.contains_key("search.html") && with.text("n0.html").contains("data-search"));
    let without = garden(3).config("[search]\nenabled = false").build();
    let traces = without.files.keys().filter(|path| path.contains("search") || path.contains("results"));
    assert_eq!(traces.collect::<Vec<_>>(), Vec::<&String>::new());
    for (path, html) in without.pages() {
        assert!(!html.contains("search.") && !html.contains("data-search"), "{path}");
    }
}

#[test]
fn notes_move_aside_for_the_pages_of_the_search() {
    let site = GardenTest::new()
        .note("a.md", "---\npermalink: search/words.a\n---\nAloe\n")
        .note("search.md", "Aloe\n")
        .note("Search/root.md", "Aloe\n")
        .build();
    assert!(site.findings().iter().any(|finding| finding.starts_with(Code::SlugCollision.as_str())));
    for page in ["search/words.a-2.html", "search-2.html", "search/root.html", "search/root.js", "search/words.a.html"]
    {
        assert!(site.files.contains_key(page), "{page} {:?}", site.files.keys());
    }
}

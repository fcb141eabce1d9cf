//! The garden in time and from two sides, as a reader sees it: calendars, days, and lenses.

use allotment::diagnostic::Code;

use crate::garden::{Built, GardenTest};
use crate::html::text;

fn texts(built: &Built, page: &str, selector: &str) -> Vec<String> {
    built.page(page).select(selector).into_iter().map(text).collect()
}

fn hrefs(built: &Built, page: &str, selector: &str) -> Vec<String> {
    let page = built.page(page);
    page.select(selector).into_iter().filter_map(|link| link.value().attr("href")).map(str::to_owned).collect()
}

fn has(built: &Built, code: Code, path: &str) -> bool {
    built.findings.iter().any(|finding| finding.code == code.as_str() && finding.path.as_deref() == Some(path))
}

fn days(built: &Built) -> Vec<&str> {
    built.files.keys().filter(|path| path.starts_with("days/")).map(String::as_str).collect()
}

fn garden() -> GardenTest {
    GardenTest::new()
        .note("Seeds.md", "Created: 250422\n\nSown.\n")
        .note("Rain.md", "Created: 250422\n\nIt rained.\n")
        .note("Shed.md", "Created: 250501\n\nBuilt since [[250422]], after [[2024-04-22|a year]].\n")
        .note("Roof.md", "Created: [[250502]] Friday\n\nA roof.\n")
        .note("journal/2026-04-22.md", "A year on.\n")
        .note("Look.md", "---\ncreated: 2026-04-22\nmodified: 2026-05-01\n---\nSee [[260422]].\n")
        .note("Secret.md", "---\ncreated: 2025-04-22\ndraft: true\n---\n[[250423]] [[251231]]\n")
}

#[test]
fn a_day_that_several_notes_speak_of_has_a_page() {
    let built = garden().build();
    // A day with a single note and no links to it is represented by that note; a daily note is the page of its day.
    assert_eq!(days(&built), ["days/2024-04-22.html", "days/2025-04-22.html"]);
    let day = "days/2025-04-22.html";
    assert_eq!(texts(&built, day, "h1"), ["22 April 2025"]);
    assert_eq!(texts(&built, day, "header.title p.lead"), ["Tuesday"]);
    assert_eq!(
        texts(&built, day, "section h2"),
        ["Planted on this day", "Notes that speak of this day", "In other years"]
    );
    assert_eq!(
        hrefs(&built, day, "section.group li a"),
        ["../rain.html", "../seeds.html", "../shed.html", "../journal/2026-04-22.html", "2024-04-22.html",]
    );
    assert!(built.text(day).contains("Built since <mark>250422</mark>, after a year."), "{}", built.text(day));
    assert_eq!(hrefs(&built, day, ".steps a"), ["2024-04-22.html", "../shed.html"]);
    assert_eq!(hrefs(&built, day, ".crumbs a"), ["../index.html", "../timeline.html", "../timeline/2025.html"]);
    // Linked to, but with no note planted on it.
    assert_eq!(texts(&built, "days/2024-04-22.html", "section h2"), ["Notes that speak of this day", "In other years"]);
    assert_eq!(hrefs(&built, "days/2024-04-22.html", ".crumbs a"), ["../index.html", "../timeline.html"]);
    assert!(built.findings.is_empty(), "{:?}", built.findings);
    assert!(!built.files.contains_key("wanted.html"));
}

#[test]
fn links_lead_to_days_and_notes_to_theirs() {
    let built = garden().build();
    assert_eq!(hrefs(&built, "shed.html", "article a"), ["days/2025-04-22.html", "days/2024-04-22.html"]);
    assert_eq!(texts(&built, "shed.html", "article a"), ["250422", "a year"]);
    assert_eq!(hrefs(&built, "seeds.html", ".meta a"), ["days/2025-04-22.html"]);
    // Its page shows the date once, not again beside every note.
    let day = built.main("days/2025-04-22.html");
    let planted = day.split("Planted on this day").nth(1).and_then(|rest| rest.split("</section>").next());
    assert!(planted.is_some_and(|planted| planted.contains("Seeds") && !planted.contains("<time")), "{day}");
    // The only note of a day and the daily note are the pages of their days, so they don't link to them.
    assert_eq!(hrefs(&built, "roof.html", ".meta a"), Vec::<String>::new());
    assert_eq!(hrefs(&built, "journal/2026-04-22.html", ".meta a"), Vec::<String>::new());
    assert_eq!(hrefs(&built, "look.html", ".meta a"), ["journal/2026-04-22.html"]);
    let notes = built.garden_json();
    let shed = notes["notes"].as_array().and_then(|notes| notes.iter().find(|note| note["path"] == "Shed.md"));
    let link = &shed.expect("it is there")["links"][0];
    assert_eq!((&link["target"], &link["day"]), (&serde_json::Value::Null, &"2025-04-22".into()));
}

#[test]
fn a_daily_note_is_found_by_its_day_and_shows_it() {
    let built = garden().build();
    let daily = "journal/2026-04-22.html";
    assert_eq!(hrefs(&built, "look.html", "article a"), [daily]);
    assert_eq!(texts(&built, daily, ".back h2"), ["1 note links here"]);
    assert_eq!(hrefs(&built, daily, ".steps a"), ["../roof.html"]);
    let sections = built.page(daily);
    let headings: Vec<String> = sections.select("section.group h2").into_iter().map(text).collect();
    assert_eq!(headings, ["Planted on this day", "In other years"]);
    // An unpublished daily note represents no day, and a link to its day must not even be a link.
    let garden = garden().note("journal/2026-04-22.md", "---\ndraft: true\n---\nHidden.\n");
    let built = garden.build();
    assert_eq!(hrefs(&built, "look.html", "article a"), Vec::<String>::new());
    assert!(has(&built, Code::LinkToUnpublished, "Look.md"), "{:?}", built.findings);
}

#[test]
fn only_a_link_to_the_whole_day_means_the_day() {
    for (link, is_day) in [
        ("[[250422]]", true),
        ("[[2025-04-22]]", true),
        ("[[20250422|that day]]", true),
        ("[[journal/2025-04-22]]", true),
        ("[[250422.md]]", true),
        ("![[250422]]", false),
        ("[[250422#Plan]]", false),
        ("[[250422 Plan]]", false),
        ("[[251340]]", false),
        ("[day](250422.md)", false),
    ] {
        let built = GardenTest::new().note("a.md", format!("See {link}.\n")).build();
        assert_eq!(built.files.contains_key("days/2025-04-22.html"), is_day, "{link}");
        assert_eq!(has(&built, Code::BrokenLink, "a.md"), !is_day, "{link}: {:?}", built.findings);
    }
    // A card of a canvas can mention a day as well.
    let card =
        r#"{"nodes":[{"id":"a","type":"text","text":"[[250422]]","x":0,"y":0,"width":9,"height":9}],"edges":[]}"#;
    let built = GardenTest::new().note("a.md", "[[Map.canvas]]\n").file("Map.canvas", card).build();
    assert_eq!(hrefs(&built, "map.canvas.html", "article a"), ["days/2025-04-22.html"]);
}

#[test]
fn a_year_has_a_calendar_of_its_days() {
    let built = garden().build();
    let year = "timeline/2025.html";
    assert_eq!(texts(&built, year, ".calendar caption"), ["April 2025 2", "May 2025 2"]);
    assert_eq!(hrefs(&built, year, ".calendar caption a"), ["#month.4", "#month.5"]);
    assert_eq!(hrefs(&built, year, ".calendar td a"), ["../days/2025-04-22.html", "../shed.html", "../roof.html"]);
    let page = built.text(year);
    // The 22nd of April 2025 was a Tuesday.
    let cell = "<tr><td>21</td><td><a class=\"heat-2\" href=\"../days/2025-04-22.html\" \
                aria-label=\"22 April 2025: 2 notes\" title=\"22 April 2025: 2 notes\">22</a></td><td>23</td>";
    assert!(page.contains(cell) && page.contains("<tr><td></td><td>1</td>"), "{page}");
    assert_eq!(texts(&built, "timeline.html", ".calendar caption"), ["April 2026 2"]);
    // In Arabic, a week begins on Saturday.
    let arabic = garden().config("language = \"ar\"").build();
    assert_eq!(texts(&arabic, year, ".calendar thead th").first().map(String::as_str), Some("س"));
}

#[test]
fn all_years_meet_on_a_date() {
    let built = garden().build();
    let page = "on-this-day.html";
    assert_eq!(texts(&built, page, ".group h2"), ["22 April", "1 May", "2 May"]);
    assert_eq!(
        texts(&built, page, ".group li a"),
        ["2026-04-22, and 1 more", "Rain, and 1 more", "22 April 2024", "Shed", "Roof"]
    );
    assert_eq!(hrefs(&built, page, ".dates a"), ["#day.04-22", "#day.05-01", "#day.05-02"]);
    assert_eq!(texts(&built, page, ".dates li").len(), 366);
    assert_eq!(built.text("seeds.html").matches("on-this-day.html").count(), 1);
}

#[test]
fn what_is_new_and_what_was_tended_stand_apart_on_the_first_page() {
    let built = garden().build();
    assert_eq!(texts(&built, "index.html", "section h2")[..2], ["Newly planted", "Recently tended"]);
    assert_eq!(texts(&built, "tended.html", ".items li"), ["Look 1 May 2026"]);
    let plain = GardenTest::new().note("a.md", "Created: 250422\n\nText.\n").build();
    assert_eq!(texts(&plain, "index.html", "section h2")[0], "Recent notes");
    assert!(!plain.files.contains_key("tended.html"));
}

#[test]
fn a_garden_without_days_has_none_of_it() {
    let built = GardenTest::new().note("a.md", "[[b]]\n").note("b.md", "x\n").build();
    let told = ["days/", "on-this-day", "tended", "lenses/", "theme/time.", "theme/today."];
    assert!(!built.files.keys().any(|path| told.iter().any(|told| path.starts_with(told))), "{:?}", built.files.keys());
    assert!(!built.text("a.html").contains("Days of the year"));
}

#[test]
fn notes_keep_their_addresses_and_days_make_way() {
    let built = garden()
        .note("days/2025-04-22.md", "---\npermalink: elsewhere\n---\nDaily.\n")
        .note("days/2024-04-22 Old.md", "---\npermalink: days/2024-04-22\n---\nx\n")
        .note("On this day.md", "A note of this name.\n")
        .build();
    assert!(built.text("days/2024-04-22.html").contains("<h1><bdi>Old</bdi></h1>"));
    assert!(built.text("days/2024-04-22-2.html").contains(">22 April 2024</time></h1>"));
    assert!(built.text("on-this-day.html").contains("A note of this name."));
    assert!(built.text("on-this-day-2.html").contains("class=\"dates\""));
    // The daily note has an address chosen by its author, and is the page of that day there.
    assert!(!built.files.contains_key("days/2025-04-22.html"));
    assert_eq!(hrefs(&built, "shed.html", "article a")[0], "elsewhere.html");
}

#[test]
fn no_page_of_a_day_grows_with_the_garden() {
    let mut garden = GardenTest::new();
    for number in 0..450 {
        garden.put(&format!("Moved {number:03}.md"), "---\ncreated: 2025-04-22\n---\nImported.\n");
        garden.put(&format!("Says {number:03}.md"), "See [[250423]].\n");
        garden.put(&format!("log/{}-01-02.md", 1500 + number), "A day.\n");
    }
    let built = garden.build();
    for (day, numbers) in [("2025-04-22", [200, 200, 50]), ("2025-04-23", [200, 200, 50])] {
        for (page, number) in ["", "-page-2", "-page-3"].into_iter().zip(numbers) {
            let path = format!("days/{day}{page}.html");
            assert_eq!(texts(&built, &path, ".items a").len(), number, "{path}");
        }
    }
    assert_eq!(texts(&built, "log/1700-01-02.html", "section.group .items li").len(), 12);
    assert_eq!(texts(&built, "on-this-day.html", ".items li").len(), 200);
    // Its link leads to that page of the list that contains the date.
    assert!(hrefs(&built, "on-this-day.html", ".dates a").contains(&"on-this-day-page-3.html#day.04-22".to_owned()));
    assert!(built.text("on-this-day-page-3.html").contains("id=\"day.04-22\""));
}

const LENS: &str = "[[lens]]\ntitle = \"Head and hand\"\nabout = \"Both count.\"\nsides = [\"theory\", { title = \"By hand\", tags = [\"practice\", \"work\"] }]\n";

fn two_sides() -> GardenTest {
    GardenTest::new()
        .note("Plan.md", "---\ncreated: 2024-01-01\ntags: [theory/models, soil]\n---\nx\n")
        .note("Dig.md", "---\ncreated: 2025-01-01\ntags: [work, rain]\n---\nx\n")
        .note("Water.md", "---\ncreated: 2025-01-02\ntags: [practice, work, rain]\n---\nx\n")
        .note("Learn.md", "---\ncreated: 2025-01-03\ntags: [theory, practice]\n---\nx\n")
        .note("Rest.md", "---\ntags: [idle]\n---\nx\n")
        .note("Secret.md", "---\ndraft: true\ntags: [theory, rain]\n---\nx\n")
        .config(LENS)
}

#[test]
fn a_lens_shows_both_sides_and_what_holds_both() {
    let built = two_sides().build();
    let page = "lenses/head-and-hand.html";
    assert!(built.findings.is_empty(), "{:?}", built.findings);
    assert_eq!(texts(&built, page, ".lens section h2"), ["Theory 1", "Both sides 1", "By hand 2"]);
    for (side, notes) in [("first", vec!["Plan"]), ("both", vec!["Learn"]), ("second", vec!["Water", "Dig"])] {
        assert_eq!(texts(&built, page, &format!("section.{side} .items a")), notes, "{side}");
    }
    let tables: Vec<String> = texts(&built, page, ".balance tbody tr");
    let row = |row: &str| row.split_whitespace().collect::<Vec<_>>().join(" ");
    let tables: Vec<String> = tables.iter().map(|text| row(text)).collect();
    assert_eq!(tables, ["2025 0 1 2", "2024 1 0 0", "rain none yet none yet 2"]);
    // Each note shows its side; one that is on no side shows nothing.
    for (note, stand) in [("plan", "Theory"), ("learn", "Both sides"), ("water", "By hand")] {
        let said = texts(&built, &format!("{note}.html"), ".stands li");
        assert_eq!(said.iter().map(|text| row(text)).collect::<Vec<_>>(), [format!("Head and hand {stand}")], "{note}");
        assert_eq!(hrefs(&built, &format!("{note}.html"), ".stands a"), [page]);
    }
    assert!(!built.text("rest.html").contains("stands"));
}

#[test]
fn a_lens_that_nothing_is_seen_through_is_not_there() {
    let built =
        two_sides().config("[[lens]]\nsides = [\"theory\", \"practise\"]\n[[lens]]\nsides = [\"x\", \"y\"]\n").build();
    let said: Vec<_> = built.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(said, ["unknown-tag"; 3]);
    assert!(built.files.contains_key("lenses/theory-practise.html"));
    assert_eq!(built.files.keys().filter(|path| path.starts_with("lenses/")).count(), 1);
}

#[test]
fn a_long_side_is_cut_into_pages() {
    let mut garden = GardenTest::new().config(LENS);
    for number in 0..130 {
        garden.put(&format!("Note {number:03}.md"), "---\ntags: [work]\n---\nx\n");
    }
    let built = garden.note("Learn.md", "---\ntags: [theory]\n---\nx\n").build();
    for (page, first, second) in [("", 1, 60), ("-page-2", 0, 60), ("-page-3", 0, 10)] {
        let path = format!("lenses/head-and-hand{page}.html");
        assert_eq!(texts(&built, &path, "section.first .items li").len(), first, "{path}");
        assert_eq!(texts(&built, &path, "section.second .items li").len(), second, "{path}");
    }
}

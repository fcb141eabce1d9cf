//! Feeds, read by a third-party parser and checked against what their formats require.

use std::collections::BTreeSet;

use atom_syndication::Feed;
use serde_json::Value;

use crate::garden::{Built, GardenTest};
use crate::html::Page;

const SETTINGS: &str = "title = \"Beds & <borders>\"\nauthors = [\"Ann\"]\nbase_url = \"https://garden.example/in/\"\n[feeds]\nleast = 2\n";

/// Returns a garden with content that could break feeds.
fn garden() -> GardenTest {
    GardenTest::new()
        .config(SETTINGS)
        .note(
            "beds/Heap <1>.md",
            "---\ndate: 2024-03-02\ntags: [soil/warm, \"R&D\"]\nauthors: [Ann, \"Ben <b@garden.example>\"]\nlang: pt\n---\n\
             # Heap <1>\n\nSee [[Roof]] and ![[leaf.png]] and [[#Low]].[^1]\n\n## Low\n\n<script>alert(1)</script><b onclick=\"x()\" id=\"raw\">bold</b> \
             <a href=\"#raw\">raw</a> ^here \
             [far](https://far.example/?a=1&b=2) ]]> \u{1}\n\n[^1]: A note of the foot.\n",
        )
        .note("beds/deep/Roof.md", "---\ndate: 2024-03-01\nmodified: 2024-04-01\ntags: soil\nauthor: Ben\n---\nA roof.\n")
        .note("Undated.md", "---\ntags: soil\nauthor: Ben\n---\nNo day.\n")
        .note("Alone.md", "Created: 2023-01-01\nTags: #once\n\nAlone.\n")
        .file("beds/leaf.png", "PNG")
}

/// Parses all Atom feeds of a site.
fn atoms(built: &Built) -> Vec<(&str, Feed)> {
    let feeds = built.files.keys().filter(|path| path.ends_with("atom.xml"));
    let read =
        |path: &String| Feed::read_from(&built.files[path][..]).unwrap_or_else(|error| panic!("{path}: {error}"));
    feeds.map(|path| (path.as_str(), read(path))).collect()
}

fn jsons(built: &Built) -> Vec<(&str, Value)> {
    let feeds = built.files.keys().filter(|path| path.ends_with("feed.json"));
    feeds.map(|path| (path.as_str(), serde_json::from_str(built.text(path)).unwrap())).collect()
}

#[test]
fn there_is_a_feed_for_the_garden_its_folders_tags_and_authors() {
    let built = garden().build();
    let paths: Vec<&str> = atoms(&built).into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        paths,
        ["atom.xml", "authors/ann/atom.xml", "authors/ben/atom.xml", "beds/atom.xml", "tags/soil/atom.xml"]
    );
    let mut twins: Vec<String> = paths.iter().map(|path| path.replace("atom.xml", "feed.json")).collect();
    twins.sort();
    assert_eq!(jsons(&built).into_iter().map(|(path, _)| path).collect::<Vec<_>>(), twins);
    let every = garden().config(&SETTINGS.replace("least = 2", "least = 1")).build();
    assert_eq!(atoms(&every).len(), 9, "{:?}", every.files.keys());
    let none = SETTINGS.replace("least = 2", "tags = \"none\"\nfolders = \"none\"\nauthors = \"none\"");
    assert_eq!(atoms(&garden().config(&none).build()).len(), 1);
    let most = garden().config(&SETTINGS.replace("least = 2", "least = 1\nmost = 1")).build();
    let paths: Vec<&str> = atoms(&most).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["atom.xml", "authors/ann/atom.xml", "beds/atom.xml", "tags/soil/atom.xml"], "the largest ones");
    let homeless = garden().config("[feeds]\nleast = 1\n").build();
    assert_eq!(atoms(&homeless).len() + jsons(&homeless).len(), 0, "without an address there are none");
    let json = garden().config(&SETTINGS.replace("least = 2", "least = 2\natom = false")).build();
    assert_eq!((atoms(&json).len(), jsons(&json).len()), (0, 5));
}

#[test]
fn atom_is_what_its_standard_says() {
    let built = garden().build();
    let mut ids = BTreeSet::new();
    for (path, feed) in atoms(&built) {
        let own = format!("https://garden.example/in/{path}");
        assert!(ids.insert(feed.id.clone()), "{path}: two feeds have the id {}", feed.id);
        assert!(feed.id.starts_with("https://garden.example/in/"), "{path}: {}", feed.id);
        let link = |rel: &str| feed.links.iter().find(|link| link.rel == rel).map(|link| link.href.clone());
        assert_eq!(link("self"), Some(own), "{path}");
        let home = link("alternate").unwrap();
        let page = home.strip_prefix("https://garden.example/in/").unwrap();
        let page = if page.is_empty() { "index.html" } else { page };
        assert!(built.files.contains_key(&allotment::path::percent_decode(page)), "{path} belongs to {home}");
        assert!(!feed.authors.is_empty() && feed.lang.as_deref() == Some("en"), "{path}");
        assert!(!feed.entries.is_empty(), "{path}");
        let dates: Vec<_> = feed.entries.iter().map(|entry| entry.updated).collect();
        assert!(dates.is_sorted_by(|one, next| one >= next), "{path}: {dates:?}");
        assert_eq!(Some(&feed.updated), dates.first(), "{path}");
        let mut entries = BTreeSet::new();
        for entry in &feed.entries {
            assert!(entries.insert(&entry.id), "{path}: {} is there twice", entry.id);
            assert!(entry.published.is_some() && entry.published.unwrap() <= entry.updated, "{path}: {}", entry.id);
            assert_eq!(entry.links[0].href, entry.id);
            assert!(entry.summary.is_some() || entry.content.is_some(), "{path}: {}", entry.id);
        }
    }
    let feed = Feed::read_from(&built.files["atom.xml"][..]).unwrap();
    assert_eq!(feed.title.as_str(), "Beds & <borders>");
    let heap = feed.entries.iter().find(|entry| entry.title.as_str() == "Heap <1>").unwrap();
    assert_eq!(heap.id, "https://garden.example/in/beds/heap-1.html");
    let people: Vec<_> =
        heap.authors.iter().map(|it| (it.name.as_str(), it.uri.as_deref(), it.email.as_deref())).collect();
    let page = |name: &str| format!("https://garden.example/in/authors/{name}.html");
    assert_eq!(people, [("Ann", Some(page("ann").as_str()), None), ("Ben", Some(page("ben").as_str()), None)]);
    assert_eq!(heap.categories.iter().map(|it| it.term.as_str()).collect::<Vec<_>>(), ["r&d", "soil/warm"]);
    let content = heap.content.as_ref().unwrap();
    assert_eq!((content.content_type.as_deref(), content.base.as_deref()), (Some("html"), Some(heap.id.as_str())));
    let tag = atoms(&built).into_iter().find(|(path, _)| path.starts_with("tags/")).unwrap().1;
    assert_eq!(tag.title.as_str(), "Beds & <borders>: #soil");
    assert!(tag.entries.iter().all(|entry| entry.content.is_none()), "tags have summaries");
    assert_eq!(tag.entries.iter().map(|entry| entry.title.as_str()).collect::<Vec<_>>(), ["Roof", "Heap <1>"]);
}

#[test]
fn whole_texts_have_whole_addresses_and_no_script() {
    let built = garden().build();
    let feed = Feed::read_from(&built.files["atom.xml"][..]).unwrap();
    let html = feed
        .entries
        .iter()
        .find(|entry| entry.title.as_str() == "Heap <1>")
        .unwrap()
        .content
        .clone()
        .unwrap()
        .value
        .unwrap();
    let part = Page::parse_part(&html);
    for element in part.elements() {
        let element = element.value();
        assert!(!["script", "style", "iframe", "object"].contains(&element.name()), "{html}");
        for (name, value) in element.attrs() {
            assert!(!name.starts_with("on"), "{html}");
            if ["href", "src"].contains(&name) {
                assert!(value.starts_with("https://"), "{name}={value} in {html}");
            }
            // Readers put many entries on one page, where ids would clash.
            assert_ne!(name, "id", "{html}");
        }
    }
    for address in [
        "https://garden.example/in/beds/deep/roof.html",
        "https://garden.example/in/beds/leaf.png",
        "https://far.example/?a=1",
        "https://garden.example/in/beds/heap-1.html#low\"",
        "https://garden.example/in/beds/heap-1.html#fn:1\"",
        "https://garden.example/in/beds/heap-1.html#fnref:1\"",
        "https://garden.example/in/beds/heap-1.html#raw\"",
    ] {
        assert!(html.contains(address), "no {address} in {html}");
    }
    assert!(!html.contains("class=\"anchor\""), "{html}");
    let short = garden().config(&format!("{SETTINGS}content = \"summary\"\n")).build();
    let feed = Feed::read_from(&short.files["atom.xml"][..]).unwrap();
    assert!(feed.entries.iter().all(|entry| entry.content.is_none() && entry.summary.is_some()));
    let whole = garden().config(&format!("{SETTINGS}tags = \"full\"\n")).build();
    let feed = Feed::read_from(&whole.files["tags/soil/atom.xml"][..]).unwrap();
    assert!(feed.entries.iter().all(|entry| entry.content.is_some()));
}

/// JSON Feed 1.1, checked field by field.
#[test]
fn json_feeds_are_what_their_standard_says() {
    let built = garden().build();
    for (path, feed) in jsons(&built) {
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{path}: {value} is no text")).to_owned();
        let known = ["version", "title", "home_page_url", "feed_url", "language", "authors", "items"];
        assert!(feed.as_object().unwrap().keys().all(|key| known.contains(&key.as_str())), "{path}");
        assert_eq!(text(&feed["version"]), "https://jsonfeed.org/version/1.1");
        assert!(text(&feed["title"]).starts_with("Beds & <borders>"));
        assert_eq!(text(&feed["feed_url"]), format!("https://garden.example/in/{path}"));
        assert!(text(&feed["home_page_url"]).starts_with("https://garden.example/in/"));
        assert_eq!(text(&feed["language"]), "en");
        assert!(!text(&feed["authors"][0]["name"]).is_empty());
        let mut ids = BTreeSet::new();
        for item in feed["items"].as_array().unwrap() {
            let known = [
                "id",
                "url",
                "title",
                "content_html",
                "content_text",
                "summary",
                "language",
                "date_published",
                "date_modified",
                "authors",
                "tags",
            ];
            assert!(item.as_object().unwrap().keys().all(|key| known.contains(&key.as_str())), "{path}: {item}");
            assert!(ids.insert(text(&item["id"])), "{path}: {item}");
            assert_eq!(item["id"], item["url"]);
            assert!(item["content_html"].is_string() ^ item["content_text"].is_string(), "{path}: {item}");
            for date in ["date_published", "date_modified"] {
                let date = text(&item[date]);
                assert!(date.parse::<jiff::Timestamp>().is_ok(), "{path}: {date}");
            }
            for author in item["authors"].as_array().into_iter().flatten() {
                assert!(author["name"].is_string() && author.get("email").is_none(), "{path}: {author}");
                assert!(author.get("url").is_none_or(|url| text(url).starts_with("https://")), "{path}: {author}");
            }
            assert!(item["tags"].as_array().is_none_or(|tags| tags.iter().all(Value::is_string)), "{path}: {item}");
        }
    }
    let heap = jsons(&built).into_iter().find(|(path, _)| *path == "feed.json").unwrap().1["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["title"] == "Heap <1>")
        .cloned()
        .unwrap();
    assert_eq!(heap["language"], "pt");
}

#[test]
fn pages_tell_of_the_feeds_of_what_they_list() {
    let built = garden().build();
    let told = |path: &str| -> Vec<String> {
        let page = built.page(path);
        let links =
            page.elements().filter(|it| it.value().name() == "link" && it.value().attr("rel") == Some("alternate"));
        links
            .map(|link| format!("{} {}", link.value().attr("type").unwrap(), link.value().attr("href").unwrap()))
            .collect()
    };
    let (atom, json) = ("application/atom+xml", "application/feed+json");
    assert_eq!(told("index.html"), [format!("{atom} ./atom.xml"), format!("{json} ./feed.json")]);
    assert_eq!(told("tags/once.html").len(), 2, "one note is not enough");
    for (path, folder) in [("tags/soil.html", "soil"), ("authors/ben.html", "ben"), ("beds/index.html", ".")] {
        let links = told(path);
        let own = |name: &str| if folder == "." { name.to_owned() } else { format!("{folder}/{name}") };
        assert_eq!(
            links[2..],
            [format!("{atom} {}", own("atom.xml")), format!("{json} {}", own("feed.json"))],
            "{path}"
        );
    }
}

#[test]
fn a_file_of_the_garden_keeps_its_address_before_a_feed() {
    let built = garden().file("beds/feed.json", "[\"own\"]").note("beds/Own.md", "![[feed.json]]").build();
    assert_eq!(built.text("beds/feed.json"), "[\"own\"]");
    assert!(built.text("beds/feed-2.json").contains("jsonfeed.org"));
}

#[test]
fn a_feed_is_made_again_only_if_it_changed() {
    let garden = garden();
    let first = garden.build();
    let second = garden.clone().note("Alone.md", "Created: 2023-01-01\nTags: #once\n\nStill alone.\n").rebuild(&first);
    let clean = garden.note("Alone.md", "Created: 2023-01-01\nTags: #once\n\nStill alone.\n").build();
    for (path, bytes) in &clean.files {
        let made = second.files.get(path).map(|made| String::from_utf8_lossy(made));
        assert_eq!(made.as_deref(), Some(&*String::from_utf8_lossy(bytes)), "{path}");
    }
    assert_eq!(second.files.len(), clean.files.len());
    assert!(second.kept > first.files.len() / 2, "{} of {}", second.kept, first.files.len());
}

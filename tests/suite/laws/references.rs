//! Every address in the output leads to an existing file, and none names a host or a folder.

use std::collections::BTreeSet;

use crate::conformance::file_faults;
use crate::garden::{Built, GardenTest};
use crate::html::Page;
use crate::references::{dead, is_absolute};

const BASE: &str = "https://allotment-base.example/some/where/";

fn with_base() -> Built {
    GardenTest::starter().config(&format!("title = \"Dual power\"\nbase_url = \"{BASE}\"\n")).build()
}

fn without_base() -> Built {
    GardenTest::starter().config("title = \"Dual power\"\n").build()
}

#[test]
fn no_address_is_dead_with_or_without_a_base() {
    for built in [with_base(), without_base()] {
        let dead = dead(&built.files);
        assert!(dead.is_empty(), "{} dead:\n{}", dead.len(), dead.join("\n"));
    }
}

#[test]
fn every_file_is_sound() {
    let built = with_base();
    let faults: Vec<String> = built.files.iter().flat_map(|(path, bytes)| file_faults(path, bytes)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for name in ["atom.xml", "feed.json", "sitemap.xml", "garden.json", "404.html", "index.html"] {
        assert!(built.files.contains_key(name), "there is no {name}");
    }
    assert!(!without_base().files.contains_key("atom.xml"));
}

/// The site's address may occur where a format requires it: in feeds, the sitemap, and in metadata of pages for
/// search engines and link previews. A host serves 404.html at any depth, so that page has to use it.
#[test]
fn pages_name_their_host_in_metadata_only() {
    for (path, source) in with_base().pages().filter(|(path, _)| *path != "404.html") {
        for element in Page::parse(source).elements() {
            for (attribute, value) in element.value().attrs() {
                let name = element.value().name();
                let is_metadata = name == "meta" || name == "link" && element.value().attr("rel") == Some("canonical");
                assert!(
                    is_metadata || !value.contains("allotment-base.example"),
                    "{path}: <{name} {attribute}={value:?}>"
                );
            }
        }
    }
    let plain = without_base();
    for (path, bytes) in &plain.files {
        assert!(!String::from_utf8_lossy(bytes).contains("allotment-base"), "{path}");
    }
}

/// Only links in the notes themselves leave the site: pages load nothing from other hosts.
#[test]
fn pages_load_nothing_from_elsewhere() {
    let starter = GardenTest::starter();
    let notes: String = starter.paths().map(|path| String::from_utf8_lossy(starter.bytes(path)).into_owned()).collect();
    for (path, source) in without_base().pages() {
        for element in Page::parse(source).elements() {
            let name = element.value().name();
            for attribute in ["src", "href", "data", "poster", "srcset", "action"] {
                let Some(value) = element.value().attr(attribute).filter(|value| is_absolute(value)) else { continue };
                assert_eq!((name, attribute), ("a", "href"), "{path}: {value}");
                let is_written = notes.contains(value) || notes.contains(&allotment::path::percent_decode(value));
                assert!(is_written, "{path}: no note says {value}");
            }
        }
    }
}

#[test]
fn every_page_has_one_first_heading_and_tells_its_language() {
    for (path, source) in with_base().pages() {
        let page = Page::parse(source);
        assert_eq!(page.select("h1").len(), 1, "{path}: headings of level 1");
        let ids = page.ids();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{path}: {ids:?}");
        assert!(page.root().value().attr("lang").is_some_and(|language| !language.is_empty()), "{path}: lang");
        assert_eq!(page.errors, Vec::<std::borrow::Cow<str>>::new(), "{path}: HTML finds fault with it");
        let titles = page.select("title");
        assert!(titles.first().is_some_and(|title| !title.inner_html().trim().is_empty()), "{path}: title");
    }
}

/// Ids that are used by the frame of a page are not given to headings.
#[test]
fn headings_take_no_id_of_the_page() {
    let built = GardenTest::new().note("a.md", "# A\n\n## Main\n\n## main 1\n\n## Main\n\n[[#Main]]\n").build();
    let faults: Vec<String> = file_faults("a.html", &built.files["a.html"]);
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(dead(&built.files), Vec::<String>::new());
}

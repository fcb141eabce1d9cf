//! Numbered references in whole gardens: links to references and back all lead somewhere.

use crate::garden::{Built, GardenTest};
use crate::references::dead;

/// An encyclopaedia article: numbers in brackets after what is quoted.
const QUOTING: &str = "Two powers in one country want to be obeyed, and an older phrase names \"all the theory and practice.\"[1]\n\n\
    Somebody wrote of a new order that grows \"in the shadow of the old one.\"[2]\n\n\
    ## Critique\n\nOthers say that the end was \"a means of control.\"[3] It is called an old quarrel.[1]\n\n\
    ## References\n\n1. A reading list\n2. A book of 1851\n3. A review, see [[Saved]]\n";

/// A page saved from the web: bare numbers at the ends of sentences.
const SAVED: &str = "Dual power\nCreated: 250422 Tuesday, 22 April\nTwo ways\n\
    As a cooperative puts it, “one part fights while the other builds institutions of its own” 1. Both are needed.\n-\n\
    Resistance: in the open.\n-\nInstitutions: a sketch that can be built upon, and for all, and without a master 1.\n\
    Projects\n- A cooperative that began with three friends in Basis 1\n- Others in phase 2\nSources\n1. The cooperative, *Crosshatch*\n2. Another one\n";

fn garden() -> GardenTest {
    GardenTest::new()
        .note("Quoting.md", QUOTING)
        .note("Saved.md", SAVED)
        .note("deep/Shows.md", "![[Quoting]]\n\n![[Quoting#Critique]]\n\n> ![[Saved]]\n")
        .note("No list.md", "A claim.[1] And an array a[2].\n\n1. One\n2. Two\n")
}

fn citations(built: &Built, page: &str) -> Vec<String> {
    let page = built.page(page);
    let links = page.select("a[role=doc-biblioref]").into_iter();
    links.map(|link| format!("{} {}", link.inner_html(), link.value().attr("href").unwrap_or_default())).collect()
}

#[test]
fn both_ways_to_cite_become_links_there_and_back() {
    let built = garden().build();
    assert_eq!(dead(&built.files), [""; 0]);
    assert_eq!(citations(&built, "quoting.html"), ["[1] #ref.1", "[2] #ref.2", "[3] #ref.3", "[1] #ref.1"]);
    assert_eq!(built.page("quoting.html").select("#references + ol a[role=doc-backlink]").len(), 0);
    assert_eq!(built.page("quoting.html").select("a[role=doc-backlink]").len(), 4);
    assert_eq!(citations(&built, "saved.html"), ["1 #ref.1", "1 #ref.1", "1 #ref.1"]);
    let said = built.words("saved.html");
    assert!(said.contains("institutions of its own” 1. Both are needed."), "the text stays as it is: {said}");
    assert_eq!(citations(&built, "no-list.html"), [""; 0]);
    assert_eq!(
        citations(&built, "deep/shows.html")[4..6],
        ["[3] ../quoting.html#ref.3", "[1] ../quoting.html#ref.1"],
        "a section without the list leads to the note's own page"
    );
}

#[test]
fn without_the_option_numbers_are_text() {
    let built = garden().config("[markdown]\nreferences = false").build();
    for (path, html) in built.pages() {
        assert!(!html.contains("doc-biblioref") && !html.contains("id=\"ref."), "{path}");
    }
    assert_eq!(dead(&built.files), [""; 0]);
}

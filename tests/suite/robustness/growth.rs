//! Gardens in which a careless program compares everything with everything: a garden four times as large takes about
//! four times as long.

use std::time::Duration;

use super::timed;
use crate::garden::GardenTest;

/// The size of the smaller garden.
const SIZE: usize = 1_000;

/// A name, and the garden of a size.
type Family = (&'static str, fn(usize) -> GardenTest);

const FAMILIES: &[Family] = &[
    ("links to the ids of headings", |size| {
        GardenTest::new()
            .note("a.md", lines(size, |number| format!("## Section {number}\n\n")))
            .note("b.md", lines(size, |number| format!("[s](a#section-{number})\n\n")))
    }),
    ("links to headings below others", |size| {
        GardenTest::new()
            .note("a.md", lines(size, |number| format!("## Day {number}\n\n### Done\n\n")))
            .note("b.md", lines(size, |number| format!("[[a#Day {number}#Done]] [[a#Day {number}#Open]]\n\n")))
    }),
    ("links to blocks", |size| {
        GardenTest::new()
            .note("a.md", lines(size, |number| format!("words ^b{number}\n\n")))
            .note("b.md", lines(size, |number| format!("[[a#^b{number}]]\n\n")))
    }),
    ("embeds of blocks", |size| {
        GardenTest::new()
            .note("a.md", lines(size, |number| format!("words [[b]] ^b{number}\n\n")))
            .note("b.md", lines(size, |number| format!("![[a#^b{number}]]\n\n")))
    }),
    ("embeds of sections", |size| {
        GardenTest::new()
            .note("a.md", lines(size, |number| format!("## Section {number}\n\nwords\n\n")))
            .note("b.md", lines(size, |number| format!("![[a#Section {number}]]\n\n")))
    }),
    ("footnotes beside the text", |size| {
        let text = lines(size, |number| format!("words[^{number}]\n\n[^{number}]: note\n\n"));
        GardenTest::new().config("[theme]\nfootnotes = \"side\"\n").note("a.md", text)
    }),
    ("folders side by side", |size| {
        notes(size, |number| format!("posts/Post {number}/index.md"), |_| "words\n".to_owned())
    }),
    ("notes of one name", |size| {
        let path = |number: usize| format!("d{}/f{number}/README.md", number % 30);
        notes(size, path, |_| "words\n".to_owned()).note("links.md", "[[README]]\n\n".repeat(size))
    }),
    ("paths to notes of one name", |size| {
        let path = |number: usize| format!("d{}/f{number}/README.md", number % 30);
        let text = |number: usize| format!("[[f{number}/readme]] [x](../../d{}/f{number}/README.md)\n", number % 30);
        notes(size, path, text)
    }),
    ("one alias", |size| {
        let text = |_| "---\naliases: same\n---\n[[same]]\n".to_owned();
        notes(size, |number| format!("{}/{number}.md", number % 30), text)
    }),
    ("one permalink", |size| {
        notes(size, |number| format!("{number}.md"), |_| "---\npermalink: /same/\n---\nwords\n".to_owned())
    }),
];

fn lines(size: usize, line: impl Fn(usize) -> String) -> String {
    (0..size).map(line).collect()
}

fn notes(size: usize, path: impl Fn(usize) -> String, text: impl Fn(usize) -> String) -> GardenTest {
    let mut garden = GardenTest::new();
    (0..size).for_each(|number| garden.put(&path(number), text(number)));
    garden
}

/// Checks one family; the error says what was measured.
fn check((name, garden): &Family) -> Result<(), String> {
    let time_of = |size: usize| {
        let garden = garden(size);
        timed(|| drop(garden.build()))
    };
    let mut measured = Vec::new();
    for _ in 0..3 {
        let (small, large) = (time_of(SIZE), time_of(4 * SIZE));
        // A very short time says nothing about growth.
        if large < small * 8 || large < Duration::from_millis(150) {
            return Ok(());
        }
        measured.push((small, large));
    }
    Err(format!("{name}: {measured:?}"))
}

#[test]
fn time_grows_with_the_garden_and_no_faster() {
    let failures: Vec<String> = FAMILIES.iter().filter_map(|family| check(family).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

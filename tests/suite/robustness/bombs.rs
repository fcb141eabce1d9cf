//! Small notes that cause much work: front matter that multiplies or nests, embeds of embeds.

use std::time::Duration;

use allotment::diagnostic::Code;

use super::timed;
use crate::garden::GardenTest;

const LIMIT: Duration = Duration::from_secs(2);

fn front_matters() -> Vec<(&'static str, String)> {
    let laughs: String = (b'b'..=b'j')
        .map(|letter| {
            let (name, before) = (letter as char, (letter - 1) as char);
            format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(","))
        })
        .collect();
    let lines = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    vec![
        ("a billion laughs", format!("a: &a [x,x,x,x,x,x,x,x,x]\n{laughs}tags: *j\n")),
        ("brackets", format!("k: {}", "[".repeat(100_000))),
        ("closed brackets", format!("k: {}{}", "[".repeat(30_000), "]".repeat(30_000))),
        ("braces", format!("k: {}", "{a: ".repeat(50_000))),
        ("mixed brackets", format!("k: {}", "[{a: ".repeat(20_000))),
        ("JSON", format!("{{\"a\": {}", "{\"a\": ".repeat(20_000))),
        ("JSON lists", format!("{{\"a\": {}", "[".repeat(100_000))),
        ("dashes", format!("k:\n{}x", "- ".repeat(50_000))),
        ("deep blocks", lines(1500, &|depth| format!("{}a:\n", " ".repeat(depth)))),
        ("an alias of itself", "a: &a [*a]\ntags: *a\n".to_owned()),
        ("keys", lines(30_000, &|number| format!("key{number}: v\n"))),
        ("one key", lines(30_000, &|_| "key: v\n".to_owned())),
        ("anchors", lines(30_000, &|number| format!("k{number}: &a{number} v\n"))),
        ("merges", format!("a: &a {{x: y}}\n{}", lines(10_000, &|number| format!("k{number}: {{<<: *a}}\n")))),
        ("tags", format!("tags: [{}]", vec!["t"; 30_000].join(", "))),
        ("different tags", format!("tags: [{}]", (0..1_000).map(|n| format!("t{n}")).collect::<Vec<_>>().join(", "))),
        ("aliases", format!("aliases: [{}]", (0..5_000).map(|n| format!("Name {n}")).collect::<Vec<_>>().join(", "))),
        ("a long text", format!("title: {}", "word ".repeat(200_000))),
        ("a folded text", format!("title: >\n{}", lines(20_000, &|_| "  word\n".to_owned()))),
        ("a quoted text", format!("title: \"{}", "\\n".repeat(100_000))),
        ("quotes", "title: '".repeat(20_000)),
        ("colons", format!("title: {}", ": ".repeat(50_000))),
        ("question marks", "? ".repeat(50_000)),
        ("bangs", format!("k: {}", "!".repeat(100_000))),
        ("comments", "# x\n".repeat(30_000)),
        ("directives", "%YAML 1.2\n".repeat(20_000)),
        ("documents", "--- \n".repeat(20_000)),
        ("tabs", "\tk: v\n".repeat(20_000)),
        ("links", format!("up: \"{}\"", "[[".repeat(50_000))),
        ("a number", format!("date: {}", "9".repeat(100_000))),
        ("a big number", "tags: 1e999999999\ncreated: 99999999999999999999\n".to_owned()),
        ("nothing that ends", "a: b\n".repeat(20_000)),
    ]
}

#[test]
fn front_matter_that_multiplies_or_nests_costs_little() {
    let mut failures = Vec::new();
    for (name, front) in front_matters() {
        let end = if name == "nothing that ends" { "" } else { "\n---" };
        let garden = GardenTest::new().note("Bomb.md", format!("---\n{front}{end}\nwords of the body\n"));
        let mut size = 0;
        let took = timed(|| {
            let built = garden.build();
            assert!(built.words("bomb.html").contains("words of the body") || end.is_empty(), "{name}: no body");
            size = built.files.values().map(Vec::len).sum();
        });
        if took > LIMIT || size > 20_000_000 {
            failures.push(format!("{name}: {took:?}, {size} bytes"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The places of findings are located in one pass through the note, not in one for each finding.
#[test]
fn a_hundred_thousand_findings_on_one_line_cost_little() {
    for (name, text) in [("broken links", "[[x]] "), ("pictures", "![](x) ")] {
        let garden = GardenTest::new().note("Hostile.md", text.repeat(100_000));
        let took = timed(|| assert!(garden.build().findings.len() >= 100_000, "{name}"));
        assert!(took < Duration::from_secs(20), "{name}: {took:?}");
    }
}

#[test]
fn of_very_many_tags_the_first_thousand_count() {
    let text: String = (0..30_000).map(|number| format!("#t{number} ")).collect();
    let garden = GardenTest::new().note("Hostile.md", format!("{text}\n\nthe end"));
    let took = timed(|| {
        let built = garden.build();
        built.warns(Code::TooLarge, "Hostile.md:1:1");
        assert!(built.files.contains_key("tags/t999.html") && !built.files.contains_key("tags/t1000.html"));
        assert!(built.words("hostile.html").contains("the end"));
    });
    assert!(took < Duration::from_secs(20), "{took:?}");
}

fn assert_small(garden: &GardenTest, limit: usize) {
    let mut size = 0;
    let took = timed(|| size = garden.build().files.values().map(Vec::len).sum());
    assert!(size < limit, "{size} bytes");
    assert!(took < Duration::from_secs(20), "{took:?}");
}

#[test]
fn ten_embeds_of_ten_embeds_of_ten_stay_small() {
    let mut garden = GardenTest::new();
    for level in 0..10 {
        garden.put(&format!("Level {level}.md"), format!("words\n\n![[Level {}]]\n\n", level + 1).repeat(10));
    }
    garden.put("Level 10.md", "the end ".repeat(500));
    assert_small(&garden, 60_000_000);
}

#[test]
fn a_thousand_embeds_of_a_large_note_stay_small() {
    let garden = GardenTest::new()
        .note("Large.md", "large words ".repeat(20_000))
        .note("A.md", "![[Large]]\n\n".repeat(1000))
        .note("B.md", "![[A]]\n\n![[Large]]\n\n".repeat(500));
    assert_small(&garden, 60_000_000);
}

#[test]
fn embeds_in_a_circle_end() {
    let mut garden = GardenTest::new().note("Self.md", "me ![[Self]]\n");
    for number in 0..5 {
        garden.put(&format!("C{number}.md"), format!("c{number} ![[C{}]]\n", (number + 1) % 5));
    }
    let built = garden.build();
    built.warns(Code::EmbedCycle, "Self.md:1:4").is_silent(Code::BrokenLink);
    assert!(built.words("c0.html").contains("c1"));
}

#[test]
fn one_note_that_all_others_link_to_stays_readable() {
    let mut garden = GardenTest::new().note("Hub.md", "# Hub\n");
    for number in 0..3000 {
        garden.put(&format!("n/{number}.md"), "Some words before [[Hub]] and some after it, in one paragraph.\n");
    }
    let built = garden.build();
    assert!(built.text("hub.html").len() < 120_000, "{} bytes", built.text("hub.html").len());
}

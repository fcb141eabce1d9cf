//! What no author would write on purpose: none of it may panic or take long.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::super::read;
use super::{findings, front, tags, title};

/// All kinds of odd front matter, hostile kinds last.
fn odd() -> Vec<String> {
    let bomb = (b'b'..b'k').fold("a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, name| {
        let (name, before) = (name as char, (name - 1) as char);
        format!("{text}{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(","))
    });
    let mut odd: Vec<String> = [
        "",
        "\n\n",
        "# only a comment",
        "~",
        "null",
        "true",
        "5",
        "''",
        "[]",
        "{}",
        "- a",
        "? a\n: b",
        "? [a, b]\n: c",
        "a: &x b\nc: *x",
        "a: *none",
        "a: &a *a",
        "<<: {title: x}",
        "a: !!binary aGk=",
        "a: !foo [1, 2]",
        "a: !foo {b: 1}",
        "!foo\na: 1",
        "%YAML 1.1",
        "a: b\n...\nc: d",
        "--- x\na: b",
        "a: \"\\x\"",
        "a: \"\\u12\"",
        "a: |9\n x",
        "a: |\n\tx",
        "a: >-\n\n\n x",
        "\u{feff}a: b",
        "a: \u{85}b",
        "a: \u{2028}b",
        "\u{0}",
        "a: \u{fffe}",
        "[a: b",
        "}",
        "]",
        ": a",
        ":",
        "a:\n b:\n  c:\n - d",
        "{\"a\": 1",
        "{\"a\": \"\\ud800\"}",
        "{{a}}",
        "🌱: 🌱\n🌱: 🌱",
        "'a: b",
        "\"a\" : b\n\"a\": c",
        "a: b: c: d: e: f",
    ]
    .iter()
    .map(|text| (*text).to_owned())
    .collect();
    odd.extend([
        bomb.clone() + "tags: *j",
        bomb + "tags: *j\nt: a: b",
        "k: ".to_owned() + &"[".repeat(20_000),
        "k: ".to_owned() + &"{a: ".repeat(15_000),
        "k: \"x\" ".to_owned() + &"[".repeat(60_000),
        "k: it - 'tis\n".to_owned() + &"a: [".repeat(15_000),
        "k: |\n  \"\nl: ".to_owned() + &"[".repeat(60_000),
        "k: ' ".to_owned() + &"[".repeat(60_000),
        "- ".repeat(30_000),
        "a:\n".repeat(21_000),
        (0..9_000).map(|n| format!("k{n}:\n")).collect(),
        (0..9_000).map(|n| format!("k{n}:\n")).collect::<String>() + "x: y: z",
        (0..2_000).map(|n| format!("k{n}: [\n")).collect(),
        "a: [".to_owned() + &"\"\\x41[[\",".repeat(7_000) + "]",
        "a: [".to_owned() + &"x,".repeat(30_000) + "]",
        (0..1_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>()[..60_000].to_owned(),
        "a: ".to_owned() + &"é".repeat(40_000),
        "a: \"".to_owned() + &"[[x]] ".repeat(10_000) + "\"",
        "tags: ".to_owned() + &"#a ".repeat(20_000),
        "&a ".repeat(20_000),
        "a: ".to_owned() + &"'".repeat(60_001),
        "created: ".to_owned() + &"[[".repeat(30_000),
        "a: ".to_owned() + &"x: ".repeat(20_000),
        " #".repeat(30_000),
        "? a\n".repeat(16_000),
        format!("tags: [{}]", "1,".repeat(30_000)),
        format!("tags:\n- a{}b", " ".repeat(60_000)),
        format!("tags: [\"{}a{}\"]", "[".repeat(30_000), "]".repeat(30_000)),
        format!("a: b: {}", "\u{a0}".repeat(30_000)),
    ]);
    odd
}

#[test]
fn odd_front_matter_is_read_in_bounded_time() {
    let odd = odd();
    assert!(odd.len() >= 49);
    for yaml in odd {
        let start: String = yaml.chars().take(40).collect();
        for source in [
            format!("---\n{yaml}\n---\nbody\n"),
            format!("---\r\n{}\r\n---\r\nbody\n", yaml.replace('\n', "\r\n")),
            format!("---\n{yaml}"),
        ] {
            // The machine may be busy with something else, but not every time. With limits of size and depth this takes
            // milliseconds in an optimized build; without, minutes.
            let quick = (0..8).any(|_| {
                let clock = Instant::now();
                let _ = read("a.md", &source);
                clock.elapsed() < Duration::from_secs(1)
            });
            assert!(quick, "{start:?}");
            let front = read("a.md", &source);
            assert!(source.get(front.body_start..).is_some(), "{start:?}");
            for found in &front.diagnostics {
                assert!(
                    found.location.is_some() && !found.message.is_empty() && found.help.is_some(),
                    "{start:?}: {found:?}"
                );
            }
        }
    }
}

#[test]
fn brackets_without_end_are_refused_before_they_are_read() {
    let yaml = format!("k: {}", "[".repeat(20_000));
    assert_eq!(
        findings(&yaml),
        [
            "invalid-frontmatter 2:36-37: the front matter is nested deeper than 32 brackets, so it is not read; help: close the brackets before"
        ]
    );
    let yaml = format!("k: |\n  {}\ntags: [a]", "[ ".repeat(3_000).trim_end());
    assert_eq!(tags(&yaml), [""; 0], "a text of brackets without end is refused too");
    let yaml = format!("k: |\n  {}\ntags: [a]", "[ ] ".repeat(500));
    assert_eq!(tags(&yaml), ["a"]);
    let yaml = format!("k: \"{}\"\ntags: [a]", "[[".repeat(100));
    assert_eq!(tags(&yaml), ["a"]);
    let yaml = format!("k: it's {}\ntags: [a]", "[[".repeat(100));
    assert_eq!(tags(&yaml), ["a"]);
    let yaml = format!("k:\n{}tags: [a]", "  - [x, {y: \"]\"}] # [[\n".repeat(100));
    assert_eq!(tags(&yaml), ["a"]);
    let long = format!("title: T\ntext: {}", "x".repeat(70_000));
    assert_eq!(
        findings(&long),
        [
            "invalid-frontmatter 2:1-2: the front matter is longer than 64 KiB, so it is not read; help: move what is long into the body"
        ]
    );
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in "(.{0,20}\n?){0,6}") {
        let _ = front(&text);
        let _ = read("a.md", &text);
    }

    #[test]
    fn nothing_like_yaml_is_too_odd(text in "((title|tags|created|publish|aliases|\"k\"|é)?( ?: ?)?[-\\[\\]{}|>&*!%@`'\",#? \t\u{a0}a1é\\\\]{0,8}[\r\n]{0,2} {0,3}){0,8}") {
        let source = format!("---\n{text}\n---\n");
        let front = read("a.md", &source);
        for property in &front.properties {
            prop_assert!(source.get(property.span.clone()).is_some());
            prop_assert!(source.get(property.key.span.clone()).is_some());
        }
        for span in front.links.iter().map(|link| &link.span).chain(front.tags.iter().map(|(_, span)| span)) {
            prop_assert!(source.get(span.clone()).is_some());
        }
        for fix in front.diagnostics.iter().filter_map(|found| found.fix.as_ref()) {
            prop_assert!(source.get(fix.span.clone()).is_some());
        }
    }

    #[test]
    fn a_quoted_text_comes_back(text in "[ -~é🌱]{0,30}") {
        let yaml = format!("title: \"{}\"\ntags: [a]", text.replace('\\', "\\\\").replace('"', "\\\""));
        let want = text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(title(&yaml), Some(want).filter(|text| !text.is_empty()));
    }
}

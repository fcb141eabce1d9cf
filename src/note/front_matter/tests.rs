use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn front(yaml: &str) -> FrontMatter {
    read("a.md", &format!("---\n{yaml}\n---\nbody\n"))
}

fn title(yaml: &str) -> Option<String> {
    front(yaml).title().map(|(title, _)| title)
}

fn tags(yaml: &str) -> Vec<String> {
    front(yaml).tags.iter().map(|(tag, _)| tag.to_string()).collect()
}

fn aliases(yaml: &str) -> Vec<String> {
    front(yaml).aliases.into_iter().map(|(name, _)| name).collect()
}

fn created(yaml: &str) -> Option<String> {
    front(yaml).created.map(|(date, _)| date.to_string())
}

/// Every finding: place, message, label, help, and the front matter as the fix would leave it.
fn findings(yaml: &str) -> Vec<String> {
    let source = format!("---\n{yaml}\n---\nbody\n");
    let show = |d: &Diagnostic| {
        let at = d.location.as_ref().map_or((0, 0, 0), |at| (at.line, at.column, at.end_column));
        let label = if d.label.is_empty() { String::new() } else { format!(" ({})", d.label) };
        let fix = d.fix.as_ref().map_or(String::new(), |fix| {
            let mut fixed = source.clone();
            fixed.replace_range(fix.span.clone(), &fix.with);
            assert_eq!(read("a.md", &fixed).diagnostics, [], "the fix settles it: {fixed}");
            format!("; fix: {}", &fixed[4..fixed.len() - 10])
        });
        format!(
            "{} {}:{}-{}: {}{label}; help: {}{fix}",
            d.code,
            at.0,
            at.1,
            at.2,
            d.message,
            d.help.as_deref().unwrap_or("none")
        )
    };
    read("a.md", &source).diagnostics.iter().map(show).collect()
}

#[test]
fn front_matter_stands_between_two_fences_at_the_first_byte() {
    for (source, body) in [
        ("---\ntitle: T\n---\nbody", "body"),
        ("\u{feff}---\ntitle: T\n---\nbody", "body"),
        ("---\r\ntitle: T\r\n---\r\nbody\r\n", "body\r\n"),
        ("---  \ntitle: T\n---\t\nbody", "body"),
        ("---\ntitle: T\n---", ""),
        ("---\n---\nbody", "body"),
    ] {
        let front = read("a.md", source);
        assert_eq!(&source[front.body_start..], body, "{source:?}");
        assert_eq!(front.diagnostics, [], "{source:?}");
        assert_eq!(
            front.title().map(|(title, _)| title),
            source.contains("title").then(|| "T".to_owned()),
            "{source:?}"
        );
    }
    for source in [
        "",
        "text",
        "\u{feff}text",
        "----\na: b\n---\n",
        " ---\na: b\n---\n",
        "---\n\nA rule, and text.\n",
        "---",
        "\n---\nwords\n---\n",
    ] {
        let front = read("a.md", source);
        assert_eq!(&source[front.body_start..], source.trim_start_matches('\u{feff}'));
        assert_eq!((front.properties, front.diagnostics), (vec![], vec![]), "{source:?}");
    }
}

#[test]
fn fences_that_are_wrong_are_reported() {
    let source = "---\ntitle: T\ndraft: true\n\nbody";
    let front = read("a.md", source);
    assert_eq!((front.body_start, front.publish, front.title()), (0, Publish::No, None));
    assert_eq!(front.diagnostics[0].message, "the front matter is never closed");

    for fence in ["--", "----", "—", "..."] {
        let source = format!("---\ntitle: T\n{fence}\nbody");
        let front = read("a.md", &source);
        let place = front.diagnostics[0].location.as_ref().map(|at| (at.line, at.column));
        let title = front.title().map(|(title, _)| title);
        assert_eq!(
            (&source[front.body_start..], title.as_deref(), place),
            ("body", Some("T"), Some((3, 1))),
            "{fence}"
        );
    }

    let source = "\n\n---\npublish: no\n---\nbody";
    let front = read("a.md", source);
    assert_eq!((front.body_start, front.publish), (0, Publish::No));
    assert_eq!(front.diagnostics[0].message, "front matter must start on the first line");
    assert_eq!(front.diagnostics[0].fix.as_ref().map(|fix| fix.span.clone()), Some(0..2));
}

#[test]
fn scalars_are_texts_as_they_are_written() {
    for (yaml, want) in [
        ("title: Soil", Some("Soil")),
        ("TITLE: Soil", Some("Soil")),
        ("title: 1984", Some("1984")),
        ("title: 010203", Some("010203")),
        ("title: 1.10", Some("1.10")),
        ("title: 0x1F", Some("0x1F")),
        ("title: 1e3", Some("1e3")),
        ("title: True", Some("True")),
        ("title: no", Some("no")),
        ("title: 12:30:45", Some("12:30:45")),
        ("title: 340282366920938463463374607431768211456", Some("340282366920938463463374607431768211456")),
        ("title: .inf", Some(".inf")),
        ("title: \"Colon: a tale\"", Some("Colon: a tale")),
        ("title: 'It''s'", Some("It's")),
        ("title: >\n  Folded\n  title", Some("Folded title")),
        ("title: |\n  two\n  lines", Some("two lines")),
        ("title: <% tp.file.title %>", Some("<% tp.file.title %>")),
        ("title: C# # a comment", Some("C#")),
        ("title: !custom 12", Some("12")),
        ("base: &t Soil\ntitle: *t", Some("Soil")),
        ("\"title\": Soil", Some("Soil")),
        ("title: ''", None),
        ("title:", None),
        ("title: ~", None),
        ("title: null", None),
        ("title: \"  \"", None),
        ("title: [Soil]", None),
        ("title: {{title}}", None),
        ("title:\ntitle: Soil", Some("Soil")),
        ("{\"title\": \"Seed \\ud83c\\udf31\", \"n\": 1}", Some("Seed 🌱")),
        ("{title: 1984, tags: []}", Some("1984")),
        ("  title: Soil\n  tags: [a]", Some("Soil")),
    ] {
        assert_eq!(title(yaml).as_deref(), want, "{yaml}");
    }
}

#[test]
fn tags_are_lists_or_texts() {
    for (yaml, want) in [
        ("tags:\n  - journal\n  - personal", vec!["journal", "personal"]),
        ("tags:\n- journal", vec!["journal"]),
        ("tags: [Soil, water/rain]", vec!["soil", "water/rain"]),
        ("tags: soil, water", vec!["soil", "water"]),
        ("tags: soil water", vec!["soil", "water"]),
        ("tags: \"#soil #water\"", vec!["soil", "water"]),
        ("tags:\n- ", vec![]),
        ("tags:", vec![]),
        ("tags: #soil", vec![]),
        ("tag: soil", vec!["soil"]),
        ("tags: [a]\ntag: b", vec!["a", "b"]),
        ("tags: [2024, y2024, true]", vec!["y2024", "true"]),
        (
            "Tags:\n  - mutual aid\n  - \"#seed bank\"\n  - \"#a #b\"\n  - x, y",
            vec!["mutual-aid", "seed-bank", "a", "b", "x", "y"],
        ),
        ("tags:\n  [\n    \"soil\",\n    water,\n  ]", vec!["soil", "water"]),
        ("tags: [[a, b], c]", vec!["a", "b", "c"]),
        ("tags: {a: b}", vec![]),
        ("tags: [\"[[Soil life]]\"]", vec!["soil-life"]),
        ("tags: 1.10", vec!["1.10"]),
    ] {
        assert_eq!(tags(yaml), want, "{yaml}");
    }
}

#[test]
fn the_spans_of_tags_are_exact() {
    for yaml in [
        "tags: [Soil, \"#water\", 'x']",
        "tags: soil, water  air",
        "tags:\n- a # not c\n- b\n- c",
        "{\"a\": 1, \"tags\": [\"b\", \"c\"]}",
    ] {
        let source = format!("---\n{yaml}\n---\n");
        for (tag, span) in read("a.md", &source).tags {
            assert_eq!(Tag::new(&source[span]), Ok(tag), "{yaml}");
        }
    }
    assert_eq!(
        findings("tags:\n  - a\n  - 2024"),
        [
            "invalid-tag 4:5-9: `2024` is only digits, so it is not a tag; help: add a sign that is no digit, as in `y2024`"
        ]
    );
    assert_eq!(findings("tags: a, #7"), [""; 0], "YAML reads `#7` as a comment");
}

#[test]
fn aliases_are_lists_or_texts_and_names_with_colons() {
    for (yaml, want) in [
        ("aliases: [A, B]", vec!["A", "B"]),
        ("aliases: A, B ,", vec!["A", "B"]),
        ("alias: A", vec!["A"]),
        ("aliases: A\nalias: [A, B]", vec!["A", "B"]),
        ("aliases:\n  - Structured Copy: Files & Folders", vec!["Structured Copy: Files & Folders"]),
        ("aliases:\n  - 31102000\n  - 007\n  - True\n  - 1.10", vec!["31102000", "007", "True", "1.10"]),
        ("aliases:\n  -\n  - null\n  - A", vec!["A"]),
        ("aliases:", vec![]),
        ("aliases: [[Home]]", vec!["Home"]),
        ("aliases:\n  - a: {b: c}\n  - {a: b, c: d}", vec![]),
        ("aliases: [\"with, comma\"]", vec!["with, comma"]),
    ] {
        assert_eq!(aliases(yaml), want, "{yaml}");
    }
}

#[test]
fn dates_are_read_in_their_order() {
    for (yaml, want) in [
        ("created: 2020-08-21", Some("2020-08-21")),
        ("Created: 2020-08-21T23:30:00-08:00", Some("2020-08-21")),
        ("created: \"2020-08-21\"", Some("2020-08-21")),
        ("created: 200821", Some("2020-08-21")),
        ("created: 010203", Some("2001-02-03")),
        ("created: 20200821", Some("2020-08-21")),
        ("created: \"[[200821]]\"", Some("2020-08-21")),
        ("date: 2020-08-21", Some("2020-08-21")),
        ("date: 2020-08-21\ncreated: 2021-01-01", Some("2021-01-01")),
        ("created: soon\ndate: 2020-08-21", Some("2020-08-21")),
        ("created:\ndate: 2020-08-21", Some("2020-08-21")),
        ("created: [2020-08-21]", None),
        ("created: {{date}}", None),
    ] {
        assert_eq!(created(yaml).as_deref(), want, "{yaml}");
    }
    let modified = front("updated: 2021-01-01\nmodified: 2022-01-01").modified.map(|(date, _)| date.to_string());
    assert_eq!(modified.as_deref(), Some("2022-01-01"));
}

#[test]
fn dates_are_reported_with_their_place() {
    let help = "help: write a date as `2025-04-22`, `20250422` or `250422`";
    for (yaml, want) in [
        ("title: A\ncreated: 2025-02-30", format!("invalid-date 3:10-20: `2025-02-30` is not a date (February 2025 has 28 days); {help}")),
        ("created: \"soon\"", format!("invalid-date 2:11-15: `soon` is not a date; {help}")),
        ("created: <% tp.date.now() %>", format!("invalid-date 2:10-29: `<% tp.date.now() %>` is not a date; {help}")),
        ("date: [2025-01-01]", format!("invalid-date 2:7-19: `[2025-01-01]` is not a date; {help}")),
        ("updated: 2025/01/01", "invalid-date 2:10-20: `2025/01/01` is not a date; help: write `2025-01-01`; fix: updated: 2025-01-01".to_owned()),
        (
            "created: 250422 Monday, 22 April",
            "weekday-mismatch 2:17-23: the weekday does not fit the date (22 April 2025 is a Tuesday); help: write `Tuesday`, or correct the date; fix: created: 250422 Tuesday, 22 April".to_owned(),
        ),
    ] {
        assert_eq!(findings(yaml), [want], "{yaml}");
    }
    assert_eq!(findings("created:"), [""; 0]);
}

#[test]
fn the_stricter_of_publish_and_draft_wins() {
    for (yaml, want) in [
        ("title: x", Publish::Unsaid),
        ("publish: true", Publish::Yes),
        ("publish: YES", Publish::Yes),
        ("publish: \"1\"", Publish::Yes),
        ("Publish: False", Publish::No),
        ("publish: no", Publish::No),
        ("publish: 'off'", Publish::No),
        ("publish: 0", Publish::No),
        ("publish:", Publish::Unsaid),
        ("publish: maybe", Publish::No),
        ("publish: [true]", Publish::No),
        ("draft: true", Publish::No),
        ("DRAFT: on", Publish::No),
        ("draft: 1", Publish::No),
        ("draft: False", Publish::Unsaid),
        ("draft: soon", Publish::No),
        ("publish: true\ndraft: true", Publish::No),
        ("publish: true\ndraft: false", Publish::Yes),
        ("publish: true\npublish: false", Publish::No),
        ("publish: true\ntitle: [", Publish::Yes),
        ("title: [\npublish: false", Publish::No),
        ("title: a: b\nDraft:  \"Yes\" # not yet", Publish::No),
        ("title: a: b\ndraft:\n  true", Publish::No),
        ("title: Publish: a guide\ntags: [a]", Publish::Unsaid),
        ("\tpublish: no", Publish::No),
        ("publish:false", Publish::No),
        ("{\"title\": \"x\" \"publish\": false}", Publish::Unsaid),
        ("{\"title\": , \"publish\": false}", Publish::No),
        ("{\"publish\": false, \"title\": \"Quiet\"}", Publish::No),
        ("k: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\npublish: no", Publish::No),
        ("- publish: no", Publish::No),
        ("meta: {publish: false}", Publish::Unsaid),
    ] {
        assert_eq!(front(yaml).publish, want, "{yaml}");
    }
    assert_eq!(
        findings("publish: maybe"),
        [
            "invalid-frontmatter 2:10-15: `publish` is neither yes nor no, so the note stays private; help: write `publish: true` or `publish: false`"
        ]
    );
}

#[test]
fn quoted_wikilinks_are_links() {
    let yaml = "title: A New Hope\nlink: \"[[Episode IV]]\"\ncast:\n  - \"[[Mark]]\"\n  - '[[Carrie|C. F.]]'\nbare: [[Mark]]\nurl: https://www.example.com\nabout: |\n  see [[A]] and\n  then [[B]]\nodd: \"\\\"[[C]]\\\"\"";
    let source = format!("---\n{yaml}\n---\n");
    let front = read("a.md", &source);
    assert_eq!(front.diagnostics, []);
    let raw: Vec<&str> = front.links.iter().map(|link| link.raw.as_str()).collect();
    assert_eq!(raw, ["[[Episode IV]]", "[[Mark]]", "[[Carrie|C. F.]]", "[[A]]", "[[B]]", "[[C]]"]);
    for link in &front.links {
        assert_eq!(source[link.span.clone()], link.raw);
    }
    let lines: Vec<usize> =
        front.links.iter().map(|link| source[..link.span.start].matches('\n').count() + 1).collect();
    assert_eq!(lines, [3, 5, 6, 10, 11, 12]);
}

#[test]
fn other_keys_are_read_as_texts_and_lists() {
    let front = front("lang: ' de '\ncssclass: wide\nauthor: [A, B]\nallotment: {allow: [orphan, math]}\nn: 3");
    assert_eq!(front.text(&["language", "lang"]).map(|(text, _)| text), Some("de"));
    let texts = |keys: &[&str]| front.texts(keys).into_iter().map(|(text, _)| text.to_owned()).collect::<Vec<_>>();
    assert_eq!(texts(&["authors", "author"]), ["A", "B"]);
    assert_eq!(texts(&["cssclasses", "cssclass"]), ["wide"]);
    assert_eq!(front.allowed().into_iter().map(|(code, _)| code).collect::<Vec<_>>(), ["orphan", "math"]);
}

#[test]
fn a_key_given_twice_is_reported_at_the_second() {
    let tail = "(only the first one counts); help: keep one of them, or make one list of both";
    assert_eq!(
        findings("tags: [one]\ntitle: Twice\nTags: [two]"),
        [format!("invalid-frontmatter 4:1-5: `Tags` is given twice {tail}")]
    );
    assert_eq!(tags("tags: [one]\ntitle: Twice\nTags: [two]"), ["one"]);
    assert_eq!(findings("a:\n  b: 1\n  b: 2"), [format!("invalid-frontmatter 4:3-4: `b` is given twice {tail}")]);
    assert_eq!(findings("{\"a\": 1, \"a\": 2}"), [format!("invalid-frontmatter 2:11-12: `a` is given twice {tail}")]);
}

#[test]
fn usual_mistakes_are_explained_with_their_fix() {
    for (yaml, want) in [
        (
            "title: Soil: a primer",
            "2:12-13: a value with `: ` in it needs quotes (YAML reads this colon as a new key); help: write `title: \"Soil: a primer\"`; fix: title: \"Soil: a primer\"",
        ),
        (
            "a: 1\ntitle: Soil: \"a\" primer # draft\nb: 2",
            "3:12-13: a value with `: ` in it needs quotes (YAML reads this colon as a new key); help: write `title: 'Soil: \"a\" primer'`; fix: a: 1\ntitle: 'Soil: \"a\" primer' # draft\nb: 2",
        ),
        (
            "aliases:\n  - ok\n  - A: B: C",
            "4:9-10: a value with `: ` in it needs quotes (YAML reads this colon as a new key); help: write `- \"A: B: C\"`; fix: aliases:\n  - ok\n  - \"A: B: C\"",
        ),
        (
            "aliases:\n  - ok\n  - @name\n  - more",
            "4:5-10: a value that starts with `@` needs quotes; help: write `- \"@name\"`; fix: aliases:\n  - ok\n  - \"@name\"\n  - more",
        ),
        (
            "author: @me",
            "2:9-12: a value that starts with `@` needs quotes; help: write `author: \"@me\"`; fix: author: \"@me\"",
        ),
        (
            "code: `x`",
            "2:7-10: a value that starts with ``` needs quotes; help: write `code: \"`x`\"`; fix: code: \"`x`\"",
        ),
        ("rate: %5", "2:7-9: a value that starts with `%` needs quotes; help: write `rate: \"%5\"`; fix: rate: \"%5\""),
        ("tags:\n\t- soil", "3:1-2: a tab cannot indent front matter; help: indent with blanks; fix: tags:\n  - soil"),
        (
            "tags: [#a, #b c]",
            "2:8-9: `#` starts a comment in front matter (nothing from here on is read); help: write the tags of a list without `#`; fix: tags: [a, b c]",
        ),
        ("title: \"Soil", "2:8-9: this quote is never closed; help: end the value with `\"`; fix: title: \"Soil\""),
        (
            "title: 'Soil\ntags: [a]",
            "2:8-9: this quote is never closed; help: end the value with `'`; fix: title: 'Soil'\ntags: [a]",
        ),
        (
            "title: \"Soil\" and water",
            "2:14-24: a quoted value ends at its second quote (this is left over); help: write `title: '\"Soil\" and water'`; fix: title: '\"Soil\" and water'",
        ),
        (
            "path: \"C:\\Users\"",
            "2:10-12: `\\U` means nothing in double quotes; help: use single quotes, in which a backslash is just a backslash; fix: path: 'C:\\Users'",
        ),
        (
            "title: {{title}} draft",
            "2:8-23: a template in front matter needs quotes; help: write `title: \"{{title}} draft\"`; fix: title: \"{{title}} draft\"",
        ),
        (
            "up: [[A]], [[B]]",
            "2:5-17: a wikilink in front matter needs quotes; help: write `up: [\"[[A]]\", \"[[B]]\"]`; fix: up: [\"[[A]]\", \"[[B]]\"]",
        ),
        (
            "up: [[A]] and more",
            "2:5-19: a wikilink in front matter needs quotes; help: write `up: \"[[A]] and more\"`; fix: up: \"[[A]] and more\"",
        ),
        (
            "title: [Draft] Soil",
            "2:8-20: a value that starts with a bracket needs quotes; help: write `title: \"[Draft] Soil\"`; fix: title: \"[Draft] Soil\"",
        ),
        ("tags: [a, b", "2:7-8: this list is never closed; help: end it with `]`"),
        (
            "title: *Soil* now",
            "2:8-18: a value that starts with `*` needs quotes (YAML has a meaning of its own for this sign); help: write `title: \"*Soil* now\"`; fix: title: \"*Soil* now\"",
        ),
        (
            "title: > 5 beds",
            "2:8-16: a value that starts with `>` needs quotes; help: write `title: \"> 5 beds\"`; fix: title: \"> 5 beds\"",
        ),
        (
            "title: - Soil",
            "2:8-14: a value that starts with `-` needs quotes; help: write `title: \"- Soil\"`; fix: title: \"- Soil\"",
        ),
        (
            "title:Soil\ntags: [a]",
            "2:6-7: a key needs a blank behind its colon; help: write `title: Soil`; fix: title: Soil\ntags: [a]",
        ),
        (
            "title: Soil\njust words\ntags: [a]",
            "3:1-11: this line of the front matter has no key; help: write it as `key: value`, indent it if it belongs to the line before, or remove it",
        ),
        (
            "tags:\n\u{a0}\u{a0}- soil",
            "3:1-2: this blank is no plain one (U+00A0), so YAML does not see it; help: type it again with the space bar",
        ),
        (
            "title:\u{a0}Soil\ntags: [a]",
            "2:7-8: this blank is no plain one (U+00A0), so YAML does not see it; help: type it again with the space bar; fix: title: Soil\ntags: [a]",
        ),
        (
            "title: So\u{7}il",
            "2:10-11: an invisible control character (U+0007) cannot stand in front matter; help: remove it; fix: title: Soil",
        ),
        (
            " title: Soil\ntags: [a]",
            "3:1-10: the indentation of this line does not fit the lines before; help: start all keys in the first column, and indent what belongs to a key with two blanks",
        ),
        (
            "{\"title\": \"Soil\" \"tags\": []}",
            "2:18-19: the JSON in the front matter cannot be read: expected `,` or `}`; help: mend it, or write the properties as `key: value` lines",
        ),
        (
            "just words",
            "2:1-11: the front matter has no keys; help: write it as `key: value` lines; if it is text of the note, put an empty line before the first `---`",
        ),
        (
            "- a\n- b",
            "2:1-4: the front matter has no keys; help: write it as `key: value` lines; if it is text of the note, put an empty line before the first `---`",
        ),
    ] {
        assert_eq!(findings(yaml), [format!("invalid-frontmatter {want}")], "{yaml}");
    }
}

#[test]
fn what_reads_on_its_own_survives_a_mistake() {
    let yaml = "title: Soil\naliases:\n  - @name\ntags:\n  - a\n  - b\nup: x: y\ncreated: 2025-04-22";
    let front = front(yaml);
    assert_eq!(front.title().map(|(title, _)| title).as_deref(), Some("Soil"));
    assert_eq!(tags(yaml), ["a", "b"]);
    assert_eq!(created(yaml).as_deref(), Some("2025-04-22"));
    assert_eq!(front.aliases, []);
    let lines: Vec<u32> = front.diagnostics.iter().filter_map(|d| Some(d.location.as_ref()?.line)).collect();
    assert_eq!(lines, [4, 8]);
}

#[test]
fn windows_line_ends_change_nothing() {
    let source = "---\r\ntitle: Soil\r\ntags:\r\n  - a\r\nup: \"[[Home]]\"\r\ncreated: 2025-02-30\r\n---\r\nbody";
    let front = read("a.md", source);
    assert_eq!(
        front.title().map(|(title, span)| (title, source[span].to_owned())),
        Some(("Soil".to_owned(), "Soil".to_owned()))
    );
    assert_eq!(front.links.iter().map(|link| &source[link.span.clone()]).collect::<Vec<_>>(), ["[[Home]]"]);
    assert_eq!(front.diagnostics[0].location.as_ref().map(|at| (at.line, at.column, at.end_column)), Some((6, 10, 20)));
    assert_eq!(&source[front.body_start..], "body");
}

/// Front matter of all kinds of oddity, hostile ones last.
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
            let clock = Instant::now();
            let front = read("a.md", &source);
            // Ten times what is allowed, for slow builds on busy machines.
            assert!(clock.elapsed() < Duration::from_millis(500), "{start:?} took {:?}", clock.elapsed());
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

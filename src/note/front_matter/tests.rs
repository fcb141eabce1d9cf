//! Tests of `front matter`.

mod mistakes;
mod odd;
mod plain;
mod private;

use super::*;

fn front(yaml: &str) -> FrontMatter {
    read_all(&format!("---\n{yaml}\n---\nbody\n"))
}

/// Reads front matter and its dates.
fn read_all(source: &str) -> FrontMatter {
    let mut front = read("a.md", source);
    let mut found = std::mem::take(&mut front.diagnostics);
    for keys in [["created", "date"], ["modified", "updated"]] {
        front.date("a.md", source, &keys, &mut found);
    }
    FrontMatter { diagnostics: found, ..front }
}

/// Returns the date of the first key that has one.
fn date(yaml: &str, keys: &[&str]) -> Option<String> {
    let source = format!("---\n{yaml}\n---\nbody\n");
    read("a.md", &source).date("a.md", &source, keys, &mut Vec::new()).map(|date| date.to_string())
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
    date(yaml, &["created", "date"])
}

/// All findings: place, message, label, help, and the front matter after the fix.
fn findings(yaml: &str) -> Vec<String> {
    let source = format!("---\n{yaml}\n---\nbody\n");
    let show = |d: &Diagnostic| {
        let at = d.location.as_ref().map_or((0, 0, 0), |at| (at.line, at.column, at.end_column));
        let label = if d.label.is_empty() { String::new() } else { format!(" ({})", d.label) };
        let fix = d.fix.as_ref().map_or(String::new(), |fix| {
            let mut fixed = source.clone();
            fixed.replace_range(fix.span.clone(), &fix.with);
            assert_eq!(read_all(&fixed).diagnostics, [], "the fix settles it: {fixed}");
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
    read_all(&source).diagnostics.iter().map(show).collect()
}

#[test]
fn what_is_said_about_publishing_is_found_without_the_rest_as_with_it() {
    for (source, want) in [
        ("---\ndraft: true\n---\n", Publish::No),
        ("\u{feff}---\r\nDraft: \"Yes\" # not yet\r\n---\r\n", Publish::No),
        ("---\npublish: true\ndraft: on\n---\n", Publish::No),
        ("---\npublish: 'true'\n---\n", Publish::Yes),
        ("---\npublish: 0\n", Publish::No),
        ("---\npublished: false\n---\n", Publish::No),
        ("---\nprivate: yes\n---\n", Publish::No),
        ("---\npublished: true\n---\n", Publish::Unsaid),
        ("---\nother:\n  draft: true\n---\n", Publish::Unsaid),
        ("---\ntitle: x\n---\ndraft: true\n", Publish::Unsaid),
        ("---\ntitle: x\n---\n---\ndraft: true\n---\n", Publish::No),
        ("---\ntitle: [\npublish: no\n---\n", Publish::No),
        ("+++\ndraft = true\n+++\n", Publish::No),
        ("\n---\ndraft: true\n---\n", Publish::No),
        ("--- \ndraft: true\n...\n", Publish::No),
        ("draft: true\n", Publish::Unsaid),
        ("", Publish::Unsaid),
    ] {
        assert_eq!((publish(source), read("a.md", source).publish), (want, want), "{source:?}");
    }
}

#[test]
fn front_matter_in_toml_is_left_out_and_keeps_a_note_back() {
    let told = "front matter in TOML is not read";
    for (source, body, publish) in [
        ("+++\ntitle = 'T'\n+++\nbody", "body", Publish::Unsaid),
        ("+++\n# why\n\n[extra]\ndraft = true # yet\n+++\nbody", "body", Publish::No),
        ("\u{feff}+++\r\npublish = \"false\"\r\n+++\r\nbody", "body", Publish::No),
    ] {
        let front = read("a.md", source);
        assert_eq!((&source[front.body_start..], front.publish), (body, publish), "{source}");
        let said: Vec<&str> = front.diagnostics.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(said, [told], "{source}");
    }
    for source in ["+++\nbody\n+++\n", "+++\n+++\n", "+++\na = 1\n", "a\n+++\na = 1\n+++\n"] {
        let front = read("a.md", source);
        assert_eq!((front.body_start, front.diagnostics.len()), (0, 0), "{source}");
    }
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

    let unclosed = "the front matter is never closed";
    for source in [
        "---\n# mine\npublish: false\n\ntext",
        "---\n\n# mine\n\ntitle: T\npublish: false\n\ntext",
        "\n---\npublish: false\n\ntext",
        "\n---\n# mine\ndraft: true",
    ] {
        let front = read("a.md", source);
        let said: Vec<&str> = front.diagnostics.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!((front.publish, said), (Publish::No, vec![unclosed]), "{source}");
    }
    for source in ["---\n\nNote: a rule\n\ntext", "---\n# Beds\nNote: x\n", "\n---\n\nNote: x\n---\ny", "---\n\n# a"] {
        assert_eq!(read("a.md", source), FrontMatter::default(), "{source}");
    }
    let odd = read("a.md", "---\n# mine\n\npublish: false\n----\nbody");
    assert_eq!((odd.body_start, odd.publish), (32, Publish::No));

    let first = "front matter must start at the first character";
    let fences = "front matter begins and ends with a line `---`";
    for (source, message) in [
        ("   ---\npublish: no\n---\nb", first),
        ("   ---\n   publish: no\n   ---\nb", first),
        ("\u{200b}---\ndraft: yes\n---\nb", first),
        ("\u{feff}\u{feff}---\npublish:\n---\nb", first),
        ("----\ntitle: x\npublish: no\n----\nb", fences),
        ("----\n\n# mine\npublish: no\n----\nb", fences),
        (" ---\n# mine\npublish: no\n---\nb", first),
        ("---yaml\npublish: no\n---\nb", fences),
        ("--- YAML\r\npublish: no\r\n---\r\nb", fences),
        ("---json\n{\n  \"publish\": false\n}\n---\nb", fences),
        ("---\u{200b}\npublish: no\n---\nb", fences),
        ("---\n---\n---\npublish: no\n---\nb", "this is a second block of front matter"),
        ("---\ntitle: x\n---\n\n---\ndraft: true\n---\nb", "this is a second block of front matter"),
    ] {
        let front = read("a.md", source);
        assert_eq!(front.publish, Publish::No, "{source}");
        assert_eq!(front.diagnostics.len(), 1, "{source}");
        assert_eq!(front.diagnostics[0].message, message, "{source}");
    }
    for source in [
        "----\nNote: this is text,\nand more.\n----",
        "- publish: no\n- b",
        "--- and so on\npublish: no\n---",
        "---\ntitle: x\n---\n---\nTerm: publish\n---\nb",
        "---\ntitle: x\n---\nText.\n\n---\npublish: no\n---\nb",
    ] {
        let front = read("a.md", source);
        assert_eq!((front.publish, front.diagnostics.len()), (Publish::Unsaid, 0), "{source}");
    }

    assert_eq!(read("a.md", "\n---\n\ndraft: true\n---\nsecret").publish, Publish::No);
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
        ("created: [[200821]]", Some("2020-08-21")),
        ("created: [[200821, 200822]]", None),
        ("created: {{date}}", None),
    ] {
        assert_eq!(created(yaml).as_deref(), want, "{yaml}");
    }
    let modified = date("updated: 2021-01-01\nmodified: 2022-01-01", &["modified", "updated"]);
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
        ("publish:", Publish::No),
        ("publish: \"\"", Publish::No),
        ("publish: null", Publish::No),
        ("publish: ~", Publish::No),
        ("publish:\ntitle: [", Publish::No),
        ("publish: # later\ntitle: [", Publish::No),
        ("draft:", Publish::Unsaid),
        ("draft: ''\nprivate: ~\nunpublished: null", Publish::Unsaid),
        ("draft:\nprivate:\ntitle: [", Publish::Unsaid),
        ("publish:\npublish: true", Publish::No),
        ("b: &b {publish: false}\n<<: *b", Publish::No),
        ("<<: [{a: b}, {draft: true}]", Publish::No),
        ("<<: {publish: maybe}", Publish::No),
        ("<<: {title: x}", Publish::Unsaid),
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
        ("{\"title\": \"x\" \"publish\": false}", Publish::No),
        ("{\"title\": , \"publish\": false}", Publish::No),
        ("{\"publish\": false, \"title\": \"Quiet\"}", Publish::No),
        ("k: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\npublish: no", Publish::No),
        ("- publish: no", Publish::No),
        ("meta: {publish: false}", Publish::Unsaid),
        ("published: false", Publish::No),
        ("Published: 'No'", Publish::No),
        ("published: true", Publish::Unsaid),
        ("published: 2025-04-22", Publish::Unsaid),
        ("published: [Nature, 2024]", Publish::Unsaid),
        ("published:", Publish::Unsaid),
        ("published: true\npublish: false", Publish::No),
        ("published: false\npublish: true", Publish::No),
        ("public: false", Publish::No),
        ("public: true", Publish::Unsaid),
        ("private: true", Publish::No),
        ("private: false", Publish::Unsaid),
        ("private: to friends", Publish::No),
        ("unpublished: yes", Publish::No),
        ("title: [\npublished: false", Publish::No),
        ("title: [\nprivate: true", Publish::No),
        ("draft: y", Publish::No),
        ("status: draft", Publish::Unsaid),
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
fn what_sounds_private_and_is_published_is_doubted() {
    for (yaml, want) in [
        ("status: draft", "status: draft"),
        ("Stage: Not-yet", "Stage: Not-yet"),
        ("visibility: private", "visibility: private"),
        ("hidden: yes", "hidden: yes"),
        ("dg-publish: false", "dg-publish: false"),
        ("title: x\nlisted: no", "listed: no"),
        ("status: none\nhidden: false\nlisted: true\npublished: 2025-04-22\naccess: [draft]", ""),
    ] {
        let source = format!("---\n{yaml}\n---\n");
        let doubt = read("a.md", &source).doubt("a.md", &source);
        let said = doubt.map_or_else(String::new, |doubt| doubt.message);
        let want = match want {
            "" => String::new(),
            want => format!("`{want}` does not keep the note private: it is published"),
        };
        assert_eq!(said, want, "{yaml}");
    }
}

#[test]
fn quoted_wikilinks_are_links() {
    let yaml = "title: A New Hope\nlink: \"[[Episode IV]]\"\ncast:\n  - \"[[Mark]]\"\n  - '[[Carrie|C. F.]]'\nbare: [[Mark]]\nurl: https://www.example.com\nabout: |\n  see [[A]] and\n  then [[B]]\nodd: \"\\\"[[C]]\\\"\"";
    let source = format!("---\n{yaml}\n---\n");
    let front = read("a.md", &source);
    assert_eq!(front.diagnostics, []);
    let raw: Vec<&str> = front.links.iter().map(|link| link.raw.as_str()).collect();
    assert_eq!(raw, ["[[Episode IV]]", "[[Mark]]", "[[Carrie|C. F.]]", "[[C]]"]);
    for link in &front.links {
        assert_eq!(source[link.span.clone()], link.raw);
    }
    let lines: Vec<usize> =
        front.links.iter().map(|link| source[..link.span.start].matches('\n').count() + 1).collect();
    assert_eq!(lines, [3, 5, 6, 12]);
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
    let front = read_all(source);
    assert_eq!(
        front.title().map(|(title, span)| (title, source[span].to_owned())),
        Some(("Soil".to_owned(), "Soil".to_owned()))
    );
    assert_eq!(front.links.iter().map(|link| &source[link.span.clone()]).collect::<Vec<_>>(), ["[[Home]]"]);
    assert_eq!(front.diagnostics[0].location.as_ref().map(|at| (at.line, at.column, at.end_column)), Some((6, 10, 20)));
    assert_eq!(&source[front.body_start..], "body");
}

//! What keeps a note private is found in whatever front matter, and nothing else asks for it to be published.

use std::time::{Duration, Instant};

use super::super::{Publish, publish, read, scan};
use super::front;

/// Returns what is said in a whole file, and whether there are findings, as nothing of this is silent.
fn said(source: &str) -> (Publish, bool) {
    let front = read("a.md", source);
    assert_eq!(publish(source), front.publish, "without the rest as with it: {source:?}");
    (front.publish, !front.diagnostics.is_empty())
}

#[test]
fn front_matter_that_cannot_be_read_asks_for_nothing_in_doubt() {
    for (yaml, want) in [
        ("title: Plan: secret\nsettings:\n  publish: true", Publish::Unsaid),
        ("description: |\n  publish: true\ntitle: a: b", Publish::Unsaid),
        ("title: a: b\nlist:\n  - publish: true", Publish::Unsaid),
        ("title: a: b\n- publish: true", Publish::Unsaid),
        ("title: a: b\n publish: true", Publish::Unsaid),
        ("- publish: true", Publish::Unsaid),
        ("title: \"Soil\npublish: true\nand: \"x\" y", Publish::Unsaid),
        ("title: 'Soil\npublish: true", Publish::Unsaid),
        ("title: [\npublish: true", Publish::Unsaid),
        ("meta: {\npublish: true", Publish::Unsaid),
        ("title: x publish: true", Publish::Unsaid),
        ("title: x, publish: true", Publish::Unsaid),
        ("{\"publish\": true \"title\": \"x\"}", Publish::Unsaid),
        ("{\n\"publish\": true\n\"title\": \"x\"\n}", Publish::Unsaid),
        ("publish: true, title: x", Publish::No),
        ("title: a: b\npublish: true\nsettings:\n  draft: true", Publish::No),
        ("title: a: b\npublish: true", Publish::Yes),
        ("title: It's a: b\n\"publish\": true", Publish::Yes),
        ("publish: yes # now\ntitle: [", Publish::Yes),
    ] {
        assert_eq!(said(&format!("---\n{yaml}\n---\nbody\n")), (want, true), "{yaml}");
    }
    for (source, want) in [
        ("+++\ntext = \"\"\"\npublish = true\n\"\"\"\n+++\n", Publish::Unsaid),
        ("+++\ntext = '''\npublish = true\n'''\n+++\n", Publish::Unsaid),
        ("+++\ntitle = 'x'\n[extra]\npublish = true\n+++\n", Publish::Unsaid),
        ("+++\npublish = true\n[extra]\n+++\n", Publish::Yes),
        ("---\ntitle: x\nsettings:\n  publish: true\n\nbody", Publish::Unsaid),
        ("\n---\ntitle: x\nsettings:\n  publish: true\n---\nbody", Publish::Unsaid),
        ("----\nsettings:\n  publish: true\n----\nbody", Publish::Unsaid),
        ("{\n\"publish\": true\n}\nbody", Publish::Unsaid),
        ("---\ntitle: x\npublish: true\n\nbody", Publish::Yes),
        ("\n---\npublish: true\n---\nbody", Publish::Yes),
    ] {
        assert_eq!(said(source), (want, true), "{source}");
    }
}

#[test]
fn what_keeps_a_note_private_is_found_behind_any_mistake() {
    for yaml in [
        "{\"title\": \"x\" \"draft\": true}",
        "{\n  \"title\": \"x\"\n  \"draft\": true\n}",
        "{\n  \"title\": \"x\"\n  \"draft\":\n  true\n}",
        "{\"tags\": [\"a\" \"b\"] \"draft\": true}",
        "{\"title\": \"x\" \"draft\": soon}",
        "title: x, publish: false",
        "title: x draft: true",
        "title: x Public : no.",
        "title: a: b unpublished = true",
        "a: {b: c, draft: true",
        "publish：false",
        "publish： false\ntitle: x",
        "title: x\ndraft＝true",
        "title: a: b\n\u{200b}draft\u{ad}: \u{200e}true",
        "title: a: b\n“draft”: true",
        "title: a: b\n- - private: yes",
        "title: a: b\npublic: soon",
        "title: a: b\nmeta.draft = true",
    ] {
        assert_eq!(said(&format!("---\n{yaml}\n---\nbody\n")), (Publish::No, true), "{yaml}");
    }
    for yaml in [
        "title: Publish: a guide",
        "a: {b: c, publish",
        "title: How to publish: a: b",
        "title: a: b\n# draft: true",
        "title: a: b\ndg-publish: false",
        "title: a: b\nundraft: true",
        "title: a: b\ndraft: false",
        "{\"draft\": false \"title\": \"x\"}",
        "title: a: b\npublished: 2025-04-22",
    ] {
        assert_eq!(said(&format!("---\n{yaml}\n---\nbody\n")), (Publish::Unsaid, true), "{yaml}");
    }
}

#[test]
fn characters_that_nobody_sees_change_nothing() {
    for yaml in [
        "\u{200b}draft: true",
        "draft\u{200b}: true",
        "draft: true\u{200b}",
        "draft: \u{200e}true",
        "\u{200e}publish: \u{200f}false",
        "pub\u{ad}lish: false",
        "title: x\n\u{feff}draft: true",
        "title: x\nprivate: y\u{2060}es",
        "{publish:false}",
        "{draft：true}",
    ] {
        assert_eq!(said(&format!("---\n{yaml}\n---\nbody\n")).0, Publish::No, "{yaml:?}");
    }
    assert_eq!(front("\u{200b}publish: true").publish, Publish::Yes);
    assert_eq!(front("\u{200b}draft: false").publish, Publish::Unsaid);
}

#[test]
fn a_value_that_is_neither_yes_nor_no_keeps_a_note_private() {
    for (key, value) in [
        ("published", "no."),
        ("published", "never"),
        ("published", "soon"),
        ("published", "not in 2025"),
        ("published", "draft 2"),
        ("public", "nope"),
        ("public", "2025"),
        ("publish", "2025-04-22"),
        ("draft", "almost"),
        ("private", "to friends"),
        ("unpublished", "?!"),
        ("draft", "\u{200b}"),
    ] {
        let front = front(&format!("{key}: \"{value}\""));
        let said: Vec<&str> = front.diagnostics.iter().map(|finding| finding.message.as_str()).collect();
        let told = format!("`{key}` is neither yes nor no, so the note stays private");
        assert_eq!((front.publish, said), (Publish::No, vec![told.as_str()]), "{key}: {value}");
    }
    for yaml in [
        "published: May 2025",
        "published: Garden Press",
        "published: \"[[2025-04-22]]\"",
        "published: [Nature]",
        "public:",
        "public: yes",
    ] {
        assert_eq!((front(yaml).publish, front(yaml).diagnostics), (Publish::Unsaid, vec![]), "{yaml}");
    }
}

#[test]
fn front_matter_of_other_programs_is_recognized() {
    let fences = "front matter begins and ends with a line `---`";
    for source in [
        "---toml\ndraft = true\n---\nb",
        "---toml\ntitle = 'x'\nlist = [\n1,\n]\n[extra]\ndraft = true\n---\nb",
        "---yaml\nwords\npublish: no\n---\nb",
        "---yaml\npublish: no\n\nb",
        "\n+++\ndraft = true\n+++\nb",
        "+++\ndraft = true\n\nb",
        "----\npublish: no\n\nb",
        "{\n  \"draft\": true\n}\nb",
        "\u{feff}\n{\n  \"title\": \"}\",\n\n  \"draft\": true\n}\nb",
        "{ \"a\": {}, \"publish\": false }\nb",
        "{\n  \"title\": \"x,\n  \"draft\": true\n}\n\nb",
    ] {
        let front = read("a.md", source);
        let told: Vec<&str> = front.diagnostics.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!((said(source).0, told), (Publish::No, vec![fences]), "{source}");
    }
    assert_eq!(
        read("a.md", "{\n\"draft\": 1\n}").diagnostics[0].help.as_deref(),
        Some("put a line `---` before it, and one after it")
    );
    for source in ["---\ntitle: x\nsome words\npublish: false\n\nb", "---\ndraft = true\n\nb", "---\ndraft：true\n\nb"]
    {
        assert_eq!(said(source), (Publish::No, true), "{source}");
    }
    for source in [
        "{\n  \"title\": \"x\"\n}\ndraft: true",
        "{{draft: true}}\nb",
        "{% draft: true %}\nb",
        "---\nx = 5\n\nb",
        "---\n注意：这里\n\nb",
    ] {
        assert_eq!(said(source), (Publish::Unsaid, false), "{source}");
    }
}

#[test]
fn looking_for_keys_takes_linear_time() {
    for piece in [
        "draft: ",
        "\"draft\": # ",
        "draft:\n",
        "-",
        ":",
        "\"",
        "{",
        "{draft:,",
        " ",
        "\u{200b}",
        "- draft: ",
        "draft\u{ad}",
        "#\n",
        "publish: true\n",
        "\"draft\": \"",
        "{\"",
        "[",
        "'",
        "-draft: x",
    ] {
        for start in ["", "---\n", "{", "----\ndraft:\n", "+++\n"] {
            let text = start.to_owned() + &piece.repeat(100_000 / piece.len());
            let clock = Instant::now();
            scan::scan(&text);
            read("a.md", &text);
            assert!(clock.elapsed() < Duration::from_secs(2), "{start:?} and many {piece:?}: {:?}", clock.elapsed());
        }
    }
}

//! Authors' mistakes, and the messages about them.

use super::findings;

/// Front matter, and the place, message, label, help and fix of its one finding.
const MISTAKES: &[(&str, &str)] = &[
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
    ("code: `x`", "2:7-10: a value that starts with ``` needs quotes; help: write `code: \"`x`\"`; fix: code: \"`x`\""),
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
        "3:1-2: this blank is no plain one (U+00A0), so YAML does not see it; help: type it again with the space bar; fix: tags:\n  - soil",
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
];

#[test]
fn usual_mistakes_are_explained_with_their_fix() {
    for (yaml, want) in MISTAKES {
        assert_eq!(findings(yaml), [format!("invalid-frontmatter {want}")], "{yaml}");
    }
}

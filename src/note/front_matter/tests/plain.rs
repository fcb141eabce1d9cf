//! What is read without the YAML library is read as with it.

use proptest::prelude::*;
use walkdir::WalkDir;

use super::super::value::{Text, Value};
use super::super::yaml::parse_yaml;
use super::super::{block, plain};

/// Whether the plain reader reads this text; if so, asserts that the library agrees.
fn agrees(text: &str) -> bool {
    let read = plain::read(text);
    if let Some(value) = &read {
        assert_eq!(parse_yaml(text).as_ref(), Ok(value), "{text:?}");
    }
    read.is_some()
}

#[test]
fn what_most_notes_begin_with_is_read_plainly() {
    for text in [
        "title: Two sheds\ndate: 2018-11-09\ntags: [soil, water/rain]\naliases: [The had 945]\n",
        "title: Zwei Hütten (neu)\r\ntags:\r\n  - soil\r\n  - 1984\r\ndraft: True\r\n",
        "a:\nb: []\nc: [ ]\nd: null\nNull_: x\ne: 0x1F\nf: 1.10\ng: 1_000\nh: 1e3\nyes: no\n",
        "a: 日本 2\na: twice\n",
        "end: without line break",
    ] {
        assert!(agrees(text), "{text:?}");
    }
}

#[test]
fn what_may_mean_more_is_left_to_the_library() {
    for text in [
        "",
        "\n",
        "a",
        "a:b",
        "a: b: c",
        "a: b #c",
        "a: 'b'",
        "a: \"b\"",
        "a: *b",
        "a: &b c",
        "a: !b c",
        "a: |\n  b",
        "a: [b",
        "a: [b, ]",
        "a: [[b]]",
        "a: {b: c}",
        "a: b\n  c",
        "a:\n- b",
        "a:\n  - b\n   - c",
        "a: b\n  - c",
        "a: [b]\n  - c",
        "a: \n  - b",
        "  - a",
        "null: a",
        "? a",
        "- a",
        "--- a",
        "...",
        "# a",
        "a : b",
        " a: b",
        "a:\tb",
        "a: b\tc",
        "a: -b",
        "a: ~",
        "a: .inf",
        "a:\n\nb: c",
        "a:\n  - ",
        "a:\n  - b: c",
        "a: b\u{85}",
        "a: \u{feff}b",
        "a: b\rc: d",
    ] {
        assert!(!agrees(text), "{text:?}");
    }
}

#[test]
fn the_notes_of_the_repository_are_read_alike() {
    let mut plain = 0;
    for entry in
        WalkDir::new(env!("CARGO_MANIFEST_DIR")).into_iter().filter_entry(|entry| entry.file_name() != "target")
    {
        let Ok(source) = entry.map_err(drop).and_then(|entry| std::fs::read_to_string(entry.path()).map_err(drop))
        else {
            continue;
        };
        if let block::Start::Block { inner, .. } = block::find(&source) {
            plain += usize::from(agrees(&source[inner]));
        }
    }
    assert!(plain > 50, "{plain} are plain");
}

/// Any value, usually a nearly plain one.
fn value() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => "[a-zA-Z0-9]{1,4}",
        2 => prop::sample::select(&["true", "False", "null", "NULL", "~", "yes", "0x1f", "0o7", "0b1", "1e5", "1.", ".5", "1_0", "12:30", "nan"][..])
            .prop_map(str::to_owned),
        2 => "[a-zé日0-9 ._/()-]{0,8}",
        1 => "[ -~]{0,4}",
    ];
    let words = prop::collection::vec(word, 0..3);
    (
        prop::sample::select(&["", " ", "  ", " [", "[", " [ "][..]),
        words,
        prop::sample::select(&[" ", ", ", ",", " , ", ": "][..]),
        prop::sample::select(&["", "", " ", "]", " ]", ",]"][..]),
    )
        .prop_map(|(open, words, between, close)| format!("{open}{}{close}", words.join(between)))
}

fn line() -> impl Strategy<Value = String> {
    let key =
        prop::sample::select(&["a", "tags", "date-of", "x_1", "Null", "null", "true", "é", "1", "", "a b", "-"][..]);
    prop_oneof![
        6 => (key, value()).prop_map(|(key, value)| format!("{key}:{value}")),
        2 => value().prop_map(|value| format!("  -{value}")),
        1 => ("[ ]{0,3}", value()).prop_map(|(indent, value)| format!("{indent}{value}")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn nearly_plain_text_is_read_alike(lines in prop::collection::vec(line(), 1..5), end in prop::sample::select(&["\n", "\r\n", "\n\n"][..])) {
        agrees(&lines.join(end));
    }

    #[test]
    fn any_plain_signs_are_read_alike(text in "[a-cN0-9:\\-\\[\\], ._/()\n]{0,24}") {
        agrees(&text);
        agrees(&format!("a: {text}"));
    }

    #[test]
    fn any_letters_are_read_alike(words in "[\\p{L}\\p{N}]{1,8}") {
        prop_assert_eq!(plain::read(&format!("a: {words}")).is_some(), true);
        agrees(&format!("a: {words}\nb: [{words}, x {words}]\nc:\n  - {words}"));
    }
}

#[test]
fn keys_and_values_are_what_was_written() {
    let text = |text: &str| Text { text: text.to_owned(), span: 0..0 };
    let want = Value::Map(vec![
        (text("a"), Value::Text(text("b c"))),
        (text("d"), Value::List(vec![Value::Text(text("1.10"))])),
    ]);
    assert_eq!(plain::read("a: b c \nd:\n  - 1.10\n"), Some(want));
}

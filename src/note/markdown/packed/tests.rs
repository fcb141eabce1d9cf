//! Tests of `packed`: pieces survive being packed.

use std::path::Path;

use proptest::prelude::*;
use walkdir::WalkDir;

use super::super::{Body, Event, Piece, blank_comments, pieces};
use super::Packed;

/// Asserts that packing and unpacking changes nothing. The text is copied in between, as in a note.
fn assert_same(source: &str) {
    let prepared = blank_comments(source, 0);
    let (read, _) = pieces(Body { text: &prepared.text, start: 0 });
    let packed = Packed::new(&prepared.text, &read);
    let copy = prepared.text.clone().into_owned();
    assert_eq!(packed.pieces(&copy), read, "{source:?}");
}

/// The text of all notes below a folder of the repository.
fn notes(folder: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = WalkDir::new(root).into_iter().map(|entry| entry.expect("a folder").into_path());
    let notes = files.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let texts: Vec<String> = notes.filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    assert!(texts.len() > 5, "there is nothing in {folder}");
    texts
}

#[test]
fn every_note_of_the_repository_comes_out_as_it_was_read() {
    for folder in ["content", "docs", "tests/conformance"] {
        notes(folder).iter().for_each(|text| assert_same(text));
    }
}

#[test]
fn every_kind_of_piece_comes_out_as_it_was_read() {
    for text in [
        "# One ^a\n\n###### Six\n\nSetext\n===\n\n---\n\nhard\\\nbreak\nsoft",
        "*a* **b** ~~c~~ ==d== `e` $f$\n\n$$g$$\n\n^[h *i*] j[^1] #k/l <b>m</b>\n\n[^1]: N ^n\n\n<div>o</div>\n",
        "> [!tip]+ A\n> b\n\n> [!x|y]-\n> c\n\n> [!note]\n\n> d ^d\n\n^e",
        "- a\n- [ ] b\n- [é] c\n\n7. d\n8. e\n\n```rust x\nf\n```\n\n    g\n",
        "| a | b | c | d |\n|---|:--|:-:|--:|\n| [[a\\|b]] | [[c|d]] | `e` | f |\n",
        "[[a]] [[a#b|c]] ![[d.png|80]] ![[e#^f]] [g](h%20i.md#j%20k \"l\") ![m|9](n.png) <https://o.p> www.q.rs",
        "[a][b] ![c][b]\n\n[b]: d.md 'e'\n\n[![[leaf.png]]](https://a.b)\n\n&amp; \\* \0 a%%b%%c %%d%%\n$5-$10",
    ] {
        assert_same(text);
    }
}

#[test]
fn text_takes_a_place_and_no_bytes() {
    let text = format!("A paragraph of {} and no more.\n", "many words ".repeat(30));
    let (read, _) = pieces(Body { text: &text, start: 0 });
    assert!(matches!(&read[1], Piece { event: Event::Text(_), .. }));
    // The number of pieces; a byte and a length for the paragraph and for its text; the paragraph's end.
    assert_eq!(Packed::new(&text, &read).0.len(), 1 + 3 + 3 + 1);
}

/// Signs of the note language and words; in a row they make Markdown of all kinds.
const PARTS: &[&str] = &[
    "a",
    "word ",
    "é",
    "日本",
    "\n",
    "\n\n",
    "  \n",
    "\\\n",
    "\t",
    " ",
    "# ",
    "> ",
    "- ",
    "1. ",
    "- [x] ",
    "    ",
    "***",
    "*",
    "**",
    "_",
    "~~",
    "==",
    "`",
    "```\n",
    "```rust\n",
    "$",
    "$$",
    "[[",
    "]]",
    "![[",
    "|",
    "\\|",
    "#",
    "^",
    "^[",
    "[",
    "](",
    ")",
    "![",
    "[^1]",
    "[^1]: ",
    " ^id\n",
    "#tag",
    "%%",
    "<b>",
    "</b>",
    "<div>\n",
    "<!--",
    "-->",
    "&amp;",
    "&#0;",
    "\0",
    "\u{1}",
    "\u{2}",
    "https://a.b/c",
    "www.a.b",
    "<https://a.b>",
    "> [!tip]- ",
    "| a | b |\n|---|:-:|\n",
    "[a]: b 'c'\n",
    "\\",
    "\"",
    "(c%20d.md)",
    "---\n",
    "===\n",
    "5-$10",
    "\r\n",
    "-\n",
];

proptest! {
    #[test]
    fn any_markdown_comes_out_as_it_was_read(parts in prop::collection::vec(prop::sample::select(PARTS), 0..60)) {
        assert_same(&parts.concat());
    }

    #[test]
    fn any_bytes_are_no_more_than_wrong(bytes in prop::collection::vec(any::<u8>(), 0..64), text in ".{0,40}") {
        let _ = Packed(bytes.into()).pieces(&text);
    }
}

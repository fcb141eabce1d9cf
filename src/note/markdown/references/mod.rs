//! Numbered references: a list of sources, and the numbers in the text that cite them.
//!
//! [`references`] is the entry point. The list is below a heading or line that says *References*, *Sources* or the
//! like: an ordered list, or lines that begin with `[1]`. A source is cited as `[1]`, `[1, 2]`, or, in a note that has
//! no such citation, as a bare number at the end of a sentence: *in the shell of the old 2.* A note with two such lists
//! is treated as having none, as nobody could tell which one is cited.

mod citations;
mod list;

use std::collections::BTreeMap;
use std::ops::Range;

use super::Piece;

/// A note's list of references and its citations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// The references by number.
    pub entries: BTreeMap<u32, Entry>,
    /// The citations, in reading order.
    pub citations: Vec<Citation>,
}

/// A reference in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The piece where it begins: a list item, or the text of a line.
    pub piece: usize,
    /// The number of bytes that the number in brackets takes at the start of that text; 0 in an ordered list.
    pub marker: usize,
    /// Its position in the file.
    pub at: usize,
}

/// A number that cites a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The piece of text that contains it.
    pub piece: usize,
    /// Its bytes in that text.
    pub span: Range<usize>,
    /// The reference.
    pub number: u32,
}

/// Finds the references of a note, if it has one list of them.
pub fn references(pieces: &[Piece<'_>]) -> Option<References> {
    let (entries, region) = list::find(pieces)?;
    let citations = citations::find(pieces, &entries, &region);
    Some(References { entries, citations })
}

/// The number that these digits are, if it can be that of a reference.
fn number(digits: &str) -> Option<u32> {
    let plain = digits.len() <= 3 && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::super::{Body, Event, pieces};
    use super::*;

    /// The numbers of the entries, and the citations as `text>number`.
    fn read(text: &str) -> Option<(Vec<u32>, Vec<String>)> {
        let (pieces, _) = pieces(Body { text, start: 0 });
        let found = references(&pieces)?;
        let cited = found.citations.iter().map(|citation| match &pieces[citation.piece].event {
            Event::Text(text) => format!("{}>{}", &text[citation.span.clone()], citation.number),
            other => format!("{other:?}"),
        });
        Some((found.entries.keys().copied().collect(), cited.collect()))
    }

    #[track_caller]
    fn cites(text: &str, entries: &[u32], cited: &[&str]) {
        let want = (entries.to_vec(), cited.iter().map(|text| (*text).to_owned()).collect());
        assert_eq!(read(text), Some(want), "{text}");
    }

    const TWO: &str = "\n\n## References\n\n1. One\n2. Two\n";

    #[test]
    fn a_list_of_references_is_known_by_its_title() {
        for title in [
            "# References",
            "### SOURCES:",
            "**Bibliography**",
            "Notes:",
            "Références\n==",
            "## Bibliografía",
            "## Referências",
            "## المراجع",
            "## 参考文献",
        ] {
            cites(&format!("a [1]\n\n{title}\n\n1. One\n"), &[1], &["[1]>1"]);
        }
        for text in [
            "a [1]",
            "a [1]\n\n1. One",
            "a [1]\n\n## References",
            "a [1]\n\n## References\n\n- One",
            "a [1]\n\n## References\n\nText.\n\n1. One",
            "a [1]\n\n## References and more\n\n1. One",
            "a [1]\n\n> ## References\n>\n> 1. One",
            "a [1]\n\n## Sources\n\n1. One\n\n## References\n\n1. One",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn lists_of_lines_in_brackets_are_references_too() {
        cites("a [1] b[2].\n\n## References\n\n[1] One\n\n[2] Two", &[1, 2], &["[1]>1", "[2]>2"]);
        cites("a [1] b[2].\n\nCitations:\n[1] https://e.org/1\n[2] <https://e.org/2>\n", &[1, 2], &["[1]>1", "[2]>2"]);
        cites("a [24]\n\n## Sources\n[24] One\n[25]: Two\n", &[24, 25], &["[24]>24"]);
    }

    #[test]
    fn numbers_in_brackets_cite_what_has_an_entry() {
        let cases: &[(&str, &[&str])] = &[
            ("\"a practice.\"[1]", &["[1]>1"]),
            ("a[1][2], b [2]", &["[1]>1", "[2]>2", "[2]>2"]),
            ("a [1, 2] b [1–2] c [2;1]", &["1>1", "2>2", "1>1", "2>2", "2>2", "1>1"]),
            ("*a [1]* > b\n\n> [2]\n\n| [1] |\n|---|\n| [2] |", &["[1]>1", "[2]>2", "[1]>1", "[2]>2"]),
            ("[3] [01] [1a] [] [1, 3] [1 2] [a]", &[]),
            ("`[1]` $[1]$ [a [1]](b) [[a|[1] b]] \\[1\\]\n\n    [1]\n\n```\n[1]\n```", &[]),
            ("## a [1]\n\n> [!note] b [1]\n", &[]),
            ("[1](a.md) [1][x]\n\n[x]: b.md", &[]),
        ];
        for (text, want) in cases {
            cites(&format!("{text}{TWO}"), &[1, 2], want);
        }
    }

    #[test]
    fn bare_numbers_cite_where_a_sentence_ends() {
        let cases: &[(&str, &[&str])] = &[
            ("One part fights while the other builds “people-led institutions” 1. This is new.", &["1>1"]),
            ("Two governments stood beside each other at once 1.\n\nThat was new to *everyone* 2.", &["1>1", "2>2"]),
            ("- They built a network of projects, among them Basis 1\n- Trust", &["1>1"]),
            ("Everybody in the village agreed on that 1!\n\nAnd what of the others 1?", &["1>1", "1>1"]),
            // Out of order, a name, a quantity, a list number, a date, code, a link, a heading.
            ("It was all over after the War 2.", &[]),
            ("All of this happened in World War 1.", &[]),
            ("As we have seen in chapter 1.\n\nThis is more than 1. It is of 1.", &[]),
            ("1. a\n2. b\n\n- Basis 1\n\nThat was on 2025-04-1. It was 0.1. Or $x 1.", &[]),
            ("## We all know this already 1.\n\n[It is a known matter 1.](a.md) Sow `this and that 1`.", &[]),
            ("They all were born in autumn 1, and 1 of them was called 1st.", &[]),
        ];
        for (text, want) in cases {
            cites(&format!("{text}{TWO}"), &[1, 2], want);
        }
        cites(&format!("The very first claim [2].\n\nThe very second claim 1.{TWO}"), &[1, 2], &["[2]>2"]);
    }

    #[test]
    fn the_lines_of_a_saved_page_are_one_list() {
        let text = "Dual power\nTwo strands are one movement 1.\n-\nPublic resistance\n-\nInstitutions of everybody 2.\nReferences\n1. Crosshatch\n2. Pamphlet\n";
        cites(text, &[1, 2], &["1>1", "2>2"]);
    }
}

//! Text that is not a body, such as the value of a property: links in it, and nothing else of Markdown.
//!
//! [`value_pieces`] is the entry point. A link is what its author typed; its target is resolved elsewhere. Wikilinks,
//! Markdown links and bare addresses are recognized.

use std::borrow::Cow;

use super::{Reference, bare_link};

/// A part of a value's text.
#[derive(Clone, Debug, PartialEq)]
pub enum ValuePiece<'a> {
    /// Text to be shown as is.
    Text(&'a str),
    /// A link.
    Link {
        /// As written, including brackets.
        raw: &'a str,
        /// What it leads to.
        reference: Reference<'a>,
        /// The text that it shows.
        text: &'a str,
    },
}

/// Splits a value's text into links and the text between them. `wikilinks` says whether `[[…]]` is a link here: in
/// front matter only in quotes (Obsidian help: *Properties*).
pub fn value_pieces(text: &str, wikilinks: bool) -> Vec<ValuePiece<'_>> {
    let mut pieces = Vec::new();
    let (mut done, mut at) = (0, 0);
    while let Some(next) = text.as_bytes()[at..].iter().position(|byte| matches!(byte, b'[' | b'h' | b'w')) {
        at += next;
        let link = match text.as_bytes()[at] {
            b'[' if text[at..].starts_with("[[") => {
                let Some(length) = text[at..].find("]]").filter(|_| wikilinks) else {
                    at += 2;
                    continue;
                };
                let raw = &text[at..at + length + 2];
                wikilink(raw).ok_or(raw.len())
            }
            b'[' => markdown_link(&text[at..]).ok_or(1),
            _ => address(text, at).ok_or(1),
        };
        match link {
            Ok((raw, reference, shown)) => {
                if done < at {
                    pieces.push(ValuePiece::Text(&text[done..at]));
                }
                pieces.push(ValuePiece::Link { raw, reference, text: shown });
                at += raw.len();
                done = at;
            }
            Err(length) => at += length,
        }
    }
    if done < text.len() {
        pieces.push(ValuePiece::Text(&text[done..]));
    }
    pieces
}

/// A link as written, its target, and the text it shows.
type Found<'a> = (&'a str, Reference<'a>, &'a str);

fn wikilink(raw: &str) -> Option<Found<'_>> {
    let content = raw.strip_prefix("[[")?.strip_suffix("]]").filter(|content| !content.contains('\n'))?;
    let (reference, display) = Reference::wikilink(content)?;
    Some((raw, reference, display.as_str()))
}

/// `[text](destination)` on one line. Neither part may contain an opening bracket, so that no text is read twice.
fn markdown_link(text: &str) -> Option<Found<'_>> {
    let end = 1 + text[1..].find(['[', ']', '\n'])?;
    let shown = &text[1..end];
    let after = text[end..].strip_prefix("](").filter(|_| !shown.trim().is_empty())?;
    let (destination, closing) = match after.strip_prefix('<') {
        Some(inner) => {
            let length = inner.find(['>', '<', '[', '\n'])?;
            inner[length..].strip_prefix(">)")?;
            (&inner[..length], length + 3)
        }
        None => {
            let length = destination_length(after)?;
            (&after[..length], length + 1)
        }
    };
    let reference = Reference::markdown(Cow::Borrowed(destination), Cow::Borrowed(""));
    (!destination.trim().is_empty()).then_some((&text[..end + 2 + closing], reference, shown.trim()))
}

/// The length of a destination without angle brackets: up to the `)` that closes its link.
fn destination_length(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, sign) in text.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            '[' | '<' => return None,
            _ if sign.is_whitespace() => return None,
            _ => {}
        }
    }
    None
}

fn address(text: &str, at: usize) -> Option<Found<'_>> {
    let before = text[..at].chars().next_back();
    if !before.is_none_or(bare_link::may_stand_before) {
        return None;
    }
    let (length, scheme) = bare_link::length(&text[at..])?;
    let raw = &text[at..at + length];
    let address = if scheme { Cow::Borrowed(raw) } else { Cow::Owned(format!("https://{raw}")) };
    Some((raw, Reference::address(address), raw))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Links as `raw>target#fragment>text`, other text as it is.
    fn read(text: &str, wikilinks: bool) -> Vec<String> {
        let line = |piece: &ValuePiece<'_>| match piece {
            ValuePiece::Text(text) => (*text).to_owned(),
            ValuePiece::Link { raw, reference, text } => {
                format!("{raw}>{}#{}>{text}", reference.target, reference.fragment.as_deref().unwrap_or_default())
            }
        };
        value_pieces(text, wikilinks).iter().map(line).collect()
    }

    #[test]
    fn links_of_all_kinds_are_found_in_a_value() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("how to win", &["how to win"]),
            ("[[A#B|c]]", &["[[A#B|c]]>A#B>c"]),
            ("a [[B]], [c](d%20e.md#f)!", &["a ", "[[B]]>B#>B", ", ", "[c](d%20e.md#f)>d e.md#f>c", "!"]),
            ("[a](<b c.md>) [d](e(f).md)", &["[a](<b c.md>)>b c.md#>a", " ", "[d](e(f).md)>e(f).md#>d"]),
            (
                "see https://e.org/a?b, or www.e.org.",
                &[
                    "see ",
                    "https://e.org/a?b>https://e.org/a?b#>https://e.org/a?b",
                    ", or ",
                    "www.e.org>https://www.e.org#>www.e.org",
                    ".",
                ],
            ),
            ("[x](javascript:alert)", &["[x](javascript:alert)>javascript:alert#>x"]),
            ("[[]] [a] [](b) [a](b c) [a](", &["[[]] [a] [](b) [a](b c) [a]("]),
            ("[[a\nb]] [[c", &["[[a\nb]] [[c"]),
            ("é[b](c)é", &["é", "[b](c)>c#>b", "é"]),
        ];
        for (text, want) in cases {
            assert_eq!(read(text, true), *want, "{text}");
        }
    }

    #[test]
    fn without_quotes_double_brackets_are_text() {
        assert_eq!(read("[[A]] [b](c)", false), ["[[A]] ", "[b](c)>c#>b"]);
    }
}

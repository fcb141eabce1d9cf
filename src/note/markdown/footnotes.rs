//! Footnotes that nothing refers to. GitHub's Markdown does not show them either.

use std::collections::HashMap;
use std::ops::Range;

use super::{Element, Event, Piece};

/// Removes the definitions of footnotes that no shown text refers to, and returns their places in the file.
pub fn drop_unused(pieces: &mut Vec<Piece<'_>>) -> Vec<Range<usize>> {
    let is_definition = |piece: &Piece<'_>| matches!(piece.event, Event::Start(Element::FootnoteDefinition(_)));
    if !pieces.iter().any(is_definition) {
        return Vec::new();
    }
    let (owners, spans) = owners(pieces);
    let used = used(pieces, &owners, spans.len());
    let mut owner = owners.iter();
    pieces.retain(|_| owner.next().copied().flatten().is_none_or(|definition| used[definition]));
    let unused = spans.into_iter().zip(used).filter(|(_, used)| !used);
    unused.map(|(span, _)| span).collect()
}

/// Returns the number of the innermost definition that each piece belongs to, and the places of all definitions.
fn owners(pieces: &[Piece<'_>]) -> (Vec<Option<usize>>, Vec<Range<usize>>) {
    let mut spans = Vec::new();
    let mut open: Vec<Option<usize>> = Vec::new();
    let owners = pieces.iter().map(|piece| match &piece.event {
        Event::Start(element) => {
            let around = open.last().copied().flatten();
            let own = match element {
                Element::FootnoteDefinition(_) => {
                    spans.push(piece.span.clone());
                    Some(spans.len() - 1)
                }
                _ => around,
            };
            open.push(own);
            own
        }
        Event::End => open.pop().flatten(),
        _ => open.last().copied().flatten(),
    });
    let owners = owners.collect();
    (owners, spans)
}

/// Which definitions some text refers to that is shown: text outside of definitions, or in one that is used.
fn used(pieces: &[Piece<'_>], owners: &[Option<usize>], count: usize) -> Vec<bool> {
    let mut called: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut says: Vec<Vec<&str>> = vec![Vec::new(); count];
    let mut waiting: Vec<&str> = Vec::new();
    for (piece, owner) in pieces.iter().zip(owners) {
        match (&piece.event, owner) {
            (Event::Start(Element::FootnoteDefinition(label)), Some(own)) => {
                called.entry(label).or_default().push(*own)
            }
            (Event::FootnoteReference(label), Some(owner)) => says[*owner].push(label),
            (Event::FootnoteReference(label), None) => waiting.push(label),
            _ => {}
        }
    }
    let mut used = vec![false; count];
    while let Some(label) = waiting.pop() {
        // Each label is looked up with effect only once.
        for definition in called.remove(label).unwrap_or_default() {
            used[definition] = true;
            waiting.append(&mut says[definition]);
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::super::{Body, pieces};
    use super::*;

    #[test]
    fn definitions_that_no_shown_text_refers_to_are_dropped() {
        let cases: &[(&str, &[&str], &str)] = &[
            ("a[^1]\n\n[^1]: one\n\n[^2]: two", &["[^2]: two"], "aone"),
            ("a\n\n[^1]: one [^2]\n\n[^2]: two [^1]", &["[^1]: one [^2]", "[^2]: two [^1]"], "a"),
            ("a[^1]\n\n[^1]: one [^2]\n\n[^2]: two", &[], "aone two"),
            ("a^[b[^A]]\n\n[^a]: one\n\n[^a]: two", &[], "abonetwo"),
            ("> a[^1]\n>\n> [^1]: one\n>\n> [^2]: two", &["[^2]: two"], "aone"),
        ];
        for (text, unused, left) in cases {
            let (mut pieces, _) = pieces(Body { text, start: 0 });
            let dropped = drop_unused(&mut pieces);
            let dropped: Vec<&str> = dropped.into_iter().map(|span| text[span].trim_end()).collect();
            assert_eq!(dropped, *unused, "{text}");
            let words = pieces.iter().filter_map(|piece| match &piece.event {
                Event::Text(text) => Some(&**text),
                _ => None,
            });
            assert_eq!(words.collect::<String>(), *left, "{text}");
        }
    }
}

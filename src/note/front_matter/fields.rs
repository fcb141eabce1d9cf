//! The keys that have a meaning for this program: dates, tags, aliases, links.

use std::ops::Range;

use super::layout::find_near;
use super::value::{Text, Value};
use super::{FrontMatter, Property};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::date::{self, Date, Place};
use crate::note::markdown::{Syntax, ValuePiece, value_pieces};
use crate::note::tag::{self, NotATag, Tag};

/// A link in a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyLink {
    /// The link with its brackets.
    pub raw: String,
    /// Its bytes in the file; if there are escapes in it, those of the value's line.
    pub span: Range<usize>,
}

/// The first of `keys` that holds a date; earlier ones that hold something else are reported.
pub(super) fn read_date(
    path: &str,
    source: &str,
    front: &FrontMatter,
    keys: &[&str],
    found: &mut Vec<Diagnostic>,
) -> Option<Date> {
    keys.iter().filter_map(|key| front.get(key)).find_map(|property| {
        let Some(text) = property.value.text().or_else(|| day_link(&property.value)) else {
            found.push(
                Diagnostic::warning(
                    Code::InvalidDate,
                    format!("`{}` is not a date", one_line(&source[property.span.clone()])),
                )
                .at(path, source, property.span.clone())
                .help("write a date as `2025-04-22`, `20250422` or `250422`"),
            );
            return None;
        };
        let span = text_span(property);
        let place = Place { path, source, verbatim: source.get(span.clone()) == Some(text), span };
        match date::read(text) {
            Ok(date) => {
                found.extend(date.contradictions(text, &place));
                Some(date.date)
            }
            Err(error) => {
                found.push(error.diagnostic(text, &place));
                None
            }
        }
    })
}

/// `[[250422]]` without quotes is a list in a list to YAML, but the intention is clear.
fn day_link(value: &Value) -> Option<&str> {
    match value {
        Value::List(outer) => match outer.as_slice() {
            [Value::List(inner)] if inner.len() == 1 => inner[0].text(),
            _ => None,
        },
        _ => None,
    }
}

fn text_span(property: &Property) -> Range<usize> {
    if let Value::Text(text) = &property.value { text.span.clone() } else { property.span.clone() }
}

fn one_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let shown: String = line.chars().take(40).collect();
    if shown.len() < text.len() { format!("{shown}…") } else { shown }
}

/// The tags of `tags` and `tag`: a list, or a text split at commas and blanks.
pub(super) fn read_tags(
    path: &str,
    source: &str,
    front: &FrontMatter,
    found: &mut Vec<Diagnostic>,
) -> Vec<(Tag, Range<usize>)> {
    let mut tags = Vec::new();
    let mut take = |text: &Text, in_list: bool| {
        let verbatim = source.get(text.span.clone()) == Some(text.text.trim());
        for (at, piece) in tag_pieces(&text.text, in_list) {
            let lead = text.text.len() - text.text.trim_start().len();
            let start = text.span.start + at.saturating_sub(lead);
            let span = if verbatim { start..start + piece.len() } else { text.span.clone() };
            match Tag::new(piece) {
                Ok(tag) => tags.push((tag, span)),
                Err(NotATag::OnlyDigits) if found.len() < tag::REPORTED => {
                    found.push(tag::only_digits(path, source, span, piece));
                }
                Err(NotATag::Empty | NotATag::OnlyDigits) => {}
            }
        }
    };
    for property in ["tags", "tag"].iter().filter_map(|key| front.get(key)) {
        match &property.value {
            Value::Text(text) => take(text, false),
            Value::List(items) => scalars(items, &mut |text| take(text, true)),
            _ => {}
        }
    }
    tags
}

/// The tags in a text, with their positions. In an item of a list, blanks belong to the tag unless a `#` follows.
fn tag_pieces(text: &str, in_list: bool) -> Vec<(usize, &str)> {
    let is_link = text.trim().starts_with("[[") && text.trim().ends_with("]]") && text.matches("[[").count() == 1;
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut after_blank = false;
    for (at, sign) in text.char_indices().chain([(text.len(), ',')]) {
        let is_blank = sign.is_whitespace();
        let ends = match sign {
            _ if at == text.len() => true,
            // A wikilink may contain blanks.
            _ if is_link => false,
            ',' => true,
            '#' => after_blank,
            _ => is_blank && !in_list,
        };
        after_blank = is_blank;
        if ends {
            let piece = text[start..at].trim_start_matches(|sign: char| sign == ',' || sign.is_whitespace());
            let trimmed = piece.trim_end();
            if !trimmed.is_empty() {
                pieces.push((at - piece.len(), trimmed));
            }
            start = at;
        }
    }
    pieces
}

/// Calls `take` with the scalars of a list and its nested lists.
fn scalars<'v>(items: &'v [Value], take: &mut impl FnMut(&'v Text)) {
    for item in items {
        match item {
            Value::Text(text) => take(text),
            Value::List(items) => scalars(items, take),
            Value::Empty | Value::Map(_) => {}
        }
    }
}

/// The other names of a note, from `aliases` and `alias`, each once: a list, or a text split at commas. A map with one
/// entry is a name with a colon and without the quotes it needs.
pub(super) fn read_aliases(front: &FrontMatter) -> Vec<(String, Range<usize>)> {
    let mut aliases: Vec<(String, Range<usize>)> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for property in ["aliases", "alias"].iter().filter_map(|key| front.get(key)) {
        let mut take = |name: String, span: Range<usize>| {
            if !name.is_empty() && seen.insert(name.clone()) {
                aliases.push((name, span));
            }
        };
        match &property.value {
            Value::Text(text) => text.text.split(',').for_each(|name| take(name.trim().to_owned(), text.span.clone())),
            value => names(value, &mut take),
        }
    }
    aliases
}

fn names(value: &Value, take: &mut impl FnMut(String, Range<usize>)) {
    match value {
        Value::Empty => {}
        Value::Text(text) => take(text.text.trim().to_owned(), text.span.clone()),
        Value::List(items) => items.iter().for_each(|item| names(item, take)),
        Value::Map(pairs) => {
            if let [(key, value)] = pairs.as_slice() {
                match value {
                    Value::Text(text) => take(format!("{}: {}", key.text.trim(), text.text.trim()), key.span.clone()),
                    Value::Empty => take(format!("{}:", key.text.trim()), key.span.clone()),
                    _ => {}
                }
            }
        }
    }
}

/// Whether a scalar is in quotes. If the file does not have exactly its text, its span is that of its line, including
/// the quotes.
pub fn is_quoted(source: &str, span: &Range<usize>) -> bool {
    let before = span.start.checked_sub(1).map(|at| source.as_bytes()[at]);
    matches!(before, Some(b'"' | b'\'')) || source[span.clone()].contains(['"', '\''])
}

/// The wikilinks in all quoted values, in the order as written. Without quotes, the app sees no link (Obsidian help:
/// *Properties*).
pub(super) fn read_links(source: &str, properties: &[Property]) -> Vec<PropertyLink> {
    let mut links = Vec::new();
    for property in properties {
        let mut at = property.span.start;
        property.value.visit_texts(&mut |text| {
            if !is_quoted(source, &text.span) {
                return;
            }
            let mut rest = text.text.as_str();
            at = at.max(text.span.start);
            while let Some(open) = rest.find("[[")
                && let Some(len) = rest[open..].find("]]").map(|len| len + 2)
            {
                let raw = &rest[open..open + len];
                rest = &rest[open + len..];
                if raw.contains('\n') {
                    continue;
                }
                let span = find_near(source, at..property.span.end.max(at), raw);
                at = span.as_ref().map_or(at, |span| span.end);
                links.push(PropertyLink { raw: raw.to_owned(), span: span.unwrap_or(text.span.clone()) });
            }
        });
    }
    links
}

/// The Markdown links in a property, quoted or not, in the order as written.
pub(super) fn read_markdown_links(source: &str, property: &Property) -> Vec<PropertyLink> {
    let mut links = Vec::new();
    let mut at = property.span.start;
    property.value.visit_texts(&mut |text| {
        at = at.max(text.span.start);
        for piece in value_pieces(&text.text, false) {
            let ValuePiece::Link { raw, reference, .. } = piece else { continue };
            if reference.syntax == Syntax::Markdown {
                let span = find_near(source, at..property.span.end.max(at), raw);
                at = span.as_ref().map_or(at, |span| span.end);
                links.push(PropertyLink { raw: raw.to_owned(), span: span.unwrap_or(text.span.clone()) });
            }
        }
    });
    links
}

//! Recovers what it can from front matter that cannot be read as a whole.
//!
//! [`salvage`] reads every top-level entry on its own, keeps the valid ones, and explains the others.

use std::ops::Range;

use super::cause::{self, explain};
use super::value::{Text, Value};
use super::yaml::{self, ParseError};
use super::{Property, layout};
use crate::diagnostic::Diagnostic;

/// The most entries that are tried.
const ENTRY_LIMIT: usize = 256;

/// The most mistakes that are reported for one note.
const SHOWN: usize = 8;

/// Reads what it can of the front matter at `inner`, which the library rejected with `error`.
pub(super) fn salvage(
    path: &str,
    source: &str,
    inner: &Range<usize>,
    error: &ParseError,
) -> (Vec<Property>, Vec<Diagnostic>) {
    let text = &source[inner.clone()];
    let at = (inner.start + error.at).min(inner.end);
    if text.trim_start().starts_with('{') {
        return (Vec::new(), vec![cause::json(at, &error.message).diagnostic(path, source)]);
    }
    let mut properties = Vec::new();
    let mut diagnostics = Vec::new();
    for entry in layout::entries(source, inner).into_iter().take(ENTRY_LIMIT) {
        let span = entry.start..entry.end;
        let refused = match yaml::parse(&source[span.clone()]) {
            Ok(Value::Map(pairs)) => {
                properties.extend(placed(source, &span, pairs));
                continue;
            }
            Ok(Value::Empty) => continue,
            Ok(_) => ParseError { message: "could not find expected ':'".to_owned(), at: 0, multiplies: false },
            Err(refused) => refused,
        };
        if diagnostics.len() < SHOWN {
            let at = (span.start + refused.at).min(span.end);
            diagnostics.push(explain(source, &span, at, &refused.message).diagnostic(path, source));
        }
    }
    if diagnostics.is_empty() {
        // Every entry is valid on its own, but not together with the others.
        let line = line_of_end(source, inner).unwrap_or_else(|| line_at(source, at, inner));
        diagnostics.push(explain(source, &line, line.start, &error.message).diagnostic(path, source));
    }
    (properties, diagnostics)
}

/// The line where YAML considers the front matter to end: an end marker, or a line indented less than the first.
fn line_of_end(source: &str, inner: &Range<usize>) -> Option<Range<usize>> {
    let mut base = None;
    let mut start = inner.start;
    for line in source[inner.clone()].split_inclusive('\n') {
        let text = line.trim();
        let indent = line.len() - line.trim_start().len();
        let is_end = text == "..." || text.starts_with("--- ");
        if is_end || (!text.is_empty() && !text.starts_with('#') && indent < *base.get_or_insert(indent)) {
            return Some(start..start + line.trim_end().len());
        }
        start += line.len();
    }
    None
}

/// The line of a byte, within the front matter.
fn line_at(source: &str, at: usize, inner: &Range<usize>) -> Range<usize> {
    let start = source[inner.start..at].rfind('\n').map_or(inner.start, |found| inner.start + found + 1);
    let end = source[at..inner.end].find('\n').map_or(inner.end, |len| at + len);
    start..start + source[start..end].trim_end().len()
}

/// Turns the pairs of a top-level map into properties with their places.
pub(super) fn placed(source: &str, inner: &Range<usize>, mut pairs: Vec<(Text, Value)>) -> Vec<Property> {
    let spans = layout::place(source, inner, &mut pairs);
    pairs.into_iter().zip(spans).map(|((key, value), span)| Property { key, value, span }).collect()
}

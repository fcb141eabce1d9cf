//! What can be had from front matter that cannot be read as a whole.
//!
//! [`salvage`] reads every top-level entry on its own, keeps those that read, and explains the others.

use std::ops::Range;

use super::cause::{self, explain};
use super::value::{self, ParseError, Text, Value};
use super::{Property, layout};
use crate::diagnostic::Diagnostic;

/// No more entries than this are tried.
const ENTRY_LIMIT: usize = 256;

/// No more mistakes than this are shown of one note.
const SHOWN: usize = 8;

/// Reads what can be read of the front matter at `inner`, which the library refused with `error`.
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
        let refused = match value::parse(&source[span.clone()]) {
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
        let line = source[..at].rfind('\n').map_or(0, |at| at + 1).max(inner.start);
        let end = source[at..inner.end].find('\n').map_or(inner.end, |len| at + len);
        diagnostics.push(explain(source, &(line..end.max(line)), at, &error.message).diagnostic(path, source));
    }
    (properties, diagnostics)
}

/// Pairs of a top-level map as properties, with their places.
pub(super) fn placed(source: &str, inner: &Range<usize>, mut pairs: Vec<(Text, Value)>) -> Vec<Property> {
    let spans = layout::place(source, inner, &mut pairs);
    pairs.into_iter().zip(spans).map(|((key, value), span)| Property { key, value, span }).collect()
}

//! Splits the library's SVG into tags and text, and escapes text for the page.
//!
//! [`tokens`] is not a general XML parser: it supports what that one library writes, and skips the rest without
//! failing.

use std::borrow::Cow;

use pulldown_cmark_escape::escape_html_body_text;

use crate::entity::resolved;

/// A piece of XML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<name …>` or `<name …/>`.
    Open { name: &'a str, attributes: &'a str, empty: bool },
    /// `</name>`.
    Close(&'a str),
    /// Text with its entities.
    Text(&'a str),
}

/// All pieces in order.
pub(super) fn tokens(mut rest: &str) -> impl Iterator<Item = Token<'_>> {
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let Some(tag) = rest.strip_prefix('<') else {
                let end = rest.find('<').unwrap_or(rest.len());
                let (text, after) = rest.split_at(end);
                rest = after;
                return Some(Token::Text(text));
            };
            let end = tag_end(tag);
            let inner = &tag[..end];
            rest = tag.get(end + 1..).unwrap_or_default();
            if let Some(name) = inner.strip_prefix('/') {
                return Some(Token::Close(name.trim()));
            }
            if inner.starts_with(['!', '?']) {
                continue;
            }
            let (inner, empty) = match inner.strip_suffix('/') {
                Some(inner) => (inner, true),
                None => (inner, false),
            };
            let name_end = inner.find(|sign: char| sign.is_ascii_whitespace()).unwrap_or(inner.len());
            let (name, attributes) = inner.split_at(name_end);
            return Some(Token::Open { name, attributes, empty });
        }
    })
}

/// Where a tag ends; values in it may contain `>`.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// The names and values of a row of ` name="value"`.
pub(super) fn attributes(mut text: &str) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    std::iter::from_fn(move || {
        let (name, rest) = text.split_once("=\"")?;
        let (value, rest) = rest.split_once('"')?;
        text = rest;
        Some((name.trim(), unescape(value)))
    })
}

/// Text with its entities resolved.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    resolved(text, |name| match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => numbered(name.strip_prefix('#').filter(|number| number.len() < 8)?),
    })
}

/// The character with this number, which is hexadecimal behind an `x`.
fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?)
}

/// Writes text from the diagram, escaped and without control characters.
pub(super) fn escape(text: &str, out: &mut String) {
    let seen: String = text.chars().filter(|sign| !sign.is_control() || *sign == '\n').collect();
    // Writing to a string can't fail.
    let _ = escape_html_body_text(out, &seen);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_texts_come_in_order() {
        let found: Vec<Token<'_>> = tokens("<!-- x --><g a=\"1>2\" b=\"x\">t &amp; u<rect/></g ><").collect();
        let want = [
            Token::Open { name: "g", attributes: " a=\"1>2\" b=\"x\"", empty: false },
            Token::Text("t &amp; u"),
            Token::Open { name: "rect", attributes: "", empty: true },
            Token::Close("g"),
            Token::Open { name: "", attributes: "", empty: false },
        ];
        assert_eq!(found, want);
        let values: Vec<_> =
            attributes(" a=\"1>2\" b=\"&lt;&#39;&#x41;&bogus; & x&nbsp;&#x110000;&#;&eacute;\" c").collect();
        assert_eq!(
            values,
            [("a", Cow::Borrowed("1>2")), ("b", Cow::Borrowed("<'A&bogus; & x\u{a0}&#x110000;&#;&eacute;"))]
        );
    }
}

//! The tags in a text, found as browsers find them.
//!
//! [`tags`] and [`attributes_of`] are the entry points. Whether HTML has the element of a tag is not asked.

use std::ops::Range;

use super::elements::holds_raw_text;

/// A tag in a piece of raw HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawTag {
    /// Its bytes.
    pub span: Range<usize>,
    /// Its name in lower case.
    pub name: String,
    /// Whether it ends an element.
    pub closing: bool,
    /// Whether it ends outside of quotes: a quote left open in it would swallow what follows.
    pub whole: bool,
}

/// The tags in a piece of raw HTML, in order. The contents of scripts, styles and the like are not markup; their end
/// tag follows directly after their start tag.
pub fn tags(html: &str) -> Vec<RawTag> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(start) = memchr::memchr(b'<', &html.as_bytes()[from..]).map(|offset| from + offset) {
        let Some(name) = tag_name(&html[start..]) else {
            from = start + 1;
            continue;
        };
        let Some((length, whole)) = tag_end(&html[start..]) else { break };
        let closing = html[start..].starts_with("</");
        from = start + length;
        if !closing && holds_raw_text(&name) {
            from = end_of_raw_text(html, from, &name);
        }
        tags.push(RawTag { span: start..start + length, name, closing, whole });
    }
    tags
}

/// The name in a tag, in lower case.
pub(super) fn tag_name(tag: &str) -> Option<String> {
    let rest = tag.strip_prefix("</").or_else(|| tag.strip_prefix('<'))?;
    let end = rest.find(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '-')).unwrap_or(rest.len());
    (rest.starts_with(|sign: char| sign.is_ascii_alphabetic())).then(|| rest[..end].to_ascii_lowercase())
}

/// The state of the tokenizer within a tag.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// In the name of the element.
    Element,
    /// In an unquoted value: up to a blank.
    Bare,
    /// Before the name of an attribute.
    Gap,
    /// In the name of an attribute.
    Name,
    /// After the name of an attribute, where a value may follow.
    AfterName,
    /// Before a value.
    BeforeValue,
    /// In a value, up to this quote.
    Quoted(u8),
}

/// Where a tag ends, and whether it is complete: after the first `>` outside of a quoted value, as in browsers (HTML
/// standard 13.2.5, *Tokenization*). If a quote is never closed, the first `>` ends the tag.
fn tag_end(tag: &str) -> Option<(usize, bool)> {
    let mut within = Within::Element;
    for (at, byte) in tag.bytes().enumerate() {
        within = match (within, byte) {
            (Within::Quoted(quote), _) if quote == byte => Within::Gap,
            (Within::Quoted(_), _) => within,
            (_, b'>') => return Some((at + 1, true)),
            (Within::Element | Within::Bare, _) if byte.is_ascii_whitespace() => Within::Gap,
            // The `/` of a closing tag precedes the name.
            (Within::Element, b'/') if at > 1 => Within::Gap,
            (Within::Element | Within::Bare, _) => within,
            (Within::Name | Within::AfterName, b'=') => Within::BeforeValue,
            (Within::Name | Within::AfterName, _) if byte.is_ascii_whitespace() => Within::AfterName,
            (Within::Gap | Within::Name | Within::AfterName, b'/') => Within::Gap,
            (Within::BeforeValue, b'"' | b'\'') => Within::Quoted(byte),
            (Within::Gap | Within::BeforeValue, _) if byte.is_ascii_whitespace() => within,
            (Within::BeforeValue, _) => Within::Bare,
            _ => Within::Name,
        };
    }
    memchr::memchr(b'>', tag.as_bytes()).map(|at| (at + 1, false))
}

/// The attributes of a tag: names in lower case, values without quotes and with entities as written; empty if there is
/// none.
pub fn attributes_of(tag: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let mut rest = inner.find(char::is_whitespace).map_or("", |at| &inner[at..]).trim_start();
    while !rest.is_empty() {
        let name_end = rest.find(|sign: char| sign.is_whitespace() || sign == '=').unwrap_or(rest.len());
        let name = rest[..name_end].to_ascii_lowercase();
        rest = rest[name_end..].trim_start();
        let Some(value) = rest.strip_prefix('=').map(str::trim_start) else {
            if name_end == 0 {
                break;
            }
            attributes.push((name, String::new()));
            continue;
        };
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        attributes.push((name, value.to_owned()));
        rest = after.trim_start();
    }
    attributes
}

fn end_of_raw_text(html: &str, from: usize, name: &str) -> usize {
    let closing = format!("</{name}");
    let rest = &html.as_bytes()[from..];
    rest.windows(closing.len())
        .position(|window| window.eq_ignore_ascii_case(closing.as_bytes()))
        .map_or(html.len(), |at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_ends_where_a_browser_ends_it() {
        let first = |html: &str| tags(html).first().map(|tag| (html[tag.span.clone()].to_owned(), tag.whole));
        for (html, tag, whole) in [
            ("<p>x>", "<p>", true),
            ("</p >x", "</p >", true),
            ("<p a='>' b=\">\">x", "<p a='>' b=\">\">", true),
            ("<p a = '>'>x", "<p a = '>'>", true),
            ("<p/a='>'>x", "<p/a='>'>", true),
            ("</p/a='>'>x", "</p/a='>'>", true),
            // A quote in a name, in an unquoted value or after a slash is an ordinary character.
            ("<p a\">x\">", "<p a\">", true),
            ("<p\">x\">", "<p\">", true),
            ("<p a=b\">x\">", "<p a=b\">", true),
            ("<p a/=\">x\">", "<p a/=\">", true),
            ("<p =\">x\">", "<p =\">", true),
            ("<p a=\"(\n[b](c)>x", "<p a=\"(\n[b](c)>", false),
            ("<p a b\"c=\">x", "<p a b\"c=\">", false),
        ] {
            assert_eq!(first(html), Some((tag.to_owned(), whole)), "{html}");
        }
    }

    #[test]
    fn attributes_are_read_in_every_notation() {
        let attributes = attributes_of("<img SRC=a.png alt='b c' title = \"d\" hidden data-x=\"1>2\"/>");
        let pairs: Vec<_> = attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("src", "a.png"), ("alt", "b c"), ("title", "d"), ("hidden", ""), ("data-x", "1>2")]);
    }
}

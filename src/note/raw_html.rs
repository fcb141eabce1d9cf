//! Raw HTML in notes: which tags it contains, which are wrong, and which files it refers to.
//!
//! [`RawHtml`] is given the HTML in the order of the file. It only reads: the sanitizer in `render::sanitize` decides
//! what may reach a page. Browsers close and drop tags silently, but an author wants to know (HTML standard 13.1,
//! *Writing HTML documents*).

use std::collections::BTreeMap;
use std::ops::Range;

use crate::path::has_scheme;

/// The contents of a note's raw HTML.
#[derive(Default)]
pub(super) struct RawHtml {
    /// Findings, with their places in the file.
    pub(super) findings: Vec<(Finding, String, Range<usize>)>,
    /// Relative values of `src`, `href` and the like, with the first tag that contains each.
    pub(super) references: BTreeMap<String, Range<usize>>,
    /// Whether a tag shows something from another host.
    pub(super) remote_media: bool,
    /// Elements that were opened and are not closed yet.
    open: Vec<(String, Range<usize>)>,
}

/// What is wrong with a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// HTML has no such element.
    Unknown,
    /// The element is never closed.
    Unclosed,
    /// It closes an element that was never opened.
    Stray,
}

/// The most open elements that are tracked.
const OPEN_LIMIT: usize = 512;

impl RawHtml {
    /// Reads one tag of inline HTML, which begins at `at` in the file.
    pub(super) fn tag(&mut self, html: &str, at: usize) {
        self.read_tag(html, at);
    }

    /// Reads a block of HTML, which begins at `at` in the file.
    pub(super) fn block(&mut self, html: &str, at: usize) {
        for tag in tags(html) {
            self.read_tag(&html[tag.span.clone()], at + tag.span.start);
        }
    }

    /// Reports what is still open at the end of the note.
    pub(super) fn finish(&mut self) {
        for (name, span) in std::mem::take(&mut self.open) {
            if !closes_itself(&name) {
                self.findings.push((Finding::Unclosed, name, span));
            }
        }
        self.findings.sort_by_key(|(_, _, span)| span.start);
    }

    fn read_tag(&mut self, tag: &str, at: usize) {
        let closing = tag.starts_with("</");
        let Some(name) = tag_name(tag) else { return };
        let span = at..at + tag.len();
        if !is_known_element(&name) {
            if !closing {
                self.findings.push((Finding::Unknown, name, span));
            }
            return;
        }
        if closing {
            return self.close(name, span);
        }
        for (attribute, value) in attributes_of(tag) {
            if !matches!(attribute.as_str(), "src" | "href" | "poster") {
                continue;
            }
            if has_scheme(&value) || value.starts_with("//") {
                self.remote_media |= attribute != "href";
            } else if !value.is_empty() && !value.starts_with('#') {
                self.references.entry(value).or_insert(span.clone());
            }
        }
        if !is_void(&name) && !tag.ends_with("/>") && self.open.len() < OPEN_LIMIT {
            self.open.push((name, span));
        }
    }

    fn close(&mut self, name: String, span: Range<usize>) {
        match self.open.iter().rposition(|(open, _)| *open == name) {
            Some(at) => {
                for (inner, span) in self.open.split_off(at).into_iter().skip(1) {
                    if !closes_itself(&inner) {
                        self.findings.push((Finding::Unclosed, inner, span));
                    }
                }
            }
            None if self.open.len() < OPEN_LIMIT => self.findings.push((Finding::Stray, name, span)),
            None => {}
        }
    }
}

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
fn tag_name(tag: &str) -> Option<String> {
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

/// The attributes of a tag: names in lower case, values without quotes and with entities as written.
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

fn holds_raw_text(name: &str) -> bool {
    matches!(name, "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext")
}

fn end_of_raw_text(html: &str, from: usize, name: &str) -> usize {
    let closing = format!("</{name}");
    let rest = &html.as_bytes()[from..];
    rest.windows(closing.len())
        .position(|window| window.eq_ignore_ascii_case(closing.as_bytes()))
        .map_or(html.len(), |at| from + at)
}

/// Whether what follows the start tag of an element is inside it until an end tag.
pub fn nests(name: &str) -> bool {
    !is_void(name) && !closes_itself(name)
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements whose end tag may be left out (HTML standard 13.1.2.4).
fn closes_itself(name: &str) -> bool {
    matches!(
        name,
        "li" | "dt"
            | "dd"
            | "p"
            | "rt"
            | "rp"
            | "optgroup"
            | "option"
            | "colgroup"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "html"
            | "head"
            | "body"
            | "caption"
    )
}

/// Whether HTML, or SVG and MathML inside it, has an element with this name. Names with a hyphen are custom elements,
/// not typos.
pub fn is_known_element(name: &str) -> bool {
    name.contains('-') || ELEMENTS.binary_search(&name).is_ok()
}

/// The element whose name is one typo away from this one.
pub(super) fn similar_element(name: &str) -> Option<&'static str> {
    let near = |known: &&&str| strsim::osa_distance(known, name) <= 1 + usize::from(name.len() > 6);
    ELEMENTS
        .iter()
        .filter(|known| known.len() > 3)
        .filter(near)
        .min_by_key(|known| strsim::osa_distance(known, name))
        .copied()
}

/// Sorted for binary search.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "animate",
    "annotation",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "bgsound",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "circle",
    "cite",
    "clippath",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "defs",
    "del",
    "desc",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "ellipse",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "filter",
    "font",
    "footer",
    "foreignobject",
    "form",
    "frame",
    "frameset",
    "g",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "image",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "line",
    "lineargradient",
    "link",
    "main",
    "map",
    "mark",
    "marker",
    "marquee",
    "mask",
    "math",
    "menu",
    "meta",
    "meter",
    "mfrac",
    "mi",
    "mn",
    "mo",
    "mover",
    "mrow",
    "msqrt",
    "msub",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "nav",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "path",
    "pattern",
    "picture",
    "plaintext",
    "polygon",
    "polyline",
    "pre",
    "progress",
    "q",
    "radialgradient",
    "rb",
    "rect",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "semantics",
    "slot",
    "small",
    "source",
    "span",
    "stop",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "symbol",
    "table",
    "tbody",
    "td",
    "template",
    "text",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tspan",
    "tt",
    "u",
    "ul",
    "use",
    "var",
    "video",
    "view",
    "wbr",
    "xmp",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(blocks: &[&str]) -> Vec<(Finding, String)> {
        let mut html = RawHtml::default();
        for block in blocks {
            html.block(block, 0);
        }
        html.finish();
        html.findings.into_iter().map(|(finding, name, _)| (finding, name)).collect()
    }

    #[test]
    fn the_list_of_elements_is_sorted() {
        assert!(ELEMENTS.is_sorted());
    }

    #[test]
    fn odd_tags_are_found() {
        assert_eq!(findings(&["<div><b>x</b></div>", "<br><p>a<li>b"]), []);
        assert_eq!(findings(&["<blockuqote> x"]), [(Finding::Unknown, "blockuqote".to_owned())]);
        assert_eq!(findings(&["<div><b>x</div>"]), [(Finding::Unclosed, "b".to_owned())]);
        assert_eq!(findings(&["</div>"]), [(Finding::Stray, "div".to_owned())]);
        assert_eq!(findings(&["<script>if (a < b) {</script>"]), []);
        assert_eq!(findings(&["<my-element>"]), [(Finding::Unclosed, "my-element".to_owned())]);
    }

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
        assert_eq!(pairs, [("src", "a.png"), ("alt", "b c"), ("title", "d"), ("data-x", "1>2")]);
    }
}

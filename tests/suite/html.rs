//! Pages as a browser parses them, and the few queries that the tests need.
//!
//! [`Page::parse`] follows the HTML standard, so that markup that only looks harmless in the source is found
//! where it ends up. [`select`] supports a small selector language, see `tests/conformance`.

use std::borrow::Cow;

use allotment::path::percent_decode;
use scraper::node::Node;
use scraper::{ElementRef, Html};
use unicode_normalization::UnicodeNormalization;

use crate::references::is_absolute;

/// A parsed page.
pub(crate) struct Page {
    html: Html,
    /// Parse errors as defined by the standard.
    pub(crate) errors: Vec<Cow<'static, str>>,
}

impl Page {
    /// Parses a whole page.
    pub(crate) fn parse(source: &str) -> Self {
        let html = Html::parse_document(source);
        let errors = html.errors.clone();
        Self { html, errors }
    }

    /// Parses a part of a page, such as the content of a feed's entry.
    pub(crate) fn parse_part(source: &str) -> Self {
        let html = Html::parse_fragment(source);
        let errors = html.errors.clone();
        Self { html, errors }
    }

    /// Returns all elements in document order.
    pub(crate) fn elements(&self) -> impl Iterator<Item = ElementRef<'_>> {
        self.html.tree.root().descendants().filter_map(ElementRef::wrap)
    }

    /// Returns the root element.
    pub(crate) fn root(&self) -> ElementRef<'_> {
        self.html.root_element()
    }

    /// Returns the body of the note, or on the page of a list what stands in its place.
    pub(crate) fn article(&self) -> ElementRef<'_> {
        let named = |name: &str| self.elements().find(|element| element.value().name() == name);
        named("article").or_else(|| named("main")).or_else(|| named("body")).unwrap_or_else(|| self.root())
    }

    /// Returns the elements below the root that match.
    pub(crate) fn select(&self, selector: &str) -> Vec<ElementRef<'_>> {
        select(self.root(), selector)
    }

    /// Returns all ids in document order.
    pub(crate) fn ids(&self) -> Vec<&str> {
        self.elements().filter_map(|element| element.value().attr("id")).collect()
    }
}

/// Returns the elements below this one, without itself.
pub(crate) fn below(root: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    root.descendants().skip(1).filter_map(ElementRef::wrap)
}

const BLOCKS: &[&str] = &[
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "blockquote",
    "pre",
    "table",
    "tr",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "details",
    "summary",
    "figure",
    "hr",
    "br",
    "dt",
    "dd",
];

/// Returns the text of an element: blanks collapsed, with a blank around every block.
pub(crate) fn text(root: ElementRef<'_>) -> String {
    let mut words = String::new();
    for edge in root.traverse() {
        let (node, opens) = match edge {
            ego_tree::iter::Edge::Open(node) => (node, true),
            ego_tree::iter::Edge::Close(node) => (node, false),
        };
        match node.value() {
            Node::Element(element) if BLOCKS.contains(&element.name()) => words.push(' '),
            Node::Text(text) if opens && !is_code_of_page(node.parent()) => words.push_str(text),
            _ => {}
        }
    }
    squash(&words)
}

fn is_code_of_page(parent: Option<ego_tree::NodeRef<'_, Node>>) -> bool {
    parent.and_then(ElementRef::wrap).is_some_and(|parent| matches!(parent.value().name(), "script" | "style"))
}

/// Normalizes to Unicode NFC, with single blanks between words.
pub(crate) fn squash(text: &str) -> String {
    let composed = nfc(text);
    let words: Vec<&str> = composed.split([' ', '\t', '\r', '\n', '\u{c}']).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Normalizes to Unicode NFC, so that different encodings of the same characters are equal.
pub(crate) fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// Returns the elements below `root` that match, without the anchors of headings.
///
/// A selector is a sequence of `tag`, `.class`, `#id`, `[attribute]` or `[attribute=value]` with `=`, `^=`,
/// `$=` or `*=`; blanks mean *somewhere below*, commas *or*. Addresses are compared percent-decoded.
pub(crate) fn select<'a>(root: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    let mut found = Vec::new();
    for group in split_outside_brackets(selector, ',') {
        let parts = split_outside_brackets(group.trim(), ' ');
        let (last, above) = parts.split_last().expect("a selector says something");
        for element in below(root) {
            if has_class(element, "anchor") || !fits(element, last) {
                continue;
            }
            let mut rest = above;
            for around in element.ancestors().take_while(|node| node.id() != root.id()).filter_map(ElementRef::wrap) {
                if rest.last().is_some_and(|part| fits(around, part)) {
                    rest = &rest[..rest.len() - 1];
                }
            }
            if rest.is_empty() {
                found.push(element);
            }
        }
    }
    found
}

fn split_outside_brackets(text: &str, separator: char) -> Vec<&str> {
    let mut depth = 0;
    let parts = text.split(move |sign| {
        depth += match sign {
            '[' => 1,
            ']' => -1,
            _ => 0,
        };
        depth == 0 && sign == separator
    });
    parts.filter(|part| !part.is_empty()).collect()
}

fn has_class(element: ElementRef<'_>, class: &str) -> bool {
    element.value().attr("class").is_some_and(|classes| classes.split_whitespace().any(|one| one == class))
}

fn fits(element: ElementRef<'_>, simple: &str) -> bool {
    let end = |text: &str| text.find(['.', '#', '[']).unwrap_or(text.len());
    let (tag, mut rest) = simple.split_at(end(simple));
    if !matches!(tag, "" | "*") && tag != element.value().name() {
        return false;
    }
    while !rest.is_empty() {
        let (kind, after) = rest.split_at(1);
        let (word, after) = match kind {
            "[" => after.split_once(']').unwrap_or_else(|| panic!("a bracket is open in {simple}")),
            _ => after.split_at(end(after)),
        };
        let holds = match kind {
            "." => has_class(element, word),
            "#" => element.value().attr("id") == Some(word),
            _ => fits_attribute(element, word),
        };
        if !holds {
            return false;
        }
        rest = after;
    }
    true
}

fn fits_attribute(element: ElementRef<'_>, condition: &str) -> bool {
    let Some((name, want)) = condition.split_once('=') else { return element.value().attr(condition).is_some() };
    let operator = name.chars().last().filter(|sign| "^$*".contains(*sign));
    let name = name.trim_end_matches(['^', '$', '*']);
    let Some(value) = element.value().attr(name) else { return false };
    let value = if matches!(name, "href" | "src" | "data") { nfc(&percent_decode(value)) } else { nfc(value) };
    match operator {
        None => value == want,
        Some('^') => value.starts_with(want),
        Some('$') => value.ends_with(want),
        Some(_) => value.contains(want),
    }
}

/// Attributes that browsers load or follow.
const ADDRESSES: &[&str] =
    &["href", "src", "action", "formaction", "data", "poster", "background", "xlink:href", "srcset", "cite", "ping"];

/// Returns all markup that a browser would run, load as code or follow as such, and that a note could have smuggled in.
///
/// The site's own scripts are recognized by their addresses: below the folder of the theme.
pub(crate) fn live_markup(page: &Page) -> Vec<String> {
    let mut found = Vec::new();
    for element in page.elements() {
        let name = element.value().name();
        if name == "script" && !is_own_script(element) {
            found.push(format!("<script> {:?}", text_nodes(element)));
        }
        for (attribute, value) in element.value().attrs() {
            if attribute.starts_with("on") || matches!(attribute, "srcdoc" | "style") {
                found.push(format!("<{name} {attribute}={value:?}>"));
            }
            if ADDRESSES.contains(&attribute) && has_bad_scheme(value) {
                found.push(format!("<{name} {attribute}={value:?}>"));
            }
        }
    }
    let article = page.article();
    for element in below(article) {
        let name = element.value().name();
        let is_page_structure = matches!(
            name,
            "script"
                | "style"
                | "base"
                | "meta"
                | "link"
                | "title"
                | "form"
                | "frame"
                | "frameset"
                | "applet"
                | "template"
                | "svg"
        );
        if article.value().name() == "article" && is_page_structure && !is_drawn(element) {
            found.push(format!("<{name}> in the body of a note"));
        }
    }
    found
}

/// Whether this belongs to a diagram that the program drew, or is the name of one.
fn is_drawn(element: ElementRef<'_>) -> bool {
    let parents: Vec<ElementRef<'_>> = element.ancestors().filter_map(ElementRef::wrap).take(3).collect();
    let in_figure = |parents: &[ElementRef<'_>]| {
        parents.len() >= 2 && has_class(parents[0], "drawing") && has_class(parents[1], "mermaid")
    };
    match element.value().name() {
        "svg" => allotment::diagram::AVAILABLE && in_figure(&parents),
        "title" => parents[0].value().name() == "svg" && is_drawn(parents[0]),
        _ => false,
    }
}

/// Whether this only loads, by a relative address, a script of the theme, that of the search or the data of the graph.
fn is_own_script(element: ElementRef<'_>) -> bool {
    let is_theme = |address: &str| {
        let path = address.trim_start_matches("../").trim_start_matches("./");
        !is_absolute(address) && (path.starts_with("theme/") || path == "search/root.js" || address == "graph/data.js")
    };
    element.value().attr("src").is_some_and(is_theme) && text_nodes(element).trim().is_empty()
}

fn text_nodes(element: ElementRef<'_>) -> String {
    element.text().collect()
}

/// Whether this has a scheme that runs code, recognized as browsers do: control characters and blanks are ignored.
fn has_bad_scheme(value: &str) -> bool {
    let plain: String = value.chars().filter(|sign| *sign > ' ').collect::<String>().to_lowercase();
    ["javascript:", "vbscript:", "livescript:", "data:text", "data:application", "data:image/svg"]
        .iter()
        .any(|scheme| plain.starts_with(scheme))
}

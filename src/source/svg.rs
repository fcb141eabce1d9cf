//! Inspects SVG files: their size, and whether they are active.
//!
//! Pages show an SVG as an image, in which nothing runs and nothing is loaded. Opened by itself it is a page of the site,
//! and [`look`] says what it could do then.

use roxmltree::{Document, Node, ParsingOptions};

/// Longest file that is looked through, in bytes.
pub(super) const SIZE_LIMIT: u64 = 32 * 1024 * 1024;
/// What a longer file may hold, as a phrase for messages.
pub(super) const TOO_MUCH: &str = "more than is looked through";

/// What there is to know about an SVG.
pub(super) struct Picture {
    /// The size in pixels that its root element gives, or else that of its view box.
    pub(super) size: Option<(u32, u32)>,
    /// The first active or remote content, as a phrase for messages.
    pub(super) acts: Option<&'static str>,
    /// Whether it is drawn in the colour of the surrounding text.
    pub(super) ink: bool,
}

/// Reads an SVG.
pub(super) fn look(bytes: &[u8]) -> Picture {
    let text = String::from_utf8_lossy(bytes);
    let ink = is_ink(bytes);
    // Entities can spell anything.
    if memchr::memmem::find(bytes, b"<!ENTITY").is_some() {
        return Picture { size: None, acts: Some("a definition of entities"), ink };
    }
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    match Document::parse_with_options(text.trim_start_matches('\u{feff}'), options) {
        Ok(document) => Picture { size: size(document.root_element()), acts: activity(&document), ink },
        // Browsers run it up to the mistake.
        Err(_) => Picture { size: None, acts: Some("a mistake, so that it can't be looked through"), ink },
    }
}

fn size(root: Node<'_, '_>) -> Option<(u32, u32)> {
    let pixels = |text: &str| {
        text.trim().trim_end_matches("px").parse::<f64>().ok().filter(|size| *size >= 1.0 && *size <= 20_000.0)
    };
    let side = |name| root.attribute(name).and_then(pixels);
    let round = |width: f64, height: f64| (width.round() as u32, height.round() as u32);
    if let (Some(width), Some(height)) = (side("width"), side("height")) {
        return Some(round(width, height));
    }
    let numbers = root.attribute("viewBox")?.split([' ', ',', '\t', '\n', '\r']);
    let numbers: Vec<f64> = numbers.filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [_, _, width, height] if (1.0..=20_000.0).contains(&width) && (1.0..=20_000.0).contains(&height) => {
            Some(round(width, height))
        }
        _ => None,
    }
}

/// Whether an image is drawn in the colour of the surrounding text. A page can't pass that colour to it, since it is
/// shown as a separate file and drawn in black.
pub(super) fn is_ink(bytes: &[u8]) -> bool {
    let has = |word: &[u8]| memchr::memmem::find(bytes, word).is_some();
    has(b"currentColor") && !has(b"prefers-color-scheme")
}

/// Elements that run something or hold another document.
const ACTIVE: &[(&str, &str)] = &[
    ("script", "a script"),
    ("foreignobject", "HTML"),
    ("iframe", "a frame"),
    ("embed", "a frame"),
    ("object", "a frame"),
    ("handler", "an event handler"),
    ("listener", "an event handler"),
];

fn activity(document: &Document<'_>) -> Option<&'static str> {
    document.root().descendants().find_map(|node| {
        if let Some(instruction) = node.pi() {
            return (instruction.target == "xml-stylesheet").then_some("a style sheet");
        }
        match node.is_text() && node.parent().is_some_and(|parent| parent.tag_name().name() == "style") {
            true => of_style(node.text().unwrap_or_default()),
            false => of_element(node),
        }
    })
}

fn of_element(node: Node<'_, '_>) -> Option<&'static str> {
    let element = node.tag_name().name();
    if let Some((_, what)) = ACTIVE.iter().find(|(name, _)| name.eq_ignore_ascii_case(element)) {
        return Some(what);
    }
    node.attributes().find_map(|attribute| {
        let name = attribute.name().to_ascii_lowercase();
        if name.len() > 3 && name.starts_with("on") && name.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Some("an event handler");
        }
        let value: String = attribute.value().chars().filter(|sign| *sign > ' ').take(40).collect();
        let value = value.to_ascii_lowercase();
        if value.starts_with("javascript:") || value.starts_with("data:text") {
            return Some("a script");
        }
        // Links are only followed when a reader clicks them.
        if matches!(name.as_str(), "href" | "src") && is_elsewhere(&value) && element != "a" {
            return Some("an address of another host");
        }
        of_style(attribute.value())
    })
}

/// Returns what a style sheet, or a value that may contain an address as in one, loads.
fn of_style(text: &str) -> Option<&'static str> {
    memchr::memchr2(b'@', b'(', text.as_bytes())?;
    let text = text.to_ascii_lowercase();
    let mut places = text
        .split("url(")
        .skip(1)
        .map(|after| after.trim_start_matches(|sign: char| sign.is_whitespace() || "\"'".contains(sign)));
    let loads = text.contains("@import") || places.any(is_elsewhere);
    loads.then_some("an address of another host")
}

fn is_elsewhere(address: &str) -> bool {
    ["http:", "https:", "//", "ftp:", "file:"].iter().any(|start| address.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MISTAKE: Option<&str> = Some("a mistake, so that it can't be looked through");

    #[test]
    fn pictures_that_act_are_told_from_those_that_do_not() {
        for (svg, want) in [
            ("<path d=\"M0 0\"/>", None),
            ("<use xlink:href=\"#a\"/><rect fill=\"url(#b)\" font-family=\"x\"/><title>on = x</title>", None),
            ("<image href=\"data:image/png;base64,AAAA\"/><!-- <script> -->", None),
            ("<a href=\"https://a.example\"><text>on line=1, @import</text></a>", None),
            ("<SCRIPT>x</SCRIPT>", Some("a script")),
            ("<svg:script/>", Some("a script")),
            ("<g onload = 'x()'/>", Some("an event handler")),
            ("<rect aria-label=\">\" onclick=\"alert(1)\"/>", Some("an event handler")),
            ("<a xlink:href=\" java\nscript:x\"/>", Some("a script")),
            ("<a href=\"&#106;avascript:alert(1)\"/>", Some("a script")),
            ("<a href=\"&#x6A;ava&#10;script:alert(1)\"/>", Some("a script")),
            ("<foreignObject/>", Some("HTML")),
            ("<image xlink:href=\"//a.example/x.png\"/>", Some("an address of another host")),
            ("<style>@import 'x'</style>", Some("an address of another host")),
            ("<style><![CDATA[a { fill: url(\n'https://a.example/x') }]]></style>", Some("an address of another host")),
            ("<rect style=\"fill: url( 'https://a.example/x')\"/>", Some("an address of another host")),
            ("<path d=\"M0\"onclick=\"x\"/>", MISTAKE),
            ("<g onload='x()'>", MISTAKE),
        ] {
            let names = "xmlns=\"http://www.w3.org/2000/svg\" xmlns:svg=\"http://www.w3.org/2000/svg\" \
                         xmlns:xlink=\"http://www.w3.org/1999/xlink\"";
            assert_eq!(look(format!("<svg {names}>{svg}</svg>").as_bytes()).acts, want, "{svg}");
        }
        for (svg, want) in [
            ("\u{feff}<?xml version='1.0'?>\n<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x.dtd'><svg/>", None),
            ("<!DOCTYPE svg [<!ENTITY x 'y'>]><svg/>", Some("a definition of entities")),
            ("<?xml-stylesheet href='https://a.example/x'?><svg/>", Some("a style sheet")),
            ("no picture", MISTAKE),
            ("<", MISTAKE),
            ("", MISTAKE),
        ] {
            assert_eq!(look(svg.as_bytes()).acts, want, "{svg}");
        }
    }

    #[test]
    fn the_size_stands_in_the_first_element() {
        for (attributes, want) in [
            ("width='30' height='20px'", Some((30, 20))),
            ("\n\twidth='30'\n\theight='20'", Some((30, 20))),
            ("data-x='>' width=\"30\" height=\"20\"", Some((30, 20))),
            ("stroke-width='9' viewBox='0 0\n30 20'", Some((30, 20))),
            ("width='100%' height='100%' viewBox='0,0,30,20'", Some((30, 20))),
            ("width='0' height='20'", None),
            ("", None),
        ] {
            assert_eq!(look(format!("<svg {attributes}><rect width='1' height='1'/></svg>").as_bytes()).size, want);
        }
    }
}

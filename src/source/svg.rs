//! Inspects SVG files: their size, and whether they are active.
//!
//! Pages show an SVG as an image, in which nothing runs and nothing is loaded. Opened by itself it is a
//! page of the site, and [`activity`] says what it could do then.

/// Returns the size in pixels that the root element of an SVG gives, or else that of its view box.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned();
    let start = head.find("<svg")?;
    let tag = &head[start..start + head[start..].find('>')? + 1];
    let value = |name: &str| {
        let (_, after) = tag.split_once(&format!(" {name}="))?;
        after.strip_prefix(['"', '\''])?.split(['"', '\'']).next()
    };
    let pixels = |text: &str| {
        text.trim().trim_end_matches("px").parse::<f64>().ok().filter(|size| *size >= 1.0 && *size <= 20_000.0)
    };
    let round = |width: f64, height: f64| (width.round() as u32, height.round() as u32);
    if let (Some(width), Some(height)) = (value("width").and_then(pixels), value("height").and_then(pixels)) {
        return Some(round(width, height));
    }
    let numbers: Vec<f64> = value("viewBox")?.split([' ', ',']).filter_map(|number| number.parse().ok()).collect();
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

/// Returns the first active or remote content found in an SVG, as a phrase for messages.
pub(super) fn activity(bytes: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    if text.contains("<!entity") {
        return Some("a definition of entities");
    }
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once('<') {
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        if let Some(found) = of_tag(tag) {
            return Some(found);
        }
        rest = after;
    }
    let mut places = text.split("url(").skip(1).map(|after| after.trim_start_matches(['"', '\'', ' ']));
    let loads = text.contains("@import") || places.any(is_elsewhere);
    loads.then_some("an address of another host")
}

fn of_tag(tag: &str) -> Option<&'static str> {
    let name = tag.split(|sign: char| sign.is_ascii_whitespace() || sign == '/').next().unwrap_or_default();
    let local = name.rsplit(':').next().unwrap_or_default();
    if let Some((_, what)) = ACTIVE.iter().find(|(element, _)| *element == local) {
        return Some(what);
    }
    for (name, value) in attributes(tag) {
        let local = name.rsplit(':').next().unwrap_or_default();
        if local.len() > 3 && local.starts_with("on") && local.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Some("an event handler");
        }
        let value: String = value.chars().filter(|sign| *sign > ' ').take(40).collect();
        if value.starts_with("javascript:") || value.starts_with("data:text") {
            return Some("a script");
        }
        // Links are only followed when a reader clicks them.
        if matches!(local, "href" | "src") && is_elsewhere(&value) && !tag.starts_with("a ") {
            return Some("an address of another host");
        }
    }
    None
}

fn is_elsewhere(address: &str) -> bool {
    ["http:", "https:", "//", "ftp:", "file:"].iter().any(|start| address.starts_with(start))
}

/// Iterates over the names and values of a tag's attributes.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = tag;
    std::iter::from_fn(move || {
        let (before, after) = rest.split_once('=')?;
        let name = before.trim_end().rsplit(|sign: char| sign.is_ascii_whitespace() || sign == '"' || sign == '\'');
        let after = after.trim_start();
        let quote = after.chars().next().filter(|sign| matches!(sign, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            None => after.split_once(|sign: char| sign.is_ascii_whitespace()).unwrap_or((after, "")),
        };
        rest = after;
        Some((name.clone().next().unwrap_or_default(), value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_that_act_are_told_from_those_that_do_not() {
        for (svg, want) in [
            (
                "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"><path d=\"M0 0\"/></svg>",
                None,
            ),
            (
                "<svg><use xlink:href=\"#a\"/><rect fill=\"url(#b)\" font-family=\"x\"/><title>on = x</title></svg>",
                None,
            ),
            ("<svg><image href=\"data:image/png;base64,AAAA\"/><!-- <script> --></svg>", None),
            ("<svg><a href=\"https://a.example\"><text>on line=1</text></a></svg>", None),
            ("<svg><SCRIPT>x</SCRIPT></svg>", Some("a script")),
            ("<svg><svg:script/></svg>", Some("a script")),
            ("<svg onload = 'x()'>", Some("an event handler")),
            ("<svg><path d=\"M0\"onclick=\"x\"/></svg>", Some("an event handler")),
            ("<svg><a xlink:href=\" java\nscript:x\">", Some("a script")),
            ("<svg><foreignObject/></svg>", Some("HTML")),
            ("<svg><image xlink:href=\"//a.example/x.png\"/></svg>", Some("an address of another host")),
            ("<svg><style>@import 'x'</style></svg>", Some("an address of another host")),
            ("<svg><rect style=\"fill: url( 'https://a.example/x')\"/></svg>", Some("an address of another host")),
            ("<!DOCTYPE svg [<!ENTITY x 'y'>]><svg/>", Some("a definition of entities")),
            ("no picture", None),
            ("<", None),
        ] {
            assert_eq!(activity(svg.as_bytes()), want, "{svg}");
        }
    }
}

//! Raw HTML in notes: decides what of it may reach a page.
//!
//! There are two gates. [`admit`] lets only tags of harmless elements through, so that no `<textarea>` or
//! `<plaintext>` can swallow what follows. [`clean`] runs the finished body through a sanitizer that parses it as a
//! browser does, which also closes what the note left open. Attributes that this program wrote have a prefix that
//! no note can know; all others are treated as the note's.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use pulldown_cmark_escape::escape_html;

use super::{Context, Part};
use crate::note::markdown::NESTING_LIMIT;
use crate::note::media::{Media, media_of};
use crate::note::{is_dropped_whole, without_entities};
use crate::path::{has_scheme, leads_elsewhere};

/// Elements that a body may contain: no scripts, styles, forms, SVG, MathML or page structure.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "nobr",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Elements that this program writes, but whose tags in notes are dropped.
const OURS: &[&str] = &["input", "section"];

/// Returns a piece of raw HTML without disallowed tags. Their text is kept, except that of scripts and styles.
/// Frames are closed right after they open. Images that do not exist are replaced by `missing`.
pub(super) fn admit(html: &str, part: &Part, frame_hosts: &[String], missing: impl Fn(&str) -> String) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut done = 0;
    let tags = crate::note::raw_tags(html);
    for (index, tag) in tags.iter().enumerate() {
        if tag.span.start < done {
            continue;
        }
        kept.push_str(&html[done..tag.span.start]);
        done = tag.span.end;
        if is_dropped_whole(&tag.name) {
            if !tag.closing {
                let end = tags[index..].iter().find(|end| end.closing && end.name == tag.name);
                done = end.map_or(html.len(), |end| end.span.end);
            }
        } else if tag.name == "iframe" {
            if !tag.closing && tag.whole {
                kept.push_str(&frame(&html[tag.span.clone()], frame_hosts));
                // The content is a fallback for browsers without frames.
                done = tags.get(index + 1).map_or(html.len(), |next| next.span.start);
            }
        } else if let Some(alt) = missing_image(tag, &html[tag.span.clone()], part) {
            kept.push_str(&missing(&alt));
        } else if ELEMENTS.contains(&tag.name.as_str()) && !OURS.contains(&tag.name.as_str()) {
            if tag.whole {
                kept.push_str(&html[tag.span.clone()]);
            } else {
                kept.extend([if tag.closing { "</" } else { "<" }, &tag.name, ">"]);
            }
        }
    }
    kept.push_str(&html[done..]);
    escape_loose_brackets(&kept)
}

/// Returns the description of an image that is not a file of the garden, with character references (`&…;`) left as
/// they are.
fn missing_image(tag: &crate::note::RawTag, written: &str, part: &Part) -> Option<String> {
    if tag.name != "img" || !tag.whole {
        return None;
    }
    let attributes = crate::note::attributes_of(written);
    let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let address = without_entities(value("src")?);
    let is_missing = !leads_elsewhere(&address) && !part.html.contains_key(&*address);
    is_missing.then(|| value("alt").cloned().unwrap_or_default())
}

/// Returns a frame, closed at once because anything after it would become its content; or a link to its address, if
/// the garden does not allow frames from that host.
fn frame(tag: &str, frame_hosts: &[String]) -> String {
    let attributes = crate::note::attributes_of(tag);
    let mut addresses = attributes.iter().filter(|(name, _)| name == "src").map(|(_, value)| without_entities(value));
    let Some(address) = addresses.find(|address| has_scheme(address)) else { return String::new() };
    if frame_host(&address).is_some_and(|host| frame_hosts.iter().any(|allowed| host.eq_ignore_ascii_case(allowed))) {
        return format!("{tag}</iframe>");
    }
    let mut link = String::from("<a href=\"");
    let _ = escape_html(&mut link, &address);
    link.push_str("\">");
    match attributes.iter().find(|(name, value)| name == "title" && !value.is_empty()) {
        // Character references (`&…;`) stay as the note wrote them.
        Some((_, title)) => link.push_str(&title.replace('<', "&lt;")),
        None => drop(escape_html(&mut link, &address)),
    }
    link.push_str("</a>");
    link
}

/// Returns the host of an address that a frame may have.
fn frame_host(address: &str) -> Option<&str> {
    address.strip_prefix("https://")?.split(['/', '?', '#']).next()
}

/// Escapes every `<` that opens no tag: left alone, it could open one together with what follows.
fn escape_loose_brackets(html: &str) -> String {
    let tags: HashSet<usize> = crate::note::raw_tags(html).into_iter().map(|tag| tag.span.start).collect();
    let mut escaped = String::with_capacity(html.len());
    for (at, sign) in html.char_indices() {
        if sign == '<' && !tags.contains(&at) {
            escaped.push_str("&lt;");
        } else {
            escaped.push(sign);
        }
    }
    escaped
}

/// Deepest nesting of elements on a page: twice as deep as Markdown can go. HTML parsers search all open elements
/// for every tag, so deep nesting takes quadratic time.
const DEPTH_LIMIT: usize = 2 * NESTING_LIMIT;

/// Removes tags that would nest too deeply; their content stays.
fn level(html: &str) -> Cow<'_, str> {
    let mut open = Vec::new();
    let mut depth = 0;
    let mut kept = String::new();
    let mut done = 0;
    for tag in crate::note::raw_tags(html) {
        if !crate::note::nests(&tag.name) {
            continue;
        }
        let stays = if tag.closing { open.pop().unwrap_or(true) } else { depth < DEPTH_LIMIT };
        match (tag.closing, stays) {
            (true, true) => depth = depth.saturating_sub(1),
            (false, true) => depth += 1,
            (_, false) => {
                kept.push_str(&html[done..tag.span.start]);
                done = tag.span.end;
            }
        }
        if !tag.closing {
            open.push(stays);
        }
    }
    if done == 0 {
        return Cow::Borrowed(html);
    }
    kept.push_str(&html[done..]);
    Cow::Owned(kept)
}

/// Sanitizes a body, parsed as a browser would: nothing in it can run code or mislead about where it leads.
pub(super) fn clean(html: &str, own: &str, part: &Part, context: &Context<'_>) -> String {
    let own_attributes = ["id", "href", "src", super::craft::SPARED].map(|name| format!("{own}{name}"));
    let mut generic: HashSet<&str> = HashSet::from([
        "class",
        "title",
        "lang",
        "dir",
        "role",
        "align",
        "tabindex",
        "data-callout",
        "data-language",
        "data-task",
        "data-title",
        "aria-label",
        "aria-hidden",
        "aria-disabled",
        "open",
        "datetime",
        "loading",
        "decoding",
        "referrerpolicy",
    ]);
    generic.extend(own_attributes.iter().map(String::as_str));
    let references = part.html.clone();
    let (frame_hosts, page) = (context.options.frame_hosts.clone(), context.page.to_owned());
    let own = own.to_owned();
    ammonia::Builder::new()
        .tags(ELEMENTS.iter().copied().collect())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(generic)
        .tag_attributes(tag_attributes())
        .link_rel(None)
        .url_schemes(super::SCHEMES.iter().copied().collect())
        .url_relative(ammonia::UrlRelative::PassThrough)
        .attribute_filter(move |element, attribute, value| {
            if attribute.starts_with(&own) || !matches!(attribute, "href" | "src" | "poster" | "cite") {
                return Some(value.into());
            }
            // In an embed, it has been replaced already.
            if !own.is_empty() && value.starts_with(&own) {
                return Some(value.into());
            }
            if value.starts_with('#') {
                // A place in the text.
                return (element == "a").then(|| format!("{page}{value}").into());
            }
            note_address(element, value, &references, &frame_hosts, &own).map(Into::into)
        })
        .clean(&level(html))
        .to_string()
}

/// Returns the new address of one that a note wrote in raw HTML: that of a file of the garden, with our prefix, or the
/// same for other hosts. Frames need a host that the garden allows. `None` for everything else.
fn note_address(
    element: &str,
    value: &str,
    references: &std::collections::BTreeMap<String, String>,
    frame_hosts: &[String],
    own: &str,
) -> Option<String> {
    if element == "iframe" {
        let host = frame_host(value)?;
        return frame_hosts.iter().any(|allowed| host.eq_ignore_ascii_case(allowed)).then(|| value.to_owned());
    }
    if leads_elsewhere(value) {
        return super::is_safe_address(value).then(|| value.to_owned());
    }
    let address = references.get(value)?;
    (element == "a" || media_of(address) != Media::Other).then(|| format!("{own}{address}"))
}

fn tag_attributes() -> HashMap<&'static str, HashSet<&'static str>> {
    let list = |names: &[&'static str]| names.iter().copied().collect::<HashSet<_>>();
    HashMap::from([
        ("a", list(&["href", "rel"])),
        ("img", list(&["src", "alt", "width", "height"])),
        ("audio", list(&["src", "controls", "preload", "loop", "muted"])),
        ("video", list(&["src", "controls", "preload", "loop", "muted", "poster", "width", "height", "playsinline"])),
        ("source", list(&["src", "type", "media"])),
        ("track", list(&["src", "kind", "srclang", "label", "default"])),
        ("iframe", list(&["src", "width", "height", "allowfullscreen"])),
        ("input", list(&["type", "checked", "disabled"])),
        ("ol", list(&["start", "type", "reversed"])),
        ("li", list(&["value"])),
        ("td", list(&["colspan", "rowspan", "headers"])),
        ("th", list(&["colspan", "rowspan", "scope", "headers"])),
        ("col", list(&["span"])),
        ("colgroup", list(&["span"])),
        ("blockquote", list(&["cite"])),
        ("q", list(&["cite"])),
        ("del", list(&["cite"])),
        ("ins", list(&["cite"])),
        ("data", list(&["value"])),
        ("font", list(&["color"])),
    ])
}

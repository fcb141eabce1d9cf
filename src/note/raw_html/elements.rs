//! The elements of HTML: their names, and how their tags nest.

/// Whether what follows the start tag of an element is inside it until an end tag.
pub fn nests(name: &str) -> bool {
    !is_void(name) && !closes_itself(name)
}

/// Whether an element has no contents and no end tag (HTML standard 13.1.2).
pub(super) fn is_void(name: &str) -> bool {
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

/// Whether what is in an element is text up to its end tag, whatever it looks like.
pub(super) fn holds_raw_text(name: &str) -> bool {
    matches!(name, "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext")
}

/// Elements whose end tag may be left out (HTML standard 13.1.2.4).
pub(super) fn closes_itself(name: &str) -> bool {
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
pub(super) fn is_known_element(name: &str) -> bool {
    name.contains('-') || ELEMENTS.binary_search(&name).is_ok()
}

/// The element whose name is one typo away from this one.
pub(in crate::note) fn similar_element(name: &str) -> Option<&'static str> {
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

    #[test]
    fn the_list_of_elements_is_sorted() {
        assert!(ELEMENTS.is_sorted());
    }
}

//! Finishes the typesetter's MathML: turns styles into classes and attributes, and adds the TeX.
//!
//! Pages refuse inline styles, so each declaration of the typesetter is expressed differently here, or dropped if it is
//! not known. Links and ids are removed: they would lead from one formula into another, or clash with those of the
//! page.

use pulldown_cmark_escape::escape_html_body_text;

/// Declarations that become a class, which has the same meaning in math.css.
const CLASSES: &[(&str, &str)] = &[
    ("text-align:left", "m-left"),
    ("text-align:right", "m-right"),
    ("padding-left:0", "m-pl0"),
    ("padding-left:0.1em", "m-pl1"),
    ("padding-left:1em", "m-pl10"),
    ("padding-right:0", "m-pr0"),
    ("padding-right:0.1em", "m-pr1"),
    ("padding-top:0", "m-tight"),
    ("padding-top:0.1667em", "m-strut"),
    ("padding-left:0.1667em", "m-l3"),
    ("padding-left:0.2222em", "m-l4"),
    ("padding-left:0.2778em", "m-l5"),
    ("padding-right:0.1667em", "m-r3"),
    ("padding-right:0.2222em", "m-r4"),
    ("padding-right:0.2778em", "m-r5"),
    ("border-top:0.05em solid currentcolor", "m-top"),
    ("border-top:0.05em dashed currentcolor", "m-top-d"),
    ("border-left:0.05em solid currentcolor", "m-start"),
    ("border-left:0.05em dashed currentcolor", "m-start-d"),
    ("border-right:0.05em solid currentcolor", "m-end"),
    ("border-right:0.05em dashed currentcolor", "m-end-d"),
    ("width:100%", "m-all"),
    ("width:50%", "m-half"),
    ("width:7.5%", "m-number"),
    ("font-variant-caps:small-caps", "m-caps"),
];

/// Returns the finished element: `mathml` as the typesetter made it, with `tex` as its annotation.
pub(super) fn finish(mathml: &str, tex: &str) -> String {
    let mut out = String::with_capacity(mathml.len() + tex.len() + 96);
    let mut rest = mathml;
    let mut first = true;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        // Text and values are escaped, so the next `>` ends the tag.
        let end = rest[start..].find('>').map_or(rest.len(), |length| start + length + 1);
        let tag = &rest[start..end];
        rest = &rest[end..];
        if rest.is_empty() {
            out.push_str("</mrow><annotation encoding=\"application/x-tex\">");
            // Writing to a string can't fail.
            let _ = escape_html_body_text(&mut out, tex);
            out.push_str("</annotation></semantics></math>");
            return out;
        }
        element(tag, &mut out);
        if first {
            out.push_str("<semantics><mrow>");
            first = false;
        }
    }
    out.push_str(rest);
    out
}

/// Writes one tag.
fn element(tag: &str, out: &mut String) {
    if matches!(tag.get(1..3), Some("a " | "a>")) || tag == "</a>" {
        return;
    }
    if !tag.contains('=') {
        out.push_str(tag);
        return;
    }
    let (inner, end) = match tag.strip_suffix("/>") {
        Some(inner) => (inner, "/>"),
        None => (tag.trim_end_matches('>'), ">"),
    };
    let name_end = inner.find(' ').unwrap_or(inner.len());
    let mut classes: Vec<String> = Vec::new();
    let mut attributes = String::new();
    for (name, value) in attribute_pairs(&inner[name_end..]) {
        match name {
            "style" => value.split(';').for_each(|declaration| restyle(declaration, &mut classes, &mut attributes)),
            "class" => classes.push(value.to_owned()),
            "id" | "href" => {}
            _ => push_attribute(name, value, &mut attributes),
        }
    }
    out.push_str(&inner[..name_end]);
    if !classes.is_empty() {
        push_attribute("class", &classes.join(" "), out);
    }
    out.push_str(&attributes);
    out.push_str(end);
}

/// The names and values of a row of ` name="value"`.
fn attribute_pairs(mut text: &str) -> impl Iterator<Item = (&str, &str)> {
    std::iter::from_fn(move || {
        let (name, rest) = text.split_once("=\"")?;
        let (value, rest) = rest.split_once('"')?;
        text = rest;
        Some((name.trim(), value))
    })
}

fn push_attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    out.push_str(value);
    out.push('"');
}

/// Expresses a declaration as a class or attribute.
fn restyle(declaration: &str, classes: &mut Vec<String>, attributes: &mut String) {
    let Some((property, value)) = declaration.split_once(':') else { return };
    let (property, value) = (property.trim(), value.trim());
    let known = CLASSES.iter().find(|(known, _)| known.split_once(':') == Some((property, value)));
    match (known, property) {
        (Some((_, class)), _) => classes.push((*class).to_owned()),
        (None, "color") => push_attribute("mathcolor", value, attributes),
        (None, "font-size") => push_attribute("mathsize", value, attributes),
        (None, "margin-left") => classes.extend(negative_space(value)),
        _ => {}
    }
}

/// The available negative spaces, in eighteenths of an em.
const STEPS: &[u8] = &[1, 2, 3, 4, 5, 6, 9, 12, 18, 36];

/// The class for the nearest available negative space. MathML has no negative widths, so there is no attribute for it.
fn negative_space(length: &str) -> Option<String> {
    let (number, em) = match length.strip_suffix("rem").or_else(|| length.strip_suffix("em")) {
        Some(number) => (number, 1.0),
        None => (length.strip_suffix("ex")?, 0.43),
    };
    let steps = number.parse::<f32>().ok()? * em * -18.0;
    let nearest =
        STEPS.iter().min_by(|a, b| (f32::from(**a) - steps).abs().total_cmp(&(f32::from(**b) - steps).abs()))?;
    (steps > 0.5).then(|| format!("m-n{nearest}"))
}

/// All classes that can occur.
#[cfg(test)]
pub(super) fn classes() -> Vec<String> {
    CLASSES.iter().map(|(_, class)| (*class).to_owned()).chain(STEPS.iter().map(|step| format!("m-n{step}"))).collect()
}

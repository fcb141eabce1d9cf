//! What the style sheet inside a diagram says about an element.
//!
//! Pages refuse style sheets and inline styles, so [`Sheet`] resolves them and `svg` writes the result as attributes.
//! It supports selectors of names, classes and ids with descendant and child combinators; the library's few others are
//! about looks that are not drawn.

/// Properties that are kept on a page, each as an attribute of the same name.
const PROPERTIES: &[&str] = &[
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "fill-opacity",
    "fill-rule",
    "clip-rule",
    "opacity",
    "font-size",
    "font-weight",
    "font-style",
    "text-anchor",
    "text-decoration",
    "dominant-baseline",
    "alignment-baseline",
    "marker-start",
    "marker-mid",
    "marker-end",
    "stop-color",
    "display",
];

/// The property with this name, if it is kept.
pub(super) fn property(name: &str) -> Option<&'static str> {
    PROPERTIES.iter().copied().find(|known| *known == name)
}

/// An element on the path from the root to the current one.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) classes: Vec<String>,
}

/// A style sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    /// The parts of the selector from left to right; each says whether it must be the parent of the next.
    steps: Vec<Step>,
    /// Number of ids, classes and names in the selector.
    weight: (u32, u32, u32),
    declarations: Vec<Declaration>,
}

#[derive(Clone, Debug, Default)]
struct Step {
    name: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
    is_parent: bool,
}

/// `property: value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declaration {
    pub(super) property: &'static str,
    pub(super) value: String,
    pub(super) important: bool,
}

impl Sheet {
    /// Reads a style sheet. What it does not support is left out.
    pub(super) fn read(css: &str) -> Self {
        let mut sheet = Self::default();
        let mut rest = css;
        while let Some((selectors, after)) = rest.split_once('{') {
            let selectors = selectors.trim();
            if selectors.starts_with('@') {
                rest = behind_block(after);
                continue;
            }
            let (body, after) = after.split_once('}').unwrap_or((after, ""));
            rest = after;
            let declarations = declarations(body);
            if declarations.is_empty() {
                continue;
            }
            for selector in selectors.split(',') {
                if let Some((steps, weight)) = read_selector(selector) {
                    sheet.rules.push(Rule { steps, weight, declarations: declarations.clone() });
                }
            }
        }
        // The sort is stable: of two rules with the same weight the later one counts.
        sheet.rules.sort_by_key(|rule| rule.weight);
        sheet
    }

    /// The values for the last element of a path from the root, each property once. The element's own `attributes` have
    /// lower priority than the sheet, its `style` has higher.
    pub(super) fn values(
        &self,
        way: &[Node],
        attributes: Vec<Declaration>,
        style: Vec<Declaration>,
    ) -> Vec<(&'static str, String)> {
        let matching: Vec<&Rule> = self.rules.iter().filter(|rule| matches(&rule.steps, way)).collect();
        let sheet = || matching.iter().flat_map(|rule| rule.declarations.iter());
        let usual = attributes.iter().chain(sheet()).chain(&style).filter(|declaration| !declaration.important);
        let important = sheet().chain(&style).filter(|declaration| declaration.important);
        let mut values: Vec<(&'static str, String)> = Vec::new();
        for declaration in usual.chain(important) {
            match values.iter_mut().find(|(property, _)| *property == declaration.property) {
                Some((_, value)) => value.clone_from(&declaration.value),
                None => values.push((declaration.property, declaration.value.clone())),
            }
        }
        values
    }
}

/// What follows the end of a block whose contents `text` begins with.
fn behind_block(text: &str) -> &str {
    let mut depth = 1;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[at + 1..];
        }
    }
    ""
}

/// The declarations of a rule or of a `style` attribute that are kept.
pub(super) fn declarations(body: &str) -> Vec<Declaration> {
    let read = |declaration: &str| {
        let (name, value) = declaration.split_once(':')?;
        let property = property(name.trim())?;
        let value = value.trim();
        let (value, important) = match value.strip_suffix("!important") {
            Some(value) => (value.trim_end(), true),
            None => (value, false),
        };
        Some(Declaration { property, value: value.to_owned(), important })
    };
    body.split(';').filter_map(read).collect()
}

fn read_selector(selector: &str) -> Option<(Vec<Step>, (u32, u32, u32))> {
    if selector.contains(['[', ':', '+', '~', '\\', '"', '@']) {
        return None;
    }
    let spaced = selector.replace('>', " > ");
    let mut steps: Vec<Step> = Vec::new();
    for part in spaced.split_whitespace() {
        match part {
            ">" => steps.last_mut()?.is_parent = true,
            part => steps.push(read_step(part)?),
        }
    }
    let count = |number: &dyn Fn(&Step) -> usize| steps.iter().map(number).sum::<usize>() as u32;
    let weight = (
        count(&|step| usize::from(step.id.is_some())),
        count(&|step| step.classes.len()),
        count(&|step| usize::from(step.name.is_some())),
    );
    (!steps.is_empty()).then_some((steps, weight))
}

fn read_step(part: &str) -> Option<Step> {
    let mut step = Step::default();
    let mut rest = part;
    while !rest.is_empty() {
        let sign = rest.chars().next().filter(|sign| matches!(sign, '.' | '#'));
        let body = &rest[usize::from(sign.is_some())..];
        let end = body.find(['.', '#']).unwrap_or(body.len());
        let (word, after) = body.split_at(end);
        if word.is_empty() {
            return None;
        }
        match sign {
            Some('.') => step.classes.push(word.to_owned()),
            Some(_) => step.id = Some(word.to_owned()),
            None if word != "*" => step.name = Some(word.to_owned()),
            None => {}
        }
        rest = after;
    }
    Some(step)
}

/// Whether a selector matches the last element of a path.
fn matches(steps: &[Step], way: &[Node]) -> bool {
    let (Some((last, steps)), Some((node, way))) = (steps.split_last(), way.split_last()) else { return false };
    last.is(node) && stands_below(steps, way)
}

/// Whether the rest of a selector matches the elements above. The nearest match is taken, which is all that the
/// library's selectors need.
fn stands_below(steps: &[Step], way: &[Node]) -> bool {
    let Some((last, above)) = steps.split_last() else { return true };
    let place = if last.is_parent {
        way.len().checked_sub(1).filter(|at| last.is(&way[*at]))
    } else {
        way.iter().rposition(|node| last.is(node))
    };
    place.is_some_and(|at| stands_below(above, &way[..at]))
}

impl Step {
    fn is(&self, node: &Node) -> bool {
        self.name.as_ref().is_none_or(|name| *name == node.name)
            && self.id.as_ref().is_none_or(|id| *id == node.id)
            && self.classes.iter().all(|class| node.classes.contains(class))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str, id: &str, classes: &str) -> Node {
        let classes = classes.split_whitespace().map(str::to_owned).collect();
        Node { name: name.to_owned(), id: id.to_owned(), classes }
    }

    fn values(css: &str, attributes: &str, style: &str) -> String {
        let way = [node("svg", "d", "flowchart"), node("g", "", "node big"), node("rect", "", "box")];
        let found = Sheet::read(css).values(&way, declarations(attributes), declarations(style));
        found.iter().map(|(property, value)| format!("{property}:{value};")).collect()
    }

    #[test]
    fn the_heaviest_rule_counts_and_of_equals_the_last() {
        for (css, attributes, style, want) in [
            ("#d rect{fill:a}", "fill:b", "", "fill:a;"),
            ("#d rect{fill:a}", "fill:b", "fill:c", "fill:c;"),
            ("#d rect{fill:a!important}", "", "fill:c", "fill:a;"),
            ("#d .node rect{fill:a}#d rect{fill:b}", "", "", "fill:a;"),
            ("#d rect{fill:a}#d rect{fill:b}", "", "", "fill:b;"),
            ("#d .big>*{stroke:a!important}", "", "", "stroke:a;"),
            ("#d>rect{fill:a}", "", "", ""),
            ("#e rect{fill:a}rect.other{fill:b}", "", "", ""),
            ("#d .edge,#d .box{fill:a}", "", "", "fill:a;"),
            ("@keyframes x{from{fill:z}}#d .box{fill:a}", "", "", "fill:a;"),
            ("#d [data-x]{fill:a}#d rect:hover{fill:b}", "", "", ""),
            ("#d rect{position:fixed;background:url(x)}", "", "cursor:x", ""),
            ("{fill:a}#{fill:b}.{fill:c}>{", "", "", ""),
        ] {
            assert_eq!(values(css, attributes, style), want, "{css}");
        }
    }
}

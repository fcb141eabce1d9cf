//! The scopes of a script: which of them declares each name that the script uses.
//!
//! [`Scopes::of`] is the entry point. Scopes are: the whole script, a block, a loop with its head, and an arrow
//! function with its parameters. Names that none of them declares belong to the page.

use std::ops::Range;

use super::{Kind, Token};

/// The scopes of a script.
pub(super) struct Scopes<'a> {
    /// Every scope comes after those that contain it; the first is the whole script.
    pub(super) all: Vec<Scope<'a>>,
    /// For each token: the variable that it names; `None` if it does not name one.
    pub(super) names: Vec<Option<Variable<'a>>>,
}

/// A part of a script that declares names.
pub(super) struct Scope<'a> {
    /// The scope that contains it.
    pub(super) outer: Option<usize>,
    /// The names it declares, in order.
    pub(super) names: Vec<&'a str>,
    tokens: Range<usize>,
}

/// An occurrence of a variable's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Variable<'a> {
    pub(super) name: &'a str,
    /// The innermost scope that contains the occurrence.
    pub(super) at: usize,
    /// The scope that declares the variable; `None` if the page does.
    pub(super) from: Option<usize>,
    /// Whether it is the name of a property as well: `{ name }`.
    pub(super) is_property: bool,
}

impl<'a> Scopes<'a> {
    /// Finds the scopes of a script and resolves its names.
    pub(super) fn of(tokens: &[Token<'a>]) -> Self {
        let places = places(tokens);
        let mut all = scopes(tokens, &places);
        let innermost = innermost(tokens.len(), &mut all);
        for (at, token) in tokens.iter().enumerate() {
            let names = match token.text {
                "const" | "let" => bound(tokens, &places, at + 1..end_of_list(tokens, &places, at)),
                "=>" => bound(tokens, &places, places[at - 1].other..at),
                _ => continue,
            };
            let scope = &mut all[innermost[at]];
            names.into_iter().for_each(|name| {
                if !scope.names.contains(&name) {
                    scope.names.push(name)
                }
            });
        }
        let variable = |(at, place): (usize, &Place)| {
            let (name, scope) = (tokens[at].text, innermost[at]);
            let declares = |scope: &usize| all[*scope].names.contains(&name);
            let from = std::iter::successors(Some(scope), |scope| all[*scope].outer).find(declares);
            let is_property = place.name == Name::Shorthand;
            (place.name != Name::Other).then_some(Variable { name, at: scope, from, is_property })
        };
        let names = places.iter().enumerate().map(variable).collect();
        Self { all, names }
    }
}

/// What a token is in its context.
struct Place {
    name: Name,
    /// How many brackets are open after it.
    depth: usize,
    /// For a bracket: the index of the matching one. Otherwise that of the token itself.
    other: usize,
    /// Whether it is a brace around statements.
    is_block: bool,
}

/// Whether a token names a variable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    /// It is not a name, or names only a property.
    Other,
    Variable,
    /// It names a property as well: `{ name }`.
    Shorthand,
}

fn places(tokens: &[Token<'_>]) -> Vec<Place> {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    // The open brackets: the index of each, and whether it is a brace around properties.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut places: Vec<Place> = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let before = if at > 0 { text(at - 1) } else { "" };
        let mut place = Place { name: Name::Other, depth: 0, other: at, is_block: false };
        if token.kind == Kind::Name {
            place.name = name(before, text(at + 1), open.last().is_some_and(|(_, is_object)| *is_object));
        }
        match token.text {
            "(" | "[" => open.push((at, false)),
            "{" => {
                place.is_block = begins_block(before);
                open.push((at, !place.is_block));
            }
            ")" | "]" | "}" => {
                place.other = open.pop().map_or(at, |(opened, _)| opened);
                if let Some(opened) = places.get_mut(place.other) {
                    opened.other = at;
                }
            }
            _ => {}
        }
        place.depth = open.len();
        places.push(place);
    }
    places
}

/// Whether a brace after this text opens a block.
fn begins_block(before: &str) -> bool {
    matches!(before, "" | ")" | "=>" | ";" | "{" | "}" | "else" | "try" | "catch" | "finally" | "do")
}

/// Classifies a name by the tokens around it and by whether it is in a brace around properties.
fn name(before: &str, after: &str, in_object: bool) -> Name {
    match before {
        "." | "?." => Name::Other,
        "{" | "," if in_object => {
            if matches!(after, "," | "}" | "=") {
                Name::Shorthand
            } else {
                Name::Other
            }
        }
        _ => Name::Variable,
    }
}

/// Finds all scopes, in order.
fn scopes<'a>(tokens: &[Token<'_>], places: &[Place]) -> Vec<Scope<'a>> {
    let range = |(at, token): (usize, &Token<'_>)| match token.text {
        "{" if places[at].is_block => Some(at..places[at].other + 1),
        "for" if places[at].name == Name::Variable => Some(at..end_of_statement(tokens, places, at)),
        "=>" => Some(places[at - 1].other..end_of_body(tokens, places, at)),
        _ => None,
    };
    let mut ranges: Vec<Range<usize>> = tokens.iter().enumerate().filter_map(range).collect();
    ranges.push(0..tokens.len());
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    ranges.into_iter().map(|tokens| Scope { outer: None, names: Vec::new(), tokens }).collect()
}

/// Sets the containing scope of each scope, and returns the innermost scope of each token.
fn innermost(tokens: usize, scopes: &mut [Scope<'_>]) -> Vec<usize> {
    let mut innermost = vec![0; tokens];
    for (number, scope) in scopes.iter_mut().enumerate().skip(1) {
        scope.outer = innermost.get(scope.tokens.start).copied();
        innermost[scope.tokens.clone()].fill(number);
    }
    innermost
}

/// Returns the index after the last token of the statement that begins at `at`.
fn end_of_statement(tokens: &[Token<'_>], places: &[Place], at: usize) -> usize {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    match text(at) {
        "{" => places[at].other + 1,
        "for" | "if" | "while" if text(at + 1) == "(" => {
            let end = end_of_statement(tokens, places, places[at + 1].other + 1);
            if text(at) == "if" && text(end) == "else" { end_of_statement(tokens, places, end + 1) } else { end }
        }
        _ => {
            let depth = places.get(at).map_or(0, |place| place.depth - usize::from("([{".contains(text(at))));
            let is_end = |end: &usize| places[*end].depth < depth || (places[*end].depth == depth && text(*end) == ";");
            (at..tokens.len()).find(is_end).map_or(tokens.len(), |end| end + usize::from(text(end) == ";"))
        }
    }
}

/// Returns the index after the last token of an arrow function's body.
fn end_of_body(tokens: &[Token<'_>], places: &[Place], arrow: usize) -> usize {
    let body = arrow + 1;
    if places.get(body).is_some_and(|place| place.is_block) {
        return places[body].other + 1;
    }
    let depth = places[arrow].depth;
    let mut in_template = false;
    let mut is_end = |end: &usize| {
        let (Token { kind, text }, place) = (&tokens[*end], &places[*end]);
        let goes_on = *kind == Kind::Text && text.starts_with('}');
        let ends = goes_on && !in_template;
        if *kind == Kind::Text && (goes_on || text.starts_with('`')) {
            in_template = text.ends_with("${");
        }
        ends || place.depth < depth || (place.depth == depth && matches!(*text, "," | ";"))
    };
    (body..tokens.len()).find(&mut is_end).unwrap_or(tokens.len())
}

/// Returns where the list of declarations that begins at `at` ends.
fn end_of_list(tokens: &[Token<'_>], places: &[Place], at: usize) -> usize {
    let depth = places[at].depth;
    let is_end = |end: &usize| match places[*end].depth.cmp(&depth) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Equal => matches!(tokens[*end].text, ";" | "of" | "in"),
        std::cmp::Ordering::Greater => false,
    };
    (at + 1..tokens.len()).find(is_end).unwrap_or(tokens.len())
}

/// Returns the names that a list of declarations or parameters binds: all in it that are not part of a value.
fn bound<'a>(tokens: &[Token<'a>], places: &[Place], range: Range<usize>) -> Vec<&'a str> {
    let mut value: Option<usize> = None;
    let is_bound = |at: &usize| {
        let (text, depth) = (tokens[*at].text, places[*at].depth);
        if value.is_some_and(|outside| depth < outside || (depth == outside && text == ",")) {
            value = None;
        } else if text == "=" && value.is_none() {
            value = Some(depth);
        }
        value.is_none() && places[*at].name != Name::Other
    };
    range.filter(is_bound).map(|at| tokens[at].text).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tokens;
    use super::*;

    /// Returns the names of variables, each followed by the number of the scope that declares it.
    fn meant(script: &str) -> String {
        let names = Scopes::of(&tokens(script)).names;
        let name = |Variable { name, from, .. }| from.map_or(format!("{name} "), |from| format!("{name}{from} "));
        names.into_iter().flatten().map(name).collect()
    }

    #[test]
    fn a_name_means_what_is_declared_nearest() {
        for (script, names) in [
            ("const a = 1; { const a = 2; a; } a;", "const a0 const a1 a1 a0 "),
            ("let a; f((a) => a + 1, a); b;", "let a0 f a1 a1 a0 b "),
            ("const f = (a, b = a) => { let c = a; return c; }; a;", "const f0 a1 b1 a1 let c2 a1 return c2 a "),
            ("f(`x ${g((a) => a)} y`, (a) => `z ${a}`, a);", "f g a1 a1 a2 a2 a "),
            ("for (const a of b) c(a); a;", "for const a1 of b c a1 a "),
            ("for (let a = 1; a < 2; a++) if (a) b(a); else c(a); a;", "for let a1 a1 a1 if a1 b a1 else c a1 a "),
            ("for (const a of b) for (const c of a) { d(c); } a(c);", "for const a1 of b for const c2 of a1 d c2 a c "),
            ("const { a, b: c } = { a, b: c, d() { a; } };", "const a0 c0 a0 c0 a0 "),
        ] {
            assert_eq!(meant(script), names, "{script}");
        }
    }
}

//! Short names for the variables of a script.
//!
//! [`shorten`] is the entry point. It knows no scopes. A script is one function around statements; what these declare
//! for all of them gets the same short name everywhere, with a capital letter, and what is declared within one of
//! them gets the same short name in all of that statement, with a small one. Names that were equal are so
//! afterwards, and names that were not are not. Names that nothing declares stay, and so do those of properties.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A piece of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word: a variable, a property or a keyword.
    Name,
    /// A string, a part of a template, a regular expression or a number.
    Text,
    /// Anything else.
    Sign,
}

/// Brackets around what is declared for all statements of a script: `(() => {`.
const OUTER: usize = 2;

/// The texts of these tokens, with short names, and `let` for `const`, which is the same in what runs.
pub(super) fn shorten<'a>(tokens: &[Token<'a>]) -> Vec<String> {
    let places = places(tokens);
    let (outer, inner) = declared(tokens, &places);
    let letter = |token: &Token<'_>, place: &Place| match place.name {
        Name::Other => None,
        _ if outer.contains(token.text) => Some('A'),
        _ => inner.contains(&(place.statement, token.text)).then_some('a'),
    };
    let stays = |(token, place): &(&Token<'_>, &Place)| letter(token, place).is_none();
    let kept: BTreeSet<&str> = tokens.iter().zip(&places).filter(stays).map(|(token, _)| token.text).collect();
    let (mut for_all, mut for_one, mut statement) = (Names::default(), Names::default(), 0);
    let mut short = |(token, place): (&Token<'a>, &Place)| {
        if place.statement != statement {
            (for_one, statement) = (Names::default(), place.statement);
        }
        let name = match letter(token, place)? {
            'A' => for_all.of(token.text, 'A', &kept),
            first => for_one.of(token.text, first, &kept),
        };
        Some(if place.name == Name::Shorthand { format!("{}:{name}", token.text) } else { name })
    };
    let other = |token: &Token<'a>| if token.text == "const" { "let" } else { token.text }.to_owned();
    tokens.iter().zip(&places).map(|pair| short(pair).unwrap_or_else(|| other(pair.0))).collect()
}

/// Where a token stands.
struct Place {
    name: Name,
    /// How many brackets are open behind it.
    depth: usize,
    /// If it is a bracket that closes: which token opened it.
    opened: usize,
    /// The statement that it is part of, of those that stand in no other.
    statement: usize,
}

/// Whether a token is the name of a variable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    /// It is no name, or that of a property.
    Other,
    Variable,
    /// It is that of a property as well: `{ name }`.
    Shorthand,
}

fn places(tokens: &[Token<'_>]) -> Vec<Place> {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    // What is open: the token, and whether it is a brace around properties.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let (mut places, mut statement) = (Vec::with_capacity(tokens.len()), 0);
    for (at, token) in tokens.iter().enumerate() {
        let before = if at > 0 { text(at - 1) } else { "" };
        let mut opened = at;
        let name = match token.kind {
            Kind::Name => name(before, text(at + 1), open.last().is_some_and(|(_, is_object)| *is_object)),
            _ => Name::Other,
        };
        match token.text {
            "(" | "[" => open.push((at, false)),
            "{" => open.push((at, !begins_block(before))),
            ")" | "]" | "}" => opened = open.pop().map_or(at, |(opened, _)| opened),
            _ => {}
        }
        places.push(Place { name, depth: open.len(), opened, statement });
        statement += usize::from(open.len() <= OUTER && matches!(token.text, ";" | "}"));
    }
    places
}

/// Whether a brace behind this is that of a block.
fn begins_block(before: &str) -> bool {
    matches!(before, "" | ")" | "=>" | ";" | "{" | "}" | "else" | "try" | "catch" | "finally" | "do")
}

/// What a name is between these, in a brace around properties or elsewhere.
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

/// The names that are declared for all statements, and those within one, with its number.
fn declared<'a>(tokens: &[Token<'a>], places: &[Place]) -> (BTreeSet<&'a str>, BTreeSet<(usize, &'a str)>) {
    let (mut outer, mut inner) = (BTreeSet::new(), BTreeSet::new());
    for (at, token) in tokens.iter().enumerate() {
        let Place { depth, statement, .. } = places[at];
        let range = match token.text {
            "const" | "let" => {
                let is_end = |end: &usize| match places[*end].depth.cmp(&depth) {
                    std::cmp::Ordering::Less => true,
                    std::cmp::Ordering::Equal => matches!(tokens[*end].text, ";" | "of" | "in"),
                    std::cmp::Ordering::Greater => false,
                };
                at + 1..(at + 1..tokens.len()).find(is_end).unwrap_or(tokens.len())
            }
            "=>" => places[at - 1].opened..at,
            _ => continue,
        };
        for name in bound(tokens, places, range) {
            match token.text {
                _ if depth < OUTER => false,
                "const" | "let" if depth == OUTER => outer.insert(name),
                _ => inner.insert((statement, name)),
            };
        }
    }
    (outer, inner)
}

/// The names that a list of declarations or parameters binds: all in it that are part of no value.
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

/// Short names by those that they stand for.
#[derive(Default)]
struct Names<'a> {
    given: BTreeMap<&'a str, String>,
    tried: usize,
}

impl<'a> Names<'a> {
    /// A letter, or a letter and a number, that is none of those that are kept.
    fn of(&mut self, name: &'a str, first: char, kept: &BTreeSet<&str>) -> String {
        let tried = &mut self.tried;
        let free = || loop {
            let letter = char::from(first as u8 + (*tried % 26) as u8);
            let name = if *tried < 26 { letter.to_string() } else { format!("{letter}{}", *tried / 26 - 1) };
            *tried += 1;
            if !kept.contains(&*name) {
                break name;
            }
        };
        self.given.entry(name).or_insert_with(free).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::squeeze::squeezed;

    #[test]
    fn what_a_script_declares_gets_short_names() {
        let script = "const api = (() => {\n  const [first, { second: third, fourth = outside }] = api.first;\n  let one, two = first(one);\n\
                      const run = (event, { key, ...rest }, text = key) => event.key + `${key} key ${rest}` + /key/.test(text);\n\
                      for (const key in two) run(key ? one : third, { key, run: run, event() {}, fourth });\n  return { run, key };\n})();\n";
        let short = "let api=(()=>{let[A,{second:B,fourth:C=outside}]=api.first;let D,E=A(D);\
                     let F=(a,{key:b,...c},d=b)=>a.key+`${b} key ${c}`+/key/.test(d);\
                     for(let a in E)F(a?D:B,{key:a,run:F,event(){},fourth:C});return{run:F,key}})();\n";
        assert_eq!(squeezed(script, true), short);
    }

    #[test]
    fn a_short_name_is_none_that_the_script_has() {
        let script = "(() => {\n  const one = 1;\n  const two = (three, four) => A + a + three + four + one;\n})();\n";
        assert_eq!(squeezed(script, true), "(()=>{let B=1;let C=(b,c)=>A+a+b+c+B})();\n");
    }
}

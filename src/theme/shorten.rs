//! Short names for the variables of a script.
//!
//! [`shorten`] is the entry point. Every scope gives the names that it declares the first short ones that mean
//! nothing else in it, so that what is alike in many scopes looks alike, which packs well. Names that the script
//! itself or nothing declares stay, since other scripts know them, and so do those of properties.

use std::collections::{BTreeMap, BTreeSet};

use super::scopes::{Scopes, Variable};
use super::squeeze::{Kind, Token};

/// The texts of these tokens, with short names, and `let` for `const`, which is the same in what runs.
pub(super) fn shorten<'a>(tokens: &[Token<'a>]) -> Vec<String> {
    let scopes = Scopes::of(tokens);
    let short = short(&scopes);
    let text = |(token, variable): (&Token<'a>, &Option<Variable<'a>>)| {
        let given = variable.and_then(|Variable { name, from, .. }| short.get(&(from?, name)));
        match (given, variable) {
            (Some(short), Some(Variable { is_property: true, name, .. })) => format!("{name}:{short}"),
            (Some(short), _) => short.clone(),
            _ => match (token.kind, token.text) {
                (Kind::Name, "const") => "let",
                (Kind::Name, "true") => "!0",
                (Kind::Name, "false") => "!1",
                (_, text) => text,
            }
            .to_owned(),
        }
    };
    tokens.iter().zip(&scopes.names).map(text).collect()
}

/// The short names, by the scope that declares a name and the name.
fn short<'a>(scopes: &Scopes<'a>) -> BTreeMap<(usize, &'a str), String> {
    let mut short: BTreeMap<(usize, &str), String> = BTreeMap::new();
    let used = used(scopes);
    for (number, scope) in scopes.all.iter().enumerate().skip(1) {
        let name_of = |(from, name): &(Option<usize>, &'a str)| match from {
            Some(from) => short.get(&(*from, *name)).cloned().or((*from == 0).then(|| (*name).to_owned())),
            None => Some((*name).to_owned()),
        };
        let taken: BTreeSet<String> = used[number].iter().filter_map(name_of).collect();
        let mut free = candidates().filter(|name| !taken.contains(name));
        let given: Vec<_> = scope.names.iter().zip(&mut free).map(|(name, short)| ((number, *name), short)).collect();
        short.extend(given);
    }
    short
}

/// By scope: the names that the text in it has, with the scopes that declare these.
fn used<'a>(scopes: &Scopes<'a>) -> Vec<BTreeSet<(Option<usize>, &'a str)>> {
    let mut used = vec![BTreeSet::new(); scopes.all.len()];
    for Variable { name, at, from, .. } in scopes.names.iter().flatten() {
        for scope in std::iter::successors(Some(*at), |scope| scopes.all[*scope].outer) {
            used[scope].insert((*from, *name));
        }
    }
    used
}

/// Letters, those first that scripts have most of, then letters with a number.
fn candidates() -> impl Iterator<Item = String> {
    const LETTERS: &[u8] = b"etlrnioasfcudhmgpwbxykvzjqABCDEFGHIJKLMNOPQRSTUVWXYZ";
    (0_usize..).map(|number| {
        let letter = char::from(LETTERS[number % LETTERS.len()]);
        if number < LETTERS.len() { letter.to_string() } else { format!("{letter}{}", number / LETTERS.len() - 1) }
    })
}

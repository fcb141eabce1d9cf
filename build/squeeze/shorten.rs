//! Shortens the names of variables in a script.
//!
//! [`shorten`] is the entry point. Every scope gives the names that it declares the first short names that have no
//! other meaning in it, so that similar scopes look alike, which compresses well. Names that are declared by the
//! script's outermost scope or not at all are kept, since other scripts use them, and so are names of properties.

use std::collections::{BTreeMap, BTreeSet};

use super::Token;
use super::scopes::{Scopes, Variable};

/// Returns the texts of these tokens, with short names.
pub(super) fn shorten<'a>(tokens: &[Token<'a>]) -> Vec<String> {
    let scopes = Scopes::of(tokens);
    let short = short(&scopes);
    let text = |(token, variable): (&Token<'a>, &Option<Variable<'a>>)| {
        let given = variable.and_then(|Variable { name, from, .. }| short.get(&(from?, name)));
        match (given, variable) {
            (Some(short), Some(Variable { is_property: true, name, .. })) => format!("{name}:{short}"),
            (Some(short), _) => short.clone(),
            _ => token.text.to_owned(),
        }
    };
    tokens.iter().zip(&scopes.names).map(text).collect()
}

/// Returns the short names, by declaring scope and original name.
fn short<'a>(scopes: &Scopes<'a>) -> BTreeMap<(usize, &'a str), String> {
    let mut short: BTreeMap<(usize, &str), String> = BTreeMap::new();
    let used = used(scopes);
    for (number, scope) in scopes.all.iter().enumerate().skip(1).filter(|(_, scope)| !scope.names.is_empty()) {
        let name_of = |(from, name): &(Option<usize>, &'a str)| match from {
            Some(from @ 1..) => short.get(&(*from, *name)).map(String::as_str),
            _ => Some(*name),
        };
        let taken: BTreeSet<&str> = used[number].iter().filter_map(name_of).collect();
        let free = candidates().filter(|name| !taken.contains(name.as_str()));
        let given: Vec<_> = scope.names.iter().zip(free).map(|(name, short)| ((number, *name), short)).collect();
        short.extend(given);
    }
    short
}

/// For each scope: the names that occur in it or in a scope inside it, each with its declaring scope.
fn used<'a>(scopes: &Scopes<'a>) -> Vec<BTreeSet<(Option<usize>, &'a str)>> {
    let mut used = vec![BTreeSet::new(); scopes.all.len()];
    for Variable { name, at, from, .. } in scopes.names.iter().flatten() {
        let mut around = std::iter::successors(Some(*at), |scope| scopes.all[*scope].outer);
        // If a scope has the name already, those around it have it too.
        around.all(|scope| used[scope].insert((*from, *name)));
    }
    used
}

/// Yields letters, those most frequent in scripts first, then letters with a number.
fn candidates() -> impl Iterator<Item = String> {
    const LETTERS: &[u8] = b"etlrnioasfcudhmgpwbxykvzjqABCDEFGHIJKLMNOPQRSTUVWXYZ";
    (0_usize..).map(|number| {
        let letter = char::from(LETTERS[number % LETTERS.len()]);
        if number < LETTERS.len() { letter.to_string() } else { format!("{letter}{}", number / LETTERS.len() - 1) }
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::built_in_scripts;
    use super::super::{squeezed, tokens};
    use super::*;

    #[test]
    fn what_a_script_declares_gets_short_names() {
        let script = "const api = (() => {\n  const [first, { second: third, fourth = outside }] = api.first;\n  let one, two = first(one);\n\
                      const run = (event, { key, ...rest }, text = key) => event.key + `${key} key ${rest}` + /key/.test(text);\n\
                      for (const key in two) run(key ? one : third, { key, run: run, event() {}, fourth });\n  return { run, key };\n})();\n";
        let short = "let api=(()=>{let[e,{second:t,fourth:l=outside}]=api.first,r,n=e(r),\
                     i=(e,{key:t,...l},r=t)=>e.key+`${t} key ${l}`+/key/.test(r);\
                     for(let e in n)i(e?r:t,{key:e,run:i,event(){},fourth:l});return{run:i,key}})();\n";
        assert_eq!(squeezed(script, true), short);
    }

    #[test]
    fn a_short_name_is_none_that_means_something_else_there() {
        let script = "(() => {\n  const one = 1;\n  const two = (three) => t + three + one;\n  two((four) => four + e, e);\n})();\n";
        assert_eq!(squeezed(script, true), "(()=>{let l=1,r=e=>t+e+l;r(t=>t+e,e)})();\n");
    }

    #[test]
    fn names_mean_the_same_afterwards() {
        for (path, script) in built_in_scripts() {
            let before = tokens(&script);
            let after = shorten(&before).join(" ");
            let variables = |tokens| Scopes::of(tokens).names.into_iter().flatten().collect::<Vec<_>>();
            let (long, short) = (variables(&before), variables(&tokens(&after)));
            assert_eq!(long.len(), short.len(), "{path}");
            let (mut given, mut back) = (BTreeMap::new(), BTreeMap::new());
            for (long, short) in long.iter().zip(&short) {
                assert_eq!((long.at, long.from), (short.at, short.from), "{path}: {long:?} {short:?}");
                assert!(
                    long.from.is_some_and(|from| from > 0) || long.name == short.name,
                    "{path}: {long:?} {short:?}"
                );
                assert_eq!(*given.entry((long.from, long.name)).or_insert(short.name), short.name, "{path}");
                assert_eq!(*back.entry((long.from, short.name)).or_insert(long.name), long.name, "{path}");
            }
        }
    }
}

//! The modules of a folder use each other in one direction: none needs what needs it, on whatever way.

use std::collections::{BTreeMap, BTreeSet};

use crate::tidy::{Source, sources};

/// Circles that stay, as `folder: module module`, each with the reason.
const KNOWN: &[(&str, &str)] = &[(
    "garden: canvases links",
    "`links` asks which canvases can't be read; the alias for all of them is beside what resolves their links",
)];

/// The path of a module from the root of the crate.
type Path = Vec<String>;

/// Which modules of a folder use which others of it. A module is a file or a folder.
type Uses = BTreeMap<String, BTreeSet<String>>;

#[test]
fn modules_of_a_folder_use_each_other_in_one_direction() {
    let found: Vec<String> = folders(&sources("src")).into_iter().flat_map(circles).collect();
    let known: Vec<&str> = KNOWN.iter().map(|(circle, _)| *circle).collect();
    assert_eq!(found, known, "a circle of modules: move what both need into a module that both use");
}

#[test]
fn circles_are_found() {
    let source = |path: &str, text: &str| Source { path: format!("src/{path}.rs"), text: text.to_owned() };
    let found = |files: &[Source]| folders(files).into_iter().flat_map(circles).collect::<Vec<_>>();
    let straight = [
        source("a/mod", "mod x;\nmod y;\npub use x::One;\nfn f() { x::g(); y::g() }"),
        source("a/x", "use super::Parent;\nuse crate::b;"),
        source("a/y", "use super::x::{self, One};\n// super::z::One\nlet _ = \"super::z\";"),
        source("a/z", "use super::y::Two;\n#[cfg(test)]\nmod tests {\n    use super::super::w;\n}"),
        source("a/w", "use super::z::Three;"),
    ];
    assert_eq!(found(&straight), [""; 0]);
    for (path, text) in [
        ("a/x", "use super::y::Two;"),
        ("a/x", "fn f() { super::w::g() }"),
        ("a/x", "use crate::{b, a::{c::D, y::{Two, Three}}};"),
        ("a/x", "use super::{\n    Parent,\n    y::Two,\n};"),
        // A folder is a module as a file is.
        ("a/x/deep", "use super::super::y::Two;"),
        // What the parent passes on is still its sibling's.
        ("a/x", "use super::Two;"),
    ] {
        let mut files: Vec<Source> = straight.iter().map(|file| source(file.stem(), &file.text)).collect();
        files[0].text.push_str("\nuse y::{Three, Two};\n");
        files.push(source(path, text));
        let circle = found(&files);
        assert!(circle.len() == 1 && circle[0].starts_with("a: ") && circle[0].contains("x y"), "{text}: {circle:?}");
    }
    let files = [source("a", "use crate::b::X;"), source("b/mod", ""), source("b/c", "use crate::a::Y;")];
    assert_eq!(found(&files), ["the crate: a b"]);
}

impl Source {
    /// Returns its path without `src/` and `.rs`.
    fn stem(&self) -> &str {
        self.path.trim_start_matches("src/").trim_end_matches(".rs")
    }

    /// Returns the path of its module.
    fn module_path(&self) -> Path {
        let stem = self.stem().trim_end_matches("/mod");
        stem.split('/').filter(|part| *part != "lib").map(str::to_owned).collect()
    }
}

/// Returns for each folder which of its modules use which.
fn folders(sources: &[Source]) -> BTreeMap<Path, Uses> {
    let sources: Vec<&Source> = sources.iter().filter(|source| !source.is_test()).collect();
    let modules: BTreeSet<Path> = sources.iter().flat_map(|source| above(&source.module_path())).collect();
    let passed_on: BTreeMap<Path, Path> = sources.iter().flat_map(|source| passed_on(source, &modules)).collect();
    let mut folders: BTreeMap<Path, Uses> = BTreeMap::new();
    for source in sources {
        let own = source.module_path();
        for used in named(&source.code().join("\n"), &own) {
            let Some(mut module) = above(&used).into_iter().rev().find(|path| modules.contains(path)) else { continue };
            if own.starts_with(&module)
                && let Some(origin) = used.get(..=module.len()).and_then(|item| passed_on.get(item))
            {
                module.clone_from(origin);
            }
            let shared = own.iter().zip(&module).take_while(|(one, other)| one == other).count();
            if let (Some(user), Some(used)) = (own.get(shared), module.get(shared)) {
                let folder = folders.entry(own[..shared].to_vec()).or_default();
                folder.entry(user.clone()).or_default().insert(used.clone());
            }
        }
    }
    folders
}

/// Returns a path and all its beginnings, the shortest first.
fn above(path: &[String]) -> Vec<Path> {
    (0..=path.len()).map(|length| path[..length].to_vec()).collect()
}

/// Returns the items of its modules that a module has under its own name, with the modules that they come from.
fn passed_on(source: &Source, modules: &BTreeSet<Path>) -> Vec<(Path, Path)> {
    let own = source.module_path();
    let below = |name: &str| [&own[..], &[name.to_owned()]].concat();
    let mut items = Vec::new();
    for statement in source.code().join("\n").split(';') {
        let Some((before, path)) = statement.rsplit_once("use ") else { continue };
        let path = path.trim_start_matches("self::");
        let (module, names) = path.split_once("::").unwrap_or((path, ""));
        let is_head = before.rsplit('\n').next().is_some_and(|head| head.is_empty() || head.starts_with("pub"));
        if is_head && modules.contains(&below(module)) {
            let names = names.split(|sign: char| !is_of_name(sign)).filter(|name| !name.is_empty());
            items.extend(names.map(|name| (below(name), below(module))));
        }
    }
    items
}

/// Returns the absolute paths that begin with `crate` or `super` in the code of a module.
fn named(code: &str, own: &[String]) -> Vec<Path> {
    let mut found = Vec::new();
    for root in ["crate::", "super::"] {
        for (at, _) in code.match_indices(root) {
            if code[..at].ends_with(|sign: char| is_of_name(sign) || sign == ':') {
                continue;
            }
            let mut rest = &code[at..];
            let mut base = own.to_vec();
            while let Some(after) = rest.strip_prefix("super::") {
                base.pop();
                rest = after;
            }
            if let Some(after) = rest.strip_prefix("crate::") {
                base.clear();
                rest = after;
            }
            branches(rest, &base, &mut found);
        }
    }
    found
}

/// Reads `x::{y::Z, w}` below a path; returns what follows it.
fn branches<'c>(code: &'c str, base: &[String], found: &mut Vec<Path>) -> &'c str {
    if let Some(mut rest) = code.strip_prefix('{') {
        loop {
            rest = rest.trim_start_matches(|sign: char| sign.is_whitespace() || sign == ',');
            if rest.is_empty() || rest.starts_with('}') {
                return rest.strip_prefix('}').unwrap_or(rest);
            }
            let after = branches(rest, base, found);
            // What is no path (`as other`, `*`) is skipped sign by sign.
            rest = if after.len() < rest.len() {
                after
            } else {
                after.trim_start_matches(|sign| sign != ',' && sign != '}')
            };
        }
    }
    let end = code.find(|sign| !is_of_name(sign)).unwrap_or(code.len());
    let (name, rest) = code.split_at(end);
    if name.is_empty() {
        found.push(base.to_vec());
        return rest;
    }
    let path = if name == "self" { base.to_vec() } else { [base, &[name.to_owned()]].concat() };
    match rest.strip_prefix("::") {
        Some(rest) => branches(rest, &path, found),
        None => {
            found.push(path);
            rest
        }
    }
}

fn is_of_name(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// Returns the circles of a folder as texts: modules of which each needs every other.
fn circles((folder, uses): (Path, Uses)) -> Vec<String> {
    let reached: BTreeMap<&String, BTreeSet<&String>> =
        uses.keys().map(|module| (module, reached(module, &uses))).collect();
    let mut circles = BTreeSet::new();
    for (module, all) in &reached {
        let circle: BTreeSet<&str> = all
            .iter()
            .filter(|other| reached.get(*other).is_some_and(|back| back.contains(module)))
            .map(|name| name.as_str())
            .collect();
        if !circle.is_empty() {
            circles.insert(circle.into_iter().collect::<Vec<_>>().join(" "));
        }
    }
    let folder = if folder.is_empty() { "the crate".to_owned() } else { folder.join("/") };
    circles.into_iter().map(|circle| format!("{folder}: {circle}")).collect()
}

/// Returns the modules that a module uses, and those that these use.
fn reached<'u>(module: &String, uses: &'u Uses) -> BTreeSet<&'u String> {
    let mut reached = BTreeSet::new();
    let mut open = vec![module];
    while let Some(next) = open.pop() {
        for used in uses.get(next).into_iter().flatten() {
            if reached.insert(used) {
                open.push(used);
            }
        }
    }
    reached
}

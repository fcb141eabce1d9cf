//! The sources themselves: layers, sizes, documentation, and what they must not contain.

use std::collections::BTreeSet;
use std::fs;

use walkdir::WalkDir;

use allotment::config::Config;

use crate::garden::repository;

/// The layers from the bottom up. A module uses only modules of its own layer and of layers below: `path` knows
/// nothing of `note`, `render` nothing of `site`. ARCHITECTURE.md says why.
const LAYERS: &[&[&str]] = &[
    &["path", "hash", "recent", "script", "entity", "tally", "diagnostic"],
    &["config", "source", "math", "highlight", "diagram"],
    &["note"],
    &["garden"],
    &["theme", "highlight", "math", "search", "graph", "mention"],
    &["render"],
    // `output` is below `site`, which hands its files to it.
    &["output"],
    &["site"],
    &["watch", "serve", "commands"],
    &["cli"],
    &["main"],
];

/// A source file: its path relative to the repository, and its text.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// Returns the top-level module that the file belongs to.
    fn module(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap();
        inside.split(['/', '.']).next().unwrap()
    }

    pub(crate) fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap();
        name.starts_with("tests")
            || name.ends_with("_test.rs")
            || self.path.contains("/tests/")
            || self.path.starts_with("tests/")
    }

    /// Returns its lines up to its test module, without comments and the contents of strings.
    pub(crate) fn code(&self) -> Vec<String> {
        let lines: Vec<&str> = self.text.lines().collect();
        let opens =
            |lines: &[&str]| lines[0].trim() == "#[cfg(test)]" && lines[1].contains("mod ") && lines[1].ends_with('{');
        let end = lines.windows(2).position(opens).filter(|_| !self.is_test()).unwrap_or(lines.len());
        lines[..end].iter().map(|line| bare(line)).collect()
    }
}

/// Returns all Rust files below a folder.
pub(crate) fn sources(folder: &str) -> Vec<Source> {
    let root = repository();
    let mut sources = Vec::new();
    for entry in WalkDir::new(root.join(folder)).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.path().extension().is_some_and(|extension| extension == "rs") {
            let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            sources.push(Source { path, text: fs::read_to_string(entry.path()).unwrap() });
        }
    }
    assert!(!sources.is_empty(), "there is nothing in {folder}");
    sources
}

/// Returns a line of code without its comment and the contents of strings. Inner lines of a multi-line string
/// are kept, which is good enough here.
fn bare(line: &str) -> String {
    let mut code = String::new();
    let mut signs = line.chars().peekable();
    let mut in_text = false;
    while let Some(sign) = signs.next() {
        match sign {
            '\\' if in_text => drop(signs.next()),
            '"' => {
                in_text = !in_text;
                code.push('"');
            }
            '\'' if !in_text => {
                // A character literal, unless it is a lifetime.
                let rest: String = signs.clone().take(12).collect();
                let letter = match rest.strip_prefix('\\') {
                    Some(escaped) => {
                        escaped.char_indices().skip(1).find(|(_, sign)| *sign == '\'').map(|(at, _)| at + 1)
                    }
                    None => rest.char_indices().nth(1).filter(|(_, sign)| *sign == '\'').map(|(at, _)| at),
                };
                if let Some(end) = letter {
                    let count = rest[..=end].chars().count();
                    signs.nth(count - 1);
                }
            }
            '/' if !in_text && signs.peek() == Some(&'/') => break,
            _ if !in_text => code.push(sign),
            _ => {}
        }
    }
    code
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

fn layer(module: &str) -> usize {
    LAYERS
        .iter()
        .position(|layer| layer.contains(&module))
        .unwrap_or_else(|| panic!("{module} is in no layer: add it to LAYERS"))
}

/// Returns the names of modules after `crate::` or `allotment::`, including those in braces.
fn used(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for root in ["crate::", "allotment::"] {
        for (at, _) in code.match_indices(root) {
            let after = &code[at + root.len()..];
            let name =
                |text: &str| text.chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect::<String>();
            match after.strip_prefix('{') {
                Some(list) => {
                    let mut depth = 0;
                    let mut first = String::new();
                    for sign in list.chars() {
                        match sign {
                            '{' => depth += 1,
                            '}' if depth == 0 => break,
                            '}' => depth -= 1,
                            ',' if depth == 0 => {
                                used.insert(name(first.trim()));
                                first.clear();
                            }
                            _ if depth == 0 => first.push(sign),
                            _ => {}
                        }
                    }
                    used.insert(name(first.trim()));
                }
                None => drop(used.insert(name(after))),
            }
        }
    }
    used.remove("");
    used.remove("self");
    used
}

#[test]
fn a_module_uses_only_what_its_layer_may_use() {
    let modules: BTreeSet<&str> = LAYERS.iter().flat_map(|layer| layer.iter().copied()).collect();
    let mut faults = Vec::new();
    for source in sources("src").iter().filter(|source| !source.is_test() && source.path != "src/lib.rs") {
        let module = source.module();
        for used in used(&source.code().join("\n")).iter().filter(|used| modules.contains(used.as_str())) {
            if layer(used) > layer(module) {
                faults.push(format!("{}: {module} must not use {used}", source.path));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn every_module_says_what_it_is_for() {
    let mut faults = Vec::new();
    for source in sources("src").into_iter().chain(sources("tests")) {
        if !source.text.starts_with("//! ") {
            faults.push(format!("{}: does not open with //!", source.path));
        }
    }
    assert_none(&faults);
}

#[test]
fn only_the_edges_have_effects() {
    // Streams, clocks, environment, processes, network, disk: which modules may use them.
    let rules: &[(&[&str], &[&str])] = &[
        (&["println!", "eprintln!", "print!", "eprint!", "process::exit"], &[]),
        (&["dbg!", "todo!", "unimplemented!"], &[]),
        (&["io::stdout", "io::stderr", "env::args"], &["main"]),
        (&["env::var", "env::current_dir", "env::temp_dir"], &["main", "commands", "serve", "watch"]),
        (
            &["Instant::now", "SystemTime::now", "Timestamp::now"],
            &["main", "cli", "commands", "serve", "watch", "output"],
        ),
        (&["Command::new", "process::Command"], &["source", "commands", "serve", "cli"]),
        (&["TcpListener", "TcpStream", "UdpSocket"], &["serve"]),
        // A network address is a plain value: using one has no effect.
        (&["std::net"], &["serve", "commands", "cli"]),
        (&["std::fs", "fs::"], &["source", "theme", "output", "watch", "serve", "commands"]),
        (&["static mut", "unsafe "], &[]),
        (
            &["HashMap", "HashSet"],
            &["garden", "note", "source", "render", "search", "site", "theme", "commands", "output", "serve", "watch"],
        ),
    ];
    let mut faults = Vec::new();
    for source in sources("src").iter().filter(|source| !source.is_test()) {
        for (at, line) in source.code().iter().enumerate() {
            for (words, modules) in rules {
                let word = words.iter().find(|word| is_word(line, word));
                if let Some(word) = word.filter(|_| !modules.contains(&source.module())) {
                    faults.push(format!("{}:{}: {word} has no place here", source.path, at + 1));
                }
            }
        }
    }
    assert_none(&faults);
}

/// Whether the line contains this word, and not only as the end of a longer one.
fn is_word(line: &str, word: &str) -> bool {
    let starts = |at: usize| !line[..at].ends_with(|sign: char| sign.is_alphanumeric() || sign == '_');
    line.match_indices(word).any(|(at, _)| starts(at))
}

/// Text never becomes markup in a reader's browser, nor a pattern: scripts build elements, and search without
/// regular expressions.
#[test]
fn scripts_make_no_markup_of_text() {
    let sinks = [
        "innerHTML",
        "outerHTML =",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "setHTML",
        "RegExp(",
    ];
    // Words that were escaped when the site was built, and a page that is only parsed for its preview.
    let allowed = ["previews.js: innerHTML"];
    let mut found = Vec::new();
    for folder in ["themes", "src/serve"] {
        for entry in WalkDir::new(repository().join(folder)).into_iter().map(Result::unwrap) {
            let name = entry.file_name().to_string_lossy();
            if !name.ends_with(".js") && !name.ends_with(".html") {
                continue;
            }
            let text = fs::read_to_string(entry.path()).unwrap();
            let of_file = sinks.iter().flat_map(|sink| vec![*sink; text.matches(sink).count()]);
            found.extend(of_file.map(|sink| format!("{name}: {sink}")));
        }
    }
    assert_eq!(found, allowed);
}

#[test]
fn files_have_at_most_six_hundred_lines_and_functions_eighty() {
    let mut faults = Vec::new();
    for source in sources("src").into_iter().chain(sources("tests")) {
        let lines = source.text.lines().count();
        if lines > 600 {
            faults.push(format!("{}: {lines} lines", source.path));
        }
        faults.extend(long_functions(&source));
    }
    assert_none(&faults);
}

/// Returns functions of more than eighty lines. Braces in multi-line strings must be balanced, which they are.
fn long_functions(source: &Source) -> Vec<String> {
    // Tests are tables, which are read in one go.
    let limit = if source.is_test() { 100 } else { 80 };
    let mut faults = Vec::new();
    let mut open: Vec<(usize, usize, String)> = Vec::new();
    let (mut depth, mut pending) = (0_usize, None);
    for (at, line) in source.text.lines().enumerate() {
        let code = bare(line);
        if let Some((_, rest)) = code.split_once("fn ").filter(|(before, _)| is_head(before)) {
            pending = Some((at, rest.split(['(', '<']).next().unwrap_or_default().to_owned()));
        }
        for sign in code.chars() {
            match sign {
                '{' => {
                    if let Some((start, name)) = pending.take() {
                        open.push((depth, start, name));
                    }
                    depth += 1;
                }
                '}' => {
                    depth = depth.saturating_sub(1);
                    if open.last().is_some_and(|(of, ..)| *of == depth) {
                        let (_, start, name) = open.pop().unwrap();
                        if at - start + 1 > limit {
                            faults.push(format!("{}:{}: {name} has {} lines", source.path, start + 1, at - start + 1));
                        }
                    }
                }
                ';' if open.len() <= depth => drop(pending.take_if(|_| !code.contains('['))),
                _ => {}
            }
        }
    }
    faults
}

/// Whether the text before `fn` consists only of what can precede it.
fn is_head(before: &str) -> bool {
    before.split_whitespace().all(|word| {
        ["pub", "const", "async", "unsafe", "extern", "pub(crate)", "pub(super)", "\"\""].contains(&word)
            || word.starts_with("pub(in")
    })
}

#[test]
fn nothing_is_left_for_later() {
    let forbidden = ["todo", "fixme", "xxx", "hack:"];
    let mut faults = Vec::new();
    for source in sources("src").iter().filter(|source| !source.is_test()) {
        for (at, line) in source.text.lines().enumerate() {
            let words = line.to_lowercase();
            let words: Vec<&str> = words.split(|sign: char| !sign.is_alphanumeric() && sign != ':').collect();
            for word in forbidden
                .iter()
                .filter(|word| words.iter().any(|found| found.trim_end_matches(':') == word.trim_end_matches(':')))
            {
                faults.push(format!("{}:{}: {word}", source.path, at + 1));
            }
        }
    }
    assert_none(&faults);
}

/// Returns how many bytes a server sends for this text: deflated, with gzip's header and trailer (RFC 1952).
fn gzipped(text: &[u8]) -> usize {
    miniz_oxide::deflate::compress_to_vec(text, 9).len() + 18
}

#[test]
fn what_every_reader_loads_is_small() {
    let theme = crate::garden::look(&Config::default());
    for (file, budget) in [
        ("style.css", 6_800),
        ("script.js", 1460),
        ("contents.js", 400),
        ("drawer.js", 480),
        ("callouts.css", 1200),
        ("icon.svg", 600),
        ("code.css", 900),
        ("code.js", 614),
        ("math.css", 1024),
        // For readers who search.
        ("results.js", 1_700),
        ("previews.js", 1900),
        ("keys.js", 1800),
        ("graph.css", 900),
        ("graph.js", 4 * 1024),
    ] {
        let (stem, extension) = file.rsplit_once('.').unwrap();
        let is_it = |path: &str| {
            let name = path.strip_prefix("theme/").and_then(|name| name.strip_suffix(&format!(".{extension}")));
            name.and_then(|name| name.rsplit_once('.')).is_some_and(|(name, _)| name == stem)
        };
        let asset = theme.assets().iter().find(|asset| is_it(asset.path.as_str())).unwrap();
        let size = gzipped(&asset.bytes);
        assert!(size <= budget, "{file} has {size} bytes when compressed, and may have {budget}");
    }
}

#[test]
fn the_script_of_the_search_is_small_in_every_language() {
    for (path, _) in allotment::theme::built_in() {
        let Some(language) = path.strip_prefix("words/").and_then(|name| name.strip_suffix(".toml")) else { continue };
        let settings = format!("language = \"{language}\"\n");
        let theme = crate::garden::look(&allotment::config::parse(&settings, "site.toml").unwrap());
        let size = gzipped(theme.search_script());
        assert!((3_000..=6_000).contains(&size), "{language}: {size} bytes when compressed");
    }
}

#[test]
fn the_scanner_sees_what_it_should() {
    assert_eq!(bare("let a = \"x // y\"; // z"), "let a = \"\"; ");
    assert_eq!(bare("let a = '\"'; b('\\'', '{', 'c: &'a str)"), "let a = ; b(, , c: &a str)");
    let want = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(
        used("use crate::note::{Link, Note};\nuse crate::{path, hash::{A, b}, site};\ncrate::theme::x()"),
        want(&["note", "path", "hash", "site", "theme"])
    );
    let long = format!("fn short() {{\n}}\nfn long() {{\n{}}}\n", "    a();\n".repeat(90));
    let faults = long_functions(&Source { path: "src/x.rs".to_owned(), text: long });
    assert_eq!(faults, ["src/x.rs:3: long has 92 lines"]);
}

//! Finds the grammar for the word after a fence.
//!
//! Grammars have names and file extensions; other words that people write are in [`ALIASES`].

use syntect::parsing::{SyntaxReference, SyntaxSet};

/// Other words for a language, and the word that its grammar has.
const ALIASES: &[(&str, &str)] = &[
    ("assembly", "asm"),
    ("astro", "html"),
    ("batch", "bat"),
    ("console", "sh"),
    ("csharp", "cs"),
    ("dataviewjs", "js"),
    ("docker", "dockerfile"),
    ("elisp", "el"),
    ("fs", "f#"),
    ("fsharp", "f#"),
    ("geojson", "json"),
    ("golang", "go"),
    ("graphviz", "dot"),
    ("h", "c"),
    ("handlebars", "html"),
    ("hbs", "html"),
    ("javascriptreact", "js"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("jsonld", "json"),
    ("jsx", "js"),
    ("mysql", "sql"),
    ("ndjson", "json"),
    ("node", "js"),
    ("objc", "objective-c"),
    ("objectivec", "objective-c"),
    ("plist", "xml"),
    ("postgresql", "sql"),
    ("psql", "sql"),
    ("python3", "py"),
    ("shell", "sh"),
    ("shell-session", "sh"),
    ("shellscript", "sh"),
    ("sqlite", "sql"),
    ("typescriptreact", "tsx"),
    ("vimscript", "vim"),
];

/// Words that name no language, or one whose blocks are not shown as code.
const PLAIN: &[&str] = &[
    "",
    "ascii",
    "dataview",
    "log",
    "mermaid",
    "none",
    "output",
    "plain",
    "plaintext",
    "query",
    "tasks",
    "text",
    "txt",
];

/// Whether it is worth loading the grammars for this word.
pub(super) fn may_be_known(word: &str) -> bool {
    !PLAIN.contains(&word)
}

/// The grammar for a word in lower case.
pub(super) fn find<'a>(grammars: &'a SyntaxSet, word: &str) -> Option<&'a SyntaxReference> {
    let known = ALIASES.iter().find(|(alias, _)| *alias == word).map_or(word, |(_, known)| known);
    grammars.find_syntax_by_token(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_all_kinds_lead_to_their_grammar() {
        let grammars = super::super::grammars();
        for (alias, _) in ALIASES {
            assert!(find(grammars, alias).is_some(), "{alias}");
        }
        for (word, want) in [("js", "JavaScript (Babel)"), ("py", "Python"), ("rs", "Rust")] {
            assert_eq!(find(grammars, word).map(|grammar| grammar.name.as_str()), Some(want), "{word}");
        }
        assert!(find(grammars, "no such language").is_none());
    }

    #[test]
    fn aliases_are_in_order_and_none_is_plain() {
        assert!(ALIASES.is_sorted());
        assert!(PLAIN.is_sorted());
        assert!(ALIASES.iter().all(|(alias, _)| may_be_known(alias)));
    }
}

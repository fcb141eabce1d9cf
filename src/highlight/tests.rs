//! Whole outputs for a dozen languages, and code that means no good.

use super::*;

fn html(language: &str, code: &str) -> String {
    Highlighter::new().highlight(language, code).map(|html| html.to_string()).unwrap_or_default()
}

#[test]
#[ignore]
fn dump() {
    for (l, c) in SNIPPETS { println!("== {l}\n{}", html(l, c)); }
    let mut names: Vec<String> = grammars().syntaxes().iter().map(|s| format!("{} {:?}", s.name, s.file_extensions)).collect();
    names.sort();
    println!("{}", names.join("\n"));
}

const SNIPPETS: &[(&str, &str)] = &[
    ("rust", "/// Doc.\n#[derive(Debug)]\npub fn grow<'a>(beds: &'a [Bed]) -> u32 {\n    let n = 4; // four\n    println!(\"{n}\\n\");\n    beds.iter().map(|bed| bed.size * n).sum::<u32>()\n}\nstruct Bed { size: u32 }\n"),
    ("python", "@cache\ndef grow(beds: list[int], n=4) -> int:\n    \"\"\"Doc.\"\"\"\n    # four\n    return sum(b * n for b in beds) if beds is not None else f\"{n}!\"\nclass Bed(Plot):\n    pass\n"),
    ("js", "import { grow } from './grow.js';\nconst n = 4; // four\nexport async function sum(beds) {\n  return beds.map((b) => `${b.size * n}`).filter(Boolean) ?? null;\n}\nclass Bed extends Plot { constructor() { super(); this.x = /a+/g; } }\n"),
    ("html", "<!doctype html>\n<!-- four -->\n<a class=\"bed\" href='x'>&amp; Bed</a>\n<script>let n = 4;</script>\n<style>a { color: red }</style>\n"),
    ("css", "/* four */\n:root { --bed: #2b7a4b; }\n.bed > a:hover { color: var(--bed); margin: 4px auto !important; }\n@media (min-width: 40rem) { a { width: calc(1% + 2px) } }\n"),
    ("bash", "#!/bin/sh\n# four\nfor bed in \"$HOME\"/beds/*; do\n  echo \"${bed##*/}\" | grep -v 'x' > out && exit 1\ndone\n"),
    ("json", "{\"bed\": 4, \"on\": true, \"of\": [null, \"a\\n\"]}\n"),
    ("yaml", "# four\nbed: 4\ntags: [a, \"b\"]\non: true\ntext: plain words\n- &x *y\n"),
    ("toml", "# four\n[bed]\nsize = 4\nname = \"a\"\non = true\nday = 2024-03-02\n"),
    ("markdown", "# Bed\n\nSome *soft* and **strong** [link](x.md) `code`.\n\n> quote\n\n- item\n"),
    ("diff", "--- a/bed\n+++ b/bed\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n"),
    ("sql", "-- four\nSELECT name, count(*) FROM beds WHERE size > 4 AND name = 'a';\n"),
    ("c", "#include <stdio.h>\nint main(void) { /* x */ printf(\"%d\\n\", 0x1F); return NULL; }\n"),
    ("ts", "interface Bed<T> { size: number }\nconst a = (x: Bed<string>): void => {};\n"),
    ("go", "package main\nfunc Grow(n int) string { return fmt.Sprintf(\"%d\", n) }\n"),
    ("xml", "<?xml version=\"1.0\"?><a b=\"c\">d</a>\n"),
    ("php", "<?php function x($a) { return $a->b(); } ?>\n"),
    ("java", "public class A { private static final int X = 4; String s() { return \"a\"; } }\n"),
    ("ruby", "def x(a)\n  puts \"#{a} b\" if a.nil? # four\nend\n"),
    ("haskell", "f :: Int -> Int\nf x = x + 1 -- four\n"),
];

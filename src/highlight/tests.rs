//! Whole outputs for a dozen languages, and hostile code.

use super::*;

fn html(language: &str, code: &str) -> Option<String> {
    Highlighter::new().highlight(language, code).map(|html| html.to_string())
}

/// Languages, code, and the whole output.
const SNIPPETS: &[(&str, &str, &str)] = &[
    (
        "rust",
        r#"/// Doc.
#[derive(Debug)]
pub fn grow<'a>(beds: &'a [Bed]) -> u32 {
    let n = 4; // four
    println!("{n}\n");
    beds.iter().map(|bed| bed.size * n).sum::<u32>()
}
struct Bed { size: u32 }
"#,
        r#"<span class="c">/// Doc.</span>
<span class="f">#</span>[<span class="f">derive</span>(Debug)]
<span class="k">pub fn</span> <span class="f">grow</span>&lt;<span class="v">'a</span>&gt;(<span class="v">beds</span>: <span class="o">&amp;</span><span class="v">'a</span> [Bed]) -&gt; <span class="k">u32</span> {
    <span class="k">let</span> n <span class="o">=</span> <span class="n">4</span>; <span class="c">// four</span>
    <span class="f">println!</span>(<span class="s">"</span><span class="l">{n}\n</span><span class="s">"</span>);
    beds.<span class="f">iter</span>().<span class="f">map</span>(|<span class="v">bed</span>| bed.size <span class="o">*</span> n).sum::&lt;<span class="k">u32</span>&gt;()
}
<span class="k">struct</span> <span class="t">Bed</span> { size: <span class="k">u32</span> }
"#,
    ),
    (
        "python",
        r#"@cache
def grow(beds: list[int], n=4) -> int:
    """Doc."""
    # four
    return sum(b * n for b in beds) if beds is not None else f"{n}!"
class Bed(Plot):
    pass
"#,
        r#"<span class="f">@cache</span>
<span class="k">def</span> <span class="f">grow</span>(<span class="v">beds</span>: <span class="t">list</span>[<span class="t">int</span>], <span class="v">n</span><span class="o">=</span><span class="n">4</span>) -&gt; <span class="t">int</span>:
    <span class="c">"""Doc."""
    # four</span>
    <span class="k">return</span> <span class="f">sum</span>(b <span class="o">*</span> n <span class="k">for</span> b <span class="k">in</span> beds) <span class="k">if</span> beds <span class="k">is not</span> <span class="l">None</span> <span class="k">else</span> <span class="s">f"</span><span class="o">{</span>n<span class="o">}</span><span class="s">!"</span>
<span class="k">class</span> <span class="t">Bed</span>(<span class="t">Plot</span>):
    <span class="k">pass</span>
"#,
    ),
    (
        "js",
        r#"import { grow } from './grow.js';
const n = 4; // four
export async function sum(beds) {
  return beds.map((b) => `${b.size * n}`).filter(Boolean) ?? null;
}
class Bed extends Plot { constructor() { super(); this.x = /a+/g; } }
"#,
        r#"<span class="k">import</span> { grow } <span class="k">from</span> <span class="s">'./grow.js'</span>;
<span class="k">const</span> n <span class="o">=</span> <span class="n">4</span>; <span class="c">// four</span>
<span class="k">export async function</span> <span class="f">sum</span>(<span class="v">beds</span>) {
  <span class="k">return</span> beds.<span class="f">map</span>((<span class="v">b</span>) <span class="o">=&gt;</span> <span class="s">`</span><span class="o">${</span>b.size <span class="o">*</span> n<span class="o">}</span><span class="s">`</span>).<span class="f">filter</span>(<span class="t">Boolean</span>) <span class="o">??</span> <span class="l">null</span>;
}
<span class="k">class</span> <span class="t">Bed</span> <span class="k">extends</span> Plot { <span class="f">constructor</span>() { <span class="k">super</span>(); <span class="k">this</span>.x <span class="o">=</span> <span class="s">/a+/g</span>; } }
"#,
    ),
    (
        "html",
        r#"<!doctype html>
<!-- four -->
<a class="bed" href='x'>&amp; Bed</a>
<script>let n = 4;</script>
<style>a { color: red }</style>
"#,
        r#"&lt;!doctype html&gt;
<span class="c">&lt;!-- four --&gt;</span>
&lt;<span class="g">a</span> <span class="v">class</span>=<span class="s">"bed"</span> <span class="v">href</span>=<span class="s">'x'</span>&gt;<span class="l">&amp;amp;</span> Bed&lt;/<span class="g">a</span>&gt;
&lt;<span class="g">script</span>&gt;<span class="k">let</span> n <span class="o">=</span> <span class="n">4</span>;&lt;/<span class="g">script</span>&gt;
&lt;<span class="g">style</span>&gt;<span class="g">a</span> { <span class="v">color</span>: <span class="l">red</span> }&lt;/<span class="g">style</span>&gt;
"#,
    ),
    (
        "css",
        r#"/* four */
:root { --bed: #2b7a4b; }
.bed > a:hover { color: var(--bed); margin: 4px auto !important; }
@media (min-width: 40rem) { a { width: calc(1% + 2px) } }
"#,
        r#"<span class="c">/* four */</span>
<span class="v">:root</span> { <span class="v">--bed</span>: <span class="l">#2b7a4b</span>; }
<span class="v">.bed</span> &gt; <span class="g">a</span><span class="v">:hover</span> { <span class="v">color</span>: <span class="f">var</span>(<span class="v">--bed</span>); <span class="v">margin</span>: <span class="n">4px</span> <span class="l">auto</span> <span class="k">!important</span>; }
<span class="k">@media</span> (<span class="v">min-width</span>: <span class="n">40rem</span>) { <span class="g">a</span> { <span class="v">width</span>: <span class="f">calc</span>(<span class="n">1%</span> <span class="o">+</span> <span class="n">2px</span>) } }
"#,
    ),
    (
        "bash",
        r#"#!/bin/sh
# four
for bed in "$HOME"/beds/*; do
  echo "${bed##*/}" | grep -v 'x' > out && exit 1
done
"#,
        r#"<span class="c">#!/bin/sh
# four</span>
<span class="k">for</span> bed <span class="k">in</span> <span class="s">"</span><span class="v">$HOME</span><span class="s">"</span>/beds/<span class="o">*;</span> <span class="k">do</span>
  <span class="f">echo</span> <span class="s">"</span><span class="v">${bed</span><span class="o">##*</span><span class="v">/}</span><span class="s">"</span> <span class="o">|</span> <span class="f">grep</span><span class="v"> -v</span> <span class="s">'x'</span> <span class="o">&gt;</span> out <span class="o">&amp;&amp;</span> <span class="f">exit</span> 1
<span class="k">done</span>
"#,
    ),
    (
        "json",
        r#"{"bed": 4, "on": true, "of": [null, "a\n"]}
"#,
        r#"{<span class="v">"bed"</span>: <span class="n">4</span>, <span class="v">"on"</span>: <span class="l">true</span>, <span class="v">"of"</span>: [<span class="l">null</span>, <span class="s">"a</span><span class="l">\n</span><span class="s">"</span>]}
"#,
    ),
    (
        "yaml",
        r#"# four
bed: 4
tags: [a, "b"]
on: true
text: plain words
- &x *y
"#,
        r#"<span class="c"># four</span>
<span class="v">bed</span>: <span class="n">4</span>
<span class="v">tags</span>: [<span class="s">a</span>, <span class="s">"b"</span>]
<span class="l">on</span>: <span class="l">true</span>
<span class="v">text</span>: <span class="s">plain words</span>
- <span class="k">&amp;</span><span class="t">x</span> <span class="k">*</span>y
"#,
    ),
    (
        "toml",
        r#"# four
[bed]
size = 4
name = "a"
on = true
day = 2024-03-02
"#,
        r#"<span class="c"># four</span>
[<span class="t">bed</span>]
<span class="v">size</span> = <span class="n">4</span>
<span class="v">name</span> = <span class="s">"a"</span>
<span class="v">on</span> = <span class="l">true</span>
<span class="v">day</span> = <span class="n">2024-03-02</span>
"#,
    ),
    (
        "markdown",
        r#"# Bed

Some *soft* and **strong** [link](x.md) `code`.

> quote

- item
"#,
        r#"<span class="k"># Bed</span>

Some *soft* and **strong** [link](<span class="v">x.md</span>) <span class="s">`code`</span>.

<span class="o">&gt;</span> quote

<span class="o">-</span> item
"#,
    ),
    (
        "diff",
        r#"--- a/bed
+++ b/bed
@@ -1,2 +1,2 @@
 same
-old
+new
"#,
        r#"<span class="c">--- a/bed
+++ b/bed</span>
<span class="f">@@ -1,2 +1,2 @@</span>
 same
<span class="d">-old</span>
<span class="i">+new</span>
"#,
    ),
    (
        "sql",
        r#"-- four
SELECT name, count(*) FROM beds WHERE size > 4 AND name = 'a';
"#,
        r#"<span class="c">-- four</span>
<span class="k">SELECT</span> name, <span class="f">count</span>(<span class="k">*</span>) <span class="k">FROM</span> beds <span class="k">WHERE</span> size <span class="o">&gt;</span> <span class="n">4</span> <span class="k">AND</span> name <span class="o">=</span> <span class="s">'a'</span>;
"#,
    ),
];

#[test]
fn code_becomes_words_of_a_few_classes() {
    for (language, code, want) in SNIPPETS {
        assert_eq!(html(language, code).as_deref(), Some(*want), "{language}");
    }
}

#[test]
fn nothing_but_spans_of_known_classes_is_added() {
    for (language, code, _) in SNIPPETS {
        let mut plain = html(language, code).unwrap_or_default().replace("</span>", "");
        for class in Class::ALL {
            plain = plain.replace(&format!("<span class=\"{}\">", class.letter()), "");
        }
        let plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        assert_eq!(plain, *code, "{language}");
    }
}

#[test]
fn code_without_a_known_language_is_left_alone() {
    for language in ["", "text", "mermaid", "no such language", "\u{0}", "é", "<script>"] {
        assert_eq!(html(language, "let x = 1;\n"), None, "{language}");
    }
}

#[test]
fn a_text_is_done_once_and_the_same_each_time() {
    let highlighter = Highlighter::new();
    let first = highlighter.highlight("rust", "fn x() {}\n");
    let again = highlighter.highlight("rs", "fn x() {}\n");
    assert!(first.zip(again).is_some_and(|(first, again)| Arc::ptr_eq(&first, &again)));
    assert_ne!(highlighter.highlight("rust", "fn y() {}\n"), highlighter.highlight("rust", "fn x() {}\n"));
    assert_eq!(
        html("rust", "fn x() {}"),
        Some("<span class=\"k\">fn</span> <span class=\"f\">x</span>() {}".to_owned())
    );
    assert_eq!(html("rust", ""), Some(String::new()));
}

#[test]
fn what_is_too_long_is_left_alone() {
    let line = |length: usize| format!("{}\n", "a".repeat(length));
    assert!(html("rust", &line(LINE_LIMIT)).is_some());
    assert_eq!(html("rust", &line(LINE_LIMIT + 1)), None);
    assert_eq!(html("js", &line(1024 * 1024)), None);
    assert_eq!(html("js", &"[".repeat(100_000)), None);
    assert_eq!(html("js", &"[\n".repeat(100_000)), None);
    assert_eq!(html("rust", &line(79).repeat(SIZE_LIMIT / 80 + 1)), None);
}

#[test]
fn code_that_means_no_good_ends_in_time_and_loses_nothing() {
    let odd = [
        "[\n".repeat(4_000),
        "([{".repeat(3_000).as_bytes().chunks(300).map(|line| String::from_utf8_lossy(line) + "\n").collect(),
        "\"unclosed\n'unclosed\n`unclosed ${\n/* unclosed\n".repeat(100),
        "<<EOF\n<<'A B'\n<<\"(\"\n$((\n".repeat(100),
        "r###\"\n".repeat(200),
        "\u{0}\u{feff}\u{202e}é日本\u{1f331}\r\n".repeat(100),
        "<a <b <c </\n<!--\n<script>\n</\n".repeat(100),
    ];
    for language in ["rust", "js", "bash", "html", "markdown", "ruby", "php", "yaml", "perl", "c++"] {
        for code in &odd {
            let shown = html(language, code).unwrap_or_else(|| panic!("{language}: {code:.20}"));
            let text =
                shown.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<String>();
            let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            assert!(text == *code, "{language}: {code:.20}");
        }
    }
}

//! Tests of whole bodies as HTML.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::config::Config;
use crate::path::SourcePath;

fn note(text: &str) -> Arc<Note> {
    let dates = Config::default().dates;
    let options = crate::note::Options { created: dates.created, updated: dates.updated, ..Default::default() };
    Arc::new(crate::note::read(&SourcePath::new("a.md"), text.as_bytes(), &options))
}

/// A note whose links all have the same target.
fn part(text: &str, destination: &Destination) -> Part {
    let note = note(text);
    let span = Span::from(note.body_start..note.text.len());
    Part {
        span,
        links: (0..).zip(&note.links).map(|(number, _)| (number, destination.clone())).collect(),
        html: BTreeMap::new(),
        callers: BTreeMap::new(),
        note,
    }
}

/// Its body, with code and formulas as source.
fn html_with(text: &str, destination: &Destination, options: &Options) -> String {
    let tags = BTreeMap::from([("soil".to_owned(), "tags/soil.html".to_owned())]);
    body(&part(text, destination), Context { options, tags: &tags, page: "", crafts: None })
}

/// The body of a part as on a page.
fn crafted(part: &Part) -> String {
    crafted_with(part, &Options::default())
}

fn crafted_with(part: &Part, options: &Options) -> String {
    let typesetter = crate::math::Typesetter::new(&BTreeMap::new()).expect("no macros");
    let crafts = Some(Crafts {
        highlighter: &crate::highlight::Highlighter::new(),
        typesetter: &typesetter,
        plotter: &crate::diagram::Plotter::new(),
    });
    body(part, Context { options, tags: &BTreeMap::new(), page: "", crafts })
}

fn html(text: &str) -> String {
    html_with(text, &Destination::Page("b.html".to_owned()), &Options::default())
}

#[track_caller]
fn writes(cases: &[(&str, &str)]) {
    for (text, want) in cases {
        assert_eq!(html(text).trim_end(), *want, "\n{text}");
    }
}

#[test]
fn footnotes_of_the_title_have_no_way_back() {
    let list = "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n<li id=\"fn:1\"><p>foot</p>\n</li>\n</ol>\n</section>";
    for text in ["# Head[^1]\n\nx\n\n[^1]: foot", "# Head^[foot]\n\nx"] {
        assert_eq!(html(text).trim_end(), format!("<p>x</p>\n{list}"), "\n{text}");
    }
}

#[test]
fn a_quote_that_is_never_closed_takes_nothing_in() {
    for open in ["<div title=\"(", "<p/a=\">", "<div b\"c=\">"] {
        let body = crafted(&part(&format!("{open}\n(<b>\n\n## Head\n\nsaid \"so\"\n"), &Destination::Missing));
        assert!(body.contains("<h2 id=\"head\">Head"), "{open}: {body}");
        assert!(body.contains("said \"so\""), "{open}: {body}");
    }
}

#[test]
fn inline_markup() {
    writes(&[
        (
            "a *b* **c** ~~d~~ ==e== `f<`",
            "<p>a <em>b</em> <strong>c</strong> <del>d</del> <mark>e</mark> <code>f&lt;</code></p>",
        ),
        (
            "[[b]] [[b|*x*]] #soil #none",
            "<p><a href=\"b.html\">b</a> <a href=\"b.html\"><em>x</em></a> <a class=\"tag\" href=\"tags/soil.html\">#soil</a> #none</p>",
        ),
        (
            "https://e.org/?a=1&b",
            "<p><a href=\"https://e.org/?a=1&amp;b\" rel=\"noopener\">https://e.org/?a=1&amp;b</a></p>",
        ),
        ("[x](javascript:alert(1)) [y](<java\tscript:alert(1)>)", "<p>x y</p>"),
        ("one\ntwo  \nthree", "<p>one\ntwo<br>\nthree</p>"),
        ("a < b & c > d \"e\"", "<p>a &lt; b &amp; c &gt; d \"e\"</p>"),
    ]);
}

#[test]
fn blocks() {
    writes(&[
        (
            "x\n\n## A & B",
            "<p>x</p>\n<h2 id=\"a--b\">A &amp; B<a class=\"anchor\" href=\"#a--b\" aria-label=\"Link to this section\"></a></h2>",
        ),
        (
            "> [!tip]- T\n> x",
            "<details class=\"callout\" data-callout=\"tip\">\n<summary class=\"callout-title\">T</summary>\n<p>x</p>\n</details>",
        ),
        (
            "- [x] a",
            "<ul>\n<li class=\"task\" data-task=\"x\"><input type=\"checkbox\" disabled aria-label=\"done\" checked> a</li>\n</ul>",
        ),
        (
            "```r\"u<st x\n1 < 2\n```",
            "<pre tabindex=\"0\" role=\"group\" aria-label=\"Code: rust\"><code class=\"language-rust\">1 &lt; 2\n</code></pre>",
        ),
        ("x ^id", "<p id=\"^id\">x</p>"),
        (
            "a[^1]\n\n[^1]: b",
            "<p>a<sup><a href=\"#fn:1\" id=\"fnref:1\" role=\"doc-noteref\">1</a></sup></p>\n<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n<li id=\"fn:1\"><p>b <a href=\"#fnref:1\" role=\"doc-backlink\" aria-label=\"Back to the text\">↩︎</a></p>\n</li>\n</ol>\n</section>",
        ),
    ]);
}

#[test]
fn the_heading_that_is_the_title_is_not_shown_twice() {
    assert_eq!(html("# a\n\nx").trim_end(), "<p>x</p>");
    assert!(html("---\ntitle: Other\n---\n# a\n\nx").starts_with("<h1 id=\"a\">"));
}

#[test]
fn no_text_of_a_footnote_is_lost_and_every_way_back_leads_somewhere() {
    for text in [
        "a[^1] b[^2]\n\n[^1]: one\n\n[^1]: two [^2]\n\n[^2]: c",
        "[^1]: [^1]: one [^1]: two[^1]\n\n a[^1] [^2]\n\n[^2]: x [^2]",
    ] {
        let html = html(text);
        assert!(html.contains("one") && html.contains("two"), "{html}");
        let ways = html.match_indices("href=\"#").map(|(at, found)| html[at + found.len()..].split('"').next());
        for way in ways {
            assert!(html.contains(&format!("id=\"{}\"", way.unwrap_or_default())), "{way:?} in {html}");
        }
    }
}

#[test]
fn a_part_brings_only_the_footnotes_that_it_refers_to() {
    let text = "x[^1] y[^2]\n\n## Last\n\nlast[^2]\n\n[^1]: one\n\n[^2]: two ^in\n\n[^3]: three";
    let whole = part(text, &Destination::Missing);
    let shown = |span: Span| crafted(&Part { span, ..whole.clone() });
    let last = shown((text.find("## Last").unwrap_or(0)..text.len()).into());
    assert!(last.contains("two") && !last.contains("one"), "{last}");
    assert_eq!(last.matches("<li").count(), 1, "{last}");
    // Nothing in the note refers to the third.
    let all = shown(whole.span);
    assert!(all.contains("one") && all.contains("two") && !all.contains("three"), "{all}");
    // A block in a footnote is text like any other.
    assert_eq!(shown(whole.note.anchors[0].span).trim_end(), "<p id=\"^in\">two</p>");
}

#[test]
fn footnotes_of_one_paragraph_stand_beside_the_text_if_asked() {
    let options = Options { side_notes: true, ..Options::default() };
    let nowhere = Destination::Missing;
    let beside = |text| crafted_with(&part(text, &nowhere), &options).trim_end().to_owned();
    assert_eq!(
        beside("a[^1] b[^1] c^[d *e*]\n\n[^1]: f"),
        "<p>a<sup><a href=\"#fn:1\" id=\"fnref:1\" role=\"doc-noteref\">1</a></sup>\
         <small class=\"sidenote\" id=\"fn:1\" role=\"doc-footnote\"><sup>1</sup> f \
         <a href=\"#fnref:1\" role=\"doc-backlink\" aria-label=\"Back to the text\">↩︎</a> \
         <a href=\"#fnref:1:2\" role=\"doc-backlink\" aria-label=\"Back to the text\">↩︎<sup>2</sup></a></small> \
         b<sup><a href=\"#fn:1\" id=\"fnref:1:2\" role=\"doc-noteref\">1</a></sup> \
         c<sup><a href=\"#fn:2\" id=\"fnref:2\" role=\"doc-noteref\">2</a></sup>\
         <small class=\"sidenote\" id=\"fn:2\" role=\"doc-footnote\"><sup>2</sup> d <em>e</em> \
         <a href=\"#fnref:2\" role=\"doc-backlink\" aria-label=\"Back to the text\">↩︎</a></small></p>"
    );
    // Longer footnotes are at the end.
    let long = beside("a[^1] b[^2]\n\n[^1]: b\n\n    c\n\n[^2]: d\n\n    e");
    assert!(!long.contains("sidenote") && long.contains("doc-endnotes") && long.contains("id=\"fn:2\""), "{long}");
    let third = beside("a[^1] b[^2]\n\n[^1]: c\n\n[^2]: d\n\n    e <b>f</b>");
    assert!(third.contains("value=\"2\""), "{third}");
    // Code before a paragraph is not part of it.
    let code = beside("a[^1]\n\n[^1]:\n    ```mermaid\n    x\n    ```\n    b");
    assert!(!code.contains("sidenote") && code.contains("doc-endnotes"), "{code}");
    // A footnote in the other direction stays in it, and links to its block find it.
    let turned = beside("a[^1]\n\n[^1]: واحد ^id");
    assert!(turned.contains("<sup>1</sup> <span dir=\"rtl\" id=\"^id\">واحد</span>"), "{turned}");
    // The sanitizer leaves side notes intact.
    let raw = beside("a[^1] <b>x</b>\n\n[^1]: f");
    assert!(raw.contains("<small class=\"sidenote\" id=\"fn:1\" role=\"doc-footnote\">"), "{raw}");
}

#[test]
fn footnotes_stand_beside_paragraphs_and_items_only() {
    let options = Options { side_notes: true, ..Options::default() };
    let nowhere = Destination::Missing;
    for (text, is_beside) in [
        ("a[^1]", true),
        ("- a *b[^1]*", true),
        ("> [!note]- T\n> a[^1]", true),
        ("a\n\n## H[^1]", false),
        ("| a[^1] |\n|---|\n| b |", false),
        ("| a |\n|---|\n| *b*[^1] |", false),
        ("> [!note]- T[^1]\n> a", false),
        ("> [!note] T^[f]\n> a", false),
    ] {
        let shown = crafted_with(&part(&format!("{text}\n\n[^1]: f"), &nowhere), &options);
        assert_eq!(shown.contains("sidenote"), is_beside, "{text}: {shown}");
        assert_eq!(shown.contains("doc-endnotes"), !is_beside, "{text}: {shown}");
    }
    let inner = part("x[^1]\n\n[^1]: f", &nowhere);
    let embed = Destination::Embed(Box::new(Embed { part: inner, title: String::new(), href: String::new() }));
    let cell = crafted_with(&part("| a |\n|---|\n| ![[b]] |", &embed), &options);
    assert!(cell.contains("doc-endnotes") && !cell.contains("sidenote"), "{cell}");
}

#[test]
fn links_that_lead_nowhere_are_seen_unless_the_garden_hides_them() {
    let missing = html_with("[[gone|x]]", &Destination::Missing, &Options::default());
    assert_eq!(
        missing.trim_end(),
        "<p><a class=\"unresolved\" role=\"link\" aria-disabled=\"true\" title=\"not written yet\">x</a></p>"
    );
    let plain = Options { plain_missing: true, ..Options::default() };
    assert_eq!(html_with("[[gone|x]]", &Destination::Missing, &plain).trim_end(), "<p>x</p>");
    assert_eq!(html_with("[[draft|x]]", &Destination::Withheld, &Options::default()).trim_end(), "<p>x</p>");
}

#[test]
fn an_image_in_html_that_does_not_exist_is_told_like_one_in_markdown() {
    let lost = |text: &str| format!("<span class=\"unresolved\" title=\"file not found\">{text}</span>");
    writes(&[
        ("<img src=\"gone.png\" alt=\"A &lt;leaf\" width=300> b", &format!("<p>{} b</p>", lost("A &lt;leaf"))),
        ("<IMG src=gone.png>", &lost("file not found")),
        ("<a href=\"#y\"><img src=\"/gone.png\" alt=x></a>", &format!("<p><a href=\"#y\">{}</a></p>", lost("x"))),
        ("<img src=\"https://b.org/c.png\" alt=x>", "<img src=\"https://b.org/c.png\" alt=\"x\">"),
    ]);
    let plain = Options { plain_missing: true, ..Options::default() };
    let body = html_with("a <img src=\"gone.png\" alt=\"x\">", &Destination::Missing, &plain);
    assert_eq!(body.trim_end(), "<p>a <span>x</span></p>");
}

#[test]
fn raw_html_is_sanitized_and_ours_is_not() {
    writes(&[
        ("a <b onclick=x>c", "<p>a <b>c</b></p>"),
        ("x <script>alert(1)</script> y", "<p>x  y</p>"),
        ("<textarea>a\n\nb", "a\n\nb"),
        (
            "<a href=\"b.md\">x</a> <a href=\"#y\">z</a>\n\n[[b]]",
            "<p><a>x</a> <a href=\"#y\">z</a></p>\n<p><a href=\"b.html\">b</a></p>",
        ),
        (
            "<iframe src=\"https://v.org/1?a=1&amp;b=2\">no</iframe>",
            "<a href=\"https://v.org/1?a=1&amp;b=2\">https://v.org/1?a=1&amp;b=2</a>",
        ),
        (
            "<h2 id=main>x</h2>\n\n## y",
            "<h2>x</h2>\n<h2 id=\"y\">y<a class=\"anchor\" href=\"#y\" aria-label=\"Link to this section\"></a></h2>",
        ),
    ]);
    let framed = Options { frame_hosts: vec!["v.org".to_owned()], ..Options::default() };
    let frame = html_with("<iframe src=\"https://v.org/1\"></iframe>", &Destination::Missing, &framed);
    assert_eq!(frame.trim_end(), "<iframe src=\"https://v.org/1\"></iframe>");
}

#[test]
fn an_embed_is_a_block_between_paragraphs() {
    let inner = note("# T\n\nshown [[x]]");
    let span = Span::from(0..inner.text.len());
    let part = Part {
        span,
        links: BTreeMap::from([(0, Destination::Page("x.html".to_owned()))]),
        html: BTreeMap::new(),
        callers: BTreeMap::new(),
        note: inner,
    };
    let embed = Destination::Embed(Box::new(Embed { part, title: "T".to_owned(), href: "t.html".to_owned() }));
    let shown = html_with("before ![[t]] after\n\n![[t]]\n![[t]]", &embed, &Options::default());
    assert_eq!(shown.matches("<div class=\"embed\"").count(), 3);
    assert_eq!(shown.matches("<p").count(), shown.matches("</p>").count());
    assert!(shown.contains("<h2 id=\"e1:t\">") && shown.contains("<h2 id=\"e3:t\">"), "{shown}");
    assert!(!shown.contains("<p></p>") && !shown.contains("<p>\n</p>"), "{shown}");
}

#[test]
fn a_paragraph_goes_on_in_its_direction_after_an_embed() {
    let part_of = part("x", &Destination::Missing);
    let embed = Embed { part: part_of, title: "T".to_owned(), href: "t.html".to_owned() };
    let embed = Destination::Embed(Box::new(embed));
    let options = Options { hard_breaks: true, ..Options::default() };
    let shown = html_with("نص ![[t]] نص آخر", &embed, &options);
    assert!(shown.starts_with("<p dir=\"rtl\">نص </p>\n<div class=\"embed\""), "{shown}");
    assert!(shown.ends_with("</div>\n<p dir=\"rtl\"> نص آخر</p>\n"), "{shown}");
    let lines = html_with("نص\n![[t]]\nنص آخر ![[t]]", &embed, &options);
    assert!(lines.contains("</div>\n<p dir=\"rtl\">نص آخر </p>\n<div") && lines.ends_with("</div>\n"), "{lines}");
}

#[test]
fn there_is_no_empty_line_around_an_embed() {
    let options = Options { hard_breaks: true, ..Options::default() };
    let embed = Embed { part: part("x", &Destination::Missing), title: "T".to_owned(), href: "t.html".to_owned() };
    let embed = Destination::Embed(Box::new(embed));
    for text in ["c\n![[t]]\nd", "- c\n  ![[t]]\n  d", "c  \n![[t]]  \nd"] {
        let shown = html_with(text, &embed, &options);
        assert!(!shown.contains("<br>") && shown.contains('c') && shown.contains('d'), "{text}: {shown}");
    }
    let shown = html_with("a\nb\n![[t]]\nc\nd", &embed, &options);
    assert_eq!(shown.matches("<br>").count(), 2, "{shown}");
}

#[test]
fn an_embedded_note_that_knows_the_digest_of_the_other_writes_no_attributes_of_ours() {
    let outer = "<b>raw</b>\n\n![[t]]";
    let own = format!("data-{}_", note(outer).digest.short(16));
    let inner = format!("<a {own}href=\"javascript:alert(1)\" {own}id=main>click</a>");
    let part = part(&inner, &Destination::Missing);
    let embed = Destination::Embed(Box::new(Embed { part, title: "T".to_owned(), href: "t.html".to_owned() }));
    let shown = html_with(outer, &embed, &Options::default());
    assert!(shown.contains("<a>click</a>"), "{shown}");
}

#[test]
fn raw_html_of_an_embed_takes_nothing_from_formulas_and_links_around_it_or_in_it() {
    let formula = |tex: &str| format!("<math><semantics><mrow><mi>{tex}</mi></mrow>");
    for (outer, inner) in [
        ("$y$ [[t]]\n\n![[t]]", "$x$ and\n\n<div>x <a href=\"c.md\">c</a></div>"),
        ("$y$ <b>h</b> [[t]]\n\n![[t]]", "$x$ <a href=\"c.md\">c</a>"),
        ("$y$ <b>h</b> [[t]]\n\n![[t]]", "$x$ [c](c.md)"),
    ] {
        for address in ["c.html", "https://e.org/c.html"] {
            let mut within = part(inner, &Destination::Page(address.to_owned()));
            within.html.insert("c.md".to_owned(), address.to_owned());
            let mut whole = part(outer, &Destination::Page("t.html".to_owned()));
            let embed = Embed { part: within, title: "T".to_owned(), href: "t.html".to_owned() };
            whole.links.insert(1, Destination::Embed(Box::new(embed)));
            let shown = crafted(&whole);
            let link = "<a href=\"t.html\">t</a>".to_owned();
            for want in [formula("x"), formula("y"), format!("href=\"{address}\">c</a>"), link] {
                assert!(shown.contains(&want), "{want} in {shown}");
            }
            assert!(!shown.contains("data-") || shown.matches("data-").count() == 1, "{shown}");
        }
    }
}

#[test]
fn code_on_a_page_has_a_frame_and_classes() {
    let open = |language: &str| {
        format!(
            "<div class=\"code\" data-language=\"{language}\">\n<pre tabindex=\"0\" role=\"group\" \
             aria-label=\"Code: {language}\"><code class=\"language-{language}\">"
        )
    };
    for (text, want) in [
        (
            "```rust\nlet a = \"<\";\n```",
            format!("{}<span class=\"k\">let</span> a <span class=\"o\">=</span> <span class=\"s\">\"&lt;\"</span>;\n</code></pre>\n</div>", open("rust")),
        ),
        ("```nosuch\n1 < 2\n```", format!("{}1 &lt; 2\n</code></pre>\n</div>", open("nosuch"))),
        (
            "    1 < 2",
            "<div class=\"code\">\n<pre tabindex=\"0\" role=\"group\" aria-label=\"Code\"><code>1 &lt; 2</code></pre>\n</div>".to_owned(),
        ),
        (
            "```mermaid\na --> b\n```",
            "<pre class=\"mermaid\" tabindex=\"0\" role=\"group\" aria-label=\"Code: mermaid\">\
             <code class=\"language-mermaid\">a --&gt; b\n</code></pre>".to_owned(),
        ),
    ] {
        assert_eq!(crafted(&part(text, &Destination::Missing)).trim_end(), want, "{text}");
    }
}

#[test]
fn formulas_on_a_page_are_mathml_or_their_source() {
    let mathml = "<math><semantics><mrow><mi>x</mi></mrow><annotation encoding=\"application/x-tex\">x</annotation></semantics></math>";
    for (text, want) in [
        ("a $x$ b", format!("<p>a <span class=\"math-inline\">{mathml}</span> b</p>")),
        (
            "a $x <\\nope$ b",
            "<p>a <span class=\"math-inline\"><code class=\"math\">x &lt;\\nope</code></span> b</p>".to_owned(),
        ),
    ] {
        assert_eq!(crafted(&part(text, &Destination::Missing)).trim_end(), want, "{text}");
    }
}

#[test]
fn a_displayed_formula_may_scroll_and_so_is_a_named_stop_of_the_tab_key() {
    let want = "<span class=\"math-display\" tabindex=\"0\" role=\"group\" aria-label=\"Formula\"><math";
    for text in ["$$\nx\n$$", "<b>x</b> $$y$$"] {
        let shown = crafted(&part(text, &Destination::Missing));
        assert!(shown.contains(want), "{shown}");
    }
}

#[test]
fn the_sanitizer_takes_nothing_from_code_and_formulas_and_lets_no_note_forge_them() {
    let text =
        "<b>x</b> $y$\n\n```js\n// <b>\n```\n\n<span spared=\"0\" data-spared=\"0\"></span><math><mi>z</mi></math>";
    let shown = crafted(&part(text, &Destination::Missing));
    assert!(
        shown.starts_with("<p><b>x</b> <span class=\"math-inline\"><math><semantics><mrow><mi>y</mi></mrow>"),
        "{shown}"
    );
    assert!(shown.contains("<div class=\"code\" data-language=\"js\">"), "{shown}");
    assert!(shown.contains("<span class=\"c\">// &lt;b&gt;</span>\n</code></pre>"), "{shown}");
    assert!(shown.contains("<span></span>z"), "{shown}");
    assert!(!shown.contains("spared"), "{shown}");
}

#[test]
fn a_part_knows_what_it_shows() {
    let holds = |part: &Part| (part.has_code(), part.has_math());
    let code = "# A\n\n```\nx\n```\n\n# B\n\n$y$";
    let whole = part(code, &Destination::Missing);
    assert_eq!(holds(&whole), (true, true));
    let section = |from: &str, to: usize| Part { span: (code.find(from).unwrap_or(0)..to).into(), ..whole.clone() };
    assert_eq!(holds(&section("# A", 18)), (true, false));
    assert_eq!(holds(&section("# B", code.len())), (false, true));
    let embed = Embed { part: section("# B", code.len()), title: String::new(), href: String::new() };
    assert_eq!(holds(&part("![[b]]", &Destination::Embed(Box::new(embed)))), (false, true));
    assert_eq!(holds(&part("`x`", &Destination::Missing)), (false, false));
}

#[test]
fn ids_are_given_once_and_leave_those_of_the_page_alone() {
    writes(&[
        ("x ^id\n\ny ^id\n\nz ^ID", "<p id=\"^id\">x</p>\n<p>y</p>\n<p>z</p>"),
        (
            "x\n\n## Main",
            "<p>x</p>\n<h2 id=\"main-1\">Main<a class=\"anchor\" href=\"#main-1\" aria-label=\"Link to this section\"></a></h2>",
        ),
    ]);
    let many = html(&format!("x\n\n{}", "## a\n\n## a 1\n\n".repeat(3)));
    for id in ["a", "a-1", "a-2", "a-1-1", "a-3", "a-1-2"] {
        assert_eq!(many.matches(&format!(" id=\"{id}\"")).count(), 1, "{id} in {many}");
    }
}

#[test]
fn raw_html_nests_only_so_deeply_and_loses_no_text() {
    let deep = html(&format!("{}words\n\n## Heading\n", "<div>\n".repeat(2000)));
    let divs = deep.matches("<div>").count();
    assert!((100..=200).contains(&divs), "{divs}");
    assert_eq!(divs, deep.matches("</div>").count());
    assert!(deep.contains("words"), "{deep}");
    let long = html(&format!("<div>{}</div>", "<p>a<br><b>b</b>".repeat(1000)));
    assert_eq!(long.matches("<b>b</b>").count(), 1000);
}

/// The body of a note with references as links.
fn referenced(part: &Part) -> String {
    let options = Options { references: true, ..Options::default() };
    body(part, Context { options: &options, tags: &BTreeMap::new(), page: "", crafts: None })
}

#[test]
fn references_and_citations_lead_to_each_other() {
    let text = "As *others* say.[1] And again [1, 2]. `[1]`\n\n## References\n\n1. One\n2. Two ^two\n3. Three\n";
    let page = Destination::Page("b.html".to_owned());
    assert_eq!(
        referenced(&part(text, &page)).split("</h2>\n").collect::<Vec<_>>(),
        [
            "<p>As <em>others</em> say.<a href=\"#ref.1\" id=\"cite.1.1\" role=\"doc-biblioref\">[1]</a> And again \
             [<a href=\"#ref.1\" id=\"cite.1.2\" role=\"doc-biblioref\">1</a>, \
             <a href=\"#ref.2\" id=\"cite.2.1\" role=\"doc-biblioref\">2</a>]. <code>[1]</code></p>\n\
             <h2 id=\"references\">References<a class=\"anchor\" href=\"#references\" aria-label=\"Link to this section\"></a>",
            "<ol>\n<li id=\"ref.1\">One <a href=\"#cite.1.1\" role=\"doc-backlink\" aria-label=\"Back to the text\">↩︎</a> \
             <a href=\"#cite.1.2\" role=\"doc-backlink\" aria-label=\"Back to the text\">↩︎<sup>2</sup></a></li>\n\
             <li id=\"^two\"><span id=\"ref.2\"></span>Two \
             <a href=\"#cite.2.1\" role=\"doc-backlink\" aria-label=\"Back to the text\">↩︎</a></li>\n\
             <li id=\"ref.3\">Three</li>\n</ol>\n",
        ]
    );
    assert!(!html(text).contains("doc-biblioref"), "without the option they are text");
    let lines = referenced(&part("Said [1]\n\nCitations:\n[1] https://e.org\n", &page));
    let want = "<p>Citations:\n<span id=\"ref.1\">[1]</span> <a href=\"#cite.1.1\" role=\"doc-backlink\" aria-label=\"Back to the text\">↩︎</a> \
                <a href=\"https://e.org\" rel=\"noopener\">https://e.org</a></p>\n";
    assert!(lines.ends_with(want), "{lines}");
}

#[test]
fn an_embedded_part_cites_the_list_that_can_be_seen() {
    let text = "Intro [1].^[Aside [1]]\n\n## Other\n\nMore [1].\n\n## Sources\n\n1. One\n";
    let note = note(text);
    let inner = |from: &str| Part {
        span: Span::from(text.find(from).unwrap_or(0)..note.text.len()),
        links: BTreeMap::new(),
        html: BTreeMap::new(),
        callers: BTreeMap::new(),
        note: note.clone(),
    };
    let shown = |inner: Part| {
        let embed = Embed { part: inner, title: "Inner".to_owned(), href: "in.html#other".to_owned() };
        referenced(&part("![[in]]\n", &Destination::Embed(Box::new(embed))))
    };
    let whole = shown(inner("Intro"));
    for id in ["e1:ref.1", "e1:cite.1.1", "e1:cite.1.2"] {
        let (made, used) = (format!(" id=\"{id}\""), format!("href=\"#{id}\""));
        assert!(whole.contains(&made) && whole.contains(&used), "{id}: {whole}");
    }
    assert!(!whole.contains("cite.1.3"), "no way back into a footnote: {whole}");
    let section =
        Part { span: Span { end: text.find("## Sources").unwrap_or(0) as u32, ..inner("## Other").span }, ..inner("") };
    let section = shown(section);
    assert!(section.contains("More <a href=\"in.html#ref.1\" role=\"doc-biblioref\">[1]</a>."), "{section}");
    assert!(!section.contains("doc-backlink"), "{section}");
}

#[test]
fn blocks_of_the_other_direction_say_so_once() {
    writes(&[
        ("one\n\nواحد *اثنان*", "<p>one</p>\n<p dir=\"rtl\">واحد <em>اثنان</em></p>"),
        ("12 — *שלום* and", "<p dir=\"rtl\">12 — <em>שלום</em> and</p>"),
        ("a واحد", "<p>a واحد</p>"),
        ("- واحد\n- اثنان", "<ul dir=\"rtl\">\n<li>واحد</li>\n<li>اثنان</li>\n</ul>"),
        (
            "- one\n- اثنان\n  - three",
            "<ul>\n<li>one</li>\n<li dir=\"rtl\">اثنان<ul dir=\"ltr\">\n<li>three</li>\n</ul>\n</li>\n</ul>",
        ),
        ("> واحد\n>\n> two", "<blockquote dir=\"rtl\">\n<p>واحد</p>\n<p dir=\"ltr\">two</p>\n</blockquote>"),
        ("`a` واحد", "<p dir=\"rtl\"><code>a</code> واحد</p>"),
        (
            "> [!note] واحد\n> two",
            "<div class=\"callout\" role=\"note\" dir=\"rtl\" data-callout=\"note\">\n<p class=\"callout-title\">واحد</p>\n<p dir=\"ltr\">two</p>\n</div>",
        ),
        (
            "| a | ب |\n|---|---|",
            "<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>\n<thead>\n<tr><th scope=\"col\">a</th>\
             <th scope=\"col\" dir=\"rtl\">ب</th></tr>\n</thead>\n<tbody>\n</tbody>\n</table></div>",
        ),
        (
            "## واحد",
            "<h2 dir=\"rtl\" id=\"واحد\">واحد<a class=\"anchor\" href=\"#%D9%88%D8%A7%D8%AD%D8%AF\" aria-label=\"Link to this section\"></a></h2>",
        ),
        ("---\nlang: ar\n---\n`a` واحد\n\ntwo", "<p><code>a</code> واحد</p>\n<p dir=\"ltr\">two</p>"),
    ]);
}

#[test]
fn an_embed_of_another_language_says_which() {
    let embed = |inner: &str, outer: &str| {
        let part_of = part(inner, &Destination::Missing);
        let embed = Embed { part: part_of, title: "Inner".to_owned(), href: "in.html".to_owned() };
        let options = Options { language: "en".to_owned(), ..Options::default() };
        html_with(&format!("{outer}![[in]]\n"), &Destination::Embed(Box::new(embed)), &options)
    };
    let source = "From <a href=\"in.html\">Inner</a></p>\n</div>\n";
    assert_eq!(
        embed("---\nlang: fa\n---\nواحد\n", ""),
        format!(
            "<div class=\"embed\" lang=\"fa\" dir=\"rtl\" data-title=\"Inner\">\n<p>واحد</p>\n\
             <p class=\"embed-source\" lang=\"en\" dir=\"ltr\">{source}"
        )
    );
    assert_eq!(
        embed("One\n", "---\nlang: ar\n---\n"),
        format!(
            "<div class=\"embed\" lang=\"en\" dir=\"ltr\" data-title=\"Inner\">\n<p>One</p>\n<p class=\"embed-source\">{source}"
        )
    );
    assert_eq!(
        embed("---\nlang: EN\n---\nOne\n", ""),
        format!("<div class=\"embed\" data-title=\"Inner\">\n<p>One</p>\n<p class=\"embed-source\">{source}")
    );
}

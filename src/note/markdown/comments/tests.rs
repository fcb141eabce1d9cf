//! Tests of comments of HTML, from the text to its pieces.

use super::super::tests::{read, reads};
use super::super::{Slip, blank_comments};

/// Texts with `zq` in HTML comments, in every place where Markdown does not know them as such.
const HTML_COMMENTS: &[&str] = &[
    "Text <!-- one\n\nzq\n\ntwo --> after",
    "- a <!-- one\n\n  zq\n\n  two --> b",
    "- <!-- one\n\nzq -->",
    "> a <!-- one\n>\n> zq\n>\n> two --> b",
    "> <!-- one\n\nzq -->",
    "a[^1]\n\n[^1]: b <!-- one\n\n    zq\n\n    two --> c",
    "[^1]: <!-- one\n\nzq -->\n\na[^1]",
    "<details>\n<summary>More</summary>\n<!--\nphone\n\nzq\n-->\n</details>",
    "# Title <!-- zq\n-->",
    "# Title <!-- zq -->",
    "> [!note] T <!-- x\n> zq\n> -->",
    "| a <!-- zq | zq --> | b |\n|---|---|\n| c <!-- | zq --> | d |",
    "a <!-- zq [[zq]] ![[zq.png]] #zq --> b",
    "Text <!-- zq\nzq\n\nafter",
    "Text <!-- zq ```\nzq\n\nafter",
    "# T <!-- zq",
    "- a <!-- zq\n- b",
    "a\n\n<!-- zq\n\nzq",
    "- <!-- zq\n\n  zq\n- zq",
    "1. <!-- zq\n\n   zq\n2. zq",
    "<div>\n<!-- zq\n\nzq\n</div>",
    "[a <!-- zq -->b](c.md) [[c|d <!-- zq --> e]] [[c<!-- zq -->]] [[<!-- zq -->]]",
    "![a <!-- zq --> b](c.png) [d](e.md \"<!-- zq -->\")",
    "a <b title=\"<!-- zq -->\">b</b>",
    "A$AP <!-- zq --> Ke$ha",
    "Pay 10$/h <!-- zq 20$/h --> ok.",
    "US$5 <!-- zq --> US$6",
    // Code that begins in a comment is none.
    "a <!-- x\n\nit`s --> b <!-- it`s zq\n\nzq --> c",
    "a <!-- x\n\n```\n\nzq --> b\n\nc <!-- zq\n\nzq --> d",
    "a <!-- x\n\n<div> --> b\n\nc <!-- zq\n\nzq --> d",
    "a %%it`s%% b <!-- ` zq\n\nzq -->",
    // Nor does the arrow in a diagram end a comment.
    "a <!-- b\n\n```mermaid\nA --> B\nzq\n```\n\nzq --> c",
    "a <!-- b\n\n```\nzq --> B\n```\n",
    // The comment that opens first counts.
    "a <!-- %% --> b %% zq <!-- zq %% c",
    "%% zq <!-- zq %% b",
    "50%% a <!-- 60%% zq --> b",
    "%%\nzq\n<!-- zq\n%%\nzq -->",
    "a <!-- x %% y\n\nzq %% b",
    "<!-- zq %% -->\n\na",
    "<!--\nzq\n\nzq\n--> a",
    "a\r\n<!-- zq\r\n\r\nzq -->\r\nb",
];

#[test]
fn html_comments_are_hidden_wherever_they_stand() {
    for text in HTML_COMMENTS {
        let shown = read(text);
        assert!(!shown.contains("zq"), "{text}: {shown}");
        let prepared = blank_comments(text, 0);
        assert!(!prepared.text.contains("zq"), "{text}: {}", prepared.text);
        assert_eq!(prepared.text.len(), text.len());
    }
    reads(&[
        ("Text <!-- one\n\ns\n\ntwo --> after", "p(Text  after)"),
        ("- a <!-- one\n\n  s\n\n  two --> b\n- c", "ul(li(a  b)li(c))"),
        ("# Title <!-- s\n-->\nb", "h1(Title          \t)p(b)"),
        ("> [!note] T <!-- x\n> s\n> -->\n> b", "callout-note(title(T                \t)p(b))"),
        (
            "<details>\n<summary>M</summary>\n<!--\np\n\ns\n-->\n</details>",
            "html[<details>\n<summary>M</summary>             \t\n</details>]",
        ),
        ("| a <!-- s | s --> | b |\n|---|---|\n| c | d |", "table(thead(td(a )td(b))tr(td(c)td(d)))"),
        ("[a <!-- s -->b](c.md) [[c<!-- s -->]]", "p(a[c.md](a b) a[c](c))"),
        ("a <!-- x\n\n```\n\ns --> b\n\n```\nc <!-- d -->\n```", "p(a  b)code[](c <!-- d -->\n)"),
        ("<!--> a\n\nb <!--> c <!---> d", "p( a)p(b  c  d)"),
    ]);
}

#[test]
fn html_comments_leave_the_text_around_them_as_it_is() {
    reads(&[
        ("`<!-- a -->` <!-- b --> `c`", "p(`<!-- a -->`  `c`)"),
        ("`<!--` a\n\nb", "p(`<!--` a)p(b)"),
        ("```\n<!-- a\n```\n\nb --> c", "code[](<!-- a\n)p(b --> c)"),
        ("    <!-- a -->\n\nb", "code[](<!-- a -->\n)p(b)"),
        ("$a <!-- b$ $$<!-- c -->$$", "p(math[a <!-- b] math-block[<!-- c -->])"),
        ("\\<!-- a --> b", "p(<!-- a --> b)"),
        ("%% <!-- %% b\n\nc", "p( b)p(c)"),
        ("a --> b\n\n```mermaid\nA --> B\n```", "p(a --> b)code[mermaid](A --> B\n)"),
        ("> a\n> <!-- s\n> s -->\n> b", "quote(p(a~b))"),
        ("- a\n<!-- - s -->\n- b", "ul(li(a)li(b))"),
        ("| a |\n|---|\n| b |\n<!-- | c | -->\n| d |", "table(thead(td(a))tr(td(b))tr(td(d)))"),
        // A comment between blank lines separates lists.
        ("- a\n\n<!-- -->\n\n- b", "ul(li(a))ul(li(b))"),
        ("- a\n\n<!-- s -->\n\n    b", "ul(li(a))code[](b)"),
        // What is beside emphasis decides whether it is any.
        ("**a:**<!-- s -->b _a_<!-- s -->b", "p(strong(a:)b em(a)b)"),
        ("a <!-- s --> **b** #c<!-- s -->", "p(a  strong(b) tag[c])"),
    ]);
}

#[test]
fn an_html_comment_that_is_never_closed_is_reported() {
    use Slip::{Across, Paragraph, Rest};
    for (text, shown, slips) in [
        ("v <!-- zq\nzq\n\nb", "p(v)p(b)", vec![Paragraph]),
        ("v <!-- zq <!-- zq\n\nb", "p(v)p(b)", vec![Paragraph]),
        ("- v <!-- zq\n- b", "ul(li(v)li(b))", vec![Paragraph]),
        ("| a <!-- zq | zq |\n|---|---|\n| b | c |", "p(| a~|---|---|~| b | c |)", vec![Paragraph]),
        ("v\n<!-- zq\n\nzq", "p(v)", vec![Rest]),
        ("- v\n- <!-- zq\n\nzq", "ul(li(v)li())", vec![Rest]),
        ("v <!-- zq\n\n```\nzq --> b\n```", "p(v  b)code[]()", vec![Across]),
        ("v <!-- zq\n\nzq --> b <!-- zq -->", "p(v  b)", vec![]),
        ("v <!-- zq %% zq\n\nb", "p(v)p(b)", vec![Paragraph, Slip::Shown]),
    ] {
        assert_eq!(read(text), shown, "{text}");
        assert_eq!(blank_comments(text, 0).slips.iter().map(|(_, slip)| *slip).collect::<Vec<_>>(), slips, "{text}");
    }
}

//! Tests of `markdown`.

use super::*;

/// The pieces of a note in one line: `p(` text `)`, so that a test shows the structure at a glance.
pub(super) fn read(text: &str) -> String {
    let prepared = blank_comments(text, 0);
    let (pieces, _) = pieces(Body { text: &prepared.text, start: 0 });
    let mut shown = String::new();
    let mut open = 0;
    for piece in &pieces {
        match &piece.event {
            Event::Start(element) => {
                open += 1;
                shown.push_str(&name(element));
                if let Some(id) = piece.id {
                    shown.push_str(&format!("^{id}"));
                }
                shown.push('(');
            }
            Event::End => {
                open -= 1;
                shown.push(')');
            }
            Event::Text(text) => shown.push_str(text),
            Event::Code(code) => shown.push_str(&format!("`{code}`")),
            Event::Math { tex, display } => {
                shown.push_str(&format!("math{}[{tex}]", if *display { "-block" } else { "" }))
            }
            Event::InlineHtml(html) | Event::Html(html) => shown.push_str(&format!("html[{}]", html.trim())),
            Event::SoftBreak => shown.push('~'),
            Event::HardBreak => shown.push_str("<br>"),
            Event::Rule => shown.push_str("hr"),
            Event::FootnoteReference(label) => shown.push_str(&format!("fn[{label}]")),
            Event::Tag(tag) => shown.push_str(&format!("tag[{tag}]")),
            Event::Embed(reference) => shown.push_str(&format!("embed[{}]", describe(reference))),
        }
    }
    assert_eq!(open, 0, "balanced: {shown}");
    shown
}

fn describe(reference: &Reference<'_>) -> String {
    let mut shown = reference.target.to_string();
    if let Some(fragment) = &reference.fragment {
        shown.push_str(&format!("#{fragment}"));
    }
    if !reference.text.trim().is_empty() {
        shown.push_str(&format!("|{}", reference.text));
    }
    shown
}

fn name(element: &Element<'_>) -> String {
    match element {
        Element::Paragraph => "p".into(),
        Element::Heading(level) => format!("h{level}"),
        Element::BlockQuote => "quote".into(),
        Element::Callout(callout) => format!(
            "callout-{}{}",
            callout.kind,
            match callout.fold {
                Some(Fold::Open) => "+",
                Some(Fold::Closed) => "-",
                None => "",
            }
        ),
        Element::CalloutTitle => "title".into(),
        Element::CodeBlock(info) => format!("code[{info}]"),
        Element::List(None) => "ul".into(),
        Element::List(Some(first)) => format!("ol{first}"),
        Element::Item(None) => "li".into(),
        Element::Item(Some(mark)) => format!("task[{mark}]"),
        Element::FootnoteDefinition(label) => format!("note[{label}]"),
        Element::InlineFootnote => "inline-note".into(),
        Element::Table(_) => "table".into(),
        Element::TableHead => "thead".into(),
        Element::TableRow => "tr".into(),
        Element::TableCell => "td".into(),
        Element::Emphasis => "em".into(),
        Element::Strong => "strong".into(),
        Element::Strikethrough => "del".into(),
        Element::Highlight => "mark".into(),
        Element::Link(reference) => format!("a[{}]", describe(reference)),
    }
}

#[track_caller]
pub(super) fn reads(cases: &[(&str, &str)]) {
    for (text, want) in cases {
        assert_eq!(&read(text), want, "\n{text}");
    }
}

#[test]
fn wikilinks_keep_target_fragment_and_text() {
    reads(&[
        ("[[Foo]] [[Foo#Bar]] [[Foo#A#B|x]]", "p(a[Foo](Foo) a[Foo#Bar](Foo#Bar) a[Foo#A#B](x))"),
        (
            "[[ Foo ]] [[Foo |one]] [[   Foo   | two ]] [[ Foo#^abc ]]",
            "p(a[Foo](Foo) a[Foo](one) a[Foo](two) a[Foo#^abc](Foo#^abc))",
        ),
        ("[[Foo|a **b**]] [[Foo|]] [[#H]]", "p(a[Foo](a strong(b)) a[Foo](Foo) a[#H](#H))"),
        ("[[]] [[|x]] [[#]] [[a\nb]]", "p([[]] [[|x]] [[#]] [[a\nb]])"),
        ("[[1,1],[1,0]]", "p([[1,1],[1,0]])"),
        ("[a]('https://e.org')", "p(a[https://e.org](a))"),
        ("`[[Foo]]` \\[[Foo]] $[[Foo]]$", "p(`[[Foo]]` [[Foo]] math[[[Foo]]])"),
        ("[[https://example.org/a#b|x]]", "p(a[https://example.org/a#b](x))"),
        // A colon does not make an address of a name.
        (
            "[[Sheds: a history]] [[Zelda:Two#B]]",
            "p(a[Sheds: a history](Sheds: a history) a[Zelda:Two#B](Zelda:Two#B))",
        ),
    ]);
}

#[test]
fn tables_do_not_cut_wikilinks() {
    reads(&[(
        "| [[A|x]] | b |\n|---|---|\n| [[V\\|low]] | [[R]] / [[R|up]] |\n| `[[V` | c |\n\n[[A|**y**]]",
        "table(thead(td(a[A](x))td(b))tr(td(a[V](low))td(a[R](R) / a[R](up)))tr(td(`[[V`)td(c)))p(a[A](strong(y)))",
    )]);
}

#[test]
fn markdown_links_are_decoded() {
    reads(&[
        (
            "[t](a%20b.md#H%20x) [u](<c d.md>) [v](https://e.org/x%20y#z)",
            "p(a[a b.md#H x](t) a[c d.md](u) a[https://e.org/x%20y#z](v))",
        ),
        ("[x][y]\n\n[y]: sub/G.md", "p(a[sub/G.md](x))"),
        ("<https://e.org> <me@e.org>", "p(a[https://e.org](https://e.org) a[mailto:me@e.org](me@e.org))"),
        (
            "![Leaf|80](l.png) ![[p.png|100x145]] ![[p.png]]",
            "p(embed[l.png|Leaf|80] embed[p.png|100x145] embed[p.png])",
        ),
    ]);
}

#[test]
fn bare_addresses_are_links() {
    reads(&[
        (
            "See https://e.org/a_b_c#d, or (https://e.org/x(y)).",
            "p(See a[https://e.org/a_b_c#d](https://e.org/a_b_c#d), or (a[https://e.org/x(y)](https://e.org/x(y))).)",
        ),
        ("www.e.org and xhttps://no http://", "p(a[https://www.e.org](www.e.org) and xhttps://no http://)"),
        ("`https://e.org` [https://a.org](https://b.org)", "p(`https://e.org` a[https://b.org](https://a.org))"),
    ]);
}

#[test]
fn highlights_hold_markup_and_need_a_partner() {
    reads(&[
        ("A ==bright== and ==**bold** inside== word.", "p(A mark(bright) and mark(strong(bold) inside) word.)"),
        ("If a == b or b ==c then `==x==`", "p(If a == b or b ==c then `==x==`)"),
        ("\\==no== **==a** b==", "p(==no== strong(==a) b==)"),
        ("a ===b=== c", "p(a ===b=== c)"),
    ]);
}

#[test]
fn tags_stand_after_blanks() {
    reads(&[
        ("#a then #in/nested/tag! a#b \\#no #1 #y1 # x", "p(tag[a] then tag[in/nested/tag]! a#b #no #1 tag[y1] # x)"),
        ("- #in-list\n- [ ] #todo x", "ul(li(tag[in-list])task[ ](tag[todo] x))"),
        ("[[Other]]#after [x #y](z)", "p(a[Other](Other)#after a[z](x #y))"),
        ("> #quoted\n> #again", "quote(p(tag[quoted]~tag[again]))"),
    ]);
}

#[test]
fn callouts_are_read_from_the_first_line_of_a_quotation() {
    reads(&[
        ("> [!tip] A **b** [[c]]\n> Body", "callout-tip(title(A strong(b) a[c](c))p(Body))"),
        ("> [!NOTE]- Shut\n> - x", "callout-NOTE-(title(Shut)ul(li(x)))"),
        ("> [!to-do]+\n> x", "callout-to-do+(title(To do)p(x))"),
        ("> [!info]", "callout-info(title(Info))"),
        (
            "> Just [!info]\n\n> [ !note] blank\n\n> [!] empty\n\n[!note] x",
            "quote(p(Just [!info]))quote(p([ !note] blank))quote(p([!] empty))p([!note] x)",
        ),
        ("> [!a] o\n> > [!b] i\n> > x", "callout-a(title(o)callout-b(title(i)p(x)))"),
    ]);
}

#[test]
fn the_title_of_a_callout_is_a_line_of_its_own() {
    reads(&[
        ("> [!note] T\n> ---\n> a", "callout-note(title(T)hrp(a))"),
        ("> [!note] T\n> 7) a", "callout-note(title(T)ol7(li(a)))"),
        ("> [!note]- *T\n> b* `c\n> d`", "callout-note-(title(*T)p(b* `c d`))"),
        ("> [!note] T[^1]\n> a\n\n[^1]: b", "callout-note(title(Tfn[1])p(a))note[1](p(b))"),
        ("- > [!note] T\n  > > [!tip|x] U\n  > > a", "ul(li(callout-note(title(T)callout-tip(title(U)p(a)))))"),
        ("> a\n> [!note] b", "quote(p(a~[!note] b))"),
        ("> [!note] C #", "callout-note(title(C #))"),
        ("> # note] T", "quote(h1(note] T))"),
        ("> [! note] a", "quote(p([! note] a))"),
        ("> [!|b] a", "quote(p([!|b] a))"),
        ("```\n> [!note] a\n```\n\n    > [!note] b", "code[](> [!note] a\n)code[](> [!note] b)"),
        (
            "> [!note](a.md)\n\n<div>\n> [!note] a\n</div>",
            "callout-note(title((a.md)))html[<div>\n> [!note] a\n</div>]",
        ),
    ]);
    for text in ["> [!note] a\n> > [!b|c]- d # e\n", "1. > [!x]\n\u{3} # [!y]\n", "# \u{3}"] {
        let prepared = blank_comments(text, 0);
        assert_eq!(prepared.text.len(), text.len());
        if !text.contains('\u{3}') {
            assert_eq!(visible(&prepared.text), text);
        }
    }
}

#[test]
fn tasks_take_any_sign() {
    reads(&[(
        "- [ ] open\n- [x] done\n- [?] odd\n\t- [ ] sub\n- [] not\n\n1. [/] numbered",
        "ul(task[ ](open)task[x](done)task[?](oddul(task[ ](sub)))li([] not))ol1(task[/](numbered))",
    )]);
    reads(&[
        ("- [ ] a ^x\n- [x] b ^y\n\n1. [ ] c\n\n   d ^z", "ul(task[ ]^x(a)task[x]^y(b))ol1(task[ ](p(c)p^z(d)))"),
        ("- \\[ ] a\n- \\[x] b\n\n1. \\[ ] c", "ul(li([ ] a)li([x] b))ol1(li([ ] c))"),
        ("- [ ] \n- [ ]\n- [ ]x", "ul(task[ ]()li([ ])li([ ]x))"),
    ]);
}

#[test]
fn block_ids_name_their_block() {
    reads(&[
        ("A line. ^abc", "p^abc(A line.)"),
        ("A line.\n^own", "p^own(A line.)"),
        ("A\n\n^own", "p^own(A)"),
        ("- a ^x\n- b [l](m) ^y\n  - c ^z", "ul(li^x(a)li^y(b a[m](l)ul(li^z(c))))"),
        ("- a\n- b\n\n^list", "ul^list(li(a)li(b))"),
        ("> [!tip] H\n> B\n\n^call", "callout-tip^call(title(H)p(B))"),
        ("> [!tip] H ^call", "callout-tip^call(title(H))"),
        // Below a quotation the id names the quotation, although Markdown continues its last paragraph.
        ("> [!tip] H\n> B\n^call", "callout-tip^call(title(H)p(B))"),
        ("> [!tip] H\n> > Q\n^call", "callout-tip^call(title(H)quote(p(Q)))"),
        ("> A\n>\n> - B\n^quote", "quote^quote(p(A)ul(li(B)))"),
        ("- > A\n  ^quote", "ul(li(quote^quote(p(A))))"),
        ("> A\n> ^own", "quote(p^own(A))"),
        ("| a |\n|---|\n| b |\n^t", "table^t(thead(td(a))tr(td(b)))"),
        ("> | a |\n> |---|\n> ^t", "quote(table^t(thead(td(a))))"),
        ("| a |\n|---|\n| ^t |\n| b |", "table(thead(td(a))tr(td(^t))tr(td(b)))"),
        ("x^2 y ^z on.\n\n`a ^code`\n\nUnder ^not_valid", "p(x^2 y ^z on.)p(`a ^code`)p(Under ^not_valid)"),
        ("^alone", "p(^alone)"),
    ]);
}

#[test]
fn comments_leave_nothing() {
    reads(&[
        ("a %%b%% c `%%d%%`", "p(a  c `%%d%%`)"),
        ("a%%b%%c", "p(ac)"),
        // A comment at the end of a line leaves no line break.
        ("a %%b%%\nc %%d%% \ne", "p(a~c~e)"),
        ("a %%b\nc%% d", "p(a  d)"),
        ("# Head %%b%% x", "h1(Head  x)"),
        ("- %%long comment%% a", "ul(li( a))"),
        ("%%b%% #tag ==c== ^[d] [[e]]", "p( tag[tag] mark(c) inline-note(d) a[e](e))"),
        ("[[a|b%%c%%d]] [e%%f%%](g.md)", "p(a[a](bd) a[g.md](e))"),
        ("[[a %%b%%#c%%d%%|e]] [[a%%b%%]]", "p(a[a#c](e) a[a](a))"),
        ("[a] %%b%%\n\n[a]: b.md %%c%%", "p(a[b.md](a))"),
        ("| a %%b|c%% | d |\n|---|---|\n| %%[[e|f]]%% | g |", "table(thead(td(a )td(d))tr(td()td(g)))"),
        ("\\%%a\\%%", "p(%%a%%)"),
        ("%%\nsecret [[x]]\n\nmore\n%%\n\nseen", "p(seen)"),
        ("a\n\n%%\nhidden\n\nhidden", "p(a)"),
        ("%%long comment%% text", "p( text)"),
        ("100%% sure\n\n50%% not", "p(100%% sure)p(50%% not)"),
        ("<!-- [[a]] --> x\n\ny <!-- [[b]] --> z", "html[x]p(y  z)"),
    ]);
}

#[test]
fn comments_in_raw_html_are_hidden() {
    for text in [
        "<details>\n<summary>S %%zq%%</summary>\n%%\nzq\n%%\ntext %%zq%%\n</details>\n\nafter",
        "<br>\n%%\nzq\n%%",
        "<img src=\"x.png\">\n%%\nzq\n%%\nafter",
        "<center>v</center>\n%%\nzq\n%%",
        "<!-- a --> v %%zq%%",
        "<!-- %% --> v %%zq%% <!-- %% -->",
        "<p>\n%%zq%%\n</p>",
        "<pre>\n%%zq%%\n</pre>",
        "<table><tr><td>a %%zq%%</td></tr></table>",
        "> <div>x\n> %%\n> zq\n> %%</div>",
        "- <div>x\n  %%zq%%</div>",
        "[^1]: <div>%%zq%%</div>\n\nv[^1]",
        "```\nx\n```\n<div>\n```\n%%zq%%\n```\n</div>",
        "<div title=\"%%zq%%\">a</div>",
        "<div>é %%zq\n\nzq%%</div>",
        "a <b title=\"%%zq%%\">b</b>",
        "<div title=\"5%%\">\n%%zq%%</div>",
        "A$AP %%zq%% Ke$ha",
        "Pay 10$/h now %%zq 20$/h%% ok.",
        "A$AP %%zq: Ke$ha%% v",
        "<div>\n%%\nzq <b title=\"%%\">zq</b>\n%%\n</div>",
    ] {
        let shown = read(text);
        assert!(!shown.contains("zq"), "{text}: {shown}");
    }
    reads(&[
        ("%%\n<div>\ns1\n</div>\n%%\nv", "p(v)"),
        ("<div>\n%%\ns\n\ns\n%%\n*v*</div>", "html[<div>          \t\n*v*</div>]"),
        ("<div title=\"5%%\">v</div>", "html[<div title=\"5%%\">v</div>]"),
        ("`%%a%%` $$%%x$$", "p(`%%a%%` math-block[%%x])"),
    ]);
}

#[test]
fn lines_of_a_comment_leave_no_blank_line() {
    reads(&[
        ("> [!todo] T\n> Body\n> %%\n> s\n> %%\n> More", "callout-todo(title(T)p(Body~More))"),
        ("> [!note] T\n> a\n> %%s\n> s%%\n> b", "callout-note(title(T)p(a~b))"),
        ("> a\n> %%\n> s\n> %%\n> b", "quote(p(a~b))"),
        ("> a\n>\n> %%\n> s\n>\n> s\n> %%\n>\n> b", "quote(p(a)p(b))"),
        ("> a %%s\n> s%% b", "quote(p(a  b))"),
        ("> %%\n> s\n> %%\n\nb", "p(b)"),
        ("> %%s\n\ns\n\n%%", ""),
        ("> a\n\n%%c%%\n\n> b", "quote(p(a))quote(p(b))"),
        ("> a\n%%c%%\n> b", "quote(p(a))quote(p(b))"),
        ("a\r\n%%c\r\nc%%\r\nb", "p(a~b)"),
        ("a\n%%\nc\n%%\n%%d%%\nb", "p(a~b)"),
        ("a\n%%\nc\n%% b", "p(a~ b)"),
        ("a  \n%%c%%\nb", "p(a)p(b)"),
        ("- a\n%%c%%\n- b", "ul(li(a)li(b))"),
        ("- a\n  %%c%%\n  b\n\n%%d%%\n\n- e", "ul(li(p(a~b))li(p(e)))"),
        ("- a %%c\n- c%% b", "ul(li(a  b))"),
        (
            "| a |\n|---|\n%% c %%\n| [[b|c]] |\n%%\n| c |\n%%\n| d |\n%%e%%\nf",
            "table(thead(td(a))tr(td(a[b](c)))tr(td(d)))p(f)",
        ),
        // What would mean something else directly below a text.
        ("a\n%%c%%\n---\n%%c%%\n===", "p(a)hrp(===)"),
        ("a\n%%c%%\n2. b", "p(a)ol2(li(b))"),
        ("a\n%%c%%\n| b |\n|---|", "p(a)table(thead(td(b)))"),
        ("[b]\n%%c%%\n[b]: c.md", "p(a[c.md](b))"),
    ]);
    let source = "a\r\n%%c\r\nc%%\r\nb";
    let blanked = blank_comments(source, 0);
    let lined = blanked.with_line_ends(&blanked.text, source);
    assert_eq!(lined.lines().map(str::trim).collect::<Vec<_>>(), ["a", "", "", "b"]);
}

#[test]
fn a_sign_without_a_partner_is_reported_and_rather_hides_too_much() {
    use Slip::{Across, Paragraph, Rest, Shown};
    for (text, shown, slips) in [
        ("Public %% zq\n\nzq %% public", "p(Public  public)", vec![Across]),
        ("a %%zq\n\n- zq\n\n```\nzq\n```\n\n%% b %%zq%% c", "p(a  c)", vec![Across]),
        ("- a %%zq\n\n- zq%% b", "ul(li(a  b))", vec![Across]),
        ("a %%zq\n\nzq\n%%\n\nzq", "p(a)", vec![Across, Rest]),
        ("%% zq\nzq\n\nb", "p(b)", vec![Paragraph]),
        ("- %% zq\n- b", "ul(li()li(b))", vec![Paragraph]),
        ("v %% w", "p(v %% w)", vec![Shown]),
        ("a %% b\n\n%%zq%%\n\nc", "p(a %% b)p(c)", vec![Shown]),
        ("50%% a\n\n60%% b", "p(50%% a)p(60%% b)", vec![Shown, Shown]),
        ("a\n\n%%\nzq", "p(a)", vec![Rest]),
        ("\\%% a `%%` `b %%`", "p(%% a `%%` `b %%`)", vec![]),
        ("%%zq%% a", "p( a)", vec![]),
    ] {
        assert_eq!(read(text), shown, "{text}");
        assert_eq!(blank_comments(text, 0).slips.iter().map(|(_, slip)| *slip).collect::<Vec<_>>(), slips, "{text}");
    }
}

#[test]
fn an_open_comment_takes_backticks_and_dollars_with_it() {
    reads(&[
        ("a %%it`s%% b `c`", "p(a  b `c`)"),
        ("%% it`s %% and `code`", "p( and `code`)"),
        ("%%\nit`s\n%%\nand `code`", "p(and `code`)"),
        ("%% `a %% b` %% c", "p( b` %% c)"),
        // Text about comments is not a comment.
        ("100%% sure that `%%x%%` works", "p(100%% sure that `%%x%%` works)"),
        ("Write %% as in `%%`, or `%%x%%`", "p(Write %% as in `%%`, or `%%x%%`)"),
        ("`a %%b%%` %%c%% `d %%`", "p(`a %%b%%`  `d %%`)"),
    ]);
}

#[test]
fn sums_of_money_are_no_formulas() {
    reads(&[
        ("$5-$10, $5–$10, ($5/$10)", "p($5-$10, $5–$10, ($5/$10))"),
        ("US$5 for [[a]] and US$6", "p(US$5 for a[a](a) and US$6)"),
        ("$1,$2,$3,$4 #a", "p($1,$2,$3,$4 tag[a])"),
        ("($2^n$), $x$ and $y$2", "p((math[2^n]), math[x] and $y$2)"),
        ("[$5-$10](a.md) `$1-$2`", "p(a[a.md]($5-$10) `$1-$2`)"),
        ("$$1$$2", "p(math-block[1]2)"),
    ]);
    assert_eq!(visible(&blank_comments("$5-$10", 0).text), "$5-$10");
}

#[test]
fn an_embed_may_stand_in_a_link() {
    reads(&[
        ("[![[a.png]]](b.md)", "p(a[b.md](embed[a.png]))"),
        ("x [![[a.png|80]]](https://b.c) y", "p(x a[https://b.c](embed[a.png|80]) y)"),
        ("[![[a.png]] *my* words](b.md) y", "p(a[b.md](embed[a.png] em(my) words) y)"),
        ("z [see ![[a *c* d.png]] this](b.md)", "p(z a[b.md](see embed[a *c* d.png] this))"),
        ("[x] ![[a.png]](b.md)", "p([x] embed[a.png](b.md))"),
        ("\\[x ![[a.png]] y](b.md)", "p([x embed[b.md| y])"),
        ("![[a.png]](b.md)", "p(embed[a.png](b.md))"),
        ("[![a](b.png)](c.md)", "p(a[c.md](embed[b.png|a]))"),
    ]);
}

#[test]
fn text_saved_from_a_web_page_is_read_line_by_line() {
    reads(&[
        (
            "What are sheds?\nTwo sheds *that* work:\n-\nStores: keep tools.\n-\nLoans: move [[tools]].\nIn 1905 it began.\nMore Things\nRelated Sheds\n- One\n- Two",
            "h2(What are sheds?)p(Two sheds em(that) work:)ul(li(p(Stores: keep tools.))li(p(Loans: move a[tools](tools).)))p(In 1905 it began.)h2(More Things)h3(Related Sheds)ul(li(p(One))li(p(Two)))",
        ),
        // A single lone hyphen, or a blank line, makes it Markdown.
        ("one\n-\ntwo\nthree", "h2(one)p(two~three)"),
        ("a\n-\nb\n-\n\nc", "h2(a)h2(b)p(c)"),
    ]);
}

#[test]
fn footnotes_inline_and_not() {
    reads(&[
        ("a^[b *c* [d]] e[^1]\n\n[^1]: f", "p(ainline-note(b em(c) [d]) efn[1])note[1](p(f))"),
        ("a^[never", "p(a^[never)"),
        ("a^[b ^[c] d] e", "p(ainline-note(b ^[c] d) e)"),
        ("a^[] b^[ ]", "p(a^[] b^[ ])"),
        ("a[^B]\n\n[^b]: c", "p(afn[b])note[b](p(c))"),
    ]);
}

#[test]
fn spans_are_places_in_the_file() {
    let text = "a **b** ==c== [[d]] #e https://f.org";
    let (pieces, _) = pieces(Body { text, start: 0 });
    for piece in pieces {
        match piece.event {
            Event::Text(shown) => assert!(text[piece.span.clone()].contains(&*shown), "{shown}"),
            Event::Tag(tag) => assert_eq!(&text[piece.span], format!("#{tag}")),
            _ => {}
        }
    }
}

#[test]
fn bytes_that_are_not_shown_move_no_sign_out_of_place() {
    read("\0#é\u{2}\u{2}");
}

#[test]
fn deep_nesting_is_cut_and_reported() {
    let text = format!("{}bottom", "> ".repeat(5000));
    let (pieces, cut) = pieces(Body { text: &text, start: 0 });
    assert!(cut.is_some());
    assert!(pieces.iter().any(|piece| piece.event == Event::Text("bottom".into())));
    assert!(pieces.len() < 3 * NESTING_LIMIT);
}

#[test]
fn hostile_rows_of_signs_take_linear_time() {
    let clock = std::time::Instant::now();
    for signs in [
        "[",
        "[[",
        "![[a",
        "*a **a ",
        "`a ``b ",
        "$a ",
        "==a ",
        "==a==",
        "%%a ",
        "<a ",
        "[a](b",
        "^[",
        "^[a ",
        "#a ",
        "> ",
        "- ",
        "[!",
        "%%\n",
        "%% `a %%",
        "`%%` ",
        "%%`%%\n",
        "$1",
        "a$1 ",
        "[![[a]]](b)",
        "https://a.b/(",
        "(http://",
        "a ^b\n",
        "| [[a|b]] ",
        "<!-- ",
        "a <!-- \n\n",
        "<!-- --> ",
        "<!-- %% ",
        "%% <!-- %% -",
        "a <!-- `\n\n--> ` ",
        "a <!-- x\n\n```\n\nx --> b\n\n",
        "<b a=\"<!--\">",
    ] {
        read(&signs.repeat(200_000 / signs.len()));
        read(&format!("| a |\n|---|\n{}", signs.repeat(100_000 / signs.len())));
    }
    assert!(clock.elapsed().as_secs() < 60, "{:?}", clock.elapsed());
}

#[test]
fn image_texts_are_sizes_or_descriptions() {
    let read = |text: &str| {
        let image = image_text(text);
        (image.alt, image.width, image.height)
    };
    assert_eq!(read("100"), (String::new(), Some(100), None));
    assert_eq!(read("100x145"), (String::new(), Some(100), Some(145)));
    assert_eq!(read("Leaf|80"), ("Leaf".to_owned(), Some(80), None));
    assert_eq!(read("A caption"), ("A caption".to_owned(), None, None));
    assert_eq!(read("Route 66"), ("Route 66".to_owned(), None, None));
    assert_eq!(read(" "), (String::new(), None, None));
}

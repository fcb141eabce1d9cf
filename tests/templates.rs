//! What the build script makes of the theme: Rust code for each construct of templates that it knows, and for
//! any other an error with its place. The tests for minified scripts and style sheets stand beside their code.
//! That the compiled functions write what the template engine writes is tested elsewhere, page by page.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

#[path = "../build/rust.rs"]
mod rust;
#[path = "../build/squeeze/mod.rs"]
mod squeeze;
#[path = "../build/template.rs"]
mod template;

use template::Theme;

/// Returns the body of the function for page.html among these files, or the mistake in it.
fn body(files: &[(&str, &str)]) -> Result<String, String> {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let function = rust::function(&Theme::new(files)?, "page.html", "Page", true)?;
    let head = "/// Writes a page as page.html says.\n\
                pub(in crate::render) fn page(page: &view::Page<'_>, around: &Around<'_>, out: &mut String) {\n\
                let Around { site, frame, words, theme } = *around;\n";
    let body = function.strip_prefix(head).and_then(|rest| rest.strip_suffix("}\n"));
    Ok(body.unwrap_or_else(|| panic!("{function}")).to_owned())
}

/// Checks the lines of the body for one template.
#[track_caller]
fn check(template: &str, want: &[&str]) {
    let written = body(&[("page.html", template)]).unwrap_or_else(|mistake| panic!("{mistake}"));
    assert_eq!(written.lines().collect::<Vec<_>>(), want, "{template}");
}

#[test]
fn text_and_values_are_shown_in_order() {
    check("", &[]);
    check("A \"quote\"\n", &[r#"out.push_str("A \"quote\"\n");"#]);
    check(
        "<b>{{ page.title }}</b>{{ words.notes }}{{ theme.icon }}{{ \"x\" }}{{ site.title }}{{ frame.menu }}",
        &[
            r#"out.push_str("<b>");"#,
            "show(&page.title, out);",
            r#"out.push_str("</b>");"#,
            r#"show(words.text("notes"), out);"#,
            r#"show(&theme.address("icon"), out);"#,
            r#"show("x", out);"#,
            "show(&site.title, out);",
            "show(&frame.menu, out);",
        ],
    );
}

#[test]
fn a_function_that_knows_the_page_alone_has_no_words() {
    let theme = |text: &str| Theme::new([("page.html".to_owned(), text.to_owned())].into()).unwrap();
    let function = rust::function(&theme("{{ page.title }}"), "page.html", "Page", false).unwrap();
    assert!(function.contains("fn page(page: &view::Page<'_>, out: &mut String) {\nshow("), "{function}");
    let mistake = rust::function(&theme("{{ words.notes }}"), "page.html", "Page", false);
    assert_eq!(mistake.unwrap_err(), "page.html:1: `words` is not known");
}

#[test]
fn a_dash_takes_the_blanks_beside_a_tag_away_and_comments_leave_nothing() {
    check("a \n{{- page.x -}}\n b", &[r#"out.push_str("a");"#, "show(&page.x, out);", r#"out.push_str("b");"#]);
    check("a \n{{ page.x }}\n b", &[r#"out.push_str("a \n");"#, "show(&page.x, out);", r#"out.push_str("\n b");"#]);
    check("a {# why #} b", &[r#"out.push_str("a  b");"#]);
    check("a {#- why -#} b", &[r#"out.push_str("ab");"#]);
    check("{% set x = page.y -%}\n a", &[r#"out.push_str("a");"#]);
}

#[test]
fn what_a_condition_asks_for_is_at_hand_below_it() {
    check(
        "{% if page.note.stage %}{{ page.note.stage.word }}{% endif %}{{ page.note.stage }}",
        &["if let Some(v1) = present(&page.note.stage) {", "show(&v1.word, out);", "}", "show(&page.note.stage, out);"],
    );
    check(
        "{% if page.a and not page.b and page.c is defined %}x{% elif page.d == \"e\" %}y{% else %}z{% endif %}",
        &[
            "if let Some(v1) = present(&page.a) && !present(&page.b).is_some() && let Some(v2) = page.c() {",
            r#"out.push_str("x");"#,
            r#"} else if text(&page.d) == "e" {"#,
            r#"out.push_str("y");"#,
            "} else {",
            r#"out.push_str("z");"#,
            "}",
        ],
    );
    check(
        "{% if page.a or (page.b and words.c != page.d) %}x{% endif %}",
        &[
            r#"if (present(&page.a).is_some() || (present(&page.b).is_some() && words.text("c") != text(&page.d))) {"#,
            r#"out.push_str("x");"#,
            "}",
        ],
    );
    // An operator inside quotes is text.
    check("{% if page.a == \" or \" %}{% endif %}", &[r#"if text(&page.a) == " or " {"#, "}"]);
}

#[test]
fn loops_know_their_things_and_their_first_one() {
    check(
        "{% for tag in page.tags %}{% if not loop.first %}, {% endif %}{{ tag.title }}{% endfor %}",
        &[
            "for (v2, v1) in page.tags.iter().enumerate() {",
            "if !(v2 == 0) {",
            r#"out.push_str(", ");"#,
            "}",
            "show(&v1.title, out);",
            "}",
        ],
    );
}

#[test]
fn names_are_given_to_values_and_to_what_is_written() {
    check(
        "{% set way = page.root ~ \"a/\" ~ page.url %}{{ way }}",
        &[r#"show(&[text(&page.root), "a/", text(&page.url)].concat(), out);"#],
    );
    check(
        "{% set more %}<i>{{ page.x }}</i>{% endset %}{{ more }}",
        &[
            "let v1 = { let mut captured = String::new(); let out = &mut captured;",
            r#"out.push_str("<i>");"#,
            "show(&page.x, out);",
            r#"out.push_str("</i>");"#,
            "view::Html(captured) };",
            "show(&v1, out);",
        ],
    );
}

#[test]
fn filters_are_functions() {
    for (expression, want) in [
        ("words.more | counted(n=page.more.count)", r#"&words.counted("more", number(&page.more.count))"#),
        ("words.notes | counted(n=page.items | length)", r#"&words.counted("notes", page.items.len())"#),
        ("page.items | length", "&page.items.len()"),
        ("page.names | join(sep=\", \")", r#"&page.names.join(", ")"#),
        ("page.a | without(start=page.b ~ \"/\")", r#"&without(text(&page.a), text(&[text(&page.b), "/"].concat()))"#),
    ] {
        check(&format!("{{{{ {expression} }}}}"), &[&format!("show({want}, out);")]);
    }
}

#[test]
fn components_blocks_and_included_files_become_part_of_the_function() {
    let files = [
        ("base.html", "<{% block main %}nothing{% endblock main %}>{% block foot %}foot{% endblock foot %}\n"),
        (
            "page.html",
            "{% extends \"base.html\" %}\nlost\n{% block main %}{{ <items items={page.items} label={words.a ~ \"!\"}/> }}\
             {% include \"end.html\" %}{% endblock main %}",
        ),
        (
            "parts.html",
            "{% component items(items, label, class=\"plain\") %}{{ class }}{{ label }}{% for item in items %}\
             {{ item }}{% endfor %}{% endcomponent items %}",
        ),
        ("end.html", "{{ page.end }}"),
    ];
    let want = [
        r#"out.push_str("<");"#,
        r#"let v1 = [words.text("a"), "!"].concat();"#,
        r#"show("plain", out);"#,
        "show(&v1, out);",
        "for (v3, v2) in page.items.iter().enumerate() {",
        "show(&v2, out);",
        "}",
        "show(&page.end, out);",
        r#"out.push_str(">foot\n");"#,
    ];
    assert_eq!(body(&files).unwrap().lines().collect::<Vec<_>>(), want);
}

#[test]
fn what_is_not_known_is_a_mistake_with_its_place() {
    for (template, want) in [
        ("a\n{{ nobody.x }}", "page.html:2: `nobody` is not known"),
        ("{{ page.x | upper }}", "page.html:1: `| upper` is not known here"),
        ("{{ page.x + 1 }}", "page.html:1: `page.x + 1` is not known here"),
        ("{{ words }}", "page.html:1: `words` can't be shown"),
        ("{{ words.a | counted }}", "page.html:1: `counted` lacks `n`"),
        ("{{ words.a | counted(n=words.b) }}", "page.html:1: `counted(n=words.b)` has no number"),
        ("{{ page.x | without(start=words) }}", "page.html:1: `without(start=words)` is no text"),
        ("{% for a in page.b %}\n\n{{ loop.index }}{% endfor %}", "page.html:3: `loop.index` is not known"),
        ("{% for a in words %}{% endfor %}", "page.html:1: `words` is no list"),
        ("{% for a of page.b %}{% endfor %}", "page.html:1: `for a of page.b` has no `in`"),
        ("{% if words %}{% endif %}", "page.html:1: `words` is no condition"),
        ("a\n\n{% if page.a %}b", "page.html:3: `if page.a` has no end"),
        ("{% for a in page.b %}\n{% endif %}", "page.html:1: `endfor` is missing"),
        ("a\n{% endif %}\n", "page.html:2: `endif` stands alone"),
        ("a {#\n#}\n{% macro x() %}", "page.html:3: `macro x()` is not known"),
        ("a\n{{ page.x", "page.html:2: `{{` has no end"),
        ("{{ <a b={page.c}> }}", "page.html:1: `<a b={page.c}>` is not closed"),
        ("{{ <a/> }}", "page.html:1: there is no component a"),
        ("{% component a %}{% endcomponent %}", "page.html:1: component a has no arguments"),
        ("\n{% component a(b) %}", "page.html:2: component a(b) has no end"),
        ("{% component a(b) %}{% endcomponent %}\n{{ <a/> }}", "page.html:2: a lacks `b`"),
        ("\n{% include \"no.html\" %}", "page.html:2: there is no template no.html"),
    ] {
        assert_eq!(body(&[("page.html", template)]).unwrap_err(), want, "{template}");
    }
    // A mistake is reported where it is, not where the component is used.
    let part = ("part.html", "{% component a(b) %}\n{{ c }}{% endcomponent %}");
    assert_eq!(body(&[("page.html", "\n\n{{ <a b={page.x}/> }}"), part]).unwrap_err(), "part.html:2: `c` is not known");
    let base = ("base.html", "{% block a %}{% endblock %}\n{{ b }}");
    assert_eq!(
        body(&[("page.html", "{% extends \"base.html\" %}"), base]).unwrap_err(),
        "base.html:2: `b` is not known"
    );
}

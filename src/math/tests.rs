//! Formulas of all kinds, those that can't be typeset, and hostile ones.

use super::*;

fn typesetter(macros: &[(&str, &str)]) -> Typesetter {
    let macros = macros.iter().map(|(name, definition)| ((*name).to_owned(), (*definition).to_owned()));
    Typesetter::new(&macros.collect()).expect("the macros can be read")
}

fn inline(tex: &str) -> Result<String, MathError> {
    typesetter(&[]).render(tex, false)
}

/// What is between the wrapper and the annotation.
fn inner(mathml: &str) -> &str {
    let start = mathml.find("<semantics><mrow>").map_or(0, |at| at + 17);
    &mathml[start..mathml.find("</mrow><annotation").unwrap_or(mathml.len())]
}

#[test]
fn a_formula_keeps_its_source() {
    assert_eq!(
        inline("x < 1 & \"y\"").err().map(|error| error.span),
        Some(6..7),
        "a column outside of a table is no formula"
    );
    assert_eq!(
        inline("x < 1").as_deref(),
        Ok("<math><semantics><mrow><mi>x</mi><mo>&lt;</mo><mn>1</mn></mrow>\
            <annotation encoding=\"application/x-tex\">x &lt; 1</annotation></semantics></math>")
    );
    let display = typesetter(&[]).render("x", true);
    assert!(display.is_ok_and(|mathml| mathml.starts_with("<math display=\"block\"><semantics>")));
}

#[test]
fn formulas_become_mathml() {
    for (tex, want) in [
        ("", ""),
        ("x^2 + y_1", "<msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><msub><mi>y</mi><mn>1</mn></msub>"),
        ("e^{2i\\pi} = 1", "<msup><mi>e</mi><mrow><mn>2</mn><mi>i</mi><mi>π</mi></mrow></msup><mo>=</mo><mn>1</mn>"),
        ("\\frac{a}{b}", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
        ("\\sqrt[3]{x}", "<mroot><mi>x</mi><mn>3</mn></mroot>"),
        ("\\mathbb{R} \\mathfrak{g} \\mathbf{v}", "<mi>ℝ</mi><mi>𝔤</mi><mi>𝐯</mi>"),
        ("a \\! b", "<mi>a</mi><mspace class=\"m-n3\"/><mi>b</mi>"),
        ("a \\hspace{-2em} b", "<mi>a</mi><mspace class=\"m-n36\"/><mi>b</mi>"),
        ("\\color{red} x", "<mrow mathcolor=\"#FF0000\"><mi>x</mi></mrow>"),
        ("\\text{if } x", "<mtext>if\u{a0}</mtext><mi>x</mi>"),
        ("\\textsc{a}", "<mtext><span class=\"m-caps\">a</span></mtext>"),
        ("\\not=", "<mo lspace=\"0\" rspace=\"0\">≠</mo>"),
        ("{n \\choose k}", "<mrow><mo>(</mo><mfrac linethickness=\"0\"><mi>n</mi><mi>k</mi></mfrac><mo>)</mo></mrow>"),
        ("日 + é", "<mi>日</mi><mo>+</mo><mi>é</mi>"),
        (
            "\\begin{pmatrix} a & b \\end{pmatrix}",
            "<mrow><mo>(</mo><mtable displaystyle=\"false\" scriptlevel=\"0\"><mtr><mtd><mi>a</mi></mtd>\
             <mtd><mi>b</mi></mtd></mtr></mtable><mo>)</mo></mrow>",
        ),
        (
            "\\begin{aligned} a &= b \\end{aligned}",
            "<mtable displaystyle=\"true\" scriptlevel=\"0\"><mtr><mtd class=\"m-right m-pr0\"><mi>a</mi></mtd>\
             <mtd class=\"m-left m-pl0\"><mo>=</mo><mi>b</mi></mtd></mtr></mtable>",
        ),
        (
            "\\begin{array}{l|c} a & b \\\\ \\hline c & d \\end{array}",
            "<mtable displaystyle=\"false\" scriptlevel=\"0\"><mtr><mtd class=\"m-left m-end\"><mi>a</mi></mtd>\
             <mtd><mi>b</mi></mtd></mtr><mtr><mtd class=\"m-top m-left m-end\"><mi>c</mi></mtd>\
             <mtd class=\"m-top\"><mi>d</mi></mtd></mtr></mtable>",
        ),
        ("\\textcolor{red}{x}", "<mrow mathcolor=\"#FF0000\"><mi>x</mi></mrow>"),
        (
            "\\boxed{x}",
            "<mtable class=\"m-start m-top\" displaystyle=\"true\" scriptlevel=\"0\"><mtr><mtd class=\"m-end\">\
             <mi>x</mi></mtd></mtr><mtr><mtd class=\"m-top m-end\"></mtd></mtr></mtable>",
        ),
    ] {
        assert_eq!(inline(tex).as_deref().map(inner), Ok(want), "{tex}");
    }
}

#[test]
fn equations_have_no_numbers_but_those_they_are_given() {
    let typesetter = typesetter(&[]);
    for tex in [
        "\\begin{align} a &= b \\end{align}",
        "\\begin{equation}a\\end{equation}",
        "\\begin{multline*}a\\\\b\\end{multline*}",
    ] {
        assert!(typesetter.render(tex, true).is_ok_and(|mathml| !mathml.contains("(1)")), "{tex}");
    }
    let tagged = typesetter.render("\\begin{align} a &= b \\tag{7} \\end{align}", true);
    assert!(tagged.is_ok_and(|mathml| mathml.contains("<mtd class=\"m-half m-right\"><mtext>(7)</mtext></mtd>")));
}

#[test]
fn lines_break_in_display_without_an_environment() {
    let lines = typesetter(&[]).render("a \\\\ b", true);
    assert_eq!(
        lines.as_deref().map(inner),
        Ok(
            "<mtable displaystyle=\"true\" scriptlevel=\"0\"><mtr><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mi>b</mi></mtd></mtr></mtable>"
        )
    );
}

#[test]
fn macros_of_the_garden_are_known() {
    let typesetter = typesetter(&[("E", "\\mathbb{E}"), ("pd", "\\frac{\\partial #1}{\\partial #2}")]);
    assert_eq!(typesetter.render("\\E", false).as_deref().map(inner), Ok("<mi>𝔼</mi>"));
    let nested = typesetter.render("\\pd{\\pd{f}{x}}{y}", false);
    assert!(nested.is_ok_and(|mathml| mathml.matches("<mfrac>").count() == 2));
    assert!(typesetter.render("\\pd{f}", false).is_err());
}

#[test]
fn a_macro_that_can_not_be_read_is_an_error_of_the_set_up() {
    let wrong = |definition: &str| {
        Typesetter::new(&BTreeMap::from([("bad".to_owned(), definition.to_owned())])).err().map(|finding| *finding)
    };
    let help = "a definition is made of commands that every formula knows, not of those defined beside it";
    let want = |what: &str| {
        Diagnostic::error(Code::InvalidConfig, format!("the definition of `math.macros.bad` can't be used: {what}"))
            .help(help)
    };
    assert_eq!(wrong("x \\nope"), Some(want("`\\nope` is no command that can be typeset")));
    assert_eq!(wrong("#0"), Some(want("an argument is written `#1` to `#9`")));
}

#[test]
fn mistakes_are_shown_where_they_are_with_a_way_out() {
    let until = "readers see the source of the formula until then";
    for (tex, part, message, help) in [
        (
            "x + \\nope y",
            "\\nope",
            "`\\nope` is no command that can be typeset",
            "define it in site.toml under [math.macros], or write it another way; ",
        ),
        (
            "\\ce{H2O}",
            "\\ce",
            "`\\ce` is no command that can be typeset",
            "define it in site.toml under [math.macros], or write it another way; ",
        ),
        ("\\frac{1}{2", "2", "a `}` is missing", "close what was opened; "),
        ("\\left( x", "x", "a `\\right` is missing", "close what was opened; "),
        ("a } b", "}", "this `}` closes nothing", "take it away, or open before it; "),
        (
            "x^a^b",
            "^b",
            "there are two of the same kind in a row",
            "put braces around the one that belongs together: `{x^a}^b`; ",
        ),
        (
            "\\begin{foo} x \\end{foo}",
            "{foo}",
            "there is no environment `foo`",
            "write it with one such as `aligned`, `cases` or `pmatrix`; ",
        ),
        ("a & b", "&", "`&` can't stand here", "it may only stand in a table-like environment; "),
        ("\\text{a & b}", "&", "`&` can't stand in text", "write `\\&` if it is meant as a sign; "),
        ("a # b", "#", "a number sign has a meaning of its own in TeX", "write `\\#`; "),
        ("x \\sout{y}", "\\sout", "`\\sout` belongs in text", "put it inside of `\\text{…}`; "),
        ("\\sqrt", "t", "the command before has nothing to work on", "give it its argument in braces; "),
        (
            "é \\nope",
            "\\nope",
            "`\\nope` is no command that can be typeset",
            "define it in site.toml under [math.macros], or write it another way; ",
        ),
    ] {
        let error = inline(tex).err().unwrap_or_else(|| panic!("{tex} is typeset"));
        assert!(
            part.starts_with(&tex[error.span.clone()]) && !error.span.is_empty(),
            "{tex}: {:?}",
            &tex[error.span.clone()]
        );
        assert_eq!((error.message.as_str(), error.help), (message, format!("{help}{until}")), "{tex}");
    }
}

#[test]
fn places_stay_right_where_environments_are_renamed() {
    let tex = "\\begin{align} a \\end{align} \\begin{split} \\nope \\end{split}";
    let error = inline(tex).err().map(|error| tex[error.span].to_owned());
    assert_eq!(error.as_deref(), Some("\\nope"));
}

#[test]
fn no_link_id_or_style_comes_out_of_a_formula() {
    let tex = "\\begin{equation} x \\label{<b>} \\end{equation} \\eqref{<b>} \\kern-1pt \\cancel{x} \\cfrac{1}{2} \\textsc{<i>}";
    let mathml = inline(tex).unwrap_or_default();
    assert!(mathml.contains("(??)"), "{mathml}");
    for part in [" style=", "href", " id=", "<a ", "<b>", "<i>"] {
        assert!(!mathml.contains(part), "{part} in {mathml}");
    }
}

#[test]
fn every_class_is_known_to_the_style_sheet() {
    let sheet = include_str!("../../themes/default/math.css");
    for class in mathml::classes() {
        assert!(sheet.contains(&format!(".{class} ")) || sheet.contains(&format!(".{class},")), "{class}");
    }
}

#[test]
fn formulas_that_mean_no_good_end_in_time() {
    let long = "x".repeat(20_000);
    let typesetter = typesetter(&[("d", "#1#1"), ("deep", "{{{{#1}}}}")]);
    for (tex, message) in [
        (long.as_str(), "this formula is too long"),
        (&"{".repeat(5_000), "too much stands in each other here"),
        (&"\\sqrt".repeat(3_000), "too much stands in each other here"),
        (&"\\sqrt[x".repeat(2_000), "too much stands in each other here"),
        (&"\\displaystyle x]".repeat(900), "too much stands in each other here"),
        (&"\\left(x".repeat(2_000), "too much stands in each other here"),
        (&"\\begin{matrix}".repeat(1_000), "too much stands in each other here"),
        (&"%\n".repeat(8_000), "too much stands in each other here"),
        (&"x_{".repeat(5_000), "too much stands in each other here"),
        (&"\\deep{".repeat(60), "too much stands in each other here"),
        ("\\d\\d x", "this would grow without end"),
        ("\\d{\\d}x", "this would grow without end"),
        ("\\d{\\d{\\d{x}}}", "this would grow without end"),
        ("\\d%\n{\\d{x}}", "this would grow without end"),
    ] {
        assert_eq!(
            typesetter.render(tex, true).err().map(|error| error.message).as_deref(),
            Some(message),
            "{tex:.20}"
        );
    }
    assert!(typesetter.render("\\d{x} + \\d{y}", true).is_ok());
    for many in ["\\alpha x", "[0, 1) ", "{x}", "\\,", "x^2 "] {
        assert!(inline(&many.repeat(500)).is_ok(), "{many}");
    }
}

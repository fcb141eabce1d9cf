//! What a drawing contains, and what it never does.

use super::*;

/// One diagram of each kind that occurs in notes, with a word that has to be in the drawing.
const KINDS: &[(&str, &str)] = &[
    (
        "flowchart LR\n A[Rain] -->|fills| B((Barrel))\n subgraph g [Shed]\n B --> C{Full?}\n end\n style A fill:#f9f",
        "Barrel",
    ),
    ("sequenceDiagram\n autonumber\n Ann->>+Ben: Hello\n Note right of Ben: thinks\n Ben-->>-Ann: Hi", "thinks"),
    ("classDiagram\n Plant <|-- Bean\n Plant : +int age\n class Bean{\n +climb()\n }", "+climb()"),
    ("stateDiagram-v2\n [*] --> Dry\n Dry --> Wet\n note right of Dry : water", "water"),
    ("erDiagram\n BED ||--o{ PLANT : holds\n BED {\n string name\n }", "holds"),
    ("gantt\n title Year\n dateFormat YYYY-MM-DD\n section Beds\n Dig :a1, 2014-01-01, 30d", "Dig"),
    ("pie title Harvest\n \"Beans\" : 386\n \"Peas\" : 85", "Harvest"),
    ("gitGraph\n commit\n branch develop\n commit id: \"dug\"", "dug"),
    ("mindmap\n root((Garden))\n  Beds\n  Paths", "Paths"),
    ("timeline\n title Plot\n 2002 : Fence\n 2004 : Shed : Hut", "Hut"),
    ("journey\n title Day\n section Work\n Dig: 5: Me", "Work"),
    ("quadrantChart\n title Tools\n x-axis Light --> Heavy\n Spade: [0.3, 0.6]", "Spade"),
    ("xychart-beta\n title \"Rain\"\n x-axis [jan, feb]\n bar [5, 6]", "jan"),
];

fn drawing(source: &str) -> Drawing {
    let drawn = Plotter::new().draw(source).expect("the feature is on");
    drawn.as_ref().clone().unwrap_or_else(|error| panic!("{}: {source}", error.message))
}

fn error(source: &str) -> String {
    let drawn = Plotter::new().draw(source).expect("the feature is on");
    match drawn.as_ref() {
        Ok(_) => String::new(),
        Err(error) => error.message.clone(),
    }
}

/// Asserts that a drawing contains nothing harmful, whatever is in its text.
fn assert_harmless(svg: &str) {
    let document = roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        let name = element.tag_name().name();
        assert!(["svg", "title", "desc"].contains(&name) || svg::ELEMENTS.contains(&name), "<{name}> in {svg}");
        for attribute in element.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(!name.starts_with("on") && !["style", "href", "class", "src"].contains(&name), "{name} in {svg}");
            assert!(!value.contains("url(") || value.starts_with("url(#x."), "{name}={value} in {svg}");
            assert!(!value.contains("NaN") && !value.contains("inf"), "{name}={value} in {svg}");
        }
    }
}

#[test]
fn each_kind_of_diagram_is_drawn_without_styles_fonts_or_ground() {
    for (source, word) in KINDS {
        let svg = drawing(source).svg("x.", "Diagram");
        assert_harmless(&svg);
        assert!(svg.contains(word), "{word} is not in {svg}");
        assert!(svg.len() < 30_000, "{} bytes for {source}", svg.len());
        let head = "<svg role=\"img\" width=\"";
        assert!(svg.starts_with(head) && svg.contains("<title>Diagram</title>"), "{svg:.200}");
    }
}

#[test]
fn a_drawing_is_the_same_each_time() {
    for (source, _) in KINDS {
        assert_eq!(drawing(source), drawing(source));
    }
}

#[test]
fn no_day_but_those_of_the_diagram_is_in_a_chart_of_time() {
    let svg = drawing(KINDS[5].0).svg("x.", "");
    assert!(!svg.contains("today"), "{svg}");
    assert_eq!(svg.matches("<line").count(), svg.matches("y2=\"-").count(), "only the grid has lines: {svg}");
}

#[test]
fn ids_are_those_of_one_drawing() {
    let drawing = drawing(KINDS[0].0);
    let (one, two) = (drawing.svg("d1.", ""), drawing.svg("d2.", ""));
    assert!(one.contains(" id=\"d1.") && one.contains("url(#d1.") && !one.contains(OWN));
    assert_eq!(one.replace("d1.", "d2."), two);
}

#[test]
fn colours_are_the_themes_and_the_authors_in_light_and_dark() {
    let svg = drawing(KINDS[0].0).svg("x.", "");
    for part in ["var(--d-node)", "var(--d-ink)", "var(--d-group)", "light-dark(#ff99ff,"] {
        assert!(svg.contains(part), "{part} is not in {svg}");
    }
    let classes = "graph TD\n A:::wet --> B\n classDef wet fill:#123456,stroke:#abc,color:#fed";
    let svg = drawing(classes).svg("x.", "");
    for part in ["fill=\"light-dark(#123456,", "stroke=\"light-dark(#aabbcc,", "fill=\"light-dark(#ffeedd,"] {
        assert!(svg.contains(part), "{part} is not in {svg}");
    }
}

#[test]
fn a_diagram_is_called_what_its_author_calls_it() {
    for (source, title, description) in [
        ("---\ntitle: Water & wind\n---\ngraph TD\nA-->B", "Water &amp; wind", None),
        ("graph TD\naccTitle: Rain\naccDescr: Where it <flows>\nA-->B", "Rain", Some("Where it &lt;flows&gt;")),
        ("graph TD\nA-->B", "Diagram", None),
    ] {
        let svg = drawing(source).svg("x.", "Diagram");
        assert!(svg.contains(&format!("<title>{title}</title>")), "{svg:.300}");
        assert_eq!(description.is_some(), svg.contains("<desc>"), "{svg:.300}");
        assert!(svg.contains(description.unwrap_or_default()), "{svg:.300}");
    }
}

#[test]
fn words_in_a_diagram_are_words() {
    let hostile = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</title></svg><script>alert(1)</script>",
        "<foreignObject><iframe srcdoc=x></iframe></foreignObject>",
        "' onload='alert(1)",
        "]]>&lt;script&gt;<!--",
        "javascript:alert(1)",
        "#quot;><style>*{}</style>",
        "\u{1}\u{0}",
    ];
    for text in hostile {
        for source in [
            format!("graph TD\n A[\"{text}\"] -->|\"{text}\"| B"),
            format!("graph TD\n A[{text}] --> B\n click A \"{text}\" \"{text}\"\n style A fill:{text}"),
            format!("graph TD\n A --> B\n classDef x fill:{text},stroke:url(http://x)\n class A x"),
            format!(
                "%%{{init: {{\"htmlLabels\": true, \"themeCSS\": \"{text}\", \"themeVariables\": {{\"primaryColor\": \"{text}\", \"fontSize\": \"9px;}}</style><script>\"}}}}}}%%\ngraph TD\n A[{text}] --> B"
            ),
            format!("sequenceDiagram\n participant A as {text}\n A->>B: {text}\n link A: x @ {text}"),
            format!("pie title {text}\n \"{text}\" : 3"),
            format!("classDiagram\n class A{{\n {text}\n }}\n click A href \"{text}\""),
            format!("stateDiagram-v2\n state \"{text}\" as s\n [*] --> s"),
            format!("gantt\n title {text}\n section {text}\n {text} :a1, 2014-01-01, 3d\n click a1 href \"{text}\""),
            format!("mindmap\n root(({text}))\n  {text}"),
            format!("journey\n title {text}\n section {text}\n {text}: 5: {text}"),
            format!("erDiagram\n \"{text}\" ||--o{{ B : \"{text}\""),
            format!("---\ntitle: {text}\n---\ngraph TD\naccDescr: {text}\nA"),
        ] {
            if let Some(drawn) = Plotter::new().draw(&source)
                && let Ok(drawing) = drawn.as_ref()
            {
                assert_harmless(&drawing.svg("x.", "Diagram"));
            }
        }
    }
}

#[test]
fn what_cant_be_drawn_says_why() {
    for (source, want) in [
        ("", "its first line names no kind of diagram that can be drawn"),
        ("hello world", "its first line names no kind of diagram that can be drawn"),
        ("graph TD\n A -->", "expected identifier"),
        ("radar-beta\naxis a\ncurve b{1}\nticks 100000000", "a scale of this diagram has too many ticks"),
    ] {
        assert_eq!(error(source), want, "{source}");
    }
    let long = format!("graph TD\n A[{}]", "x".repeat(SIZE_LIMIT));
    assert_eq!(error(&long), "diagrams are drawn up to a length of 16 KiB");
}

#[test]
fn groups_in_each_other_and_odd_numbers_end_soon() {
    let deep = format!("graph TD\n{}a-->b\n{}", "subgraph x\n".repeat(600), "end\n".repeat(600));
    for source in [
        deep.as_str(),
        "xychart-beta\n x-axis 0 --> 1e308\n bar [1e308, -1e308]",
        "quadrantChart\nA: [1e9, NaN]",
        "pie\n \"a\" : 1e308\n \"b\" : -1",
        "block-beta\ncolumns 1000000000\n a b c",
        "gantt\n dateFormat YYYY-MM-DD\n section x\n a: 0001-01-01, 9999-12-31",
        "packet-beta\n0-99999999: \"x\"",
    ] {
        if let Some(drawn) = Plotter::new().draw(source)
            && let Ok(drawing) = drawn.as_ref()
        {
            assert_harmless(&drawing.svg("x.", "Diagram"));
        }
    }
}

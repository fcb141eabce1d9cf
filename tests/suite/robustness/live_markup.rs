//! Nothing in a note ever runs: payloads in every part of a note, with pages parsed as browsers do.

use serde_json::Value;

use crate::conformance::file_faults;
use crate::garden::{Built, GardenTest};
use crate::html::Page;
use crate::references::dead;

const SETTINGS: &str = "title = \"Garden\"\nbase_url = \"https://garden.example/\"\n";

const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script src=\"theme/x.js\"></script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<script type=\"text/javascript\">alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img src=x oNeRrOr = 'alert(1)'>",
    "<img/src=\"x\"/onerror=alert(1)>",
    "<img src=\"x` `<script>alert(1)</script>\"` `>",
    "<img src=javascript:alert(1)>",
    "<img srcset=\"javascript:alert(1) 1x\">",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg onload=alert(1)>\"/></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><foreignObject><iframe srcdoc=\"<script>alert(1)</script>\"></foreignObject></svg>",
    "<math><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><annotation-xml encoding=\"text/html\"><script>alert(1)</script></annotation-xml></math>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"java&#10;script:alert(1)\">x</a>",
    "<a href=\" &#1; javascript:alert(1)\">x</a>",
    "<a href=\"&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)\">x</a>",
    "<a href=\"javascript&colon;alert(1)\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"DATA:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">x</a>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<iframe src=\"data:text/html,<script>alert(1)</script>\">",
    "<object data=\"javascript:alert(1)\"></object>",
    "<embed src=\"data:text/html,<script>alert(1)</script>\">",
    "<applet code=\"x\"></applet>",
    "<base href=\"javascript:alert(1)//\">",
    "<base href=\"//evil.example/\">",
    "<meta http-equiv=\"refresh\" content=\"0;url=javascript:alert(1)\">",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src *\">",
    "<link rel=\"stylesheet\" href=\"//evil.example/x.css\">",
    "<link rel=import href=\"data:text/html,<script>alert(1)</script>\">",
    "<style>@import '//evil.example/x.css';</style>",
    "<style><img src=\"</style><img src=x onerror=alert(1)//\">",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<p style=\"position:fixed;inset:0\" class=x>x</p>",
    "<form action=\"javascript:alert(1)\"><input type=submit></form>",
    "<form><button formaction=\"javascript:alert(1)\">x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)><option>",
    "<textarea autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<video poster=\"javascript:alert(1)\">",
    "<body onload=alert(1)>",
    "<table background=\"javascript:alert(1)\"><td>",
    "<marquee onstart=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<xmp><script>alert(1)</script></xmp><plaintext>",
    "<title></title><script>alert(1)</script>",
    "</article></main></body><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "\" onmouseover=\"alert(1)\" x=\"",
    "` onmouseover=alert(1) `",
    "]]><script>alert(1)</script>",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "\u{2028}<script>alert(1)</script>",
    "{{ 7*7 }}<script>alert(1)</script>",
    "<a id=\"main\" name=\"main\">x</a><a id=\"__proto__\">y</a>",
    "<b id=\"x\" class=\"callout\" data-search>x</b>",
];

/// Returns notes with a payload in every part that a note has.
fn notes_of(number: usize, payload: &str) -> Vec<(String, String)> {
    let quoted = serde_json::to_string(payload).unwrap();
    let inline = payload.replace(['\n', '\u{2028}'], " ");
    let in_link = inline.replace(['[', ']', '|'], "");
    let address = inline.replace(['<', '>', ' '], "");
    let front = format!(
        "---\ntitle: {quoted}\ndescription: {quoted}\ntags: [{quoted}]\naliases: [{quoted}]\ncssclasses: {quoted}\nlang: {quoted}\n\
         authors: {quoted}\nimage: {quoted}\npermalink: {quoted}\nlicense: {quoted}\nstatus: {quoted}\ncreated: 2024-01-02\n---\nplain\n"
    );
    let places = [
        ("body", format!("{payload}\n")),
        ("inline", format!("words {payload} words **{inline}** words\n\n- {inline}\n\n> {inline}\n")),
        ("front", front),
        ("raw", format!("---\ntitle: {inline}\ntags: {inline}\n---\nplain\n")),
        ("heading", format!("# {inline}\n\n## {inline}\n\n### {inline} {{#{address} .{address} onclick={address}}}\n")),
        (
            "links",
            format!(
                "[x](<{inline}>) [x]({address}) [x](https://a.example \"{inline}\") [{in_link}](b.md) ![{in_link}](c.png \"{inline}\") \
                 <{address}> [r]\n\n[r]: {address} '{inline}'\n"
            ),
        ),
        (
            "wikilinks",
            format!(
                "[[{in_link}]] [[a|{in_link}]] [[a#{in_link}]] ![[{in_link}]] ![[x.png|{in_link}]] ![[a#^{in_link}]]\n"
            ),
        ),
        ("code", format!("```{inline}\n{payload}\n```\n\n`{inline}`\n\n~~~{address}\nx\n~~~\n\n    {inline}\n")),
        ("callout", format!("> [!{in_link}] {inline}\n> {inline}\n\n> [!note]- {inline}\n> x\n")),
        ("footnote", format!("a[^{in_link}] b^[{inline}]\n\n[^{in_link}]: {inline}\n")),
        ("math", format!("${inline}$\n\n$$\n{payload}\n$$\n\n==({inline})== #{address}\n")),
        ("table", format!("| {inline} | b |\n|---|---|\n| {inline} | [[a\\|{in_link}]] |\n")),
        ("tasks", format!("- [ ] {inline}\n- [{}] x\n\nend ^{address}\n", in_link.chars().next().unwrap_or('x'))),
        ("header", format!("Created: {inline}\nTags: #{address} {inline}\n\nplain\n")),
        ("mermaid", format!("```mermaid\ngraph TD\n  A[{inline}] --> B\n```\n\n```dataview\n{payload}\n```\n")),
        ("backlink", format!("{inline} [[Target {number}|{in_link}]] {inline}\n")),
    ];
    let mut notes: Vec<_> =
        places.into_iter().map(|(place, text)| (format!("{place}/Note {number}.md"), text)).collect();
    let name: String = inline.replace('/', "\u{2044}").chars().take(100).collect();
    notes.push((format!("names/{name}.md"), format!("plain [[{in_link}]]\n")));
    notes.push((format!("{name}/Note {number}.md"), "Created: 2024-01-02\n\nplain\n".to_owned()));
    notes.push((format!("Target {number}.md"), "plain\n".to_owned()));
    notes
}

/// Returns the faults of all files, and of the frame around the notes, to which nothing may be added.
fn faults(built: &Built) -> Vec<String> {
    let mut faults: Vec<String> = built.files.iter().flat_map(|(path, bytes)| file_faults(path, bytes)).collect();
    for (path, source) in built.pages() {
        let page = Page::parse(source);
        // Scripts of the search page, of the graph, and of the page of all days of the year.
        let of_page = match path {
            "search.html" | "graph.html" => 2,
            "on-this-day.html" => 1,
            _ => 0,
        };
        for (selector, count) in [
            // Pages with code have a script that copies it, pages with a table of contents one that marks the
            // reader's place.
            ("script", 1 + [".code", ".toc"].iter().filter(|part| !page.select(part).is_empty()).count() + of_page),
            // Drawings contain titles of their own.
            ("title", 1 + page.select("svg title").len()),
            ("body", 1),
            ("main", 1),
            ("base", 0),
            ("style", 0),
            ("h1", 1),
            ("article h1", 1),
        ] {
            let found = page.select(selector).len();
            let is_right = if selector == "article h1" { found <= count } else { found == count };
            // A note's body may contain headings of level 1 below the title.
            let may_differ = selector.ends_with("h1") && path.starts_with("heading/");
            if !is_right && !may_differ {
                faults.push(format!("{path}: {found} times {selector}"));
            }
        }
        if page.select("meta[http-equiv]").len() != 1 {
            faults.push(format!("{path}: another http-equiv"));
        }
        faults.extend(page.errors.iter().map(|error| format!("{path}: {error}")));
    }
    faults.extend(built.files.iter().filter(|(path, _)| path.starts_with("previews/")).flat_map(live_previews));
    faults.extend(dead(&built.files));
    faults
}

/// Returns what a page preview would insert besides words with emphasis: the script inserts it as markup.
fn live_previews((path, bytes): (&String, &Vec<u8>)) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let data = text.split_once(',').and_then(|(_, data)| data.trim_end().strip_suffix(')')).unwrap_or_default();
    let notes: serde_json::Map<String, Value> = serde_json::from_str(data).unwrap();
    let mut texts = Vec::new();
    notes.values().for_each(|note| strings(&note[2], &mut texts));
    notes.values().for_each(|note| strings(&note[3], &mut texts));
    let words = ["html", "head", "body", "p", "em", "strong", "del", "mark", "code"];
    let is_live = |text: &&str| {
        let page = Page::parse(&format!("<p>{text}</p>"));
        page.elements().any(|element| {
            let element = element.value();
            !words.contains(&element.name()) || element.attrs().next().is_some()
        })
    };
    texts.into_iter().filter(is_live).map(|text| format!("{path}: {text}")).collect()
}

/// Adds all strings in a value.
fn strings<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        Value::Object(values) => values.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}

#[test]
fn live_markup_in_a_preview_is_seen() {
    let live = live_previews((
        &"previews/0.js".to_owned(),
        &br#"a.shard(0,{"a.html":["T","d",["<p onclick=x>a"],{"h":["<b>b</b>"],"i":["<em>c</em>"]},null]})"#.to_vec(),
    ));
    assert_eq!(live.len(), 2, "{live:?}");
}

fn check(payloads: &[&str], first: usize) {
    let mut garden = GardenTest::new().config(SETTINGS);
    for (number, payload) in payloads.iter().enumerate() {
        for (path, text) in notes_of(first + number, payload) {
            garden.put(&path, text);
        }
    }
    let built = garden.build();
    assert!(built.notes().len() >= payloads.len() * 18, "{} notes", built.notes().len());
    let faults = faults(&built);
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults[..faults.len().min(40)].join("\n"));
}

#[test]
fn the_first_half_of_the_payloads_stays_dead() {
    let (first, _) = PAYLOADS.split_at(PAYLOADS.len() / 2);
    check(first, 0);
}

#[test]
fn the_second_half_of_the_payloads_stays_dead() {
    assert!(PAYLOADS.len() >= 66);
    let (first, second) = PAYLOADS.split_at(PAYLOADS.len() / 2);
    check(second, first.len());
}

#[test]
fn the_check_for_live_markup_sees_what_is_live() {
    for (source, is_live) in [
        ("<article><p>fine</p></article>", false),
        ("<script src=\"../theme/script.1.js\"></script><article></article>", false),
        ("<article><script src=\"theme/script.js\"></script></article>", true),
        ("<script src=\"//evil.example/theme/script.js\"></script>", true),
        ("<article><b onclick=x>a</b></article>", true),
        ("<article><a href=\" java&#9;script:x\">a</a></article>", true),
        ("<article><a href=\"https://example.org/javascript:x\">a</a></article>", false),
        ("<article><form></form></article>", true),
        ("<article><iframe srcdoc=x></iframe></article>", true),
        ("<article><p style=\"position:fixed\">a</p></article>", true),
    ] {
        assert_eq!(!crate::html::live_markup(&Page::parse(source)).is_empty(), is_live, "{source}");
    }
}

/// Control characters are not allowed as text in HTML and forbidden in XML.
#[test]
fn control_signs_reach_no_file() {
    let mut garden = GardenTest::new().config(SETTINGS);
    for (number, sign) in
        ["\u{0}", "\u{1}", "\u{8}", "\u{b}", "\u{c}", "\u{1b}", "\u{7f}", "\u{85}", "\u{9f}", "\u{fffe}"]
            .iter()
            .enumerate()
    {
        for (path, text) in notes_of(number, &format!("a{sign}b")) {
            garden.put(&path, text);
        }
    }
    let built = garden.build();
    let mut faults = Vec::new();
    for (path, bytes) in &built.files {
        faults.extend(file_faults(path, bytes));
        if path.ends_with(".json") || path.ends_with(".woff2") {
            continue;
        }
        let text = String::from_utf8_lossy(bytes);
        let is_control = |sign: char| sign.is_control() && !matches!(sign, '\n' | '\t' | '\r' | '\u{c}');
        if let Some(at) = text.find(is_control) {
            let before: String = text[..at].chars().rev().take(80).collect();
            faults.push(format!("{path}: after {:?}", before.chars().rev().collect::<String>()));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults[..faults.len().min(60)].join("\n"));
}

#[test]
fn what_looks_like_a_template_stays_text() {
    let payloads = [
        "{{ 7*7 }}",
        "{% if true %}yes{% endif %}",
        "{# gone #}",
        "{{ site.title }}",
        "{{ page | safe }}",
        "{% raw %}",
        "{{ get_env(name=\"PATH\") }}",
    ];
    for payload in payloads {
        let quoted = serde_json::to_string(payload).unwrap();
        let built = GardenTest::new()
            .config(SETTINGS)
            .note("T.md", format!("---\ntitle: {quoted}\naliases: [{quoted}]\ndescription: {quoted}\ncreated: 2024-01-02\n---\nbefore {payload} after\n\n## {payload}\n\n`{payload}`\n"))
            .note("L.md", format!("[[T|{payload}]]\n"))
            .build();
        let words = built.words("t.html");
        assert!(words.contains(&format!("before {payload} after")), "{payload}: {words}");
        assert!(
            built.main("l.html").contains(&payload.replace('<', "&lt;").replace('>', "&gt;")),
            "{}",
            built.main("l.html")
        );
        let page = built.page("t.html");
        let heading = crate::html::text(page.select("h1")[0]);
        assert_eq!(heading, payload);
        assert!(built.text("feed.json").contains(&serde_json::to_string(payload).unwrap()), "{payload}");
    }
}

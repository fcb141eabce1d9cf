//! Proof that each kind of check can fail: one expectation at a time is made wrong, and the matching reason
//! must be reported.

use super::case::{self, Case, Laid};
use super::checks::Checked;
use super::expect::{Expect, Facts, Finding, Lines, Link, Select, Unwanted};
use crate::garden::{Built, build_folder};

/// A description of the mistake, how to make it, and a part of the reason that must be reported.
type Mistake = (&'static str, fn(&mut Expect), &'static str);

fn built(name: &str) -> (Case, Laid, Built) {
    let case = case::all().into_iter().find(|case| case.expect.name == name).unwrap();
    let laid = case.lay_out().unwrap();
    let built = build_folder(laid.work.path(), super::SETTINGS);
    (case, laid, built)
}

fn hold(name: &str, mistakes: &[Mistake]) {
    let (case, laid, built) = built(name);
    assert_eq!(Checked::new(&case.expect, &built, &laid).run(), Vec::<String>::new());
    for (what, make, reason) in mistakes {
        let mut expect = case.expect.clone();
        make(&mut expect);
        let reasons = Checked::new(&expect, &built, &laid).run();
        assert!(reasons.iter().any(|given| given.contains(reason)), "{what}: {reasons:#?}");
    }
}

fn note<'a>(expect: &'a mut Expect, path: &str) -> &'a mut Facts {
    expect.notes.entry(path.to_owned()).or_default()
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn select(selector: &str, count: Option<usize>, min: Option<usize>, text: Option<&str>) -> Select {
    Select { selector: selector.to_owned(), count, min, text: text.map(str::to_owned) }
}

#[test]
fn of_facts_about_notes() {
    const NOTE: &str = "Pub.md";
    hold(
        "publish-hidden-files",
        &[
            ("only_notes", |expect| expect.only_notes = Some(strings(&["Pub.md", "More.md"])), "notes: want"),
            ("note_count", |expect| expect.note_count = Some(7), "number of notes"),
            ("a note", |expect| note(expect, "Nobody.md").title = None, "Nobody.md: not listed"),
            ("title", |expect| note(expect, NOTE).title = Some(Some("x".to_owned())), "Pub.md: title"),
            ("created", |expect| note(expect, NOTE).created = Some(Some("2020-01-01".to_owned())), "Pub.md: created"),
            ("modified", |expect| note(expect, NOTE).modified = Some(Some("x".to_owned())), "Pub.md: modified"),
            ("url", |expect| note(expect, NOTE).url = Some(None), "Pub.md: url"),
            ("url_path", |expect| note(expect, NOTE).url_path = Some("other".to_owned()), "Pub.md: url path"),
            ("tags", |expect| note(expect, NOTE).tags = Some(strings(&["none"])), "Pub.md: tags"),
            ("tags_include", |expect| note(expect, NOTE).tags_include = strings(&["none"]), "tags missing"),
            ("aliases", |expect| note(expect, NOTE).aliases = Some(strings(&["none"])), "Pub.md: aliases"),
            ("backlinks", |expect| note(expect, NOTE).backlinks = Some(strings(&["Pub.md"])), "Pub.md: backlinks"),
            ("too many links", |expect| note(expect, NOTE).links = Some(Vec::new()), "Pub.md: links besides"),
            (
                "a missing link",
                |expect| {
                    let link =
                        Link { target_path: None, kind: "link".to_owned(), fragment: None, display: None, line: None };
                    note(expect, NOTE).links = Some(vec![link]);
                },
                "Pub.md: no link like",
            ),
            (
                "context_contains",
                |expect| drop(note(expect, NOTE).context_contains.insert("A.md".to_owned(), "x".to_owned())),
                "no backlink from A.md",
            ),
            ("tag_index", |expect| drop(expect.tag_index.insert("t".to_owned(), strings(&["a.md"]))), "notes under #t"),
        ],
    );
}

#[test]
fn of_bodies() {
    const NOTE: &str = "Pub.md";
    hold(
        "publish-hidden-files",
        &[
            (
                "text_contains",
                |expect| note(expect, NOTE).text_contains = strings(&["nowhere"]),
                "text_contains \"nowhere\"",
            ),
            ("text_not_contains", |expect| note(expect, NOTE).text_not_contains = strings(&[""]), "text_not_contains"),
            ("html_contains", |expect| note(expect, NOTE).html_contains = strings(&["<x>"]), "html_contains \"<x>\""),
            ("html_not_contains", |expect| note(expect, NOTE).html_not_contains = strings(&["<"]), "html_not_contains"),
            ("count", |expect| note(expect, NOTE).select = vec![select("img", Some(9), None, None)], "img: count"),
            ("min", |expect| note(expect, NOTE).select = vec![select("img", None, Some(9), None)], "want 9"),
            ("text", |expect| note(expect, NOTE).select = vec![select("p", None, None, Some("x"))], "none says \"x\""),
        ],
    );
}

#[test]
fn of_findings_and_files() {
    let finding = |code: &str, path: Option<&str>, line: Option<Lines>| Finding {
        code: code.to_owned(),
        path: path.map(str::to_owned),
        line,
    };
    let (case, laid, built) = built("resolve-alias-order");
    let reasons = |make: &dyn Fn(&mut Expect)| {
        let mut expect = case.expect.clone();
        make(&mut expect);
        Checked::new(&expect, &built, &laid).run().join("\n")
    };
    let ambiguous = |path, line| finding("ambiguous-link", path, line);
    let want = |finding: Finding| reasons(&|expect| expect.diagnostics = vec![finding.clone()]);
    assert_eq!(want(ambiguous(Some("From.md"), Some(Lines::Between(1, 9)))), "");
    assert!(want(ambiguous(Some("From.md"), Some(Lines::Between(4, 9)))).contains("no finding like"));
    assert!(want(ambiguous(Some("From.md"), Some(Lines::One(2)))).contains("no finding like"));
    assert!(want(ambiguous(Some("Other.md"), None)).contains("no finding like"));
    assert!(want(finding("not-utf8", None, None)).contains("no finding like"));
    let unwanted = |unwanted: Unwanted| reasons(&|expect| expect.no_diagnostics = vec![unwanted.clone()]);
    assert!(unwanted(Unwanted::Code("ambiguous-link".to_owned())).contains("unwanted finding"));
    assert!(unwanted(Unwanted::Finding(ambiguous(Some("From.md"), Some(Lines::One(3))))).contains("unwanted finding"));
    assert_eq!(unwanted(Unwanted::Finding(ambiguous(Some("From.md"), Some(Lines::One(1))))), "");
    let count = |count| reasons(&|expect| expect.diagnostic_counts = [("ambiguous-link".to_owned(), count)].into());
    assert!(count(7).contains("ambiguous-link: 1 times, want 7"), "{}", count(7));
    assert_eq!(count(1), "");
    let absent = |words: &str| reasons(&|expect| expect.absent = strings(&[words]));
    assert!(absent("Artificial").contains("must appear nowhere"));
    assert!(absent("from.html").contains("must appear nowhere"));
    assert_eq!(absent("nothing says this"), "");
    assert!(reasons(&|expect| expect.files_published = Some(strings(&["x.png"]))).contains("not published: x.png"));
    assert!(reasons(&|expect| expect.max_output_mb = Some(0)).contains("the output has"));
    assert!(reasons(&|expect| expect.nothing_outside = strings(&["o.md"])).contains("o.md outside the output"));
    let day = "2025-01-01".to_owned();
    assert_eq!(reasons(&|expect| drop(expect.not_created.insert("From.md".to_owned(), day.clone()))), "");
}

/// The checks that apply to every case, on a site that is damaged in one place.
#[test]
fn of_what_holds_in_every_case() {
    let (case, laid, whole) = built("resolve-alias-order");
    let reasons = |path: &str, spoil: &dyn Fn(&str) -> String| {
        let mut built = build_folder(laid.work.path(), super::SETTINGS);
        built.files.insert(path.to_owned(), spoil(whole.text(path)).into_bytes());
        Checked::new(&case.expect, &built, &laid).run().join("\n")
    };
    let in_page = |html: &str| reasons("from.html", &|page| page.replace("</article>", &format!("{html}</article>")));
    assert_eq!(in_page("<p>fine</p>"), "");
    for (html, reason) in [
        ("<a href=\"nowhere.html\">x</a>", "leads to no file"),
        ("<a href=\"ai.html#nowhere\">x</a>", "leads to no id"),
        ("<a href=\"/ai.html\">x</a>", "leaves the site"),
        ("<img src=\"nowhere.png\">", "leads to no file"),
        ("<b id=\"main\">x</b>", "ids repeat"),
        ("<script>alert(1)</script>", "<script>"),
        ("<b onclick=\"x\">x</b>", "onclick"),
        ("<a href=\"javascript:x\">x</a>", "javascript:"),
        ("<form></form>", "<form>"),
        ("\u{0}", "a NUL byte"),
    ] {
        assert!(in_page(html).contains(reason), "{html}: {}", in_page(html));
    }
    let in_garden = |from: &str, to: &str| reasons("garden.json", &|json| json.replacen(from, to, 1));
    assert!(in_garden("\"source\":\"From.md\"", "\"source\":\"Gone.md\"").contains("not the reverse of the links"));
    assert!(in_garden("\"target\":\"AI.md\"", "\"target\":\"Gone.md\"").contains("does not exist"));
    assert!(in_garden("\"url\":\"from.html\"", "\"url\":\"gone.html\"").contains("there is no page gone.html"));
    assert!(in_garden("\"url\":\"from.html\"", "\"url\":\"ai.html\"").contains("another note's page"));
    assert!(reasons("sitemap.xml", &|xml| xml.replace("</urlset>", "")).contains("not well-formed"));
    assert!(reasons("feed.json", &|json| json.replace('}', "")).contains("not JSON"));
}

#[test]
fn of_the_frame_of_a_page() {
    let case = case::all().into_iter().find(|case| case.expect.page_landmarks).unwrap();
    let (name, path) = (case.expect.name.clone(), case.expect.notes.keys().next().unwrap().clone());
    let (case, laid, whole) = built(&name);
    let page = whole.notes()[&path].clone();
    for (html, reason) in [("</article>", "<article> and </article>"), ("</div>", "parse errors"), ("<body>", "<body>")]
    {
        let mut spoilt = build_folder(laid.work.path(), super::SETTINGS);
        let source = whole.text(&page).replacen("<article", &format!("{html}<article"), 1);
        spoilt.files.insert(page.clone(), source.into_bytes());
        let reasons = Checked::new(&case.expect, &spoilt, &laid).run().join("\n");
        assert!(reasons.contains(reason), "{html}: {reasons}");
    }
}

//! A garden's own themes: what they can change, and how their faults are reported.

use std::fs;
use std::ops::Range;

use tempfile::TempDir;

use super::*;
use crate::render::frame::Frames;
use crate::render::view::{NotFoundPage, Rail, Shell};

/// A folder of themes that contains the theme `moss`.
fn themes(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join("moss").join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn load_own(files: &[(&str, &str)]) -> Result<Theme, Vec<Diagnostic>> {
    let folder = themes(files);
    load(&Choice { name: "moss", ..choice(Some(folder.path()), "en") })
}

fn render(theme: &Theme) -> Result<String, Vec<Diagnostic>> {
    let shell = Shell {
        root: "./".to_owned(),
        title: "Lost".into(),
        description: None,
        canonical: None,
        authors: Vec::new(),
        image: None,
        kind: "website",
        draft: false,
        remote_media: false,
        code: false,
        math: false,
        callouts: false,
        diagram: false,
        place: "",
        feeds: Vec::new(),
        rail: Rail::default(),
    };
    let site = serde_json::json!({
        "title": "Moss", "language": "en", "direction": "ltr", "home": "index.html", "notes": "notes.html",
        "tags": null, "timeline": null, "on_this_day": null, "folders": [], "lenses": [], "search": null, "graph": null, "atom": null, "json_feed": null,
        "license": null, "source": null, "generator": "allotment",
    });
    let mut page = Vec::new();
    let site = Shared::new(&site);
    let frame = Frames::default().of(theme, &site, &shell)?;
    theme.render(
        Template::NotFound,
        &[("site", &site), ("frame", &frame.shared)],
        &NotFoundPage { shell },
        &mut page,
    )?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

fn finding(path: &str, source: &str, span: Range<usize>, message: &str) -> Diagnostic {
    Diagnostic::error(Code::Template, message).at(path, source, span)
}

#[test]
fn a_block_is_filled_for_all_pages_by_extending_the_shell() {
    let base = "{% extends \"default/base.html\" %}{% block footer %}<li>moss</li>{% endblock footer %}";
    let page = load_own(&[("base.html", base)]).and_then(|theme| render(&theme)).expect("it renders");
    assert!(page.contains("<ul class=\"row\">\n<li>moss</li><li><button "), "{page}");
    assert!(page.contains("<h1>Nothing grows here</h1>"), "{page}");
}

#[test]
fn a_place_inside_of_a_block_is_filled_by_extending_the_page() {
    let note = "{% extends \"default/note.html\" %}{% block nearby %}<svg></svg>{% endblock nearby %}";
    let folder = themes(&[("note.html", note)]);
    let theme = load(&Choice { name: "moss", ..choice(Some(folder.path()), "en") }).expect("it loads");
    let html = pages::bare_note(&theme);
    assert!(html.contains("<aside class=\"rail\" aria-label=\"About this note\">\n<svg></svg>\n</aside>"), "{html}");
}

#[test]
fn a_component_is_defined_anew_in_any_file() {
    let part = "{% component crumbs(crumbs, label, here) %}<b>{{ here }}</b>{% endcomponent crumbs %}";
    assert!(load_own(&[("mine/crumbs.html", part)]).is_ok());
}

#[test]
fn words_sheets_and_files_are_laid_over_the_built_in_ones() {
    let files = [
        ("words/en.toml", "[words]\nnot_found = \"Only moss\"\n"),
        ("theme.css", ":root { --bg: white }"),
        ("fonts/moss.woff2", "font"),
        (".DS_Store", "junk"),
    ];
    let theme = load_own(&files).expect("it loads");
    let page = render(&theme).expect("it renders");
    assert!(page.contains("<h1>Only moss</h1>"), "{page}");
    let sheets: Vec<&str> = page.lines().filter(|line| line.contains("rel=\"stylesheet\"")).collect();
    assert!(
        matches!(sheets.as_slice(), [first, last] if first.contains("./theme/style.") && last.contains("./theme/theme."))
    );
    let names: Vec<&str> = theme.assets().iter().map(|asset| asset.path.as_str()).collect();
    assert!(names.contains(&"theme/fonts/moss.woff2") && names.len() == 24, "{names:?}");
}

#[test]
fn a_copy_of_a_script_without_a_change_is_as_short_as_the_built_in_one() {
    let built_in = super::super::files::BUILT_IN.iter().filter(|(path, _)| path.ends_with(".js"));
    let copies: Vec<(&str, &str)> = built_in.copied().collect();
    let scripts = |theme: &Theme| -> Vec<(String, usize)> {
        let all = theme.assets().iter().filter(|asset| asset.path.as_str().ends_with(".js"));
        all.map(|asset| (asset.path.to_string(), asset.bytes.len())).collect()
    };
    let (copied, default) = (load_own(&copies).expect("it loads"), load_own(&[("empty.txt", "")]).expect("it loads"));
    assert_eq!(scripts(&copied), scripts(&default));
    assert_eq!(copied.search_script().len(), default.search_script().len());
    let changed = load_own(&[("script.js", "// mine\n")]).expect("it loads");
    assert!(changed.assets().iter().any(|asset| asset.bytes.ends_with(b"// mine\n")), "what was changed is as it is");
}

#[test]
fn a_template_that_is_no_template_is_shown_with_its_place() {
    let source = "<p>\n{{ page. }}";
    let wrong = load_own(&[("note.html", source)]).err().unwrap_or_default();
    let [diagnostic] = wrong.as_slice() else { panic!("{wrong:#?}") };
    let place = diagnostic.location.as_ref().map(|at| (at.path.as_str(), at.line, at.column));
    assert_eq!((diagnostic.code, place), (Code::Template, Some(("themes/moss/note.html", 2, 10))));
}

#[test]
fn everything_that_is_not_there_is_shown_with_its_place() {
    let source = "<p>{{ page.title | shout }}</p>\n{% include \"mine.html\" %}";
    let wrong = load_own(&[("note.html", source)]).err();
    let at = |needle: &str| source.find(needle).map(|start| start..start + needle.len()).expect("it is there");
    let path = "themes/moss/note.html";
    let want = [
        finding(path, source, at("shout"), "unknown filter `shout`"),
        finding(path, source, at("\"mine.html\""), "unknown template `mine.html`"),
    ];
    assert_eq!(wrong.as_deref(), Some(want.as_slice()));
}

#[test]
fn a_field_that_no_view_has_is_shown_with_the_fields_there_are() {
    let source = "<title>{{ page.shell.titel }}</title>";
    let wrong = load_own(&[("404.html", source)]).and_then(|theme| render(&theme)).err();
    let want = finding("themes/moss/404.html", source, 21..26, "field `titel` is not defined").help(
        "available fields: authors, callouts, canonical, code, description, diagram, draft, feeds, image, kind, math, place, rail, remote_media, root, title",
    );
    assert_eq!(wrong, Some(vec![want]));
}

#[test]
fn words_that_the_theme_does_not_have_are_errors() {
    let source = "[words]\nskipp = \"Over\"\n";
    let wrong = load_own(&[("words/en.toml", source)]).err();
    let want = Diagnostic::error(Code::UnknownKey, "the theme has no word called `skipp`")
        .at("themes/moss/words/en.toml", source, 8..13)
        .help("the words there are stand in words/en.toml of the default theme");
    assert_eq!(wrong, Some(vec![want]));
}

#[test]
fn a_template_must_be_text() {
    let folder = themes(&[]);
    fs::create_dir(folder.path().join("moss")).expect("a folder");
    fs::write(folder.path().join("moss/note.html"), b"\xff").expect("a file");
    let wrong = load(&Choice { name: "moss", ..choice(Some(folder.path()), "en") }).err();
    let want = Diagnostic::error(Code::NotUtf8, "this file of the theme is not text in UTF-8")
        .in_file("themes/moss/note.html");
    assert_eq!(wrong, Some(vec![want]));
}

#[test]
fn a_file_that_would_never_be_used_is_an_error() {
    let wrong = load_own(&[("tokens.css", ":root { --accent: red }\n")]).err().unwrap_or_default();
    let [diagnostic] = wrong.as_slice() else { panic!("{wrong:#?}") };
    let path = diagnostic.location.as_ref().map(|at| at.path.as_str());
    assert_eq!((diagnostic.code, path), (Code::Template, Some("themes/moss/tokens.css")));
    assert!(diagnostic.help.as_deref().is_some_and(|help| help.contains("theme.css")), "{diagnostic:?}");
}

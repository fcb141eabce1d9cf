//! The contract between the program and its themes: docs/views.md lists every view with its fields, as
//! documented in `render::view`. If a field is added, removed or changes its meaning, that page changes and
//! this test fails; `UPDATE_DOCS=1` rewrites the page.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::garden::repository;

/// A view of `render::view`.
#[derive(Default)]
struct View {
    name: String,
    about: String,
    /// Name, type and meaning.
    fields: Vec<(String, String, String)>,
}

/// Returns the views of a source file: public structs that are passed to templates, with their public fields.
fn views(source: &str) -> Vec<View> {
    let mut views: Vec<View> = Vec::new();
    let mut about = String::new();
    let (mut is_seen, mut is_open, mut is_hidden) = (false, false, false);
    for line in source.lines().take_while(|line| !line.starts_with("#[cfg(test)]")) {
        let text = line.trim();
        if let Some(words) = text.strip_prefix("///") {
            about = format!("{about} {}", words.trim()).trim().to_owned();
            continue;
        }
        if text.starts_with("#[") {
            is_seen |= text.starts_with("#[derive(") && text.contains("Serialize");
            is_hidden |= text == "#[serde(skip)]";
            continue;
        }
        if let Some(name) = text.strip_prefix("pub struct ").filter(|_| is_seen && text.ends_with('{')) {
            let name = name.trim_end_matches(" {").trim_end_matches("<'a>").to_owned();
            views.push(View { name, about: plain(&about), fields: Vec::new() });
            is_open = true;
        } else if let Some((name, kind)) = text.strip_prefix("pub ").and_then(|field| field.split_once(": "))
            && let (true, false, Some(view)) = (is_open, is_hidden, views.last_mut())
        {
            view.fields.push((name.to_owned(), shown(kind.trim_end_matches(',')), plain(&about)));
        }
        is_open &= line != "}";
        (is_seen, is_hidden) = (false, false);
        about.clear();
    }
    views
}

/// Returns documentation without the markup that only rustdoc needs.
fn plain(words: &str) -> String {
    let words = words.replace("Self::", "").replace('|', "\\|");
    let mut parts = words.split("[`");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| format!("{plain}`{}", part.replacen("`]", "`", 1)))
}

/// Returns a type as it appears to a template.
fn shown(kind: &str) -> String {
    let inner = |open: &str| kind.strip_prefix(open).and_then(|rest| rest.strip_suffix('>'));
    if let Some(kind) = inner("Option<") {
        return format!("{} or none", shown(kind));
    }
    if let Some(kind) = inner("Vec<") {
        return format!("list of {}", shown(kind));
    }
    match kind.trim_end_matches("<'a>") {
        "Text" | "String" | "&'static str" => "text".to_owned(),
        "usize" | "u8" | "u32" | "i32" | "i16" => "number".to_owned(),
        "bool" => "true or false".to_owned(),
        name => format!("`{name}`"),
    }
}

fn page() -> String {
    let folder = repository().join("src/render/view");
    let mut text = String::from(
        "---\ntitle: What templates see\ndescription: Every view of a page, field by field, the contract between allotment and its themes.\n---\n\n\
        This page is made from the program and kept by its tests; [[themes]] says how to use it. A field of another \
        name is an error that lists those there are. `Html` is markup and is written as it is, text is escaped where it \
        lands. `Date` has `iso`, such as `2024-03-02`, and `text`, the same in the words of the theme.\n",
    );
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    // The parts that are around every page come first.
    files.sort_by_key(|path| (!path.ends_with("mod.rs"), path.clone()));
    for view in files.iter().flat_map(|path: &std::path::PathBuf| views(&fs::read_to_string(path).unwrap())) {
        let _ = write!(text, "\n## {}\n\n{}\n\n| field | what it is | |\n|---|---|---|\n", view.name, view.about);
        for (name, kind, about) in view.fields {
            let _ = writeln!(text, "| `{name}` | {kind} | {about} |");
        }
    }
    text
}

#[test]
fn the_contract_of_views_is_written_down() {
    let path: &Path = &repository().join("docs/views.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(path, &page).unwrap();
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    assert!(kept == page, "a view has changed, and with it what themes can rely on: see UPDATE_DOCS in this file");
}

//! The documentation: every example in it is a test.
//!
//! A page in `docs/` shows an example as fenced blocks, one after another:
//!
//! - `markdown example` is a note, `Note.md` unless a path follows these words.
//! - `toml example` is the text of `site.toml` for the example that it belongs to.
//! - `html` is the expected HTML of the note's body, and `text` lists facts about it: see [`fact`]. Either ends
//!   the example; if one directly follows the other, both are about the same note.
//!
//! The note that is checked is the last one. A small garden surrounds it, see [`GARDEN`]. Both sides are
//! compared as a browser parses them, without what only machines and the theme need: see [`NOISE`].
//! `UPDATE_DOCS=1` writes the actual results into the pages, to be reviewed before they are kept.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use allotment::config;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use scraper::node::Node;
use scraper::{ElementRef, Html};
use serde_json::Value;

use crate::garden::{Built, GardenTest, repository};
use crate::references::dead;

/// The notes around that of each example.
const GARDEN: &[(&str, &str)] = &[
    (
        "Compost.md",
        "---\naliases: Rot\n---\nKitchen waste and leaves.\n\n## Heat\n\nIt grows warm inside. ^warm\n\n## Patience\n\nA year.\n",
    ),
    ("beds/Plan.md", "Four beds.\n"),
    ("leaf.png", "PNG"),
    ("rain.mp3", "ID3"),
    ("deed.pdf", "%PDF"),
];

/// Attributes that examples leave out.
const NOISE: &[&str] = &[
    "aria-disabled",
    "aria-label",
    "data-title",
    "decoding",
    "loading",
    "preload",
    "referrerpolicy",
    "rel",
    "role",
    "scope",
    "tabindex",
];

/// A fenced block of a page.
struct Block {
    info: String,
    text: String,
    /// The range of its text in the page.
    span: std::ops::Range<usize>,
}

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = fs::read_dir(repository().join("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    pages
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut inside = false;
    for (event, span) in Parser::new(page).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let start = page[span.start..].find('\n').map_or(span.end, |at| span.start + at + 1);
                blocks.push(Block { info: info.to_string(), text: String::new(), span: start..start });
                inside = true;
            }
            Event::Text(text) if inside => {
                let block = blocks.last_mut().unwrap();
                block.text.push_str(&text);
                block.span.end = span.end;
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            _ => {}
        }
    }
    blocks
}

/// An example as far as it has been read.
#[derive(Default)]
struct Example {
    notes: Vec<(String, String)>,
    settings: String,
    /// Whether the example had a result block, so that the next note begins a new example.
    judged: bool,
}

impl Example {
    fn build(&self) -> (Built, &str) {
        let garden = GARDEN.iter().fold(GardenTest::new(), |garden, (path, text)| garden.note(path, text));
        let garden = self.notes.iter().fold(garden, |garden, (path, text)| garden.note(path, text));
        let looked_at = self.notes.last().expect("an example has a note").0.as_str();
        (garden.config(&self.settings).build(), looked_at)
    }
}

/// Returns the actual result in the page's notation, or `None` if the page has it right.
fn outcome(example: &Example, block: &Block) -> Option<String> {
    let (built, path) = example.build();
    if block.info == "html" {
        let page = built.notes().get(path).cloned().unwrap_or_else(|| panic!("{path} is not published"));
        let got = written(&built.main(&page));
        return (got != written(&block.text)).then_some(got);
    }
    let lines = block.text.lines().map(|line| {
        let (name, _) = line.split_once(':').unwrap_or((line, ""));
        format!("{name}: {}", fact(&built, path, name)).trim_end().to_owned() + "\n"
    });
    let got: String = lines.collect();
    (got != block.text).then_some(got)
}

/// Returns one fact about a note: a key of its entry in `garden.json`, with lists on one line; `page` for its
/// address, `links` for the paths it links to, `backlinks` for those that link to it, `published` for whether
/// it is, `words` for the text of its page, or `warning` for the warnings that the author gets.
fn fact(built: &Built, path: &str, name: &str) -> String {
    let garden = built.garden_json();
    let note = garden["notes"].as_array().unwrap().iter().find(|note| note["path"] == path);
    let listed = |values: &Value, key: &str| {
        let text = |value: &Value| match value {
            Value::Null => "none".to_owned(),
            value => value.as_str().map_or_else(|| value[key].as_str().unwrap_or("none").to_owned(), str::to_owned),
        };
        values.as_array().map_or_else(|| text(values), |list| list.iter().map(text).collect::<Vec<_>>().join(", "))
    };
    match (name, note) {
        ("published", note) => if note.is_some() { "yes" } else { "no" }.to_owned(),
        ("warning", _) => {
            let told = built.findings.iter().filter(|finding| finding.path.as_deref() == Some(path));
            let told: Vec<String> = told.map(|finding| format!("{} in line {}", finding.code, finding.line)).collect();
            if told.is_empty() { "none".to_owned() } else { told.join(", ") }
        }
        (_, None) => panic!("{path} is not published, so it has no {name}"),
        ("page", Some(note)) => listed(&note["url"], ""),
        ("words", Some(note)) => built.words(&allotment::path::percent_decode(note["url"].as_str().unwrap())),
        ("links", Some(note)) => listed(&note["links"], "target"),
        ("backlinks", Some(note)) => listed(&note["backlinks"], "source"),
        (name, Some(note)) => listed(&note[name], ""),
    }
}

/// Normalizes HTML, with a line for each block.
fn written(html: &str) -> String {
    let parsed = Html::parse_fragment(html);
    let mut out = String::new();
    write(parsed.root_element(), &mut out);
    out.retain(|sign| sign != FRESH);
    let lines = out.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// Marks the start of a block, so that no blank follows.
const FRESH: char = '\u{1}';
/// Blocks that contain blocks: their end tags stand on lines of their own.
const HOLDERS: &[&str] = &["ul", "ol", "blockquote", "div", "details", "section", "table", "thead", "tbody"];

/// Elements that start on a new line.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "table",
    "thead",
    "tbody",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "details",
    "summary",
    "section",
    "iframe",
    "dl",
];

fn write(element: ElementRef<'_>, out: &mut String) {
    for child in element.children() {
        match child.value() {
            Node::Text(text) => {
                let verbatim = element.value().name() == "code" || element.value().name() == "pre";
                let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                if verbatim {
                    out.push_str(&text);
                    continue;
                }
                for sign in text.chars() {
                    if !sign.is_ascii_whitespace() {
                        out.push(sign);
                    } else if !(out.is_empty() || out.ends_with([' ', '\n', FRESH])) {
                        out.push(' ');
                    }
                }
            }
            Node::Element(_) => {
                let Some(child) = ElementRef::wrap(child) else { continue };
                write_element(child, out);
            }
            _ => {}
        }
    }
}

fn write_element(element: ElementRef<'_>, out: &mut String) {
    let value = element.value();
    let (name, class) = (value.name(), value.attr("class").unwrap_or_default());
    // The theme's boxes around tables and code, and its syntax colours.
    let box_of_theme = name == "div" && matches!(class, "table" | "code") && value.attr("id").is_none();
    let colour = name == "span" && class.len() == 1;
    if name == "a" && class == "anchor" {
        return;
    }
    if box_of_theme || colour || name == "math" {
        return if name == "math" { out.push('…') } else { write(element, out) };
    }
    let block = BLOCKS.contains(&name);
    if block && !out.is_empty() && !out.ends_with('\n') {
        out.truncate(out.trim_end_matches([' ', FRESH]).len());
        out.push('\n');
    }
    out.push('<');
    out.push_str(name);
    let mut attributes: Vec<(&str, &str)> = value.attrs().filter(|(name, _)| !NOISE.contains(name)).collect();
    attributes.sort_unstable();
    for (name, value) in attributes {
        out.push_str(&format!(" {name}"));
        if !value.is_empty() || matches!(name, "alt" | "href") {
            out.push_str(&format!("=\"{}\"", value.replace('&', "&amp;").replace('"', "&quot;")));
        }
    }
    out.push('>');
    if block {
        out.push(FRESH);
    }
    if !matches!(name, "br" | "hr" | "img" | "input" | "wbr") {
        write(element, out);
        if block && name != "pre" {
            let holds = HOLDERS.contains(&name) && out.ends_with('\n');
            out.truncate(out.trim_end_matches([' ', '\n', FRESH]).len());
            out.push_str(if holds { "\n" } else { "" });
        }
        out.push_str(&format!("</{name}>"));
    }
    if block || name == "br" {
        out.push('\n');
    }
}

/// Checks the examples of a page; returns the faults, and the page with correct results.
fn judge(name: &str, page: &str) -> (Vec<String>, String) {
    let (mut example, mut faults, mut right) = (Example::default(), Vec::new(), page.to_owned());
    let mut shift = 0_isize;
    for block in blocks(page) {
        let mut words = block.info.splitn(3, ' ');
        match (words.next().unwrap_or_default(), words.next()) {
            (kind @ ("markdown" | "toml"), Some("example")) => {
                if std::mem::take(&mut example.judged) {
                    example = Example::default();
                }
                match kind {
                    "toml" => example.settings = block.text,
                    _ => example.notes.push((words.next().unwrap_or("Note.md").to_owned(), block.text)),
                }
            }
            ("html" | "text", None) if !example.notes.is_empty() => {
                example.judged = true;
                if let Some(got) = outcome(&example, &block) {
                    faults.push(format!("{name}: the page says\n{}and it is\n{got}", block.text));
                    let (start, end) =
                        ((block.span.start as isize + shift) as usize, (block.span.end as isize + shift) as usize);
                    right.replace_range(start..end, &got);
                    shift += got.len() as isize - block.span.len() as isize;
                }
            }
            _ => {}
        }
    }
    if !example.judged && !example.notes.is_empty() {
        faults.push(format!("{name}: nothing is said of {:?}", example.notes));
    }
    (faults, right)
}

#[test]
fn every_example_is_as_it_says() {
    let mut faults = Vec::new();
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let (wrong, right) = judge(&path.file_name().unwrap().to_string_lossy(), &page);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, right).unwrap();
        }
        faults.extend(wrong);
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_documentation_is_a_garden_without_fault() {
    let docs = repository().join("docs");
    let settings = fs::read_to_string(docs.join("site.toml")).unwrap();
    assert_eq!(config::parse(&settings, "site.toml").unwrap().content.as_str(), ".");
    let built = GardenTest::from_folder(&docs).config(&settings).build();
    assert_eq!(built.findings(), [""; 0]);
    assert_eq!(dead(&built.files), [""; 0]);
    let orphans: Vec<_> = built
        .notes()
        .into_keys()
        .filter(|path| path != "index.md" && fact(&built, path, "backlinks").is_empty())
        .collect();
    assert_eq!(orphans, [""; 0], "every page is linked to");
}

#[test]
fn an_example_that_is_wrong_is_found() {
    let page = "```markdown example\n*a* [[Compost]]\n```\n\n```html\n<p><em>b</em></p>\n```\n";
    let (faults, right) = judge("x.md", page);
    assert_eq!(faults.len(), 1);
    assert_eq!(right, page.replace("<p><em>b</em></p>", "<p><em>a</em> <a href=\"compost.html\">Compost</a></p>"));
    assert_eq!(judge("x.md", &right).0, [""; 0]);
    assert_eq!(judge("x.md", "```markdown example\na\n```\n").0.len(), 1);
}

/// Generates the page of all settings from the schema and the defaults.
fn settings_page() -> String {
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(repository().join("schema/site.schema.json")).unwrap()).unwrap();
    let defaults = toml::Value::try_from(config::Config::default()).unwrap();
    let mut page = "---\ntitle: All settings\ndescription: Every key of site.toml, what it does, and its default.\n---\n\n\
        Settings go into `site.toml`, beside the folder of the notes. All are optional. `allotment config --show` shows the \
        settings in effect and where each comes from, and `allotment init` writes a commented `site.toml`. This page is \
        generated from the program itself.\n"
        .to_owned();
    let mut section = String::new();
    for key in config::keys() {
        let alone = if section.is_empty() { "" } else { key.name.as_str() };
        let table = key.name.rsplit_once('.').map_or(alone, |(table, _)| table);
        if table == key.name {
            let is_list = defaults.get(table).is_some_and(toml::Value::is_array);
            let title = if is_list { format!("[[{table}]]") } else { format!("[{table}]") };
            page.push_str(&format!("\n## `{title}`\n\n{}\n", key.doc));
            continue;
        }
        if table != section || page.ends_with("itself.\n") {
            let title = if table.is_empty() { "At the top".to_owned() } else { format!("`[{table}]`") };
            page.push_str(&format!("\n## {title}\n\n"));
            let about = described(&schema, table).filter(|_| !table.is_empty());
            page.push_str(&about.map_or_else(String::new, |about| format!("{about}\n\n")));
            table.clone_into(&mut section);
        }
        page.push_str(&format!("- **`{}`**: {}", key.name, key.doc));
        let default = key.name.split('.').try_fold(&defaults, |table, part| table.get(part));
        let default =
            default.map(ToString::to_string).filter(|default| !matches!(default.as_str(), "\"\"" | "[]" | "{}"));
        page.push_str(&default.map_or_else(String::new, |default| format!(" Default: `{default}`.")));
        page.push('\n');
        for (word, about) in words(&schema, &key.name) {
            page.push_str(&format!("  - `\"{word}\"`: {about}\n"));
        }
    }
    page
}

/// Returns the schema of a key or table, following references.
fn schema_of<'s>(schema: &'s Value, key: &str) -> Option<&'s Value> {
    let refers = |value: &'s Value| match value["$ref"].as_str() {
        Some(name) => &schema["$defs"][name.trim_start_matches("#/$defs/")],
        None => value,
    };
    key.split('.')
        .filter(|part| !part.is_empty())
        .try_fold(schema, |value, part| Some(refers(value["properties"].get(part)?)))
}

fn described<'s>(schema: &'s Value, key: &str) -> Option<&'s str> {
    schema_of(schema, key)?["description"].as_str()
}

/// Returns the words allowed as a key's value, or in its list, and what each means.
fn words(schema: &Value, key: &str) -> Vec<(String, String)> {
    let Some(value) = schema_of(schema, key) else { return Vec::new() };
    let items = value["items"]["$ref"].as_str().map(|name| &schema["$defs"][name.trim_start_matches("#/$defs/")]);
    let Some(words) = items.unwrap_or(value)["oneOf"].as_array() else { return Vec::new() };
    let word = |word: &Value| {
        Some((word["const"].as_str()?.to_owned(), word["description"].as_str().unwrap_or_default().to_owned()))
    };
    words.iter().filter_map(word).collect()
}

#[test]
fn all_settings_are_documented() {
    let file = repository().join("docs/settings.md");
    let page = settings_page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&file, &page).unwrap();
    }
    assert!(
        fs::read_to_string(file).unwrap() == page,
        "docs/settings.md is out of date: run UPDATE_DOCS=1 cargo test --test suite docs"
    );
}

/// Returns what the program says about a command.
fn help(command: &str) -> String {
    let words = command.split_whitespace().skip(1);
    let output = Command::new(env!("CARGO_BIN_EXE_allotment")).args(words).arg("-h").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Adds what the page about commands lacks of this command, of its options and of the commands below it.
fn find_missing(page: &str, command: &str, missing: &mut Vec<String>) {
    let mut in_commands = false;
    for line in help(command).lines() {
        let name = line.split([' ', ',']).find(|word| !word.is_empty()).unwrap_or_default();
        if !line.starts_with(' ') {
            in_commands = line == "Commands:";
        } else if in_commands && line.starts_with("  ") && !line.starts_with("   ") {
            let inner = format!("{command} {name}");
            if !page.contains(&format!("`{inner}")) {
                missing.push(inner.clone());
            }
            if name != "help" {
                find_missing(page, &inner, missing);
            }
        } else if name.starts_with('-') {
            let option = line.split([' ', ',']).find(|word| word.starts_with("--")).unwrap_or_default();
            let call = format!("{command} {}", option.trim_end_matches('.'));
            if !page.contains(&format!("`{}", option.trim_end_matches('.'))) && !page.contains(&format!("`{call}")) {
                missing.push(call);
            }
        }
    }
}

#[test]
fn every_command_and_option_is_in_the_manual() {
    let page = fs::read_to_string(repository().join("docs/commands.md")).unwrap();
    let mut missing = Vec::new();
    find_missing(&page, "allotment", &mut missing);
    assert_eq!(missing, ["allotment theme help"], "docs/commands.md lacks these");
    find_missing("", "allotment", &mut missing);
    assert!(missing.iter().any(|line| line == "allotment theme eject"), "{missing:?}");
    assert!(missing.iter().any(|line| line == "allotment build --strict"), "{missing:?}");
}

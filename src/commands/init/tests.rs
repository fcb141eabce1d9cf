//! Tests of `init`.

use super::*;
use crate::commands::session::recorded::{Recorded, record};
use crate::config;

fn vault(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("My \"vault\" ").tempdir().expect("a folder");
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().expect("it has one")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
    folder
}

fn init(folder: &Path) -> Recorded<Exit> {
    record(folder, |session| run(session, folder))
}

#[test]
fn a_vault_is_looked_at_and_described() {
    let folder = vault(&[
        ("Compost.md", "See [[Soil]]."),
        ("Soil.md", "---\ndraft: true\n---\n"),
        ("plan.png", ""),
        (".obsidian/templates.json", r#"{"folder": "Meta/Forms"}"#),
        (".obsidian/app.json", r#"{"userIgnoreFilters": ["Old [1]/", "/regex/", "gone/"]}"#),
        ("Meta/Forms/daily.md", "{{title}}"),
        ("Old [1]/x.md", ""),
        ("Private/y.md", ""),
        (".trash/z.md", ""),
    ]);
    let done = init(folder.path());
    assert_eq!(done.outcome, Ok(Exit::Fine));
    assert_eq!(
        done.out,
        "\
saw 2 notes and 1 attachment
  1 of them is a draft and stays unpublished
  Obsidian shows each line end as a line break, so pages do: hard_breaks = true
  left out: .obsidian/, .trash/, Private/, Meta/Forms/, Old [1]/
wrote site.toml and .gitignore
"
    );
    assert_eq!(done.err, "next: `allotment build` makes the site, `allotment check` finds what wants a look\n");
    let text = fs::read_to_string(folder.path().join(SITE_TOML)).unwrap_or_default();
    let config = config::parse(&text, SITE_TOML).expect("it is fine");
    let exclude: Vec<&str> = config.exclude.iter().map(|pattern| pattern.as_str()).collect();
    assert_eq!(exclude, ["/Private/", "/Meta/Forms/", r"/Old \[1\]/"]);
    assert_eq!(config.content.as_str(), ".");
    assert!(config.title.starts_with("My \"vault\" "));
    assert_eq!(config.select, config::Select::All);
    assert!(config.markdown.hard_breaks);
    let ignored = fs::read_to_string(folder.path().join(".gitignore")).unwrap_or_default();
    assert!(ignored.contains("\n/public\n"), "{ignored}");
}

#[test]
fn lines_break_as_obsidian_is_set_to_break_them() {
    for (files, want) in [
        (&[("a.md", "")][..], false),
        (&[(".obsidian/app.json", r#"{"strictLineBreaks": true}"#)], false),
        (&[(".obsidian/app.json", r#"{"strictLineBreaks": false}"#)], true),
        (&[(".obsidian/app.json", "{}")], true),
        (&[(".obsidian/workspace.json", "{}")], true),
        (&[("content/a.md", ""), (".obsidian/app.json", r#"{"strictLineBreaks": true}"#)], false),
    ] {
        let folder = vault(files);
        let done = init(folder.path());
        let text = fs::read_to_string(folder.path().join(SITE_TOML)).unwrap_or_default();
        let config = config::parse(&text, SITE_TOML).expect("it is fine");
        assert_eq!((config.markdown.hard_breaks, done.out.contains("hard_breaks")), (want, want), "{files:?}");
    }
}

#[test]
fn a_gitignore_that_is_there_is_left_as_it_is() {
    for (text, is_told) in [("node_modules\n", true), ("/public/\n", false), ("pub*\n", false), ("", true)] {
        let folder = vault(&[("a.md", ""), (".gitignore", text)]);
        let done = init(folder.path());
        assert!(done.out.ends_with("wrote site.toml\n"), "{}", done.out);
        assert_eq!(done.err.contains("add the line /public to .gitignore\n"), is_told, "{text}");
        assert_eq!(fs::read_to_string(folder.path().join(".gitignore")).ok().as_deref(), Some(text));
    }
}

#[test]
fn notes_that_ask_to_be_published_make_the_garden_opt_in() {
    let folder = vault(&[("content/a.md", "---\npublish: true\n---\n"), ("content/b.md", "")]);
    let done = init(folder.path());
    assert_eq!(
        done.out,
        "\
saw 2 notes and 0 attachments in content/
  1 note says publish: true, so only those are published: select = \"opt-in\"
wrote site.toml and .gitignore
"
    );
    let text = fs::read_to_string(folder.path().join(SITE_TOML)).unwrap_or_default();
    let config = config::parse(&text, SITE_TOML).expect("it is fine");
    assert_eq!((config.select, config.content.as_str()), (config::Select::OptIn, "content"));
}

#[test]
fn a_site_toml_that_is_there_is_left_as_it_is() {
    let folder = vault(&[(SITE_TOML, "title = 'mine'")]);
    let want = Failure::new("`site.toml` is already there")
        .help("it is left as it is; `allotment config --show` tells what it says");
    assert_eq!(init(folder.path()).outcome, Err(want));
    assert_eq!(fs::read_to_string(folder.path().join(SITE_TOML)).ok().as_deref(), Some("title = 'mine'"));
}

#[test]
fn a_folder_can_be_called_like_a_placeholder() {
    let above = vault(&[("{exclude} {hash}/a.md", ""), ("{exclude} {hash}/Private/b.md", "")]);
    let folder = above.path().join("{exclude} {hash}");
    assert_eq!(init(&folder).outcome, Ok(Exit::Fine));
    let text = fs::read_to_string(folder.join(SITE_TOML)).unwrap_or_default();
    let config = config::parse(&text, SITE_TOML).expect("it is fine");
    assert_eq!(config.title, "{exclude} {hash}");
    assert_eq!(config.exclude.iter().map(|pattern| pattern.as_str()).collect::<Vec<_>>(), ["/Private/"]);
}

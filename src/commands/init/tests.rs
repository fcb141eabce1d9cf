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
  left out: .obsidian/, .trash/, Private/, Meta/Forms/, Old [1]/
wrote site.toml
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
wrote site.toml
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

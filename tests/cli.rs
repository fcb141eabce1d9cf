//! The program as a shell sees it: arguments and environment go in; streams, files and a status come out.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Makes a folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().expect("it has one")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
    folder
}

/// Returns a call from a folder, with an empty environment so that nothing in it has any effect.
fn allotment(here: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_allotment"));
    command.current_dir(here).env_clear().args(arguments).stdin(Stdio::null());
    command
}

/// Runs a call and returns its status, standard output and standard error.
fn call(here: &Path, arguments: &[&str]) -> (i32, String, String) {
    said(allotment(here, arguments).output().expect("the program runs"))
}

fn said(output: Output) -> (i32, String, String) {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

/// Returns the path as the program sees it, which differs if the temporary folder is reached through a symlink.
fn real(path: &Path) -> String {
    fs::canonicalize(path).expect("it exists").to_string_lossy().into_owned()
}

#[test]
fn alone_it_shows_help_and_in_a_garden_one_line_more() {
    let empty = folder(&[("a.md", "")]);
    let (status, out, err) = call(empty.path(), &[]);
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.starts_with("A static site generator for knowledge gardens"), "{out}");
    assert!(out.contains("Usage: allotment [OPTIONS] [COMMAND]") && !out.contains("notes in"), "{out}");

    let garden = folder(&[
        ("site.toml", "title = 'The Allotment'\nexclude = ['tmp/']"),
        ("content/a.md", "---\ndraft: true\n---"),
        ("content/b/c.md", ""),
        ("content/tmp/d.md", ""),
    ]);
    let (status, out, _) = call(&garden.path().join("content/b"), &[]);
    let line =
        format!("The Allotment: 2 notes, 1 draft among them in {0}/content/ ({0}/site.toml)", real(garden.path()));
    assert_eq!((status, out.lines().last()), (0, Some(line.as_str())));
    let (_, out, _) = call(garden.path(), &[]);
    assert_eq!(out.lines().last(), Some("The Allotment: 2 notes, 1 draft among them in content/ (site.toml)"));
}

#[test]
fn help_and_version_are_results() {
    let here = folder(&[]);
    for arguments in [&["--help"][..], &["help"], &["build", "--help"], &["-h"]] {
        let (status, out, err) = call(here.path(), arguments);
        assert_eq!((status, err.as_str(), out.contains("Usage: allotment")), (0, "", true), "{arguments:?}");
    }
    let version = format!("allotment {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(call(here.path(), &["--version"]), (0, version, String::new()));
    let (_, out, _) = call(here.path(), &["--help"]);
    assert!(out.contains("Exit status: 0 all is well"), "{out}");
}

#[test]
fn a_mistake_in_the_arguments_is_status_2() {
    let here = folder(&[]);
    let mistakes =
        [&["bulid"][..], &["build", "--nope"], &["--format", "xml", "build"], &["new"], &["build", "--base-url", "x"]];
    for arguments in mistakes {
        let (status, out, err) = call(here.path(), arguments);
        assert_eq!((status, out.as_str(), err.starts_with("error: ")), (2, "", true), "{arguments:?}: {err}");
    }
    let (_, _, err) = call(here.path(), &["build", "--base-url", "me.example"]);
    assert!(err.contains("it needs https:// in front; write the whole address of the site"), "{err}");
}

#[test]
fn folders_and_files_that_are_not_there_are_named() {
    let here = folder(&[]);
    for (arguments, message) in [
        (&["--root", "nowhere", "check"][..], "there is no folder `nowhere`\n"),
        (&["--config", "none.toml", "check"], "there is no file `none.toml`\n"),
    ] {
        let (status, out, err) = call(here.path(), arguments);
        assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.starts_with(&format!("error: {message}")), "{err}");
    }
}

#[test]
fn without_a_folder_content_the_notes_are_beside_site_toml() {
    let here = folder(&[("site.toml", "title = 'x'"), ("a.md", "[[b]]"), ("b.md", "")]);
    let (status, _, err) = call(here.path(), &["build"]);
    assert!(status == 0 && err.starts_with("built 2 notes"), "{err}");
    assert!(here.path().join("public/a.html").exists());
    fs::create_dir(here.path().join("content")).expect("a folder");
    fs::write(here.path().join("content/c.md"), "").expect("a note");
    let (_, _, err) = call(here.path(), &["build"]);
    assert!(err.starts_with("built 1 note "), "{err}");
    // A garden that begins empty is one, as its settings say.
    let empty = folder(&[("site.toml", "title = 'x'")]);
    let (status, _, err) = call(empty.path(), &["build"]);
    assert!(status == 0 && err.starts_with("built 0 notes"), "{err}");
}

#[test]
fn an_output_among_the_notes_is_refused() {
    let here = folder(&[("a.md", ""), ("sub/b.md", "")]);
    for output in ["site", "sub/site", "public/site"] {
        let (status, _, err) = call(here.path(), &["build", "-o", output]);
        assert_eq!(status, 2, "{err}");
        assert!(err.contains("lies among the notes\nhelp: choose a folder of its own with `--output`"), "{err}");
    }
    // What an earlier build wrote to the usual folder is not content of the next.
    assert_eq!(call(here.path(), &["build"]).0, 0);
    let elsewhere = folder(&[]);
    let output = elsewhere.path().join("site").to_string_lossy().into_owned();
    let (_, out, _) = call(here.path(), &["build", "-o", &output, "--stats"]);
    assert!(out.lines().any(|line| line.trim_start().starts_with("attachments") && line.ends_with(" 0")), "{out}");
    assert!(!elsewhere.path().join("site/public").exists());
}

#[test]
fn a_setting_that_leads_nowhere_is_shown_where_it_stands() {
    let here = folder(&[("site.toml", "\ncontent = 'notes'\n"), ("a.md", "")]);
    let output = real(here.path()) + "/public";
    let settings = [
        (
            "\ncontent = 'notes'\n",
            "there is no content folder `notes`\n --> site.toml:2:11\n2 | content = 'notes'\n  |           ^^^^^^^\n\
             help: make it, or name the folder of the notes in site.toml: content = \".\"\n"
                .to_owned(),
        ),
        (
            "content = '.'\ntheme = { name = 'moss' }\n",
            "there is no theme called `moss`\n --> site.toml:2:18\n2 | theme = { name = 'moss' }\n  |                  ^^^^^^\n\
             help: make a folder themes/moss beside site.toml, or leave out `theme.name`\n"
                .to_owned(),
        ),
        (
            "content = '.'\noutput = 'public'\n",
            format!(
                "the output folder `{output}` holds what allotment did not write: `mine.txt`\n --> site.toml:2:10\n\
                 2 | output = 'public'\n  |          ^^^^^^^^\n\
                 help: they were not touched; choose another folder, or move them away\n"
            ),
        ),
    ];
    fs::create_dir(here.path().join("public")).expect("a folder");
    fs::write(here.path().join("public/mine.txt"), "mine").expect("a file");
    for (text, message) in settings {
        fs::write(here.path().join("site.toml"), text).expect("a file");
        let message = format!("error[invalid-config]: {message}");
        assert_eq!(call(here.path(), &["build"]), (2, String::new(), message));
    }
}

#[test]
fn settings_that_are_no_text_are_shown() {
    let here = folder(&[("content/a.md", "")]);
    fs::write(here.path().join("site.toml"), b"title = 'caf\xe9'\n").expect("a file");
    let message = "\
error[invalid-config]: this file is not UTF-8
 --> site.toml:1:13
1 | title = 'caf\u{fffd}'
  |             ^ the first sign that could not be read
help: save the file as UTF-8
";
    assert_eq!(call(here.path(), &["check"]), (2, String::new(), message.to_owned()));
}

#[test]
fn words_to_leave_out_and_flags_stand_in_any_order() {
    let here = folder(&[("a.md", "soil and clay"), ("b.md", "soil and sand")]);
    for arguments in [
        &["search", "soil", "-clay", "--format", "concise"][..],
        &["search", "-clay", "soil", "-n", "5", "-q"],
        &["--quiet", "search", "soil", "--", "-clay"],
    ] {
        let (status, out, _) = call(here.path(), arguments);
        assert_eq!((status, out.lines().next()), (0, Some("b")), "{arguments:?}: {out}");
        assert!(!out.contains("a.md"), "{arguments:?}: {out}");
    }
    let (status, out, err) = call(here.path(), &["search", "soil", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!((status, err.as_str(), &answer["total"]), (0, "", &2.into()));
    let (status, _, err) = call(here.path(), &["search", "soil", "--sort"]);
    assert!(status == 2 && err.starts_with("error: unexpected argument '--sort' found"), "{err}");
}

#[test]
fn a_garden_without_notes_says_so() {
    let here = folder(&[("picture.png", "")]);
    let (status, out, err) = call(here.path(), &["build"]);
    let message =
        format!("error: there is no note in `{}`, and no site.toml that makes it a garden\n", real(here.path()));
    assert!(status == 2 && out.is_empty() && err.starts_with(&message), "{err}");
    assert!(err.contains("`allotment new` makes a garden") && !here.path().join("public").exists(), "{err}");
    let (status, _, err) = call(here.path(), &["build", "--root", "."]);
    let help = "help: there is no Markdown file in ./; `allotment note TITLE` makes a first note";
    assert_eq!((status, err.lines().last()), (0, Some(help)), "{err}");
    fs::write(here.path().join("a.md"), "---\ndraft: true\n---\n").expect("a note");
    let (_, _, err) = call(here.path(), &["build"]);
    assert_eq!(err.lines().last(), Some("help: the note in ./ is not published; --drafts shows it"));
    assert!(!call(here.path(), &["build", "--drafts"]).2.contains("is not published"));
}

#[test]
fn mistakes_in_site_toml_are_shown_in_every_format() {
    let here = folder(&[("site.toml", "titel = 'x'\n"), ("content/a.md", "")]);
    let human = "\
error[unknown-key]: unknown key `titel`
 --> site.toml:1:1
1 | titel = 'x'
  | ^^^^^
help: did you mean `title`?
1 - titel = 'x'
1 + title = 'x'
";
    assert_eq!(call(here.path(), &["build"]), (2, String::new(), human.to_owned()));
    let concise = "site.toml:1:1: error[unknown-key]: unknown key `titel`\n";
    assert_eq!(call(here.path(), &["--format", "concise", "build"]), (2, concise.to_owned(), String::new()));
    let github = "::error file=site.toml,line=1,col=1,endColumn=5,title=unknown-key::\
                  unknown key `titel`%0Ahelp: did you mean `title`?\n";
    assert_eq!(call(here.path(), &["check", "--format", "github"]), (2, github.to_owned(), String::new()));
    let (status, out, err) = call(here.path(), &["check", "--format=json"]);
    assert_eq!((status, err.as_str()), (2, ""));
    let lines: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert_eq!(lines.len(), 2);
    let first = (&lines[0]["code"], &lines[0]["path"], &lines[0]["line"]);
    assert_eq!(first, (&"unknown-key".into(), &"site.toml".into(), &1.into()));
    assert!(lines[1].get("code").is_none() && lines[1]["summary"]["errors"] == 1, "{out}");
}

#[test]
fn settings_come_from_flag_then_environment_then_file_then_default() {
    let here = folder(&[("site.toml", "title = 'Beds'\nbase_url = 'https://file.example/'\n"), ("content/a.md", "")]);
    let line = |environment: Option<&str>, arguments: &[&str], key: &str| {
        let mut command = allotment(here.path(), &["config", "--show"]);
        command.args(arguments).envs(environment.map(|value| ("ALLOTMENT_BASE_URL", value)));
        let (status, out, err) = said(command.output().expect("the program runs"));
        assert_eq!((status, err.as_str()), (0, ""));
        let line = out.lines().find(|line| line.starts_with(key)).unwrap_or_default().to_owned();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (flag, env) = ("https://flag.example", "https://env.example");
    assert_eq!(line(None, &[], "base_url"), "base_url = \"https://file.example/\" # site.toml:2");
    assert_eq!(line(Some(env), &[], "base_url"), "base_url = \"https://env.example/\" # env ALLOTMENT_BASE_URL");
    assert_eq!(
        line(Some(env), &["--base-url", flag], "base_url"),
        "base_url = \"https://flag.example/\" # flag --base-url"
    );
    assert_eq!(line(None, &[], "output"), "output = \"public\" # default");
    assert_eq!(line(None, &["-o", "out"], "output"), "output = \"out\" # flag --output");
    assert_eq!(line(None, &[], "title"), "title = \"Beds\" # site.toml:1");
}

#[test]
fn without_site_toml_the_folder_is_the_garden() {
    let here = folder(&[("My notes/a.md", "")]);
    let (status, out, err) = call(&here.path().join("My notes"), &["config"]);
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.starts_with("title = \"My notes\""), "{out}");
    assert!(out.contains("# default: the folder's name\n") && out.contains("content = \".\" "), "{out}");
    let (_, out, _) = call(here.path(), &["--root", "My notes", "config"]);
    assert!(out.starts_with("title = \"My notes\""), "{out}");
}

#[test]
fn what_config_shows_can_be_read_back() {
    let settings = "check.orphan = 'warn'\nmath.macros.R = '\\mathbb{R}'\n";
    let here = folder(&[("content/a.md", ""), ("site.toml", settings)]);
    let (_, shown, _) = call(here.path(), &["config", "--show", "-v"]);
    assert!(shown.contains("# How a link to a note that does not exist is shown"), "{shown}");
    fs::write(here.path().join("site.toml"), &shown).expect("a file");
    let (status, again, err) = call(here.path(), &["config"]);
    assert_eq!((status, err.as_str()), (0, ""));
    let values = |text: &str| -> Vec<String> {
        let settings = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        settings.map(|line| line.split("  #").next().unwrap_or_default().trim().to_owned()).collect()
    };
    assert_eq!(values(&again), values(&shown));
}

#[test]
fn the_schema_is_at_hand() {
    let here = folder(&[]);
    let (status, out, _) = call(here.path(), &["config", "--schema"]);
    let schema: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!((status, &schema["title"]), (0, &"Config".into()));
}

#[test]
fn a_finding_is_explained() {
    let here = folder(&[]);
    let (status, out, _) = call(here.path(), &["explain", "broken-link"]);
    assert!(status == 0 && out.starts_with("broken-link\n\nThere is no note, alias or file of this name."), "{out}");
    let (status, out, _) = call(here.path(), &["explain"]);
    assert!(
        status == 0 && out.lines().any(|line| line == "orphan               No published note links to this one"),
        "{out}"
    );
    let wrong = "error: there is no finding called `borken-link`\nhelp: did you mean `broken-link`?\n";
    assert_eq!(call(here.path(), &["explain", "borken-link"]), (2, String::new(), wrong.to_owned()));
}

#[test]
fn shells_and_man_are_served() {
    let here = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (status, out, err) = call(here.path(), &["completions", shell]);
        assert!(status == 0 && err.is_empty() && out.contains("allotment"), "{shell}");
    }
    let (status, out, _) = call(here.path(), &["man"]);
    assert!(status == 0 && out.contains(".TH allotment 1") && out.contains("Exit status"), "{out}");
    let (status, out, _) = call(here.path(), &["man", "build"]);
    assert!(status == 0 && out.contains("allotment\\-build \\- Build the site"), "{out}");
    let wrong = "error: there is no command `biuld`\nhelp: did you mean `build`?\n";
    assert_eq!(call(here.path(), &["man", "biuld"]), (2, String::new(), wrong.to_owned()));
}

#[test]
fn a_new_garden_can_be_entered_and_is_never_overwritten() {
    let here = folder(&[]);
    let (status, out, err) = call(here.path(), &["new", "garden"]);
    assert_eq!((status, out.as_str()), (0, "made a garden of 6 notes in garden\n"));
    assert!(err.contains("cd garden && allotment serve --open"), "{err}");
    let (_, out, _) = call(&here.path().join("garden"), &[]);
    assert_eq!(out.lines().last(), Some("Garden: 6 notes in content/ (site.toml)"));
    let (status, _, err) = call(here.path(), &["new", "garden"]);
    assert_eq!((status, err.starts_with("error: the folder `garden` is not empty\n")), (2, true), "{err}");
    let (status, out, err) = call(here.path(), &["--quiet", "new", "quiet"]);
    assert_eq!((status, out.as_str(), err.as_str()), (0, "made a garden of 6 notes in quiet\n", ""));
}

#[test]
fn a_vault_is_adopted_where_it_is() {
    let here = folder(&[("a.md", "[[b]]"), ("b.md", ""), ("x.png", ""), (".obsidian/app.json", "not json")]);
    let (status, out, _) = call(here.path(), &["init"]);
    let saw = "saw 2 notes and 1 attachment\n  Obsidian shows each line end as a line break, so pages do: \
               hard_breaks = true\n  left out: .obsidian/\nwrote site.toml and .gitignore\n";
    assert_eq!((status, out.as_str()), (0, saw));
    let (status, out, _) = call(here.path(), &["config"]);
    assert!(status == 0 && out.contains("content = \".\" "), "{out}");
    let (status, _, err) = call(here.path(), &["init"]);
    assert_eq!((status, err.starts_with("error: `site.toml` is already there\n")), (2, true), "{err}");
}

#[test]
fn colours_follow_flag_and_environment() {
    let here = folder(&[("site.toml", "x = 1")]);
    let colored = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = allotment(here.path(), arguments);
        let (_, _, err) = said(command.envs(environment.iter().copied()).output().expect("the program runs"));
        err.contains('\u{1b}')
    };
    assert!(!colored(&["check"], &[]), "a pipe gets none");
    assert!(colored(&["check"], &[("CLICOLOR_FORCE", "1")]));
    assert!(colored(&["check", "--color", "always"], &[]));
    assert!(colored(&["check"], &[("ALLOTMENT_COLOR", "always")]));
    assert!(!colored(&["check", "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&["check"], &[("NO_COLOR", "1")]));
}

#[test]
fn flags_can_be_given_by_the_environment() {
    let here = folder(&[("site.toml", "x = 1"), ("other/content/a.md", ""), ("other/site.toml", "title = 'Other'")]);
    let out = |variables: &[(&str, &str)], arguments: &[&str]| {
        said(allotment(here.path(), arguments).envs(variables.iter().copied()).output().expect("the program runs"))
    };
    let (status, text, _) = out(&[("ALLOTMENT_ROOT", "other")], &["config"]);
    assert!(status == 0 && text.starts_with("title = \"Other\""), "{text}");
    let (status, text, _) = out(&[("ALLOTMENT_FORMAT", "concise")], &["check"]);
    assert_eq!((status, text.as_str()), (2, "site.toml:1:1: error[unknown-key]: unknown key `x`\n"));
    for (value, is_on) in [("1", true), ("true", true), ("yes", true), ("0", false), ("false", false), ("", false)] {
        let (status, _, err) = out(&[("ALLOTMENT_QUIET", value)], &["new", &format!("q{value}")]);
        assert_eq!((status, err.is_empty()), (0, is_on), "ALLOTMENT_QUIET={value:?}: {err}");
        let (status, text, _) = out(&[("ALLOTMENT_VERBOSE", value)], &["config", "--root", "other"]);
        assert_eq!(
            (status, text.contains("# The name of the site")),
            (0, is_on),
            "ALLOTMENT_VERBOSE={value:?}: {text}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let here = folder(&[]);
    let mut completions = allotment(here.path(), &["completions", "bash"]);
    let mut child = completions.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    drop(child.stdout.take());
    let (status, _, err) = said(child.wait_with_output().expect("it ends"));
    assert_eq!((status, err.as_str()), (0, ""));
}

#[test]
fn the_garden_of_this_repository_is_set_up_right() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("site.toml");
    let text = fs::read_to_string(file).expect("it is there");
    let config = allotment::config::parse(&text, "site.toml").expect("it is fine");
    assert_eq!((config.title.as_str(), config.content.as_str()), ("Dual power garden", "content"));
}

#[test]
fn a_note_of_today_is_made_and_its_path_is_the_result() {
    let garden = folder(&[("site.toml", ""), ("content/log/250101 One.md", "")]);
    let (status, out, err) = call(&garden.path().join("content"), &["note", "Two sheds"]);
    assert_eq!((status, err.as_str()), (0, ""));
    let path = out.trim_end();
    assert!(path.starts_with("log/") && path.ends_with(" Two sheds.md") && path.len() == 23, "{out}");
    let text = fs::read_to_string(garden.path().join("content").join(path)).expect("the note");
    assert!(text.starts_with(&format!("Created: {} ", &path[4..10])), "{text}");
    let (status, out, err) = call(garden.path(), &["note", "Two sheds"]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.starts_with("error: there is a note `content/log/"), "{err}");

    let (status, out, _) = call(garden.path(), &["note", "--daily"]);
    assert_eq!((status, out.len()), (0, "content/log/250101.md\n".len()), "{out}");
    assert_eq!(call(garden.path(), &["note", "--daily"]), (0, out, String::new()));
    for mistake in [&["note"][..], &["note", "--daily", "Two sheds"], &["note", "?"]] {
        assert_eq!(call(garden.path(), mistake).0, 2, "{mistake:?}");
    }
}

#[test]
fn drafts_that_are_asked_for_are_marked() {
    let garden = folder(&[
        ("site.toml", "title = 'Plot'\nlanguage = 'fr'"),
        ("content/a.md", "---\ndraft: true\n---\n"),
        ("content/b.md", ""),
        ("content/index.md", "---\npublish: false\n---\n"),
    ]);
    assert_eq!(call(garden.path(), &["--quiet", "build", "--drafts"]).0, 0);
    let page = |path: &str| fs::read_to_string(garden.path().join("public").join(path)).expect("the page");
    for (path, is_draft) in [("a.html", true), ("b.html", false), ("index.html", true)] {
        let page = page(path);
        assert_eq!(page.contains("<title>Brouillon: "), is_draft, "{page}");
        assert_eq!(page.contains("<li class=\"draft\">Brouillon</li>"), is_draft, "{page}");
    }
    assert_eq!(call(garden.path(), &["--quiet", "build"]).0, 0);
    assert!(!garden.path().join("public/a.html").exists() && !page("b.html").contains("Brouillon"));
}

#[test]
fn diagrams_that_this_program_does_not_draw_are_told_once() {
    let block = "```mermaid\ngraph TD\n  A --> B\n```\n";
    let here = folder(&[("a.md", &format!("{block}\n{block}")), ("b.md", block)]);
    let (status, out, _) = call(here.path(), &["check", "--format", "concise"]);
    let line = "a.md:1:1: info[diagram]: readers see the source of this diagram and 2 more: this program draws none";
    let found: Vec<&str> = out.lines().filter(|line| line.contains("[diagram]")).collect();
    let want: &[&str] = if cfg!(feature = "mermaid") { &[] } else { &[line] };
    assert_eq!((status, found.as_slice()), (0, want), "{out}");
}

#[test]
fn fixes_are_listed_with_their_places_and_can_be_seen_first() {
    let here = folder(&[("content/a.md", "---\ncreated: 25.12.2025\n---\n"), ("site.toml", "")]);
    let (_, _, err) = call(here.path(), &["check", "--fix", "--dry-run"]);
    assert!(err.starts_with("content/a.md:2: 25.12.2025 → 2025-12-25\nwould fix 1 place in 1 file\n"), "{err}");
    assert_eq!(
        fs::read_to_string(here.path().join("content/a.md")).ok().as_deref(),
        Some("---\ncreated: 25.12.2025\n---\n")
    );
    let (_, _, err) = call(here.path(), &["check", "--fix"]);
    assert!(err.starts_with("content/a.md:2: 25.12.2025 → 2025-12-25\nfixed 1 place in 1 file\n"), "{err}");
    assert_eq!(call(here.path(), &["check", "--dry-run"]).0, 2);
}

#[test]
fn a_language_without_words_is_told_once() {
    let here = folder(&[("site.toml", "language = 'de-AT'"), ("content/index.md", "")]);
    let (status, _, err) = call(here.path(), &["build"]);
    let help = "help: the theme has no words in the language `de-AT`, so menus and headings of the site are in English";
    assert!(status == 0 && err.matches(help).count() == 1, "{err}");
    assert!(err.contains("then rename that to themes/default/words/de.toml\n"), "{err}");
    for language in ["fr", "en-GB"] {
        fs::write(here.path().join("site.toml"), format!("language = '{language}'")).expect("a file");
        assert!(!call(here.path(), &["build"]).2.contains("no words"), "{language}");
    }
    fs::create_dir_all(here.path().join("themes/default/words")).expect("a folder");
    fs::write(here.path().join("themes/default/words/de.toml"), "[words]\nhome = 'Start'\n").expect("a file");
    fs::write(here.path().join("site.toml"), "language = 'de'").expect("a file");
    assert!(!call(here.path(), &["build"]).2.contains("no words"));
}

#[test]
fn folders_that_are_called_private_are_not_published_without_a_word() {
    let here = folder(&[
        ("a.md", ""),
        ("Private/b.md", ""),
        ("drafts/c.md", ""),
        ("templates/d.txt", ""),
        ("x/private/e.md", ""),
    ]);
    let said = || call(here.path(), &["build"]).2;
    let help = "help: Private/ and drafts/ are published; if they should not be, write into site.toml: exclude = \
                [\"/Private/\", \"/drafts/\"]; if they should, exclude = []\n";
    for time in ["first", "second"] {
        let said = said();
        assert!(said.contains(help), "{time}: {said}");
    }
    for settings in ["exclude = ['/drafts/', '/Private/']", "exclude = []", "select = 'opt-in'"] {
        fs::write(here.path().join("site.toml"), settings).expect("it can be written");
        let said = said();
        assert!(!said.contains("if they should"), "{settings}: {said}");
    }
    let garden = folder(&[("site.toml", ""), ("content/a.md", ""), ("content/private/b.md", "")]);
    let said = call(garden.path(), &["build"]).2;
    assert!(
        said.contains(
            "help: content/private/ is published; if it should not be, write into site.toml: exclude = [\"/private/\"];"
        ),
        "{said}"
    );
}

#[test]
fn a_file_of_the_theme_is_found_by_its_name_and_an_outdated_copy_is_told_of_in_a_line() {
    let here = folder(&[("site.toml", ""), ("content/a.md", "")]);
    let copy = "themes/default/words/en.toml";
    assert_eq!(call(here.path(), &["theme", "eject", "en.toml"]), (0, format!("{copy}\n"), String::new()));
    let (status, _, err) = call(here.path(), &["theme", "eject", "nothing.toml"]);
    assert!(status == 2 && err.contains("the default theme has no file `nothing.toml`"), "{status} {err}");
    let text = fs::read_to_string(here.path().join(copy)).expect("it is there");
    let (first, rest) = text.split_once('\n').expect("two lines");
    let digest = first.split(' ').max_by_key(|word| word.len()).expect("a digest");
    let old = first.replace(digest, &"0".repeat(digest.len()));
    fs::write(here.path().join(copy), format!("{old}\n{rest}")).expect("it can be written");
    let said = "words/en.toml: the built-in file was changed since this copy was made\nno file is different from the built-in one\n";
    assert_eq!(call(here.path(), &["theme", "diff"]), (0, String::new(), said.to_owned()));
}

#[test]
fn a_run_is_only_taken_for_unchanged_if_no_file_that_matters_changed() {
    let here = folder(&[("site.toml", ""), ("content/a.md", "[[map.canvas]] ![[p.txt]]"), ("content/p.txt", "1")]);
    let (cache, content) = (tempfile::tempdir().expect("a folder"), here.path().join("content"));
    let build = || {
        let mut command = allotment(here.path(), &["build", "--timings"]);
        let (_, out, err) = said(command.env("ALLOTMENT_CACHE_DIR", cache.path()).output().expect("it runs"));
        out + &err
    };
    let page = || fs::read_to_string(here.path().join("public/a.html")).expect("a page");
    let write = |path: &str, text: &str| fs::write(content.join(path), text).expect("a file");
    let is_short = |said: &str| !said.contains("\n  pages");
    write("map.canvas", "{");
    let said = build();
    assert!(said.contains("this canvas can't be read") && !is_short(&said), "{said}");
    let said = build();
    assert!(said.contains("this canvas can't be read") && is_short(&said), "{said}");
    write("map.canvas", "{}");
    let said = build();
    assert!(!said.contains("this canvas can't be read"), "{said}");
    assert!(page().contains("href=\"map.canvas.html\""), "{}", page());
    assert!(is_short(&build()));
    write("map.canvas", "{");
    let said = build();
    assert!(said.contains("this canvas can't be read") && !page().contains("href=\"map"), "{said} {}", page());
    write("p.txt", "2");
    assert!(!is_short(&build()));
    assert_eq!(fs::read_to_string(here.path().join("public/p.txt")).ok().as_deref(), Some("2"));
    assert!(is_short(&build()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_note_that_is_larger_than_memory_is_read_as_far_as_it_is_shown() {
    let here = folder(&[("a.md", "[[big]] [[big.canvas]]")]);
    for name in ["big.md", "big.canvas"] {
        let big = fs::File::create(here.path().join(name)).expect("it can be made");
        // A file with a hole takes no room.
        big.set_len(6 << 30).expect("it can be long");
    }
    let program = env!("CARGO_BIN_EXE_allotment");
    let limited = ["-c", "ulimit -v 4000000; exec \"$0\" check", program];
    let output = Command::new("/bin/sh").args(limited).current_dir(here.path()).env_clear().output();
    let (status, out, err) = said(output.expect("it runs"));
    assert!(status == 1 && out.contains("this note is longer than 8 MiB"), "{status} {out} {err}");
    assert!(out.contains("this canvas is longer than 8 MiB"), "{status} {out} {err}");
}

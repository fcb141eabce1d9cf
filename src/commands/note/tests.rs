//! Tests of `note`.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use jiff::civil::{Date, date};

use super::*;
use crate::commands::root::Overrides;
use crate::commands::session::recorded::record;
use crate::path::SourcePath;

const NOW: DateTime = date(2025, 4, 22).at(9, 5, 7, 0);

fn garden(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [("site.toml", ""), ("content/.keep", "")].iter().chain(files) {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

/// Returns what a call printed, or why it failed.
fn note(folder: &Path, wish: Wish) -> Result<String, Failure> {
    let recorded = record(folder, |session| {
        let root = GardenRoot::find(session, None, None, &Overrides::default())?;
        run(session, &root, &wish, NOW, false)
    });
    assert_eq!(recorded.err, "");
    recorded.outcome.map(|_| recorded.out)
}

fn titled(title: &str) -> Wish {
    Wish::Titled(title.to_owned())
}

#[test]
fn a_note_has_its_day_in_its_name_and_at_its_top() {
    let folder = garden(&[]);
    assert_eq!(note(folder.path(), titled(" Two\n sheds ")), Ok("content/250422 Two sheds.md\n".to_owned()));
    let file = folder.path().join("content/250422 Two sheds.md");
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text, "Created: 250422 Tuesday, 22 April\nTags: \n\n");
    let options =
        crate::note::Options { opt_in: false, drafts: false, created: vec![], updated: vec![], properties: vec![] };
    let read = crate::note::read(&SourcePath::new("250422 Two sheds.md"), text.as_bytes(), &options);
    assert_eq!((read.diagnostics, read.text.trim()), (vec![], ""));

    fs::write(&file, "mine").unwrap();
    let want = Failure::new("there is a note `content/250422 Two sheds.md` already")
        .help("give this one another title; nothing was written");
    assert_eq!(note(folder.path(), titled("Two sheds")), Err(want));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn a_title_that_is_no_name_of_a_file_stands_in_the_note() {
    let folder = garden(&[]);
    let path = note(folder.path(), titled("What is #peat: a \"soil\" / a fuel?")).unwrap();
    assert_eq!(path, "content/250422 What is peat a soil - a fuel.md\n");
    let text = fs::read_to_string(folder.path().join(path.trim_end())).unwrap();
    assert!(text.starts_with("# What is #peat: a \"soil\" / a fuel?\n\nCreated: 250422 Tuesday"), "{text}");
    for (title, message) in [
        ("", "a note needs a title"),
        (" ?? ", "a note needs a title"),
        ("..", "a note needs a title"),
        (&"long ".repeat(60), "this title is too long for the name of a file"),
    ] {
        assert_eq!(note(folder.path(), titled(title)).unwrap_err().message, message, "{title:?}");
    }
    assert_eq!(note(folder.path(), titled("../../up")), Ok("content/250422 -..-up.md\n".to_owned()));
}

#[test]
fn every_new_note_is_a_note_on_every_system() {
    // Its notes have no dates in their names, so the title alone becomes the name.
    let folder = garden(&[("content/Soil.md", "Created: 250301 Saturday, 1 March\n")]);
    for (title, name) in [
        (".NET notes", "NET notes"),
        ("... and so on", "and so on"),
        ("con", "con_"),
        ("Lpt1.cables", "Lpt1_.cables"),
        ("Constance", "Constance"),
    ] {
        let path = note(folder.path(), titled(title)).unwrap();
        assert_eq!(path, format!("content/{name}.md\n"));
        let text = fs::read_to_string(folder.path().join(path.trim_end())).unwrap();
        assert_eq!(text.starts_with(&format!("# {title}\n")), title != name, "{text}");
    }
    let failure = note(folder.path(), titled("Peas (Ann's conflicted copy)")).unwrap_err();
    assert!(failure.message.contains("is left out of the garden") && failure.help.is_some(), "{failure:?}");
}

#[test]
fn notes_go_where_the_newest_are_and_are_called_as_they_are() {
    let paths = |paths: &[&str]| -> Vec<SourcePath> { paths.iter().map(|path| SourcePath::new(*path)).collect() };
    let today = date(2025, 4, 22);
    let file = |notes: &[&str], daily: bool| {
        // Notes in a folder of this name say when they were begun.
        let written = |path: &SourcePath| path.folder().contains("dated").then(|| date(2025, 3, 1));
        let (habit, title) = match daily {
            true => (Habit::of_days(&paths(notes), today), ""),
            false => (Habit::of_titled(&paths(notes), today, written), "New"),
        };
        let file = habit.file(Path::new("/g"), today, title);
        file.to_string_lossy().replace('\\', "/")
    };
    for (notes, want, want_daily) in [
        (&["About.md", "beds/Peas.md"][..], "/g/250422 New.md", "/g/250422.md"),
        (&["log/250101 One.md", "About.md"], "/g/log/250422 New.md", "/g/log/250422.md"),
        (&["2025-01-01 One.md"], "/g/2025-04-22 New.md", "/g/2025-04-22.md"),
        // Dates in the future do not count; the most frequent habit wins.
        (
            &["a/990101 Planned.md", "b/250103 x.md", "c/250102 y.md", "c/250101 z.md"],
            "/g/c/250422 New.md",
            "/g/c/250422.md",
        ),
        (&["a/250102 x.md", "b/250101 y.md"], "/g/a/250422 New.md", "/g/a/250422.md"),
        (&["250102 x.md", "250103 y.md", "days/2025-01-01.md"], "/g/250422 New.md", "/g/days/2025-04-22.md"),
        // Daily notes, however many, do not show where others go.
        (
            &["days/2025-01-01.md", "days/2025-04-20.md", "days/2025-04-21.md", "log/250101 x.md"],
            "/g/log/250422 New.md",
            "/g/days/2025-04-22.md",
        ),
        (&["days/2025-01-01.md", "notes/Soil.md"], "/g/2025-04-22 New.md", "/g/days/2025-04-22.md"),
        (&["days/2025-04-21.md", "dated/Soil.md", "dated/Peas.md"], "/g/dated/New.md", "/g/days/2025-04-22.md"),
        (&["dated/Soil.md", "dated/Peas.md", "log/250401 x.md"], "/g/dated/New.md", "/g/log/250422.md"),
    ] {
        assert_eq!((file(notes, false), file(notes, true)), (want.to_owned(), want_daily.to_owned()), "{notes:?}");
    }
}

#[test]
fn a_date_in_the_front_matter_counts_like_one_in_the_name() {
    let day = |day: u8| format!("content/journal/2025-04-{day}.md");
    let days: Vec<String> = (10..22).map(day).collect();
    let mut files: Vec<(&str, &str)> = days.iter().map(|path| (path.as_str(), "")).collect();
    files.extend([
        ("content/notes/Soil.md", "---\ncreated: 2025-01-02\n---\n"),
        ("content/notes/Peas.md", "Created: 250103\n"),
    ]);
    let folder = garden(&files);
    assert_eq!(note(folder.path(), titled("Soil life")), Ok("content/notes/Soil life.md\n".to_owned()));
}

#[test]
fn the_note_of_the_day_is_made_once() {
    let folder = garden(&[("content/days/2025-04-21.md", "")]);
    let daily = || note(folder.path(), Wish::Daily);
    assert_eq!(daily(), Ok("content/days/2025-04-22.md\n".to_owned()));
    fs::write(folder.path().join("content/days/2025-04-22.md"), "mine").unwrap();
    assert_eq!(daily(), Ok("content/days/2025-04-22.md\n".to_owned()));
    assert_eq!(fs::read_to_string(folder.path().join("content/days/2025-04-22.md")).unwrap(), "mine");
    // Even if it is named in another style.
    let folder = garden(&[("content/days/2025-04-21.md", ""), ("content/250422.md", "")]);
    assert_eq!(note(folder.path(), Wish::Daily), Ok("content/250422.md\n".to_owned()));
}

#[test]
fn the_garden_says_what_stands_in_its_notes() {
    let folder = garden(&[
        ("templates/note.md", "---\ntitle: {{title}}\ncreated: {{ date }}\n---\n{{time}} {{unknown}} {{"),
        ("templates/daily.md", "# {{date:dddd}}\n"),
    ]);
    let read = |path: String| fs::read_to_string(folder.path().join(path.trim_end())).unwrap();
    let titled = note(folder.path(), titled("Two {{date}} sheds")).map(read).unwrap();
    assert_eq!(titled, "---\ntitle: Two {{date}} sheds\ncreated: 2025-04-22\n---\n09:05 {{unknown}} {{");
    assert_eq!(note(folder.path(), Wish::Daily).map(read).unwrap(), "# Tuesday\n");
}

#[test]
fn moments_have_many_forms() {
    for (form, want) in [
        ("date:YYYY/MM/DD", "2025/04/22"),
        ("date : D MMM YY, ddd", "22 Apr 25, Tue"),
        ("date:[week] WW, M", "week 17, 4"),
        ("time:H.mm:ss", "9.05:07"),
        ("time:HH[h", "09[h"),
        ("date:", ""),
    ] {
        assert_eq!(template::fill(&format!("<{{{{{form}}}}}>"), "", NOW), format!("<{want}>"), "{form}");
    }
}

#[cfg(unix)]
#[test]
fn a_note_opens_in_the_editor_that_the_environment_names() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("write");
    fs::write(&program, "#!/bin/sh\necho \"$1\" > \"$2\"\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let file = folder.path().join("a note.md");
    let named = format!("{} --wait", program.display());
    editor::open(&file, &|name| (name == "EDITOR").then(|| named.clone())).unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), "--wait\n");
    // A path with blanks, in quotes or alone.
    let program = folder.path().join("my editor");
    fs::write(&program, "#!/bin/sh\necho \"$#\" > \"$(eval echo \\\"\\$$#\\\")\"\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let program = program.display();
    for (named, count) in [(format!("\"{program}\" -w 'two words'"), "3\n"), (program.to_string(), "1\n")] {
        editor::open(&file, &|name| (name == "EDITOR").then(|| named.clone())).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), count);
    }
    let missing = editor::open(Path::new("/a.md"), &|name| (name == "VISUAL").then(|| "/no/program".to_owned()));
    let want = Failure::new("can't open `/a.md` with `/no/program`: there is no such program")
        .help("VISUAL names the program; the note is there");
    assert_eq!(missing, Err(want));
    let failing = editor::open(Path::new("/a.md"), &|_| Some("false".to_owned())).unwrap_err();
    assert!(failing.message.starts_with("can't open `/a.md` with `false`: it ended with"), "{failing}");
}

#[test]
fn all_days_have_a_name() {
    let first: Date = date(2000, 2, 29);
    let habit = Habit::of_days(&[], first);
    assert_eq!(habit.file(Path::new(""), first, "").to_string_lossy(), "000229.md");
}

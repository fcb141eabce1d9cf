//! Tests of `serve` without a server; those with a server are in tests/follow.rs.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::*;
use crate::commands::Vacancy;
use crate::commands::root::Overrides;
use crate::commands::session::recorded::record;
use crate::diagnostic::Code;
use crate::diagnostic::render::Tally;
use crate::site::Stats;

const OPTIONS: ServeOptions =
    ServeOptions { port: 1111, host: None, open: false, drafts: true, poll: None, live: true };

fn opening() -> words::Opening {
    words::Opening {
        url: "http://127.0.0.1:1111/".to_owned(),
        network: None,
        port: 1111,
        stats: Stats { notes: 1063, links: 5210, tags: 1, ..Stats::default() },
        tally: Tally::default(),
        content: PathBuf::from("/garden/content"),
        home: None,
        apart: String::new(),
        unworded: String::new(),
        time: Duration::from_millis(420),
    }
}

fn opened(opening: &words::Opening, options: &ServeOptions, set: impl FnOnce(&mut Session<'_>)) -> (String, String) {
    let said = record(Path::new("/garden"), |session| {
        set(session);
        words::say_opening(session, opening, options)
    });
    assert_eq!(said.outcome, Ok(()));
    (said.out, said.err)
}

#[test]
fn the_address_is_the_result_and_the_rest_is_talk() {
    let (out, err) = opened(&opening(), &OPTIONS, |_| {});
    assert_eq!(out, "http://127.0.0.1:1111/\n");
    assert_eq!(err, "1,063 notes · 5,210 links · 1 tag in 0.42 s ← content/\nCtrl-C ends it\n");
    let troubled =
        words::Opening { tally: Tally { warnings: 7, infos: 3, ..Tally::default() }, port: 1113, ..opening() };
    let (_, err) = opened(&troubled, &OPTIONS, |_| {});
    let found = "← content/ (7 warnings: `allotment check` lists them)\nport 1111 is taken, so this is 1113\n";
    assert!(err.contains(found), "{err}");
    assert_eq!(opened(&troubled, &OPTIONS, |session| session.quiet = true).1, "");
}

#[test]
fn a_home_page_without_a_note_is_said_in_a_line() {
    let (folder, first) = live(&[("site.toml", "content = '.'"), ("Home.md", "one"), ("b.md", "two")]);
    assert_eq!(first.vacancy(), Some((Vacancy::Unnamed("Home.md".to_owned()), false)));
    let (_, err) = opened(&words::Opening { home: first.vacancy(), ..opening() }, &OPTIONS, |_| {});
    let advice = "help: the home page only lists notes; to show content/Home.md there, write `permalink: /` in its \
                  front matter\n";
    assert!(err.contains(advice), "{err}");
    let vacancy = |home: &str, settings: &str, drafts| {
        fs::write(folder.path().join("Home.md"), home).unwrap();
        fs::write(folder.path().join("site.toml"), format!("content = '.'\n{settings}")).unwrap();
        let find = |session: &Session<'_>| GardenRoot::find(session, None, None, &Overrides::default());
        Live::new(finder(folder.path().to_owned(), find), drafts).unwrap().vacancy()
    };
    assert_eq!(vacancy("---\npermalink: /\n---\n", "", true), None);
    let draft = "---\npermalink: /\ndraft: true\n---\n";
    assert_eq!(vacancy(draft, "", true), None);
    assert_eq!(vacancy(draft, "", false), Some((Vacancy::Unpublished("Home.md".to_owned()), false)));
    fs::write(folder.path().join("b.md"), "---\npublish: true\n---\n").unwrap();
    let opt_in = vacancy("---\npermalink: /\n---\n", "select = 'opt-in'\n", false);
    assert_eq!(opt_in, Some((Vacancy::Unpublished("Home.md".to_owned()), true)));
    let (_folder, indexed) = live(&[("site.toml", ""), ("content/Index.md", "")]);
    assert_eq!(indexed.vacancy(), None);
}

#[test]
fn what_it_means_to_be_open_to_the_network_is_said_even_to_those_who_want_quiet() {
    let open = words::Opening { network: Some("http://192.0.2.7:1111/".to_owned()), ..opening() };
    let options = ServeOptions { host: Some(IpAddr::from([0, 0, 0, 0])), ..OPTIONS };
    let line = "http://192.0.2.7:1111/  open to everyone in this network, who can read all notes, drafts too\n";
    let (_, err) = opened(&open, &options, |_| {});
    assert!(err.contains(line) && err.contains("█▀"), "{err}");
    let (_, err) = opened(&open, &ServeOptions { drafts: false, ..options }, |session| session.quiet = true);
    assert_eq!(err, line.replace(", drafts too", ""));
}

#[test]
fn a_step_is_one_line() {
    let step = |changed: &[&str], pages, milliseconds, warnings, gone| {
        let step = Step {
            changed: changed.iter().map(|name| (*name).to_owned()).collect(),
            pages,
            time: Duration::from_millis(milliseconds),
            is_mended: true,
            ..Step::default()
        };
        let tally = Tally { warnings, infos: 9, ..Tally::default() };
        (step, Changes { gone, tally, ..Changes::default() })
    };
    for ((step, changes), want) in [
        (step(&["compost.md"], 3, 23, 0, 0), "reloaded in 23 ms: compost.md · 3 pages"),
        (step(&["a.md", "b.md"], 1, 999, 2, 0), "reloaded in 999 ms: a.md and b.md · 1 page (2 warnings)"),
        (
            step(&["a.md", "b.md", "theme"], 1234, 1500, 1, 2),
            "reloaded in 1.50 s: a.md and 2 others · 1,234 pages (1 warning, 2 fixed)",
        ),
        (step(&["a.md"], 3, 5, 0, 1), "reloaded in 5 ms: a.md · 3 pages (1 fixed)"),
        (step(&[], 0, 4, 0, 0), "mended in 4 ms"),
    ] {
        let said =
            record(Path::new("/"), |session| words::say_step(session, &step, &changes, "http://127.0.0.1:1111/"));
        assert_eq!((said.out.as_str(), said.err), ("", format!("http://127.0.0.1:1111/  {want}\n")));
    }
}

#[test]
fn ports_that_can_not_be_opened_have_a_way_out() {
    let host = Some(IpAddr::from([192, 0, 2, 1]));
    for (kind, host, message, help) in [
        (io::ErrorKind::AddrInUse, None, "port 1111 and those above it are taken", "name another one: --port 8000"),
        (
            io::ErrorKind::AddrNotAvailable,
            host,
            "192.0.2.1 is no address of this machine",
            "--host alone opens all that it has",
        ),
        (
            io::ErrorKind::PermissionDenied,
            None,
            "the system does not permit port 1111",
            "take one above 1023: --port 8000",
        ),
    ] {
        let failure = words::no_port(&ServeOptions { host, ..OPTIONS }, &kind.into());
        assert_eq!(failure, Failure::new(message).help(help));
    }
}

#[test]
fn a_system_that_can_not_watch_is_told_of() {
    assert_eq!(
        words::trouble(&Trouble::TooManyFolders),
        "warning: the system watches no more folders (fs.inotify.max_user_watches); the folders are walked every 1.00 s \
         instead\nhelp: raise the limit: sudo sysctl fs.inotify.max_user_watches=524288\n"
    );
}

/// Makes a folder with these files, and a live garden of it.
fn live(files: &[(&str, &str)]) -> (tempfile::TempDir, Live) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let find = |session: &Session<'_>| GardenRoot::find(session, None, None, &Overrides::default());
    let live = Live::new(finder(folder.path().to_owned(), find), true).unwrap();
    (folder, live)
}

fn at(folder: &tempfile::TempDir, path: &str) -> Hint {
    Hint::Paths(BTreeSet::from([folder.path().join(path)]))
}

#[test]
fn a_look_tells_what_changed_and_what_there_is_to_say_about_it() {
    let (folder, mut live) = live(&[("site.toml", ""), ("content/a.md", "[[b]]"), ("content/b.md", "[[a]]")]);
    assert_eq!(live.look(&Hint::Everything), None);
    fs::write(folder.path().join("content/a.md"), "[[b]] [[c]] [[d]]").unwrap();
    let step = live.look(&at(&folder, "content/a.md")).unwrap();
    assert_eq!(step.changed, BTreeSet::from(["a.md".to_owned()]));
    assert_eq!(live.findings().tally, Tally { warnings: 2, ..Tally::default() });
    assert!(!step.watch && step.fault.is_none() && step.pages > 1, "{step:?}");
    assert_eq!(live.look(&at(&folder, "content/a.md")), None);
    let shelf = live.shelf();
    let lines: Vec<_> = shelf.findings("a.html").into_iter().map(|finding| finding.code).collect();
    assert_eq!(lines, [Code::BrokenLink, Code::BrokenLink]);
    assert_eq!((shelf.findings("b.html"), shelf.findings("nowhere")), (vec![], vec![]));
    assert!(shelf.find("../site.toml").unwrap().is_none());

    fs::write(folder.path().join("content/.gitignore"), "b.md").unwrap();
    let step = live.look(&at(&folder, "content/.gitignore")).unwrap();
    assert!(step.watch && step.changed.contains("b.md"), "{step:?}");
}

#[test]
fn what_an_edit_breaks_anywhere_is_said_once_and_the_total_always() {
    let (folder, mut live) = live(&[
        ("site.toml", ""),
        ("content/a.md", "One [[Compost]], two [[Compost]], and [[nowhere]].\n"),
        ("content/Compost.md", "[[a]]"),
    ]);
    let said = |live: &mut Live, path: &str| {
        let step = live.look(&at(&folder, path)).unwrap();
        let changes = live.findings();
        let said = record(folder.path(), |session| words::say_step(session, &step, &changes, "here"));
        let lines: Vec<String> = said.err.lines().map(str::to_owned).collect();
        let last = lines.last().cloned().unwrap_or_default();
        let total = last.rsplit_once('(').map(|(_, total)| format!("({total}"));
        (changes.new.len(), total.unwrap_or_default(), said.err)
    };
    assert_eq!(live.findings().tally.warnings, 1);
    // Other notes link to the one that is gone.
    fs::remove_file(folder.path().join("content/Compost.md")).unwrap();
    let (new, total, err) = said(&mut live, "content/Compost.md");
    assert_eq!((new, total.as_str()), (2, "(3 warnings)"));
    assert!(err.contains("warning[broken-link]") && err.contains("--> content/a.md:1:5"), "{err}");
    assert!(err.contains("and 1 more") && !err.contains("called `nowhere`"), "{err}");
    // What stays as it is is not said again, even on another line.
    fs::write(folder.path().join("content/a.md"), "\n\nOne [[Compost]], and [[nowhere]].\n").unwrap();
    let (new, total, err) = said(&mut live, "content/a.md");
    assert_eq!((new, total.as_str()), (0, "(2 warnings, 1 fixed)"), "{err}");
    // Front matter is said with its place.
    fs::write(folder.path().join("content/b.md"), "---\ntitle: \"x\n---\n").unwrap();
    let (new, total, err) = said(&mut live, "content/b.md");
    assert_eq!((new, total.as_str()), (1, "(3 warnings)"), "{err}");
    assert!(err.contains("[invalid-frontmatter]") && err.contains("--> content/b.md:2:"), "{err}");
    // Of very many, some are shown.
    let links: String = (0..40).map(|number| format!("[[gone {number}]]\n")).collect();
    fs::write(folder.path().join("content/b.md"), links).unwrap();
    let (new, total, err) = said(&mut live, "content/b.md");
    assert_eq!((new, total.as_str()), (40, "(42 warnings, 1 fixed)"), "{err}");
    assert_eq!(err.matches("warning[broken-link]").count(), 10, "{err}");
    assert!(err.contains("note: 40 findings in all: 40 broken-link\n"), "{err}");
}

#[test]
fn the_links_of_the_page_for_unknown_addresses_lead_to_files_of_the_preview() {
    for (address, base) in [
        ("", "/"),
        ("https://me.example", "/"),
        ("https://me.example/garden/", "/garden/"),
        ("http://a:1/b/c", "/b/c/"),
    ] {
        let settings = if address.is_empty() { String::new() } else { format!("base_url = '{address}'") };
        let (_folder, live) = live(&[("site.toml", &settings), ("content/a.md", "one")]);
        let shelf = live.shelf();
        assert_eq!(shelf.base(), base);
        let Some(crate::serve::Body::Bytes(bytes)) = shelf.find("404.html").unwrap().map(|found| found.body) else {
            panic!("there is a page for unknown addresses");
        };
        let page = String::from_utf8(bytes.to_vec()).unwrap();
        let root = if address.is_empty() { "./" } else { base };
        let links = [" href=\"", " src=\""].into_iter().flat_map(|before| page.split(before).skip(1));
        let links: Vec<&str> = links.filter_map(|rest| rest.split('"').next()).collect();
        let own: Vec<&str> = links.iter().filter_map(|link| link.strip_prefix(root)).collect();
        assert!(own.len() > 3, "{links:?}");
        for link in own {
            let name = match link.split(['#', '?']).next().unwrap_or_default() {
                "" => "index.html",
                name => name,
            };
            assert!(shelf.find(name).unwrap().is_some(), "{address} {link}");
        }
    }
}

#[test]
fn a_fault_is_on_the_shelf_until_it_is_mended() {
    let (folder, mut live) = live(&[("site.toml", ""), ("content/a.md", "one")]);
    let broken = |live: &Live| live.shelf().broken().into_iter().map(|finding| finding.message).collect::<Vec<_>>();
    for (path, text, message) in [
        ("site.toml", "x = 1", "unknown key `x`"),
        ("themes/default/note.html", "{{ page.nothing }}", "field `nothing` is not defined"),
        ("site.toml", "content = 'none'", "there is no content folder `none`"),
    ] {
        fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
        fs::write(folder.path().join(path), text).unwrap();
        let step = live.look(&at(&folder, path)).unwrap();
        assert!(step.is_new_fault, "{message}");
        assert_eq!(broken(&live), [message]);
        // Notes are still read, as far as that shows.
        fs::write(folder.path().join("content/a.md"), message).unwrap();
        let step = live.look(&at(&folder, "content/a.md")).unwrap();
        assert!(step.fault.is_some() && !step.is_new_fault, "{message}");
        assert!(live.shelf().find("a.html").unwrap().is_some());
        fs::write(folder.path().join(path), "").unwrap();
        assert_eq!(live.look(&at(&folder, path)).unwrap().fault, None, "{message}");
        assert_eq!(broken(&live), [""; 0]);
    }
}

#[test]
fn what_git_knows_follows_commits_and_the_file_of_the_people() {
    let history = "[history]\nenabled = true\ncontributors = \"all\"\n";
    let (folder, mut live) = live(&[("site.toml", ""), ("content/a.md", "one")]);
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.current_dir(&folder).args(["-c", "user.name=Ann", "-c", "user.email=ann@garden.example"]).args(arguments);
        assert!(git.output().unwrap().status.success(), "git {arguments:?}");
    };
    let page = |live: &Live, path: &str| match live.shelf().find(path).unwrap()?.body {
        crate::serve::Body::Bytes(bytes) => Some(String::from_utf8(bytes.to_vec()).unwrap()),
        crate::serve::Body::File { .. } => None,
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "Begin"]);
    fs::write(folder.path().join("site.toml"), history).unwrap();
    let step = live.look(&at(&folder, "site.toml")).unwrap();
    assert!(step.changed.contains("history"), "{step:?}");
    assert!(page(&live, "changes.html").unwrap().contains("<bdi>Ann</bdi>"));
    fs::write(folder.path().join("content/a.md"), "two").unwrap();
    let step = live.look(&at(&folder, "content/a.md")).unwrap();
    assert!(!step.changed.contains("history"), "nothing was committed: {step:?}");
    git(&["commit", "-qam", "More"]);
    let step = live.look(&at(&folder, ".git/HEAD")).unwrap();
    assert_eq!(step.changed, BTreeSet::from(["history".to_owned()]));
    assert!(page(&live, "a.html").unwrap().contains(">2 changes</a>"));
    fs::write(folder.path().join("authors.toml"), "[ann]\nname = \"Ann Gardener\"\n").unwrap();
    live.look(&at(&folder, "authors.toml")).unwrap();
    assert!(page(&live, "changes.html").unwrap().contains("<bdi>Ann Gardener</bdi>"));
    fs::write(folder.path().join("authors.toml"), "name = 1").unwrap();
    assert!(live.look(&at(&folder, "authors.toml")).unwrap().is_new_fault);
    fs::write(folder.path().join("authors.toml"), "").unwrap();
    assert_eq!(live.look(&at(&folder, "authors.toml")).unwrap().fault, None);
    fs::write(folder.path().join("site.toml"), "").unwrap();
    live.look(&at(&folder, "site.toml")).unwrap();
    assert_eq!(page(&live, "changes.html"), None);
}

#[test]
fn a_file_that_comes_after_the_rules_let_it_in_is_seen() {
    let (folder, mut live) =
        live(&[("site.toml", ""), ("content/n.md", "![[p.png]]"), ("content/.gitignore", "*.png\n")]);
    let place = live.content().join("p.png");
    let earlier = live.area();
    fs::write(folder.path().join("content/.gitignore"), "zzz\n").unwrap();
    // No file changed, but the watch has to start anew.
    let step = live.look(&at(&folder, "content/.gitignore")).unwrap();
    assert!(step.watch && step.changed.is_empty(), "{step:?}");
    fs::write(&place, "").unwrap();
    let [earlier, now] = [earlier, live.area()].map(|area| (area.pass_over)(&place, false));
    assert_eq!((earlier, now), (true, false));
}

#[test]
fn the_watch_sees_notes_that_are_left_out_and_nothing_else_of_that_kind() {
    let files = [
        ("site.toml", "exclude = ['private/']"),
        ("content/a.md", "[[b]]"),
        ("content/private/b.md", ""),
        ("content/private/c.png", ""),
        ("content/.hidden/d.md", ""),
    ];
    let (folder, mut live) = live(&files);
    let passes = |live: &Live, path: &str, is_dir| (live.area().pass_over)(&live.content().join(path), is_dir);
    assert!(!passes(&live, "private", true) && !passes(&live, "private/b.md", false));
    assert!(passes(&live, "private/c.png", false) && passes(&live, ".hidden", true));
    let codes = |live: &mut Live| live.findings().new.into_iter().map(|finding| finding.code).collect::<Vec<_>>();
    assert_eq!(codes(&mut live), [Code::LinkToUnpublished]);
    fs::rename(folder.path().join("content/private/b.md"), folder.path().join("content/private/e.md")).unwrap();
    let paths = ["content/private/b.md", "content/private/e.md"].map(|path| folder.path().join(path));
    live.look(&Hint::Paths(paths.into())).unwrap();
    assert_eq!(codes(&mut live), [Code::BrokenLink]);
    assert_eq!(codes(&mut live), []);
}

//! Folders that must not become an output folder, and that nothing in them is lost.

use super::*;

fn own_folder(ground: &Ground, path: &str) {
    let files = site(&[("index.html", "ours"), ("a/b.html", "b")]);
    ground.open_at(&ground.path(path)).expect("opened").write(&files).expect("written");
}

type Setting = (&'static str, fn(&Ground), &'static str);

/// What is on disk, the output path, and the message about it after its name.
const DANGEROUS: &[Setting] = &[
    ("garden", |_| {}, "is the garden itself"),
    ("garden/content", |_| {}, "is the garden itself"),
    ("garden/public/../content/.", |_| {}, "is the garden itself"),
    ("", |_| {}, "holds the garden"),
    ("garden/..", |_| {}, "holds the garden"),
    ("garden/content/public", |_| {}, "lies among the notes"),
    ("garden/content/not/there/yet", |_| {}, "lies among the notes"),
    ("garden/content/note.md", |_| {}, "is not a folder"),
    ("www/index.html/public", |g| g.put("www/index.html", "by hand"), "leads through something that is not a folder"),
    ("repo", |g| g.put("repo/.git/HEAD", ""), ""),
    ("repo", |g| ["repo/.git/HEAD", "repo/src/main.rs"].iter().for_each(|f| g.put(f, "")), "`src/main.rs`"),
    (
        "cargo",
        |g| ["cargo/Cargo.toml", "cargo/src/lib.rs"].iter().for_each(|f| g.put(f, "")),
        "`Cargo.toml`, `src/lib.rs`",
    ),
    ("node", |g| g.put("node/package.json", "{}"), "`package.json`"),
    ("www", |g| g.put("www/index.html", "by hand"), "`index.html`"),
    ("many", |g| (0..9).for_each(|n| g.put(&format!("many/{n}"), "")), "`0`, `1`, `2`, `3`, `4` and others"),
    ("deep", |g| g.put("deep/a/.git/HEAD", ""), "`a/.git/HEAD`"),
    (
        "own",
        |g| {
            own_folder(g, "own");
            g.put("own/a/mine.txt", "mine");
        },
        "`a/mine.txt`",
    ),
    (
        "own",
        |g| {
            own_folder(g, "own");
            fs::remove_file(g.path("own/index.html")).expect("removed");
            g.put("own/index.html/mine.txt", "a folder now");
        },
        "`index.html/mine.txt`",
    ),
    (
        "cut",
        |g| {
            own_folder(g, "cut");
            let text = fs::read_to_string(g.path("cut").join(MANIFEST)).expect("a manifest");
            g.put(&format!("cut/{MANIFEST}"), &text[..text.len() - 5]);
        },
        "its lines are not the ones that its digest was made for",
    ),
    (
        "trap",
        |g| {
            let lines = format!("{}  6  ../garden/content/note.md\n", Digest::of(b"a note"));
            let site = Digest::of(lines.as_bytes());
            g.put(&format!("trap/{MANIFEST}"), &format!("allotment manifest 1\nsite {site}\n{lines}"));
        },
        "its line 3 cannot be read",
    ),
    ("newer", |g| g.put(&format!("newer/{MANIFEST}"), "allotment manifest 7\n"), "knows version 1"),
    ("odd", |g| g.put(&format!("odd/{MANIFEST}/x"), ""), "it is not a file"),
    ("held", |g| g.put(".held.allotment/precious.txt", ""), "something else is there"),
    ("held", |g| g.put(".held.allotment", "a file"), "something else is there"),
];

#[test]
fn dangerous_folders_are_refused_and_nothing_in_them_is_lost() {
    for (path, prepare, problem) in DANGEROUS {
        let ground = Ground::new();
        prepare(&ground);
        let before = ground.list("");
        let opened = ground.open_at(&ground.path(path));
        if problem.is_empty() {
            opened.expect("only what people keep in an output");
            continue;
        }
        let error = error_of(opened);
        assert!(error.message().ends_with(problem), "{path}: {error}");
        assert_eq!(ground.list(""), before, "{path}");
    }
}

#[test]
fn the_root_and_the_home_are_refused() {
    let ground = Ground::new();
    let error = error_of(ground.open_at(Path::new("/")));
    assert!(error.message().ends_with("is the root of the file system"), "{error}");
    let help = "choose a folder of its own with `--output` or `output` in site.toml, such as `public`";
    assert_eq!(error.help(), help);
    if let Some(home) = std::env::home_dir().filter(|home| home.is_absolute() && home.parent().is_some()) {
        let error = error_of(ground.open_at(&home));
        assert!(matches!(error, OutputError::Forbidden { reason: Forbidden::Home, .. }), "{error}");
    }
}

#[test]
fn a_garden_without_a_content_folder_can_hold_its_output() {
    let ground = Ground::new();
    let garden = ground.path("garden/content");
    let usual = garden.join("public");
    let around = Around { garden: &garden, content: &garden, usual: &usual };
    open(&garden.join("public"), &around, &mut || {}).expect("below the notes");
    let error = error_of(open(&garden, &around, &mut || {}));
    assert!(matches!(error, OutputError::Forbidden { reason: Forbidden::Garden, .. }), "{error}");
}

#[test]
fn the_whole_text_names_the_files_and_the_way_out() {
    let ground = Ground::new();
    ground.put("www/index.html", "by hand");
    let error = error_of(ground.open_at(&ground.path("www")));
    let want = format!(
        "the output folder `{}` holds what allotment did not write: `index.html`; they were not touched; choose \
         another folder, or move them away",
        ground.path("www").display()
    );
    assert_eq!(error.to_string(), want);
}

#[cfg(unix)]
mod links {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_link_is_no_output_folder_wherever_it_leads() {
        for to in ["empty", "garden/content", "nowhere", "link"] {
            let ground = Ground::new();
            fs::create_dir(ground.path("empty")).expect("a folder");
            symlink(ground.path(to), ground.path("link")).expect("a link");
            let before = ground.list("");
            let error = error_of(ground.open_at(&ground.path("link/")));
            let want = format!("the output folder `{}` is a symbolic link", ground.path("link").display());
            assert_eq!(error.message(), want);
            assert_eq!(ground.list(""), before, "{to}");
        }
    }

    #[test]
    fn a_path_through_a_link_is_judged_by_where_it_leads() {
        let ground = Ground::new();
        fs::create_dir(ground.path("elsewhere")).expect("a folder");
        for (name, to) in [("in", "garden/content"), ("out", "elsewhere"), ("lost", "nowhere")] {
            symlink(ground.path(to), ground.path(name)).expect("a link");
        }
        let error = error_of(ground.open_at(&ground.path("in/public")));
        assert!(matches!(error, OutputError::Forbidden { reason: Forbidden::InsideContent, .. }), "{error}");
        let error = error_of(ground.open_at(&ground.path("in/../content")));
        assert!(matches!(error, OutputError::Forbidden { reason: Forbidden::Garden, .. }), "{error}");
        let error = error_of(ground.open_at(&ground.path("lost/public")));
        assert!(matches!(error, OutputError::Forbidden { reason: Forbidden::NoPath, .. }), "{error}");
        ground.open_at(&ground.path("out/public")).expect("outside").write(&site(&[("a", "a")])).expect("written");
        assert_eq!(without_manifest(ground.list("elsewhere/public")), texts(&[("a", "a")]));
    }

    #[test]
    fn links_in_the_output_are_foreign() {
        for way in WAYS {
            let ground = Ground::new();
            let files = site(&[("a.html", "a note"), ("f/note.md", "f")]);
            ground.write(way, &files).expect("written");
            let whole = ground.public();
            for (path, to) in [("a.html", "garden/content/note.md"), ("f", "garden/content")] {
                let path = ground.path("garden/public").join(path);
                fs::rename(&path, ground.path("aside")).expect("moved");
                symlink(ground.path(to), &path).expect("a link");
                let error = error_of(ground.write(way, &files));
                assert!(matches!(error, OutputError::Foreign { .. }), "{error}");
                fs::remove_file(&path).expect("removed");
                fs::rename(ground.path("aside"), &path).expect("moved");
            }
            assert_eq!(ground.public(), whole);
        }
    }

    #[test]
    fn a_link_that_turns_up_while_building_leads_no_one_astray() {
        for way in WAYS {
            let ground = Ground::new();
            ground.write(way, &site(&[("f/note.md", "ours"), ("g/note.md", "ours")])).expect("written");
            let target = ground.open().expect("opened");
            let target = if way == Way::Rename { target.without_exchange() } else { target };
            for folder in ["f", "g"] {
                let folder = ground.path("garden/public").join(folder);
                fs::remove_dir_all(&folder).expect("removed");
                symlink(ground.path("garden/content"), &folder).expect("a link");
            }
            let _ = target.write(&site(&[("f/note.md", "newer")]));
            assert_eq!(ground.list("garden/content"), texts(&[("note.md", "a note")]), "{way:?}");
        }
    }

    #[test]
    fn an_attachment_is_not_read_through_a_link() {
        let ground = Ground::new();
        ground.put("secret", "secret");
        symlink(ground.path("secret"), ground.path("garden/content/p.png")).expect("a link");
        let error =
            error_of(ground.write(Way::Exchange, &[copied(&ground, "p.png", "garden/content/p.png", b"secret")]));
        assert!(matches!(error, OutputError::SourceChanged { .. }), "{error}");
    }
}

#[test]
fn what_turns_up_while_building_is_still_there_after_a_refusal() {
    for way in WAYS {
        let ground = Ground::new();
        ground.write(way, &site(&[("index.html", "ours")])).expect("written");
        let target = ground.open().expect("opened");
        let target = if way == Way::Rename { target.without_exchange() } else { target };
        fs::create_dir(ground.path("garden/public/a.html")).expect("a folder");
        ground.put("garden/public/b.html", "mine");
        let before = ground.public();
        let error = error_of(target.write(&site(&[("index.html", "newer"), ("a.html", "a"), ("b.html", "b")])));
        assert!(matches!(error, OutputError::Foreign { .. }), "{error}");
        assert_eq!(ground.public(), before, "{way:?}");
        // Without the file, the empty folder makes way.
        fs::remove_file(ground.path("garden/public/b.html")).expect("removed");
        let files = [("a.html", "a"), ("b.html", "b")];
        ground.write(way, &site(&files)).expect("written");
        assert_eq!(without_manifest(ground.public()), texts(&files));
    }
}

#[test]
fn where_the_garden_is_its_content_only_what_is_never_content_may_hold_the_site() {
    for (path, is_allowed) in [
        ("garden/public", true),
        ("garden/.vercel/output", true),
        ("www", true),
        ("garden/site", false),
        ("garden/public/sub", false),
        ("garden/Daily/out", false),
    ] {
        let ground = Ground::new();
        let opened = ground.open_in("garden", &ground.path(path), &mut || {});
        let message = opened.map_err(|error| error.message()).err().unwrap_or_default();
        assert_eq!(message.is_empty(), is_allowed, "{path}: {message}");
        assert!(is_allowed || message.ends_with("lies among the notes"), "{path}: {message}");
    }
}

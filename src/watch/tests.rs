//! Tests with real files and the real system, which takes its time: events are waited for several seconds.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::fs;

use notify::{RecursiveMode, WatcherKind};
use tempfile::TempDir;

use super::*;

/// Long enough for a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);
/// Long enough for anything that would be reported by mistake.
const SILENCE: Duration = Duration::from_millis(400);

/// A watched garden.
struct Watched {
    folder: TempDir,
    sights: Receiver<Sight>,
    _watch: Watch,
}

fn area(folder: &Path) -> Area {
    let output = folder.join("public");
    let pass_over = move |path: &Path, _: bool| {
        path == output || path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
    };
    Area {
        deep: vec![folder.join("content"), folder.join("themes")],
        flat: vec![folder.to_owned()],
        pass_over: Arc::new(pass_over),
    }
}

fn garden() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["content", "content/.hidden", "content/beds", "public"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    fs::write(folder.path().join("content/a.md"), "one").unwrap();
    folder
}

impl Watched {
    fn by(means: Means) -> Self {
        let folder = garden();
        let (tell, sights) = mpsc::channel();
        let watch = Watch::start(area(folder.path()), means, move |sight| drop(tell.send(sight))).unwrap();
        let watched = Self { folder, sights, _watch: watch };
        assert_eq!(watched.hint(), Some(Hint::Everything));
        watched
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn hint(&self) -> Option<Hint> {
        match self.sights.recv_timeout(PATIENCE).ok()? {
            Sight::Changed(hint) => Some(hint),
            Sight::Blind(trouble) => panic!("{trouble}"),
        }
    }

    /// Waits until somebody who follows the hints would have looked at all of these paths.
    fn wait_for(&self, paths: &[&str]) {
        let mut wanted: BTreeSet<PathBuf> = paths.iter().map(|path| self.path(path)).collect();
        while !wanted.is_empty() {
            match self.hint() {
                Some(Hint::Paths(told)) => {
                    wanted.retain(|path| !told.iter().any(|told| path.starts_with(told)));
                }
                Some(Hint::Everything) => return,
                None => panic!("nothing was said of {wanted:?}"),
            }
        }
    }

    fn assert_silent(&self) {
        if let Ok(sight) = self.sights.recv_timeout(SILENCE) {
            panic!("{sight:?}");
        }
    }
}

fn everywhere(check: impl Fn(&Watched)) {
    for means in [Means::Events, Means::Poll(Duration::from_millis(20))] {
        check(&Watched::by(means));
    }
}

#[test]
fn whatever_way_an_editor_saves_it_is_seen() {
    everywhere(|garden| {
        let note = garden.path("content/a.md");
        let beside = |name: &str| note.with_file_name(name);
        let save = |way: usize| match way {
            0 => fs::write(&note, "written over").unwrap(),
            1 => {
                fs::write(beside("a.md.tmp"), "renamed over").unwrap();
                fs::rename(beside("a.md.tmp"), &note).unwrap();
            }
            2 => {
                fs::rename(&note, beside("a.md~")).unwrap();
                fs::write(&note, "the old one was moved away").unwrap();
                fs::remove_file(beside("a.md~")).unwrap();
            }
            3 => {
                fs::remove_file(&note).unwrap();
                fs::write(&note, "removed and made again").unwrap();
            }
            4 => {
                use std::io::Write;
                let mut file = fs::File::options().append(true).open(&note).unwrap();
                file.write_all(b"appended").unwrap();
            }
            _ => {
                let elsewhere = garden.path("public/a.md");
                fs::write(&elsewhere, "moved in from a folder that is not watched").unwrap();
                fs::rename(elsewhere, &note).unwrap();
            }
        };
        for way in 0..6 {
            save(way);
            garden.wait_for(&["content/a.md"]);
        }
    });
}

#[test]
fn what_is_written_into_a_new_folder_at_once_is_seen() {
    everywhere(|garden| {
        for round in 0..20 {
            let name = format!("content/new {round}/deep/deeper/a.md");
            fs::create_dir_all(garden.path(&name).parent().unwrap()).unwrap();
            fs::write(garden.path(&name), "one").unwrap();
            garden.wait_for(&[&name]);
            fs::write(garden.path(&name), "and two").unwrap();
            garden.wait_for(&[&name]);
        }
    });
}

#[test]
fn a_folder_that_was_moved_is_watched_under_its_new_name() {
    everywhere(|garden| {
        fs::create_dir(garden.path("content/beds/north")).unwrap();
        fs::write(garden.path("content/beds/north/b.md"), "one").unwrap();
        garden.wait_for(&["content/beds/north/b.md"]);
        fs::rename(garden.path("content/beds"), garden.path("content/plots")).unwrap();
        garden.wait_for(&["content/beds/north/b.md", "content/plots/north/b.md"]);
        fs::write(garden.path("content/plots/north/b.md"), "one and two").unwrap();
        garden.wait_for(&["content/plots/north/b.md"]);
        fs::rename(garden.path("content/plots"), garden.path("away")).unwrap();
        garden.wait_for(&["content/plots/north/b.md"]);
        fs::rename(garden.path("away"), garden.path("content/beds")).unwrap();
        garden.wait_for(&["content/beds/north/b.md"]);
        fs::write(garden.path("content/beds/north/b.md"), "all three").unwrap();
        garden.wait_for(&["content/beds/north/b.md"]);
    });
}

#[test]
fn a_root_that_was_replaced_is_watched_and_so_is_one_that_comes_later() {
    everywhere(|garden| {
        fs::rename(garden.path("content"), garden.path("old")).unwrap();
        fs::create_dir(garden.path("content")).unwrap();
        fs::write(garden.path("content/a.md"), "new").unwrap();
        garden.wait_for(&["content/a.md"]);
        fs::write(garden.path("content/a.md"), "new, and edited").unwrap();
        garden.wait_for(&["content/a.md"]);
        fs::create_dir_all(garden.path("themes/own")).unwrap();
        fs::write(garden.path("themes/own/theme.css"), "").unwrap();
        garden.wait_for(&["themes/own/theme.css"]);
        fs::write(garden.path("site.toml"), "").unwrap();
        garden.wait_for(&["site.toml"]);
    });
}

#[test]
fn a_whole_garden_that_was_replaced_is_noticed_by_itself() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("garden");
    fs::create_dir_all(folder.join("content")).unwrap();
    let (tell, sights) = mpsc::channel();
    let _watch = Watch::start(area(&folder), Means::Events, move |sight| drop(tell.send(sight))).unwrap();
    sights.recv_timeout(PATIENCE).unwrap();
    fs::rename(&folder, outer.path().join("old")).unwrap();
    fs::create_dir_all(folder.join("content")).unwrap();
    let is_root = |sight| matches!(sight, Sight::Changed(Hint::Paths(paths)) if paths.contains(&folder));
    while !is_root(sights.recv_timeout(PATIENCE).expect("it was noticed")) {}
    fs::write(folder.join("content/a.md"), "new").unwrap();
    let is_note =
        |sight| matches!(sight, Sight::Changed(Hint::Paths(paths)) if paths.contains(&folder.join("content/a.md")));
    while !is_note(sights.recv_timeout(PATIENCE).expect("it is watched")) {}
}

#[test]
fn reading_and_what_is_passed_over_is_no_change() {
    for means in [Means::Events, Means::Poll(Duration::from_millis(20))] {
        let garden = Watched::by(means);
        // Files that are seconds old could be rewritten without a change of stamp, so they are reported a few
        // times more.
        while garden.sights.recv_timeout(SILENCE).is_ok() {}
        for _ in 0..100 {
            fs::read(garden.path("content/a.md")).unwrap();
            fs::read_dir(garden.path("content/beds")).unwrap().count();
        }
        fs::write(garden.path("public/index.html"), "").unwrap();
        fs::create_dir(garden.path("content/.git")).unwrap();
        fs::write(garden.path("content/.git/index"), "").unwrap();
        fs::write(garden.path("content/.hidden/a.md"), "").unwrap();
        garden.assert_silent();
    }
}

#[test]
fn a_burst_is_a_few_hints() {
    everywhere(|garden| {
        fs::create_dir(garden.path("content/burst")).unwrap();
        let names: Vec<String> = (0..2_000).map(|number| format!("content/burst/{number}.md")).collect();
        for name in &names {
            fs::write(garden.path(name), "one").unwrap();
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        garden.wait_for(&names);
    });
}

/// A system that watches three folders and no more.
struct Refusing(usize);

impl Watcher for Refusing {
    fn new<F: notify::EventHandler>(_: F, _: notify::Config) -> notify::Result<Self> {
        Ok(Self(0))
    }

    fn watch(&mut self, _: &Path, _: RecursiveMode) -> notify::Result<()> {
        self.0 += 1;
        if self.0 > 1 { Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch)) } else { Ok(()) }
    }

    fn unwatch(&mut self, _: &Path) -> notify::Result<()> {
        Ok(())
    }

    fn kind() -> WatcherKind {
        WatcherKind::NullWatcher
    }
}

#[test]
fn where_the_system_watches_no_more_folders_they_are_walked() {
    let folder = garden();
    let (events, received) = mpsc::channel();
    let (tell, sights) = mpsc::channel();
    let eyes = Eyes {
        area: area(folder.path()),
        events: events.clone(),
        received,
        tell: Box::new(move |sight| drop(tell.send(sight))),
        open: |_| Ok(Box::new(Refusing(0))),
    };
    let thread = std::thread::spawn(|| eyes.run());
    let Ok(Sight::Blind(trouble)) = sights.recv_timeout(PATIENCE) else { panic!("it says nothing") };
    assert_eq!(trouble.to_string(), "the system watches no more folders (fs.inotify.max_user_watches)");
    assert_eq!(trouble.help(), "raise the limit: sudo sysctl fs.inotify.max_user_watches=524288");
    let everything = sights.recv_timeout(PATIENCE);
    assert!(matches!(everything, Ok(Sight::Changed(Hint::Everything))), "{everything:?}");
    let note = folder.path().join("content/a.md");
    fs::write(&note, "and two").unwrap();
    let changed = |sight| matches!(sight, Sight::Changed(Hint::Paths(paths)) if paths.contains(&note));
    while !changed(sights.recv_timeout(PATIENCE).expect("it is walked")) {}
    events.send(Message::Stop).unwrap();
    thread.join().unwrap();
}

fn event(kind: notify::EventKind, paths: &[&str]) -> notify::Result<notify::Event> {
    Ok(paths.iter().fold(notify::Event::new(kind), |event, path| event.add_path(PathBuf::from(path))))
}

#[test]
fn events_are_kept_back_until_it_is_quiet_but_not_for_ever() {
    use notify::event::{DataChange, EventKind, ModifyKind};
    let begin = Instant::now();
    let at = |milliseconds| begin + Duration::from_millis(milliseconds);
    let modified = || event(EventKind::Modify(ModifyKind::Data(DataChange::Any)), &["/a.md"]);
    let mut gathering = Gathering::default();
    assert_eq!(gathering.due(), None);
    for time in (0..1000).step_by(10) {
        gathering.add(modified(), at(time), &|_| true).unwrap();
        let due = gathering.due().unwrap();
        assert_eq!(due, (at(time) + gather::QUIET).min(begin + gather::CAP), "{time}");
    }
    assert_eq!(gathering.finish(), (Hint::Paths(BTreeSet::from([PathBuf::from("/a.md")])), vec![]));
}

#[test]
fn what_an_event_means_is_decided_by_its_kind() {
    use notify::event::{AccessKind, CreateKind, EventKind, Flag, ModifyKind, RemoveKind, RenameMode};
    let rename = EventKind::Modify(ModifyKind::Name(RenameMode::Both));
    for (said, want) in [
        (event(EventKind::Access(AccessKind::Read), &["/a.md"]), None),
        (event(EventKind::Create(CreateKind::File), &["/a.md"]), Some(("/a.md", false))),
        (event(EventKind::Create(CreateKind::Folder), &["/a"]), Some(("/a", true))),
        (event(EventKind::Remove(RemoveKind::Any), &["/a"]), Some(("/a", true))),
        (event(rename, &["/a", "/left out"]), Some(("/a", true))),
        (event(EventKind::Any, &["/a"]), Some(("/a", true))),
        (event(EventKind::Any, &["/left out"]), None),
        (event(EventKind::Any, &[]), Some(("", true))),
        (Ok(notify::Event::new(EventKind::Other).set_flag(Flag::Rescan)), Some(("", true))),
        (Err(notify::Error::generic("what?").add_path(PathBuf::from("/a"))), Some(("/a", true))),
        (Err(notify::Error::generic("what?")), Some(("", true))),
    ] {
        let shown = format!("{said:?}");
        let mut gathering = Gathering::default();
        gathering.add(said, Instant::now(), &|path| path != Path::new("/left out")).unwrap();
        assert_eq!(gathering.due().is_some(), want.is_some(), "{shown}");
        let got = gathering.finish();
        match want {
            Some(("", _)) => assert_eq!(got, (Hint::Everything, vec![]), "{shown}"),
            Some((path, folder)) => {
                let path = PathBuf::from(path);
                let folders = if folder { vec![path.clone()] } else { vec![] };
                assert_eq!(got, (Hint::Paths(BTreeSet::from([path])), folders), "{shown}");
            }
            None => assert_eq!(got, (Hint::Paths(BTreeSet::new()), vec![]), "{shown}"),
        }
    }
    let limit = Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch));
    assert!(matches!(Gathering::default().add(limit, Instant::now(), &|_| true), Err(Trouble::TooManyFolders)));
}

#[test]
fn folders_are_called_as_they_were_asked_for() {
    let aliases = [(PathBuf::from("/private/var/x"), PathBuf::from("/var/x"))];
    for (path, want) in [("/private/var/x/a.md", "/var/x/a.md"), ("/private/var/x", "/var/x"), ("/else", "/else")] {
        let named = gather::named(event(notify::EventKind::Any, &[path]), &aliases).unwrap();
        assert_eq!(named.paths[0].as_os_str(), want);
    }
}

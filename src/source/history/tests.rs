//! The history of real repositories, and answers that no real one would give.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::config::{self, parse_authors};

const AUTHORS: &str = "[ann]\nname = \"Ann Gardener\"\naliases = [\"ann@garden.example\"]\n";

/// An inquiry that asks for everything.
fn everything() -> Inquiry {
    let settings = "[history]\nenabled = true\ncontributors = \"all\"\nmessages = true\n";
    let authors = parse_authors(AUTHORS, "authors.toml").unwrap();
    Inquiry::new(&config::parse(settings, "site.toml").unwrap(), &Arc::new(authors))
}

/// A repository in a temporary folder.
struct Repository {
    folder: TempDir,
}

impl Repository {
    fn new() -> Self {
        let repository = Self { folder: TempDir::new().unwrap() };
        repository.git(&["init", "-q", "-b", "main"]);
        repository
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, arguments: &[&str]) {
        git(self.path(), arguments);
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        let file = self.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    /// Commits everything, on a day of 2024, as this person.
    fn commit(&self, day: &str, who: &str, message: &str) -> &Self {
        self.git(&["add", "-A"]);
        let date = format!("2024-{day}T12:00:00Z");
        self.git(&[
            "commit",
            "-q",
            "--allow-empty",
            "--allow-empty-message",
            "-m",
            message,
            "--author",
            who,
            "--date",
            &date,
        ]);
        self
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=Committer", "-c", "user.email=c@garden.example"]);
    command.args(["-c", "protocol.file.allow=always"]).args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

const ANN: &str = "annie <ann@garden.example>";
const BEN: &str = "Ben <ben@garden.example>";
const NOBODY: &str = "mail@garden.example <mail@garden.example>";

/// Returns what is known about a note, on one line.
fn past(history: &History, path: &str) -> String {
    let Some(past) = history.of(&SourcePath::new(path)) else { return "nothing".to_owned() };
    let day = |day: Option<Date>| day.map_or("?".to_owned(), |day| day.strftime("%m-%d").to_string());
    let names: Vec<&str> = past.contributors.iter().map(AsRef::as_ref).collect();
    format!("{} {} {} {}", day(past.planted), day(past.tended), past.changes, names.join(", ")).trim_end().to_owned()
}

#[test]
fn a_note_has_days_changes_and_people() {
    let repository = Repository::new();
    let body = "Turned twice\n\nCo-authored-by: Cy <cy@garden.example>\nCo-authored-by: Ann G <ANN@garden.example>\n";
    repository.write("Heap.md", "1").write("Bed.md", "1").write("leaf.png", "x").commit("03-01", ANN, "Begin");
    repository.write("Heap.md", "2").commit("03-05", BEN, body);
    repository.write("Heap.md", "3").commit("03-04", NOBODY, "");
    let history = history(repository.path(), &everything());
    assert_eq!(past(&history, "Heap.md"), "03-01 03-05 3 Ann Gardener, Ben, Cy");
    assert_eq!(past(&history, "Bed.md"), "03-01 03-01 1 Ann Gardener");
    assert_eq!(past(&history, "leaf.png"), "nothing");
    assert_eq!(history.gap, None);
    let told: Vec<_> = history
        .commits
        .iter()
        .map(|it| (it.day.day(), it.message.as_deref(), it.contributors.len(), it.files.len()))
        .collect();
    assert_eq!(told, [(5, Some("Turned twice"), 3, 1), (4, None, 0, 1), (1, Some("Begin"), 1, 3)]);
    assert!(!format!("{history:?}").contains('@'), "an address got through: {history:?}");
}

#[test]
fn only_what_is_asked_is_told() {
    let repository = Repository::new();
    repository.write("a.md", "1").commit("03-01", ANN, "Begin").write("a.md", "2").commit("03-02", BEN, "More");
    let ask = |settings: &str, authors: &str| {
        let authors = Arc::new(parse_authors(authors, "authors.toml").unwrap());
        history(repository.path(), &Inquiry::new(&config::parse(settings, "site.toml").unwrap(), &authors))
    };
    let plain = ask("", "");
    assert_eq!((past(&plain, "a.md").as_str(), plain.commits.len()), ("03-01 03-02 0", 0));
    assert_eq!(past(&ask("[dates]\ncreated = []\n", ""), "a.md"), "? 03-02 0");
    assert_eq!(ask("[dates]\ncreated = []\nupdated = []\n", ""), History::default());
    let shown = ask("[history]\nenabled = true\n", AUTHORS);
    assert_eq!(past(&shown, "a.md"), "03-01 03-02 2");
    assert!(shown.commits.iter().all(|commit| commit.message.is_none() && commit.contributors.is_empty()));
    let listed = ask("[history]\nenabled = true\ncontributors = \"listed\"\n", AUTHORS);
    assert_eq!(past(&listed, "a.md"), "03-01 03-02 2 Ann Gardener");
    // Names and messages need the history to be enabled.
    assert_eq!(past(&ask("[history]\ncontributors = \"all\"\nmessages = true\n", ""), "a.md"), "03-01 03-02 0");
}

#[test]
fn a_file_that_was_moved_unchanged_keeps_its_history() {
    let repository = Repository::new();
    let moved = |from: &str, to: &str, day: &str| {
        repository.git(&["mv", from, to]);
        repository.commit(day, ANN, "Move");
    };
    repository.write("a.md", "one\n").write("b.md", "two\n").commit("03-01", ANN, "Begin");
    moved("a.md", "c.md", "03-02");
    moved("b.md", "a.md", "03-03");
    repository.write("a.md", "two and more\n").commit("03-04", BEN, "Write");
    moved("a.md", "d.md", "03-05");
    repository.write("a.md", "another\n").commit("03-06", BEN, "Begin another under an old name");
    let history = history(repository.path(), &everything());
    let changed = |path: &str| past(&history, path);
    assert_eq!(changed("d.md"), "03-01 03-05 4 Ann Gardener, Ben", "it was b.md, then a.md");
    assert_eq!(changed("c.md"), "03-01 03-02 2 Ann Gardener", "it was a.md");
    assert_eq!(changed("a.md"), "03-06 03-06 1 Ben");
}

#[test]
fn any_name_of_a_file_is_one() {
    let repository = Repository::new();
    let names = ["\n\u{1}x.md", "- a \"b\" \\c.md", "R100.md", "sub/日 記.md", "-rf.md", ":(top)x.md", "a\tb.md"];
    for name in names {
        repository.write(name, name);
    }
    repository.commit("03-01", ANN, "\u{1}A").write(names[0], "2").commit("03-02", ANN, "M");
    let history = history(repository.path(), &everything());
    for name in &names[1..] {
        assert_eq!(past(&history, name), "03-01 03-01 1 Ann Gardener", "{name:?}");
    }
    assert_eq!(past(&history, names[0]), "03-01 03-02 2 Ann Gardener");
}

#[test]
fn a_garden_may_be_a_folder_a_working_tree_or_a_module_of_a_repository() {
    let repository = Repository::new();
    repository.write("garden/a.md", "1").write("b.md", "1").commit("03-01", ANN, "Begin");
    let inside = history(&repository.path().join("garden"), &everything());
    assert_eq!(
        (past(&inside, "a.md").as_str(), past(&inside, "b.md").as_str()),
        ("03-01 03-01 1 Ann Gardener", "nothing")
    );
    let place = TempDir::new().unwrap();
    let tree = place.path().join("tree");
    repository.git(&["worktree", "add", "-q", tree.to_str().unwrap(), "-b", "other"]);
    let mut chronicle = Chronicle::new(&tree, everything());
    assert_eq!(past(chronicle.history(), "b.md"), "03-01 03-01 1 Ann Gardener");
    fs::write(tree.join("b.md"), "2").unwrap();
    assert!(!chronicle.look(everything()), "nothing was committed");
    git(&tree, &["commit", "-qam", "More"]);
    assert!(chronicle.look(everything()), "there is a commit");
    assert!(!chronicle.look(everything()), "nothing new");
    assert!(chronicle.look(Inquiry { changes: false, ..everything() }), "something else is asked");
    let outer = Repository::new();
    outer.git(&["submodule", "-q", "add", repository.path().to_str().unwrap(), "notes"]);
    assert_eq!(past(&history(&outer.path().join("notes"), &everything()), "b.md"), "03-01 03-01 1 Ann Gardener");
}

#[test]
fn what_a_commit_did_outside_of_the_garden_keeps_its_message_private() {
    let repository = Repository::new();
    repository.git(&["config", "diff.relative", "true"]);
    repository.write("content/a.md", "1").commit("03-01", ANN, "Begin <ann@garden.example>, (bob@x.example)");
    repository.write("content/a.md", "2").write("private/hr.md", "1").commit("03-02", ANN, "Fire Bob");
    repository.write("private/b.md", "b").commit("03-03", ANN, "Secret");
    repository.git(&["mv", "private/b.md", "content/b.md"]);
    repository.commit("03-04", ANN, "Tell of b");
    repository.git(&["mv", "content/b.md", "content/c.md"]);
    repository.commit("03-05", ANN, "Call it c").write("content-2/x.md", "x").write("content/a.md", "3");
    repository.commit("03-06", ANN, "Beside").git(&["mv", "content/c.md", "private/c.md"]);
    repository.commit("03-07", ANN, "Take c back");
    let content = repository.path().join("content");
    let told = history(&content, &everything());
    let messages: Vec<_> = told.commits.iter().map(|it| (it.day.day(), it.message.as_deref())).collect();
    let want = [(7, None), (6, None), (5, Some("Call it c")), (4, None), (2, None), (1, Some("Begin"))];
    assert_eq!(messages, want);
    // By any way to the folder.
    let way = history(&repository.path().join("content/../content"), &everything());
    assert_eq!(way.commits.len(), told.commits.len());
    // All else is as if nobody had asked for messages.
    let quiet = history(&content, &Inquiry { messages: false, ..everything() });
    assert_eq!(told.notes, quiet.notes);
    let files = |history: &History| history.commits.iter().map(|it| it.files.clone()).collect::<Vec<_>>();
    assert_eq!(files(&told), files(&quiet));
    assert_eq!(past(&told, "c.md"), "03-04 03-05 2 Ann Gardener");
    assert_eq!(past(&told, "hr.md"), "nothing");
}

#[test]
fn a_path_in_another_unicode_form_is_the_same() {
    let repository = Repository::new();
    let (composed, decomposed) = ("Caf\u{e9}.md", "Cafe\u{301}.md");
    repository.git(&["config", "core.precomposeUnicode", "false"]);
    repository.write(composed, "1").write("x/A\u{30a}.md", "1").commit("03-01", ANN, "Begin");
    let history = history(repository.path(), &everything());
    for (path, want) in [(composed, "03-01 03-01 1 Ann Gardener"), (decomposed, "03-01 03-01 1 Ann Gardener")] {
        assert_eq!(past(&history, path), want, "{path:?}");
    }
    assert_eq!(past(&history, "x/\u{c5}.md"), "03-01 03-01 1 Ann Gardener");
}

#[test]
fn a_clone_that_is_cut_off_says_so_and_guesses_nothing() {
    let repository = Repository::new();
    repository.write("old.md", "1").write("older.md", "1").commit("03-01", ANN, "1");
    repository.write("old.md", "2").commit("03-02", ANN, "2").write("x.png", "").commit("03-03", ANN, "3");
    repository.write("old.md", "3").write("new.md", "1").commit("03-04", BEN, "4");
    let place = TempDir::new().unwrap();
    let clone = place.path().join("clone");
    let source = format!("file://{}", repository.path().display());
    git(place.path(), &["clone", "-q", "--depth", "2", &source, clone.to_str().unwrap()]);
    let mut chronicle = Chronicle::new(&clone, everything());
    let shallow = Arc::clone(chronicle.history());
    assert_eq!(shallow.gap, Some(Gap::Shallow));
    assert_eq!(past(&shallow, "older.md"), "nothing");
    assert_eq!(past(&shallow, "old.md"), "? 03-04 0", "when it came is not known");
    assert_eq!(past(&shallow, "new.md"), "03-04 03-04 0", "it was seen to come");
    assert_eq!(shallow.commits.len(), 1);
    let said = shallow.finding(false).unwrap();
    assert_eq!(said.message, "the history of the notes is cut off: this clone has only the last commits");
    let way = "get the rest with `git fetch --unshallow`; on a build server, ask for all commits (`fetch-depth: 0`)";
    assert_eq!(said.help.as_deref(), Some(way));
    git(&clone, &["fetch", "-q", "--unshallow"]);
    assert!(chronicle.look(everything()), "the rest is there");
    assert_eq!(past(chronicle.history(), "old.md"), "03-01 03-04 3 Ann Gardener, Ben");
}

#[test]
fn without_a_history_there_is_a_reason_and_it_is_said_only_to_those_who_want_one() {
    let empty = Repository::new();
    let plain = TempDir::new().unwrap();
    for (folder, gap, said) in [
        (plain.path(), Gap::NoRepository, "there is no history: the garden is in no git repository"),
        (empty.path(), Gap::NoCommits, "there is no history yet: the repository has no commits"),
    ] {
        let none = history(folder, &everything());
        assert_eq!(none.gap, Some(gap));
        assert_eq!(none.finding(true).unwrap().message, said);
        assert_eq!(none.finding(false), None);
    }
    fs::write(plain.path().join(".git"), "gitdir: /nowhere/at/all\n").unwrap();
    let broken = history(plain.path(), &everything());
    let said = broken.finding(false).unwrap().message;
    assert!(said.starts_with("the history of the notes can't be read: git says “not a git repository"), "{said}");
    let missing = ask::question(OsStr::new("no-such-git"), plain.path(), &everything());
    assert_eq!(ask::answer(missing, Duration::from_secs(5), 1000), Err(Gap::NoProgram));
}

#[cfg(unix)]
#[test]
fn a_program_that_hangs_or_never_stops_is_ended() {
    let folder = TempDir::new().unwrap();
    let script = |text: &str| {
        let mut command = Command::new("sh");
        command.args(["-c", text]).stdin(std::process::Stdio::null());
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).current_dir(&folder);
        command
    };
    let moment = Duration::from_millis(150);
    assert_eq!(ask::answer(script("exec sleep 60"), moment, 100), Err(Gap::Endless));
    assert_eq!(ask::answer(script("exec 1>&- 2>&-; sleep 60"), moment, 100), Err(Gap::Endless));
    assert_eq!(ask::answer(script("exec yes"), Duration::from_secs(20), 100), Err(Gap::Endless));
    let loud = "yes 1>&2 | head -c 300000 1>&2; yes | head -c 300000";
    assert_eq!(ask::answer(script(loud), Duration::from_secs(20), 1 << 20).map(|it| it.len()), Ok(300_000));
    let dubious = "echo \"fatal: detected dubious ownership in repository at '/x'\" >&2; exit 128";
    assert_eq!(ask::answer(script(dubious), Duration::from_secs(20), 100), Err(Gap::Distrusted));
}

/// No setting of a repository makes anything run or changes the answer.
#[cfg(unix)]
#[test]
fn the_settings_of_a_repository_run_nothing_and_change_nothing() {
    use std::os::unix::fs::PermissionsExt;

    let repository = Repository::new();
    repository.write("a.md", "1").commit("03-01", ANN, "Begin").write("a.md", "2").commit("03-02", BEN, "More");
    let plain = history(repository.path(), &everything());
    let trap = repository.path().join("trap.sh");
    let sprung = repository.path().join("sprung");
    fs::write(&trap, format!("#!/bin/sh\necho \"$0 $@\" >> '{}'\n", sprung.display())).unwrap();
    fs::set_permissions(&trap, fs::Permissions::from_mode(0o755)).unwrap();
    let trap = trap.to_str().unwrap();
    for (key, value) in [
        ("core.pager", trap),
        ("pager.log", trap),
        ("core.fsmonitor", trap),
        ("core.sshCommand", trap),
        ("core.askPass", trap),
        ("core.editor", trap),
        ("core.hooksPath", repository.path().to_str().unwrap()),
        ("credential.helper", trap),
        ("gpg.program", trap),
        ("log.showSignature", "true"),
        ("log.showRoot", "false"),
        ("log.follow", "true"),
        ("log.date", "relative"),
        ("log.decorate", "full"),
        ("log.abbrevCommit", "true"),
        ("format.pretty", "fuller"),
        ("format.notes", "*"),
        ("diff.external", trap),
        ("diff.evil.textconv", trap),
        ("diff.evil.command", trap),
        ("filter.evil.clean", trap),
        ("filter.evil.smudge", trap),
        ("diff.renames", "copies"),
        ("diff.orderFile", "/nowhere"),
        ("diff.noprefix", "true"),
        ("diff.relative", "true"),
        ("color.ui", "always"),
        ("alias.log", &format!("!{trap}")),
        ("mailmap.file", "/etc/passwd"),
        ("i18n.logOutputEncoding", "utf-16"),
        ("core.quotePath", "true"),
        ("uploadpack.packObjectsHook", trap),
        ("remote.origin.url", &format!("ext::{trap}")),
        ("remote.origin.promisor", "true"),
    ] {
        repository.git(&["config", key, value]);
    }
    fs::write(repository.path().join(".git/info/attributes"), "*.md diff=evil filter=evil\n").unwrap();
    assert_eq!(history(repository.path(), &everything()), plain);
    assert!(!sprung.exists(), "ran: {}", fs::read_to_string(&sprung).unwrap());
    assert_eq!(past(&plain, "a.md"), "03-01 03-02 2 Ann Gardener, Ben");
}

#[test]
fn an_answer_that_ends_anywhere_is_read_as_far_as_it_goes() {
    let whole =
        b"\0a1\x001709294400\0Ben\0b@x\0Dig\0\0\nM\0a.md\0R100\0old.md\0new.md\0\0b2\0no number\0\0\0\0\0\nA\0a.md\0";
    let read = |log: &[u8]| {
        let log = ask::Log { bytes: log.to_vec(), prefix: Vec::new() };
        log::read(&log, &everything(), &Default::default())
    };
    let history = read(whole);
    assert_eq!(past(&history, "a.md"), "03-01 03-01 1 Ben");
    assert_eq!(past(&history, "new.md"), "03-01 03-01 1 Ben");
    for end in 0..whole.len() {
        read(&whole[..end]);
    }
    let hostile = "\0a1\x001709294400\0\u{202e}\u{7}<b>B\u{1b}[31men</b>\0b@x\0\u{0}";
    read(hostile.as_bytes());
    read(b"\0a1\x0099999999999999999\0\0\0\0\0\nA\0a.md\0");
    let long = format!("\0a1\x001709294400\0{}\0b@x\0s\u{7}t\0\0\nA\0a.md\0", "n".repeat(5000));
    let history = read(long.as_bytes());
    assert_eq!(history.of(&SourcePath::new("a.md")).unwrap().contributors[0].chars().count(), 121);
    assert_eq!(history.commits[0].message.as_deref(), Some("s t"));
}

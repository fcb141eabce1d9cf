//! The preview as its user meets it: the program runs, files are written, pages follow.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Long enough for a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running preview of a garden.
struct Preview {
    folder: TempDir,
    program: Child,
    address: String,
    said: Arc<Mutex<String>>,
}

impl Drop for Preview {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn garden(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in [("site.toml", "title = 'Plot'\n"), ("content/a.md", "the first text")].iter().chain(files) {
        write(folder.path(), path, text);
    }
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("it has one")).expect("a folder");
    fs::write(file, text).expect("a file");
}

/// Returns the search path for programs, with `first` in front.
fn path_with(first: &Path) -> OsString {
    let usual = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(first.to_owned()).chain(std::env::split_paths(&usual));
    std::env::join_paths(all).expect("no folder has a colon in its name")
}

/// Collects what a program prints to standard error.
fn listen(stream: ChildStderr) -> Arc<Mutex<String>> {
    let said = Arc::new(Mutex::new(String::new()));
    let heard = Arc::clone(&said);
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let mut said = heard.lock().expect("nobody fails while it is held");
            said.push_str(&line);
            said.push('\n');
        }
    });
    said
}

impl Preview {
    fn of(folder: TempDir, arguments: &[&str]) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_allotment"))
            .args(["serve", "--port", "0"])
            .args(arguments)
            .current_dir(folder.path())
            .env_clear()
            .env("PATH", path_with(&folder.path().join("bin")))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        let said = listen(program.stderr.take().expect("it has one"));
        let mut line = String::new();
        BufReader::new(program.stdout.take().expect("it has one")).read_line(&mut line).expect("it says where");
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{line}{}", said.lock().expect("nobody fails"));
        let preview = Self { folder, program, address, said };
        // Changes made before the watch is set are found too, but not in the way that is tested here.
        thread::sleep(Duration::from_millis(200));
        preview
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        write(self.folder.path(), path, text);
    }

    /// Writes a file in one step. While a file is written in place, somebody who looks may see it empty.
    fn replace(&self, path: &str, text: &str) {
        self.write("written beside", text);
        fs::rename(self.path("written beside"), self.path(path)).expect("over it");
    }

    /// Returns the status and body of an answer.
    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let request = format!("GET /{path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).expect("it takes a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, body.to_owned())
    }

    /// Waits until a page is as it should be.
    #[track_caller]
    fn wait(&self, path: &str, what: &str, is_right: impl Fn(u16, &str) -> bool) {
        let begun = Instant::now();
        loop {
            let (status, body) = self.get(path);
            if is_right(status, &body) {
                return;
            }
            let said = self.said.lock().expect("nobody fails while it is held");
            assert!(begun.elapsed() < PATIENCE, "{what} is not on {path} ({status}): {body}\n{said}");
            drop(said);
            thread::sleep(Duration::from_millis(10));
        }
    }

    #[track_caller]
    fn shows(&self, path: &str, text: &str) {
        self.wait(path, text, |status, body| status == 200 && body.contains(text));
    }

    #[track_caller]
    fn is_gone(&self, path: &str) {
        self.wait(path, "nothing", |status, _| status == 404);
    }

    fn said(&self) -> String {
        self.said.lock().expect("nobody fails while it is held").clone()
    }

    #[track_caller]
    fn says(&self, text: &str) {
        let begun = Instant::now();
        while !self.said().contains(text) {
            assert!(begun.elapsed() < PATIENCE, "{text} is not in\n{}", self.said());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Returns how often the site was remade.
    fn steps(&self) -> usize {
        self.said().matches("  reloaded in ").count()
    }
}

#[test]
fn a_note_is_on_its_page_however_it_is_saved() {
    for means in [&[][..], &["--poll", "50ms"]] {
        let preview = Preview::of(garden(&[]), means);
        preview.shows("a.html", "the first text");
        let note = preview.path("content/a.md");
        let beside = |name: &str| note.with_file_name(name);
        for way in 0..6 {
            let text = format!("saved in way {way}");
            match way {
                0 => fs::write(&note, &text).expect("in place"),
                1 => {
                    fs::write(beside("a.md.tmp"), &text).expect("beside it");
                    fs::rename(beside("a.md.tmp"), &note).expect("over it");
                }
                2 => {
                    fs::rename(&note, beside("a.md~")).expect("away");
                    fs::write(&note, &text).expect("a new one");
                    fs::remove_file(beside("a.md~")).expect("the old one");
                }
                3 => {
                    fs::remove_file(&note).expect("the old one");
                    fs::write(&note, &text).expect("a new one");
                }
                4 => {
                    let mut file = fs::File::options().append(true).open(&note).expect("it is there");
                    write!(file, "\n\n{text}").expect("behind it");
                }
                _ => {
                    fs::write(preview.path("elsewhere"), &text).expect("elsewhere");
                    fs::rename(preview.path("elsewhere"), &note).expect("moved in");
                }
            }
            preview.shows("a.html", &text);
        }
    }
}

#[test]
fn whatever_is_made_moved_or_removed_is_on_the_site() {
    let preview = Preview::of(garden(&[]), &[]);
    preview.write("content/beds/north/b.md", "in a new folder, and to [[a]]");
    preview.shows("beds/north/b.html", "in a new folder");
    preview.shows("a.html", "in a new folder");
    fs::rename(preview.path("content/beds"), preview.path("content/plots")).expect("moved");
    preview.shows("plots/north/b.html", "in a new folder");
    preview.is_gone("beds/north/b.html");
    preview.write("content/plots/north/b.md", "after the move ![](pic.svg)");
    preview.shows("plots/north/b.html", "after the move");
    preview.write("content/plots/north/pic.svg", "<svg><!-- one --></svg>");
    preview.shows("plots/north/pic.svg", "one");
    preview.write("content/plots/north/pic.svg", "<svg><!-- two --></svg>");
    preview.shows("plots/north/pic.svg", "two");
    preview.replace("site.toml", "title = 'Other plot'\n[theme]\nname = 'own'\n");
    preview.says("error");
    preview.shows("a.html", "Plot");
    preview.write("themes/own/theme.css", "b { color: red }");
    preview.shows("a.html", "Other plot");
    preview.write("content/.gitignore", "/plots\n");
    preview.is_gone("plots/north/b.html");
    fs::remove_file(preview.path("content/.gitignore")).expect("it was there");
    preview.shows("plots/north/b.html", "after the move");
    // Moved away rather than removed: a folder that is removed file by file is an empty garden for a moment,
    // and may be shown as one.
    fs::rename(preview.path("content"), preview.path("elsewhere")).expect("it was there");
    preview.says("there is no content folder");
    preview.shows("a.html", "the first text");
    preview.write("content/c.md", "all is new");
    preview.shows("c.html", "all is new");
    preview.is_gone("a.html");
}

#[test]
fn what_is_broken_leaves_the_last_good_site() {
    let preview = Preview::of(garden(&[]), &[]);
    preview.replace("site.toml", "titel = 'x'\n");
    preview.says("error[unknown-key]: unknown key `titel`");
    preview.says("the last good site stays until this is mended");
    preview.write("content/a.md", "written meanwhile");
    preview.shows("a.html", "written meanwhile");
    preview.replace("site.toml", "title = 'Mended'\n");
    preview.shows("a.html", "Mended");
    assert_eq!(preview.said().matches("unknown key").count(), 1, "{}", preview.said());
}

fn git(folder: &Path, arguments: &[&str]) {
    let done = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(done.is_ok_and(|status| status.success()), "{arguments:?}");
}

#[test]
fn another_branch_is_another_site() {
    let folder = garden(&[("content/beds/b.md", "on the first branch"), (".gitignore", "/public\n")]);
    git(folder.path(), &["init", "-b", "first"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-m", "one", "--date", "2020-03-04T12:00:00Z"]);
    git(folder.path(), &["checkout", "-b", "second"]);
    git(folder.path(), &["mv", "content/beds", "content/plots"]);
    write(folder.path(), "content/plots/b.md", "on the second branch");
    write(folder.path(), "content/new/c.md", "only there");
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-m", "two", "--date", "2021-03-04T12:00:00Z"]);
    let preview = Preview::of(folder, &[]);
    preview.shows("plots/b.html", "on the second branch");
    preview.shows("plots/b.html", "2021-03-04");
    for _ in 0..3 {
        git(preview.folder.path(), &["checkout", "first"]);
        preview.shows("beds/b.html", "on the first branch");
        preview.shows("beds/b.html", "2020-03-04");
        preview.is_gone("plots/b.html");
        preview.is_gone("new/c.html");
        git(preview.folder.path(), &["checkout", "second"]);
        preview.shows("plots/b.html", "on the second branch");
        preview.shows("new/c.html", "only there");
        preview.is_gone("beds/b.html");
    }
    // A note gets its date from its first commit.
    preview.write("content/d.md", "committed later");
    preview.shows("d.html", "committed later");
    git(preview.folder.path(), &["add", "."]);
    git(preview.folder.path(), &["commit", "-m", "three", "--date", "2022-05-06T12:00:00Z"]);
    preview.shows("d.html", "2022-05-06");
}

#[test]
fn five_thousand_files_at_once_are_all_there() {
    let preview = Preview::of(garden(&[]), &[]);
    // On a busy machine the burst has pauses, and each may be taken for its end.
    let (mut pauses, mut last) = (0, Instant::now());
    for number in 0..5_000 {
        pauses += usize::from(last.elapsed() > Duration::from_millis(30));
        last = Instant::now();
        preview.write(&format!("content/burst/{}/{number}.md", number % 20), &format!("number {number}, see [[0]]"));
    }
    for number in (0..5_000).rev().step_by(97) {
        preview.shows(&format!("burst/{}/{number}.html", number % 20), &format!("number {number}"));
    }
    // Numbers sort by their value, so this is the last note.
    preview.shows("notes-page-25.html", "<bdi>4999</bdi>");
    assert!(preview.steps() < 40 + pauses, "{} times, {pauses} pauses\n{}", preview.steps(), preview.said());
}

/// `xdg-open` opens a browser on Linux and similar systems.
#[cfg(target_os = "linux")]
#[test]
fn a_browser_is_opened_if_it_is_asked_for() {
    use std::os::unix::fs::PermissionsExt;
    let opened = |arguments: &[&str]| {
        let folder =
            garden(&[("bin/xdg-open", "#!/bin/sh\nprintf %s \"$1\" > opened.part && mv opened.part opened\n")]);
        let browser = folder.path().join("bin/xdg-open");
        fs::set_permissions(browser, fs::Permissions::from_mode(0o755)).expect("it is ours");
        let preview = Preview::of(folder, arguments);
        let begun = Instant::now();
        while !arguments.is_empty() && !preview.path("opened").exists() && begun.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(10));
        }
        (fs::read_to_string(preview.path("opened")).ok(), format!("http://{}/", preview.address))
    };
    let (address, served) = opened(&["--open"]);
    assert_eq!(address, Some(served));
    assert_eq!(opened(&[]).0, None);
}

#[test]
fn drafts_are_shown_and_marked_unless_they_are_not_wanted() {
    let files = [("content/d.md", "---\ndraft: true\n---\nnot ready")];
    let preview = Preview::of(garden(&files), &[]);
    preview.shows("d.html", "<title>Draft: ");
    assert_eq!(Preview::of(garden(&files), &["--no-drafts"]).get("d.html").0, 404);
}

/// Returns the processor time that a process has used so far.
#[cfg(target_os = "linux")]
fn processor_time(process: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("it runs");
    let fields: Vec<&str> = stat.rsplit(')').next().expect("a name in brackets").split_whitespace().collect();
    // utime and stime, in hundredths of a second.
    let ticks: u64 = fields[11].parse::<u64>().expect("a number") + fields[12].parse::<u64>().expect("a number");
    Duration::from_millis(ticks * 10)
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_is_done_while_nothing_is_written() {
    let preview = Preview::of(garden(&[("content/b.md", "see [[a]]"), ("public/index.html", "")]), &[]);
    preview.shows("a.html", "the first text");
    thread::sleep(Duration::from_millis(2500));
    let (before, steps) = (processor_time(preview.program.id()), preview.steps());
    for _ in 0..50 {
        fs::read(preview.path("content/a.md")).expect("it is there");
        preview.write("public/index.html", "a build beside it");
        preview.write("content/.a.md.swp", "an editor");
        thread::sleep(Duration::from_millis(60));
    }
    let taken = processor_time(preview.program.id()) - before;
    assert!(taken < Duration::from_millis(300), "{taken:?}");
    assert_eq!(preview.steps(), steps, "{}", preview.said());
}

#[cfg(unix)]
#[test]
fn it_ends_at_once_and_leaves_nothing_behind() {
    let mut preview = Preview::of(garden(&[("content/b.md", "see [[a]]")]), &[]);
    let entries = |folder: &Path| {
        let mut paths: Vec<PathBuf> =
            walkdir::WalkDir::new(folder).into_iter().flatten().map(|entry| entry.into_path()).collect();
        paths.sort();
        paths
    };
    let before = entries(preview.folder.path());
    preview.write("content/a.md", "another text");
    preview.shows("a.html", "another text");
    // A reader whose connection is still open.
    let _reader = TcpStream::connect(&preview.address).expect("it listens");
    let process = preview.program.id().to_string();
    assert!(Command::new("kill").args(["-INT", &process]).status().is_ok_and(|status| status.success()));
    let begun = Instant::now();
    let status = preview.program.wait().expect("it ends");
    assert_eq!(status.code(), Some(130));
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!(entries(preview.folder.path()), before);
}

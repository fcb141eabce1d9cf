//! The output under stress: killed at random moments, with a full disk, written by many builds at once, and large.
//!
//! The test binary starts itself as a builder: [`builder`] returns at once unless the environment says that it
//! is one. Randomness is seeded; the moments of the kills differ between machines, but what must hold after
//! them does not.

#![allow(clippy::print_stdout, reason = "child processes report to their parent, and figures to whoever asks")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use allotment::output::{self, Around, DEPLOY, File, OutputError, Target};
use allotment::path::OutputPath;

const GARDEN: &str = "ALLOTMENT_TEST_GARDEN";
const TASK: &str = "ALLOTMENT_TEST_TASK";

/// Returns a site of some 150 files: most are in every version, some change with it, some come and go.
fn site(version: usize) -> Vec<File> {
    let mut files = Vec::new();
    let mut add = |path: String, text: String| files.push(File::new(OutputPath::new(&path), text.into_bytes()));
    for number in 0..60 {
        add(format!("page-{number}.html"), format!("stays {number} ").repeat(200));
        add(
            format!("notes/{}/changes-{number}.html", number % 5),
            format!("version {version} of {number} ").repeat(150),
        );
    }
    for number in 0..30 {
        add(format!("only-{version}/in/{number}.html"), format!("comes and goes {number}"));
    }
    files
}

/// Returns a site that needs 3 MB more than [`site`].
fn large_site() -> Vec<File> {
    let mut files = site(1);
    files.push(File::new(OutputPath::new("large.bin"), vec![7; 3 << 20]));
    files
}

fn open(garden: &Path, can_exchange: bool) -> Result<Target, OutputError> {
    let usual = garden.join("public");
    let target = output::open(&usual, &Around { garden, content: garden, usual: &usual }, &mut || {})?;
    Ok(if can_exchange { target } else { target.without_exchange() })
}

fn build(garden: &Path, can_exchange: bool, files: &[File]) {
    open(garden, can_exchange).expect("the output is ours").write(files).expect("there is room");
}

/// Returns the files of the output with their bytes, except those that users put there.
fn files_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn visit(root: &Path, folder: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(root.join(folder)).into_iter().flatten().flatten() {
            let name = entry.file_name().into_string().expect("a name");
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if DEPLOY.contains(&path.as_str()) {
                continue;
            } else if entry.file_type().expect("a type").is_dir() {
                visit(root, &path, found);
            } else {
                found.insert(path, fs::read(entry.path()).expect("bytes"));
            }
        }
    }
    let mut found = BTreeMap::new();
    visit(folder, "", &mut found);
    found
}

/// Returns what a build into an empty folder writes.
fn clean(files: &[File]) -> BTreeMap<String, Vec<u8>> {
    let garden = tempfile::tempdir().expect("a folder");
    build(garden.path(), true, files);
    files_in(&garden.path().join("public"))
}

fn work_folder(garden: &Path) -> PathBuf {
    garden.join(".public.allotment")
}

/// Starts this test binary as a builder.
fn start(garden: &Path, task: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.args(["builder", "--exact", "--nocapture"]).env(GARDEN, garden).env(TASK, task);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Not a test: the work of the other processes.
#[test]
fn builder() {
    let (Some(garden), Ok(task)) = (std::env::var_os(GARDEN), std::env::var(TASK)) else { return };
    let garden = PathBuf::from(garden);
    match task.split_once(' ').expect("two words") {
        ("loop", way) => {
            let sites = [site(0), site(1)];
            println!("\nready");
            for files in sites.iter().cycle() {
                build(&garden, way == "exchange", files);
            }
        }
        ("once", version) => build(&garden, true, &site(version.parse().expect("a number"))),
        ("overflow", way) => overflow(&garden, way == "exchange"),
        ("mounted", _) => mounted(&garden),
        other => panic!("{other:?}"),
    }
}

struct Random(u64);

impl Random {
    /// Returns a number below `limit`.
    fn next(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

fn start_loop(garden: &Path, way: &str) -> Child {
    let mut child = start(garden, &format!("loop {way}")).spawn().expect("a builder");
    let mut lines = BufReader::new(child.stdout.as_mut().expect("its output")).lines();
    while !lines.next().expect("a line").expect("text").contains("ready") {}
    child
}

/// Whether a builder is, or was when killed, between its first and its last visible step.
fn is_decided(garden: &Path) -> bool {
    ["swapped", "committed"].iter().any(|name| work_folder(garden).join(name).exists())
}

fn wait_for_decision(garden: &Path) {
    let begin = Instant::now();
    while !is_decided(garden) && begin.elapsed() < Duration::from_secs(2) {
        std::thread::yield_now();
    }
}

/// Kills builders, every third one at its most delicate moment, and checks after each what is on disk. Returns
/// how many were killed while they were working.
fn kill_builders(way: &str, kills: usize, seed: u64) -> usize {
    let garden = tempfile::tempdir().expect("a folder");
    let (garden, public) = (garden.path(), garden.path().join("public"));
    let whole = [clean(&site(0)), clean(&site(1))];
    let mut random = Random(seed);
    let (mut hits, mut decided) = (0, 0);
    for kill in 0..kills {
        if kill % 8 == 0 {
            let _ = fs::remove_dir_all(&public);
        } else if kill % 8 == 1 {
            fs::create_dir_all(public.join(".git")).expect("a folder");
            fs::write(public.join(".git/HEAD"), "ref: refs/heads/pages").expect("a file");
            fs::write(public.join("CNAME"), "garden.example").expect("a file");
        }
        let mut child = start_loop(garden, way);
        if kill % 3 == 2 {
            wait_for_decision(garden);
            std::thread::sleep(Duration::from_micros(random.next(1_000)));
        } else {
            std::thread::sleep(Duration::from_micros(random.next(30_000)));
        }
        child.kill().expect("killed");
        child.wait().expect("ended");
        hits += usize::from(work_folder(garden).exists());
        decided += usize::from(is_decided(garden));
        if way == "rename" {
            // Only here does the next run have to finish what was begun.
            open(garden, false).expect("opened");
        }
        let found = files_in(&public);
        assert!(found.is_empty() || whole.contains(&found), "kill {kill}: neither the old site nor the new one");
        let version = random.next(2) as usize;
        build(garden, way == "exchange", &site(version));
        assert!(files_in(&public) == whole[version], "kill {kill}: the next build differs from a clean one");
        assert!(!work_folder(garden).exists(), "kill {kill}: litter");
        if kill % 8 != 0 {
            assert_eq!(fs::read_to_string(public.join(".git/HEAD")).expect("kept"), "ref: refs/heads/pages");
            assert_eq!(fs::read_to_string(public.join("CNAME")).expect("kept"), "garden.example");
        }
    }
    println!(
        "{kills} kills ({way}): {hits} hit a build at work, {decided} of them between its first and last visible step"
    );
    hits
}

#[test]
fn three_hundred_kills_leave_a_whole_site() {
    let hits = kill_builders("exchange", 300, 1);
    assert!(hits >= 50, "only {hits} kills hit a build at work");
}

#[test]
fn kills_without_exchange_are_mended_by_the_next_run() {
    let hits = kill_builders("rename", 100, 2);
    assert!(hits >= 25, "only {hits} kills hit a build at work");
}

#[test]
fn forty_builds_at_once_are_all_whole() {
    let garden = tempfile::tempdir().expect("a folder");
    let whole = [clean(&site(0)), clean(&site(1))];
    let builders: Vec<Child> = (0..40)
        .map(|number| start(garden.path(), &format!("once {}", number % 2)).spawn().expect("a builder"))
        .collect();
    for builder in builders {
        let ended = builder.wait_with_output().expect("ended");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    assert!(whole.contains(&files_in(&garden.path().join("public"))));
    assert!(!work_folder(garden.path()).exists());
}

/// Runs in a builder without enough space for [`large_site`]: first without an old site, then with one.
fn overflow(garden: &Path, can_exchange: bool) {
    let public = garden.join("public");
    let refused = || {
        let error = open(garden, can_exchange).expect("opened").write(&large_site()).expect_err("there is no room");
        assert!(matches!(error, OutputError::Full { .. }), "{error}");
        assert!(error.to_string().starts_with(&format!("cannot write `{}", public.display())), "{error}");
        assert!(error.to_string().ends_with("; the old site is untouched; make room, then build again"), "{error}");
        assert!(!work_folder(garden).exists());
    };
    refused();
    assert!(!public.exists());
    build(garden, can_exchange, &site(0));
    let old = files_in(&public);
    let time = |path: &str| fs::metadata(public.join(path)).and_then(|found| found.modified()).expect("a time");
    let times = ["page-0.html", "notes/0/changes-0.html"].map(time);
    refused();
    assert!(files_in(&public) == old);
    assert_eq!(["page-0.html", "notes/0/changes-0.html"].map(time), times);
    build(garden, can_exchange, &site(1));
    println!("\nsurvived");
}

/// Runs in a builder whose output is a separate disk, which can't be exchanged with another folder.
fn mounted(garden: &Path) {
    let public = garden.join("public");
    for version in 0..3 {
        build(garden, true, &site(version));
        assert!(files_in(&public) == clean(&site(version)));
    }
    println!("\nsurvived");
}

/// Runs a task in a shell that first prepares its environment. `None` if that is not possible here.
#[cfg(unix)]
fn run_prepared(shell: &[&str], script: &str, task: &str) -> Option<()> {
    let garden = tempfile::tempdir().expect("a folder");
    let inner = start(garden.path(), task);
    let mut command = Command::new(shell[0]);
    command.args(&shell[1..]).arg(format!("{script} && echo prepared && exec \"$@\"")).arg("sh");
    command.arg(inner.get_program()).args(inner.get_args());
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ended = command.output().ok()?;
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    if !said.contains("prepared") {
        return None;
    }
    assert!(said.contains("survived"), "{script}: {said}{}", String::from_utf8_lossy(&ended.stderr));
    Some(())
}

#[test]
#[cfg(unix)]
fn a_file_that_is_too_large_for_the_limit_leaves_the_old_site() {
    for way in ["exchange", "rename"] {
        let limit = "trap '' XFSZ && ulimit -f 2000";
        run_prepared(&["sh", "-c"], limit, &format!("overflow {way}")).expect("every shell can set this limit");
    }
}

/// Gives one process a disk of its own, on systems that let an ordinary user do that.
#[cfg(target_os = "linux")]
fn run_on_own_disk(script: &str, task: &str) {
    if run_prepared(&["unshare", "--map-root-user", "--mount", "sh", "-c"], script, task).is_none() {
        println!("not run: no disk of its own here");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_the_old_site() {
    for way in ["exchange", "rename"] {
        run_on_own_disk(&format!("mount -t tmpfs -o size=3m tmpfs \"${GARDEN}\""), &format!("overflow {way}"));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_output_that_is_a_disk_is_written_in_place() {
    run_on_own_disk(&format!("cd \"${GARDEN}\" && mkdir public && mount -t tmpfs tmpfs public"), "mounted _");
}

/// Measures times on the disk of the temporary folder, for 10 000 files of 8 KB. Run it with
/// `cargo test --release --test output_survives -- --ignored --nocapture`.
#[test]
#[ignore = "measures; needs a quiet machine and the release profile"]
fn ten_thousand_files_take_this_long() {
    let text = "a line of a page that is neither long nor short, and then some more of it\n".repeat(111);
    let mut files: Vec<File> = (0..10_000)
        .map(|number| {
            File::new(OutputPath::new(&format!("note-{number}.html")), format!("{number}{text}").into_bytes())
        })
        .collect();
    for way in ["exchange", "rename"] {
        let garden = tempfile::tempdir().expect("a folder");
        let run = |what: &str, files: &[File]| {
            let begin = Instant::now();
            let target = open(garden.path(), way == "exchange").expect("opened");
            let opened = begin.elapsed();
            let written = target.write(files).expect("written");
            println!("{way}, {what}: {:?} of which opening {opened:?}: {written:?}", begin.elapsed());
            begin.elapsed()
        };
        run("first write", &files);
        let idle = (0..5).map(|_| run("nothing changed", &files)).min().expect("five runs");
        for number in 0..3 {
            files[5000] = File::new(OutputPath::new("note-5000.html"), format!("new {number}").into_bytes());
            run("one changed", &files);
        }
        assert!(idle < Duration::from_millis(150), "nothing changed: {idle:?}");
    }
}

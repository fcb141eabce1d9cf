//! The calls of `git`.
//!
//! [`log`] is the entry point. The repository may come from anyone, so nothing that its configuration names is
//! run: no pager, no file system monitor, no signature check, no filter, no transport. `git` gets no input, and at
//! most a minute.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::{Gap, Inquiry};
use crate::config::Contributors;

/// Longest time to wait for the answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Longest answer, in bytes.
const MOST: u64 = 512 * 1024 * 1024;

/// Overrides for settings of a repository or its user that would run something, read something else or change the
/// answer.
const SETTINGS: [&str; 8] = [
    "core.fsmonitor=false",
    "diff.relative=false",
    "log.follow=false",
    "log.showRoot=true",
    "log.showSignature=false",
    "mailmap.blob=",
    "mailmap.file=",
    "safe.bareRepository=explicit",
];

/// Environment variables that point to another repository or change how it is read, as they are set in hooks.
const ELSEWHERE: [&str; 16] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIFF_OPTS",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GLOB_PATHSPECS",
    "GIT_GRAFT_FILE",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
];

/// All commits that changed files below a folder, in the format that `log::read` parses.
pub(super) struct Log {
    /// The answer.
    pub(super) bytes: Vec<u8>,
    /// What the paths of files below the folder begin with. If it is not empty, other files that the commits changed
    /// are there too.
    pub(super) prefix: Vec<u8>,
}

/// Returns the log of `content`.
pub(super) fn log(content: &Path, inquiry: &Inquiry) -> Result<Log, Gap> {
    let git = OsStr::new("git");
    let prefix = if inquiry.messages { answer(place(git, content), PATIENCE, MOST)? } else { Vec::new() };
    let prefix = prefix.strip_suffix(b"\n").unwrap_or(&prefix).to_vec();
    Ok(Log { bytes: answer(question(git, content, inquiry), PATIENCE, MOST)?, prefix })
}

/// Builds the command that says which folder of its repository `content` is.
fn place(program: &OsStr, content: &Path) -> Command {
    let mut git = command(program, content);
    git.args(["rev-parse", "--show-prefix"]);
    git
}

/// Builds the command. Merges are left out: their changes were made by other commits.
pub(super) fn question(program: &OsStr, content: &Path, inquiry: &Inquiry) -> Command {
    let mut git = command(program, content);
    git.args(["log", "-z", "--no-merges", "--name-status", "--no-ext-diff", "--no-textconv"]);
    // Whether a message is public depends on all files of its commit.
    git.arg(if inquiry.messages { "--full-diff" } else { "--relative" });
    // Only exact renames are followed: detecting them is free, as no file needs to be read.
    git.args([
        "--find-renames=100%",
        "--no-color",
        "--no-show-signature",
        "--no-notes",
        "--encoding=UTF-8",
        "-O/dev/null",
    ]);
    git.arg(format!("--format={}", format(inquiry))).args(["--", "."]);
    git
}

fn command(program: &OsStr, content: &Path) -> Command {
    let mut git = Command::new(program);
    git.arg("--no-pager").arg("-C").arg(content);
    for setting in SETTINGS {
        git.args(["-c", setting]);
    }
    for name in ELSEWHERE {
        git.env_remove(name);
    }
    git.envs([
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_TERMINAL_PROMPT", "0"),
        // Objects missing from a partial clone are not fetched.
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_ALLOW_PROTOCOL", "none"),
        // The answer is parsed, so it must be in English.
        ("LC_ALL", "C"),
    ]);
    git.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    git
}

/// Returns the format of a commit: its id, its timestamp, and if asked for the author's name and address, the first
/// line of the message and the co-authors. Each commit begins with an empty field, which no path can be.
fn format(inquiry: &Inquiry) -> String {
    let names = inquiry.contributors != Contributors::None;
    let (name, address) = if names { ("%aN", "%aE") } else { ("", "") };
    let others = if names { "%(trailers:key=Co-authored-by,valueonly,separator=%x1f)" } else { "" };
    let subject = if inquiry.messages { "%s" } else { "" };
    format!("%x00%H%x00%at%x00{name}%x00{address}%x00{subject}%x00{others}")
}

/// Runs the command and returns its output. Kills it if it takes too long or writes too much.
pub(super) fn answer(mut command: Command, patience: Duration, most: u64) -> Result<Vec<u8>, Gap> {
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Gap::NoProgram,
        _ => Gap::Refused(error.to_string().to_lowercase()),
    })?;
    // Both streams are read concurrently, so that neither can fill up and block the process.
    let said = read_apart(child.stdout.take(), most);
    let trouble = read_apart(child.stderr.take(), most);
    let bytes = match said.recv_timeout(patience) {
        Ok(bytes) if bytes.len() as u64 <= most => bytes,
        Ok(_) | Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
            end(&mut child);
            return Err(Gap::Endless);
        }
    };
    let Ok(trouble) = trouble.recv_timeout(patience) else {
        end(&mut child);
        return Err(Gap::Endless);
    };
    match wait(&mut child, patience) {
        None => {
            end(&mut child);
            Err(Gap::Endless)
        }
        Some(true) => Ok(bytes),
        Some(false) => Err(refusal(&String::from_utf8_lossy(&trouble))),
    }
}

/// Returns whether the process succeeded. It has closed its output, so it ends soon, unless it hangs.
fn wait(child: &mut Child, patience: Duration) -> Option<bool> {
    const MOMENT: Duration = Duration::from_millis(5);
    for _ in 0..=patience.as_millis() / MOMENT.as_millis() {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) => thread::sleep(MOMENT),
            Err(_) => return Some(false),
        }
    }
    None
}

fn read_apart(stream: Option<impl Read + Send + 'static>, most: u64) -> std::sync::mpsc::Receiver<Vec<u8>> {
    let (send, receive) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(stream) = stream {
            // After a read error the output is incomplete, and the exit status will show that.
            let _ = stream.take(most + 1).read_to_end(&mut bytes);
        }
        // The receiver may have given up waiting.
        let _ = send.send(bytes);
    });
    receive
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Derives from its error output why `git` did not answer.
fn refusal(said: &str) -> Gap {
    let said = said.lines().find(|line| line.contains("fatal:") || line.contains("error:")).unwrap_or(said);
    if said.contains("dubious ownership") {
        return Gap::Distrusted;
    }
    if said.contains("does not have any commits") || said.contains("bad default revision") {
        return Gap::NoCommits;
    }
    let line = said.lines().next().unwrap_or_default();
    let why: String = line.trim_start_matches("fatal: ").chars().filter(|sign| !sign.is_control()).take(200).collect();
    Gap::Refused(why)
}

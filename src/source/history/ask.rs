//! The one question to `git`.
//!
//! [`log`] is the entry point. The repository may be anybody's, so nothing that its settings name is run: no
//! pager, no monitor of files, no check of signatures, no filter, no transport. It gets no input, and no
//! more than a minute.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::{Gap, Inquiry};
use crate::config::Contributors;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long an answer may be, in bytes.
const MOST: u64 = 512 * 1024 * 1024;

/// Settings that a repository or its user may have, and that would run something, read something else or give
/// another answer.
const SETTINGS: [&str; 7] = [
    "core.fsmonitor=false",
    "log.follow=false",
    "log.showRoot=true",
    "log.showSignature=false",
    "mailmap.blob=",
    "mailmap.file=",
    "safe.bareRepository=explicit",
];

/// Variables that name another repository or another way to look at it, as they are set while a hook runs.
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

/// All commits that changed files below `content`, in the form that `log::read` reads.
pub(super) fn log(content: &Path, inquiry: &Inquiry) -> Result<Vec<u8>, Gap> {
    answer(question(OsStr::new("git"), content, inquiry), PATIENCE, MOST)
}

/// The question as a command. Merges are left out: what they bring was changed by others.
pub(super) fn question(program: &OsStr, content: &Path, inquiry: &Inquiry) -> Command {
    let mut git = Command::new(program);
    git.arg("--no-pager").arg("-C").arg(content);
    for setting in SETTINGS {
        git.args(["-c", setting]);
    }
    git.args(["log", "-z", "--no-merges", "--name-status", "--relative", "--no-ext-diff", "--no-textconv"]);
    // Moves are followed where the file stayed the same: that costs nothing, as no file has to be read.
    git.args([
        "--find-renames=100%",
        "--no-color",
        "--no-show-signature",
        "--no-notes",
        "--encoding=UTF-8",
        "-O/dev/null",
    ]);
    git.arg(format!("--format={}", format(inquiry))).args(["--", "."]);
    for name in ELSEWHERE {
        git.env_remove(name);
    }
    git.envs([
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_TERMINAL_PROMPT", "0"),
        // What a partial clone does not have is not fetched.
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_ALLOW_PROTOCOL", "none"),
        // What it says is read, and in English.
        ("LC_ALL", "C"),
    ]);
    git.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    git
}

/// What to write of a commit: name, seconds, and if they are asked for its author's name and address, the first
/// line of its message and who else wrote it. An empty field comes before it, which no path can be.
fn format(inquiry: &Inquiry) -> String {
    let names = inquiry.contributors != Contributors::None;
    let (name, address) = if names { ("%aN", "%aE") } else { ("", "") };
    let others = if names { "%(trailers:key=Co-authored-by,valueonly,separator=%x1f)" } else { "" };
    let subject = if inquiry.messages { "%s" } else { "" };
    format!("%x00%H%x00%at%x00{name}%x00{address}%x00{subject}%x00{others}")
}

/// Runs the command and gives what it writes. Ends it if it takes too long or says too much.
pub(super) fn answer(mut command: Command, patience: Duration, most: u64) -> Result<Vec<u8>, Gap> {
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Gap::NoProgram,
        _ => Gap::Refused(error.to_string().to_lowercase()),
    })?;
    // Both streams are read while it runs, so that neither can fill up and stop it.
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

/// Whether it ended well. It has said all, and is over in a moment, unless it hangs in silence.
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
            // What was read until it broke is not whole, and its status will say so.
            let _ = stream.take(most + 1).read_to_end(&mut bytes);
        }
        // Whoever asked may have lost patience.
        let _ = send.send(bytes);
    });
    receive
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Why `git` did not answer, from what it said.
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

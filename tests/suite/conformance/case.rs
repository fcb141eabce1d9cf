//! A case on disk: copied to a temporary folder, and completed with the files that `generate` lists.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use tempfile::TempDir;
use walkdir::WalkDir;

use super::expect::{Commit, Expect, Generate};
use crate::garden::repository;

/// A case as read.
pub(super) struct Case {
    pub(super) folder: PathBuf,
    pub(super) expect: Expect,
}

/// A case laid out in a temporary folder. `content` is the garden; the folders around it are there to show
/// whether anything gets out of it.
pub(super) struct Laid {
    pub(super) work: TempDir,
}

impl Laid {
    pub(super) fn content(&self) -> PathBuf {
        self.work.path().join("content")
    }

    pub(super) fn output(&self) -> PathBuf {
        self.work.path().join("public")
    }

    fn outside(&self) -> PathBuf {
        self.work.path().join("outside")
    }
}

/// Returns all cases, sorted by name.
pub(super) fn all() -> Vec<Case> {
    let folder = repository().join("tests/conformance/cases");
    let mut cases: Vec<Case> = fs::read_dir(folder).unwrap().map(|entry| Case::read(entry.unwrap().path())).collect();
    cases.sort_by(|a, b| a.folder.cmp(&b.folder));
    cases
}

impl Case {
    fn read(folder: PathBuf) -> Self {
        let text = fs::read_to_string(folder.join("expect.json")).unwrap();
        let expect = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        Self { folder, expect }
    }

    /// Lays the case out; the error says why that is not possible on this machine.
    pub(super) fn lay_out(&self) -> Result<Laid, String> {
        let laid = Laid { work: TempDir::new().unwrap() };
        let content = laid.content();
        copy(&self.folder.join("content"), &content);
        fs::create_dir(laid.outside()).unwrap();
        fs::write(laid.outside().join("o.md"), "outside-words\n").unwrap();
        for item in &self.expect.generate {
            if item.git.is_empty() {
                self.generate(item, &laid)?;
            } else {
                commit(&content, &item.git)?;
            }
        }
        Ok(laid)
    }

    fn generate(&self, item: &Generate, laid: &Laid) -> Result<(), String> {
        let path = laid.content().join(&item.path);
        let refused = |error: std::io::Error| format!("this file system does not take {:?}: {error}", item.path);
        fs::create_dir_all(path.parent().unwrap()).map_err(refused)?;
        if let Some(target) = &item.symlink {
            let target = target.replace("{outside}", laid.outside().to_str().unwrap());
            return symlink(Path::new(&target), &path).map_err(refused);
        }
        if path.symlink_metadata().is_ok() && !self.folder.join("content").join(&item.path).exists() {
            return Err("this file system takes two of the names for one".to_owned());
        }
        fs::write(&path, bytes(item)).map_err(refused)?;
        if let Some(moment) = &item.mtime {
            let moment: jiff::Timestamp = moment.parse().unwrap();
            let file = fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(SystemTime::from(moment)).unwrap();
        }
        Ok(())
    }
}

fn bytes(item: &Generate) -> Vec<u8> {
    match (&item.hex, &item.text) {
        (Some(hex), _) => {
            hex.as_bytes().chunks(2).map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap()).collect()
        }
        (None, Some(text)) if !text.is_empty() => text.clone().into_bytes(),
        _ => format!("{}{}{}", item.prefix, item.repeat.repeat(item.times), item.suffix).into_bytes(),
    }
}

/// Copies a folder; a file `.keep` only keeps an empty folder in the repository and is left out.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in WalkDir::new(from) {
        let entry = entry.unwrap();
        let place = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(place).unwrap();
        } else if entry.file_name() != ".keep" {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

#[cfg(unix)]
fn symlink(target: &Path, place: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, place)
}

#[cfg(not(unix))]
fn symlink(_target: &Path, _place: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

fn commit(content: &Path, commits: &[Commit]) -> Result<(), String> {
    git(content, &["init", "-q"], "")?;
    for commit in commits {
        for (path, text) in &commit.files {
            fs::write(content.join(path), text).unwrap();
        }
        git(content, &["add", "-A"], "")?;
        git(content, &["commit", "-q", "-m", "c"], &commit.date)?;
    }
    Ok(())
}

fn git(content: &Path, arguments: &[&str], date: &str) -> Result<(), String> {
    let nothing = if cfg!(windows) { "NUL" } else { "/dev/null" };
    let output = Command::new("git")
        .arg("-C")
        .arg(content)
        .args(["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", nothing)
        .env("GIT_CONFIG_SYSTEM", nothing)
        .env("GIT_AUTHOR_DATE", date)
        .env("GIT_COMMITTER_DATE", date)
        .output()
        .map_err(|error| format!("there is no git: {error}"))?;
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

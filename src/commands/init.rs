//! `allotment init`: turns a folder of existing notes into a garden.
//!
//! [`run`] looks at the folder, asks nothing, writes `site.toml` and, if there is none, `.gitignore`, and reports what it
//! saw.

use std::borrow::Cow;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use ignore::gitignore::Gitignore;

use super::apart::pattern;
use super::fill::fill;
use super::new::GITIGNORE;
use super::report::counted;
use super::root::{AUTHORS_TOML, SITE_TOML, folder_name};
use super::survey::Survey;
use super::{Exit, Failure, Session};

/// The settings file, with placeholders.
const TEMPLATE: &str = include_str!("init/site.toml");

/// Writes a commented `site.toml` for the notes in `folder`, or in its subfolder `content` if all notes are there.
///
/// # Errors
///
/// If the folder does not exist, has a `site.toml` already, or can't be written to.
pub fn run(session: &mut Session<'_>, folder: &Path) -> Result<Exit, Failure> {
    if !folder.is_dir() {
        return Err(Failure::new(format!("there is no folder `{}`", session.shown(folder)))
            .help("`allotment new` makes a folder with a first few notes"));
    }
    let file = folder.join(SITE_TOML);
    if file.exists() {
        return Err(Failure::new(format!("`{}` is already there", session.shown(&file)))
            .help("it is left as it is; `allotment config --show` tells what it says"));
    }
    let vault = Vault::look(folder);
    let text = vault.site_toml(&folder_name(folder));
    create(&file, &text)?;
    let ignoring = leave_out_of_git(folder)?;
    let also = if ignoring == Ignoring::Written { " and .gitignore" } else { "" };
    let saw = format!("{}wrote {}{also}\n", vault.description(), session.shown(&file));
    session.result(&saw)?;
    if ignoring == Ignoring::Lacking {
        session.talk("help: what allotment builds need not be in git: add the line /public to .gitignore\n")?;
    }
    session.talk("next: `allotment build` makes the site, `allotment check` finds what wants a look\n")?;
    Ok(Exit::Fine)
}

/// How git comes to leave out the output folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ignoring {
    /// There was no `.gitignore`, and one was written.
    Written,
    /// The one that was there does so.
    Given,
    /// The one that was there does not.
    Lacking,
}

/// Writes a `.gitignore` that leaves out the output folder; looks only whether it does so if there is one.
fn leave_out_of_git(folder: &Path) -> Result<Ignoring, Failure> {
    let file = folder.join(".gitignore");
    if fs::symlink_metadata(&file).is_ok() {
        let (patterns, _) = Gitignore::new(&file);
        let is_left_out = patterns.matched(folder.join("public"), true).is_ignore();
        return Ok(if is_left_out { Ignoring::Given } else { Ignoring::Lacking });
    }
    create(&file, GITIGNORE)?;
    Ok(Ignoring::Written)
}

/// Writes a new file.
fn create(file: &Path, text: &str) -> Result<(), Failure> {
    let written = OpenOptions::new().write(true).create_new(true).open(file);
    written.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| Failure::io("write", file, &error))
}

/// What can be learnt about a folder of notes before it is a garden.
struct Vault {
    /// The folder of the notes, from the garden's root.
    content: &'static str,
    survey: Survey,
    /// Folders to exclude, relative to the folder of the notes, each with a trailing slash.
    left_out: Vec<String>,
    /// Whether the notes are shown in Obsidian with a line break at each line end.
    hard_breaks: bool,
}

impl Vault {
    fn look(folder: &Path) -> Self {
        // With the settings that are about to be written, these are not content.
        let skip = ["public", "themes", AUTHORS_TOML].map(|name| folder.join(name));
        let everything = Survey::of(folder, &[], &skip);
        let below = Survey::of(&folder.join("content"), &[], &skip);
        let content = if below.notes > 0 && below.notes == everything.notes { "content" } else { "." };
        let vault = if content == "." { folder.to_owned() } else { folder.join(content) };
        let apart = if content == "." { everything.set_apart } else { below.set_apart };
        let mut left_out: Vec<String> = apart.into_iter().collect();
        for folder in left_out_by_obsidian(&vault) {
            if !left_out.contains(&folder) {
                left_out.push(folder);
            }
        }
        let patterns: Vec<String> = left_out.iter().map(|folder| pattern(folder)).collect();
        let hard_breaks = breaks_lines(&vault) || breaks_lines(folder);
        Self { content, survey: Survey::of(&vault, &patterns, &skip), left_out, hard_breaks }
    }

    fn site_toml(&self, title: &str) -> String {
        let patterns: Vec<String> = self.left_out.iter().map(|folder| pattern(folder)).collect();
        fill(TEMPLATE, |name| {
            Some(match name {
                "title" => Cow::from(toml::Value::from(title).to_string()),
                "content" => Cow::from(self.content),
                "select" => Cow::from(if self.survey.opted_in > 0 { "opt-in" } else { "all" }),
                "hash" => Cow::from(if self.hard_breaks { "" } else { "# " }),
                "exclude" => Cow::from(toml::Value::from(patterns.clone()).to_string()),
                _ => return None,
            })
        })
    }

    /// Describes what was seen, one fact a line.
    fn description(&self) -> String {
        let Survey { notes, drafts, opted_in, attachments, ref hidden, .. } = self.survey;
        let mut lines = format!(
            "saw {} and {}",
            counted(notes, "note", "notes"),
            counted(attachments, "attachment", "attachments")
        );
        if self.content != "." {
            lines.push_str(&format!(" in {}/", self.content));
        }
        lines.push('\n');
        if drafts > 0 {
            let stay = if drafts == 1 { "is a draft and stays" } else { "are drafts and stay" };
            lines.push_str(&format!("  {} of them {stay} unpublished\n", super::report::thousands(drafts)));
        }
        if opted_in > 0 {
            let say = if opted_in == 1 { "says" } else { "say" };
            lines.push_str(&format!(
                "  {} {say} publish: true, so only those are published: select = \"opt-in\"\n",
                counted(opted_in, "note", "notes")
            ));
        }
        if self.hard_breaks {
            lines.push_str("  Obsidian shows each line end as a line break, so pages do: hard_breaks = true\n");
        }
        let left_out: Vec<&str> = hidden.iter().chain(&self.left_out).map(String::as_str).collect();
        if !left_out.is_empty() {
            lines.push_str(&format!("  left out: {}\n", left_out.join(", ")));
        }
        lines
    }
}

/// Reads settings of the Obsidian vault in this folder.
fn obsidian(vault: &Path, name: &str) -> Option<serde_json::Value> {
    serde_json::from_slice(&fs::read(vault.join(".obsidian").join(name)).ok()?).ok()
}

/// Whether Obsidian shows a line break at each line end: it does unless told otherwise.
fn breaks_lines(vault: &Path) -> bool {
    let is_strict = obsidian(vault, "app.json").and_then(|settings| settings.get("strictLineBreaks")?.as_bool());
    vault.join(".obsidian").is_dir() && is_strict != Some(true)
}

/// Returns the folders that Obsidian is set to ignore: its folder of templates, and its excluded files that are
/// plain paths.
fn left_out_by_obsidian(vault: &Path) -> Vec<String> {
    let read = |name| obsidian(vault, name);
    let templates = read("templates.json").and_then(|settings| settings.get("folder")?.as_str().map(str::to_owned));
    let ignored = read("app.json").and_then(|settings| settings.get("userIgnoreFilters")?.as_array().cloned());
    let ignored = ignored.unwrap_or_default().into_iter().filter_map(|filter| filter.as_str().map(str::to_owned));
    templates
        .into_iter()
        .chain(ignored)
        // A filter between slashes is a regular expression, which .gitignore does not have.
        .filter(|path| !path.starts_with('/') && !path.trim_matches('/').is_empty())
        .map(|path| format!("{}/", path.trim_matches('/')))
        .filter(|folder| vault.join(folder).is_dir())
        .collect()
}

#[cfg(test)]
mod tests;

//! Patterns of `exclude` that match nothing although something is called nearly so: what they were meant to leave out is
//! published. A pattern for what may come one day is no mistake.
//!
//! [`findings`] is the entry point. It costs a walk only if a pattern left nothing out so far and names no file or
//! folder by its path.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{MAIN_SEPARATOR_STR, Path};

use walkdir::WalkDir;

use super::Selection;
use super::rules::{Patterns, Rules, Standing, is_tool_file};
use crate::diagnostic::{Code, Diagnostic, most_similar};
use crate::path::nfc;

/// Returns a finding for each pattern of `exclude` that matches nothing but is similar to something. `rules` have seen
/// the content, and are told of what else a pattern matches.
pub(super) fn findings(selection: &Selection<'_>, rules: &mut Rules) -> Vec<Diagnostic> {
    let is_open = |pattern: &&String| {
        let names = pattern.trim().trim_matches('/');
        // What a `!` takes back, and what is never content, need not be there.
        let is_needless =
            pattern.starts_with(['!', '#']) || names.split('/').any(|name| name != "." && is_tool_file(name.as_ref()));
        // No pattern that begins with `./` matches anything.
        let is_there = || !pattern.starts_with("./") && is_there(selection.content, pattern);
        !is_needless && !rules.has_used(pattern) && !is_there()
    };
    let open = selection.exclude.iter().filter(is_open);
    let mut open: Vec<(&str, Patterns)> = open.map(|pattern| (&**pattern, Patterns::new([&**pattern]))).collect();
    let mut paths = BTreeSet::new();
    let entries = WalkDir::new(selection.content).min_depth(1).follow_root_links(true).into_iter();
    let entries = entries.filter_entry(|entry| entry.depth() == 0 || !is_tool_file(entry.file_name()));
    for entry in entries.flatten() {
        if open.is_empty() {
            return Vec::new();
        }
        let Some(path) = entry.path().strip_prefix(selection.content).ok().and_then(Path::to_str) else { continue };
        let (path, is_dir) = (nfc(path).replace(MAIN_SEPARATOR_STR, "/"), entry.file_type().is_dir());
        open.retain(|(pattern, patterns)| {
            let is_open = patterns.matched(Path::new(&path), is_dir).is_none();
            if !is_open {
                rules.note_use(pattern, entry.path(), is_dir);
            }
            is_open
        });
        if rules.of(entry.path(), is_dir) == Standing::Content {
            paths.insert((path, is_dir));
        }
    }
    let folder = selection.content.file_name().and_then(OsStr::to_str).unwrap_or_default();
    open.into_iter().filter_map(|(pattern, _)| finding(pattern, folder, &paths)).collect()
}

/// Whether a pattern is the path of something that exists, in the same letter case.
fn is_there(content: &Path, pattern: &str) -> bool {
    let pattern = nfc(pattern);
    let (folder, name) = pattern.trim_matches('/').rsplit_once('/').unwrap_or(("", pattern.trim_matches('/')));
    let Ok(entries) = fs::read_dir(content.join(folder)) else { return false };
    let must_be_folder = pattern.ends_with('/');
    entries.flatten().any(|entry| {
        entry.file_name().to_str().is_some_and(|other| *nfc(other) == *name)
            && (!must_be_folder || entry.file_type().is_ok_and(|kind| kind.is_dir()))
    })
}

fn finding(pattern: &str, folder: &str, paths: &BTreeSet<(String, bool)>) -> Option<Diagnostic> {
    let meant = meant(pattern, paths).or_else(|| nearly(pattern, folder, paths))?;
    let message = format!("nothing matches the pattern `{pattern}` of `exclude`");
    let help = format!("is `{meant}` meant? it is published; write it into `exclude` in site.toml");
    Some(Diagnostic::warning(Code::UnmatchedPattern, message).cause(pattern).help(help))
}

/// Returns what a pattern matches in another letter case, or if it began in the content folder, whose name is `folder`.
fn nearly(pattern: &str, folder: &str, paths: &BTreeSet<(String, bool)>) -> Option<String> {
    let inside = pattern.trim_start_matches("./").trim_start_matches('/');
    let inside = inside.strip_prefix(folder).filter(|rest| rest.starts_with('/')).unwrap_or(inside);
    let is_whole = inside.len() < pattern.len() && inside.contains('/');
    let any = Patterns::in_any_case(if is_whole { inside } else { pattern });
    let (path, is_dir) = paths.iter().find(|(path, is_dir)| any.matched(Path::new(path), *is_dir).is_ignore())?;
    Some(format!("/{path}{}", if *is_dir { "/" } else { "" }))
}

/// Returns the pattern that may have been meant: another letter case, or a slip of the pen.
fn meant(pattern: &str, paths: &BTreeSet<(String, bool)>) -> Option<String> {
    let names = pattern.trim_matches('/');
    if names.contains(['*', '?', '[', '\\']) {
        return None;
    }
    let is_whole = names.contains('/') || pattern.starts_with('/');
    let asked = paths.iter().filter(|(_, is_dir)| *is_dir || !pattern.ends_with('/'));
    let last = |path: &'_ str| path.rfind('/').map_or(0, |at| at + 1);
    let words = asked.map(|(path, _)| if is_whole { path.as_str() } else { &path[last(path)..] });
    let (start, end) = (if pattern.starts_with('/') { "/" } else { "" }, if pattern.ends_with('/') { "/" } else { "" });
    Some(format!("{start}{}{end}", most_similar(&nfc(names), words)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::scan;

    fn said(exclude: &[&str]) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        for path in ["Private/a.md", "notes/Drafts/b.md", "Prive\u{301}/c.md", "d.excalidraw.md", ".obsidian/x.json"] {
            let place = folder.path().join(path);
            fs::create_dir_all(place.parent().expect("it has one")).expect("a folder");
            fs::write(place, "text").expect("a file");
        }
        let exclude: Vec<String> = exclude.iter().map(|pattern| (*pattern).to_owned()).collect();
        let selection = Selection { content: folder.path(), exclude: &exclude, skip: &[] };
        let say = |finding: Diagnostic| format!("{} {}", finding.message, finding.help.unwrap_or_default());
        scan(&selection).unmatched.into_iter().map(say).collect()
    }

    #[test]
    fn a_pattern_that_matches_nothing_is_reported_with_what_was_meant() {
        for (pattern, meant) in [
            ("private/", "`Private/`"),
            ("/private", "`/Private`"),
            ("notes/drafts/", "`notes/Drafts/`"),
            ("drafts/", "`Drafts/`"),
            ("Prvate/", "`Private/`"),
            ("./Private/", "`Private/`"),
            ("private/**", "`/Private/a.md`"),
            ("PRIVATE/*.md", "`/Private/a.md`"),
            ("*.EXCALIDRAW.md", "`/d.excalidraw.md`"),
        ] {
            let said = said(&[pattern]);
            assert!(said.len() == 1 && said[0].contains(pattern) && said[0].contains(meant), "{pattern}: {said:?}");
        }
    }

    #[test]
    fn a_pattern_that_leaves_something_out_or_is_similar_to_nothing_is_not_reported() {
        let fine = [
            "templates/",
            "*.canvas",
            "Private/",
            "/Private/",
            "a.md",
            "Drafts/",
            "Priv\u{e9}/",
            "*.excalidraw.md",
            "**/b.md",
            ".obsidian/",
            "!x.md",
        ];
        for pattern in fine {
            assert_eq!(said(&[pattern]), [""; 0], "{pattern}");
        }
        // Each alone would match, even what another has left out already.
        assert_eq!(said(&fine), [""; 0]);
    }
}

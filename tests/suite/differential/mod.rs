//! Compares the note language with another Markdown parser, comrak, in what both support.
//!
//! Both parse the same text, and the results are brought to a common form, see [`ours`] and [`theirs`]:
//! CommonMark, tables, strikethrough, tasks, footnotes, formulas, highlights, wikilinks and callouts. Any
//! remaining difference is a mistake in one of the two, or is explained by a named rule: see [`rules`].
//!
//! `ALLOTMENT_VAULT=FOLDER cargo test --test suite differential` also compares all notes of a folder.

mod notes;
mod ours;
mod rules;
mod theirs;
mod tree;

use std::path::Path;

use allotment::note::front_matter;
use allotment::note::markdown::blank_comments;
use walkdir::WalkDir;

use crate::garden::repository;
use tree::Tree;

/// Parses a body with both; returns both trees if they differ and no rule explains it.
fn difference(text: &str) -> Option<(Tree, Tree)> {
    let prepared = blank_comments(text, 0).text.into_owned();
    let (ours, theirs) = (rules::level(ours::read(&prepared)), rules::level(theirs::read(&prepared)));
    (ours != theirs && rules::explains(&prepared, &ours, &theirs).is_none()).then_some((ours, theirs))
}

/// Adds the blocks of a body that differ when parsed alone, or the whole body if it differs only as a whole.
fn differences(name: &str, body: &str, found: &mut Vec<String>) {
    if difference(body).is_none() {
        return;
    }
    let mut alone = 0;
    for block in notes::blocks(body) {
        if let Some((ours, theirs)) = difference(block) {
            alone += 1;
            found.push(format!("{name}\n{block:?}\n  ours   {ours}\n  theirs {theirs}"));
        }
    }
    // Definitions of links and footnotes may be far from their uses, so the blocks alone may not show the difference.
    if alone == 0
        && let Some((ours, theirs)) = difference(body)
    {
        let (ours, theirs) = ours.first_difference(&theirs);
        found.push(format!("{name} as a whole\n  ours   {ours}\n  theirs {theirs}"));
    }
}

fn folder(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok) {
        if entry.path().extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let front = front_matter::read("note.md", &text);
        differences(&entry.path().display().to_string(), &text[front.body_start..], &mut found);
    }
    found
}

#[track_caller]
fn assert_none(found: &[String]) {
    let shown = found.iter().take(20).cloned().collect::<Vec<_>>();
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), shown.join("\n"));
}

#[test]
fn the_gardens_of_this_repository_read_alike() {
    for name in ["content", "docs"] {
        assert_none(&folder(&repository().join(name)));
    }
}

#[test]
fn generated_notes_read_alike() {
    let mut found = Vec::new();
    for seed in 0..4000 {
        let note = notes::generate(seed);
        differences(&format!("seed {seed}"), &note, &mut found);
    }
    assert_none(&found);
}

#[test]
fn a_folder_named_by_the_environment_reads_alike() {
    if let Some(vault) = std::env::var_os("ALLOTMENT_VAULT") {
        assert_none(&folder(Path::new(&vault)));
    }
}

//! The expectations of a case: the format of `expect.json`, see `tests/conformance/README.md`.
//!
//! An unknown key is an error, so that no expectation goes unchecked.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// `expect.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Expect {
    pub(super) name: String,
    pub(super) category: String,
    pub(super) about: String,
    pub(super) source: String,
    #[serde(rename = "reason")]
    pub(super) _reason: String,
    #[serde(rename = "design")]
    pub(super) _design: String,
    pub(super) generate: Vec<Generate>,
    pub(super) notes: BTreeMap<String, Facts>,
    pub(super) only_notes: Option<Vec<String>>,
    pub(super) note_count: Option<usize>,
    pub(super) not_created: BTreeMap<String, String>,
    pub(super) tag_index: BTreeMap<String, Vec<String>>,
    pub(super) diagnostics: Vec<Finding>,
    pub(super) diagnostic_counts: BTreeMap<String, usize>,
    pub(super) no_diagnostics: Vec<Unwanted>,
    pub(super) absent: Vec<String>,
    pub(super) files_published: Option<Vec<String>>,
    pub(super) nothing_outside: Vec<String>,
    pub(super) page_landmarks: bool,
    pub(super) timeout_s: Option<u64>,
    pub(super) max_output_mb: Option<u64>,
}

/// What is expected of a note.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Facts {
    #[serde(deserialize_with = "said")]
    pub(super) title: Option<Option<String>>,
    #[serde(deserialize_with = "said")]
    pub(super) created: Option<Option<String>>,
    #[serde(deserialize_with = "said")]
    pub(super) modified: Option<Option<String>>,
    #[serde(deserialize_with = "said")]
    pub(super) url: Option<Option<String>>,
    pub(super) url_path: Option<String>,
    pub(super) tags: Option<Vec<String>>,
    pub(super) tags_include: Vec<String>,
    pub(super) aliases: Option<Vec<String>>,
    pub(super) backlinks: Option<Vec<String>>,
    pub(super) links: Option<Vec<Link>>,
    pub(super) context_contains: BTreeMap<String, String>,
    pub(super) text_contains: Vec<String>,
    pub(super) text_not_contains: Vec<String>,
    pub(super) html_contains: Vec<String>,
    pub(super) html_not_contains: Vec<String>,
    pub(super) select: Vec<Select>,
}

/// A link that a note must have.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    pub(super) target_path: Option<String>,
    pub(super) kind: String,
    #[serde(default, deserialize_with = "said")]
    pub(super) fragment: Option<Option<String>>,
    #[serde(default, deserialize_with = "said")]
    pub(super) display: Option<Option<String>>,
    #[serde(default)]
    pub(super) line: Option<u64>,
}

/// Elements expected in a note's body.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Select {
    pub(super) selector: String,
    pub(super) count: Option<usize>,
    pub(super) min: Option<usize>,
    pub(super) text: Option<String>,
}

/// A finding.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Finding {
    pub(super) code: String,
    pub(super) path: Option<String>,
    pub(super) line: Option<Lines>,
}

/// A line, or the first and the last line of a range.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Lines {
    One(u32),
    Between(u32, u32),
}

impl Lines {
    pub(super) fn contain(self, line: u32) -> bool {
        match self {
            Lines::One(one) => one == line,
            Lines::Between(first, last) => (first..=last).contains(&line),
        }
    }
}

/// An unwanted finding: any of this code, or one in particular.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Unwanted {
    Code(String),
    Finding(Finding),
}

/// A file, a symlink or a history that can't be kept in the case's folder.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Generate {
    pub(super) path: String,
    pub(super) text: Option<String>,
    pub(super) prefix: String,
    pub(super) repeat: String,
    pub(super) times: usize,
    pub(super) suffix: String,
    pub(super) hex: Option<String>,
    pub(super) symlink: Option<String>,
    pub(super) mtime: Option<String>,
    pub(super) git: Vec<Commit>,
}

/// A commit in the garden's history.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Commit {
    pub(super) date: String,
    pub(super) files: BTreeMap<String, String>,
}

/// Distinguishes a key that is `null` from a missing one.
fn said<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(value).map(Some)
}

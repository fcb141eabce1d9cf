//! A quick look at a folder of notes: how many there are, and what in it should not be published.
//!
//! [`Survey::of`] serves the first messages to an author (`init`, the status line). It counts the files that a build
//! would find, but does not read all of a note.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::apart::is_set_apart;
use super::{GardenRoot, pipeline};
use crate::note::front_matter::{self, Publish};
use crate::source::{self, Selection};

/// What was seen in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Notes, including drafts.
    pub notes: usize,
    /// Notes that are marked as drafts.
    pub drafts: usize,
    /// Notes with `publish: true`.
    pub opted_in: usize,
    /// Files that are not notes.
    pub attachments: usize,
    /// Hidden folders at the top level, with a trailing slash.
    pub hidden: BTreeSet<String>,
    /// Folders at the top level whose names say that they are not for publication, with a trailing slash.
    pub set_apart: BTreeSet<String>,
}

/// How many bytes of a note are read to find out whether it is a draft.
const HEAD_LIMIT: u64 = 16 * 1024;

impl Survey {
    /// Surveys the files below a folder that a build would find, given what the settings leave out and the folders that
    /// are no content.
    pub fn of(folder: &Path, exclude: &[String], skip: &[PathBuf]) -> Self {
        let mut survey = Self::default();
        survey.look_at_the_top(folder);
        let (notes, files) = source::paths(&Selection { content: folder, exclude, skip });
        survey.attachments = files.len();
        notes.iter().for_each(|note| survey.count(&folder.join(note.as_str())));
        survey
    }

    /// Surveys the notes of a garden.
    pub fn of_garden(root: &GardenRoot) -> Self {
        Self::of(&root.content, &pipeline::exclude(root), &pipeline::skip(root))
    }

    fn look_at_the_top(&mut self, folder: &Path) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                self.hidden.insert(name + "/");
            } else if is_set_apart(&name) {
                self.set_apart.insert(name + "/");
            }
        }
    }

    fn count(&mut self, note: &Path) {
        self.notes += 1;
        let mut head = Vec::new();
        let read = File::open(note).and_then(|file| file.take(HEAD_LIMIT).read_to_end(&mut head));
        if read.is_err() {
            return;
        }
        match front_matter::publish(&String::from_utf8_lossy(&head)) {
            Publish::No => self.drafts += 1,
            Publish::Yes => self.opted_in += 1,
            Publish::Unsaid => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_counted_without_what_is_hidden_or_left_out() {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in [
            ("a.md", "---\ndraft: true\n---\n"),
            ("b/C.MD", "x"),
            ("b/toml.md", "+++\ndraft = true\n+++\n"),
            ("b/late.md", "\n---\ntitle: x\nprivate: yes\n---\n"),
            ("b/asked.md", "---\nPublish: yes\n---\n"),
            ("b/plan.png", ""),
            (".obsidian/app.json", "{}"),
            (".hidden.md", ""),
            ("Templates/daily.md", ""),
            ("public/index.html", ""),
            ("public/a.md", ""),
            ("node_modules/package/README.md", ""),
            ("a.sync-conflict-20240102-030405-ABCDEFG.md", ""),
            ("themes/own/README.md", ""),
            ("tmp/x.md", ""),
            (".gitignore", "tmp/\n"),
        ] {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().expect("it has one")).expect("a folder");
            fs::write(file, text).expect("a file");
        }
        let survey = Survey::of(
            folder.path(),
            &["Templates/**".to_owned()],
            &["public", "themes"].map(|name| folder.path().join(name)),
        );
        let want = Survey {
            notes: 5,
            drafts: 3,
            opted_in: 1,
            attachments: 1,
            hidden: [".obsidian/".to_owned()].into(),
            set_apart: ["Templates/".to_owned()].into(),
        };
        assert_eq!(survey, want);
    }
}

//! What the search index is made of, and where its files go.
//!
//! [`files`] is the entry point: it describes the garden's notes, of which only the published ones are there,
//! to `search`.

use crate::config::Config;
use crate::garden::Garden;
use crate::path::OutputPath;
use crate::search::{self, Entry, File};

use super::plan;

/// The files of the index of all notes.
pub(super) fn files(config: &Config, garden: &Garden) -> Vec<File> {
    let urls: Vec<String> = garden.notes.iter().map(|entry| entry.page.url()).collect();
    let entries: Vec<Entry<'_>> = garden
        .ids()
        .zip(&urls)
        .map(|(id, url)| {
            let entry = garden.note(id);
            Entry {
                note: &entry.note,
                url,
                day: plan::day(garden, id),
                backlinks: entry.backlinks.len(),
                language: entry.note.front.language.as_deref().unwrap_or(config.language.as_str()),
            }
        })
        .collect();
    search::files(&entries)
}

/// Where a file of the index goes, with its bytes.
pub(super) fn output(file: File) -> (OutputPath, Vec<u8>) {
    (OutputPath::new(&format!("search/{}.js", file.name)), file.text.into_bytes())
}

//! Notes that others link to but nobody has written yet.

use std::collections::BTreeMap;

use super::{NoteId, Notes, Resolution};
use crate::note::LinkKind;
use crate::note::markdown::{Syntax, visible};
use crate::path::fold;

/// A note that is linked to but not written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// Its name as the first link writes it.
    pub name: String,
    /// The notes that link to it, in the order of paths.
    pub by: Vec<NoteId>,
}

/// Collects them, the most wanted first. Embeds, targets with an extension and paths from the root of another site are
/// not notes that somebody could write.
pub(super) fn collect(notes: &Notes) -> Vec<Wanted> {
    let mut wanted: BTreeMap<String, Wanted> = BTreeMap::new();
    for (id, entry) in notes.numbered() {
        for (link, resolution) in entry.note.links.iter().zip(&entry.links) {
            let is_path = link.syntax == Syntax::Markdown && link.target.starts_with('/');
            if *resolution != Resolution::Missing || link.kind == LinkKind::Embed || is_path {
                continue;
            }
            let name = visible(link.target.trim_end_matches(".md").trim_matches('/')).into_owned();
            if !is_a_name(&name) {
                continue;
            }
            let note = wanted.entry(fold(&name)).or_insert_with(|| Wanted { name, by: Vec::new() });
            if note.by.last() != Some(&id) {
                note.by.push(id);
            }
        }
    }
    let mut wanted: Vec<Wanted> = wanted.into_values().collect();
    wanted.sort_by(|a, b| b.by.len().cmp(&a.by.len()).then_with(|| a.name.cmp(&b.name)));
    wanted
}

/// Whether a note could have this name: it is no address and does not lead out of the garden.
fn is_a_name(name: &str) -> bool {
    !name.is_empty() && !name.contains("://") && !name.contains("../") && !has_extension(name)
}

fn has_extension(target: &str) -> bool {
    let extension = target.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    extension.is_some_and(|extension| {
        (2..=6).contains(&extension.len())
            && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && extension.bytes().any(|byte| byte.is_ascii_alphabetic())
            && extension != "md"
    })
}

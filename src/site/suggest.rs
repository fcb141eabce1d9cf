//! Suggests links for mentions, note by note.
//!
//! [`suggestions`] is the entry point: it reads the files of notes that mention others and returns each text
//! as it would be with links. It changes nothing.

use rayon::prelude::*;

use super::{Grown, Inputs};
use crate::hash::Digest;
use crate::mention::{self, Mentions};
use crate::note;
use crate::path::SourcePath;

/// The links suggested for a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The file.
    pub path: SourcePath,
    /// The current text.
    pub before: String,
    /// The text with the links.
    pub after: String,
    /// The links, in the order of the text.
    pub links: Vec<SuggestedLink>,
}

/// A mention that could be a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedLink {
    /// Line in the file, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The text there.
    pub text: String,
    /// The link to replace it with.
    pub link: String,
    /// The file of the mentioned note.
    pub goal: SourcePath,
    /// Its title.
    pub title: String,
}

/// Suggests links in the published notes that are `chosen`, in path order. Leaves out files that are not UTF-8, that
/// changed since they were read, or that contain characters which a terminal could take for a command.
pub fn suggestions(
    inputs: &Inputs<'_>,
    grown: &Grown,
    reading: &note::Options,
    chosen: &(dyn Fn(&SourcePath) -> bool + Sync),
) -> Vec<Suggestion> {
    let garden = &grown.garden;
    let mentions = Mentions::of(garden, &super::mention_options(inputs.config));
    let ids: Vec<_> = garden.ids().filter(|id| chosen(&garden.note(*id).note.path)).collect();
    let suggested = ids.into_par_iter().filter_map(|id| {
        let note = &garden.note(id).note;
        let bytes = inputs.attachments.read(&note.path).ok().filter(|bytes| Digest::of(bytes) == note.digest)?;
        let before = String::from_utf8(bytes).ok().filter(|text| !text.chars().any(is_command))?;
        let leads_to = |target: &str| grown.note_called(target, note.path.folder());
        let changes = mention::suggest(&mentions, garden, id, &before, &leads_to, reading);
        let link = |change: &mention::Change| {
            let (line, column) = position(&before, change.span.start as usize);
            let goal = &garden.note(change.goal).note;
            SuggestedLink {
                line,
                column,
                text: before[change.span.range()].to_owned(),
                link: change.link.clone(),
                goal: goal.path.clone(),
                title: goal.title.clone(),
            }
        };
        let links = changes.iter().map(link).collect();
        let after = mention::apply(&before, &changes);
        (!changes.is_empty()).then(|| Suggestion { path: note.path.clone(), before, after, links })
    });
    suggested.collect()
}

fn is_command(sign: char) -> bool {
    sign.is_control() && !matches!(sign, '\t' | '\n' | '\r')
}

fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1, before[start..].chars().count() + 1)
}

//! Mentions that could be links, note by note.
//!
//! [`suggestions`] is the entry point: it reads the files of the notes that name others and says how each would
//! be written with links. It changes nothing.

use rayon::prelude::*;

use super::{Grown, Inputs};
use crate::hash::Digest;
use crate::mention::{self, Mentions};
use crate::note;
use crate::path::SourcePath;

/// How a note would be written with links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The file.
    pub path: SourcePath,
    /// What it says.
    pub before: String,
    /// What it would say.
    pub after: String,
    /// The links, in the order of the text.
    pub links: Vec<SuggestedLink>,
}

/// A link that is no more than a name so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedLink {
    /// The line of the file, from 1.
    pub line: usize,
    /// The sign on the line, from 1.
    pub column: usize,
    /// What is written there.
    pub text: String,
    /// The link that would be.
    pub link: String,
    /// The file of the note that is named.
    pub goal: SourcePath,
    /// Its title.
    pub title: String,
}

/// Links for the published notes that are `chosen`, in the order of their paths. Files are left out that are not
/// UTF-8, not as they were read, or hold signs that a terminal could take for a command.
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
        let bytes = inputs.attachments.read(&note.path).filter(|bytes| Digest::of(bytes) == note.digest)?;
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

//! The one line that `allotment` without a command prints about the garden it is called in.

use super::report::counted;
use super::survey::Survey;
use super::{GardenRoot, Session};

/// `The Allotment: 1,063 notes in content/ (site.toml)`; `None` if there is no `site.toml`: then nothing says
/// that the folder is a garden, and it may be as large as a disk.
pub fn line(session: &Session<'_>, root: &GardenRoot) -> Option<String> {
    let file = root.site_toml.as_deref()?;
    let survey = Survey::of_garden(root);
    let drafts = match survey.drafts {
        0 => String::new(),
        drafts => format!(", {} among them", counted(drafts, "draft", "drafts")),
    };
    let place = match session.prefix(&root.content) {
        here if here.is_empty() => "./".to_owned(),
        place => place,
    };
    let notes = counted(survey.notes, "note", "notes");
    Some(format!("{}: {notes}{drafts} in {place} ({})\n", root.config.title, session.shown(file)))
}

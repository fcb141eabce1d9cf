//! Which address belongs to what.
//!
//! Every page asks here, in this order: the site's own pages, permalinks, notes in the order of
//! their paths, attachments, and last the pages that are made of notes (folders, tags, years). Who comes
//! late gets a number behind the name, so that no page is ever lost, on no file system.

use std::collections::HashMap;
use std::sync::Arc;

use super::Attachment;
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Note;
use crate::path::{OutputPath, SourcePath, fold, slug};

/// Pages and files that every site has or will have; notes of these names move aside.
const RESERVED: &[&str] = &[
    "404.html",
    "tags.html",
    "timeline.html",
    "notes.html",
    "wanted.html",
    "search.html",
    "graph.html",
    "changes.html",
    "atom.xml",
    "feed.json",
    "sitemap.xml",
    "garden.json",
    "robots.txt",
    "allotment.manifest",
];

/// Whether this is, or may become, a file of the search index: its files are named after their content.
fn is_index_file(key: &str) -> bool {
    let Some(name) = key.strip_prefix("search/").and_then(|name| name.strip_suffix(".js")) else { return false };
    let digits =
        name.strip_prefix("n-").or(name.strip_prefix("r-")).or(name.strip_prefix("s-")).or(name.strip_prefix("w-"));
    name == "root" || digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Addresses that are taken, by their collision keys.
#[derive(Debug)]
pub struct Addresses {
    /// Files, with the note that holds the address if it is a note.
    taken: HashMap<String, Option<SourcePath>>,
    /// Folders of these files as they are spelled: no folder may have two spellings.
    folders: HashMap<String, String>,
}

impl Default for Addresses {
    fn default() -> Self {
        Self { taken: RESERVED.iter().map(|name| ((*name).to_owned(), None)).collect(), folders: HashMap::new() }
    }
}

impl Addresses {
    /// Takes addresses for files that can't move aside.
    pub(super) fn reserve(&mut self, paths: &[OutputPath]) {
        for path in paths {
            self.taken.insert(path.collision_key(), None);
            self.respell(path.folder());
        }
    }

    /// A folder in the spelling in which it exists already, and under another name if there is a
    /// file of its name.
    fn respell(&mut self, folder: &str) -> String {
        let mut path = String::new();
        for part in folder.split('/').filter(|part| !part.is_empty()) {
            let mut next = join(&path, part);
            while self.taken.contains_key(&fold(&next)) {
                next.push('-');
            }
            path = self.folders.entry(fold(&next)).or_insert(next).clone();
        }
        path
    }

    fn is_free(&self, key: &str) -> bool {
        !self.taken.contains_key(key) && !self.folders.contains_key(key) && !is_index_file(key)
    }

    /// An address for a page that no note stands for: `base.html`, or with a number if it is taken.
    pub fn claim(&mut self, base: &str) -> OutputPath {
        self.take(base, ".html", None).0
    }

    /// The first free one of `base`, `base-2`, `base-3` …, and who holds the first.
    fn take(
        &mut self,
        base: &str,
        extension: &str,
        owner: Option<&SourcePath>,
    ) -> (OutputPath, Option<Option<SourcePath>>) {
        let wanted = OutputPath::new(&format!("{base}{extension}"));
        let folder = self.respell(wanted.folder());
        let name = wanted.as_str().rsplit('/').next().unwrap_or_default();
        let stem = name.strip_suffix(extension).unwrap_or(name);
        let rival = self.taken.get(&wanted.collision_key()).cloned();
        let mut number = 1;
        loop {
            let name = if number == 1 { name.to_owned() } else { format!("{stem}-{number}{extension}") };
            let path = OutputPath::new(&join(&folder, &name));
            let key = path.collision_key();
            if self.is_free(&key) {
                self.taken.insert(key, owner.cloned());
                return (path, rival);
            }
            number += 1;
        }
    }

    /// The pages of all notes.
    pub(super) fn of_notes(&mut self, notes: &[Arc<Note>], diagnostics: &mut Vec<Diagnostic>) -> Vec<OutputPath> {
        let mut pages: Vec<Option<OutputPath>> = vec![None; notes.len()];
        for (note, page) in notes.iter().zip(&mut pages) {
            if let Some((permalink, span)) = &note.front.permalink {
                let (path, rival) = self.take(&permalink_base(permalink), ".html", Some(&note.path));
                if let Some(rival) = rival {
                    let finding = note.locate(collision(&path, rival), *span);
                    diagnostics.push(
                        finding.help(format!("give one of them another `permalink`; this page is now at `{path}`")),
                    );
                }
                *page = Some(path);
            }
        }
        notes
            .iter()
            .zip(pages)
            .map(|(note, page)| {
                page.unwrap_or_else(|| {
                    let (path, rival) = self.take(&note_base(&note.path), ".html", Some(&note.path));
                    if let Some(rival) = rival {
                        let help = format!("rename one of them or set `permalink`; this page is now at `{path}`");
                        diagnostics.push(collision(&path, rival).in_file(note.path.as_str()).help(help));
                    }
                    path
                })
            })
            .collect()
    }

    /// Where attachments go. A file keeps its name; if that is taken, its folder gets a number.
    pub(super) fn of_files(&mut self, files: &[SourcePath]) -> Vec<Attachment> {
        files
            .iter()
            .map(|source| {
                let base = folder_base(source.folder());
                let mut number = 1;
                loop {
                    let folder = match number {
                        1 => base.clone(),
                        _ if base.is_empty() => format!("files-{number}"),
                        _ => format!("{base}-{number}"),
                    };
                    let page = OutputPath::new(&join(&folder, source.file_name()));
                    if self.is_free(&page.collision_key()) {
                        let folder = self.respell(page.folder());
                        let page = OutputPath::new(&join(&folder, source.file_name()));
                        self.taken.insert(page.collision_key(), None);
                        return Attachment { source: source.clone(), page };
                    }
                    number += 1;
                }
            })
            .collect()
    }
}

fn collision(path: &OutputPath, rival: Option<SourcePath>) -> Diagnostic {
    let message = match rival {
        Some(rival) => format!("two notes ask for one address: `{rival}` has it"),
        None => "this address is a page of the site itself".to_owned(),
    };
    Diagnostic::warning(Code::SlugCollision, message).cause(path.as_str())
}

/// `Notes/Dual Sheds.md` to `notes/dual-sheds`.
fn note_base(path: &SourcePath) -> String {
    join(&folder_base(path.folder()), &slug(path.stem()))
}

/// The folder of the output that belongs to a folder of the garden.
pub fn folder_base(folder: &str) -> String {
    folder.split('/').filter(|part| !part.is_empty()).map(slug).collect::<Vec<_>>().join("/")
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// `/Guides/Start/` and `guides/start.html` to `Guides/Start` and `guides/start`, `/` to `index`: a permalink
/// keeps its letters (Obsidian help: *Permalinks*), made legal part by part.
fn permalink_base(permalink: &str) -> String {
    let path = permalink.trim().trim_matches('/');
    let path = path.strip_suffix(".html").or_else(|| path.strip_suffix(".md")).unwrap_or(path);
    if path.is_empty() {
        return "index".to_owned();
    }
    // A name that begins with a dot is hidden from readers, and what lies in `.git` is not the site's.
    let parts: Vec<&str> = path.split('/').map(|part| part.trim_start().trim_start_matches('.')).collect();
    OutputPath::new(&parts.join("/")).as_str().to_owned()
}

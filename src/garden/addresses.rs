//! Decides which page or file gets which address.
//!
//! Addresses are given out in this order: the site's own pages, permalinks, notes in the order of their paths,
//! attachments, and last the pages made of notes (folders, tags, years). If an address is taken, the latecomer gets a
//! number appended, so that no page is ever lost, on any file system.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::asked::{Asked, EXTENSION, folder_base, join};
use super::called::Called;
use super::{Attachment, Board, FileId};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Note;
use crate::path::{OutputPath, SourcePath, fold, slug};

/// Pages and files that every site has or may have; notes of these names move aside.
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

/// Whether this is, or may become, a file of the previews: their number depends on the notes.
fn is_preview_file(key: &str) -> bool {
    let number = key.strip_prefix("previews/").and_then(|name| name.strip_suffix(".js"));
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether this is, or may become, a file of the search index: its files are named after their contents.
fn is_index_file(key: &str) -> bool {
    let Some(name) = key.strip_prefix("search/").and_then(|name| name.strip_suffix(".js")) else { return false };
    let digits = ["n-", "r-", "s-", "w-"].iter().find_map(|kind| name.strip_prefix(kind));
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    ["root", "rare"].contains(&name) || digits.is_some_and(|digits| digits.bytes().all(is_digit))
}

/// Whether this is, or may become, a page of words: `search/words.a.html`, `search/words.a.2.html`. Appending a number
/// to a taken name never gives one of these.
fn is_word_page(key: &str) -> bool {
    let name = key.strip_prefix("search/words.").and_then(|name| name.strip_suffix(".html"));
    name.is_some_and(|name| !name.contains('-'))
}

/// The folders of these files.
const OWN_FOLDERS: &[&str] = &["search", "previews"];

/// Taken addresses, by their collision keys. Once settled, they are cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Addresses {
    settled: Arc<Taken>,
    recent: Taken,
}

#[derive(Clone, Debug, Default)]
struct Taken {
    /// Files; if a note has the address, with its position in order.
    files: HashMap<Arc<str>, Option<u32>>,
    /// The folders of these files in their spelling: no folder may have two spellings.
    folders: HashMap<String, String>,
    /// Folders as asked for, and as they were spelled.
    respelled: HashMap<String, String>,
    /// For addresses that several asked for: the first number that may still be free.
    numbers: HashMap<String, u32>,
}

impl Addresses {
    /// Takes the addresses of the site's own pages, and those of files that can't move aside.
    fn new(reserved: &[OutputPath]) -> Self {
        let mut addresses = Self::default();
        addresses.recent.files.extend(RESERVED.iter().map(|name| ((*name).into(), None)));
        OWN_FOLDERS.iter().for_each(|folder| drop(addresses.respell(folder)));
        for path in reserved {
            addresses.recent.files.insert(path.collision_key().into(), None);
            addresses.respell(path.folder());
        }
        addresses
    }

    /// Marks what is taken so far as final, for cheap clones.
    pub(super) fn settle(&mut self) {
        self.settled = Arc::new(std::mem::take(&mut self.recent));
    }

    fn holder(&self, key: &str) -> Option<Option<u32>> {
        self.recent.files.get(key).or_else(|| self.settled.files.get(key)).copied()
    }

    /// A folder in the spelling that already exists, or under a different name if there is a file of its name.
    fn respell(&mut self, folder: &str) -> String {
        let known = |taken: &Taken| taken.respelled.get(folder).cloned();
        if let Some(path) = known(&self.recent).or_else(|| known(&self.settled)) {
            return path;
        }
        let mut path = String::new();
        for part in folder.split('/').filter(|part| !part.is_empty()) {
            let mut next = join(&path, part);
            while self.holder(&fold(&next)).is_some() {
                next.push('-');
            }
            path = match self.settled.folders.get(&fold(&next)) {
                Some(spelled) => spelled.clone(),
                None => self.recent.folders.entry(fold(&next)).or_insert(next).clone(),
            };
        }
        self.recent.respelled.insert(folder.to_owned(), path.clone());
        path
    }

    fn is_free(&self, key: &str) -> bool {
        let is_folder = |taken: &Taken| taken.folders.contains_key(key);
        let is_kept = is_index_file(key) || is_word_page(key) || is_preview_file(key);
        self.holder(key).is_none() && !is_folder(&self.recent) && !is_folder(&self.settled) && !is_kept
    }

    /// Assigns an address to a page that is not that of a note: `base.html`, or with a number if that is taken.
    pub fn claim(&mut self, base: &str) -> OutputPath {
        self.take(&Asked::new(base), None).0
    }

    /// Assigns an address to a file that is not a page: this one, or with a number before its extension if it is taken.
    pub fn claim_file(&mut self, path: &str) -> OutputPath {
        let path = OutputPath::new(path);
        let folder = self.respell(path.folder());
        let name = path.as_str().rsplit('/').next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        self.take_numbered(&folder, stem, &name[stem.len()..], None)
    }

    /// Takes the first free one of `base`, `base-2`, `base-3` …, and returns it and who holds the first.
    fn take(&mut self, asked: &Asked, owner: Option<u32>) -> (OutputPath, Option<Option<u32>>) {
        let Asked { path, key } = asked;
        let rival = self.holder(key);
        let folder = self.respell(path.folder());
        if rival.is_none() && folder == path.folder() && self.is_free(key) {
            self.recent.files.insert(key.clone(), owner);
            return (path.clone(), None);
        }
        let name = path.as_str().rsplit('/').next().unwrap_or_default();
        let stem = name.strip_suffix(EXTENSION).unwrap_or(name);
        (self.take_numbered(&folder, stem, EXTENSION, owner), rival)
    }

    /// Takes the first free one of `stem.html`, `stem-2.html`, `stem-3.html` … in a folder. No number is tried twice,
    /// however many ask for the same address: what is taken stays taken.
    fn take_numbered(&mut self, folder: &str, stem: &str, extension: &str, owner: Option<u32>) -> OutputPath {
        let asked = fold(&join(folder, &format!("{stem}{extension}")));
        let known = self.recent.numbers.get(&asked).or_else(|| self.settled.numbers.get(&asked)).copied();
        let mut number = known.unwrap_or(1);
        loop {
            let ending = if number == 1 { String::new() } else { format!("-{number}") };
            let path = OutputPath::new(&join(folder, &format!("{stem}{ending}{extension}")));
            let key = path.collision_key();
            number += 1;
            if self.is_free(&key) {
                self.recent.files.insert(key.into(), owner);
                self.recent.numbers.insert(asked, number);
                return path;
            }
        }
    }

    /// Takes the address that an added note asks for. `None` unless assigning all addresses anew would give the same:
    /// the address is free as a file and as a folder, and its folder exists in this spelling.
    pub(super) fn add(&mut self, asked: &Asked) -> Option<OutputPath> {
        let Asked { path, key } = asked;
        let is_spelled_so = |taken: &Taken| taken.respelled.get(path.folder()).is_some_and(|it| it == path.folder());
        let is_there = path.folder().is_empty() || is_spelled_so(&self.recent) || is_spelled_so(&self.settled);
        (is_there && self.is_free(key)).then(|| {
            self.recent.files.insert(key.clone(), None);
            path.clone()
        })
    }

    /// Assigns the pages of all notes, and returns findings about those that had to move aside.
    pub(super) fn of_notes(
        reserved: &[OutputPath],
        notes: &[Arc<Note>],
        called: &[&Called],
    ) -> (Self, Vec<OutputPath>, Vec<Diagnostic>) {
        let mut addresses = Self::new(reserved);
        let mut diagnostics = Vec::new();
        addresses.recent.files.reserve(notes.len());
        let mut pages: Vec<Option<OutputPath>> = vec![None; notes.len()];
        let mut rest = Vec::with_capacity(notes.len());
        for (index, asked) in called.iter().map(|called| &called.page).enumerate() {
            let Some((_, span)) = &notes[index].front.permalink else {
                rest.push((index, asked));
                continue;
            };
            let (path, rival) = addresses.take(asked, Some(index as u32));
            if let Some(rival) = rival {
                let finding = notes[index].locate(collision(&path, rival, notes), *span);
                let help = format!("give one of them another `permalink`; this page is now at `{path}`");
                diagnostics.push(finding.help(help));
            }
            pages[index] = Some(path);
        }
        for (index, asked) in rest {
            let (path, rival) = addresses.take(asked, Some(index as u32));
            if let Some(rival) = rival {
                let help = format!("rename one of them or set `permalink`; this page is now at `{path}`");
                let finding = collision(&path, rival, notes).in_file(notes[index].path.as_str());
                diagnostics.push(finding.help(help));
            }
            pages[index] = Some(path);
        }
        (addresses, pages.into_iter().flatten().collect(), diagnostics)
    }

    /// Assigns addresses to attachments. A file keeps its name; if that is taken, its folder gets a number. A canvas
    /// gets a page instead.
    pub(super) fn of_files(
        &mut self,
        used: &BTreeSet<FileId>,
        boards: &[Board],
        files: &[SourcePath],
    ) -> BTreeMap<FileId, Attachment> {
        let boards: BTreeSet<FileId> = boards.iter().map(|board| board.file).collect();
        used.iter()
            .map(|id| {
                let source = &files[id.0 as usize];
                if boards.contains(id) {
                    let base = join(&folder_base(source.folder()), &slug(source.stem()));
                    let page = self.claim(&format!("{base}.canvas"));
                    return (*id, Attachment { source: source.clone(), page });
                }
                let base = folder_base(source.folder());
                let mut number = 1;
                loop {
                    let folder = match number {
                        1 => base.clone(),
                        _ if base.is_empty() => format!("files-{number}"),
                        _ => format!("{base}-{number}"),
                    };
                    let page = OutputPath::new(&join(&folder, source.file_name()));
                    let page = OutputPath::new(&join(&self.respell(page.folder()), source.file_name()));
                    let key = page.collision_key();
                    if self.is_free(&key) {
                        self.recent.files.insert(key.into(), None);
                        return (*id, Attachment { source: source.clone(), page });
                    }
                    number += 1;
                }
            })
            .collect()
    }
}

fn collision(path: &OutputPath, rival: Option<u32>, notes: &[Arc<Note>]) -> Diagnostic {
    let message = match rival {
        Some(rival) => format!("two notes ask for one address: `{}` has it", notes[rival as usize].path),
        None => "this address is a page of the site itself".to_owned(),
    };
    Diagnostic::warning(Code::SlugCollision, message).cause(path.as_str())
}

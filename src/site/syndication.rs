//! Makes the feeds that `feeds` has planned, and the sitemap, for sites that have a `base_url`.
//!
//! `Composer::feed` makes one feed, [`make`] all that are not at hand, `Composer::sitemap` the sitemap. A feed holds the
//! notes modified last, and only those that have a date.

use std::borrow::Cow;
use std::iter;

use rayon::prelude::*;

use super::compose::{Composer, View, absolute};
use super::feeds::{Of, Pair};
use super::list::List;
use super::page::{Kind, fixed};
use super::{AtHand, Keep, Memo, Output, people};
use crate::config::{FeedContent, ListFeeds};
use crate::diagnostic::Diagnostic;
use crate::garden::NoteId;
use crate::hash::{Digest, fingerprint};
use crate::output::{Content, File};
use crate::path::{OutputPath, fold};
use crate::render::feed::{self, Author, Entry, Feed, moment};
use crate::render::page::Body;
use crate::render::{page, sitemap};

/// A feed whose texts are not rendered yet. It has one body per entry, or no bodies at all.
struct Draft<'a> {
    feed: Feed<'a>,
    bodies: Vec<Body>,
}

impl<'a> Composer<'a> {
    /// Returns the bytes of the feed at a path, if there is one.
    pub(super) fn feed(&self, path: &OutputPath) -> Result<Option<Vec<u8>>, Vec<Diagnostic>> {
        let Some(of) = self.plan.feeds.at(path) else { return Ok(None) };
        let Some(draft) = self.draft(of) else { return Ok(None) };
        let feed = self.written(draft);
        let is_atom = self.plan.feeds.of(of).is_some_and(|pair| pair.atom.as_ref() == Some(path));
        if is_atom { feed::atom(&feed, self.inputs.theme, self.shared).map(Some) } else { Ok(Some(feed::json(&feed))) }
    }

    /// Renders the bodies of a draft into its entries.
    fn written(&self, Draft { mut feed, bodies }: Draft<'a>) -> Feed<'a> {
        let options = super::options(self.inputs);
        for (entry, body) in feed.entries.iter_mut().zip(&bodies) {
            entry.content = Some(page::bare_text(body, &options, &entry.url).0);
        }
        feed
    }

    fn draft(&self, of: &'a Of) -> Option<Draft<'a>> {
        let config = self.inputs.config;
        let base = config.base_url.as_ref()?.as_str();
        let pair = self.plan.feeds.of(of)?;
        let whole = |path: &OutputPath| format!("{base}{}", path.url());
        let (title, home, content) = self.about(of)?;
        let notes = self.notes_of(of);
        let entries: Vec<Entry<'a>> = notes.iter().map(|id| self.feed_entry(*id, base)).collect();
        let mut authors: Vec<Author<'a>> = self.feed_authors(config.authors.iter(), base);
        if let Of::Author(key) = of {
            let name = self.plan.authors.get(key).map(|writer| writer.name.as_str());
            authors = name.map(|name| self.feed_author(name, base)).into_iter().collect();
        }
        if authors.is_empty() {
            authors.push(Author { name: Cow::Borrowed(&config.title), url: None });
        }
        let feed = Feed {
            id: if *of == Of::Garden { base.to_owned() } else { pair.paths().next().map(whole)? },
            title,
            language: config.language.as_str(),
            authors,
            generator: concat!("allotment ", env!("CARGO_PKG_VERSION")),
            home: absolute(base, home),
            atom: pair.atom.as_ref().map(whole),
            json: pair.json.as_ref().map(whole),
            // RFC 4287 requires a timestamp; without any date a fixed one keeps the output reproducible.
            updated: entries
                .iter()
                .map(|entry| entry.updated.clone())
                .max()
                .unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned()),
            entries,
        };
        let body = |id: &NoteId| self.body(*id, View::Absolute(base));
        Some(Draft { feed, bodies: if content { notes.iter().map(body).collect() } else { Vec::new() } })
    }

    /// Returns the title of a feed, the page that it belongs to, and whether it contains full texts.
    fn about(&self, of: &'a Of) -> Option<(Cow<'a, str>, &'a OutputPath, bool)> {
        let config = self.inputs.config;
        let title = &config.title;
        Some(match of {
            Of::Garden => {
                (Cow::Borrowed(title.as_str()), self.plan.home.as_ref()?, config.feeds.content == FeedContent::Full)
            }
            Of::Folder(folder) => (
                format!("{title}: {}", self.folder_title(folder)).into(),
                self.plan.folder_page(self.garden, folder)?,
                config.feeds.folders == ListFeeds::Full,
            ),
            Of::Tag(tag) => (
                format!("{title}: #{}", tag.as_str()).into(),
                self.plan.tags.get(tag)?.pages.first()?,
                config.feeds.tags == ListFeeds::Full,
            ),
            Of::Author(key) => {
                let writer = self.plan.authors.get(key)?;
                let is_full = config.feeds.authors == ListFeeds::Full;
                (format!("{title}: {}", writer.name).into(), writer.list.pages.first()?, is_full)
            }
        })
    }

    /// Returns the notes of a feed, last modified first.
    fn notes_of(&self, of: &Of) -> Vec<NoteId> {
        let limit = self.inputs.config.feeds.limit.0 as usize;
        let list = |list: Option<&List>| list.map(|list| list.notes.to_vec()).unwrap_or_default();
        let mut notes = match of {
            Of::Garden => return self.plan.recent.iter().take(limit).copied().collect(),
            Of::Folder(folder) => {
                let below = format!("{folder}/");
                let inside = self.plan.folders.range(below.clone()..).take_while(|(path, _)| path.starts_with(&below));
                let own = self.plan.folders.get(folder).into_iter();
                own.chain(inside.map(|(_, list)| list)).flat_map(|list| list.notes.iter()).copied().collect()
            }
            Of::Tag(tag) => list(self.plan.tags.get(tag)),
            Of::Author(key) => list(self.plan.authors.get(key).map(|writer| &writer.list)),
        };
        let rank = |id: &NoteId| self.plan.feeds.rank(*id);
        notes.retain(|id| rank(id).is_some());
        notes.sort_unstable_by_key(rank);
        notes.truncate(limit);
        notes
    }

    fn feed_entry(&self, id: NoteId, base: &str) -> Entry<'a> {
        let entry = self.garden.note(id);
        let url = absolute(base, &entry.page);
        let summary = entry.note.summary();
        let language = entry.note.front.language.as_deref();
        Entry {
            id: url.clone(),
            url,
            title: &entry.note.title,
            language: language.filter(|it| !it.eq_ignore_ascii_case(self.inputs.config.language.as_str())),
            published: entry.created.or(entry.modified).map(moment).unwrap_or_default(),
            updated: entry.modified.max(entry.created).map(moment).unwrap_or_default(),
            authors: people::names(&entry.note, self.inputs.authors)
                .into_iter()
                .map(|name| self.feed_author(name, base))
                .collect(),
            tags: entry.note.tags.iter().map(|tag| tag.as_str()).collect(),
            summary: (!summary.is_empty()).then_some(summary),
            content: None,
        }
    }

    fn feed_authors(&self, written: impl Iterator<Item = &'a String>, base: &str) -> Vec<Author<'a>> {
        let names = written.flat_map(|written| self.inputs.authors.names(written));
        names.map(|name| self.feed_author(name, base)).collect()
    }

    fn feed_author(&self, name: impl Into<Cow<'a, str>>, base: &str) -> Author<'a> {
        let name = name.into();
        let page = self.plan.authors.get(&fold(&name)).and_then(|writer| writer.list.pages.first());
        Author { name, url: page.map(|page| absolute(base, page)) }
    }

    /// Returns the files of the sitemap; none without a `base_url`.
    pub(super) fn sitemap(&self) -> Vec<(OutputPath, Vec<u8>)> {
        let Some(base) = &self.inputs.config.base_url else { return Vec::new() };
        let base = base.as_str();
        let pages = self.plan.pages.iter().filter(|page| page.kind != Kind::NotFound);
        let entries: Vec<sitemap::Entry> = pages
            .map(|page| {
                let changed = match page.kind {
                    Kind::Note(id) => self.garden.note(id).modified.max(self.garden.note(id).created),
                    _ => None,
                };
                sitemap::Entry { url: absolute(base, &page.path), changed }
            })
            .collect();
        sitemap::files(base, &entries).into_iter().map(|(name, bytes)| (fixed(&name), bytes)).collect()
    }
}

/// Makes all feeds in parallel, except those that are at hand. `setting` is the fingerprint of the inputs that all
/// feeds share.
pub(super) fn make(
    composer: &Composer<'_>,
    setting: Digest,
    memo: &Memo,
    at_hand: &AtHand<'_>,
    keep: &Keep<'_>,
) -> Result<Vec<Output>, Vec<Diagnostic>> {
    let feeds: Vec<(&Of, &Pair)> = composer.plan.feeds.all().collect();
    let made = feeds.into_par_iter().map(|(of, pair)| -> Result<Vec<Output>, Vec<Diagnostic>> {
        let Some(draft) = composer.draft(of) else { return Ok(Vec::new()) };
        let from = fingerprint(&(setting, of, &draft.feed, &draft.bodies));
        let is_same = |path: &&OutputPath| {
            memo.made.get(*path).is_some_and(|made| made.from == from && at_hand(path, made.digest))
        };
        if pair.paths().all(|path| is_same(&path)) {
            let kept = |path: &OutputPath| {
                (File { path: path.clone(), digest: memo.made[path].digest, content: Content::Kept }, from)
            };
            return Ok(pair.paths().map(kept).collect());
        }
        let feed = composer.written(draft);
        let mut files = Vec::new();
        if let Some(path) = &pair.atom {
            let bytes = feed::atom(&feed, composer.inputs.theme, composer.shared)?;
            files.push((keep(path.clone(), &mut iter::once(bytes)), from));
        }
        if let Some(path) = &pair.json {
            files.push((keep(path.clone(), &mut iter::once(feed::json(&feed))), from));
        }
        Ok(files)
    });
    Ok(made.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

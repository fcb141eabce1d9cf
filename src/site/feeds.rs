//! Feeds and the sitemap, for sites that know their own address.

use super::compose::{Composer, View, absolute};
use super::plan::{Kind, fixed};
use crate::diagnostic::Diagnostic;
use crate::garden::NoteId;
use crate::path::OutputPath;
use crate::render::feed::{self, Entry, Feed, moment};
use crate::render::{page, sitemap};

impl Composer<'_> {
    /// Atom, JSON Feed and sitemap; nothing without a `base_url`.
    pub(super) fn feeds(&self) -> Result<Vec<(OutputPath, Vec<u8>)>, Vec<Diagnostic>> {
        let config = self.inputs.config;
        let Some(base) = &config.base_url else { return Ok(Vec::new()) };
        let base = base.as_str();
        let summaries: Vec<(NoteId, String)> = self
            .plan
            .recent
            .iter()
            .take(config.feeds.limit.0 as usize)
            .map(|id| (*id, self.garden.note(*id).note.summary()))
            .collect();
        let feed = self.feed(base, &summaries);
        let mut files = Vec::new();
        if config.feeds.atom {
            files.push((fixed("atom.xml"), feed::atom(&feed, self.inputs.theme, self.shared)?));
        }
        if config.feeds.json {
            files.push((fixed("feed.json"), feed::json(&feed)));
        }
        files.extend(sitemap::files(base, &self.sitemap(base)).into_iter().map(|(name, bytes)| (fixed(&name), bytes)));
        Ok(files)
    }

    fn feed<'f>(&'f self, base: &str, summaries: &'f [(NoteId, String)]) -> Feed<'f> {
        let config = self.inputs.config;
        let entries: Vec<Entry<'f>> =
            summaries.iter().map(|(id, summary)| self.feed_entry(*id, summary, base)).collect();
        Feed {
            id: base.to_owned(),
            title: &config.title,
            language: config.language.as_str(),
            author: config.authors.first().unwrap_or(&config.title),
            generator: concat!("allotment ", env!("CARGO_PKG_VERSION")),
            home: base.to_owned(),
            atom: format!("{base}atom.xml"),
            json: format!("{base}feed.json"),
            // Without a single date there is no moment to speak of; any fixed one will do.
            updated: entries
                .iter()
                .map(|entry| entry.updated.clone())
                .max()
                .unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned()),
            entries,
        }
    }

    fn feed_entry<'f>(&'f self, id: NoteId, summary: &'f str, base: &str) -> Entry<'f> {
        let entry = self.garden.note(id);
        let url = absolute(base, &entry.page);
        let first = entry.created.or(entry.modified).map(moment).unwrap_or_default();
        let last = entry.modified.max(entry.created).map(moment).unwrap_or_default();
        let body = self.body(id, View::Absolute(base));
        Entry {
            id: url.clone(),
            url,
            title: &entry.note.title,
            published: first,
            updated: last,
            authors: entry.note.front.authors.iter().map(String::as_str).collect(),
            tags: entry.note.tags.iter().map(|tag| tag.as_str()).collect(),
            summary: (!summary.is_empty()).then_some(summary),
            content: Some(page::bare_text(&body, &super::options(self.inputs)).0),
        }
    }

    fn sitemap(&self, base: &str) -> Vec<sitemap::Entry> {
        let pages = self.plan.pages.iter().filter(|page| page.kind != Kind::NotFound);
        pages
            .map(|page| {
                let changed = match page.kind {
                    Kind::Note(id) => self.garden.note(id).modified.max(self.garden.note(id).created),
                    _ => None,
                };
                sitemap::Entry { url: absolute(base, &page.path), changed }
            })
            .collect()
    }
}

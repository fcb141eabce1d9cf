//! The search page, and the pages of words to browse without a script.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::Composer;
use super::lists::pages;
use crate::path::{OutputPath, percent_encode};
use crate::render::page::Page;
use crate::render::view::{Counted, Link, ListPage, More, SearchPage, Word, WordsPage};
use crate::site::plan::{LIST_LIMIT, List};

/// Most tags, folders and years offered to filter results.
const CHOICE_LIMIT: usize = 100;

impl<'a> Composer<'a> {
    pub(super) fn search_page(&self, path: &OutputPath) -> Page<'a> {
        let ListPage { jumps, groups, count, .. } = self.notes_list(0, path);
        let more = self.plan.notes.pages.get(1);
        let tags = self.plan.tags.iter().filter_map(|(tag, list)| self.counted_tag(tag.as_str(), list, path));
        let folder = |folder: &'a String| {
            let page = self.plan.folder_page(self.garden, folder).filter(|_| !folder.is_empty())?;
            let count = self.garden.folders.get(folder)?.total;
            Some(Counted { title: Cow::Borrowed(folder.as_str()), href: page.url_from(path), count })
        };
        let years = self.plan.years.iter().rev().filter(|(year, _)| (1000..9999).contains(*year));
        let year = |(year, list): (&i16, &'a List)| {
            let href = list.pages.first()?.url_from(path);
            Some(Counted { title: Cow::Owned(year.to_string()), href, count: list.notes.len() })
        };
        Page::Search(SearchPage {
            shell: self.shell(path, Cow::Borrowed(self.words().text("search")), "search"),
            crumbs: self.crumbs(path, ""),
            tags: self.choices(tags),
            folders: self.choices(self.plan.folders.keys().filter_map(folder)),
            years: years.filter_map(year).take(CHOICE_LIMIT).collect(),
            letters: self.letters(path),
            jumps,
            groups,
            more: more.map(|page| More { count: count - LIST_LIMIT, href: page.url_from(path).into_owned() }),
        })
    }

    /// Returns the entries that have the most notes, by title.
    fn choices(&self, entries: impl Iterator<Item = Counted<'a>>) -> Vec<Counted<'a>> {
        let mut choices: Vec<Counted<'a>> = entries.collect();
        choices.sort_by_key(|choice| Reverse(choice.count));
        choices.truncate(CHOICE_LIMIT);
        self.sort(&mut choices);
        choices
    }

    pub(super) fn words_page(&self, letter: usize, number: usize, path: &OutputPath) -> Page<'a> {
        let search = self.search.of(self.inputs, self.garden);
        let Some(letter) = search.letters.get(letter) else { return self.not_found_page(path) };
        let ranges = letter.pages.iter().enumerate().filter(|_| letter.pages.len() > 1).filter_map(|(number, page)| {
            let word = letter.on_page(number).first()?;
            Some(Link { title: Cow::Borrowed(word.word.as_str()), href: page.url_from(path) })
        });
        let words = letter.on_page(number).iter().map(|word| Word {
            title: Cow::Borrowed(word.word.as_str()),
            notes: word.notes.iter().map(|id| self.link(path, *id)).collect(),
            id: id(&word.word),
            more: word.count - word.notes.len(),
            narrower: word.narrower.iter().map(|(word, page)| narrower(word, page, path)).collect(),
        });
        Page::Words(WordsPage {
            shell: self.shell(path, Cow::Owned(format!("{}: {}", self.words().text("words"), letter.title)), "words"),
            crumbs: self.overview_crumbs("search", "search.html", path),
            title: Cow::Borrowed(letter.title.as_str()),
            count: letter.words.len(),
            letters: self.letters(path),
            ranges: ranges.collect(),
            words: words.collect(),
            pages: pages(number, &letter.pages, path),
        })
    }

    /// Returns links to the words of all letters.
    fn letters(&self, path: &OutputPath) -> Vec<Link<'a>> {
        let letters = self.search.of(self.inputs, self.garden).letters.iter();
        letters
            .filter_map(|letter| {
                let href = letter.pages.first()?.url_from(path);
                Some(Link { title: Cow::Borrowed(letter.title.as_str()), href })
            })
            .collect()
    }
}

/// Returns the id of a word on its page.
fn id(word: &str) -> String {
    format!("word.{word}")
}

/// Returns a link from a page to a word.
fn narrower<'a>(word: &'a str, page: &OutputPath, from: &OutputPath) -> Link<'a> {
    Link { title: Cow::Borrowed(word), href: format!("{}#{}", page.url_from(from), percent_encode(&id(word))).into() }
}

//! Overviews: all tags, all years, the map, notes that are not written yet, and the page for unknown addresses.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Composer;
use crate::path::{OutputPath, percent_encode};
use crate::render::page::Page;
use crate::render::view::{
    Counted, GraphPage, Link, Month, More, NotFoundPage, TagGroup, TagLetter, TagsPage, TimelinePage, Wanted,
    WantedPage, Year,
};
use crate::site::graph_data;
use crate::site::plan::{LIST_LIMIT, day};

/// Most tags listed without letter headings.
const CLOUD_LIMIT: usize = 60;
/// Notes listed beside the map of the garden.
const MOST_LIMIT: usize = 100;
/// Most referring notes listed per note that is not written yet.
const ASKING_LIMIT: usize = 8;

impl<'a> Composer<'a> {
    pub(super) fn tags_page(&self, path: &OutputPath) -> Page<'a> {
        let mut groups: BTreeMap<&str, TagGroup<'a>> = BTreeMap::new();
        for (tag, list) in &self.plan.tags {
            let Some(counted) = self.counted_tag(tag.as_str(), list, path) else { continue };
            let top = tag.as_str().split('/').next().unwrap_or_default();
            match groups.get_mut(top) {
                Some(group) => group.under.push(counted),
                None => {
                    groups.insert(top, TagGroup { tag: counted, under: Vec::new() });
                }
            }
        }
        let mut groups: Vec<TagGroup<'a>> = groups.into_values().collect();
        groups.sort_by_cached_key(|group| self.plan.alphabet.key(&group.tag.title));
        groups.iter_mut().for_each(|group| self.sort(&mut group.under));
        let (groups, alone): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| !group.under.is_empty());
        let mut alone: Vec<Counted<'a>> = alone.into_iter().map(|group| group.tag).collect();
        let letters = if alone.len() > CLOUD_LIMIT { self.by_letter(std::mem::take(&mut alone)) } else { Vec::new() };
        let jump = |letter: &TagLetter<'a>| Link {
            title: letter.title.clone(),
            href: format!("#{}", percent_encode(&letter.id)).into(),
        };
        let title = Cow::Borrowed(self.words().text("tags"));
        Page::Tags(TagsPage {
            shell: self.shell(path, title, "tags"),
            crumbs: self.crumbs(path, ""),
            count: self.plan.tags.len(),
            jumps: letters.iter().map(jump).collect(),
            alone,
            letters,
            groups,
        })
    }

    /// Groups sorted tags by first letter.
    fn by_letter(&self, tags: Vec<Counted<'a>>) -> Vec<TagLetter<'a>> {
        let mut letters: Vec<TagLetter<'a>> = Vec::new();
        for tag in tags {
            let letter = self.plan.alphabet.letter(&tag.title);
            match letters.last_mut().filter(|last| last.title == letter) {
                Some(last) => last.tags.push(tag),
                None => letters.push(TagLetter {
                    id: format!("letter.{letter}"),
                    title: Cow::Owned(letter),
                    tags: vec![tag],
                }),
            }
        }
        letters
    }

    pub(super) fn timeline_page(&self, path: &OutputPath) -> Page<'a> {
        let mut months: BTreeMap<(i16, i8), usize> = BTreeMap::new();
        let mut undated = 0;
        for id in self.garden.ids() {
            match day(self.garden, id) {
                Some(day) => *months.entry((day.year(), day.month())).or_default() += 1,
                None => undated += 1,
            }
        }
        let most = months.values().copied().max().unwrap_or(1);
        let latest = self.plan.years.keys().next_back();
        let is_latest = |year: &i16| Some(year) == latest;
        let years = self.plan.years.iter().rev().map(|(year, list)| {
            let href = list.pages.first().map(|page| page.url_from(path)).unwrap_or_default().into_owned();
            let month =
                |number: i8| self.month(*year, number, months.get(&(*year, number)).copied().unwrap_or(0), most, path);
            Year {
                title: Cow::Owned(year.to_string()),
                href,
                count: list.notes.len(),
                months: if is_latest(year) { Vec::new() } else { (1..=12).map(month).collect() },
                calendar: is_latest(year).then(|| self.calendar(*year, path)),
            }
        });
        let all = self.plan.notes.pages.first().filter(|_| undated > 0);
        Page::Timeline(TimelinePage {
            shell: self.shell(path, Cow::Borrowed(self.words().text("timeline")), "timeline"),
            crumbs: self.crumbs(path, ""),
            years: years.collect(),
            undated: all.map(|page| More { count: undated, href: page.url_from(path).into_owned() }),
        })
    }

    fn month(&self, year: i16, number: i8, count: usize, most: usize, path: &OutputPath) -> Month<'a> {
        let first = Date::new(year, number, 1).ok();
        Month {
            title: first.map_or(Cow::Borrowed(""), |day| Cow::Borrowed(self.words().month_short(day))),
            href: self.plan.years.get(&year).and_then(|list| self.month_href(list, number, path)),
            count,
            heat: heat(count, most),
        }
    }

    pub(super) fn wanted_page(&self, number: usize, path: &OutputPath) -> Page<'a> {
        let shown = self.garden.wanted.chunks(LIST_LIMIT).nth(number).unwrap_or_default();
        let wanted = shown.iter().map(|wanted| Wanted {
            title: Cow::Borrowed(wanted.name.as_str()),
            count: wanted.by.len(),
            sources: wanted.by.iter().take(ASKING_LIMIT).map(|id| self.link(path, *id)).collect(),
            more: wanted.by.len().saturating_sub(ASKING_LIMIT),
        });
        Page::Wanted(WantedPage {
            shell: self.shell(path, Cow::Borrowed(self.words().text("wanted")), "wanted"),
            crumbs: self.crumbs(path, ""),
            wanted: wanted.collect(),
            pages: super::lists::pages(number, &self.plan.wanted, path),
        })
    }

    /// Returns the page of the map. A script draws the map; beside it the page lists the notes with the most links.
    pub(super) fn graph_page(&self, path: &OutputPath) -> Page<'a> {
        let links = self.links;
        let mut most: Vec<_> = self.garden.ids().map(|id| (links.with(id.0 as usize).len(), id)).collect();
        most.retain(|(count, _)| *count > 0);
        most.sort_unstable_by_key(|(count, id)| (Reverse(*count), *id));
        most.truncate(MOST_LIMIT);
        let rest = self.garden.notes.len() - most.len();
        let counted = |(count, id)| {
            let Link { title, href } = self.link(path, id);
            Counted { title, href, count }
        };
        Page::Graph(GraphPage {
            shell: self.shell(path, Cow::Borrowed(self.words().text("graph")), "graph"),
            crumbs: self.crumbs(path, ""),
            notes: self.garden.notes.len(),
            links: links.pairs(),
            data: graph_data::path().url_from(path).into_owned(),
            most: most.into_iter().map(counted).collect(),
            more: self
                .plan
                .notes
                .pages
                .first()
                .filter(|_| rest > 0)
                .map(|page| More { count: rest, href: page.url_from(path).into_owned() }),
        })
    }

    pub(super) fn not_found_page(&self, path: &OutputPath) -> Page<'a> {
        let mut shell = self.shell(path, Cow::Borrowed(self.words().text("not_found")), "");
        if let Some(base) = &self.inputs.config.base_url {
            // Only the path, so that the same file works on mirrors that serve the site at the same path.
            shell.root = base.path().to_owned();
        }
        shell.canonical = None;
        Page::NotFound(NotFoundPage { shell })
    }
}

/// Returns the shade of a month, from 1 to 4 (0 if empty), relative to the fullest month. The scale is logarithmic, so
/// that one month in which a whole garden was imported does not make all others look empty.
fn heat(count: usize, most: usize) -> u8 {
    if count == 0 {
        return 0;
    }
    // Finds the least step with log(count + 1) / log(most + 1) <= step / 4, in integers to be exact on every machine.
    let power = |base: usize, times: u32| (base as u128 + 1).saturating_pow(times);
    (1_u8..4).find(|step| power(count, 4) <= power(most.max(count), (*step).into())).unwrap_or(4)
}

#[cfg(test)]
mod tests {
    use super::heat;

    #[test]
    fn months_differ_even_beside_a_very_full_one() {
        let heats = |counts: &[usize], most| counts.iter().map(|count| heat(*count, most)).collect::<Vec<_>>();
        assert_eq!(heats(&[0, 1, 3, 5, 8], 8), [0, 2, 3, 4, 4]);
        assert_eq!(heats(&[0, 1, 5, 9, 32, 308], 308), [0, 1, 2, 2, 3, 4]);
        assert_eq!(heats(&[0, 1], 1), [0, 4]);
    }
}

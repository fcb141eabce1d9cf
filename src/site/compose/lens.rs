//! The pages of lenses, and the group of a note in each lens.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Composer;
use crate::config::Config;
use crate::garden::NoteId;
use crate::path::OutputPath;
use crate::render::page::Page;
use crate::render::view::{self, LensBar, LensPage, LensRow, LensSide, Link};
use crate::site::lenses::{Lens, Stand};
use crate::site::plan::{Plan, day};

/// Most years that a lens shows.
const YEARS_LIMIT: usize = 40;
/// Most tags that a lens shows.
const TAGS_LIMIT: usize = 24;
/// Fewest notes that a tag needs to be shown.
const LEAST_NOTES: usize = 2;

impl<'a> Composer<'a> {
    /// Returns the groups of a note in the lenses that show it.
    pub(super) fn stands(&self, id: NoteId, path: &OutputPath) -> Vec<view::Stand<'a>> {
        let lenses = self.plan.lenses.all.iter();
        let stand = |lens: &'a Lens| {
            let stand = lens.stand(id)?;
            let title = Cow::Borrowed(self.lens_setting(lens).title.as_str());
            let lens_link = Link { title, href: lens.pages.first()?.url_from(path) };
            Some(view::Stand { lens: lens_link, place: place(stand), title: self.side_title(lens, stand) })
        };
        lenses.filter_map(stand).collect()
    }

    fn lens_setting(&self, lens: &Lens) -> &'a crate::config::Lens {
        &self.inputs.config.lens.0[lens.setting]
    }

    fn side_title(&self, lens: &Lens, stand: Stand) -> Cow<'a, str> {
        let [first, second] = &self.lens_setting(lens).sides;
        match stand {
            Stand::First => Cow::Borrowed(&first.title),
            Stand::Second => Cow::Borrowed(&second.title),
            Stand::Both => Cow::Borrowed(self.words().text("both_sides")),
        }
    }

    pub(super) fn lens_page(&self, index: usize, number: usize, path: &OutputPath) -> Page<'a> {
        let Some(lens) = self.plan.lenses.all.get(index) else { return self.not_found_page(path) };
        let setting = self.lens_setting(lens);
        let title = Cow::Borrowed(setting.title.as_str());
        let mut shell = self.shell(path, title.clone(), "lens");
        shell.description = (!setting.about.is_empty()).then_some(Cow::Borrowed(setting.about.as_str()));
        let (years, earlier) = if number == 0 { self.lens_years(lens, path) } else { (Vec::new(), 0) };
        Page::Lens(LensPage {
            shell,
            crumbs: self.crumbs(path, ""),
            title,
            about: Cow::Borrowed(&setting.about),
            count: lens.notes.iter().map(Vec::len).sum(),
            sides: Stand::ALL.map(|stand| self.lens_side(lens, stand, number, path)).into(),
            years,
            earlier,
            tags: if number == 0 { self.lens_tags(lens, path) } else { Vec::new() },
            pages: super::lists::pages(number, &lens.pages, path),
        })
    }

    fn lens_side(&self, lens: &Lens, stand: Stand, number: usize, path: &OutputPath) -> LensSide<'a> {
        let tags = match stand {
            Stand::First => lens.tags[0].as_slice(),
            Stand::Second => lens.tags[1].as_slice(),
            Stand::Both => &[],
        };
        let tags = tags.iter().filter_map(|tag| {
            let (tag, list) = self.plan.tags.get_key_value(tag)?;
            Some(Link { title: Cow::Borrowed(tag.as_str()), href: list.pages.first()?.url_from(path) })
        });
        LensSide {
            place: place(stand),
            title: self.side_title(lens, stand),
            tags: tags.collect(),
            count: lens.notes[stand as usize].len(),
            items: lens.on_page(stand, number).iter().map(|id| self.item(path, *id)).collect(),
        }
    }

    /// Returns the notes per group in each year, latest year first, and how many years are not shown.
    fn lens_years(&self, lens: &Lens, path: &OutputPath) -> (Vec<LensRow<'a>>, usize) {
        let mut counts: BTreeMap<i16, [usize; 3]> = BTreeMap::new();
        for stand in Stand::ALL {
            for date in lens.notes[stand as usize].iter().filter_map(|id| day(self.garden, *id)) {
                counts.entry(date.year()).or_default()[stand as usize] += 1;
            }
        }
        let earlier = counts.len().saturating_sub(YEARS_LIMIT);
        let year = |(year, counts): (i16, [usize; 3])| {
            let page = self.plan.years.get(&year).and_then(|list| list.pages.first());
            (Cow::Owned(year.to_string()), page.map(|page| page.url_from(path).into_owned()), counts)
        };
        (rows(counts.into_iter().rev().take(YEARS_LIMIT).map(year).collect()), earlier)
    }

    /// Returns the most frequent tags of the lens's notes, with the notes per group; a group may have none.
    fn lens_tags(&self, lens: &Lens, path: &OutputPath) -> Vec<LensRow<'a>> {
        let is_side = |name: &str| {
            let is_within = |tag: &str| name == tag || name.strip_prefix(tag).is_some_and(|rest| rest.starts_with('/'));
            lens.tags.iter().flatten().any(|tag| is_within(tag.as_str()))
        };
        let others = self.plan.tags.iter().filter(|(tag, _)| !is_side(tag.as_str()));
        let mut tags: Vec<(usize, Counts<'a>)> = Vec::new();
        for (tag, list) in others {
            let mut counts = [0; 3];
            for stand in list.notes.iter().filter_map(|id| lens.stand(*id)) {
                counts[stand as usize] += 1;
            }
            let count = counts.iter().sum();
            if count >= LEAST_NOTES {
                let href = list.pages.first().map(|page| page.url_from(path).into_owned());
                tags.push((count, (Cow::Borrowed(tag.as_str()), href, counts)));
            }
        }
        // The sort is stable: tags of equal count stay sorted by name.
        tags.sort_by_key(|(count, _)| Reverse(*count));
        tags.truncate(TAGS_LIMIT);
        rows(tags.into_iter().map(|(_, tag)| tag).collect())
    }
}

/// A name, its address, and the number of notes in each group.
type Counts<'a> = (Cow<'a, str>, Option<String>, [usize; 3]);

/// Scales the counts to bars that can be compared with each other.
fn rows(counted: Vec<Counts<'_>>) -> Vec<LensRow<'_>> {
    let most = counted.iter().flat_map(|(_, _, counts)| *counts).max().unwrap_or(1).max(1);
    let bar = |stand: Stand, count: usize| {
        let width = (count * 100).div_ceil(most);
        let start = match stand {
            Stand::First => 100 - width,
            Stand::Both => (100 - width) / 2,
            Stand::Second => 0,
        };
        LensBar { count, start, width }
    };
    let row = |(title, href, counts): (_, _, [usize; 3])| LensRow {
        title,
        href,
        bars: Stand::ALL.iter().map(|stand| bar(*stand, counts[*stand as usize])).collect(),
    };
    counted.into_iter().map(row).collect()
}

/// Returns links to the lenses of a site, relative to its root.
pub(super) fn links<'a>(config: &'a Config, plan: &Plan) -> Vec<Link<'a>> {
    let link = |lens: &Lens| {
        let title = Cow::Borrowed(config.lens.0.get(lens.setting)?.title.as_str());
        Some(Link { title, href: lens.pages.first()?.url().into() })
    };
    plan.lenses.all.iter().filter_map(link).collect()
}

fn place(stand: Stand) -> &'static str {
    match stand {
        Stand::First => "first",
        Stand::Both => "both",
        Stand::Second => "second",
    }
}

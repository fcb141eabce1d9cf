//! What to show of a note that was found: the heading above the words, and the text around them.
//!
//! [`Shown::of`] is the entry point. A note in which nothing of the query can be shown is no hit. Texts are returned as
//! [`Parts`], so that nobody has to find the words again or write markup.

use std::collections::BTreeMap;

use serde::Serialize;

use super::record::Record;
use super::tokenize::{Kind, Word, words};

/// How much is shown before the first word found, and in all, as [`Word::width`] counts. The first lines of a snippet are
/// all that a palette on a phone has room for, so that not much can precede the word.
const WIDTH: (u32, u32) = (9, 96);
/// How far after the first word others may be that are to be shown with it.
const NEAR: u32 = 72;
/// The most occurrences looked at in one section.
const MOST_PLACES: usize = 300;

/// A text in pieces: the second, fourth and so on are the words that were found.
pub type Parts = Vec<String>;

/// What to look for in the notes that were found.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// All forms, each with its word's bit (by position in the query; common words that were not looked up share one).
    pub(super) forms: BTreeMap<String, u32>,
    /// Phrases: words that must occur in this order.
    pub(super) phrases: Vec<Vec<String>>,
    /// Phrases that must not occur.
    pub(super) without: Vec<Vec<String>>,
}

/// What is shown of a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Shown {
    pub(super) title: Parts,
    /// The first alias with words of the query that the title does not have.
    pub(super) alias: Option<Parts>,
    /// The id and the text of the heading; `None` for the top of the page.
    pub(super) heading: Option<(String, Parts)>,
    pub(super) snippet: Parts,
}

/// A section and what was found in it.
struct Looked<'a> {
    /// Empty for the top of the page.
    id: &'a str,
    text: &'a str,
    words: Vec<Word<'a>>,
    /// The query's words in its heading, as bits.
    heading: u32,
    /// The position with the most of the query's words nearby, and these words, as bits.
    best: (usize, u32),
}

impl Shown {
    /// Finds the best place of a note; `None` if nothing can be shown.
    pub(super) fn of(note: &Record, wanted: &Wanted) -> Option<Self> {
        let texts: Vec<&str> = std::iter::once(note.title.as_str())
            .chain(note.aliases.iter().map(String::as_str))
            .chain(note.sections.iter().flat_map(|[text, heading, _]| [text.as_str(), heading]))
            .collect();
        let has = |phrase: &[String]| texts.iter().any(|text| has_phrase(text, phrase));
        if !wanted.phrases.iter().all(|phrase| has(phrase)) || wanted.without.iter().any(|phrase| has(phrase)) {
            return None;
        }
        let name = wanted.bits(&note.title);
        let alias = note.aliases.iter().find(|alias| wanted.bits(alias) & !name != 0);
        let names = name | alias.map_or(0, |alias| wanted.bits(alias));
        let looked: Vec<Looked<'_>> = note.sections.iter().map(|section| Looked::of(section, wanted)).collect();
        let others = note.tags.iter().chain([&note.folder]).fold(0, |bits, text| bits | wanted.bits(text));
        let all = looked.iter().fold(names | others, |bits, section| bits | section.heading | section.best.1);
        if all == 0 && !wanted.forms.is_empty() {
            return None;
        }
        // The names count for every section, so that the other words decide which one is shown.
        let worth = |section: &Looked<'_>| {
            let bits = section.best.1 | section.heading | names;
            let more = match section.id {
                "" => 3,
                _ => 2 * u32::from(section.heading != 0) + u32::from(section.best.1 != 0),
            };
            4 * bits.count_ones() + more
        };
        let mut chosen = (0, 0);
        for (number, section) in looked.iter().enumerate() {
            let worth = worth(section);
            if worth > chosen.1 {
                chosen = (number, worth);
            }
        }
        let chosen = chosen.0;
        let shown = looked.get(chosen).filter(|section| !section.text.is_empty());
        let shown = shown.or_else(|| looked.iter().find(|section| !section.text.is_empty()));
        Some(Self {
            title: wanted.mark(&note.title),
            alias: alias.map(|alias| wanted.mark(alias)),
            heading: note
                .sections
                .get(chosen)
                .filter(|[_, _, id]| !id.is_empty())
                .map(|[_, heading, id]| (id.clone(), wanted.mark(heading))),
            snippet: shown.map(|section| section.cut(wanted)).unwrap_or_default(),
        })
    }
}

impl<'a> Looked<'a> {
    fn of([text, heading, id]: &'a [String; 3], wanted: &Wanted) -> Self {
        let words = words(text);
        let places: Vec<(usize, u32)> = words
            .iter()
            .enumerate()
            .filter_map(|(at, word)| Some((at, *wanted.forms.get(&*word.form)?)))
            .take(MOST_PLACES)
            .collect();
        let mut best = (0, 0_u32);
        for (number, (from, _)) in places.iter().enumerate() {
            let (mut bits, mut width, mut at) = (0_u32, 0, *from);
            for (place, bit) in &places[number..] {
                width += words[at..*place].iter().map(Word::width).sum::<u32>();
                at = *place;
                if width > NEAR {
                    break;
                }
                bits |= bit;
            }
            if bits.count_ones() > best.1.count_ones() {
                best = (*from, bits);
            }
        }
        Self { id, text, words, heading: wanted.bits(heading), best }
    }

    /// The text around the best place.
    fn cut(&self, wanted: &Wanted) -> Parts {
        let (mut first, mut width) = (self.best.0, 0);
        while first > 0 && width < WIDTH.0 {
            first -= 1;
            width += self.words[first].width();
        }
        let (mut last, mut width) = (first, 0);
        while last < self.words.len() && width < WIDTH.1 {
            width += self.words[last].width();
            last += 1;
        }
        let start = if first == 0 { 0 } else { self.words[first].start };
        let end = if last == self.words.len() { self.text.len() } else { self.words[last - 1].end };
        let mut parts = marked(self.text, start..end, &self.words[first..last], wanted);
        if start > 0 {
            parts[0].insert(0, '…');
        }
        if end < self.text.len()
            && let Some(part) = parts.last_mut()
        {
            part.push('…');
        }
        parts
    }
}

fn has_phrase(text: &str, phrase: &[String]) -> bool {
    let forms: Vec<_> = words(text).into_iter().filter(|word| word.kind != Kind::Last || phrase.len() == 1).collect();
    forms.windows(phrase.len()).any(|window| window.iter().zip(phrase).all(|(word, form)| word.form == *form))
}

impl Wanted {
    /// The query's words in a text, as bits.
    fn bits(&self, text: &str) -> u32 {
        words(text).iter().filter_map(|word| self.forms.get(&*word.form)).fold(0, |bits, bit| bits | bit)
    }

    /// A whole text, with the words found in it.
    pub(super) fn mark(&self, text: &str) -> Parts {
        marked(text, 0..text.len(), &words(text), self)
    }
}

/// A range of a text; the number of pieces is odd.
fn marked(text: &str, range: std::ops::Range<usize>, words: &[Word<'_>], wanted: &Wanted) -> Parts {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for word in words.iter().filter(|word| wanted.forms.contains_key(&*word.form) && word.end <= range.end) {
        match found.last_mut() {
            Some(last) if word.start < last.1 => last.1 = last.1.max(word.end),
            _ => found.push((word.start, word.end)),
        }
    }
    let mut parts = Vec::with_capacity(found.len() * 2 + 1);
    let mut at = range.start;
    for (start, end) in found {
        parts.push(text[at..start].to_owned());
        parts.push(text[start..end].to_owned());
        at = end;
    }
    parts.push(text[at..range.end].to_owned());
    parts
}

//! Scores: ranks the notes that have the words of a query.
//!
//! [`best`] is the entry point. It calculates in whole numbers, as the reader's script does; `rank` explains the rules.

use std::collections::BTreeMap;

/// A word of the query.
pub(super) struct Token {
    /// How rare it is.
    pub(super) rarity: u64,
    /// By note: the word's worth, and the number of words in the name that contains it.
    pub(super) notes: BTreeMap<u32, (u64, u64)>,
    /// How much it tells notes apart. Notes drop out that lack one of the words that do so most.
    pub(super) tells: Tells,
    /// Whether only some of the notes that have it are listed here.
    pub(super) is_part: bool,
}

/// How much a word tells notes apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tells {
    /// Hardly: it has one or two letters.
    Hardly,
    /// Little: many notes have it.
    Little,
    /// Well.
    Well,
}

/// How well a note matches a query.
#[derive(Default)]
struct Score {
    points: u64,
    /// The sum of the rarities of the telling words it has.
    covered: u64,
    /// The number of words found in names, and the number of words in the longest of these names.
    named: u64,
    name: u64,
    /// Whether one of the words found in names is telling.
    tells: bool,
}

/// The notes that a query finds.
pub(super) struct Best {
    /// The notes, best first.
    pub(super) notes: Vec<u32>,
    /// Whether no note has all of the words, so that these are the ones with the most.
    pub(super) are_fewer: bool,
    /// Whether more notes have the words than are listed with them.
    pub(super) is_part: bool,
}

/// Returns the notes that have these words and pass. `linked` says how much the most linked ones are linked.
pub(super) fn best(tokens: &[Token], skipped: u64, linked: &BTreeMap<u32, u8>, passes: impl Fn(&u32) -> bool) -> Best {
    let tells = tokens.iter().map(|token| token.tells).max();
    let mut scores = score(tokens, tells);
    scores.retain(|note, _| passes(note));
    let full: u64 = tokens.iter().filter(|token| Some(token.tells) == tells).map(|token| token.rarity).sum();
    let most = scores.values().map(|score| score.covered).max().unwrap_or(0);
    let is_part = tells != Some(Tells::Well) && tokens.iter().any(|token| token.is_part);
    let are_fewer = most < full && !scores.is_empty() && !is_part;
    // If no note has everything, those with half as much as the best one are kept: the word that they lack may be one
    // that only a correction or a chance find made rare.
    let least = if most == full { full } else { most / 2 };
    let words = tokens.len() as u64 + skipped;
    let enough = scores.iter().filter(|(_, score)| score.covered >= least);
    let total = |note: &u32, score: &Score| {
        let total = score.total(words, skipped);
        total + total * u64::from(linked.get(note).copied().unwrap_or(0)) / 32
    };
    let mut ranked: Vec<(u64, u32)> = enough.map(|(note, score)| (total(note, score), *note)).collect();
    // Of equals, the newer first.
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    Best { notes: ranked.into_iter().map(|(_, note)| note).collect(), are_fewer, is_part }
}

fn score(tokens: &[Token], tells: Option<Tells>) -> BTreeMap<u32, Score> {
    let mut scores: BTreeMap<u32, Score> = BTreeMap::new();
    for token in tokens {
        let telling = Some(token.tells) == tells;
        for (note, (worth, name)) in &token.notes {
            let score = scores.entry(*note).or_default();
            score.points += worth * token.rarity;
            score.covered += if telling { token.rarity } else { 0 };
            score.named += u64::from(*name > 0);
            score.tells |= *name > 0 && telling;
            score.name = score.name.max(*name);
        }
    }
    scores
}

impl Score {
    /// The points, raised by how much of a name the query covers. This takes a telling word in a name, or all words in
    /// names.
    fn total(&self, words: u64, skipped: u64) -> u64 {
        let named = self.named + skipped;
        if self.name == 0 || !(self.tells || named == words) {
            return self.points;
        }
        let found = named.min(self.name);
        let total = self.points * (16 + 16 * found * found / (self.name * self.name)) / 16;
        if found == self.name && named == words { total * 2 } else { total }
    }
}

/// 16 times the natural logarithm of BM25's idf, `1 + (all - total + 0.5) / (total + 0.5)`, at least 1.
pub(super) fn rarity(total: u64, all: u64) -> u64 {
    let (total, all) = (total as f64, all as f64);
    (((all + 1.0) / (total + 0.5)).ln() * 16.0).round().max(1.0) as u64
}

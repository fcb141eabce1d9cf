//! Scores: which of the notes that have the words of a query are the best.
//!
//! [`best`] is the entry point. It counts in whole numbers, as the reader's script does; `rank` says by which rules.

use std::collections::BTreeMap;

/// A word of the query.
pub(super) struct Token {
    /// How rare it is.
    pub(super) rarity: u64,
    /// By note: its worth, and the number of words of the name that it stands in.
    pub(super) notes: BTreeMap<u32, (u64, u64)>,
    /// Notes that lack it drop out.
    pub(super) telling: bool,
    /// Not all notes that have it are here.
    pub(super) is_part: bool,
}

/// What a note has of a query.
#[derive(Default)]
struct Score {
    points: u64,
    /// The rarities of its telling words, together.
    covered: u64,
    /// Words in names, and the number of words of the longest of these.
    named: u64,
    name: u64,
    /// Whether one of them tells notes apart.
    tells: bool,
}

/// The notes that have these words and pass, best first, and whether these are only those that have most of the words.
pub(super) fn best(mut tokens: Vec<Token>, skipped: u64, passes: impl Fn(&u32) -> bool) -> (Vec<u32>, bool) {
    let none_tells = !tokens.iter().any(|token| token.telling);
    tokens.iter_mut().for_each(|token| token.telling |= none_tells);
    let mut scores = score(&tokens);
    scores.retain(|note, _| passes(note));
    let full: u64 = tokens.iter().filter(|token| token.telling).map(|token| token.rarity).sum();
    let most = scores.values().map(|score| score.covered).max().unwrap_or(0);
    let is_part = none_tells && tokens.iter().any(|token| token.is_part);
    let are_fewer = most < full && !scores.is_empty() && !is_part;
    // Of those that lack something, the ones that lack little.
    let least = if most == full { full } else { most * 7 / 10 };
    let words = tokens.len() as u64 + skipped;
    let enough = scores.iter().filter(|(_, score)| score.covered >= least);
    let mut ranked: Vec<(u64, u32)> = enough.map(|(note, score)| (score.total(words, skipped), *note)).collect();
    // The newer of two equals first.
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    (ranked.into_iter().map(|(_, note)| note).collect(), are_fewer)
}

fn score(tokens: &[Token]) -> BTreeMap<u32, Score> {
    let mut scores: BTreeMap<u32, Score> = BTreeMap::new();
    for token in tokens {
        for (note, (worth, name)) in &token.notes {
            let score = scores.entry(*note).or_default();
            score.points += worth * token.rarity;
            score.covered += if token.telling { token.rarity } else { 0 };
            score.named += u64::from(*name > 0);
            score.tells |= *name > 0 && token.telling;
            score.name = score.name.max(*name);
        }
    }
    scores
}

impl Score {
    /// The points, with what the query is of a name. Words that tell nothing are no part of a name, only the whole.
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

//! Finds names in the text of a note.
//!
//! [`scan`] walks over the prose of each block once and looks only at positions where a word begins. The work at each
//! is bounded by the longest name, so that the time grows only with the text.

use super::boundary::{begins, ends, is_dense};
use super::fold::folded;
use super::names::Names;
use super::steps::Steps;
use super::word::{Word, Words};
use crate::garden::NoteId;
use crate::note::{Block, BlockKind, Note, Span};

/// A name in the text of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mention {
    /// The note with this name.
    pub goal: NoteId,
    /// The block that contains it.
    pub block: u32,
    /// The words in [`Note::plain`].
    pub text: Span,
}

/// Finds all names in a note's prose that belong to exactly one other note, in order.
pub(super) fn scan(names: &Names, id: NoteId, note: &Note) -> Vec<Mention> {
    let mut found = Vec::new();
    parts(note, &mut |block, part| {
        prose(names, &note.plain, part, &mut |text, goal| found.push(Mention { goal, block, text }));
    });
    found.retain(|mention| mention.goal != id);
    found
}

/// Calls `each` with the parts of a note's plain text that are prose, with the numbers of their blocks, in order. The
/// heading that became the title is not included.
pub(super) fn parts(note: &Note, each: &mut dyn FnMut(u32, Span)) {
    let mut quiet = note.quiet.iter().peekable();
    for (number, block) in note.blocks.iter().enumerate() {
        let is_title = note.title_is_heading && is_first_heading(note, block);
        let is_prose = !is_title && block.kind != BlockKind::Code;
        let mut start = block.text.start;
        while let Some(next) = quiet.next_if(|next| next.start < block.text.end) {
            if next.start > start && is_prose {
                each(number as u32, Span { start, end: next.start });
            }
            start = start.max(next.end);
        }
        if start < block.text.end && is_prose {
            each(number as u32, Span { start, end: block.text.end });
        }
    }
}

fn is_first_heading(note: &Note, block: &Block) -> bool {
    block.kind == BlockKind::Heading && note.headings.first().is_some_and(|heading| heading.text == block.text)
}

/// Finds names in a part of a text.
fn prose(names: &Names, plain: &str, part: Span, found: &mut dyn FnMut(Span, NoteId)) {
    let text = &plain[part.range()];
    if text.is_ascii() { ascii(names, plain, part, found) } else { any(names, plain, part, found) }
}

fn ascii(names: &Names, plain: &str, part: Span, found: &mut dyn FnMut(Span, NoteId)) {
    let (bytes, end) = (plain.as_bytes(), part.end as usize);
    let mut words = Words::of(bytes, part.range());
    // A name may end between two words, such as before the apostrophe of a genitive.
    let mut from = 0;
    let mut following = words.next();
    while let Some(word) = following {
        following = words.next();
        let may_be = word.start >= from && names.may_begin_with(word, following.unwrap_or(Word::NONE));
        if !may_be || !begins(plain, word.start) {
            continue;
        }
        let is_small = bytes[word.start].is_ascii_lowercase();
        let fits = |end: usize, is_proper: bool| !(is_proper && is_small) && ends(plain, end);
        if let Some((name_end, goal)) = names.longest_at(plain, Steps::with(plain, word, end), fits) {
            if let Some(goal) = goal {
                found((word.start..name_end).into(), goal);
            }
            from = name_end;
        }
    }
}

fn any(names: &Names, plain: &str, part: Span, found: &mut dyn FnMut(Span, NoteId)) {
    let folded = folded(&plain[part.range()]);
    let text = folded.text.as_str();
    let original = |at: usize| part.start as usize + folded.original(at);
    let (mut before, mut from) = (None, 0);
    for (at, sign) in text.char_indices() {
        let last = before.replace(sign);
        if at < from || !is_start(sign, last) || !names.may_begin(&text[at..]) || !plain.is_char_boundary(original(at))
        {
            continue;
        }
        let is_small = plain[original(at)..].starts_with(char::is_lowercase);
        let fits = |end: usize, is_proper: bool| {
            !(is_proper && is_small) && plain.is_char_boundary(original(end)) && ends(plain, original(end))
        };
        if let Some((end, goal)) = names.longest_at(text, Steps::of(text, at, text.len()), fits)
            && begins(plain, original(at))
        {
            if let Some(goal) = goal {
                found((original(at)..original(end)).into(), goal);
            }
            from = end;
        }
    }
}

/// Whether a name may begin with a character of a folded text, given the previous character.
pub(super) fn is_start(sign: char, last: Option<char>) -> bool {
    sign.is_alphanumeric() && (is_dense(sign) || last.is_none_or(|last| !last.is_alphanumeric() || is_dense(last)))
}

//! The list of a note's references: where it is, and what is in it.
//!
//! [`find`] is the entry point. What cites a reference is not looked for here.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::{Element, Event, Piece};
use super::{Entry, number};
use crate::path::fold;

/// Titles of a list of references, in the languages of the theme and in German.
const TITLES: &[&str] = &[
    "references",
    "reference list",
    "sources",
    "bibliography",
    "citations",
    "works cited",
    "notes",
    "endnotes",
    "notes and references",
    "sources and notes",
    "références",
    "sources et références",
    "bibliographie",
    "notes et références",
    "notes et sources",
    "ouvrages cités",
    "referencias",
    "fuentes",
    "bibliografía",
    "notas",
    "citas",
    "obras citadas",
    "notas y referencias",
    "referências",
    "fontes",
    "bibliografia",
    "notas e referências",
    "citações",
    "المراجع",
    "مراجع",
    "المصادر",
    "مصادر",
    "الهوامش",
    "هوامش",
    "ملاحظات",
    "الملاحظات",
    "المصادر والمراجع",
    "参考文献",
    "参考資料",
    "参考",
    "参照",
    "出典",
    "文献",
    "脚注",
    "注",
    "注釈",
    "引用文献",
    "quellen",
    "literatur",
    "literaturverzeichnis",
    "einzelnachweise",
    "anmerkungen",
    "referenzen",
];

/// The longest title, in bytes; longer texts are ignored.
const TITLE_LIMIT: usize = 48;
/// The highest number; greater ones are years.
const HIGHEST: u32 = 999;

type List = (BTreeMap<u32, Entry>, Range<usize>);

/// The only list of references, and the range of pieces of it and its title.
pub(super) fn find(pieces: &[Piece<'_>]) -> Option<List> {
    let mut found: Option<List> = None;
    let mut at = 0;
    while at < pieces.len() {
        let end = block_end(pieces, at);
        if let Some(entries) = title(&pieces[at..end]).and_then(|first_line| entries(pieces, at + first_line, end)) {
            if found.is_some() {
                return None;
            }
            found = Some((entries.0, at..entries.1));
        }
        at = end;
    }
    found
}

/// The index after the block, or other piece, that begins here.
fn block_end(pieces: &[Piece<'_>], at: usize) -> usize {
    let mut depth = 0_usize;
    for (index, piece) in pieces.iter().enumerate().skip(at) {
        match piece.event {
            Event::Start(_) => depth += 1,
            Event::End => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    pieces.len()
}

/// If the first line of a heading or paragraph is the title of a list of references, the number of pieces that it
/// takes.
fn title(block: &[Piece<'_>]) -> Option<usize> {
    let Event::Start(Element::Heading(_) | Element::Paragraph) = block.first()?.event else { return None };
    let mut text = String::new();
    for (index, piece) in block.iter().enumerate().skip(1) {
        match &piece.event {
            Event::Text(part) if text.len() + part.len() <= TITLE_LIMIT => text.push_str(part),
            Event::SoftBreak | Event::HardBreak => return is_title(&text).then_some(index + 1),
            Event::End | Event::Start(Element::Strong | Element::Emphasis | Element::Highlight) => {}
            _ => return None,
        }
    }
    is_title(&text).then_some(block.len())
}

fn is_title(text: &str) -> bool {
    let text = fold(text.trim().trim_end_matches([':', '：']).trim());
    TITLES.contains(&text.as_str())
}

/// The references that begin at `at`, in or after the block of the title, which ends at `end`; and where they end.
fn entries(pieces: &[Piece<'_>], at: usize, end: usize) -> Option<(BTreeMap<u32, Entry>, usize)> {
    let mut entries = BTreeMap::new();
    let mut last = end;
    if at < end {
        lines(pieces, at..end, &mut entries);
    } else {
        let mut next = None;
        while let Some(piece) = pieces.get(last) {
            let end = block_end(pieces, last);
            match piece.event {
                Event::Start(Element::List(Some(first))) if next.is_none_or(|next| next == first) => {
                    next = Some(items(pieces, last..end, first, &mut entries));
                }
                Event::Start(Element::Paragraph) if next.is_none() && marker(pieces.get(last + 1)).is_some() => {
                    lines(pieces, last + 1..end, &mut entries);
                }
                _ => break,
            }
            last = end;
        }
    }
    (!entries.is_empty()).then_some((entries, last))
}

/// Adds the items of an ordered list; returns the number that the next item would have.
fn items(pieces: &[Piece<'_>], list: Range<usize>, first: u64, entries: &mut BTreeMap<u32, Entry>) -> u64 {
    let mut number = first;
    let mut at = list.start + 1;
    while at + 1 < list.end {
        if let Ok(number) = u32::try_from(number)
            && (1..=HIGHEST).contains(&number)
        {
            entries.entry(number).or_insert(Entry { piece: at, marker: 0, at: pieces[at].span.start });
        }
        number += 1;
        at = block_end(pieces, at);
    }
    number
}

/// Adds the lines that begin with a number in brackets.
fn lines(pieces: &[Piece<'_>], part: Range<usize>, entries: &mut BTreeMap<u32, Entry>) {
    for at in part.clone() {
        let begins = at == part.start || matches!(pieces[at - 1].event, Event::SoftBreak | Event::HardBreak);
        if let Some((number, marker)) = marker(pieces.get(at)).filter(|_| begins) {
            entries.entry(number).or_insert(Entry { piece: at, marker, at: pieces[at].span.start });
        }
    }
}

/// The number in brackets that a text begins with, and its length in bytes.
fn marker(piece: Option<&Piece<'_>>) -> Option<(u32, usize)> {
    let Event::Text(text) = &piece?.event else { return None };
    let (digits, after) = text.strip_prefix('[')?.split_once(']')?;
    let blank = after.is_empty() || after.starts_with(|sign: char| sign.is_whitespace() || sign == ':');
    Some((number(digits).filter(|_| blank)?, digits.len() + 2))
}

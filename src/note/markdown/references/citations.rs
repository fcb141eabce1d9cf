//! The numbers in a text that cite references.
//!
//! [`find`] is the entry point. It knows the numbers of the references, but not what they say.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::{Element, Event, Piece};
use super::{Citation, Entry, number};
use crate::path::fold;

/// Looks for citations.
struct Reader<'e> {
    entries: &'e BTreeMap<u32, Entry>,
    citations: Vec<Citation>,
    /// Whether to look for numbers without brackets.
    bare: bool,
}

/// An open element around the text.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    /// Its text contains no citations: code, headings, links.
    Silent,
    /// A paragraph or list item.
    Prose,
    /// A part of a line.
    Inline,
    Other,
}

/// Finds the numbers in the pieces outside the list that cite one of these references.
pub(super) fn find(pieces: &[Piece<'_>], entries: &BTreeMap<u32, Entry>, list: &Range<usize>) -> Vec<Citation> {
    let mut reader = Reader { entries, citations: Vec::new(), bare: false };
    reader.read(pieces, list);
    if reader.citations.is_empty() {
        reader.bare = true;
        reader.read(pieces, list);
        reader.keep_in_order();
    }
    reader.citations
}

impl Reader<'_> {
    /// Looks for citations in the pieces outside the list.
    fn read(&mut self, pieces: &[Piece<'_>], list: &Range<usize>) {
        let mut open: Vec<Open> = Vec::new();
        let mut silent = 0_usize;
        // The text of the current block so far.
        let mut before = String::new();
        for (index, piece) in pieces.iter().enumerate().filter(|(index, _)| !list.contains(index)) {
            match &piece.event {
                Event::Start(element) => {
                    let kind = kind(element);
                    silent += usize::from(kind == Open::Silent);
                    open.push(kind);
                    if !matches!(kind, Open::Inline | Open::Silent) {
                        before.clear();
                    }
                }
                Event::End => silent -= usize::from(open.pop() == Some(Open::Silent)),
                Event::Text(text) => {
                    if silent == 0 && !self.bare {
                        self.bracketed(index, text);
                    } else if silent == 0 && open.iter().rfind(|kind| **kind != Open::Inline) == Some(&Open::Prose) {
                        let ends = open.last() == Some(&Open::Prose) && ends_block(pieces.get(index + 1));
                        self.bare_numbers(index, &before, text, ends);
                    }
                    before.push_str(text);
                }
                Event::SoftBreak | Event::HardBreak => before.push(' '),
                Event::Code(_) | Event::Math { .. } | Event::Tag(_) => before.push('\u{fffc}'),
                _ => {}
            }
        }
    }

    /// Looks for `[1]`, `[1, 2]`, `[1–3]`.
    fn bracketed(&mut self, piece: usize, text: &str) {
        let mut at = 0;
        while let Some(open) = text[at..].find('[').map(|open| at + open) {
            at = open + 1;
            let inner = text[at..].len() - text[at..].trim_start_matches(is_list_sign).len();
            if !text[at + inner..].starts_with(']') {
                continue;
            }
            let mut numbers = Vec::new();
            let mut from = at;
            for part in text[at..at + inner].split([',', ';', '-', '–']) {
                let start = from + part.len() - part.trim_start().len();
                numbers.push((number(part.trim()), start..start + part.trim().len()));
                from += part.len() + text[from + part.len()..].chars().next().map_or(0, char::len_utf8);
            }
            let known = |found: &Option<u32>| found.is_some_and(|number| self.entries.contains_key(&number));
            if numbers.iter().all(|(number, _)| known(number)) {
                let whole = numbers.len() == 1;
                let found = numbers.into_iter().filter_map(|(number, span)| {
                    let span = if whole { open..at + inner + 1 } else { span };
                    Some(Citation { piece, span, number: number? })
                });
                self.citations.extend(found);
            }
            at += inner;
        }
    }

    /// Looks for numbers at the end of a sentence: after a word or a closing quotation mark, before the punctuation
    /// that ends the sentence, or at the end of the block.
    fn bare_numbers(&mut self, piece: usize, before: &str, text: &str, ends_block: bool) {
        let mut at = 0;
        while let Some(start) = text[at..].find(|sign: char| sign.is_ascii_digit()).map(|start| at + start) {
            let length = text[start..].bytes().take_while(u8::is_ascii_digit).count();
            at = start + length;
            let Some(number) = number(&text[start..at]).filter(|number| self.entries.contains_key(number)) else {
                continue;
            };
            let mut rest = text[at..].chars();
            let ends_sentence = match rest.next() {
                None => ends_block,
                Some(sign) if sign.is_whitespace() => ends_block && text[at..].trim().is_empty(),
                Some('.' | '?' | '!' | '…' | '؟' | '。' | '।') => match rest.next() {
                    None => true,
                    Some(next) => next.is_whitespace() || is_closing_quote(next),
                },
                Some(_) => false,
            };
            if ends_sentence && follows_sentence(before, &text[..start]) {
                self.citations.push(Citation { piece, span: start..at, number });
            }
        }
    }

    /// Keeps bare numbers only as long as each new one is the next in order, as with references that are numbered as
    /// they are cited. *World War 2* in a text that does not cite 1 is not a citation.
    fn keep_in_order(&mut self) {
        let mut waiting = self.entries.keys().copied().peekable();
        let mut seen = 0;
        self.citations.retain(|citation| {
            if waiting.next_if_eq(&citation.number).is_some() {
                seen = citation.number;
            }
            citation.number <= seen
        });
    }
}

fn kind(element: &Element<'_>) -> Open {
    match element {
        Element::Heading(_) | Element::CalloutTitle | Element::CodeBlock(_) | Element::Link(_) => Open::Silent,
        Element::Paragraph | Element::Item(_) => Open::Prose,
        Element::Emphasis | Element::Strong | Element::Strikethrough | Element::Highlight | Element::InlineFootnote => {
            Open::Inline
        }
        _ => Open::Other,
    }
}

fn is_list_sign(sign: char) -> bool {
    sign.is_ascii_digit() || matches!(sign, ' ' | ',' | ';' | '-' | '–')
}

/// Whether the block of a text ends with it.
fn ends_block(next: Option<&Piece<'_>>) -> bool {
    match next.map(|piece| &piece.event) {
        None | Some(Event::End) => true,
        Some(Event::Start(element)) => !matches!(kind(element), Open::Inline | Open::Silent),
        _ => false,
    }
}

fn is_closing_quote(sign: char) -> bool {
    matches!(sign, '"' | '\'' | '”' | '’' | '“' | '»' | '›' | '«' | '」' | '』' | ')')
}

/// The fewest words that a block has before a bare number cites something: a list item `Bed 4` names a bed.
const WORDS_BEFORE: usize = 3;

/// Whether a number follows a sentence: words, the last of which does not belong to the number.
fn follows_sentence(block: &str, text: &str) -> bool {
    let near = |text: &str| text.chars().rev().take(2).collect::<Vec<_>>();
    let last = match near(text)[..] {
        [blank, last] if is_blank(blank) => last,
        [blank] if is_blank(blank) => block.chars().next_back().unwrap_or(' '),
        _ => return false,
    };
    if block.split_whitespace().chain(text.split_whitespace()).take(WORDS_BEFORE).count() < WORDS_BEFORE {
        return false;
    }
    if is_closing_quote(last) {
        return true;
    }
    let whole = if text.trim().is_empty() { block } else { text };
    let word = whole.trim_end().rsplit(|sign: char| !sign.is_alphabetic()).next().unwrap_or_default();
    last.is_alphabetic() && word.chars().count() > 3 && !COUNTED.contains(&format!(" {} ", fold(word)))
}

fn is_blank(sign: char) -> bool {
    matches!(sign, ' ' | '\u{a0}' | '\u{202f}')
}

/// Words of more than three letters that belong to the number after them, in the languages of the theme and in German.
const COUNTED: &str = " \
    about above after annex appendix apollo around article before below between book channel chapter \
    class column edition episode equals equation exactly exercise factor figure first formula from game \
    generation grade group image issue item iteration least less lesson level line list louis mark \
    model module more most nearly next note number only option over page part person phase plan \
    platform player point problem question release roughly round rule scenario season section sprint \
    stage step study table task team than theorem tier track type under unit until update variant verse \
    version volume week windows with world year zone webb chapitre étape exercice ligne niveau numéro \
    partie tome avec dans guerre capítulo figura nivel número página parte paso sección tabla fase \
    guerra versión desde hasta entre etapa nível passo seção tabela versão الفصل الصفحة الجزء المرحلة \
    رقم المستوى القسم الشكل الجدول abbildung absatz abschnitt artikel band etwa frage kapitel klasse \
    nummer punkt schritt seite stufe tabelle teil weltkrieg ";

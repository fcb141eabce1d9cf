//! Numbered references: a list of sources, and the numbers in the text that cite them.
//!
//! [`references`] is the entry point. The list is below a heading or line that says *References*, *Sources* or the
//! like: an ordered list, or lines that begin with `[1]`. A source is cited as `[1]`, `[1, 2]`, or, in a note that has
//! no such citation, as a bare number at the end of a sentence: *in the shell of the old 2.* A note with two such lists
//! is treated as having none, as nobody could tell which one is cited.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Element, Event, Piece};
use crate::path::fold;

/// A note's list of references and its citations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// The references by number.
    pub entries: BTreeMap<u32, Entry>,
    /// The citations, in reading order.
    pub citations: Vec<Citation>,
}

/// A reference in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The piece where it begins: a list item, or the text of a line.
    pub piece: usize,
    /// The number of bytes that the number in brackets takes at the start of that text; 0 in an ordered list.
    pub marker: usize,
    /// Its position in the file.
    pub at: usize,
}

/// A number that cites a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The piece of text that contains it.
    pub piece: usize,
    /// Its bytes in that text.
    pub span: Range<usize>,
    /// The reference.
    pub number: u32,
}

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

/// Finds the references of a note, if it has one list of them.
pub fn references(pieces: &[Piece<'_>]) -> Option<References> {
    let (entries, region) = list(pieces)?;
    let mut reader = Reader { entries: &entries, citations: Vec::new(), bare: false };
    reader.read(pieces, &region);
    if reader.citations.is_empty() {
        reader.bare = true;
        reader.read(pieces, &region);
        reader.keep_in_order();
    }
    let citations = reader.citations;
    Some(References { entries, citations })
}

type List = (BTreeMap<u32, Entry>, Range<usize>);

/// The only list of references, and the range of pieces of it and its title.
fn list(pieces: &[Piece<'_>]) -> Option<List> {
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

fn number(digits: &str) -> Option<u32> {
    let plain = digits.len() <= 3 && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

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

#[cfg(test)]
mod tests {
    use super::super::{Body, pieces};
    use super::*;

    /// The numbers of the entries, and the citations as `text>number`.
    fn read(text: &str) -> Option<(Vec<u32>, Vec<String>)> {
        let (pieces, _) = pieces(Body { text, start: 0 });
        let found = references(&pieces)?;
        let cited = found.citations.iter().map(|citation| match &pieces[citation.piece].event {
            Event::Text(text) => format!("{}>{}", &text[citation.span.clone()], citation.number),
            other => format!("{other:?}"),
        });
        Some((found.entries.keys().copied().collect(), cited.collect()))
    }

    #[track_caller]
    fn cites(text: &str, entries: &[u32], cited: &[&str]) {
        let want = (entries.to_vec(), cited.iter().map(|text| (*text).to_owned()).collect());
        assert_eq!(read(text), Some(want), "{text}");
    }

    const TWO: &str = "\n\n## References\n\n1. One\n2. Two\n";

    #[test]
    fn a_list_of_references_is_known_by_its_title() {
        for title in [
            "# References",
            "### SOURCES:",
            "**Bibliography**",
            "Notes:",
            "Références\n==",
            "## Bibliografía",
            "## Referências",
            "## المراجع",
            "## 参考文献",
        ] {
            cites(&format!("a [1]\n\n{title}\n\n1. One\n"), &[1], &["[1]>1"]);
        }
        for text in [
            "a [1]",
            "a [1]\n\n1. One",
            "a [1]\n\n## References",
            "a [1]\n\n## References\n\n- One",
            "a [1]\n\n## References\n\nText.\n\n1. One",
            "a [1]\n\n## References and more\n\n1. One",
            "a [1]\n\n> ## References\n>\n> 1. One",
            "a [1]\n\n## Sources\n\n1. One\n\n## References\n\n1. One",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn lists_of_lines_in_brackets_are_references_too() {
        cites("a [1] b[2].\n\n## References\n\n[1] One\n\n[2] Two", &[1, 2], &["[1]>1", "[2]>2"]);
        cites("a [1] b[2].\n\nCitations:\n[1] https://e.org/1\n[2] <https://e.org/2>\n", &[1, 2], &["[1]>1", "[2]>2"]);
        cites("a [24]\n\n## Sources\n[24] One\n[25]: Two\n", &[24, 25], &["[24]>24"]);
    }

    #[test]
    fn numbers_in_brackets_cite_what_has_an_entry() {
        let cases: &[(&str, &[&str])] = &[
            ("\"a practice.\"[1]", &["[1]>1"]),
            ("a[1][2], b [2]", &["[1]>1", "[2]>2", "[2]>2"]),
            ("a [1, 2] b [1–2] c [2;1]", &["1>1", "2>2", "1>1", "2>2", "2>2", "1>1"]),
            ("*a [1]* > b\n\n> [2]\n\n| [1] |\n|---|\n| [2] |", &["[1]>1", "[2]>2", "[1]>1", "[2]>2"]),
            ("[3] [01] [1a] [] [1, 3] [1 2] [a]", &[]),
            ("`[1]` $[1]$ [a [1]](b) [[a|[1] b]] \\[1\\]\n\n    [1]\n\n```\n[1]\n```", &[]),
            ("## a [1]\n\n> [!note] b [1]\n", &[]),
            ("[1](a.md) [1][x]\n\n[x]: b.md", &[]),
        ];
        for (text, want) in cases {
            cites(&format!("{text}{TWO}"), &[1, 2], want);
        }
    }

    #[test]
    fn bare_numbers_cite_where_a_sentence_ends() {
        let cases: &[(&str, &[&str])] = &[
            ("One part fights while the other builds “people-led institutions” 1. This is new.", &["1>1"]),
            ("Two governments stood beside each other at once 1.\n\nThat was new to *everyone* 2.", &["1>1", "2>2"]),
            ("- They built a network of projects, among them Basis 1\n- Trust", &["1>1"]),
            ("Everybody in the village agreed on that 1!\n\nAnd what of the others 1?", &["1>1", "1>1"]),
            // Out of order, a name, a quantity, a list number, a date, code, a link, a heading.
            ("It was all over after the War 2.", &[]),
            ("All of this happened in World War 1.", &[]),
            ("As we have seen in chapter 1.\n\nThis is more than 1. It is of 1.", &[]),
            ("1. a\n2. b\n\n- Basis 1\n\nThat was on 2025-04-1. It was 0.1. Or $x 1.", &[]),
            ("## We all know this already 1.\n\n[It is a known matter 1.](a.md) Sow `this and that 1`.", &[]),
            ("They all were born in autumn 1, and 1 of them was called 1st.", &[]),
        ];
        for (text, want) in cases {
            cites(&format!("{text}{TWO}"), &[1, 2], want);
        }
        cites(&format!("The very first claim [2].\n\nThe very second claim 1.{TWO}"), &[1, 2], &["[2]>2"]);
    }

    #[test]
    fn the_lines_of_a_saved_page_are_one_list() {
        let text = "Dual power\nTwo strands are one movement 1.\n-\nPublic resistance\n-\nInstitutions of everybody 2.\nReferences\n1. Crosshatch\n2. Pamphlet\n";
        cites(text, &[1, 2], &["1>1", "2>2"]);
    }
}

//! Packs pieces into bytes.

use std::ops::Range;

use super::super::{Callout, Element, Event, Piece, Reference};
use super::{ALIGNMENTS, FAR, FOLDS, FRAGMENT, Kind, SYNTAXES, TEXT, TITLE};

/// Packs the pieces of this text; their number comes first.
pub(super) fn pack(text: &str, pieces: &[Piece<'_>]) -> Vec<u8> {
    let mut packer = Packer { text, bytes: Vec::with_capacity(3 * pieces.len() + 8), at: 0, ends: Vec::new() };
    packer.number(pieces.len() as u64);
    for piece in pieces {
        packer.piece(piece);
    }
    packer.bytes
}

/// The index of a value in a list of all possible ones.
fn index<T: PartialEq>(all: &[T], value: &T) -> u8 {
    all.iter().position(|one| one == value).unwrap_or_default() as u8
}

struct Packer<'t> {
    text: &'t str,
    bytes: Vec<u8>,
    /// Where the previous piece ends, or where the contents of an open element begin.
    at: usize,
    /// The ends of the open elements.
    ends: Vec<usize>,
}

impl Packer<'_> {
    fn piece(&mut self, piece: &Piece<'_>) {
        let span = &piece.span;
        if let Some(id) = piece.id {
            self.bytes.push(Kind::Id.byte(0));
            self.words(id, self.at);
        }
        match &piece.event {
            Event::Start(element) => self.start(element, span),
            Event::End => self.end(span),
            Event::Text(words) if self.is_source(words, span) => self.place(Kind::Source, span),
            Event::Text(words) => self.saying(Kind::Text, words, span),
            Event::Code(code) => self.saying(Kind::Code, code, span),
            Event::Math { tex, display: false } => self.saying(Kind::Math, tex, span),
            Event::Math { tex, display: true } => self.saying(Kind::DisplayMath, tex, span),
            Event::InlineHtml(html) => self.saying(Kind::InlineHtml, html, span),
            Event::Html(html) => self.saying(Kind::Html, html, span),
            Event::SoftBreak => self.place(Kind::SoftBreak, span),
            Event::HardBreak => self.place(Kind::HardBreak, span),
            Event::Rule => self.place(Kind::Rule, span),
            Event::FootnoteReference(label) => self.saying(Kind::FootnoteReference, label, span),
            Event::Tag(tag) => self.saying(Kind::Tag, tag, span),
            Event::Embed(reference) => {
                self.place(Kind::Embed, span);
                self.reference(reference, span.start);
            }
        }
    }

    fn start(&mut self, element: &Element<'_>, span: &Range<usize>) {
        match element {
            Element::Paragraph => self.place(Kind::Paragraph, span),
            Element::Heading(level) => {
                self.place(Kind::Heading, span);
                self.bytes.push(*level);
            }
            Element::BlockQuote => self.place(Kind::BlockQuote, span),
            Element::Callout(Callout { kind, fold }) => {
                self.saying(Kind::Callout, kind, span);
                self.bytes.push(index(FOLDS, fold));
            }
            Element::CalloutTitle => self.place(Kind::CalloutTitle, span),
            Element::CodeBlock(info) => self.saying(Kind::CodeBlock, info, span),
            Element::List(None) => self.place(Kind::List, span),
            Element::List(Some(first)) => {
                self.place(Kind::OrderedList, span);
                self.number(*first);
            }
            Element::Item(None) => self.place(Kind::Item, span),
            Element::Item(Some(mark)) => {
                self.place(Kind::Task, span);
                self.number(u32::from(*mark).into());
            }
            Element::FootnoteDefinition(label) => self.saying(Kind::FootnoteDefinition, label, span),
            Element::InlineFootnote => self.place(Kind::InlineFootnote, span),
            Element::Table(columns) => {
                self.place(Kind::Table, span);
                self.number(columns.len() as u64);
                self.bytes.extend(columns.iter().map(|column| index(ALIGNMENTS, column)));
            }
            Element::TableHead => self.place(Kind::TableHead, span),
            Element::TableRow => self.place(Kind::TableRow, span),
            Element::TableCell => self.place(Kind::TableCell, span),
            Element::Emphasis => self.place(Kind::Emphasis, span),
            Element::Strong => self.place(Kind::Strong, span),
            Element::Strikethrough => self.place(Kind::Strikethrough, span),
            Element::Highlight => self.place(Kind::Highlight, span),
            Element::Link(reference) => {
                self.place(Kind::Link, span);
                self.reference(reference, span.start);
            }
        }
        self.at = span.start;
        self.ends.push(span.end);
    }

    fn end(&mut self, span: &Range<usize>) {
        match self.ends.pop() {
            Some(end) if *span == (end..end) => {
                self.bytes.push(Kind::End.byte(0));
                self.at = end;
            }
            _ => self.place(Kind::EndElsewhere, span),
        }
    }

    /// Writes the kind and place of a piece.
    fn place(&mut self, kind: Kind, span: &Range<usize>) {
        // Wraps around to a large number if the piece is further back.
        let passed = span.start.wrapping_sub(self.at).min(usize::from(FAR)) as u8;
        self.bytes.push(kind.byte(passed));
        if passed == FAR {
            self.distance(self.at, span.start);
        }
        self.number(span.len() as u64);
        self.at = span.end;
    }

    /// Does the same, and writes the words of the piece.
    fn saying(&mut self, kind: Kind, words: &str, span: &Range<usize>) {
        self.place(kind, span);
        self.words(words, span.start);
    }

    fn reference(&mut self, reference: &Reference<'_>, near: usize) {
        let Reference { syntax, target, fragment, title, text } = reference;
        let has = |is: bool, what: u8| if is { what } else { 0 };
        let parts = has(fragment.is_some(), FRAGMENT) | has(!title.is_empty(), TITLE) | has(!text.is_empty(), TEXT);
        self.bytes.push(parts | index(SYNTAXES, syntax));
        self.words(target, near);
        for part in fragment.iter().chain([title, text].into_iter().filter(|part| !part.is_empty())) {
            self.words(part, near);
        }
    }

    /// Writes words as their distance from a nearby position if they are a slice of the text, and literally otherwise.
    fn words(&mut self, words: &str, near: usize) {
        let place = self.place_of(words).filter(|_| !words.is_empty());
        self.number((words.len() as u64) << 1 | u64::from(place.is_some()));
        match place {
            Some(place) => self.distance(near, place),
            None => self.bytes.extend_from_slice(words.as_bytes()),
        }
    }

    /// The position of these words in the text, if they are a slice of it.
    fn place_of(&self, words: &str) -> Option<usize> {
        let place = words.as_ptr().addr().checked_sub(self.text.as_ptr().addr())?;
        (place + words.len() <= self.text.len()).then_some(place)
    }

    fn is_source(&self, words: &str, span: &Range<usize>) -> bool {
        words.len() == span.len() && self.place_of(words) == Some(span.start)
    }

    /// Writes a number: seven bits per byte, the lowest first, with the high bit set on all bytes but the last
    /// (LEB128).
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// Writes the distance between two positions; its lowest bit says whether it goes backwards.
    fn distance(&mut self, from: usize, to: usize) {
        self.number((from.abs_diff(to) as u64) << 1 | u64::from(to < from));
    }
}

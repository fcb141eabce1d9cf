//! Unpacks bytes into pieces.

use std::borrow::Cow;
use std::ops::Range;

use super::super::{Callout, Element, Event, Piece, Reference, room};
use super::{ALIGNMENTS, FAR, FOLDS, FRAGMENT, Kind, SYNTAXES, TEXT, TITLE};

/// Unpacks the pieces of this text, up to the first invalid one.
pub(super) fn unpack<'a>(text: &'a str, bytes: &'a [u8]) -> Vec<Piece<'a>> {
    let mut unpacker = Unpacker { text, bytes, at: 0, ends: Vec::new() };
    // Each piece has at least one byte.
    let count = (unpacker.number().unwrap_or_default() as usize).min(bytes.len());
    let mut pieces = Vec::with_capacity(room(count));
    while let Some(piece) = unpacker.piece() {
        pieces.push(piece);
    }
    pieces
}

struct Unpacker<'a> {
    text: &'a str,
    /// The remaining bytes.
    bytes: &'a [u8],
    at: usize,
    ends: Vec<usize>,
}

impl<'a> Unpacker<'a> {
    fn piece(&mut self) -> Option<Piece<'a>> {
        let mut first = self.byte()?;
        let mut id = None;
        if first == Kind::Id.byte(0) {
            id = Some(self.words(self.at)?);
            first = self.byte()?;
        }
        let (kind, passed) = Kind::of(first)?;
        if let Kind::End = kind {
            self.at = self.ends.pop()?;
            return Some(Piece { event: Event::End, span: self.at..self.at, id });
        }
        let span = self.place(passed)?;
        let event = self.event(kind, &span)?;
        if let Event::Start(_) = event {
            self.at = span.start;
            self.ends.push(span.end);
        }
        Some(Piece { event, span, id })
    }

    fn event(&mut self, kind: Kind, span: &Range<usize>) -> Option<Event<'a>> {
        Some(match kind {
            Kind::Source => Event::Text(Cow::Borrowed(self.text.get(span.clone())?)),
            Kind::Text => Event::Text(self.saying(span)?),
            Kind::EndElsewhere => {
                self.ends.pop();
                Event::End
            }
            Kind::SoftBreak => Event::SoftBreak,
            Kind::HardBreak => Event::HardBreak,
            Kind::Code => Event::Code(self.saying(span)?),
            Kind::Math => Event::Math { tex: self.saying(span)?, display: false },
            Kind::DisplayMath => Event::Math { tex: self.saying(span)?, display: true },
            Kind::InlineHtml => Event::InlineHtml(self.saying(span)?),
            Kind::Html => Event::Html(self.saying(span)?),
            Kind::Rule => Event::Rule,
            Kind::FootnoteReference => Event::FootnoteReference(self.saying(span)?),
            Kind::Tag => Event::Tag(self.words(span.start)?),
            Kind::Embed => Event::Embed(Box::new(self.reference(span.start)?)),
            _ => Event::Start(self.element(kind, span)?),
        })
    }

    fn element(&mut self, kind: Kind, span: &Range<usize>) -> Option<Element<'a>> {
        Some(match kind {
            Kind::Paragraph => Element::Paragraph,
            Kind::Heading => Element::Heading(self.byte()?),
            Kind::BlockQuote => Element::BlockQuote,
            Kind::Callout => Element::Callout(Callout { kind: self.words(span.start)?, fold: self.one_of(FOLDS)? }),
            Kind::CalloutTitle => Element::CalloutTitle,
            Kind::CodeBlock => Element::CodeBlock(self.saying(span)?),
            Kind::List => Element::List(None),
            Kind::OrderedList => Element::List(Some(self.number()?)),
            Kind::Item => Element::Item(None),
            Kind::Task => Element::Item(Some(u32::try_from(self.number()?).ok().and_then(char::from_u32)?)),
            Kind::FootnoteDefinition => Element::FootnoteDefinition(self.saying(span)?),
            Kind::InlineFootnote => Element::InlineFootnote,
            Kind::Table => {
                let columns = self.number()?;
                Element::Table((0..columns).map(|_| self.one_of(ALIGNMENTS)).collect::<Option<_>>()?)
            }
            Kind::TableHead => Element::TableHead,
            Kind::TableRow => Element::TableRow,
            Kind::TableCell => Element::TableCell,
            Kind::Emphasis => Element::Emphasis,
            Kind::Strong => Element::Strong,
            Kind::Strikethrough => Element::Strikethrough,
            Kind::Highlight => Element::Highlight,
            Kind::Link => Element::Link(Box::new(self.reference(span.start)?)),
            _ => return None,
        })
    }

    fn place(&mut self, passed: u8) -> Option<Range<usize>> {
        let start = if passed < FAR { self.at.checked_add(passed.into())? } else { self.distance(self.at)? };
        let end = start.checked_add(self.number()? as usize)?;
        self.at = end;
        Some(start..end)
    }

    fn saying(&mut self, span: &Range<usize>) -> Option<Cow<'a, str>> {
        self.words(span.start).map(Cow::Borrowed)
    }

    fn reference(&mut self, near: usize) -> Option<Reference<'a>> {
        let parts = self.byte()?;
        let target = self.words(near)?;
        let mut part = |flag: u8| if parts & flag == 0 { Some(None) } else { self.words(near).map(Some) };
        Some(Reference {
            syntax: *SYNTAXES.get(usize::from(parts & 3))?,
            target: target.into(),
            fragment: part(FRAGMENT)?.map(Cow::Borrowed),
            title: part(TITLE)?.unwrap_or_default().into(),
            text: part(TEXT)?.unwrap_or_default().into(),
        })
    }

    fn words(&mut self, near: usize) -> Option<&'a str> {
        let number = self.number()?;
        let length = (number >> 1) as usize;
        if number & 1 == 1 {
            let place = self.distance(near)?;
            return self.text.get(place..place.checked_add(length)?);
        }
        let (words, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        std::str::from_utf8(words).ok()
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        all.get(usize::from(self.byte()?)).copied()
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut byte = self.byte()?;
        let (mut number, mut shift) = (u64::from(byte & 0x7f), 0);
        while byte >= 0x80 {
            byte = self.byte()?;
            shift += 7;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        }
        Some(number)
    }

    fn distance(&mut self, from: usize) -> Option<usize> {
        let number = self.number()?;
        let length = (number >> 1) as usize;
        if number & 1 == 1 { from.checked_sub(length) } else { from.checked_add(length) }
    }
}

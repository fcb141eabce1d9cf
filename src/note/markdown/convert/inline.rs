//! The contents of a run of text: highlights, inline tags, inline footnotes, bare addresses.
//!
//! [`read`] reads one run at a time; [`Delimiters`] pairs delimiters across the runs of one leaf block. Every step
//! looks at a bounded number of open delimiters, so that the time stays linear.

use std::borrow::Cow;
use std::ops::Range;

use super::super::{Element, Event, Piece, Reference, bare_link};
use super::{Converter, is_blank_text};
use crate::note::tag;

/// A delimiter that waits for its partner.
struct Pending {
    /// The index of its text in the output.
    at: usize,
    /// The element that contains it.
    frame: usize,
    kind: Kind,
}

#[derive(PartialEq)]
enum Kind {
    Highlight,
    /// `^[`, with the number of brackets opened since.
    Footnote(usize),
}

/// The delimiters of the current leaf that have no partner yet, innermost last.
#[derive(Default)]
pub(super) struct Delimiters(Vec<Pending>);

impl Delimiters {
    /// Forgets all delimiters, at the end of a block.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Ends an inline element: delimiters inside it can't have a partner outside.
    pub(super) fn leave(&mut self, frame: usize) {
        while self.0.last().is_some_and(|pending| pending.frame == frame) {
            self.0.pop();
        }
    }

    /// The innermost open highlight of this frame; an inline footnote may be open inside it.
    fn take_highlight(&mut self, frame: usize) -> Option<usize> {
        let from_end = self
            .0
            .iter()
            .rev()
            .take(2)
            .position(|pending| pending.frame == frame && pending.kind == Kind::Highlight)?;
        let index = self.0.len() - 1 - from_end;
        let at = self.0[index].at;
        self.0.truncate(index);
        Some(at)
    }

    /// The open inline footnote, if there is one.
    fn footnote(&mut self) -> Option<(usize, &mut Pending)> {
        self.0.iter_mut().enumerate().rev().take(2).find(|(_, pending)| matches!(pending.kind, Kind::Footnote(_)))
    }
}

/// Reads one run of text and appends its pieces.
pub(super) fn read<'a>(converter: &mut Converter<'a>, text: Cow<'a, str>, span: Range<usize>) {
    // Text that does not occur in the source, such as an entity, contains no syntax. Equal length is not enough: a NUL
    // becomes three bytes, and other characters vanish.
    if !converter.is_source(&text, &span) || !has_sign(text.as_bytes()) {
        let text = converter.cleaned(text);
        converter.out.push(Piece { event: Event::Text(text), span, id: None });
        return;
    }
    let mut run = Run { converter, text, span, done: 0 };
    let mut at = usize::from(run.converter.starts_escaped(&run.span));
    while let Some(next) = run.text.as_bytes().get(at..).and_then(|rest| rest.iter().position(|byte| is_sign(*byte))) {
        at = run.step(at + next);
    }
    run.emit_to(run.text.len());
}

/// Number of bytes that are examined at once.
const LANES: usize = 16;

/// Whether a text needs a closer look. A full stop only counts after the `w` of an address.
fn has_sign(text: &[u8]) -> bool {
    let is_sign = |byte: u8, before: u8| {
        let is_any = [b'=', b'#', b'^', b'[', b']', b':'].iter().fold(false, |any, sign| any | (byte == *sign));
        is_any | ((byte == b'.') & (before == b'w'))
    };
    let Some((first, bytes)) = text.split_first() else { return false };
    let before = &text[..bytes.len()];
    let mut found = [is_sign(*first, 0); LANES];
    let mut look = |bytes: &[u8; LANES], before: &[u8; LANES]| {
        for lane in 0..LANES {
            found[lane] |= is_sign(bytes[lane], before[lane]);
        }
    };
    let (Some(last), Some(last_before)) = (bytes.last_chunk(), before.last_chunk()) else {
        return found[0] || bytes.iter().zip(before).any(|(byte, before)| is_sign(*byte, *before));
    };
    for (bytes, before) in bytes.as_chunks().0.iter().zip(before.as_chunks().0) {
        look(bytes, before);
    }
    // The rest, and some bytes once more.
    look(last, last_before);
    found.contains(&true)
}

/// Whether [`Run::step`] has to look at this byte.
fn is_sign(byte: u8) -> bool {
    matches!(byte, b'=' | b'#' | b'^' | b'[' | b']' | b':' | b'.')
}

struct Run<'c, 'a> {
    converter: &'c mut Converter<'a>,
    text: Cow<'a, str>,
    span: Range<usize>,
    /// Everything before this is in the output.
    done: usize,
}

impl<'a> Run<'_, 'a> {
    /// Handles one delimiter; returns where to look next.
    fn step(&mut self, at: usize) -> usize {
        let (before, rest) = self.text.as_bytes().split_at(at);
        match rest[0] {
            b'=' => self.equals(at),
            b'#' if self.converter.links == 0 => self.tag(at),
            b'^' if rest.starts_with(b"^[") && self.converter.links == 0 => self.open_footnote(at),
            b'[' | b']' => self.bracket(at),
            b':' | b'.' if self.converter.links == 0 => match bare_link::begins_before(before, rest) {
                Some(start) => self.address(start, at),
                None => at + 1,
            },
            _ => at + 1,
        }
    }

    fn slice(&self, part: Range<usize>) -> Cow<'a, str> {
        match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[part]),
            Cow::Owned(text) => Cow::Owned(text[part].to_owned()),
        }
    }

    fn source(&self, part: Range<usize>) -> Range<usize> {
        self.span.start + part.start..self.span.start + part.end
    }

    fn push(&mut self, event: Event<'a>, part: Range<usize>) -> usize {
        let span = self.source(part.clone());
        self.done = part.end;
        self.converter.out.push(Piece { event, span, id: None });
        self.converter.out.len() - 1
    }

    fn emit_to(&mut self, end: usize) {
        if self.done < end {
            let part = self.done..end;
            let text = self.converter.cleaned(self.slice(part.clone()));
            self.push(Event::Text(text), part);
        }
    }

    /// The character before this position in the file.
    fn before(&self, at: usize) -> Option<char> {
        self.converter.text[..self.span.start + at].chars().next_back()
    }

    /// The character after this position in the file.
    fn after(&self, at: usize) -> Option<char> {
        self.converter.text[self.span.start + at..].chars().next()
    }

    /// `==` opens a highlight before a non-blank character and closes one after a non-blank character (Obsidian help:
    /// *Basic formatting syntax*). Longer rows of equals signs are text.
    fn equals(&mut self, at: usize) -> usize {
        let length = self.text.as_bytes()[at..].iter().take_while(|byte| **byte == b'=').count();
        let end = at + length;
        if length != 2 {
            return end;
        }
        let can_close = self.before(at).is_some_and(|sign| !sign.is_whitespace());
        let can_open = self.after(end).is_some_and(|sign| !sign.is_whitespace());
        let frame = self.converter.frame();
        if can_close && let Some(opening) = self.converter.delimiters.take_highlight(frame) {
            self.emit_to(at);
            let close = self.push(Event::End, at..end);
            self.pair(opening, close, Element::Highlight);
        } else if can_open {
            self.emit_to(at);
            let text = Event::Text(self.slice(at..end));
            let place = self.push(text, at..end);
            self.converter.delimiters.0.push(Pending { at: place, frame, kind: Kind::Highlight });
        }
        end
    }

    fn pair(&mut self, opening: usize, close: usize, element: Element<'a>) {
        let end = self.converter.out[close].span.end;
        let start = &mut self.converter.out[opening];
        start.event = Event::Start(element);
        start.span.end = end;
    }

    fn open_footnote(&mut self, at: usize) -> usize {
        let frame = self.converter.frame();
        if self.converter.delimiters.footnote().is_some() {
            // Its bracket has a partner, which must not end the outer footnote.
            return at + 1;
        }
        self.emit_to(at);
        let text = Event::Text(self.slice(at..at + 2));
        let place = self.push(text, at..at + 2);
        self.converter.delimiters.0.push(Pending { at: place, frame, kind: Kind::Footnote(0) });
        at + 2
    }

    /// Counts brackets inside an inline footnote, and ends it at its closing bracket.
    fn bracket(&mut self, at: usize) -> usize {
        let opens = self.text.as_bytes()[at] == b'[';
        let frame = self.converter.frame();
        let Some((index, Pending { at: opening, frame: own, kind: Kind::Footnote(depth) })) =
            self.converter.delimiters.footnote()
        else {
            return at + 1;
        };
        match (opens, &mut *depth) {
            (true, depth) => *depth += 1,
            (false, 0) if *own == frame => {
                let opening = *opening;
                self.converter.delimiters.0.truncate(index);
                self.emit_to(at);
                if self.converter.out[opening + 1..].iter().any(|piece| !is_blank_text(piece)) {
                    let close = self.push(Event::End, at..at + 1);
                    self.pair(opening, close, Element::InlineFootnote);
                }
            }
            (false, depth) => *depth = depth.saturating_sub(1),
        }
        at + 1
    }

    /// `#tag` after a blank or at the start of a line (Obsidian help: *Tags*).
    fn tag(&mut self, at: usize) -> usize {
        let at_start = at == 0 && self.opens_line();
        if !at_start && !self.before(at).is_none_or(char::is_whitespace) {
            return at + 1;
        }
        let length = tag::inline_tag_end(&self.text[at + 1..]);
        if length == 0 {
            return at + 1;
        }
        let Cow::Borrowed(text) = self.text else {
            return self.owned_tag(at, at + 1 + length);
        };
        self.emit_to(at);
        self.push(Event::Tag(&text[at + 1..at + 1 + length]), at..at + 1 + length);
        at + 1 + length
    }

    /// A tag in text that was changed (after a task's box, say): it is borrowed from the file instead.
    fn owned_tag(&mut self, at: usize, end: usize) -> usize {
        let source = self.source(at + 1..end);
        let file: &'a str = self.converter.text;
        if file.get(source.clone()) == Some(&self.text[at + 1..end]) {
            self.emit_to(at);
            self.push(Event::Tag(&file[source]), at..end);
        }
        end
    }

    /// Whether only the markers of its block precede this run on its line.
    fn opens_line(&self) -> bool {
        match self.converter.out.last().map(|piece| &piece.event) {
            None | Some(Event::SoftBreak | Event::HardBreak) => true,
            Some(Event::Start(element)) => !matches!(
                element,
                Element::Emphasis | Element::Strong | Element::Strikethrough | Element::Highlight | Element::Link(_)
            ),
            _ => false,
        }
    }

    /// Reads an address that begins at `start`; if there is none, continues after `at`.
    fn address(&mut self, start: usize, at: usize) -> usize {
        if start < self.done || !self.before(start).is_none_or(bare_link::may_stand_before) {
            return at + 1;
        }
        let Some((length, scheme)) = bare_link::length(&self.text[start..]) else { return at + 1 };
        self.emit_to(start);
        let part = start..start + length;
        let text = self.slice(part.clone());
        let address = if scheme { text.clone() } else { Cow::Owned(format!("https://{text}")) };
        self.push(Event::Start(Element::Link(Box::new(Reference::address(address)))), part.clone());
        self.push(Event::Text(text), part.clone());
        self.push(Event::End, part.end..part.end);
        part.end
    }
}

#[cfg(test)]
mod tests {
    use super::has_sign;

    #[test]
    fn a_sign_is_found_wherever_it_stands() {
        for length in 0..70 {
            let plain = "w ".repeat(length);
            let plain = &plain.as_bytes()[..length];
            assert!(!has_sign(plain), "{length}");
            for at in 0..length {
                for sign in *b"=#^[]:" {
                    let mut text = plain.to_vec();
                    text[at] = sign;
                    assert!(has_sign(&text), "{at} of {length}");
                }
                let mut text = plain.to_vec();
                text[at] = b'.';
                assert_eq!(has_sign(&text), at > 0 && text[at - 1] == b'w', "{at} of {length}");
            }
        }
    }
}

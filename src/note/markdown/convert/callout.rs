//! Callouts: quotations whose first line begins with `[!type]` (Obsidian help: *Callouts*).

use std::borrow::Cow;
use std::ops::Range;

use super::super::marks::TITLE;
use super::super::mask::callout_kind;
use super::super::{Callout, Element, Event, Fold, Piece};
use super::{Converter, Open};

impl<'a> Converter<'a> {
    /// Opens a paragraph, or the title of a callout if it begins a quotation with `[!type]`.
    pub(super) fn start_paragraph(&mut self, span: Range<usize>) {
        if !self.start_callout(&span) {
            self.open(Element::Paragraph, span, Open::Leaf);
        }
    }

    /// Opens a heading, or the title of a callout that was turned into a heading so that it ends with its line.
    pub(super) fn start_heading(&mut self, level: u8, span: Range<usize>) {
        if !self.text[span.clone()].contains(TITLE) || !self.start_callout(&span) {
            self.open(Element::Heading(level), span, Open::Leaf);
        }
    }

    /// Opens a callout and its title if a quotation begins here with `[!type]`.
    fn start_callout(&mut self, span: &Range<usize>) -> bool {
        let quote = match self.stack.last() {
            Some(Open::Block(at))
                if at + 1 == self.out.len() && self.out[*at].event == Event::Start(Element::BlockQuote) =>
            {
                *at
            }
            _ => return false,
        };
        let Some((callout, length)) = callout_marker(&self.text[span.clone()]) else { return false };
        self.out[quote].event = Event::Start(Element::Callout(callout));
        self.skip_to = span.start + length;
        self.open(Element::CalloutTitle, span.clone(), Open::Title);
        true
    }

    /// Ends a callout's title; a title without text shows the callout's type.
    pub(super) fn end_title(&mut self) {
        let Some(Open::Title(at)) = self.stack.pop() else { return };
        self.delimiters.clear();
        self.take_id(at, at - 1);
        if self.out[at + 1..].iter().all(|piece| matches!(&piece.event, Event::Text(text) if text.trim().is_empty())) {
            self.out.truncate(at + 1);
            if let Some(Piece { event: Event::Start(Element::Callout(callout)), .. }) =
                at.checked_sub(1).map(|at| &self.out[at])
            {
                let title = title_case(callout.kind);
                let span = self.out[at].span.clone();
                self.out.push(Piece { event: Event::Text(Cow::Owned(title)), span, id: None });
            }
        }
        self.push_end(at);
    }
}

/// `[!type]`, `[!type|data]`, then optionally `+` or `-`: the callout, and the length of the marker.
fn callout_marker(text: &str) -> Option<(Callout<'_>, usize)> {
    let rest = text.strip_prefix("[!").or_else(|| text.strip_prefix("# "))?;
    let end = rest.find([']', TITLE, '\n'])?;
    let closing = if text.starts_with('#') { TITLE } else { ']' };
    if !rest[end..].starts_with(closing) {
        return None;
    }
    let kind = callout_kind(&rest[..end])?;
    let after = &rest[end + 1..];
    let fold = match after.as_bytes().first() {
        Some(b'+') => Some(Fold::Open),
        Some(b'-') => Some(Fold::Closed),
        _ => None,
    };
    let marker = 2 + end + 1 + usize::from(fold.is_some());
    let blanks = text[marker..].len() - text[marker..].trim_start_matches([' ', '\t']).len();
    Some((Callout { kind, fold }, marker + blanks))
}

/// `some-type` as a title: `Some type`.
fn title_case(kind: &str) -> String {
    let words = kind.replace(['-', '_'], " ").to_lowercase();
    let mut signs = words.chars();
    signs.next().map_or(String::new(), |first| first.to_uppercase().chain(signs).collect())
}

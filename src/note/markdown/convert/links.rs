//! Links and embeds: the text between their brackets is read from the source, because the parser's own reading of
//! wikilinks does not handle blanks, tables or sizes.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event as Source, LinkType};

use super::super::marks::clean;
use super::super::reference::Display;
use super::super::{Element, Event, Piece, Reference};
use super::{Converter, Open, plain};

/// An element whose children are not shown.
pub(super) struct Skip<'a> {
    depth: usize,
    /// Where its first child begins that is shown, if only those before it are not.
    until: Option<usize>,
    then: Event<'a>,
    span: Range<usize>,
    alt: String,
}

impl<'a> Converter<'a> {
    /// Whether this event is inside an element whose children are not shown.
    pub(super) fn skip(&mut self, event: &Source<'a>, span: &Range<usize>) -> bool {
        let Some(skip) = &mut self.skipping else { return false };
        if skip.depth == 0
            && let Some(until) = skip.until
            && (until < span.end || matches!(event, Source::End(_)))
        {
            self.skipping = None;
            return false;
        }
        match event {
            Source::Start(_) => skip.depth += 1,
            Source::End(_) if skip.depth > 0 => skip.depth -= 1,
            Source::End(_) => {
                if let Some(Skip { then, span, alt, .. }) = self.skipping.take() {
                    self.finish_skip(then, span, alt);
                }
            }
            Source::Text(text) | Source::Code(text) => skip.alt.push_str(text),
            Source::SoftBreak | Source::HardBreak => skip.alt.push(' '),
            _ => {}
        }
        true
    }

    pub(super) fn finish_skip(&mut self, then: Event<'a>, span: Range<usize>, alt: String) {
        match then {
            Event::Embed(mut reference) => {
                if reference.text.is_empty() {
                    reference.text = clean(Cow::Owned(alt));
                }
                self.atom(Event::Embed(reference), span);
            }
            Event::Text(text) => {
                self.flush();
                self.out.push(Piece { event: Event::Text(text), span, id: None });
            }
            _ => {}
        }
    }

    pub(super) fn start_link(
        &mut self,
        kind: LinkType,
        destination: CowStr<'a>,
        title: CowStr<'a>,
        span: Range<usize>,
    ) {
        self.flush();
        let reference = match kind {
            LinkType::WikiLink { has_pothole } => match self.wikilink(&span, 2) {
                None => return self.skip_over(Event::Text(clean(Cow::Borrowed(&self.text[span.clone()]))), span),
                Some((reference, Display::Given(_))) if has_pothole => reference,
                Some((reference, Display::Given(text) | Display::Target(text))) => {
                    self.start_inline(Element::Link(Box::new(reference)), span.clone());
                    self.out.push(Piece {
                        event: Event::Text(clean(Cow::Borrowed(text))),
                        span: span.clone(),
                        id: None,
                    });
                    self.skip_over(Event::End, span);
                    return self.end_inline();
                }
            },
            LinkType::Autolink => Reference::address(plain(destination)),
            LinkType::Email => Reference::address(Cow::Owned(format!("mailto:{destination}"))),
            _ => Reference::markdown(plain(destination), plain(title)),
        };
        self.links += 1;
        self.start_inline(Element::Link(Box::new(reference)), span);
    }

    pub(super) fn start_image(
        &mut self,
        kind: LinkType,
        destination: CowStr<'a>,
        title: CowStr<'a>,
        span: Range<usize>,
    ) {
        if kind == LinkType::Inline
            && let Some(bracket) = self.take_bracket(&span)
        {
            return self.linked_embed(bracket, destination, title, span);
        }
        self.flush();
        let embed = match kind {
            LinkType::WikiLink { .. } => match self.wikilink(&span, 3) {
                None => Event::Text(clean(Cow::Borrowed(&self.text[span.clone()]))),
                Some((reference, Display::Given(text))) => {
                    Event::Embed(Box::new(Reference { text: clean(Cow::Borrowed(text)), ..reference }))
                }
                // An image without a description has an empty text, not the target's name.
                Some((reference, Display::Target(_))) => {
                    Event::Embed(Box::new(Reference { text: Cow::Borrowed(" "), ..reference }))
                }
            },
            _ => Event::Embed(Box::new(Reference::markdown(plain(destination), plain(title)))),
        };
        self.skip_over(embed, span);
    }

    /// `[words ![[leaf.png]] words](address)` is an embed inside a link. The parser sees a bracket, followed by an image
    /// with brackets in its description. Returns the place of that bracket, and takes it and the words after it back.
    fn take_bracket(&mut self, span: &Range<usize>) -> Option<(usize, &'a str)> {
        let source = &self.text[span.clone()];
        let description = source.strip_prefix("![[")?.split_once("]]")?.1;
        // The image's own brackets end where its address begins.
        if !description.contains("](") {
            return None;
        }
        let Some((Cow::Borrowed(run), place)) = &mut self.run else { return None };
        let words: &'a str = run;
        let at = words.rfind(['[', ']']).filter(|at| words[*at..].starts_with('['))?;
        let start = place.start + at;
        if place.end != span.start || place.len() != words.len() || self.text[..start].ends_with('\\') {
            return None;
        }
        place.end = start;
        *run = &words[..at];
        Some((start, &words[at + 1..]))
    }

    fn linked_embed(
        &mut self,
        (start, words): (usize, &'a str),
        destination: CowStr<'a>,
        title: CowStr<'a>,
        span: Range<usize>,
    ) {
        self.flush();
        let file: &'a str = self.text;
        let length = file[span.clone()].find("]]").map_or(0, |end| end + 2);
        let embed = span.start..span.start + length;
        let link = Reference::markdown(plain(destination), plain(title));
        self.links += 1;
        self.start_inline(Element::Link(Box::new(link)), start..span.end);
        self.text_run(Cow::Borrowed(words), start + 1..span.start);
        self.flush();
        if let Some((reference, display)) = self.wikilink(&embed, 3) {
            let text = match display {
                Display::Given(text) => clean(Cow::Borrowed(text)),
                Display::Target(_) => Cow::Borrowed(" "),
            };
            self.out.push(Piece {
                event: Event::Embed(Box::new(Reference { text, ..reference })),
                span: embed.clone(),
                id: None,
            });
        }
        self.skip_to = embed.end;
        self.skipping = Some(Skip { depth: 0, until: Some(embed.end), then: Event::End, span, alt: String::new() });
    }

    pub(super) fn skip_over(&mut self, then: Event<'a>, span: Range<usize>) {
        self.skipping = Some(Skip { depth: 0, until: None, then, span, alt: String::new() });
    }

    /// Reads a wikilink from its source; a link across two lines is not one.
    pub(super) fn wikilink(&self, span: &Range<usize>, opening: usize) -> Option<(Reference<'a>, Display<'a>)> {
        let source = &self.text[span.clone()];
        let content = source.get(opening..source.len().checked_sub(2)?)?;
        if content.contains('\n') { None } else { Reference::wikilink(content) }
    }

    /// Removes blanks around a wikilink's display text.
    pub(super) fn trim_link_text(&mut self) {
        let Some(Open::Inline(at)) = self.stack.last() else { return };
        let first = at + 1;
        if let Some(Piece { event: Event::Text(text), .. }) = self.out.get_mut(first)
            && text.starts_with(char::is_whitespace)
        {
            *text = Cow::Owned(text.trim_start().to_owned());
        }
        if self.out.len() > first
            && let Some(Piece { event: Event::Text(text), .. }) = self.out.last_mut()
            && text.ends_with(char::is_whitespace)
        {
            *text = Cow::Owned(text.trim_end().to_owned());
        }
    }
}

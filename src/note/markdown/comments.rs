//! Finds the comments of a note: `%%…%%` and `<!-- … -->`.
//!
//! `%%` at the start of a line opens a comment that may span paragraphs; elsewhere it should be closed in the same
//! paragraph. `<!--` opens one wherever it is, as in HTML, and `html` says where that ends. Of two comments that overlap,
//! the one that opens first counts. What an author marked as private must not be published by mistake, so in doubt a
//! comment is hidden, and every sign that is not part of a regular comment is reported.

mod html;
#[cfg(test)]
mod tests;

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::options;
use crate::note::raw_tags;

/// What is wrong with a `%%` or `<!--`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// It is never closed, and is a `%%` alone on its line or a `<!--` at the start of one: the rest of the note is
    /// hidden.
    Rest,
    /// It is never closed, and is a `%%` at the start of a line or a `<!--` within one: its paragraph is hidden.
    Paragraph,
    /// It is a `%%` closed in another paragraph or list item, or a `<!--` closed in code: all up to there is hidden.
    Across,
    /// It opens and closes nothing, and is shown.
    Shown,
}

/// The comments of a note.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// Their places with the signs around them, sorted, not overlapping.
    pub(super) parts: Vec<Range<usize>>,
    /// The signs that are not regular, in no order.
    pub(super) slips: Vec<(Range<usize>, Slip)>,
    /// Whether there may be others after these: code or HTML that begins in the last of them ends behind it, so the
    /// text has to be parsed without them first.
    pub(super) more: bool,
}

/// A `%%` that may belong to a comment.
#[derive(Clone, Copy)]
struct Sign {
    at: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// In text.
    Text,
    /// In inline code that may not be any: if a comment is open on the same line, the first backtick belongs to that
    /// comment. Such a sign opens nothing, and closes nothing opened by a `%%` as in `50%%`.
    Code,
    /// In a formula that may not be any. It also opens a comment that is closed in the text of the same paragraph.
    Math,
    /// Opens a comment within a formula or a tag of HTML, which ends at this sign.
    Pair(usize),
    /// `<!--`.
    Html,
}

/// Finds the comments outside code. If `whole` is set, all of them, even if that means to guess what is code.
pub(super) fn find(source: &str, body: usize, whole: bool) -> Comments {
    let literal = Literals::of(source, body);
    let signs = signs(source, body, &literal);
    let html = html::Ends::of(source, body, &literal);
    let mut found = Comments::default();
    // The signs in text without a partner.
    let mut left = Vec::new();
    let mut rest = None;
    let (mut paragraph_end, mut line_end) = (0, 0);
    // The first sign in text that is not before `index`.
    let mut text = 0;
    let mut index = 0;
    while let Some(Sign { at: start, kind }) = signs.get(index).copied() {
        index += 1;
        if kind == Kind::Code || (matches!(kind, Kind::Text | Kind::Math) && is_escaped(source, start)) {
            continue;
        }
        let own_line = matches!(kind, Kind::Text | Kind::Html) && opens_its_line(source.as_bytes(), start);
        if !own_line && paragraph_end <= start {
            paragraph_end = end_of_paragraph(source, start);
        }
        if line_end <= start {
            line_end = start + line_from(source, start).len();
        }
        let is_free = is_free(source, start);
        let is_near = |sign: &Sign| own_line || sign.at < paragraph_end;
        let end = match kind {
            Kind::Pair(end) => Some(end + 2),
            Kind::Html => match html.end(start, own_line || literal.opens_html(start), paragraph_end) {
                Ok((end, slip)) => {
                    found.slips.extend(slip.map(|slip| (start..start + html::OPENING.len(), slip)));
                    Some(end)
                }
                // Signs in a paragraph may still open a comment that ends elsewhere.
                Err(slip) => {
                    found.hide_html(source, start, slip);
                    index = if slip == Slip::Rest { signs.len() } else { index };
                    None
                }
            },
            Kind::Math => {
                // A paragraph can have many of these, so each must not look at all signs after it.
                text = text.max(index);
                text += signs[text..].iter().take_while(|sign| sign.kind != Kind::Text).count();
                signs.get(text).filter(|sign| is_free && is_near(sign)).map(|sign| html.around(start, sign.at + 2))
            }
            Kind::Text | Kind::Code => {
                let end = signs[index..].iter().take_while(|sign| is_near(sign)).find(|sign| match sign.kind {
                    Kind::Text => true,
                    Kind::Code | Kind::Math => is_free && (sign.at < line_end || stands_alone(source, sign.at)),
                    Kind::Pair(_) | Kind::Html => false,
                });
                end.map(|sign| html.around(start, sign.at + 2))
            }
        };
        if let Some(end) = end {
            index += signs[index..].iter().take_while(|sign| sign.at < end).count();
            found.parts.push(start..end);
            if !whole && (kind == Kind::Html || html.is_any_from(end)) && literal.straddle(&(start..end)) {
                found.slips.retain(|(_, slip)| *slip != Slip::Shown);
                found.more = true;
                break;
            }
        } else if kind == Kind::Math {
            found.slips.push((start..start + 2, Slip::Shown));
        } else if kind == Kind::Text && stands_alone(source, start) {
            rest = Some(start);
            break;
        } else if kind == Kind::Text {
            left.push(start);
        }
    }
    if !found.more {
        hide_open(source, &left, rest, &mut found);
    }
    join(source, &mut found.parts);
    found
}

impl Comments {
    /// Hides what follows a `<!--` that is never closed, unless it is hidden already.
    fn hide_html(&mut self, source: &str, start: usize, slip: Slip) {
        let part = start..if slip == Slip::Rest { source.len() } else { end_of_lines(source, start) };
        if self.parts.last().is_none_or(|last| last.end < part.end) {
            self.slips.push((part.start..part.start + html::OPENING.len(), slip));
            self.parts.push(part);
        }
    }
}

/// Hides what the signs without a partner were probably meant to hide. `rest` is a sign that hides the rest of the note.
fn hide_open(source: &str, left: &[usize], rest: Option<usize>, found: &mut Comments) {
    let mut left = left.iter().copied().peekable();
    while let Some(start) = left.next() {
        let slip = if opens_its_line(source.as_bytes(), start) {
            found.parts.push(start..end_of_lines(source, start));
            Slip::Paragraph
        } else if is_free(source, start)
            && let Some(end) = left.next_if(|next| !opens_its_line(source.as_bytes(), *next)).or(rest)
        {
            found.parts.push(start..end + 2);
            Slip::Across
        } else {
            Slip::Shown
        };
        found.slips.push((start..start + 2, slip));
    }
    if let Some(start) = rest {
        found.parts.push(start..source.len());
        found.slips.push((start..start + 2, Slip::Rest));
    }
}

/// Sorts comments, and joins those that overlap or between which there are only blanks.
fn join(source: &str, parts: &mut Vec<Range<usize>>) {
    parts.sort_unstable_by_key(|part| part.start);
    parts.dedup_by(|next, part| {
        let joins = next.start <= part.end || source[part.end..next.start].bytes().all(|byte| is_blank(&byte));
        if joins {
            part.end = part.end.max(next.end);
        }
        joins
    });
}

/// The `%%` outside blocks of code and inline code that is about comments, and the `<!--` outside code and formulas.
fn signs(source: &str, body: usize, literal: &Literals) -> Vec<Sign> {
    let mut parts = literal.parts.iter().peekable();
    let mut signs: Vec<Sign> = Vec::new();
    // The end of the last part with such signs, and whether they are astray.
    let mut met = (0, false);
    let mut first = None;
    let find = |sign: &'static str| memchr::memmem::find_iter(&source.as_bytes()[body..], sign).map(|at| at + body);
    let mut places: Vec<usize> = find("%%").chain(find(html::OPENING)).collect();
    places.sort();
    for at in places {
        while parts.next_if(|(part, _)| part.end <= at).is_some() {}
        let inside = parts.peek().filter(|(part, _)| part.start <= at);
        if source.as_bytes()[at] == b'<' {
            let is_text = match inside {
                None => !is_escaped(source, at) || literal.is_in_html(at),
                Some((_, Literal::Tag)) => true,
                Some((formula, Literal::Math)) => html::is_doubtful(source, formula),
                Some(_) => false,
            };
            if is_text {
                signs.push(Sign { at, kind: Kind::Html });
            }
            continue;
        }
        let Some((part, kind)) = inside else {
            signs.push(Sign { at, kind: Kind::Text });
            continue;
        };
        if met.0 != part.end {
            let inside = source[part.clone()].trim_matches(['`', '$', ' ']);
            met = (part.end, inside != "%%" && inside.matches("%%").count() % 2 == 1);
            first = None;
        }
        match kind {
            Literal::Block => {}
            Literal::Code if met.1 => signs.push(Sign { at, kind: Kind::Code }),
            Literal::Code => {}
            Literal::Math if met.1 => signs.push(Sign { at, kind: Kind::Math }),
            Literal::Math | Literal::Display | Literal::Tag => match first.take() {
                Some(start) if *kind == Literal::Tag || !source[start..at].contains('\n') => {
                    signs.push(Sign { at: start, kind: Kind::Pair(at) });
                }
                _ => first = Some(at),
            },
        }
    }
    signs.sort_by_key(|sign| sign.at);
    signs
}

/// A kind of text in which the signs of comments may have no special meaning.
#[derive(Clone, Copy, PartialEq)]
enum Literal {
    /// A block of code.
    Block,
    /// Inline code.
    Code,
    /// A formula in a line.
    Math,
    /// A formula on its own.
    Display,
    /// A tag of HTML.
    Tag,
}

/// Code, formulas and HTML.
#[derive(Default)]
struct Literals {
    /// Code, formulas and tags. Sorted, not overlapping.
    parts: Vec<(Range<usize>, Literal)>,
    /// Blocks of HTML. Sorted, not overlapping.
    html: Vec<Range<usize>>,
}

impl Literals {
    fn of(source: &str, body: usize) -> Self {
        let mut found = Self::default();
        let mut inside = false;
        for (event, span) in Parser::new_ext(&source[body..], options()).into_offset_iter() {
            let span = span.start + body..span.end + body;
            match event {
                Event::Start(Tag::CodeBlock(_)) => {
                    inside = true;
                    found.parts.push((span, Literal::Block));
                }
                Event::Start(Tag::HtmlBlock) => {
                    inside = true;
                    html_parts(source, span.clone(), &mut found.parts);
                    found.html.push(span);
                }
                Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => inside = false,
                Event::Code(_) if !inside => found.parts.push((span, Literal::Code)),
                Event::InlineMath(_) if !inside => found.parts.push((span, Literal::Math)),
                Event::DisplayMath(_) if !inside => found.parts.push((span, Literal::Display)),
                Event::InlineHtml(html) if !inside && !html.starts_with(html::OPENING) => {
                    found.parts.push((span, Literal::Tag));
                }
                _ => {}
            }
        }
        found.parts.sort_unstable_by_key(|(part, _)| part.start);
        found.html.sort_unstable_by_key(|part| part.start);
        found
    }

    /// Whether a part begins in a comment and ends behind it.
    fn straddle(&self, comment: &Range<usize>) -> bool {
        let leaves = |part: &Range<usize>| comment.start < part.start && part.start < comment.end;
        let part = self.parts.partition_point(|(part, _)| part.end <= comment.end);
        let html = self.html.partition_point(|part| part.end <= comment.end);
        self.parts.get(part).is_some_and(|(part, _)| leaves(part)) || self.html.get(html).is_some_and(leaves)
    }

    fn is_in_block_of_code(&self, at: usize) -> bool {
        let next = self.parts.partition_point(|(part, _)| part.end <= at);
        self.parts.get(next).is_some_and(|(part, kind)| part.start <= at && *kind == Literal::Block)
    }

    fn is_in_html(&self, at: usize) -> bool {
        let next = self.html.partition_point(|part| part.end <= at);
        self.html.get(next).is_some_and(|part| part.start <= at)
    }

    fn opens_html(&self, at: usize) -> bool {
        self.html.binary_search_by_key(&at, |part| part.start).is_ok()
    }
}

/// The tags in a block of HTML, outside its comments.
fn html_parts(source: &str, block: Range<usize>, parts: &mut Vec<(Range<usize>, Literal)>) {
    if memchr::memmem::find(&source.as_bytes()[block.clone()], b"%%").is_none() {
        return;
    }
    let mut at = block.start;
    while at < block.end {
        let html = &source[at..block.end];
        let comment = html.find(html::OPENING).unwrap_or(html.len());
        let tags = raw_tags(&html[..comment]);
        parts.extend(tags.into_iter().map(|tag| (at + tag.span.start..at + tag.span.end, Literal::Tag)));
        at += html[comment..].find(html::CLOSING).map_or(html.len(), |end| comment + end + html::CLOSING.len());
    }
}

/// Whether a backslash before it makes it text.
fn is_escaped(source: &str, at: usize) -> bool {
    source.as_bytes()[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Whether no letter or digit precedes it, as in `50%%`.
fn is_free(source: &str, at: usize) -> bool {
    !source[..at].ends_with(char::is_alphanumeric)
}

/// Whether it is all that is on its line.
fn stands_alone(source: &str, at: usize) -> bool {
    opens_its_line(source.as_bytes(), at) && line_from(source, at + 2).trim().is_empty()
}

fn line_from(source: &str, at: usize) -> &str {
    source[at..].lines().next().unwrap_or_default()
}

/// Whether only blanks and the markers of quotations and list items precede it on its line.
pub(super) fn opens_its_line(source: &[u8], at: usize) -> bool {
    let before = source[..at].iter().rev();
    before.take_while(|byte| **byte != b'\n').all(|byte| matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+'))
}

/// Whether it is a blank within a line, or the first byte of a line end of two.
pub(super) fn is_blank(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}

fn end_of_paragraph(source: &str, from: usize) -> usize {
    let mut at = from;
    for line in source[from..].split_inclusive('\n') {
        if at > from && line.trim().is_empty() {
            return at;
        }
        at += line.len();
    }
    at
}

/// The end of the lines from `from` on that belong to one paragraph, without the last line end.
fn end_of_lines(source: &str, from: usize) -> usize {
    let mut at = from;
    for line in source[from..].split_inclusive('\n') {
        let text = line.trim_start_matches(['>', ' ', '\t']);
        let begins = ["#", "- ", "* ", "+ ", "```", "~~~", "|", "$$"].iter().any(|sign| text.starts_with(sign));
        let is_numbered = text.trim_start_matches(|sign: char| sign.is_ascii_digit()).starts_with([')', '.']);
        if at > from && (begins || is_numbered || text.trim().is_empty()) {
            break;
        }
        at += line.len();
    }
    from + source[from..at].trim_end().len()
}

//! Header lines: `Created:` and `Tags:` in the first paragraph of a note's body.
//!
//! [`read`] finds them after a level-1 heading or a first line that repeats the file name, and returns the bytes they
//! take, so that the caller can leave them out of the page. Elsewhere such lines are prose. Nothing else of the body is
//! read here.

mod lines;

#[cfg(test)]
mod tests;

use std::ops::Range;

use self::lines::{Key, Line, lines};
use super::date::{self, DateText, Place};
use super::tag::{self, NotATag, Tag};
use crate::diagnostic::Diagnostic;
use crate::path::fold;

/// The contents of the header lines. All ranges are byte offsets in the whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// A first line that repeats the file name, with or without its date, if header lines follow it. Without its line
    /// end.
    pub title_line: Option<Range<usize>>,
    /// The date after `Created:` and the place of its text. Ranges in the [`DateText`] count from the start of that
    /// text.
    pub created: Option<(DateText, Range<usize>)>,
    /// The tags after `Tags:`, in the order as written.
    pub tags: Vec<(Tag, Range<usize>)>,
    /// Wikilinks in header lines, from `[[` to `]]`.
    pub links: Vec<Range<usize>>,
    /// The header lines without their line ends. A `Created:` line without a valid date is not included: its words stay
    /// on the page, and a finding is about it.
    pub lines: Vec<Range<usize>>,
    /// Findings about invalid dates, words that do not match their date, and tags that are only digits.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the header of a note. `body` is the part of `source` after the front matter, `stem` the file name without its
/// extension.
pub fn read(path: &str, source: &str, body: Range<usize>, stem: &str) -> Header {
    let mut header = Header::default();
    let mut lines = lines(source, body).skip_while(|line| line.is_blank()).peekable();
    let Some(first) = lines.peek().cloned() else { return header };
    let mut title_line = None;
    if first.is_heading() {
        lines.next();
    } else if is_name(first.text(source), stem) {
        lines.next();
        let alone = lines.peek().is_none_or(|next| next.is_blank() || next.key().is_some());
        if lines.peek().is_some_and(Line::underlines_a_title) {
            lines.next();
        } else if alone {
            title_line = Some(first.range());
        } else {
            return header;
        }
    } else if first.key().is_none() || is_setext(lines.clone()) {
        // The text lines of a heading may look like a header, but they are still a heading.
        if !skip_setext(&mut lines) {
            return header;
        }
    }
    let mut paragraph = lines.skip_while(|line| line.is_blank()).take_while(|line| !line.is_blank()).peekable();
    if paragraph.peek().is_none_or(|line| line.key().is_none()) {
        return header;
    }
    header.title_line = title_line;
    for line in paragraph.take_while(|line| line.key().is_some() || line.is_other_key()) {
        read_line(path, source, &line, &mut header);
    }
    header
}

/// Whether the lines start with a paragraph that ends in a line of `=`, which makes it a level-1 heading.
fn is_setext<'s>(mut lines: impl Iterator<Item = Line<'s>>) -> bool {
    lines.next().is_some_and(|first| first.may_start_a_paragraph())
        && lines.find(|line| line.is_blank() || line.underlines_a_title()).is_some_and(|line| line.underlines_a_title())
}

/// Skips such a heading; returns false if there is none.
fn skip_setext<'s>(lines: &mut (impl Iterator<Item = Line<'s>> + Clone)) -> bool {
    let is_heading = is_setext(lines.clone());
    if is_heading {
        lines.find(Line::underlines_a_title);
    }
    is_heading
}

/// Whether a line only repeats the file name.
fn is_name(line: &str, stem: &str) -> bool {
    let same = |name: &str| !name.trim().is_empty() && fold(line) == fold(name.trim());
    // A long line is prose: no file name has more bytes than this.
    line.len() <= 1024 && (same(stem) || date::from_file_name(stem).is_some_and(|(_, title)| same(title)))
}

/// Reads one line of the header's paragraph.
fn read_line(path: &str, source: &str, line: &Line, header: &mut Header) {
    let Some((key, value)) = line.key() else { return };
    let mut understood = true;
    match key {
        Key::Tags => {
            // `Tags:` extends to the end of its line, but a date after it is not a tag.
            let (tags, created) = line.split_at(value, Key::Created);
            read_tags(path, source, tags, header);
            if let Some(created) = created {
                understood = read_created(path, source, created, header);
            }
        }
        Key::Created => {
            let (created, tags) = line.split_at(value, Key::Tags);
            understood = read_created(path, source, created, header);
            if let Some(tags) = tags {
                read_tags(path, source, tags, header);
            }
        }
    }
    if understood {
        header.links.extend(wikilinks(source, line.range()));
        header.lines.push(line.range());
    }
}

/// Reads the text after `Created:`; returns false if it is not empty and not a date. The first date counts.
fn read_created(path: &str, source: &str, span: Range<usize>, header: &mut Header) -> bool {
    let text = &source[span.clone()];
    if text.is_empty() {
        return true;
    }
    let place = Place { path, source, span: span.clone(), verbatim: true };
    match date::read(text) {
        Ok(date) => {
            header.diagnostics.extend(date.contradictions(text, &place));
            header.created.get_or_insert((date, span));
            true
        }
        Err(error) => {
            header.diagnostics.push(error.diagnostic(text, &place));
            false
        }
    }
}

/// Reads the text after `Tags:`: words with or without `#`, separated by blanks or commas.
fn read_tags(path: &str, source: &str, span: Range<usize>, header: &mut Header) {
    let mut at = span.start;
    let mut no_link_ends = false;
    let is_between = |sign: char| sign.is_whitespace() || matches!(sign, ',' | ';' | '|' | '*' | '·');
    while let Some(skip) = source[at..span.end].find(|sign| !is_between(sign)) {
        let start = at + skip;
        let rest = &source[start..span.end];
        let is_link = !no_link_ends && rest.trim_start_matches('#').starts_with("[[");
        let link = if is_link { rest.find("]]") } else { None };
        // Remembered, so that a line of opening brackets does not take quadratic time.
        no_link_ends |= is_link && link.is_none();
        let len = link.map_or_else(|| rest.find(is_between).unwrap_or(rest.len()), |end| end + 2);
        at = start + len;
        let end = hashtag_end(&source[start..at]).map_or(at, |end| start + end);
        if source[end..at].starts_with('#') {
            at = end;
        }
        match Tag::new(&source[start..end]) {
            Ok(tag) => header.tags.push((tag, start..end)),
            Err(NotATag::OnlyDigits) if header.diagnostics.len() < tag::REPORTED => {
                header.diagnostics.push(tag::only_digits(path, source, start..at, &source[start..at]));
            }
            Err(NotATag::Empty | NotATag::OnlyDigits) => {}
        }
    }
}

/// Where a tag with its `#` ends: `#soil.` is `#soil`, as in the text.
fn hashtag_end(word: &str) -> Option<usize> {
    let name = word.strip_prefix('#').filter(|name| !name.starts_with("[["))?;
    Some(tag::inline_tag_end(name)).filter(|length| *length > 0).map(|length| 1 + length)
}

/// The places of `[[…]]` in a line.
fn wikilinks(source: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let mut links = Vec::new();
    let mut at = line.start;
    while let Some(open) = source[at..line.end].find("[[").map(|open| at + open)
        && let Some(close) = source[open..line.end].find("]]").map(|close| open + close + 2)
    {
        links.push(open..close);
        at = close;
    }
    links
}

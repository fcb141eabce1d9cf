//! Prepares the text of a file for the Markdown parser, without moving anything.
//!
//! Comments (`%%…%%`) and header lines become blanks of the same length, so that every offset remains a position in the
//! file and nothing hidden can reach a page. Bars inside wikilinks in tables become [`BAR`], since a table would split
//! the link there.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::{money, options};

/// Stands for a `|` that belongs to a wikilink in a table.
pub(super) const BAR: char = '\u{1}';
/// Stands for each byte of a comment that is followed by text on its line: blanks could turn that text into an indented
/// block of code, or separate what was written as one word. Never shown.
pub(super) const FILLER: char = '\u{2}';

/// Stands for the bracket that ends the marker of a callout. The opening `[!` becomes `# `, so that the line is a block
/// of its own, like a title, and nothing in it affects the lines below.
pub(super) const TITLE: char = '\u{3}';

/// Stands for a dollar sign followed by a digit: it does not end a formula, as in `$5-$10`.
pub(super) const DOLLAR: char = '\u{4}';

/// A file's text without its comments.
#[derive(Debug)]
pub struct Blanked<'a> {
    /// The text, as long as the file's.
    pub text: Cow<'a, str>,
    /// The opening of a comment that is on a line of its own and never closed.
    pub unclosed: Option<Range<usize>>,
}

/// Blanks the comments of a file and protects the bars of wikilinks in tables.
///
/// `%%` at the start of a line opens a comment that may span paragraphs; elsewhere it must be closed in the same
/// paragraph, or it is text. An opening on a line of its own that is never closed hides the rest of the file: what an
/// author marked as private must not be published by mistake.
pub fn blank_comments(source: &str, body: usize) -> Blanked<'_> {
    let mut text = Cow::Borrowed(source);
    let mut unclosed = None;
    if memchr::memmem::find(&source.as_bytes()[body..], b"%%").is_some() {
        let (comments, open) = find_comments(source, body);
        unclosed = open;
        if !comments.is_empty() {
            let mut bytes = source.as_bytes().to_vec();
            for comment in comments {
                blank_bytes(&mut bytes, source.as_bytes(), comment);
            }
            text = Cow::Owned(into_text(bytes));
        }
    }
    money::set_apart(&mut text, body);
    if let Some(bytes) = protect_bars(&text, body) {
        text = Cow::Owned(into_text(bytes));
    }
    if let Some(bytes) = set_titles_apart(&text, body) {
        text = Cow::Owned(into_text(bytes));
    }
    Blanked { text, unclosed }
}

/// Blanks these parts of a prepared text.
pub fn blank(text: &str, parts: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for part in parts {
        blank_bytes(&mut bytes, text.as_bytes(), part.clone());
    }
    into_text(bytes)
}

/// A prepared text as its author knows it.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Checks the whole text at once, which is faster than exiting early.
    if text.bytes().fold(false, |found, byte| found | (BAR as u8..=DOLLAR as u8).contains(&byte)) {
        Cow::Owned(with_markers(text).replace(BAR, "|").replace(FILLER, "").replace(DOLLAR, "$"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text with the markers of callouts as written.
pub(super) fn with_markers(text: &str) -> Cow<'_, str> {
    if memchr::memchr(TITLE as u8, text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(end) = memchr::memchr(TITLE as u8, line.as_bytes()) {
            if let Some(start) = line[..end].find("# ") {
                bytes[at + start..at + start + 2].copy_from_slice(b"[!");
            }
            bytes[at + end] = b']';
        }
        at += line.len();
    }
    Cow::Owned(into_text(bytes))
}

/// Text that was changed byte by byte, but only in whole characters.
pub(super) fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Blanks `part` of `bytes`, which are those of `source` with other parts already blanked. Looks at the surroundings in
/// `source` only, where runs of blanks are as short as they were written.
fn blank_bytes(bytes: &mut [u8], source: &[u8], part: Range<usize>) {
    let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r');
    for byte in bytes[part.clone()].iter_mut().filter(|byte| !matches!(**byte, b'\n' | b'\r')) {
        *byte = b' ';
    }
    let last_line = memchr::memrchr(b'\n', &source[part.clone()]).map_or(part.start, |at| part.start + at + 1);
    let ends_line = source[part.end..].iter().find(|byte| !is_blank(byte)).is_none_or(|byte| *byte == b'\n');
    if !ends_line {
        bytes[last_line..part.end].fill(FILLER as u8);
    }
    // Two blanks at the end of a line would break it, unless the last of them is a tab.
    let first_end = memchr::memchr(b'\n', &source[part.clone()]).map_or(part.end, |at| part.start + at);
    if (ends_line || first_end < part.end)
        && !opens_its_line(source, part.start)
        && let Some(last) = bytes[part.start..first_end].iter_mut().rfind(|byte| **byte == b' ')
    {
        *last = b'\t';
    }
}

/// The comments outside code, math and raw HTML, and the one that is never closed.
fn find_comments(source: &str, body: usize) -> (Vec<Range<usize>>, Option<Range<usize>>) {
    let signs = signs(source, body);
    let mut comments = Vec::new();
    let (mut paragraph_end, mut line_end) = (0, 0);
    let mut index = 0;
    while let Some(Sign { at: start, astray }) = signs.get(index).copied() {
        index += 1;
        if astray || is_escaped(source, start) {
            continue;
        }
        let own_line = opens_its_line(source.as_bytes(), start);
        if !own_line && paragraph_end <= start {
            paragraph_end = end_of_paragraph(source, start);
        }
        if line_end <= start {
            line_end = start + line_from(source, start).len();
        }
        let is_free = !source[..start].ends_with(char::is_alphanumeric);
        let closes = |sign: &Sign| !sign.astray || is_free && (sign.at < line_end || stands_alone(source, sign.at));
        let next = signs[index..].iter().take_while(|sign| own_line || sign.at < paragraph_end).position(closes);
        if let Some(skipped) = next {
            index += skipped + 1;
            comments.push(start..signs[index - 1].at + 2);
        } else if stands_alone(source, start) {
            comments.push(start..source.len());
            return (comments, Some(start..start + 2));
        }
    }
    (comments, None)
}

/// A `%%` that may belong to a comment.
#[derive(Clone, Copy)]
struct Sign {
    at: usize,
    /// Whether it is in inline code or math that may not be any: if a comment is open on the same line, the first
    /// backtick belongs to that comment. Such a sign opens nothing, and closes nothing opened by a `%%` as in `50%%`.
    astray: bool,
}

/// The `%%` outside blocks of code, raw HTML, and inline code that is about comments.
fn signs(source: &str, body: usize) -> Vec<Sign> {
    let mut literal = literal_parts(source, body).into_iter().peekable();
    let mut signs: Vec<Sign> = Vec::new();
    // The end of the last part with such signs, and whether they are astray.
    let mut met = (0, false);
    for at in memchr::memmem::find_iter(&source.as_bytes()[body..], b"%%").map(|at| at + body) {
        while literal.next_if(|(part, _)| part.end <= at).is_some() {}
        let Some((part, in_line)) = literal.peek().filter(|(part, _)| part.start <= at) else {
            signs.push(Sign { at, astray: false });
            continue;
        };
        if met.0 != part.end {
            let inside = source[part.clone()].trim_matches(['`', '$', ' ']);
            met = (part.end, *in_line && inside != "%%" && inside.matches("%%").count() % 2 == 1);
        }
        if met.1 {
            signs.push(Sign { at, astray: true });
        }
    }
    signs
}

/// Whether a backslash before it makes it text.
fn is_escaped(source: &str, at: usize) -> bool {
    source.as_bytes()[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Whether it is all that is on its line.
fn stands_alone(source: &str, at: usize) -> bool {
    opens_its_line(source.as_bytes(), at) && line_from(source, at + 2).trim().is_empty()
}

fn line_from(source: &str, at: usize) -> &str {
    source[at..].lines().next().unwrap_or_default()
}

/// Whether only blanks and the markers of quotations and list items precede it on its line.
fn opens_its_line(source: &[u8], at: usize) -> bool {
    let before = source[..at].iter().rev();
    before.take_while(|byte| **byte != b'\n').all(|byte| matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+'))
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

/// Code, math and raw HTML, where a percent sign has no special meaning, each with whether it is inline code or math.
/// Sorted, not overlapping.
fn literal_parts(source: &str, body: usize) -> Vec<(Range<usize>, bool)> {
    let mut parts = Vec::new();
    let mut inside = false;
    for (event, span) in Parser::new_ext(&source[body..], options()).into_offset_iter() {
        let span = span.start + body..span.end + body;
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => {
                inside = true;
                parts.push((span, false));
            }
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => inside = false,
            Event::Code(_) | Event::InlineMath(_) if !inside => parts.push((span, true)),
            Event::DisplayMath(_) | Event::InlineHtml(_) if !inside => parts.push((span, false)),
            _ => {}
        }
    }
    parts.sort_unstable_by_key(|(part, _)| part.start);
    parts
}

/// The kind of a callout, from the text between `[!` and `]`.
pub(super) fn callout_kind(marker: &str) -> Option<&str> {
    let kind = marker.split(['|', BAR]).next().unwrap_or_default().trim();
    (!kind.is_empty() && !marker.starts_with(char::is_whitespace)).then_some(kind)
}

/// The text with the titles of callouts as headings, or `None` if there are none. A line with a marker is a title if it
/// begins a quotation: it has more `>` than the previous line.
fn set_titles_apart(text: &str, body: usize) -> Option<Vec<u8>> {
    memchr::memmem::find(&text.as_bytes()[body..], b"[!")?;
    let mut titles = Vec::new();
    let mut depth_before = 0;
    let mut at = body;
    for line in text[body..].split_inclusive('\n') {
        let is_marker =
            |sign: char| sign.is_ascii_digit() || matches!(sign, '>' | ' ' | '\t' | '-' | '*' | '+' | '.' | ')');
        let prefix = line.len() - line.trim_start_matches(is_marker).len();
        let depth = memchr::memchr_iter(b'>', &line.as_bytes()[..prefix]).count();
        // A heading would lose a `#` at its end.
        let opens = depth > depth_before
            && line[..prefix].trim_end_matches(' ').ends_with('>')
            && !line.trim_end().ends_with('#');
        if let Some(marker) = line[prefix..].strip_prefix("[!").filter(|_| opens)
            && let Some(end) = marker.find([']', '#', '\n']).filter(|end| marker[*end..].starts_with(']'))
            && callout_kind(&marker[..end]).is_some()
        {
            titles.push(at + prefix..at + prefix + 2 + end);
        }
        depth_before = depth;
        at += line.len();
    }
    if titles.is_empty() {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    for title in titles {
        bytes[title.start..title.start + 2].copy_from_slice(b"# ");
        bytes[title.end] = TITLE as u8;
    }
    Some(bytes)
}

/// The text with [`BAR`]s in the wikilinks in tables, or `None` if there are no such links.
fn protect_bars(text: &str, body: usize) -> Option<Vec<u8>> {
    memchr::memmem::find(&text.as_bytes()[body..], b"[[").filter(|_| may_hold_table(&text.as_bytes()[body..]))?;
    let mut bars = Vec::new();
    let mut previous = body..body;
    let mut in_table = false;
    let mut at = body;
    for line in text[body..].split_inclusive('\n') {
        let span = at..at + line.len();
        at = span.end;
        if is_delimiter_row(line) {
            find_bars(text, previous.clone(), &mut bars);
            in_table = true;
        } else if in_table && line.trim_matches(['>', ' ', '\t', '\r', '\n']).is_empty() {
            in_table = false;
        } else if in_table {
            find_bars(text, span.clone(), &mut bars);
        }
        previous = span;
    }
    if bars.is_empty() {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    for bar in bars {
        bytes[bar] = BAR as u8;
    }
    Some(bytes)
}

/// Whether any bar is next to a hyphen or colon, as in every delimiter row.
fn may_hold_table(text: &[u8]) -> bool {
    let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
    let is_rule = |byte: Option<&u8>| matches!(byte, Some(b'-' | b':'));
    memchr::memchr_iter(b'|', text).any(|bar| {
        is_rule(text[bar + 1..].iter().find(|byte| !is_blank(byte)))
            || is_rule(text[..bar].iter().rfind(|byte| !is_blank(byte)))
    })
}

/// Whether it is the row under a table's head, `|---|:-:|` (GFM 4.10), possibly in a quotation.
fn is_delimiter_row(line: &str) -> bool {
    let line = line.trim_start_matches(['>', ' ', '\t']).trim_end();
    // Checked first, since nearly every line begins with a different character.
    line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
        && line.contains('|')
        && line.contains('-')
}

/// Finds bars between `[[` and `]]` on one line, neither escaped nor in code.
fn find_bars(text: &str, line: Range<usize>, bars: &mut Vec<usize>) {
    let bytes = &text.as_bytes()[line.clone()];
    let mut at = 0;
    let mut code = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'`' => {
                code = (code + 1) % 2;
                at += 1;
            }
            b'[' if code == 0 && bytes[at..].starts_with(b"[[") => {
                let Some(length) = memchr::memmem::find(&bytes[at..], b"]]") else { return };
                let link = &bytes[at..at + length];
                let inner = memchr::memmem::rfind(link, b"[[").unwrap_or(0);
                if let Some(bar) = memchr::memchr(b'|', &link[inner..])
                    && link[inner + bar - 1] != b'\\'
                    && !link[inner..].contains(&b'`')
                {
                    bars.push(line.start + at + inner + bar);
                }
                at += length + 2;
            }
            _ => at += 1,
        }
    }
}

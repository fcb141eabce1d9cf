//! Prepares the text of a file for the Markdown parser, without moving anything.
//!
//! Comments (`%%…%%`, `<!-- … -->`) and header lines become blanks of the same length, so that every offset remains a
//! position in the file and nothing hidden can reach a page. Bars inside wikilinks in tables become [`BAR`], since a
//! table would split the link there. [`blank_comments`] is the entry point; `marks` says what stands for what, and how
//! it is shown again.

use std::borrow::Cow;
use std::ops::Range;

use super::comments::{self, Slip, is_blank, opens_its_line};
use super::marks::{BAR, FILLER, TITLE, into_text};
use super::money;

/// A file's text without its comments.
#[derive(Debug)]
pub struct Blanked<'a> {
    /// The text, as long as the file's.
    pub text: Cow<'a, str>,
    /// The line ends that are blanks in the text, so that the lines of a comment leave no blank line behind.
    pub joined: Vec<usize>,
    /// The signs of comments that are not regular, with what is wrong, in the order of the file.
    pub slips: Vec<(Range<usize>, Slip)>,
}

impl Blanked<'_> {
    /// This text, which may have been changed further, with all line ends of the file. Places in it have the same lines
    /// as in the file.
    pub fn with_line_ends<'t>(&self, text: &'t str, source: &str) -> Cow<'t, str> {
        if self.joined.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut bytes = text.as_bytes().to_vec();
        for at in &self.joined {
            bytes[*at] = source.as_bytes()[*at];
        }
        Cow::Owned(into_text(bytes))
    }
}

/// How often a text is parsed to find its comments: each time without the comments found before, if what looked like code
/// began in one of them.
const ROUNDS: usize = 8;

/// Blanks the comments of a file and protects the bars of wikilinks in tables.
pub fn blank_comments(source: &str, body: usize) -> Blanked<'_> {
    let mut text = Cow::Borrowed(source);
    let (mut joined, mut slips) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        if !may_hold_comment(&text.as_bytes()[body..]) {
            break;
        }
        let found = comments::find(&text, body, round == ROUNDS);
        slips.extend(found.slips);
        if !found.parts.is_empty() {
            let mut removal = Removal { source: &text, body, bytes: text.as_bytes().to_vec(), joined };
            for comment in found.parts {
                removal.comment(comment);
            }
            joined = removal.joined;
            text = Cow::Owned(into_text(removal.bytes));
        }
        if !found.more {
            break;
        }
    }
    slips.sort_unstable_by_key(|(sign, _)| sign.start);
    money::set_apart(&mut text, body);
    if let Some(bytes) = protect_bars(&text, body) {
        text = Cow::Owned(into_text(bytes));
    }
    if let Some(bytes) = set_titles_apart(&text, body) {
        text = Cow::Owned(into_text(bytes));
    }
    Blanked { text, joined, slips }
}

fn may_hold_comment(text: &[u8]) -> bool {
    [&b"%%"[..], b"<!--"].iter().any(|sign| memchr::memmem::find(text, sign).is_some())
}

/// Takes comments out of a text.
struct Removal<'s> {
    source: &'s str,
    body: usize,
    /// The bytes of the text so far.
    bytes: Vec<u8>,
    joined: Vec<usize>,
}

impl Removal<'_> {
    fn comment(&mut self, part: Range<usize>) {
        let source = self.source.as_bytes();
        let ends_line = source[part.end..].iter().find(|byte| !is_blank(byte)).is_none_or(|byte| *byte == b'\n');
        if !ends_line {
            let inner = self.inside_html(&part).filter(|_| {
                opens_its_line(source, part.start)
                    || is_emphasis(source[..part.start].last())
                    || is_emphasis(source.get(part.end))
            });
            return self.fill(inner.unwrap_or(part), FILLER as u8);
        }
        let first = self.source[..part.start].rfind('\n').map_or(0, |at| at + 1).max(self.body);
        let before = &self.source[first..part.start];
        if !before.bytes().all(|byte| is_blank(&byte) || byte == b'>') {
            return self.blank_end(part);
        }
        let neighbours = Neighbours::of(self.source, self.body, first, part.end);
        // An HTML comment between blank lines separates lists (CommonMark 5.3).
        if neighbours.are_blank()
            && let Some(inner) = self.inside_html(&part)
        {
            return self.fill(inner, FILLER as u8);
        }
        match neighbours.previous {
            Some(previous) if neighbours.read_on_without(before) => {
                let end = previous.trim_end_matches('\r').len();
                self.blank_end(first - 1 - (previous.len() - end)..part.end);
            }
            // A quotation of nothing but comments.
            _ if before.contains('>') && !neighbours.are_quoted() => self.blank_lines(first..part.end, 0),
            _ => self.blank_lines(part, before.matches('>').count()),
        }
    }

    /// The text of an HTML comment without its signs, where these have to stay: Markdown reads what is beside them
    /// differently than what is beside text. They are dropped after parsing.
    fn inside_html(&self, part: &Range<usize>) -> Option<Range<usize>> {
        let inner = part.start + "<!--".len()..part.end.checked_sub("-->".len())?;
        let is_html = self.source[part.clone()].starts_with("<!--") && self.source[part.clone()].ends_with("-->");
        (is_html && inner.start < inner.end).then_some(inner)
    }

    /// Replaces a part with this byte, with its line ends.
    fn fill(&mut self, part: Range<usize>, with: u8) {
        for at in part {
            if matches!(self.bytes[at], b'\n' | b'\r') {
                self.joined.push(at);
            }
            self.bytes[at] = with;
        }
    }

    /// Blanks a part at the end of a line, and its line ends: it becomes the end of the line where it begins.
    fn blank_end(&mut self, part: Range<usize>) {
        // Two blanks at the end of a line would break it, unless the last of them is a tab.
        // In a delimiter row there may be no tab.
        let line = self.source[..part.start].rsplit('\n').next().unwrap_or_default();
        let is_tab = !opens_its_line(self.source.as_bytes(), part.start) && !is_delimiter_row(line);
        let last = part.end - 1;
        self.fill(part, b' ');
        if is_tab {
            self.bytes[last] = b'\t';
        }
    }

    /// Blanks whole lines, except for so many signs of a quotation at the start of every line but the first.
    fn blank_lines(&mut self, part: Range<usize>, depth: usize) {
        let mut at = part.start;
        for line in self.source[part.clone()].split_inclusive('\n') {
            let mut signs = if at == part.start { 0 } else { depth };
            for (place, byte) in (at..).zip(line.bytes()) {
                match byte {
                    b'\n' | b'\r' => {}
                    b'>' if signs > 0 => signs -= 1,
                    b' ' | b'\t' if signs > 0 => {}
                    _ => {
                        signs = 0;
                        self.bytes[place] = b' ';
                    }
                }
            }
            at += line.len();
        }
    }
}

/// Whether it may open or close emphasis, which depends on what is beside it.
fn is_emphasis(byte: Option<&u8>) -> bool {
    matches!(byte, Some(b'*' | b'_' | b'~'))
}

/// The lines around the lines of a comment.
struct Neighbours<'s> {
    previous: Option<&'s str>,
    next: Option<&'s str>,
    /// The line after the next.
    second: &'s str,
}

impl<'s> Neighbours<'s> {
    /// The neighbours of the lines from `first` to that of `end`.
    fn of(source: &'s str, body: usize, first: usize, end: usize) -> Self {
        let previous = (first > body).then(|| source[body..first - 1].rsplit('\n').next().unwrap_or_default());
        let mut after = source[end..].split('\n').skip(1);
        Self { previous, next: after.next(), second: after.next().unwrap_or_default() }
    }

    fn are_blank(&self) -> bool {
        [self.previous, self.next].iter().flatten().all(|line| unquoted(line).2.is_empty())
    }

    fn are_quoted(&self) -> bool {
        [self.previous, self.next].iter().flatten().any(|line| line.trim_start().starts_with('>'))
    }

    /// Whether the lines can follow each other as if the comment, before which there is `before`, was not there: it is
    /// in the middle of a paragraph, list, table, quotation or block of HTML, and the next line means the same below a
    /// text as it does below a blank line.
    fn read_on_without(&self, before: &str) -> bool {
        let (Some(previous), Some(next)) = (self.previous, self.next) else { return false };
        let (own_depth, own_indent, _) = unquoted(before);
        let (depth, _, text) = unquoted(previous);
        let (next_depth, indent, next_text) = unquoted(next);
        let digits = next_text.bytes().take_while(u8::is_ascii_digit).count();
        let is_number = digits > 0 && next_text[digits..].starts_with(['.', ')']);
        let has_bars = next_text.contains('|');
        depth == own_depth
            && next_depth == own_depth
            && !text.is_empty()
            && !next_text.is_empty()
            && !text.ends_with('\\')
            && !previous.trim_end_matches('\r').ends_with("  ")
            && (indent < 4 || indent <= own_indent)
            && !next_text.bytes().all(|byte| byte == b'=')
            && !next_text.bytes().all(|byte| byte == b'-')
            && !(next_text.starts_with('[') && next_text.contains("]:"))
            && (!is_number || &next_text[..digits] == "1" || text.starts_with(|sign: char| sign.is_ascii_digit()))
            && text.contains('|') == has_bars
            && !(has_bars && is_delimiter_row(self.second))
    }
}

/// How many signs of a quotation a line begins with, how far it is indented behind them, and its text.
fn unquoted(line: &str) -> (usize, usize, &str) {
    let text = line.trim_start_matches(['>', ' ', '\t']);
    let prefix = &line[..line.len() - text.len()];
    let blanks = prefix.rsplit('>').next().unwrap_or_default();
    (prefix.matches('>').count(), blanks.replace('\t', "    ").len(), text.trim_end())
}

/// Blanks these parts of a prepared text.
pub fn blank(text: &str, parts: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for part in parts {
        blank_bytes(&mut bytes, text.as_bytes(), part.clone());
    }
    into_text(bytes)
}

/// Blanks `part` of `bytes`, which are those of `source` with other parts already blanked. Looks at the surroundings in
/// `source` only, where runs of blanks are as short as they were written.
fn blank_bytes(bytes: &mut [u8], source: &[u8], part: Range<usize>) {
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

//! Looks for the keys about publishing in front matter that cannot be read.
//!
//! What keeps a note private is found anywhere: indented, in braces, behind a missing comma or a forgotten quote. What
//! asks for it to be published counts only where it can have no other meaning. All functions take linear time.

use super::publish::{self, Key, Publish, SIGNS};

/// The longest value that is looked at, in bytes: anything longer is neither yes nor no.
const VALUE_LIMIT: usize = 256;

/// What the text says. `publish: true` counts if it stands unindented at the start of its line, with nothing left open
/// above it, and if nothing says no.
pub(super) fn scan(text: &str) -> Publish {
    let found = Found::new(text);
    match found {
        Found { no: true, .. } => Publish::No,
        Found { yes: true, .. } => Publish::Yes,
        _ => Publish::Unsaid,
    }
}

/// Whether the text says anything about publishing, even if it does not count.
pub(super) fn is_about(text: &str) -> bool {
    let found = Found::new(text);
    found.no || found.asks
}

/// Whether a line starts with a key about publishing and a sign behind it.
pub(super) fn leads(line: &str) -> bool {
    line.split_once(SIGNS).is_some_and(|(name, _)| publish::key(name.trim_matches(is_around)).is_some())
}

/// Whether front matter that can be read may say anything about publishing.
pub(super) fn may_say(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["publi", "draft", "private", "<<", "\\"].iter().any(|part| lower.contains(part))
        || text.contains(publish::is_hidden)
}

/// What was found so far.
#[derive(Default)]
struct Found {
    /// Something keeps the note private.
    no: bool,
    /// Something asks for it to be published, and can have no other meaning.
    yes: bool,
    /// Something asks for it to be published, wherever it stands.
    asks: bool,
}

impl Found {
    fn new(text: &str) -> Self {
        let mut found = Self::default();
        let in_braces = text.trim_start().starts_with('{');
        let mut is_open = in_braces;
        let mut rest = text;
        while !rest.is_empty() {
            let (line, below) = rest.split_once('\n').unwrap_or((rest, ""));
            rest = below;
            if !line.trim_start_matches(is_blank).starts_with('#') {
                found.look_at(&Line { text: line.trim_end(), below, in_braces, is_open });
                is_open = is_open || leaves_open(line);
            }
        }
        found
    }

    fn look_at(&mut self, line: &Line) {
        let start = line.text.len() - line.text.trim_start_matches(|sign| is_around(sign) || is_opening(sign)).len();
        let mut next = None;
        for (at, sign) in line.text.match_indices(SIGNS) {
            let Some((key, name)) = name_before(&line.text[..at]) else { continue };
            let is_first = name <= start;
            let rest = line.text[at + sign.len()..].trim_start_matches(is_blank);
            if !is_first && !is_key_place(&line.text[..name], &line.text[..at]) {
                // In the midst of words: a title may say `Publish: a guide`.
                let word = publish::first_word(cut(rest));
                self.no |= publish::of_word(key, word) == publish::Said::Clear(Publish::No);
                continue;
            }
            let in_braces = line.in_braces || !is_first || line.text[..name].contains('{');
            let is_missing = rest.is_empty() || rest.starts_with('#');
            let rest = if is_missing { *next.get_or_insert_with(|| line.value_below()) } else { rest };
            let value = value(rest, in_braces);
            if value.is_empty() {
                self.no |= key == Key::Publish;
                continue;
            }
            match publish::of_word(key, &value).publish() {
                Publish::Unsaid => {}
                Publish::No => self.no = true,
                Publish::Yes => {
                    self.asks = true;
                    let is_indented = !matches!(&line.text[..name], "" | "\"" | "'");
                    self.yes |= !line.is_open && !in_braces && !is_indented;
                }
            }
        }
    }
}

/// A line that is no comment.
struct Line<'t> {
    text: &'t str,
    /// All lines below it.
    below: &'t str,
    /// Whether it is in JSON.
    in_braces: bool,
    /// Whether a bracket or quote may still be open that began above it, or a table of TOML.
    is_open: bool,
}

impl<'t> Line<'t> {
    /// The value of a key at the end of the line: the next line that says anything, if it is indented.
    fn value_below(&self) -> &'t str {
        let says = |line: &&str| !matches!(line.trim_start_matches(is_blank).chars().next(), None | Some('#'));
        let line = self.below.lines().find(says).unwrap_or_default();
        if line.starts_with(is_blank) { line.trim_start_matches(is_blank) } else { "" }
    }
}

/// The key at the end of a text, and where its name starts.
fn name_before(text: &str) -> Option<(Key, usize)> {
    let text = text.trim_end_matches(|sign| is_blank(sign) || is_quote(sign));
    let is_of_name = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-') || publish::is_hidden(sign);
    let name = text.trim_end_matches(is_of_name).len();
    let name = text.len() - text[name..].trim_start_matches('-').len();
    let whole = &text[name..];
    // A hidden character may also part a name from what precedes it.
    let last = whole.rsplit(publish::is_hidden).next().unwrap_or_default();
    Some((publish::key(whole).or_else(|| publish::key(last))?, name))
}

/// Whether a key may stand behind this text, or the name up to `end` is in quotes.
fn is_key_place(before: &str, end: &str) -> bool {
    let is_quoted = before.ends_with(is_quote) && end.trim_end_matches(is_blank).ends_with(is_quote);
    is_quoted || before.trim_end_matches(is_around).ends_with(['{', ',', '['])
}

/// A value without comment, surrounding blanks and quotes; in braces, up to what ends it there, or to the quote of the
/// next key if a comma is missing.
fn value(rest: &str, in_braces: bool) -> String {
    let value = cut(rest).trim_start_matches(|sign| is_blank(sign) || is_quote(sign));
    let ends = |sign: char| matches!(sign, ',' | '}' | ']') || is_quote(sign);
    let value = if in_braces { value.split(ends).next().unwrap_or_default() } else { value };
    let value = value.split(" #").next().unwrap_or_default();
    publish::visible(value.trim_end_matches(|sign| is_blank(sign) || is_quote(sign))).into_owned()
}

/// The text up to the longest value.
fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(VALUE_LIMIT)]
}

/// Whether a line leaves a quote or bracket open, or begins a table of TOML: what stands below it may be a part of
/// something else.
fn leaves_open(line: &str) -> bool {
    let count = |signs: [char; 2]| line.matches(signs).count();
    let value = line.split_once(SIGNS).map_or(line, |(_, value)| value).trim_start_matches(is_blank);
    line.starts_with('[')
        || count(['[', '{']) > count([']', '}'])
        || line.matches('"').count() % 2 == 1
        || (value.starts_with('\'') && line.matches('\'').count() % 2 == 1)
}

fn is_blank(sign: char) -> bool {
    sign.is_whitespace() || publish::is_hidden(sign)
}

fn is_quote(sign: char) -> bool {
    matches!(sign, '"' | '\'' | '“' | '”' | '‘' | '’')
}

/// What may precede a key on its line.
fn is_around(sign: char) -> bool {
    is_blank(sign) || is_quote(sign) || matches!(sign, '-' | '?')
}

fn is_opening(sign: char) -> bool {
    matches!(sign, '{' | '[' | ',')
}

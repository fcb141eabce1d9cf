//! Whether a note may be published: `publish` and `draft`.
//!
//! Unclear values count as private: a page can still be published later but never taken back.

use super::Property;

/// What the keys `publish` and `draft` say together. The stricter one wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Publish {
    /// Nothing, or only that the note is not a draft.
    #[default]
    Unsaid,
    /// `publish: true`: the author asks for it.
    Yes,
    /// `publish: false`, `draft: true`, or a value that is neither yes nor no.
    No,
}

/// What one key says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// The value can be read.
    Clear(Publish),
    /// It is neither yes nor no.
    Unclear,
}

impl Said {
    pub(super) fn publish(self) -> Publish {
        match self {
            Said::Clear(publish) => publish,
            Said::Unclear => Publish::No,
        }
    }
}

/// What a property says; `None` if it has a different key or no value.
pub(super) fn of_property(property: &Property) -> Option<Said> {
    let is_draft = is_draft(&property.key.text)?;
    match &property.value {
        super::Value::Empty => None,
        value => match value.text() {
            Some(text) => Some(of_word(is_draft, text)),
            None if matches!(value, super::Value::Text(_)) => None,
            None => Some(Said::Unclear),
        },
    }
}

fn is_draft(key: &str) -> Option<bool> {
    match key.trim() {
        key if key.eq_ignore_ascii_case("draft") => Some(true),
        key if key.eq_ignore_ascii_case("publish") => Some(false),
        _ => None,
    }
}

fn of_word(is_draft: bool, word: &str) -> Said {
    let is = |words: [&str; 4]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    match (is(["true", "yes", "on", "1"]), is(["false", "no", "off", "0"])) {
        (true, _) if is_draft => Said::Clear(Publish::No),
        (true, _) => Said::Clear(Publish::Yes),
        (_, true) if is_draft => Said::Clear(Publish::Unsaid),
        (_, true) => Said::Clear(Publish::No),
        _ => Said::Unclear,
    }
}

/// Looks for both keys in front matter that cannot be read, at the start of lines and in braces. In TOML, `=` precedes
/// the value.
pub(super) fn scan(text: &str) -> Publish {
    let in_braces = text.trim_start().starts_with('{');
    let mut publish = Publish::Unsaid;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let pieces = if in_braces { line.split(['{', '}', ',']).collect() } else { vec![line] };
        for piece in pieces {
            let Some((key, value)) = piece.split_once([':', '=']) else { continue };
            let Some(is_draft) = is_draft(bare(key.trim_start().trim_start_matches("- "))) else { continue };
            let mut value = word(value);
            if value.is_empty() {
                value = lines.peek().filter(|next| next.starts_with([' ', '\t'])).map_or("", |next| word(next));
            }
            if !value.is_empty() {
                publish = publish.max(of_word(is_draft, value).publish());
            }
        }
    }
    publish
}

/// A value without comment, surrounding blanks and quotes.
fn word(value: &str) -> &str {
    let value = value.trim();
    let value = if value.starts_with('#') { "" } else { value };
    bare(value.split(" #").next().unwrap_or_default())
}

fn bare(text: &str) -> &str {
    text.trim().trim_matches(['"', '\'']).trim()
}

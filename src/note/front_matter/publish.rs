//! Whether a note may be published: `publish` and `draft`, and what other programs call them.
//!
//! Unclear values count as private: a page can still be published later but never taken back. Of other properties that
//! sound as if the note was not for readers, [`is_doubtful`] knows.

use super::{Property, Value};

/// What the keys about publishing say together. The strictest one wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Publish {
    /// Nothing, or only that the note is not a draft.
    #[default]
    Unsaid,
    /// `publish: true`: the author asks for it.
    Yes,
    /// `publish: false`, `draft: true` and the like, or a value that is neither yes nor no.
    No,
}

/// A key about publishing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    /// `publish`.
    Publish,
    /// `published` (Jekyll, Quartz) or `public`: only a clear no means anything, as the first is often a date. It does
    /// not ask for the note to be published where that takes a `publish: true`.
    Published,
    /// `draft`, `private`, `unpublished`: yes keeps the note private.
    Draft,
}

/// What one key says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// The value can be read.
    Clear(Publish),
    /// It is neither yes nor no, or missing.
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

/// What a property says; `None` if it has a different key. Without a value it is a box that nobody has ticked: no
/// `draft`, but not to `publish` either.
pub(super) fn of_property(property: &Property) -> Option<Said> {
    of_value(&property.key.text, &property.value)
}

fn of_value(name: &str, value: &Value) -> Option<Said> {
    if name.trim() == "<<" {
        return merged(value);
    }
    let key = key(name)?;
    match value.text() {
        Some(text) => Some(of_word(key, text)),
        None if matches!(value, Value::Empty | Value::Text(_)) => (key == Key::Publish).then_some(Said::Unclear),
        None if key == Key::Published => None,
        None => Some(Said::Unclear),
    }
}

/// What the maps say that are merged into the front matter (`<<: *other`): the strictest of it.
fn merged(value: &Value) -> Option<Said> {
    let of_map = |value: &Value| match value {
        Value::Map(pairs) => {
            pairs.iter().filter_map(|(key, value)| key_said(&key.text, value)).max_by_key(|said| said.publish())
        }
        _ => None,
    };
    match value {
        Value::List(maps) => maps.iter().filter_map(of_map).max_by_key(|said| said.publish()),
        map => of_map(map),
    }
}

/// What a pair of a merged map says.
fn key_said(name: &str, value: &Value) -> Option<Said> {
    if name.trim() == "<<" { None } else { of_value(name, value) }
}

/// Whether a property that says nothing about publishing sounds as if the note was not for readers: `status: draft`,
/// `hidden: true`.
pub(super) fn is_doubtful(property: &Property) -> bool {
    let Some(word) = property.value.text().map(|word| word.trim().to_lowercase()) else { return false };
    match property.key.text.trim().to_lowercase().as_str() {
        "hidden" | "unlisted" | "secret" | "confidential" | "dg-hide" => YES.contains(&&*word),
        "visible" | "listed" | "dg-publish" => NO.contains(&&*word),
        "status" | "stage" | "visibility" | "access" => SHY.contains(&&*word.replace(['-', '_'], " ")),
        "published" | "public" => NEVER.contains(&&*word) || SHY.contains(&&*word.replace(['-', '_'], " ")),
        _ => false,
    }
}

fn key(key: &str) -> Option<Key> {
    let keys = [
        ("publish", Key::Publish),
        ("published", Key::Published),
        ("public", Key::Published),
        ("draft", Key::Draft),
        ("private", Key::Draft),
        ("unpublished", Key::Draft),
    ];
    keys.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(key.trim())).map(|(_, key)| key)
}

const YES: [&str; 4] = ["true", "yes", "on", "1"];
const NO: [&str; 4] = ["false", "no", "off", "0"];
/// What else an author may say of a note that is not for readers,
const SHY: [&str; 12] = [
    "draft",
    "private",
    "unpublished",
    "not published",
    "hidden",
    "unlisted",
    "secret",
    "confidential",
    "internal",
    "personal",
    "wip",
    "not yet",
];
/// and of whether it is published.
const NEVER: [&str; 5] = ["never", "none", "not", "n", "f"];

fn of_word(key: Key, word: &str) -> Said {
    let is = |words: [&str; 4]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    match (key, is(YES), is(NO)) {
        (Key::Publish, true, _) => Said::Clear(Publish::Yes),
        (Key::Draft, true, _) | (Key::Publish | Key::Published, _, true) => Said::Clear(Publish::No),
        (Key::Draft, _, true) | (Key::Published, ..) => Said::Clear(Publish::Unsaid),
        (Key::Publish | Key::Draft, ..) => Said::Unclear,
    }
}

/// Looks for these keys in front matter that cannot be read, at the start of lines and in braces. In TOML, `=` precedes
/// the value.
pub(super) fn scan(text: &str) -> Publish {
    let in_braces = text.trim_start().starts_with('{');
    let mut publish = Publish::Unsaid;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let pieces = if in_braces { line.split(['{', '}', ',']).collect() } else { vec![line] };
        for piece in pieces {
            let Some((key, value)) = piece.split_once([':', '=']) else { continue };
            let Some(key) = self::key(bare(key.trim_start().trim_start_matches("- "))) else { continue };
            let mut value = word(value);
            if value.is_empty() {
                value = lines.peek().filter(|next| next.starts_with([' ', '\t'])).map_or("", |next| word(next));
            }
            if !value.is_empty() {
                publish = publish.max(of_word(key, value).publish());
            } else if key == Key::Publish {
                publish = Publish::No;
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

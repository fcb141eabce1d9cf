//! Whether a note may be published: `publish` and `draft`, and what other programs call them.
//!
//! Unclear values count as private: a page can still be published later but never taken back. Of other properties that
//! sound as if the note was not for readers, [`is_doubtful`] knows.

use std::borrow::Cow;

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
pub(super) enum Key {
    /// `publish`.
    Publish,
    /// `published` (Jekyll, Quartz), which is often a date. It does not ask for the note to be published where that takes
    /// a `publish: true`.
    Published,
    /// `public`, which does not ask for it either.
    Public,
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
    let Some(key) = key(name) else { return glued(name).filter(|_| matches!(value, Value::Empty)) };
    match value.text() {
        Some(text) => Some(of_word(key, &visible(text))),
        None if matches!(value, Value::Empty | Value::Text(_)) => (key == Key::Publish).then_some(Said::Unclear),
        None if key == Key::Published => None,
        None => Some(Said::Unclear),
    }
}

/// What a key says that YAML did not part from its value: `{publish:false}`. It never asks for the note to be published.
fn glued(name: &str) -> Option<Said> {
    let (name, value) = name.split_once(SIGNS)?;
    let said = of_word(key(name)?, &visible(value));
    (said.publish() == Publish::No).then_some(Said::Clear(Publish::No))
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
        _ => false,
    }
}

/// What may stand between a key and its value, on any keyboard: YAML knows only the first sign.
pub(super) const SIGNS: [char; 5] = [':', '=', '：', '﹕', '＝'];

/// The key with this name, in any letter case.
pub(super) fn key(name: &str) -> Option<Key> {
    let keys = [
        ("publish", Key::Publish),
        ("published", Key::Published),
        ("public", Key::Public),
        ("draft", Key::Draft),
        ("private", Key::Draft),
        ("unpublished", Key::Draft),
    ];
    let name = visible(name);
    keys.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(&name)).map(|(_, key)| key)
}

/// A name or value without surrounding blanks, and without the characters that nobody sees.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text.trim());
    }
    let text: String = text.chars().filter(|sign| !is_hidden(*sign)).collect();
    Cow::Owned(text.trim().to_owned())
}

/// Whether nobody sees this character, although it is no blank: marks of direction, joiners, soft hyphens and the like,
/// which come along when text is copied.
pub(super) fn is_hidden(sign: char) -> bool {
    match sign {
        ' '..='~' => false,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}' => true,
        _ => sign.is_control() && !sign.is_whitespace(),
    }
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
const NEVER: [&str; 7] = ["never", "none", "not", "soon", "later", "n", "f"];

/// What a key says with this value.
pub(super) fn of_word(key: Key, word: &str) -> Said {
    let is = |words: [&str; 4]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    match (key, is(YES), is(NO)) {
        (Key::Publish, true, _) => Said::Clear(Publish::Yes),
        (Key::Draft, true, _) | (Key::Publish | Key::Published | Key::Public, _, true) => Said::Clear(Publish::No),
        (Key::Draft, _, true) | (Key::Published | Key::Public, true, _) => Said::Clear(Publish::Unsaid),
        (Key::Published, ..) if is_source(word) => Said::Clear(Publish::Unsaid),
        _ => Said::Unclear,
    }
}

/// Whether this may say when or by whom something was published, as in notes on books: it does not begin like a no.
fn is_source(word: &str) -> bool {
    let first = first_word(word).to_lowercase();
    let is_no = NO.contains(&&*first) || SHY.contains(&&*first) || NEVER.contains(&&*first);
    !first.is_empty() && !is_no
}

/// The first letters and digits.
pub(super) fn first_word(text: &str) -> &str {
    let text = text.trim_start_matches(|sign: char| !sign.is_alphanumeric());
    text.split(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default()
}

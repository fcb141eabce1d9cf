//! Front matter of the simplest kind, as nearly all of it is: each line has a key, followed by nothing, a few words, or
//! a list of them in brackets or on the lines below.
//!
//! [`read`] returns what the YAML library returns for it. The library, which takes as long for ten lines as all other
//! reading of a note, is used if any character might mean more. A property test compares the two.

use super::value::{Text, Value};

/// What precedes the items of a list below its key, as the app writes it.
const ITEM: &str = "  - ";

/// The longest key, in bytes. YAML has a limit too.
const KEY_LIMIT: usize = 128;

/// The text as a map; `None` if only the library can tell.
pub(super) fn read(text: &str) -> Option<Value> {
    let mut pairs: Vec<(Text, Value)> = Vec::new();
    // Whether an item of a list may follow the previous line.
    let mut opens = false;
    for line in text.lines() {
        if let Some(item) = line.strip_prefix(ITEM) {
            let (_, value) = pairs.last_mut().filter(|_| opens)?;
            let item = words(item)?;
            match value {
                Value::List(items) => items.push(item),
                value => *value = Value::List(vec![item]),
            }
        } else {
            opens = line.ends_with(':');
            pairs.push(pair(line)?);
        }
    }
    (!pairs.is_empty()).then_some(Value::Map(pairs))
}

fn pair(line: &str) -> Option<(Text, Value)> {
    let (key, value) = line.split_once(':')?;
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_key = key.starts_with(|sign: char| sign.is_ascii_alphabetic()) && key.len() <= KEY_LIMIT;
    if !is_key || !key.bytes().all(is_word) || is_null(key) || !(value.is_empty() || value.starts_with(' ')) {
        return None;
    }
    let value = value.trim_matches(' ');
    let value = match value.strip_prefix('[').and_then(|items| items.strip_suffix(']')) {
        Some(items) if items.trim_matches(' ').is_empty() => Value::List(Vec::new()),
        Some(items) => Value::List(items.split(',').map(words).collect::<Option<_>>()?),
        None if value.is_empty() => Value::Empty,
        None => words(value)?,
    };
    Some((text(key), value))
}

/// Words in which no character has a meaning in YAML.
fn words(words: &str) -> Option<Value> {
    let words = words.trim_matches(' ');
    let is_plain = |sign: char| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_' | '.' | '/' | '(' | ')');
    if !words.starts_with(char::is_alphanumeric) || !words.chars().all(is_plain) {
        return None;
    }
    Some(if is_null(words) { Value::Empty } else { Value::Text(text(words)) })
}

fn is_null(words: &str) -> bool {
    matches!(words, "null" | "Null" | "NULL")
}

fn text(text: &str) -> Text {
    Text { text: text.to_owned(), span: 0..0 }
}

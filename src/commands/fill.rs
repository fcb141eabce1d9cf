//! Fills values into a text with placeholders, for the files that `new` and `init` write.

use std::borrow::Cow;

/// Replaces each `{name}` with its value. Braces around what has none stay, and what is filled in is not read again: a
/// title can contain anything.
pub(super) fn fill<'v>(text: &str, value: impl Fn(&str) -> Option<Cow<'v, str>>) -> String {
    let mut full = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        full.push_str(before);
        let name = after.split_once('}').map_or("", |(name, _)| name);
        match value(name) {
            Some(value) => {
                full.push_str(&value);
                rest = &after[name.len() + 1..];
            }
            None => {
                full.push('{');
                rest = after;
            }
        }
    }
    full + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_not_read_again() {
        let value = |name: &str| match name {
            "a" => Some(Cow::from("{b}")),
            "b" => Some(Cow::from("B")),
            _ => None,
        };
        for (text, want) in [
            ("{a} {b}", "{b} B"),
            ("{c} {{a}} {", "{c} {{b}} {"),
            ("{ {b", "{ {b"),
            ("\u{e9}{b}\u{e9}", "\u{e9}B\u{e9}"),
        ] {
            assert_eq!(fill(text, value), want);
        }
    }
}

//! Entities in markup: `&lt;`, `&#39;`.
//!
//! [`resolved`] is the entry point. It finds what has the form of an entity and leaves everything else as it is; which
//! names there are depends on the markup, so the caller says what each stands for.

use std::borrow::Cow;

/// The longest name of an entity.
const LONGEST: usize = 32;

/// The text with each entity replaced with what its name (`lt`, `#39`) stands for; kept if that is nothing.
pub fn resolved<T>(text: &str, meaning: impl Fn(&str) -> Option<T>) -> Cow<'_, str>
where
    String: Extend<T>,
{
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        resolved.push_str(before);
        let end = after.find(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '#')).unwrap_or(after.len());
        let is_whole = after[end..].starts_with(';') && end <= LONGEST;
        match is_whole.then(|| meaning(&after[..end])).flatten() {
            Some(sign) => {
                resolved.extend([sign]);
                rest = &after[end + 1..];
            }
            None => {
                resolved.push('&');
                rest = after;
            }
        }
    }
    resolved.push_str(rest);
    Cow::Owned(resolved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_is_replaced() {
        let meaning = |name: &str| match name {
            "amp" => Some('&'),
            "#39" => Some('\''),
            _ => None,
        };
        let long = format!("&{};", "a".repeat(LONGEST + 1));
        for (text, want) in [
            ("none", "none"),
            ("a &amp; b&#39;&amp;amp;", "a & b'&amp;"),
            ("&; & &amp &no; &a b; c&", "&; & &amp &no; &a b; c&"),
            ("é&amp;é &é; &&amp;;", "é&é &é; &&;"),
            (&long, &long),
        ] {
            assert_eq!(resolved(text, meaning), want);
        }
        assert!(matches!(resolved("none", meaning), Cow::Borrowed(_)));
        assert_eq!(resolved("&&;&b;", |name| (name == "b").then(|| "two".to_owned())), "&&;two");
    }
}

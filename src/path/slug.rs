//! Slugs: what is left of a title or heading where only letters, digits and hyphens may stand.

use super::name::{legal, nfc};

/// The file name of a note's page without `.html`, or a folder's name: lower case, Unicode letters and digits kept,
/// blanks and other characters turned into single hyphens. `_`, `.` and `+` are kept, apostrophes dropped. Never empty.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    each_lower(name.trim(), |sign| match sign {
        '\'' | '’' | '‘' => {}
        '_' | '.' | '+' => slug.push(sign),
        _ if keeps_in_slug(sign) => slug.push(sign),
        _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
        _ => {}
    });
    let slug = nfc(slug.trim_matches(|sign| sign == '-' || sign == '.'));
    if slug.is_empty() { "note".to_owned() } else { legal(&slug) }
}

/// The id of a heading: lower case, punctuation dropped except `-` and `_`, each blank turned into `-`. Empty if
/// nothing is left; the caller makes ids unique.
pub fn heading_slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    each_lower(text.trim(), |sign| match sign {
        '-' | '_' => slug.push(sign),
        _ if sign.is_whitespace() => slug.push('-'),
        _ if keeps_in_slug(sign) => slug.push(sign),
        _ => {}
    });
    slug
}

/// Calls `take` with every character of a text in its composed form and in lower case.
fn each_lower(text: &str, take: impl FnMut(char)) {
    if text.is_ascii() {
        text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())).for_each(take);
    } else {
        nfc(text).chars().flat_map(char::to_lowercase).for_each(take);
    }
}

/// Letters, digits, marks and other non-ASCII symbols (emoji, say), but not punctuation.
pub(crate) fn keeps_in_slug(sign: char) -> bool {
    sign.is_alphanumeric()
        || (!sign.is_ascii()
            && !sign.is_whitespace()
            && !sign.is_control()
            && !matches!(sign,
                '\u{80}'..='\u{bf}' | '×' | '÷'
                | '\u{2000}'..='\u{200c}' | '\u{200e}'..='\u{206f}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{301f}'
                | '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}'
                | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}'
                | '\u{fff0}'..='\u{ffff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_letters_and_lose_signs() {
        for (name, want) in [
            ("Dual Sheds", "dual-sheds"),
            ("What's next", "whats-next"),
            ("R&D", "r-d"),
            ("C++", "c++"),
            ("A & B", "a-b"),
            ("Émile’s list", "émiles-list"),
            ("日記", "日記"),
            ("🌱 Seeds", "🌱-seeds"),
            ("!!!", "note"),
            ("100% cotton", "100-cotton"),
            ("v1.2 notes", "v1.2-notes"),
            (" edge ", "edge"),
            ("CON", "con_"),
            ("..", "note"),
        ] {
            assert_eq!(slug(name), want, "{name}");
        }
    }

    #[test]
    fn heading_ids_follow_the_usual_rule() {
        assert_eq!(heading_slug("What's next?"), "whats-next");
        assert_eq!(heading_slug("A & B"), "a--b");
        assert_eq!(heading_slug("snake_case and-dash"), "snake_case-and-dash");
        assert_eq!(heading_slug("!?"), "");
    }
}

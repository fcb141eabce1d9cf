//! Names of files and folders as file systems see them: which are the same, and which are legal.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::hash::Digest;

/// Longest part of an output path, in bytes, with room below the usual limit of 255 for a suffix
/// and an extension.
const PART_LIMIT: usize = 180;

/// One form for all names that some file system treats as the same, regardless of letter case and Unicode form.
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    // Upper case first, so that ß and ss, ς and σ become the same.
    name.to_uppercase().to_lowercase().nfc().collect()
}

/// Unicode's composed form, which most text is in already.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Makes a name, which is a part of a path, legal on every common file system.
pub(super) fn legal(part: &str) -> String {
    let clean: String = nfc(part)
        .chars()
        .map(|sign| match sign {
            '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*' | '/' => '-',
            _ if sign.is_control()
                || matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                '-'
            }
            _ => sign,
        })
        .collect();
    let mut clean = clean.trim_end_matches(['.', ' ']).trim_start().to_owned();
    if clean.len() > PART_LIMIT {
        clean = shorten(&clean);
    }
    if clean.is_empty() {
        clean.push('-');
    }
    no_device(clean)
}

/// The name with a `_` after its stem if Windows would take it for a device: `con_`, `aux_.md`.
pub(crate) fn no_device(mut name: String) -> String {
    if is_device_name(&name) {
        let at = name.find('.').unwrap_or(name.len());
        name.insert(at, '_');
    }
    name
}

/// Replaces the middle of a long name with a digest, so that two long names stay distinct and the extension survives.
fn shorten(part: &str) -> String {
    let extension = part.rfind('.').filter(|at| *at > 0 && part.len() - at <= 12).map_or("", |at| &part[at..]);
    let end = part.floor_char_boundary(PART_LIMIT - extension.len() - 9);
    format!("{}-{}{extension}", part[..end].trim_end_matches(['.', ' ', '-']), Digest::of(part.as_bytes()).short(8))
}

/// Names that Windows reserves for devices, with any extension.
fn is_device_name(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || ((stem.starts_with("com") || stem.starts_with("lpt")) && {
            let number: Vec<char> = stem[3..].chars().collect();
            matches!(number.as_slice(), ['1'..='9'] | ['¹' | '²' | '³'])
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_keep_their_extension() {
        let long = legal(&format!("{}.html", "l".repeat(300)));
        assert!(long.len() <= PART_LIMIT && long.ends_with(".html"));
    }
}

//! Makes text safe to print: what a terminal would act on, or a reader would not see, is spelled out.
//!
//! [`visible`] is for text that people read, [`escape_json`] for JSON. A file name or a line of a note may contain
//! escape sequences that move the cursor, or marks that reverse the reading direction; neither may reach a terminal.

use std::borrow::Cow;

/// Whether a terminal would act on this character, or a reader could not see it.
pub fn is_hidden(sign: char) -> bool {
    sign.is_control()
        || matches!(sign,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Makes every hidden character visible: `␛` for an escape, `<U+202E>` for a direction override. Tabs and line breaks
/// stay: the caller lays out lines.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    let stays = |sign: char| !is_hidden(sign) || sign == '\t' || sign == '\n';
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for sign in text.chars() {
        match sign {
            _ if stays(sign) => shown.push(sign),
            '\0'..='\u{1f}' => shown.push(char::from_u32(0x2400 + u32::from(sign)).unwrap_or('\u{fffd}')),
            '\u{7f}' => shown.push('␡'),
            _ => shown.push_str(&format!("<U+{:04X}>", u32::from(sign))),
        }
    }
    Cow::Owned(shown)
}

/// Does the same as [`visible`], on one line: tabs and line breaks become blanks.
pub(super) fn visible_line(text: &str) -> String {
    visible(text).replace(['\t', '\n'], " ")
}

/// Makes JSON safe to print: hidden characters that its syntax allows are escaped. They can only be inside strings,
/// where `\u202e` means the same.
pub fn escape_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for sign in json.chars() {
        if is_hidden(sign) {
            escaped.push_str(&format!("\\u{:04x}", u32::from(sign)));
        } else {
            escaped.push(sign);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_spelled_out() {
        for (text, want) in [
            ("compost", "compost"),
            ("a\u{1b}[2Jb", "a␛[2Jb"),
            ("a\0\u{7f}\u{9b}b", "a␀␡<U+009B>b"),
            ("\u{202e}txt.exe\u{2069}", "<U+202E>txt.exe<U+2069>"),
            ("zero\u{200b}width\u{feff}", "zero<U+200B>width<U+FEFF>"),
            ("👩\u{200d}🌾 stays", "👩\u{200d}🌾 stays"),
            ("tab\tand\nline", "tab\tand\nline"),
            ("carriage\rreturn", "carriage␍return"),
        ] {
            assert_eq!(visible(text), want);
        }
        assert_eq!(visible_line("tab\tand\nline"), "tab and line");
        assert_eq!(escape_json("{\"a\":\"\u{202e}\u{9b}é\"}"), "{\"a\":\"\\u202e\\u009bé\"}");
    }
}

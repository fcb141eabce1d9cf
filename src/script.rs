//! Data as plain scripts, which a page can load from disk too.
//!
//! [`harmless`] is the entry point. It changes how JSON is written, never its meaning, so that nothing in it can end a
//! script or a line, or make the file look like anything but text.

/// Escapes `<`, line separators and control characters in the strings of JSON (RFC 8259, section 7). Outside strings
/// JSON has none of these except the line feed, which stays.
pub fn harmless(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    write_harmless(json, &mut text);
    text
}

/// Appends the same to a text.
pub fn write_harmless(json: &str, text: &mut String) {
    let mut rest = json;
    // Few characters need escapes, and most texts have none of them.
    while let Some(at) = first(rest.as_bytes(), may_begin_harm) {
        text.push_str(&rest[..at]);
        let Some(sign) = rest[at..].chars().next() else { break };
        match sign {
            '<' | '\u{2028}' | '\u{2029}' => escape(sign, text),
            _ if sign.is_control() => escape(sign, text),
            _ => text.push(sign),
        }
        rest = &rest[at + sign.len_utf8()..];
    }
    text.push_str(rest);
}

/// Appends the contents of a JSON string for this text, made harmless in the same way.
pub fn write_text(said: &str, text: &mut String) {
    let must_look = |byte| may_begin_harm(byte) | (byte == b'\n') | (byte == b'"') | (byte == b'\\');
    let mut rest = said;
    while let Some(at) = first(rest.as_bytes(), must_look) {
        text.push_str(&rest[..at]);
        let Some(sign) = rest[at..].chars().next() else { break };
        match sign {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '<' | '\u{2028}' | '\u{2029}' => escape(sign, text),
            _ if sign.is_control() => escape(sign, text),
            _ => text.push(sign),
        }
        rest = &rest[at + sign.len_utf8()..];
    }
    text.push_str(rest);
}

/// The position of the first byte that matches. Whole groups of bytes are checked together, which compilers make fast.
#[inline]
fn first(bytes: &[u8], is_meant: impl Fn(u8) -> bool) -> Option<usize> {
    let group = bytes.chunks(64).position(|group| group.iter().fold(false, |any, byte| any | is_meant(*byte)))?;
    let start = group * 64;
    Some(start + bytes[start..].iter().position(|byte| is_meant(*byte))?)
}

/// Whether a character that begins with this byte may need an escape.
#[inline]
fn may_begin_harm(byte: u8) -> bool {
    (byte < b' ' && byte != b'\n') | (byte == b'<') | (byte == 0x7f) | (byte == 0xc2) | (byte == 0xe2)
}

fn escape(sign: char, text: &mut String) {
    text.push_str(&format!("\\u{:04x}", u32::from(sign)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_stays_the_same() {
        let long = format!("{}–{}<{}", "a".repeat(63), "b".repeat(130), "c".repeat(64));
        let value = serde_json::json!(["</script><!--", "a\u{2028}b\u{2029}\u{7f}\u{85}\u{0}\n", "é日", long]);
        let json = value.to_string();
        let written = harmless(&json);
        assert!(!written.contains(['<', '\u{2028}', '\u{2029}', '\u{7f}', '\u{85}', '\u{0}']), "{written}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).ok(), Some(value));
    }

    #[test]
    fn a_text_is_written_as_json_is() {
        let signs: String = (0..0x800).chain(0x2000..0x2100).filter_map(char::from_u32).collect();
        for said in [signs, "\\".repeat(70), "–’“".repeat(40), String::new(), format!("{}<\n", "a".repeat(127))] {
            let mut written = String::from("\"");
            write_text(&said, &mut written);
            written.push('"');
            assert_eq!(written, harmless(&serde_json::Value::from(said).to_string()));
        }
    }
}

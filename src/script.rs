//! Data as plain scripts, which a page can load from a disk as well.
//!
//! [`harmless`] is the entry point. It changes how JSON is written, never what it says, so that nothing
//! in it can end a script, a line or a file's being text.

/// JSON whose strings hold no `<`, no separator of lines and no control sign: each is an escape (RFC 8259,
/// section 7). Outside of strings JSON has none of them but the line feed, which stays.
pub fn harmless(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    write_harmless(json, &mut text);
    text
}

/// Adds the same to a text.
pub fn write_harmless(json: &str, text: &mut String) {
    let mut rest = json;
    // Few signs are meant, and most texts have none of them.
    while let Some(at) = first_harm(rest.as_bytes()) {
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

/// Where a sign begins that may have to be an escape. Whole groups of bytes are looked at together, which
/// compilers make fast.
fn first_harm(bytes: &[u8]) -> Option<usize> {
    let group = bytes.chunks(64).position(|group| group.iter().fold(false, |any, byte| any | may_begin_harm(*byte)))?;
    let start = group * 64;
    Some(start + bytes[start..].iter().position(|byte| may_begin_harm(*byte))?)
}

/// Whether a sign that begins with this byte may have to be an escape.
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
}

//! Data as plain scripts, which a page can load from a disk as well.
//!
//! [`harmless`] is the entry point. It changes how JSON is written, never what it says, so that nothing
//! in it can end a script, a line or a file's being text.

/// JSON whose strings hold no `<`, no separator of lines and no control sign: each is an escape (RFC 8259,
/// section 7). Outside of strings JSON has none of them but the line feed, which stays.
pub fn harmless(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for sign in json.chars() {
        match sign {
            '<' | '\u{2028}' | '\u{2029}' => escape(sign, &mut text),
            '\n' => text.push(sign),
            _ if sign.is_control() => escape(sign, &mut text),
            _ => text.push(sign),
        }
    }
    text
}

fn escape(sign: char, text: &mut String) {
    text.push_str(&format!("\\u{:04x}", u32::from(sign)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_stays_the_same() {
        let value = serde_json::json!(["</script><!--", "a\u{2028}b\u{2029}\u{7f}\u{85}\u{0}\n", "é日"]);
        let json = value.to_string();
        let written = harmless(&json);
        assert!(!written.contains(['<', '\u{2028}', '\u{2029}', '\u{7f}', '\u{85}', '\u{0}']), "{written}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).ok(), Some(value));
    }
}

//! Addresses that stand in the text without any brackets (GFM 6.9, *Autolinks (extension)*).
//!
//! [`length`] says how far one reaches. Only `http://`, `https://` and `www.` are known.

/// Whether an address may begin after this sign.
pub(super) fn may_stand_before(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(sign, '*' | '_' | '~' | '(' | '"' | '\'' | '“' | '‘' | '«' | '>' | '=' | '|' | '[' | ':')
}

/// Length in bytes of the address that `text` begins with, and whether it has a scheme.
pub(super) fn length(text: &str) -> Option<(usize, bool)> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme));
    let host = scheme.map_or_else(|| text.starts_with("www.").then_some(4), |scheme| Some(scheme.len()))?;
    let end = text
        .find(|sign: char| sign.is_whitespace() || sign.is_control() || matches!(sign, '<' | '>' | '"' | '`'))
        .unwrap_or(text.len());
    let length = trimmed(&text[..end]);
    let has_host = text[host..length.max(host)].starts_with(|sign: char| sign.is_alphanumeric() || sign == '[');
    (has_host && (scheme.is_some() || text[host..length].contains('.'))).then_some((length, scheme.is_some()))
}

/// Without the punctuation that ends the sentence around it, and without brackets that were
/// opened before it.
fn trimmed(address: &str) -> usize {
    let count = |sign| memchr::memchr_iter(sign, address.as_bytes()).count();
    let (mut opened, mut closed) = ((count(b'('), count(b'[')), (count(b')'), count(b']')));
    let mut length = address.len();
    while let Some(last) = address[..length].chars().next_back() {
        match last {
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '|' | '’' | '”' | '…' => {}
            ')' if closed.0 > opened.0 => closed.0 -= 1,
            ']' if closed.1 > opened.1 => closed.1 -= 1,
            '(' => opened.0 -= 1,
            _ => break,
        }
        length -= last.len_utf8();
    }
    length
}

//! Addresses in the text without any brackets (GFM 6.9, *Autolinks (extension)*).
//!
//! [`length`] says how long one is. Only `http://`, `https://` and `www.` are recognized.

/// Whether an address may begin after this character.
pub(super) fn may_stand_before(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(sign, '*' | '_' | '~' | '(' | '"' | '\'' | '“' | '‘' | '«' | '>' | '=' | '|' | '[' | ':')
}

/// What an address begins with: a word and punctuation.
const BEGINNINGS: [(&str, &str); 3] = [("https", "://"), ("http", "://"), ("www", ".")];

/// Where an address begins whose word ends at the end of `before` and whose punctuation begins `after`.
pub(super) fn begins_before(before: &[u8], after: &[u8]) -> Option<usize> {
    let is_here =
        |(word, signs): &&(&str, &str)| before.ends_with(word.as_bytes()) && after.starts_with(signs.as_bytes());
    BEGINNINGS.iter().find(is_here).map(|(word, _)| before.len() - word.len())
}

/// Length in bytes of the address that `text` begins with, and whether it has a scheme.
pub(super) fn length(text: &str) -> Option<(usize, bool)> {
    let rest = |(word, signs): &(&str, &str)| text.strip_prefix(word)?.strip_prefix(signs);
    let host = text.len() - BEGINNINGS.iter().find_map(rest)?.len();
    let scheme = text[..host].ends_with('/');
    // Checked first, so that a row of such beginnings is not read to its end for each of them.
    if !text[host..].starts_with(|sign: char| sign.is_alphanumeric() || sign == '[') {
        return None;
    }
    let end = text
        .find(|sign: char| sign.is_whitespace() || sign.is_control() || matches!(sign, '<' | '>' | '"' | '`'))
        .unwrap_or(text.len());
    let length = trimmed(&text[..end]);
    (length > host && (scheme || text[host..length].contains('.'))).then_some((length, scheme))
}

/// Returns the length without the punctuation that ends the sentence around it, and without brackets that were opened
/// before it.
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

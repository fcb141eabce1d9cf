//! Addresses: what has to be encoded in them, and which of them name a scheme.

/// Percent-encodes a path or fragment for use in an address (RFC 3986, 2.1): letters, digits and `-._~+,=@!/` stay,
/// everything else is encoded, so the result needs no escaping in HTML or XML.
pub fn percent_encode(text: &str) -> String {
    let mut url = String::with_capacity(text.len());
    percent_encode_into(text, &mut url);
    url
}

/// By byte: whether it stays as it is in an address.
pub(super) const STAYS: [bool; 256] = {
    let mut stays = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        stays[byte as usize] = byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b',' | b'=' | b'@' | b'!' | b'/');
        byte += 1;
    }
    stays
};

/// Appends the same to an address.
pub(super) fn percent_encode_into(text: &str, url: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let bytes = text.as_bytes();
    let mut kept = 0;
    while let Some(length) = bytes[kept..].iter().position(|byte| !STAYS[usize::from(*byte)]) {
        let at = kept + length;
        // Between two bytes of one character there is nothing to keep, and no boundary to slice at.
        if length > 0 {
            url.push_str(&text[kept..at]);
        }
        let byte = bytes[at];
        url.extend(['%', HEX[usize::from(byte >> 4)] as char, HEX[usize::from(byte & 15)] as char]);
        kept = at + 1;
    }
    url.push_str(&text[kept..]);
}

/// Decodes `%41` and the like; malformed sequences stay as they are, and invalid UTF-8 becomes replacement characters.
pub fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |offset: usize| bytes.get(at + offset).and_then(|digit| (*digit as char).to_digit(16));
        match (bytes[at], hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Whether an address begins with a scheme (RFC 3986, 3.1). One letter is a drive, not a scheme; control characters,
/// which a browser would drop, do not hide one.
pub fn has_scheme(address: &str) -> bool {
    for (at, sign) in address.chars().filter(|sign| !sign.is_control()).enumerate() {
        match sign {
            ':' => return at > 1,
            _ if sign.is_ascii_alphabetic() => {}
            '0'..='9' | '+' | '-' | '.' if at > 0 => {}
            _ => return false,
        }
    }
    false
}

/// Whether an address leads out of the garden: it names a scheme, or a host as in `//host/file`.
pub fn leads_elsewhere(address: &str) -> bool {
    has_scheme(address) || address.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_scheme_or_a_host_leads_elsewhere() {
        for address in ["https://a.example/", "mailto:me@a.example", "//a.example/b.png", "java\u{1}script:x"] {
            assert!(leads_elsewhere(address), "{address}");
        }
        for address in ["", "a.png", "/a.png", "./b:c.png", "c:/a.png", "#top", "a//b.png"] {
            assert!(!leads_elsewhere(address), "{address}");
        }
    }

    #[test]
    fn percent_decoding_is_lenient() {
        assert_eq!(percent_decode("a%20b%zz%"), "a b%zz%");
        assert_eq!(percent_decode(&percent_encode("é?#&")), "é?#&");
    }
}

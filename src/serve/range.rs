//! Parts of a file: parses `Range` headers (RFC 9110, 14.2), so that readers can seek in audio and video.

use std::ops::Range;

/// The meaning of a `Range` header.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Send all of it: the header can't be understood or asks for several parts, and may then be ignored.
    All,
    /// Send these bytes.
    Bytes(Range<u64>),
    /// The file has none of the bytes asked for.
    Outside,
}

/// Parses the header's value for a file of this length in bytes.
pub(super) fn part(value: &str, length: u64) -> Part {
    let Some((unit, range)) = value.split_once('=') else { return Part::All };
    let Some((first, last)) = range.trim().split_once('-') else { return Part::All };
    if !unit.trim().eq_ignore_ascii_case("bytes") || !is_number(first) || !is_number(last) {
        return Part::All;
    }
    // A number that overflows is past the end of any file.
    let number = |digits: &str| digits.parse().unwrap_or(u64::MAX);
    let bytes = match (first, last) {
        ("", "") => return Part::All,
        ("", count) => length.saturating_sub(number(count))..length,
        (first, "") => number(first)..length,
        (first, last) if number(last) < number(first) => return Part::All,
        (first, last) => number(first)..length.min(number(last).saturating_add(1)),
    };
    if bytes.is_empty() { Part::Outside } else { Part::Bytes(bytes) }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_sent_and_anything_odd_is_ignored() {
        for (value, want) in [
            ("bytes=0-0", Part::Bytes(0..1)),
            ("bytes=2-5", Part::Bytes(2..6)),
            ("Bytes=7-", Part::Bytes(7..10)),
            ("bytes=-3", Part::Bytes(7..10)),
            ("bytes=-99", Part::Bytes(0..10)),
            ("bytes=5-99999999999999999999999999", Part::Bytes(5..10)),
            ("bytes=10-", Part::Outside),
            ("bytes=99999999999999999999999999-", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=5-4", Part::All),
            ("bytes=0-1,3-4", Part::All),
            ("bytes=-", Part::All),
            ("bytes=+1-2", Part::All),
            ("bytes=0x1-2", Part::All),
            ("bytes", Part::All),
            ("lines=1-2", Part::All),
            ("", Part::All),
        ] {
            assert_eq!(part(value, 10), want, "{value}");
        }
        assert_eq!(part("bytes=0-", 0), Part::Outside);
    }
}

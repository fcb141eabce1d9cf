//! Parsers for the values of flags; their errors say what to write instead.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

/// Reads a duration: `500ms`, `2s`, `1.5s`, `1m`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let number_end = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(number_end);
    let seconds = match unit.trim() {
        "ms" => 0.001,
        "s" => 1.0,
        "m" | "min" => 60.0,
        _ => return Err("write a number followed by ms, s or m, such as 500ms".to_owned()),
    };
    let duration = number.parse().ok().and_then(|number: f64| Duration::try_from_secs_f64(number * seconds).ok());
    let is_sound =
        |duration: &Duration| *duration >= Duration::from_millis(10) && *duration <= Duration::from_secs(3600);
    duration.filter(is_sound).ok_or_else(|| "write a duration from 10ms to 60m".to_owned())
}

/// Reads a port. 0 is any that is free.
pub(super) fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| "write a number from 0 to 65535".to_owned())
}

/// Reads how many of something there shall be.
pub(super) fn count(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|count| *count > 0).ok_or_else(|| "write a number, 1 or more".to_owned())
}

/// Reads how often a flag is given that counts, from an environment variable: a number, or yes or no in the words that
/// all other flags understand.
pub(super) fn times(text: &str) -> Result<u8, String> {
    let is_no = ["", "n", "no", "f", "false", "off"].iter().any(|no| text.eq_ignore_ascii_case(no));
    Ok(if is_no { 0 } else { text.parse().unwrap_or(1) })
}

/// Reads the address of a machine.
pub(super) fn address(text: &str) -> Result<IpAddr, String> {
    if text == "localhost" {
        return Ok(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    text.parse().map_err(|_| "write an address of this machine in numbers, such as 192.168.1.20".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_or_say_how_to_write_them() {
        assert_eq!((port("0"), port("65535")), (Ok(0), Ok(65535)));
        for text in ["65536", "-1", "x", ""] {
            assert_eq!(port(text), Err("write a number from 0 to 65535".to_owned()), "{text}");
        }
        assert_eq!(count("10"), Ok(10));
        for text in ["0", "-1", "ten"] {
            assert_eq!(count(text), Err("write a number, 1 or more".to_owned()), "{text}");
        }
        for (text, want) in [("0", 0), ("2", 2), ("true", 1), ("Yes", 1), ("no", 0), ("FALSE", 0), ("off", 0), ("", 0)]
        {
            assert_eq!(times(text), Ok(want), "{text}");
        }
        assert_eq!(address("localhost"), Ok(IpAddr::V4(Ipv4Addr::LOCALHOST)));
        assert!(address("::1").is_ok() && address("192.168.1.20").is_ok());
        assert!(address("me.example").is_err_and(|help| help.starts_with("write an address of this machine")));
        for (text, want) in [("500ms", 500), ("2s", 2000), ("1.5 s", 1500), ("1m", 60_000)] {
            assert_eq!(duration(text), Ok(Duration::from_millis(want)), "{text}");
        }
        for (text, help) in
            [("3", "write a number followed by ms, s or m"), ("0s", "write a duration from 10ms to 60m")]
        {
            assert!(duration(text).is_err_and(|found| found.starts_with(help)), "{text}");
        }
    }
}

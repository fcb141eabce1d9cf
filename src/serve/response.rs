//! Responses: a status, the headers that all of them have, and bytes.
//!
//! [`response`] makes one of bytes in memory, [`build`] one of whatever can be read. What to respond with is decided by
//! `answer` and `live`.

use std::io::{Cursor, Read};

use tiny_http::{Header, Response, ResponseBox, StatusCode};

use super::media::media_type;
use super::request::Refusal;

/// What to send.
pub(super) enum Answer {
    /// This response; then the next request may follow.
    Response(ResponseBox),
    /// The numbers of the states as they come, as long as the client listens.
    Events,
}

/// Makes a response of these bytes.
pub(super) fn response(status: u16, media: &str, bytes: impl AsRef<[u8]>) -> ResponseBox {
    let bytes = bytes.as_ref().to_vec();
    let length = bytes.len() as u64;
    build(status, media, Box::new(Cursor::new(bytes)), length)
}

/// Makes the response to a refused request.
pub(super) fn refuse(refusal: Refusal) -> ResponseBox {
    let response = response(refusal.status, media_type("x.txt"), format!("{}\n", refusal.words));
    if refusal.status == 405 { with(response, "Allow", "GET, HEAD") } else { response }
}

/// Makes a response of what can be read, which has this length.
pub(super) fn build(status: u16, media: &str, bytes: Box<dyn Read + Send>, length: u64) -> ResponseBox {
    let length = usize::try_from(length).ok();
    let response = Response::new(StatusCode(status), Vec::new(), bytes, length, None)
        // Lengths are always sent rather than chunks, so that browsers can seek in media.
        .with_chunked_threshold(usize::MAX);
    [
        ("Server", "allotment"),
        ("Content-Type", media),
        // Browsers must revalidate every time, so that they never show an outdated garden; an unchanged file is a 304.
        ("Cache-Control", if status < 400 { "no-cache" } else { "no-store" }),
        // The search index and other data are scripts, which pages of any origin could load without this header.
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "SAMEORIGIN"),
        ("Referrer-Policy", "same-origin"),
        // An SVG image must not run scripts, even when it is opened on its own.
        ("Content-Security-Policy", if media.starts_with("image/svg") { "script-src 'none'" } else { "" }),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .fold(response, |response, (name, value)| with(response, name, value))
}

/// Sets a header, unless its value is not valid in one.
pub(super) fn with(response: ResponseBox, name: &str, value: &str) -> ResponseBox {
    match Header::from_bytes(name, value) {
        Ok(header) => response.with_header(header),
        Err(()) => response,
    }
}

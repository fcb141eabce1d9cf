//! Requests: parses their heads, and decides which ones are refused.
//!
//! [`read`] looks at the bytes received so far. It is the wall between the preview and everything else that can reach
//! its port: other programs, pages of other sites in the same browser, foreign names that resolve to this machine.

use std::net::{IpAddr, SocketAddr};

/// The maximum size of a head in bytes.
pub(super) const HEAD_LIMIT: usize = 8 * 1024;
/// The maximum number of header lines in a head; browsers send less than half as many.
const LINES: usize = 64;

/// A request that may be answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    /// Whether only the head of the answer is wanted.
    pub(super) head_only: bool,
    /// The path as sent, starting with `/`.
    pub(super) path: String,
    /// The part after `?`, as sent.
    pub(super) query: String,
    /// Whether the connection stays open for more requests.
    pub(super) keep: bool,
    pub(super) if_none_match: Option<String>,
    pub(super) range: Option<String>,
    pub(super) if_range: Option<String>,
}

/// Why a request is not answered: a status, and a message for whoever sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) words: &'static str,
}

impl Refusal {
    const fn new(status: u16, words: &'static str) -> Self {
        Self { status, words }
    }
}

/// The head took too long to arrive.
pub(super) const TOO_SLOW: Refusal = Refusal::new(408, "the request took too long to come");
/// The head has more than [`HEAD_LIMIT`] bytes or too many lines.
pub(super) const TOO_LONG: Refusal = Refusal::new(431, "the head of the request is too long");
const UNREADABLE: Refusal = Refusal::new(400, "this is no request that can be understood");
const BODY: Refusal = Refusal::new(413, "requests must not have a body here");
const METHOD: Refusal = Refusal::new(405, "only GET and HEAD are answered here");
const HOST: Refusal =
    Refusal::new(403, "this preview is not known by that name; open it by the address that `allotment serve` printed");
const FOREIGN: Refusal =
    Refusal::new(403, "other sites must not read this preview; open it by the address that `allotment serve` printed");

/// Parses the head at the start of the bytes and returns its length and either the request or the refusal.
/// `None` if the head is not complete. `here` is this machine's end of the connection.
pub(super) fn read(bytes: &[u8], here: SocketAddr) -> Option<(usize, Result<Request, Refusal>)> {
    let mut lines = [httparse::EMPTY_HEADER; LINES];
    let mut head = httparse::Request::new(&mut lines);
    match head.parse(bytes) {
        Ok(httparse::Status::Partial) if bytes.len() < HEAD_LIMIT => None,
        Ok(httparse::Status::Complete(length)) if length <= HEAD_LIMIT => Some((length, judge(&head, here))),
        Ok(_) | Err(httparse::Error::TooManyHeaders) => Some((bytes.len(), Err(TOO_LONG))),
        Err(_) => Some((bytes.len(), Err(UNREADABLE))),
    }
}

fn judge(head: &httparse::Request<'_, '_>, here: SocketAddr) -> Result<Request, Refusal> {
    let all = |name: &'static str| {
        head.headers.iter().filter(move |line| line.name.eq_ignore_ascii_case(name)).map(|line| line.value)
    };
    // A value that is not UTF-8 becomes one that no header can validly have.
    let one = |name| all(name).next().map(|value| std::str::from_utf8(value).unwrap_or("\u{fffd}").trim());
    if one("transfer-encoding").is_some() || all("content-length").any(|length| length != b"0") {
        return Err(BODY);
    }
    let head_only = match head.method {
        Some("GET") => false,
        Some("HEAD") => true,
        _ => return Err(METHOD),
    };
    let target = head.path.filter(|target| target.starts_with('/')).ok_or(UNREADABLE)?;
    let host = one("host").filter(|host| all("host").count() == 1 && is_own_name(host, here)).ok_or(HOST)?;
    // Pages of this site send exactly its origin; pages that hide theirs send `null`.
    let own = |origin: &[u8]| origin.eq_ignore_ascii_case(format!("http://{host}").as_bytes());
    if !all("origin").all(own) || is_foreign(one("sec-fetch-site"), one("sec-fetch-mode"), one("sec-fetch-dest")) {
        return Err(FOREIGN);
    }
    let target = target.split('#').next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let closes =
        |value: &[u8]| value.split(|byte| *byte == b',').any(|word| word.trim_ascii().eq_ignore_ascii_case(b"close"));
    Ok(Request {
        head_only,
        path: path.to_owned(),
        query: query.to_owned(),
        keep: head.version == Some(1) && !all("connection").any(closes),
        if_none_match: one("if-none-match").map(str::to_owned),
        range: one("range").map(str::to_owned),
        if_range: one("if-range").map(str::to_owned),
    })
}

/// Whether `Host` is a name that nobody else can have pointed at this machine: one of the loopback names, or
/// the very address that the connection came to, in each case with the right port.
fn is_own_name(host: &str, here: SocketAddr) -> bool {
    let address = here.ip().to_canonical();
    let port = format!(":{}", here.port());
    let name = match host.strip_suffix(&port) {
        Some(name) => name,
        None if here.port() == 80 => host,
        None => return false,
    };
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let number: Option<IpAddr> = match bare {
        Some(bare) => bare.parse().ok().filter(IpAddr::is_ipv6),
        None => name.parse().ok().filter(IpAddr::is_ipv4),
    };
    let number = number.map(|number| number.to_canonical());
    name.eq_ignore_ascii_case("localhost")
        || matches!(name, "127.0.0.1" | "[::1]")
        || number.is_some_and(|number| number == address)
}

/// Whether a page of another origin caused the request. Such a page may lead its reader here in a top-level window:
/// what it can't see, it can't misuse. Everything else, such as loading a script or embedding a frame of ours, is
/// refused. Other ports of this machine are the same site to a browser, and nevertheless foreign to us.
fn is_foreign(site: Option<&str>, mode: Option<&str>, destination: Option<&str>) -> bool {
    match site {
        None | Some("same-origin" | "none") => false,
        Some(_) => (mode, destination) != (Some("navigate"), Some("document")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "127.0.0.1:1111";

    fn address(text: &str) -> SocketAddr {
        text.parse().expect("an address")
    }

    fn ask(head: &str) -> Result<Request, u16> {
        let (length, request) = read(head.as_bytes(), address(HERE)).expect("a whole head");
        if request.is_ok() {
            assert_eq!(length, head.len());
        }
        request.map_err(|refusal| refusal.status)
    }

    #[test]
    fn a_request_is_taken_apart() {
        let head = "HEAD /a%20b?x=1&y#z HTTP/1.1\r\nhost: LOCALHOST:1111\r\nIf-None-Match: \"a\"\r\nRange: bytes=0-\r\nIf-Range: \"b\"\r\n\r\n";
        let want = Request {
            head_only: true,
            path: "/a%20b".to_owned(),
            query: "x=1&y".to_owned(),
            keep: true,
            if_none_match: Some("\"a\"".to_owned()),
            range: Some("bytes=0-".to_owned()),
            if_range: Some("\"b\"".to_owned()),
        };
        assert_eq!(ask(head), Ok(want));
        for (head, keep) in [
            ("GET / HTTP/1.0\r\nHost: [::1]:1111\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nHost: 127.0.0.1:1111\r\nConnection: Keep-Alive, Close\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nHost: 127.0.0.1:1111\r\nContent-Length: 0\r\n\r\n", true),
        ] {
            assert_eq!(ask(head).map(|request| request.keep), Ok(keep), "{head}");
        }
        assert!(read(b"GET / HTTP/1.1\r\nHost: 127.0.0.1:1111\r\n", address(HERE)).is_none());
    }

    #[test]
    fn the_odd_the_large_and_the_writing_are_refused() {
        let lines = "A: b\r\n".repeat(65);
        let long = "a".repeat(HEAD_LIMIT);
        for (head, status) in [
            ("\u{1}\u{2}\r\n\r\n", 400),
            ("GET http://127.0.0.1:1111/ HTTP/1.1\r\nHost: 127.0.0.1:1111\r\n\r\n", 400),
            ("GET /\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: 127.0.0.1:1111\r\n\r\n", 405),
            ("OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:1111\r\n\r\n", 405),
            ("get / HTTP/1.1\r\nHost: 127.0.0.1:1111\r\n\r\n", 405),
            ("POST / HTTP/1.1\r\nContent-Length: 100000000000\r\n\r\n", 413),
            ("GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n", 413),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 413),
            (&format!("GET / HTTP/1.1\r\n{lines}\r\n"), 431),
            (&format!("GET /{long}"), 431),
        ] {
            assert_eq!(ask(head), Err(status), "{head}");
        }
    }

    #[test]
    fn only_own_names_are_answered() {
        for (here, host, own) in [
            (HERE, "127.0.0.1:1111", true),
            (HERE, "localhost:1111", true),
            (HERE, "[::1]:1111", true),
            ("[::1]:1111", "localhost:1111", true),
            ("[::ffff:192.168.1.5]:1111", "192.168.1.5:1111", true),
            ("[fe80::1]:1111", "[fe80::1]:1111", true),
            ("127.0.0.1:80", "localhost", true),
            ("192.168.1.5:1111", "localhost:1111", true),
            ("192.168.1.5:1111", "192.168.1.6:1111", false),
            (HERE, "127.0.0.1", false),
            (HERE, "127.0.0.1:2222", false),
            (HERE, "127.0.0.2:1111", false),
            (HERE, "0.0.0.0:1111", false),
            (HERE, "evil.example:1111", false),
            (HERE, "localhost.evil.example:1111", false),
            (HERE, "evil.example/localhost:1111", false),
            (HERE, "localhost.:1111", false),
            (HERE, "user@localhost:1111", false),
            (HERE, "[127.0.0.1]:1111", false),
            (HERE, "::1:1111", false),
            (HERE, "2130706433:1111", false),
            (HERE, "", false),
        ] {
            assert_eq!(is_own_name(host, address(here)), own, "{host} at {here}");
        }
    }

    #[test]
    fn pages_of_other_origins_may_lead_here_and_no_more() {
        let with = |lines: &str| ask(&format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:1111\r\n{lines}\r\n")).map(|_| ());
        let navigation = "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
        for lines in [
            "Origin: http://127.0.0.1:1111\r\n".to_owned(),
            "Sec-Fetch-Site: same-origin\r\n".to_owned(),
            "Sec-Fetch-Site: none\r\n".to_owned(),
            format!("Sec-Fetch-Site: cross-site\r\n{navigation}"),
            format!("Sec-Fetch-Site: same-site\r\n{navigation}"),
        ] {
            assert_eq!(with(&lines), Ok(()), "{lines}");
        }
        for lines in [
            "Origin: http://localhost:1111\r\n",
            "Origin: http://127.0.0.1:3000\r\n",
            "Origin: https://127.0.0.1:1111\r\n",
            "Origin: null\r\n",
            "Origin: http://127.0.0.1:1111\r\nOrigin: http://evil.example\r\n",
            "Sec-Fetch-Site: cross-site\r\n",
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n",
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
            "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n",
            "Sec-Fetch-Site: new-thing\r\n",
        ] {
            assert_eq!(with(lines), Err(403), "{lines}");
        }
        assert_eq!(ask("GET / HTTP/1.1\r\n\r\n"), Err(403));
        assert_eq!(ask("GET / HTTP/1.1\r\nHost: 127.0.0.1:1111\r\nHost: 127.0.0.1:1111\r\n\r\n"), Err(403));
    }
}

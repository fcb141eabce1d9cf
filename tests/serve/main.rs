//! The preview as a client sees it: bytes out over a socket, bytes back.
//!
//! The site is a shelf of a few files; requests are written by hand, since no well-behaved client sends what
//! the tests need.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod answers;
mod floods;
mod live;
mod wall;

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use allotment::diagnostic::{Code, Diagnostic};
use allotment::hash::Digest;
use allotment::serve::{Body, Found, Options, Running, Shelf, start};

/// Nothing here takes longer, unless it hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A shelf of files by name.
#[derive(Default)]
struct Site {
    files: BTreeMap<String, Found>,
    broken: Vec<Diagnostic>,
    base: Option<&'static str>,
}

impl Site {
    fn with(mut self, name: &str, bytes: &[u8]) -> Self {
        self.files.insert(name.to_owned(), Found { digest: Digest::of(bytes), body: Body::Bytes(bytes.into()) });
        self
    }

    fn with_file(mut self, name: &str, path: PathBuf, bytes: &[u8]) -> Self {
        let body = Body::File { path, length: bytes.len() as u64 };
        self.files.insert(name.to_owned(), Found { digest: Digest::of(bytes), body });
        self
    }

    /// Returns a shelf with a file of each kind.
    fn small() -> Self {
        Self::default()
            .with("index.html", &page("Home"))
            .with("404.html", &page("Not here"))
            .with("notes/a b.html", &page("A note"))
            .with("notes/é.html", &page("Another"))
            .with("notes/index.html", &page("Notes"))
            .with("style.css", b"body { color: green }")
            .with("search.js", b"allotment.search('secret words')")
            .with("feed.xml", b"<feed/>")
            .with("sound.mp3", b"0123456789")
            .with("LICENSE", b"do as you like")
    }
}

fn page(title: &str) -> Vec<u8> {
    format!("<!doctype html>\n<html>\n<head>\n<title>{title}</title>\n</head>\n<body>\n<main>{title}</main>\n</body>\n</html>\n")
        .into_bytes()
}

fn fault(message: &str) -> Diagnostic {
    Diagnostic::error(Code::Template, message)
        .at("themes/own/note.html", "{{ titel }}", 3..8)
        .help("did you mean title?")
}

impl Shelf for Site {
    fn find(&self, path: &str) -> Result<Option<Found>, Vec<Diagnostic>> {
        match path {
            "panics.html" => panic!("this page was asked for so that it panics"),
            "faulty.html" => Err(vec![fault("field `titel` is not <defined>")]),
            _ => Ok(self.files.get(path).cloned()),
        }
    }

    fn findings(&self, path: &str) -> Vec<Diagnostic> {
        match path {
            "notes/a b.html" => vec![
                Diagnostic::warning(Code::BrokenLink, "no note is called `moss`")
                    .at("notes/a b.md", "See [[moss]] here", 4..12)
                    .label("here"),
            ],
            _ => Vec::new(),
        }
    }

    fn broken(&self) -> Vec<Diagnostic> {
        self.broken.clone()
    }

    fn base(&self) -> &str {
        self.base.unwrap_or("/")
    }
}

/// Serves a site at a free port.
fn serve(site: Site) -> Running {
    start(&Options { port: 0, ..Options::default() }, Arc::new(site)).expect("a free port")
}

/// A client's connection.
struct Client {
    stream: TcpStream,
    /// Bytes that were received but not used yet.
    bytes: Vec<u8>,
}

/// An answer.
#[derive(Debug)]
struct Reply {
    status: u16,
    lines: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Reply {
    /// Returns a header; empty if it is missing.
    fn header(&self, name: &str) -> &str {
        self.lines.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Client {
    fn to(running: &Running) -> Self {
        Self::at(running.addresses()[0])
    }

    fn at(address: SocketAddr) -> Self {
        Self::try_at(address).expect("the preview listens")
    }

    fn try_at(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, bytes: Vec::new() })
    }

    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Waits for more bytes; returns false at the end of the stream.
    fn more(&mut self) -> io::Result<bool> {
        let mut buffer = [0; 64 * 1024];
        let count = self.stream.read(&mut buffer)?;
        self.bytes.extend_from_slice(&buffer[..count]);
        Ok(count > 0)
    }

    /// Returns the bytes up to and including `end`.
    fn until(&mut self, end: &[u8]) -> io::Result<Vec<u8>> {
        loop {
            if let Some(at) = self.bytes.windows(end.len()).position(|window| window == end) {
                return Ok(self.bytes.drain(..at + end.len()).collect());
            }
            if !self.more()? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Reads the next answer. `bodiless` is for answers to HEAD.
    fn reply(&mut self, bodiless: bool) -> io::Result<Reply> {
        let head = String::from_utf8(self.until(b"\r\n\r\n")?).expect("heads are text");
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
        let lines = lines.map(|line| line.split_once(": ").expect("a header"));
        let lines = lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let mut reply = Reply { status, lines, body: Vec::new() };
        if !bodiless && status != 304 {
            let length: usize = reply.header("content-length").parse().expect("a length");
            while self.bytes.len() < length {
                if !self.more()? {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
            reply.body = self.bytes.drain(..length).collect();
        }
        Ok(reply)
    }

    /// Requests a path as browsers do, with these additional header lines.
    fn get(&mut self, path: &str, lines: &str) -> Reply {
        self.ask("GET", path, lines)
    }

    fn ask(&mut self, method: &str, path: &str, lines: &str) -> Reply {
        let host = self.stream.peer_addr().expect("it is connected");
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n");
        self.send(head.as_bytes()).and_then(|()| self.reply(method == "HEAD")).expect("an answer")
    }
}

/// Sends bytes on a new connection and returns the answer; `{here}` stands for the address.
fn raw(running: &Running, request: &str) -> io::Result<Reply> {
    let mut client = Client::to(running);
    let request = request.replace("{here}", &running.addresses()[0].to_string());
    client.send(request.as_bytes())?;
    client.reply(request.starts_with("HEAD"))
}

/// Requires that the preview still answers as it should.
fn assert_alive(running: &Running) {
    let reply = Client::to(running).get("/style.css", "");
    assert_eq!((reply.status, reply.text().as_str()), (200, "body { color: green }"));
}

/// Lets tests that measure time or put load on the machine run one at a time.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

//! One connection: reads requests, sends answers, and never waits for ever.

use std::io::{self, BufWriter, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use tiny_http::{HTTPVersion, ResponseBox, StatusCode};

use super::answer::answer;
use super::board::Board;
use super::door::{Doing, Place};
use super::request::{HEAD_LIMIT, Refusal, Request, TOO_LONG, TOO_SLOW, read};
use super::response::{Answer, refuse, response, with};

/// How long the head of a request may take from its first byte, or for the first request from when the
/// connection was opened.
const HEAD_PATIENCE: Duration = Duration::from_secs(5);
/// How long a connection may be idle between two requests.
const IDLE_PATIENCE: Duration = Duration::from_secs(60);
/// How long a client may accept none of the bytes sent.
const WRITE_PATIENCE: Duration = Duration::from_secs(10);
/// How often a stream of events sends something, so that no intermediary takes it for dead.
const PULSE: Duration = Duration::from_secs(15);
/// How often to check whether the client of a stream of events is still there.
const GLANCE: Duration = Duration::from_secs(1);
/// Answers of up to this many bytes are sent in one piece.
const PIECE: usize = 64 * 1024;

/// Serves the connection until either side ends it.
pub(super) fn serve(place: &Place, board: &Board, live: bool) {
    let stream = place.stream();
    // Otherwise a second piece would be held back until the first is acknowledged, up to 40 ms.
    let prepared = stream.set_nodelay(true).and_then(|()| stream.set_write_timeout(Some(WRITE_PATIENCE)));
    let (Ok(()), Ok(here)) = (prepared, stream.local_addr()) else { return };
    let mut incoming = Incoming { stream, here, bytes: Vec::new() };
    let mut patience = HEAD_PATIENCE;
    while let Some(request) = incoming.next(patience) {
        place.is(Doing::Answering);
        let open = match request {
            Ok(request) => match attempt(&request, board, live) {
                Answer::Response(response) => {
                    send(stream, response, request.head_only, request.keep).is_ok() && request.keep
                }
                Answer::Events => {
                    place.is(Doing::Streaming);
                    // An event stream always ends the connection, with an error or without.
                    let _ = stream_events(stream, board, request.head_only);
                    false
                }
            },
            Err(refusal) => {
                if send(stream, refuse(refusal), false, false).is_ok() {
                    place.is(Doing::Waiting);
                    linger(stream);
                }
                false
            }
        };
        if !open || board.is_closing() {
            return;
        }
        place.is(Doing::Waiting);
        patience = IDLE_PATIENCE;
    }
}

/// What a client sends. Bytes that follow a head belong to the next one.
struct Incoming<'a> {
    stream: &'a TcpStream,
    here: SocketAddr,
    bytes: Vec<u8>,
}

impl Incoming<'_> {
    /// Reads the next request. `None` if there is none: the client left, or sent nothing in this time.
    fn next(&mut self, patience: Duration) -> Option<Result<Request, Refusal>> {
        let mut deadline = Instant::now() + patience;
        let mut begun = false;
        loop {
            if !self.bytes.is_empty() {
                if !begun {
                    begun = true;
                    deadline = deadline.min(Instant::now() + HEAD_PATIENCE);
                }
                if let Some((length, request)) = read(&self.bytes, self.here) {
                    self.bytes.drain(..length);
                    return Some(request);
                }
            }
            let remaining = deadline.saturating_duration_since(Instant::now());
            if remaining.is_zero() {
                return begun.then_some(Err(TOO_SLOW));
            }
            let room = HEAD_LIMIT.saturating_sub(self.bytes.len());
            if room == 0 {
                return Some(Err(TOO_LONG));
            }
            self.receive(room, remaining)?;
        }
    }

    /// Waits for bytes; `None` if no more will come.
    fn receive(&mut self, room: usize, patience: Duration) -> Option<()> {
        let mut buffer = [0; HEAD_LIMIT];
        self.stream.set_read_timeout(Some(patience)).ok()?;
        match self.stream.read(&mut buffer[..room]) {
            Ok(0) => None,
            Ok(count) => {
                self.bytes.extend_from_slice(&buffer[..count]);
                Some(())
            }
            Err(error) if is_patience(&error) => Some(()),
            Err(_) => None,
        }
    }
}

/// Whether a read ended only because of its timeout, or was interrupted.
fn is_patience(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

/// Answers a request; a panic while rendering becomes a response with status 500.
fn attempt(request: &Request, board: &Board, live: bool) -> Answer {
    let current = board.current();
    catch_unwind(AssertUnwindSafe(|| answer(request, &current, live))).unwrap_or_else(|_| {
        Answer::Response(response(
            500,
            "text/plain; charset=utf-8",
            "allotment met a fault of its own here, and goes on\n",
        ))
    })
}

/// Sends an answer. One that ends the connection is sent as HTTP/1.0, whose answers do so by default.
fn send(stream: &TcpStream, response: ResponseBox, head_only: bool, keep: bool) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(PIECE, stream);
    response.raw_print(&mut out, HTTPVersion(1, u8::from(keep)), &[], head_only, None)?;
    out.flush()
}

/// Sends the numbers of the states until the client leaves or the preview ends.
fn stream_events(stream: &TcpStream, board: &Board, head_only: bool) -> io::Result<()> {
    let head = tiny_http::Response::new(StatusCode(200), Vec::new(), io::empty(), None, None).boxed();
    let head = [
        ("Server", "allotment"),
        ("Content-Type", "text/event-stream; charset=utf-8"),
        ("Cache-Control", "no-store"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    .into_iter()
    .fold(head, |head, (name, value)| with(head, name, value));
    let mut out = BufWriter::new(stream);
    // The stream's length is unknown, so it is sent in chunks. They are written here, as those of the library
    // would be held back until they are full.
    head.raw_print(&mut out, HTTPVersion(1, 1), &[], true, None)?;
    out.flush()?;
    let (mut known, mut spoke) = (None, Instant::now());
    while !head_only && !board.is_closing() {
        match board.wait(known, GLANCE) {
            Some(generation) => {
                // If the preview ends, its pages try to reconnect once a second.
                chunk(&mut out, &format!("retry: 1000\ndata: {generation}\n\n"))?;
                (known, spoke) = (Some(generation), Instant::now());
            }
            None if is_gone(stream) => return Ok(()),
            None if spoke.elapsed() >= PULSE => {
                chunk(&mut out, ":\n\n")?;
                spoke = Instant::now();
            }
            None => {}
        }
    }
    out.write_all(b"0\r\n\r\n")?;
    out.flush()
}

fn chunk(out: &mut impl Write, text: &str) -> io::Result<()> {
    write!(out, "{:x}\r\n{text}\r\n", text.len())?;
    out.flush()
}

/// Whether the other end has closed the connection; `false` if that can't be determined.
fn is_gone(stream: &TcpStream) -> bool {
    if stream.set_nonblocking(true).is_err() {
        return false;
    }
    let seen = stream.peek(&mut [0]);
    let back = stream.set_nonblocking(false);
    match seen {
        Ok(count) => count == 0,
        Err(error) => !is_patience(&error) || back.is_err(),
    }
}

/// Gives a client that is still sending a chance to read its refusal: closing at once would make its system
/// discard what it received. What the client sends is discarded, and only for a moment.
fn linger(stream: &TcpStream) {
    let end = Instant::now() + Duration::from_millis(250);
    let _ = stream.shutdown(Shutdown::Write);
    let mut reader = stream;
    let mut buffer = [0; HEAD_LIMIT];
    for _ in 0..16 {
        let remaining = end.saturating_duration_since(Instant::now());
        if remaining.is_zero() || stream.set_read_timeout(Some(remaining)).is_err() {
            return;
        }
        if !matches!(reader.read(&mut buffer), Ok(1..)) {
            return;
        }
    }
}

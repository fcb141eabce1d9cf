//! The door: limits the number of connections, and always finds a place for the next one.
//!
//! [`Door::admit`] gives a connection a [`Place`]. When all are taken, the least active connection is closed:
//! first one that waits without sending, the longest waiting first; then an event stream, which its page
//! reopens when the reader returns to it; then a client that accepts none of what is sent. So silent and slow clients,
//! however many, cost others nothing.

use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The maximum number of connections at a time. A browser opens up to six to a host.
const LIMIT: usize = 64;
/// The maximum number of threads at a time: connections, plus those that were told to close and have not ended yet.
const THREADS: usize = 2 * LIMIT;
/// How long an answer may take before its connection may be closed in favour of another one.
const STALLED: Duration = Duration::from_secs(2);
/// How long a new connection waits for a place.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a connection is doing, in the order in which it may be closed in favour of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doing {
    /// It has not sent a complete request, or not yet another one.
    Waiting,
    /// It receives events.
    Streaming,
    /// It is being answered.
    Answering,
}

/// All open connections.
#[derive(Default)]
pub(super) struct Door {
    taken: Mutex<Taken>,
    freed: Condvar,
}

#[derive(Default)]
struct Taken {
    places: Vec<Entry>,
    /// The number for the next connection.
    next: u64,
    closed: bool,
}

struct Entry {
    number: u64,
    stream: Arc<TcpStream>,
    doing: Doing,
    since: Instant,
    /// It was told to close, and will.
    leaving: bool,
}

/// An admitted connection. Dropping this frees its place.
pub(super) struct Place {
    door: Arc<Door>,
    number: u64,
    stream: Arc<TcpStream>,
}

impl Door {
    /// Admits a connection, closing another one if necessary. `None` if there is no place even then.
    pub(super) fn admit(self: &Arc<Self>, stream: TcpStream) -> Option<Place> {
        let mut taken = self.lock();
        let end = Instant::now() + PATIENCE;
        while !taken.has_room() {
            let remaining = end.saturating_duration_since(Instant::now());
            if remaining.is_zero() {
                return None;
            }
            // In short steps, as meanwhile an answer may reach the time at which it counts as stalled.
            let patience = remaining.min(Duration::from_millis(100));
            (taken, _) = self.freed.wait_timeout(taken, patience).unwrap_or_else(PoisonError::into_inner);
        }
        if taken.closed {
            return None;
        }
        let stream = Arc::new(stream);
        let number = taken.next;
        taken.next += 1;
        taken.places.push(Entry {
            number,
            stream: Arc::clone(&stream),
            doing: Doing::Waiting,
            since: Instant::now(),
            leaving: false,
        });
        Some(Place { door: Arc::clone(self), number, stream })
    }

    /// Closes the least active connection, as the system can't open any more.
    pub(super) fn make_room(&self) {
        self.lock().dismiss_one();
    }

    /// Closes all connections, and waits at most this long for their threads to end.
    pub(super) fn close(&self, patience: Duration) {
        let mut taken = self.lock();
        taken.closed = true;
        for entry in &taken.places {
            let _ = entry.stream.shutdown(Shutdown::Both);
        }
        let waited = self.freed.wait_timeout_while(taken, patience, |taken| !taken.places.is_empty());
        drop(waited);
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    /// Whether there is room for one more connection; closes another one if that makes room.
    fn has_room(&mut self) -> bool {
        let staying = self.places.iter().filter(|entry| !entry.leaving).count();
        self.places.len() < THREADS && (staying < LIMIT || self.dismiss_one())
    }

    /// Tells the least active connection to close; returns whether there was one.
    fn dismiss_one(&mut self) -> bool {
        let may_go =
            |entry: &&mut Entry| !entry.leaving && (entry.doing != Doing::Answering || entry.since.elapsed() > STALLED);
        let Some(entry) = self.places.iter_mut().filter(may_go).min_by_key(|entry| (entry.doing, entry.since)) else {
            return false;
        };
        entry.leaving = true;
        // A thread that reads or writes on it wakes with an error, and ends.
        let _ = entry.stream.shutdown(Shutdown::Both);
        true
    }
}

impl Place {
    /// The connection.
    pub(super) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// Sets what the connection is doing from now on.
    pub(super) fn is(&self, doing: Doing) {
        let mut taken = self.door.lock();
        if let Some(entry) = taken.places.iter_mut().find(|entry| entry.number == self.number) {
            (entry.doing, entry.since) = (doing, Instant::now());
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.door.lock().places.retain(|entry| entry.number != self.number);
        self.door.freed.notify_all();
    }
}

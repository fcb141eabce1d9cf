//! The preview: answers browsers on this machine from a site in memory, and tells them when to look again.
//!
//! [`start`] opens the port and returns at once with a [`Running`]; [`Running::swap`] puts a new [`Shelf`] in
//! place and wakes the open pages; [`Running::stop`], or dropping it, closes the port. Nothing is ever written or
//! printed, and nothing read from disk but the attachments that the shelf names.
//!
//! ```no_run
//! # use std::sync::Arc;
//! # fn demo(first: Arc<dyn allotment::serve::Shelf>, next: Arc<dyn allotment::serve::Shelf>) -> std::io::Result<()> {
//! let running = allotment::serve::start(&allotment::serve::Options::default(), first)?;
//! println!("{}", running.url());
//! running.swap(next);
//! # Ok(())
//! # }
//! ```
//!
//! A connection comes through `listen` to the `door`, which bounds their number, and is served by a thread
//! (`connection`). `request` reads heads and refuses what must not be answered, `answer` finds files on the shelf,
//! `live` is what open pages ask for, `board` holds the shelf that is served now.
//!
//! tiny_http makes the answers, all but the events of a stream. Its server is not used: it reads a body of whatever
//! length is announced and ends the process if there is not enough memory, stops for good when descriptors run out,
//! and waits for silent clients for ever. Behind another server that checks every request first it would be safe, but
//! then each request is read twice and sent through a second socket, which a program on the same machine may find.
//! Reading a head is one call of httparse, so the door reads it and hands it on as a value.

mod answer;
mod board;
mod connection;
mod door;
mod listen;
mod live;
mod media;
mod range;
mod request;
mod shelf;

pub use shelf::{Body, Found, Shelf};

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use board::Board;
use door::Door;

/// The port that is tried first unless another one is asked for.
pub const PORT: u16 = 1111;
/// How long connections may take to end when the preview does.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where and how to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port to try first; if it is taken, the ones above it are tried. 0 is any free port.
    pub port: u16,
    /// An address of this machine to serve at besides its loopback addresses, so that others in the network can
    /// read along. `0.0.0.0` and `::` are all of them.
    pub host: Option<IpAddr>,
    /// Whether pages follow the garden: false leaves the script out of them.
    pub live: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { port: PORT, host: None, live: true }
    }
}

/// Opens the port and serves what is on the shelf, from threads of its own.
///
/// # Errors
///
/// If no port could be opened: all are taken, the address is none of this machine's, or it is not allowed.
pub fn start(options: &Options, shelf: Arc<dyn Shelf>) -> io::Result<Running> {
    let listeners = listen::listen(options.port, options.host)?;
    let addresses = listeners.iter().map(TcpListener::local_addr).collect::<io::Result<Vec<_>>>()?;
    let board = Arc::new(Board::new(shelf));
    let door = Arc::new(Door::default());
    let mut threads = Vec::new();
    for listener in listeners {
        let (board, door, live) = (Arc::clone(&board), Arc::clone(&door), options.live);
        let thread = thread::Builder::new().name("preview door".to_owned());
        threads.push(thread.spawn(move || listen::let_in(&listener, &door, &board, live))?);
    }
    Ok(Running { addresses, host: options.host, board, door, threads })
}

/// A preview that is being served.
pub struct Running {
    addresses: Vec<SocketAddr>,
    host: Option<IpAddr>,
    board: Arc<Board>,
    door: Arc<Door>,
    threads: Vec<JoinHandle<()>>,
}

impl Running {
    /// All addresses that are listened at. They have the same port.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The address to open on this machine: `http://127.0.0.1:1111/`.
    pub fn url(&self) -> String {
        let here =
            |address: &&SocketAddr| address.is_ipv4() && (address.ip().is_loopback() || address.ip().is_unspecified());
        let port = self.port();
        match self.addresses.iter().find(here) {
            Some(_) => format!("http://127.0.0.1:{port}/"),
            None => format!("http://localhost:{port}/"),
        }
    }

    /// The address for others in the network, for a phone for instance. `None` unless [`Options::host`]
    /// opened the preview to them, or if this machine has no address there.
    pub fn network_url(&self) -> Option<String> {
        let address = listen::own_address(self.host?)?;
        Some(format!("http://{}/", SocketAddr::new(address, self.port())))
    }

    /// The port, which may be another one than was asked for.
    pub fn port(&self) -> u16 {
        self.addresses.first().map_or(0, SocketAddr::port)
    }

    /// Serves this shelf from now on, and tells the pages that are open. Gives the number of the new state,
    /// which only grows. Swapping in what has not changed is harmless: pages compare digests.
    pub fn swap(&self, shelf: Arc<dyn Shelf>) -> u64 {
        self.board.swap(shelf)
    }

    /// Closes the port and all connections. Returns within two seconds, whatever clients do.
    pub fn stop(self) {
        // Dropping it is all there is to do; the name says why.
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.board.close();
        self.door.close(PATIENCE);
        for (thread, address) in self.threads.drain(..).zip(&self.addresses) {
            // One that can't be woken ends with the process.
            if listen::wake(*address) {
                let _ = thread.join();
            }
        }
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Running").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

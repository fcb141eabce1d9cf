//! The preview: serves a site in memory to browsers on this machine, and tells open pages when to look again.
//!
//! [`start`] opens the port and returns at once with a [`Running`]; [`Running::swap`] replaces the [`Shelf`]
//! and wakes the open pages; [`Running::stop`], or dropping it, closes the port. Nothing is ever written or
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
//! A connection passes from `listen` through `door`, which limits their number, to a thread of its own
//! (`connection`). `request` parses heads and refuses what must not be answered, `lookup` finds files on the
//! shelf, `answer` sends them, `live` answers what open pages ask for, and `board` holds the shelf that is currently
//! served.
//!
//! tiny_http writes all answers except event streams. Its server is not used: it reads a body of whatever
//! length is announced and aborts the process if there is not enough memory, stops for good when it runs out of
//! file descriptors, and waits for silent clients for ever. It would be safe behind another server that checks
//! every request first, but then each request would be read twice and sent through a second socket, which
//! another program on the machine could find. Parsing a head is one call of httparse, so `request` does it and
//! passes the result on as a value.

mod answer;
mod board;
mod connection;
mod door;
mod listen;
mod live;
mod lookup;
mod media;
mod range;
mod request;
mod response;
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
    /// The port to try first; if it is taken, the ones above it are tried. 0 means any free port.
    pub port: u16,
    /// An address of this machine to serve at besides its loopback addresses, so that others in the network can
    /// read the garden. `0.0.0.0` and `::` mean all addresses.
    pub host: Option<IpAddr>,
    /// Whether pages follow the garden; if not, they are served without the script.
    pub live: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { port: PORT, host: None, live: true }
    }
}

/// Opens the port and serves the shelf from threads of its own.
///
/// # Errors
///
/// If no port could be opened: all are taken, the address is not one of this machine, or it is not allowed.
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

/// A running preview.
pub struct Running {
    addresses: Vec<SocketAddr>,
    host: Option<IpAddr>,
    board: Arc<Board>,
    door: Arc<Door>,
    threads: Vec<JoinHandle<()>>,
}

impl Running {
    /// All addresses that the preview listens at. They have the same port.
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

    /// The address for others in the network, such as a phone. `None` if [`Options::host`] did not open the
    /// preview to them, or if this machine has no address there.
    pub fn network_url(&self) -> Option<String> {
        let address = listen::own_address(self.host?)?;
        Some(format!("http://{}/", SocketAddr::new(address, self.port())))
    }

    /// The port, which may differ from the one that was asked for.
    pub fn port(&self) -> u16 {
        self.addresses.first().map_or(0, SocketAddr::port)
    }

    /// Serves this shelf from now on, and tells open pages. Returns the number of the new state, which only
    /// ever grows. It is harmless to swap in an unchanged site: pages compare digests.
    pub fn swap(&self, shelf: Arc<dyn Shelf>) -> u64 {
        self.board.swap(shelf)
    }

    /// Closes the port and all connections. Returns within two seconds, whatever clients do.
    pub fn stop(self) {
        // Dropping it does all the work; the method is there for its name.
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.board.close();
        self.door.close(PATIENCE);
        for (thread, address) in self.threads.drain(..).zip(&self.addresses) {
            // A listener that can't be woken ends with the process.
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

//! The preview: answers a browser on this machine from a site in memory, and tells it when to look again.
//!
//! [`start`] opens the port and returns at once with a [`Running`]; [`Running::swap`] puts a new [`Shelf`] in
//! place and wakes the open pages; [`Running::stop`], or dropping it, closes the port. Nothing is ever written,
//! printed or read from disk, except the attachments that the shelf names.
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

mod shelf;

pub use shelf::{Body, Found, Shelf};

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The port that is tried first unless another one is asked for.
pub const PORT: u16 = 1111;

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
    let _ = (options, shelf);
    Err(io::ErrorKind::Unsupported.into())
}

/// A preview that is being served.
#[derive(Debug)]
pub struct Running {
    addresses: Vec<SocketAddr>,
}

impl Running {
    /// All addresses that are listened at, those of this machine alone first.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The address to open on this machine: `http://127.0.0.1:1111/`.
    pub fn url(&self) -> String {
        String::new()
    }

    /// The address for others in the network, for a phone for instance. `None` unless [`Options::host`]
    /// opened the preview to them, or if this machine has no address there.
    pub fn network_url(&self) -> Option<String> {
        None
    }

    /// Serves this shelf from now on, and tells the pages that are open. Gives the number of the new state,
    /// which only grows. Swapping in what has not changed is harmless: pages compare digests.
    pub fn swap(&self, shelf: Arc<dyn Shelf>) -> u64 {
        drop(shelf);
        0
    }

    /// Closes the port and all connections. Returns within a second, whatever clients do.
    pub fn stop(self) {}
}

//! Ports: opens one port on all addresses of the preview, and accepts connections.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::board::Board;
use super::connection;
use super::door::Door;

/// How many ports are tried, including the one that was asked for.
const TRIES: u16 = 100;
/// How long to wait when the system can't open another connection.
const PAUSE: Duration = Duration::from_millis(50);
/// Stack size that suffices for the most deeply nested page; only the part in use costs memory.
const STACK: usize = 8 * 1024 * 1024;

/// Listens at one port on the loopback addresses and that of `host`. If the port is taken on any of them, the
/// next port is tried, so that no name of this machine leads to another program.
pub(super) fn listen(port: u16, host: Option<IpAddr>) -> io::Result<Vec<TcpListener>> {
    let mut result = Err(io::ErrorKind::AddrInUse.into());
    for step in 0..TRIES {
        let port = if port == 0 { 0 } else { port.checked_add(step).ok_or(io::ErrorKind::AddrInUse)? };
        result = listen_at(port, &addresses(host), host.is_some());
        if !result.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse) {
            break;
        }
    }
    result
}

/// Returns the addresses to listen at.
fn addresses(host: Option<IpAddr>) -> Vec<IpAddr> {
    let loopback = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    let mut addresses: Vec<IpAddr> = host.into_iter().collect();
    for address in loopback {
        // The unspecified address of a family includes the loopback address of that family, and `::` may include both.
        let included =
            host.is_some_and(|host| host == address || host.is_unspecified() && (host.is_ipv6() || address.is_ipv4()));
        if !included {
            addresses.push(address);
        }
    }
    addresses
}

/// Listens at all of these addresses that the machine has, at least one. `first` says whether the first address
/// must be among them: an address family may be disabled, but the address that was asked for must work.
fn listen_at(port: u16, addresses: &[IpAddr], first: bool) -> io::Result<Vec<TcpListener>> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    let (mut port, mut problem) = (port, None);
    for (at, address) in addresses.iter().enumerate() {
        match TcpListener::bind((*address, port)) {
            Ok(listener) => {
                port = listener.local_addr()?.port();
                lengthen_queue(&listener);
                listeners.push(listener);
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            Err(error) if at == 0 && first => return Err(error),
            Err(error) => problem = problem.or(Some(error)),
        }
    }
    match problem {
        Some(error) if listeners.is_empty() => Err(error),
        _ => Ok(listeners),
    }
}

/// Lets more connections wait than the standard library's 128. A client whose connection finds the queue full
/// tries again only after a second, so a crowd of silent clients would hold up the others.
fn lengthen_queue(listener: &TcpListener) {
    // If this fails, only a crowd of clients notices.
    #[cfg(unix)]
    let _ = rustix::net::listen(listener, 1024);
    #[cfg(not(unix))]
    let _ = listener;
}

/// Accepts connections until the board closes, and serves each in a thread of its own.
pub(super) fn let_in(listener: &TcpListener, door: &Arc<Door>, board: &Arc<Board>, live: bool) {
    while !board.is_closing() {
        match listener.accept() {
            Ok((stream, _)) if !board.is_closing() => serve(stream, door, board, live),
            Ok(_) => {}
            // A client that left before it was accepted is not a problem.
            Err(error) if is_about_client(&error) => {}
            Err(_) => {
                door.make_room();
                thread::sleep(PAUSE);
            }
        }
    }
}

fn is_about_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted, TimedOut};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted | TimedOut)
}

fn serve(stream: TcpStream, door: &Arc<Door>, board: &Arc<Board>, live: bool) {
    let Some(place) = door.admit(stream) else { return };
    let board = Arc::clone(board);
    let thread = thread::Builder::new().name("preview".to_owned()).stack_size(STACK);
    // If no thread can be started, the connection is closed, and the browser tries again.
    drop(thread.spawn(move || connection::serve(&place, &board, live)));
}

/// Wakes a listener that is waiting for a connection.
pub(super) fn wake(address: SocketAddr) -> bool {
    let mut address = address;
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    TcpStream::connect_timeout(&address, Duration::from_millis(250)).is_ok()
}

/// Returns the address of this machine in its network, as others see it.
pub(super) fn own_address(host: IpAddr) -> Option<IpAddr> {
    if !host.is_unspecified() {
        return Some(host).filter(|host| !host.is_loopback());
    }
    // Connecting a UDP socket sends nothing: the system only chooses the address it would send from. The
    // addresses to connect to are those reserved for documentation.
    let probe = |from: IpAddr, to: IpAddr| {
        let socket = UdpSocket::bind((from, 0)).ok()?;
        socket.connect((to, 9)).ok()?;
        socket.local_addr().ok().map(|own| own.ip()).filter(|own| !own.is_unspecified() && !own.is_loopback())
    };
    probe(Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::new(192, 0, 2, 1).into()).or_else(|| {
        let example = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
        probe(Ipv6Addr::UNSPECIFIED.into(), example.into()).filter(|_| host.is_ipv6())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn port(listeners: &io::Result<Vec<TcpListener>>) -> u16 {
        let first = listeners.as_ref().ok().and_then(|listeners| listeners.first()?.local_addr().ok());
        first.expect("a port").port()
    }

    #[test]
    fn loopback_is_always_among_the_addresses_and_never_twice() {
        for (host, want) in [
            (None, vec!["127.0.0.1", "::1"]),
            (Some("192.0.2.7"), vec!["192.0.2.7", "127.0.0.1", "::1"]),
            (Some("0.0.0.0"), vec!["0.0.0.0", "::1"]),
            (Some("::"), vec!["::"]),
            (Some("127.0.0.1"), vec!["127.0.0.1", "::1"]),
            (Some("::1"), vec!["::1", "127.0.0.1"]),
        ] {
            let host = host.map(ip);
            let want: Vec<IpAddr> = want.into_iter().map(ip).collect();
            assert_eq!(addresses(host), want, "{host:?}");
        }
    }

    #[test]
    fn a_taken_port_moves_to_the_next() {
        // Another program may take the next port at any moment, so the only certainty is that the port moved.
        let taken = listen(0, None);
        let first = port(&taken);
        if first < u16::MAX - TRIES {
            let moved = port(&listen(first, None));
            assert!((first + 1..first + TRIES).contains(&moved), "{moved} after {first}");
        }
    }

    #[test]
    fn an_address_of_another_machine_is_an_error() {
        assert!(listen(0, Some(ip("192.0.2.7"))).is_err());
    }
}

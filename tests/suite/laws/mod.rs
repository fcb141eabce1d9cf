//! The laws: the same input gives the same bytes; no address is dead or absolute; an incremental build equals a
//! clean build; a page does not grow with the garden.

use std::collections::BTreeMap;

mod drawn;
mod incremental;
mod inventory;
mod live;
mod references;
mod same_bytes;
mod size;

/// Returns the first path whose bytes differ, and both versions around the first difference.
fn difference(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Option<String> {
    if !one.keys().eq(other.keys()) {
        return Some(format!("files {:?}\nnot {:?}", one.keys(), other.keys()));
    }
    let (path, a, b) = one.iter().map(|(path, a)| (path, a, &other[path])).find(|(_, a, b)| a != b)?;
    let at = a.iter().zip(b).position(|(a, b)| a != b).unwrap_or(a.len().min(b.len()));
    let around =
        |bytes: &[u8]| String::from_utf8_lossy(&bytes[at.saturating_sub(120)..bytes.len().min(at + 120)]).into_owned();
    Some(format!("{path} at byte {at}\none:   {}\nother: {}", around(a), around(b)))
}

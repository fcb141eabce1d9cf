//! Follows the addresses in a site.
//!
//! [`dead`] is the entry point: it returns every reference in a page or style sheet that leads to no file or no
//! id, or that would break on another host or in another folder.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use allotment::path::percent_decode;

use crate::html::Page;

/// Whether the address has a scheme or a host.
pub(crate) fn is_absolute(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| {
        scheme.starts_with(|sign: char| sign.is_ascii_alphabetic())
            && scheme.chars().all(|sign| sign.is_ascii_alphanumeric() || "+.-".contains(sign))
    });
    scheme.is_some() || address.starts_with("//")
}

/// Resolves a relative address from a page to a file and a fragment (RFC 3986, 5.2); `None` if it leaves the site.
pub(crate) fn resolve(from: &str, address: &str) -> Option<(String, Option<String>)> {
    let (address, fragment) = match address.split_once('#') {
        Some((address, fragment)) => (address, Some(percent_decode(fragment))),
        None => (address, None),
    };
    let path = address.split('?').next().unwrap_or_default();
    if path.starts_with('/') {
        return None;
    }
    if path.is_empty() {
        return Some((from.to_owned(), fragment));
    }
    let mut parts: Vec<String> = from.split('/').map(str::to_owned).collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(percent_decode(part)),
        }
    }
    let mut file = parts.join("/");
    if path.ends_with('/') || file.is_empty() {
        file = format!("{file}/index.html").trim_start_matches('/').to_owned();
    }
    Some((file, fragment))
}

/// Returns the elements and attributes with addresses that readers or their browsers follow.
fn addresses(page: &Page) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for element in page.elements() {
        let is_outward = element.value().attr("rel").is_some_and(|rel| rel.split(' ').any(|word| word == "canonical"));
        for attribute in ["href", "src", "data", "poster", "action"] {
            if let Some(address) = element.value().attr(attribute).filter(|_| !is_outward) {
                found.push((element.value().name(), address));
            }
        }
    }
    found
}

/// The page for unknown addresses is served at any depth, so its addresses begin with the path of the site's
/// own address if that is known. Returns such an address relative to the top of the site.
fn below_base<'a>(page: &Page, address: &'a str) -> &'a str {
    let script = addresses(page).into_iter().find(|(element, _)| *element == "script").map(|(_, address)| address);
    let base = script.and_then(|script| script.find("theme/").map(|at| &script[..at])).unwrap_or_default();
    address.strip_prefix(base).unwrap_or(address)
}

/// Returns every dead reference, described in a sentence.
pub(crate) fn dead(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let is_page = |path: &&String| path.ends_with(".html");
    let pages: HashMap<&str, Page> = files
        .keys()
        .filter(is_page)
        .map(|path| (path.as_str(), Page::parse(&String::from_utf8_lossy(&files[path]))))
        .collect();
    let ids: HashMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(path, page)| (*path, page.ids().into_iter().collect())).collect();
    let mut dead = Vec::new();
    for path in files.keys().filter(is_page) {
        for (element, address) in addresses(&pages[path.as_str()]) {
            if is_absolute(address) {
                continue;
            }
            let address = if path == "404.html" { below_base(&pages[path.as_str()], address) } else { address };
            match resolve(path, address) {
                None => dead.push(format!("{path}: <{element}> {address:?} leaves the site")),
                Some((file, _)) if !files.contains_key(&file) => {
                    dead.push(format!("{path}: <{element}> {address:?} leads to no file"));
                }
                Some((file, Some(fragment))) if !fragment.is_empty() => {
                    if ids.get(file.as_str()).is_some_and(|ids| !ids.contains(fragment.as_str())) {
                        dead.push(format!("{path}: <{element}> {address:?} leads to no id"));
                    }
                }
                Some(_) => {}
            }
        }
    }
    dead
}

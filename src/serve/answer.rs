//! Answers: finds the file on the shelf that a request means, and makes the response.
//!
//! [`answer`] is the entry point. The path is decoded once and looked up among the names on the shelf, by the
//! rules of a plain host for static files: `index.html` for a folder, `note.html` for `note`, and `404.html`
//! for what does not exist.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use tiny_http::{Header, Response, ResponseBox, StatusCode};

use super::board::Current;
use super::live;
use super::media::media_type;
use super::range::{Part, part};
use super::request::{Refusal, Request};
use super::shelf::{Body, Found, Shelf};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::{Folders, concise};
use crate::output::open_regular;
use crate::path::{percent_decode, percent_encode};

/// What to send.
pub(super) enum Answer {
    /// This response; then the next request may follow.
    Response(ResponseBox),
    /// The numbers of the states as they come, as long as the client listens.
    Events,
}

/// What a path leads to.
pub(super) enum Place {
    /// A file, with its name on the shelf.
    File(String, Found),
    /// A folder whose path was requested without its trailing `/`.
    Folder(String),
    /// A page that can't be rendered.
    Faulty(Vec<Diagnostic>),
    /// Nothing.
    Missing,
}

/// Answers a request. `live` says whether pages follow the garden.
pub(super) fn answer(request: &Request, current: &Current, live: bool) -> Answer {
    let own = request.path.strip_prefix(live::PREFIX).filter(|_| live);
    if let Some(name) = own {
        return live::answer(name, request, current);
    }
    let page = |status, html: &[u8], digest| {
        let html = if live { live::follow(html, status, digest, current.generation) } else { html.to_vec() };
        response(status, media_type("x.html"), html)
    };
    Answer::Response(match look_up(&*current.shelf, &request.path) {
        Place::File(name, found) => file(request, current, live, &name, found),
        Place::Folder(path) => {
            let there = format!("/{}/", percent_encode(&path));
            with(response(302, media_type("x.txt"), there.as_bytes()), "Location", &there)
        }
        Place::Faulty(findings) => page(500, own_page("This page can't be shown", &findings).as_bytes(), None),
        Place::Missing => match current.shelf.find("404.html") {
            Ok(Some(Found { digest, body: Body::Bytes(html) })) => {
                page(404, &from_top(&html, &request.path), Some(digest))
            }
            _ => page(404, own_page("There is no such page", &[]).as_bytes(), None),
        },
    })
}

/// Finds what the path of a request means.
pub(super) fn look_up(shelf: &dyn Shelf, path: &str) -> Place {
    let base = shelf.base();
    let below = path.strip_prefix(base).filter(|_| base.len() > 1);
    let path = path.strip_prefix('/').unwrap_or(path);
    match (by_name(shelf, &percent_decode(path)), below) {
        (Place::Missing, Some(below)) => by_name(shelf, &percent_decode(below)),
        (place, _) => place,
    }
}

fn by_name(shelf: &dyn Shelf, path: &str) -> Place {
    let file = |name: String| match shelf.find(&name) {
        Ok(Some(found)) => Place::File(name, found),
        Ok(None) => Place::Missing,
        Err(findings) => Place::Faulty(findings),
    };
    // A path that a file system would resolve to another place names nothing here.
    if path.starts_with('/') || path.contains(['\\', '\0']) {
        return Place::Missing;
    }
    if path.is_empty() || path.ends_with('/') {
        return file(format!("{path}index.html"));
    }
    for name in [path.to_owned(), format!("{path}.html")] {
        match file(name) {
            Place::Missing => {}
            place => return place,
        }
    }
    match file(format!("{path}/index.html")) {
        Place::Missing => Place::Missing,
        _ => Place::Folder(path.to_owned()),
    }
}

fn file(request: &Request, current: &Current, live: bool, name: &str, found: Found) -> ResponseBox {
    let media = media_type(name);
    let short = live::short(found.digest);
    match found.body {
        Body::Bytes(bytes) if live && media.starts_with("text/html") => {
            // The page contains the number of the state it was loaded in, so its tag changes with every state.
            let tag = format!("\"{short}.{:x}\"", current.generation);
            let page: Arc<[u8]> = live::follow(&bytes, 200, Some(found.digest), current.generation).into();
            let request = Request { range: None, ..request.clone() };
            part_of(&request, media, Some(&tag), page.len() as u64, |range| Ok(Box::new(slice(page, range)?)))
        }
        Body::Bytes(bytes) => {
            let tag = format!("\"{short}\"");
            part_of(request, media, Some(&tag), bytes.len() as u64, |range| Ok(Box::new(slice(bytes, range)?)))
        }
        Body::File { path, length } => match open(&path) {
            Ok((mut file, now)) => {
                let tag = Some(format!("\"{short}\"")).filter(|_| now == length);
                part_of(request, media, tag.as_deref(), now, |range| {
                    file.seek(SeekFrom::Start(range.start))?;
                    Ok(Box::new(file.take(range.end - range.start)))
                })
            }
            // It existed when the shelf was filled; the next shelf will know that it is gone.
            Err(_) => response(404, media_type("x.txt"), "this file is gone\n"),
        },
    }
}

fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = open_regular(path)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

fn slice(bytes: Arc<[u8]>, range: Range<u64>) -> io::Result<impl Read + Send> {
    let mut reader = Cursor::new(bytes);
    reader.seek(SeekFrom::Start(range.start))?;
    Ok(reader.take(range.end - range.start))
}

/// Makes the response with a file or a part of it, or a 304 if the browser has it already. `read` opens the
/// bytes of a range.
fn part_of(
    request: &Request,
    media: &str,
    tag: Option<&str>,
    length: u64,
    read: impl FnOnce(Range<u64>) -> io::Result<Box<dyn Read + Send>>,
) -> ResponseBox {
    let same = |value: &str| value.split(',').map(str::trim).any(|known| is_tag(known, tag) || known == "*");
    let tagged = |response| match tag {
        Some(tag) => with(response, "ETag", tag),
        None => response,
    };
    if request.if_none_match.as_deref().is_some_and(same) {
        // The length is that of the file, whose bytes are not sent.
        return tagged(build(304, media, Box::new(io::empty()), length));
    }
    let whole_if = request.if_range.as_deref().is_some_and(|known| Some(known) != tag);
    let wanted = request.range.as_deref().filter(|_| !whole_if).map_or(Part::All, |range| part(range, length));
    let (status, range) = match wanted {
        Part::All => (200, 0..length),
        Part::Bytes(range) => (206, range),
        Part::Outside => {
            let empty = response(416, media_type("x.txt"), "");
            return with(empty, "Content-Range", &format!("bytes */{length}"));
        }
    };
    let Ok(bytes) = read(range.clone()) else { return response(500, media_type("x.txt"), "this file can't be read\n") };
    let response = with(tagged(build(status, media, bytes, range.end - range.start)), "Accept-Ranges", "bytes");
    match status {
        206 => with(response, "Content-Range", &format!("bytes {}-{}/{length}", range.start, range.end - 1)),
        _ => response,
    }
}

/// Compares entity tags weakly, as RFC 9110, 8.8.3.2 requires for `If-None-Match`.
fn is_tag(known: &str, tag: Option<&str>) -> bool {
    Some(known.strip_prefix("W/").unwrap_or(known)) == tag
}

/// Makes a response of these bytes.
pub(super) fn response(status: u16, media: &str, bytes: impl AsRef<[u8]>) -> ResponseBox {
    let bytes = bytes.as_ref().to_vec();
    let length = bytes.len() as u64;
    build(status, media, Box::new(Cursor::new(bytes)), length)
}

/// Makes the response to a refused request.
pub(super) fn refuse(refusal: Refusal) -> ResponseBox {
    let response = response(refusal.status, media_type("x.txt"), format!("{}\n", refusal.words));
    if refusal.status == 405 { with(response, "Allow", "GET, HEAD") } else { response }
}

fn build(status: u16, media: &str, bytes: Box<dyn Read + Send>, length: u64) -> ResponseBox {
    let length = usize::try_from(length).ok();
    let response = Response::new(StatusCode(status), Vec::new(), bytes, length, None)
        // Lengths are always sent rather than chunks, so that browsers can seek in media.
        .with_chunked_threshold(usize::MAX);
    [
        ("Server", "allotment"),
        ("Content-Type", media),
        // Browsers must revalidate every time, so that they never show an outdated garden; an unchanged file is a 304.
        ("Cache-Control", if status < 400 { "no-cache" } else { "no-store" }),
        // The search index and other data are scripts, which pages of any origin could load without this header.
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "SAMEORIGIN"),
        ("Referrer-Policy", "same-origin"),
        // An SVG image must not run scripts, even when it is opened on its own.
        ("Content-Security-Policy", if media.starts_with("image/svg") { "script-src 'none'" } else { "" }),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .fold(response, |response, (name, value)| with(response, name, value))
}

/// Sets a header, unless its value is not valid in one.
pub(super) fn with(response: ResponseBox, name: &str, value: &str) -> ResponseBox {
    match Header::from_bytes(name, value) {
        Ok(header) => response.with_header(header),
        Err(()) => response,
    }
}

/// Returns the site's 404 page such that its links hold in subfolders too: it gets a base at the top, where it lies.
fn from_top(html: &[u8], path: &str) -> Vec<u8> {
    const HEAD: &[u8] = b"<head>";
    let deep = path[1..].contains('/');
    match memchr::memmem::find(html, HEAD).filter(|_| deep) {
        Some(at) => [&html[..at + HEAD.len()], b"<base href=\"/\">", &html[at + HEAD.len()..]].concat(),
        None => html.to_vec(),
    }
}

/// Returns a page of the preview's own, for when the site has none to show.
fn own_page(title: &str, findings: &[Diagnostic]) -> String {
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n</head>\n<body>\n<main id=\"main\">\n<h1>{title}</h1>\n<pre>"
    );
    // Writing to a string can't fail.
    let _ = pulldown_cmark_escape::escape_html_body_text(&mut html, &concise(findings, &Folders::default()));
    html.push_str("</pre>\n</main>\n</body>\n</html>\n");
    html
}

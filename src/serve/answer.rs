//! Answers requests: with a file of the shelf, whole or in part, or with a page that says why there is none.
//!
//! [`answer`] is the entry point. `lookup` finds the file that the path means, `live` answers what open pages ask for,
//! and `response` makes the bytes and headers.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use tiny_http::ResponseBox;

use super::board::Current;
use super::live;
use super::lookup::{Place, look_up};
use super::media::media_type;
use super::range::{Part, part};
use super::request::Request;
use super::response::{Answer, build, response, with};
use super::shelf::{Body, Found};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::{Folders, concise};
use crate::output::open_regular;
use crate::path::percent_encode;

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
            Err(_) => response(404, media_type("x.txt"), "this file is gone; load the page that led here again\n"),
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
    let Ok(bytes) = read(range.clone()) else {
        return response(500, media_type("x.txt"), "this file can't be read; check who owns it and who may read it\n");
    };
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

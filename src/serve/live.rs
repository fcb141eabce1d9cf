//! What open pages need to follow the garden: a script, a stream of state numbers, and the news for one page.
//!
//! Everything is below [`PREFIX`]: `client.js` and `client.css`; `events`, a stream of the state's number, sent
//! at once and whenever it changes, and of nothing else; and `state?page=PATH&file=PATH…`, which returns what
//! an open page has to know: the digests of the page and of the files it uses, the findings about the note it
//! shows, and what keeps the whole garden from being shown. A page compares the digests with those it was made
//! from and loads only what differs. [`follow`] adds the script to a page; pages on disk never have it.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::board::Current;
use super::lookup::{Place, look_up};
use super::media::media_type;
use super::request::Request;
use super::response::{Answer, response, with};
use super::shelf::{Body, Shelf};
use crate::diagnostic::Diagnostic;
use crate::hash::Digest;
use crate::path::percent_decode;

/// The prefix of the preview's own addresses. No note can have such an address, as files that start with a dot
/// are left out.
pub(super) const PREFIX: &str = "/.allotment/";

const SCRIPT: &str = include_str!("client.js");
const STYLE: &str = include_str!("client.css");

/// Returns the shortened digest that pages use; still long enough to be unique among the files of a site.
pub(super) fn short(digest: Digest) -> String {
    digest.short(16)
}

/// Answers a request below [`PREFIX`].
pub(super) fn answer(name: &str, request: &Request, current: &Current) -> Answer {
    let text = |status, media, text: &str| with(response(status, media_type(media), text), "Cache-Control", "no-store");
    Answer::Response(match name {
        "events" => return Answer::Events,
        "state" => text(200, "state.json", &state(&request.query, current)),
        "client.js" => text(200, name, SCRIPT),
        "client.css" => text(200, name, STYLE),
        _ => text(404, "x.txt", "there is nothing here\n"),
    })
}

/// Returns the page with the script that follows the garden; its attributes say what state the page is from.
pub(super) fn follow(html: &[u8], status: u16, digest: Option<Digest>, generation: u64) -> Vec<u8> {
    let digest = digest.map(short).unwrap_or_default();
    let script = format!(
        "<script src=\"{PREFIX}client.js\" data-page=\"{digest}\" data-status=\"{status}\" \
         data-generation=\"{generation}\"></script>\n"
    );
    let end = memchr::memmem::rfind(html, b"</body>").unwrap_or(html.len());
    [&html[..end], script.as_bytes(), &html[end..]].concat()
}

/// What an open page has to know, as JSON.
#[derive(Serialize)]
struct State {
    generation: u64,
    page: PageState,
    /// Digests of the files that were asked for, by their paths as sent; null if there is no such file.
    files: BTreeMap<String, Option<String>>,
    /// Findings about the whole garden, or why this page can't be rendered.
    broken: Vec<Finding>,
    /// Findings about the note that the page shows.
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct PageState {
    status: u16,
    /// Empty if the site has no such page.
    digest: String,
}

/// A [`Diagnostic`] in parts that the page can insert as plain text.
#[derive(Serialize)]
struct Finding {
    severity: &'static str,
    code: &'static str,
    message: String,
    /// The file, followed by `:line:column` if the finding is about a place in it.
    place: String,
    /// The line before the place, the marked text, and the rest of the line.
    excerpt: [String; 3],
    label: String,
    help: String,
}

fn state(query: &str, current: &Current) -> String {
    let shelf = &*current.shelf;
    let mut broken = shelf.broken();
    let mut page = PageState { status: 404, digest: String::new() };
    let mut findings = Vec::new();
    let mut files = BTreeMap::new();
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let path = percent_decode(value);
        match name {
            "page" => match look_up(shelf, &path) {
                Place::File(name, found) => {
                    page = PageState { status: 200, digest: short(found.digest) };
                    findings = shelf.findings(&name);
                }
                Place::Faulty(faults) => {
                    page.status = 500;
                    broken.extend(faults);
                }
                Place::Folder(_) | Place::Missing => page.digest = not_found(shelf),
            },
            "file" => {
                let digest = file_digest(shelf, &path);
                files.insert(path, digest);
            }
            _ => {}
        }
    }
    let told = |findings: Vec<Diagnostic>| findings.into_iter().map(Finding::from).collect();
    let state = State { generation: current.generation, page, files, broken: told(broken), findings: told(findings) };
    // Maps with string keys always serialize; if not, an empty state would change nothing.
    serde_json::to_string(&state).unwrap_or_default()
}

/// Returns the digest of the page that is shown for a missing one.
fn not_found(shelf: &dyn Shelf) -> String {
    match shelf.find("404.html") {
        Ok(Some(found)) if matches!(found.body, Body::Bytes(_)) => short(found.digest),
        _ => String::new(),
    }
}

fn file_digest(shelf: &dyn Shelf, path: &str) -> Option<String> {
    match path.strip_prefix(PREFIX) {
        Some("client.js") => Some(short(Digest::of(SCRIPT.as_bytes()))),
        Some("client.css") => Some(short(Digest::of(STYLE.as_bytes()))),
        Some(_) => None,
        None => match look_up(shelf, path) {
            Place::File(_, found) => Some(short(found.digest)),
            _ => None,
        },
    }
}

impl From<Diagnostic> for Finding {
    fn from(finding: Diagnostic) -> Self {
        let (place, excerpt) = match &finding.location {
            None => (String::new(), Default::default()),
            Some(location) if location.excerpt.is_empty() => (location.path.clone(), Default::default()),
            Some(location) => {
                let piece = |range: Range<usize>| location.excerpt.get(range).unwrap_or_default().to_owned();
                let (from, to) = (location.marked.start, location.marked.end);
                let place = format!("{}:{}:{}", location.path, location.line, location.column);
                (place, [piece(0..from), piece(from..to), piece(to..location.excerpt.len())])
            }
        };
        Self {
            severity: finding.severity.as_str(),
            code: finding.code.as_str(),
            message: finding.message,
            place,
            excerpt,
            label: finding.label,
            help: finding.help.unwrap_or_default(),
        }
    }
}

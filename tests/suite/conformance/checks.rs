//! Checks a built case: its own expectations, and what holds in every garden.
//!
//! [`Checked::run`] is the entry point. It returns all faults instead of stopping at the first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use serde_json::Value;
use walkdir::WalkDir;

use super::case::Laid;
use super::expect::{Expect, Facts, Finding, Link, Unwanted};
use crate::garden::{self, Built};
use crate::html::{Page, below, live_markup, nfc, select, squash, text};
use crate::references::{self, resolve};

/// A built case and its faults.
pub(super) struct Checked<'a> {
    expect: &'a Expect,
    built: &'a Built,
    laid: &'a Laid,
    /// `garden.json`, by path of the note.
    notes: BTreeMap<String, Value>,
    tags: BTreeMap<String, Vec<String>>,
    reasons: Vec<String>,
}

impl<'a> Checked<'a> {
    pub(super) fn new(expect: &'a Expect, built: &'a Built, laid: &'a Laid) -> Self {
        let garden = built.garden_json();
        let listed = garden["notes"].as_array().unwrap();
        let notes: BTreeMap<_, _> =
            listed.iter().map(|note| (nfc(note["path"].as_str().unwrap()), note.clone())).collect();
        let tags =
            garden["tags"].as_object().unwrap().iter().map(|(tag, notes)| (nfc(tag), sorted_texts(notes))).collect();
        let mut checked = Self { expect, built, laid, notes, tags, reasons: Vec::new() };
        checked.require(checked.notes.len() == listed.len(), || "a note is listed twice".to_owned());
        checked
    }

    /// Returns all faults.
    pub(super) fn run(mut self) -> Vec<String> {
        self.what_holds_in_every_garden();
        self.lists_of_notes();
        for (path, facts) in &self.expect.notes {
            self.note(path, facts);
        }
        self.findings();
        self.output();
        self.reasons
    }

    fn require(&mut self, holds: bool, reason: impl FnOnce() -> String) {
        if !holds {
            self.reasons.push(reason());
        }
    }

    fn same<T: PartialEq + Debug>(&mut self, what: &str, want: &T, got: &T) {
        self.require(want == got, || format!("{what}: want {want:?}, got {got:?}"));
    }

    fn page_of(&self, path: &str) -> String {
        allotment::path::percent_decode(self.notes[path]["url"].as_str().unwrap_or_default())
    }

    // ---- What holds in every garden.

    fn what_holds_in_every_garden(&mut self) {
        let mut pages = BTreeSet::new();
        for path in self.notes.keys().cloned().collect::<Vec<_>>() {
            let page = self.page_of(&path);
            self.require(self.built.files.contains_key(&page), || format!("{path}: there is no page {page}"));
            self.require(pages.insert(page.clone()), || format!("{path}: {page} is another note's page"));
        }
        self.backlinks_mirror_links();
        self.reasons.extend(references::dead(&self.built.files));
    }

    fn backlinks_mirror_links(&mut self) {
        let mut want: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut reasons = Vec::new();
        for (path, note) in &self.notes {
            for target in note["links"].as_array().unwrap().iter().filter_map(|link| link["target"].as_str()) {
                let is_note = self.notes.contains_key(&nfc(target));
                if is_note && nfc(target) != *path {
                    want.entry(nfc(target)).or_default().insert(path.clone());
                } else if !is_note && !self.laid.content().join(target).exists() {
                    reasons.push(format!("{path}: the target {target:?} does not exist"));
                }
            }
        }
        for (path, note) in &self.notes {
            let (got, want) = (sources(note), want.remove(path).unwrap_or_default());
            if got != want {
                reasons.push(format!("{path}: backlinks {got:?} are not the reverse of the links {want:?}"));
            }
        }
        self.reasons.extend(reasons);
    }

    // ---- What the case expects.

    fn lists_of_notes(&mut self) {
        let listed: Vec<String> = self.notes.keys().cloned().collect();
        if let Some(only) = &self.expect.only_notes {
            self.same("notes", &composed(only), &listed);
        }
        if let Some(count) = self.expect.note_count {
            self.same("number of notes", &count, &listed.len());
        }
        for (path, day) in &self.expect.not_created {
            let created = self.notes.get(&nfc(path)).map(|note| note["created"].clone());
            self.require(created != Some(Value::from(day.as_str())), || format!("{path}: created must not be {day}"));
        }
        for (tag, notes) in &self.expect.tag_index {
            let got = self.tags.get(&nfc(tag)).cloned().unwrap_or_default();
            self.same(&format!("notes under #{tag}"), &composed(notes), &got);
        }
    }

    fn note(&mut self, path: &str, facts: &Facts) {
        let Some(note) = self.notes.get(&nfc(path)).cloned() else {
            return self.reasons.push(format!("{path}: not listed"));
        };
        for (key, want) in
            [("title", &facts.title), ("created", &facts.created), ("modified", &facts.modified), ("url", &facts.url)]
        {
            if let Some(want) = want {
                self.same(&format!("{path}: {key}"), &want.as_deref().map(nfc), &note[key].as_str().map(nfc));
            }
        }
        if let Some(want) = &facts.url_path {
            let got = note["url"].as_str().unwrap_or_default().trim_end_matches(".html").trim_end_matches("/index");
            self.same(&format!("{path}: url path"), want, &got.to_owned());
        }
        for (key, want) in [("tags", &facts.tags), ("aliases", &facts.aliases)] {
            if let Some(want) = want {
                self.same(&format!("{path}: {key}"), &composed(want), &sorted_texts(&note[key]));
            }
        }
        let tags = sorted_texts(&note["tags"]);
        let missing: Vec<_> = composed(&facts.tags_include).into_iter().filter(|tag| !tags.contains(tag)).collect();
        self.same(&format!("{path}: tags missing"), &Vec::new(), &missing);
        self.links(path, &note, facts);
        let page = self.page_of(&nfc(path));
        if let Some(bytes) = self.built.files.get(&page) {
            self.body(path, &page, &String::from_utf8_lossy(bytes), facts);
        }
    }

    fn links(&mut self, path: &str, note: &Value, facts: &Facts) {
        if let Some(want) = &facts.backlinks {
            self.same(&format!("{path}: backlinks"), &want.iter().map(|path| nfc(path)).collect(), &sources(note));
        }
        for (source, words) in &facts.context_contains {
            let found = note["backlinks"].as_array().unwrap().iter().any(|backlink| {
                nfc(backlink["source"].as_str().unwrap()) == nfc(source)
                    && squash(backlink["context"].as_str().unwrap()).contains(words)
            });
            self.require(found, || format!("{path}: no backlink from {source} with {words:?} around it"));
        }
        let Some(want) = &facts.links else { return };
        let mut rest = note["links"].as_array().unwrap().clone();
        for link in want {
            match rest.iter().position(|listed| is_link(listed, link)) {
                Some(at) => drop(rest.remove(at)),
                None => self.reasons.push(format!("{path}: no link like {link:?} among {rest:?}")),
            }
        }
        self.same(&format!("{path}: links besides"), &Vec::new(), &rest);
    }

    fn body(&mut self, path: &str, page_path: &str, source: &str, facts: &Facts) {
        let page = Page::parse(source);
        let article = page.article();
        let words = text(article);
        let inner = inner_source(source);
        for (key, wanted, hay, should) in [
            ("text_contains", &facts.text_contains, words.as_str(), true),
            ("text_not_contains", &facts.text_not_contains, &words, false),
            ("html_contains", &facts.html_contains, inner, true),
            ("html_not_contains", &facts.html_not_contains, inner, false),
        ] {
            for part in wanted {
                let found = nfc(hay).contains(&nfc(part));
                let shown: String = hay.chars().take(300).collect();
                self.require(found == should, || format!("{path}: {key} {part:?}; it says {shown:?}"));
            }
        }
        for wanted in &facts.select {
            let found: Vec<String> = select(article, &wanted.selector).into_iter().map(text).collect();
            let what = format!("{path}: {}", wanted.selector);
            if let Some(count) = wanted.count {
                self.same(&format!("{what}: count"), &count, &found.len());
            }
            let min = wanted.min.unwrap_or(0);
            self.require(found.len() >= min, || format!("{what}: {} of them, want {min}", found.len()));
            if let Some(words) = &wanted.text {
                self.require(found.contains(&squash(words)), || format!("{what}: none says {words:?}: {found:?}"));
            }
        }
        if self.expect.page_landmarks {
            self.landmarks(path, source, &page);
        }
        if self.expect.files_published.is_some() {
            self.media(path, page_path, &page);
        }
    }

    fn landmarks(&mut self, path: &str, source: &str, page: &Page) {
        for tag in ["article", "body", "html"] {
            let opened = occurrences(source, &format!("<{tag}"), [' ', '\n', '>']);
            let closed = occurrences(source, &format!("</{tag}"), ['>', ' ', '\n']);
            self.same(&format!("{path}: <{tag}> and </{tag}>"), &(1, 1), &(opened, closed));
        }
        self.same(&format!("{path}: parse errors"), &Vec::new(), &page.errors);
    }

    fn media(&mut self, path: &str, page_path: &str, page: &Page) {
        for element in below(page.article()) {
            let is_media =
                ["img", "audio", "video", "source", "iframe", "object", "embed"].contains(&element.value().name());
            let address = element.value().attr("src").or_else(|| element.value().attr("data"));
            let Some(address) = address.filter(|address| is_media && !references::is_absolute(address)) else {
                continue;
            };
            let file = resolve(page_path, address);
            let exists = file.as_ref().is_some_and(|(file, _)| self.built.files.contains_key(file));
            self.require(exists, || format!("{path}: there is no file for {address:?}"));
        }
    }

    // ---- Findings.

    fn findings(&mut self) {
        let found = self.built.findings();
        let matching = |want: &Finding| self.built.findings.iter().filter(|finding| is_finding(want, finding)).count();
        let mut reasons = Vec::new();
        for want in &self.expect.diagnostics {
            if matching(want) == 0 {
                reasons.push(format!("no finding like {want:?} among {found:?}"));
            }
        }
        for unwanted in &self.expect.no_diagnostics {
            let want = match unwanted {
                Unwanted::Code(code) => Finding { code: code.clone(), ..Finding::default() },
                Unwanted::Finding(finding) => finding.clone(),
            };
            if matching(&want) > 0 {
                reasons.push(format!("an unwanted finding like {want:?} among {found:?}"));
            }
        }
        for (code, count) in &self.expect.diagnostic_counts {
            let got = matching(&Finding { code: code.clone(), ..Finding::default() });
            if got != *count {
                reasons.push(format!("{code}: {got} times, want {count}"));
            }
        }
        self.reasons.extend(reasons);
    }

    // ---- Files.

    fn output(&mut self) {
        let written = &self.built.files;
        let size: usize = written.values().map(Vec::len).sum();
        let limit = self.expect.max_output_mb.unwrap_or(200) as usize * 1_000_000;
        self.require(size <= limit, || format!("the output has {size} bytes"));
        for (path, bytes) in written {
            for words in &self.expect.absent {
                let found = memchr::memmem::find(bytes, words.as_bytes()).is_some() || nfc(path).contains(words);
                self.require(!found, || format!("{words:?} must appear nowhere, and is in {path}"));
            }
            self.reasons.extend(file_faults(path, bytes));
        }
        for wanted in self.expect.files_published.iter().flatten() {
            let found = written.keys().any(|path| nfc(path.rsplit('/').next().unwrap()) == nfc(wanted));
            self.require(found, || format!("not published: {wanted}"));
        }
        for name in &self.expect.nothing_outside {
            let found = strays(self.laid, name);
            self.same(&format!("{name} outside the output"), &Vec::new(), &found);
        }
    }
}

/// Returns the faults of a single file of the site.
pub(crate) fn file_faults(path: &str, bytes: &[u8]) -> Vec<String> {
    let extension = path.rsplit('.').next().unwrap_or_default();
    let text = String::from_utf8_lossy(bytes);
    let mut faults = Vec::new();
    match extension {
        "html" => {
            let page = Page::parse(&text);
            if bytes.contains(&0) {
                faults.push("a NUL byte".to_owned());
            }
            let ids = page.ids();
            let distinct: BTreeSet<_> = ids.iter().collect();
            if distinct.len() < ids.len() {
                faults.push(format!("ids repeat: {ids:?}"));
            }
            let mut live = live_markup(&page);
            if path == "404.html" {
                // A host serves this page at any depth, so it names the site by its full address, if it has one.
                live.retain(|markup| markup != "<script> \"\"");
            }
            faults.extend(live);
        }
        "xml" if path.rsplit('/').next() == Some("atom.xml") || path.starts_with("sitemap") => {
            match roxmltree::Document::parse(&text) {
                Err(error) => faults.push(format!("not well-formed: {error}")),
                Ok(document) => {
                    for node in document.descendants().filter(|node| node.attribute("type") == Some("html")) {
                        faults.extend(live_markup(&Page::parse_part(node.text().unwrap_or_default())));
                    }
                }
            }
        }
        "json" => match serde_json::from_slice::<Value>(bytes) {
            Err(error) => faults.push(format!("not JSON: {error}")),
            Ok(document) => {
                for item in document["items"].as_array().into_iter().flatten() {
                    let html = item["content_html"].as_str().unwrap_or_default();
                    faults.extend(live_markup(&Page::parse_part(html)));
                }
            }
        },
        _ => {}
    }
    faults.into_iter().map(|fault| format!("{path}: {fault}")).collect()
}

/// Returns files of this name that are neither in the garden nor in the output.
fn strays(laid: &Laid, name: &str) -> Vec<String> {
    let around = WalkDir::new(laid.work.path())
        .into_iter()
        .filter_entry(|entry| entry.path() != laid.content() && entry.path() != laid.output());
    let beside = std::fs::read_dir(std::env::temp_dir()).unwrap().map(|entry| entry.unwrap().path());
    around
        .map(|entry| entry.unwrap().into_path())
        .chain(beside)
        .filter(|path| path.file_name().is_some_and(|file| file.to_string_lossy().starts_with(name)))
        .map(|path| path.display().to_string())
        .collect()
}

fn inner_source(source: &str) -> &str {
    let start = source.find("<article").and_then(|at| Some(at + source[at..].find('>')? + 1));
    match (start, source.rfind("</article>")) {
        (Some(start), Some(end)) if start <= end => &source[start..end],
        _ => source,
    }
}

fn occurrences(source: &str, start: &str, next: [char; 3]) -> usize {
    source.match_indices(start).filter(|(at, _)| source[at + start.len()..].starts_with(next)).count()
}

fn is_link(listed: &Value, want: &Link) -> bool {
    let is = |key: &str, want: &Option<String>| listed[key].as_str().map(nfc) == want.as_deref().map(nfc);
    is("target", &want.target_path)
        && is("kind", &Some(want.kind.clone()))
        && want.fragment.as_ref().is_none_or(|fragment| is("fragment", fragment))
        // A link that no reader sees shows nothing.
        && want.display.as_ref().is_none_or(|display| listed["display"].is_null() || is("display", display))
        && want.line.is_none_or(|line| listed["line"].as_u64() == Some(line))
}

fn is_finding(want: &Finding, finding: &garden::Finding) -> bool {
    finding.code == want.code
        && want.path.as_ref().is_none_or(|path| finding.path.as_deref().map(nfc) == Some(nfc(path)))
        && want.line.is_none_or(|lines| lines.contain(finding.line))
}

fn sources(note: &Value) -> BTreeSet<String> {
    note["backlinks"].as_array().unwrap().iter().map(|backlink| nfc(backlink["source"].as_str().unwrap())).collect()
}

fn sorted_texts(list: &Value) -> Vec<String> {
    let mut texts: Vec<String> = list.as_array().unwrap().iter().map(|text| nfc(text.as_str().unwrap())).collect();
    texts.sort();
    texts
}

fn composed(texts: &[String]) -> Vec<String> {
    let mut texts: Vec<String> = texts.iter().map(|text| nfc(text)).collect();
    texts.sort();
    texts
}

//! Raw HTML in notes: which tags it contains, which are wrong, and which files it refers to.
//!
//! [`RawHtml`] is given the HTML in the order of the file. It only reads: the sanitizer in `render::html::sanitize`
//! decides what may reach a page. Browsers close and drop tags silently, but an author wants to know (HTML standard
//! 13.1, *Writing HTML documents*).

mod elements;
mod tags;

pub use elements::nests;
pub use tags::{RawTag, attributes_of, tags};

pub(super) use elements::similar_element;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use elements::{closes_itself, is_known_element, is_void};
use tags::tag_name;

use crate::path::leads_elsewhere;

/// The contents of a note's raw HTML.
#[derive(Default)]
pub(super) struct RawHtml {
    /// Findings, with their places in the file.
    pub(super) findings: Vec<(Finding, String, Range<usize>)>,
    /// Relative values of `src`, `href` and the like, with entities resolved, and the first tag that contains each.
    pub(super) references: BTreeMap<String, Range<usize>>,
    /// Whether a tag shows something from another host.
    pub(super) remote_media: bool,
    /// Elements that were opened and are not closed yet.
    open: Vec<(String, Range<usize>)>,
}

/// Resolves the entities in a value. The caller passes this, because the Markdown parser is asked what they stand for,
/// and reading Markdown depends on this module.
pub(super) type Resolve = fn(&str) -> Cow<'_, str>;

/// What is wrong with a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// HTML has no such element.
    Unknown,
    /// The element is never closed.
    Unclosed,
    /// It closes an element that was never opened.
    Stray,
    /// It hides what is in it, which pages show.
    Hiding,
}

/// The most open elements that are tracked.
const OPEN_LIMIT: usize = 512;

impl RawHtml {
    /// Reads one tag of inline HTML, which begins at `at` in the file.
    pub(super) fn tag(&mut self, html: &str, at: usize, resolve: Resolve) {
        self.read_tag(html, at, resolve);
    }

    /// Reads a block of HTML, which begins at `at` in the file.
    pub(super) fn block(&mut self, html: &str, at: usize, resolve: Resolve) {
        for tag in tags(html) {
            self.read_tag(&html[tag.span.clone()], at + tag.span.start, resolve);
        }
    }

    /// Reports what is still open at the end of the note.
    pub(super) fn finish(&mut self) {
        for (name, span) in std::mem::take(&mut self.open) {
            if !closes_itself(&name) {
                self.findings.push((Finding::Unclosed, name, span));
            }
        }
        self.findings.sort_by_key(|(_, _, span)| span.start);
    }

    fn read_tag(&mut self, tag: &str, at: usize, resolve: Resolve) {
        let closing = tag.starts_with("</");
        let Some(name) = tag_name(tag) else { return };
        let span = at..at + tag.len();
        if !is_known_element(&name) {
            if !closing {
                self.findings.push((Finding::Unknown, name, span));
            }
            return;
        }
        if closing {
            return self.close(name, span);
        }
        for (attribute, value) in attributes_of(tag) {
            if hides(&attribute, &value) {
                self.findings.push((Finding::Hiding, name.clone(), span.clone()));
            }
            if !matches!(attribute.as_str(), "src" | "href" | "poster") {
                continue;
            }
            let address = resolve(&value);
            if leads_elsewhere(&address) {
                self.remote_media |= attribute != "href";
            } else if !address.is_empty() && !address.starts_with('#') {
                self.references.entry(address.into_owned()).or_insert(span.clone());
            }
        }
        if !is_void(&name) && !tag.ends_with("/>") && self.open.len() < OPEN_LIMIT {
            self.open.push((name, span));
        }
    }

    fn close(&mut self, name: String, span: Range<usize>) {
        match self.open.iter().rposition(|(open, _)| *open == name) {
            Some(at) => {
                for (inner, span) in self.open.split_off(at).into_iter().skip(1) {
                    if !closes_itself(&inner) {
                        self.findings.push((Finding::Unclosed, inner, span));
                    }
                }
            }
            None if self.open.len() < OPEN_LIMIT => self.findings.push((Finding::Stray, name, span)),
            None => {}
        }
    }
}

/// Whether browsers would not show an element with this attribute.
fn hides(attribute: &str, value: &str) -> bool {
    let style = || value.split_whitespace().collect::<String>().to_ascii_lowercase();
    match attribute {
        "hidden" => true,
        "style" => ["display:none", "visibility:hidden"].iter().any(|hiding| style().contains(hiding)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(blocks: &[&str]) -> Vec<(Finding, String)> {
        let mut html = RawHtml::default();
        for block in blocks {
            html.block(block, 0, |value| Cow::Borrowed(value));
        }
        html.finish();
        html.findings.into_iter().map(|(finding, name, _)| (finding, name)).collect()
    }

    #[test]
    fn odd_tags_are_found() {
        assert_eq!(findings(&["<div><b>x</b></div>", "<br><p>a<li>b"]), []);
        assert_eq!(findings(&["<blockuqote> x"]), [(Finding::Unknown, "blockuqote".to_owned())]);
        assert_eq!(findings(&["<div><b>x</div>"]), [(Finding::Unclosed, "b".to_owned())]);
        assert_eq!(findings(&["</div>"]), [(Finding::Stray, "div".to_owned())]);
        assert_eq!(findings(&["<script>if (a < b) {</script>"]), []);
        assert_eq!(findings(&["<my-element>"]), [(Finding::Unclosed, "my-element".to_owned())]);
        let hiding = |name: &str| [(Finding::Hiding, name.to_owned())];
        assert_eq!(findings(&["<div hidden>x</div>"]), hiding("div"));
        assert_eq!(findings(&["<span style='color: red; Display : none'>x</span>"]), hiding("span"));
        assert_eq!(findings(&["<p style=visibility:hidden>x</p>"]), hiding("p"));
        assert_eq!(findings(&["<p style='color: red' class=hidden aria-hidden=true>x</p>"]), []);
    }
}

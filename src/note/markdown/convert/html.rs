//! Raw HTML: the lines of a block as one event, without comments.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::CowStr;

use super::super::Event;
use super::super::marks::clean;
use super::{Converter, plain};

impl<'a> Converter<'a> {
    /// Adds a line to the block of HTML.
    pub(super) fn html_line(&mut self, html: CowStr<'a>, span: Range<usize>) {
        match &mut self.html {
            Some((text, so_far)) if so_far.end == span.start => {
                so_far.end = span.end;
                *text = Cow::Borrowed(&self.text[so_far.clone()]);
            }
            Some((text, so_far)) => {
                text.to_mut().push_str(&html);
                so_far.end = span.end;
            }
            None => self.html = Some((plain(html), span)),
        }
    }

    /// Adds a block of HTML to the output, unless it was only a comment.
    pub(super) fn block_html(&mut self, html: Cow<'a, str>, span: Range<usize>) {
        let html = without_comments(html);
        if !html.trim().is_empty() {
            self.block_atom(Event::Html(clean(html)), span);
        }
    }
}

/// Raw HTML without `<!-- … -->`; an unclosed comment extends to the end.
fn without_comments(html: Cow<'_, str>) -> Cow<'_, str> {
    if !html.contains("<!--") {
        return html;
    }
    let mut kept = String::with_capacity(html.len());
    let mut rest = &*html;
    while let Some(start) = rest.find("<!--") {
        kept.push_str(&rest[..start]);
        match rest[start + 4..].find("-->") {
            Some(end) => rest = &rest[start + 4 + end + 3..],
            None => rest = "",
        }
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

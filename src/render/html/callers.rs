//! Callers: the notes that link to a heading or block, folded up beside it.
//!
//! They belong to the page, not to the text of the note: they are written only on the note's own page,
//! after the heading or block, and bypass the sanitizer.

use pulldown_cmark_escape::escape_html;

use super::{Walk, Writer, direction};
use crate::note::markdown::Piece;

/// The notes that link to a heading or block.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Callers {
    /// How many there are, as a phrase of the theme.
    pub label: String,
    /// Titles and relative addresses of those shown.
    pub notes: Vec<(String, String)>,
    /// How many are not shown, as a phrase of the theme; empty if all are.
    pub more: String,
}

impl Writer<'_> {
    /// Remembers the callers of a block that begins here, if its block id has any.
    pub(super) fn call<'p>(&self, piece: &Piece<'_>, walk: &mut Walk<'p>) {
        if walk.part.callers.is_empty() {
            return;
        }
        if let Some(callers) = piece.id.and_then(|id| walk.part.callers.get(&format!("^{id}"))) {
            walk.called.push((walk.close.len(), callers));
        }
    }

    /// Writes the callers of everything that ends here: a heading may have two ids.
    pub(super) fn callers_here(&mut self, walk: &mut Walk<'_>) {
        let depth = walk.close.len();
        while let Some((_, callers)) = walk.called.pop_if(|(around, _)| *around == depth) {
            self.write_callers(callers, walk);
        }
    }

    fn write_callers(&mut self, callers: &Callers, walk: &Walk<'_>) {
        let text = |out: &mut String, text: &str| {
            // Writing to a string can't fail.
            let _ = escape_html(&mut *out, text);
        };
        let around = direction::attributes(&self.context.options.language, &walk.frame.language);
        let mut out = format!("<details class=\"callers\"{around}><summary>");
        text(&mut out, &callers.label);
        out.push_str("</summary>\n");
        for (title, href) in &callers.notes {
            out.push_str("<a href=\"");
            text(&mut out, href);
            out.push_str("\"><bdi>");
            text(&mut out, title);
            out.push_str("</bdi></a>\n");
        }
        text(&mut out, &callers.more);
        out.push_str("</details>\n");
        self.spare(out);
    }
}

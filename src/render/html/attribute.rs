//! Attributes of elements: ids, addresses of places on the page, and others. Their values are escaped here.

use pulldown_cmark_escape::escape_html;

use super::{Frame, Writer};
use crate::note::markdown::Piece;

impl Writer<'_> {
    /// Writes ` name="value"`.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        let _ = escape_html(&mut self.out, value);
        self.out.push('"');
    }

    /// Writes an attribute such as ` id="value"` under a name that raw HTML can't use.
    pub(super) fn own_attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(&self.own);
        self.out.push_str(name);
        self.out.push_str("=\"");
        let _ = escape_html(&mut self.out, value);
        self.out.push('"');
    }

    /// Writes an id, unless the text is shown where it could clash with those of other texts.
    pub(super) fn id(&mut self, value: &str) {
        if self.has_ids() {
            self.own_attribute("id", value);
        }
    }

    pub(super) fn has_ids(&self) -> bool {
        self.context.page.is_empty()
    }

    /// Writes the address of a place on the page, given its id.
    pub(super) fn href_here(&mut self, id: &str) {
        let href = [self.context.page, "#", id].concat();
        self.own_attribute("href", &href);
    }

    pub(super) fn block_id(&mut self, piece: &Piece<'_>, frame: &Frame) {
        if let Some(id) = piece.id {
            self.id(&format!("{}^{id}", frame.prefix));
        }
    }
}

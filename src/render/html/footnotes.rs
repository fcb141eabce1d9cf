//! Footnotes: numbered in order of use, collected at the end, with a link back to each use.
//!
//! If the garden asks for side notes, a footnote that is a single paragraph is written right after its first mark
//! instead, for the style sheet to move aside; longer or unused footnotes stay at the end.

use std::collections::BTreeSet;

use super::{Close, Writer};
use pulldown_cmark_escape::escape_html;

/// The footnotes of one part.
#[derive(Default)]
pub(super) struct Footnotes {
    prefix: String,
    /// Labels in order of first use.
    order: Vec<String>,
    /// Numbers, uses and texts, by label.
    notes: std::collections::HashMap<String, Note>,
    /// Labels of the definitions that are being written, innermost last, and whether each is shown even if unused.
    open: Vec<(String, bool)>,
    /// Labels of definitions that are shown even if unused, in order.
    written: Vec<String>,
    inline: usize,
    /// The ends of first marks in the output of the part, with their labels.
    marks: Vec<(usize, String)>,
}

#[derive(Default)]
struct Note {
    number: usize,
    uses: usize,
    html: Option<String>,
}

impl Footnotes {
    pub(super) fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), ..Self::default() }
    }

    /// Returns the mark in the text that links to a footnote.
    pub(super) fn reference(&mut self, label: &str, own: &str) -> String {
        let next = self.order.len() + 1;
        let note = self.notes.entry(label.to_owned()).or_default();
        if note.number == 0 {
            note.number = next;
            self.order.push(label.to_owned());
        }
        note.uses += 1;
        let (number, back) = (note.number, back_id(&self.prefix, note.number, note.uses));
        format!(
            "<sup><a {own}href=\"#{prefix}fn:{number}\" {own}id=\"{back}\" role=\"doc-noteref\">{number}</a></sup>",
            prefix = self.prefix
        )
    }
}

fn back_id(prefix: &str, number: usize, using: usize) -> String {
    if using == 1 { format!("{prefix}fnref:{number}") } else { format!("{prefix}fnref:{number}:{using}") }
}

impl Writer<'_> {
    /// Writes the mark of a footnote. Titles get none, since nothing could link back to it there.
    pub(super) fn footnote_mark(&mut self, label: &str) {
        if self.in_title {
            return;
        }
        let is_first = self.footnotes.notes.get(label).is_none_or(|note| note.number == 0);
        let mark = self.footnotes.reference(label, &self.own);
        self.out.push_str(&mark);
        // Output that is set aside may be moved or dropped, and positions in it with it.
        if is_first && self.aside.len() == self.floor && self.has_side_notes() {
            self.footnotes.marks.push((self.out.len(), label.to_owned()));
        }
    }

    /// Whether side notes are written; feeds have no style sheet that would move them aside.
    fn has_side_notes(&self) -> bool {
        self.context.options.side_notes && self.context.crafts.is_some()
    }

    /// Opens a definition. `belongs` says whether it is inside the shown part, so that it is shown even if unused.
    pub(super) fn start_footnote(&mut self, label: &str, belongs: bool) -> Close {
        self.footnotes.open.push((label.to_owned(), belongs));
        self.aside.push(std::mem::take(&mut self.out));
        Close::Footnote
    }

    pub(super) fn end_footnote(&mut self) {
        let Some(outer) = self.aside.pop() else { return };
        let html = std::mem::replace(&mut self.out, outer);
        let Some((label, belongs)) = self.footnotes.open.pop() else { return };
        if belongs {
            self.footnotes.written.push(label.clone());
        }
        // A second definition of the same label is appended to the first: links may lead to blocks in it.
        self.footnotes.notes.entry(label).or_default().html.get_or_insert_default().push_str(&html);
    }

    /// Opens an inline footnote: its mark stays here, its text goes to the end.
    pub(super) fn start_inline_footnote(&mut self) -> Close {
        self.footnotes.inline += 1;
        // A label in a note can't contain a newline, so these can't clash with any.
        let label = format!("\n{}", self.footnotes.inline);
        self.footnote_mark(&label);
        self.start_footnote(&label, self.in_title);
        self.out.push_str("<p>");
        Close::InlineFootnote
    }

    pub(super) fn end_inline_footnote(&mut self) {
        self.out.push_str("</p>\n");
        self.end_footnote();
    }

    /// Writes the list at the end of a part. Unused footnotes come last, so that no text is lost.
    pub(super) fn write_footnotes(&mut self) {
        let mut footnotes = std::mem::take(&mut self.footnotes);
        for label in std::mem::take(&mut footnotes.written) {
            let next = footnotes.order.len() + 1;
            if let Some(note) = footnotes.notes.get_mut(&label).filter(|note| note.number == 0) {
                note.number = next;
                footnotes.order.push(label);
            }
        }
        let beside = self.write_side_notes(&mut footnotes);
        footnotes.order.retain(|label| !beside.contains(label));
        if footnotes.order.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\"");
        self.attribute("aria-label", &self.context.options.words.footnotes);
        self.out.push_str(">\n<ol>\n");
        for (place, label) in (1..).zip(&footnotes.order) {
            self.footnote_item(&footnotes.prefix, &footnotes.notes[label], place);
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    /// Inserts side notes after their marks and returns their labels.
    fn write_side_notes(&mut self, footnotes: &mut Footnotes) -> BTreeSet<String> {
        let mut beside = BTreeSet::new();
        let text = std::mem::take(&mut self.out);
        let mut at = 0;
        for (end, label) in std::mem::take(&mut footnotes.marks) {
            let Some(note) = footnotes.notes.get(&label) else { continue };
            let Some(words) = note.html.as_deref().and_then(only_paragraph) else { continue };
            let Some(before) = text.get(at..end) else { break };
            self.out.push_str(before);
            at = end;
            self.out.push_str("<small class=\"sidenote\"");
            self.id(&format!("{}fn:{}", footnotes.prefix, note.number));
            self.out.push_str(&format!(" role=\"doc-footnote\"><sup>{}</sup> {words}", note.number));
            for using in 1..=note.uses {
                self.way_back(&format!("#{}", back_id(&footnotes.prefix, note.number, using)), using);
            }
            self.out.push_str("</small>");
            beside.insert(label);
        }
        self.out.push_str(text.get(at..).unwrap_or_default());
        beside
    }

    fn footnote_item(&mut self, prefix: &str, note: &Note, place: usize) {
        self.out.push_str("<li");
        if note.number != place {
            self.attribute("value", &note.number.to_string());
        }
        self.id(&format!("{prefix}fn:{}", note.number));
        self.out.push('>');
        let html = note.html.as_deref().unwrap_or_default();
        let (text, end) = match html.strip_suffix("</p>\n") {
            Some(text) => (text, "</p>\n"),
            None => (html, ""),
        };
        self.out.push_str(text);
        for using in 1..=note.uses {
            self.way_back(&format!("#{}", back_id(prefix, note.number, using)), using);
        }
        self.out.push_str(end);
        self.out.push_str("</li>\n");
    }

    /// Writes a link from a footnote or reference back to its use number `using` in the text.
    pub(super) fn way_back(&mut self, href: &str, using: usize) {
        self.out.push_str(" <a");
        self.own_attribute("href", href);
        self.out.push_str(" role=\"doc-backlink\" aria-label=\"");
        let _ = escape_html(&mut self.out, &self.context.options.words.back_to_text);
        // The variation selector asks for the text form of the arrow; some systems would show an emoji.
        self.out.push_str("\">↩\u{fe0e}");
        if using > 1 {
            self.out.push_str(&format!("<sup>{using}</sup>"));
        }
        self.out.push_str("</a>");
    }
}

/// Returns the content of a text that is a single paragraph.
fn only_paragraph(html: &str) -> Option<&str> {
    let (_, words) = html.strip_prefix("<p").and_then(|rest| rest.split_once('>'))?;
    words.strip_suffix("</p>\n").filter(|words| !words.contains("</p>"))
}

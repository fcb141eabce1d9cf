//! Footnotes: numbered in order of use, collected at the end, with a link back to each use.
//!
//! If the garden asks for side notes, a footnote that is a single paragraph is written right after its first mark
//! instead, for the style sheet to move aside. Longer footnotes stay at the end, and so do those of headings, tables
//! and summaries: there they would be part of a name or of a cell.

use std::collections::{HashMap, HashSet};

use pulldown_cmark_escape::escape_html;

use super::{Close, Walk, Writer};

/// The footnotes of one part.
#[derive(Default)]
pub(super) struct Footnotes {
    prefix: String,
    /// Labels in order of first use.
    order: Vec<String>,
    /// Numbers, uses and texts, by label.
    notes: HashMap<String, Note>,
    /// Labels of the definitions that are being written, innermost last, and whether each is shown without a mark.
    open: Vec<(String, bool)>,
    /// Labels of definitions that are shown without a mark, in order.
    unmarked: Vec<String>,
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

    /// Counts a use of a footnote and returns the footnote's number and the number of the use.
    fn refer(&mut self, label: &str) -> (usize, usize) {
        let next = self.order.len() + 1;
        let note = self.notes.entry(label.to_owned()).or_default();
        if note.number == 0 {
            note.number = next;
            self.order.push(label.to_owned());
        }
        note.uses += 1;
        (note.number, note.uses)
    }
}

fn back_id(prefix: &str, number: usize, using: usize) -> String {
    if using == 1 { format!("{prefix}fnref:{number}") } else { format!("{prefix}fnref:{number}:{using}") }
}

impl Writer<'_> {
    /// Writes the mark of a footnote. Titles get none, since nothing could link back to it there.
    pub(super) fn footnote_mark(&mut self, label: &str, walk: &Walk<'_>) {
        if self.in_title {
            return self.footnotes.unmarked.push(label.to_owned());
        }
        let is_first = self.footnotes.notes.get(label).is_none_or(|note| note.number == 0);
        let (number, using) = self.footnotes.refer(label);
        self.out.push_str("<sup><a");
        self.href_here(&format!("{}fn:{number}", self.footnotes.prefix));
        self.id(&back_id(&self.footnotes.prefix, number, using));
        self.out.push_str(&format!(" role=\"doc-noteref\">{number}</a></sup>"));
        // Output that is set aside may be moved or dropped, and positions in it with it.
        if is_first && self.aside.len() == self.floor && self.has_side_notes() && walk.is_running_text() {
            self.footnotes.marks.push((self.out.len(), label.to_owned()));
        }
    }

    /// Whether side notes are written; feeds have no style sheet that would move them aside.
    fn has_side_notes(&self) -> bool {
        self.context.options.side_notes && self.context.crafts.is_some()
    }

    /// Opens a definition. `is_part` says whether it is the shown part, so that it is shown without a mark.
    pub(super) fn start_footnote(&mut self, label: &str, is_part: bool) -> Close {
        self.footnotes.open.push((label.to_owned(), is_part));
        self.aside.push(std::mem::take(&mut self.out));
        Close::Footnote
    }

    pub(super) fn end_footnote(&mut self) {
        let Some(outer) = self.aside.pop() else { return };
        let html = std::mem::replace(&mut self.out, outer);
        let Some((label, is_part)) = self.footnotes.open.pop() else { return };
        if is_part {
            self.footnotes.unmarked.push(label.clone());
        }
        // A second definition of the same label is appended to the first: links may lead to blocks in it.
        self.footnotes.notes.entry(label).or_default().html.get_or_insert_default().push_str(&html);
    }

    /// Opens an inline footnote: its mark stays here, its text goes to the end.
    pub(super) fn start_inline_footnote(&mut self, walk: &Walk<'_>) -> Close {
        self.footnotes.inline += 1;
        // A label in a note can't contain a newline, so these can't clash with any.
        let label = format!("\n{}", self.footnotes.inline);
        self.footnote_mark(&label, walk);
        self.start_footnote(&label, false);
        self.out.push_str("<p>");
        Close::InlineFootnote
    }

    pub(super) fn end_inline_footnote(&mut self) {
        self.out.push_str("</p>\n");
        self.end_footnote();
    }

    /// Writes the list at the end of a part. Footnotes without a mark come last.
    pub(super) fn write_footnotes(&mut self) {
        let mut footnotes = std::mem::take(&mut self.footnotes);
        for label in std::mem::take(&mut footnotes.unmarked) {
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
    fn write_side_notes(&mut self, footnotes: &mut Footnotes) -> HashSet<String> {
        let mut beside = HashSet::new();
        if footnotes.marks.is_empty() {
            return beside;
        }
        let text = std::mem::take(&mut self.out);
        let mut at = 0;
        for (end, label) in std::mem::take(&mut footnotes.marks) {
            let Some(note) = footnotes.notes.get(&label) else { continue };
            let Some((attributes, words)) = note.html.as_deref().and_then(only_paragraph) else { continue };
            let Some(before) = text.get(at..end) else { break };
            self.out.push_str(before);
            at = end;
            self.out.push_str("<small class=\"sidenote\"");
            self.id(&format!("{}fn:{}", footnotes.prefix, note.number));
            self.out.push_str(&format!(" role=\"doc-footnote\"><sup>{}</sup> ", note.number));
            match attributes {
                "" => self.out.push_str(words),
                _ => self.out.push_str(&format!("<span{attributes}>{words}</span>")),
            }
            for using in 1..=note.uses {
                self.way_back(&back_id(&footnotes.prefix, note.number, using), using);
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
            self.way_back(&back_id(prefix, note.number, using), using);
        }
        self.out.push_str(end);
        self.out.push_str("</li>\n");
    }

    /// Writes a link from a footnote or reference back to its use number `using` in the text, which has this id.
    pub(super) fn way_back(&mut self, id: &str, using: usize) {
        self.out.push_str(" <a");
        self.href_here(id);
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

impl Walk<'_> {
    /// Whether the text that is written is that of a paragraph or item, and not in a table.
    fn is_running_text(&self) -> bool {
        let block = self.close.iter().rev().find_map(|close| match close {
            Close::Paragraph(_) | Close::Reference(_) | Close::Tag("</li>\n") => Some(true),
            Close::Heading { .. } | Close::Tag("</td>" | "</th>" | "</p>\n" | "</summary>\n") => Some(false),
            _ => None,
        });
        block == Some(true) && !self.frame.in_cell
    }
}

/// Returns the attributes and the content of a text that is a single paragraph.
fn only_paragraph(html: &str) -> Option<(&str, &str)> {
    let (attributes, words) = html.strip_prefix("<p")?.split_once('>')?;
    let is_paragraph = attributes.is_empty() || attributes.starts_with(' ');
    let words = words.strip_suffix("</p>\n").filter(|words| is_paragraph && !words.contains("</p>"))?;
    Some((attributes, words))
}

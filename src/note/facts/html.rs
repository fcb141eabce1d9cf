//! The words of raw HTML among the facts of a note.

use std::ops::Range;

use super::super::html_words::{self, Word};
use super::{BlockKind, CELL, Walker};

impl Walker<'_> {
    /// Adds the words of a block of raw HTML, as blocks of their own. They have no places: nothing in them is Markdown.
    pub(super) fn html_words(&mut self, html: &str, span: &Range<usize>) {
        let mut kind = BlockKind::Paragraph;
        for (word, at) in html_words::words(html) {
            // What was left out, such as a comment, makes places within unknown.
            let is_as_written = html.len() == span.len();
            let at = if is_as_written { span.start + at.start..span.start + at.end } else { span.clone() };
            match word {
                Word::Text(text) => self.html_text(&text, &at, kind),
                Word::Cell if self.block.is_some() => {
                    self.trim_cells();
                    self.facts.plain.truncate(self.facts.plain.trim_end().len());
                    self.facts.plain.push_str(CELL);
                }
                Word::Cell => kind = BlockKind::Row,
                Word::Block(next) => {
                    self.close_html_block();
                    kind = next;
                }
                Word::Quiet(true) => self.mute = Some((String::new(), self.facts.plain.len() as u32)),
                Word::Quiet(false) => {
                    let start = self.mute.take().map(|(_, start)| start);
                    start.into_iter().for_each(|start| self.quiet(start));
                }
            }
        }
        self.close_html_block();
        self.mute = None;
    }

    /// Adds a text between tags, where blanks and line breaks are alike.
    fn html_text(&mut self, text: &str, span: &Range<usize>, kind: BlockKind) {
        let is_blank = |sign: char| sign.is_ascii_whitespace();
        if self.block.is_none() {
            if text.chars().all(is_blank) {
                return;
            }
            self.open_block(kind, span.clone().into());
        }
        let Some(block) = &mut self.block else { return };
        block.span.end = block.span.end.max(span.end as u32);
        let (start, plain) = (block.start as usize, &mut self.facts.plain);
        for sign in text.chars() {
            if !is_blank(sign) {
                plain.push(sign);
            } else if plain.len() > start && !plain.ends_with(' ') {
                plain.push(' ');
            }
        }
    }

    /// Ends a block of words of raw HTML. What is not prose in it, and is not closed yet, goes on in the next one.
    fn close_html_block(&mut self) {
        let is_mute = self.mute.is_some();
        if let Some(block) = &mut self.block {
            // Fields are a matter of Markdown.
            block.line = self.facts.plain.len() as u32;
        }
        self.close_block();
        if is_mute {
            self.mute = Some((String::new(), self.facts.plain.len() as u32));
        }
    }
}

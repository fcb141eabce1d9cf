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
                Word::Cell => match &self.block {
                    Some(block) => self.html_cell(block.start as usize),
                    None => kind = BlockKind::Row,
                },
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

    /// Separates a cell from the one before, in a block that begins at `start`.
    fn html_cell(&mut self, start: usize) {
        self.trim_cells();
        let row = &self.facts.plain[start..];
        self.cut(start + row.trim_end_matches(|sign: char| sign.is_ascii_whitespace()).len());
        self.facts.plain.push_str(CELL);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::note::{Options, read};
    use crate::path::SourcePath;

    /// Requires that all that is known of the plain text lies within it.
    fn require_places(text: &str) {
        let note = read(&SourcePath::new("note.md"), text.as_bytes(), &Options::default());
        for span in note.quiet.iter().chain(note.blocks.iter().map(|block| &block.text)) {
            assert!(note.plain.get(span.range()).is_some(), "{span:?} in {:?} of {text:?}", note.plain);
        }
    }

    #[test]
    fn blanks_that_are_no_ascii_stay_in_cells() {
        require_places("<table><tr><td>&nbsp;<code><td>x</code>y</table>\n\nText [[v]] here.\n");
        require_places("A <kbd>&nbsp;</kbd>\n\n·\n");
        require_places("<table><tr><td>\u{3000}<pre><td>x</pre>y</table>\n");
    }

    #[test]
    fn of_an_inline_script_nothing_is_read() {
        for (text, plain) in [
            ("Text <script>var a = `b` + $c$;</script> after.\n", "Text  after.\n"),
            ("Text <style>p {} <b>x</b> #tag\n", "Text\n"),
            ("<a>b<script>c</script>d</a>\n", "bd\n"),
            ("One <object>two\n\nThree <kbd>four</kbd>\n", "One\nThree four\n"),
            ("One <script>two **three** four</script> five\n", "One three four five\n"),
        ] {
            let note = read(&SourcePath::new("note.md"), text.as_bytes(), &Options::default());
            assert_eq!((&*note.plain, note.tags.len()), (plain, 0), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_known_of_a_text_lies_within_it(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "<table>", "</table>", "<tr>", "<td>", "<th>", "<p>", "<code>", "</code>", "<kbd>", "</kbd>",
                    "<div>", "</div>", "<pre>", "</pre>", "\u{85}", "\u{3000}", "&nbsp;", "\u{a0}", "·", " · ", " ", "\n", "\n\n", "word", "é", "<br>", "| a | ",
                    "|\n|---|\n", "[[v]]", "`x`", "%%y%%", "<!-- z -->", "<script>", "</script>", "- ", "> ", "https://a.example ", "^[", "]",
                ]),
                0..24,
            ),
        ) {
            require_places(&parts.concat());
        }
    }
}

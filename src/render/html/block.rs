//! Opens and closes elements.

use super::{Close, Walk, Writer};
use crate::note::Span;
use crate::note::markdown::{Alignment, Callout, Element, Event, Fold, Piece};

impl Writer<'_> {
    pub(super) fn start(&mut self, element: &Element<'_>, piece: &Piece<'_>, index: usize, walk: &mut Walk<'_>) {
        walk.turn(element, index);
        self.call(piece, walk);
        let close = match element {
            Element::Heading(level) => self.heading(*level, piece, walk),
            Element::CodeBlock(info) => self.code_block(info, piece, walk.frame),
            Element::Callout(callout) => self.callout(callout, piece, walk),
            Element::CalloutTitle => self.callout_title(walk),
            Element::Table(columns) => self.table(columns, piece, walk),
            Element::TableHead => {
                self.out.push_str("<thead>\n<tr>");
                (walk.cell, walk.in_head) = (0, true);
                Close::Tag("</tr>\n</thead>\n<tbody>\n")
            }
            Element::TableRow => {
                self.out.push_str("<tr>");
                (walk.cell, walk.in_head) = (0, false);
                Close::Tag("</tr>\n")
            }
            Element::TableCell => self.cell(walk),
            Element::Item(task) => {
                self.reference_item(*task, piece, index, walk).unwrap_or_else(|| self.item(*task, piece, index, walk))
            }
            Element::List(first) => self.list(*first, piece, walk),
            Element::FootnoteDefinition(label) => {
                self.start_footnote(label, walk.part.span == Span::from(piece.span.clone()))
            }
            Element::InlineFootnote => self.start_inline_footnote(walk),
            Element::Link(reference) => self.link(reference, piece.span.clone().into(), walk),
            Element::Paragraph => {
                self.open("<p", ">", "", piece, walk);
                if let Some(Piece { event: Event::Start(Element::Item(Some(mark))), .. }) =
                    index.checked_sub(1).and_then(|before| walk.pieces.get(before))
                {
                    self.task_box(*mark);
                }
                Close::Paragraph(walk.dir())
            }
            Element::BlockQuote => self.open("<blockquote", ">\n", "</blockquote>\n", piece, walk),
            Element::Emphasis => self.inline("<em>", "</em>"),
            Element::Strong => self.inline("<strong>", "</strong>"),
            Element::Strikethrough => self.inline("<del>", "</del>"),
            Element::Highlight => self.inline("<mark>", "</mark>"),
        };
        walk.close.push(close);
    }

    pub(super) fn end(&mut self, walk: &mut Walk<'_>) {
        walk.turn_back();
        let close = walk.close.pop();
        // Callers are written inside an item, since its list can contain only items.
        let inside = matches!(close, Some(Close::Tag("</li>\n") | Close::Reference(_)));
        if inside {
            self.callers_here(walk);
        }
        self.close(close, walk);
        if !inside {
            self.callers_here(walk);
        }
    }

    fn close(&mut self, close: Option<Close>, walk: &mut Walk<'_>) {
        match close {
            Some(Close::Tag(tag)) => self.out.push_str(tag),
            // The paragraph may be empty, if nothing followed an embed in it.
            Some(Close::Paragraph(_)) => self.end_paragraph(),
            Some(Close::Heading { level, id }) => self.end_heading(level, &id),
            Some(Close::Code { tag }) => {
                self.end_code();
                self.out.push_str(tag);
            }
            Some(Close::Diagram { id }) => self.end_diagram(id.as_deref()),
            Some(Close::Callout(tag)) => self.out.push_str(tag),
            Some(Close::Footnote) => self.end_footnote(),
            Some(Close::InlineFootnote) => self.end_inline_footnote(),
            Some(Close::Reference(number)) => self.end_reference(number, walk),
            Some(Close::Hidden) => {
                self.in_title = false;
                if let Some(out) = self.aside.pop() {
                    self.out = out;
                }
            }
            Some(Close::Nothing) | None => {}
        }
    }

    fn inline(&mut self, open: &str, close: &'static str) -> Close {
        self.out.push_str(open);
        Close::Tag(close)
    }

    fn open(&mut self, open: &str, end: &str, close: &'static str, piece: &Piece<'_>, walk: &Walk<'_>) -> Close {
        self.out.push_str(open);
        self.out.push_str(walk.dir());
        self.block_id(piece, walk.frame);
        self.out.push_str(end);
        Close::Tag(close)
    }

    /// Opens a heading with a link to itself. The heading that serves as the page's title is not repeated.
    fn heading(&mut self, level: u8, piece: &Piece<'_>, walk: &mut Walk<'_>) -> Close {
        let note = &walk.part.note;
        let span: Span = piece.span.clone().into();
        let index = note.headings.partition_point(|heading| heading.span.start < span.start);
        let index = if note.headings.get(index).is_some_and(|heading| heading.span == span) { index } else { 0 };
        if index == 0 && note.title_is_heading && !walk.frame.embedded {
            self.aside.push(std::mem::take(&mut self.out));
            self.in_title = true;
            return Close::Hidden;
        }
        let id = note.headings.get(index).map(|heading| heading.id.as_str()).unwrap_or_default();
        if let Some(callers) = walk.part.callers.get(id) {
            walk.called.push((walk.close.len(), callers));
        }
        let id = [&walk.frame.prefix, id].concat();
        let level = (level + walk.frame.shift).min(6);
        self.out.push_str("<h");
        self.out.push(char::from(b'0' + level));
        self.out.push_str(walk.dir());
        self.id(&id);
        self.out.push('>');
        if piece.id.is_some() && self.has_ids() {
            self.out.push_str("<span");
            self.block_id(piece, walk.frame);
            self.out.push_str("></span>");
        }
        Close::Heading { level, id }
    }

    fn end_heading(&mut self, level: u8, id: &str) {
        if self.has_ids() {
            self.out.push_str("<a class=\"anchor\"");
            self.href_here(&crate::path::percent_encode(id));
            self.attribute("aria-label", &self.context.options.words.section_link);
            self.out.push_str("></a>");
        }
        self.out.push_str("</h");
        self.out.push(char::from(b'0' + level));
        self.out.push_str(">\n");
    }

    /// Opens a callout (Obsidian help: *Callouts*). A foldable one is a `<details>`, which needs no script.
    fn callout(&mut self, callout: &Callout<'_>, piece: &Piece<'_>, walk: &Walk<'_>) -> Close {
        let (open, close) = match callout.fold {
            None => ("<div class=\"callout\" role=\"note\"", "</div>\n"),
            Some(_) => ("<details class=\"callout\"", "</details>\n"),
        };
        self.out.push_str(open);
        self.out.push_str(walk.dir());
        self.block_id(piece, walk.frame);
        self.attribute("data-callout", &callout.kind.to_lowercase());
        self.out.push_str(if callout.fold == Some(Fold::Open) { " open>\n" } else { ">\n" });
        Close::Callout(close)
    }

    fn callout_title(&mut self, walk: &Walk<'_>) -> Close {
        let (open, close) = match walk.close.last() {
            Some(Close::Callout("</details>\n")) => ("<summary", "</summary>\n"),
            _ => ("<p", "</p>\n"),
        };
        self.out.push_str(open);
        self.out.push_str(walk.dir());
        self.inline(" class=\"callout-title\">", close)
    }

    fn list(&mut self, first: Option<u64>, piece: &Piece<'_>, walk: &Walk<'_>) -> Close {
        match first {
            None => self.open("<ul", ">\n", "</ul>\n", piece, walk),
            Some(1) => self.open("<ol", ">\n", "</ol>\n", piece, walk),
            Some(first) => self.open(&format!("<ol start=\"{first}\""), ">\n", "</ol>\n", piece, walk),
        }
    }

    fn item(&mut self, task: Option<char>, piece: &Piece<'_>, index: usize, walk: &Walk<'_>) -> Close {
        let Some(mark) = task else { return self.open("<li", ">", "</li>\n", piece, walk) };
        self.out.push_str("<li class=\"task\"");
        self.out.push_str(walk.dir());
        self.block_id(piece, walk.frame);
        self.attribute("data-task", mark.encode_utf8(&mut [0; 4]));
        self.out.push('>');
        // If the item's text is a paragraph, the box goes inside it instead.
        if walk.pieces.get(index + 1).is_none_or(|next| next.event != Event::Start(Element::Paragraph)) {
            self.task_box(mark);
        }
        Close::Tag("</li>\n")
    }

    fn task_box(&mut self, mark: char) {
        self.out.push_str("<input type=\"checkbox\" disabled");
        let words = &self.context.options.words;
        if mark == ' ' {
            self.attribute("aria-label", &words.task_open);
        } else {
            self.attribute("aria-label", &words.task_done);
            self.out.push_str(" checked");
        }
        self.out.push_str("> ");
    }

    fn table(&mut self, columns: &[Alignment], piece: &Piece<'_>, walk: &mut Walk<'_>) -> Close {
        walk.columns = columns.to_vec();
        self.out.push_str("<div class=\"table\" tabindex=\"0\" role=\"group\"");
        self.attribute("aria-label", &self.context.options.words.table);
        self.out.push_str(walk.dir());
        self.block_id(piece, walk.frame);
        self.out.push_str("><table>\n");
        Close::Tag("</tbody>\n</table></div>\n")
    }

    fn cell(&mut self, walk: &mut Walk<'_>) -> Close {
        let class = match walk.columns.get(walk.cell) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        walk.cell += 1;
        let (name, close) = if walk.in_head { ("<th scope=\"col\"", "</th>") } else { ("<td", "</td>") };
        self.out.push_str(name);
        self.out.push_str(walk.dir());
        self.out.push_str(class);
        self.out.push('>');
        Close::Tag(close)
    }
}

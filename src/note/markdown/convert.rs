//! Converts the parser's events to [`Piece`]s.
//!
//! [`pieces`] is the entry point. It takes one pass: block structure, links, callouts and tasks are handled here, the
//! contents of a run of text in `inline`, block ids in `block_id`; `marks` says how text is shown.

mod callout;
mod html;
mod inline;
mod links;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event as Source, Parser, Tag, TagEnd};

use super::marks::{TITLE, clean, has_control, is_mark};
use super::saved::{self, Line};
use super::{Alignment, Body, Element, Event, NESTING_LIMIT, Piece, block_id, options, room};

/// Bytes of text per piece in most notes.
const USUAL: usize = 20;

/// Parses a note's body. The second value says whether nesting had to be limited, and where.
pub fn pieces(body: Body<'_>) -> (Vec<Piece<'_>>, Option<Range<usize>>) {
    let mut converter = Converter::new(body);
    match saved::lines(body) {
        Some(lines) => converter.saved_lines(&lines),
        None => converter.markdown(body.start..body.text.len(), None),
    }
    converter.flush();
    block_id::keep_first(&mut converter.out);
    (converter.out, converter.cut)
}

/// What is open in the source, and what it became.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Open {
    /// A block that contains blocks; index of its start in the output.
    Block(usize),
    /// A block that contains text.
    Leaf(usize),
    /// A list item, which is a leaf as long as it is tight.
    Item(usize),
    /// The first paragraph of a callout, whose first line is its title.
    Title(usize),
    /// An element inside a line.
    Inline(usize),
    /// An element that was left out, unlike its children.
    Dropped,
}

struct Converter<'a> {
    text: &'a str,
    /// Whether the text contains a character that [`clean`] removes; hardly any note does.
    marked: bool,
    out: Vec<Piece<'a>>,
    stack: Vec<Open>,
    /// Text that has not been read yet, because more of it may follow.
    run: Option<(Cow<'a, str>, Range<usize>)>,
    /// Delimiters that may open or close a highlight or an inline footnote, in the current leaf.
    delimiters: inline::Delimiters,
    /// Set inside an image or a wikilink whose text is replaced: the events to skip.
    skipping: Option<links::Skip<'a>>,
    /// Number of links around the current text.
    links: usize,
    /// Text before this position is a callout's marker or a task's box.
    skip_to: usize,
    /// The block that ended last, and how many were open at that time.
    last_block: Option<(usize, usize)>,
    html: Option<(Cow<'a, str>, Range<usize>)>,
    cut: Option<Range<usize>>,
}

impl<'a> Converter<'a> {
    fn new(body: Body<'a>) -> Self {
        Self {
            text: body.text,
            marked: has_control(body.text),
            out: Vec::with_capacity(room((body.text.len() - body.start) / USUAL)),
            stack: Vec::new(),
            run: None,
            delimiters: inline::Delimiters::default(),
            skipping: None,
            links: 0,
            skip_to: 0,
            last_block: None,
            html: None,
            cut: None,
        }
    }

    /// Parses a part of the text as Markdown. If a heading level is given, paragraphs become headings of that level.
    fn markdown(&mut self, part: Range<usize>, heading: Option<u8>) {
        let text: &'a str = self.text;
        for (event, span) in Parser::new_ext(&text[part.clone()], options()).into_offset_iter() {
            let span = span.start + part.start..span.end + part.start;
            match (event, heading) {
                (Source::Start(Tag::Paragraph), Some(level)) => self.open(Element::Heading(level), span, Open::Leaf),
                (event, _) => self.event(event, span),
            }
        }
    }

    /// Parses a text that was saved from a web page.
    fn saved_lines(&mut self, lines: &[Line]) {
        let mut list = false;
        for line in lines {
            let is_item = matches!(line, Line::Item(_));
            if list && !is_item {
                self.end_block();
            }
            match line {
                Line::Heading(level, span) => self.markdown(span.clone(), Some(*level)),
                Line::Block(span) => self.markdown(span.clone(), None),
                Line::Item(span) => {
                    if !list {
                        self.open(Element::List(None), span.clone(), Open::Block);
                    }
                    self.open(Element::Item(None), span.clone(), Open::Item);
                    self.markdown(span.clone(), None);
                    self.end_block();
                }
            }
            list = is_item;
        }
        if list {
            self.end_block();
        }
    }

    fn event(&mut self, event: Source<'a>, span: Range<usize>) {
        if self.skip(&event, &span) {
            return;
        }
        match event {
            Source::Text(text) => self.text_event(text, span),
            Source::Start(tag) => self.start(tag, span),
            Source::End(tag) => self.end(tag),
            Source::Code(code) => self.atom(Event::Code(plain(code)), span),
            Source::InlineMath(tex) => self.atom(Event::Math { tex: plain(tex), display: false }, span),
            Source::DisplayMath(tex) => self.atom(Event::Math { tex: plain(tex), display: true }, span),
            Source::InlineHtml(html) => {
                if !html.starts_with("<!--") {
                    self.atom(Event::InlineHtml(plain(html)), span);
                }
            }
            Source::Html(html) => self.html_line(html, span),
            Source::SoftBreak => self.line_break(Event::SoftBreak, span),
            // The blanks before the end of the line were a comment: `mask` ends those with a tab.
            Source::HardBreak if self.text[span.clone()].contains('\t') => self.line_break(Event::SoftBreak, span),
            Source::HardBreak => self.line_break(Event::HardBreak, span),
            Source::Rule => self.block_atom(Event::Rule, span),
            Source::FootnoteReference(name) => self.atom(Event::FootnoteReference(label(name)), span),
            Source::TaskListMarker(_) => {}
        }
    }

    fn text_event(&mut self, text: CowStr<'a>, mut span: Range<usize>) {
        if let CowStr::Borrowed(words) = text
            && !self.marked
            && span.start >= self.skip_to
        {
            return self.text_run(Cow::Borrowed(words), span);
        }
        let is_marked = has_control(&text) && !text.contains(TITLE);
        if (!is_marked && span.start >= self.skip_to) || self.text.get(span.clone()) != Some(&*text) {
            return self.text_run(plain(text), span);
        }
        if span.start < self.skip_to {
            span.start = self.skip_to.min(span.end);
        }
        // Characters that `mask` inserted are runs of their own, so that the text between them is still read.
        let file: &'a str = self.text;
        let mut at = span.start;
        for part in file[span].split_inclusive(is_mark) {
            let words = part.trim_end_matches(is_mark);
            self.text_run(Cow::Borrowed(words), at..at + words.len());
            self.text_run(clean(Cow::Borrowed(&part[words.len()..])), at + words.len()..at + part.len());
            at += part.len();
        }
    }

    fn text_run(&mut self, text: Cow<'a, str>, span: Range<usize>) {
        if text.is_empty() {
            return;
        }
        if self.is_source(&text, &span)
            && !self.starts_escaped(&span)
            && let Some((run, run_span)) = &mut self.run
            && run_span.end == span.start
            && run_span.len() == run.len()
        {
            run_span.end = span.end;
            *run = Cow::Borrowed(&self.text[run_span.clone()]);
            return;
        }
        self.flush();
        self.run = Some((text, span));
    }

    /// Whether this text is exactly that part of the source.
    fn is_source(&self, text: &str, span: &Range<usize>) -> bool {
        // Usually the text is a slice of the source, so it need not be compared.
        self.text.get(span.clone()).is_some_and(|source| std::ptr::eq(source, text) || source == text)
    }

    /// Does the same as [`clean`], for text of this source.
    fn cleaned(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        if !self.marked && matches!(text, Cow::Borrowed(_)) { text } else { clean(text) }
    }

    /// Whether a backslash that was removed precedes the first character of this text.
    fn starts_escaped(&self, span: &Range<usize>) -> bool {
        let bytes = self.text.as_bytes();
        span.start > 0
            && bytes[span.start - 1] == b'\\'
            && bytes.get(span.start).is_some_and(u8::is_ascii_punctuation)
            && !matches!(self.run, Some((_, ref run)) if run.end == span.start)
    }

    /// Passes the collected text to the inline reader.
    fn flush(&mut self) {
        let Some((text, span)) = self.run.take() else { return };
        let (text, span) = self.task_marker(text, span);
        if text.is_empty() {
            return;
        }
        if self.in_code() {
            let text = self.cleaned(text);
            self.out.push(Piece { event: Event::Text(text), span, id: None });
        } else {
            inline::read(self, text, span);
        }
    }

    fn in_code(&self) -> bool {
        matches!(self.stack.last(), Some(Open::Leaf(at)) if matches!(self.out[*at].event, Event::Start(Element::CodeBlock(_))))
    }

    /// Makes a list item that starts with `[x] ` a task, whatever the character in the box (Obsidian help: *Task
    /// lists*).
    fn task_marker(&mut self, text: Cow<'a, str>, span: Range<usize>) -> (Cow<'a, str>, Range<usize>) {
        if self.starts_escaped(&span) {
            return (text, span);
        }
        let item = match (self.stack.last(), self.out.len()) {
            (Some(Open::Item(at)), length) if at + 1 == length => *at,
            (Some(Open::Leaf(at)), length) if at + 1 == length && *at > 0 && self.is_paragraph(*at) => at - 1,
            _ => return (text, span),
        };
        let Event::Start(Element::Item(task)) = &mut self.out[item].event else { return (text, span) };
        let mut signs = text.chars();
        let (Some('['), Some(mark), Some(']')) = (signs.next(), signs.next(), signs.next()) else {
            return (text, span);
        };
        // The parser does not count blanks at the end of a line as text.
        let blank = signs.next().or_else(|| self.text[span.end..].chars().next());
        if !blank.is_some_and(|blank| blank.is_whitespace() && !matches!(blank, '\n' | '\r'))
            || (mark.is_whitespace() && mark != ' ')
        {
            return (text, span);
        }
        *task = Some(mark);
        let cut = text.len() - signs.as_str().len();
        let words = match text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[cut..]),
            Cow::Owned(text) => Cow::Owned(text[cut..].to_owned()),
        };
        (words, span.start + cut..span.end)
    }

    fn is_paragraph(&self, at: usize) -> bool {
        self.out[at].event == Event::Start(Element::Paragraph)
    }

    /// Adds an inline event without children.
    fn atom(&mut self, event: Event<'a>, span: Range<usize>) {
        self.flush();
        self.out.push(Piece { event, span, id: None });
    }

    fn line_break(&mut self, event: Event<'a>, span: Range<usize>) {
        self.flush();
        if let Some(Open::Title(_)) = self.stack.last() {
            self.end_title();
            self.open(Element::Paragraph, span.end..span.end, Open::Leaf);
        } else {
            self.out.push(Piece { event, span, id: None });
        }
    }

    fn block_atom(&mut self, event: Event<'a>, span: Range<usize>) {
        self.end_leaf();
        self.last_block = None;
        self.out.push(Piece { event, span, id: None });
    }

    fn open(&mut self, element: Element<'a>, span: Range<usize>, kind: fn(usize) -> Open) {
        if self.stack.len() >= NESTING_LIMIT
            && !matches!(element, Element::TableHead | Element::TableRow | Element::TableCell)
        {
            self.cut.get_or_insert(span);
            self.stack.push(Open::Dropped);
            return;
        }
        self.stack.push(kind(self.out.len()));
        self.out.push(Piece { event: Event::Start(element), span, id: None });
    }

    fn start(&mut self, tag: Tag<'a>, span: Range<usize>) {
        if !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }) {
            self.end_leaf();
        }
        match tag {
            Tag::Paragraph => self.start_paragraph(span),
            Tag::Heading { level, .. } => self.start_heading(level as u8, span),
            Tag::BlockQuote(_) => self.open(Element::BlockQuote, span, Open::Block),
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => plain(info),
                    CodeBlockKind::Indented => Cow::Borrowed(""),
                };
                self.open(Element::CodeBlock(info), span, Open::Leaf);
            }
            Tag::List(first) => self.open(Element::List(first), span, Open::Block),
            Tag::Item => self.open(Element::Item(None), span, Open::Item),
            Tag::FootnoteDefinition(name) => self.open(Element::FootnoteDefinition(label(name)), span, Open::Block),
            Tag::Table(columns) => {
                self.open(Element::Table(columns.into_iter().map(alignment).collect()), span, Open::Block)
            }
            Tag::TableHead => self.open(Element::TableHead, span, Open::Block),
            Tag::TableRow => self.open(Element::TableRow, span, Open::Block),
            Tag::TableCell => self.open(Element::TableCell, span, Open::Leaf),
            Tag::Emphasis => self.start_inline(Element::Emphasis, span),
            Tag::Strong => self.start_inline(Element::Strong, span),
            Tag::Strikethrough => self.start_inline(Element::Strikethrough, span),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, dest_url, title, span),
            Tag::Image { link_type, dest_url, title, .. } => self.start_image(link_type, dest_url, title, span),
            _ => self.stack.push(Open::Dropped),
        }
    }

    fn start_inline(&mut self, element: Element<'a>, span: Range<usize>) {
        self.flush();
        self.open(element, span, Open::Inline);
    }

    fn push_end(&mut self, start: usize) {
        let end = self.out[start].span.end;
        self.out.push(Piece { event: Event::End, span: end..end, id: None });
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.end_inline(),
            // An image whose end is not skipped is a link around an embed.
            TagEnd::Link | TagEnd::Image => {
                self.flush();
                self.links = self.links.saturating_sub(1);
                self.trim_link_text();
                self.end_inline();
            }
            TagEnd::HtmlBlock => {
                self.stack.pop();
                if let Some((html, span)) = self.html.take() {
                    self.block_html(html, span);
                }
            }
            _ => self.end_block(),
        }
    }

    fn end_inline(&mut self) {
        self.flush();
        if let Some(Open::Inline(at)) = self.stack.pop() {
            self.delimiters.leave(at);
            self.push_end(at);
        }
    }

    /// The innermost open element: a highlight or inline footnote begins and ends in the same one.
    fn frame(&self) -> usize {
        match self.stack.last() {
            Some(Open::Block(at) | Open::Leaf(at) | Open::Item(at) | Open::Title(at) | Open::Inline(at)) => *at,
            // Their depth is enough to tell dropped elements apart while they are open.
            Some(Open::Dropped) | None => usize::MAX - self.stack.len(),
        }
    }

    /// Ends the text of the current leaf, including that of a tight list item in which a block begins.
    fn end_leaf(&mut self) {
        self.flush();
        self.delimiters.clear();
        if let Some(Open::Item(at)) = self.stack.last() {
            let at = *at;
            self.take_id(at, at);
        }
    }

    /// Moves an id at the end of the leaf at `leaf` to the block at `owner`.
    fn take_id(&mut self, leaf: usize, owner: usize) {
        let is_quote =
            |at: usize| matches!(self.out[at].event, Event::Start(Element::BlockQuote | Element::Callout(_)));
        let quote = self.stack.iter().find_map(|open| match open {
            Open::Block(at) if is_quote(*at) => Some(*at),
            _ => None,
        });
        block_id::take_trailing(self.text, &mut self.out, leaf, owner, quote);
    }

    fn end_block(&mut self) {
        self.end_leaf();
        match self.stack.last() {
            Some(Open::Title(_)) => self.end_title(),
            Some(Open::Leaf(at)) => {
                let at = *at;
                self.stack.pop();
                self.end_leaf_block(at);
            }
            Some(Open::Block(at) | Open::Item(at)) => {
                let at = *at;
                self.stack.pop();
                if matches!(self.out[at].event, Event::Start(Element::Table(_))) {
                    block_id::take_row(self.text, &mut self.out, at);
                }
                self.push_end(at);
                self.last_block = Some((at, self.stack.len()));
            }
            Some(Open::Dropped | Open::Inline(_)) | None => {
                self.stack.pop();
            }
        }
    }

    /// Ends a paragraph, heading, cell or block of code. A paragraph that is only a block id names the block before it;
    /// one that was only a comment is removed.
    fn end_leaf_block(&mut self, at: usize) {
        let is_paragraph = self.is_paragraph(at);
        if is_paragraph && self.out[at + 1..].iter().all(is_blank_text) {
            self.out.truncate(at);
            return;
        }
        if is_paragraph
            && let Some(id) = block_id::alone(&self.out[at + 1..])
            && let Some((block, depth)) = self.last_block
            && depth == self.stack.len()
        {
            self.out[block].id = Some(id);
            self.out.truncate(at);
            return;
        }
        let takes_id = matches!(self.out[at].event, Event::Start(Element::Paragraph | Element::Heading(_)));
        if takes_id {
            let owner = match self.stack.last() {
                Some(Open::Item(item)) if item + 1 == at => *item,
                _ => at,
            };
            self.take_id(at, owner);
        }
        self.push_end(at);
        self.last_block = Some((at, self.stack.len()));
    }
}

fn is_blank_text(piece: &Piece<'_>) -> bool {
    match &piece.event {
        Event::Text(text) => text.trim().is_empty(),
        Event::SoftBreak => true,
        _ => false,
    }
}

fn alignment(column: pulldown_cmark::Alignment) -> Alignment {
    match column {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}

/// The label of a footnote, regardless of letter case.
fn label(name: CowStr<'_>) -> Cow<'_, str> {
    let name = plain(name);
    if name.chars().any(char::is_uppercase) { Cow::Owned(name.to_lowercase()) } else { name }
}

fn plain(text: CowStr<'_>) -> Cow<'_, str> {
    clean(match text {
        CowStr::Borrowed(text) => Cow::Borrowed(text),
        text => Cow::Owned(text.into_string()),
    })
}

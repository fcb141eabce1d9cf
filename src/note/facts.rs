//! Extracts headings, blocks, links, tags and plain text of a body from its [`Piece`]s.
//!
//! [`collect`] walks over the pieces once. It does not resolve links and writes no HTML.

mod html;

use std::collections::BTreeMap;
use std::ops::Range;

use super::code_language;
use super::field::{self, Field};
use super::html_words::{MUTE, is_dropped_whole, without_entities};
use super::markdown::{Element, Event, Piece, Reference, Syntax, image_text};
use super::media::is_image;
use super::query::Query;
use super::raw_html::RawHtml;
use super::{Anchor, Block, BlockKind, Features, Formula, Heading, Link, LinkKind, Place, Span, Style, StyleKind};
use crate::diagram;
use crate::path::heading_slug;

/// Separates the cells of a row in plain text.
const CELL: &str = " · ";

/// The facts of one body.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) headings: Vec<Heading>,
    pub(super) blocks: Vec<Block>,
    pub(super) anchors: Vec<Anchor>,
    pub(super) links: Vec<Link>,
    pub(super) plain: String,
    pub(super) styles: Vec<Style>,
    /// What is not prose in `plain`, in order: code, formulas, links, tags, descriptions of pictures.
    pub(super) quiet: Vec<Span>,
    /// Where the words of `plain` are in the file, if requested.
    pub(super) places: Vec<Place>,
    /// Inline tags without their `#`, and their places with it.
    pub(super) tags: Vec<(String, Range<usize>)>,
    /// Images without a description.
    pub(super) missing_alt: Vec<Range<usize>>,
    pub(super) features: Features,
    /// Queries for the app or its plugins, and their places.
    pub(super) queries: Vec<(Range<usize>, Query)>,
    pub(super) formulas: Vec<Formula>,
    /// Inline fields in order.
    pub(super) fields: Vec<Field>,
    /// Code blocks that are diagrams, as positions in `blocks`.
    pub(super) diagrams: Vec<u32>,
    pub(super) html: RawHtml,
}

/// Collects the facts of the body with these pieces.
pub(super) fn collect(text: &str, pieces: &[Piece<'_>]) -> Facts {
    walk(text, pieces, false)
}

/// Where the words of the plain text are in the file, in order, for all that occur there as a reader sees them.
/// Adjacent ones are joined into one place.
pub(super) fn places(text: &str, pieces: &[Piece<'_>]) -> Vec<Place> {
    walk(text, pieces, true).places
}

fn walk(text: &str, pieces: &[Piece<'_>], with_places: bool) -> Facts {
    let mut walker = Walker {
        facts: Facts::default(),
        lines: Lines { text, at: 0, line: 1 },
        open: Vec::new(),
        block: None,
        // The id of the page's own element.
        ids: BTreeMap::from([("main".to_owned(), 0)]),
        quoted: 0,
        mute: None,
        dropped: None,
        with_places,
    };
    walker.facts.plain.reserve(text.len());
    for piece in pieces {
        walker.piece(piece);
    }
    walker.close_block();
    walker.facts.html.finish();
    // A link ends after what is in it.
    walker.facts.quiet.sort_unstable();
    walker.facts.features.remote_media |= walker.facts.html.remote_media;
    walker.facts
}

/// Counts lines up to positions that usually increase.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn line_of(&mut self, place: usize) -> u32 {
        if place < self.at {
            (self.at, self.line) = (0, 1);
        }
        self.line += memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.at..place]).count() as u32;
        self.at = place;
        self.line
    }
}

/// What has to be done when an element ends.
enum Open {
    Nothing,
    /// A list, an item, a table: text after it belongs to another block.
    Container,
    Quote,
    /// A footnote within other text.
    Aside {
        span: Range<usize>,
    },
    Heading {
        level: u8,
        span: Span,
    },
    /// A kind of block whose text is one block.
    Leaf,
    Link {
        index: usize,
        start: u32,
    },
    /// A link that leads out of the garden.
    Address {
        start: u32,
    },
    Style {
        kind: StyleKind,
        start: u32,
    },
}

/// A block that is being filled.
struct OpenBlock {
    kind: BlockKind,
    start: u32,
    span: Span,
    styles: usize,
    links: usize,
    /// Whether it is the source of a diagram.
    diagram: bool,
    /// Where its current line begins, and which parts of that line are code.
    line: u32,
    code: Vec<Span>,
}

struct Walker<'a> {
    facts: Facts,
    lines: Lines<'a>,
    open: Vec<Open>,
    block: Option<OpenBlock>,
    /// Ids of headings in use, each with the last number appended to it for a further heading.
    ids: BTreeMap<String, usize>,
    quoted: usize,
    /// Inside raw HTML whose text is not prose: the name of the element, and where its text begins.
    mute: Option<(String, u32)>,
    /// Inside an inline script or the like, which is not shown: the name of the element.
    dropped: Option<String>,
    with_places: bool,
}

impl Walker<'_> {
    fn piece(&mut self, piece: &Piece<'_>) {
        if self.is_dropped(piece) {
            return;
        }
        match &piece.event {
            Event::Start(element) => self.start(element, piece),
            Event::End => self.end(),
            Event::Text(text) => self.text(text, &piece.span),
            Event::Code(code) => {
                let query = Query::inline(code).map(|query| (piece.span.clone(), query));
                self.facts.queries.extend(query);
                self.styled(StyleKind::Code, code, &piece.span);
            }
            Event::Math { tex, display } => {
                self.facts.features.math = true;
                let formula = Formula { tex: tex.to_string(), display: *display, span: piece.span.clone().into() };
                self.facts.formulas.push(formula);
                self.styled(StyleKind::Code, tex, &piece.span);
            }
            Event::InlineHtml(html) => {
                self.facts.features.html = true;
                self.facts.html.tag(html, piece.span.start, without_entities);
                self.mute(html);
                self.part_words(html, &piece.span);
            }
            Event::Html(html) => {
                self.close_block();
                self.facts.features.html = true;
                self.facts.html.block(html, piece.span.start, without_entities);
                self.html_words(html, &piece.span);
            }
            Event::SoftBreak | Event::HardBreak => {
                self.end_line();
                self.text(" ", &piece.span);
            }
            Event::Rule => self.close_block(),
            Event::FootnoteReference(_) => {}
            Event::Tag(tag) => {
                self.facts.tags.push(((*tag).to_owned(), piece.span.clone()));
                let start = self.facts.plain.len() as u32;
                self.text(&format!("#{tag}"), &piece.span);
                self.quiet(start);
            }
            Event::Embed(reference) => self.embed(reference, &piece.span),
        }
    }

    /// Whether a piece is inside an inline script or the like, and so not on the page. As there, any other element ends
    /// one that is not closed before.
    fn is_dropped(&mut self, piece: &Piece<'_>) -> bool {
        let Some(name) = &self.dropped else { return false };
        let is_over = match &piece.event {
            Event::InlineHtml(html) => {
                super::raw_tags(html).first().is_some_and(|tag| tag.closing && tag.name == *name)
            }
            Event::Start(_) | Event::End => true,
            _ => return true,
        };
        if is_over {
            self.dropped = None;
        }
        // The checks of raw HTML see each tag.
        false
    }

    fn start(&mut self, element: &Element<'_>, piece: &Piece<'_>) {
        let span = Span::from(piece.span.clone());
        if let Some(id) = piece.id {
            self.facts.anchors.push(Anchor { id: id.to_owned(), span });
        }
        let open = match element {
            Element::Emphasis => self.style(StyleKind::Emphasis),
            Element::Strong => self.style(StyleKind::Strong),
            Element::Strikethrough => self.style(StyleKind::Strikethrough),
            Element::Highlight => Open::Nothing,
            Element::InlineFootnote => {
                self.text(" (", &piece.span);
                Open::Aside { span: piece.span.clone() }
            }
            Element::Link(reference) => self.link(reference, span),
            Element::TableCell => {
                if self.block.as_ref().is_some_and(|block| block.start < self.facts.plain.len() as u32) {
                    self.trim_cells();
                    self.facts.plain.push_str(CELL);
                }
                Open::Nothing
            }
            _ => self.start_block(element, span),
        };
        self.open.push(open);
    }

    fn start_block(&mut self, element: &Element<'_>, span: Span) -> Open {
        self.close_block();
        let kind = match element {
            Element::BlockQuote | Element::Callout(_) => {
                self.quoted += 1;
                return Open::Quote;
            }
            Element::Heading(level) => {
                self.open_block(BlockKind::Heading, span);
                return Open::Heading { level: *level, span };
            }
            Element::Paragraph => BlockKind::Paragraph,
            Element::CalloutTitle => BlockKind::CalloutTitle,
            Element::TableHead | Element::TableRow => BlockKind::Row,
            Element::CodeBlock(info) => {
                self.facts.features.code |= !info.trim().is_empty();
                let language = code_language(info);
                self.facts.queries.extend(Query::block(&language).map(|query| (span.range(), query)));
                self.open_block(BlockKind::Code, span);
                if let Some(block) = &mut self.block {
                    block.diagram = language == diagram::LANGUAGE;
                }
                return Open::Leaf;
            }
            _ => return Open::Container,
        };
        self.open_block(kind, span);
        Open::Leaf
    }

    /// Looks for fields in the line that ends here.
    fn end_line(&mut self) {
        let Some(block) = &mut self.block else { return };
        let code = std::mem::take(&mut block.code);
        let start = std::mem::replace(&mut block.line, self.facts.plain.len() as u32);
        if block.kind == BlockKind::Code {
            return;
        }
        let line = &self.facts.plain[start as usize..];
        if !field::may_hold_field(line) {
            return;
        }
        let within = |span: Span| Span { start: span.start.saturating_sub(start), end: span.end.saturating_sub(start) };
        let whole = matches!(block.kind, BlockKind::Paragraph | BlockKind::Item);
        self.facts.fields.extend(field::fields(line, &code.into_iter().map(within).collect::<Vec<_>>(), whole));
    }

    /// Records that the text since `start` is not prose.
    fn quiet(&mut self, start: u32) {
        let end = self.facts.plain.len() as u32;
        if start < end {
            self.facts.quiet.push(Span { start, end });
        }
    }

    /// Handles a tag of raw HTML that may begin or end text that is not prose.
    fn mute(&mut self, html: &str) {
        let Some(tag) = super::raw_tags(html).into_iter().next() else { return };
        if !tag.closing && self.dropped.is_none() && is_dropped_whole(&tag.name) {
            self.dropped = Some(tag.name.clone());
        }
        match &self.mute {
            None if !tag.closing && MUTE.contains(&tag.name.as_str()) => {
                self.mute = Some((tag.name, self.facts.plain.len() as u32));
            }
            Some((name, start)) if tag.closing && *name == tag.name => {
                let start = *start;
                self.quiet(start);
                self.mute = None;
            }
            _ => {}
        }
    }

    /// Removes the separators after empty cells, such as those with a picture.
    fn trim_cells(&mut self) {
        while self.facts.plain.ends_with(CELL) {
            self.cut(self.facts.plain.len() - CELL.len());
        }
    }

    /// Cuts the end of the text off, and what is known of it.
    fn cut(&mut self, len: usize) {
        self.facts.plain.truncate(len);
        let (len, quiet) = (len as u32, &mut self.facts.quiet);
        // They were added in the order of their ends.
        let kept = quiet.partition_point(|span| span.end <= len);
        let mut tail = quiet.split_off(kept);
        tail.retain(|span| span.start < len);
        quiet.extend(tail.into_iter().map(|span| Span { end: len, ..span }));
        if let Some((_, start)) = &mut self.mute {
            *start = len.min(*start);
        }
    }

    /// Separates the words on both sides of a tag that ends a line.
    fn part_words(&mut self, html: &str, span: &Range<usize>) {
        let ends_line = super::raw_tags(html).first().is_some_and(|tag| matches!(tag.name.as_str(), "br" | "p"));
        if ends_line
            && self.dropped.is_none()
            && self.block.is_some()
            && !self.facts.plain.ends_with(char::is_whitespace)
        {
            self.text(" ", span);
        }
    }

    fn open_block(&mut self, kind: BlockKind, span: Span) {
        self.block = Some(OpenBlock {
            kind,
            start: self.facts.plain.len() as u32,
            span,
            styles: self.facts.styles.len(),
            links: self.facts.links.len(),
            diagram: false,
            line: self.facts.plain.len() as u32,
            code: Vec::new(),
        });
    }

    fn close_block(&mut self) {
        self.end_line();
        if let Some((_, start)) = self.mute.take() {
            // An element that is never closed ends with its block.
            self.quiet(start);
        }
        if self.block.as_ref().is_some_and(|block| block.kind == BlockKind::Row) {
            self.trim_cells();
        }
        let Some(block) = self.block.take() else { return };
        self.cut(self.facts.plain.trim_end().len().max(block.start as usize));
        let text = Span { start: block.start, end: self.facts.plain.len() as u32 };
        // The trailing blanks may have been followed by a picture without a description.
        for link in &mut self.facts.links[block.links..] {
            link.text = link.text.within(text);
            link.block = Some(text);
        }
        for style in &mut self.facts.styles[block.styles..] {
            style.text = style.text.within(text);
        }
        // Styles of other blocks are shown only on the note's own page.
        let is_first = self.facts.blocks.last().is_none_or(|before| before.kind == BlockKind::Heading);
        if self.facts.links.len() == block.links && !is_first {
            self.facts.styles.truncate(block.styles);
        }
        if text.start == text.end && self.facts.links.len() == block.links {
            return;
        }
        self.facts.plain.push('\n');
        if block.diagram {
            self.facts.diagrams.push(self.facts.blocks.len() as u32);
        }
        self.facts.blocks.push(Block {
            kind: block.kind,
            quoted: self.quoted > 0,
            text,
            span: block.span,
            heading: self.facts.headings.len().checked_sub(1).map(|index| index as u32),
        });
    }

    fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        match open {
            Open::Nothing => {}
            Open::Container => self.close_block(),
            Open::Quote => {
                self.close_block();
                self.quoted -= 1;
            }
            Open::Leaf => self.close_block(),
            Open::Aside { span } => self.text(")", &span),
            Open::Heading { level, span } => self.end_heading(level, span),
            Open::Address { start } => self.quiet(start),
            Open::Link { index, start } => {
                self.quiet(start);
                let end = self.facts.plain.len() as u32;
                let text = Span { start: start.min(end), end };
                let link = &mut self.facts.links[index];
                link.text = text;
                link.display = self.facts.plain[text.range()].to_owned();
            }
            Open::Style { kind, start } => self.end_style(kind, start),
        }
    }

    fn end_heading(&mut self, level: u8, span: Span) {
        let Some(start) = self.block.as_ref().map(|block| block.start) else { return };
        let end = start + self.facts.plain[start as usize..].trim_end().len() as u32;
        let text = Span { start, end };
        let id = self.unique_id(&heading_slug(&self.facts.plain[text.range()]));
        self.facts.headings.push(Heading { level, id, text, span });
        self.close_block();
    }

    /// Returns `id`, or the first of `id-1`, `id-2` … that is free; never empty.
    fn unique_id(&mut self, slug: &str) -> String {
        let base = if slug.is_empty() { "section" } else { slug };
        let mut id = base.to_owned();
        while self.ids.contains_key(&id) {
            // Numbers tried before stay taken.
            let count = self.ids.entry(base.to_owned()).or_default();
            *count += 1;
            id = format!("{base}-{count}");
        }
        self.ids.insert(id.clone(), 0);
        id
    }

    fn style(&mut self, kind: StyleKind) -> Open {
        Open::Style { kind, start: self.facts.plain.len() as u32 }
    }

    fn end_style(&mut self, kind: StyleKind, start: u32) {
        let end = self.facts.plain.len() as u32;
        if start < end && self.block.is_some() {
            self.facts.styles.push(Style { text: Span { start, end }, kind });
        }
    }

    /// Adds code or a formula.
    fn styled(&mut self, kind: StyleKind, text: &str, span: &Range<usize>) {
        let start = self.facts.plain.len() as u32;
        self.text(text, span);
        self.quiet(start);
        if let Some(block) = &mut self.block {
            block.code.push(Span { start, end: self.facts.plain.len() as u32 });
        }
        self.end_style(kind, start);
    }

    /// Adds text. In a tight list item and the like, where no leaf is open, it gets a block of its own.
    fn text(&mut self, text: &str, span: &Range<usize>) {
        self.ensure_block(span);
        if let Some(block) = &mut self.block {
            block.span.end = block.span.end.max(span.end as u32);
            let begins = block.start as usize == self.facts.plain.len();
            let said = if begins { text.trim_start() } else { text };
            if self.with_places {
                self.place(said, span.end);
            }
            self.facts.plain.push_str(said);
        }
    }

    /// Records where the text to be added next is in the file, if the same words are in front of `end`. What was left
    /// out of it, such as the mark of a comment, was at its beginning.
    fn place(&mut self, said: &str, end: usize) {
        let Some(file) = end.checked_sub(said.len()) else { return };
        if self.lines.text.get(file..end) != Some(said) {
            return;
        }
        let start = self.facts.plain.len() as u32;
        let text = Span { start, end: start + said.len() as u32 };
        match self.facts.places.last_mut() {
            Some(last) if last.text.end == start && last.file_end() == file => last.text.end = text.end,
            _ => self.facts.places.push(Place { text, file: file as u32 }),
        }
    }

    fn ensure_block(&mut self, span: &Range<usize>) {
        if self.block.is_none() {
            self.open_block(BlockKind::Item, span.clone().into());
        }
    }

    fn new_link(&mut self, kind: LinkKind, reference: &Reference<'_>, display: String, span: Span, text: Span) -> Link {
        Link {
            kind,
            syntax: reference.syntax,
            target: reference.target.to_string(),
            fragment: reference.fragment.as_deref().map(str::to_owned),
            display,
            span,
            line: self.lines.line_of(span.start as usize),
            // Replaced when the block ends.
            block: Some(text),
            hidden: false,
            text,
        }
    }

    fn link(&mut self, reference: &Reference<'_>, span: Span) -> Open {
        self.ensure_block(&span.range());
        if reference.syntax == Syntax::Address {
            return Open::Address { start: self.facts.plain.len() as u32 };
        }
        let start = self.facts.plain.len() as u32;
        let link = self.new_link(LinkKind::Link, reference, String::new(), span, Span { start, end: start });
        self.facts.links.push(link);
        Open::Link { index: self.facts.links.len() - 1, start }
    }

    fn embed(&mut self, reference: &Reference<'_>, span: &Range<usize>) {
        self.ensure_block(span);
        let alt = image_text(&reference.text).alt;
        let is_image = is_image(&reference.target);
        if is_image && alt.is_empty() {
            self.facts.missing_alt.push(span.clone());
        }
        let display = match (alt.is_empty(), reference.syntax) {
            (false, _) => alt,
            (true, Syntax::Wikilink) if !is_image => embed_name(reference),
            _ => String::new(),
        };
        let start = self.facts.plain.len() as u32;
        self.text(&display, span);
        self.quiet(start);
        if reference.syntax == Syntax::Address {
            self.facts.features.remote_media = true;
        } else {
            let text = Span { start, end: self.facts.plain.len() as u32 };
            let display = if display.is_empty() { embed_name(reference) } else { display };
            let link = self.new_link(LinkKind::Embed, reference, display, span.clone().into(), text);
            self.facts.links.push(link);
        }
    }
}

/// The name of an embed without a text of its own. A block id means nothing to a reader.
fn embed_name(reference: &Reference<'_>) -> String {
    match &reference.fragment {
        Some(fragment) if reference.target.is_empty() || !fragment.starts_with('^') => {
            format!("{}#{fragment}", reference.target)
        }
        _ => reference.target.to_string(),
    }
}

//! Embeds: parts of notes, and files, the latter through `media`.

use super::{Close, Destination, Embed, Frame, Part, Walk, Writer, direction};
use crate::note::markdown::{Piece, Reference, Syntax, image_text};

/// The end of an embedded part of a note.
const EMBED_END: &str = "</a></p>\n</div>\n";

/// The ways in which a paragraph without an id opens.
const OPENINGS: [&str; 3] = ["<p>", "<p dir=\"rtl\">", "<p dir=\"ltr\">"];

impl Writer<'_> {
    pub(super) fn embed(&mut self, reference: &Reference<'_>, piece: &Piece<'_>, walk: &mut Walk<'_>) {
        if reference.syntax == Syntax::Address {
            return self.remote_media(reference);
        }
        let link = walk.link_at(piece.span.clone().into());
        let Some((destination, link)) = link else { return };
        match destination {
            Destination::Embed(embed) => self.transclusion(embed, walk),
            Destination::Image { href, size, ink } => {
                self.image(href, &image_text(&reference.text), *size, &reference.title, *ink);
            }
            Destination::Page(href) => self.media(href, reference, link),
            Destination::Cut(href) => self.plain_link(href, &link.display),
            Destination::Missing if self.context.options.plain_missing => self.text(&link.display),
            Destination::Missing => {
                self.open_missing(&reference.target);
                self.text(&link.display);
                self.out.push_str("</a>");
            }
            Destination::Withheld => self.text(&link.display),
        }
    }

    /// Writes a part of another note in place.
    fn transclusion(&mut self, embed: &Embed, walk: &Walk<'_>) {
        let Some(again) = self.leave_paragraph(walk) else {
            return self.plain_link(&embed.href, &embed.title);
        };
        self.end_line();
        self.embeds += 1;
        let inner = Frame {
            prefix: format!("{}e{}:", self.place, self.embeds),
            shift: (walk.frame.shift + 1).min(5),
            embedded: true,
            in_cell: walk.frame.in_cell
                || walk.close.iter().any(|close| matches!(close, Close::Tag("</td>" | "</th>"))),
            page: embed.href.split('#').next().unwrap_or_default().to_owned(),
            language: direction::language(&embed.part, self.context.options).to_owned(),
        };
        self.out.push_str("<div class=\"embed");
        for class in &embed.part.note.front.css_classes {
            self.out.push(' ');
            self.text(class);
        }
        self.out.push('"');
        self.out.push_str(&direction::attributes(&inner.language, &walk.frame.language));
        self.attribute("data-title", &embed.title);
        self.out.push_str(">\n");
        let start = self.out.len();
        self.part(&embed.part, &inner);
        self.wrap_item(start, &embed.part);
        self.out.push_str("<p class=\"embed-source\"");
        self.out.push_str(&direction::attributes(&self.context.options.language, &inner.language));
        self.out.push('>');
        self.text(&self.context.options.words.embedded_from);
        self.out.push_str(" <a");
        self.own_attribute("href", &embed.href);
        self.out.push('>');
        self.text(&embed.title);
        self.out.push_str(EMBED_END);
        if let Some(direction) = again {
            self.out.push_str("<p");
            self.out.push_str(direction);
            self.out.push('>');
        }
    }

    /// Wraps an item that is embedded by itself in a list, with the number it had there.
    fn wrap_item(&mut self, start: usize, part: &Part) {
        if !self.out[start..].starts_with("<li") {
            return;
        }
        let written = part.note.text.get(part.span.range()).unwrap_or_default();
        let digits = written.bytes().take_while(u8::is_ascii_digit).count();
        let (open, close) = match written[..digits].parse::<u32>() {
            Ok(1) => ("<ol>\n".to_owned(), "</ol>\n"),
            Ok(number) => (format!("<ol start=\"{number}\">\n"), "</ol>\n"),
            Err(_) => ("<ul>\n".to_owned(), "</ul>\n"),
        };
        self.out.insert_str(start, &open);
        self.out.push_str(close);
    }

    /// Closes the paragraph around an embed, which is a block. Returns the `dir` of the paragraph that the caller must
    /// open after it, if any; `None` where no block is allowed, for example inside emphasis.
    fn leave_paragraph(&mut self, walk: &Walk<'_>) -> Option<Option<&'static str>> {
        match walk.close.last() {
            Some(Close::Paragraph(direction)) => {
                self.end_line();
                self.end_paragraph();
                Some(Some(*direction))
            }
            Some(Close::Tag("</li>\n" | "</td>" | "</th>") | Close::Callout(_) | Close::Reference(_)) | None => {
                Some(None)
            }
            _ => None,
        }
    }

    /// Takes back the line break before an embed, which begins a line anyway.
    fn end_line(&mut self) {
        if let Some(text) = self.out.strip_suffix("<br>\n") {
            self.out.truncate(text.len());
        }
    }

    /// Whether nothing was written since an embed, which ends a line anyway.
    pub(super) fn follows_embed(&self) -> bool {
        without_opening(&self.out).unwrap_or(&self.out).ends_with(EMBED_END)
    }

    /// Closes a paragraph; removes it if it is empty.
    pub(super) fn end_paragraph(&mut self) {
        let text = self.out.trim_end();
        match without_opening(text) {
            Some(rest) => self.out.truncate(rest.len()),
            None => self.out.push_str("</p>\n"),
        }
    }

    pub(super) fn plain_link(&mut self, href: &str, text: &str) {
        self.out.push_str("<a class=\"embed-cut\"");
        self.own_attribute("href", href);
        self.out.push('>');
        self.text(text);
        self.out.push_str("</a>");
    }
}

/// Returns a text without the opening of a paragraph at its end.
fn without_opening(text: &str) -> Option<&str> {
    OPENINGS.iter().find_map(|opening| text.strip_suffix(opening))
}

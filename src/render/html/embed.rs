//! Embeds: parts of other notes that are shown in place.

use super::{Close, Embed, Frame, Walk, Writer, direction};

impl Writer<'_> {
    /// Shows a part of another note in place.
    pub(super) fn transclusion(&mut self, embed: &Embed, walk: &Walk<'_>) {
        let Some(close) = self.leave_paragraph(walk) else {
            return self.plain_link(&embed.href, &embed.title);
        };
        self.embeds += 1;
        let inner = Frame {
            prefix: format!("e{}:", self.embeds),
            shift: (walk.frame.shift + 1).min(5),
            embedded: true,
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
        self.part(&embed.part, &inner);
        self.out.push_str("<p class=\"embed-source\"");
        self.out.push_str(&direction::attributes(&self.context.options.language, &inner.language));
        self.out.push('>');
        self.text(&self.context.options.words.embedded_from);
        self.out.push_str(" <a");
        self.own_attribute("href", &embed.href);
        self.out.push('>');
        self.text(&embed.title);
        self.out.push_str("</a></p>\n</div>\n");
        if close {
            self.out.push_str("<p>");
        }
    }

    /// Ends the paragraph around an embed, which is a block; the caller opens another one after
    /// it if this says so. `None` where no block may stand, inside of emphasis, say.
    fn leave_paragraph(&mut self, walk: &Walk<'_>) -> Option<bool> {
        match walk.close.last() {
            Some(Close::Paragraph) => {
                self.end_paragraph();
                Some(true)
            }
            Some(Close::Tag("</li>\n" | "</td>" | "</th>") | Close::Callout(_) | Close::Reference(_)) | None => {
                Some(false)
            }
            _ => None,
        }
    }

    /// Ends a paragraph; one in which nothing stands is taken back.
    pub(super) fn end_paragraph(&mut self) {
        let text = self.out.trim_end();
        match text.strip_suffix("<p>").or_else(|| text.strip_suffix("<p dir=\"auto\">")) {
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

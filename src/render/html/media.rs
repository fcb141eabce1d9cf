//! Images, audio, video and documents in a body (Obsidian help: *Embed files*).

use pulldown_cmark_escape::escape_href;

use super::{Writer, is_safe_address};
use crate::note::Link;
use crate::note::markdown::{Element, Event, ImageText, Piece, Reference, Syntax, image_text};
use crate::note::media::{Media, media_of};

impl Writer<'_> {
    pub(super) fn image(&mut self, href: &str, text: &ImageText, size: Option<(u32, u32)>, title: &str, ink: bool) {
        self.out.push_str(if ink { "<img class=\"ink\"" } else { "<img" });
        self.own_attribute("src", href);
        self.image_attributes(text, size, title);
    }

    /// Writes description, title and size. The size is the one the author asked for, in the proportions of
    /// the file, so that nothing moves while the page loads.
    fn image_attributes(&mut self, text: &ImageText, size: Option<(u32, u32)>, title: &str) {
        self.attribute("alt", &text.alt);
        if !title.is_empty() {
            self.attribute("title", title);
        }
        let (width, height) = match (text.width, text.height, size) {
            (Some(width), Some(height), _) => (Some(width), Some(height)),
            (Some(width), None, Some((own_width, own_height))) => {
                (Some(width), Some(scaled(own_height, width, own_width)))
            }
            (Some(width), None, None) => (Some(width), None),
            (None, _, Some((width, height))) => (Some(width), Some(height)),
            (None, _, None) => (None, None),
        };
        if let Some(width) = width {
            self.attribute("width", &width.to_string());
        }
        if let Some(height) = height {
            self.attribute("height", &height.to_string());
        }
        self.out.push_str(" loading=\"lazy\" decoding=\"async\">");
    }

    /// Writes an image from another host with its address as written, if its scheme is safe.
    pub(super) fn remote_media(&mut self, reference: &Reference<'_>) {
        let text = image_text(&reference.text);
        if !is_safe_address(&reference.target) {
            return self.text(&text.alt);
        }
        if is_web_page(&reference.target) {
            let name = if text.alt.is_empty() { reference.target.as_ref() } else { &text.alt };
            self.out.push_str("<a ");
            self.out.push_str(&self.own);
            self.out.push_str("href=\"");
            let _ = escape_href(&mut self.out, &reference.target);
            self.out.push_str("\" rel=\"noopener\">");
            self.text(name);
            return self.out.push_str("</a>");
        }
        self.out.push_str("<img ");
        self.out.push_str(&self.own);
        self.out.push_str("src=\"");
        let _ = escape_href(&mut self.out, &reference.target);
        self.out.push_str("\" referrerpolicy=\"no-referrer\"");
        self.image_attributes(&text, None, &reference.title);
    }

    /// Writes a file of the garden: embedded, or as a link if browsers can't show it.
    pub(super) fn media(&mut self, href: &str, reference: &Reference<'_>, link: &Link) {
        let name = link.display.clone();
        match media_of(&reference.target) {
            Media::Image => self.image(href, &image_text(&reference.text), None, &reference.title, false),
            Media::Audio => self.player("audio", href, reference, &name),
            Media::Video => self.player("video", href, reference, &name),
            Media::Document => {
                self.out.push_str("<iframe class=\"document\" loading=\"lazy\"");
                self.own_attribute("src", &format!("{href}{}", moment(reference)));
                self.attribute("title", &name);
                if let Some(height) = document_height(reference) {
                    self.attribute("height", &height.to_string());
                }
                self.out.push_str("></iframe>");
            }
            Media::Other => {
                self.out.push_str("<a class=\"file\"");
                self.own_attribute("href", href);
                self.out.push('>');
                self.text(&name);
                self.out.push_str("</a>");
            }
        }
    }

    fn player(&mut self, element: &str, href: &str, reference: &Reference<'_>, name: &str) {
        let ImageText { alt, width, height } = image_text(&reference.text);
        self.out.push('<');
        self.out.push_str(element);
        self.out.push_str(" controls preload=\"metadata\"");
        self.own_attribute("src", &format!("{href}{}", moment(reference)));
        self.attribute("title", if alt.is_empty() { name } else { &alt });
        for (name, size) in [("width", width), ("height", height)] {
            if let Some(size) = size.filter(|_| element == "video") {
                self.attribute(name, &size.to_string());
            }
        }
        self.out.push_str("></");
        self.out.push_str(element);
        self.out.push('>');
    }
}

/// Whether this line break is next to a line that consists of one of the garden's own pictures, and should be kept:
/// such a picture is meant to stand alone, not within the text. Pictures of other hosts are often badges, which
/// form a row.
pub(super) fn parts_pictures(pieces: &[Piece<'_>], line_end: usize) -> bool {
    let before = pieces[..line_end].iter().rev();
    let after = pieces[line_end + 1..].iter();
    is_picture_line(before) || is_picture_line(after)
}

/// Whether these pieces, up to the end of the line, are exactly one picture.
fn is_picture_line<'p>(pieces: impl Iterator<Item = &'p Piece<'p>>) -> bool {
    let is_in_line = |piece: &&Piece<'_>| {
        !matches!(piece.event, Event::SoftBreak | Event::HardBreak | Event::Start(Element::Paragraph) | Event::End)
    };
    let mut shown = pieces.take_while(is_in_line).filter(|piece| !is_blank(piece));
    let (Some(Piece { event: Event::Embed(reference), .. }), None) = (shown.next(), shown.next()) else {
        return false;
    };
    reference.syntax != Syntax::Address && media_of(&reference.target) == Media::Image
}

fn is_blank(piece: &Piece<'_>) -> bool {
    matches!(&piece.event, Event::Text(text) if text.trim().is_empty())
}

/// Returns the fragment that browsers understand for a page of a document or a time in a video: `#page=2`, `#t=10`.
fn moment(reference: &Reference<'_>) -> String {
    let fragment = reference.fragment.as_deref().filter(|fragment| fragment.contains('='));
    fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default()
}

/// Returns the height of an embedded document from `#height=400` (Obsidian help: *Embed files*).
fn document_height(reference: &Reference<'_>) -> Option<u32> {
    let wishes = reference.fragment.as_deref()?.split('&');
    let height = wishes.filter_map(|wish| wish.strip_prefix("height=")).find_map(|height| height.parse().ok())?;
    (1..=20_000).contains(&height).then_some(height)
}

/// Whether the app shows this address as a player or a post (Obsidian help: *Embed web pages*). That needs
/// the other host's scripts, so pages get a link instead.
fn is_web_page(address: &str) -> bool {
    let host =
        address.split_once("://").map_or(address, |(_, rest)| rest).split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.to_ascii_lowercase();
    let host = host.trim_start_matches("www.").trim_start_matches("m.");
    matches!(host, "youtube.com" | "youtu.be" | "twitter.com" | "x.com" | "vimeo.com" | "mastodon.social" | "bsky.app")
}

fn scaled(height: u32, width: u32, own_width: u32) -> u32 {
    (u64::from(height) * u64::from(width) / u64::from(own_width.max(1))).clamp(1, 20_000) as u32
}

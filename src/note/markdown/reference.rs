//! Links as written: the text between the brackets.

use std::borrow::Cow;

use super::marks::{BAR, visible};
use crate::path::{has_scheme, leads_elsewhere, percent_decode};

/// The notation of a link, which decides how its target is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Syntax {
    /// `[[target#fragment|text]]`.
    Wikilink,
    /// `[text](target)`, `[text][label]` and images of that kind.
    Markdown,
    /// An address in the text or in angle brackets; never a note.
    Address,
}

/// The target of a link or embed, before anything is looked up.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference<'a> {
    /// The notation.
    pub syntax: Syntax,
    /// The link's target, without fragment and surrounding blanks; percent-decoded if it is a relative Markdown
    /// destination, unchanged if it is an address. Empty for the note itself.
    pub target: Cow<'a, str>,
    /// The text after the first `#`, trimmed, percent-decoded in Markdown links.
    pub fragment: Option<Cow<'a, str>>,
    /// The title of a Markdown link.
    pub title: Cow<'a, str>,
    /// The text of an embed after its bar or between its brackets: alternative text, a size, or both.
    pub text: Cow<'a, str>,
}

impl<'a> Reference<'a> {
    /// Reads the text between `[[` and `]]`. The second value is the text to show: the part after the bar, or the
    /// target as written. `None` if there is neither target nor fragment, or if it contains a bracket.
    pub(in crate::note) fn wikilink(content: &'a str) -> Option<(Self, Display<'a>)> {
        let (link, display) = match memchr::memchr2(b'|', BAR as u8, content.as_bytes()) {
            // In a table the bar is escaped; the backslash is part of it.
            Some(at) => (content[..at].strip_suffix('\\').unwrap_or(&content[..at]), Some(content[at + 1..].trim())),
            None => (content, None),
        };
        let (target, fragment) = match link.split_once('#') {
            Some((target, fragment)) => (shown(target), Some(shown(fragment))),
            None => (shown(link), None),
        };
        let fragment = fragment.filter(|fragment| !fragment.is_empty());
        // No name contains brackets: `[[1,1],[1,0]]` is a matrix.
        if (target.is_empty() && fragment.is_none()) || memchr::memchr2(b'[', b']', link.as_bytes()).is_some() {
            return None;
        }
        let display = match display.filter(|display| !display.is_empty()) {
            Some(display) => Display::Given(display),
            None => Display::Target(link.trim()),
        };
        let reference = Self {
            syntax: if is_address(&target) { Syntax::Address } else { Syntax::Wikilink },
            target,
            fragment,
            title: Cow::Borrowed(""),
            text: Cow::Borrowed(""),
        };
        Some((
            if reference.syntax == Syntax::Address { Self::address(Cow::Borrowed(link.trim())) } else { reference },
            display,
        ))
    }

    /// Reads a Markdown destination whose escapes and entities are already resolved.
    pub(super) fn markdown(destination: Cow<'a, str>, title: Cow<'a, str>) -> Self {
        if leads_elsewhere(&destination) {
            return Self { title, ..Self::address(destination) };
        }
        // An address in quotes is not the name of a file.
        let bare = destination.trim_matches(['\'', '"', '‘', '’', '“', '”']);
        if bare.len() < destination.len() && has_scheme(bare) {
            return Self { title, ..Self::address(Cow::Owned(bare.to_owned())) };
        }
        let (target, fragment) = match destination.split_once('#') {
            Some((target, fragment)) => (target, Some(percent_decode(fragment).trim().to_owned())),
            None => (destination.as_ref(), None),
        };
        // A query has no meaning for a file.
        let target = target.split_once('?').map_or(target, |(path, _)| path);
        Self {
            syntax: Syntax::Markdown,
            target: Cow::Owned(visible(percent_decode(target).trim()).into_owned()),
            fragment: fragment.filter(|fragment| !fragment.is_empty()).map(Cow::Owned),
            title,
            text: Cow::Borrowed(""),
        }
    }

    /// An address, which is not looked up.
    pub(super) fn address(address: Cow<'a, str>) -> Self {
        Self {
            syntax: Syntax::Address,
            target: address,
            fragment: None,
            title: Cow::Borrowed(""),
            text: Cow::Borrowed(""),
        }
    }
}

/// A part of a link without surrounding blanks and without what `mask` inserted.
fn shown(part: &str) -> Cow<'_, str> {
    match visible(part) {
        Cow::Borrowed(part) => Cow::Borrowed(part.trim()),
        Cow::Owned(part) => Cow::Owned(part.trim().to_owned()),
    }
}

/// The text that a wikilink shows.
#[derive(Clone, Copy, Debug)]
pub(in crate::note) enum Display<'a> {
    /// Written after the bar.
    Given(&'a str),
    /// The target, as no text was written.
    Target(&'a str),
}

impl<'a> Display<'a> {
    /// The text of either kind.
    pub(in crate::note) fn as_str(self) -> &'a str {
        match self {
            Display::Given(text) | Display::Target(text) => text,
        }
    }
}

/// Whether a wikilink's target is an address. A name may contain a colon: `[[Sheds: a history]]`.
fn is_address(target: &str) -> bool {
    const OTHERS: [&str; 5] = ["mailto", "tel", "javascript", "vbscript", "data"];
    if !target.as_bytes().contains(&b':') {
        return false;
    }
    let plain: String = target.chars().filter(|sign| !sign.is_control()).collect();
    has_scheme(&plain)
        && plain.split_once(':').is_some_and(|(scheme, rest)| {
            rest.starts_with("//") || OTHERS.iter().any(|other| scheme.eq_ignore_ascii_case(other))
        })
}

/// The parsed text of an image: `Leaf|80`, `100x145`, `A caption`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageText {
    /// The description; empty if none was given.
    pub alt: String,
    /// Width in CSS pixels.
    pub width: Option<u32>,
    /// Height in CSS pixels.
    pub height: Option<u32>,
}

/// Reads `W`, `WxH` or a description, or a description and a size after a bar (Obsidian help:
/// *Embed files*, *Basic formatting syntax*).
pub fn image_text(text: &str) -> ImageText {
    let text = visible(text);
    let (alt, size) = text.rsplit_once('|').unwrap_or(("", &text));
    let number = |digits: &str| digits.trim().parse::<u32>().ok().filter(|size| (1..=20_000).contains(size));
    let (width, height) = match size.split_once(['x', 'X']) {
        Some((width, height)) => (number(width), number(height)),
        None => (number(size), None),
    };
    match (width, height, size.contains(['x', 'X'])) {
        (Some(_), Some(_), true) | (Some(_), None, false) => {
            ImageText { alt: alt.trim_end_matches('\\').trim().to_owned(), width, height }
        }
        _ => ImageText { alt: text.trim().to_owned(), width: None, height: None },
    }
}

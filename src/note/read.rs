//! Turns a file's bytes into a [`Note`].
//!
//! [`read`] is the entry point. `decode` makes them a text, `front_matter`, `header` and `facts` say what is in it, and
//! `report` words the findings; here it is decided which of several sources counts.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use super::front_matter::{self, FrontMatter, Publish};
use super::header::{self, Header};
use super::markdown::{self, Blanked, Body, Element, Event, Packed, Piece, Syntax, ValuePiece, value_pieces};
use super::tag::Tag;
use super::{Front, Link, LinkKind, Note, Said, Span, date, decode, facts, report};
use crate::config::{Created, PropertyName, Updated};
use crate::diagnostic::{Code, Diagnostic};
use crate::hash::Digest;
use crate::path::SourcePath;
use crate::source::SourceFile;

/// Most tags of a note. Each gets a page, so a list of colours would make a site of its own.
const TAG_LIMIT: usize = 1000;

/// How notes are read: the settings that a note depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Options {
    /// Publish only notes that say `publish: true`.
    pub opt_in: bool,
    /// Also publish drafts and notes that would otherwise be withheld.
    pub drafts: bool,
    /// Sources for the date of creation, in order. What the history says is added by the garden.
    pub created: Vec<Created>,
    /// Sources for the date of the last change, in order.
    pub updated: Vec<Updated>,
    /// The properties shown on pages, in which Markdown links count as links.
    pub properties: Vec<PropertyName>,
}

/// Reads a note. Never fails: what can't be parsed is reported and kept as text.
pub fn read(path: &SourcePath, bytes: &[u8], options: &Options) -> Note {
    read_bytes(path, bytes.to_vec(), Digest::of(bytes), options)
}

/// Reads a note from its file.
pub fn read_file(file: SourceFile, options: &Options) -> Note {
    if file.is_left_out {
        let unread = read_bytes(&file.path, Vec::new(), file.digest, &Options::default());
        return Note { published: false, left_out: true, diagnostics: Vec::new(), ..unread };
    }
    read_bytes(&file.path, file.bytes, file.digest, options)
}

fn read_bytes(path: &SourcePath, bytes: Vec<u8>, digest: Digest, options: &Options) -> Note {
    let mut diagnostics = Vec::new();
    let source = decode::text(path, bytes, &mut diagnostics);
    let (mut note, blanked) = read_text(path, &source, digest, options, diagnostics);
    note.text = blanked.unwrap_or(source).into_boxed_str();
    note
}

/// Reads a note from its text, without putting the text into the note. If anything in it was blanked, the second value
/// is what the note's text has to be.
fn read_text(
    path: &SourcePath,
    source: &str,
    digest: Digest,
    options: &Options,
    mut diagnostics: Vec<Diagnostic>,
) -> (Note, Option<String>) {
    let front = front_matter::read(path.as_str(), source);
    let body = front.body_start..source.len();
    let blanked = markdown::blank_comments(source, front.body_start);
    let header = header::read(path.as_str(), &blanked.with_line_ends(&blanked.text, source), body, path.stem());
    diagnostics.extend(front.diagnostics.iter().chain(&header.diagnostics).cloned());
    report::comments(path, source, &blanked.slips, &mut diagnostics);
    let parsed = prepare(&blanked, &header);
    let text = blanked.with_line_ends(&parsed, source);
    let (mut pieces, cut) = markdown::pieces(Body { text: &parsed, start: front.body_start });
    report::footnotes(path, source, &markdown::drop_unused(&mut pieces), &mut diagnostics);
    report::nesting(path, source, cut, &mut diagnostics);
    let facts = facts::collect(&text, &pieces);
    report::html(path, source, &facts.html, &mut diagnostics);
    report::alt(path, source, &facts.missing_alt, &mut diagnostics);
    report::queries(path, source, &facts.queries, &mut diagnostics);
    let opening = opening_heading(&facts.headings, &pieces);
    let heading_title = opening.map(|text| facts.plain[text.range()].to_owned()).filter(|title| !title.is_empty());
    let title = front
        .title()
        .map(|(title, _)| title)
        .or_else(|| heading_title.clone())
        .unwrap_or_else(|| date::without_date(path.stem()).to_owned());
    let (created, modified) = days(path, source, &front, &header, options, &mut diagnostics);
    let mut links = front_links(source, &front, &header, options);
    links.extend(facts.links);
    let is_public = match front.publish {
        Publish::Yes => true,
        Publish::Unsaid => !options.opt_in,
        Publish::No => false,
    };
    if is_public && front.publish == Publish::Unsaid {
        diagnostics.extend(front.doubt(path.as_str(), source));
    }
    let changed = (!std::ptr::eq(&*text, source)).then(|| text.into_owned());
    let note = Note {
        digest,
        title_is_heading: heading_title.as_deref() == Some(title.as_str()),
        title,
        day: date::of_day(path.stem()),
        created,
        modified,
        tags: tags(path, &front, &header, &facts.tags, &mut diagnostics),
        aliases: front.aliases.iter().map(|(alias, _)| alias.clone()).collect(),
        published: is_public || options.drafts,
        draft: !is_public && options.drafts,
        left_out: false,
        front: Front::of(&front),
        headings: fitted(facts.headings),
        blocks: fitted(facts.blocks),
        anchors: facts.anchors,
        footnotes: footnotes(&pieces),
        links: fitted(links),
        formulas: facts.formulas,
        fields: facts.fields,
        diagrams: facts.diagrams,
        html_references: facts.html.references.into_iter().map(|(reference, span)| (reference, span.into())).collect(),
        words: count_words(&facts.plain),
        plain: facts.plain.as_str().to_owned(),
        styles: fitted(facts.styles),
        quiet: fitted(facts.quiet),
        features: facts.features,
        body_start: front.body_start,
        pieces: Packed::new(&parsed, &pieces),
        text: Box::default(),
        lines: OnceLock::new(),
        sections: OnceLock::new(),
        path: path.clone(),
        diagnostics,
    };
    (note, changed)
}

fn footnotes(pieces: &[Piece<'_>]) -> Vec<Span> {
    let is_footnote = |piece: &&Piece<'_>| matches!(piece.event, Event::Start(Element::FootnoteDefinition(_)));
    pieces.iter().filter(is_footnote).map(|piece| piece.span.clone().into()).collect()
}

/// Moves the items into exactly as much memory as they need: shrinking in place does not make allocators return any.
fn fitted<T>(mut items: Vec<T>) -> Vec<T> {
    let mut fitted = Vec::with_capacity(items.len());
    fitted.append(&mut items);
    fitted
}

/// Blanks header lines, and a first line that only repeats the file name.
fn prepare<'a>(blanked: &'a Blanked<'_>, header: &Header) -> Cow<'a, str> {
    let lines: Vec<Range<usize>> = header.lines.iter().chain(&header.title_line).cloned().collect();
    if lines.is_empty() { Cow::Borrowed(&*blanked.text) } else { Cow::Owned(markdown::blank(&blanked.text, &lines)) }
}

/// The text of a level-1 heading that nothing precedes.
fn opening_heading(headings: &[super::Heading], pieces: &[markdown::Piece<'_>]) -> Option<Span> {
    let first = headings.first().filter(|heading| heading.level == 1)?;
    let opens = pieces.first().is_some_and(|piece| piece.span.start == first.span.start as usize);
    opens.then_some(first.text)
}

/// When the note was begun and when it was last changed, as far as it says so.
fn days(
    path: &SourcePath,
    source: &str,
    front: &FrontMatter,
    header: &Header,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Said, Said) {
    let mut of = |keys: &[&str]| front.date(path.as_str(), source, keys, diagnostics);
    let created = Said::of(&options.created, Created::Git, |place| match place {
        Created::Created => of(&["created"]),
        Created::Date => of(&["date"]),
        Created::Header => header.created.as_ref().map(|(text, _)| text.date),
        Created::Filename => date::from_file_name(path.stem()).map(|(date, _)| date),
        Created::Git => None,
    });
    let modified = Said::of(&options.updated, Updated::Git, |place| match place {
        Updated::Modified => of(&["modified"]),
        Updated::Updated => of(&["updated", "lastmod", "last-modified"]),
        Updated::Git => None,
    });
    (created, modified)
}

/// All tags in order, limited in number because each gets a page.
fn tags(
    path: &SourcePath,
    front: &FrontMatter,
    header: &Header,
    inline: &[(String, Range<usize>)],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Tag> {
    let written = front.tags.iter().chain(&header.tags).map(|(tag, _)| tag.clone());
    let mut tags = BTreeSet::new();
    for tag in written.chain(inline.iter().filter_map(|(tag, _)| Tag::new(tag).ok())) {
        if tags.len() < TAG_LIMIT || tags.contains(&tag) {
            tags.insert(tag);
            continue;
        }
        diagnostics.push(
            Diagnostic::warning(Code::TooLarge, format!("this note has more than {TAG_LIMIT} tags"))
                .in_file(path.as_str())
                .help("the tags after these are left out; what only looks like a tag can stand in backticks"),
        );
        break;
    }
    tags.into_iter().collect()
}

/// Links in properties and header lines. They belong to no block. The date in a header line may be written as a link to
/// its day, which is not a link to a note.
fn front_links(source: &str, front: &FrontMatter, header: &Header, options: &Options) -> Vec<Link> {
    let shown: Vec<&str> = options.properties.iter().map(PropertyName::as_str).collect();
    let mut properties = front.links.clone();
    let mut visible = front.wikilinks(source, &shown);
    visible.extend(front.markdown_links(source, &shown));
    let visible: BTreeSet<usize> = visible.into_iter().map(|link| link.span.start).collect();
    properties.extend(front.markdown_links(source, &shown));
    properties.sort_by_key(|link| link.span.start);
    let properties = properties.iter().map(|link| (link.raw.as_str(), link.span.clone()));
    let lines = header.links.iter().filter_map(|span| Some((source.get(span.clone())?, span.clone())));
    properties
        .chain(lines.filter(|(raw, _)| date::read(raw).is_err()))
        .filter_map(|(raw, span)| {
            let Some(ValuePiece::Link { reference, text, .. }) = value_pieces(raw, true).into_iter().next() else {
                return None;
            };
            (reference.syntax != Syntax::Address).then(|| Link {
                kind: LinkKind::Link,
                syntax: reference.syntax,
                target: reference.target.into_owned(),
                fragment: reference.fragment.map(|fragment| fragment.into_owned()),
                display: text.to_owned(),
                line: memchr::memchr_iter(b'\n', &source.as_bytes()[..span.start]).count() as u32 + 1,
                span: span.clone().into(),
                block: None,
                hidden: !visible.contains(&span.start),
                text: Span::default(),
            })
        })
        .collect()
}

/// Counts words of scripts with blanks, and half the characters of scripts without.
fn count_words(plain: &str) -> u32 {
    if plain.is_ascii() {
        return count_ascii_words(plain.as_bytes());
    }
    let dense = plain.chars().filter(|sign| matches!(*sign, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{e00}'..='\u{eff}')).count();
    (plain.split_whitespace().count() + dense / 2) as u32
}

/// Does the same for ASCII, byte by byte: counts the places where a word ends.
fn count_ascii_words(plain: &[u8]) -> u32 {
    /// No more than fits in a byte, so that the compiler can count many at a time.
    const PORTION: usize = 128;
    let is_blank = |byte: u8| (byte == b' ') | (byte.wrapping_sub(b'\t') < 5);
    let ends = |(bytes, next): (&[u8], &[u8])| {
        bytes.iter().zip(next).map(|(byte, next)| u8::from(!is_blank(*byte) & is_blank(*next))).sum::<u8>()
    };
    let followers = plain.get(1..).unwrap_or_default();
    let inside: u32 = plain.chunks(PORTION).zip(followers.chunks(PORTION)).map(|pair| u32::from(ends(pair))).sum();
    inside + u32::from(plain.last().is_some_and(|last| !is_blank(*last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_alike_with_and_without_letters_of_other_scripts() {
        for plain in ["", " ", "one", " one  two\n", "a\tb\x0bc\x0cd\re", "one two\u{1c}three"] {
            let words = plain.split_whitespace().count() as u32;
            assert_eq!(count_words(plain), words, "{plain:?}");
            assert_eq!(count_words(&format!("{plain} é")), words + 1, "{plain:?}");
        }
        assert_eq!(count_words("今日は晴れ two"), 4);
    }

    #[test]
    fn a_picture_behind_the_last_words_of_a_block_stays_in_it() {
        let options = Options::default();
        let note = read(&SourcePath::new("a.md"), b"**Words**  ![](a.md) ![](b.md)", &options);
        let texts: Vec<_> = note.links.iter().map(|link| note.plain.get(link.text.range())).collect();
        assert_eq!(texts, [Some(""), Some("")]);
    }

    #[test]
    fn words_in_two_lines_are_two_words_and_empty_cells_leave_no_mark() {
        let options = Options::default();
        let text = b"one<br>two <br/> three\n\n| a | ![](x.png) |\n|-|-|\n| ![](x.png) | b |\n| c | ![](x.png) | d |\n| | e<p/>f |\n";
        let note = read(&SourcePath::new("a.md"), text, &options);
        assert_eq!(note.plain, "one two  three\na\nb\nc\ne f\n");
    }

    #[test]
    fn a_footnote_among_words_stands_in_brackets() {
        let note = read(&SourcePath::new("a.md"), b"# Beds^[raised]\n\nPeas^[on poles] climb.", &Options::default());
        assert_eq!((&*note.title, &*note.plain), ("Beds (raised)", "Beds (raised)\nPeas (on poles) climb.\n"));
    }

    #[test]
    fn fifty_thousand_equal_headings_have_fifty_thousand_ids() {
        let options = Options::default();
        let note = read(&SourcePath::new("a.md"), "# a\n".repeat(50_000).as_bytes(), &options);
        assert_eq!(note.headings.last().map(|heading| heading.id.as_str()), Some("a-49999"));
    }
}

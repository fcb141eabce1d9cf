//! The words of raw HTML: what a reader sees of a block.
//!
//! [`words`] returns them in order, without tags, attributes, scripts and styles. It follows the sanitizer in
//! `render::html::sanitize`: of an element that is not allowed, the text stays.

use std::borrow::Cow;
use std::ops::Range;

use super::BlockKind;
use super::markdown::{Body, Event, pieces};
use super::raw_html::{RawTag, tags};
use crate::entity::resolved;

/// A part of what a reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word<'a> {
    /// Text, with blanks as in the file.
    Text(Cow<'a, str>),
    /// The next cell of a row.
    Cell,
    /// Text after it belongs to a different block, of this kind.
    Block(BlockKind),
    /// An element whose text is not prose begins or ends.
    Quiet(bool),
}

/// Elements of raw HTML whose text is not prose.
pub(super) const MUTE: [&str; 10] = ["a", "button", "code", "kbd", "pre", "samp", "script", "style", "svg", "textarea"];

/// Whether an element goes with everything in it, because what it holds is no text.
pub fn is_dropped_whole(name: &str) -> bool {
    matches!(name, "script" | "style" | "noembed" | "noframes" | "object" | "applet")
}

/// The words of a block of HTML without comments, and where each part is in it.
pub(super) fn words(html: &str) -> Vec<(Word<'_>, Range<usize>)> {
    let mut words = Vec::new();
    let mut done = 0;
    // The mute element, and how many of the same name are open in it.
    let mut mute: Option<(&str, usize)> = None;
    let tags = tags(html);
    for (index, tag) in tags.iter().enumerate() {
        if tag.span.start < done {
            continue;
        }
        text(html, done..tag.span.start, &mut words);
        done = tag.span.end;
        let at = tag.span.clone();
        match &mut mute {
            None if !tag.closing && MUTE.contains(&tag.name.as_str()) && !is_dropped_whole(&tag.name) => {
                words.push((Word::Quiet(true), at.clone()));
                mute = Some((&tag.name, 0));
            }
            Some((name, count)) if *name == tag.name => match (tag.closing, *count) {
                (false, _) => *count += 1,
                (true, 0) => {
                    words.push((Word::Quiet(false), at.clone()));
                    mute = None;
                }
                (true, _) => *count -= 1,
            },
            _ => {}
        }
        words.extend(parting(tag).map(|word| (word, at)));
        if let Some(end) = end_of_unseen(&tags, index) {
            done = end.unwrap_or(html.len());
        }
    }
    text(html, done..html.len(), &mut words);
    words
}

/// Where what readers do not see of the element that begins here ends, if it has such: `Some(None)` at the end of all.
fn end_of_unseen(tags: &[RawTag], index: usize) -> Option<Option<usize>> {
    let tag = &tags[index];
    if tag.closing {
        return None;
    }
    match tag.name.as_str() {
        // What is inside is for browsers that have no frames, films or sounds.
        "iframe" => Some(tags.get(index + 1).map(|next| next.span.start)),
        name if is_dropped_whole(name) || matches!(name, "audio" | "video") => {
            let end = tags[index..].iter().find(|end| end.closing && end.name == tag.name);
            Some(end.map(|end| end.span.end))
        }
        _ => None,
    }
}

/// How a tag parts the words before it from those after it.
fn parting(tag: &RawTag) -> Option<Word<'static>> {
    let kind = match tag.name.as_str() {
        "br" => return Some(Word::Text(Cow::Borrowed(" "))),
        "td" | "th" => return (!tag.closing).then_some(Word::Cell),
        "li" | "dt" | "dd" => BlockKind::Item,
        "tr" | "caption" | "figcaption" | "summary" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => BlockKind::Row,
        "address" | "article" | "aside" | "blockquote" | "body" | "center" | "details" | "dialog" | "div" | "dl"
        | "fieldset" | "figure" | "footer" | "form" | "header" | "hgroup" | "hr" | "html" | "legend" | "main"
        | "menu" | "nav" | "ol" | "option" | "p" | "pre" | "section" | "table" | "tbody" | "textarea" | "tfoot"
        | "thead" | "title" | "ul" => BlockKind::Paragraph,
        _ => return None,
    };
    Some(Word::Block(if tag.closing { BlockKind::Paragraph } else { kind }))
}

/// Adds a text between tags, which may have entities.
fn text<'a>(html: &'a str, span: Range<usize>, words: &mut Vec<(Word<'a>, Range<usize>)>) {
    let written = &html[span.clone()];
    if !written.is_empty() {
        words.push((Word::Text(without_entities(written)), span));
    }
}

/// A piece of raw HTML with each entity replaced with what it stands for.
pub fn without_entities(html: &str) -> Cow<'_, str> {
    resolved(html, character)
}

/// What an entity stands for. Markdown has those of HTML, so its parser is asked: entities in raw HTML are few, and
/// their two thousand names need not be in the program a second time.
fn character(name: &str) -> Option<String> {
    // With letters around it a blank is kept.
    let between = format!("x&{name};x");
    let pieces = pieces(Body { text: &between, start: 0 }).0;
    let texts = pieces.iter().filter_map(|piece| match &piece.event {
        Event::Text(text) => Some(&**text),
        _ => None,
    });
    let text: String = texts.collect();
    let sign = text.strip_prefix('x')?.strip_suffix('x')?;
    (text != between).then(|| sign.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::{Block, Note, Options, read};
    use crate::path::SourcePath;

    /// The words as one text: `|` between blocks, with the first letter of their kind, `·` between cells, brackets
    /// around what is not prose.
    fn told(html: &str) -> String {
        let told = |(word, _): (Word<'_>, Range<usize>)| match word {
            Word::Text(text) => text.into_owned(),
            Word::Cell => "·".to_owned(),
            Word::Block(kind) => format!("|{}", &format!("{kind:?}")[..1]),
            Word::Quiet(begins) => if begins { "[" } else { "]" }.to_owned(),
        };
        words(html).into_iter().map(told).collect()
    }

    #[test]
    fn words_of_html_are_what_a_reader_sees() {
        for (html, want) in [
            ("<p align=\"center\">a <b title=\"x\">b</b>c</p>", "|Pa bc|P"),
            ("<details open><summary>a</summary>b</details>", "|P|Ra|Pb|P"),
            ("<table><tr><td>a<td>b</tr></table>", "|P|R·a·b|P|P"),
            ("<ul><li>a<li>b</ul>", "|P|Ia|Ib|P"),
            ("a<script>x < y</script>b<style>c {}</style><object><p>d</p></object>e", "abe"),
            ("<div><style>never closed", "|P"),
            ("<iframe src=x>no frames</iframe><video src=y>no films</video>a", "a"),
            ("<unknown>a</unknown><br>b <3 < c", "a b <3 < c"),
            ("<a href=\"&amp;\">a<i>b</i></a> c <code>d</code>", "[ab] c [d]"),
            ("<a>a<a>b</a>c</a>d", "[abc]d"),
            ("a &amp; b &lt;p&gt; &eacute;&#233;&nbsp;&nothing; & &; c&", "a & b <p> éé\u{a0}&nothing; & &; c&"),
        ] {
            assert_eq!(told(html), want, "{html}");
        }
    }

    fn note(text: &str) -> Note {
        read(&SourcePath::new("a.md"), text.as_bytes(), &Options::default())
    }

    #[test]
    fn words_of_html_are_blocks_of_the_note() {
        let note = note(concat!(
            "# x\n\n<p align=\"center\">\n  <b>Bean</b>\n  row\n</p>\n\nBetween.\n\n",
            "<table><!-- c -->\n<tr><td></td><td>a </td><td></td><td> b</td>\n<tr><th>\n</table>\n\n",
            "<div>kind:: pea [[Bean]] #tag <code>x</code> y</div>\n\n<details>\n<summary>More</summary>\n\n*Last*\n\n</details>",
        ));
        let shown = |block: &Block| (block.kind, block.heading, note.words(block.text));
        assert_eq!(
            note.blocks.iter().map(shown).collect::<Vec<_>>(),
            [
                (BlockKind::Heading, Some(0), "x"),
                (BlockKind::Paragraph, Some(0), "Bean row"),
                (BlockKind::Paragraph, Some(0), "Between."),
                (BlockKind::Row, Some(0), "a · b"),
                (BlockKind::Paragraph, Some(0), "kind:: pea [[Bean]] #tag x y"),
                (BlockKind::Row, Some(0), "More"),
                (BlockKind::Paragraph, Some(0), "Last"),
            ]
        );
        assert_eq!(note.quiet.iter().map(|span| note.words(*span)).collect::<Vec<_>>(), ["x"]);
        assert!(note.links.is_empty() && note.tags.is_empty() && note.fields.is_empty());
        assert_eq!(note.summary(), "Bean row");
        let spans: Vec<&str> = note.blocks.iter().map(|block| &note.text[block.span.range()]).collect();
        assert_eq!(spans[1], "Bean</b>\n  row\n");
        assert!(spans[3].contains("a </td>") && spans[5] == "More", "{spans:?}");
    }

    #[test]
    fn words_of_html_have_no_places() {
        let note = note("Worm.\n\n<div>Bean &amp; row <a href=\"b\">gone\n\nnext\n");
        assert_eq!(note.plain, "Worm.\nBean & row gone\nnext\n");
        let places: Vec<&str> = note.places().into_iter().map(|place| note.words(place.text)).collect();
        assert_eq!(places, ["Worm.", "next"]);
        assert_eq!(note.quiet.iter().map(|span| note.words(*span).trim()).collect::<Vec<_>>(), ["gone"]);
    }

    #[test]
    fn each_part_is_where_it_says() {
        let html = "<p>Bean &amp; row</p>";
        let texts: Vec<&str> = words(html).into_iter().map(|(_, at)| &html[at]).collect();
        assert_eq!(texts, ["<p>", "Bean &amp; row", "</p>"]);
    }
}

//! The tree that comrak parses.

use allotment::note::markdown::visible;
use allotment::path::percent_decode;
use comrak::nodes::{AstNode, CalloutFold, ListType, NodeValue, TableAlignment};
use comrak::{Arena, Options, parse_document};

use super::tree::{Builder, Tree};

fn options() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.table = true;
    extension.strikethrough = true;
    extension.tasklist = true;
    extension.autolink = true;
    extension.footnotes = true;
    extension.inline_footnotes = true;
    extension.math_dollars = true;
    extension.highlight = true;
    extension.ofm_callouts = true;
    extension.wikilinks_title_after_pipe = true;
    options.parse.relaxed_tasklist_matching = true;
    options.parse.leave_footnote_definitions = true;
    options
}

/// Parses a prepared text.
pub(super) fn read(text: &str) -> Tree {
    // Titles of callouts as written; the placeholders for bars and comments stay.
    let text = visible(&text.replace('\u{1}', "\u{6}").replace('\u{2}', "\u{7}")).into_owned();
    let text = &text.replace('\u{6}', "\u{1}").replace('\u{7}', "\u{2}");
    let arena = Arena::new();
    let mut builder = Builder::default();
    node(parse_document(&arena, text, &options()), false, &mut builder);
    builder.finish()
}

fn children<'a>(of: &'a AstNode<'a>, tight: bool, builder: &mut Builder) {
    of.children().for_each(|child| node(child, tight, builder));
}

fn element<'a>(of: &'a AstNode<'a>, name: impl Into<String>, tight: bool, builder: &mut Builder) {
    builder.start(name);
    children(of, tight, builder);
    builder.end();
}

fn node<'a>(of: &'a AstNode<'a>, tight: bool, builder: &mut Builder) {
    let data = of.data.borrow();
    match &data.value {
        NodeValue::Document => children(of, false, builder),
        NodeValue::Paragraph if tight => children(of, false, builder),
        NodeValue::Paragraph => element(of, "p", false, builder),
        NodeValue::Heading(heading) => element(of, format!("h{}", heading.level), false, builder),
        NodeValue::BlockQuote => element(of, "quote", false, builder),
        NodeValue::Callout(callout) => {
            let fold = match callout.fold {
                CalloutFold::None => "",
                CalloutFold::Expanded => " +",
                CalloutFold::Collapsed => " -",
            };
            builder.start(format!("callout {}{fold}", callout.callout_type));
            if !of.children().next().is_some_and(|child| matches!(child.data.borrow().value, NodeValue::CalloutTitle)) {
                builder.push(Tree::Element("title".to_owned(), vec![Tree::Text(callout.default_title())]));
            }
            children(of, false, builder);
            builder.end();
        }
        NodeValue::CalloutTitle => element(of, "title", false, builder),
        NodeValue::List(list) => {
            let name = match list.list_type {
                ListType::Bullet => "ul".to_owned(),
                ListType::Ordered => format!("ol {}", list.start),
            };
            element(of, name, list.tight, builder);
        }
        NodeValue::Item(_) => element(of, "li", tight, builder),
        NodeValue::TaskItem(task) => {
            let mark = task.symbol.map_or(String::new(), |mark| format!(" {mark}"));
            element(of, format!("task{mark}"), tight, builder);
        }
        NodeValue::FootnoteDefinition(footnote) => element(of, format!("definition {}", footnote.name), false, builder),
        NodeValue::Table(table) => {
            let columns: Vec<&str> = table.alignments.iter().map(alignment).collect();
            element(of, format!("table [{}]", columns.join(", ")), false, builder);
        }
        NodeValue::TableRow(head) => element(of, if *head { "head" } else { "row" }, false, builder),
        NodeValue::TableCell => element(of, "cell", false, builder),
        value => inline(of, value, builder),
    }
}

fn inline<'a>(of: &'a AstNode<'a>, value: &NodeValue, builder: &mut Builder) {
    match value {
        NodeValue::CodeBlock(code) => {
            builder.push(Tree::Element(format!("pre {}", code.info.trim()), vec![Tree::Text(shown(&code.literal))]));
        }
        NodeValue::HtmlBlock(html) => {
            builder.push(Tree::Element("html".to_owned(), vec![Tree::Text(html.literal.clone())]));
        }
        NodeValue::ThematicBreak => builder.push(Tree::leaf("hr")),
        NodeValue::Text(text) => builder.text(&shown(text)),
        NodeValue::SoftBreak => builder.text("\n"),
        NodeValue::LineBreak => builder.push(Tree::leaf("br")),
        NodeValue::Code(code) => {
            builder.push(Tree::Element("code".to_owned(), vec![Tree::Text(shown(&code.literal))]));
        }
        NodeValue::Math(math) => {
            let name = if math.display_math { "math display" } else { "math" };
            builder.push(Tree::Element(name.to_owned(), vec![Tree::Text(math.literal.clone())]));
        }
        NodeValue::HtmlInline(html) => builder.push(Tree::leaf(format!("html {html}"))),
        NodeValue::Emph => element(of, "em", false, builder),
        NodeValue::Strong => element(of, "strong", false, builder),
        NodeValue::Strikethrough => element(of, "del", false, builder),
        NodeValue::Highlight => element(of, "mark", false, builder),
        NodeValue::Link(link) => {
            // An address without a scheme: allotment assumes that its host supports HTTPS.
            let bare =
                link.url.strip_prefix("http://").filter(|bare| bare.starts_with("www.") && text_of(of) == **bare);
            let url = bare.map_or_else(|| link.url.clone(), |bare| format!("https://{bare}"));
            element(of, format!("link {}", address(&url)), false, builder);
        }
        NodeValue::Image(image) => builder.push(Tree::leaf(format!("image {}", address(&image.url)))),
        // The bar of a link in a table, which allotment replaces with a placeholder.
        NodeValue::WikiLink(link) if link.url.contains('\u{1}') => {
            let (target, text) = link.url.split_once('\u{1}').unwrap_or_default();
            wikilink(target, text, builder);
        }
        NodeValue::WikiLink(link) if link.embed => builder.push(Tree::leaf(format!("image {}", link.url.trim()))),
        NodeValue::WikiLink(link) => wikilink(&link.url, &text_of(of), builder),
        NodeValue::FootnoteReference(footnote) => builder.push(Tree::leaf(format!("footnote {}", footnote.name))),
        other => builder.push(Tree::leaf(format!("{other:?}"))),
    }
}

/// Adds a wikilink. Comrak leaves its text unparsed, although it may contain emphasis and code.
fn wikilink(target: &str, text: &str, builder: &mut Builder) {
    let arena = Arena::new();
    let mut options = options();
    options.extension.autolink = false;
    let document = parse_document(&arena, text.trim(), &options);
    builder.start(format!("link {}", target.trim()));
    match document.first_child().filter(|child| matches!(child.data.borrow().value, NodeValue::Paragraph)) {
        Some(paragraph) if paragraph.next_sibling().is_none() => children(paragraph, false, builder),
        _ => builder.text(text),
    }
    builder.end();
}

fn text_of<'a>(of: &'a AstNode<'a>) -> String {
    let text = |child: &'a AstNode<'a>| match &child.data.borrow().value {
        NodeValue::Text(text) => text.to_string(),
        _ => String::new(),
    };
    of.children().map(text).collect()
}

/// Replaces characters that no page can show.
fn shown(text: &str) -> String {
    let is_hidden = |sign: char| sign.is_control() && !matches!(sign, '\n' | '\t' | '\r');
    visible(text).chars().map(|sign| if is_hidden(sign) { '\u{fffd}' } else { sign }).collect()
}

fn alignment(column: &TableAlignment) -> &'static str {
    match column {
        TableAlignment::None => "None",
        TableAlignment::Left => "Left",
        TableAlignment::Center => "Center",
        TableAlignment::Right => "Right",
    }
}

/// Returns an address as allotment keeps it: the path of a file is decoded and has no query; an address in
/// quotes is not a file.
fn address(url: &str) -> String {
    let quotes = ['\'', '"', '‘', '’', '“', '”'];
    let url = Some(url.trim_matches(quotes)).filter(|bare| allotment::path::has_scheme(bare)).unwrap_or(url);
    if allotment::path::has_scheme(url) || url.starts_with("//") {
        return url.to_owned();
    }
    let (path, fragment) = url.split_once('#').map_or((url, None), |(path, fragment)| (path, Some(fragment)));
    let path = path.split('?').next().unwrap_or_default();
    let fragment = fragment.map(|fragment| percent_decode(fragment).trim().to_owned()).filter(|text| !text.is_empty());
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{}{fragment}", percent_decode(path).trim())
}

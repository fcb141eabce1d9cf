//! The tree that allotment parses.

use allotment::note::markdown::{Body, Element, Event, Fold, Reference, pieces};

use super::tree::{Builder, Tree};

/// Parses a prepared text.
pub(super) fn read(text: &str) -> Tree {
    let (pieces, _) = pieces(Body { text, start: 0 });
    let mut builder = Builder::default();
    for piece in &pieces {
        match &piece.event {
            Event::Start(element) => builder.start(name(element)),
            Event::End => builder.end(),
            Event::Text(text) => builder.text(text),
            Event::Code(code) => builder.push(Tree::Element("code".to_owned(), vec![Tree::Text(code.to_string())])),
            Event::Math { tex, display } => {
                let name = if *display { "math display" } else { "math" };
                builder.push(Tree::Element(name.to_owned(), vec![Tree::Text(tex.to_string())]));
            }
            Event::InlineHtml(html) => builder.push(Tree::leaf(format!("html {html}"))),
            Event::Html(html) => builder.push(Tree::Element("html".to_owned(), vec![Tree::Text(html.to_string())])),
            Event::SoftBreak => builder.text("\n"),
            Event::HardBreak => builder.push(Tree::leaf("br")),
            Event::Rule => builder.push(Tree::leaf("hr")),
            Event::FootnoteReference(label) => builder.push(Tree::leaf(format!("footnote {label}"))),
            Event::Tag(tag) => builder.text(&format!("#{tag}")),
            Event::Embed(reference) => builder.push(Tree::leaf(format!("image {}", address(reference)))),
        }
    }
    builder.finish()
}

fn name(element: &Element<'_>) -> String {
    match element {
        Element::Paragraph => "p".to_owned(),
        Element::Heading(level) => format!("h{level}"),
        Element::BlockQuote => "quote".to_owned(),
        Element::Callout(callout) => {
            let fold = match callout.fold {
                None => "",
                Some(Fold::Open) => " +",
                Some(Fold::Closed) => " -",
            };
            format!("callout {}{fold}", callout.kind.to_lowercase())
        }
        Element::CalloutTitle => "title".to_owned(),
        Element::CodeBlock(info) => format!("pre {}", info.trim()),
        Element::List(None) => "ul".to_owned(),
        Element::List(Some(first)) => format!("ol {first}"),
        Element::Item(None) => "li".to_owned(),
        Element::Item(Some(' ')) => "task".to_owned(),
        Element::Item(Some(mark)) => format!("task {mark}"),
        Element::FootnoteDefinition(label) => format!("definition {label}"),
        Element::InlineFootnote => "inline footnote".to_owned(),
        Element::Table(columns) => format!("table {columns:?}"),
        Element::TableHead => "head".to_owned(),
        Element::TableRow => "row".to_owned(),
        Element::TableCell => "cell".to_owned(),
        Element::Emphasis => "em".to_owned(),
        Element::Strong => "strong".to_owned(),
        Element::Strikethrough => "del".to_owned(),
        Element::Highlight => "mark".to_owned(),
        Element::Link(reference) => format!("link {}", address(reference)),
    }
}

/// Returns a link's target and fragment as one string.
fn address(reference: &Reference<'_>) -> String {
    let fragment = reference.fragment.as_deref().map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{}{fragment}", reference.target)
}

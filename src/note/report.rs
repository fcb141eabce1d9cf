//! The findings about the body of a note, in words.
//!
//! Each function words findings of one kind. What is wrong was found before, by `markdown`, `raw_html` and `facts`.

use std::ops::Range;

use super::markdown::{NESTING_LIMIT, Slip};
use super::query::Query;
use super::raw_html::{Finding, RawHtml, similar_element};
use crate::diagnostic::{Code, Diagnostic, Places};
use crate::path::SourcePath;

/// The most findings of one kind: a file that is no note can have any number.
const MOST: usize = 100;

/// Reports signs of comments that open or close none.
pub(super) fn comments(
    path: &SourcePath,
    source: &str,
    slips: &[(Range<usize>, Slip)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (span, slip) in slips.iter().take(MOST) {
        let (message, label, help) =
            if source.as_bytes()[span.start] == b'<' { of_html(*slip) } else { of_signs(*slip) };
        let finding = Diagnostic::warning(Code::UnclosedComment, message).at(path.as_str(), source, span.clone());
        diagnostics.push(finding.label(label).help(help));
    }
}

fn of_signs(slip: Slip) -> (&'static str, &'static str, &'static str) {
    match slip {
        Slip::Rest => (
            "this comment is never closed",
            "the rest of the note is not published",
            "end the comment with another `%%`",
        ),
        Slip::Paragraph => (
            "this comment is never closed",
            "its paragraph is not published",
            "end the comment with another `%%`, or write `\\%%` if it is meant as text",
        ),
        Slip::Across => (
            "this comment ends in another paragraph",
            "everything up to the next `%%` is not published",
            "put both `%%` on lines of their own, or write `\\%%` if they are meant as text",
        ),
        Slip::Shown => (
            "this `%%` opens no comment",
            "it is published, and so is the text around it",
            "end the comment with `%%` in the same paragraph, or write `\\%%` if it is meant as text",
        ),
    }
}

fn of_html(slip: Slip) -> (&'static str, &'static str, &'static str) {
    const HELP: &str = "end the comment with `-->`, or write `\\<!--` if it is meant as text";
    match slip {
        Slip::Rest => ("this comment is never closed", "the rest of the note is not published", HELP),
        Slip::Paragraph | Slip::Shown => {
            ("this comment is never closed", "the rest of its paragraph is not published", HELP)
        }
        Slip::Across => ("this comment ends in code", "everything up to the next `-->` is not published", HELP),
    }
}

/// Reports the first block that is nested too deeply.
pub(super) fn nesting(path: &SourcePath, source: &str, cut: Option<Range<usize>>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(Range { start, .. }) = cut else { return };
    diagnostics.push(
        Diagnostic::warning(Code::NestingLimit, "blocks stand in each other too deeply")
            .at(path.as_str(), source, start..start + 1)
            .help(format!("the text is shown, but no more than {NESTING_LIMIT} levels")),
    );
}

/// Reports tags that are unknown or have no partner.
pub(super) fn html(path: &SourcePath, source: &str, html: &RawHtml, diagnostics: &mut Vec<Diagnostic>) {
    for (finding, name, span) in html.findings.iter().take(MOST) {
        let mut code = Code::MalformedHtml;
        let (message, label, help) = match finding {
            Finding::Unknown => {
                ("HTML has no such element", format!("`{name}` is dropped, its text stays"), known_element_help(name))
            }
            Finding::Unclosed => (
                "this element is never closed",
                "it ends with the note".to_owned(),
                format!("write `</{name}>` where it should end"),
            ),
            Finding::Stray => {
                ("this closes an element that was never opened", "it is dropped".to_owned(), "take it away".to_owned())
            }
            Finding::Hiding => {
                code = Code::HiddenHtml;
                (
                    "this hides text that the page shows",
                    "pages keep no such attribute".to_owned(),
                    "write `%%` before and after what nobody should read".to_owned(),
                )
            }
        };
        let finding = Diagnostic::warning(code, message).at(path.as_str(), source, span.clone()).label(label);
        diagnostics.push(finding.help(help));
    }
}

/// Suggests `blockquote` for `blockuqote`, and to escape `<T>` if it is text.
fn known_element_help(name: &str) -> String {
    match similar_element(name) {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!("if it is meant as text, write `\\<{name}>` or put it in backticks"),
    }
}

/// Reports footnotes that nothing refers to.
pub(super) fn footnotes(path: &SourcePath, source: &str, unused: &[Range<usize>], diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(unused.iter().take(MOST).map(|span| {
        let mark = source.get(span.clone()).and_then(|text| text.find("]:")).map_or(span.end, |at| span.start + at + 1);
        Diagnostic::warning(Code::UnusedFootnote, "nothing refers to this footnote")
            .at(path.as_str(), source, span.start..mark)
            .label("it is not shown")
            .help("write its mark, as it is here, where it belongs in the text; or take the footnote away")
    }));
}

/// Reports images without a description.
pub(super) fn alt(path: &SourcePath, source: &str, images: &[Range<usize>], diagnostics: &mut Vec<Diagnostic>) {
    let places = if images.is_empty() { Places::default() } else { Places::of(source) };
    diagnostics.extend(images.iter().map(|span| {
        Diagnostic::warning(Code::MissingAlt, "an image without a description")
            .at_place(path.as_str(), source, span.clone(), &places)
            .help("say what it shows: `![[image.png|what it shows]]` or `![what it shows](image.png)`")
            .cause("alt")
    }));
}

/// Reports queries that are shown as written.
pub(super) fn queries(
    path: &SourcePath,
    source: &str,
    queries: &[(Range<usize>, Query)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    diagnostics.extend(queries.iter().take(MOST).map(|(span, query)| {
        let what = match query {
            Query::Block(language) => format!("a block of `{language}` is shown as its source"),
            Query::Inline => "a query of Dataview is shown as its source".to_owned(),
        };
        Diagnostic::info(Code::UnsupportedBlock, what)
            .at(path.as_str(), source, span.clone())
            .help("it is an instruction for the editor; write down what it would show, or link to a tag's page")
            .cause("instruction")
    }));
}

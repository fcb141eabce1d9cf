//! The long text of every code, for `allotment explain` and the documentation.
//!
//! [`explain`] returns the whole text: what the finding means, an example, how to fix it, how to silence it. The texts
//! are Markdown files next to this one, written for the author of a garden; the last part is the same for all and is
//! added here.

use super::Code;

/// The long text of a code, as plain text for a terminal.
pub fn explain(code: Code) -> String {
    let text: String =
        text(code).lines().map(|line| line.strip_prefix("## ").unwrap_or(line).to_owned() + "\n").collect();
    format!("{code}\n\n{text}\nHow to silence it\n\n{}\n", silence(code))
}

/// The meaning of a code in one sentence.
pub fn gist(code: Code) -> String {
    let paragraph = text(code).split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let end = [". ", ": "].iter().filter_map(|mark| paragraph.find(mark)).min().unwrap_or(paragraph.len());
    paragraph[..end].trim_end().trim_end_matches('.').to_owned()
}

fn silence(code: Code) -> String {
    if code.is_about_setup() {
        return "It can't be silenced: nothing is built until you fix it.".to_owned();
    }
    let advice = "Only allotment check reports it, and it never changes the exit status.\n\n";
    format!(
        "{}For the whole garden, in site.toml (\"deny\" makes it an error instead):\n\n    \
         [check]\n    {code} = \"allow\"\n\nFor one note, in its front matter:\n\n    \
         allotment:\n      allow: [{code}]",
        if code.is_advice() { advice } else { "" }
    )
}

/// One arm per code, so that a code without a text does not compile.
fn text(code: Code) -> &'static str {
    match code {
        Code::ActiveSvg => include_str!("explain/active-svg.md"),
        Code::AmbiguousLink => include_str!("explain/ambiguous-link.md"),
        Code::BrokenFragment => include_str!("explain/broken-fragment.md"),
        Code::BrokenLink => include_str!("explain/broken-link.md"),
        Code::DateMismatch => include_str!("explain/date-mismatch.md"),
        Code::Diagram => include_str!("explain/diagram.md"),
        Code::EmbedCycle => include_str!("explain/embed-cycle.md"),
        Code::HiddenHtml => include_str!("explain/hidden-html.md"),
        Code::InvalidCanvas => include_str!("explain/invalid-canvas.md"),
        Code::InvalidConfig => include_str!("explain/invalid-config.md"),
        Code::InvalidDate => include_str!("explain/invalid-date.md"),
        Code::InvalidFrontmatter => include_str!("explain/invalid-frontmatter.md"),
        Code::InvalidTag => include_str!("explain/invalid-tag.md"),
        Code::LinkToUnpublished => include_str!("explain/link-to-unpublished.md"),
        Code::MalformedHtml => include_str!("explain/malformed-html.md"),
        Code::Math => include_str!("explain/math.md"),
        Code::MissingAlt => include_str!("explain/missing-alt.md"),
        Code::MissingHistory => include_str!("explain/missing-history.md"),
        Code::NestingLimit => include_str!("explain/nesting-limit.md"),
        Code::NotUtf8 => include_str!("explain/not-utf8.md"),
        Code::Orphan => include_str!("explain/orphan.md"),
        Code::PhotoLocation => include_str!("explain/photo-location.md"),
        Code::SlugCollision => include_str!("explain/slug-collision.md"),
        Code::SymlinkSkipped => include_str!("explain/symlink-skipped.md"),
        Code::Template => include_str!("explain/template.md"),
        Code::TooLarge => include_str!("explain/too-large.md"),
        Code::UnclosedComment => include_str!("explain/unclosed-comment.md"),
        Code::UnknownKey => include_str!("explain/unknown-key.md"),
        Code::UnknownTag => include_str!("explain/unknown-tag.md"),
        Code::UnmatchedPattern => include_str!("explain/unmatched-pattern.md"),
        Code::Unreadable => include_str!("explain/unreadable.md"),
        Code::UnsupportedBlock => include_str!("explain/unsupported-block.md"),
        Code::UnusedFootnote => include_str!("explain/unused-footnote.md"),
        Code::WeekdayMismatch => include_str!("explain/weekday-mismatch.md"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained() {
        for code in Code::ALL {
            let text = explain(*code);
            let headings = ["\nExample\n\n    ", "\nHow to fix it\n\n", "\nHow to silence it\n\n"];
            let places: Vec<Option<usize>> = headings.iter().map(|heading| text.find(heading)).collect();
            assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{code}: {places:?}");
            assert!(text.starts_with(&format!("{code}\n\n")) && text.ends_with('\n'), "{code}");
            assert!(text.lines().all(|line| line.chars().count() <= 96), "{code} has a long line");
            let gist = gist(*code);
            assert!(text.replace('\n', " ").contains(&gist) && (20..=120).contains(&gist.len()), "{code}: {gist}");
        }
    }

    #[test]
    fn an_explanation_reads_from_meaning_to_silence() {
        assert_eq!(
            explain(Code::MissingAlt),
            "missing-alt

An image has no description. Readers who can't see it, and searches, learn nothing about it.

Example

    ![[plan.png]]

How to fix it

Describe in a few words what the image shows: ![[plan.png|the four beds, seen from the
gate]], or ![the four beds](plan.png). With a width: ![[plan.png|the four beds|300]].

How to silence it

Only allotment check reports it, and it never changes the exit status.

For the whole garden, in site.toml (\"deny\" makes it an error instead):

    [check]
    missing-alt = \"allow\"

For one note, in its front matter:

    allotment:
      allow: [missing-alt]
"
        );
    }
}

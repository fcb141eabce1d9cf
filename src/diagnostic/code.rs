//! The stable names of findings.
//!
//! [`Code::as_str`] is the word for people and scripts, [`Code::from_word`] parses it. [`explain`](super::explain) has
//! the long explanations, [`Levels`](super::Levels) decide how much each matters.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of finding it is. The word is part of the interface: scripts and `[check]` use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// An SVG file that could run something.
    ActiveSvg,
    /// Several notes fit equally well.
    AmbiguousLink,
    /// The note is found, the heading or block is not.
    BrokenFragment,
    /// The target does not exist.
    BrokenLink,
    /// The spelled-out day does not fit the date.
    DateMismatch,
    /// Diagram that cannot be drawn.
    Diagram,
    /// An embed that is already open above itself.
    EmbedCycle,
    /// HTML that would hide text, which pages show.
    HiddenHtml,
    /// A canvas that cannot be read, or cards of it.
    InvalidCanvas,
    /// Not a date.
    InvalidDate,
    /// YAML or JSON that cannot be read.
    InvalidFrontmatter,
    /// A tag that is only digits.
    InvalidTag,
    /// The target exists but is not published.
    LinkToUnpublished,
    /// Unknown element, element never closed, closing tag never opened.
    MalformedHtml,
    /// Formula that cannot be typeset.
    Math,
    /// An image without a description.
    MissingAlt,
    /// Part or all of the history of the notes can't be read.
    MissingHistory,
    /// Nesting was cut.
    NestingLimit,
    /// The file is not UTF-8.
    NotUtf8,
    /// No link leads to the note.
    Orphan,
    /// A photo says where it was taken.
    PhotoLocation,
    /// Two notes asked for one address.
    SlugCollision,
    /// A symbolic link is not followed.
    SymlinkSkipped,
    /// A template cannot be read or rendered.
    Template,
    /// The file is larger than a note may be.
    TooLarge,
    /// `%%` without a partner in the same paragraph.
    UnclosedComment,
    /// A key that `site.toml` does not know.
    UnknownKey,
    /// A lens names a tag that no note has.
    UnknownTag,
    /// A pattern of `exclude` that matches nothing, although something is called nearly so.
    UnmatchedPattern,
    /// A file or folder that cannot be read.
    Unreadable,
    /// A plugin's block that is shown as source.
    UnsupportedBlock,
    /// A footnote that nothing refers to.
    UnusedFootnote,
    /// A value in `site.toml` that does not fit its key.
    InvalidConfig,
    /// The weekday does not fit the date.
    WeekdayMismatch,
}

impl Code {
    /// All codes, in the order of their names.
    pub const ALL: &[Code] = &[
        Code::ActiveSvg,
        Code::AmbiguousLink,
        Code::BrokenFragment,
        Code::BrokenLink,
        Code::DateMismatch,
        Code::Diagram,
        Code::EmbedCycle,
        Code::HiddenHtml,
        Code::InvalidCanvas,
        Code::InvalidConfig,
        Code::InvalidDate,
        Code::InvalidFrontmatter,
        Code::InvalidTag,
        Code::LinkToUnpublished,
        Code::MalformedHtml,
        Code::Math,
        Code::MissingAlt,
        Code::MissingHistory,
        Code::NestingLimit,
        Code::NotUtf8,
        Code::Orphan,
        Code::PhotoLocation,
        Code::SlugCollision,
        Code::SymlinkSkipped,
        Code::Template,
        Code::TooLarge,
        Code::UnclosedComment,
        Code::UnknownKey,
        Code::UnknownTag,
        Code::UnmatchedPattern,
        Code::Unreadable,
        Code::UnsupportedBlock,
        Code::UnusedFootnote,
        Code::WeekdayMismatch,
    ];

    /// The word for it, such as `broken-link`.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::ActiveSvg => "active-svg",
            Code::AmbiguousLink => "ambiguous-link",
            Code::BrokenFragment => "broken-fragment",
            Code::BrokenLink => "broken-link",
            Code::DateMismatch => "date-mismatch",
            Code::Diagram => "diagram",
            Code::EmbedCycle => "embed-cycle",
            Code::HiddenHtml => "hidden-html",
            Code::InvalidCanvas => "invalid-canvas",
            Code::InvalidConfig => "invalid-config",
            Code::InvalidDate => "invalid-date",
            Code::InvalidFrontmatter => "invalid-frontmatter",
            Code::InvalidTag => "invalid-tag",
            Code::LinkToUnpublished => "link-to-unpublished",
            Code::MalformedHtml => "malformed-html",
            Code::Math => "math",
            Code::MissingAlt => "missing-alt",
            Code::MissingHistory => "missing-history",
            Code::NestingLimit => "nesting-limit",
            Code::NotUtf8 => "not-utf8",
            Code::Orphan => "orphan",
            Code::PhotoLocation => "photo-location",
            Code::SlugCollision => "slug-collision",
            Code::SymlinkSkipped => "symlink-skipped",
            Code::Template => "template",
            Code::TooLarge => "too-large",
            Code::UnclosedComment => "unclosed-comment",
            Code::UnknownKey => "unknown-key",
            Code::UnknownTag => "unknown-tag",
            Code::UnmatchedPattern => "unmatched-pattern",
            Code::Unreadable => "unreadable",
            Code::UnsupportedBlock => "unsupported-block",
            Code::UnusedFootnote => "unused-footnote",
            Code::WeekdayMismatch => "weekday-mismatch",
        }
    }

    /// The code with this name.
    pub fn from_word(word: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str() == word)
    }

    /// Whether it is about the garden's set-up (`site.toml`, templates) rather than a note. Such a finding ends the
    /// run, so `[check]` does not apply to it; its path is relative to the garden's root, while others are relative to
    /// the content folder.
    pub fn is_about_setup(self) -> bool {
        matches!(self, Code::InvalidConfig | Code::Template | Code::UnknownKey)
    }

    /// Whether it is for information only, unless `[check]` says otherwise.
    pub fn is_advice(self) -> bool {
        matches!(self, Code::MissingAlt | Code::Orphan | Code::UnsupportedBlock)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_the_order_of_their_words_and_read_back() {
        let words: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert!(words.is_sorted());
        for code in Code::ALL {
            assert_eq!(Code::from_word(code.as_str()), Some(*code));
            assert_eq!(serde_json::to_value(code).ok(), Some(code.as_str().into()));
        }
        assert_eq!(Code::from_word("Orphan"), None);
    }
}

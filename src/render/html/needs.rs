//! What a page needs for a body: the theme's optional files, media of other hosts.

use super::{Destination, Part};

impl Part {
    /// Whether code blocks are shown, here or in an embed.
    pub fn has_code(&self) -> bool {
        self.note.has_code(self.span) || self.embedded().any(Part::has_code)
    }

    /// Whether formulas are shown, here or in an embed.
    pub fn has_math(&self) -> bool {
        self.note.has_math(self.span) || self.embedded().any(Part::has_math)
    }

    /// Whether callouts are shown, here or in an embed.
    pub fn has_callouts(&self) -> bool {
        self.note.has_callouts(self.span) || self.embedded().any(Part::has_callouts)
    }

    /// Whether diagrams are drawn, here or in an embed.
    pub fn has_diagram(&self) -> bool {
        self.note.has_diagram(self.span) || self.embedded().any(Part::has_diagram)
    }

    /// Whether a note shown here or in an embed has media from other hosts.
    pub fn has_remote_media(&self) -> bool {
        self.note.features.remote_media || self.embedded().any(Part::has_remote_media)
    }

    /// Whether a note shown here or in an embed has raw HTML.
    pub(super) fn has_html(&self) -> bool {
        self.note.features.html || self.embedded().any(Part::has_html)
    }

    /// Returns the parts that are embedded in this one, without those in them.
    pub fn embedded(&self) -> impl Iterator<Item = &Part> {
        self.links.values().filter_map(|destination| match destination {
            Destination::Embed(embed) => Some(&embed.part),
            _ => None,
        })
    }
}

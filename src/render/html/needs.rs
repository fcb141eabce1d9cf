//! What a body needs of the theme besides the sheet of every page.

use super::{Destination, Part};

impl Part {
    /// Whether blocks of code are shown, here or in a part that is shown in place.
    pub fn has_code(&self) -> bool {
        self.note.has_code(self.span) || self.embedded().any(Part::has_code)
    }

    /// Whether formulas are shown, here or in a part that is shown in place.
    pub fn has_math(&self) -> bool {
        self.note.has_math(self.span) || self.embedded().any(Part::has_math)
    }

    /// Whether callouts are shown, here or in a part that is shown in place.
    pub fn has_callouts(&self) -> bool {
        self.note.has_callouts(self.span) || self.embedded().any(Part::has_callouts)
    }

    /// Whether diagrams are drawn, here or in a part that is shown in place.
    pub fn has_diagram(&self) -> bool {
        self.note.has_diagram(self.span) || self.embedded().any(Part::has_diagram)
    }

    fn embedded(&self) -> impl Iterator<Item = &Part> {
        self.links.iter().filter_map(|destination| match destination {
            Destination::Embed(embed) => Some(&embed.part),
            _ => None,
        })
    }
}

//! The set-up of a garden: settings, people, theme, formulas. It is read as a whole or not at all.

use std::sync::Arc;

use crate::commands::pipeline;
use crate::commands::{Failure, GardenRoot};
use crate::config::{Authors, Config};
use crate::math::Typesetter;
use crate::note;
use crate::theme::Theme;

/// Locates the garden and reads its settings, as the command line asked for.
pub type Find = dyn Fn() -> Result<GardenRoot, Failure> + Send;

/// Everything that a site is made of besides notes and files.
pub(super) struct Setup {
    pub(super) root: GardenRoot,
    pub(super) config: Arc<Config>,
    pub(super) authors: Arc<Authors>,
    pub(super) theme: Arc<Theme>,
    pub(super) typesetter: Arc<Typesetter>,
}

/// What differs between two set-ups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Differences {
    /// The settings or the people.
    pub(super) settings: bool,
    /// The theme.
    pub(super) theme: bool,
    /// Which files are content, or where they are.
    pub(super) selection: bool,
}

impl Setup {
    pub(super) fn load(find: &Find) -> Result<Self, Failure> {
        let root = find()?;
        let theme = Arc::new(pipeline::load_theme(&root)?);
        let typesetter = Arc::new(pipeline::typesetter(&root)?);
        let (config, authors) = (Arc::new(root.config.clone()), Arc::clone(&root.authors));
        Ok(Self { config, authors, root, theme, typesetter })
    }

    /// Returns the same set-up, but shares with `other` what is equal: whatever depends only on the shared
    /// parts need not be made again.
    pub(super) fn sharing(self, other: &Self) -> Self {
        let is_same_math = self.config.math == other.config.math;
        let is_same_theme = self.theme.digest() == other.theme.digest();
        Self {
            authors: if self.authors == other.authors { Arc::clone(&other.authors) } else { self.authors },
            config: if self.config == other.config { Arc::clone(&other.config) } else { self.config },
            theme: if is_same_theme { Arc::clone(&other.theme) } else { self.theme },
            typesetter: if is_same_math { Arc::clone(&other.typesetter) } else { self.typesetter },
            root: self.root,
        }
    }

    /// Returns the options with which the notes are parsed.
    pub(super) fn reading(&self, drafts: bool) -> note::Options {
        pipeline::reading(&self.root, drafts)
    }

    pub(super) fn differences(&self, other: &Self) -> Differences {
        let places = |setup: &Self| {
            let GardenRoot { folder, site_toml, content, output, .. } = setup.root.clone();
            (folder, site_toml, content, output, setup.root.config.exclude.clone())
        };
        Differences {
            settings: self.config != other.config || self.authors != other.authors,
            theme: self.theme.digest() != other.theme.digest(),
            selection: places(self) != places(other),
        }
    }
}

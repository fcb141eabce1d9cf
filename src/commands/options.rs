//! The options of a build, for the command and for the stages of the pipeline.

use std::path::PathBuf;

use crate::config::BaseUrl;

/// Options of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildOptions {
    /// The folder to write to, if it is not the one in `site.toml`.
    pub output: Option<PathBuf>,
    /// The address of the site, if it is not the one in `site.toml`.
    pub base_url: Option<BaseUrl>,
    /// Build drafts as well.
    pub drafts: bool,
    /// Ignore the cache of earlier builds.
    pub clean: bool,
    /// Fail if there are warnings.
    pub strict: bool,
    /// Show more counts.
    pub stats: bool,
    /// Show how long each stage took.
    pub timings: bool,
}

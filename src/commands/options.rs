//! What a build may be asked for, for the command and for the stages.

use std::path::PathBuf;

use crate::config::BaseUrl;

/// What was asked of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildOptions {
    /// The folder to write to, if it is not the one of `site.toml`.
    pub output: Option<PathBuf>,
    /// The address of the site, if it is not the one of `site.toml`.
    pub base_url: Option<BaseUrl>,
    /// Build drafts as well.
    pub drafts: bool,
    /// Use nothing that an earlier build remembers.
    pub clean: bool,
    /// Fail because of warnings.
    pub strict: bool,
    /// Show more numbers.
    pub stats: bool,
    /// Show how long each stage took.
    pub timings: bool,
}

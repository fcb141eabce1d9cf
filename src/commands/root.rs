//! Locates the garden: its root folder, its `site.toml`, its settings.
//!
//! Only [`GardenRoot::find`] reads `site.toml` and `authors.toml`. A flag takes precedence over the
//! environment, the environment over `site.toml`, and that over the default; flags and environment arrive as
//! [`Overrides`].

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Failure, Session};
use crate::config::{self, Authors, BaseUrl, Config, ContentFolder};
use crate::diagnostic::render::Folders;
use crate::diagnostic::{Code, Diagnostic};

pub use crate::source::SITE_TOML;

/// The name of the file that lists the people, beside the settings file.
pub const AUTHORS_TOML: &str = "authors.toml";

/// Where the value of a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The flag of this name.
    Flag(&'static str),
    /// The environment variable of this name.
    Environment(&'static str),
    /// This line of `site.toml`.
    File(u32),
    /// It was not set.
    Default,
}

/// Settings given by a flag or the environment.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The folder to write to, relative to the session's folder.
    pub output: Option<PathBuf>,
    /// The address of the site.
    pub base_url: Option<BaseUrl>,
    /// Where each key of `site.toml` that is overridden got its value.
    pub origins: BTreeMap<&'static str, Origin>,
}

/// A garden that was located: where it is, and its settings.
#[derive(Clone, Debug)]
pub struct GardenRoot {
    /// The garden's root, absolute.
    pub folder: PathBuf,
    /// The settings file, absolute; `None` if there is none.
    pub site_toml: Option<PathBuf>,
    /// Whether a flag names the garden's folder or its settings file.
    pub is_named: bool,
    /// The settings, overrides applied.
    pub config: Config,
    /// The people of the garden.
    pub authors: Arc<Authors>,
    /// The content folder, absolute.
    pub content: PathBuf,
    /// The folder to write to, absolute.
    pub output: PathBuf,
    /// Where the value of each key comes from; a key that is missing here has its default.
    pub origins: BTreeMap<String, Origin>,
    /// The folders as seen from the session's folder.
    pub folders: Folders,
}

impl GardenRoot {
    /// Locates the garden and reads its settings.
    ///
    /// The root is `root`, or the folder of the file `config`, or the nearest folder upwards from the session's
    /// folder that holds a `site.toml`, or else the session's folder. Without a `site.toml`, or if that does not name
    /// the content folder and there is no folder `content`, the root itself is the content folder.
    ///
    /// # Errors
    ///
    /// If a named file or folder does not exist, `site.toml` or `authors.toml` can't be read or has mistakes, or there
    /// is no content folder.
    pub fn find(
        session: &Session<'_>,
        root: Option<&Path>,
        config: Option<&Path>,
        overrides: &Overrides,
    ) -> Result<Self, Failure> {
        let (folder, site_toml) = locate(session, root, config)?;
        let mut found = match &site_toml {
            Some(file) => Self::with_file(session, folder, file)?,
            None => Self::without_file(folder),
        };
        if found.config.title.is_empty() {
            found.config.title = folder_name(&found.folder);
        }
        if let Some(base_url) = &overrides.base_url {
            found.config.base_url = Some(base_url.clone());
        }
        if let Some(output) = &overrides.output {
            found.output = session.folder.join(output);
        }
        found.origins.extend(overrides.origins.iter().map(|(key, origin)| ((*key).to_owned(), origin.clone())));
        found.is_named = root.is_some() || config.is_some();
        found.folders = Folders { root: session.prefix(&found.folder), content: session.prefix(&found.content) };
        found.require_content(session)?;
        found.authors = Arc::new(authors(session, &found.authors_toml())?);
        Ok(found)
    }

    fn with_file(session: &Session<'_>, folder: PathBuf, file: &Path) -> Result<Self, Failure> {
        let in_file = |findings| in_settings(session, file, findings);
        let text = read_settings(file)?.map_err(|finding| in_file(vec![*finding]))?;
        let mut config = config::parse(&text, &file_name(file)).map_err(in_file)?;
        let origins: BTreeMap<_, _> =
            config::lines(&text).into_iter().map(|(key, line)| (key, Origin::File(line))).collect();
        if !origins.contains_key("content") && !folder.join(config.content.as_str()).is_dir() {
            config.content = root_as_content();
        }
        Ok(Self { site_toml: Some(file.to_owned()), origins, ..Self::new(folder, config) })
    }

    fn without_file(folder: PathBuf) -> Self {
        Self::new(folder, Config { content: root_as_content(), ..Config::default() })
    }

    fn new(folder: PathBuf, config: Config) -> Self {
        let content = match config.content.as_str() {
            "." => folder.clone(),
            inside => folder.join(inside),
        };
        let output = folder.join(config.output.as_str());
        let authors = Arc::default();
        let (origins, folders) = (BTreeMap::new(), Folders::default());
        Self { folder, site_toml: None, is_named: false, config, authors, content, output, origins, folders }
    }

    /// Returns the output folder that the settings name; a flag may name another.
    pub(super) fn usual_output(&self) -> PathBuf {
        self.folder.join(self.config.output.as_str())
    }

    /// Returns the path at which the people of the garden would be listed.
    pub(super) fn authors_toml(&self) -> PathBuf {
        let beside = self.site_toml.as_deref().and_then(Path::parent);
        beside.unwrap_or(&self.folder).join(AUTHORS_TOML)
    }

    fn require_content(&self, session: &Session<'_>) -> Result<(), Failure> {
        if self.content.is_dir() {
            return Ok(());
        }
        let message = format!("there is no content folder `{}`", session.shown(&self.content));
        let help = "make it, or name the folder of the notes in site.toml: content = \".\"";
        Err(self.setting_failure("content", message, help))
    }

    /// Creates a failure about the value of a setting, shown at its place in `site.toml` if it comes from there.
    pub(super) fn setting_failure(&self, key: &str, message: String, help: &str) -> Failure {
        let file = self.site_toml.as_deref().filter(|_| matches!(self.origins.get(key), Some(Origin::File(_))));
        let text = file.and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        let Some((file, span)) = file.zip(config::value_span(&text, key)) else {
            return Failure::new(message).help(help);
        };
        let finding = Diagnostic::error(Code::InvalidConfig, message).at(&file_name(file), &text, span).help(help);
        let is_beside = file.parent() == Some(self.folder.as_path());
        let above = || file.parent().map(|folder| format!("{}/", folder.display())).unwrap_or_default();
        let root = if is_beside { self.folders.root.clone() } else { above() };
        Failure { findings: vec![finding], folders: Folders { root, content: String::new() }, ..Failure::default() }
    }

    /// Returns the folder to write to as it would be written in `site.toml`.
    pub(super) fn output_setting(&self) -> toml::Value {
        let inside = self.output.strip_prefix(&self.folder).unwrap_or(&self.output);
        toml::Value::from(inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
    }
}

/// The setting of a garden whose folder holds its notes.
fn root_as_content() -> ContentFolder {
    ContentFolder::new(".").unwrap_or(Config::default().content)
}

/// Reads the people that a file lists; none if the file does not exist.
fn authors(session: &Session<'_>, file: &Path) -> Result<Authors, Failure> {
    if matches!(file.try_exists(), Ok(false)) {
        return Ok(Authors::default());
    }
    let in_file = |findings| in_settings(session, file, findings);
    let text = read_settings(file)?.map_err(|finding| in_file(vec![*finding]))?;
    config::parse_authors(&text, AUTHORS_TOML).map_err(in_file)
}

/// Reads a settings file. The inner error is a finding about the place where it is not UTF-8.
fn read_settings(file: &Path) -> Result<Result<String, Box<Diagnostic>>, Failure> {
    let bytes = fs::read(file).map_err(|error| Failure::io("read", file, &error))?;
    Ok(String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes());
        Box::new(
            Diagnostic::error(Code::InvalidConfig, "this file is not UTF-8")
                .at(&file_name(file), &text, valid..valid + '\u{fffd}'.len_utf8())
                .label("the first sign that could not be read")
                .help("save the file as UTF-8"),
        )
    }))
}

/// Creates a failure from findings in a settings file.
fn in_settings(session: &Session<'_>, file: &Path, findings: Vec<Diagnostic>) -> Failure {
    let root = session.prefix(file.parent().unwrap_or(file));
    Failure { findings, folders: Folders { root, content: String::new() }, ..Failure::default() }
}

fn file_name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Returns the root folder and its `site.toml`.
fn locate(
    session: &Session<'_>,
    root: Option<&Path>,
    config: Option<&Path>,
) -> Result<(PathBuf, Option<PathBuf>), Failure> {
    let here = session.folder.as_path();
    let named_file = config.map(|file| absolute(here, file));
    if let Some(file) = named_file.as_ref().filter(|file| !file.is_file()) {
        return Err(Failure::new(format!("there is no file `{}`", session.shown(file)))
            .help("--config names a file with settings; without it, site.toml in the garden's folder is read"));
    }
    let named_root = root.map(|root| absolute(here, root));
    if let Some(folder) = named_root.as_ref().filter(|folder| !folder.is_dir()) {
        return Err(Failure::new(format!("there is no folder `{}`", session.shown(folder)))
            .help("--root names the folder of a garden; `allotment new` makes one"));
    }
    Ok(match (named_root, named_file) {
        (Some(root), Some(file)) => (root, Some(file)),
        (None, Some(file)) => (file.parent().unwrap_or(here).to_owned(), Some(file)),
        (Some(root), None) => {
            let file = root.join(SITE_TOML);
            let file = file.is_file().then_some(file);
            (root, file)
        }
        (None, None) => match here.ancestors().find(|folder| folder.join(SITE_TOML).is_file()) {
            Some(folder) => (folder.to_owned(), Some(folder.join(SITE_TOML))),
            None => (here.to_owned(), None),
        },
    })
}

/// Returns an absolute path without `.` components. `..` is left to the file system, as the component before it
/// may be a symlink.
pub fn absolute(here: &Path, path: &Path) -> PathBuf {
    here.join(path).components().collect()
}

/// Returns the name of a folder, for use as a title.
pub(super) fn folder_name(folder: &Path) -> String {
    let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    real.file_name().map_or_else(|| "Garden".to_owned(), |name| name.to_string_lossy().into_owned())
}

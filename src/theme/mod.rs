//! The theme: everything about the look of a site.
//!
//! [`load`] merges the garden's own theme files with the built-in ones and compiles the templates;
//! nothing else here reads from disk. [`Theme::render`] renders one of the views of `render::view` with its
//! template. Values from notes reach templates only as data and are escaped when they are written; the text
//! of a note is never parsed as a template. What a page contains is not decided here.
//!
//! A garden's theme is the folder `themes/<name>` beside its `site.toml`. A file there replaces the built-in one
//! with the same path. A template can extend the one that it replaces under the name `default/<path>`, redefine any
//! component of parts.html, and fill the blocks of base.html and note.html. `theme.css` is applied after the
//! built-in style sheet; `words/<language>.toml` is merged with the built-in words. All other files are copied to
//! the folder `theme` of the site.

mod assets;
mod colour;
mod error;
mod files;
mod template;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use crate::diagnostic::{Code, Diagnostic};
use crate::hash::{Digest, fingerprint};

pub use assets::{Addresses, Asset, Need, RARE, SEARCH};
pub use template::Template;
pub use words::{Words, direction};

use assets::{collect, rare_script, search_script, side_notes};
use colour::Colour;
use error::Sources;
use files::Files;
use template::is_template;

/// What `site.toml` says about the look, and where the garden's themes are.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'a> {
    /// The garden's folder of themes, if it has one.
    pub folder: Option<&'a Path>,
    /// The name of the theme: one of its folders, or `default`.
    pub name: &'a str,
    /// The language of the garden, such as `en-GB`.
    pub language: &'a str,
    /// The accent colour, also used for links, as `#rgb` or `#rrggbb`.
    pub accent: Option<&'a str>,
    /// `sans` or `serif`.
    pub font: &'a str,
    /// Whether footnotes are shown beside the text.
    pub side_notes: bool,
}

/// A compiled theme. It is immutable and can be shared between threads.
#[derive(Clone)]
pub struct Theme {
    templates: Tera,
    sources: Sources,
    words: Words,
    is_worded: bool,
    addresses: Addresses,
    has_own_templates: bool,
    assets: Vec<Asset>,
    search_script: Vec<u8>,
    rare_script: Vec<u8>,
    digest: Digest,
}

/// Template data that many pages share, converted once for all of them.
#[derive(Clone, Debug)]
pub struct Shared(Value);

impl Shared {
    /// Converts a view.
    pub fn new(view: &impl Serialize) -> Self {
        // Views can always be serialized; if one ever could not, templates would report which field is missing.
        Self(Value::try_from_serializable(view).unwrap_or_else(|_| Value::none()))
    }
}

/// Iterates over the text files of the default theme, with their paths.
pub fn built_in() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    files::BUILT_IN.iter().copied()
}

/// Reads the files of a garden's own theme, by path; `shown` is the folder as its author knows it.
///
/// # Errors
///
/// Returns a finding for each file that can't be read.
pub fn own_files(folder: &Path, shown: &str) -> Result<BTreeMap<String, Vec<u8>>, Vec<Diagnostic>> {
    files::read(folder, shown)
}

/// Loads a theme. Any fault in its files is an error of the whole run.
pub fn load(choice: &Choice<'_>) -> Result<Theme, Vec<Diagnostic>> {
    let own = chosen_files(choice)?;
    let tokens = colour::tokens(accent(choice)?, is_serif(choice)?);
    let beside = choice.side_notes.then(|| side_notes(&own)).flatten();
    let chosen = [tokens.as_deref().unwrap_or_default().as_bytes(), beside.unwrap_or_default()].concat();
    let chosen = (!chosen.is_empty()).then_some(chosen);
    let shown = |path: &str| format!("themes/{}/{path}", choice.name);
    if own.contains_key(assets::TOKENS) {
        let message = "this name is taken by a style sheet that is made from the settings, so readers would never see \
                       this file";
        let wrong = Diagnostic::error(Code::Template, message).in_file(&shown(assets::TOKENS));
        return Err(vec![wrong.help("put its rules into theme.css, which comes after all others")]);
    }

    let mut sources = Sources::default();
    // Without templates of the garden's own, names get no prefix, so that the engine need not look for overrides.
    let has_own_templates = own.keys().any(|path| is_template(path));
    for (path, text) in files::BUILT_IN.iter().filter(|(path, _)| is_template(path)) {
        let name = if has_own_templates { format!("{PREFIX}{path}") } else { (*path).to_owned() };
        sources.add(name, format!("themes/default/{path}"), (*text).to_owned());
    }
    for (path, bytes) in own.iter().filter(|(path, _)| is_template(path)) {
        sources.add(path.clone(), shown(path), text(bytes, &shown(path))?.to_owned());
    }
    let (words, is_worded) = read_words(choice, &own)?;
    let (assets, addresses) = collect(&own, chosen.as_deref(), &words);
    let search_script = search_script(&own, &words);
    let rare_script = rare_script(&own);
    let templates = compile(&sources, &words, &addresses)?;
    let digest = fingerprint(&(files::BUILT_IN, &own, choice.language, &chosen));
    Ok(Theme {
        templates,
        sources,
        words,
        is_worded,
        addresses,
        has_own_templates,
        assets,
        search_script,
        rare_script,
        digest,
    })
}

impl Theme {
    /// Renders a template and appends the result to `page`. The template sees the view as `page` and the shared
    /// data by their names. Errors point to the place in the template.
    pub fn render(
        &self,
        template: Template,
        shared: &[(&'static str, &Shared)],
        view: &impl Serialize,
        page: &mut Vec<u8>,
    ) -> Result<(), Vec<Diagnostic>> {
        let mut context = Context::new();
        for (name, Shared(value)) in shared {
            context.insert_value(*name, value.clone());
        }
        let rendered = Value::try_from_serializable(view).and_then(|view| {
            context.insert_value("page", view);
            self.templates.render_to(template.file(), &context, page)
        });
        rendered.map_err(|error| self.sources.explain(&error))
    }

    /// Returns the words of the theme, for dates and for texts inside notes.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// Whether it has words in the language of the garden; if not, English ones are used.
    pub fn is_worded(&self) -> bool {
        self.is_worded
    }

    /// Returns what templates see as `theme`.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// Whether the garden has templates of its own, so that only [`Theme::render`] can render its pages.
    pub fn has_own_templates(&self) -> bool {
        self.has_own_templates
    }

    /// Returns the files that are published with the pages that need them.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// Returns the scripts that search and show results: the beginning of the file [`SEARCH`].
    pub fn search_script(&self) -> &[u8] {
        &self.search_script
    }

    /// Returns the script with what few queries need, such as corrections of misspelt words: the file [`RARE`].
    pub fn rare_script(&self) -> &[u8] {
        &self.rare_script
    }

    /// Returns a digest that changes whenever a page could look different.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl fmt::Debug for Theme {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Theme({:?})", self.digest)
    }
}

/// Prefix of the names of built-in templates, in gardens with templates of their own.
const PREFIX: &str = "default/";

fn chosen_files(choice: &Choice<'_>) -> Result<Files, Vec<Diagnostic>> {
    let name = choice.name;
    let is_plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':']);
    match choice.folder.map(|folder| folder.join(name)).filter(|_| is_plain) {
        Some(folder) if folder.is_dir() => files::read(&folder, &format!("themes/{name}")),
        _ if name == "default" => Ok(Files::new()),
        _ => Err(vec![
            Diagnostic::error(Code::InvalidConfig, format!("there is no theme called `{name}`"))
                .help(format!("make a folder themes/{name} beside site.toml, or leave out `theme.name`")),
        ]),
    }
}

fn accent(choice: &Choice<'_>) -> Result<Option<Colour>, Vec<Diagnostic>> {
    let Some(text) = choice.accent else { return Ok(None) };
    match Colour::parse(text) {
        Some(colour) => Ok(Some(colour)),
        None => Err(vec![
            Diagnostic::error(Code::InvalidConfig, format!("`{text}` is not a colour"))
                .help("write `theme.accent` like \"#2b7a4b\""),
        ]),
    }
}

fn is_serif(choice: &Choice<'_>) -> Result<bool, Vec<Diagnostic>> {
    match choice.font {
        "sans" => Ok(false),
        "serif" => Ok(true),
        other => Err(vec![
            Diagnostic::error(Code::InvalidConfig, format!("there is no font called `{other}`"))
                .help("write \"sans\" or \"serif\" for `theme.font`"),
        ]),
    }
}

fn text<'a>(bytes: &'a [u8], path: &str) -> Result<&'a str, Vec<Diagnostic>> {
    std::str::from_utf8(bytes).map_err(|_| {
        vec![Diagnostic::error(Code::NotUtf8, "this file of the theme is not text in UTF-8").in_file(path)]
    })
}

/// Merges the words of English, of the language without its region, and of the language itself; in each of them the
/// garden's own words override the built-in ones. Also returns whether there are words in the language.
fn read_words(choice: &Choice<'_>, own: &Files) -> Result<(Words, bool), Vec<Diagnostic>> {
    let language = choice.language.to_lowercase().replace('_', "-");
    let main = language.split('-').next().unwrap_or_default();
    let mut names = vec!["en", main, language.as_str()];
    names.dedup();
    let mut layers = Vec::new();
    for path in names.iter().map(|name| format!("words/{name}.toml")) {
        if let Some(words) = files::built_in(&path) {
            layers.push((format!("themes/default/{path}"), words));
        }
        if let Some(bytes) = own.get(&path) {
            let shown = format!("themes/{}/{path}", choice.name);
            let words = text(bytes, &shown)?;
            layers.push((shown, words));
        }
    }
    let is_worded = main == "en" || layers.iter().any(|(path, _)| !path.ends_with("/words/en.toml"));
    Ok((Words::read(&layers)?, is_worded))
}

fn compile(sources: &Sources, words: &Words, addresses: &Addresses) -> Result<Tera, Vec<Diagnostic>> {
    let mut templates = Tera::new();
    templates.register_filter("counted", counted);
    templates.register_filter("without", without_start);
    let compiled = templates.set_fallback_prefixes([PREFIX]).and_then(|()| templates.add_raw_templates(sources.iter()));
    compiled.map_err(|error| sources.explain(&error))?;
    let globals = templates.global_context();
    globals.insert_value("words", words.to_value());
    globals.insert_value("theme", Value::try_from_serializable(addresses).unwrap_or_else(|_| Value::none()));
    Ok(templates)
}

/// The filter `words.NAME | counted(n=…)`: a phrase with a number.
fn counted(phrase: &Value, arguments: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let form = |key: &'static str| phrase.get_from_path(key).and_then(Value::as_str);
    let (Some(one), Some(other)) = (form("one"), form("other")) else {
        return Err(tera::Error::message("this word has no forms for a number"));
    };
    Ok(words::with_number(one, other, arguments.must_get("n")?))
}

/// The filter `TEXT | without(start=…)`.
fn without_start(text: &str, arguments: Kwargs, _: &State<'_>) -> TeraResult<String> {
    Ok(without(text, arguments.must_get("start")?).to_owned())
}

/// Returns a text without what it begins with. What comes later stays, even if it is the same.
pub fn without<'t>(text: &'t str, start: &str) -> &'t str {
    text.strip_prefix(start).unwrap_or(text)
}

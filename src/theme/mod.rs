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

mod colour;
mod error;
mod files;
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
use crate::path::OutputPath;

pub use words::{Words, direction};

use colour::Colour;
use error::Sources;

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

/// A file of the theme that is published with the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its path in the site.
    pub path: OutputPath,
    /// Its contents.
    pub bytes: Vec<u8>,
    /// Which sites need it.
    pub need: Need,
}

/// What a site must contain to need a file of the theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing in particular: every site needs it.
    Always,
    /// A block of code.
    Code,
    /// A formula.
    Math,
    /// A callout.
    Callouts,
    /// A diagram that was drawn.
    Diagram,
    /// A canvas.
    Canvas,
    /// A search.
    Search,
    /// The map of the garden.
    Graph,
    /// A day or a lens.
    Time,
    /// A day.
    Days,
    /// Links with previews.
    Previews,
    /// The reader's trail.
    Trail,
}

/// The templates of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Template {
    /// A note, for `view::NotePage`.
    Note,
    /// The first page, for `view::HomePage`.
    Home,
    /// A folder, a tag, a year or all notes, for `view::ListPage`.
    List,
    /// All tags, for `view::TagsPage`.
    Tags,
    /// All years, for `view::TimelinePage`.
    Timeline,
    /// A day, for `view::DayPage`.
    Day,
    /// All days by month and day, for `view::OnThisDayPage`.
    OnThisDay,
    /// A lens, for `view::LensPage`.
    Lens,
    /// Notes that are linked but not written yet, for `view::WantedPage`.
    Wanted,
    /// Further backlinks of a note, for `view::BacklinksPage`.
    Backlinks,
    /// A canvas, for `view::CanvasPage`.
    Canvas,
    /// An author, for `view::AuthorPage`.
    Author,
    /// All authors, for `view::AuthorsPage`.
    Authors,
    /// Recent changes, for `view::ChangesPage`.
    Changes,
    /// The search, for `view::SearchPage`.
    Search,
    /// Words to browse without a script, for `view::WordsPage`.
    Words,
    /// The map of the garden, for `view::GraphPage`.
    Graph,
    /// The page for unknown addresses, for `view::NotFoundPage`.
    NotFound,
    /// The scripts, style sheets and feeds of a page, for `view::FramePage`.
    FrameHead,
    /// The bar at the top of a page, for `view::FramePage`.
    FrameTop,
    /// The links to the site's own pages, for `view::FramePage`.
    FrameMenu,
    /// A note in the rails of its folder, for `view::Neighbour`.
    Neighbour,
    /// The Atom feed, for `feed::Feed`.
    Atom,
}

impl Template {
    /// Every template.
    pub const ALL: [Self; 23] = [
        Self::Note,
        Self::Home,
        Self::List,
        Self::Tags,
        Self::Timeline,
        Self::Day,
        Self::OnThisDay,
        Self::Lens,
        Self::Wanted,
        Self::Backlinks,
        Self::Canvas,
        Self::Author,
        Self::Authors,
        Self::Changes,
        Self::Search,
        Self::Words,
        Self::Graph,
        Self::NotFound,
        Self::FrameHead,
        Self::FrameTop,
        Self::FrameMenu,
        Self::Neighbour,
        Self::Atom,
    ];

    /// Returns the path of the template in the theme.
    pub fn file(self) -> &'static str {
        match self {
            Self::Note => "note.html",
            Self::Home => "home.html",
            Self::List => "list.html",
            Self::Tags => "tags.html",
            Self::Timeline => "timeline.html",
            Self::Day => "day.html",
            Self::OnThisDay => "on-this-day.html",
            Self::Lens => "lens.html",
            Self::Wanted => "wanted.html",
            Self::Backlinks => "backlinks.html",
            Self::Canvas => "canvas.html",
            Self::Author => "author.html",
            Self::Authors => "authors.html",
            Self::Changes => "changes.html",
            Self::Search => "search.html",
            Self::Words => "words.html",
            Self::Graph => "graph.html",
            Self::NotFound => "404.html",
            Self::FrameHead => "frame/head.html",
            Self::FrameTop => "frame/top.html",
            Self::FrameMenu => "frame/menu.html",
            Self::Neighbour => "neighbour.html",
            Self::Atom => "atom.xml",
        }
    }
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

/// What templates see as `theme`: addresses of its files, relative to the root of the site.
#[derive(Clone, Debug, Serialize)]
pub struct Addresses {
    /// Style sheets of every page, in order.
    styles: Vec<String>,
    /// The other files in [`NAMED`]; empty for files that do not exist.
    #[serde(flatten)]
    files: BTreeMap<&'static str, String>,
}

impl Addresses {
    /// Returns the address of the file that templates know by this name, or an empty string.
    pub fn address(&self, name: &str) -> &str {
        self.files.get(name).map_or("", String::as_str)
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
    let beside = choice.side_notes.then(|| of_theme(&own, SIDE_NOTES)).flatten();
    let chosen = [tokens.as_deref().unwrap_or_default().as_bytes(), beside.unwrap_or_default()].concat();
    let chosen = (!chosen.is_empty()).then_some(chosen);
    let shown = |path: &str| format!("themes/{}/{path}", choice.name);

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
    let (assets, addresses) = collect_assets(&own, chosen.as_deref(), &words);
    let search_script = with_words("allotmentWords", words.to_json_list(&SEARCH_WORDS), &own, &[ENGINE, PALETTE]);
    let rare_script = of_theme(&own, RARE_SCRIPT).unwrap_or_default().to_vec();
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

type Files = BTreeMap<String, Vec<u8>>;

/// Prefix of the names of built-in templates, in gardens with templates of their own.
const PREFIX: &str = "default/";

/// Published together with the font, whose licence requires it.
const FONT_LICENSE: &str = "fonts/OFL.txt";

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

fn is_template(path: &str) -> bool {
    path.ends_with(".html") || path.ends_with(".xml")
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

/// Files that templates ask for by name: path, name in templates, and which pages need it.
const NAMED: [(&str, &str, Need); 22] = [
    ("style.css", STYLES, Need::Always),
    (TOKENS, STYLES, Need::Always),
    ("theme.css", STYLES, Need::Always),
    ("script.js", "script", Need::Always),
    ("contents.js", "contents_script", Need::Always),
    ("icon.svg", "icon", Need::Always),
    ("code.css", "code_style", Need::Code),
    ("code.js", "code_script", Need::Code),
    ("math.css", "math_style", Need::Math),
    ("callouts.css", "callout_style", Need::Callouts),
    ("diagram.css", "diagram_style", Need::Diagram),
    ("canvas.css", "canvas_style", Need::Canvas),
    ("canvas.js", "canvas_script", Need::Canvas),
    ("results.js", "search_page", Need::Search),
    ("graph.css", "graph_style", Need::Graph),
    ("graph.js", "graph_script", Need::Graph),
    ("time.css", "time_style", Need::Time),
    ("today.js", "today_script", Need::Days),
    ("previews.js", "previews", Need::Previews),
    ("drawer.js", "drawer", Need::Always),
    (KEYS, "keys", Need::Always),
    ("trail.js", "trail", Need::Trail),
];
/// The name in templates of the style sheets of every page.
const STYLES: &str = "styles";
/// Style sheet with the colours chosen in the settings; no file of the theme has this name.
const TOKENS: &str = "tokens.css";
/// The file that a page loads when its reader searches: the theme's scripts followed by the root of the index, so that
/// one request gets both. Its name is stable, like those of all files of the index.
pub const SEARCH: &str = "search/root.js";
/// The file that the search loads for a word that no note contains and for filters; it has a stable name too.
pub const RARE: &str = "search/rare.js";
const RARE_SCRIPT: &str = "rare.js";
/// The script that finds notes; the next one shows the results.
const ENGINE: &str = "search.js";
const PALETTE: &str = "palette.js";
/// Style rules for footnotes beside the text, appended to the chosen colours.
const SIDE_NOTES: &str = "sidenotes.css";
/// The script for keyboard shortcuts.
const KEYS: &str = "keys.js";
/// Words that the search needs, in the order in which the palette reads them.
const SEARCH_WORDS: [&str; 11] = [
    "all_results",
    "close",
    "index_incomplete",
    "looked_for",
    "note_count",
    "nothing_found",
    "recent",
    "results",
    "search_notes",
    "searching",
    "some_words",
];
/// Words that the overview of keyboard shortcuts needs.
const KEY_WORDS: [&str; 14] = [
    "all_notes",
    "close",
    "dark_theme",
    "edit",
    "graph",
    "home",
    "next",
    "previous",
    "random_note",
    "search",
    "shortcuts",
    "single_keys",
    "tags",
    "timeline",
];

/// Returns the files to publish, and the addresses of those that templates ask for. The names of the latter
/// contain a hash of their contents, so that browsers may cache them indefinitely.
fn collect_assets(own: &Files, tokens: Option<&[u8]>, words: &Words) -> (Vec<Asset>, Addresses) {
    let mut assets = Vec::new();
    let mut add = |path: &str, bytes: &[u8], hashed: bool, need: Need| {
        let path = match path.rsplit_once('.').filter(|_| hashed) {
            Some((stem, extension)) => format!("theme/{stem}.{}.{extension}", Digest::of(bytes).short(8)),
            None => format!("theme/{path}"),
        };
        let path = OutputPath::new(&path);
        let url = path.url();
        assets.push(Asset { path, bytes: bytes.to_vec(), need });
        url
    };
    let mut addresses = Addresses { styles: Vec::new(), files: BTreeMap::new() };
    let keys = with_words("allotmentKeyWords", words.to_json(&KEY_WORDS), own, &[KEYS]);
    for (path, name, need) in NAMED {
        let bytes = match path {
            KEYS => Some(&keys[..]),
            TOKENS => tokens,
            _ => of_theme(own, path),
        };
        let address = bytes.map(|bytes| add(path, bytes, true, need));
        if name == STYLES {
            addresses.styles.extend(address);
        } else {
            addresses.files.insert(name, address.unwrap_or_default());
        }
    }
    addresses.files.insert("search", SEARCH.to_owned());
    let license = files::built_in(FONT_LICENSE).map(|text| (FONT_LICENSE, text.as_bytes()));
    for (path, bytes) in [files::FONT].into_iter().chain(license).filter(|(path, _)| !own.contains_key(*path)) {
        add(path, bytes, false, Need::Math);
    }
    for (path, bytes) in own {
        let is_part = [ENGINE, PALETTE, RARE_SCRIPT, SIDE_NOTES].contains(&path.as_str());
        let is_named = is_part || NAMED.iter().any(|(named, ..)| named == path);
        if !is_named && !is_template(path) && !path.starts_with("words/") {
            add(path, bytes, false, Need::Always);
        }
    }
    (assets, addresses)
}

/// Returns a file of the theme: the garden's own unless it is an unchanged copy, or else the built-in one.
fn of_theme<'a>(own: &'a Files, path: &str) -> Option<&'a [u8]> {
    let built_in = files::built_in(path);
    match own.get(path) {
        Some(bytes) if built_in.is_none_or(|text| text.as_bytes() != bytes) => Some(bytes),
        _ => files::squeezed(path).or(built_in).map(str::as_bytes),
    }
}

/// Builds a script that pages load on demand: the words that it needs, followed by files of the theme.
fn with_words(name: &str, words: impl std::fmt::Display, own: &Files, files: &[&str]) -> Vec<u8> {
    let mut script = format!("var {name}={words};\n").into_bytes();
    for part in files.iter().filter_map(|path| of_theme(own, path)) {
        script.extend_from_slice(part);
        script.push(b'\n');
    }
    script
}

fn compile(sources: &Sources, words: &Words, addresses: &Addresses) -> Result<Tera, Vec<Diagnostic>> {
    let mut templates = Tera::new();
    templates.register_filter("counted", counted);
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

//! The theme: everything about the look of a site that is not a note.
//!
//! [`load`] lays the garden's own theme files over the built-in ones and compiles the templates;
//! it is the only thing here that reads a disk. [`Theme::render`] fills a template with one of the
//! views of `render::view`. Values from notes reach templates as data only and are escaped where
//! they land; what a note says is never parsed as a template. What is on a page is not decided here.
//!
//! A garden's theme is the folder `themes/<name>` beside its `site.toml`. A file there stands in
//! for the built-in one of the same path. A template can extend the one that it stands in for by
//! the name `default/<path>`, define anew any component of parts.html, and fill the blocks of
//! base.html and note.html. `theme.css` is laid over the built-in sheet; `words/<language>.toml`
//! over the built-in words. All other files go to the site as they are, into its folder `theme`.

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
    /// The name of the theme: a folder in there, or `default`.
    pub name: &'a str,
    /// The language of the garden, such as `en-GB`.
    pub language: &'a str,
    /// The colour of what is current and of links, as `#rgb` or `#rrggbb`.
    pub accent: Option<&'a str>,
    /// `sans` or `serif`.
    pub font: &'a str,
    /// Footnotes stand beside the text.
    pub side_notes: bool,
}

/// A compiled theme. It does not change, and can be shared between threads.
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
    typo_script: Vec<u8>,
    digest: Digest,
}

/// A file that goes to the site with the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Where it goes.
    pub path: OutputPath,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Which sites have it.
    pub need: Need,
}

/// What a page has to hold for a file of the theme to be of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Anything.
    Always,
    /// A block of code.
    Code,
    /// A formula.
    Math,
    /// A callout.
    Callouts,
    /// A diagram that is drawn.
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
    /// A link that shows what it leads to.
    Previews,
    /// The way that a reader came.
    Trail,
}

/// The pages that a theme has templates for.
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
    /// The days of all years, for `view::OnThisDayPage`.
    OnThisDay,
    /// Two sides of a subject, for `view::LensPage`.
    Lens,
    /// Notes that are linked to and not written, for `view::WantedPage`.
    Wanted,
    /// The backlinks that did not fit under a note, for `view::BacklinksPage`.
    Backlinks,
    /// A canvas, for `view::CanvasPage`.
    Canvas,
    /// An author, for `view::AuthorPage`.
    Author,
    /// All authors, for `view::AuthorsPage`.
    Authors,
    /// What changed lately, for `view::ChangesPage`.
    Changes,
    /// The search, for `view::SearchPage`.
    Search,
    /// Words to look up by eye, for `view::WordsPage`.
    Words,
    /// The map of the garden, for `view::GraphPage`.
    Graph,
    /// What a host shows for an address that is nothing, for `view::NotFoundPage`.
    NotFound,
    /// The scripts, sheets and feeds of a page, for `view::FramePage`.
    FrameHead,
    /// The bar above a page, for `view::FramePage`.
    FrameTop,
    /// The ways to the site's own pages, for `view::FramePage`.
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

    /// The file of the template.
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

/// A part of the templates' data that is the same on many pages, prepared once for all of them.
#[derive(Clone, Debug)]
pub struct Shared(Value);

impl Shared {
    /// Prepares a view.
    pub fn new(view: &impl Serialize) -> Self {
        // A view holds nothing that can't be serialized; if one ever did, templates would say
        // which field they miss.
        Self(Value::try_from_serializable(view).unwrap_or_else(|_| Value::none()))
    }
}

/// What templates know as `theme`: addresses of its files from the top of the site.
#[derive(Clone, Debug, Serialize)]
pub struct Addresses {
    /// Sheets of every page, in order.
    styles: Vec<String>,
    /// Those of the other files in [`NAMED`], empty for one that there is not.
    #[serde(flatten)]
    files: BTreeMap<&'static str, String>,
}

impl Addresses {
    /// The address of the file that templates know by this name, empty if there is none.
    pub fn address(&self, name: &str) -> &str {
        self.files.get(name).map_or("", String::as_str)
    }
}

/// The files of the default theme that are text, by their paths.
pub fn built_in() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    files::BUILT_IN.iter().copied()
}

/// The files of a theme of the garden's own in a folder, by their paths; `shown` is what its author knows it as.
///
/// # Errors
///
/// Whatever can't be read.
pub fn own_files(folder: &Path, shown: &str) -> Result<BTreeMap<String, Vec<u8>>, Vec<Diagnostic>> {
    files::read(folder, shown)
}

/// Reads a theme. Everything that is wrong with its files is an error of the run.
pub fn load(choice: &Choice<'_>) -> Result<Theme, Vec<Diagnostic>> {
    let own = chosen_files(choice)?;
    let tokens = colour::tokens(accent(choice)?, is_serif(choice)?);
    let beside = choice.side_notes.then(|| of_theme(&own, SIDE_NOTES)).flatten();
    let chosen = [tokens.as_deref().unwrap_or_default().as_bytes(), beside.unwrap_or_default()].concat();
    let chosen = (!chosen.is_empty()).then_some(chosen);
    let shown = |path: &str| format!("themes/{}/{path}", choice.name);

    let mut sources = Sources::default();
    // Without templates of the garden's own the engine need not look for one each time.
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
    let typo_script = of_theme(&own, TYPO_SCRIPT).unwrap_or_default().to_vec();
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
        typo_script,
        digest,
    })
}

impl Theme {
    /// Fills a template and adds the result to `page`: with the view as `page`, and with what is shared by its
    /// names. Errors name the place in the template.
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

    /// The words of the theme, for dates and for what stands inside of notes.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// Whether it has words in the language of the garden; without, they are English.
    pub fn is_worded(&self) -> bool {
        self.is_worded
    }

    /// What templates know as `theme`.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// Whether the garden has templates of its own, so that only [`Theme::render`] knows what pages look like.
    pub fn has_own_templates(&self) -> bool {
        self.has_own_templates
    }

    /// The files that go to the site with the pages that need them.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// What finds notes, and what shows what was found: the beginning of the file [`SEARCH`].
    pub fn search_script(&self) -> &[u8] {
        &self.search_script
    }

    /// What the search takes misspelt words for: the file [`TYPOS`].
    pub fn typo_script(&self) -> &[u8] {
        &self.typo_script
    }

    /// Changes whenever a page could look different.
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

/// What the names of the built-in templates begin with where a garden has its own.
const PREFIX: &str = "default/";

/// Goes wherever the font goes, as it asks for.
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

/// English below the language without its region below the language itself, built-in below own; and whether there are
/// words in the language.
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

/// Files that templates ask for by name, what they call them, and the pages that need them.
const NAMED: [(&str, &str, Need); 21] = [
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
    (KEYS, "keys", Need::Always),
    ("trail.js", "trail", Need::Trail),
];
/// What templates call the sheets that stand on every page.
const STYLES: &str = "styles";
/// The colours that a garden chose in its settings, which no file of the theme holds.
const TOKENS: &str = "tokens.css";
/// The file that a page loads when its reader searches: the script of the theme, and behind it where the files of the
/// index begin, so that one request is enough for both. It is a file of the index, whose names stay.
pub const SEARCH: &str = "search/root.js";
/// The file that a search loads for a word that is in no note, as one of the index.
pub const TYPOS: &str = "search/typos.js";
const TYPO_SCRIPT: &str = "typos.js";
/// What finds notes, and what shows what was found.
const ENGINE: &str = "search.js";
const PALETTE: &str = "palette.js";
/// Rules that are added to the colours that a garden chose.
const SIDE_NOTES: &str = "sidenotes.css";
/// What keys do.
const KEYS: &str = "keys.js";
/// Words that the search says, in the order in which the palette takes them.
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
/// Words that the sheet of keys says.
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

/// The files for the site, and the addresses of those that templates ask for. These have their
/// content in their names, so that a browser may keep them for ever.
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
        let is_part = [ENGINE, PALETTE, TYPO_SCRIPT, SIDE_NOTES].contains(&path.as_str());
        let is_named = is_part || NAMED.iter().any(|(named, ..)| named == path);
        if !is_named && !is_template(path) && !path.starts_with("words/") {
            add(path, bytes, false, Need::Always);
        }
    }
    (assets, addresses)
}

/// A file of the theme: the garden's own as it is, or the built-in one, which a copy without a change is as well.
fn of_theme<'a>(own: &'a Files, path: &str) -> Option<&'a [u8]> {
    let built_in = files::built_in(path);
    match own.get(path) {
        Some(bytes) if built_in.is_none_or(|text| text.as_bytes() != bytes) => Some(bytes),
        _ => files::squeezed(path).or(built_in).map(str::as_bytes),
    }
}

/// A script that a page loads when its reader asks for it: the words that it says, then files of the theme.
fn with_words(name: &str, words: impl std::fmt::Display, own: &Files, files: &[&str]) -> Vec<u8> {
    let mut script = format!("let {name}={words};\n").into_bytes();
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

/// The filter `words.NAME | counted(n=…)`: a phrase with its number.
fn counted(phrase: &Value, arguments: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let form = |key: &'static str| phrase.get_from_path(key).and_then(Value::as_str);
    let (Some(one), Some(other)) = (form("one"), form("other")) else {
        return Err(tera::Error::message("this word has no forms for a number"));
    };
    Ok(words::with_number(one, other, arguments.must_get("n")?))
}

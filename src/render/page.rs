//! A page: its inputs, its fingerprint, and its bytes.
//!
//! [`Page::fingerprint`] covers everything that [`Page::render`] uses, so that a page with an unchanged fingerprint
//! need not be rendered again; what all pages share is in it through [`Setting::digest`]. A page gets its inputs
//! from `site`; it never sees the garden.

use std::collections::BTreeMap;

use serde::Serialize;

use super::canvas::Plane;
use super::compiled::{self, Around};
use super::context::{Excerpt, REACH, SHORT_REACH};
use super::frame::{Frames, Written};
use super::html::{self, Crafts, Options, Part};
use super::{nearby, view};
use crate::diagnostic::Diagnostic;
use crate::diagram::Plotter;
use crate::hash::{Digest, fingerprint};
use crate::highlight::Highlighter;
use crate::math::Typesetter;
use crate::note::{Note, Span};
use crate::theme::{Shared, Template, Theme};

/// The text of a note on a page, to be rendered.
#[derive(Clone, Debug, Hash)]
pub struct Body {
    /// The note with its resolved links.
    pub part: Part,
    /// Addresses of tag pages relative to the page, by normalized tag.
    pub tags: BTreeMap<String, String>,
}

/// A link to the note of a page, or a mention of it, to be shown in context.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The note that contains it.
    pub note: &'a Note,
    /// The words of its block in [`Note::plain`].
    pub block: Span,
    /// Its words in [`Note::plain`].
    pub text: Span,
    /// How it refers to the note of the page.
    pub spoken: Spoken,
}

/// How a note refers to another.
#[derive(Clone, Copy, Debug, Hash)]
pub enum Spoken {
    /// By a link.
    Link,
    /// By its name, without a link.
    Name,
}

impl std::hash::Hash for Context<'_> {
    /// Omits the note's path: the view already contains the address of its page.
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.note.digest, self.block, self.text, self.spoken).hash(state);
    }
}

impl Context<'_> {
    fn excerpt(&self) -> Excerpt<'_> {
        let reach = match self.spoken {
            Spoken::Link => REACH,
            Spoken::Name => SHORT_REACH,
        };
        Excerpt::new(self.note, self.block, self.text, reach)
    }
}

/// The inputs of a page: a view without its rendered texts, and the sources of those. Contexts belong to the view's
/// groups of backlinks, one list per group; daily notes and mentions come last.
#[derive(Clone, Debug, Hash)]
#[allow(clippy::large_enum_variant, reason = "pages are made and used one at a time")]
pub enum Page<'a> {
    /// A note.
    Note(view::NotePage<'a>, Body, Vec<Vec<Context<'a>>>),
    /// The first page.
    Home(view::HomePage<'a>, Option<Body>, Vec<Vec<Context<'a>>>),
    /// A list.
    List(view::ListPage<'a>),
    /// All tags.
    Tags(view::TagsPage<'a>),
    /// All years.
    Timeline(view::TimelinePage<'a>),
    /// A day, with the contexts of the links to it.
    Day(view::DayPage<'a>, Vec<Vec<Context<'a>>>),
    /// All days by month and day.
    OnThisDay(view::OnThisDayPage<'a>),
    /// A lens.
    Lens(view::LensPage<'a>),
    /// Notes that are not written yet.
    Wanted(view::WantedPage<'a>),
    /// Further backlinks of a note.
    Backlinks(view::BacklinksPage<'a>, Vec<Vec<Context<'a>>>),
    /// A canvas, with its drawing and the texts of its cards: each with the index of its group, its index there and
    /// its card number.
    Canvas(view::CanvasPage<'a>, Plane, Vec<(usize, usize, usize, Body)>),
    /// An author.
    Author(view::AuthorPage<'a>),
    /// All authors.
    Authors(view::AuthorsPage<'a>),
    /// Recent changes.
    Changes(view::ChangesPage<'a>),
    /// The search.
    Search(view::SearchPage<'a>),
    /// The words under a letter.
    Words(view::WordsPage<'a>),
    /// The map of the garden.
    Graph(view::GraphPage<'a>),
    /// The page for unknown addresses.
    NotFound(view::NotFoundPage<'a>),
}

/// What all pages of a site share.
pub struct Setting<'a> {
    /// The theme.
    pub theme: &'a Theme,
    /// `view::Site`, for the template engine.
    pub site: &'a Shared,
    /// The same as a view, where many pages are made: lets the compiled built-in templates be used.
    pub direct: Option<&'a view::Site<'a>>,
    /// How to write bodies.
    pub options: &'a Options,
    /// The frames that pages share.
    pub frames: &'a Frames,
    /// Highlights code.
    pub highlighter: &'a Highlighter,
    /// Typesets formulas.
    pub typesetter: &'a Typesetter,
    /// Draws diagrams.
    pub plotter: &'a Plotter,
    /// Digest of the theme, the site's view and the options.
    pub digest: Digest,
}

impl Page<'_> {
    /// Returns the fingerprint of all inputs of this page.
    pub fn fingerprint(&self, setting: &Setting<'_>) -> Digest {
        fingerprint(&(setting.digest, self))
    }

    /// Returns the shell of the page.
    fn shell(&self) -> &view::Shell<'_> {
        match self {
            Page::Note(page, ..) => &page.shell,
            Page::Home(page, ..) => &page.shell,
            Page::List(page) => &page.shell,
            Page::Tags(page) => &page.shell,
            Page::Timeline(page) => &page.shell,
            Page::Day(page, _) => &page.shell,
            Page::OnThisDay(page) => &page.shell,
            Page::Lens(page) => &page.shell,
            Page::Wanted(page) => &page.shell,
            Page::Backlinks(page, _) => &page.shell,
            Page::Canvas(page, ..) => &page.shell,
            Page::Author(page) => &page.shell,
            Page::Authors(page) => &page.shell,
            Page::Changes(page) => &page.shell,
            Page::Search(page) => &page.shell,
            Page::Words(page) => &page.shell,
            Page::Graph(page) => &page.shell,
            Page::NotFound(page) => &page.shell,
        }
    }

    /// Renders the page. Errors point to a place in the theme.
    pub fn render(mut self, setting: &Setting<'_>) -> Result<Vec<u8>, Vec<Diagnostic>> {
        match &mut self {
            Page::Note(page, body, contexts) => {
                page.note.body = setting.text(body);
                page.note.properties = setting.properties(body);
                draw(&mut page.note);
                fill(of_note(&mut page.note), contexts);
            }
            Page::Home(page, body, contexts) => {
                if let (Some(note), Some(body)) = (&mut page.note, body) {
                    note.body = setting.text(body);
                    note.properties = setting.properties(body);
                    draw(note);
                    fill(of_note(note), contexts);
                }
            }
            Page::Backlinks(page, contexts) => fill(page.groups.iter_mut().chain(&mut page.daily), contexts),
            Page::Day(page, contexts) => fill(page.day.speaking.iter_mut(), contexts),
            Page::Canvas(page, plane, bodies) => {
                page.drawing = view::Html(plane.svg());
                for (group, place, number, body) in bodies {
                    page.groups[*group].cards[*place].body = setting.card(*number, body);
                }
            }
            Page::List(_) | Page::Tags(_) | Page::Timeline(_) | Page::Wanted(_) => {}
            Page::OnThisDay(_) | Page::Lens(_) => {}
            Page::Graph(_) | Page::Search(_) | Page::Words(_) | Page::NotFound(_) => {}
            Page::Author(_) | Page::Authors(_) | Page::Changes(_) => {}
        }
        let frame = setting.frames.of(setting.theme, setting.site, self.shell())?;
        let pen = Pen { setting, frame: &frame };
        let bytes = match &self {
            Page::Note(page, ..) => pen.write_with(compiled::note, Template::Note, page),
            Page::Home(page, ..) => pen.write(Template::Home, page),
            Page::List(page) => pen.write_with(compiled::list, Template::List, page),
            Page::Tags(page) => pen.write(Template::Tags, page),
            Page::Timeline(page) => pen.write(Template::Timeline, page),
            Page::Day(page, _) => pen.write_with(compiled::day, Template::Day, page),
            Page::OnThisDay(page) => pen.write(Template::OnThisDay, page),
            Page::Lens(page) => pen.write(Template::Lens, page),
            Page::Wanted(page) => pen.write_with(compiled::wanted, Template::Wanted, page),
            Page::Backlinks(page, _) => pen.write_with(compiled::backlinks, Template::Backlinks, page),
            Page::Canvas(page, ..) => pen.write(Template::Canvas, page),
            Page::Author(page) => pen.write(Template::Author, page),
            Page::Authors(page) => pen.write(Template::Authors, page),
            Page::Changes(page) => pen.write(Template::Changes, page),
            Page::Search(page) => pen.write(Template::Search, page),
            Page::Words(page) => pen.write_with(compiled::words, Template::Words, page),
            Page::Graph(page) => pen.write(Template::Graph, page),
            Page::NotFound(page) => pen.write(Template::NotFound, page),
        }?;
        Ok(without_controls(bytes))
    }
}

/// Renders a page from its view.
struct Pen<'p> {
    setting: &'p Setting<'p>,
    frame: &'p Written,
}

impl Pen<'_> {
    /// Renders with the theme's template.
    fn write(&self, template: Template, page: &impl Serialize) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let shared = [("site", self.setting.site), ("frame", &self.frame.shared)];
        let mut bytes = Vec::with_capacity(CAPACITY);
        self.setting.theme.render(template, &shared, page, &mut bytes)?;
        Ok(bytes)
    }

    /// Renders with the compiled built-in template, unless the theme has templates of its own or `direct` is not set.
    fn write_with<V: Serialize>(
        &self,
        code: impl Fn(&V, &Around<'_>, &mut String),
        template: Template,
        page: &V,
    ) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let theme = self.setting.theme;
        let Some(site) = self.setting.direct.filter(|_| !theme.has_own_templates()) else {
            return self.write(template, page);
        };
        let around = Around { site, frame: &self.frame.view, words: theme.words(), theme: theme.addresses() };
        let mut out = String::with_capacity(CAPACITY);
        code(page, &around, &mut out);
        Ok(out.into_bytes())
    }
}

/// Initial buffer size in bytes; nearly all pages fit.
const CAPACITY: usize = 32 * 1024;

/// Bytes scanned together for control characters.
const CHUNK: usize = 64;

/// Replaces control characters with U+FFFD: they are not allowed in HTML (HTML standard 13.1.8), but can come from
/// file names, from notes or from escapes in front matter.
fn without_controls(page: Vec<u8>) -> Vec<u8> {
    let is_control = |at: usize| match page[at] {
        b'\t' | b'\n' | 0x0c | b'\r' => false,
        0..0x20 | 0x7f => true,
        // U+0080 to U+009F in UTF-8.
        0xc2 => page.get(at + 1).is_some_and(|next| *next < 0xa0),
        _ => false,
    };
    // Nearly all pages have none: chunks are scanned as a whole with a rough test before single bytes are examined.
    let is_suspect = |byte: &u8| (*byte < 0x20) & (*byte != b'\n') | (*byte == 0x7f) | (*byte == 0xc2);
    let suspects = page
        .chunks(CHUNK)
        .enumerate()
        .filter(|(_, chunk)| chunk.iter().fold(false, |any, byte| any | is_suspect(byte)))
        .map(|(number, chunk)| number * CHUNK..number * CHUNK + chunk.len());
    let Some(first) = suspects.flatten().find(|at| is_control(*at)) else { return page };
    let mut clean = page[..first].to_vec();
    let mut at = first;
    while at < page.len() {
        if is_control(at) {
            clean.extend_from_slice("\u{fffd}".as_bytes());
            at += if page[at] == 0xc2 { 2 } else { 1 };
        } else {
            clean.push(page[at]);
            at += 1;
        }
    }
    clean
}

impl Setting<'_> {
    /// Renders the properties that a page shows of its note.
    fn properties(&self, body: &Body) -> Vec<view::Property<'static>> {
        let context = html::Context { options: self.options, tags: &body.tags, page: "", crafts: None };
        html::properties(&body.part, context, &self.options.properties, self.theme.words())
    }

    /// Renders a body for its page.
    fn text(&self, body: &Body) -> view::Html {
        view::Html(html::body(&body.part, self.context(body)))
    }

    /// Renders the body of one of a page's cards.
    fn card(&self, number: usize, body: &Body) -> view::Html {
        view::Html(html::card(&body.part, number, self.context(body)))
    }

    fn context<'c>(&'c self, body: &'c Body) -> html::Context<'c> {
        let crafts = Some(Crafts { highlighter: self.highlighter, typesetter: self.typesetter, plotter: self.plotter });
        html::Context { options: self.options, tags: &body.tags, page: "", crafts }
    }
}

/// Renders a body for use away from its page and without a style sheet, as in feeds: code and formulas are shown as
/// source, and links to places in the text lead to the page with this address.
pub fn bare_text(body: &Body, options: &Options, page: &str) -> view::Html {
    view::Html(html::body(&body.part, html::Context { options, tags: &body.tags, page, crafts: None }))
}

fn draw(note: &mut view::Note<'_>) {
    if let Some(nearby) = &mut note.nearby {
        nearby::draw(&note.title, nearby);
    }
}

/// Returns all groups below a note that have contexts.
fn of_note<'n, 'a>(note: &'n mut view::Note<'a>) -> impl Iterator<Item = &'n mut view::Backlink<'a>> {
    let links = note
        .backlinks
        .iter_mut()
        .flat_map(|backlinks| backlinks.groups.iter_mut().chain(&mut backlinks.further).chain(&mut backlinks.daily));
    links.chain(note.mentions.iter_mut().flat_map(|mentions| &mut mentions.groups))
}

fn fill<'n, 'a: 'n>(groups: impl Iterator<Item = &'n mut view::Backlink<'a>>, contexts: &[Vec<Context<'_>>]) {
    let found: Vec<Excerpt<'_>> = contexts.iter().flatten().map(Context::excerpt).collect();
    let mut found = found.into_iter();
    for (group, contexts) in groups.zip(contexts) {
        let own = found.by_ref().take(contexts.len());
        group.contexts = own.map(|excerpt| view::Html(excerpt.html())).collect();
        // Repeated identical contexts, such as the steps of a manual, are shown once.
        group.contexts.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_signs_become_signs_that_say_so() {
        let clean = |text: &str| String::from_utf8(without_controls(text.as_bytes().to_vec()));
        assert_eq!(clean("a\n\tb \u{a0}é日").as_deref(), Ok("a\n\tb \u{a0}é日"));
        assert_eq!(clean("\0a\u{1b}b\u{85}c\u{7f}").as_deref(), Ok("\u{fffd}a\u{fffd}b\u{fffd}c\u{fffd}"));
    }
}

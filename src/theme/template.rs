//! The templates of a theme: which there are, what each is for, and in which file it is.

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

/// Whether a file of a theme is a template.
pub(super) fn is_template(path: &str) -> bool {
    path.ends_with(".html") || path.ends_with(".xml")
}

//! Every page from sample views: its markup is sound, and text from notes is never more than text.

use std::collections::BTreeSet;

use jiff::civil::date;
use serde::Serialize;

use super::*;
use crate::graph::Shape;
use crate::render::frame::Frames;
use crate::render::view::{
    AuthorPage, AuthorsPage, Backlink, Backlinks, BacklinksPage, Calendar, CalendarDay, CalendarMonth, CanvasPage,
    Card, CardGroup, ChangedDay, ChangedNote, ChangesPage, Counted, Date, Day, DayPage, FeedLink, GraphPage, Group,
    Heading, HomePage, Html, Item, Lead, LensBar, LensPage, LensRow, LensSide, Link, ListPage, Mentions, Month,
    MonthOfYears, More, Nearby, Neighbour, NotFoundPage, Note, NoteHistory, NotePage, OnThisDayPage, Pages, Person,
    Property, Rail, Related, SearchPage, Shell, Site, Stage, Stand, TagGroup, TagLetter, TagsPage, TimelinePage,
    Wanted, WantedPage, Word, WordsPage, WrittenDate, Year,
};

/// A title that must be escaped everywhere.
const HOSTILE: &str = "<script>alert(1)</script> {{ 7*7 }} {% raw %} \"double\" 'single' & </title>";

fn link() -> Link<'static> {
    Link { title: HOSTILE.into(), href: "a%20b.html".into() }
}

fn counted() -> Counted<'static> {
    Counted { title: HOSTILE.into(), href: "tags/a.html".into(), count: 3 }
}

fn day(words: &Words) -> Date<'static> {
    WrittenDate::new(date(2024, 3, 2), words).into()
}

fn site(language: &'static str) -> Site<'static> {
    Site {
        title: HOSTILE.into(),
        language: language.into(),
        direction: direction(language),
        home: "index.html".to_owned(),
        notes: "notes.html".to_owned(),
        tags: Some("tags.html".to_owned()),
        timeline: Some("timeline.html".to_owned()),
        on_this_day: Some("on-this-day.html".to_owned()),
        folders: vec![link(), link()],
        lenses: vec![link()],
        wanted: Some("wanted.html".to_owned()),
        search: Some("search.html".to_owned()),
        graph: Some("graph.html".to_owned()),
        previews: Some(4),
        trail: true,
        authors: Some("authors.html".to_owned()),
        changes: Some("changes.html".to_owned()),
        atom: Some("atom.xml".to_owned()),
        json_feed: Some("feed.json".to_owned()),
        license: Some(HOSTILE.into()),
        source: Some("https://example.org/?a=%22".into()),
        generator: "allotment 0".into(),
    }
}

fn shell() -> Shell<'static> {
    Shell {
        root: "../".to_owned(),
        title: HOSTILE.into(),
        description: Some(HOSTILE.into()),
        canonical: Some("https://example.org/a.html".to_owned()),
        authors: vec![HOSTILE.into(), "A. Gardener".into()],
        image: Some("https://example.org/a%22.png".to_owned()),
        kind: "article",
        draft: false,
        remote_media: true,
        code: true,
        math: true,
        callouts: true,
        diagram: true,
        place: "tags",
        feeds: vec![FeedLink {
            title: HOSTILE.to_owned(),
            media: "application/atom+xml",
            href: "a/atom.xml".to_owned(),
        }],
        rail: Rail {
            folders: vec![link(), link()],
            notes: Html("<li><a href=\"a.html\">A</a></li>\n".to_owned()),
            more: Some(More { count: 2, href: "index.html".to_owned() }),
            at_top: false,
        },
    }
}

fn person() -> Person<'static> {
    Person { name: HOSTILE.into(), href: Some("authors/a.html".to_owned()) }
}

fn backlink(words: &Words) -> Backlink<'static> {
    let contexts = vec![Html("See <mark>this</mark>.".to_owned())];
    Backlink { title: HOSTILE.into(), href: "b.html#x".into(), date: Some(day(words)), contexts }
}

fn note(words: &Words) -> Note<'_> {
    let heading = |under| Heading { title: HOSTILE.into(), href: "#a".to_owned(), under };
    Note {
        title: HOSTILE.into(),
        id: Some("compost".into()),
        language: Some("ar".into()),
        direction: "rtl",
        classes: vec!["wide".into(), "two-columns".into()],
        planted: Some(day(words)),
        day: Some("days/2024-03-02.html".to_owned()),
        tended: Some(day(words)),
        minutes: 4,
        draft: false,
        stage: Some(Stage::new("Budding", words)),
        tags: vec![link()],
        stands: vec![Stand { lens: link(), place: "both", title: HOSTILE.into() }],
        authors: vec![person(), Person { href: None, ..person() }],
        history: Some(NoteHistory {
            changes: 3,
            href: "changes.html#day.2024-03-02".to_owned(),
            people: vec![person()],
            more: 1,
        }),
        license: Some(HOSTILE.into()),
        edit: Some("https://example.org/edit/a%20b.md?&c".to_owned()),
        properties: vec![Property { name: HOSTILE.into(), value: Html("<a href=\"x.html\">x</a>".to_owned()) }],
        body: Html("<p>Body {{ 7*7 }} &amp; <b>bold</b></p>".to_owned()),
        contents: vec![heading(vec![heading(vec![heading(vec![])])]), heading(vec![])],
        backlinks: Some(Backlinks {
            count: 13,
            groups: vec![backlink(words)],
            further: vec![backlink(words)],
            daily: vec![backlink(words)],
            more: Some(More { count: 12, href: "c.html".to_owned() }),
        }),
        mentions: Some(Mentions { count: 7, groups: vec![backlink(words)], more: 6 }),
        related: vec![Related { title: HOSTILE.into(), href: "r.html".into(), reasons: vec![HOSTILE.into()] }],
        canvases: vec![link()],
        nearby: Some(Nearby {
            picture: Html("<a href=\"n.html\"><circle r=\"4\"/></a>".to_owned()),
            width: 256,
            height: 120,
            list: Html("<li><a href=\"n.html\"><bdi>n</bdi></a></li>\n".to_owned()),
            notes: vec![link()],
            shape: Shape::default(),
        }),
    }
}

fn note_page(words: &Words) -> NotePage<'_> {
    NotePage { shell: shell(), crumbs: vec![link()], note: note(words), folder: None, day: Some(a_day(words)) }
}

fn item(words: &Words) -> Item<'static> {
    let (date, description) = (Some(day(words)), Some(HOSTILE.into()));
    Item { title: HOSTILE.into(), href: "a.html".into(), date, description }
}

fn list_page(words: &Words) -> ListPage<'static> {
    ListPage {
        shell: shell(),
        kind: "folder",
        crumbs: vec![link()],
        title: HOSTILE.into(),
        count: 1,
        children: vec![counted()],
        calendar: Some(calendar()),
        jumps: vec![link()],
        groups: vec![Group { title: Some("A".into()), id: Some("letter.a".to_owned()), items: vec![item(words)] }],
        pages: Pages::new(5, 9, |number| format!("{number}.html")),
    }
}

fn canvas_page() -> CanvasPage<'static> {
    let card = |kind, title: Option<&'static str>, href: Option<&str>| Card {
        id: format!("card.{kind}"),
        kind,
        colour: "c1".to_owned(),
        title: title.map(Into::into),
        href: href.map(str::to_owned),
        summary: title.map(Into::into),
        size: Some((3, 2)),
        body: Html("<p>Text</p>".to_owned()),
        leads: vec![Lead { title: HOSTILE.to_owned(), href: "#card.1".to_owned(), label: Some(HOSTILE.to_owned()) }],
    };
    let cards = vec![
        card("text", None, None),
        card("note", Some(HOSTILE), Some("a.html")),
        card("image", Some(HOSTILE), Some("a.png")),
        card("link", Some(HOSTILE), None),
        card("file", Some(HOSTILE), Some("a.zip")),
    ];
    CanvasPage {
        shell: shell(),
        crumbs: vec![link()],
        title: HOSTILE.into(),
        drawing: Html("<svg aria-hidden=\"true\"></svg>".to_owned()),
        groups: vec![CardGroup { title: Some(HOSTILE.into()), cards }],
    }
}

fn calendar_day() -> CalendarDay {
    CalendarDay { number: 2, href: Some("d.html".to_owned()), label: HOSTILE.to_owned(), heat: 3 }
}

fn calendar() -> Calendar<'static> {
    let week = vec![CalendarDay::default(), CalendarDay { number: 1, ..CalendarDay::default() }, calendar_day()];
    let month = CalendarMonth { title: HOSTILE.into(), href: Some("#month.3".to_owned()), count: 3, weeks: vec![week] };
    Calendar { weekdays: vec!["Mo".into()], months: vec![month] }
}

fn a_day(words: &Words) -> Day<'static> {
    Day {
        previous: Some(link()),
        next: Some(link()),
        planted: vec![item(words)],
        speaking: vec![backlink(words)],
        years: vec![item(words)],
        date_href: "on-this-day.html#day.03-02".to_owned(),
        pages: Pages::new(1, 2, |number| format!("{number}.html")),
    }
}

fn day_page(words: &Words) -> DayPage<'static> {
    DayPage { shell: shell(), crumbs: vec![link()], date: day(words), weekday: HOSTILE.into(), day: a_day(words) }
}

fn on_this_day_page(words: &Words) -> OnThisDayPage<'static> {
    OnThisDayPage {
        shell: shell(),
        crumbs: vec![link()],
        months: vec![MonthOfYears { title: "Mar".into(), days: vec![calendar_day()] }],
        groups: vec![Group {
            title: Some("2 March".into()),
            id: Some("day.03-02".to_owned()),
            items: vec![item(words)],
        }],
        pages: Pages::new(1, 2, |number| format!("{number}.html")),
    }
}

fn lens_page(words: &Words) -> LensPage<'static> {
    let side =
        |place| LensSide { place, title: HOSTILE.into(), tags: vec![link()], count: 1, items: vec![item(words)] };
    let bar = |count| LensBar { count, start: 0, width: 10 * count };
    let row = || LensRow { title: HOSTILE.into(), href: Some("x.html".to_owned()), bars: vec![bar(1), bar(0), bar(2)] };
    LensPage {
        shell: shell(),
        crumbs: vec![link()],
        title: HOSTILE.into(),
        about: HOSTILE.into(),
        count: 3,
        sides: ["first", "both", "second"].map(side).into(),
        years: vec![row()],
        earlier: 2,
        tags: vec![row()],
        pages: Pages::new(1, 2, |number| format!("{number}.html")),
    }
}

fn timeline_page() -> TimelinePage<'static> {
    let month = |href: Option<&str>| Month { title: "Mar".into(), href: href.map(str::to_owned), count: 3, heat: 2 };
    let months = vec![month(Some("2024.html#month.3")), month(None)];
    let year =
        Year { title: "2024".into(), href: "2024.html".to_owned(), count: 3, months, calendar: Some(calendar()) };
    TimelinePage {
        shell: shell(),
        crumbs: vec![link()],
        years: vec![year],
        undated: Some(More { count: 1, href: "u.html".to_owned() }),
    }
}

fn render(theme: &Theme, template: Template, view: &impl Serialize) -> String {
    render_in(&shell(), theme, template, view)
}

/// A page with the frame for this shell.
fn render_in(shell: &Shell<'_>, theme: &Theme, template: Template, view: &impl Serialize) -> String {
    let language = if theme.words().text("home") == "Home" { "en" } else { "ar" };
    let mut page = Vec::new();
    let site = Shared::new(&site(language));
    let frame = Frames::default().of(theme, &site, shell).unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    let rendered = theme.render(template, &[("site", &site), ("frame", &frame.shared)], view, &mut page);
    rendered.unwrap_or_else(|wrong| panic!("{template:?}: {wrong:#?}"));
    String::from_utf8(page).expect("a page is text")
}

/// Every HTML page, from views with all fields filled in.
fn pages(theme: &Theme) -> Vec<(Template, String)> {
    let words = theme.words();
    let home = HomePage {
        shell: shell(),
        note: None,
        recent: vec![item(words)],
        tended: vec![item(words)],
        more_tended: Some(More { count: 2, href: "tended.html".to_owned() }),
        folders: vec![counted()],
        notes: vec![item(words)],
        more_notes: Some(More { count: 2, href: "notes.html".to_owned() }),
        tags: vec![counted()],
        more_tags: Some(More { count: 3, href: "tags.html".to_owned() }),
    };
    let group = TagGroup { tag: counted(), under: vec![counted()] };
    let tags = TagsPage {
        shell: shell(),
        crumbs: vec![link()],
        count: 2,
        jumps: vec![link()],
        alone: vec![counted()],
        letters: vec![TagLetter { title: HOSTILE.into(), id: "letter.A".to_owned(), tags: vec![counted()] }],
        groups: vec![group],
    };
    let wanted = Wanted { title: HOSTILE.into(), count: 9, sources: vec![link()], more: 8 };
    let backlinks = BacklinksPage {
        shell: shell(),
        crumbs: vec![link()],
        title: HOSTILE.into(),
        count: 13,
        first: More { count: 11, href: "soil.html".to_owned() },
        groups: vec![backlink(words)],
        daily: vec![backlink(words)],
        pages: Pages::new(1, 2, |number| format!("{number}.html")),
    };
    let graph = GraphPage {
        shell: shell(),
        crumbs: vec![link()],
        notes: 2,
        links: 1,
        data: "graph/data.js".to_owned(),
        most: vec![counted()],
        more: Some(More { count: 1, href: "notes.html".to_owned() }),
    };
    let author = AuthorPage {
        shell: shell(),
        crumbs: vec![link()],
        name: HOSTILE.into(),
        about: Some(HOSTILE.into()),
        links: vec![Link { title: HOSTILE.into(), href: "https://example.org/?a=1&b=2".into() }],
        count: 1,
        items: vec![item(words)],
        pages: Pages::new(1, 2, |number| format!("{number}.html")),
    };
    let authors = AuthorsPage { shell: shell(), crumbs: vec![link()], count: 1, authors: vec![counted()], pages: None };
    let changed = |is_new| ChangedNote {
        title: HOSTILE.into(),
        href: "a.html".to_owned(),
        is_new,
        changes: 2,
        people: vec![person()],
    };
    let items = vec![changed(true), changed(false)];
    let messages = vec![HOSTILE.into()];
    let days = vec![ChangedDay { date: day(words), id: "day.2024-03-02".to_owned(), items, more: 2, messages }];
    vec![
        (Template::Author, render(theme, Template::Author, &author)),
        (Template::Authors, render(theme, Template::Authors, &authors)),
        (
            Template::Changes,
            render(theme, Template::Changes, &ChangesPage { shell: shell(), crumbs: vec![link()], days }),
        ),
        (Template::Note, render(theme, Template::Note, &note_page(words))),
        (Template::Home, render(theme, Template::Home, &home)),
        (Template::Home, render(theme, Template::Home, &HomePage { note: Some(note(words)), ..home.clone() })),
        (Template::List, render(theme, Template::List, &list_page(words))),
        (Template::Tags, render(theme, Template::Tags, &tags)),
        (Template::Timeline, render(theme, Template::Timeline, &timeline_page())),
        (Template::Day, render(theme, Template::Day, &day_page(words))),
        (Template::OnThisDay, render(theme, Template::OnThisDay, &on_this_day_page(words))),
        (Template::Lens, render(theme, Template::Lens, &lens_page(words))),
        (
            Template::Wanted,
            render(
                theme,
                Template::Wanted,
                &WantedPage { shell: shell(), crumbs: vec![link()], wanted: vec![wanted], pages: None },
            ),
        ),
        (Template::Backlinks, render(theme, Template::Backlinks, &backlinks)),
        (Template::Canvas, render(theme, Template::Canvas, &canvas_page())),
        (Template::Graph, render(theme, Template::Graph, &graph)),
        (Template::Search, render(theme, Template::Search, &search_page(words))),
        (Template::Words, render(theme, Template::Words, &words_page())),
        (Template::NotFound, render(theme, Template::NotFound, &NotFoundPage { shell: shell() })),
    ]
}

fn search_page(words: &Words) -> SearchPage<'static> {
    SearchPage {
        shell: shell(),
        crumbs: vec![link()],
        tags: vec![counted()],
        folders: vec![counted()],
        years: vec![counted()],
        letters: vec![link()],
        jumps: vec![link()],
        groups: vec![Group { title: Some("A".into()), id: Some("letter.a".to_owned()), items: vec![item(words)] }],
        more: Some(More { count: 2, href: "notes-page-2.html".to_owned() }),
    }
}

fn words_page() -> WordsPage<'static> {
    let word =
        Word { title: HOSTILE.into(), id: "word.a".to_owned(), notes: vec![link()], more: 2, narrower: vec![link()] };
    WordsPage {
        shell: shell(),
        crumbs: vec![link()],
        title: HOSTILE.into(),
        count: 1,
        letters: vec![link()],
        ranges: vec![link()],
        words: vec![word],
        pages: Pages::new(1, 2, |number| format!("{number}.html")),
    }
}

#[test]
fn every_template_of_a_page_is_tested() {
    let tested: BTreeSet<&str> = pages(&built_in("en")).iter().map(|(template, _)| template.file()).collect();
    let of_pages = files::BUILT_IN.iter().filter(|(_, text)| text.contains("{% extends \"base.html\" %}"));
    assert_eq!(tested, of_pages.map(|(path, _)| *path).collect());
}

#[test]
fn every_page_is_sound_and_has_the_promised_skeleton() {
    let theme = built_in("en");
    for (template, html) in pages(&theme) {
        check_tags(template, &html);
        let count = |needle: &str| html.matches(needle).count();
        assert_eq!(count("<h1"), 1, "{template:?}");
        assert_eq!(count("<main id=\"main\" tabindex=\"-1\">"), 1, "{template:?}");
        assert_eq!(count("<header class=\"top\">"), 1, "{template:?}");
        assert_eq!(count("<a class=\"name\" href=\"../index.html\">"), 1, "{template:?}");
        assert_eq!(count("<a class=\"skip\" href=\"#main\">"), 1, "{template:?}");
        assert_eq!(
            count("<button class=\"button\" type=\"button\" data-theme-toggle aria-pressed=\"false\""),
            1,
            "{template:?}"
        );
        assert_eq!(count("<nav class=\"rail\""), 1, "{template:?}");
        assert_eq!(count("style=\"") + count("<style") + count("<script>"), 0, "{template:?}");
        assert_eq!(count("<html lang=\"en\" dir=\"ltr\">"), 1, "{template:?}");
    }
}

#[test]
fn what_a_note_says_stays_text() {
    let theme = built_in("en");
    for (template, html) in pages(&theme) {
        assert!(!html.contains("alert(1)</script>"), "{template:?}");
        assert!(!html.contains(" 49 "), "{template:?}");
        let title = "<title>&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} {% raw %} &quot;double&quot;";
        assert!(html.contains(title), "{template:?}");
    }
}

#[test]
fn a_neighbour_is_marked_on_its_own_page_alone() {
    let theme = built_in("en");
    let neighbour = |current| {
        let view = Neighbour { title: HOSTILE.into(), href: "a%20b.html".into(), current };
        render(&theme, Template::Neighbour, &view)
    };
    let title = "<bdi>&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} {% raw %} &quot;double&quot; &#39;single&#39; &amp; &lt;/title&gt;</bdi>";
    assert_eq!(neighbour(false), format!("<li><a href=\"a%20b.html\">{title}</a></li>\n"));
    assert_eq!(neighbour(true), format!("<li><a href=\"a%20b.html\" aria-current=\"page\">{title}</a></li>\n"));
}

#[test]
fn the_article_of_a_note_holds_its_text_alone() {
    let theme = built_in("en");
    let html = render(&theme, Template::Note, &note_page(theme.words()));
    let article = "<article class=\"flow wide two-columns\" lang=\"ar\" dir=\"rtl\">\n<p>Body {{ 7*7 }} &amp; <b>bold</b></p>\n</article>";
    assert!(html.contains(article), "{html}");
    for part in [
        "<h1 id=\"compost\">",
        "<nav class=\"crumbs\" aria-label=\"Breadcrumb\">",
        "<li>Planted <a href=\"days/2024-03-02.html\"><time datetime=\"2024-03-02\">2 March 2024</time></a></li>",
        "<section class=\"back\"",
        "<h2>13 notes link here</h2>",
        "<a href=\"c.html\">and 12 more</a>",
        "<dd dir=\"auto\"><a href=\"x.html\">x</a></dd>",
        "<aside class=\"rail\"",
        "<nav class=\"toc\"",
    ] {
        assert_eq!(html.matches(part).count(), 1, "{part}");
    }
}

/// The page of a note that has only a title.
pub(super) fn bare_note(theme: &Theme) -> String {
    let bare = Note {
        title: "Soil".into(),
        id: None,
        language: None,
        direction: "ltr",
        classes: Vec::new(),
        planted: None,
        day: None,
        tended: None,
        minutes: 0,
        draft: false,
        stage: None,
        tags: vec![],
        stands: vec![],
        authors: vec![],
        history: None,
        license: None,
        edit: None,
        properties: vec![],
        body: Html::default(),
        contents: vec![],
        backlinks: None,
        mentions: None,
        related: vec![],
        canvases: vec![],
        nearby: None,
    };
    let shell = Shell {
        description: None,
        canonical: None,
        draft: false,
        remote_media: false,
        code: false,
        math: false,
        callouts: false,
        diagram: false,
        feeds: Vec::new(),
        rail: Rail { at_top: true, ..Rail::default() },
        ..shell()
    };
    let page = NotePage { shell, crumbs: vec![], note: bare, folder: None, day: None };
    render_in(&page.shell, theme, Template::Note, &page)
}

#[test]
fn a_bare_note_has_no_empty_furniture() {
    let html = bare_note(&built_in("en"));
    check_tags(Template::Note, &html);
    for part in
        ["<aside", "<details", "class=\"toc\"", "class=\"back\"", "class=\"row tags\"", "class=\"row meta\"", "https:;"]
    {
        assert!(!html.contains(part), "{part}");
    }
    for part in ["callouts.", "code.", "diagram.", "math."] {
        assert!(!html.contains(part), "{part}");
    }
    assert!(html.contains("<h1><bdi>Soil</bdi></h1>"));
}

#[test]
fn a_garden_in_arabic_is_written_from_right_to_left() {
    let theme = built_in("ar");
    let html = render(&theme, Template::List, &list_page(theme.words()));
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(html.contains("ملاحظة واحدة"));
}

#[test]
fn media_from_elsewhere_are_allowed_only_where_a_note_has_them() {
    let theme = built_in("en");
    let policy = |remote_media| {
        let page = NotFoundPage { shell: Shell { remote_media, ..shell() } };
        let html = render(&theme, Template::NotFound, &page);
        html.lines().find(|line| line.contains("Content-Security-Policy")).map(str::to_owned)
    };
    let open = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'; img-src 'self' data:";
    assert_eq!(policy(false), Some(format!("{open}\">")));
    assert_eq!(policy(true), Some(format!("{open} https:; media-src 'self' https:; frame-src 'self' https:\">")));
}

/// Checks that tags are closed in order and that attributes are quoted.
fn check_tags(template: Template, html: &str) {
    const VOID: [&str; 6] = ["!doctype", "meta", "link", "br", "img", "input"];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let mut quoted = false;
        let length = rest[start..].find(|sign| {
            quoted ^= sign == '"';
            sign == '>' && !quoted
        });
        let tag = &rest[start + 1..start + length.unwrap_or_else(|| panic!("{template:?}: a tag without end"))];
        rest = &rest[start + tag.len() + 2..];
        let name = tag.split_whitespace().next().unwrap_or_default().trim_end_matches('/');
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{template:?}: </{name}> before {rest:.80}"),
            None if VOID.contains(&name) || tag.ends_with('/') => {}
            None => open.push(name),
        }
        let bare = tag.match_indices('=').filter(|(at, _)| {
            let is_in_value = tag[..*at].matches('"').count() % 2 == 1;
            !is_in_value && !tag[at + 1..].starts_with('"')
        });
        assert_eq!(bare.count(), 0, "{template:?}: {tag}");
    }
    assert_eq!(open, Vec::<&str>::new(), "{template:?}");
}

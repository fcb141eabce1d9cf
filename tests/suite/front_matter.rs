//! How the keys of the front matter affect a page.

use crate::garden::{Built, GardenTest};
use crate::html::text;

/// Returns a page's table of properties, each as `name = value`.
fn table(built: &Built, page: &str) -> Vec<String> {
    let page = built.page(page);
    let names = page.select(".properties dt").into_iter().map(text);
    names.zip(page.select(".properties dd")).map(|(name, value)| format!("{name} = {}", value.inner_html())).collect()
}

#[test]
fn properties_that_the_garden_names_stand_below_the_title() {
    let front = "---\nUp: \"[[beds/Plan|the plan]]\"\nsource: \"[deed](<files/The deed.pdf>), https://e.org\"\n\
                 when: 2025-04-01\nhidden: x\nsize: {width: 2, height: 3}\nlost: \"[[Nowhere]] [[Secret]]\"\nstatus: resting\n---\nBody.\n";
    let garden = GardenTest::new()
        .note("Shed.md", front)
        .note("beds/Plan.md", "A plan.\n")
        .note("Secret.md", "---\ndraft: true\n---\n")
        .file("files/The deed.pdf", "%PDF");
    let built =
        garden.clone().config("properties = [\"when\", \"up\", \"size\", \"source\", \"lost\", \"status\"]").build();
    assert_eq!(
        table(&built, "shed.html"),
        [
            "when = <time datetime=\"2025-04-01\">1 April 2025</time>",
            "Up = <a href=\"beds/plan.html\">the plan</a>",
            "size › width = 2",
            "size › height = 3",
            "source = <a href=\"files/The%20deed.pdf\">deed</a>, <a href=\"https://e.org\" rel=\"noopener\">https://e.org</a>",
            "lost = <a aria-disabled=\"true\" class=\"unresolved\" role=\"link\" title=\"not written yet\">Nowhere</a> Secret",
        ]
    );
    assert!(built.text("shed.html").contains("resting"), "a stage of one's own is shown where it is asked for");
    assert!(built.files.contains_key("files/The deed.pdf"));

    let built = garden.build();
    assert_eq!(table(&built, "shed.html"), [""; 0]);
    assert!(!built.text("shed.html").contains("resting"));
    assert!(!built.files.contains_key("files/The deed.pdf"), "a file that no page shows is not published");
}

#[test]
fn dates_and_truth_values_are_written_in_the_language_of_the_garden() {
    let note = "---\nwhen: 2025-04-01\ndone: true\n---\nCorps.\n";
    let built =
        GardenTest::new().config("language = \"fr\"\nproperties = [\"when\", \"done\"]").note("index.md", note).build();
    assert_eq!(
        table(&built, "index.html"),
        ["when = <time datetime=\"2025-04-01\">1er avril 2025</time>", "done = oui"]
    );
}

#[test]
fn a_note_leads_to_where_it_is_edited_if_the_garden_says_where() {
    let edit = |config: &str| {
        let built = GardenTest::new().config(config).note("Béds/Two sheds & a #.md", "Text.\n").build();
        let page = built.page("béds/two-sheds-a.html");
        let links = page.select("a[rel=edit]");
        links.into_iter().filter_map(|link| link.value().attr("href").map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(
        edit("edit = \"https://git.example/?edit={path}&x\""),
        ["https://git.example/?edit=B%C3%A9ds/Two%20sheds%20%26%20a%20%23.md&x"]
    );
    assert_eq!(edit(""), Vec::<String>::new());
}

#[test]
fn each_page_leads_to_the_files_of_the_garden_if_it_says_where_they_are() {
    let source = |config: &str| {
        let built = GardenTest::new().config(config).note("Shed.md", "Text.\n").build();
        let page = built.page("notes.html");
        let links = page.select(".foot a[href^=http]");
        let said = |link| format!("{} {}", text(link), link.value().attr("href").unwrap_or_default());
        links.into_iter().map(said).collect::<Vec<_>>()
    };
    assert_eq!(source("source = \"https://git.example/?garden=a&b\""), ["Source https://git.example/?garden=a&b"]);
    assert_eq!(source(""), Vec::<String>::new());
}

/// Builds a note with this front matter, in a garden whose address is known.
fn page_of(front: &str) -> Built {
    GardenTest::new()
        .config("base_url = \"https://garden.example/g/\"\nlicense = \"CC0-1.0\"\nauthors = [\"The garden\"]")
        .note("Shed.md", format!("---\n{front}\n---\nBody.\n"))
        .note("Ann.md", "[[Other shed]]\n")
        .file("files/The shed.png", "PNG")
        .file("unused.png", "PNG")
        .build()
}

/// Checks what elements say: their text, or the attribute that the selector names after `@`.
#[track_caller]
fn says(front: &str, selector: &str, want: &[&str]) {
    let built = page_of(front);
    let path = built.notes()["Shed.md"].clone();
    let page = built.page(&path);
    let (selector, attribute) = selector.split_once('@').unwrap_or((selector, ""));
    let said = page.select(selector).into_iter().map(|element| match attribute {
        "" => text(element),
        name => element.value().attr(name).unwrap_or("none").to_owned(),
    });
    assert_eq!(said.collect::<Vec<_>>(), want, "{front}: {selector}");
}

#[test]
fn each_key_has_its_meaning() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("title: The shed", "h1", &["The shed"]),
        ("TITLE: The shed", "h1", &["The shed"]),
        ("cssclasses: [wide, two-columns, wide\">]", "article@class", &["flow wide two-columns"]),
        ("cssclass: wide, cards", "article@class", &["flow wide cards"]),
        ("cssclasses: a\ncssclass: b", "article@class", &["flow a b"]),
        ("description: It has a *roof*", "meta[name=description]@content", &["It has a roof"]),
        ("a: b", "meta[name=description]@content", &["Body."]),
        ("lang: fr-CA", "article[lang=fr-CA]@dir", &["ltr"]),
        ("language: ar", "article[lang=ar]@dir", &["rtl"]),
        ("language: rust", "article@lang", &["none"]),
        ("language: php", "article@lang", &["none"]),
        ("lang: ckb", "article[lang=ckb]@dir", &["rtl"]),
        ("lang: pt_BR", "article@lang", &["pt-BR"]),
        ("language: zh_hant", "article@lang", &["zh-hant"]),
        ("lang: Brazilian\nlanguage: pt", "article@lang", &["pt"]),
        ("author: Ann", ".meta bdi", &["Ann"]),
        ("authors: [\"[[Ann|A. B.]]\", Bo]", ".meta bdi", &["A. B.", "Bo"]),
        ("author: Ann\nauthors: [Bo]", "meta[name=author]@content", &["Bo, Ann"]),
        ("a: b", "meta[name=author]@content", &["The garden"]),
        ("a: b", ".meta bdi", &[]),
        ("license: MIT", ".meta li", &["1 min", "MIT"]),
        ("licence: CC0-1.0", ".meta li", &["1 min"]),
        ("tags: [a, b c]", "header .tag", &["a", "b-c"]),
        ("tag: a", "header .tag", &["a"]),
        ("status: Budding", ".meta .stage", &["Budding"]),
        ("stage: evergreen", ".meta .stage", &["Evergreen"]),
        ("created: 2024-03-02\nupdated: 2024-03-04", ".meta time", &["2 March 2024", "4 March 2024"]),
        ("date: 2024-03-02\nlastmod: 2024-03-02", ".meta time", &["2 March 2024"]),
    ];
    for (front, selector, want) in cases {
        says(front, selector, want);
    }
}

#[test]
fn other_names_lead_to_a_note() {
    for front in ["aliases: [Old shed, Other shed]", "alias: Other shed", "aliases: Old shed, Other shed"] {
        let built = page_of(front);
        assert_eq!(built.page("ann.html").select("article a[href=shed.html]").len(), 1, "{front}");
    }
}

#[test]
fn a_note_chooses_its_address() {
    for (front, path) in [("permalink: tools/hut", "tools/hut.html"), ("permalink: /tools/Hut.html", "tools/Hut.html")]
    {
        assert!(page_of(front).files.contains_key(path), "{front}: {:?}", page_of(front).files.keys());
    }
}

#[test]
fn a_picture_stands_for_a_note_where_it_is_shared() {
    let local = "https://garden.example/g/files/The%20shed.png";
    for value in [
        "image: files/The shed.png",
        "cover: \"[[The shed.png]]\"",
        "banner: \"![[files/The shed.png|100]]\"",
        "socialImage: The shed.png",
        "image: [files/The shed.png]",
        "image: \"![a shed](<files/The shed.png>)\"",
    ] {
        says(value, "meta[property=og:image]@content", &[local]);
    }
    says("image: https://e.org/a.png", "meta[property=og:image]@content", &["https://e.org/a.png"]);
    for none in ["image: missing.png", "image: javascript:x", "image:", "other: files/The shed.png"] {
        says(none, "meta[property=og:image]", &[]);
    }
    let built = page_of("image: files/The shed.png");
    assert!(built.files.contains_key("files/The shed.png") && !built.files.contains_key("unused.png"));
    let without_address = GardenTest::new().note("A.md", "---\nimage: a.png\n---\n").file("a.png", "PNG").build();
    assert!(!without_address.text("a.html").contains("og:image"), "an address must be whole");
}

#[test]
fn the_classes_of_a_note_go_with_it_where_it_is_shown() {
    let built = GardenTest::new().note("a.md", "![[b]]\n").note("b.md", "---\ncssclasses: wide\n---\nB\n").build();
    assert_eq!(built.page("a.html").select("article .embed.wide").len(), 1);
}

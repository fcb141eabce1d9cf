//! Files that notes embed or link to: missing files, and images that could run scripts.

use allotment::diagnostic::Code;

use crate::garden::{Built, GardenTest};

#[test]
fn a_missing_file_is_not_found_and_a_missing_note_is_not_written() {
    let built = GardenTest::new()
        .note(
            "index.md",
            "![[gone.png|a shed]]\n\n[[Deed.pdf]]\n\n[[Node.js]] ![[Gone]]\n\n![x](gone/y.mp3)\n\n[[Heap]]\n",
        )
        .build();
    let page = built.page("index.html");
    let titles: Vec<&str> =
        page.select("article a.unresolved").iter().filter_map(|link| link.value().attr("title")).collect();
    assert_eq!(
        titles,
        ["file not found", "file not found", "not written yet", "not written yet", "file not found", "not written yet"]
    );
    let wanted = built.text("wanted.html");
    assert!(wanted.contains("Heap") && !wanted.contains("Deed"));
    for place in ["index.md:1:1", "index.md:3:1", "index.md:5:1", "index.md:5:13", "index.md:7:1"] {
        built.warns(Code::BrokenLink, place);
    }
}

#[test]
fn an_address_in_html_means_the_same_file_with_entities_as_without() {
    let built = GardenTest::new()
        .note(
            "index.md",
            "<img src=\"Fish &amp; chips.png\"> <img src=\"Fish & chips.png\">\n\n<p>\n<img src='&#70;ish&#x20;&amp; \
             chips.png'>\n<a href=\"Q &amp; A.md\">Q</a> <img src=\"caf&eacute;.png\">\n\
             <img src=\"https&colon;//b.example/x.png\">\n</p>\n\n<img src=\"gone &amp; lost.png\">\n",
        )
        .note("Q & A.md", "")
        .file("Fish & chips.png", "fish")
        .file("caf\u{e9}.png", "coffee")
        .build();
    let page = built.page("index.html");
    assert_eq!(page.select("article img[src]").len(), 5);
    assert_eq!(page.select("article a[href]").iter().filter(|link| link.inner_html() == "Q").count(), 1);
    let written: Vec<String> = built.to_write().into_iter().map(|file| file.path.to_string()).collect();
    assert_eq!(written.iter().filter(|path| path.ends_with(".png")).count(), 2, "{written:?}");
    built.warns(Code::BrokenLink, "index.md:9:1");
    assert_eq!(built.findings().len(), 1, "{:?}", built.findings());
}

/// Other generators published attached files with the scripts in them (GHSA-c54g-xjwj-8g82).
#[test]
fn files_that_run_are_published_only_where_the_settings_say_so() {
    let text = "[[a.html]] ![[b.XHTML]] [c](c.htm)\n\n<a href=\"d.html\">d</a> <img src=\"d.html\">\n\n[[notes.txt]]\n";
    let acting = "<script>zqrun()</script>";
    let garden = || {
        let files = ["a.html", "b.XHTML", "c.htm", "d.html", "unasked.html", "notes.txt"];
        files.iter().fold(GardenTest::new().note("index.md", text), |garden, file| garden.file(file, acting))
    };
    let built = garden().build();
    let page = built.text("index.html");
    let article = &page[page.find("<article").unwrap()..page.find("</article>").unwrap()];
    assert_eq!(article.matches("href=").count(), 1, "{article}");
    assert!(!article.contains("not written") && article.contains("a.html"), "{article}");
    let names = |built: &Built| -> Vec<String> {
        let all = built.to_write().into_iter().map(|file| file.path.to_string());
        all.filter(|name| garden().paths().any(|path| path == name)).collect()
    };
    assert_eq!(names(&built), ["notes.txt"]);
    let refused = built.findings().iter().filter(|line| line.starts_with("link-to-unpublished")).count();
    assert_eq!((refused, built.findings().len()), (4, 4));

    let built = garden().config("[html]\nfiles = true\n").build();
    assert_eq!(names(&built), ["a.html", "b.XHTML", "c.htm", "d.html", "notes.txt"]);
    assert!(built.findings().is_empty());
}

#[test]
fn a_card_of_a_file_that_runs_is_left_out() {
    let card = r#"{"nodes":[{"id":"a","type":"file","file":"a.html","x":0,"y":0,"width":9,"height":9}],"edges":[]}"#;
    let built =
        GardenTest::new().note("index.md", "[[plan.canvas]]").file("plan.canvas", card).file("a.html", "x").build();
    assert!(built.to_write().iter().all(|file| file.path.as_str() != "a.html"));
    built.warns(Code::LinkToUnpublished, "plan.canvas:1:1");
}

#[test]
fn a_picture_that_acts_is_shown_as_a_picture_and_reported() {
    let acting = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"zqrun()\" width=\"3\" height=\"2\"/>";
    let built = GardenTest::new()
        .note("index.md", "![[plan.svg|a plan]] ![still](still.svg)\n\n<img src=\"plan.svg\">\n")
        .file("plan.svg", acting)
        .file("still.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("unused.svg", acting)
        .build();
    assert_eq!(built.page("index.html").select("article img").len(), 3);
    assert!(!built.text("index.html").contains("zqrun"));
    built.warns(Code::ActiveSvg, "plan.svg:1:1");
    assert_eq!(built.findings().iter().filter(|line| line.starts_with("active-svg")).count(), 1);
}

#[test]
fn a_photo_that_says_where_it_was_taken_is_reported_if_it_is_published() {
    let place = "<x:xmpmeta exif:GPSLatitude=\"52,31.2N\"/>";
    let built = GardenTest::new()
        .note("index.md", "![ours](meeting.JPG) ![still](still.jpg) [text](words.txt)")
        .note("draft.md", "---\ndraft: true\n---\n![theirs](private.jpg)")
        .file("meeting.JPG", place)
        .file("still.jpg", "nowhere")
        .file("words.txt", place)
        .file("private.jpg", place)
        .build();
    built.warns(Code::PhotoLocation, "meeting.JPG:1:1");
    assert_eq!(built.findings().iter().filter(|line| line.starts_with("photo-location")).count(), 1);
}

#[test]
fn a_picture_on_a_line_of_its_own_is_shown_on_one() {
    let built = GardenTest::new()
        .note(
            "index.md",
            concat!(
                "Words\n![[a.png]]\n![](b.png)\nmore ![[a.png]]\nwords\n\n",
                "![x](https://a.example/x.png)\n![y](https://a.example/y.png)\n\n",
                "- an item\n  ![[a.png]]\n\n> [!tip] Title\n> Words\n> ![[a.png]]\n",
            ),
        )
        .file("a.png", "")
        .file("b.png", "")
        .build();
    let page = built.page("index.html");
    let html = built.text("index.html");
    assert!(html.contains("<p>Words<br>\n<img ") && html.contains("<br>\nmore <img "), "{html}");
    assert_eq!(page.select("article br").len(), 5);
}

#[test]
fn a_picture_in_the_colour_of_text_is_told_from_others() {
    let svg =
        |colour| format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\" stroke=\"{colour}\"/>");
    let built = GardenTest::new()
        .note("index.md", "![[ink.svg]] ![[red.svg]] ![[both.svg]]\n")
        .file("ink.svg", &*svg("currentColor"))
        .file("red.svg", &*svg("red"))
        .file(
            "both.svg",
            &*svg("currentColor").replace("/>", "><style>@media (prefers-color-scheme: dark) {}</style></svg>"),
        )
        .build();
    let page = built.page("index.html");
    let shown: Vec<_> = page.select("article img.ink").iter().filter_map(|image| image.value().attr("src")).collect();
    assert_eq!(shown, ["ink.svg"]);
}

#[test]
fn a_frame_that_may_not_be_shown_is_a_link_in_the_words_of_its_title() {
    let built = GardenTest::new()
        .note(
            "index.md",
            "<iframe title=\"A &ndash;&nbsp;B &lt;b&gt;\" src=\"https://v.example/x?a=1&amp;b=2\"></iframe>\n",
        )
        .build();
    let page = built.page("index.html");
    let links = page.select("article a");
    assert_eq!(links[0].text().collect::<String>(), "A –\u{a0}B <b>");
    assert_eq!(links[0].value().attr("href"), Some("https://v.example/x?a=1&b=2"));
}

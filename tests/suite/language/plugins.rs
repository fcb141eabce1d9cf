//! What plugins of Obsidian leave in notes: queries, templates, bases.

use allotment::diagnostic::Code;

use crate::garden::GardenTest;
use crate::html::live_markup;

#[test]
fn queries_are_shown_as_their_source_and_each_is_mentioned_once() {
    let note = "# N\n\n```dataview\nLIST FROM #x\n```\n\n> ```dataviewjs\n> dv.list([\"<script>\"])\n> ```\n\n\
        ```base\nfilters:\n  and: [\"file.hasTag('x')\"]\n```\n\n```query\ntag:#x\n```\n\n\
        It is `= this.file.name`, `$= dv.x` and `=this.x`, not `=`, `==`, `=> x`, `=x` or `a = b`.\n";
    let built = GardenTest::new().note("index.md", note).build();
    let page = built.page("index.html");
    assert_eq!(page.select("pre code").len(), 4);
    let words = built.words("index.html");
    for part in ["LIST FROM #x", "dv.list([\"<script>\"])", "file.hasTag('x')", "tag:#x", "= this.file.name"] {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    assert_eq!(live_markup(&page), Vec::<String>::new());
    assert!(!built.files.contains_key("tags.html"), "what stands in a query is no tag");
    let mentioned: Vec<String> =
        built.findings().into_iter().filter(|line| line.starts_with(Code::UnsupportedBlock.as_str())).collect();
    let want = ["3:1", "7:3", "11:1", "16:1", "20:7", "20:27", "20:41"];
    assert_eq!(mentioned, want.map(|place| format!("unsupported-block index.md:{place}")));
}

#[test]
fn a_base_is_a_link_to_its_file() {
    let built = GardenTest::new()
        .note("index.md", "[[List.base]]\n\n![[List.base]]\n\n![[List.base#Table]]\n")
        .file("List.base", "filters:\n  and: []\n")
        .build();
    assert_eq!(built.page("index.html").select("article a[href=List.base]").len(), 3);
    assert!(built.main("index.html").contains("<a class=\"file\""));
    assert!(built.files.contains_key("List.base"));
    built.warns(Code::UnsupportedBlock, "index.md:3:1").is_silent(Code::BrokenLink);
}

#[test]
fn templates_stay_text() {
    let note = "---\ntitle: <% tp.file.title %>\n---\n# {{title}}\n\n<% tp.date.now() %> {{date:YYYY}} {% raw %} <%* code %>\n\n\
        <%*\nlet x = \"<script>alert(1)</script>\";\n%>\n";
    let built = GardenTest::new().note("index.md", note).build();
    let words = built.words("index.html");
    for part in ["<% tp.date.now() %>", "{{date:YYYY}}", "{% raw %}", "<%* code %>", "let x ="] {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    assert_eq!(live_markup(&built.page("index.html")), Vec::<String>::new());
}

//! What the keys of the front matter do to a page.

use crate::garden::{Built, GardenTest};
use crate::html::text;

/// The table of properties of a page, as `name = value`.
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

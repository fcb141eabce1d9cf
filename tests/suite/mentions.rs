//! Where a note is mentioned, as a reader sees it: links to it and to its parts, its name in other notes, and
//! notes that have much in common with it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::garden::{Built, GardenTest};
use crate::html::text;

fn texts(built: &Built, page: &str, selector: &str) -> Vec<String> {
    built.page(page).select(selector).into_iter().map(text).collect()
}

fn garden() -> GardenTest {
    GardenTest::new()
        .note("soil.md", "## Life\n\nText. ^alive\n\n- item ^one\n\n| a |\n|---|\n| b |\n\n^table\n")
        .note("worms.md", "[[Soil#Life]] and [[Soil#Life|again]], [[Soil#^alive]].\n")
        .note("rain.md", "On [[Soil#life]], [[Soil#^one]], [[Soil#^table]]; ![[Soil#Life]]\n")
        .note("2024-03-02.md", "Dug [[Soil]].\n")
        .note("Beds.md", "Good soil for <b title=\"worms\">all</b>.\n\n- Worms\n")
        .note("Secret.md", "---\ndraft: true\n---\nSoil, [[Soil#Life]]\n")
}

#[test]
fn daily_notes_are_folded_apart() {
    let built = garden().build();
    assert_eq!(texts(&built, "soil.html", ".back h2"), ["3 notes link here"]);
    assert_eq!(texts(&built, "soil.html", ".back a"), ["rain", "worms", "2024-03-02", "Beds"]);
    assert_eq!(texts(&built, "soil.html", ".daily summary"), ["1 daily note"]);
    assert_eq!(texts(&built, "soil.html", ".daily .context"), ["Dug Soil."]);
}

#[test]
fn a_block_that_is_shown_elsewhere_is_named_by_its_note() {
    let sky = "Look down: ![[Soil#^alive]]\n";
    let built = GardenTest::new().note("soil.md", "Text. ^alive\n").note("Sky.md", sky).build();
    assert_eq!(texts(&built, "soil.html", ".back .context mark"), ["Soil"]);
}

#[test]
fn words_that_are_the_link_alone_are_not_repeated() {
    let built = GardenTest::new()
        .note("Soil.md", "---\ntitle: Soil and its life\n---\nText. ^alive\n")
        .note("Embed.md", "![[Soil#^alive]]\n")
        .note("List.md", "- [[Soil]]\n- [[Soil|Soil and its life]]\n")
        .note("Other name.md", "- [[Soil|what feeds us]]\n")
        .build();
    assert_eq!(texts(&built, "soil.html", ".back a"), ["Embed", "List", "Other name"]);
    assert_eq!(texts(&built, "soil.html", ".back .context"), ["what feeds us"]);
}

#[test]
fn words_around_several_links_are_shown_once() {
    let steps = "1. Open [[Soil]].\n2. Open [[Soil]].\n3. Close [[Soil]].\n";
    let built = GardenTest::new().note("soil.md", "Text.\n").note("Steps.md", steps).build();
    assert_eq!(texts(&built, "soil.html", ".back .context div"), ["Open Soil.", "Close Soil."]);
}

#[test]
fn links_to_a_heading_or_block_are_shown_beside_it() {
    let built = garden().build();
    let by = |summary: &str, notes: &[&str]| {
        let link = |title: &&str| format!("<a href=\"{}.html\"><bdi>{title}</bdi></a>\n", title.to_lowercase());
        let links: String = notes.iter().map(link).collect();
        format!("<details class=\"callers\"><summary>{summary}</summary>\n{links}</details>")
    };
    let body = built.main("soil.html");
    for beside in [
        format!("</h2>\n{}\n<p", by("2 notes link here", &["rain", "worms"])),
        format!(">Text.</p>\n{}", by("1 note links here", &["worms"])),
        format!(">item{}\n</li>", by("1 note links here", &["rain"])),
        format!("</table></div>\n{}", by("1 note links here", &["rain"])),
    ] {
        assert_eq!(body.matches(&beside).count(), 1, "{beside}\nin {body}");
    }
    // They are not shown where the part is embedded in another note, nor in feeds.
    assert!(texts(&built, "rain.html", ".embed .callers").is_empty());
    // A body with raw HTML passes through the sanitizer; they are added regardless of what that allows.
    let raw = garden().note("soil.md", "## Life\n\nText <i>and</i> more. ^alive\n").build();
    assert_eq!(texts(&raw, "soil.html", "article .callers summary"), ["2 notes link here", "1 note links here"]);
    assert!(raw.page("soil.html").errors.is_empty());
}

#[test]
fn names_without_links_are_folded_below_the_links() {
    let built = garden().build();
    assert_eq!(texts(&built, "soil.html", ".mentions summary"), ["1 note names this one without a link"]);
    assert_eq!(texts(&built, "soil.html", ".mentions .context mark"), ["soil"]);
    assert_eq!(texts(&built, "worms.html", ".mentions .context"), ["Worms"]);
    assert!(texts(&built, "rain.html", ".mentions").is_empty());
    let off = garden().config("[mentions]\nenabled = false\n").build();
    assert!(texts(&off, "soil.html", ".mentions").is_empty());
}

#[test]
fn no_more_mentions_are_shown_than_asked_for() {
    let mut garden = garden().config("[mentions]\nlimit = 3\nskip = [\"rain\"]\n");
    for number in 0..9 {
        garden.put(&format!("Note {number}.md"), "The soil and rain.");
    }
    let built = garden.build();
    assert_eq!(texts(&built, "soil.html", ".mentions li").len(), 3);
    assert_eq!(texts(&built, "soil.html", ".mentions .more"), ["and 7 more"]);
    assert!(texts(&built, "rain.html", ".mentions").is_empty());
}

#[test]
fn the_list_items_of_a_copied_article_name_the_notes_there_are() {
    let built = GardenTest::new()
        .note("Mutual Aid Networks.md", "Meeting needs.")
        .note("Dual Power.md", "Dual Power\nCreated: 250422 Tuesday, 22 April Tags: dual-power\nTraditional Examples\n- Cooperation Jackson: Building.\n- Mutual Aid Networks: Community-based systems.\n")
        .build();
    assert_eq!(texts(&built, "mutual-aid-networks.html", ".mentions a"), ["Dual Power"]);
}

#[test]
fn notes_that_share_tags_and_links_are_related() {
    let built = GardenTest::new()
        .note("a.md", "---\ntags: [red, green]\n---\n[[Hub]] [[d]]\n")
        .note("b.md", "---\ntags: [red, green]\n---\n[[Hub]] [[Spoke]]\n")
        .note("c.md", "[[Hub]]\n")
        .note("d.md", "---\ntags: [red, green]\n---\n")
        .note("Hub.md", "")
        .note("Spoke.md", "")
        .note("secret.md", "---\ndraft: true\ntags: [red, green]\n---\n[[Hub]]\n")
        .build();
    assert_eq!(texts(&built, "a.html", ".group li"), ["b 2 shared tags · both link to Hub", "c both link to Hub"]);
    assert_eq!(texts(&built, "d.html", ".group li"), ["b 2 shared tags"]);
    let off = garden().config("[related]\nenabled = false\n").build();
    assert!(off.pages().all(|(_, page)| !page.contains("Related notes")));
}

/// Makes a folder with a garden whose notes mention each other in all kinds of places.
fn on_disk() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in [
        ("site.toml", &b"title = \"Garden\"\n"[..]),
        ("content/Mutual Aid.md", b"Text about soil without an end"),
        ("content/soil.md", b"---\r\nkey: mutual aid\r\n---\r\nCreated: 250422\r\n\r\nOn mutual aid.\r\n\r\n1\r\n2\r\n3\r\n4\r\n\r\n| a |\r\n|---|\r\n| worms |\r\n"),
        ("content/in a folder/Worms é.md", b"---\naliases: [worms]\n---\n`soil`\n\n%% soil %%\n\nsoil\n\n\n\n\n\nmutual aid\n"),
        ("content/say \"hi\".md", b"Soil"),
        ("content/broken.md", b"\xff soil"),
        ("content/odd.md", b"\x1b[2J soil"),
        ("content/draft.md", b"---\ndraft: true\n---\nsoil"),
    ] {
        let file = folder.path().join(std::str::from_utf8(path.as_bytes()).unwrap());
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    folder
}

fn allotment(here: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_allotment")).args(arguments).current_dir(here).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Passes a patch to a program; returns `false` if the program is not installed.
fn applied(program: &str, arguments: &[&str], here: &Path, patch: &str) -> bool {
    use std::io::Write;
    let started =
        Command::new(program).args(arguments).current_dir(here).stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
    let Ok(mut started) = started else {
        eprintln!("there is no {program} here: its part is left out");
        return false;
    };
    started.stdin.take().unwrap().write_all(patch.as_bytes()).unwrap();
    assert!(started.wait().unwrap().success(), "{program} refuses\n{patch}");
    true
}

#[test]
fn other_programs_take_the_patch() {
    for (program, arguments) in [("git", &["apply"][..]), ("patch", &["-p1"])] {
        let folder = on_disk();
        let patch = allotment(folder.path(), &["suggest"]);
        if !applied(program, arguments, folder.path(), &patch) {
            continue;
        }
        let read = |path: &str| String::from_utf8_lossy(&fs::read(folder.path().join(path)).unwrap()).into_owned();
        assert_eq!(read("content/Mutual Aid.md"), "Text about [[soil]] without an end", "{program}");
        assert_eq!(
            read("content/soil.md"),
            "---\r\nkey: mutual aid\r\n---\r\nCreated: 250422\r\n\r\nOn [[Mutual Aid|mutual aid]].\r\n\r\n1\r\n2\r\n3\r\n4\r\n\r\n\
             | a |\r\n|---|\r\n| [[Worms é\\|worms]] |\r\n",
            "{program}"
        );
        assert_eq!(
            read("content/in a folder/Worms é.md"),
            "---\naliases: [worms]\n---\n`soil`\n\n%% soil %%\n\n[[soil]]\n\n\n\n\n\n[[Mutual Aid|mutual aid]]\n",
            "{program}"
        );
        assert_eq!(read("content/say \"hi\".md"), "[[soil|Soil]]", "{program}");
        assert_eq!(read("content/broken.md"), "\u{fffd} soil", "{program}");
        assert_eq!(read("content/draft.md"), "---\ndraft: true\n---\nsoil", "{program}");
        assert_eq!(allotment(folder.path(), &["suggest"]), "", "nothing is left to suggest");
    }
}

#[test]
fn a_patch_is_made_for_the_notes_that_are_asked_for() {
    let folder = on_disk();
    let files =
        |patch: &str| patch.lines().filter(|line| line.starts_with("--- ")).map(str::to_owned).collect::<Vec<_>>();
    let asked = allotment(folder.path(), &["suggest", "content/soil.md", "content/in a folder"]);
    assert_eq!(files(&asked), ["--- a/content/in a folder/Worms é.md\t", "--- a/content/soil.md"]);
    // Inside the content folder, paths are relative to the folder that the program is called from.
    let inside = allotment(&folder.path().join("content"), &["suggest", "soil.md"]);
    assert_eq!(files(&inside), ["--- a/soil.md"]);
    let outside = allotment(&folder.path().join("content/in a folder"), &["suggest", "../soil.md"]);
    assert_eq!(files(&outside), ["--- a/content/soil.md"]);
    // A note goes by its names too, as in a link.
    for name in ["Soil", "soil"] {
        assert_eq!(files(&allotment(folder.path(), &["suggest", name])), ["--- a/content/soil.md"], "{name}");
    }
    assert_eq!(files(&allotment(folder.path(), &["suggest", "worms"])), ["--- a/content/in a folder/Worms é.md\t"]);
    let lines = allotment(folder.path(), &["suggest", "content/say \"hi\".md", "--format", "json"]);
    assert_eq!(
        lines,
        "{\"path\":\"content/say \\\"hi\\\".md\",\"line\":1,\"col\":1,\"text\":\"Soil\",\"link\":\"[[soil|Soil]]\",\"note\":\"soil.md\",\"title\":\"soil\"}\n"
    );
}

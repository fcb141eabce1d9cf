//! Nothing unpublished leaks: not a byte, not a name.
//!
//! Every private word begins with [`PRIVATE`]; if a site contains it anywhere, something has leaked.

use std::fs;

use tempfile::TempDir;

use crate::garden::{Built, GardenTest, build_folder};

const SETTINGS: &str =
    "title = \"Garden\"\nbase_url = \"https://garden.example/\"\nexclude = [\"left-out/\", \"*.secret.md\"]\n";
const PRIVATE: &str = "zqm";

/// Makes private words and counts them.
#[derive(Default)]
struct Words {
    made: usize,
}

impl Words {
    fn word(&mut self) -> String {
        self.made += 1;
        format!("{PRIVATE}{:03}word", self.made)
    }
}

/// Front matter that keeps a note private; `{}` is the place for more of it.
const HIDING: &[&str] = &[
    "---\ndraft: true\n{}---\n",
    "---\ndraft: \"true\"\n{}---\n",
    "---\nDraft: TRUE\n{}---\n",
    "---\ndraft: yes\n{}---\n",
    "---\ndraft: on\n{}---\n",
    "---\ndraft: 1\n{}---\n",
    "---\npublish: false\n{}---\n",
    "---\npublish: no\n{}---\n",
    "---\nPUBLISH: Off\n{}---\n",
    "---\npublish: 0\n{}---\n",
    "---\n'publish': 'false'\n{}---\n",
    "---\npublish: not yet\n{}---\n",
    "---\ndraft: maybe\n{}---\n",
    "---\npublish: [false]\n{}---\n",
    "---\npublish: true\ndraft: true\n{}---\n",
    "---\npublish: false\nbroken: [\n{}---\n",
    "---\nbroken: a: b: c\n\tpublish: no\npublish: false\n{}---\n",
    "---\npublish: false\npublish: true\n{}---\n",
    "\u{feff}---\r\npublish: false\r\n{}---\r\n",
    "---\npublish: \n  false\n{}---\n",
    "---\npublished: false\n{}---\n",
    "---\nprivate: true\n{}---\n",
    "---\nunpublished: yes\n{}---\n",
    "---\npublic: no\n{}---\n",
    "---\npublished: \"no.\"\n{}---\n",
    "---\n\u{200b}draft: true\n{}---\n",
    "---\npublish\u{200e}: \u{ad}false\n{}---\n",
    "---\npublish：false\nbroken: a: b\n{}---\n",
    "---\nbroken: a draft: true\n{}---\n",
    "---\nbroken: {a: b, draft: true\n{}---\n",
    "---\n{\"broken\": \"a\" \"draft\": true}\n{}---\n",
    "---toml\ndraft = true\nbroken: a\n{}---\n",
    "{\n\"draft\": true,\n\"broken\":\n}\n{}\n",
];

/// Adds a private note, with private words in everything that a note has, and the attachment that it embeds.
/// Returns links to it, as a public note may have them.
fn private_note(garden: &mut GardenTest, words: &mut Words, hiding: &str) -> String {
    let mut word = || words.word();
    let (name, folder, alias, title, image) = (word(), word(), word(), word(), word());
    let front = format!(
        "title: {title}\naliases: [{alias}]\ntags: [{}, {}/{}]\ndescription: {}\n{}: {}\n",
        word(),
        word(),
        word(),
        word(),
        word(),
        word()
    );
    let body = format!(
        "# {title}\n\n## {}\n\n{} [[Open]] [[Open|{}]] #{} ![[{image}.png]] [[{}]] ^{}\n\n> [!note] {}\n\n[^1]: {}\n",
        word(),
        word(),
        word(),
        word(),
        word(),
        word(),
        word(),
        word()
    );
    garden.put(&format!("{folder}/{name}.md"), format!("{}{body}", hiding.replace("{}", &front)));
    garden.put(&format!("{folder}/{image}.png"), format!("PNG {}", word()));
    // The display text of a link is the author's choice; its target must not leak.
    let mut links = String::new();
    for target in [&name, &format!("{folder}/{name}"), &format!("{folder}/{name}.md")] {
        links.push_str(&format!("[[{target}|a]] ![[{target}|b]] [[{target}#Part|c]] [[{target}#^x|d]]\n\n"));
    }
    links.push_str(&format!("[e](<{folder}/{name}.md>)\n\n"));
    // An alias that can't be read, or that does not exist, names no note.
    if hiding.contains("{}") && !hiding.contains("broken") {
        links.push_str(&format!("[[{alias}|f]]\n\n"));
    }
    links
}

#[track_caller]
fn assert_nothing_leaks(built: &Built) {
    let mut leaks = Vec::new();
    for (path, bytes) in &built.files {
        if path.contains(PRIVATE) {
            leaks.push(format!("the name {path}"));
        }
        if let Some(at) = memchr::memmem::find(bytes, PRIVATE.as_bytes()) {
            let around = &bytes[at.saturating_sub(60)..bytes.len().min(at + 30)];
            leaks.push(format!("{path}: {}", String::from_utf8_lossy(around)));
        }
    }
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
}

#[test]
fn of_private_notes_nothing_is_published_however_they_say_it() {
    let (mut garden, mut words) = (GardenTest::new().config(SETTINGS), Words::default());
    let mut open = String::from("Created: 2024-01-02\n\nopenword #open\n\n");
    for hiding in HIDING {
        open.push_str(&private_note(&mut garden, &mut words, hiding));
    }
    garden.put("Open.md", open);
    assert!(words.made >= 100, "only {} private words", words.made);
    let built = garden.build();
    assert_eq!(built.notes().into_keys().collect::<Vec<_>>(), ["Open.md"]);
    for file in ["atom.xml", "feed.json", "open.html"] {
        assert!(built.text(file).contains("openword"), "{file} does not even have what is public");
    }
    assert_nothing_leaks(&built);
    assert!(!built.findings().is_empty(), "the author is told of links to private notes");
}

#[test]
fn of_notes_without_consent_nothing_is_published_in_a_garden_that_asks_for_it() {
    let settings = format!("{SETTINGS}select = \"opt-in\"\n");
    let (mut garden, mut words) = (GardenTest::new().config(&settings), Words::default());
    let mut hiding = HIDING.to_vec();
    hiding.extend([
        "",
        "---\n{}---\n",
        "---\ndraft: false\n{}---\n",
        "---\npublish:\n{}---\n",
        "---\nbroken: [\n{}---\n",
        "---\nbroken: a: b\nsettings:\n  publish: true\n{}---\n",
        "---\nbroken: a: b\nlist:\n  - publish: true\n{}---\n",
        "+++\nbroken = \"\"\"\npublish = true\n\"\"\"\n+++\n{}\n",
    ]);
    let mut open = String::from("---\npublish: true\n---\nopenword\n\n");
    for hiding in hiding {
        open.push_str(&private_note(&mut garden, &mut words, hiding));
    }
    garden.put("Open.md", open);
    let built = garden.build();
    assert_eq!(built.notes().into_keys().collect::<Vec<_>>(), ["Open.md"]);
    assert_nothing_leaks(&built);
}

#[test]
fn of_public_notes_comments_and_unlisted_keys_stay_private() {
    let mut words = Words::default();
    let mut word = || words.word();
    let garden = GardenTest::new()
        .config(SETTINGS)
        .note(
            "Open.md",
            format!(
                "---\ntitle: Open\nemail: {}\n{}: yes\nnested:\n  deep: [{}, {{inner: {}}}]\n# {}\nup: \"%%{}%%\"\n---\n\
                 openword %%{}%% goes on %%{} [[{}]] #{}%%\n\n%%\n{}\n\n# {}\n\n![[only-in-comment.png]]\n%%\n\n\
                 <!-- {} -->\n\ntext <!-- {} [[{}]]\n{} --> text\n\n- item %%{}%%\n\n| a | b %%{}%% |\n|---|---|\n| c | %%{}%% |\n\n\
                 ## Heading %%{}%%\n\n> quote %%{}%%\n\n[link %%{}%%](https://example.org)\n\n[[Other|shown %%{}%%]]\n\n\
                 end\n\n%%\n{}\n\n#{} [[{}]]\n",
                word(), word(), word(), word(), word(), word(), word(), word(), word(), word(), word(), word(), word(),
                word(), word(), word(), word(), word(), word(), word(), word(), word(), word(), word(), word(), word(),
            ),
        )
        .note("Other.md", format!("Created: 2024-01-02\n\n[[Open]]\n\n![[Open]]\n\n%%{}%%\n", word()))
        .file("only-in-comment.png", word())
        .file(&format!("{}.png", word()), word());
    let built = garden.build();
    assert_eq!(built.notes().len(), 2);
    assert!(words.made >= 29, "only {} private words", words.made);
    assert!(built.words("open.html").contains("openword goes on"), "{}", built.words("open.html"));
    assert_nothing_leaks(&built);
    assert!(!built.files.keys().any(|path| path.contains("only-in-comment")), "{:?}", built.files.keys());
}

#[test]
fn html_comments_are_in_no_file_wherever_they_stand() {
    let comments = [
        ("Text", "Text <!-- one\n\n{}\n\ntwo --> after [[Plane.canvas]]"),
        ("Item", "- a <!-- one\n\n  {}\n\n  two --> b\n- c\n- <!-- one\n\n{} -->"),
        ("Quote", "> a <!-- one\n>\n> {}\n>\n> two --> b\n\n> <!--\n\n{} -->"),
        ("Note", "a[^1]\n\n[^1]: b <!-- one\n\n    {}\n\n    two --> c"),
        ("Details", "<details>\n<summary>More</summary>\n<!--\nphone\n\n{}\n-->\n</details>"),
        ("Title", "# Title <!-- {}\n-->\n\ntext"),
        ("Callout", "> [!note] T <!-- x\n> {}\n> -->\n> b"),
        ("Table", "| a <!-- {} | {} --> | b |\n|---|---|\n| c | d |"),
        ("Link", "[our <!-- {} -->plan](Text.md) [[Item<!-- {} -->]] [[<!-- {} -->]] ![[Quote|<!-- {} -->]]"),
        ("Embed", "a <!-- b\n\n![[only-in-comment.png]] #{} [[{}]]\n\n--> c"),
        ("Open", "Text <!-- {}\n{}\n\nafter"),
        ("Rest", "Text\n\n<!-- {}\n\n{}\n\n![[only-in-comment.png]]"),
        ("Field", "key:: value <!-- {} -->\n\n[a:: b <!-- {} --> c]"),
    ];
    let (mut garden, mut words) = (GardenTest::new().config(SETTINGS), Words::default());
    for (name, text) in comments {
        let mut parts = text.split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            text.push_str(&format!("{}{part}", words.word()));
        }
        garden.put(&format!("{name}.md"), format!("Created: 2024-01-02\n\nopenword\n\n{text}\n"));
        garden.put(&format!("Head {name}.md"), format!("{text}\n"));
    }
    let card = format!("a <!-- b\\n\\n{}\\n\\n--> openword", words.word());
    garden.put(
        "Plane.canvas",
        format!("{{\"nodes\":[{{\"id\":\"t\",\"type\":\"text\",\"text\":\"{card}\",\"x\":0,\"y\":0,\"width\":250,\"height\":160}}]}}"),
    );
    garden.put("only-in-comment.png", words.word());
    let built = garden.build();
    for file in ["atom.xml", "feed.json", "garden.json", "plane.canvas.html", "text.html"] {
        assert!(built.files.contains_key(file), "{file}: {:?}", built.files.keys());
    }
    assert!(built.words("text.html").contains("Text after"), "{}", built.words("text.html"));
    assert!(built.words("open.html").contains("after"), "{}", built.words("open.html"));
    assert!(built.words("plane.canvas.html").contains("openword"), "{}", built.words("plane.canvas.html"));
    assert!(built.garden_json().to_string().contains("[our plan](Text.md)"));
    assert_nothing_leaks(&built);
    assert!(!built.files.keys().any(|path| path.contains("only-in-comment")), "{:?}", built.files.keys());
}

#[test]
fn of_front_matter_only_the_keys_that_the_garden_names_are_published() {
    let mut words = Words::default();
    let mut word = || words.word();
    let front = format!(
        "Rating: good\nphone: {}\nratings: {}\nsource: \"[a]({}.md)\"\nmap: {{rating: {}, {}: 1}}\nstatus: {}\nrating: {}\n{}: x\n",
        word(),
        word(),
        word(),
        word(),
        word(),
        word(),
        word(),
        word(),
    );
    let settings = format!("{SETTINGS}properties = [\"rating\", \"absent\"]\n");
    let built = GardenTest::new().config(&settings).note("Open.md", format!("---\n{front}---\nopenword\n")).build();
    assert!(built.text("open.html").contains("<dt dir=\"auto\">Rating</dt><dd dir=\"auto\">good</dd>"));
    assert_nothing_leaks(&built);
}

#[test]
fn a_link_that_no_reader_sees_publishes_no_file() {
    let text = "---\ninvoice: \"[[invoice.pdf]]\"\nparts:\n  - \"[[part.pdf]]\"\nabout: \"[[Other]]\"\n\
                cover: \"[[cover.png]]\"\nsource: \"[[source.pdf]]\"\n---\nText.\n";
    let mut garden = GardenTest::new().config("properties = [\"source\"]").note("index.md", text).note("Other.md", "x");
    for file in ["invoice.pdf", "part.pdf", "cover.png", "source.pdf"] {
        garden.put(file, file);
    }
    let built = garden.build();
    let is_there = |file: &str| built.files.contains_key(file);
    assert!(!is_there("invoice.pdf") && !is_there("part.pdf"), "{:?}", built.files.keys());
    assert!(is_there("cover.png") && is_there("source.pdf"), "{:?}", built.files.keys());
    assert!(!built.garden_json().to_string().contains("invoice"));
    let notes = built.garden_json();
    let other = notes["notes"].as_array().unwrap().iter().find(|note| note["path"] == "Other.md").unwrap();
    assert_eq!(other["backlinks"][0]["source"], "index.md");
}

#[test]
fn words_of_a_link_that_no_reader_sees_are_not_published() {
    let text = "---\nfriends: \"[[Ann#Now|owes me money]]\"\nup: \"[[Ben|the boss]]\"\n---\n\
                Created: 2024-01-02\nTags: #a [[Cy|hush]]\n\nText.\n\nSee [[Cy|a friend]].\n";
    let garden = GardenTest::new().config("properties = [\"up\"]").note("index.md", text);
    let built = garden.note("Ann.md", "# Now\n").note("Ben.md", "x").note("Cy.md", "x").build();
    for (path, bytes) in &built.files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("owes me money") && !text.contains("hush"), "{path}: {text}");
    }
    let notes = built.garden_json();
    let note = |path: &str| notes["notes"].as_array().unwrap().iter().find(|note| note["path"] == path).unwrap();
    let links: Vec<_> = note("index.md")["links"].as_array().unwrap().iter().collect();
    assert_eq!((links[0]["raw"].as_str(), links[0].get("display")), (Some("[[Ann#Now]]"), None));
    assert_eq!((links[1]["raw"].as_str(), links[1]["display"].as_str()), (Some("[[Ben|the boss]]"), Some("the boss")));
    assert_eq!((links[2]["raw"].as_str(), links[2].get("display")), (Some("[[Cy]]"), None));
    for (path, context) in [("Ann.md", ""), ("Ben.md", "the boss"), ("Cy.md", "See a friend.")] {
        assert_eq!(note(path)["backlinks"][0]["context"], context, "{path}");
    }
}

#[test]
fn hidden_ignored_and_excluded_files_are_not_even_read() {
    let folder = TempDir::new().unwrap();
    let content = folder.path().join("content");
    let mut words = Words::default();
    let hidden = [
        ".obsidian/workspace.md",
        ".obsidian/plugins/plugin.json",
        ".trash/Old.md",
        ".git/notes.md",
        ".hidden.md",
        ".hidden.png",
        "sub/.deep/x.md",
        "sub/.env",
        "Open.md~",
        "Open~.md~",
        "#Open.md#",
        "Open.md.bak",
        "Open.md.orig",
        "Open.md.swp",
        "Open.md.tmp",
        "Open.sync-conflict-20240102-030405-ABCDEFG.md",
        "Open (conflicted copy 2024-01-02).md",
        "Open (Ada's conflicted copy 2024-01-02).md",
        "node_modules/package/README.md",
        "ignored/x.md",
        "sub/local.md",
        "left-out/x.md",
        "deep/er/some.secret.md",
        "unlinked.pdf",
        "Thumbs.db",
    ];
    let mut links = String::from("openword\n\n");
    for path in hidden {
        let place = content.join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        let (word, tag) = (words.word(), words.word());
        fs::write(place, format!("{word} #{tag} [[Open]]\n")).unwrap();
        if path != "unlinked.pdf" {
            links.push_str(&format!("[[{path}|a]] ![[{path}|b]] [c](<{path}>)\n\n"));
        }
    }
    fs::write(content.join(".gitignore"), "ignored/\n").unwrap();
    fs::write(content.join("sub/.gitignore"), "local.md\n").unwrap();
    fs::write(content.join("Open.md"), links).unwrap();
    let built = build_folder(folder.path(), SETTINGS);
    assert_eq!(built.notes().into_keys().collect::<Vec<_>>(), ["Open.md"]);
    assert_nothing_leaks(&built);
}

#[test]
fn what_the_garden_ignores_is_ignored_without_a_repository_too() {
    let folder = TempDir::new().unwrap();
    let garden = folder.path().join("garden");
    let content = garden.join("content");
    let mut words = Words::default();
    // What is above the garden is somebody else's.
    fs::create_dir_all(content.join("p")).unwrap();
    fs::write(folder.path().join(".gitignore"), "*.md\n").unwrap();
    fs::write(garden.join("site.toml"), SETTINGS).unwrap();
    fs::write(garden.join(".gitignore"), "content/p/\n/content/q.md\n*.priv.md\n").unwrap();
    fs::write(content.join("Open.md"), "openword [[q]]").unwrap();
    for path in ["p/a.md", "q.md", "x.priv.md"] {
        fs::write(content.join(path), words.word()).unwrap();
    }
    for has_its_own in [false, true] {
        if has_its_own {
            fs::create_dir(content.join(".git")).unwrap();
        }
        let built = build_folder(&garden, SETTINGS);
        assert_eq!(built.notes().into_keys().collect::<Vec<_>>(), ["Open.md"]);
        assert_nothing_leaks(&built);
    }
}

#[test]
fn a_link_to_a_note_that_is_left_out_gives_not_even_its_name_away() {
    let folder = TempDir::new().unwrap();
    let content = folder.path().join("content");
    let mut words = Words::default();
    let mut open = String::new();
    let mut front = String::new();
    for place in ["left-out/{}.md", "left-out/deep/er/{}.md", "deep/{}.secret.md", "ignored/{}.md", "sub/{}.local.md"] {
        let word = words.word();
        let path = place.replace("{}", &word);
        fs::create_dir_all(content.join(&path).parent().unwrap()).unwrap();
        fs::write(content.join(&path), format!("{} #{}", words.word(), words.word())).unwrap();
        let name = path.rsplit('/').next().unwrap().strip_suffix(".md").unwrap();
        open.push_str(&format!(
            "[[{name}|a]] ![[{name}|b]] [[{path}|c]] [[{name}#Part|d]] [e](/{path}) [[{}|f]]\n\n",
            name.to_uppercase()
        ));
        front.push_str(&format!("up{}: \"[[{name}|g]]\"\n", words.made));
    }
    fs::write(content.join(".gitignore"), "ignored/\n").unwrap();
    fs::write(content.join("sub/.gitignore"), "*.local.md\n").unwrap();
    fs::write(content.join("Open.md"), format!("---\n{front}---\nopenword\n\n{open}")).unwrap();
    let built = build_folder(folder.path(), SETTINGS);
    assert_eq!(built.notes().into_keys().collect::<Vec<_>>(), ["Open.md"]);
    assert_nothing_leaks(&built);
    let findings = built.findings();
    assert!(findings.iter().all(|finding| finding.starts_with("link-to-unpublished")), "{findings:?}");
    assert_eq!(findings.len(), 5 * 7);
}

#[test]
fn patterns_match_names_in_every_unicode_form() {
    const FORMS: [&str; 2] = ["Priv\u{e9}", "Prive\u{301}"];
    for (pattern, name) in [(FORMS[0], FORMS[1]), (FORMS[1], FORMS[0]), (FORMS[1], FORMS[1])] {
        let folder = TempDir::new().unwrap();
        let content = folder.path().join("content");
        let mut words = Words::default();
        for path in ["{}/a.md", "sub/{}.md", "sub/c{}/d.md"] {
            let place = content.join(path.replace("{}", name));
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, words.word()).unwrap();
        }
        fs::write(content.join("sub/.gitignore"), format!("/{pattern}.md\nc{pattern}/\n")).unwrap();
        fs::write(content.join("Open.md"), "openword").unwrap();
        let built = build_folder(folder.path(), &format!("exclude = [\"{pattern}/\"]\n"));
        assert_eq!(built.notes().into_keys().collect::<Vec<_>>(), ["Open.md"]);
        assert_nothing_leaks(&built);
        assert_eq!(built.findings(), [""; 0]);
    }
}

#[test]
fn a_pattern_that_leaves_nothing_out_is_reported() {
    let folder = TempDir::new().unwrap();
    let content = folder.path().join("content");
    fs::create_dir_all(content.join("Private")).unwrap();
    fs::write(content.join("Private/a.md"), "text").unwrap();
    let findings = |settings| build_folder(folder.path(), settings).findings();
    assert_eq!(findings("exclude = [\"private/\"]\n"), ["unmatched-pattern"]);
    assert_eq!(findings("exclude = [\"Private/\"]\n"), [""; 0]);
    assert_eq!(findings("exclude = [\"private/\"]\n[check]\nunmatched-pattern = \"allow\"\n"), [""; 0]);
}

//! Randomly generated notes, for gardens that are edited at random. There are few names, so that they collide,
//! and some of everything that a note can say about others.

use crate::random::Random;

/// Names of notes, without their extension.
pub(super) const NAMES: [&str; 12] = [
    "Apple",
    "beans",
    "Chard",
    "Über",
    "index",
    "250422 Dill",
    "Egg plant",
    "日記",
    "apple",
    "2024-03-02",
    "draft~",
    "Fig",
];
/// Folders for the notes, the first of which is the content folder itself.
pub(super) const FOLDERS: [&str; 6] = ["", "beds/", "beds/north/", "shed/", "Beds/", "private/"];
const WORDS: [&str; 15] = [
    "soil",
    "compost",
    "#tag",
    "#tag/nested",
    "**bold**",
    "water",
    "$x$",
    "`code`",
    "%%aside%%",
    "$\\R$",
    // Names of notes.
    "Egg plant",
    "an apple, chard or beans,",
    "a title's egg plant",
    "über 日記 und Alias one",
    "<img src=\"plan.png\" alt=\"x\"> <a href=\"Chard.md\">html</a>",
];
const FRONT: [&str; 13] = [
    "title: A title",
    "aliases: [alias one]",
    "tags: [front, tag/other]",
    "created: 2024-03-02",
    "modified: 2025-01-31",
    "draft: true",
    "publish: true",
    "permalink: /here",
    "description: In a few words",
    "status: seedling",
    "author: Ann",
    "authors: [ann, \"Ben <ben@garden.example>\"]",
    "image: plan.png",
];

/// Returns a random path for a note.
pub(super) fn path(random: &mut Random) -> String {
    format!("{}{}.md", random.one_of(&FOLDERS), random.one_of(&NAMES))
}

/// Returns random front matter, mostly none or little.
pub(super) fn front(random: &mut Random) -> String {
    let lines: Vec<&str> = FRONT.into_iter().filter(|_| random.below(5) == 0).collect();
    if lines.is_empty() { String::new() } else { format!("---\n{}\n---\n", lines.join("\n")) }
}

/// Returns a link of a random kind.
pub(super) fn link(random: &mut Random) -> String {
    let name = *random.one_of(&NAMES);
    let forms = [
        format!("[[{name}]]"),
        format!("[[{name}|said]]"),
        format!("[[{name}#Part]]"),
        format!("[[{name}#^spot]]"),
        format!("![[{name}]]"),
        format!("![[{name}#Part]]"),
        format!("[[beds/{name}]]"),
        format!("[md](../{}.md)", name.replace(' ', "%20")),
        "[[alias one]]".to_owned(),
        "![[plan.png]]".to_owned(),
        "![[plan.svg]]".to_owned(),
        "[[Nowhere]]".to_owned(),
        // Almost a name, for which a name is suggested.
        format!("[[{name}s]]"),
        "[[250422]]".to_owned(),
        "[[240302]]".to_owned(),
        "[[2024-03-02|a day]]".to_owned(),
        "![[Map.canvas]]".to_owned(),
        "[to](../beds/north/..)".to_owned(),
    ];
    random.one_of(&forms).clone()
}

/// Returns a whole random note.
pub(super) fn note(random: &mut Random) -> String {
    let mut text = front(random);
    for paragraph in 0..random.below(4) + 1 {
        if random.below(3) == 0 {
            text.push_str(["# Top\n\n", "## Part\n\n", "### Part\n\n"][paragraph % 3]);
        }
        for _ in 0..random.below(5) {
            text.push_str(random.one_of::<&str>(&WORDS));
            text.push(' ');
            if random.below(2) == 0 {
                text.push_str(&link(random));
                text.push(' ');
            }
        }
        text.push_str(if random.below(4) == 0 { "^spot\n\n" } else { "\n\n" });
    }
    text
}

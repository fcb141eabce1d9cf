//! Gardens for benchmarks: any number of notes, made of invented words, the same every time.
//!
//! [`plant`] is the entry point. A note has 300 to 500 words, about eight links whose targets follow a power
//! law, about three tags and three to five headings; some have lists, code, tables, footnotes, embeds, callouts
//! or aliases, as often as in real gardens. One link in fifty leads to a note that does not exist. Nothing here
//! is random: a note is determined by its number.

mod chance;
mod words;

use std::collections::HashSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

use chance::Chance;
use words::{COMMON, RARE, title, word};

const FOLDERS: [&str; 10] =
    ["beds", "compost", "fruit", "herbs", "journal", "people", "reading", "seeds", "tools", "water"];

/// A garden whose titles are known in advance, so that notes can link to each other.
pub(crate) struct Garden {
    titles: Vec<String>,
    tags: usize,
}

/// Writes a garden of `notes` notes and a `site.toml` into the new folder `root`.
pub(crate) fn plant(root: &Path, notes: usize) -> io::Result<Garden> {
    let garden = Garden::new(notes);
    let content = root.join("content");
    for folder in FOLDERS {
        fs::create_dir_all(content.join(folder))?;
    }
    fs::write(root.join("site.toml"), "title = \"A garden to measure\"\n")?;
    fs::write(content.join("index.md"), "---\ntitle: A garden to measure\n---\n\nInvented words in rows.\n")?;
    for number in 0..notes {
        fs::write(garden.path(root, number), garden.text(number))?;
    }
    Ok(garden)
}

impl Garden {
    fn new(notes: usize) -> Self {
        let mut taken = HashSet::new();
        let mut chance = Chance::new(1);
        let titles = (0..notes).map(|_| {
            loop {
                let words = 1 + chance.below(4);
                let title = title(&mut chance, words);
                if taken.insert(title.clone()) {
                    return title;
                }
            }
        });
        Self { titles: titles.collect(), tags: 40 + notes / 100 }
    }

    /// Number of notes.
    pub(crate) fn len(&self) -> usize {
        self.titles.len()
    }

    /// Returns the path of a note.
    pub(crate) fn path(&self, root: &Path, number: usize) -> PathBuf {
        let folder = FOLDERS[Chance::of(number, 1).below(FOLDERS.len())];
        root.join("content").join(folder).join(format!("{}.md", self.titles[number]))
    }

    /// Returns the whole text of a note's file.
    pub(crate) fn text(&self, number: usize) -> String {
        let mut chance = Chance::of(number, 2);
        let headings = headings(number);
        let mut text = self.front_matter(number, &mut chance);
        let links = chance.around(8, 5);
        let sections = headings.len() + 1;
        let words = (300 + chance.below(201)) / sections;
        let has_footnote = chance.percent(20);
        for section in 0..sections {
            if section > 0 {
                let _ = write!(text, "## {}\n\n", headings[section - 1]);
            }
            let links = links / sections + usize::from(section < links % sections);
            if section > 0 && chance.percent(40) {
                self.list(words, links, &mut chance, &mut text);
            } else {
                let mark = if has_footnote && section == 1 { "[^1]" } else { "" };
                self.paragraph(words / 2, links / 2, &mut chance, &mut text);
                text.push_str("\n\n");
                self.paragraph(words - words / 2, links - links / 2, &mut chance, &mut text);
                let _ = write!(text, "{mark}\n\n");
            }
        }
        self.extras(&mut chance, &mut text);
        if has_footnote {
            text.push_str("[^1]: ");
            self.paragraph(15, 0, &mut chance, &mut text);
            text.push('\n');
        }
        text
    }

    fn front_matter(&self, number: usize, chance: &mut Chance) -> String {
        let (year, month, day) = (2016 + chance.below(10), 1 + chance.below(12), 1 + chance.below(28));
        let tags: Vec<String> = (0..1 + chance.below(5)).map(|_| self.tag(chance)).collect();
        let title = &self.titles[number];
        let tags = tags.join(", ");
        let mut text = format!("---\ntitle: {title}\ndate: {year}-{month:02}-{day:02}\ntags: [{tags}]\n");
        if chance.percent(30) {
            let _ = writeln!(text, "aliases: [{} {number}]", words::title(chance, 2));
        }
        text.push_str("---\n\n");
        text
    }

    fn tag(&self, chance: &mut Chance) -> String {
        let number = chance.power_law(self.tags, 3.0);
        // Every fourth tag is nested in another one.
        if number % 4 == 3 {
            format!("{}/{}", word(RARE + number / 4), word(RARE + number))
        } else {
            word(RARE + number)
        }
    }

    /// Writes words in sentences, some of them links, and perhaps one with emphasis or as code.
    fn paragraph(&self, words: usize, links: usize, chance: &mut Chance, text: &mut String) {
        let marked = if chance.percent(50) { chance.below(words) } else { words };
        let mut since = 0;
        for place in 0..words {
            let mut next = word(chance.power_law(COMMON, 2.7));
            if since == 0 {
                next = words::capitalized(&next);
            }
            since += 1;
            // The links are evenly spaced.
            if links > 0 && place % (words / links).max(1) == 1 && place / (words / links).max(1) < links {
                next = self.link(chance);
            } else if place == marked {
                next = ["**", "*", "`"].map(|sign| format!("{sign}{next}{sign}"))[chance.below(3)].clone();
            }
            text.push_str(&next);
            let ends = since > 8 && chance.percent(15) || place + 1 == words;
            if ends {
                since = 0;
            }
            text.push_str(if ends { "." } else { "" });
            text.push_str(if place + 1 == words { "" } else { " " });
        }
    }

    fn list(&self, words: usize, links: usize, chance: &mut Chance, text: &mut String) {
        let items = 3 + chance.below(3);
        for item in 0..items {
            text.push_str("- ");
            self.paragraph((words / items).max(6), usize::from(item < links), chance, text);
            text.push('\n');
        }
        text.push('\n');
    }

    fn link(&self, chance: &mut Chance) -> String {
        if chance.percent(2) {
            return format!("[[Not yet {}]]", word(RARE + chance.below(5_000)));
        }
        let goal = self.goal(chance);
        let title = &self.titles[goal];
        match chance.below(100) {
            0..25 => format!("[[{title}|{} {}]]", word(chance.below(COMMON)), word(chance.below(COMMON))),
            25..35 => format!("[[{title}#{}]]", headings(goal)[0]),
            _ => format!("[[{title}]]"),
        }
    }

    /// Returns the target of a link: a few notes get many links, most get few.
    fn goal(&self, chance: &mut Chance) -> usize {
        chance.power_law(self.titles.len(), 8.0)
    }

    /// Writes what only some notes have.
    fn extras(&self, chance: &mut Chance, text: &mut String) {
        if chance.percent(10) {
            text.push_str(
                "```rust\nfn dig(beds: &[u32]) -> u32 {\n    beds.iter().filter(|bed| **bed > 0).sum()\n}\n```\n\n",
            );
        }
        if chance.percent(5) {
            text.push_str("| Bed | Crop | Yield |\n| --- | :-: | --: |\n");
            for row in 0..3 + chance.below(6) {
                let _ = writeln!(text, "| {} | {} | {row} |", word(chance.below(COMMON)), word(chance.below(COMMON)));
            }
            text.push('\n');
        }
        if chance.percent(5) {
            let _ = write!(text, "> [!{}]\n> ", ["note", "tip", "warning"][chance.below(3)]);
            self.paragraph(25, 0, chance, text);
            text.push_str("\n\n");
        }
        if chance.percent(5) {
            let goal = self.goal(chance);
            let _ = write!(text, "![[{}#{}]]\n\n", self.titles[goal], headings(goal)[0]);
        }
    }
}

/// Returns the headings of a note, three to five.
fn headings(number: usize) -> Vec<String> {
    let mut chance = Chance::of(number, 3);
    let count = 3 + chance.below(3);
    (0..count)
        .map(|_| {
            let words = 1 + chance.below(3);
            title(&mut chance, words)
        })
        .collect()
}

//! Notes to compare: generated ones, and blocks of real ones.

use allotment::note::markdown::{Body, Event, pieces};

use crate::random::Random;

/// Splits a body into its blocks, including the lines between them.
pub(super) fn blocks(body: &str) -> Vec<&str> {
    let (pieces, _) = pieces(Body { text: body, start: 0 });
    let mut starts = vec![0];
    let mut depth = 0_usize;
    for piece in &pieces {
        let at = body[..piece.span.start].rfind('\n').map_or(0, |at| at + 1);
        if depth == 0 && starts.last().is_some_and(|last| *last < at) {
            starts.push(at);
        }
        match piece.event {
            Event::Start(_) => depth += 1,
            Event::End => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    starts.push(body.len());
    starts.windows(2).map(|pair| &body[pair[0]..pair[1]]).filter(|block| !block.trim().is_empty()).collect()
}

const WORDS: &[&str] = &[
    "soil",
    "bed",
    "*a*",
    "**b**",
    "***c***",
    "_d_",
    "~~e~~",
    "==f==",
    "`g`",
    "``h` ``",
    "$i$",
    "$$j$$",
    "[[k]]",
    "[[l|m]]",
    "[[n#o|p q]]",
    "[r](s.md)",
    "[t](<u v.md> \"w\")",
    "![x](y.png)",
    "<https://e.org>",
    "[^1]",
    "é",
    "*",
    "**",
    "_",
    "~",
    "~~",
    "=",
    "==",
    "`",
    "$",
    "]",
    "(",
    ")",
    "!",
    "\\*",
    "\\[",
    "&amp;",
    "<b>",
    "</b>",
    "1.",
    "-",
    "#",
    "|",
    "a_b_c",
    "2*3*4",
    "u*v*w",
    "**u**v",
    "~~u~~v",
    "==u==v",
    "(*u*)",
    "`u`v",
    "*u **v***",
    "x^2",
    "^[aside]",
    "日本",
    "“q”",
    ".",
    ",",
    ":",
];

/// Generates a note of a few blocks, the same for the same seed.
pub(super) fn generate(seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut note = String::new();
    for _ in 0..1 + random.below(4) {
        note.push_str(&block(&mut random, 2));
        note.push('\n');
    }
    if note.contains("[^1]") {
        note.push_str("[^1]: A footnote.\n");
    }
    note
}

fn line(random: &mut Random) -> String {
    let words: Vec<&str> = (0..1 + random.below(7)).map(|_| *random.one_of(WORDS)).collect();
    // A tag at the start of a line may begin an HTML block, which comrak lets interrupt a list item.
    let line = if words[0].starts_with("<") { format!("x {}", words.join(" ")) } else { words.join(" ") };
    if random.below(6) == 0 { format!("{line} https://e.org/z?a=b&c and") } else { line }
}

/// Generates the lines of one block of a random kind, each with its line break.
fn block(random: &mut Random, depth: usize) -> String {
    let lines = |random: &mut Random| (0..1 + random.below(3)).map(|_| line(random) + "\n").collect::<String>();
    match random.below(if depth > 0 { 12 } else { 6 }) {
        0 => format!("{} {}\n", "#".repeat(1 + random.below(6)), line(random)),
        1 => format!("```{}\n{}```\n", random.one_of(&["", "rust", "text x"]), lines(random)),
        // In a list, comrak takes the line after a thematic break as part of the same block, and the list as tight.
        2 if depth == 2 => "---\n".to_owned(),
        2 => lines(random),
        3..=5 => lines(random),
        6 => prefixed(&block(random, depth - 1), "> ", "> "),
        7 => format!(
            "> [!{}]{} T {}\n{}",
            random.one_of(&["note", "TIP", "own-kind"]),
            random.one_of(&["", "+", "-"]),
            line(random),
            prefixed(&block(random, depth - 1), "> ", "> ")
        ),
        8 | 9 => {
            let marker = *random.one_of(&["- ", "* ", "1. ", "7) ", "- [ ] ", "- [x] ", "- [?] "]);
            let indent = " ".repeat(marker.find(' ').map_or(0, |at| at + 1));
            let gap = *random.one_of(&["", "", "\n"]);
            let count = 1 + random.below(3);
            let item = |_| {
                // After a task's checkbox everything is text, so the line below would begin a block that nobody
                // intended.
                let content = if marker.contains('[') { lines(random) } else { block(random, depth - 1) };
                prefixed(&content, marker, &indent) + gap
            };
            (0..count).map(item).collect()
        }
        10 => {
            let row = |random: &mut Random| {
                format!("| {} | {} |\n", line(random).replace('|', ""), line(random).replace('|', ""))
            };
            format!(
                "{}|{}|\n{}{}",
                row(random),
                random.one_of(&["---|---", ":--|--:", ":-:|-"]),
                row(random),
                row(random)
            )
        }
        _ => format!("{}{}\n", lines(random), random.one_of(&["===", "---"])),
    }
}

/// Prefixes lines, the first with one prefix and the rest with another.
fn prefixed(lines: &str, first: &str, rest: &str) -> String {
    let line = |(nth, line): (usize, &str)| format!("{}{line}\n", if nth == 0 { first } else { rest });
    lines.lines().enumerate().map(line).collect()
}

//! What is a mention and what is not, and how mentions become links.

use std::time::{Duration, Instant};

use super::*;
use crate::garden::{self, Memory, tests};

fn grow(files: &[(&str, &str)]) -> (Garden, Memory) {
    garden::grow(&tests::inputs(&tests::notes(files, &crate::note::Options::default())))
}

fn options() -> Options {
    Options { least: 4, skip: vec!["Ordinary".to_owned()] }
}

/// All mentions, as `source > goal: words`.
fn mentions(files: &[(&str, &str)]) -> Vec<String> {
    let (garden, _) = grow(files);
    all(&garden, &Mentions::of(&garden, &options()))
}

fn all(garden: &Garden, mentions: &Mentions) -> Vec<String> {
    let of_goal = |goal: NoteId| {
        mentions.to(garden, goal).into_iter().map(move |mentioned| {
            let (source, goal) = (&garden.note(mentioned.source).note, &garden.note(goal).note);
            format!("{} > {}: {}", source.path.stem(), goal.path.stem(), source.words(mentioned.mention.text))
        })
    };
    garden.ids().flat_map(of_goal).collect()
}

/// The mentions in a text, in a garden with some notes.
fn in_text(text: &str) -> Vec<String> {
    let garden = [
        ("Mutual Aid.md", ""),
        ("Mutual Aid Network.md", "---\naliases: [Neighbours’ ring, 互助网络]\n---\n"),
        ("250422 Two sheds.md", ""),
        ("École libre.md", ""),
        ("堆肥.md", ""),
        ("상호부조.md", ""),
        ("Ordinary.md", ""),
        ("Fig.md", ""),
        ("1917.md", ""),
        ("Index.md", "# Index"),
        ("C++ in gardens.md", ""),
        ("Soil.md", ""),
        ("z.md", text),
    ];
    mentions(&garden).iter().map(|line| line.replace("z > ", "")).collect()
}

#[test]
fn a_name_in_prose_is_a_mention() {
    for (text, want) in [
        ("All about mutual aid.", "Mutual Aid: mutual aid"),
        ("- Mutual Aid", "Mutual Aid: Mutual Aid"),
        ("- [ ] MUTUAL AID: why", "Mutual Aid: MUTUAL AID"),
        ("We call it *mutual* aid.", "Mutual Aid: mutual aid"),
        ("mutual\naid", "Mutual Aid: mutual aid"),
        ("> [!tip] Mutual aid\n> text", "Mutual Aid: Mutual aid"),
        ("| a | b |\n|---|---|\n| x | mutual aid |", "Mutual Aid: mutual aid"),
        ("## On mutual aid\n\ntext", "Mutual Aid: mutual aid"),
        ("## On mutual aid\n\nSay Mutual Aid.", "Mutual Aid: Mutual Aid"),
        ("text[^1]\n\n[^1]: mutual aid", "Mutual Aid: mutual aid"),
        ("the mutual aid networks", "Mutual Aid: mutual aid"),
        ("a mutual aid network", "Mutual Aid Network: mutual aid network"),
        ("the neighbours' ring", "Mutual Aid Network: neighbours' ring"),
        ("Two sheds stand there", "250422 Two sheds: Two sheds"),
        ("a école libre, E\u{301}COLE LIBRE", "École libre: école libre"),
        ("有機堆肥的方法", "堆肥: 堆肥"),
        ("我们的互助网络很好", "Mutual Aid Network: 互助网络"),
        ("상호부조는 중요하다", "상호부조: 상호부조"),
        ("a Soil Test, Soil", "Soil: Soil"),
        ("SOIL", "Soil: SOIL"),
        ("learn C++ in gardens", "C++ in gardens: C++ in gardens"),
        ("<span title=\"no\">mutual aid</span>", "Mutual Aid: mutual aid"),
    ] {
        assert_eq!(in_text(text), [want], "{text}");
    }
}

#[test]
fn what_is_no_prose_or_no_name_is_no_mention() {
    for text in [
        "[[Mutual Aid]] is mutual aid",
        "[x](Mutual%20Aid.md) is mutual aid",
        "![[Mutual Aid]] is mutual aid",
        "[mutual aid](https://a.example/)",
        "<https://a.example/mutual-aid> ",
        "`mutual aid`",
        "```\nmutual aid\n```",
        "    mutual aid",
        "$mutual aid$ and $$mutual aid$$",
        "#mutual-aid",
        "%%mutual aid%%",
        "<!-- mutual aid -->",
        "Created: 250422\nTags: #mutual-aid",
        "---\nkey: mutual aid\n---\n",
        "---\ntitle: Of mutual aid\n---\n",
        "# Of mutual aid",
        "![mutual aid](a.png)",
        "[x]: https://a.example \"mutual aid\"",
        "<a href=\"x\">mutual aid</a>",
        "<span title=\"mutual aid\">x</span>",
        "<div title=\"mutual aid\">\n</div>",
        "a <code>mutual aid</code> b",
        "immutual aid, mutual aids, mutual_aid, mutual  x aid",
        "ordinary things, a fig, in 1917, the index, the soil",
    ] {
        assert!(in_text(text).is_empty(), "{text}: {:?}", in_text(text));
    }
}

#[test]
fn a_name_that_several_have_is_nobodys_and_hides_what_is_in_it() {
    let names = |text: &str| {
        mentions(&[
            ("a/Dual power.md", ""),
            ("b/Dual power.md", ""),
            ("c.md", "---\naliases: [Power]\n---\n"),
            ("d.md", text),
        ])
    };
    assert!(names("of Dual Power").is_empty());
    assert_eq!(names("of Power"), ["d > c: Power"]);
}

#[test]
fn a_note_does_not_mention_itself_and_says_each_name_once() {
    let files = [
        ("soil.md", "Soil and soil and worms."),
        ("worms.md", "Soil, soil."),
        ("2024-03-02.md", "soil"),
        ("zinnia.md", "soil"),
    ];
    assert_eq!(
        mentions(&files),
        ["worms > soil: Soil", "zinnia > soil: soil", "2024-03-02 > soil: soil", "soil > worms: worms"]
    );
}

#[test]
fn what_is_withheld_is_not_mentioned_and_mentions_nothing() {
    let files = [
        ("Secret plan.md", "---\ndraft: true\n---\nof the garden club"),
        ("Garden club.md", "our secret plan"),
        ("z.md", ""),
    ];
    assert!(mentions(&files).is_empty());
}

#[test]
fn a_garden_that_changes_is_read_where_it_changed() {
    let old = grow(&[("soil.md", "worms"), ("worms.md", "rain"), ("rain.md", "")]).0;
    let before = Mentions::of(&old, &options());
    for files in [
        [("soil.md", "worms"), ("worms.md", "soil"), ("rain.md", "")],
        [("soil.md", "[[Worms]] worms"), ("worms.md", "rain"), ("rain.md", "")],
        [("soil.md", "worms"), ("worms.md", "---\ntitle: earth\n---\nrain"), ("rain.md", "earth")],
    ] {
        let now = grow(&files).0;
        let others = old.ids().filter(|id| old.note(*id).note.text != now.note(*id).note.text).collect();
        for others in [None, Some(&others)] {
            let again = before.again(&old, &now, others, &options());
            assert_eq!(all(&now, &again), all(&now, &Mentions::of(&now, &options())), "{files:?} {others:?}");
        }
    }
}

#[test]
fn names_come_and_go_and_change_hands() {
    let text = "Worm farm, worm, soil, École, école libre, 堆肥, Beans and peas, wormery, Bean";
    let names = ["worm", "Worm farm", "Soil", "école", "École libre", "堆肥", "beans", "Beans and peas", "Bean"];
    let said = |number: usize| format!("---\naliases: [{}]\n---\n{text}", names[number % names.len()]);
    // A few notes at a time, so that each comes, goes and meets others of the same name.
    let state = |step: usize| -> Vec<(String, String)> {
        let is_there = |number: &usize| !(step / (number + 1) + number).is_multiple_of(3) || *number == 12;
        let numbers = (0..13).filter(is_there);
        numbers
            .map(|number| (format!("{}{number}.md", names[(number + step / 4) % 5]), said(number + step / 5)))
            .collect()
    };
    let grown = |step: usize| {
        let files = state(step);
        grow(&files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>()).0
    };
    let mut garden = grown(0);
    let mut mentions = Mentions::of(&garden, &options());
    for step in 1..60 {
        let now = grown(step);
        mentions = mentions.again(&garden, &now, None, &options());
        assert_eq!(all(&now, &mentions), all(&now, &Mentions::of(&now, &options())), "step {step}");
        garden = now;
    }
}

#[test]
fn hostile_names_take_no_more_time_than_others() {
    let begun = Instant::now();
    let aliases =
        |from: usize| (from..from + 5_000).map(|number| format!("bean {number}")).collect::<Vec<_>>().join(", ");
    let with = |aliases: String| format!("---\naliases: [{aliases}]\n---\n");
    let (first, second) = (with(aliases(0)), with(aliases(5_000)));
    let nested = with((1..40).map(|length| "aa ".repeat(length)).collect::<Vec<_>>().join(", "));
    let text = format!("{} {}", "aa ".repeat(100_000), "bean 9999x ".repeat(50_000));
    let files =
        [("1.md", first.as_str()), ("2.md", &second), ("3.md", &nested), ("a.md", &text), ("b.md", "bean 7777")];
    let found = mentions(&files);
    assert_eq!(found[0], "b > 2: bean 7777");
    assert!(found[1].starts_with("a > 3: aa aa aa "), "{}", &found[1][..40]);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    // A title of one letter is only searched for on request.
    let (garden, _) = grow(&[("x.md", ""), ("y.md", "an x")]);
    assert!(all(&garden, &Mentions::of(&garden, &options())).is_empty());
    let short = Options { least: 1, skip: Vec::new() };
    assert_eq!(all(&garden, &Mentions::of(&garden, &short)), ["y > x: x"]);
}

/// A note with its suggestions applied.
fn suggested(files: &[(&str, &str)], path: &str) -> String {
    let (garden, memory) = grow(files);
    let mentions = Mentions::of(&garden, &options());
    let id = garden.ids().find(|id| garden.note(*id).note.path.as_str() == path).expect("there is such a note");
    let source = files.iter().find(|(other, _)| *other == path).expect("it is there").1;
    let leads_to = |target: &str| memory.note_called(target, garden.note(id).note.path.folder());
    let changes = suggest(&mentions, &garden, id, source, &leads_to, &crate::note::Options::default());
    apply(source, &changes)
}

#[test]
fn mentions_become_links() {
    for (text, want) in [
        ("Mutual Aid, mutual aid", "[[Mutual Aid]], mutual aid"),
        ("of mutual aid", "of [[Mutual Aid|mutual aid]]"),
        ("- **mutual aid**: x", "- **[[Mutual Aid|mutual aid]]**: x"),
        ("two sheds", "[[250422 Two sheds|two sheds]]"),
        ("crop rotation", "[[beds/Rotation|crop rotation]]"),
        ("| a |\r\n|---|\r\n| mutual aid |\r\n", "| a |\r\n|---|\r\n| [[Mutual Aid\\|mutual aid]] |\r\n"),
        (
            "# Mutual aid here\n\n## Mutual aid\n\nmutual aid",
            "# Mutual aid here\n\n## Mutual aid\n\n[[Mutual Aid|mutual aid]]",
        ),
        ("mutual\naid, mutual aid", "mutual\naid, [[Mutual Aid|mutual aid]]"),
        ("*mutual* aid, mutual aid", "*mutual* aid, [[Mutual Aid|mutual aid]]"),
        ("mutual&#32;aid", "mutual&#32;aid"),
        ("^[of mutual aid] x", "^[of [[Mutual Aid|mutual aid]]] x"),
        (
            "---\nk: mutual aid\n---\nCreated: 250422\n\n%%mutual aid%% mutual aid",
            "---\nk: mutual aid\n---\nCreated: 250422\n\n%%mutual aid%% [[Mutual Aid|mutual aid]]",
        ),
        ("\u{feff}éé mutual aid", "\u{feff}éé [[Mutual Aid|mutual aid]]"),
        ("[mutual aid] and [see mutual aid](x.md)", "[[[Mutual Aid|mutual aid]]] and [see mutual aid](x.md)"),
        ("`mutual aid", "`[[Mutual Aid|mutual aid]]"),
        ("==mutual aid== ~~two sheds~~", "==[[Mutual Aid|mutual aid]]== ~~[[250422 Two sheds|two sheds]]~~"),
    ] {
        let files = [
            ("Mutual Aid.md", ""),
            ("250422 Two sheds.md", ""),
            ("beds/Rotation.md", "---\naliases: [crop rotation]\n---\n"),
            ("other/Rotation.md", ""),
            ("z/note.md", text),
        ];
        assert_eq!(suggested(&files, "z/note.md"), want, "{text}");
    }
}

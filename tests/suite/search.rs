//! What a search finds and what it costs, measured on the files that a build writes.
//!
//! The lists in tests/search are shared with tests/browser/search.test.js, which queries the reader's script.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use allotment::note::{self, Note};
use allotment::path::{OutputPath, SourcePath};
use allotment::search::tokenize::{Kind, words};
use allotment::search::{self, Entry, File, Searcher};
use serde_json::{Value, json};

use crate::garden::{Built, GardenTest, repository};
use crate::random::Random;
use crate::robustness::timed_here;

/// Reads a list of queries that both engines have to satisfy.
fn list(name: &str) -> Vec<Value> {
    let text = fs::read_to_string(repository().join("tests/search").join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Returns the starter garden with notes in ten languages added.
fn garden() -> GardenTest {
    let folder = repository().join("tests/search/garden");
    let more = GardenTest::from_folder(&folder);
    more.paths().fold(GardenTest::starter(), |garden, path| garden.note(path, more.bytes(path)))
}

/// Returns the files of the index among the outputs. Each is one line; in the first file, it comes after the
/// reader's script.
pub(crate) fn index(built: &Built) -> Vec<File> {
    let name = |path: &str| Some(path.strip_prefix("search/")?.strip_suffix(".js")?.to_owned());
    let files = built.files.keys().filter_map(|path| Some((name(path)?, built.text(path).lines().last()?)));
    files.map(|(name, line)| File { name, text: format!("{line}\n") }).collect()
}

/// Returns the addresses of the results, best first.
fn found(files: &[File], query: &str) -> Vec<String> {
    Searcher::new(files).answer(query, 10).found.into_iter().map(|found| found.url).collect()
}

fn read(path: &str, text: &str) -> Note {
    let options = note::Options {
        opt_in: false,
        drafts: false,
        created: Vec::new(),
        updated: Vec::new(),
        properties: Vec::new(),
    };
    note::read(&SourcePath::new(path), text.as_bytes(), &options)
}

#[test]
fn words_are_split_and_folded_as_the_script_does_it() {
    for line in list("words.json") {
        let text = line["text"].as_str().unwrap();
        let kind = |kind: Kind| match kind {
            Kind::Word => 0,
            Kind::Pair => 1,
            Kind::Last => 2,
        };
        let found: Vec<Value> =
            words(text).iter().map(|word| json!([word.form, text[word.start..word.end], kind(word.kind)])).collect();
        assert_eq!(line["words"], Value::Array(found), "{text}");
    }
}

#[test]
fn queries_are_understood_as_the_script_does_it() {
    for mut line in list("queries.json") {
        let text = line.as_object_mut().unwrap().remove("text").unwrap();
        let query = search::parse(text.as_str().unwrap());
        assert_eq!(line, serde_json::to_value(query).unwrap(), "{text}");
    }
}

/// Returns how many expected notes come first, how many are among the first three, and the queries whose note
/// does not come first.
fn quality(built: &Built, list: &[Value]) -> (usize, usize, Vec<String>) {
    let (files, pages) = (index(built), built.notes());
    let (mut first, mut three, mut missed) = (0, 0, Vec::new());
    for line in list {
        let (query, want) = (line["query"].as_str().unwrap(), line["first"].as_str().unwrap());
        let place = found(&files, query).iter().position(|url| *url == OutputPath::new(&pages[want]).url());
        first += usize::from(place == Some(0));
        three += usize::from(place.is_some_and(|place| place < 3));
        if place != Some(0) {
            missed.push(format!("{query}: {want} {place:?}"));
        }
    }
    (first, three, missed)
}

#[test]
fn what_should_be_found_comes_first() {
    let built = garden().build();
    for (name, count, least) in [("quality.json", 100, (90, 97)), ("languages.json", 60, (54, 59))] {
        let list = list(name);
        assert_eq!(list.len(), count);
        let (first, three, missed) = quality(&built, &list);
        assert!(first >= least.0 && three >= least.1, "{name}: {first} first, {three} among three: {missed:#?}");
    }
}

#[test]
fn what_should_be_found_in_a_help_vault_comes_first() {
    let Some(vault) = std::env::var_os("ALLOTMENT_HELP_VAULT") else {
        eprintln!("no ALLOTMENT_HELP_VAULT");
        return;
    };
    let list = list("help.json");
    assert_eq!(list.len(), 100);
    let (first, three, missed) = quality(&GardenTest::from_folder(Path::new(&vault)).build(), &list);
    eprintln!("{first} first, {three} among three: {missed:#?}");
    assert!(first >= 90 && three >= 97, "{first} first, {three} among three: {missed:#?}");
}

#[test]
fn a_word_is_found_with_or_without_variation_selectors() {
    let files = index(&GardenTest::new().note("Map.md", "From 葛\u{e0100}城 to the sea.").build());
    for query in ["葛城", "葛\u{e0100}城"] {
        assert_eq!(found(&files, query), ["map.html"], "{query}");
    }
}

#[test]
fn a_stem_that_is_a_word_finds_that_word() {
    let garden =
        GardenTest::new().note("Canvas.md", "A cloth.").note("Two.md", "Two canvases and three aliases, or an alias.");
    let files = index(&garden.build());
    assert_eq!(found(&files, "canvases "), ["canvas.html", "two.html"]);
    assert_eq!(found(&files, "canvas "), ["canvas.html", "two.html"]);
    assert_eq!(found(&files, "alias "), ["two.html"]);
}

#[test]
fn a_common_word_is_no_part_of_a_name() {
    let garden =
        (0..9).fold(GardenTest::new(), |garden, number| garden.note(&format!("{number}.md"), "A note of the day."));
    let garden = garden
        .note("Daily note.md", "A slide is named once, in passing.")
        .note("Shows.md", "A note becomes a show. One slide, two slides, three slides, and the last slide.");
    let files = index(&garden.build());
    assert_eq!(found(&files, "a note as slide "), ["shows.html", "daily-note.html"]);
    assert_eq!(found(&files, "daily note ")[0], "daily-note.html");
}

#[test]
fn the_note_of_that_very_name_comes_first() {
    let files = index(&garden().build());
    for (query, want) in
        [("trowel", "trowel"), ("trowels", "trowels"), ("Trowels ", "trowels"), ("\"trowels\"", "trowels")]
    {
        let found = found(&files, query);
        assert_eq!(found.len(), 2, "{query} {found:?}");
        assert_eq!(found[0].rsplit('/').next().unwrap(), format!("{want}.html"), "{query}");
    }
}

#[test]
fn a_word_of_a_title_is_answered_in_three_requests() {
    let files = index(&garden().build());
    let searcher = Searcher::new(&files);
    for (query, most) in [("compost ", 2), ("autonomy ", 2), ("digital democracy ", 3), ("compsot ", 4)] {
        searcher.used();
        assert!(!searcher.answer(query, 1).found.is_empty(), "{query}");
        // Besides the script, which is in the same file as the root: the shard with the words, and the note itself.
        assert!(searcher.used().len() <= most, "{query} {:?}", searcher.used());
    }
}

#[test]
fn the_newest_notes_begin_in_the_first_file() {
    let leaves = "Leaves that nobody turned lay there. ".repeat(90);
    let garden = (10..20).fold(GardenTest::new(), |garden, day| {
        garden.note(
            &format!("Day {day}.md"),
            format!("---\ncreated: 2025-04-{day}\n---\n## Early\n\n{day} beans. {leaves}"),
        )
    });
    let garden = garden
        .note("Data.md", format!("---\ncreated: 2025-05-01\n---\n{}", "0".repeat(4_000)))
        .note("Short.md", "---\ncreated: 2025-05-02\ntags: [soil]\n---\nOne line.\n\nAnother.");
    let files = index(&garden.build());
    let text = &files.iter().find(|file| file.name == "root").unwrap().text;
    let data = text.trim().strip_prefix("allotmentSearch.shard(\"root\",").unwrap().strip_suffix(')').unwrap();
    let recent = serde_json::from_str::<Value>(data).unwrap()["recent"].take();
    let notes = (0..12).filter_map(|number: usize| recent.get(number.to_string()));
    let titles: Vec<&str> = notes.map(|note| note[0].as_str().unwrap()).collect();
    // A note whose text has no boundary to cut it at is not among them.
    assert_eq!(titles, ["Day 14", "Day 15", "Day 16", "Day 17", "Day 18", "Day 19", "Short"]);
    assert_eq!(
        recent["11"],
        json!(["Short", "short.html", "2025-05-02", "", ["soil"], [], [["One line.\nAnother.", "", ""]]])
    );
    let long = recent["9"][6][0][0].as_str().unwrap();
    assert!(long.starts_with("19 beans. Leaves") && long.ends_with('…'), "{long}");
    // It is enough for the snippet that is shown: the same as that of the whole text.
    let shown = Searcher::new(&files).answer("", 3).found[2].snippet.concat();
    assert!(long.starts_with(shown.trim_end_matches('…')) && long.len() > shown.len(), "{shown}");
    assert!(long.len() < 500, "{long}");
}

#[test]
fn operators_narrow_what_is_found() {
    let garden = GardenTest::new()
        .note("beds/Beans.md", "---\ntags: [seeds/climbing]\ncreated: 2025-04-22\n---\nTwo rows of compost.")
        .note("beds/Carrots.md", "---\ntags: [seeds]\ncreated: 2025-05-01\n---\nRows and rows, and no compost tea.")
        .note("shed/Tools.md", "---\ncreated: 2024-12-31\n---\nThe tea is beside the compost.")
        .note("Undated.md", "About compost.");
    let files = index(&garden.build());
    for (query, want) in [
        ("compost tag:seeds", &["beds/carrots.html", "beds/beans.html"][..]),
        ("compost #seeds/climbing", &["beds/beans.html"]),
        ("compost -tag:seeds in:shed", &["shed/tools.html"]),
        ("compost in:BEDS", &["beds/carrots.html", "beds/beans.html"]),
        ("\"compost tea\"", &["beds/carrots.html"]),
        ("\"tea compost\"", &[]),
        ("compost -tea -rows", &["undated.html"]),
        ("compost -\"compost tea\" tea", &["shed/tools.html"]),
        ("compost after:2025-04-22", &["beds/carrots.html", "beds/beans.html"]),
        ("compost before:250422", &["shed/tools.html"]),
        ("after:2025 before:2025-05", &["beds/beans.html"]),
        ("after:2025 before:2025-05 after:2020 before:2030", &["beds/beans.html"]),
        ("after:2025-05 before:2025-04-30", &[]),
        ("-tag:seeds", &["shed/tools.html", "undated.html"]),
        ("", &["beds/carrots.html", "beds/beans.html", "shed/tools.html", "undated.html"]),
        ("?!", &[]),
    ] {
        let mut found = found(&files, query);
        if want.len() > 1 && query.starts_with("compost") {
            found.sort_by_key(|url| std::cmp::Reverse(url.clone()));
        }
        assert_eq!(found, want, "{query}");
    }
}

#[test]
fn folders_and_tags_of_any_name_are_filters() {
    let garden = GardenTest::new()
        .note("\"Old\" beds/One.md", "---\ntags: [c#, 'say “hi”']\n---\nMoss.")
        .note("“Old” beds/Two.md", "---\ntags: [c]\n---\nMoss.")
        .note("-/Three.md", "Moss.")
        .note("\u{640}/Four.md", "Moss.")
        .note("#one/Five.md", "Moss.");
    let files = index(&garden.build());
    for (query, want) in [
        ("moss in:-old--beds", 2),
        ("in:\"-old- beds\"", 2),
        ("in:Old\"beds", 0),
        ("tag:c#", 1),
        ("#c", 1),
        ("tag:say--hi-", 1),
        ("in:-", 1),
        ("in:\u{640}", 1),
        ("in:#one", 1),
        ("in:/", 0),
    ] {
        assert_eq!(found(&files, query).len(), want, "{query}");
    }
}

#[test]
fn all_words_are_wanted_and_fewer_do_if_no_note_has_all() {
    let garden = GardenTest::new()
        .note("One.md", "Leeks like sand.")
        .note("Two.md", "Leeks like loam.")
        .note("Three.md", "Onions like sand.")
        .note("Four.md", "Nothing here.");
    let files = index(&garden.build());
    let answer = |query| Searcher::new(&files).answer(query, 10);
    let both = answer("leeks sand ");
    assert_eq!((both.found.len(), both.fewer), (1, false));
    assert_eq!(both.found[0].url, "one.html");
    let some = answer("leeks loam onions ");
    assert_eq!((some.found[0].url.as_str(), some.fewer), ("two.html", true));
}

#[test]
fn the_note_named_by_the_more_common_word_is_not_lost_to_a_correction() {
    let garden = (0..26).fold(GardenTest::new(), |garden, number| {
        garden.note(&format!("{number}.md"), if number < 3 { "Kept in git." } else { "Something else." })
    });
    let garden = garden.note("Git.md", "It keeps versions.").note("Gita.md", "Stahel wrote it.");
    let files = index(&garden.build());
    let answer = Searcher::new(&files).answer("git stash", 10);
    assert_eq!(answer.corrected, [("stash".to_owned(), vec!["stahel".to_owned()])]);
    let found: Vec<&str> = answer.found.iter().map(|found| found.url.as_str()).collect();
    assert!(answer.fewer && found.contains(&"git.html") && found.contains(&"gita.html"), "{found:?}");
}

#[test]
fn a_hit_leads_to_its_heading_and_shows_its_words() {
    let files = index(&garden().build());
    let answer = Searcher::new(&files).answer("thermometer ", 3);
    let found = &answer.found[0];
    let (id, heading) = found.heading.clone().unwrap();
    assert_eq!((id.as_str(), heading.concat().as_str()), ("temperature", "Temperature"));
    assert_eq!(found.snippet[..3], ["Push a ".to_owned(), "thermometer".into(), found.snippet[2].clone()]);
    let alias = Searcher::new(&files).answer("berkeley ", 3).found.remove(0);
    assert_eq!(alias.alias.unwrap(), ["", "Berkeley", " method"]);
}

#[test]
fn a_title_and_another_word_lead_to_the_section_with_the_other() {
    let note = "Kompost lebt.\n\n## Die Mischung\n\nOhne Stickstoff geht es nicht.\n\n## Kompost im Winter\n\nKalt.\n";
    let files = index(&GardenTest::new().note("Kompost.md", note).build());
    let heading = |query| Searcher::new(&files).answer(query, 1).found[0].heading.clone().map(|(id, _)| id);
    assert_eq!(heading("kompost stickstoff ").as_deref(), Some("die-mischung"));
    assert_eq!(heading("kompost winter ").as_deref(), Some("kompost-im-winter"));
    assert_eq!(heading("kompost "), None);
    assert_eq!(heading("kompost lebt "), None);
}

#[test]
fn what_the_page_drops_of_raw_html_is_not_found() {
    let text = "Text <script>var scriptword = `codeword` + #tagword;</script> after.\n\nOpen <style>.styleword\n\nEnd.";
    let files = index(&GardenTest::new().note("Raw.md", text).build());
    for (query, want) in
        [("after", 1), ("open end", 1), ("scriptword", 0), ("codeword", 0), ("#tagword", 0), ("styleword", 0)]
    {
        assert_eq!(found(&files, query).len(), want, "{query}");
    }
}

#[test]
fn the_target_of_an_embed_is_no_text_of_the_note() {
    let garden = GardenTest::new()
        .note("Quince.md", "It is yellow.\n\n## Harvest\n\nIn October.")
        .note("One.md", "A basket: ![[Quince#Harvest]] and a jar.")
        .note("Two.md", "![[Quince|the medlar]]\n\n![[quince.pdf]]");
    let files = index(&garden.build());
    for (query, want) in
        [("quince ", &["quince.html", "two.html"][..]), ("harvest ", &["quince.html"]), ("medlar ", &["two.html"])]
    {
        assert_eq!(found(&files, query), want, "{query}");
    }
    assert_eq!(Searcher::new(&files).answer("basket jar ", 1).found[0].snippet.concat(), "A basket:\n and a jar.");
}

#[test]
fn digits_of_any_script_are_found_by_those_of_every_keyboard() {
    let garden = GardenTest::new()
        .note("Arabic.md", "في سنة ٢٠٢٤.")
        .note("Persian.md", "سال ۱۳۹۹.")
        .note("Hindi.md", "सन् १९४७.")
        .note("Latin.md", "In 2024.");
    let files = index(&garden.build());
    for (query, want) in [
        ("2024 ", &["arabic.html", "latin.html"][..]),
        ("٢٠٢٤ ", &["arabic.html"]),
        ("1399 ", &["persian.html"]),
        ("139", &["persian.html"]),
        ("1947 ", &["hindi.html"]),
    ] {
        let mut found = found(&files, query);
        found.sort();
        assert_eq!(found, want, "{query}");
    }
    assert_eq!(Searcher::new(&files).answer("1947 ", 1).found[0].snippet, ["सन् ", "१९४७", "."]);
}

#[test]
fn a_word_is_not_corrected_to_a_much_longer_one() {
    let garden = GardenTest::new().note("One.md", "A solarprinciple.").note("Two.md", "Many chickens.");
    let files = index(&garden.build());
    let corrected = |query| Searcher::new(&files).answer(query, 5).corrected;
    assert_eq!(corrected("solarpunk "), []);
    assert_eq!(corrected("chickenry "), [("chickenry".to_owned(), vec!["chickens".to_owned()])]);
}

#[test]
fn nothing_that_is_not_published_is_in_the_index() {
    let garden = GardenTest::new()
        .note(
            "Open.md",
            "---\ntags: [seen]\n---\nSeen. %%zyzzyva%% <!-- zyzzyvas --> [[Secret zyzzyva|elsewhere]]\n\nCreated: 250101",
        )
        .note(
            "Secret zyzzyva.md",
            "---\npublish: false\ntags: [zyzzyva]\naliases: [Zyzzyvaic]\n---\n# Zyzzyvan\n\nzyzzyve",
        );
    let built = garden.build();
    let files = index(&built);
    assert_eq!(found(&files, "seen"), ["open.html"]);
    for query in ["zyzzyva", "zyzzyvas", "zyzzyvan", "zyzzyvaic", "zyzzyve", "#zyzzyva"] {
        assert_eq!(found(&files, query), Vec::<String>::new(), "{query}");
    }
    // Words are prefix-compressed, but not beyond recognition.
    assert!(files.iter().all(|file| !file.text.contains("zzyv")));
}

#[test]
fn a_garden_without_a_search_has_no_files_of_one() {
    let built = GardenTest::new().note("a.md", "b").config("[search]\nenabled = false\n").build();
    let files: Vec<&String> = built.files.keys().filter(|path| path.contains("search")).collect();
    assert_eq!(files, Vec::<&String>::new());
}

/// Returns this many notes, each of a sentence or two.
fn large(notes: usize) -> Vec<Note> {
    let mut random = Random::new(7);
    let mut sentence = |words: usize| -> String {
        let word =
            |random: &mut Random| format!("{}{}", ["so", "ta", "mi", "ren", "ko"][random.below(5)], random.below(900));
        (0..words).map(|_| word(&mut random)).collect::<Vec<_>>().join(" ")
    };
    let day = |number: usize| format!("{}-{:02}-{:02}", 2016 + number % 9, number % 12 + 1, number % 28 + 1);
    (0..notes)
        .map(|number| {
            let text = format!(
                "---\ncreated: {}\n---\n{} compost\n\n## {}\n\n{}\n",
                day(number),
                sentence(25),
                sentence(2),
                sentence(25)
            );
            read(&format!("{}/{} {number}.md", number % 7, sentence(2)), &text)
        })
        .collect()
}

fn index_of(notes: &[Note]) -> Vec<File> {
    let entry = |note| -> Entry<'_> {
        let note: &Note = note;
        Entry { note, url: note.path.as_str(), day: note.created.with(None), backlinks: 0, language: "en" }
    };
    search::files(&notes.iter().map(entry).collect::<Vec<_>>())
}

#[test]
fn no_query_takes_long_in_a_large_garden() {
    let files = index_of(&large(5_000));
    let searcher = Searcher::new(&files);
    let limit = Duration::from_millis(if cfg!(debug_assertions) { 2_000 } else { 50 });
    for query in list("hostile.json").iter().chain(&list("more.json")).map(|query| query.as_str().unwrap()) {
        let took = timed_here(|| drop(searcher.answer(query, 10)));
        assert!(took < limit, "{query:.40}: {took:?}");
    }
}

#[test]
fn of_a_word_of_very_many_notes_only_the_best_are_loaded_beside_others() {
    let note = |number: usize| {
        let heap = if number < 2_100 { " heap" } else { "" };
        let sieve = if number % 1_000 < 2 { " sieve" } else { "" };
        read(&format!("{number}.md"), &format!("---\ncreated: 2024-01-01\n---\nA bed{heap}{sieve}.\n"))
    };
    let files = index_of(&(0..9_000).map(note).collect::<Vec<_>>());
    let searcher = Searcher::new(&files);
    let ask =
        |query| (searcher.used(), searcher.answer(query, 5), searcher.used().iter().any(|name| name.starts_with("r-")));
    let (_, answer, is_whole) = ask("heap sieve ");
    assert_eq!((answer.total, answer.fewer, is_whole), (18, false, false), "the rarer word is wanted");
    assert!(answer.found.iter().all(|found| found.snippet.len() == 5), "notes with both come first: {answer:?}");
    let (_, answer, is_whole) = ask("\"heap sieve\"");
    assert_eq!((answer.found.len(), is_whole), (5, true), "a phrase is looked for everywhere");
}

#[test]
fn a_changed_note_changes_few_files() {
    let mut notes = large(400);
    let before = index_of(&notes);
    let changed = |after: &[File]| after.iter().filter(|file| !before.contains(file)).count();
    let again = index_of(&notes);
    assert_eq!(changed(&again), 0);
    let old = &notes[200];
    let text = old.text.replacen("compost", "compost sieve", 1);
    notes[200] = read(old.path.as_str(), &text);
    let edited = index_of(&notes);
    // The note itself, and the shards that contain the new word.
    assert!(
        changed(&edited) <= 8 && edited.len().abs_diff(before.len()) <= 2,
        "{} of {}",
        changed(&edited),
        before.len()
    );
    notes.push(read("Newest.md", "---\ncreated: 2026-01-01\n---\nA sieve."));
    let grown = index_of(&notes);
    let of_notes = |files: &[File]| -> BTreeSet<String> {
        files.iter().filter(|file| file.name.starts_with("n-")).map(|file| file.text.clone()).collect()
    };
    assert!(of_notes(&grown).difference(&of_notes(&edited)).count() <= 1);
}

#[test]
fn a_damaged_index_finds_something_or_nothing() {
    let whole = index(&garden().build());
    let mut random = Random::new(3);
    for _ in 0..60 {
        let mut files = whole.clone();
        for file in &mut files {
            let ends: Vec<usize> = file.text.char_indices().map(|(at, _)| at).collect();
            let at = ends[random.below(ends.len())];
            match random.below(4) {
                0 => file.text.truncate(at),
                1 => file.text.insert(at, '7'),
                2 => drop(file.text.remove(at)),
                _ => {}
            }
        }
        for query in ["compost", "dual power", "tag:soil", "before:2026", "コンポスト", "compsot"] {
            Searcher::new(&files).answer(query, 10);
        }
    }
}

#[test]
fn notes_are_read_alike_however_they_are_gathered() {
    let notes = large(600);
    let index = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| index_of(&notes))
    };
    assert_eq!(index(1), index(5));
}

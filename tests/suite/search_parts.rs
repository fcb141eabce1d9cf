//! Long notes in the search: only the part with the words is loaded, and the results are the same as for a whole note.

use std::collections::BTreeSet;

use allotment::search::{Answer, File, Searcher};

use crate::garden::GardenTest;
use crate::search::index;

/// Returns text of about 4 kB that contains none of the words searched for.
fn filler() -> String {
    "Leaves that nobody turned lay there for a long winter and a short spring.\n\n".repeat(55)
}

/// Returns a note with twelve headings, `said` below some of them, and short notes beside it.
fn garden(said: &[(usize, &str)]) -> GardenTest {
    let mut long = String::from("---\naliases: [Almanac]\n---\nThe spade stands in the shed.\n\n");
    for number in 1..=12 {
        long.push_str(&format!("## Month {number}\n\n{}", filler()));
        for (_, text) in said.iter().filter(|(month, _)| *month == number) {
            long.push_str(&format!("{text}\n\n"));
        }
    }
    GardenTest::new().note("Year.md", &long).note("Other.md", "Something else.").note("Third.md", "And more.")
}

fn files(garden: &GardenTest) -> Vec<File> {
    index(&garden.build())
}

/// Returns an answer, and the files with text that it needed.
fn ask(files: &[File], query: &str) -> (Answer, BTreeSet<String>) {
    let searcher = Searcher::new(files);
    let answer = searcher.answer(query, 5);
    (answer, searcher.used().into_iter().filter(|name| name.starts_with("n-")).collect())
}

/// Returns the ids of the headings that the results lead to.
fn headings(answer: &Answer) -> Vec<String> {
    answer.found.iter().map(|found| found.heading.as_ref().map_or(String::new(), |(id, _)| id.clone())).collect()
}

#[test]
fn only_the_part_with_the_word_is_loaded() {
    let files = files(&garden(&[(9, "Push the thermometer in.")]));
    let (answer, used) = ask(&files, "thermometer ");
    assert_eq!(headings(&answer), ["month-9"]);
    assert_eq!(answer.found[0].snippet[1], "thermometer");
    let size: usize = files.iter().filter(|file| used.contains(&file.name)).map(|file| file.text.len()).sum();
    assert!(used.len() == 1 && size < 12_000, "{used:?} have {size} bytes");
    // Names of the note belong to its first part.
    let (answer, used) = ask(&files, "almanac ");
    assert_eq!(headings(&answer), [""]);
    assert_eq!(answer.found[0].alias.as_ref().unwrap(), &["", "Almanac", ""]);
    assert_eq!(used.len(), 1);
}

#[test]
fn words_in_different_parts_are_in_one_note() {
    let files = files(&garden(&[(4, "A sieve."), (9, "Push the thermometer in, and the sieve under it.")]));
    let (answer, used) = ask(&files, "spade thermometer ");
    assert_eq!((answer.found.len(), answer.fewer, used.len()), (1, false, 1));
    // The part that contains most of the words.
    let (answer, used) = ask(&files, "spade sieve thermometer ");
    assert_eq!((headings(&answer), used.len()), (vec!["month-9".to_owned()], 1));
}

#[test]
fn a_name_of_the_note_counts_in_each_part() {
    let files = files(&garden(&[(9, "Push the thermometer in."), (11, "An almanac of the year.")]));
    let (answer, used) = ask(&files, "year thermometer ");
    assert_eq!((headings(&answer), used.len()), (vec!["month-9".to_owned()], 1));
    assert_eq!(answer.found[0].snippet[1], "thermometer");
    assert_eq!(headings(&ask(&files, "year ").0), [""], "a title leads to the top of the page");
    // A phrase of names is looked for where the text has its words, and in the first part.
    let (_, used) = ask(&files, "\"almanac year\"");
    assert_eq!(used.len(), 2, "{used:?}");
}

#[test]
fn a_heading_with_the_word_is_where_a_hit_leads() {
    let files = files(&garden(&[(2, "The temperature matters."), (9, "### Temperature\n\nIt is high.")]));
    assert_eq!(headings(&ask(&files, "temperature ").0), ["temperature"]);
}

#[test]
fn a_phrase_is_found_in_any_part() {
    let apart = format!("A kettle.\n\n{}Some copper.", &filler()[..300]);
    let files = files(&garden(&[(2, &apart), (10, "The copper kettle sings.")]));
    let (answer, used) = ask(&files, "\"copper kettle\"");
    assert_eq!(headings(&answer), ["month-10"]);
    assert_eq!(used.len(), 2, "those that have both words");
    assert_eq!(ask(&files, "\"sings kettle\"").0.found, []);
    assert_eq!(headings(&ask(&files, "\"the copper kettle\" spade ").0), ["month-10"]);
    let long = "\"leaves that nobody turned lay there for a long winter and a short spring\" copper";
    assert_eq!(ask(&files, long).0.found.len(), 1, "more words than a query has");
}

#[test]
fn what_must_not_be_there_may_be_in_no_part() {
    let files = files(&garden(&[(4, "A sieve."), (10, "The copper kettle sings.")]));
    assert_eq!(ask(&files, "sieve ").0.found.len(), 1);
    assert_eq!(ask(&files, "sieve -\"copper kettle\"").0.found, []);
    assert_eq!(ask(&files, "sieve -\"kettle copper\"").0.found.len(), 1);
}

#[test]
fn a_section_that_is_too_long_is_cut_between_its_blocks() {
    let long = format!("# Year\n\n## All of it\n\n{}A sieve.\n\n## More\n\nA spade.\n", filler().repeat(6));
    let files = index(&GardenTest::new().note("Year.md", &long).build());
    let (answer, used) = ask(&files, "sieve ");
    assert_eq!((headings(&answer), used.len()), (vec!["all-of-it".to_owned()], 1));
    assert!(files.iter().filter(|file| file.name.starts_with("n-")).all(|file| file.text.len() < 10_000));
    // The words of a heading belong to each part of its section.
    assert_eq!(headings(&ask(&files, "all sieve ").0), ["all-of-it"]);
}

#[test]
fn short_notes_are_whole_and_parts_are_not_too_many() {
    let of_notes = |text: &str| -> Vec<String> {
        let files = index(&GardenTest::new().note("Year.md", text).build());
        files.into_iter().map(|file| file.name).filter(|name| name.starts_with("n-")).collect()
    };
    assert_eq!(of_notes(&filler().repeat(2)), ["n-0"]);
    assert_eq!(of_notes(&"word ".repeat(10_000)), ["n-0"], "a block is not cut");
    let blocks = format!("{}\n\nA short one.\n\n", "word ".repeat(1_500));
    for count in [3, 20, 200] {
        let files = of_notes(&blocks.repeat(count)).len();
        assert!((2..=32).contains(&files), "{files} parts of {count} blocks");
    }
}

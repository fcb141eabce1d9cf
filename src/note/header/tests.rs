//! Tests of `header`.

use proptest::prelude::*;

use super::*;

/// What is read from the start of a body: title line, date, tags, links, and the body without header lines.
fn shown(stem: &str, source: &str) -> (String, String, Vec<String>, String) {
    let header = read("a.md", source, 0..source.len(), stem);
    let mut left = source.to_owned();
    for line in header.lines.iter().rev() {
        left.replace_range(line.clone(), "");
    }
    (
        header.title_line.map_or(String::new(), |line| source[line].to_owned()),
        header.created.map_or(String::new(), |(date, _)| date.date.to_string()),
        header.tags.iter().map(|(tag, _)| tag.to_string()).collect(),
        left,
    )
}

fn tags(source: &str) -> Vec<String> {
    shown("Note", source).2
}

#[test]
fn a_note_saved_from_a_page_is_read_as_it_is() {
    let source = "Dual Power\nCreated: 250422 Monday, 22 April Tags: dual-power organizing mutual-aid\nWhat is Dual Power?\nText.\n-\nMore.\n";
    let (title, created, tags, left) = shown("Dual Power", source);
    assert_eq!((title.as_str(), created.as_str()), ("Dual Power", "2025-04-22"));
    assert_eq!(tags, ["dual-power", "organizing", "mutual-aid"]);
    assert_eq!(left, "Dual Power\n\nWhat is Dual Power?\nText.\n-\nMore.\n");
    let header = read("garden/Dual Power.md", source, 0..source.len(), "Dual Power");
    let [found] = header.diagnostics.as_slice() else { panic!("{:?}", header.diagnostics) };
    let place = found.location.as_ref().map(|at| (at.path.as_str(), at.line, at.column, at.end_column));
    assert_eq!(place, Some(("garden/Dual Power.md", 2, 17, 23)));
    assert_eq!(
        (found.code.as_str(), found.message.as_str()),
        ("weekday-mismatch", "the weekday does not fit the date")
    );
    assert_eq!(found.label, "22 April 2025 is a Tuesday");
    assert_eq!(found.help.as_deref(), Some("write `Tuesday`, or correct the date"));
}

#[test]
fn a_first_line_like_the_file_name_stays_unless_header_lines_follow() {
    for source in ["Dual power\n\n\"Dual power\" refers to a situation.\n", "dual power", "dual power\n\n# Part\n"] {
        let (title, created, tags, left) = shown("Dual power", source);
        assert_eq!((title.as_str(), created.as_str(), tags.len()), ("", "", 0));
        assert_eq!(left, source);
    }
}

#[test]
fn header_lines_are_found_at_the_head_only() {
    for (source, created, want) in [
        ("Created: 250422\nTags: #a b, c\n\nText", "2025-04-22", vec!["a", "b", "c"]),
        ("Tags: a\nCreated: 250422\n", "2025-04-22", vec!["a"]),
        ("\n\n  created: 250422\ntags: a\n", "2025-04-22", vec!["a"]),
        ("**Created:** 250422\n**Tags**: a\n", "2025-04-22", vec!["a"]),
        ("**Created: 250422 Tags: a b**\n", "2025-04-22", vec!["a", "b"]),
        ("__CREATED:__ [[250422]] __TAGS:__ #A\n", "2025-04-22", vec!["a"]),
        ("Created:: 250422 | Tags:: #a\n", "2025-04-22", vec!["a"]),
        ("Created: 250422  \nTags: #a\\\n", "2025-04-22", vec!["a"]),
        ("Created: 250422\r\nTags: a\r\n\r\nText\r\n", "2025-04-22", vec!["a"]),
        ("Tags: #a #b Created: 250422", "2025-04-22", vec!["a", "b"]),
        ("# Heading\nCreated: 250422\n", "2025-04-22", vec![]),
        ("# Heading\n\n\nTags: a\n", "", vec!["a"]),
        ("Heading\nof two lines\n===\nTags: a\n", "", vec!["a"]),
        ("Note\n===\nTags: a\n", "", vec!["a"]),
        ("NOTE\n\nTags: a\n", "", vec!["a"]),
        ("Created: 250422\nAuthor: Me\nTags: a\n", "2025-04-22", vec!["a"]),
        ("Created: 250422\nTags: a\n---\nText\n", "2025-04-22", vec!["a"]),
        ("Tags: [[Soil life]] #[[water]] x\n", "", vec!["soil-life", "water", "x"]),
        ("Tags: #a. #b#c, #d.e f.g\n", "", vec!["a", "b", "c", "d", "f.g"]),
        ("Created:\nTags:\n", "", vec![]),
        ("Intro words.\n\nTags: not these\n\nCreated: 010101\n", "", vec![]),
        ("```\nTags: not these\nCreated: 010101\n```\n", "", vec![]),
        ("```\n===\n\nTags: not these\n```\n", "", vec![]),
        ("# T\n\nIntro.\n\n## Part\n\nTags: not these\n", "", vec![]),
        ("## Part\n\nTags: not these\n", "", vec![]),
        ("# T\n\n> Tags: not these\n", "", vec![]),
        ("We discuss Tags: not these\n", "", vec![]),
        ("- Tags: not these\n", "", vec![]),
        ("    Tags: not these\n", "", vec![]),
        ("Created: 010101\nTags: not these\n===\n", "", vec![]),
        ("Note\nis the start of a sentence.\nTags: not these\n", "", vec![]),
        ("Taglines: not these\n", "", vec![]),
        ("Created: 250422\nWords.\nTags: not these\n", "2025-04-22", vec![]),
        ("", "", vec![]),
        ("# ", "", vec![]),
    ] {
        let (_, got, tags, _) = shown("250101 Note", source);
        assert_eq!((got.as_str(), tags), (created, want.iter().map(|tag| (*tag).to_owned()).collect()), "{source}");
    }
}

#[test]
fn only_header_lines_leave_the_page() {
    for (source, left) in [
        ("Created: 250422\nTags: a\nWords.", "\n\nWords."),
        ("# T\r\nTags: a\r\n\r\nWords.\r\n", "# T\r\n\r\n\r\nWords.\r\n"),
        ("Created: 250422\nAuthor: Me\nTags: a\n", "\nAuthor: Me\n\n"),
        ("Created: in the shed\nTags: a\n", "Created: in the shed\n\n"),
    ] {
        assert_eq!(shown("Note", source).3, left, "{source}");
    }
}

#[test]
fn the_title_line_is_the_name_with_or_without_its_date() {
    for (stem, line) in
        [("250422 Sheds", "Sheds"), ("250422 Sheds", "250422 Sheds"), ("Jardi\u{301}n", "Jardín"), ("Sheds", " sheds ")]
    {
        assert_eq!(shown(stem, &format!("{line}\n\nTags: a\n\nText")).0, line, "{line}");
    }
    assert_eq!(shown("Sheds", "Sheds\nare fine.").0, "");
    assert_eq!(shown("Sheds", "# Sheds\n\nTags: a").0, "");
}

#[test]
fn mistakes_are_reported_with_their_place() {
    let source = "Created: 251340\nTags: 2024, #7 x\n";
    let header = read("a.md", source, 0..source.len(), "Note");
    let found: Vec<String> = header
        .diagnostics
        .iter()
        .map(|d| {
            format!("{} {} {:?}", d.code, d.message, d.location.as_ref().map(|at| (at.line, at.column, at.end_column)))
        })
        .collect();
    assert_eq!(
        found,
        [
            "invalid-date `251340` is not a date Some((1, 10, 16))",
            "invalid-tag `2024` is only digits, so it is not a tag Some((2, 7, 11))",
            "invalid-tag `7` is only digits, so it is not a tag Some((2, 13, 15))",
        ]
    );
}

#[test]
fn links_in_header_lines_are_given_to_the_caller() {
    let source = "x\nCreated: [[250422]] Tuesday\nTags: [[Soil]] a\n";
    let header = read("a.md", source, 2..source.len(), "Note");
    let links: Vec<&str> = header.links.iter().map(|span| &source[span.clone()]).collect();
    assert_eq!(links, ["[[250422]]", "[[Soil]]"]);
    assert_eq!(
        header.created.map(|(date, span)| (date.date.to_string(), &source[span])),
        Some(("2025-04-22".to_owned(), "[[250422]] Tuesday"))
    );
    assert_eq!(header.tags.iter().map(|(_, span)| &source[span.clone()]).collect::<Vec<_>>(), ["[[Soil]]", "a"]);
    assert_eq!(tags("Tags: snake_case_ #x_y"), ["snake_case_", "x_y"]);
}

#[test]
fn long_lines_are_read_in_bounded_time() {
    for (start, piece) in [
        ("Tags: ", "1 "),
        ("Tags: ", "[[ "),
        ("Tags: ", "[["),
        ("Created: ", "[["),
        ("Created: ", "Tags: "),
        ("Created: 250422 ", "May "),
        ("", "a\n"),
        ("", "=\n"),
        ("", "Tags: 1\n"),
    ] {
        let source = start.to_owned() + &piece.repeat(1_000_000 / piece.len());
        // The machine may be busy with something else, but not every time.
        let quick = (0..5).any(|_| {
            let clock = std::time::Instant::now();
            let _ = read("a.md", &source, 0..source.len(), "a");
            clock.elapsed() < std::time::Duration::from_secs(8)
        });
        assert!(quick, "{start}{piece}");
        let header = read("a.md", &source, 0..source.len(), "a");
        assert!(header.diagnostics.len() <= 64, "{start}{piece}");
    }
}

proptest! {
    #[test]
    fn no_body_is_too_odd(source in "(.{0,12}\n?){0,6}", stem in ".{0,12}") {
        let _ = read("a.md", &source, 0..source.len(), &stem);
    }

    #[test]
    fn nothing_like_a_header_is_too_odd(
        source in "(# T\n|é\n)?((\\*\\*|__|)([Cc]reated|[Tt]ags)(:|::|\\*\\*:|:__)[ é*#|\\[\\]0-9,a]{0,12}(Tags:|Created:)?[ 0-9#a\\[\\]]{0,8}[\r\n]{0,2}){0,4}",
    ) {
        let header = read("a.md", &source, 0..source.len(), "é");
        for span in header.lines.iter().chain(&header.links).chain(header.tags.iter().map(|(_, span)| span)) {
            prop_assert!(source.get(span.clone()).is_some());
        }
    }
}

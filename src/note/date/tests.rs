//! Tests of `date`.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Option<String> {
    read(text).ok().map(|date| date.date.to_string())
}

#[test]
fn all_accepted_forms_are_read() {
    for (text, want) in [
        ("2020-08-21", "2020-08-21"),
        (" 2020-08-21 ", "2020-08-21"),
        ("2020-08-21T10:30:00", "2020-08-21"),
        ("2020-08-21 23:30", "2020-08-21"),
        ("2020-08-21T23:30:00-08:00", "2020-08-21"),
        ("2020-08-21T23:30:00.123Z", "2020-08-21"),
        ("2020-08-21 10:30:00 +0200", "2020-08-21"),
        ("2020-08-21 9:30 pm", "2020-08-21"),
        ("20200821", "2020-08-21"),
        ("20200821T1030", "2020-08-21"),
        ("202008211030", "2020-08-21"),
        ("20200821103059", "2020-08-21"),
        ("200821", "2020-08-21"),
        ("010203", "2001-02-03"),
        ("691231", "2069-12-31"),
        ("700101", "1970-01-01"),
        ("240229", "2024-02-29"),
        ("[[200821]]", "2020-08-21"),
        ("[[2020-08-21]] Friday", "2020-08-21"),
        ("[[journal/200821|that day]], 21 August", "2020-08-21"),
        ("[[200821 Harvest]]", "2020-08-21"),
        ("200821 Friday, 21 August", "2020-08-21"),
        ("200821 vendredi, 21 août", "2020-08-21"),
        ("200821, by the pond", "2020-08-21"),
    ] {
        assert_eq!(day(text).as_deref(), Some(want), "{text}");
    }
}

#[test]
fn a_name_that_is_nothing_but_a_date_is_a_day() {
    for (name, want) in [
        ("250422", Some("2025-04-22")),
        ("20250422", Some("2025-04-22")),
        ("2025-04-22", Some("2025-04-22")),
        ("700101", Some("1970-01-01")),
        ("250422 Two sheds", None),
        ("250422.md", None),
        ("202504221030", None),
        ("2025-04-22-1", None),
        ("2025-04", None),
        ("251340", None),
        ("", None),
    ] {
        assert_eq!(of_day(name).map(|day| day.to_string()).as_deref(), want, "{name}");
    }
}

#[test]
fn what_is_no_date_is_refused() {
    for text in [
        "",
        "soon",
        "2025",
        "2025-02-30",
        "251340",
        "250229",
        "2020-08-211",
        "2020-08-21-22",
        "1598005800000",
        "20-08-21",
        "200821abc",
        "[[200821",
        "[[Harvest]]",
        "[[200821abc]]",
        "2020-08-21Tea",
        "<% tp.date.now() %>",
        "٢٠٢٠٠٨٢١",
        "0000-00-00",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn weekday_and_day_are_read_in_words_with_their_places() {
    for (text, weekday, spelled) in [
        ("250422 Tuesday, 22 April", "Tuesday", "22 April"),
        ("[[250422]] Tuesday, 22 April 2025", "Tuesday", "22 April 2025"),
        ("2025-04-22 10:30 Tue", "Tue", ""),
        ("2025-04-22T10:30:00+02:00 (Tues.), 22nd of April", "Tues", "22nd of April"),
        ("250422 tuesday April 22, 2025", "tuesday", "April 22, 2025"),
        ("250422, 22 Apr.", "", "22 Apr"),
        ("250422", "", ""),
        ("250422 April", "", ""),
        ("250422 mardi, 22 avril", "", ""),
        ("250422 Tu", "", ""),
    ] {
        let date = read(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert_eq!(date.weekday.map_or("", |(_, span)| &text[span]), weekday, "{text}");
        assert_eq!(date.day.map_or("", |day| &text[day.span]), spelled, "{text}");
    }
}

#[test]
fn a_file_name_may_begin_with_a_date() {
    for (stem, want) in [
        ("241130 Building Dual Power", Some(("2024-11-30", "Building Dual Power"))),
        ("2024-11-30 Title", Some(("2024-11-30", "Title"))),
        ("2024-11-30 - Title", Some(("2024-11-30", "Title"))),
        ("2024-11-30  -5 degrees", Some(("2024-11-30", "-5 degrees"))),
        ("241130", Some(("2024-11-30", "241130"))),
        ("2024-11-30", Some(("2024-11-30", "2024-11-30"))),
        ("700101 Epoch", Some(("1970-01-01", "Epoch"))),
        ("241130 日記", Some(("2024-11-30", "日記"))),
        ("999999 Bottles", None),
        ("2024-13-01 Title", None),
        ("241130_Title", None),
        ("241130-Title", None),
        ("2411301 Title", None),
        ("20241130 Title", None),
        ("é241130", None),
        ("Title", None),
        ("", None),
    ] {
        let got = from_file_name(stem).map(|(date, title)| (date.to_string(), title));
        assert_eq!(got, want.map(|(date, title)| (date.to_owned(), title)), "{stem}");
    }
}

/// All findings about a text that is a whole file: code, columns, message, label, help, fix.
fn findings(text: &str) -> Vec<String> {
    let place = Place { path: "a.md", source: text, span: 0..text.len(), verbatim: true };
    let found = match read(text) {
        Ok(date) => date.contradictions(text, &place),
        Err(error) => vec![error.diagnostic(text, &place)],
    };
    let show = |d: &Diagnostic| {
        let at = d.location.as_ref().map_or((0, 0), |at| (at.column, at.end_column));
        let fix = d.fix.as_ref().map_or(String::new(), |fix| {
            format!("; fix: {}", {
                let mut fixed = text.to_owned();
                fixed.replace_range(fix.span.clone(), &fix.with);
                fixed
            })
        });
        format!(
            "{} {}-{}: {} ({}); help: {}{fix}",
            d.code,
            at.0,
            at.1,
            d.message,
            d.label,
            d.help.as_deref().unwrap_or("")
        )
    };
    found.iter().map(show).collect()
}

#[test]
fn an_impossible_date_says_why_and_what_to_write() {
    for (text, want) in [
        (
            "2025-02-30",
            "invalid-date 1-11: `2025-02-30` is not a date (February 2025 has 28 days); help: write a date as `2025-04-22`, `20250422` or `250422`",
        ),
        (
            "251340",
            "invalid-date 1-7: `251340` is not a date (there is no month 13); help: write a date as `2025-04-22`, `20250422` or `250422`",
        ),
        (
            "soon",
            "invalid-date 1-5: `soon` is not a date (); help: write a date as `2025-04-22`, `20250422` or `250422`",
        ),
        ("2025/4/2", "invalid-date 1-9: `2025/4/2` is not a date (); help: write `2025-04-02`; fix: 2025-04-02"),
        (
            "2025-4-2 10:30",
            "invalid-date 1-9: `2025-4-2` is not a date (); help: write `2025-04-02`; fix: 2025-04-02 10:30",
        ),
        ("22.04.2025", "invalid-date 1-11: `22.04.2025` is not a date (); help: write `2025-04-22`; fix: 2025-04-22"),
        (
            "22 April 2025",
            "invalid-date 1-14: `22 April 2025` is not a date (); help: write `2025-04-22`; fix: 2025-04-22",
        ),
        (
            "04/05/2025",
            "invalid-date 1-11: `04/05/2025` is not a date (); help: write a date as `2025-04-22`, `20250422` or `250422`",
        ),
    ] {
        assert_eq!(findings(text), [want]);
    }
}

#[test]
fn words_that_do_not_fit_are_reported_where_they_stand() {
    assert_eq!(findings("250422 Tuesday, 22 April"), [""; 0]);
    assert_eq!(
        findings("250422 Monday, 22 April"),
        [
            "weekday-mismatch 8-14: the weekday does not fit the date (22 April 2025 is a Tuesday); help: write `Tuesday`, or correct the date; fix: 250422 Tuesday, 22 April"
        ]
    );
    assert_eq!(
        findings("2025-04-22 mon"),
        [
            "weekday-mismatch 12-15: the weekday does not fit the date (22 April 2025 is a Tuesday); help: write `tue`, or correct the date"
        ]
    );
    assert_eq!(
        findings("250422 Tuesday, 23 April"),
        [
            "date-mismatch 17-25: the spelled-out day does not fit the date (`250422` is 22 April 2025); help: write `22 April`, or correct the date; fix: 250422 Tuesday, 22 April"
        ]
    );
    assert_eq!(
        findings("[[250422]], 22 April 2024"),
        [
            "date-mismatch 13-26: the spelled-out day does not fit the date (`250422` is 22 April 2025); help: write `22 April 2025`, or correct the date"
        ]
    );
    assert_eq!(
        findings("250432"),
        [
            "invalid-date 1-7: `250432` is not a date (April 2025 has 30 days); help: write a date as `2025-04-22`, `20250422` or `250422`"
        ]
    );
}

#[test]
fn where_the_words_agree_the_date_is_in_doubt() {
    assert_eq!(
        findings("250423 Tuesday, 22 April"),
        [
            "weekday-mismatch 8-15: the weekday does not fit the date (23 April 2025 is a Wednesday); help: write `Wednesday`, or correct the date",
            "date-mismatch 17-25: the spelled-out day does not fit the date (`250423` is 23 April 2025); help: the words agree with each other: perhaps the date is `250422`; fix: 250422 Tuesday, 22 April",
        ]
    );
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in ".{0,60}") {
        let _ = findings(&text.replace('\n', " "));
        let _ = from_file_name(&text);
    }

    #[test]
    fn nothing_like_a_date_is_too_odd(text in "(\\[\\[)?[0-9/.T:+-]{0,14}(\\]\\])?[ ,]{0,2}([A-Za-z]{0,9}[ ,.é]{1,2}[0-9]{0,4}(th)?){0,4}") {
        let _ = findings(&text);
    }

    #[test]
    fn every_day_is_read_in_every_form(year in 1970_i16..2070, month in 1_i8..13, day in 1_i8..29) {
        let date = Date::new(year, month, day).expect("a day that every month has");
        let name = words::weekday_name(date.weekday());
        for core in [date.to_string(), format!("{year}{month:02}{day:02}"), format!("{:02}{month:02}{day:02}", year % 100)] {
            let text = format!("{core} {name}, {}", long_form(date));
            prop_assert_eq!(read(&text).map(|read| read.date), Ok(date));
            prop_assert_eq!(findings(&text), Vec::<String>::new());
        }
    }
}

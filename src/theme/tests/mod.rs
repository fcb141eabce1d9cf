//! Tests of the theme: its files load, every page keeps the theme's promises, its colours are readable, and faults
//! in a garden's own theme are reported well.

mod own;
mod pages;
mod sheet;

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::date;

use super::*;

/// The built-in theme for a language.
fn built_in(language: &str) -> Theme {
    load(&choice(None, language)).expect("the built-in theme loads")
}

fn choice<'a>(folder: Option<&'a Path>, language: &'a str) -> Choice<'a> {
    Choice { folder, name: "default", language, accent: None, font: "sans", side_notes: false }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default")
}

#[test]
fn the_program_holds_the_files_of_the_folder() {
    let there: Vec<String> =
        files::read(&folder(), "themes/default").expect("the folder can be read").into_keys().collect();
    let mut held: Vec<&str> = files::BUILT_IN.iter().map(|(path, _)| *path).chain([files::FONT.0]).collect();
    held.sort_unstable();
    assert_eq!(held, there);
}

#[test]
fn every_word_of_a_template_is_there_and_every_language_has_all_words() {
    let theme = built_in("en");
    let mut used = BTreeSet::new();
    for (name, source) in theme.sources.iter() {
        for (at, _) in source.match_indices("words.") {
            let word: String =
                source[at + 6..].chars().take_while(|sign| sign.is_alphabetic() || *sign == '_').collect();
            let has = theme.words.has(&word);
            assert!(has, "{name} uses words.{word}");
            used.insert(word);
        }
    }
    assert!(used.len() > 30, "the templates are read");
    let english: toml::Table =
        files::built_in("words/en.toml").and_then(|text| text.parse().ok()).expect("English words");
    let keys = |table: &toml::Table, part: &str| {
        table[part].as_table().map(|part| part.keys().filter(|key| *key != "first_day").cloned().collect::<Vec<_>>())
    };
    for (path, text) in files::BUILT_IN.iter().filter(|(path, _)| path.starts_with("words/")) {
        let table: toml::Table = text.parse().expect("words are TOML");
        for part in ["words", "counts", "dates"] {
            assert_eq!(keys(&table, part), keys(&english, part), "{path} [{part}]");
        }
    }
}

#[test]
fn dates_and_counts_are_written_as_the_language_does() {
    for (language, day, first, month) in [
        ("en", "2 March 2024", "1 March 2024", "March 2024"),
        ("en-GB", "2 March 2024", "1 March 2024", "March 2024"),
        ("fr", "2 mars 2024", "1er mars 2024", "mars 2024"),
        ("es_MX", "2 de marzo de 2024", "1 de marzo de 2024", "marzo de 2024"),
        ("pt-BR", "2 de março de 2024", "1 de março de 2024", "março de 2024"),
        ("ar", "2 مارس 2024", "1 مارس 2024", "مارس 2024"),
        ("ja", "2024年3月2日", "2024年3月1日", "2024年3月"),
        ("xx", "2 March 2024", "1 March 2024", "March 2024"),
    ] {
        let theme = built_in(language);
        let words = theme.words();
        let written = (words.date(date(2024, 3, 2)), words.date(date(2024, 3, 1)), words.month(date(2024, 3, 9)));
        assert_eq!(written, (day.to_owned(), first.to_owned(), month.to_owned()), "{language}");
    }
    let english = built_in("en");
    assert_eq!(english.words().counted("note_count", 1), "1 note");
    assert_eq!(english.words().counted("note_count", 0), "0 notes");
    assert_eq!(english.words().month_short(date(2024, 12, 31)), "Dec");
    assert_eq!(english.words().text("no such word"), "no such word");
}

#[test]
fn direction_follows_language_and_script() {
    for (language, want) in [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("AR-eg", "rtl"),
        ("he", "rtl"),
        ("fa_IR", "rtl"),
        ("ur", "rtl"),
        ("az-Arab", "rtl"),
        ("ur-Latn", "ltr"),
        ("ja", "ltr"),
        ("", "ltr"),
    ] {
        assert_eq!(direction(language), want, "{language}");
    }
}

#[test]
fn built_in_scripts_and_sheets_have_no_text_over_several_lines() {
    let code = files::BUILT_IN.iter().filter(|(path, _)| path.ends_with(".js") || path.ends_with(".css"));
    for (path, text) in code {
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            assert!(line.matches('`').count() % 2 == 0 && !line.ends_with('\\'), "{path}:{}: {line}", at + 1);
        }
    }
}

#[test]
fn assets_have_their_content_in_their_names() {
    let theme = built_in("en");
    let needs = |need: Need| theme.assets().iter().filter(|asset| asset.need == need).count();
    assert_eq!([Need::Always, Need::Code, Need::Math, Need::Graph].map(needs), [6, 2, 3, 2]);
    for Asset { path, bytes, .. } in theme.assets() {
        let is_font = path.as_str().starts_with("theme/fonts/");
        assert!(is_font || path.as_str().contains(&Digest::of(bytes).short(8)), "{path}");
        assert!(path.as_str().starts_with("theme/"), "{path}");
    }
}

#[test]
fn accent_and_font_come_as_a_sheet_of_their_own() {
    let plain = built_in("en");
    let coloured = load(&Choice { accent: Some("#936"), font: "serif", ..choice(None, "en") }).expect("it loads");
    let tokens = coloured.assets().iter().find(|asset| asset.path.as_str().starts_with("theme/tokens."));
    let tokens = tokens.expect("a sheet");
    assert!(String::from_utf8_lossy(&tokens.bytes).contains("--accent: light-dark(#993366, "));
    assert_ne!(plain.digest(), coloured.digest());
}

#[test]
fn a_wrong_choice_is_an_error_with_a_way_out() {
    let plain = choice(None, "en");
    for (choice, message, help) in [
        (Choice { accent: Some("red;}"), ..plain }, "`red;}` is not a colour", "write `theme.accent` like \"#2b7a4b\""),
        (
            Choice { font: "comic", ..plain },
            "there is no font called `comic`",
            "write \"sans\" or \"serif\" for `theme.font`",
        ),
        (
            Choice { name: "../moss", ..plain },
            "there is no theme called `../moss`",
            "make a folder themes/../moss beside site.toml, or leave out `theme.name`",
        ),
    ] {
        let want = Diagnostic::error(Code::InvalidConfig, message).help(help);
        assert_eq!(load(&choice).err(), Some(vec![want]));
    }
}

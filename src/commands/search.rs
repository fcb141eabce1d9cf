//! `allotment search`: the results that a reader of the site would get, in the terminal.
//!
//! [`run`] builds the search index of the garden as it is now and queries it; the site need not be built. It
//! finds only what would be published.

use std::collections::BTreeMap;

use serde::Serialize;

use super::pipeline::in_garden;
use super::report::counted;
use super::{Exit, Failure, GardenRoot, Session};
use crate::diagnostic::render::{Format, escape_json, is_hidden};
use crate::path::SourcePath;
use crate::search::{Answer, Found, Searcher};
use crate::site;

/// Searches the notes and shows the best `limit` results. No result is status 1, as with `grep`.
///
/// # Errors
///
/// If anything stops the run, such as a theme that can't be used, or if the result can't be written.
pub fn run(session: &mut Session<'_>, root: &GardenRoot, query: &str, limit: usize) -> Result<Exit, Failure> {
    let (files, paths) = in_garden(root, site::search_index)?;
    let answer = Searcher::new(&files).answer(query, limit);
    if session.format == Format::Json {
        session.result(&json(query, &answer, &paths))?;
    } else {
        let content = session.prefix(&root.content);
        let show = |found: &Found| {
            let path = paths.get(&found.url).map_or(found.url.as_str(), SourcePath::as_str);
            entry(found, &format!("{content}{path}"), session.out_screen.color)
        };
        session.result(&answer.found.iter().map(show).collect::<Vec<_>>().join("\n"))?;
        session.talk(&sum(&answer))?;
    }
    Ok(if answer.found.is_empty() { Exit::Problems } else { Exit::Fine })
}

/// The JSON form of an answer.
#[derive(Serialize)]
struct Asked<'a> {
    query: &'a str,
    total: usize,
    more: bool,
    fewer: bool,
    corrected: &'a [(String, Vec<String>)],
    found: Vec<FoundFile<'a>>,
}

#[derive(Serialize)]
struct FoundFile<'a> {
    path: Option<&'a str>,
    #[serde(flatten)]
    found: &'a Found,
}

/// Returns the answer as one line of JSON.
fn json(query: &str, answer: &Answer, paths: &BTreeMap<String, SourcePath>) -> String {
    let Answer { found, total, more, fewer, corrected } = answer;
    let path = |found: &Found| paths.get(&found.url).map(SourcePath::as_str);
    let found = found.iter().map(|found| FoundFile { path: path(found), found }).collect();
    let asked = Asked { query, total: *total, more: *more, fewer: *fewer, corrected, found };
    // It holds only strings and numbers, which always serialize.
    escape_json(&serde_json::to_string(&asked).unwrap_or_default()) + "\n"
}

/// Formats a result for people: title, path and snippet.
fn entry(found: &Found, path: &str, color: bool) -> String {
    let text = |parts: &[String]| line(parts, color);
    let mut lines = text(&found.title);
    if let Some(alias) = &found.alias {
        lines.push_str(&format!(" ({})", text(alias)));
    }
    lines.push_str(&format!("\n  {}", clean(path)));
    if let Some((_, heading)) = &found.heading {
        lines.push_str(&format!(" › {}", text(heading)));
    }
    lines.push('\n');
    if found.snippet.iter().any(|part| !part.is_empty()) {
        lines.push_str(&format!("  {}\n", text(&found.snippet)));
    }
    lines
}

/// Joins the parts of a text on one line, with the matches highlighted.
fn line(parts: &[String], color: bool) -> String {
    let mark = |(number, part): (usize, &String)| match number % 2 {
        1 if color => format!("\u{1b}[1m{}\u{1b}[0m", clean(part)),
        _ => clean(part),
    };
    parts.iter().enumerate().map(mark).collect()
}

/// Replaces control characters, which a terminal could take for commands, and drops marks that could turn what follows
/// around.
fn clean(text: &str) -> String {
    let shown = text.chars().filter(|sign| sign.is_control() || !is_hidden(*sign));
    shown.map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

/// Summarizes the answer: corrected words and the number of results.
fn sum(answer: &Answer) -> String {
    let mut lines = String::new();
    for (word, meant) in &answer.corrected {
        lines.push_str(&format!("nothing has `{}`; looked for {}\n", clean(word), clean(&meant.join(", "))));
    }
    if answer.fewer {
        lines.push_str("no note has all of these words; these have some\n");
    }
    let shown = answer.found.len();
    match (answer.total, answer.more) {
        (0, false) => lines.push_str("nothing found\n"),
        (0, true) => lines.push_str("nothing found in the notes that match best\n"),
        (_, true) => lines.push_str(&format!("{shown} notes, and there may be more\n")),
        (total, _) if total > shown => lines.push_str(&format!("{shown} of {}\n", counted(total, "note", "notes"))),
        (total, _) => lines.push_str(&format!("{}\n", counted(total, "note", "notes"))),
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_result_acts_on_the_terminal() {
        let odd = "Bean\u{202e}wor\u{2069}\u{1b}[2J\u{9b}m\nrow\u{feff}";
        assert_eq!(clean(odd), "Beanwor [2J m row");
        assert_eq!(clean("می\u{200c}خواهم 👩\u{200d}🌾"), "می\u{200c}خواهم 👩\u{200d}🌾");
        let answer = Answer { corrected: vec![(odd.to_owned(), vec![odd.to_owned()])], ..Answer::default() };
        let told = sum(&answer) + &json(odd, &answer, &BTreeMap::new());
        assert!(!told.chars().any(|sign| sign != '\n' && is_hidden(sign)), "{told:?}");
    }
}

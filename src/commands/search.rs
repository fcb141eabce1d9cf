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
use crate::search::{self, Answer, Found, Searcher};
use crate::site;

/// Searches the notes and shows the best `limit` results. No result is status 1, as with `grep`.
///
/// # Errors
///
/// If anything stops the run, such as a theme that can't be used, or if the result can't be written.
pub fn run(session: &mut Session<'_>, root: &GardenRoot, query: &str, limit: usize) -> Result<Exit, Failure> {
    let (files, paths) = in_garden(root, site::search_index)?;
    let searcher = Searcher::new(&files);
    let answer = searcher.answer(query, limit);
    if session.format == Format::Json {
        session.result(&json(query, &answer, &paths))?;
    } else {
        let content = session.prefix(&root.content);
        let show = |found: &Found| {
            let path = paths.get(&found.url).map_or(found.url.as_str(), SourcePath::as_str);
            entry(found, &format!("{content}{path}"), session.out_screen.color)
        };
        session.result(&answer.found.iter().map(show).collect::<Vec<_>>().join("\n"))?;
        let has_notes = |part: &str| searcher.answer(part, 1).total > 0;
        session.talk(&misunderstood(query, answer.found.is_empty(), &has_notes))?;
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

/// Returns what is wrong with the operators of a query, a line each: those that say nothing, and if nothing was found,
/// those that no note fits. `has_notes` tells whether a part of a query finds any note.
fn misunderstood(query: &str, is_empty: bool, has_notes: &dyn Fn(&str) -> bool) -> String {
    let mut lines = String::new();
    for part in parts(query) {
        let part = part.strip_prefix('-').unwrap_or(part);
        let Some(end) = part.find([':', '#']).map(|at| at + 1) else { continue };
        let (operator, value) = (part[..end].to_lowercase(), part[end..].trim_matches(['"', '“', '”']));
        let shown = clean(value);
        match operator.as_str() {
            "before:" | "after:" => {
                let understood = search::parse(part);
                if understood.from.is_empty() && understood.to.is_empty() {
                    lines.push_str(&format!(
                        "`{}` was left out: after `{operator}` stands a year, a month or a day, such as \
                         {operator}2025, {operator}2025-04 or {operator}2025-04-22\n",
                        clean(part)
                    ));
                }
            }
            "tag:" | "in:" if value.is_empty() => {
                let example = if operator == "tag:" { "tag:soil" } else { "in:journal" };
                lines.push_str(&format!("`{operator}` was left out: write a name right after it, such as {example}\n"));
            }
            "tag:" | "#" if is_empty && !has_notes(part) => {
                lines.push_str(&format!("no note has the tag `{}`\n", shown.trim_matches('#')));
            }
            "in:" if is_empty && !has_notes(part) => {
                lines.push_str(&format!("no folder called `{}` has notes\n", shown.trim_matches('/')));
            }
            _ => {}
        }
    }
    lines
}

/// The parts of a query, which blanks outside quotes keep apart.
fn parts(query: &str) -> impl Iterator<Item = &str> {
    let mut in_quotes = false;
    let ends = move |sign: char| {
        in_quotes ^= matches!(sign, '"' | '“' | '”');
        !in_quotes && sign.is_whitespace()
    };
    query.split(ends).filter(|part| !part.is_empty())
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

    #[test]
    fn operators_that_say_nothing_or_fit_no_note_are_named() {
        let has_notes = |part: &str| part.ends_with("soil");
        for (query, is_empty, want) in [
            ("soil -before:2025 after:2025-04-22 #soil", false, ""),
            ("tag:nope", false, ""),
            ("soil tag:nope -in:beds/old", true, "no note has the tag `nope`\nno folder called `beds/old` has notes\n"),
            ("tag:soil in:soil #Nope", true, "no note has the tag `Nope`\n"),
            ("tag:\"two words\"", true, "no note has the tag `two words`\n"),
            (
                "in: tag:",
                true,
                "`in:` was left out: write a name right after it, such as in:journal\n\
                                `tag:` was left out: write a name right after it, such as tag:soil\n",
            ),
            ("foo:bar 12:30 \"in: quotes\"", true, ""),
        ] {
            assert_eq!(misunderstood(query, is_empty, &has_notes), want, "{query}");
        }
        let line = misunderstood("soil Before:abc", false, &has_notes);
        assert!(line.starts_with("`Before:abc` was left out: after `before:` stands a year"), "{line}");
        assert!(line.ends_with("such as before:2025, before:2025-04 or before:2025-04-22\n"), "{line}");
    }
}

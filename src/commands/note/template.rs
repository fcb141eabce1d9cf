//! The text of a new note.
//!
//! A template is a note that contains `{{title}}`, `{{date}}` (`2025-04-22`) and `{{time}}` (`09:05`). The last
//! two take a format after a colon: `{{date:YYMMDD dddd, D MMMM}}` is `250422 Tuesday, 22 April`. Letters in a
//! format that are meant literally stand in brackets. Anything else in braces is left as it is.

use jiff::civil::DateTime;

/// The template for gardens without their own.
pub const BUILT_IN: &str = "Created: {{date:YYMMDD dddd, D MMMM}}\nTags: \n\n";

/// The parts of a format, those of the same letter from the longest to the shortest, and their `strftime` equivalents.
const PARTS: &[(&str, &str)] = &[
    ("YYYY", "%Y"),
    ("YY", "%y"),
    ("MMMM", "%B"),
    ("MMM", "%b"),
    ("MM", "%m"),
    ("M", "%-m"),
    ("DD", "%d"),
    ("D", "%-d"),
    ("dddd", "%A"),
    ("ddd", "%a"),
    ("WW", "%V"),
    ("HH", "%H"),
    ("H", "%-H"),
    ("mm", "%M"),
    ("ss", "%S"),
];

/// Fills title, date and time into the template.
pub fn fill(template: &str, title: &str, now: DateTime) -> String {
    let mut filled = String::with_capacity(template.len() + title.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let value = after.split_once("}}").and_then(|(key, behind)| Some((value(key.trim(), title, now)?, behind)));
        match value {
            Some((value, behind)) => {
                filled.push_str(&value);
                rest = behind;
            }
            None => {
                filled.push_str("{{");
                rest = after;
            }
        }
    }
    filled + rest
}

fn value(key: &str, title: &str, now: DateTime) -> Option<String> {
    let (name, form) = key.split_once(':').map_or((key, None), |(name, form)| (name.trim_end(), Some(form.trim())));
    match (name, form) {
        ("title", None) => Some(title.to_owned()),
        ("date", form) => Some(moment(form.unwrap_or("YYYY-MM-DD"), now)),
        ("time", form) => Some(moment(form.unwrap_or("HH:mm"), now)),
        _ => None,
    }
}

/// Formats a date and time.
fn moment(form: &str, now: DateTime) -> String {
    let mut text = String::new();
    let mut rest = form;
    while let Some(sign) = rest.chars().next() {
        let literal = rest.strip_prefix('[').and_then(|inside| inside.split_once(']'));
        if let Some((inside, behind)) = literal {
            text.push_str(inside);
            rest = behind;
        } else if let Some((part, format)) = PARTS.iter().find(|(part, _)| rest.starts_with(part)) {
            text.push_str(&now.strftime(format).to_string());
            rest = &rest[part.len()..];
        } else {
            text.push(sign);
            rest = &rest[sign.len_utf8()..];
        }
    }
    text
}

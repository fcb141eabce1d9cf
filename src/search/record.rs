//! A note, or a part of a long one, as stored in its file.
//!
//! A record is a list: title, address, day, folder, tags, aliases, and sections, each as text, heading and id. The
//! record of the first of several parts ends with the numbers of all parts. [`write()`] adds records to a file,
//! [`Record::read`] reads one, and [`opening`] makes one with only the beginning of the text.

use std::borrow::Cow;

use serde_json::Value;

use super::part::{each_text, parts};
use super::tokenize::words;
use super::{Entry, Section, further_names};
use crate::script::write_text;

/// Adds the records of these notes, or of this part of a note, as JSON that is safe inside a script.
pub(super) fn write(entries: &[Entry<'_>], part: usize, out: &mut String) {
    list(entries, out, |entry, out| {
        let parts = parts(entry.note);
        let sections = parts.get(part).map_or(&[][..], Vec::as_slice);
        out.push('[');
        begin(entry, out);
        list(sections, out, |section, out| {
            list(&[&texts(entry, section)[..], &[section.heading], &[section.id]], out, |field, out| {
                string(field, out)
            });
        });
        if part == 0 && parts.len() > 1 {
            let numbers: Vec<usize> = (0..parts.len()).collect();
            out.push(',');
            list(&numbers, out, |number, out| out.push_str(&number.to_string()));
        }
        out.push(']');
    });
}

/// How much of the beginning of a text is kept, as [`super::tokenize::Word::width`] counts. It is more than is shown at
/// first, so that the cut stays out of sight.
const OPENING: u32 = 180;
/// The longest beginning of a text, in bytes, that is stored apart from its note.
const LONGEST_OPENING: usize = 1_500;

/// A record with the beginning of the note's text, shown before a query; `None` if the beginning is too long, as
/// without any word to cut at.
pub(super) fn opening(entry: &Entry<'_>) -> Option<Value> {
    let parts = parts(entry.note);
    let mut sections = parts.first()?.iter().map(|section| texts(entry, section).join("\n"));
    let text = sections.find(|text| !text.is_empty()).unwrap_or_default();
    let text = beginning(&text);
    let mut json = String::from("[");
    begin(entry, &mut json);
    list(&[[&*text, "", ""]], &mut json, |section, out| list(section, out, |field, out| string(&[field], out)));
    json.push(']');
    serde_json::from_str(&json).ok().filter(|_| text.len() <= LONGEST_OPENING)
}

fn beginning(text: &str) -> Cow<'_, str> {
    let mut width = 0;
    let next = words(text).into_iter().find(|word| {
        let is_next = width >= OPENING;
        width += word.width();
        is_next
    });
    next.map_or(Cow::Borrowed(text), |word| Cow::Owned(format!("{}…", text[..word.start].trim_end())))
}

/// Adds the fields before the text.
fn begin(entry: &Entry<'_>, out: &mut String) {
    let note = entry.note;
    let day = entry.day.map(|day| day.to_string()).unwrap_or_default();
    for field in [&*note.title, entry.url, &*day, note.path.folder()] {
        string(&[field], out);
        out.push(',');
    }
    list(&note.tags, out, |tag, out| string(&[tag.as_str()], out));
    out.push(',');
    list(&further_names(note), out, |name, out| string(&[name], out));
    out.push(',');
}

fn texts<'a>(entry: &Entry<'a>, section: &Section<'_>) -> Vec<&'a str> {
    let mut texts = Vec::with_capacity(section.blocks.len());
    section.blocks.iter().for_each(|block| each_text(entry.note, block, |text| texts.push(text)));
    texts.retain(|text| !text.is_empty());
    texts
}

fn list<T>(items: &[T], out: &mut String, write: impl Fn(&T, &mut String)) {
    out.push('[');
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

/// Adds a string made of these lines.
fn string(lines: &[&str], out: &mut String) {
    out.push('"');
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            write_text("\n", out);
        }
        write_text(line, out);
    }
    out.push('"');
}

/// A note, or a part of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) title: String,
    pub(super) url: String,
    pub(super) day: String,
    pub(super) folder: String,
    pub(super) tags: Vec<String>,
    pub(super) aliases: Vec<String>,
    /// Text, heading and id of each section.
    pub(super) sections: Vec<[String; 3]>,
    /// The numbers of all parts of the note.
    pub(super) parts: Vec<u32>,
}

impl Record {
    /// Reads a record from its list; `None` if it is damaged.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let text = |at: usize| value.get(at).and_then(Value::as_str).map(str::to_owned);
        let list = |at: usize| -> Option<Vec<String>> {
            value.get(at)?.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
        };
        let numbers = |list: &Value| serde_json::from_value(list.clone()).ok();
        let sections = serde_json::from_value(value.get(6)?.clone()).ok()?;
        Some(Self {
            title: text(0)?,
            url: text(1)?,
            day: text(2)?,
            folder: text(3)?,
            tags: list(4)?,
            aliases: list(5)?,
            sections,
            parts: value.get(7).map_or_else(|| Some(vec![0]), numbers)?,
        })
    }
}

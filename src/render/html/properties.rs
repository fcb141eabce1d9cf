//! Properties: renders front matter that the garden shows as rows of a table.
//!
//! [`properties`] is the entry point. It shows the given keys and no others: what nobody asked to publish stays
//! private. Values are plain text except for links; a map becomes one row per key. Keys that the page shows
//! elsewhere are left out.

use super::unpacked::Notes;
use super::{Context, Destination, Part, Writer};
use crate::note::Link;
use crate::note::date::Date;
use crate::note::front_matter::{Property, Text, Value, is_quoted};
use crate::note::markdown::{Reference, Syntax, ValuePiece, value_pieces};
use crate::render::view;
use crate::theme::Words;

/// Keys that a page shows elsewhere: in its heading, below it, or in the title of its tab.
const PLACED: [&str; 7] = ["title", "tags", "tag", "author", "authors", "status", "stage"];

/// Returns the rows of these keys, which are in lower case, in the given order.
pub(crate) fn properties(
    part: &Part,
    context: Context<'_>,
    keys: &[String],
    words: &Words,
) -> Vec<view::Property<'static>> {
    let notes = Notes::default();
    let mut table = Table { writer: Writer::new(context, &notes), part, words, rows: Vec::new() };
    for key in keys.iter().filter(|key| !PLACED.contains(&key.as_str())) {
        if let Some(property) = part.note.front.property(key) {
            table.property(property);
        }
    }
    table.rows
}

struct Table<'a> {
    writer: Writer<'a>,
    part: &'a Part,
    words: &'a Words,
    rows: Vec<view::Property<'static>>,
}

impl Table<'_> {
    fn property(&mut self, property: &Property) {
        self.row(property.key.text.trim(), &property.value);
    }

    /// Adds a row, or one per key of a map.
    fn row(&mut self, name: &str, value: &Value) {
        if let Value::Map(pairs) = value {
            for (key, value) in pairs {
                let key = key.text.trim();
                self.row(&if key.is_empty() { name.to_owned() } else { format!("{name} › {key}") }, value);
            }
            return;
        }
        self.value(value);
        let html = std::mem::take(&mut self.writer.out);
        if !html.is_empty() {
            self.rows.push(view::Property { name: name.to_owned().into(), value: view::Html(html) });
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Empty => {}
            Value::Text(text) => self.text(text),
            Value::List(items) => self.list(items),
            Value::Map(pairs) => {
                for (index, (key, value)) in pairs.iter().filter(|(_, value)| *value != Value::Empty).enumerate() {
                    self.writer.text(if index > 0 { " · " } else { "" });
                    self.writer.text(key.text.trim());
                    self.writer.text(": ");
                    self.value(value);
                }
            }
        }
    }

    /// Writes a list; a list of one value is written as that value.
    fn list(&mut self, items: &[Value]) {
        let items: Vec<&Value> = items.iter().filter(|item| **item != Value::Empty).collect();
        if let [item] = items[..] {
            return self.value(item);
        }
        for (index, item) in items.iter().enumerate() {
            self.writer.out.push_str(if index == 0 { "<ul class=\"row\"><li>" } else { "<li>" });
            self.value(item);
            self.writer.out.push_str("</li>");
        }
        self.writer.out.push_str(if items.is_empty() { "" } else { "</ul>" });
    }

    fn text(&mut self, text: &Text) {
        let quoted = is_quoted(&self.part.note.text, &text.span);
        let written = text.text.trim();
        match (written, day(written)) {
            ("true" | "True" | "TRUE", _) if !quoted => self.writer.text(self.words.text("yes")),
            ("false" | "False" | "FALSE", _) if !quoted => self.writer.text(self.words.text("no")),
            (_, Some((day, time))) => self.day(day, time),
            _ => {
                for piece in value_pieces(written, quoted) {
                    match piece {
                        ValuePiece::Text(text) => self.lines(text),
                        ValuePiece::Link { reference, text, .. } => self.link(&reference, text),
                    }
                }
            }
        }
    }

    /// Writes text with its line breaks.
    fn lines(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            self.writer.out.push_str(if index > 0 { "<br>" } else { "" });
            self.writer.text(line);
        }
    }

    fn day(&mut self, day: Date, time: &str) {
        self.writer.out.push_str("<time datetime=\"");
        self.writer.text(&day.to_string());
        self.writer.out.push_str("\">");
        self.writer.text(&self.words.date(day));
        self.writer.out.push_str("</time>");
        self.writer.text(if time.is_empty() { "" } else { " " });
        self.writer.text(time);
    }

    fn link(&mut self, reference: &Reference<'_>, text: &str) {
        let close = if reference.syntax == Syntax::Address {
            self.writer.address(reference)
        } else {
            self.writer.link_to(destination(self.part, reference), reference)
        };
        self.writer.text(text);
        if let super::Close::Tag(tag) = close {
            self.writer.out.push_str(tag);
        }
    }
}

/// Returns the target of a link. Front matter links that are written alike have the same target.
fn destination<'p>(part: &'p Part, reference: &Reference<'_>) -> Option<&'p Destination> {
    let is_it = |link: &Link| {
        link.syntax == reference.syntax
            && link.target == *reference.target
            && link.fragment.as_deref() == reference.fragment.as_deref()
    };
    let index = part.note.links.iter().take_while(|link| link.block.is_none()).position(is_it)?;
    part.links.get(&(index as u32))
}

/// Parses a date as YAML writes it, alone or with a time, and returns the time's hours and minutes.
fn day(text: &str) -> Option<(Date, &str)> {
    let day: Date =
        text.get(..10)?.parse().ok().filter(|_| text.as_bytes()[..10].is_ascii() && text.as_bytes()[4] == b'-')?;
    let rest = &text[10..];
    if rest.is_empty() {
        return Some((day, ""));
    }
    let time = rest.strip_prefix(['T', 't', ' '])?;
    let (minutes, after) = (time.get(..5)?, &time[5..]);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = digits(&minutes[..2]) && &minutes[2..3] == ":" && digits(&minutes[3..]);
    let known = |sign: char| sign.is_ascii_digit() || matches!(sign, ':' | '.' | '+' | '-' | 'Z' | 'z');
    (fits && after.chars().all(known)).then_some((day, minutes))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::properties as properties_of;
    use super::*;
    use crate::config::PropertyName;
    use crate::note::{Span, read};
    use crate::path::SourcePath;
    use crate::render::html::Options;

    /// The rows of a note as `name = value`, where every link leads to b.html.
    fn rows(front: &str, keys: &[&str]) -> Vec<String> {
        let properties = keys.iter().filter_map(|key| PropertyName::new(key).ok()).collect();
        let options = crate::note::Options { properties, ..Default::default() };
        let note = read(&SourcePath::new("a.md"), format!("---\n{front}---\nBody [[x]]\n").as_bytes(), &options);
        let links =
            (0..).zip(&note.links).map(|(number, _)| (number, Destination::Page("b.html".to_owned()))).collect();
        let part = Part { note: note.into(), span: Span::ALL, links, html: BTreeMap::new(), callers: BTreeMap::new() };
        let context = Context { options: &Options::default(), tags: &BTreeMap::new(), page: "", crafts: None };
        let words = Words::read(&[("en.toml".to_owned(), include_str!("../../../themes/default/words/en.toml"))]);
        let keys: Vec<String> = keys.iter().map(|key| key.to_lowercase()).collect();
        let rows = properties_of(&part, context, &keys, &words.expect("the words are right"));
        rows.iter().map(|row| format!("{} = {}", row.name, row.value.0)).collect()
    }

    #[test]
    fn values_of_all_kinds_are_written_for_readers() {
        let cases: &[(&str, &[&str])] = &[
            ("Key: a <b> & c\n", &["Key = a &lt;b&gt; &amp; c"]),
            ("key: 1.50\n", &["key = 1.50"]),
            ("key: 250422\n", &["key = 250422"]),
            ("key: 2025-04-22\n", &["key = <time datetime=\"2025-04-22\">22 April 2025</time>"]),
            ("key: 2025-04-22T10:30:00+02:00\n", &["key = <time datetime=\"2025-04-22\">22 April 2025</time> 10:30"]),
            ("key: 2025-02-30\n", &["key = 2025-02-30"]),
            ("key: true\n", &["key = yes"]),
            ("key: \"true\"\n", &["key = true"]),
            ("key: False\n", &["key = no"]),
            ("key: [a, 2, '', c d]\n", &["key = <ul class=\"row\"><li>a</li><li>2</li><li>c d</li></ul>"]),
            ("key: [a]\n", &["key = a"]),
            ("key: []\n", &[]),
            ("key:\n", &[]),
            (
                "key: {a: 1, b: {c: [x, y]}, d: }\n",
                &["key › a = 1", "key › b › c = <ul class=\"row\"><li>x</li><li>y</li></ul>"],
            ),
            (
                "key:\n- {name: Ann, age: 3}\n- {name: Bob}\n",
                &["key = <ul class=\"row\"><li>name: Ann · age: 3</li><li>name: Bob</li></ul>"],
            ),
            ("key: |\n  one\n  two\n", &["key = one<br>two"]),
            ("other: secret\n", &[]),
        ];
        for (front, want) in cases {
            assert_eq!(rows(front, &["key"]), *want, "{front}");
        }
    }

    #[test]
    fn links_in_values_lead_somewhere() {
        let cases: &[(&str, &str)] = &[
            ("key: \"[[B|the b]] and more\"\n", "<a href=\"b.html\">the b</a> and more"),
            ("key: see [[B]] there\n", "see [[B]] there"),
            ("key: see [b](B.md) there\n", "see <a href=\"b.html\">b</a> there"),
            ("key: https://e.org/\n", "<a href=\"https://e.org/\" rel=\"noopener\">https://e.org/</a>"),
            ("key: \"[x](javascript:alert(1))\"\n", "x"),
            (
                "key: \"[x](https://e.org/?a=\\\"&b)\"\n",
                "<a href=\"https://e.org/?a=%22&amp;b\" rel=\"noopener\">x</a>",
            ),
        ];
        for (front, want) in cases {
            assert_eq!(rows(front, &["key"]), [format!("key = {want}")], "{front}");
        }
    }

    #[test]
    fn keys_come_in_the_order_of_the_settings_and_only_once() {
        let front = "b: 2\na: 1\nB: 3\nTitle: T\nstatus: s\n";
        assert_eq!(rows(front, &["A", "b", "title", "status", "none"]), ["a = 1", "b = 2"]);
    }
}

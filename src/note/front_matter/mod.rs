//! Front matter: the properties at the start of a note.
//!
//! [`read`] finds the block, reads it as YAML or JSON, and returns its properties as texts, lists and maps with their
//! places in the file. Front matter that cannot be read is explained, and entries that can be read individually are
//! kept. Whether the note may be published is known in any case. The caller decides which of several sources of a title
//! or date counts; nothing here reads the body.

mod block;
mod cause;
mod fields;
mod layout;
mod plain;
mod prescan;
mod publish;
mod repair;
mod scan;
mod value;
mod yaml;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;

pub use self::fields::{PropertyLink, is_quoted};
pub use self::publish::Publish;
pub use self::value::{Text, Value};

use self::block::Start;
use self::prescan::TooMuch;
use self::publish::Said;
use super::date::Date;
use super::tag::Tag;
use crate::diagnostic::{Code, Diagnostic};

/// The contents of a note's front matter. All spans are byte offsets in the whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// Where the body starts: after the closing fence, or after the byte order mark.
    pub body_start: usize,
    /// All properties in the order as written, including repeated ones.
    pub properties: Vec<Property>,
    /// What `publish`, `draft` and the like say; known even if nothing else can be read.
    pub publish: Publish,
    /// `tags` and `tag`, in the order as written.
    pub tags: Vec<(Tag, Range<usize>)>,
    /// `aliases` and `alias`, each name once.
    pub aliases: Vec<(String, Range<usize>)>,
    /// The wikilinks in all values. Without quotes, `[[Name]]` is a list in a list, not a link.
    pub links: Vec<PropertyLink>,
    /// Findings about it.
    pub diagnostics: Vec<Diagnostic>,
}

/// A property: a top-level key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// The key as written. Keys are compared regardless of letter case.
    pub key: Text,
    /// The value.
    pub value: Value,
    /// The place of the value; at least the right line.
    pub span: Range<usize>,
}

/// Reads the front matter of a note from its whole text, which may start with a byte order mark.
pub fn read(path: &str, source: &str) -> FrontMatter {
    let mut front = FrontMatter::default();
    match block::find(source) {
        Start::Body(start) => front.body_start = start,
        Start::Block { inner, body, odd_fence } => {
            front.body_start = body;
            if let Some(fence) = odd_fence {
                front.diagnostics.push(
                    invalid("front matter ends with a line `---`")
                        .at(path, source, fence.clone())
                        .help("write `---`")
                        .fix(fence, "---"),
                );
            }
            let is_read = front.read_block(path, source, &inner);
            let asks = is_read || front.publish == Publish::Yes;
            front.read_fields(path, source);
            // Entries read on their own may be parts of another value.
            if front.publish == Publish::Yes && !asks {
                front.publish = Publish::Unsaid;
            }
            front.read_second(path, source);
        }
        Start::Unclosed { fence, inner } => {
            front.body_start = source.len() - source.trim_start_matches('\u{feff}').len();
            front.publish = scan::scan(&source[inner]);
            let help = match fence.start == front.body_start {
                true => "end it with a line `---`, or start the note with an empty line if this is a rule",
                false => "put it at the very beginning, and end it with a line `---`",
            };
            front.diagnostics.push(invalid("the front matter is never closed").at(path, source, fence).help(help));
        }
        Start::Toml { fence, inner, body } => {
            front.body_start = body;
            front.publish = scan::scan(&source[inner]);
            let help = "write it as YAML between two lines `---`, such as `title: …`; until then it is left out";
            front.diagnostics.push(invalid("front matter in TOML is not read").at(path, source, fence).help(help));
        }
        Start::Late { fence, inner } => {
            front.body_start = source.len() - source.trim_start_matches('\u{feff}').len();
            front.publish = scan::scan(&source[inner]);
            let is_before_it = &source[fence.clone()] == "---";
            let (message, help) = if !is_before_it {
                let help = match source[fence.clone()].starts_with('{') {
                    true => "put a line `---` before it, and one after it",
                    false => "write `---`, and nothing else on the line",
                };
                ("front matter begins and ends with a line `---`", help)
            } else if source[..fence.start].contains('\n') {
                ("front matter must start on the first line", "remove the empty lines before it")
            } else {
                ("front matter must start at the first character", "remove the blanks before it")
            };
            let finding = invalid(message).at(path, source, fence.clone()).help(help);
            let fixed = if is_before_it { finding.fix(0..fence.start, "") } else { finding };
            front.diagnostics.push(fixed);
        }
    }
    front
}

/// Returns what [`read`] would know about publishing a note. It is faster where front matter says nothing about that. The
/// beginning of a note is enough if its front matter is in it.
pub fn publish(source: &str) -> Publish {
    let (inner, body) = match block::find(source) {
        Start::Body(_) => return Publish::Unsaid,
        Start::Block { inner, body, .. } => (inner, Some(body)),
        Start::Unclosed { inner, .. } | Start::Toml { inner, .. } | Start::Late { inner, .. } => (inner, None),
    };
    let has_second = body.is_some_and(|body| block::second(source, body).is_some());
    if !has_second && !scan::may_say(&source[inner]) {
        return Publish::Unsaid;
    }
    read("", source).publish
}

fn invalid(message: impl Into<String>) -> Diagnostic {
    Diagnostic::warning(Code::InvalidFrontmatter, message)
}

impl FrontMatter {
    /// The first property with this name that has a value, regardless of letter case.
    pub fn get(&self, key: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.is(key) && property.value != Value::Empty)
    }

    /// The text of the first of these keys whose value is a text, without surrounding blanks.
    pub fn text(&self, keys: &[&str]) -> Option<(&str, Range<usize>)> {
        keys.iter()
            .filter_map(|key| self.get(key))
            .find_map(|property| Some((property.value.text()?, property.span.clone())))
    }

    /// The date of the first of these keys that holds one, and findings about the keys before it that hold something
    /// else.
    pub fn date(&self, path: &str, source: &str, keys: &[&str], found: &mut Vec<Diagnostic>) -> Option<Date> {
        fields::read_date(path, source, self, keys, found)
    }

    /// The title on one line, from `title`.
    pub fn title(&self) -> Option<(String, Range<usize>)> {
        let (title, span) = self.text(&["title"])?;
        Some((title.split_whitespace().collect::<Vec<_>>().join(" "), span))
    }

    /// The texts of these keys, each a single text or a list: `author`, `cssclasses` and the like.
    pub fn texts(&self, keys: &[&str]) -> Vec<(&str, Range<usize>)> {
        keys.iter().filter_map(|key| self.get(key)).flat_map(|property| listed(&property.value)).collect()
    }

    /// The codes of findings that the note silences: `allotment: {allow: [orphan]}`.
    pub fn allowed(&self) -> Vec<(&str, Range<usize>)> {
        let Some(Property { value: Value::Map(pairs), .. }) = self.get("allotment") else { return Vec::new() };
        pairs
            .iter()
            .filter(|(key, _)| key.text.eq_ignore_ascii_case("allow"))
            .flat_map(|(_, value)| listed(value))
            .collect()
    }

    /// The Markdown links in the values of these keys, in the order of the keys. They are links only where a value is
    /// shown: the app does not support them in properties.
    pub fn markdown_links(&self, source: &str, keys: &[&str]) -> Vec<PropertyLink> {
        keys.iter()
            .filter_map(|key| self.get(key))
            .flat_map(|property| fields::read_markdown_links(source, property))
            .collect()
    }

    /// The wikilinks in the values of these keys, in the order of the keys.
    pub fn wikilinks(&self, source: &str, keys: &[&str]) -> Vec<PropertyLink> {
        keys.iter()
            .filter_map(|key| self.get(key))
            .flat_map(|property| fields::read_links(source, std::slice::from_ref(property)))
            .collect()
    }

    /// A finding about the first property that sounds as if the note was not for readers, if none about publishing
    /// does. For notes that are published.
    pub fn doubt(&self, path: &str, source: &str) -> Option<Diagnostic> {
        let property = self.properties.iter().find(|property| publish::is_doubtful(property))?;
        let said = format!("{}: {}", property.key.text.trim(), property.value.text().unwrap_or_default());
        let finding = invalid(format!("`{said}` does not keep the note private: it is published"));
        let help = "write `publish: false` to keep it private, or `publish: true` if it is meant for readers";
        Some(finding.at(path, source, property.span.clone()).help(help).cause(said))
    }

    /// Reads the text between the fences, and returns whether it can be read.
    fn read_block(&mut self, path: &str, source: &str, inner: &Range<usize>) -> bool {
        let text = &source[inner.clone()];
        let parsed = match prescan::check(text) {
            Ok(()) => yaml::parse(text),
            Err(too_much) => {
                self.publish = scan::scan(text);
                self.diagnostics.push(refuse(path, source, inner.start, too_much));
                return false;
            }
        };
        let is_read = matches!(parsed, Ok(Value::Map(_) | Value::Empty));
        match parsed {
            Ok(Value::Map(pairs)) => self.properties = repair::placed(source, inner, pairs),
            Ok(Value::Empty) => {}
            Ok(_) => {
                self.publish = scan::scan(text);
                let first = inner.start + text.len() - text.trim_start().len();
                let help = "write it as `key: value` lines; if it is text of the note, put an empty line before the first `---`";
                self.diagnostics
                    .push(invalid("the front matter has no keys").at(path, source, first..inner.end).help(help));
            }
            Err(error) if error.multiplies => {
                self.publish = scan::scan(text);
                let help = "write the values out instead of referring to them with `*`";
                self.diagnostics.push(
                    invalid("references multiply this front matter beyond measure")
                        .at(path, source, inner.clone())
                        .help(help),
                );
            }
            Err(error) => {
                self.publish = scan::scan(text);
                let (properties, diagnostics) = repair::salvage(path, source, inner, &error);
                self.properties = properties;
                self.diagnostics.extend(diagnostics);
            }
        }
        is_read
    }

    /// Looks for a second block directly below, which is a part of the text; what it says about privacy counts all the
    /// same.
    fn read_second(&mut self, path: &str, source: &str) {
        let Some((fence, inner)) = block::second(source, self.body_start) else { return };
        if scan::scan(&source[inner]) == Publish::No {
            self.publish = Publish::No;
            let help = "put its keys into the first block, and remove it";
            self.diagnostics.push(invalid("this is a second block of front matter").at(path, source, fence).help(help));
        }
    }

    /// Reads the properties that have a meaning for this program.
    fn read_fields(&mut self, path: &str, source: &str) {
        let mut found = repeated_keys(path, source, &self.properties);
        for property in &self.properties {
            let Some(said) = publish::of_property(property) else { continue };
            self.publish = self.publish.max(said.publish());
            if said == Said::Unclear {
                let key = publish::visible(&property.key.text).to_lowercase();
                let key = if key == "<<" { "publish" } else { &key };
                let is_empty =
                    property.value.text().is_none() && matches!(property.value, Value::Empty | Value::Text(_));
                let (what, place) = match is_empty {
                    true => ("has no value", &property.key.span),
                    false => ("is neither yes nor no", &property.span),
                };
                found.push(
                    invalid(format!("`{key}` {what}, so the note stays private"))
                        .at(path, source, place.clone())
                        .help(format!("write `{key}: true` or `{key}: false`")),
                );
            }
        }
        self.tags = fields::read_tags(path, source, self, &mut found);
        self.aliases = fields::read_aliases(self);
        self.links = fields::read_links(source, &self.properties);
        self.diagnostics.extend(found);
    }
}

impl Property {
    /// Whether this is its key. `key` is in lower case.
    pub(super) fn is(&self, key: &str) -> bool {
        let own = self.key.text.as_str();
        if own.bytes().all(|byte| byte.is_ascii_graphic()) {
            return own.eq_ignore_ascii_case(key);
        }
        let own = own.trim();
        own.eq_ignore_ascii_case(key) || (!own.is_ascii() && own.to_lowercase() == key)
    }
}

/// A text, or the texts of a list.
fn listed<'v>(value: &'v Value) -> Vec<(&'v str, Range<usize>)> {
    let items = if let Value::List(items) = value { items.as_slice() } else { std::slice::from_ref(value) };
    let with_span = |item: &'v Value| match item {
        Value::Text(text) => Some((item.text()?, text.span.clone())),
        _ => None,
    };
    items.iter().filter_map(with_span).collect()
}

/// The most repeated keys reported for one note.
const REPEATED: usize = 8;

/// Returns a finding for every repeated key.
fn repeated_keys(path: &str, source: &str, properties: &[Property]) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for property in properties.iter().filter(|property| !property.key.text.is_empty()) {
        if !seen.insert(property.key.text.trim().to_lowercase()) && found.len() < REPEATED {
            found.push(repeated(path, source, &property.key));
        }
        repeated_inside(path, source, &property.value, &mut found);
    }
    found
}

/// Does the same for the maps in a value, where letter case matters.
fn repeated_inside(path: &str, source: &str, value: &Value, found: &mut Vec<Diagnostic>) {
    match value {
        Value::Empty | Value::Text(_) => {}
        Value::List(items) => items.iter().for_each(|item| repeated_inside(path, source, item, found)),
        Value::Map(pairs) => {
            let mut seen = BTreeSet::new();
            for (key, value) in pairs {
                if !key.text.is_empty() && !seen.insert(key.text.as_str()) && found.len() < REPEATED {
                    found.push(repeated(path, source, key));
                }
                repeated_inside(path, source, value, found);
            }
        }
    }
}

fn repeated(path: &str, source: &str, key: &Text) -> Diagnostic {
    invalid(format!("`{}` is given twice", key.text.trim()))
        .at(path, source, key.span.clone())
        .label("only the first one counts")
        .help("keep one of them, or make one list of both")
}

/// The finding about front matter that is not read at all.
fn refuse(path: &str, source: &str, start: usize, too_much: TooMuch) -> Diagnostic {
    let (at, message, help) = match too_much {
        TooMuch::Size => {
            (start, "the front matter is longer than 64 KiB, so it is not read", "move what is long into the body")
        }
        TooMuch::Depth(at) => (
            start + at,
            "the front matter is nested deeper than 32 brackets, so it is not read",
            "close the brackets before",
        ),
        TooMuch::Brackets(at) => {
            (start + at, "the front matter has too many brackets, so it is not read", "move what is long into the body")
        }
    };
    invalid(message).at(path, source, at..at + 1).help(help)
}

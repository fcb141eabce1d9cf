//! Why an entry of front matter cannot be read, in terms the author understands, and with a fix.
//!
//! [`explain`] recognizes common mistakes; otherwise it translates the message of the YAML library. It is only called
//! for entries that the library has rejected.

use std::ops::Range;

use super::layout::{colons, quote_end, split_key};
use crate::diagnostic::{Code, Diagnostic};

/// What is wrong, where, and how to fix it.
#[derive(Debug)]
pub(super) struct Cause {
    span: Range<usize>,
    message: String,
    label: &'static str,
    help: String,
    fix: Option<(Range<usize>, String)>,
}

impl Cause {
    fn new(span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { span, message: message.into(), label: "", help: help.into(), fix: None }
    }

    fn label(self, label: &'static str) -> Self {
        Self { label, ..self }
    }

    fn fix(self, span: Range<usize>, with: impl Into<String>) -> Self {
        Self { fix: Some((span, with.into())), ..self }
    }

    /// Makes the finding for a file.
    pub(super) fn diagnostic(self, path: &str, source: &str) -> Diagnostic {
        let found = Diagnostic::warning(Code::InvalidFrontmatter, self.message)
            .at(path, source, self.span)
            .label(self.label)
            .help(self.help);
        match self.fix {
            Some((span, with)) => found.fix(span, with),
            None => found,
        }
    }
}

/// Explains why `entry` cannot be read. `at` is where the library noticed, `message` its message.
pub(super) fn explain(source: &str, entry: &Range<usize>, at: usize, message: &str) -> Cause {
    let mut lines = Vec::new();
    let mut start = entry.start;
    for line in source[entry.clone()].split_inclusive('\n') {
        lines.push(start..start + line.trim_end().len());
        start += line.len();
    }
    let noticed = lines.iter().position(|line| line.end >= at).unwrap_or(lines.len().saturating_sub(1));
    let control = lines.iter().find_map(|line| control_sign(source, line));
    // The mistake is where it was noticed, unless something is never closed.
    let order = lines.get(noticed).into_iter().chain(lines.iter().take(noticed));
    control
        .or_else(|| order.clone().find_map(|line| of_line(source, line)))
        .unwrap_or_else(|| by_message(source, lines.get(noticed).cloned().unwrap_or(at..at), message))
}

fn control_sign(source: &str, line: &Range<usize>) -> Option<Cause> {
    let refused =
        |sign: char| (sign.is_control() && sign != '\t' && sign != '\u{85}') || matches!(sign, '\u{fffe}' | '\u{ffff}');
    let (at, sign) = source[line.clone()].char_indices().find(|(_, sign)| refused(*sign))?;
    let span = line.start + at..line.start + at + sign.len_utf8();
    let message = format!("an invisible control character (U+{:04X}) cannot stand in front matter", sign as u32);
    Some(Cause::new(span.clone(), message, "remove it").fix(span, ""))
}

/// What is wrong with one line, if it is a common mistake.
fn of_line(source: &str, line: &Range<usize>) -> Option<Cause> {
    let text = &source[line.clone()];
    let content = text.trim_start();
    let start = line.end - content.len();
    let indent = &text[..text.len() - content.len()];
    if let Some(at) = indent.find('\t') {
        let span = line.start + at..line.start + at + 1;
        return Some(
            Cause::new(span, "a tab cannot indent front matter", "indent with blanks")
                .fix(line.start..start, indent.replace('\t', "  ")),
        );
    }
    if let Some((at, sign)) = text
        .char_indices()
        .filter(|(_, sign)| !sign.is_ascii() && sign.is_whitespace())
        .take(4)
        .find(|(at, _)| stands_for_blank(text, *at))
    {
        let span = line.start + at..line.start + at + sign.len_utf8();
        let message = format!("this blank is no plain one (U+{:04X}), so YAML does not see it", sign as u32);
        let cause = Cause::new(span.clone(), message, "type it again with the space bar");
        return Some(if at < indent.len() {
            cause.fix(line.start..start, " ".repeat(indent.chars().count()))
        } else {
            cause.fix(span, " ")
        });
    }
    let item = content.trim_start_matches("- ").trim_start();
    let item = line.end - item.len()..line.end;
    let is_item = item.start > start;
    let value = match split_key(&source[item.clone()]) {
        Some((_, value)) => {
            let value = item.start + value;
            line.end - source[value..line.end].trim_start().len()..line.end
        }
        None if is_item => item.clone(),
        None => return without_key(source, line, start),
    };
    let head = |value: &Range<usize>| source[start..value.start].to_owned();
    if let Some(cause) = of_value(source, &value, &head(&value)) {
        return Some(cause);
    }
    let plain = without_comment(source, &value);
    let colon = colons(&source[plain.clone()]).next()?;
    let quote = if is_item { without_comment(source, &item) } else { plain.clone() };
    let cause = quoting(source, &quote, &head(&quote), "a value with `: ` in it needs quotes");
    Some(
        Cause { span: plain.start + colon..plain.start + colon + 1, ..cause }
            .label("YAML reads this colon as a new key"),
    )
}

/// Whether the character at `at` is where YAML needs a blank: in the indentation, or after `:` or `-`.
fn stands_for_blank(text: &str, at: usize) -> bool {
    let before = text[..at].trim_start();
    before.is_empty() || before == "-" || (before.ends_with(':') && !before.contains(": "))
}

/// Explains a line that has no `key: value` and is not an item of a list.
fn without_key(source: &str, line: &Range<usize>, start: usize) -> Option<Cause> {
    let text = &source[start..line.end];
    if text.starts_with(['"', '\'', '[', '{', '-', '#']) || start > line.start {
        return None;
    }
    if let Some(colon) = text
        .find(':')
        .filter(|colon| text[..*colon].chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '_' | '-')))
    {
        let at = start + colon + 1;
        let help = format!("write `{} {}`", &source[start..at], shorten(&source[at..line.end]));
        return Some(Cause::new(start + colon..at, "a key needs a blank behind its colon", help).fix(at..at, " "));
    }
    let help = "write it as `key: value`, indent it if it belongs to the line before, or remove it";
    Some(Cause::new(start..line.end, "this line of the front matter has no key", help))
}

/// What is wrong with a value, judged by its first character. `head` is what precedes it on its line.
fn of_value(source: &str, value: &Range<usize>, head: &str) -> Option<Cause> {
    let text = &source[value.clone()];
    let plain = without_comment(source, value);
    let first = text.chars().next()?;
    match first {
        '@' | '`' | '%' | ',' | ']' | '}' => {
            Some(quoting(source, &plain, head, &format!("a value that starts with `{first}` needs quotes")))
        }
        '"' | '\'' => of_quoted(source, value, head, first as u8),
        '[' | '{' => of_brackets(source, value, head),
        '*' | '&' | '!' => {
            let message = format!("a value that starts with `{first}` needs quotes");
            Some(quoting(source, &plain, head, &message).label("YAML has a meaning of its own for this sign"))
        }
        '|' | '>' => {
            let rest = source[plain.clone()]
                .trim_start_matches(|sign: char| matches!(sign, '|' | '>' | '+' | '-') || sign.is_ascii_digit());
            let message = format!("a value that starts with `{first}` needs quotes");
            (!rest.is_empty()).then(|| quoting(source, &plain, head, &message))
        }
        '-' | '?' if text.len() > 1 && text[1..].starts_with(' ') && !head.is_empty() => {
            Some(quoting(source, &plain, head, &format!("a value that starts with `{first}` needs quotes")))
        }
        _ => None,
    }
}

fn of_quoted(source: &str, value: &Range<usize>, head: &str, quote: u8) -> Option<Cause> {
    let text = &source[value.clone()];
    let Some(end) = quote_end(text, quote) else {
        let sign = quote as char;
        let help = format!("end the value with `{sign}`");
        let cause = Cause::new(value.start..value.start + 1, "this quote is never closed", help);
        return Some(if text.len() > 1 { cause.fix(value.end..value.end, sign) } else { cause });
    };
    if !without_comment(source, &(value.start + end..value.end)).is_empty() {
        let cause = quoting(source, &without_comment(source, value), head, "a quoted value ends at its second quote");
        return Some(Cause { span: value.start + end..value.end, ..cause }.label("this is left over"));
    }
    let inside = &text[1..end - 1];
    let (at, len) = unknown_escape(inside).filter(|_| quote == b'"')?;
    let start = value.start + 1 + at;
    let message = format!("`{}` means nothing in double quotes", &source[start..start + len]);
    let help = "use single quotes, in which a backslash is just a backslash";
    let cause = Cause::new(start..start + len, message, help);
    let whole = value.start..value.start + end;
    Some(if inside.contains(['\'', '"']) { cause } else { cause.fix(whole, format!("'{inside}'")) })
}

/// A backslash in double quotes that does not start an escape of YAML: its position, and its length with the next
/// character.
fn unknown_escape(inside: &str) -> Option<(usize, usize)> {
    let mut signs = inside.char_indices();
    while let Some((at, sign)) = signs.next() {
        let Some((next, escaped)) = (sign == '\\').then(|| signs.next()).flatten() else { continue };
        let digits = match escaped {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let hex = inside.bytes().skip(next + 1).take(digits).filter(u8::is_ascii_hexdigit).count();
        if hex < digits || !"0abt\tnvfre \"/\\N_LPxuU\n".contains(escaped) {
            return Some((at, 1 + escaped.len_utf8()));
        }
    }
    None
}

fn of_brackets(source: &str, value: &Range<usize>, head: &str) -> Option<Cause> {
    let text = source[value.clone()].trim_end();
    let end = brackets_end(text);
    let rest = end.map_or("", |end| text[end..].trim());
    let plain = without_comment(source, value);
    if text.starts_with("[[") && !rest.is_empty() && !rest.starts_with('#') {
        let links: Vec<&str> = source[plain.clone()].split(',').map(str::trim).collect();
        let cause = quoting(source, &plain, head, "a wikilink in front matter needs quotes");
        if links.len() > 1
            && links.iter().all(|link| link.starts_with("[[") && link.ends_with("]]") && !link.contains('"'))
        {
            let list = format!("[\"{}\"]", links.join("\", \""));
            return Some(Cause {
                help: format!("write `{head}{}`", shorten(&list)),
                fix: Some((plain, list)),
                ..cause
            });
        }
        return Some(cause);
    }
    if text.starts_with("{{") && (end.is_none() || !rest.is_empty()) {
        return Some(quoting(source, &plain, head, "a template in front matter needs quotes"));
    }
    if let Some(hash) = hash_in(text) {
        let cause = Cause::new(
            value.start + hash..value.start + hash + 1,
            "`#` starts a comment in front matter",
            "write the tags of a list without `#`",
        );
        let bare = text.replace("[#", "[").replace(" #", " ").replace(",#", ",");
        let cause = cause.label("nothing from here on is read");
        return Some(if brackets_end(&bare) == Some(bare.len()) {
            cause.fix(value.start..value.start + text.len(), bare)
        } else {
            cause
        });
    }
    if end.is_none() {
        let (what, sign) = if text.starts_with('[') { ("list", ']') } else { ("map", '}') };
        return Some(Cause::new(
            value.start..value.start + 1,
            format!("this {what} is never closed"),
            format!("end it with `{sign}`"),
        ));
    }
    (!rest.is_empty() && !rest.starts_with('#'))
        .then(|| quoting(source, &plain, head, "a value that starts with a bracket needs quotes"))
}

/// A `#` that cannot be in a list in brackets, because a blank, bracket or comma precedes it.
fn hash_in(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let at =
        memchr::memchr_iter(b'#', bytes).find(|at| *at > 0 && matches!(bytes[at - 1], b' ' | b'\t' | b'[' | b','))?;
    // After the closing bracket it is a proper comment; in quotes it is text.
    let before = &text[..at];
    (brackets_end(before).is_none() && before.matches('"').count().is_multiple_of(2)).then_some(at)
}

/// The end of the brackets that a text starts with, judged by quotes and nesting.
fn brackets_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quoted = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quoted, byte) {
            (Some(quote), _) => quoted = quoted.filter(|_| byte != quote),
            (None, b'"') => quoted = Some(byte),
            (None, b'[' | b'{') => depth += 1,
            (None, b']' | b'}') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// A cause that quotes around a value resolve.
fn quoting(source: &str, value: &Range<usize>, head: &str, message: &str) -> Cause {
    let with = quoted(&source[value.clone()]);
    let help = format!("write `{}{}`", shorten(head), shorten(&with));
    Cause::new(value.clone(), message, help).fix(value.clone(), with)
}

/// A text in the kind of quotes that changes it least.
fn quoted(text: &str) -> String {
    if !text.contains(['"', '\\']) {
        format!("\"{text}\"")
    } else if !text.contains('\'') {
        format!("'{text}'")
    } else {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// A value without the comment after it and trailing blanks.
fn without_comment(source: &str, value: &Range<usize>) -> Range<usize> {
    let text = &source[value.clone()];
    let text = if text.starts_with('#') { "" } else { text };
    let text = text.split(" #").next().unwrap_or_default().trim_end();
    value.start..value.start + text.len()
}

/// As much of a text as fits in a message.
fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Translates the message of the library.
fn by_message(source: &str, line: Range<usize>, message: &str) -> Cause {
    let content = source[line.clone()].trim_start();
    let span = line.end - content.len()..line.end;
    let says = |known: &[&str]| known.iter().any(|part| message.contains(part));
    if says(&["undefined alias", "unknown anchor"]) {
        let help = "put quotes around a value that starts with `*`";
        Cause::new(span, "`*` refers to a value of that name, and there is none", help)
    } else if says(&["',' or ']'", "',' or '}'"]) {
        Cause::new(
            span,
            "a list or map in brackets lacks a comma or its end",
            "put a comma between two items, and close every bracket",
        )
    } else if content.starts_with("...") || content.starts_with("---") {
        Cause::new(span, "the front matter ends before this line", "close it only once, with a line `---`")
    } else if says(&["could not find expected ':'"]) {
        Cause::new(span, "this line of the front matter has no key", "write it as `key: value`, or remove it")
    } else if says(&[
        "not allowed in this context",
        "did not find expected key",
        "'-' indicator",
        "tab character",
        "document",
    ]) {
        Cause::new(
            span,
            "the indentation of this line does not fit the lines before",
            "start all keys in the first column, and indent what belongs to a key with two blanks",
        )
    } else {
        Cause::new(
            span,
            "this line of the front matter cannot be read",
            "put quotes around values with signs of punctuation in them",
        )
    }
}

/// The cause for JSON: the library's message is short and plain enough.
pub(super) fn json(at: usize, message: &str) -> Cause {
    Cause::new(
        at..at + 1,
        format!("the JSON in the front matter cannot be read: {message}"),
        "mend it, or write the properties as `key: value` lines",
    )
}

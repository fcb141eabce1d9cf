//! Inline fields: `key:: value`, as Dataview reads them from the text of a note.
//!
//! [`fields`] is the entry point. A field is a line of its own, also in a list, or in brackets within a line:
//! `[key:: value]`, `(key:: value)`. It stays in the text as it is; what is found here is its data. Queries over fields
//! are not run.

use super::Span;

/// Longest key, in characters.
const KEY_LIMIT: usize = 60;

/// A key and its value, both as text without markup.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// As written, such as `rating`.
    pub key: String,
    /// What follows it; may be empty.
    pub value: String,
}

/// Whether a line may contain a field, which hardly any does.
pub(super) fn may_hold_field(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memchr_iter(b':', bytes).any(|at| bytes.get(at + 1) == Some(&b':'))
}

/// The fields in a line of text. `code` are the parts of it that are code or formulas, in which nothing is a key.
/// `whole` tells whether the line itself may be a field.
pub(super) fn fields(line: &str, code: &[Span], whole: bool) -> Vec<Field> {
    // `code` is sorted and does not overlap.
    let is_code = |at: usize| {
        let next = code.partition_point(|span| span.end as usize <= at);
        code.get(next).is_some_and(|span| span.range().contains(&at))
    };
    if whole
        && let Some((at, field)) = line_field(line)
        && !is_code(at)
        && !is_code(0)
    {
        return vec![field];
    }
    bracketed(line, &is_code)
}

/// A line that is one `key:: value`, and the position of its colons.
fn line_field(line: &str) -> Option<(usize, Field)> {
    let (key, value) = line.split_once("::")?;
    let ends = value.chars().next().is_none_or(char::is_whitespace);
    (ends && is_key(key)).then(|| (key.len(), field(key, value)))
}

fn field(key: &str, value: &str) -> Field {
    Field { key: key.trim().to_owned(), value: value.trim().to_owned() }
}

/// Fields in brackets. Once a bracket of one kind is not closed, no later one of that kind is either, so the line is
/// read only a few times.
fn bracketed(line: &str, is_code: &dyn Fn(usize) -> bool) -> Vec<Field> {
    let mut found = Vec::new();
    let mut done = 0;
    let mut unclosed = String::new();
    for (colons, _) in line.match_indices("::") {
        if colons < done || is_code(colons) {
            continue;
        }
        let from = colons.saturating_sub(4 * KEY_LIMIT).max(done);
        let Some(open) = memchr::memrchr2(b'[', b'(', &line.as_bytes()[from..colons]).map(|at| from + at) else {
            continue;
        };
        let key = &line[open + 1..colons];
        if is_code(open) || !is_key(key) || unclosed.contains(&line[open..=open]) {
            continue;
        }
        let (opens, closes) = if line.as_bytes()[open] == b'[' { ('[', ']') } else { ('(', ')') };
        let after = colons + 2;
        let mut depth = 0usize;
        let end = line[after..].char_indices().find(|(at, sign)| {
            if is_code(after + at) {
                return false;
            }
            match *sign {
                sign if sign == opens => depth += 1,
                sign if sign == closes && depth == 0 => return true,
                sign if sign == closes => depth -= 1,
                _ => {}
            }
            false
        });
        let Some((length, _)) = end else {
            unclosed.push_str(&line[open..=open]);
            continue;
        };
        found.push(field(key, &line[after..after + length]));
        done = after + length + 1;
    }
    found
}

/// Whether this can be a key: a few words of letters, digits and symbols other than punctuation.
fn is_key(key: &str) -> bool {
    let key = key.trim();
    let fits = |sign: char| {
        sign.is_alphanumeric()
            || matches!(sign, ' ' | '-' | '_' | '/' | '\u{fe0f}' | '\u{200d}')
            || !sign.is_ascii() && is_sign(sign)
    };
    !key.is_empty()
        && key.chars().nth(KEY_LIMIT).is_none()
        && key.chars().all(fits)
        && key.chars().any(|sign| sign.is_alphanumeric() || !sign.is_ascii())
}

/// Emoji and other pictures, but not the punctuation of other scripts.
fn is_sign(sign: char) -> bool {
    matches!(sign, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> String {
        let code: Vec<Span> = match (line.find('`'), line.rfind('`')) {
            (Some(start), Some(end)) => vec![(start..end + 1).into()],
            _ => Vec::new(),
        };
        let found = fields(line, &code, true);
        found.iter().map(|field| format!("{}={}", field.key, field.value)).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn fields_are_lines_and_brackets() {
        for (line, want) in [
            ("rating:: 5", "rating=5"),
            ("Due date:: 2024-03-02, at noon", "Due date=2024-03-02, at noon"),
            ("empty::", "empty="),
            ("🌱 stage:: seed (or [two])", "🌱 stage=seed (or [two])"),
            ("日付:: 三月", "日付=三月"),
            ("I give it [rating:: 5] and (mood:: good (very)) today", "rating=5|mood=good (very)"),
            ("see [a [b:: c] d]", "b=c"),
            ("link:: [[x:: y]]", "link=[[x:: y]]"),
            ("open (a:: and [b:: c]", "b=c"),
        ] {
            assert_eq!(read(line), want, "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_a_field_is_text() {
        for line in [
            "std::vector is one",
            "Foo::bar",
            "at 10::30",
            ":: nothing",
            "a sentence, then:: this",
            "`key:: value`",
            "see `[key:: value]` there",
            "[key:: never closed",
            "(a.b:: c)",
            "x [:: y]",
            "what?:: that",
            "no field",
        ] {
            assert_eq!(read(line), "", "{line}");
        }
        let long = "k".repeat(KEY_LIMIT + 1);
        assert_eq!(read(&format!("{long}:: v")), "");
        assert_eq!(fields("key:: value [a:: b]", &[], false), [Field { key: "a".to_owned(), value: "b".to_owned() }]);
    }

    #[test]
    fn a_line_of_brackets_is_read_in_linear_time() {
        for piece in ["[a:: ", "(a:: [b:: ", "::", "[", "[a:: b]", "[a:: `", "a:: "] {
            let line = piece.repeat(400_000 / piece.len());
            let code: Vec<Span> = (0..40_000).map(|at| Span { start: at * 10 + 7, end: at * 10 + 8 }).collect();
            let clock = std::time::Instant::now();
            let _ = fields(&line, &code, true);
            assert!(clock.elapsed().as_secs() < 10, "{piece}: {:?}", clock.elapsed());
        }
    }
}

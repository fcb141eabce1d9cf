//! The tokens of a script. Comments and blanks are none, but it is known where they were.

/// Words that a regular expression may follow.
const BEFORE_PATTERN: [&str; 6] = ["return", "typeof", "case", "in", "of", "void"];

/// What cannot be parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// It is a name, or a word of the language.
    pub(super) is_name: bool,
    /// What stands before it.
    pub(super) gap: Gap,
}

/// What stands between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    None,
    Blank,
    Line,
}

/// All tokens of a script.
pub(super) fn all(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Tokens { rest: source, tokens: Vec::new(), braces: Vec::new() };
    let mut gap = Gap::None;
    while !tokens.rest.is_empty() {
        let blank = tokens.blank();
        if blank > 0 {
            let is_line = tokens.rest[..blank].contains('\n');
            gap = gap.max(if is_line { Gap::Line } else { Gap::Blank });
            tokens.rest = &tokens.rest[blank..];
            continue;
        }
        let (length, is_name) = tokens.next();
        let (text, rest) = tokens.rest.split_at(length);
        tokens.tokens.push(Token { text, is_name, gap });
        tokens.rest = rest;
        gap = Gap::None;
    }
    tokens.tokens
}

/// Whether a sign may stand in a name.
pub(super) fn is_name_sign(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '_' | '$')
}

/// Reads tokens from the rest of a script.
struct Tokens<'a> {
    rest: &'a str,
    tokens: Vec<Token<'a>>,
    /// The open braces, and whether each is in a template.
    braces: Vec<bool>,
}

impl<'a> Tokens<'a> {
    /// The length of blanks or of a comment; the end of a line is not part of its comment.
    fn blank(&self) -> usize {
        if self.rest.starts_with("//") {
            return self.rest.find('\n').unwrap_or(self.rest.len());
        }
        if self.rest.starts_with("/*") {
            return self.rest.find("*/").map_or(self.rest.len(), |end| end + 2);
        }
        self.rest.len() - self.rest.trim_start().len()
    }

    /// The length of the next token, and whether it is a name.
    fn next(&mut self) -> (usize, bool) {
        let first = self.rest.chars().next().unwrap_or_default();
        if is_name_sign(first) {
            let is_number = first.is_ascii_digit();
            let end = self.rest.find(|sign| !is_name_sign(sign) && !(is_number && sign == '.'));
            return (end.unwrap_or(self.rest.len()), !is_number);
        }
        let length = match first {
            '\'' | '"' => quoted(self.rest, first),
            '`' => self.template(),
            '}' if self.braces.pop() == Some(true) => self.template(),
            '{' => {
                self.braces.push(false);
                1
            }
            '/' if self.may_be_pattern() => pattern(self.rest),
            _ => ["...", "=>"]
                .iter()
                .find(|sign| self.rest.starts_with(**sign))
                .map_or(first.len_utf8(), |sign| sign.len()),
        };
        (length, false)
    }

    /// The length of a piece of a template, up to its end or to what is put into it.
    fn template(&mut self) -> usize {
        let mut escaped = false;
        for (at, sign) in self.rest.char_indices().skip(1) {
            match sign {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '`' => return at + 1,
                '{' if self.rest[..at].ends_with('$') => {
                    self.braces.push(true);
                    return at + 1;
                }
                _ => {}
            }
        }
        self.rest.len()
    }

    /// Whether a slash begins a regular expression here.
    fn may_be_pattern(&self) -> bool {
        self.tokens.last().is_none_or(|before| match before.text.chars().next_back() {
            Some(')' | ']' | '}' | '\'' | '"' | '`') => false,
            Some('/') => before.text.len() == 1,
            Some(sign) if is_name_sign(sign) => BEFORE_PATTERN.contains(&before.text),
            _ => true,
        })
    }
}

/// The length of a text in quotes.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let is_end = |(_, sign): &(usize, char)| {
        let is_end = !escaped && *sign == quote;
        escaped = !escaped && *sign == '\\';
        is_end
    };
    text.char_indices().skip(1).find(is_end).map_or(text.len(), |(at, _)| at + 1)
}

/// The length of a regular expression with its flags.
fn pattern(text: &str) -> usize {
    let (mut escaped, mut in_class) = (false, false);
    let is_end = |(_, sign): &(usize, char)| {
        let is_end = !escaped && !in_class && *sign == '/';
        in_class = !escaped && (*sign == '[' || in_class && *sign != ']') || escaped && in_class;
        escaped = !escaped && *sign == '\\';
        is_end
    };
    let end = text.char_indices().skip(1).find(is_end).map_or(text.len(), |(at, _)| at + 1);
    end + text[end..].find(|sign| !is_name_sign(sign)).unwrap_or(text.len() - end)
}

//! Limits for formulas: how long they may be, how deeply nested, and how much their macros may grow.
//!
//! The typesetter is recursive and expands macros as often as they occur, so a formula of a few hundred characters
//! could exhaust the stack or run forever. [`Limits::check`] looks at the text alone and errs on the safe side.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::MathError;

/// Longest formula, in bytes.
const LENGTH: usize = 16 * 1024;
/// The deepest nesting of groups, environments and commands in a row.
const DEPTH: usize = 200;

/// What is known of the garden's macros.
#[derive(Debug)]
pub(super) struct Limits {
    /// Macros that use an argument more than once, with the number of their arguments.
    doubling: BTreeMap<String, usize>,
    /// The deepest nesting of formulas, allowing for the depth that macros add.
    depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { doubling: BTreeMap::new(), depth: DEPTH }
    }
}

impl Limits {
    pub(super) fn new(macros: &BTreeMap<String, String>) -> Self {
        let doubling = macros.iter().filter_map(|(name, definition)| {
            let used: Vec<u8> =
                definition.as_bytes().windows(2).filter(|pair| pair[0] == b'#').map(|pair| pair[1]).collect();
            let arguments =
                used.iter().filter(|digit| digit.is_ascii_digit()).max().map_or(0, |digit| usize::from(digit - b'0'));
            (used.iter().collect::<BTreeSet<_>>().len() < used.len()).then(|| (name.clone(), arguments))
        });
        let deepest =
            |definition: &String| (1..DEPTH).find(|limit| too_deep(definition, *limit).is_none()).unwrap_or(DEPTH);
        let deepest = macros.values().map(deepest).max().unwrap_or(1);
        Self { doubling: doubling.collect(), depth: DEPTH / deepest }
    }

    /// Checks that a formula stays within the limits.
    pub(super) fn check(&self, tex: &str) -> Result<(), MathError> {
        let error = |message: &str, help: &str, span: Range<usize>| {
            Err(MathError { message: message.to_owned(), help: help.to_owned(), span: super::visible(tex, span) })
        };
        if tex.len() > LENGTH {
            return error("this formula is too long", "split it into several", 0..1);
        }
        if let Some(span) = too_deep(tex, self.depth) {
            return error("too much stands in each other here", "split the formula into several", span);
        }
        if !self.doubling.is_empty()
            && let Some(span) = self.doubled(tex)
        {
            let help =
                "a macro that uses an argument twice can't be used inside of such an argument; write one of them out";
            return error("this would grow without end", help, span);
        }
        Ok(())
    }

    /// Finds a doubling macro that is in the argument of another, or whose arguments are incomplete: its expansion
    /// could contain macros that were not there before.
    fn doubled(&self, tex: &str) -> Option<Range<usize>> {
        let tokens: Vec<Token<'_>> = tokens(tex).filter(|token| token.text != "%").collect();
        let is_doubling =
            |token: &Token<'_>| token.text.strip_prefix('\\').and_then(|name| self.doubling.get(name).copied());
        let mut arguments_end = 0;
        for (index, token) in tokens.iter().enumerate() {
            let Some(arguments) = is_doubling(token) else { continue };
            let end = (0..arguments).try_fold(index + 1, |at, _| argument_end(&tokens, at));
            match end {
                Some(end) if index >= arguments_end => arguments_end = end,
                _ => return Some(token.start..token.start + token.text.len()),
            }
        }
        None
    }
}

/// A command, or any other character that is not a blank.
#[derive(Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    start: usize,
}

/// The tokens of a formula; a comment is a token too.
pub(super) fn tokens(tex: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at;
            let sign = tex[start..].chars().next()?;
            at += sign.len_utf8();
            match sign {
                '\\' => {
                    let rest = &tex[at..];
                    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                    at += if letters > 0 { letters } else { rest.chars().next().map_or(0, char::len_utf8) };
                }
                '%' => {
                    at += tex[at..].find('\n').unwrap_or(tex.len() - at);
                    return Some(Token { text: "%", start });
                }
                _ if sign.is_whitespace() => continue,
                _ => {}
            }
            return Some(Token { text: &tex[start..at], start });
        }
    })
}

/// The index after an argument: one token, or a group. `None` if it is missing.
fn argument_end(tokens: &[Token<'_>], mut at: usize) -> Option<usize> {
    let mut depth = 0usize;
    loop {
        match tokens.get(at)?.text {
            "{" => depth += 1,
            "}" => depth = depth.checked_sub(1)?,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

/// Whether it is a command that may take an argument; commands of a single non-letter are characters themselves.
fn is_command(token: &str) -> bool {
    token.strip_prefix('\\').is_some_and(|name| name.starts_with(|sign: char| sign.is_ascii_alphabetic()))
}

/// Commands that affect everything after them.
const SWITCHES: [&str; 5] = ["\\color", "\\displaystyle", "\\scriptscriptstyle", "\\scriptstyle", "\\textstyle"];

/// Where a formula is nested deeper than `limit`. Every command may take the next one as its argument, so commands in a
/// row count as if they did; those in [`SWITCHES`] take everything after them in their group.
fn too_deep(tex: &str, limit: usize) -> Option<Range<usize>> {
    // What is open: what closes it (empty for a switch), and the depth before it.
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut depth = 0;
    let mut before = "";
    for Token { text, start } in tokens(tex) {
        let closes = match text {
            "{" => Some("}"),
            "\\left" => Some("\\right"),
            "\\begin" => Some("\\end"),
            "[" if before == "\\sqrt" || before.starts_with("\\x") => Some("]"),
            _ if SWITCHES.contains(&text) => Some(""),
            _ => None,
        };
        // A switch ends with the group around it.
        let group = open.iter().rposition(|(closes, _)| !closes.is_empty()).filter(|at| open[*at].0 == text);
        if let Some(closes) = closes {
            open.push((closes, depth));
            depth += 1;
        } else if let Some(at) = group {
            depth = open[at].1;
            open.truncate(at);
        } else if is_command(text) || matches!(text, "^" | "_" | "%") {
            depth += 1;
        } else {
            depth = open.last().map_or(0, |(_, outer)| outer + 1);
        }
        if depth > limit {
            return Some(start..start + text.len());
        }
        before = text;
    }
    None
}

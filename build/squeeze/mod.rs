//! Minifies scripts and style sheets, since every reader loads them.
//!
//! [`squeezed`] is the entry point. It handles built-in files only: the statements of their scripts end in
//! semicolons or braces, no loop has an empty body, and no template literal contains another one; tests verify
//! that. [`scopes`] resolves the names in a script, [`shorten`] replaces them with shorter ones.

mod scopes;
mod shorten;

use shorten::shorten;

/// A token of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token<'a> {
    kind: Kind,
    text: &'a str,
}

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A word: a variable, a property or a keyword.
    Name,
    /// A string, a part of a template literal, a regular expression or a number.
    Text,
    /// Anything else.
    Sign,
}

/// Removes comments and unnecessary blanks; in a script also shortens names.
pub(crate) fn squeezed(text: &str, is_script: bool) -> String {
    if is_script { script(text) } else { sheet(text) }
}

/// Removes blanks that separate nothing, and comments that begin on lines of their own, from a style sheet.
fn sheet(text: &str) -> String {
    let mut is_comment = false;
    let is_kept = |line: &&str| {
        is_comment |= line.starts_with("/*");
        let is_kept = !is_comment && !line.is_empty();
        is_comment &= !line.ends_with("*/");
        is_kept
    };
    let mut short = String::with_capacity(text.len());
    let mut is_text = false;
    for sign in text.lines().map(str::trim).filter(is_kept).flat_map(|line| line.chars().chain(Some(' '))) {
        is_text ^= sign == '"';
        let before = short.chars().last().unwrap_or('{');
        match sign {
            ' ' if !is_text && "{};:,".contains(before) => continue,
            '{' if !is_text && before == ' ' => _ = short.pop(),
            '}' if !is_text && before == ';' => _ = short.pop(),
            _ => {}
        }
        short.push(sign);
    }
    short.push('\n');
    short
}

fn script(text: &str) -> String {
    let tokens = tokens(text);
    let mut texts = shorten(&tokens);
    leave_out(&tokens, &mut texts);
    let mut short = String::with_capacity(text.len());
    for text in texts {
        if parts_words(short.chars().last(), text.chars().next()) {
            short.push(' ');
        }
        short.push_str(&text);
    }
    short.push('\n');
    short
}

/// Empties the texts of tokens that a script can do without: the last comma or semicolon before a closing
/// bracket, brackets around the only parameter of a function, and all but the first keyword of consecutive
/// declarations. Replaces others with shorter ones, such as `const` with `let`.
fn leave_out(tokens: &[Token<'_>], texts: &mut [String]) {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    let is_declaration = |at: usize| matches!(text(at), "const" | "let");
    // For each open bracket: whether the current statement in it is a declaration.
    let mut declares = vec![false];
    for at in 0..tokens.len() {
        match text(at) {
            "(" | "[" | "{" => declares.push(false),
            ")" | "]" | "}" => drop(declares.pop()),
            _ => {}
        }
        let (mut none, next) = (false, is_declaration(at + 1));
        let declares = declares.last_mut().unwrap_or(&mut none);
        match (text(at), text(at + 1)) {
            ("const" | "let", _) => {
                *declares = true;
                if texts[at] == "const" {
                    texts[at] = "let".to_owned();
                }
            }
            ("true", _) => texts[at] = "!0".to_owned(),
            ("false", _) => texts[at] = "!1".to_owned(),
            (";" | ",", "}") | (",", ")") => texts[at].clear(),
            // A comma after `[` or another comma stands for a missing element, which counts.
            (",", "]") if at > 0 && !matches!(text(at - 1), "[" | ",") => texts[at].clear(),
            (";", _) if *declares && next => {
                texts[at] = ",".to_owned();
                texts[at + 1].clear();
            }
            (";", _) => *declares = false,
            ("(", ")") if at > 1 && text(at - 2) == "new" && !matches!(text(at + 2), "." | "[" | "(") => {
                texts[at].clear();
                texts[at + 1].clear();
            }
            ("(", one) if one != "(" && text(at + 2) == ")" && text(at + 3) == "=>" => {
                texts[at].clear();
                texts[at + 2].clear();
            }
            _ => {}
        }
    }
}

/// Splits a script into tokens; blanks and comments are dropped.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut rest = text.trim_start();
    let mut in_template = false;
    while let Some(sign) = rest.chars().next() {
        let (kind, length) = match sign {
            '/' if rest.starts_with("//") => (None, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => (None, rest.find("*/").map_or(rest.len(), |end| end + 2)),
            '/' if begins_expression(tokens.last()) => {
                let end = end_of(rest, sign);
                (Some(Kind::Text), end + length_of_word(&rest[end..]))
            }
            '\'' | '"' => (Some(Kind::Text), end_of(rest, sign)),
            '`' | '}' if sign == '`' || in_template => {
                let (end, place) = (end_of(rest, '`'), rest.find("${").map_or(usize::MAX, |place| place + 2));
                in_template = place < end;
                (Some(Kind::Text), end.min(place))
            }
            _ if is_of_word(sign) => {
                (Some(if sign.is_ascii_digit() { Kind::Text } else { Kind::Name }), length_of_word(rest))
            }
            _ => {
                let long = ["...", "=>", "?.", "++", "--"].iter().find(|long| rest.starts_with(**long));
                (Some(Kind::Sign), long.map_or(sign.len_utf8(), |long| long.len()))
            }
        };
        let (part, after) = rest.split_at(length);
        tokens.extend(kind.map(|kind| Token { kind, text: part }));
        rest = after.trim_start();
    }
    tokens
}

fn is_of_word(sign: char) -> bool {
    sign.is_alphanumeric() || "_$".contains(sign)
}

fn length_of_word(text: &str) -> usize {
    text.find(|sign| !is_of_word(sign)).unwrap_or(text.len())
}

/// Returns where the string, template literal or regular expression at the start of the text ends.
fn end_of(text: &str, quote: char) -> usize {
    let (mut is_escaped, mut is_class) = (false, false);
    for (at, sign) in text.char_indices().skip(1) {
        match sign {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' if quote == '/' => is_class = true,
            ']' => is_class = false,
            _ if sign == quote && !is_class => return at + sign.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// Whether an expression follows this token, so that a slash begins a regular expression and does not divide.
fn begins_expression(before: Option<&Token<'_>>) -> bool {
    match before {
        Some(Token { kind: Kind::Sign, text }) => !matches!(*text, ")" | "]" | "++" | "--"),
        Some(Token { text, .. }) => *text == "return",
        None => true,
    }
}

/// Whether a blank between these characters is needed: it separates two words, or two signs that would be read as one.
fn parts_words(before: Option<char>, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    (is_of_word(before) && is_of_word(after)) || (before == after && "+-".contains(before))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Returns the paths and texts of the built-in theme's scripts.
    pub(super) fn built_in_scripts() -> impl Iterator<Item = (String, String)> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default");
        let paths =
            fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be read").path());
        let scripts = paths.filter(|path| path.extension().is_some_and(|extension| extension == "js"));
        scripts.map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("it can be read")))
    }

    #[test]
    fn a_script_means_the_same_without_its_blanks() {
        let script = "// why\n  const a = (b) => {\n    return `x ${b} y` + ' z ' + \"q  r\";\n  };\n\n  /* two\n  lines */\n  \
                      c = a + +b - -d++ / 2 / 3; // here\n  const e = /[/ \"] '\\/ /.test(f) ? / g/gu : 'it\\'s ' + h;\n";
        let short = "let a=e=>{return`x ${e} y`+' z '+\"q  r\"};\
                     c=a+ +b- -d++/2/3;let e=/[/ \"] '\\/ /.test(f)?/ g/gu:'it\\'s '+h;\n";
        assert_eq!(squeezed(script, true), short);
    }

    #[test]
    fn a_script_means_the_same_without_signs_that_can_be_spared() {
        for (script, short) in [
            ("const a = 1; const b = 2; c(); let d; let e = { f: 1, };", "let a=1,b=2;c();let d,e={f:1}"),
            ("let a = (b) => { let c; return c; }; let d;", "let a=e=>{let e;return e},d"),
            (
                "for (let a = 1; a; ) b(() => { let c; d; let e; }); let f;",
                "for(let e=1;e;)b(()=>{let e;d;let t});let f",
            ),
            ("a((b) => c, (d, e) => f, (g) + 1, () => h,);", "a(e=>c,(e,t)=>f,(g)+1,()=>h)"),
            ("a = [b, c,]; [, , d] = [e, , ]; f = [,];", "a=[b,c];[,,d]=[e,,];f=[,]"),
            ("a = new Map(); new B().c(); new D()[e]; new F(g); h();", "a=new Map;new B().c();new D()[e];new F(g);h()"),
            ("if (a === true) return false; b = 'true' + c.trued;", "if(a===!0)return!1;b='true'+c.trued"),
        ] {
            assert_eq!(squeezed(script, true).trim_end().trim_end_matches(';'), short, "{script}");
        }
    }

    #[test]
    fn built_in_scripts_can_be_squeezed() {
        for (path, text) in built_in_scripts() {
            let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
            for template in lines.flat_map(|line| line.split('`').skip(1).step_by(2)) {
                assert_eq!(template.matches("${").count(), template.matches('}').count(), "{path}: {template}");
            }
            let texts: Vec<&str> = tokens(&text).iter().map(|token| token.text).collect();
            let mut open = Vec::new();
            for (at, text) in texts.iter().enumerate() {
                match *text {
                    "(" => open.push(at > 0 && matches!(texts[at - 1], "for" | "if" | "while")),
                    ")" if open.pop() == Some(true) => assert_ne!(texts[at + 1], ";", "{path}: an empty body"),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn a_sheet_keeps_the_blanks_that_part() {
        let sheet = "/* why */\n@layer a, b;\n\na b > c,\nd :hover {\n  width: calc(1em - 2px);\n  /* two\n  lines */\n  \
                     font: 1em\n  serif;\n}\n\n@media (width: 1em) { e { content: \"{ f: g; }\"; } }\n";
        let short = "@layer a,b;a b > c,d :hover{width:calc(1em - 2px);font:1em serif}\
                     @media (width:1em){e{content:\"{ f: g; }\"}}\n";
        assert_eq!(squeezed(sheet, false), short);
    }
}

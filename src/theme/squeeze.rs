//! Scripts and sheets without what only their authors need, since every reader loads them.
//!
//! [`squeezed`] is the entry point. It takes built-in files only: they have no text over several lines, and no
//! template inside of a template; tests hold that.

/// Without comments that begin on lines of their own, without the blanks before lines and, in a script, without those
/// beside signs that are no part of a name.
pub(super) fn squeezed(text: &str, is_script: bool) -> String {
    let mut is_comment = false;
    let is_kept = |line: &&str| {
        is_comment |= line.starts_with("/*");
        let is_kept = !is_comment && !line.is_empty() && !line.starts_with("//");
        is_comment &= !line.ends_with("*/");
        is_kept
    };
    let mut short = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(is_kept) {
        if is_script {
            without_blanks(line, &mut short)
        } else {
            short.push_str(line)
        }
        short.push('\n');
    }
    short
}

/// Adds a line of a script without the blanks that say nothing.
fn without_blanks(line: &str, short: &mut String) {
    let start = short.len();
    let mut rest = line;
    while let Some(sign) = rest.chars().next() {
        let length = match sign {
            '\'' | '"' | '`' => end_of(rest, sign),
            '/' if begins_expression(&short[start..]) => end_of(rest, sign),
            _ => sign.len_utf8(),
        };
        let (part, after) = rest.split_at(length);
        if sign != ' ' || parts_words(short.chars().last(), after.chars().next()) {
            short.push_str(part);
        }
        rest = after;
    }
}

/// Where a string, a template or a regular expression ends that this text begins with.
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

/// Whether what follows this code is an expression, so that a slash begins a regular one and does not divide.
fn begins_expression(code: &str) -> bool {
    code.is_empty() || code.ends_with("return") || code.ends_with(|sign| "(,=:[!&|?{};>".contains(sign))
}

/// Whether a blank between these signs can't go: it parts two words, or two signs that are another one together.
fn parts_words(before: Option<char>, after: Option<char>) -> bool {
    let is_of_word = |sign: char| sign.is_alphanumeric() || "_$".contains(sign);
    let (Some(before), Some(after)) = (before, after) else { return false };
    (is_of_word(before) && is_of_word(after)) || (before == after && "+-".contains(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_means_the_same_without_its_blanks() {
        let script = "// why\n  const a = (b) => {\n    return `x ${b} y` + ' z ' + \"q  r\";\n  };\n\n  /* two\n  lines */\n  \
                      c = a + +b - -d++ / 2 / 3;\n  const e = /[/ \"] '\\/ /.test(f) ? / g/ : 'it\\'s ' + h;\n";
        let short = "const a=(b)=>{\nreturn`x ${b} y`+' z '+\"q  r\";\n};\n\
                     c=a+ +b- -d++/2/3;\nconst e=/[/ \"] '\\/ /.test(f)?/ g/:'it\\'s '+h;\n";
        assert_eq!(squeezed(script, true), short);
    }

    #[test]
    fn no_built_in_script_has_a_template_inside_of_a_template() {
        for (path, text) in super::super::files::BUILT_IN.iter().filter(|(path, _)| path.ends_with(".js")) {
            let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
            for template in lines.flat_map(|line| line.split('`').skip(1).step_by(2)) {
                assert_eq!(template.matches("${").count(), template.matches('}').count(), "{path}: {template}");
            }
        }
    }

    #[test]
    fn a_sheet_keeps_its_blanks() {
        assert_eq!(
            squeezed("/* why */\na b > c {\n  width: calc(1em - 2px);\n}\n", false),
            "a b > c {\nwidth: calc(1em - 2px);\n}\n"
        );
    }
}

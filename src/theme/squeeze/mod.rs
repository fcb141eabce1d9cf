//! Scripts without what only their authors need: comments, blanks and long names.
//!
//! [`script`] is the entry point. It knows the tokens of JavaScript and where names are declared, and nothing else
//! of the language. See `names` for what a script of the theme may not do so that this is enough; a garden's own
//! scripts never come here.

mod names;
mod tokens;

use names::{Names, shortened};
use tokens::{Gap, Token, is_name_sign};

/// The same script, shorter.
pub(super) fn script(source: &str) -> String {
    let tokens = tokens::all(source);
    let names = Names::of(&tokens);
    let short = shortened(&names);
    let mut script = String::with_capacity(source.len());
    for (place, token) in tokens.iter().enumerate() {
        if let Some(before) = place.checked_sub(1).map(|before| &tokens[before]) {
            script.push_str(between(before, token));
        }
        match short.get(&place) {
            Some(short) if names.is_shorthand(place) => script.extend([token.text, ":", short]),
            Some(short) => script.push_str(short),
            None => script.push_str(token.text),
        }
    }
    script.push('\n');
    script
}

/// What has to stand between two tokens.
fn between(before: &Token<'_>, token: &Token<'_>) -> &'static str {
    let (Some(last), Some(first)) = (before.text.chars().next_back(), token.text.chars().next()) else { return "" };
    // No statement ends there, whatever the end of a line may mean.
    let goes_on = "{([,;=&|?:<>*".contains(last) || ")]}.,;?:&|=".contains(first);
    if token.gap == Gap::Line && !goes_on {
        return "\n";
    }
    let would_merge = is_name_sign(last) && is_name_sign(first)
        || last == first && "+-/&|=".contains(first)
        || last.is_ascii_digit() && first == '.';
    if token.gap > Gap::None && would_merge { " " } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_become_shorter_and_say_the_same() {
        for (source, want) in [
            // Blanks and comments go, and lines end where they have to.
            ("// why\nconst a = 1; /* b */\n\nlet c = a\n++c\n", "const a=1;let c=a\n++c\n"),
            ("return  / x/ / 2 / 'a // b' + `c  ${ d } // e`", "return/ x/ /2/'a // b'+`c  ${d} // e`\n"),
            ("x = a / b / c; y = /[/'\"]\\//g; z = a + +b - -c", "x=a/b/c;y=/[/'\"]\\//g;z=a+ +b- -c\n"),
            // What other scripts see stays, and so do global things and properties.
            ("const long = () => document.long;", "const long=()=>document.long;\n"),
            ("(() => { const long = 1; long.long(long); })();", "(()=>{const e=1;e.long(e);})();\n"),
            // Names in objects and in patterns.
            (
                "(() => { const { kept, old: own, ...rest } = e; t({ own, kept: kept, rest() {}, [rest]: 1 }); })();",
                "(()=>{const{kept:n,old:r,...i}=e;t({own:r,kept:n,rest(){},[i]:1});})();\n",
            ),
            // Each function has names of its own, and those that it uses of others stay what they are.
            (
                "(() => { const one = (text, other = size) => text + other; const two = (text) => one(text); })();",
                "(()=>{const e=(t,e=size)=>t+e;const t=(t)=>e(t);})();\n",
            ),
            (
                "(() => { for (const item of list) show(item, (part) => part + item), item(); item; })();",
                "(()=>{for(const e of list)show(e,(t)=>t+e),e();item;})();\n",
            ),
            (
                "(() => { let a, b = [a, 1], [c] = b; const d = () => { let e = d; }; })();",
                "(()=>{let e,t=[e,1],[r]=t;const n=()=>{let e=n;};})();\n",
            ),
        ] {
            assert_eq!(script(source), want, "{source}");
        }
    }

    #[test]
    fn a_damaged_script_ends_somewhere() {
        for source in [
            "", "'", "`${", "/[", "((", "}}", "const", "const {", "let a,", "(a", "=>", "(=", "{a=", "(() => {", "a =>",
        ] {
            script(source);
        }
    }
}

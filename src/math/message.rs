//! Translates the typesetter's errors for the author of a note.

use math_core::LatexError;

const SHOWN: &str = "readers see the source of the formula until then";

/// The message and help for an error in this text.
pub(super) fn phrase(error: &LatexError, text: &str) -> (String, String) {
    let at = text.get(error.0.clone()).unwrap_or_default().trim();
    let message = error.error_message();
    let quoted = message.split('"').nth(1).unwrap_or_default();
    let beginning = message.split(['"', ':', ',', '.']).next().unwrap_or_default().trim();
    let (message, help) = match beginning {
        "Unknown command" => (
            format!("`{quoted}` is no command that can be typeset"),
            format!("define it in site.toml under [math.macros], or write it another way; {SHOWN}"),
        ),
        "Unknown environment" => (
            format!("there is no environment `{quoted}`"),
            format!("write it with one such as `aligned`, `cases` or `pmatrix`; {SHOWN}"),
        ),
        "Expected closing token" => (format!("a `{quoted}` is missing"), format!("close what was opened; {SHOWN}")),
        "Unmatched closing token" => {
            (format!("this `{quoted}` closes nothing"), format!("take it away, or open before it; {SHOWN}"))
        }
        "Expected argument but got closing token (`}`" | "Expected argument but reached end of input" => {
            ("the command before has nothing to work on".to_owned(), format!("give it its argument in braces; {SHOWN}"))
        }
        "Disallowed character in text group" => (format!("`{at}` can't stand here"), SHOWN.to_owned()),
        "Duplicate subscript or superscript" => (
            "there are two of the same kind in a row".to_owned(),
            format!("put braces around the one that belongs together: `{{x^a}}^b`; {SHOWN}"),
        ),
        "Found" => {
            let (_, place) = message.split_once("which may only appear ").unwrap_or_default();
            (
                format!("`{quoted}` can't stand here"),
                format!("it may only stand {}; {SHOWN}", place.strip_suffix('.').unwrap_or(place)),
            )
        }
        "Macro parameter found outside of custom command definition" => {
            ("a number sign has a meaning of its own in TeX".to_owned(), format!("write `\\#`; {SHOWN}"))
        }
        "Invalid parameter number" => ("an argument is written `#1` to `#9`".to_owned(), SHOWN.to_owned()),
        "Not valid in text mode" => {
            (format!("`{at}` can't stand in text"), format!("write `\\{at}` if it is meant as a sign; {SHOWN}"))
        }
        "Not valid in math mode" => {
            (format!("`{at}` belongs in text"), format!("put it inside of `\\text{{…}}`; {SHOWN}"))
        }
        "Internal parser error" => ("the typesetter does not understand this".to_owned(), SHOWN.to_owned()),
        _ => (plain(&message), SHOWN.to_owned()),
    };
    (message, help)
}

/// A sentence of the typesetter without its capital letter and full stop, and with backticks as quotes.
fn plain(message: &str) -> String {
    let text = message.trim_end_matches('.').replace('"', "`");
    let mut letters = text.chars();
    let first = letters.next().map(char::to_lowercase).into_iter().flatten();
    first.chain(letters).collect()
}

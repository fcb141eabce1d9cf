//! The query of a search: what can be written in it, and excluded words, `-word`, which look like flags.

use std::ffi::{OsStr, OsString};

/// What the last lines of the help of a search say.
pub(super) const OPERATORS: &str = "\
What to search for:
  compost heap           notes with both words, or words that begin with the last one
  '\"hot compost\"'        the words in this order
  compost -worms         notes with the first word, and without the second
  tag:soil  #soil        notes with this tag, or one below it, such as soil/clay
  in:journal             notes in this folder, or below it
  after:2025-04          notes of this month or later; also a year or a day, such as 2025-04-22
  before:2025            notes of earlier years
Operators go together with words and with each other, and a - before them excludes:

  allotment search compost tag:soil -in:journal after:2024";

/// Flags that take a value, which may be the word `search`.
const WITH_VALUE: &[&str] = &["--root", "--config", "--color", "--format"];

/// Puts the words to be left out of a search at the end, behind `--`, where they are taken for no flags. All other
/// arguments stay as they are, so that flags may stand before and behind the words.
pub(super) fn left_out_last(arguments: Vec<OsString>) -> Vec<OsString> {
    let is_value = |at: usize| arguments[at - 1].to_str().is_some_and(|before| WITH_VALUE.contains(&before));
    let Some(command) = (1..arguments.len()).find(|at| arguments[*at] == "search" && !is_value(*at)) else {
        return arguments;
    };
    let end = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    let is_word = |at: usize| command < at && at < end && is_left_out(&arguments[at]);
    let (words, others): (Vec<usize>, Vec<usize>) = (0..end).partition(|at| is_word(*at));
    if words.is_empty() {
        return arguments;
    }
    let behind = arguments.get(end + 1..).unwrap_or_default().iter().cloned();
    let take = |places: Vec<usize>| places.into_iter().map(|at| arguments[at].clone()).collect::<Vec<_>>();
    take(others).into_iter().chain([OsString::from("--")]).chain(take(words)).chain(behind).collect()
}

/// Whether this is `-word` and no flag.
fn is_left_out(argument: &OsStr) -> bool {
    let Some(word) = argument.to_str().and_then(|argument| argument.strip_prefix('-')) else { return false };
    let is_flags = word.chars().all(|sign| "hqvV".contains(sign));
    let is_limit = word.strip_prefix('n').is_some_and(|limit| {
        let limit = limit.trim_start_matches('=');
        limit.bytes().all(|byte| byte.is_ascii_digit())
    });
    !(word.starts_with('-') || is_flags || is_limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_sorted(given: &str, want: &str) {
        let arguments = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(left_out_last(arguments(given)), arguments(want), "{given}");
    }

    #[test]
    fn words_to_leave_out_are_told_from_flags() {
        assert_sorted("allotment search soil -clay", "allotment search soil -- -clay");
        assert_sorted("allotment -q search -clay soil -n 3", "allotment -q search soil -n 3 -- -clay");
        assert_sorted("allotment search -n5 -2024 a -- -b", "allotment search -n5 a -- -2024 -b");
    }

    #[test]
    fn other_calls_stay_as_they_are() {
        for call in [
            "allotment search soil --format json -vq -n=3 -n 4",
            "allotment search soil -- -clay",
            "allotment --root search build -oout",
            "allotment build -oout",
            "allotment",
        ] {
            assert_sorted(call, call);
        }
    }
}

//! "Did you mean": the word that was most probably meant.

/// Longer words are not typos, and comparing them would take long.
const LONGEST: usize = 100;

/// The word that was most probably meant by `name`; of several equally similar ones the first in the order of the
/// alphabet, so that the order of `words` does not matter. At most a third of the characters differ, and at most three.
/// Letter case, and hyphen or underscore, do not matter.
pub fn most_similar<'w>(name: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let plain = |word: &str| word.to_lowercase().replace('-', "_");
    if name.len() > LONGEST {
        return None;
    }
    let name = plain(name);
    let limit = (name.chars().count() / 3).clamp(1, 3);
    words
        .into_iter()
        .filter(|word| word.len() <= LONGEST)
        .map(|word| (strsim::damerau_levenshtein(&name, &plain(word)), word))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_understood() {
        let words = ["base_url", "title", "theme", "exclude"];
        for (name, want) in [
            ("base-url", Some("base_url")),
            ("Titel", Some("title")),
            ("exlcude", Some("exclude")),
            ("them", Some("theme")),
            ("port", None),
            ("x", None),
        ] {
            assert_eq!(most_similar(name, words), want, "{name}");
        }
        assert_eq!(most_similar(&"a".repeat(101), words), None);
        for words in [["part", "port"], ["port", "part"]] {
            assert_eq!(most_similar("pert", words), Some("part"));
        }
    }
}

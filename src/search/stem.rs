//! Stems: the common part of the forms of a word, by the language of its note.
//!
//! [`Stems::of`] picks the rules of a language (Snowball's); words of a language without rules stay as they are. Only
//! the index needs stems: it stores the forms that share one, so that a query needs no rules.

use rust_stemmers::{Algorithm, Stemmer};

use super::tokenize::fold;

/// The rules of one language.
pub(super) struct Stems(Option<Stemmer>);

impl Stems {
    /// The rules for a language, given as a BCP 47 tag such as `pt-BR`.
    pub(super) fn of(language: &str) -> Self {
        let main = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let algorithm = match main.as_str() {
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "en" => Algorithm::English,
            "es" => Algorithm::Spanish,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "nb" | "nn" | "no" => Algorithm::Norwegian,
            "nl" => Algorithm::Dutch,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            _ => return Self(None),
        };
        Self(Some(Stemmer::create(algorithm)))
    }

    /// The folded stem of a word as written. A word with digits is its own stem.
    pub(super) fn stem(&self, written: &str, form: &str) -> String {
        match &self.0 {
            Some(stemmer) if !form.bytes().any(|byte| byte.is_ascii_digit()) => {
                let stem = fold(&stemmer.stem(&written.to_lowercase()));
                if stem.is_empty() { form.to_owned() } else { stem }
            }
            _ => form.to_owned(),
        }
    }
}

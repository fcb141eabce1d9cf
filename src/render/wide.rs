//! Which characters fill a square: a text of them is twice as wide as one with as many letters.

/// Whether a character is about as wide as it is high: ideographs, kana, Hangul, full-width forms, emoji (Unicode
/// Standard Annex 11, *East Asian Width*, by block).
pub(super) fn is_wide(sign: char) -> bool {
    matches!(sign, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::is_wide;

    #[test]
    fn letters_of_other_scripts_and_narrow_forms_are_not_wide() {
        assert!("堆ひカ한、，🌱𠮷".chars().all(is_wide));
        // The last ones are forms of Arabic letters, and half-width kana.
        assert!(!"aßЖα…—اﭐﻼﺍｱﾝ".chars().any(is_wide));
    }
}

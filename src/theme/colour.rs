//! The colours of `[theme]` in `site.toml`: derives tokens from one accent that are readable on every background.
//!
//! [`tokens`] writes a small style sheet that overrides the theme's own. A colour is always one that
//! [`Colour::parse`] accepted, so no text from the settings reaches a style sheet.

use std::fmt;

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour([u8; 3]);

/// The backgrounds of the default theme with the least contrast to dark and to light colours:
/// `--surface` of the light scheme, `--raised` of the dark one.
const LIGHT_GROUND: Colour = Colour([0xf5, 0xf3, 0xea]);
const DARK_GROUND: Colour = Colour([0x26, 0x29, 0x22]);

/// Contrast of links and of icons on these backgrounds. WCAG 2 requires 4.5 and 3 at least, and recommends 7 and
/// 4.5; the theme's own colours meet the recommendation.
const TEXT_CONTRAST: f64 = 7.0;
const SIGN_CONTRAST: f64 = 4.5;

impl Colour {
    const BLACK: Self = Self([0; 3]);
    const WHITE: Self = Self([255; 3]);

    /// Reads `#rgb` or `#rrggbb`; `None` for anything else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let hex = text.trim().strip_prefix('#')?;
        let digits: Vec<u8> =
            hex.chars().map(|digit| digit.to_digit(16).map(|value| value as u8)).collect::<Option<_>>()?;
        match *digits.as_slice() {
            [r, g, b] => Some(Self([r * 17, g * 17, b * 17])),
            [a, b, c, d, e, f] => Some(Self([a * 16 + b, c * 16 + d, e * 16 + f])),
            _ => None,
        }
    }

    /// Returns the contrast ratio of two colours as defined by WCAG 2, from 1 to 21.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Returns this colour mixed with `percent` of another in sRGB, as `color-mix` does.
    pub(super) fn mix(self, other: Self, percent: u32) -> Self {
        let part = |a: u8, b: u8| ((u32::from(a) * (100 - percent) + u32::from(b) * percent + 50) / 100) as u8;
        Self(std::array::from_fn(|channel| part(self.0[channel], other.0[channel])))
    }

    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Returns the mix closest to this colour, on the way to `end`, that has `contrast` on `ground`.
    fn readable(self, ground: Self, end: Self, contrast: f64) -> Self {
        let steps = (0..=100).step_by(4).map(|percent| self.mix(end, percent));
        steps.clone().find(|colour| colour.contrast(ground) >= contrast).unwrap_or(end)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(out, "#{r:02x}{g:02x}{b:02x}")
    }
}

/// Returns the style sheet for an accent and for serifs; `None` if neither is asked for.
pub(super) fn tokens(accent: Option<Colour>, serif: bool) -> Option<String> {
    let mut rules = String::new();
    if let Some(accent) = accent {
        for (name, contrast) in [("accent", SIGN_CONTRAST), ("link", TEXT_CONTRAST)] {
            let light = accent.readable(LIGHT_GROUND, Colour::BLACK, contrast);
            let dark = accent.readable(DARK_GROUND, Colour::WHITE, contrast);
            rules.push_str(&format!("    --{name}: light-dark({light}, {dark});\n"));
        }
    }
    if serif {
        rules.push_str("    --font: var(--serif);\n");
    }
    (!rules.is_empty()).then(|| format!("@layer tokens {{\n  :root {{\n{rules}  }}\n}}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hexadecimal_colours_are_colours() {
        assert_eq!(Colour::parse("#2b7a4b"), Some(Colour([0x2b, 0x7a, 0x4b])));
        assert_eq!(Colour::parse("#fA0").map(|colour| colour.to_string()), Some("#ffaa00".to_owned()));
        for wrong in ["", "#", "#12", "#12345", "#1234567", "red", "#ggg", "#é12", "#fff;}", "url(x)"] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((Colour::WHITE.contrast(Colour::BLACK) - 21.0).abs() < 1e-9);
        let grey = Colour::parse("#767676").expect("a colour");
        assert!((4.53..4.55).contains(&grey.contrast(Colour::WHITE)));
    }

    #[test]
    fn every_accent_becomes_readable_links() {
        for accent in ["#2b7a4b", "#ffff00", "#000000", "#ffffff", "#ff0000", "#808080"] {
            let accent = Colour::parse(accent).expect("a colour");
            for (ground, end) in [(LIGHT_GROUND, Colour::BLACK), (DARK_GROUND, Colour::WHITE)] {
                assert!(accent.readable(ground, end, TEXT_CONTRAST).contrast(ground) >= TEXT_CONTRAST, "{accent}");
            }
        }
    }

    #[test]
    fn the_sheet_holds_nothing_but_tokens() {
        assert_eq!(tokens(None, false), None);
        assert_eq!(
            tokens(Colour::parse("#2b7a4b"), true).as_deref(),
            Some(
                "@layer tokens {\n  :root {\n    --accent: light-dark(#2b7a4b, #669f7d);\n    \
                 --link: light-dark(#215d39, #99bfa9);\n    --font: var(--serif);\n  }\n}\n"
            )
        );
    }
}

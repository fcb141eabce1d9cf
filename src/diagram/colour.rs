//! Colours of diagrams, in light and dark mode.
//!
//! [`paint`] is the entry point. The usual colours of diagrams become those of the theme, by name, see diagram.css. All
//! others, including the author's own, become a pair: the colour itself on a light page, and with inverted lightness on
//! a dark one. So what is readable on a background stays readable.

/// Usual colours of the library's default theme, and their replacements from diagram.css.
const USUAL: &[([u8; 3], &str)] = &[
    ([0x33, 0x33, 0x33], "var(--d-ink)"),
    ([0, 0, 0], "var(--d-ink)"),
    ([0x13, 0x13, 0], "var(--d-ink)"),
    ([255, 255, 255], "var(--d-ground)"),
    ([0xf4, 0xf4, 0xf4], "var(--d-ground)"),
    ([0xe8, 0xe8, 0xe8], "var(--d-ground)"),
    ([0xec, 0xec, 0xff], "var(--d-node)"),
    ([0xea, 0xea, 0xea], "var(--d-node)"),
    ([0x93, 0x70, 0xdb], "var(--d-edge)"),
    ([0x66, 0x66, 0x66], "var(--d-edge)"),
    ([0x99, 0x99, 0x99], "var(--d-edge)"),
    ([0xff, 0xff, 0xde], "var(--d-group)"),
    ([0xaa, 0xaa, 0x33], "var(--d-edge)"),
    ([0xff, 0xf5, 0xad], "var(--d-note)"),
];

/// The colours that have a name (CSS Color 4, section 6.1), each followed by its digits.
const NAMED: &str = "\
    aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4 \
    black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 \
    cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc \
    crimson dc143c cyan 00ffff darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9 \
    darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f \
    darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f \
    darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3 \
    deeppink ff1493 deepskyblue 00bfff dimgray 696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222 \
    floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 \
    goldenrod daa520 gray 808080 green 008000 greenyellow adff2f grey 808080 honeydew f0fff0 hotpink ff69b4 \
    indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5 \
    lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff \
    lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1 \
    lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 lightslategrey 778899 \
    lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 magenta ff00ff \
    maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db \
    mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a mediumturquoise 48d1cc \
    mediumvioletred c71585 midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5 \
    navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab 6b8e23 orange ffa500 orangered ff4500 \
    orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee palevioletred db7093 \
    papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd powderblue b0e0e6 purple 800080 \
    rebeccapurple 663399 red ff0000 rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 \
    sandybrown f4a460 seagreen 2e8b57 seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb \
    slateblue 6a5acd slategray 708090 slategrey 708090 snow fffafa springgreen 00ff7f steelblue 4682b4 \
    tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0 violet ee82ee wheat f5deb3 \
    white ffffff whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32";

/// A colour as written in an attribute; `None` if it is not one.
pub(super) fn paint(value: &str) -> Option<String> {
    let value = value.trim().to_ascii_lowercase();
    match value.as_str() {
        "none" | "transparent" => return Some("none".to_owned()),
        "currentcolor" => return Some("var(--d-ink)".to_owned()),
        _ => {}
    }
    let (rgb, alpha) = parse(&value)?;
    if let Some((_, name)) = USUAL.iter().find(|(usual, _)| *usual == rgb && (alpha > 0.4)) {
        return Some((*name).to_owned());
    }
    let light = hex(rgb, alpha);
    let dark = hex(turned(rgb), alpha);
    Some(format!("light-dark({light},{dark})"))
}

fn hex([red, green, blue]: [u8; 3], alpha: f64) -> String {
    if alpha >= 1.0 {
        format!("#{red:02x}{green:02x}{blue:02x}")
    } else {
        format!("#{red:02x}{green:02x}{blue:02x}{:02x}", (alpha * 255.0).round() as u8)
    }
}

/// Reads `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb()`, `rgba()`, `hsl()` and `hsla()`, and names.
fn parse(value: &str) -> Option<([u8; 3], f64)> {
    let is_name = value.bytes().all(|byte| byte.is_ascii_lowercase());
    let named = || NAMED.split(' ').skip_while(|word| *word != value).nth(1);
    if let Some(digits) = value.strip_prefix('#').or_else(|| is_name.then(named).flatten()) {
        let nibbles: Vec<u8> =
            digits.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
        return match nibbles[..] {
            [r, g, b] => Some(([r * 17, g * 17, b * 17], 1.0)),
            [r, s, g, h, b, c] => Some(([r * 16 + s, g * 16 + h, b * 16 + c], 1.0)),
            [r, s, g, h, b, c, a, d] => Some(([r * 16 + s, g * 16 + h, b * 16 + c], f64::from(a * 16 + d) / 255.0)),
            _ => None,
        };
    }
    let (function, arguments) = value.strip_suffix(')')?.split_once('(')?;
    let numbers: Vec<f64> = arguments
        .split([',', ' ', '/'])
        .filter(|part| !part.is_empty())
        .map(|part| part.trim_end_matches(['%', 'd', 'e', 'g']).parse().ok().filter(|number: &f64| number.is_finite()))
        .collect::<Option<_>>()?;
    let [first, second, third, ref rest @ ..] = numbers[..] else { return None };
    let alpha = rest.first().map_or(1.0, |alpha| alpha.clamp(0.0, 1.0));
    let byte = |number: f64| number.round().clamp(0.0, 255.0) as u8;
    match function {
        "rgb" | "rgba" => Some(([byte(first), byte(second), byte(third)], alpha)),
        "hsl" | "hsla" => {
            let (saturation, lightness) = ((second / 100.0).clamp(0.0, 1.0), (third / 100.0).clamp(0.0, 1.0));
            let strength = saturation * lightness.min(1.0 - lightness);
            let channel = |offset: f64| {
                let step = (offset + first / 30.0).rem_euclid(12.0);
                byte(255.0 * (lightness - strength * (step - 3.0).min(9.0 - step).clamp(-1.0, 1.0)))
            };
            Some(([channel(0.0), channel(8.0), channel(4.0)], alpha))
        }
        _ => None,
    }
}

/// A colour with its perceived lightness inverted: in Oklab (Björn Ottosson, 2020). White becomes the dark of a page,
/// not black.
fn turned(rgb: [u8; 3]) -> [u8; 3] {
    let [lightness, a, b] = oklab(rgb);
    let lightness = 0.2 + (1.0 - lightness) * 0.8;
    // A colour too strong for the new lightness is made paler until it can be shown.
    for step in 0..=20 {
        let strength = 1.0 - f64::from(step) / 20.0;
        let linear = linear_rgb([lightness, a * strength, b * strength]);
        if step == 20 || linear.iter().all(|channel| (-0.001..=1.001).contains(channel)) {
            return linear.map(encode);
        }
    }
    rgb
}

fn oklab(rgb: [u8; 3]) -> [f64; 3] {
    let [r, g, b] = rgb.map(|byte| {
        let value = f64::from(byte) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
    let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
    let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
    [
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ]
}

fn linear_rgb([lightness, a, b]: [f64; 3]) -> [f64; 3] {
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
}

fn encode(linear: f64) -> u8 {
    let linear = linear.clamp(0.0, 1.0);
    let value = if linear <= 0.003_130_8 { linear * 12.92 } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
    (value * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_colours_are_the_themes_and_others_come_in_pairs() {
        for (written, want) in [
            ("#333", Some("var(--d-ink)")),
            ("#ECECFF", Some("var(--d-node)")),
            ("rgb(236, 236, 255)", Some("var(--d-node)")),
            ("rgba(232,232,232, 0.8)", Some("var(--d-ground)")),
            ("none", Some("none")),
            ("currentColor", Some("var(--d-ink)")),
            ("pink", Some("light-dark(#ffc0cb,#4d1d29)")),
            ("LightYellow", Some("light-dark(#ffffe0,#1a1902)")),
            ("mediumpurple", Some("var(--d-edge)")),
            ("black", Some("var(--d-ink)")),
            ("yellowgreen", Some("light-dark(#9acd32,#334805)")),
            ("inherit", None),
            ("ffebcd", None),
            ("#ff99ff", Some("light-dark(#ff99ff,#5f0161)")),
            ("hsl(80, 100%, 56.2745098039%)", Some("light-dark(#b5ff20,#1b2b00)")),
            ("#12", None),
            ("url(#x)", None),
            ("var(--x)", None),
            ("rgb(1)", None),
            ("#ééé", None),
            ("red;}", None),
        ] {
            assert_eq!(paint(written).as_deref(), want, "{written}");
        }
    }

    #[test]
    fn light_becomes_dark_and_dark_light() {
        let lightness = |rgb| oklab(rgb)[0];
        for rgb in [[255, 255, 255], [250, 240, 200], [0, 0, 0], [20, 30, 90], [255, 0, 0], [128, 128, 128]] {
            let (before, after) = (lightness(rgb), lightness(turned(rgb)));
            assert!((0.2 + (1.0 - before) * 0.8 - after).abs() < 0.03, "{rgb:?}: {before} {after}");
        }
    }
}

//! The style sheet: its colours are readable, it is independent of left and right, it is small.

use super::*;
use crate::highlight::Class;

fn file(name: &str) -> &'static str {
    files::built_in(name).unwrap_or_default()
}

fn sheet() -> &'static str {
    file("style.css")
}

/// Returns a colour token for the light (0) or dark (1) scheme.
fn token(name: &str, scheme: usize) -> Colour {
    let start = format!("--{name}: light-dark(");
    let value = sheet().split(&start).nth(1).and_then(|rest| rest.split(')').next());
    let value = value.and_then(|pair| pair.split(',').nth(scheme)).unwrap_or_else(|| panic!("no token {name}"));
    Colour::parse(value).unwrap_or_else(|| panic!("--{name} is no colour: {value}"))
}

/// Returns the share of its hue in the background of a callout, in percent.
fn tint() -> u32 {
    let value = sheet().split("--tint: ").nth(1).and_then(|rest| rest.split('%').next());
    value.and_then(|percent| percent.parse().ok()).expect("a tint in percent")
}

#[test]
fn every_colour_of_the_sheet_can_be_read_on_every_ground() {
    let mut poor = Vec::new();
    let mut check = |what: String, front: Colour, ground: Colour, least: f64| {
        let contrast = front.contrast(ground);
        if contrast < least {
            poor.push(format!("{what}: {contrast:.2} is less than {least}"));
        }
    };
    for (scheme, name) in ["light", "dark"].into_iter().enumerate() {
        for ground in ["bg", "surface", "raised"] {
            for (front, least) in
                [("text", 4.5), ("muted", 4.5), ("link", 4.5), ("visited", 4.5), ("accent", 3.0), ("edge", 3.0)]
            {
                check(format!("{front} on {ground}, {name}"), token(front, scheme), token(ground, scheme), least);
            }
        }
        check(format!("text on mark, {name}"), token("text", scheme), token("mark", scheme), 4.5);
        for hue in ["note", "tip", "warn", "danger", "example", "summary", "muted"] {
            let ground = token("bg", scheme).mix(token(hue, scheme), tint());
            check(format!("{hue} on its tint, {name}"), token(hue, scheme), ground, 4.5);
            check(format!("text on the tint of {hue}, {name}"), token("text", scheme), ground, 4.5);
            check(format!("link on the tint of {hue}, {name}"), token("link", scheme), ground, 4.5);
        }
        let hottest = token("bg", scheme).mix(token("accent", scheme), 40);
        check(format!("text on the fullest month, {name}"), token("text", scheme), hottest, 4.5);
    }
    assert_eq!(poor, Vec::<String>::new());
}

#[test]
fn every_class_of_code_can_be_read_on_its_ground() {
    for class in Class::ALL {
        let rule = file("code.css")
            .split(&format!(".code .{} {{", class.letter()))
            .nth(1)
            .and_then(|rest| rest.split('}').next());
        let rule = rule.unwrap_or_else(|| panic!("{class:?} has no rule"));
        let hue = rule
            .split("color: var(--")
            .nth(1)
            .and_then(|rest| rest.split(')').next())
            .unwrap_or_else(|| panic!("{class:?} has no colour"));
        for (scheme, name) in ["light", "dark"].into_iter().enumerate() {
            let surface = token("surface", scheme);
            let ground = if rule.contains("background") { surface.mix(token(hue, scheme), tint()) } else { surface };
            let contrast = token(hue, scheme).contrast(ground);
            assert!(contrast >= 4.5, "{class:?}, {name}: {contrast:.2}");
        }
    }
}

#[test]
fn what_only_some_pages_need_is_small() {
    // Compressed, a file is about a third of this.
    for (name, most) in [
        ("callouts.css", 5_500),
        ("code.css", 2_200),
        ("code.js", 1_400),
        ("math.css", 3_000),
        ("diagram.css", 1_200),
        ("canvas.css", 3_200),
    ] {
        assert!(file(name).len() < most, "{name}: {} bytes", file(name).len());
    }
    assert!(files::FONT.1.len() < 120 * 1024);
    assert!(file("math.css").contains(files::FONT.0), "the sheet asks for the font that there is");
}

#[test]
fn the_sheet_knows_no_left_and_right() {
    let physical = ["-left:", "-right:", " left:", " right:", " top:", " bottom:", " width:", " height:"];
    let found = sheet().lines().filter(|line| physical.iter().any(|word| line.contains(word)));
    assert_eq!(found.collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn the_sheet_asks_nobody_for_anything() {
    for url in sheet().split("url(").skip(1) {
        assert!(url.starts_with("\"data:"), "{url:.60}");
    }
    assert!(!sheet().contains("@import"));
}

#[test]
fn the_sheet_and_the_script_are_small() {
    // Compressed, the sheet is less than a third of this, 6 KB, and the script is half of it, 1.4 KB.
    let sheet = files::squeezed("style.css").unwrap_or_default().len();
    assert!(sheet < 24_300, "{sheet} bytes");
    let script = files::squeezed("script.js").unwrap_or_default().len();
    assert!(script < 3_300, "{script} bytes");
}

#[test]
fn every_callout_has_a_hue() {
    let kinds = "abstract summary tldr tip hint important success check done question help faq warning caution \
                 attention failure fail missing danger error bug example quote cite";
    for kind in kinds.split_whitespace() {
        assert!(file("callouts.css").contains(&format!("[data-callout=\"{kind}\"]")), "{kind}");
    }
}

//! The interface to the library that lays out diagrams.
//!
//! [`draw`] is the entry point. The library may panic, and some texts keep it busy forever, so it runs in a thread of
//! its own, with a stack for deep nesting, that is abandoned after [`PATIENCE`]. Fonts that it would look for on the
//! machine are supplied to it, so that a diagram is the same wherever it is drawn.

use std::sync::OnceLock;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::Builder;
use std::time::Duration;

use super::source::Source;
use super::svg::{self, ROOT};
use super::{DiagramError, Drawing, SIZE_LIMIT};

/// How long the library may take. Usual diagrams take a few thousandths of this.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of stack: groups may be nested thousands of levels deep.
const STACK: usize = 256 * 1024 * 1024;
/// Longest drawing, in bytes, as written by the library.
const OUTPUT_LIMIT: usize = 4 * 1024 * 1024;

/// Labels as text, the plain look and the usual colours, whatever the diagram asks for. The last such line counts.
const SETTING: &str =
    "\n%%{init: {\"htmlLabels\": false, \"flowchart\": {\"htmlLabels\": false}, \"look\": \"classic\"}}%%\n";

/// Draws a diagram.
pub(super) fn draw(text: &str) -> Result<Drawing, DiagramError> {
    if text.len() > SIZE_LIMIT {
        return Err(wrong(format!("diagrams are drawn up to a length of {} KiB", SIZE_LIMIT / 1024)));
    }
    let source = Source::read(text);
    if source.has_endless_ticks() {
        return Err(wrong("a scale of this diagram has too many ticks".to_owned()));
    }
    let svg = lay_out(format!("{}{SETTING}", source.diagram))?;
    if svg.len() > OUTPUT_LIMIT {
        return Err(wrong("this diagram grows too large".to_owned()));
    }
    svg::drawing(&svg, source.title, source.description)
        .ok_or_else(|| wrong("this diagram has no size that could be shown".to_owned()))
}

/// Runs the library.
fn lay_out(source: String) -> Result<String, DiagramError> {
    let (sender, receiver) = channel();
    let work = move || {
        register_fonts();
        let svg = sebastian::render_diagram(&source, ROOT).map_err(|error| readable(&error.to_string()));
        // If it took too long, nobody listens any more.
        let _ = sender.send(svg);
    };
    let thread = Builder::new().name("diagram".to_owned()).stack_size(STACK).spawn(work);
    let thread = thread.map_err(|_| wrong("there is no room left to draw it".to_owned()))?;
    let result = receiver.recv_timeout(PATIENCE);
    if !matches!(result, Err(RecvTimeoutError::Timeout)) {
        // It has ended, or is about to.
        let _ = thread.join();
    }
    match result {
        Ok(svg) => svg,
        Err(RecvTimeoutError::Timeout) => Err(wrong("it takes too long to draw this diagram".to_owned())),
        Err(RecvTimeoutError::Disconnected) => Err(wrong("this diagram can't be laid out".to_owned())),
    }
}

fn wrong(message: String) -> DiagramError {
    DiagramError { message }
}

/// The library's message without the names of its types.
fn readable(message: &str) -> DiagramError {
    if message.contains("expected flowchart/graph header") {
        return wrong("its first line names no kind of diagram that can be drawn".to_owned());
    }
    let line = message.lines().next().unwrap_or_default();
    let line = line.split(" (at token").next().unwrap_or_default();
    let line = line.split(", got ").next().unwrap_or_default();
    let (text, token) = line.rsplit_once(": ").unwrap_or((line, ""));
    let is_type = !token.contains(' ') && token.chars().filter(char::is_ascii_uppercase).count() > 0;
    let text = if is_type { text } else { line };
    let text = text.trim().trim_end_matches('.');
    let text = text.split(" error: ").last().unwrap_or(text);
    match text.strip_prefix("invalid diagram: ").unwrap_or(text) {
        "" => wrong("it can't be understood".to_owned()),
        text if text.contains("unwrap()") || text.contains("index out of") => {
            wrong("this diagram can't be laid out".to_owned())
        }
        text => wrong(text.chars().take(160).collect()),
    }
}

/// Registers the fonts for measuring text. Otherwise the library would prefer those of the machine to its own, and
/// diagrams would differ between machines.
fn register_fonts() {
    static CABIN: OnceLock<Vec<u8>> = OnceLock::new();
    let cabin = CABIN.get_or_init(|| embedded_font(&sebastian::render::css::fallback_font_css(ROOT)));
    if cabin.is_empty() {
        return;
    }
    for name in ["Trebuchet MS.ttf", "Trebuchet MS Bold.ttf", "Times New Roman.ttf"] {
        sebastian::text::register_font(name, cabin.clone());
    }
    for name in [
        "Verdana.ttf",
        "Arial.ttf",
        "LucidaGrande.ttc",
        "Arial Unicode.ttf",
        "ヒラキ\u{3099}ノ角コ\u{3099}シック W3.ttc",
        "Apple Symbols.ttf",
        "Menlo.ttc",
        "Apple Color Emoji.ttc",
        "Helvetica.ttc",
    ] {
        sebastian::text::register_font(name, Vec::new());
    }
}

/// The bytes of the font that a style sheet contains in base64.
fn embedded_font(css: &str) -> Vec<u8> {
    let data = css.split_once("base64,").map_or("", |(_, data)| data).split([')', '"', '\'']).next();
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for sign in data.unwrap_or_default().bytes() {
        let value = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a' + 26,
            b'0'..=b'9' => sign - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        bits = (bits << 6 | u32::from(value)) & 0x00ff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_librarys_words_are_made_readable() {
        for (said, want) in [
            ("expected identifier (at token Newline)", "expected identifier"),
            (
                "expected flowchart/graph header, got NodeString(\"hello\")",
                "its first line names no kind of diagram that can be drawn",
            ),
            ("unexpected token in text: SubroutineStart", "unexpected token in text"),
            ("invalid diagram: called `Option::unwrap()` on a `None` value", "this diagram can't be laid out"),
            (
                "Failed to find a valid date not excluded by excludes.",
                "Failed to find a valid date not excluded by excludes",
            ),
            ("", "it can't be understood"),
        ] {
            assert_eq!(readable(said).message, want, "{said}");
        }
    }

    #[test]
    fn the_font_that_measures_is_a_font() {
        assert_eq!(embedded_font("src:url(data:font/ttf;base64,SGVsbG8h) x"), b"Hello!");
        let font = embedded_font(&sebastian::render::css::fallback_font_css(ROOT));
        assert!(font.starts_with(&[0, 1, 0, 0]), "no TrueType font");
    }
}
